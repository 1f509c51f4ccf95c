"""Two runs side by side: only on the same samples and splits, with the test that fits."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from bocage.core.chains.benchmark import benchmark
from bocage.core.chains.compareruns import CompareRunsSettings, compare_runs
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster, RasterWriter
from bocage.core.errors import BocageError
from land import GRID
from test_benchmark import Watch, settings, table

ROWS = table(own=1.4, noise=0.4)


def run(path, rows=ROWS, **more):
    asked = {"classifiers": ("nearest_mean", "k_nearest"), "curve": False, "runs": 4, **more}
    return benchmark(settings(rows, json=str(path), **asked), Watch()).report


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Two benchmarks of the same samples: the second has a feature of noise in place of one that tells."""
    folder = tmp_path_factory.mktemp("résultats")
    rng = np.random.default_rng(5)
    poor = [[one[0], one[1], f"{noise:.4f}"] for one, noise in zip(ROWS.features, rng.normal(size=len(ROWS.label)))]
    poor_rows = replace(ROWS, features=poor, names=("a", "b", "noise"))
    return folder, run(folder / "a.json"), run(folder / "b.json", poor_rows)


def compare(first, second, **more):
    return compare_runs(CompareRunsSettings(str(first), str(second), **more), SilentProgress())


def refused(code, first, second, **more):
    with pytest.raises(BocageError) as fault:
        compare(first, second, **more)
    assert fault.value.code == code and "<" not in str(fault.value)


def test_fewer_features_on_the_same_samples_and_splits(runs):
    folder, first, second = runs
    assert first["samples"]["hash"] == second["samples"]["hash"]
    result = compare(folder / "a.json", folder / "b.json", classifier="nearest_mean", html=str(folder / "ab.html"),
                     json=str(folder / "ab.json"), language="fr")
    report = result.report
    assert [one["split"] for one in report["splits"]] == ["polygon", "block", "pixel"]
    assert report["reference"]["classifier"] == "nearest_mean"
    assert report["changed"] == {"features": [["a", "b", "c"], ["a", "b", "noise"]]}
    assert result.numbers["OVERALL_ACCURACY_DIFFERENCE"] > 0.05 and result.numbers["RUNS"] == 4
    one = report["splits"][0]
    values = [[trial["overall_accuracy"] for trial in side["trials"]
               if (trial["split"], trial["classifier"]) == ("polygon", "nearest_mean")] for side in (first, second)]
    gap = np.array(values[0]) - np.array(values[1])
    assert one["overall_accuracy"]["value"] == pytest.approx(gap.mean())
    assert one["overall_accuracy"]["standard_error"] == pytest.approx(np.sqrt((1 / 4 + 18 / 42) * gap.var(ddof=1)))
    assert one["degrees_of_freedom"] == 3 and one["polygons_better"] > one["polygons_worse"]
    assert json.loads((folder / "ab.json").read_text())["findings"] == report["findings"]
    html = (folder / "ab.html").read_text(encoding="utf-8")
    assert "Deux résultats comparés" in html and html.count("<img") == 3 and "{" not in html.split("</style>")[1]


def test_the_same_run_against_itself_differs_in_nothing(runs):
    folder, _, _ = runs
    copy = folder / "copie.json"
    copy.write_bytes((folder / "a.json").read_bytes())
    report = compare(folder / "a.json", copy).report
    assert report["changed"] == {}
    for one in report["splits"]:
        assert one["overall_accuracy"]["value"] == 0.0 and one["overall_accuracy"]["beyond_chance"] is False
        assert one["polygons_better"] == one["polygons_worse"] == 0


def test_two_classifiers_of_one_file_differ_as_the_benchmark_says(runs):
    folder, first, _ = runs
    report = compare(folder / "a.json", folder / "a.json").report
    told = first["differences"]["polygon"][0]
    assert (report["input"]["classifier"], report["reference"]["classifier"]) == (told["first"], told["second"])
    for key in ("value", "standard_error", "p_value", "low", "high"):
        assert report["splits"][0]["macro_f1"][key] == pytest.approx(told["macro_f1"][key])
    refused("runs_same", folder / "a.json", folder / "a.json", classifier="k_nearest",
            reference_classifier="k_nearest")
    refused("run_classifier_absent", folder / "a.json", folder / "a.json", classifier="svm")


