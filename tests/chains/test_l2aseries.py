"""A tile's series: in order of date, resumed anywhere with the same bytes, one bad product never its end."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import simulated_dates as dates
from bocage.core.chains.l2aseries import run_series
from bocage.core.chains.l2aseries import job as series_job
from bocage.core.engine.progress import SilentProgress
from bocage.core.errors import BocageError, Cancelled
from bocage.core.messages import sentence
from bocage.core.products.composite import read_composite, write_composite


class Heard(SilentProgress):
    """Keeps what is said; cancels once a share of the work is done."""

    def __init__(self, patience: float = 2.0) -> None:
        self.patience, self.shares, self.warnings, self.lines = patience, [0.0], [], []

    def report(self, fraction, step=""):
        self.shares.append(fraction)

    def info(self, code, **fields):
        self.lines.append(code)

    def warn(self, code, **fields):
        self.warnings.append((code, fields))

    def cancelled(self):
        return self.shares[-1] >= self.patience

    @property
    def codes(self):
        return [code for code, _ in self.warnings]


@pytest.fixture(scope="module")
def l1c(tmp_path_factory) -> Path:
    """Three dates, the second with clouds."""
    folder = tmp_path_factory.mktemp("série L1C")
    dates.write(folder)
    return folder


@pytest.fixture(scope="module")
def reference(l1c, tmp_path_factory) -> Path:
    """The series run to its end at once."""
    output = tmp_path_factory.mktemp("reference")
    heard = Heard()
    result = run_series(dates.settings(l1c, output), heard)
    assert (len(result.made), len(result.kept), result.skipped, heard.warnings) == (3, 0, (), [])
    return output


@pytest.fixture()
def done(reference, tmp_path) -> Path:
    """A copy of the finished series, to be spoilt."""
    return Path(shutil.copytree(reference, tmp_path / "sortie"))


def links(source: Path, target: Path, *names: str) -> Path:
    """A folder of links to some products of another; all of them without names."""
    target.mkdir(exist_ok=True)
    for path in sorted(source.iterdir()):
        if not names or any(name in path.name for name in names):
            (target / path.name).symlink_to(path)
    return target


def composite_inputs(product: Path) -> list[str]:
    """Dates behind a product's composite, 20180502."""
    composite = read_composite(next(product.glob("DATA/*_CMP_ALL.npz")))
    return [name.split("_")[2][:8] for name in composite.inputs]


def pixels(output: Path) -> dict[str, bytes]:
    """Rasters and composites alone."""
    return {name: data for name, data in dates.content(output).items() if name.endswith((".tif", ".npz", ".jpg"))}


def report(output: Path) -> dict:
    """The JSON of a series."""
    return json.loads((output / "series_report_T30TWT.json").read_text(encoding="utf-8"))


def visible(output: Path) -> list[str]:
    """Names that a user sees."""
    return sorted(path.name for path in output.iterdir() if not path.name.startswith("."))


# -- order, resumption ---------------------------------------------------------------------------------


def test_each_date_leans_on_all_before_it(reference):
    found = [composite_inputs(product) for product in dates.products(reference)]
    assert found == [["20180502"], ["20180502", "20180507"], ["20180502", "20180507", "20180512"]]


def test_progress_never_goes_back_and_ends_at_one(l1c, tmp_path):
    for mode in ("nominal", "backward"):
        heard = Heard()
        run_series(dates.settings(l1c, tmp_path / mode, mode=mode), heard)
        assert heard.shares == sorted(heard.shares) and heard.shares[-1] == 1.0


def test_finished_products_are_left_alone(l1c, done):
    before = {path: path.stat().st_mtime_ns for path in done.rglob("*_L2A_*") if path.is_file()}
    heard = Heard()
    result = run_series(dates.settings(l1c, done), heard)
    assert (len(result.made), len(result.kept)) == (0, 3)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert [line["status"] for line in report(done)["dates"]] == ["kept"] * 3
    # The copy lies elsewhere, and nothing of it is said: where a product lies is no parameter.
    assert heard.warnings == []


def test_a_series_that_grows_date_by_date_gives_the_same_bytes(l1c, reference, tmp_path):
    for number in range(3):
        result = run_series(dates.settings(l1c, tmp_path, end=dates.day(number)), SilentProgress())
        assert (len(result.made), len(result.kept)) == (1, number)
    assert dates.content(tmp_path) == dates.content(reference)


