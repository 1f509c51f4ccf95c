"""Outputs appear whole or not at all, and a full disk is one sentence."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from bocage.core.engine import outputs
from bocage.core.engine.grid import Grid
from bocage.core.engine.outputs import ProductFolder, atomic_file
from bocage.core.engine.raster import Raster, RasterWriter, write_jpeg
from bocage.core.errors import BocageError

GRID = Grid("EPSG:32630", (499980.0, 10.0, 0.0, 5300040.0, 0.0, -10.0), (600, 600))


@pytest.fixture()
def folder(tmp_path: Path) -> Path:
    """A folder whose name has spaces and accents."""
    path = tmp_path / "Forêt d'été à 20 m"
    path.mkdir()
    return path


def dead_pid() -> int:
    """Number of a process that has ended."""
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def make_old(path: Path, days: float = 2.0) -> None:
    """Date a folder and its files back."""
    when = time.time() - days * 86400
    for entry in [*path.rglob("*"), path]:
        os.utime(entry, (when, when))


def test_a_committed_product_stands_whole_under_its_name(folder: Path) -> None:
    with ProductFolder(folder / "Produit n° 1") as product:
        (product.path / "MASKS").mkdir()
        (product.path / "MASKS" / "a.txt").write_text("é", encoding="utf-8")
        assert not (folder / "Produit n° 1").exists()
        product.commit()
    assert (folder / "Produit n° 1" / "MASKS" / "a.txt").read_text(encoding="utf-8") == "é"
    assert os.listdir(folder) == ["Produit n° 1"]


@pytest.mark.parametrize("fault", [ValueError, KeyboardInterrupt])
def test_an_interrupted_product_leaves_nothing(folder: Path, fault: type[BaseException]) -> None:
    with pytest.raises(fault):
        with ProductFolder(folder / "p") as product:
            (product.path / "a.tif").write_bytes(b"x")
            raise fault
    assert os.listdir(folder) == []


def test_an_interrupted_product_leaves_no_folder_that_it_made(folder: Path) -> None:
    with pytest.raises(KeyboardInterrupt), ProductFolder(folder / "new" / "deep" / "product") as product:
        (product.path / "a.tif").write_bytes(b"a")
        raise KeyboardInterrupt
    assert list(folder.iterdir()) == []


def test_forgetting_to_commit_leaves_nothing(folder: Path) -> None:
    with ProductFolder(folder / "p") as product:
        (product.path / "a.tif").write_bytes(b"x")
    assert os.listdir(folder) == []


def test_a_new_product_replaces_the_old_one_whole(folder: Path) -> None:
    target = folder / "p"
    target.mkdir()
    (target / "old.txt").write_text("old")
    with ProductFolder(target) as product:
        (product.path / "new.txt").write_text("new")
        product.commit()
    assert os.listdir(target) == ["new.txt"]
    assert os.listdir(folder) == ["p"]


def test_an_existing_product_survives_a_failed_commit(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = folder / "p"
    target.mkdir()
    (target / "old.txt").write_text("old")
    replace = os.replace

    def refuse(source: str, destination: str) -> None:
        if ".part-" in str(source):
            raise PermissionError(errno.EACCES, "held open by another program")
        replace(source, destination)

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(BocageError) as caught:
        with ProductFolder(target) as product:
            (product.path / "new.txt").write_text("new")
            product.commit()
    assert caught.value.code == "output_not_writable"
    assert "held open" in str(caught.value) and "p could not be written" in str(caught.value)
    assert (target / "old.txt").read_text() == "old"
    assert os.listdir(folder) == ["p"]


def test_a_product_that_cannot_be_replaced_is_named_before_any_work(
        folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = folder / "p"
    outputs.check_replaceable(target)
    target.mkdir()
    (target / "old.txt").write_text("old")
    outputs.check_replaceable(target)
    assert os.listdir(folder) == ["p"] and os.listdir(target) == ["old.txt"]

    def refuse(source: str, destination: str) -> None:
        raise PermissionError(errno.EACCES, "held open by another program")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(BocageError, match="p could not be written .held open"):
        outputs.check_replaceable(target)


def test_two_runs_on_one_target_do_not_share_a_work_folder(folder: Path) -> None:
    with ProductFolder(folder / "p") as first, ProductFolder(folder / "p") as second:
        assert first.path != second.path
        (first.path / "1").write_text("")
        (second.path / "2").write_text("")
        first.commit()
        second.commit()
    assert os.listdir(folder / "p") == ["2"] and os.listdir(folder) == ["p"]


def test_only_old_leftovers_of_dead_runs_are_swept(folder: Path) -> None:
    dead, alive = dead_pid(), os.getppid()
    for name, days in ((f".p.part-{dead}", 2.0), (f".p.part-{dead}-2", 0.0), (f".p.part-{alive}", 2.0),
                       (f".q.part-{dead}", 2.0)):
        (folder / name).mkdir()
        (folder / name / "a.tif").write_bytes(b"x")
        make_old(folder / name, days)
    with ProductFolder(folder / "p"):
        pass
    assert sorted(os.listdir(folder)) == sorted([f".p.part-{dead}-2", f".p.part-{alive}", f".q.part-{dead}"])


def test_a_product_moved_aside_by_a_run_that_died_is_put_back(folder: Path) -> None:
    aside = folder / f".p.old-{dead_pid()}"
    aside.mkdir()
    (aside / "old.txt").write_text("only copy")
    with ProductFolder(folder / "p"):
        pass
    assert (folder / "p" / "old.txt").read_text() == "only copy"


def test_an_atomic_file_replaces_its_target_or_leaves_it(folder: Path) -> None:
    target = folder / "carte d'été.json"
    target.write_text("old")
    with pytest.raises(ValueError):
        with atomic_file(target) as work:
            assert work.endswith(".json")
            Path(work).write_text("half")
            Path(work + ".aux.xml").write_text("sidecar")
            raise ValueError
    assert target.read_text() == "old" and os.listdir(folder) == [target.name]
    with atomic_file(target) as work:
        Path(work).write_text("new")
    assert target.read_text() == "new" and os.listdir(folder) == [target.name]


def test_what_lay_beside_the_former_file_goes_with_it_and_what_is_of_the_new_one_stays(folder: Path) -> None:
    target, kept = folder / "map.tif", folder / "map.tif.aux.xml"
    for name in ("map.tif", "map.tif.aux.xml", "map.tif.ovr", "map.tif.msk"):
        (folder / name).write_text("of before")
    with pytest.raises(ValueError):
        with atomic_file(target) as work:
            Path(work).write_text("half")
            raise ValueError
    assert len(os.listdir(folder)) == 4
    with atomic_file(target) as work, atomic_file(kept) as beside:
        Path(work).write_text("new")
        Path(beside).write_text("names of classes")
    assert sorted(os.listdir(folder)) == ["map.tif", "map.tif.aux.xml"] and kept.read_text() == "names of classes"
    with atomic_file(target) as work:
        Path(work).write_text("newer")
    assert os.listdir(folder) == ["map.tif"]


def test_an_atomic_file_makes_its_folder_and_takes_it_along(folder: Path) -> None:
    target = folder / "a" / "b" / "carte.json"
    with pytest.raises(ValueError):
        with atomic_file(target) as work:
            Path(work).write_text("half")
            raise ValueError
    assert os.listdir(folder) == []
    with atomic_file(target) as work:
        Path(work).write_text("new")
    assert target.read_text() == "new"


def test_an_atomic_file_that_nobody_wrote_is_an_error(folder: Path) -> None:
    with pytest.raises(BocageError, match="could not be written"):
        with atomic_file(folder / "a.json"):
            pass


def test_a_file_is_no_place_for_outputs(folder: Path) -> None:
    (folder / "file").write_text("")
    with pytest.raises(BocageError) as caught:
        outputs.check_writable(folder / "file" / "inside")
    assert caught.value.code == "folder_not_writable" and "is a file" in str(caught.value)
    outputs.check_writable(folder / "not" / "yet" / "there")
    assert os.listdir(folder) == ["file"]


def test_a_read_only_disk_is_named_before_any_work(tiny_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(tiny_disk)], check=True)
    with pytest.raises(BocageError, match="Read-only file system"):
        outputs.check_writable(tiny_disk / "out")


def test_missing_space_is_said_with_both_figures(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outputs, "free_bytes", lambda _folder: 1_420_000_000)
    outputs.check_space(folder, 1_000_000_000)
    with pytest.raises(BocageError) as caught:
        outputs.check_space(folder, 3_800_000_000)
    assert caught.value.code == "disk_full"
    assert "needed 3.8 GB, free 1.42 GB" in str(caught.value)


@pytest.mark.parametrize(("count", "text"), [(0, "0 B"), (999, "999 B"), (1000, "1 kB"),
                                             (1_420_000_000, "1.42 GB"), (999_600, "1 MB"),
                                             (2.5e12, "2.5 TB"), (5e15, "5000 TB"), (-1, "0 B")])
def test_sizes_read_as_a_person_says_them(count: float, text: str) -> None:
    assert outputs.human_bytes(count) == text


def test_faults_of_gdal_that_mean_a_full_disk_are_told_apart(folder: Path) -> None:
    for fault in ("_tiffWriteProc:No space left on device",
                  "Free disk space available is 12 bytes, whereas..."):
        assert outputs.translate_write_fault(folder / "a.tif", fault).code == "disk_full"
    assert outputs.translate_write_fault(folder / "a.tif", OSError(errno.ENOSPC, "x")).code == "disk_full"
    assert outputs.translate_write_fault(folder / "a.tif", "Permission denied").code == "output_not_writable"


def test_faults_name_the_output_and_not_the_work_folder(folder: Path) -> None:
    inside = ProductFolder(folder / "S2A_V1-0").path / "MASKS" / "a.tif"
    fault = outputs.translate_write_fault(inside, "Permission denied")
    assert fault.fields["file"] == str(folder / "S2A_V1-0" / "MASKS" / "a.tif")
    assert outputs.translate_write_fault(inside, "No space left").fields["folder"] == str(folder)
    with atomic_file(folder / "carte.été.tif") as work:
        Path(work).write_text("")
        assert outputs.translate_write_fault(work, "x").fields["file"] == str(folder / "carte.été.tif")
        assert outputs.translate_write_fault(work, "No space left").fields["folder"] == str(folder)


@pytest.mark.parametrize(("fault", "code"), [("TIFFAppendToStrip:Write error at scanline 0", "disk_full"),
                                             ("", "disk_full"), ("Permission denied", "output_not_writable")])
def test_a_short_write_on_a_disk_with_no_room_left_is_a_full_disk(
        folder: Path, monkeypatch: pytest.MonkeyPatch, fault: str, code: str) -> None:
    monkeypatch.setattr(outputs, "free_bytes", lambda _folder: 0)
    assert outputs.translate_write_fault(folder / "a.tif", fault).code == code
    monkeypatch.setattr(outputs, "free_bytes", lambda _folder: 10**9)
    assert outputs.translate_write_fault(folder / "a.tif", fault).code == "output_not_writable"


@pytest.mark.parametrize("options", [None, ["TILED=NO"], ["TILED=YES", "COMPRESS=DEFLATE", "BLOCKXSIZE=256",
                                                          "BLOCKYSIZE=256"]])
def test_a_raster_larger_than_the_disk_leaves_one_sentence_and_nothing_else(
        tiny_disk: Path, options: list[str] | None) -> None:
    noise = np.random.default_rng(1).integers(0, 65535, GRID.shape, dtype=np.uint16)
    with pytest.raises(BocageError) as caught:
        with ProductFolder(tiny_disk / "produit") as product:
            for number in range(4):
                writer = RasterWriter(str(product.path / f"{number}.tif"), GRID, "uint16", options=options)
                for row in range(0, 600, 100):
                    writer.write(noise[row:row + 100], row=row)
                writer.close()
            product.commit()
    assert caught.value.code == "disk_full"
    assert f"The disk of {tiny_disk} is full" in str(caught.value)
    assert os.listdir(tiny_disk) == []


def test_overviews_that_do_not_fit_are_noticed(tiny_disk: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 65535, GRID.shape, dtype=np.uint16)
    path = tiny_disk / "a.tif"
    writer = RasterWriter(str(path), GRID, "uint16", options=["COMPRESS=NONE"])
    writer.write(noise)
    (tiny_disk / "filler").write_bytes(bytes(200_000))
    with pytest.raises(BocageError) as caught:
        writer.close(overviews="AVERAGE")
    assert caught.value.code == "disk_full"


def test_small_files_on_a_full_disk_are_noticed(tiny_disk: Path) -> None:
    with pytest.raises(BocageError) as caught:
        outputs.write_text(tiny_disk / "a.xml", "x" * 2_000_000)
    assert caught.value.code == "disk_full"
    noise = np.random.default_rng(1).integers(0, 255, (3, 1000, 1000), dtype=np.uint8)
    with pytest.raises(BocageError) as caught:
        write_jpeg(str(tiny_disk / "a.jpg"), noise)
    assert caught.value.code == "disk_full"
    with pytest.raises(BocageError) as caught:
        with atomic_file(tiny_disk / "b.bin") as work:
            outputs.write_bytes(work, bytes(2_000_000))
    assert caught.value.code == "disk_full" and not (tiny_disk / "b.bin").exists()


def test_a_written_raster_reads_back(folder: Path) -> None:
    pixels = np.arange(360000, dtype=np.int32).reshape(600, 600)
    writer = RasterWriter(str(folder / "é.tif"), GRID, "int32", nodata=-1)
    writer.write(pixels)
    writer.close(overviews="NEAREST")
    writer.close()
    with Raster(str(folder / "é.tif")) as raster:
        assert np.array_equal(raster.read(), pixels) and raster.grid == GRID and raster.nodata == -1


@pytest.fixture()
def raising_gdal():
    """GDAL that raises, as QGIS leaves it."""
    from osgeo import gdal

    before = gdal.GetUseExceptions()
    gdal.UseExceptions()
    yield
    if not before:
        gdal.DontUseExceptions()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_gdal_that_raises_gives_the_same_sentence(tiny_disk: Path, raising_gdal: None) -> None:
    noise = np.random.default_rng(1).integers(0, 65535, GRID.shape, dtype=np.uint16)
    with pytest.raises(BocageError) as caught:
        with ProductFolder(tiny_disk / "produit") as product:
            for number in range(3):
                writer = RasterWriter(str(product.path / f"{number}.tif"), GRID, "uint16")
                writer.write(noise)
                writer.close()
    assert caught.value.code == "disk_full" and os.listdir(tiny_disk) == []


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("raising", [False, True])
def test_a_disk_that_fills_only_when_the_file_is_let_go_is_noticed(
        tiny_disk: Path, raising: bool, monkeypatch: pytest.MonkeyPatch,
        request: pytest.FixtureRequest) -> None:
    """The flush is left out, so that the pixels reach the disk at the dataset's destruction alone."""
    if raising:
        request.getfixturevalue("raising_gdal")
    checked = RasterWriter._checked
    monkeypatch.setattr(RasterWriter, "_checked", lambda self, method, *arguments: None
                        if method == "FlushCache" else checked(self, method, *arguments))
    noise = np.random.default_rng(1).integers(0, 65535, GRID.shape, dtype=np.uint16)
    (tiny_disk / "filler").write_bytes(bytes(1_000_000))
    writer = RasterWriter(str(tiny_disk / "a.tif"), GRID, "uint16")
    writer.write(noise[:100])
    with pytest.raises(BocageError) as caught:
        writer.close()
    assert caught.value.code == "disk_full"


def test_no_handle_on_a_failed_output_is_left_open(tiny_disk: Path) -> None:
    """No handle on a failed output survives the fault that is being told (Windows could not remove it)."""
    noise = np.random.default_rng(1).integers(0, 65535, GRID.shape, dtype=np.uint16)
    (tiny_disk / "filler").write_bytes(bytes(600_000))
    writer = RasterWriter(str(tiny_disk / "a.tif"), GRID, "uint16")
    with pytest.raises(BocageError) as caught:
        writer.write(noise)
        writer.close()
    held = [os.readlink(f"/proc/self/fd/{name}") for name in os.listdir("/proc/self/fd")
            if os.path.lexists(f"/proc/self/fd/{name}")]
    assert caught.value.code == "disk_full" and not any(path.endswith("a.tif") for path in held)
