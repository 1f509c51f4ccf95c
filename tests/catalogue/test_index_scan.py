"""Folders and zips of analysts: everything is indexed or told with its reason, and only what changed is read again."""

from __future__ import annotations

import os
import re
import shutil
import sys
import zipfile
from pathlib import Path

import pytest
from bocage.core.catalogue.index import Index, local, scan_folders, walk
from bocage.core.catalogue.model import Query
from bocage.core.engine.progress import SilentProgress
from bocage.core.errors import BocageError, Cancelled
from index_scenes import box

sys.path.insert(0, str(Path(__file__).parents[1] / "products"))
from sentinel2_files import old_names, real_zip, unpacked  # noqa: E402

SAFE = {"01LAC": "s2_l1c_safe/S2A_MSIL1C_20200717T221941_R029_T01LAC_20200717T234135.SAFE",
        "46RER": "s2_l1c_safe/S2A_MSIL1C_20210908T042701_N0301_R133_T46RER_20210908T070248.SAFE",
        "22HBD": "s2_l2a_safe/esa_S2B_MSIL2A_20210122T133229_N0214_R081_T22HBD_20210122T155500.SAFE"}


@pytest.fixture()
def disk(tmp_path):
    folder = tmp_path / "disque des scènes"
    folder.mkdir()
    return folder


@pytest.fixture()
def scan(tmp_path, disk):
    """Scans the disk into one index."""
    def run(*folders, **options):
        return scan_folders(tmp_path / "index.gpkg", [str(folder) for folder in folders] or [str(disk)], **options)

    return run


@pytest.fixture()
def ask(tmp_path):
    """Asks the same index: tile -> (state, path)."""
    def run(query=None):
        with Index(tmp_path / "index.gpkg") as index:
            return {hit.scene.tile: (hit.scene.state, hit.scene.path) for hit in index.search(query or Query())}

    return run


@pytest.fixture()
def reads(monkeypatch):
    """Paths that were truly read."""
    seen, genuine = [], local.read

    def noted(candidate, *rest):
        seen.append(candidate.path)
        return genuine(candidate, *rest)

    monkeypatch.setattr(local, "read", noted)
    return seen


def safe(shared, tile, folder, name=None):
    target = Path(folder) / (name or Path(SAFE[tile]).name)
    shutil.copytree(shared / "formats" / SAFE[tile], target)
    return target


def clouds(place, percent):
    """Another cloud percent in the metadata of the product and of its tile."""
    for path in (place / "MTD_MSIL1C.xml", next(place.glob("GRANULE/*/MTD_TL.xml"))):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"(<(?:Cloud_Coverage_Assessment|CLOUDY_PIXEL_PERCENTAGE)>)[\d.]+<", rf"\g<1>{percent}<",
                               text), encoding="utf-8")


def counts(report):
    return {name: value for name in ("found", "added", "updated", "moved", "missing", "copies", "failed")
            if (value := getattr(report, name))}


def test_products_at_any_depth_zipped_or_not(shared, disk, scan, ask):
    deep = disk / "a" / "b c" / "é"
    deep.mkdir(parents=True)
    safe(shared, "01LAC", deep)
    safe(shared, "22HBD", disk)
    shutil.copy(real_zip(shared, "T56JMM"), deep / "ma scène.zip")
    assert counts(scan()) == {"found": 3, "added": 3}
    found = ask()
    assert set(found) == {"01LAC", "22HBD", "56JMM"} and found["56JMM"] == ("present", str(deep / "ma scène.zip"))
    # T01LAC lies on both sides of the antimeridian.
    assert set(ask(Query(box(179.9, -16, 180, -8)))) == set(ask(Query(box(-180, -16, -179.9, -8)))) == {"01LAC"}
    assert ask(Query(box(-178, -16, 178, -8))) == {}


def test_what_the_metadata_say_is_kept(shared, disk, scan, tmp_path):
    shutil.copy(real_zip(shared, "T56JMM"), disk)
    scan()
    with Index(tmp_path / "index.gpkg") as index:
        scene = index.scene("S2A_MSIL1C_20180629T000241_N0206_R030_T56JMM_20180629T012042")
    assert (scene.platform, scene.level, scene.baseline, scene.relative_orbit) == ("S2A", "L1C", "02.06", 30)
    assert scene.acquired.isoformat() == "2018-06-29T00:02:41.461000+00:00" and scene.cloud_percent == 0.0
    assert scene.quicklook.startswith("/vsizip/") and scene.quicklook.endswith("PVI.jp2")
    assert scene.family == "sentinel2_safe" and scene.extras["orbit_direction"] == "DESCENDING"


