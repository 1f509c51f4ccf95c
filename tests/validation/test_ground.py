"""Maps whose pixels differ on the ground: units are drawn by pixel, accuracies and areas are those of the ground."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.engine.class_raster import pixel_area_m2
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import RasterWriter, transform_points
from bocage.core.errors import BocageError
from bocage.core.validation import estimators
from bocage.core.validation.assess import assess
from bocage.core.validation.draw import DrawSettings, draw
from bocage.core.validation.ground import ground, pixel_areas_m2
from bocage.core.validation.sample import clustered, on_ground, simple, stratified
from bocage.core.validation.settings import AccuracySettings, Reference

SIDE = 360
SYSTEMS = ("EPSG:4326", "EPSG:3857")


def zone_m2(south, north):
    """Of one degree of longitude between parallels of WGS 84, closed form (Snyder 1987, equation 3-12)."""
    a, f = 6378137.0, 1 / 298.257223563
    e = np.sqrt(f * (2 - f))

    def q(degrees):
        s = np.sin(np.radians(degrees))
        return s / (1 - (e * s) ** 2) + np.log((1 + e * s) / (1 - e * s)) / (2 * e)

    return np.radians(1) * (a * (1 - f)) ** 2 / 2 * (q(north) - q(south))


class Land:
    """36 degrees by 36, from 30 to 66 N: three classes, errors that grow with latitude, areas of rows known."""

    def __init__(self, path, crs):
        x, y = transform_points(np.array([0.0, 36.0]), np.array([66.0, 30.0]), "EPSG:4326", crs)
        self.grid = Grid(crs, (x[0], (x[1] - x[0]) / SIDE, 0.0, y[0], 0.0, (y[1] - y[0]) / SIDE), (SIDE, SIDE))
        rng = np.random.default_rng(7)
        rank = np.arange(SIDE)[:, None] / SIDE
        self.values = np.where(rng.random((SIDE, SIDE)) < 0.15, 3, np.where(
            rng.random((SIDE, SIDE)) < 0.9 - 0.8 * rank, 1, 2)).astype(np.uint8)
        wrong = rng.random((SIDE, SIDE)) < 0.8 * (1 - rank) ** 2
        self.truth = np.where(wrong, self.values % 3 + 1, self.values)
        edges = y[0] + (y[1] - y[0]) / SIDE * np.arange(SIDE + 1)
        latitude = transform_points(np.zeros(SIDE + 1), edges, crs, "EPSG:4326")[1]
        self.area = np.repeat(zone_m2(latitude[1:], latitude[:-1])[:, None] * 36 / SIDE, SIDE, 1)
        self.path = str(path)
        with RasterWriter(self.path, self.grid, "uint8", nodata=0) as writer:
            writer.write(self.values)

    def right(self, by):
        return float((by * (self.truth == self.values)).sum() / by.sum())

    def share(self, value, by):
        return float((by * (self.truth == value)).sum() / by.sum())

    def reference(self, drawn, truth, **fields):
        x0, dx, _, y0, _, dy = self.grid.transform
        row, column = ((drawn.y - y0) / dy).astype(int), ((drawn.x - x0) / dx).astype(int)
        return Reference([str(v) for v in truth[row, column]], drawn.x, drawn.y, **fields)


@pytest.fixture(scope="module", params=SYSTEMS)
def land(request, tmp_path_factory):
    return Land(tmp_path_factory.mktemp("land") / "m.tif", request.param)


def run(land, reference, **settings):
    return assess(AccuracySettings(map=land.path, reference=reference, **settings), SilentProgress()).report


@pytest.mark.parametrize("crs", [*SYSTEMS, "EPSG:32630"])
def test_areas_of_pixels(crs):
    x, y = transform_points(np.array([-4.0]), np.array([60.0]), "EPSG:4326", crs)
    size = 1e-4 if crs == "EPSG:4326" else 10.0
    grid = Grid(crs, (x[0], size, 0.0, y[0], 0.0, -size), (9000, 9000))
    rows, columns = np.array([0, 4321, 8999]), np.array([5, 8000, 17])
    expected = [pixel_area_m2(grid.window(r, c, 1, 1)) for r, c in zip(rows, columns)]
    assert pixel_areas_m2(grid, rows, columns) == pytest.approx(expected, rel=1e-6)


def test_pixels_alike_weigh_nothing():
    """A zone of UTM to its borders on the equator, a sheet of an equal-area grid, a hundred metres in degrees."""
    for grid in (Grid("EPSG:32631", (166100.0, 100.0, 0.0, 100000.0, 0.0, -100.0), (1000, 6678)),
                 Grid("EPSG:3035", (3.2e6, 1000.0, 0.0, 3.3e6, 0.0, -1000.0), (1000, 1000)),
                 Grid("EPSG:4326", (3.0, 1e-5, 0.0, 45.0, 0.0, -1e-5), (100, 100))):
        assert ground(grid, grid.x()[:1], grid.y()[:1]) is None
    wide = Grid("EPSG:4326", (0.0, 0.01, 0.0, 46.0, 0.0, -0.01), (100, 100))
    found = ground(wide, np.array([0.005, 5.0]), np.array([45.995, 0.0]))
    assert found.unit_m2[0] == pytest.approx(found.least_m2) and np.isnan(found.unit_m2[1])
    assert found.largest_m2 / found.least_m2 == pytest.approx(zone_m2(45.0, 45.01) / zone_m2(45.99, 46.0), rel=1e-6)


def test_a_unit_where_the_system_has_no_ground():
    beyond = Grid("EPSG:3035", (3.0e6, 1e5, 0.0, 3.3e6, 0.0, -1e5), (10, 400))
    with pytest.raises(BocageError) as refusal:
        ground(beyond, beyond.x()[-1:], beyond.y()[:1])
    assert refusal.value.code == "pixel_without_area"


@pytest.mark.parametrize("design, size, weighed", [
    ("simple", 4000, False), ("systematic", 4000, False), ("stratified", 4000, False), ("stratified", 4000, True),
    ("cluster", 900, True)])
def test_a_drawn_sample_finds_the_ground_and_not_the_pixels(land, design, size, weighed):
    drawn = draw(DrawSettings(land.path, design, size, allocation="equal", seed=11), SilentProgress())
    report = run(land, land.reference(
        drawn, land.truth, stratum=drawn.stratum if design == "stratified" else None,
        weight=1 / drawn.probability if weighed else None,
        cluster=[str(k) for k in drawn.cluster] if design == "cluster" else None), design=design)
    pixels, overall = np.ones_like(land.area), report["overall_accuracy"]
    assert abs(overall["value"] - land.right(land.area)) < 3.5 * overall["standard_error"]
    # The check can fail: the share of pixels is another number by far.
    assert abs(land.right(pixels) - land.right(land.area)) > 5 * overall["standard_error"]
    for row in report["by_class"]:
        share = land.share(int(row["class"]), land.area)
        assert abs(row["area_share"]["value"] - share) < 3.5 * row["area_share"]["standard_error"]
        assert abs(row["area_ha"] - share * land.area.sum() / 1e4) < 3.5 * row["area_standard_error_ha"]
        mapped = land.area[land.values == int(row["class"])].sum() / 1e4
        assert row["mapped_ha"] == pytest.approx(mapped, rel=2e-4)
    assert report["ground"]["least_pixel_m2"] == pytest.approx(land.area.min(), rel=1e-3)
    assert report["ground"]["largest_pixel_m2"] == pytest.approx(land.area.max(), rel=1e-3)
    assert "weigh the area" in report["estimator"]


def test_a_map_without_errors_has_its_own_areas(land):
    """Strata that are its classes are known; of a simple sample, the map's help knows them."""
    for design in ("simple", "stratified"):
        drawn = draw(DrawSettings(land.path, design, 900, seed=3), SilentProgress())
        report = run(land, land.reference(drawn, land.values, stratum=drawn.stratum), design=design)
        assert report["overall_accuracy"]["value"] == pytest.approx(1.0)
        for row in report["by_class"]:
            if design == "simple":
                assert row["assisted"]["area_ha"] == pytest.approx(row["mapped_ha"], rel=1e-9)
                assert abs(row["area_ha"] - row["mapped_ha"]) < 3.5 * row["area_standard_error_ha"]
            else:
                assert row["area_ha"] == pytest.approx(row["mapped_ha"], rel=1e-9)
                assert row["area_standard_error_ha"] == pytest.approx(0.0, abs=1e-6 * row["area_ha"])


