"""Classifiers on the same samples and splits: what is held apart, what is told, and what is refused."""

from __future__ import annotations

import csv
import gzip
import io
import json
from dataclasses import replace

import numpy as np
import pytest
from bocage.core.chains.benchmark import BenchmarkSettings, benchmark
from bocage.core.chains.benchmark.page import page
from bocage.core.chains.benchmark.plan import fewer, plan
from bocage.core.chains.benchmark.samples import gather
from bocage.core.chains.benchmark.settings import Rows, read_settings
from bocage.core.chains.compareruns import CompareRunsSettings, compare_runs
from bocage.core.engine.progress import SilentProgress
from bocage.core.errors import BocageError, Cancelled
from bocage.core.landcover import scikit
from bocage.core.landcover.extract import Draw
from bocage.core.landcover.model import ClassEntry
from bocage.core.landcover.samples import Item
from land import UTM, box, reference, write_rasters

NUMPY = ("linear_discriminant", "nearest_mean", "k_nearest")


class Watch(SilentProgress):
    def __init__(self, stop_after=10 ** 9):
        self.warned, self.left, self.shares = [], stop_after, []

    def report(self, fraction, step=""):
        self.shares.append(fraction)

    def warn(self, code, **fields):
        self.warned.append((code, fields))

    def cancelled(self):
        self.left -= 1
        return self.left < 0


