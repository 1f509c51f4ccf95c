"""Benchmarks at their limits: draws that come again, tables under a cap, files that must survive."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from bocage.core.chains.benchmark import benchmark
from bocage.core.chains.benchmark import job as job_module
from bocage.core.chains.benchmark.page import page
from bocage.core.chains.benchmark.plan import plan
from bocage.core.chains.benchmark.rows import RowReader
from bocage.core.chains.benchmark.samples import gather
from bocage.core.errors import BocageError
from bocage.core.landcover.extract import Draw
from osgeo import ogr
from test_benchmark import NUMPY, Watch, refused, settings, table


def uneven(rows, side=3.0):
    """Three polygons in ten here, the others far to the east."""
    near = [int(group) < 18 for group in rows.group]
    return replace(rows, x=[f"{(0 if here else side) + 0.1 * np.random.default_rng(k).random():.7f}"
                            for k, here in enumerate(near)])


@pytest.mark.parametrize("blocks", [2, 3])
def test_draws_that_come_again_are_no_runs(blocks):
    asked = settings(uneven(table()), runs=10, splits=("block",), blocks=blocks, curve=False)
    watch = Watch()
    report = benchmark(asked, watch).report
    runs = report["splits"][0]["runs"]
    count = len(runs)
    assert count == len({run["hash"] for run in runs}) < 5
    assert report["splits"][0]["degrees_of_freedom"] == count - 1
    assert report["scores"]["block"]["k_nearest"]["macro_f1"]["runs"] == count
    told = next(fields for code, fields in watch.warned if code == "benchmark_repeated")
    assert (told["split"], told["runs"], told["count"]) == ("block", 10, count)
    assert {"kind": "repeated", "fields": {"split": "block", "count": count, "runs": 10}} in report["findings"]
    if count < 3:
        for row in report["differences"]["block"]:
            for found in (row["macro_f1"], row["overall_accuracy"], *row["by_class"]):
                assert found["p_value"] is found["p_holm"] is found["beyond_chance"] is found["low"] is None
        assert report["best"]["beats"] == report["best"]["like"] == [] != report["best"]["not_judged"]
        html = page(report, "en", None)
        assert "beyond chance." not in html and "no difference is judged" in html


def test_few_runs_are_told_and_two_are_not_judged():
    for runs, judged in ((2, False), (3, True), (5, True)):
        watch = Watch()
        report = benchmark(settings(runs=runs, splits=("polygon",), curve=True), watch).report
        assert ("benchmark_few_runs" in [code for code, _ in watch.warned]) == (runs < 5)
        kinds = [one["kind"] for one in report["findings"]]
        assert ("few_runs" in kinds) == (runs == 3) and ("not_judged" in kinds) == (not judged)
        assert ("gain" in kinds) == (not judged)
        for row in report["differences"]["polygon"]:
            assert (row["macro_f1"]["beyond_chance"] is not None) == judged
        for language in ("en", "fr"):
            assert "{" not in page(report, language, None).split("</style>")[1]


def test_all_draws_there_are_are_found():
    """Four polygons of two classes, one of each tests: four draws, whatever is asked."""
    rows = table(4)
    rows = replace(rows, label=["crop" if int(group) < 2 else "wood" for group in rows.group])
    samples = gather(settings(rows), Watch())
    found = plan(samples, settings(rows, runs=50, test=0.5, splits=("polygon",)), Watch())[0]
    assert len(found.runs) == len({run.hash for run in found.runs}) == 4


def test_folds_are_two_at_least():
    fault = refused("benchmark_one_fold", method="folds", runs=1, splits=("polygon",))
    assert "two runs" in str(fault)


def test_a_table_is_drawn_as_pixels_are():
    rows = table(30, size=40)
    asked = settings(rows, draw=Draw(per_class=100, per_polygon=25), splits=("polygon",), curve=False, runs=5)
    samples = gather(asked, Watch())
    assert np.bincount(samples.label).tolist() == [100] * 3 and np.bincount(samples.group).max() <= 25
    # Ten polygons of forty samples of each class.
    assert samples.weight == pytest.approx(4.0)
    report = benchmark(asked, Watch()).report
    assert [one["samples"] for one in report["samples"]["classes"]] == [100] * 3
    assert [one["stands_for"] for one in report["samples"]["classes"]] == [4.0] * 3
    order = np.random.default_rng(1).permutation(len(rows.label))
    mixed = replace(rows, **{key: [getattr(rows, key)[k] for k in order]
                             for key in ("label", "features", "group", "x", "y")})
    assert gather(replace(asked, rows=mixed), Watch()).hash == samples.hash
    assert gather(replace(asked, seed=2), Watch()).hash != samples.hash
    every = gather(replace(asked, draw=Draw(per_class=0)), Watch())
    assert every.label.size == 1200 and (every.weight == 1.0).all()


def test_what_a_table_does_not_listen_to_is_said():
    watch = Watch()
    report = benchmark(settings(draw=Draw(fraction=0.5), runs=5, splits=("polygon",), curve=False), watch).report
    assert [code for code, _ in watch.warned] == ["benchmark_fraction"]
    assert report["settings"]["fraction"] is report["settings"]["resampling"] is None
    assert "fraction" not in page(report, "en", None).split("per_class")[1]


def read(rows, wkb=None):
    reader = RowReader("samples.csv", rows.names, True, wkb is None)
    for k, label in enumerate(rows.label):
        reader.add(label, rows.group[k], (rows.x[k], rows.y[k]), rows.features[k], b"" if wkb is None else wkb[k])
    return reader.rows()


def test_rows_read_one_by_one_are_the_same_samples():
    rows = table()
    rows.features[4] = ["", "1", "2"]
    one, other = (gather(settings(each), Watch()) for each in (rows, read(rows)))
    assert one.hash == other.hash and (one.features == other.features).all() and one.left_out == other.left_out
    points = [ogr.CreateGeometryFromWkt(f"POINT ({x} {y})").ExportToWkb() for x, y in zip(rows.x, rows.y)]
    third = gather(settings(read(rows, list(map(bytes, points)))), Watch())
    assert third.hash == one.hash
    assert gather(settings(read(rows, [b""] * len(points))), Watch()).place is None


def test_rows_that_are_read_hold_numbers_and_not_texts(monkeypatch):
    reader = RowReader("samples.csv", tuple(f"f{k}" for k in range(50)), True, True)
    for k in range(200):
        reader.add(f"cl{k % 2}ss", f"p{k % 5}", ("1.5", "x"), [f"{k}.{column}" for column in range(50)], b"")
    rows = reader.rows()
    assert rows.features.dtype == np.float32 and rows.features.nbytes == 200 * 50 * 4
    assert rows.features[199, 7] == np.float32(199.7) and len({id(one) for one in (*rows.label, *rows.group)}) == 7
    assert rows.x[0] == 1.5 and np.isnan(rows.y).all()
    with pytest.raises(BocageError) as fault:
        reader.add("a", "b", ("1", "2"), ["much"] * 50, b"")
    assert fault.value.code == "benchmark_not_number" and fault.value.fields["field"] == "f0"
    monkeypatch.setattr("bocage.core.chains.benchmark.rows.MOST_BYTES", 50_000)
    with pytest.raises(BocageError) as fault:
        for _ in range(100):
            reader.add("a", "b", ("1", "2"), ["1"] * 50, b"")
    assert fault.value.code == "samples_too_large"


def test_a_figure_that_fails_loses_no_number(tmp_path, monkeypatch):
    def spoiled(report, language):
        raise ValueError("no font")

    monkeypatch.setattr(job_module, "pictures", spoiled)
    watch = Watch()
    benchmark(settings(classifiers=NUMPY[:2], runs=5, splits=("polygon",), curve=False, html=str(tmp_path / "a.html"),
                       json=str(tmp_path / "a.json"), csv=str(tmp_path / "a.csv")), watch)
    assert watch.warned == [("figures_failed", {"fault": "ValueError no font"})]
    html = (tmp_path / "a.html").read_text()
    assert "nearest_mean" in html and "<img" not in html and "matplotlib" not in html
    assert json.loads((tmp_path / "a.json").read_text())["classifiers"] == list(NUMPY[:2])


def test_a_former_report_stays_until_the_new_one_is_whole(tmp_path, monkeypatch):
    for name in ("a.html", "a.json", "a.csv"):
        (tmp_path / name).write_text("former")
    asked = settings(classifiers=NUMPY[:2], runs=5, splits=("polygon",), curve=False, html=str(tmp_path / "a.html"),
                     json=str(tmp_path / "a.json"), csv=str(tmp_path / "a.csv"))

    def full(path, text):
        with open(path, "w", encoding="utf-8") as handle:
            handle.write(text[:10])
        raise BocageError("disk_full", folder=str(tmp_path), needed="1", free="0")

    with monkeypatch.context() as patch:
        patch.setattr("bocage.core.engine.outputs.write_text", full)
        with pytest.raises(BocageError):
            benchmark(asked, Watch())
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == dict.fromkeys(
        ("a.html", "a.json", "a.csv"), "former")

    def broken(*_):
        raise BocageError("disk_full", folder=str(tmp_path), needed="1", free="0")

    monkeypatch.setattr(job_module, "page", broken)
    with pytest.raises(BocageError):
        benchmark(asked, Watch())
    # The page came to nothing; the numbers, written before, are there.
    assert (tmp_path / "a.html").read_text() == "former" and json.loads((tmp_path / "a.json").read_text())["trials"]