def test_it_goes_on_from_products_whose_inputs_are_gone(l1c, reference, tmp_path):
    for number, stamp in enumerate(("20180502", "20180507", "20180512")):
        folder = links(l1c, tmp_path / f"l1c {number}", stamp)
        run_series(dates.settings(folder, tmp_path / "out"), SilentProgress())
    assert pixels(tmp_path / "out") == pixels(reference)


def test_both_ends_are_included_and_start_leans_on_what_is_there(l1c, tmp_path):
    result = run_series(dates.settings(l1c, tmp_path, start=dates.day(1), end=dates.day(1)), SilentProgress())
    assert [Path(path).name[11:19] for path in result.made] == ["20180507"]
    run_series(dates.settings(l1c, tmp_path, start=dates.day(2)), SilentProgress())
    assert composite_inputs(dates.products(tmp_path)[-1]) == ["20180507", "20180512"]


@pytest.mark.parametrize("share", [0.1, 0.6])
def test_a_cancel_keeps_finished_products_and_the_next_run_gives_the_same_bytes(l1c, reference, tmp_path, share):
    with pytest.raises(Cancelled):
        run_series(dates.settings(l1c, tmp_path), Heard(share))
    finished = dates.products(tmp_path)
    assert len(finished) == int(share * 3)
    assert visible(tmp_path) == [*(p.name for p in finished), "series_report_T30TWT.json"]
    assert not list(tmp_path.glob(".*"))
    assert report(tmp_path)["outcome"] == "cancelled"
    assert report(tmp_path)["count"]["made"] == len(finished)
    result = run_series(dates.settings(l1c, tmp_path), SilentProgress())
    assert len(result.kept) == len(finished) and report(tmp_path)["outcome"] == "finished"
    assert dates.content(tmp_path) == dates.content(reference)


# -- backward start ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def backward(l1c, tmp_path_factory) -> Path:
    """The series with a backward start."""
    output = tmp_path_factory.mktemp("rebours")
    run_series(dates.settings(l1c, output, mode="backward"), SilentProgress())
    return output


def test_a_backward_start_reads_later_dates_first_and_leaves_no_trace(backward, reference):
    first, second, _ = dates.products(backward)
    assert composite_inputs(first) == ["20180512", "20180507", "20180502"]
    assert composite_inputs(second)[-2:] == ["20180502", "20180507"]
    assert not list(backward.glob(".*"))
    assert pixels(backward) != pixels(reference)


def test_a_backward_start_stopped_while_it_reads_goes_on_and_gives_the_same_bytes(l1c, backward, tmp_path):
    with pytest.raises(Cancelled):
        run_series(dates.settings(l1c, tmp_path, mode="backward"), Heard(0.12))
    kept = {path: path.stat().st_mtime_ns for path in tmp_path.glob(".backward_*/*.npz")}
    assert len(kept) == 1 and not dates.products(tmp_path)
    heard = Heard(0.2)
    with pytest.raises(Cancelled):
        run_series(dates.settings(l1c, tmp_path, mode="backward"), heard)
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    run_series(dates.settings(l1c, tmp_path, mode="backward"), SilentProgress())
    assert dates.content(tmp_path) == dates.content(backward)


def test_a_backward_start_without_masks_is_refused_the_rest_works(l1c, tmp_path):
    with pytest.raises(BocageError) as caught:
        run_series(dates.settings(l1c, tmp_path / "a", mode="backward", masks=False), SilentProgress())
    assert caught.value.code == "backward_needs_masks" and not (tmp_path / "a").exists()
    heard = Heard()
    result = run_series(dates.settings(l1c, tmp_path / "b", masks=False, end=dates.day(1)), heard)
    assert len(result.made) == 2 and heard.warnings == []
    assert not list((tmp_path / "b").rglob("*_CMP_ALL.npz"))


# -- bad inputs ----------------------------------------------------------------------------------------


def copied(l1c: Path, folder: Path, stamp: str = "20180507") -> Path:
    """A copy of one date, to be spoilt."""
    source = next(path for path in l1c.iterdir() if stamp in path.name and path.suffix == ".SAFE")
    return Path(shutil.copytree(source, folder / source.name))