def test_only_what_changed_is_read_again(shared, disk, scan, reads):
    place = safe(shared, "01LAC", disk)
    safe(shared, "46RER", disk)
    (disk / "cut.zip").write_bytes(b"PK\x03\x04")
    assert counts(scan()) == {"found": 2, "added": 2, "failed": 1} and len(reads) == 3
    assert counts(scan()) == {"found": 2, "failed": 1} and len(reads) == 3
    clouds(place, 77)
    assert counts(scan()) == {"found": 2, "updated": 1, "failed": 1} and reads[3:] == [str(place)]
    assert counts(scan(full=True)) == {"found": 2, "failed": 1} and len(reads) == 7


def test_a_moved_product_is_followed_and_a_deleted_one_is_missed(shared, disk, scan, ask, tmp_path):
    one, two = safe(shared, "01LAC", disk), safe(shared, "46RER", disk)
    scan()
    (disk / "2020").mkdir()
    moved = one.rename(disk / "2020" / "renommé.SAFE")
    shutil.rmtree(two)
    assert counts(scan()) == {"found": 1, "moved": 1, "missing": 1}
    assert ask() == {"01LAC": ("present", str(moved)), "46RER": ("missing", str(two))}
    assert counts(scan()) == {"found": 1}
    # Back where it was: known again.
    safe(shared, "46RER", disk)
    assert counts(scan()) == {"found": 2, "updated": 1} and ask()["46RER"] == ("present", str(two))
    shutil.rmtree(two)
    scan()
    # And back elsewhere.
    elsewhere = safe(shared, "46RER", disk / "2020")
    assert counts(scan()) == {"found": 2, "moved": 1} and ask()["46RER"] == ("present", str(elsewhere))
    shutil.rmtree(elsewhere)
    scan()
    with Index(tmp_path / "index.gpkg") as index:
        assert index.forget_missing() == 1
    assert set(ask()) == {"01LAC"}


def test_copies_are_one_product_that_survives_the_loss_of_one(shared, disk, scan, ask):
    zipped = disk / "a.zip"
    shutil.copy(real_zip(shared, "T56JMM"), zipped)
    folder = disk / "b"
    unpacked(shared, "T56JMM", folder)
    assert counts(scan()) == {"found": 1, "added": 1, "copies": 1}
    assert ask() == {"56JMM": ("present", str(zipped))}
    zipped.unlink()
    assert counts(scan()) == {"found": 1}
    assert ask()["56JMM"][0] == "present" and ask()["56JMM"][1].startswith(str(folder))


def test_a_copy_whose_metadata_change_becomes_a_product_of_its_own(shared, disk, scan, ask, tmp_path):
    first, second = safe(shared, "01LAC", disk / "a"), safe(shared, "01LAC", disk / "b")
    assert counts(scan()) == {"found": 1, "added": 1, "copies": 1} and ask()["01LAC"][1] == str(first)
    clouds(first, 77)
    assert counts(scan()) == {"found": 2, "added": 1}
    with Index(tmp_path / "index.gpkg") as index:
        found = {hit.scene.path: hit.scene.cloud_percent for hit in index.search(Query())}
    assert found == {str(first): 77, str(second): pytest.approx(5.4828)}


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names there are always text")
def test_names_that_are_no_text_and_pipes_end_nothing(shared, disk, scan):
    safe(shared, "01LAC", disk)
    odd = os.fsencode(disk) + b"/sc\xe8ne.zip"
    shutil.copy(os.fsencode(real_zip(shared, "T31TDH")), odd)
    os.makedirs(os.fsencode(disk) + b"/\xe9t\xe9")
    shutil.copy(os.fsencode(real_zip(shared, "T31TDH")), os.fsencode(disk) + b"/\xe9t\xe9/notes.txt")
    os.mkfifo(disk / "pipe.zip")
    report = scan()
    assert counts(report) == {"found": 1, "added": 1, "failed": 1}
    assert "sc\\xe8ne.zip" in report.failures[0].path.replace("\\udce8", "\\xe8")
    assert counts(scan()) == {"found": 1, "failed": 1}