def table(polygons=60, size=6, seed=3, own=1.2, noise=0.6):
    """Rows of three classes; pixels of a polygon share most of what sets them apart from its class."""
    rng = np.random.default_rng(seed)
    label = np.repeat(np.arange(polygons) % 3, size)
    group = np.repeat(np.arange(polygons), size)
    features = np.eye(3)[label] * 1.5 + np.repeat(rng.normal(size=(polygons, 3)) * own, size, axis=0)
    features += rng.normal(size=features.shape) * noise
    x = np.repeat(np.arange(polygons) % 10, size) * 0.1 + rng.random(label.size) * 0.01
    y = np.repeat(np.arange(polygons) // 10, size) * 0.1 + rng.random(label.size) * 0.01
    return Rows([("crop", "grass", "wood")[one] for one in label], [[f"{value:.5f}" for value in row]
                                                                    for row in features], ("a", "b", "c"),
                [str(one) for one in group], [f"{one:.7f}" for one in x], [f"{one:.7f}" for one in y])


def settings(rows=None, **more):
    return BenchmarkSettings(**{"classifiers": NUMPY, "source": "samples.csv", "class_field": "class",
                                "crs": "EPSG:4326", "rows": rows or table(), "runs": 4, **more})


def refused(code, rows=None, **more):
    with pytest.raises(BocageError) as fault:
        benchmark(settings(rows, **more), Watch())
    assert fault.value.code == code and "<" not in str(fault.value)
    return fault.value


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    folder = tmp_path_factory.mktemp("comparés l'été")
    return folder, benchmark(settings(html=str(folder / "a.html"), json=str(folder / "a.json"),
                                      csv=str(folder / "a.csv")), Watch())


def test_polygons_and_blocks_stay_whole_and_pixels_do_not():
    asked = settings()
    samples = gather(asked, Watch())
    block = samples.blocks(asked, Watch())
    assert len(np.unique(block)) == 10 and len(samples.label) == 360
    sides = {}
    for split in plan(samples, asked, Watch()):
        assert len(split.runs) == 4 and len({run.hash for run in split.runs}) == 4
        for run in split.runs:
            train, test = set(samples.group[~run.test]), set(samples.group[run.test])
            sides.setdefault(split.kind, []).append(len(train & test))
            if split.kind == "block":
                assert not set(block[run.test]) & set(block[~run.test])
                assert 0.15 < run.test.mean() < 0.45
            else:
                assert run.test.mean() == pytest.approx(0.3, abs=0.01)
            assert set(samples.label[run.test]) == set(samples.label[~run.test]) == {0, 1, 2}
    assert sides["polygon"] == sides["block"] == [0] * 4 and min(sides["pixel"]) > 40


def test_neighbouring_seeds_share_no_draw():
    samples = gather(settings(), Watch())

    def draws(seed):
        return [{run.hash for run in split.runs} for split in plan(samples, settings(seed=seed, runs=10), Watch())]

    for kind, first, second in zip(settings().splits, draws(1), draws(2)):
        assert len(first) == len(second) == 10, kind
        assert not first & second, kind
    assert draws(1) == draws(1)


@pytest.mark.parametrize("kind", ["polygon", "block", "pixel"])
def test_each_unit_of_folds_tests_once(kind):
    asked = settings(method="folds", runs=5, splits=(kind,))
    samples = gather(asked, Watch())
    split = plan(samples, asked, Watch())[0]
    assert (sum(run.test.astype(int) for run in split.runs) == 1).all()
    report = benchmark(replace(asked, classifiers=NUMPY[:2], curve=False), Watch()).report["splits"][0]
    # 1 / k + 1 / (k - 1), folds of one size.
    assert report["variance_factor"] == pytest.approx(1 / 5 + 1 / 4) and report["degrees_of_freedom"] == 4


def test_samples_do_not_depend_on_the_order_of_rows():
    rows = table()
    order = np.random.default_rng(1).permutation(len(rows.label))
    mixed = Rows(*([values[k] for k in order] for values in (rows.label, rows.features)), rows.names,
                 *([values[k] for k in order] for values in (rows.group, rows.x, rows.y)))
    one, other = (gather(settings(each), Watch()) for each in (rows, mixed))
    assert one.hash == other.hash and (one.features == other.features).all()
    assert [run.hash for run in plan(one, settings(), Watch())[0].runs] == [
        run.hash for run in plan(other, settings(), Watch())[0].runs]
    moved = replace(rows, x=[f"{float(x) + 1e-6:.7f}" for x in rows.x])
    assert gather(settings(moved), Watch()).hash != one.hash


def test_the_same_benchmark_gives_the_same_bytes_save_times(found, tmp_path):
    folder, first = found
    again = benchmark(settings(json=str(tmp_path / "b.json"), csv=str(tmp_path / "b.csv")), Watch()).report
    assert (tmp_path / "b.csv").read_bytes() == (folder / "a.csv").read_bytes()

    def timeless(path):
        report = json.loads(path.read_text())
        assert report.pop("created") and set(report.pop("cost")) == set(NUMPY)
        return json.dumps(report)

    assert timeless(folder / "a.json") == timeless(tmp_path / "b.json")
    assert again["differences"] == first.report["differences"]


def test_pixels_of_a_polygon_on_both_sides_are_optimistic():
    result = benchmark(settings(table(own=1.6, noise=0.2), splits=("polygon", "pixel"), curve=False), Watch())
    report = result.report
    gaps = {(row["classifier"], row["against"]): row["overall_accuracy"] for row in report["optimism"]}
    # One neighbour knows a polygon that it has seen; three means do not.
    assert gaps["k_nearest", "polygon"] > 0.2 and abs(gaps["nearest_mean", "polygon"]) < 0.1
    assert result.numbers["OPTIMISM_POLYGON"] == gaps[report["best"]["classifier"], "polygon"]


def test_modis_samples_by_pixel_promise_a_tenth_more_than_by_block(shared):
    """reference/landcover.md, A4: .906 by pixel, .713 by spatial cluster with a forest."""
    path = shared / "data" / "sits_samples" / "samples_modis_ndvi.csv.gz"
    head, *lines = csv.reader(io.StringIO(gzip.decompress(path.read_bytes()).decode()))
    rows = Rows([line[3] for line in lines], [line[4:] for line in lines], tuple(head[4:]), None,
                [line[0] for line in lines], [line[1] for line in lines])
    report = benchmark(settings(rows, classifiers=("k_nearest", "quadratic_discriminant"), method="folds", runs=10,
                                splits=("block", "pixel"), curve=False), Watch()).report
    # Samples of several years in one place are one thing.
    assert report["samples"]["polygons"] == 732 and report["samples"]["same_place"] == 1218 - 732
    for row in report["optimism"]:
        assert row["overall_accuracy"] >= 0.10
    # Ten draws of folds of these samples give .866 to .883.
    assert report["scores"]["pixel"]["k_nearest"]["overall_accuracy"]["mean"] == pytest.approx(0.872, abs=0.015)


def test_differences_are_those_of_the_runs_by_the_corrected_test(found):
    report = found[1].report
    split = report["splits"][0]
    train, test = (np.mean([run[key] for run in split["runs"]]) for key in ("train_units", "test_units"))
    assert (train, test) == (42, 18) and split["variance_factor"] == pytest.approx(1 / 4 + 18 / 42)
    of = {}
    for one in report["trials"]:
        of.setdefault((one["split"], one["classifier"]), []).append(one["macro_f1"])
    row = report["differences"]["polygon"][0]
    gap = np.array(of["polygon", row["first"]]) - np.array(of["polygon", row["second"]])
    assert row["macro_f1"]["value"] == pytest.approx(gap.mean())
    assert row["macro_f1"]["standard_error"] == pytest.approx(np.sqrt((1 / 4 + 18 / 42) * gap.var(ddof=1)))
    assert row["macro_f1"]["p_holm"] >= row["macro_f1"]["p_value"]
    assert row["macro_f1"]["beyond_chance"] == (row["macro_f1"]["p_holm"] < 0.05)
    assert len(report["differences"]["polygon"]) == 3


def test_the_curve_trains_on_more_and_more_polygons_and_tests_on_the_same(found):
    asked = settings()
    samples = gather(asked, Watch())
    run = plan(samples, asked, Watch())[0].runs[0]
    sets = fewer(samples, run, (0.1, 0.4, 0.7), 1)
    assert not any((one & run.test).any() for one in sets)
    assert (sets[0] <= sets[1]).all() and (sets[1] <= sets[2]).all()
    assert all(set(samples.label[one]) == {0, 1, 2} for one in sets)
    for curve in found[1].report["learning_curve"]:
        polygons = [step["polygons"] for step in curve["steps"]]
        assert polygons == sorted(polygons) and polygons[-1] == 42 and polygons[0] == 6
        assert curve["steps"][-1]["macro_f1"] == found[1].report["scores"]["polygon"][curve["classifier"]]["macro_f1"]


def test_what_is_written_speaks_plainly_in_two_languages(found):
    folder, result = found
    html = (folder / "a.html").read_text(encoding="utf-8")
    assert "highest mean F1 by polygon" in html and "no confidence interval" in html
    assert html.count('<img alt="') == 4 and "data:image/png" in html
    french = page(result.report, "fr_FR", None)
    assert "F1 moyen par polygone" in french and "Pas de figures" in french and "{" not in french.split("</style>")[1]
    rows = list(csv.DictReader((folder / "a.csv").open(encoding="utf-8")))
    assert len(rows) == 3 * 4 * 3 * 3
    first = next(row for row in rows if row["classifier"] == "k_nearest" and row["class"] == "wood")
    assert float(first["f1"]) == pytest.approx(result.report["trials"][2]["f1"][2], abs=1e-5)
    cost = result.report["cost"]["k_nearest"]
    assert cost["train_seconds"] > 0 and cost["samples_a_second"] > 0


def test_classes_bear_their_french_names_in_french(tmp_path):
    names = (ClassEntry(3, "crop", "culture"), ClassEntry(7, "grass", "prairie"), ClassEntry(9, "wood", "bois"))
    hard = replace(table(21), features=[["0", str(k % 7), "0"] for k in range(126)])
    report = benchmark(settings(hard, classes=names, runs=2, curve=False, splits=("polygon",), classifiers=NUMPY[1:],
                                json=str(tmp_path / "a.json")), Watch()).report
    assert [entry["value"] for entry in report["samples"]["classes"]] == [3, 7, 9]
    assert {one["kind"] for one in report["findings"]} >= {"few", "fails"}
    french, english = page(report, "fr", None), page(report, "en", None)
    assert "culture" in french and "crop" not in french and "crop" in english
    again = compare_runs(CompareRunsSettings(str(tmp_path / "a.json"), str(tmp_path / "a.json"), language="fr",
                                             html=str(tmp_path / "a.html")), Watch())
    assert again.report["french"]["wood"] == "bois" and "bois" in (tmp_path / "a.html").read_text()


def test_what_scikit_learn_trains_is_left_out_in_a_sentence_without_it(monkeypatch, tmp_path):
    def absent(name, classifier):
        raise BocageError("scikit_learn_missing", classifier=classifier, always="x", how=BocageError(
            "scikit_learn_linux"))

    monkeypatch.setattr(scikit, "module", absent)
    watch = Watch()
    report = benchmark(settings(classifiers=("random_forest", "k_nearest"), runs=5, splits=("polygon",),
                                html=str(tmp_path / "a.html")), watch).report
    assert report["classifiers"] == ["k_nearest"] and len(report["trials"]) == 5
    assert [code for code, _ in watch.warned] == ["benchmark_left_out"]
    assert report["left_out"][0]["classifier"] == "random_forest" and "scikit-learn" in report["left_out"][0]["why_fr"]
    assert "random_forest" in (tmp_path / "a.html").read_text()
    refused("scikit_learn_missing", classifiers=("random_forest",))


def test_forests_are_compared_where_scikit_learn_is():
    if not scikit.available():
        pytest.skip("scikit-learn is absent")
    asked = settings(classifiers=("random_forest", "nearest_mean"), runs=1, splits=("polygon",), curve=False,
                     settings={"random_forest": {"trees": 10}}, threads=1)
    one, other = benchmark(asked, Watch()).report, benchmark(asked, Watch()).report
    assert one["settings"]["classifiers"]["random_forest"]["trees"] == 10
    assert one["trials"] == other["trials"] and len(one["trials"]) == 2


def test_polygons_over_rasters_are_weighed_by_what_they_stand_for(tmp_path):
    rasters = tuple(write_rasters(tmp_path))
    asked = BenchmarkSettings(NUMPY, "parcels.gpkg", "class", UTM, rasters, tuple(reference()), runs=2,
                              draw=Draw(per_class=300), curve=False)
    report = benchmark(asked, Watch()).report
    samples = report["samples"]
    assert samples["polygons"] == 96 and samples["samples"] == 900 and len(samples["features"]) == 4
    assert samples["rasters"] == ["série.tif", "relief.tif"]
    # 36 pixels under each of the 96 polygons.
    assert sum(one["samples"] * one["stands_for"] for one in samples["classes"]) == pytest.approx(96 * 36)
    assert report["scores"]["polygon"]["linear_discriminant"]["overall_accuracy"]["mean"] > 0.6
    assert min(split["units"] for split in report["splits"]) == 10
    with pytest.raises(BocageError) as fault:
        benchmark(replace(asked, items=(Item(box(5000, 5000, 3, 3), "1"), Item(box(6000, 5000, 3, 3), "2"))), Watch())
    assert fault.value.code == "samples_outside"


def test_bad_samples_are_refused_in_one_sentence():
    rows = table(12)
    assert refused("benchmark_one_class", replace(rows, label=["crop"] * 72)).fields["name"] == "crop"
    refused("benchmark_no_class", replace(rows, label=[""] * 72))
    refused("benchmark_fractions", replace(rows, label=[f"{k * 0.37}" for k in range(72)]))
    refused("benchmark_not_number", replace(rows, features=[["0.1", "much", "2"]] * 72))
    refused("training_no_sample", replace(rows, features=[["0.1", "", "2"]] * 72))
    refused("features_none", replace(rows, names=(), features=[[]] * 72))
    refused("samples_none", Rows([], [], ("a",)))
    refused("benchmark_no_place", replace(rows, x=[], y=[]), splits=("block",))
    refused("benchmark_one_block", rows, splits=("block",), block_size=1e7)
    refused("benchmark_few_units", rows, splits=("polygon",), method="folds", runs=40)
    refused("benchmark_nothing", rows, splits=())
    refused("benchmark_setting_unused", rows, settings={"svm": {"cost": 1}})
    refused("classifier_setting", rows, settings={"k_nearest": {"trees": 1}})
    refused("benchmark_lone_classes", replace(rows, group=["crop", "b", "b"] * 24, label=["x", "y", "z"] * 24,
                                              x=[], y=[]))


def test_a_class_of_one_polygon_and_nulls_are_left_out_and_said():
    rows = table()
    label = ["water" if group == "59" else name for name, group in zip(rows.label, rows.group)]
    label[0] = ""
    features = [list(one) for one in rows.features]
    features[1][2] = ""
    watch = Watch()
    report = benchmark(settings(replace(rows, label=label, features=features), runs=2, curve=False), watch).report
    assert report["samples"]["lone_classes"] == ["water"]
    assert report["samples"]["left_out"] == {"no_class": 1, "incomplete": 1}
    assert report["samples"]["samples"] == 360 - 6 - 2
    assert ("benchmark_lone", {"classes": "water"}) in watch.warned


def test_without_places_blocks_are_left_out_and_said():
    watch = Watch()
    report = benchmark(settings(replace(table(), x=[], y=[]), runs=2, curve=False), watch).report
    assert [split["split"] for split in report["splits"]] == ["polygon", "pixel"]
    assert watch.warned[0][0] == "benchmark_block_left_out"


def test_settings_are_read_from_a_line():
    assert read_settings("random_forest.trees=50; svm.cost = 0.5;k_nearest.votes=distance\nnearest_mean."
                         "standardise=false;") == {"random_forest": {"trees": 50}, "svm": {"cost": 0.5},
                                                   "k_nearest": {"votes": "distance"},
                                                   "nearest_mean": {"standardise": False}}
    for text in ("trees=50", "svm.cost", "svm.cost=__import__('os')"):
        with pytest.raises(BocageError) as fault:
            read_settings(text)
        assert fault.value.code == "benchmark_setting"


def test_cancel_is_heard_and_leaves_no_file(tmp_path):
    watch = Watch(stop_after=30)
    with pytest.raises(Cancelled):
        benchmark(settings(html=str(tmp_path / "a.html"), json=str(tmp_path / "a.json")), watch)
    assert list(tmp_path.iterdir()) == []
    assert watch.shares == sorted(watch.shares)