def test_one_run_is_judged_by_its_polygons(tmp_path):
    run(tmp_path / "a.json", runs=1, splits=("polygon",))
    one = compare(tmp_path / "a.json", tmp_path / "a.json").report["splits"][0]
    assert one["test"] == "polygons" and one["runs"] == 1
    assert one["macro_f1"]["p_value"] is None and 0 <= one["overall_accuracy"]["p_value"] <= 1
    # By hand: 18 polygons of 6 samples, the differences of right samples of each.
    tallies = {}
    for trial in json.loads((tmp_path / "a.json").read_text())["trials"]:
        rows = np.array([part.split() for part in trial["tally"].split(";")], int)
        tallies[trial["classifier"]] = np.bincount(rows[:, 0], rows[:, 3] * (rows[:, 1] == rows[:, 2]), 60)
        tested = np.unique(rows[:, 0])
    names = compare(tmp_path / "a.json", tmp_path / "a.json").report
    gap = tallies[names["input"]["classifier"]] - tallies[names["reference"]["classifier"]]
    gap = gap[tested] / 6
    assert len(gap) == 18 and one["overall_accuracy"]["value"] == pytest.approx(gap.mean())
    assert one["overall_accuracy"]["standard_error"] == pytest.approx(gap.std(ddof=1) / np.sqrt(18))


def by_hand(path, names, block=None):
    """Mean and error of the difference of right samples, over polygons or blocks that test, of trials of one run."""
    right = {}
    for trial in json.loads(path.read_text())["trials"]:
        rows = np.array([part.split() for part in trial["tally"].split(";")], int)
        unit = rows[:, 0] if block is None else block[rows[:, 0]]
        right[trial["classifier"]] = np.bincount(unit, rows[:, 3] * (rows[:, 1] == rows[:, 2]), 60)
        size = np.bincount(unit, rows[:, 3], 60)
    gap, tested = right[names[0]] - right[names[1]], size > 0
    mean = gap.sum() / size.sum()
    residual = (gap - mean * size)[tested]
    count = int(tested.sum())
    return mean, np.sqrt(count / (count - 1) * ((residual - residual.mean()) ** 2).sum()) / size.sum(), count


def test_one_run_by_blocks_is_judged_by_its_blocks(tmp_path):
    path = tmp_path / "a.json"
    report = run(path, runs=1, splits=("block",))
    block = np.array(report["splits"][0]["blocks"].split(), int)
    assert block.size == 60 and len(set(block)) == 10
    found = compare(path, path, html=str(tmp_path / "a.html"), language="fr").report
    one = found["splits"][0]
    names = found["input"]["classifier"], found["reference"]["classifier"]
    mean, error, count = by_hand(path, names, block)
    assert one["test"] == "blocks" and 2 <= count <= 5
    assert one["overall_accuracy"]["value"] == pytest.approx(mean)
    assert one["overall_accuracy"]["standard_error"] == pytest.approx(error)
    # Polygons as units would say another thing.
    assert abs(by_hand(path, names)[1] / error - 1) > 0.05
    assert "les blocs qui jugent" in (tmp_path / "a.html").read_text()
    # A file that does not tell its blocks is not judged.
    del report["splits"][0]["blocks"]
    path.write_text(json.dumps(report))
    one = compare(path, path).report["splits"][0]
    assert one["test"] == "none" and one["overall_accuracy"]["p_value"] is None
    assert one["overall_accuracy"]["value"] == pytest.approx(mean)


