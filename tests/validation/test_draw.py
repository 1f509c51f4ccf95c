"""Samples drawn on a map: sizes, chances, distances, the same seed the same sample."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import RasterWriter
from bocage.core.errors import BocageError
from bocage.core.validation import draw as drawing
from bocage.core.validation import estimators
from bocage.core.validation.allocation import allocate, size_allocated, size_for
from bocage.core.validation.draw import DrawSettings, draw
from bocage.core.validation.sample import stratified
from bocage.core.validation.tables import read_expected

GRID = Grid("EPSG:32630", (600000.0, 10.0, 0.0, 5240000.0, 0.0, -10.0), (100, 100))
#: Pixels of each class; the rest is without data.
COUNTS = {1: 6000, 2: 3000, 5: 900}


@pytest.fixture(scope="module")
def land(tmp_path_factory):
    values = np.zeros(10000, np.uint8)
    values[:9900] = np.repeat(list(COUNTS), list(COUNTS.values()))
    values = np.random.default_rng(0).permutation(values).reshape(100, 100)
    path = tmp_path_factory.mktemp("map") / "map.tif"
    with RasterWriter(str(path), GRID, "uint8", nodata=0) as writer:
        writer.write(values)
    return str(path), values


def run(land, **settings):
    return draw(DrawSettings(land[0], **settings), SilentProgress())


def pixels(drawn):
    return ((5240000 - drawn.y) // 10).astype(int), ((drawn.x - 600000) // 10).astype(int)


def test_a_grid_says_how_many_points_it_places(land):
    said = []

    class Heard(SilentProgress):
        def info(self, code, **fields):
            said.append((code, fields))

    drawn = draw(DrawSettings(land[0], design="systematic", size=700), Heard())
    # 9,900 pixels, one in 16.
    assert drawn.x.size != 700 and said == [("sample_grid", {"step": 4, "placed": drawn.x.size, "asked": 700})]


def test_size_of_olofssons_example():
    """W .020 .015 .320 .645, U .70 .60 .90 .95, standard error .01: 640.54, hence 641."""
    assert size_for([0.020, 0.015, 0.320, 0.645], [0.70, 0.60, 0.90, 0.95], 0.01) == 641


def test_allocations():
    shares, expected, most = [0.9, 0.08, 0.02], [0.9, 0.9, 0.5], [10 ** 6] * 3
    assert allocate(300, shares, "equal", expected, most) == [100, 100, 100]
    assert allocate(300, shares, "proportional", expected, most) == [270, 24, 6]
    weight = np.array([0.9 * 0.3, 0.08 * 0.3, 0.02 * 0.5])
    assert allocate(300, shares, "neyman", expected, most) == pytest.approx(300 * weight / weight.sum(), abs=1)
    mixed = allocate(600, shares, "mixed", expected, most)
    assert mixed == [500, 50, 50] and sum(mixed) == 600


@pytest.mark.parametrize("kind", ["equal", "proportional", "neyman", "mixed"])
def test_the_size_has_the_standard_error_by_the_allocation_that_is_drawn(kind):
    pixels, expected = [90_000, 7_000, 3_000], [0.99, 0.5, 0.6]
    size = size_allocated(pixels, kind, expected, pixels, 0.01)

    def error(units):
        weight, spread = np.array(pixels) / sum(pixels), np.array(expected) * (1 - np.array(expected))
        drawn = np.array(allocate(units, pixels, kind, expected, pixels))
        return float((weight ** 2 * spread * (1 / drawn - 1 / np.array(pixels))).sum()) ** 0.5

    assert error(size) <= 0.01 < error(size - 1)
    # Equation 13 of Olofsson et al. is that of the least variance: others want more.
    assert size >= size_for(pixels, expected, 0.01, sum(pixels)) and (kind != "neyman" or size <= 195)


def test_a_size_that_nobody_gives_is_that_of_the_design(land):
    right = (6000 * 0.9 + 3000 * 0.8 + 900 * 0.6) / 9900
    spread = right * (1 - right)
    simple = run(land, design="simple", standard_error=0.02, expected={1: 0.9, 2: 0.8, 5: 0.6})
    assert simple.x.size == int(np.ceil(spread / (0.02 ** 2 + spread / 9900)))
    # Two a stratum at least, however large an error is allowed.
    assert run(land, design="stratified", standard_error=0.2, allocation="equal").x.size == 6


@pytest.mark.parametrize("text, found", [
    ("class,accuracy\n1,0.9\n2.0,0.8\n", {1: 0.9, 2: 0.8}), ("1;90\n2;80\n", {1: 0.9, 2: 0.8}),
    ("1,0.9\nForest,0.8\n", "table_row_wrong"), ("1,-0.2\n", "parameter_out_of_range"),
    ("1,nan\n", "parameter_out_of_range"), ("1,101\n", "parameter_out_of_range")])
def test_expected_accuracies_are_shares_or_percents(tmp_path, text, found):
    path = tmp_path / "expected.csv"
    path.write_text(text, encoding="utf-8")
    if isinstance(found, dict):
        assert read_expected(str(path)) == pytest.approx(found)
        return
    with pytest.raises(BocageError) as refusal:
        read_expected(str(path))
    assert refusal.value.code == found


def test_small_strata_take_all_they_have_and_no_more():
    assert allocate(100, [0.5, 0.5], "equal", [0.8, 0.8], [10, 1000]) == [10, 90]
    assert allocate(10, [0.999, 0.001], "proportional", [0.8, 0.8], [1000, 1000]) == [8, 2]
    with pytest.raises(BocageError) as refusal:
        allocate(5, [1, 1, 1], "equal", [0.8] * 3, [100] * 3)
    assert refusal.value.code == "size_too_small"


def test_a_simple_sample_lies_on_pixels_with_data_once_each(land):
    drawn = run(land, design="simple", size=500, seed=3)
    row, column = pixels(drawn)
    assert (land[1][row, column] == drawn.map_class).all() and (drawn.map_class > 0).all()
    assert len(set(zip(row, column))) == 500
    assert drawn.probability == pytest.approx(500 / 9900)
    assert drawn.crs == "EPSG:32630" and drawn.stratum == [""] * 500


def test_the_same_seed_is_the_same_sample_and_another_is_not(land):
    one, same, other = (run(land, design="stratified", size=60, seed=s) for s in (1, 1, 2))
    assert np.array_equal(one.x, same.x) and np.array_equal(one.y, same.y)
    assert not np.array_equal(one.x, other.x)


def test_strips_do_not_change_the_sample(land, monkeypatch):
    one = run(land, design="stratified", size=90, seed=5)
    monkeypatch.setattr(drawing, "STRIP_ROWS", 7)
    cut = run(land, design="stratified", size=90, seed=5)
    assert np.array_equal(one.x, cut.x) and np.array_equal(one.map_class, cut.map_class)


def test_chances_are_what_happens(land):
    """Over many draws each pixel of class 5 comes as often as its probability says."""
    seen = np.zeros((100, 100))
    for seed in range(400):
        drawn = run(land, design="stratified", size=90, allocation="equal", seed=seed)
        seen[pixels(drawn)] += 1
    rare = land[1] == 5
    told = drawn.probability[drawn.map_class == 5][0]
    assert told == pytest.approx(30 / 900)
    assert seen[rare].sum() / 400 == 30
    # No pixel is favoured: counts scatter as a binomial does.
    assert seen[rare].var() == pytest.approx(400 * told * (1 - told), rel=0.15)


def test_weights_of_the_draw_give_the_truth_back(land):
    """Drawn, labelled without error, estimated: areas without bias, and intervals that hold them."""
    rng = np.random.default_rng(1)
    truth = np.where(rng.random((100, 100)) < 0.1, 1, land[1])
    share = (truth[land[1] > 0] == 1).mean()
    found = []
    for seed in range(60):
        drawn = run(land, design="stratified", size=240, allocation="mixed", seed=seed)
        row, column = pixels(drawn)
        at = {1: 0, 2: 1, 5: 2}
        code = [at[v] for v in drawn.map_class]
        sample = stratified(code, [at[v] for v in truth[row, column]], "abc", code, list(COUNTS.values()))
        found.append(estimators.area_share(sample, 0))
    assert np.mean([f.value for f in found]) == pytest.approx(share, abs=0.005)
    assert np.mean([f.interval.low <= share <= f.interval.high for f in found]) > 0.88


def test_points_lie_apart_and_what_found_no_room_is_counted(land):
    drawn = run(land, design="simple", size=60, distance=80.0, seed=1)
    gap = np.hypot(drawn.x[:, None] - drawn.x, drawn.y[:, None] - drawn.y)
    np.fill_diagonal(gap, np.inf)
    assert gap.min() >= 80.0
    full = run(land, design="simple", size=200, distance=150.0, seed=1)
    assert full.missing == 200 - len(full.x) > 0


def test_a_systematic_sample_is_a_grid(land):
    drawn = run(land, design="systematic", size=100, seed=8)
    row, column = pixels(drawn)
    step = 10
    assert len(set(row % step)) == 1 and len(set(column % step)) == 1
    assert drawn.probability == pytest.approx(0.01) and 90 <= len(row) <= 100


def test_clusters(land):
    drawn = run(land, design="cluster", size=20, cluster_side=5, cluster_units=4, seed=2)
    row, column = pixels(drawn)
    assert len(set(drawn.cluster)) == 20 and (np.bincount(drawn.cluster) <= 4).all()
    for number in range(20):
        mine = drawn.cluster == number
        assert len({(r // 5, c // 5) for r, c in zip(row[mine], column[mine])}) == 1
    whole = run(land, design="cluster", size=20, cluster_side=5, cluster_units=0, seed=2)
    assert whole.probability == pytest.approx(20 / 400)
    assert 1 / drawn.probability.mean() > 400 / 20


@pytest.mark.parametrize("settings, code", [
    ({"design": "simple", "size": 99999}, "sample_larger_than_stratum"), ({"design": "simple"}, "size_wrong"),
    ({"design": "simple", "size": 1}, "size_wrong"), ({"design": "simple", "standard_error": 0.0}, "size_wrong"),
    ({"design": "cluster", "size": 999}, "sample_larger_than_stratum"),
    ({"design": "stratified", "size": 4}, "size_too_small")])
def test_what_cannot_be_drawn_is_refused(land, settings, code):
    with pytest.raises(BocageError) as refusal:
        run(land, **settings)
    assert refusal.value.code == code
