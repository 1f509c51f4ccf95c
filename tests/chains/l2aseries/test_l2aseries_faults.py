"""One bad product is never the end of a series; a disk or a second run is."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from pathlib import Path

import pytest
import simulated_dates as dates
from bocage.core.chains.l2aseries import job as series_job
from bocage.core.chains.l2aseries import run_series
from bocage.core.engine.progress import SilentProgress
from bocage.core.errors import BocageError
from bocage.core.messages import sentence
from series_runs import Heard, composite_inputs, copied, cut_image, links, report


def damaged_image(product: Path) -> None:
    """In its middle: decoders say nothing."""
    image = next(product.rglob("*_B04.jp2"))
    data = bytearray(image.read_bytes())
    data[len(data) // 2] ^= 255
    image.write_bytes(bytes(data))


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


@pytest.mark.parametrize("spoil", [cut_image, damaged_image, malformed, missing_band, empty_tile, only_images,
                                   other_tile, half_an_archive])
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


def test_a_tile_that_is_not_there_is_named_with_those_that_are(l1c, tmp_path):
    folder = links(l1c, tmp_path / "l1c", "20180502")
    with pytest.raises(BocageError) as caught:
        run_series(dates.settings(folder, tmp_path / "out", tile="31TCJ"), SilentProgress())
    assert caught.value.code == "tile_absent" and not (tmp_path / "out").exists()
    for language in ("en", "fr"):
        text = sentence("tile_absent", language, **caught.value.fields)
        assert "31TCJ" in text and "30TWT" in text and "TILE" in text and str(folder) in text


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