def cut_image(product: Path) -> None:
    image = next(product.rglob("*_B04.jp2"))
    image.write_bytes(image.read_bytes()[:image.stat().st_size // 3])


def malformed(product: Path) -> None:
    text = (product / "MTD_MSIL1C.xml").read_text(encoding="utf-8")
    (product / "MTD_MSIL1C.xml").write_text(text[:len(text) // 2], encoding="utf-8")


def missing_band(product: Path) -> None:
    next(product.rglob("*_B11.jp2")).unlink()


def empty_tile(product: Path) -> None:
    next(product.rglob("MTD_TL.xml")).write_bytes(b"")


def only_images(product: Path) -> None:
    (product / "MTD_MSIL1C.xml").unlink()


def other_tile(product: Path) -> None:
    for path in product.rglob("*.xml"):
        path.write_text(path.read_text(encoding="utf-8").replace("30TWT", "30TXT"), encoding="utf-8")


def half_an_archive(product: Path) -> None:
    archive = product.with_suffix(".zip")
    with zipfile.ZipFile(archive, "w") as whole:
        for path in product.rglob("*"):
            whole.write(path, path.relative_to(product.parent))
    archive.write_bytes(archive.read_bytes()[:archive.stat().st_size // 2])
    shutil.rmtree(product)


@pytest.mark.parametrize("spoil", [cut_image, malformed, missing_band, empty_tile, only_images, other_tile,
                                   half_an_archive])
def test_one_bad_product_is_skipped_and_said_and_the_others_are_made(l1c, tmp_path, spoil):
    folder = links(l1c, tmp_path / "l1c", "20180512")
    bad = copied(l1c, folder)
    spoil(bad)
    heard = Heard()
    # Of two tiles with as many products, the series must say which.
    result = run_series(dates.settings(folder, tmp_path / "out", tile="30TWT"), heard)
    assert [Path(path).name[11:19] for path in result.made] == ["20180512"]
    one, = result.skipped
    assert Path(one.file).stem == bad.stem and heard.codes == ["series_skipped"]
    words = sentence("series_skipped", "fr", **heard.warnings[0][1])
    assert bad.stem in words and "\n" not in words and "BocageError" not in words and "est sauté" in words
    found = report(tmp_path / "out")
    assert found["count"]["made"] == 1 and found["count"]["skipped"] + found["count"]["left_out"] == 1
    assert one.reason in json.dumps(found, ensure_ascii=False).replace('\\"', '"')
    assert not list((tmp_path / "out").glob(".*"))


def test_a_fault_that_nobody_foresaw_is_one_skipped_product_too(l1c, tmp_path, monkeypatch):
    def run(settings, progress):
        if "20180507" in settings.input:
            raise ZeroDivisionError("float division by zero")
        return series_run(settings, progress)

    series_run = series_job.run
    monkeypatch.setattr(series_job, "run", run)
    result = run_series(dates.settings(l1c, tmp_path), SilentProgress())
    one, = result.skipped
    assert len(result.made) == 2 and "float division by zero" in one.reason
    assert composite_inputs(dates.products(tmp_path)[1]) == ["20180502", "20180512"]


def test_a_series_without_one_good_product_is_an_error_that_says_why(l1c, tmp_path):
    missing_band(copied(l1c, tmp_path / "l1c"))
    with pytest.raises(BocageError) as caught:
        run_series(dates.settings(tmp_path / "l1c", tmp_path / "out"), SilentProgress())
    assert caught.value.code == "series_all_skipped" and "B11" in str(caught.value)
    (tmp_path / "empty").mkdir()
    for folder, code in ((tmp_path / "empty", "series_empty"), (tmp_path / "absent", "file_missing")):
        with pytest.raises(BocageError) as caught:
            run_series(dates.settings(folder, tmp_path / "out"), SilentProgress())
        assert caught.value.code == code
    with pytest.raises(BocageError) as caught:
        run_series(dates.settings(l1c, tmp_path / "o", start=dates.day(2), end=dates.day(0)), SilentProgress())
    assert caught.value.code == "dates_reversed"


def test_the_same_acquisition_twice_is_made_once(l1c, tmp_path):
    folder = links(l1c, tmp_path / "l1c", "20180502")
    again = copied(l1c, tmp_path, "20180502")
    again.rename(folder / f"{again.stem}_again.SAFE")
    result = run_series(dates.settings(folder, tmp_path / "out"), SilentProgress())
    assert len(result.made) == 1 and [one.error.code for one in result.skipped] == ["same_acquisition"]


def test_a_folder_of_two_tiles_asks_which(l1c, tmp_path):
    folder = links(l1c, tmp_path / "l1c", "20180502")
    other_tile(copied(l1c, folder))
    with pytest.raises(BocageError) as caught:
        run_series(dates.settings(folder, tmp_path / "out"), SilentProgress())
    assert caught.value.code == "several_tiles" and "30TWT, 30TXT" in str(caught.value)
    result = run_series(dates.settings(folder, tmp_path / "out", tile="T30TXT"), SilentProgress())
    assert [Path(path).name[35:41] for path in result.made] == ["T30TXT"]
    assert [one.error.code for one in result.skipped] == ["other_tile"]


# -- the disk, two at a time ---------------------------------------------------------------------------


def test_a_full_disk_ends_the_series_with_its_sentence(l1c, tiny_disk):
    with pytest.raises(BocageError) as caught:
        run_series(dates.settings(l1c, tiny_disk / "out"), SilentProgress())
    assert caught.value.code == "disk_full" and str(tiny_disk) in str(caught.value)


def test_a_disk_that_fills_after_a_date_keeps_it_and_tries_no_other(l1c, tmp_path, monkeypatch):
    tried = []

    def run(settings, progress):
        tried.append(settings.input)
        if len(tried) == 2:
            raise BocageError("disk_full", folder=settings.output, needed="1 GB", free="0 B")
        return series_run(settings, progress)

    series_run = series_job.run
    monkeypatch.setattr(series_job, "run", run)
    with pytest.raises(BocageError):
        run_series(dates.settings(l1c, tmp_path), SilentProgress())
    assert len(tried) == 2 and len(dates.products(tmp_path)) == 1
    found = report(tmp_path)
    assert found["outcome"] == "stopped" and "full" in found["reason"]
    assert [line["status"] for line in found["dates"]] == ["made", "waiting", "waiting"]


def test_one_output_that_is_held_open_is_skipped_a_folder_that_closes_ends_the_series(l1c, tmp_path, monkeypatch):
    def run(settings, progress):
        if "20180507" in settings.input:
            raise BocageError("output_not_writable", file="a.tif", fault="being used by another process")
        return series_run(settings, progress)

    series_run = series_job.run
    monkeypatch.setattr(series_job, "run", run)
    assert len(run_series(dates.settings(l1c, tmp_path / "a"), SilentProgress()).made) == 2

    def closed(folder):
        raise BocageError("folder_not_writable", folder=str(folder), fault="read-only")

    output = tmp_path / "b"
    run_series(dates.settings(l1c, output, end=dates.day(0)), SilentProgress())
    monkeypatch.setattr(series_job._Series, "_ends", lambda self, fault: series_ends(self, fault, closed))
    with pytest.raises(BocageError) as caught:
        run_series(dates.settings(l1c, output), SilentProgress())
    assert caught.value.code == "output_not_writable" and len(dates.products(output)) == 1


def series_ends(series, fault, writable):
    """``_ends`` on a disk whose answer is ``writable``."""
    original, series_job.check_writable = series_job.check_writable, writable
    try:
        return ENDS(series, fault)
    finally:
        series_job.check_writable = original


ENDS = series_job._Series._ends


@pytest.fixture()
def holder(tmp_path, hold):
    """Another process that holds the series of tmp_path/out."""
    (tmp_path / "out").mkdir()
    return hold(tmp_path / "out" / ".series_T30TWT.lock")


def test_a_second_run_on_the_same_series_is_refused_and_takes_over_once_the_first_dies(l1c, holder, tmp_path):
    output, settings = tmp_path / "out", dates.settings(l1c, tmp_path / "out", end=dates.day(0))
    with pytest.raises(BocageError) as caught:
        run_series(settings, SilentProgress())
    assert caught.value.code == "folder_busy" and str(holder.pid) in str(caught.value)
    half = output / f".SENTINEL2A_20180502-110631-000_L2A_T30TWT_C_V1-0.part-{holder.pid}"
    other = output / f".SENTINEL2A_20180502-110631-000_L2A_T30TWT_C_V1-0.part-{os.getppid()}"
    for folder in (half, other):
        (folder / "MASKS").mkdir(parents=True)
        (folder / "MASKS" / "a.tif").write_bytes(b"half")
    holder.kill()
    holder.wait()
    assert len(run_series(settings, SilentProgress()).made) == 1
    # What the dead one was making goes; what a living one makes stays.
    assert not half.exists() and other.exists()


# -- made again ----------------------------------------------------------------------------------------


def test_other_parameters_are_said_by_their_names_and_nothing_is_made_again(l1c, done):
    heard = Heard()
    result = run_series(dates.settings(l1c, done, ozone=0.31, aot=0.3), heard)
    assert len(result.kept) == 3 and heard.codes == ["series_other_parameters"] * 3
    assert heard.warnings[1][1]["parameters"] == "AOT, OZONE" and heard.warnings[1][1]["date"] == "2018-05-07"


def test_a_date_that_comes_late_is_made_and_its_successors_are_said_to_be_outdated(l1c, reference, tmp_path):
    folder = links(l1c, tmp_path / "l1c", "20180502", "20180512")
    settings = dates.settings(folder, tmp_path / "out")
    run_series(settings, SilentProgress())
    links(l1c, folder, "20180507")
    heard = Heard()
    result = run_series(settings, heard)
    assert (len(result.made), len(result.kept), heard.codes) == (1, 2, ["series_outdated"])
    assert heard.warnings[0][1] == {"identifier": dates.products(tmp_path / "out")[2].name, "date": "2018-05-12"}
    heard = Heard()
    result = run_series(replace(settings, redo_from=dates.day(2)), heard)
    assert (len(result.made), len(result.kept), heard.codes) == (1, 2, [])
    assert pixels(tmp_path / "out") == pixels(reference)
    assert run_series(settings, heard).made == () and heard.codes == []


def test_a_date_made_again_gives_the_same_bytes_and_is_in_its_place_until_then(l1c, done, reference, monkeypatch):
    seen = []

    def run(settings, progress):
        seen.append(len(dates.products(done)))
        return series_run(settings, progress)

    series_run = series_job.run
    monkeypatch.setattr(series_job, "run", run)
    result = run_series(dates.settings(l1c, done, redo_from=dates.day(1)), SilentProgress())
    assert (len(result.made), len(result.kept), seen) == (2, 1, [3, 3])
    assert dates.content(done, reference) == dates.content(reference)


def test_nothing_is_lost_where_a_date_cannot_be_made_again_and_nothing_leans_on_it(l1c, done, reference, tmp_path):
    folder = links(l1c, tmp_path / "l1c", "20180502", "20180512")
    cut_image(copied(l1c, folder))
    heard = Heard()
    result = run_series(dates.settings(folder, done, redo_from=dates.day(1)), heard)
    assert len(result.made) == 1 and heard.codes == ["series_skipped", "series_former_stays"]
    second, third = dates.products(done)[1:]
    kept, former = dates.content(done, reference), dates.content(reference)
    assert {name for name in former if kept[name] == former[name]} >= {
        name for name in former if name.startswith((dates.products(done)[0].name, second.name))}
    assert composite_inputs(third) == ["20180502", "20180512"]
    assert not list(done.glob(".*")) and report(done)["dates"][1]["former_product"] == str(second)


def test_making_again_goes_on_where_it_was_stopped_with_or_without_the_request(l1c, done, reference):
    asked = dates.settings(l1c, done, redo_from=dates.day(0), ozone=0.31)
    with pytest.raises(Cancelled):
        run_series(asked, Heard(0.5))
    assert len(dates.products(done)) == 3 and [path.name for path in done.glob(".*")] == [".redo_T30TWT.json"]
    first = dates.products(done)[0].stat().st_mtime_ns
    with pytest.raises(Cancelled):
        run_series(asked, Heard(0.75))
    assert dates.products(done)[0].stat().st_mtime_ns == first
    heard = Heard()
    result = run_series(replace(asked, redo_from=None), heard)
    assert (len(result.made), len(result.kept), heard.warnings) == (1, 2, []) and "series_redo_goes_on" in heard.lines
    assert not list(done.glob(".*"))
    whole = done.parent / "whole"
    run_series(replace(asked, l2a=replace(asked.l2a, output=str(whole)), redo_from=None), SilentProgress())
    assert dates.content(done) == dates.content(whole) != dates.content(reference)


def test_a_first_run_that_asks_to_make_again_does_not_make_its_own_products_twice(l1c, tmp_path):
    asked = dates.settings(l1c, tmp_path, redo_from=dates.day(0), end=dates.day(1))
    with pytest.raises(Cancelled):
        run_series(asked, Heard(0.7))
    result = run_series(asked, SilentProgress())
    assert (len(result.made), len(result.kept)) == (1, 1) and not list(tmp_path.glob(".*"))


def test_another_request_starts_over(l1c, done):
    asked = dates.settings(l1c, done, redo_from=dates.day(1), ozone=0.31)
    with pytest.raises(Cancelled):
        run_series(asked, Heard(0.75))
    result = run_series(replace(asked, l2a=replace(asked.l2a, ozone=0.33)), SilentProgress())
    assert (len(result.made), len(result.kept)) == (2, 1)


def test_a_damaged_composite_is_said_and_an_older_one_is_leaned_on(l1c, done):
    first, second, third = dates.products(done)
    composite = next(second.glob("DATA/*_CMP_ALL.npz"))
    composite.write_bytes(composite.read_bytes()[:1000])
    shutil.rmtree(third)
    heard = Heard()
    run_series(dates.settings(l1c, done), heard)
    assert heard.codes == ["series_past_damaged"] and heard.warnings[0][1]["identifier"] == second.name
    assert heard.shares == sorted(heard.shares)
    assert composite_inputs(third) == ["20180502", "20180512"]


def test_products_on_other_cells_are_tried_once_and_the_date_is_made_without_a_past(l1c, done, monkeypatch):
    tried = []

    def run(settings, progress):
        tried.append(settings.previous)
        return series_run(settings, progress)

    series_run = series_job.run
    monkeypatch.setattr(series_job, "run", run)
    first, second, third = dates.products(done)
    for product in (first, second):
        path = next(product.glob("DATA/*_CMP_ALL.npz"))
        composite = read_composite(path)
        x0, dx, _, y0, _, dy = composite.cells.transform
        cells = replace(composite.cells, transform=(x0 + 50.0, dx, 0.0, y0, 0.0, dy))
        write_composite(path, replace(composite, cells=cells))
    shutil.rmtree(third)
    heard = Heard()
    run_series(dates.settings(l1c, done), heard)
    assert len(tried) == 2 and tried[1] is None
    # The second date leans on what its first is no more: said too.
    assert heard.codes == ["series_outdated", "series_past_damaged"]
    assert composite_inputs(third) == ["20180512"]


def test_the_number_of_threads_changes_no_byte_of_a_raster(l1c, reference, tmp_path):
    heard = Heard()
    run_series(dates.settings(l1c, tmp_path, threads=4, end=dates.day(1)), heard)
    found, wanted = pixels(tmp_path), pixels(reference)
    assert found == {name: wanted[name] for name in found} and len(found) > 40


# -- clouds outlined by hand ---------------------------------------------------------------------------


def outlines(path: Path, *days: str) -> str:
    """A GeoJSON of one square of 240 m a date, in the middle of the scene."""
    square = [[-1.8153 + dx, 47.3905 + dy] for dx, dy in ((0, 0), (0.004, 0), (0.004, 0.003), (0, 0.003), (0, 0))]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"date": day} if day else {}, "geometry": {
            "type": "Polygon", "coordinates": [square]}} for day in days]}), encoding="utf-8")
    return str(path)