def test_strata_of_the_ground_far_apart(tmp_path):
    """Strata of north and south, in pixels as WEIGHT: their grounds are not as their pixels."""
    land = Land(tmp_path / "m.tif", "EPSG:4326")
    rng = np.random.default_rng(5)
    row, column = np.r_[rng.integers(0, SIDE // 2, 1500), rng.integers(SIDE // 2, SIDE, 1500)], rng.integers(
        0, SIDE, 3000)
    where = dict(zip(("x", "y"), (land.grid.x()[column], land.grid.y()[row])))
    north = land.area[:SIDE // 2].sum() / land.area.sum()
    for fields, settings in (({"weight": np.full(3000, SIDE * SIDE / 3000)}, {}),
                             ({}, {"strata_sizes": {"north": north, "south": 1 - north}})):
        report = run(land, Reference([str(v) for v in land.truth[row, column]], **where,
                                     stratum=["north"] * 1500 + ["south"] * 1500, **fields), design="stratified",
                     **settings)
        assert report["strata"][0]["share"] == pytest.approx(north, rel=0.02)
        overall = report["overall_accuracy"]
        assert abs(overall["value"] - land.right(land.area)) < 3.5 * overall["standard_error"]


def test_equal_pixels_of_a_stratum_change_nothing():
    """Where all pixels are equal, weighing them gives what counting them gives, errors too."""
    rng = np.random.default_rng(1)
    mapped, true, stratum = (rng.integers(0, 3, 300) for _ in range(3))
    plain = stratified(mapped, true, "abc", stratum, [5.0, 3.0, 2.0], finite=False)
    for one, other in ((plain, on_ground(plain, np.full(300, 42.0), known=True)),
                       (simple(mapped, true, "abc"), on_ground(simple(mapped, true, "abc"), np.full(300, 42.0),
                                                               known=False))):
        first, second = estimators.accuracy(one), estimators.accuracy(other)
        for key in ("users", "producers", "f1", "area"):
            for a, b in zip(getattr(first, key), getattr(second, key)):
                assert (a.value, a.standard_error) == pytest.approx((b.value, b.standard_error), rel=1e-12)
                assert (a.interval.low, a.interval.high) == pytest.approx((b.interval.low, b.interval.high), rel=1e-9)


@pytest.mark.parametrize("design", ["simple", "stratified", "strata", "cluster"])
def test_intervals_hold_the_truth_of_the_ground(design):
    """400 samples of one map: 95 % intervals hold its truth 92 to 98 times in a hundred, those of pixels do not.

    Strata that part north from south leave little for pixels to get wrong.
    """
    rng = np.random.default_rng(20261125)
    rows, columns = 120, 90
    area = np.repeat(np.linspace(0.3, 1.0, rows)[:, None], columns, 1).ravel()
    rank = np.repeat(np.arange(rows)[:, None] / rows, columns, 1).ravel()
    mapped = (rng.random(area.size) > 0.8 - 0.6 * rank).astype(int)
    true = np.where(rng.random(area.size) < 0.45 * (1 - rank), 1 - mapped, mapped)
    blocks = (np.arange(rows)[:, None] // 3 * (columns // 3) + np.arange(columns) // 3).ravel()
    strata = mapped if design != "strata" else (rank > 0.4).astype(int)
    truth = {"overall": (area * (mapped == true)).sum() / area.sum(), "area": (area * (true == 1)).sum() / area.sum(),
             "users": (area * (mapped * true == 1)).sum() / area[mapped == 1].sum()}
    held = {(key, weighed): 0 for key in truth for weighed in (True, False)}
    for _ in range(400):
        if design == "simple":
            at = rng.choice(area.size, 500, replace=False)
            plain = simple(mapped[at], true[at], "ab")
        elif design == "cluster":
            at = np.flatnonzero(np.isin(blocks, rng.choice(blocks.max() + 1, 60, replace=False)))
            plain = clustered(simple(mapped[at], true[at], "ab"), blocks[at])
        else:
            at = np.concatenate([rng.choice(np.flatnonzero(strata == k), 250, replace=False) for k in (0, 1)])
            plain = stratified(mapped[at], true[at], "ab", strata[at], np.bincount(strata, area), finite=False)
        for weighed in (True, False):
            sample = on_ground(plain, area[at], known="strat" in design) if weighed else plain
            for key, found in (("overall", estimators.overall_accuracy(sample)), ("area", estimators.area_share(
                    sample, 1)), ("users", estimators.users_accuracy(sample, 1))):
                held[key, weighed] += found.interval.low <= truth[key] <= found.interval.high
    for key in truth:
        assert 0.92 * 400 <= held[key, True] <= 0.985 * 400, (key, held)
    assert design == "strata" or min(held[key, False] for key in truth) < 0.8 * 400, held
