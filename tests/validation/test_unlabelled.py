"""Units of the draw without a label: the others of their stratum stand for them, and the report says so."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import RasterWriter
from bocage.core.errors import BocageError
from bocage.core.validation.assess import assess
from bocage.core.validation.settings import AccuracySettings, Reference

GRID = Grid("EPSG:32631", (500000.0, 10.0, 0.0, 5000000.0, 0.0, -10.0), (100, 100))
#: Units drawn in each stratum; of its pixels, class 1 has nine tenths.
EACH = 50
STRATA = ["1"] * EACH + ["2"] * EACH
WEIGHT = np.repeat([180.0, 20.0], EACH)


@pytest.fixture
def land(tmp_path):
    values = np.ones(GRID.shape, np.uint8)
    values[90:] = 2
    with RasterWriter(str(tmp_path / "m.tif"), GRID, "uint8", nodata=0) as writer:
        writer.write(values)
    return str(tmp_path / "m.tif")


@pytest.fixture
def labels():
    """Right in six tenths of the first stratum and in nine of the second, mixed."""
    right = np.concatenate([np.random.default_rng(0).permutation(EACH) >= 20, np.arange(EACH) >= 5])
    return np.where(right == (np.arange(2 * EACH) < EACH), "1", "2").astype(object)


def run(land, labels, html="", language="en", design="stratified", **fields):
    rng = np.random.default_rng(1)
    row = np.r_[rng.integers(0, 90, EACH), rng.integers(90, 100, EACH)]
    reference = Reference(list(labels), GRID.x()[rng.integers(0, 100, 2 * EACH)], GRID.y()[row], **{
        "stratum": STRATA, **fields})
    return assess(AccuracySettings(map=land, reference=reference, design=design, html=html, language=language),
                  SilentProgress()).report


def without(labels, *units):
    mute = labels.copy()
    mute[np.concatenate(units)] = ""
    return mute


def warned(report):
    return {one["kind"]: one for one in report["warnings"]}


@pytest.mark.parametrize("weight", [WEIGHT, None])
def test_a_stratum_keeps_its_size_whoever_is_silent(land, labels, weight):
    """By weights and by areas alike: .9 and .1, of which the labelled tell the accuracy."""
    mute = without(labels, np.arange(0, EACH, 2))
    report = run(land, mute, weight=weight)
    told = np.array([mute[k] == STRATA[k] for k in range(2 * EACH)])
    expected = 0.9 * told[1:EACH:2].mean() + 0.1 * told[EACH:].mean()
    assert report["overall_accuracy"]["value"] == pytest.approx(expected, abs=1e-6)
    assert [row["share"] for row in report["strata"]] == pytest.approx([0.9, 0.1], abs=1e-6)
    assert [(row["units"], row["without_label"]) for row in report["strata"]] == [(25, 25), (50, 0)]
    assert warned(report)["silent"]["strata"] == "1 (25/50)"
    whole = run(land, labels, weight=weight)
    assert whole["overall_accuracy"]["value"] == pytest.approx(0.63, abs=1e-6) and "silent" not in warned(whole)
    # Half of the units of the stratum that weighs: a larger standard error, not a smaller stratum.
    assert report["overall_accuracy"]["standard_error"] > 1.3 * whole["overall_accuracy"]["standard_error"]


def test_weights_and_areas_agree_on_errors_too(land, labels):
    mute = without(labels, np.arange(3, 40), np.arange(60, 70))
    by_weight, by_area = (run(land, mute, weight=weight)["overall_accuracy"] for weight in (WEIGHT, None))
    for key in ("value", "standard_error", "low", "high"):
        assert by_weight[key] == pytest.approx(by_area[key], rel=1e-5)


@pytest.mark.parametrize("weight", [WEIGHT, None])
def test_a_silent_stratum_is_refused(land, labels, weight):
    """Never the rest as a hundred per cent of the map."""
    with pytest.raises(BocageError) as refusal:
        run(land, without(labels, np.arange(EACH, 2 * EACH)), weight=weight)
    assert refusal.value.code == "strata_without_units" and refusal.value.fields["strata"] == "2"


def test_weights_of_one_stratum_that_differ(land, labels):
    """Large units are silent: those that speak stand for their weight, not for their number."""
    weight = WEIGHT.copy()
    weight[:10] = 900.0
    report = run(land, without(labels, np.arange(10)), weight=weight)
    assert report["strata"][0]["share"] == pytest.approx(weight[:EACH].sum() / weight.sum())


def test_a_weight_of_a_silent_unit_must_be_one_too(land, labels):
    for name, fields, code in (("weight", {"weight": np.where(np.arange(2 * EACH) == 3, np.nan, WEIGHT)},
                                "weights_wrong"), ("stratum", {"stratum": ["1", "", *STRATA[2:]]}, "stratum_null")):
        with pytest.raises(BocageError) as refusal:
            run(land, without(labels, np.arange(6)), **fields)
        assert refusal.value.code == code, name


def test_units_off_the_map_are_no_part_of_a_stratum(land, labels):
    """Drawn where the map has nothing: of no stratum's size, unlike those without a label."""
    rng = np.random.default_rng(1)
    row = np.r_[rng.integers(0, 90, EACH), rng.integers(90, 100, EACH)]
    y = GRID.y()[row]
    y[:25] += 1e6
    reference = Reference(list(labels), GRID.x()[rng.integers(0, 100, 2 * EACH)], y, stratum=STRATA, weight=WEIGHT)
    report = assess(AccuracySettings(map=land, reference=reference, design="stratified"), SilentProgress()).report
    assert report["ignored"] == {"outside": 25, "unlabelled": 0}
    assert report["strata"][0]["share"] == pytest.approx(25 * 180 / (25 * 180 + 50 * 20))


def test_groups_and_simple_samples(land, labels):
    """Groups within strata keep the sizes of these; a sample without strata says how many are silent."""
    groups = [f"{STRATA[k]}-{k % EACH // 5}" for k in range(2 * EACH)]
    mute = without(labels, np.arange(0, 15), np.arange(20, 30, 2))
    report = run(land, mute, weight=WEIGHT, cluster=groups)
    assert [row["share"] for row in report["strata"]] == pytest.approx([0.9, 0.1])
    # Three groups said nothing at all.
    assert report["groups"] == 17 and warned(report)["silent"]["strata"] == "1 (20/50)"
    assert report["overall_accuracy"]["standard_error"] > 0
    for design, fields in (("simple", {}), ("systematic", {}), ("cluster", {"cluster": groups, "weight": WEIGHT})):
        report = run(land, mute, design=design, stratum=None, **fields)
        assert warned(report)["silent_all"] == {"kind": "silent_all", "without": 20, "drawn": 100}, design


@pytest.mark.parametrize("language, said", [
    ("en", ["1 (25/50)", "as if labels lacked at random there"]),
    ("fr", ["1 (25/50)", "y manquaient au hasard"])])
def test_the_page_says_it(land, labels, tmp_path, language, said):
    run(land, without(labels, np.arange(25)), str(tmp_path / "r.html"), language, weight=WEIGHT)
    page = (tmp_path / "r.html").read_text(encoding="utf-8").replace("&#x27;", "'")
    assert all(text in page for text in said)