def test_one_run_by_pixel_and_two_runs_are_not_tested(tmp_path):
    for runs, splits in ((1, ("pixel",)), (2, ("polygon",)), (2, ("pixel",))):
        path = tmp_path / "a.json"
        told = run(path, runs=runs, splits=splits)
        result = compare(path, path, html=str(tmp_path / "a.html"))
        one = result.report["splits"][0]
        assert one["test"] == "none" and one["runs"] == runs
        for gap in (one["overall_accuracy"], one["macro_f1"], *(row["difference"] for row in one["by_class"])):
            assert gap["value"] is not None and gap["p_value"] is gap["low"] is gap["beyond_chance"] is None
        assert one["macro_f1"]["value"] == pytest.approx(told["differences"][splits[0]][0]["macro_f1"]["value"])
        assert "OVERALL_ACCURACY_P" not in result.numbers and "no test fits" in (tmp_path / "a.html").read_text()


def test_one_polygon_that_tests_is_no_crash(tmp_path):
    """Twenty polygons in one place and one far away, which is a block that tests alone."""
    rows = table(21)
    far = replace(rows, x=[f"{float(x) + (10 if group == '0' else 0):.7f}" for x, group in zip(rows.x, rows.group)])
    path = tmp_path / "a.json"
    report = run(path, far, runs=1, splits=("block",), blocks=2, test=0.05)
    assert report["splits"][0]["runs"][0]["test_samples"] == 6
    one = compare(path, path).report["splits"][0]
    assert one["test"] == "blocks" and one["overall_accuracy"]["p_value"] is None


def test_few_runs_are_said_to_be_few(runs, tmp_path):
    folder, _, _ = runs
    result = compare(folder / "a.json", folder / "b.json", html=str(tmp_path / "a.html"))
    assert result.report["splits"][0]["few"] and "not to be trusted" in (tmp_path / "a.html").read_text()


def test_other_samples_or_other_splits_are_refused(runs, tmp_path):
    folder, _, _ = runs
    run(tmp_path / "seed.json", seed=9)
    refused("runs_splits_differ", folder / "a.json", tmp_path / "seed.json")
    run(tmp_path / "less.json", replace(ROWS, label=["", *ROWS.label[1:]]))
    refused("runs_samples_differ", folder / "a.json", tmp_path / "less.json")
    refused("runs_map_alone", folder / "a.json", folder / "b.json", map="a.tif")


def test_more_runs_share_what_they_share(runs, tmp_path):
    folder, _, _ = runs
    run(tmp_path / "more.json", runs=6, splits=("polygon",))
    report = compare(folder / "a.json", tmp_path / "more.json").report
    assert [(one["split"], one["runs"]) for one in report["splits"]] == [("polygon", 4)]


def test_maps_tell_areas_geometry_and_where_they_differ(runs, tmp_path):
    folder, _, _ = runs
    first = np.ones(GRID.shape, np.uint8)
    first[:60] = 2
    second = first.copy()
    second[60:72] = 2
    paths = []
    for name, pixels in (("première.tif", first), ("seconde.tif", second)):
        paths.append(str(tmp_path / name))
        with RasterWriter(paths[-1], GRID, "uint8", 1, 0) as writer:
            writer.write(pixels, 1)
            writer.close()
    output = str(tmp_path / "écarts.tif")
    result = compare(folder / "a.json", folder / "b.json", map=paths[0], reference_map=paths[1], difference=output,
                     html=str(tmp_path / "a.html"))
    # 12 rows of 120 differ.
    assert result.numbers["MAP_AGREEMENT_PERCENT"] == pytest.approx(90.0)
    areas = {row["class"]: row["hectares"] for row in result.report["maps"]["areas"]}
    assert areas["crop"][0] / areas["crop"][1] == pytest.approx(60 / 48, rel=1e-4)
    assert areas["grass"][0] == pytest.approx(60 * 160 * 100 / 1e4, rel=2e-3)
    with Raster(output) as raster:
        found = raster.read()
    assert (found[60:72] == 2).all() and (found[:60] == 1).all() and (found[72:] == 1).all()
    assert {one["kind"] for one in result.report["findings"]} >= {"maps_agree", "area"}