def test_an_outline_that_a_kept_product_lacks_is_said_until_it_is_made_again(l1c, done, tmp_path):
    painted = outlines(tmp_path / "nuages.geojson", "2018-05-07", "2018-06-30")
    asked = dates.settings(l1c, done, painted=painted)
    heard = Heard()
    result = run_series(asked, heard)
    assert len(result.kept) == 3 and heard.codes == ["painted_strays", "series_outlines"]
    assert heard.warnings[0][1]["dates"] == "2018-06-30" and heard.warnings[1][1]["date"] == "2018-05-07"
    assert len(run_series(replace(asked, redo_from=dates.day(1)), SilentProgress()).made) == 2
    heard = Heard()
    assert run_series(asked, heard).made == () and heard.codes == ["painted_strays"]


def test_outlines_without_a_date_are_of_the_first_date_made_again_or_refused(l1c, done, tmp_path):
    painted = outlines(tmp_path / "nuages.geojson", "")
    with pytest.raises(BocageError) as caught:
        run_series(dates.settings(l1c, done, painted=painted), SilentProgress())
    assert caught.value.code == "painted_undated"
    run_series(dates.settings(l1c, done, painted=painted, redo_from=dates.day(1).replace(day=5)), SilentProgress())
    said = [json.loads(next(product.glob("*_STAC.json")).read_text(encoding="utf-8"))["properties"][
        "bocage:processing"] for product in dates.products(done)]
    assert ["painted_sha256" in one for one in said] == [False, True, False]