def test_the_same_name_with_other_metadata_is_another_product(shared, disk, scan, tmp_path):
    for folder, cloud in (("first", 11), ("second", 22)):
        clouds(safe(shared, "01LAC", disk / folder), cloud)
    assert counts(scan()) == {"found": 2, "added": 2}
    with Index(tmp_path / "index.gpkg") as index:
        assert sorted(hit.scene.cloud_percent for hit in index.search(Query())) == [11, 22]


def test_malformed_products_are_listed_with_their_reason_and_tried_again_once_changed(shared, disk, scan, reads):
    whole = real_zip(shared, "T31TDH").read_bytes()
    (disk / "cut.zip").write_bytes(whole[:-2000])
    (disk / "empty.zip").write_bytes(b"")
    broken = safe(shared, "01LAC", disk)
    (broken / "MTD_MSIL1C.xml").write_text('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    headless = safe(shared, "46RER", disk)
    (headless / "MTD_MSIL1C.xml").unlink()
    (disk / "images").mkdir()
    (disk / "images" / "mystery.tif").write_bytes(b"II*\0")
    (disk / "notes").mkdir()
    (disk / "notes" / "readme.txt").write_text("nothing")
    with zipfile.ZipFile(disk / "other.zip", "w") as archive:
        archive.writestr("letter.txt", "dear")
    report = scan()
    kinds = {Path(failure.path).name: failure.kind for failure in report.failures}
    assert kinds == {"cut.zip": "damaged", "empty.zip": "damaged", broken.name: "damaged", headless.name: "damaged",
                     "images": "unknown", "other.zip": "unknown"}
    assert report.others == 1 and report.found == 0
    for failure in report.failures:
        assert failure.reason and "<" not in failure.reason and "\n" not in failure.reason
    assert "mystery.tif" in next(failure.reason for failure in report.failures if failure.kind == "unknown")
    before = len(reads)
    assert scan().failed == 6 and len(reads) == before
    (disk / "cut.zip").write_bytes(whole)
    (disk / "empty.zip").unlink()
    assert counts(scan()) == {"found": 1, "added": 1, "failed": 4} and len(reads) == before + 1


def test_failures_are_tried_again_by_another_version(shared, disk, scan, reads, monkeypatch):
    (disk / "cut.zip").write_bytes(b"PK\x03\x04")
    scan()
    monkeypatch.setattr("bocage.core.catalogue.index.scan.__version__", "99")
    scan()
    assert len(reads) == 2


def test_a_reader_that_trips_does_not_end_the_scan(shared, disk, scan, monkeypatch):
    safe(shared, "01LAC", disk)
    safe(shared, "46RER", disk)
    genuine = local.open_product

    def tripping(path, **options):
        if "T01LAC" in path:
            raise KeyError("a fault of ours")
        return genuine(path, **options)

    monkeypatch.setattr(local, "open_product", tripping)
    report = scan()
    assert counts(report) == {"found": 1, "added": 1, "failed": 1} and "a fault of ours" in report.failures[0].reason


def test_an_old_product_of_several_granules_is_several_scenes(shared, disk, scan, ask):
    old_names(shared, disk, twice=True)
    shutil.rmtree(disk / "new")
    assert counts(scan()) == {"found": 2, "added": 2}
    found = ask()
    assert set(found) == {"56JMM", "56JNN"} and found["56JMM"] == found["56JNN"]
    shutil.rmtree(found["56JMM"][1])
    assert counts(scan()) == {"missing": 2}


def test_products_are_not_looked_into(shared, disk, scan):
    place = safe(shared, "01LAC", disk)
    shutil.copy(real_zip(shared, "T31TDH"), next((place / "GRANULE").iterdir()) / "inside.zip")
    report = scan()
    assert counts(report) == {"found": 1, "added": 1}


def test_links_that_turn_in_circles_end(shared, disk, scan):
    safe(shared, "01LAC", disk / "a")
    try:
        (disk / "a" / "back").symlink_to(disk, target_is_directory=True)
        (disk / "again").symlink_to(disk / "a", target_is_directory=True)
    except OSError:
        pytest.skip("this system makes no links")
    assert counts(scan()) == {"found": 1, "added": 1}


def test_folders_inside_one_another_and_single_products_may_be_named(shared, disk, scan):
    place = safe(shared, "01LAC", disk / "a")
    archive = disk / "b.zip"
    shutil.copy(real_zip(shared, "T31TDH"), archive)
    assert counts(scan(place, archive)) == {"found": 2, "added": 2}
    assert counts(scan(disk, disk / "a", str(disk) + os.sep)) == {"found": 2}


def test_without_folders_those_of_before_are_looked_at(shared, disk, tmp_path, scan):
    with pytest.raises(BocageError) as error:
        scan_folders(tmp_path / "index.gpkg", [])
    assert error.value.code == "index_no_folder"
    scan()
    safe(shared, "01LAC", disk)
    assert counts(scan_folders(tmp_path / "index.gpkg", [])) == {"found": 1, "added": 1}


def test_a_disk_that_is_not_connected_loses_nothing_for_good(shared, disk, scan, ask):
    safe(shared, "01LAC", disk)
    scan()
    away = disk.rename(disk.with_name("away"))
    report = scan()
    assert counts(report) == {"missing": 1} and report.absent == [str(disk)] and ask()["01LAC"][0] == "missing"
    away.rename(disk)
    assert counts(scan()) == {"found": 1, "updated": 1} and ask()["01LAC"][0] == "present"


def test_the_truth_beside_a_simulated_product_is_no_failed_product(shared, disk, scan):
    safe(shared, "01LAC", disk)
    for name in ("TRUTH_20180117", "TRUTH_20180117T110631_R137_T30TWT", "TRUTH_2018"):
        (disk / name).mkdir()
        (disk / name / "AOT.tif").write_bytes(b"II*")
        (disk / name / "state.json").write_text("{}")
    # Of that name, and not what the simulator writes: told.
    (disk / "TRUTH_20180203").mkdir()
    (disk / "TRUTH_20180203" / "AOT.tif").write_bytes(b"II*")
    assert counts(scan()) == {"found": 1, "added": 1, "failed": 2}


def test_other_folders_are_left_alone(shared, disk, scan, ask, tmp_path):
    safe(shared, "01LAC", disk / "a")
    safe(shared, "46RER", disk / "ab")
    scan()
    shutil.rmtree(disk / "ab")
    assert counts(scan(disk / "a")) == {"found": 1} and ask()["46RER"][0] == "present"


def test_a_folder_that_cannot_be_listed_is_told_and_its_products_are_not_missed(shared, disk, scan, ask, monkeypatch):
    safe(shared, "01LAC", disk / "shut")
    safe(shared, "46RER", disk)
    scan()
    genuine = os.scandir

    def refusing(path="."):
        if str(path).endswith("shut"):
            raise PermissionError(13, "Permission denied", str(path))
        return genuine(path)

    monkeypatch.setattr(walk.os, "scandir", refusing)
    report = scan()
    assert counts(report) == {"found": 1, "failed": 1} and "Permission denied" in report.failures[0].reason
    assert ask()["01LAC"][0] == "present"


class Impatient(SilentProgress):
    """Cancels at a share of the work; notes what is told."""

    def __init__(self, most):
        self.most, self.told = most, []

    def report(self, fraction, step=""):
        self.told.append(fraction)

    def cancelled(self):
        return bool(self.told) and self.told[-1] >= self.most


@pytest.mark.parametrize("most", [0.0, 0.5])
def test_cancel_keeps_what_was_read_and_misses_nothing(shared, disk, scan, ask, most):
    for tile in SAFE:
        safe(shared, tile, disk)
    with pytest.raises(Cancelled):
        scan(progress=Impatient(most))
    calm = Impatient(9.0)
    assert scan(progress=calm).found == 3
    assert calm.told == sorted(calm.told) and calm.told[-1] == 1.0
    assert all(state == "present" for state, _ in ask().values())


def test_a_damaged_index_is_set_aside_when_asked_to_start_anew(shared, disk, scan, tmp_path):
    safe(shared, "01LAC", disk)
    scan()
    (tmp_path / "index.gpkg").write_bytes(b"noise" * 5000)
    with pytest.raises(BocageError) as error:
        scan()
    assert error.value.code == "index_damaged"
    assert counts(scan(full=True)) == {"found": 1, "added": 1}
    assert len(list(tmp_path.glob("index.gpkg.damaged-*"))) == 1
