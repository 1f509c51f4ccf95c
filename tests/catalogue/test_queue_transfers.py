"""One file at a time from a server that does all that servers do: what comes is whole, or nothing comes."""

from __future__ import annotations

import hashlib
import tarfile
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from bocage.core.catalogue.queue import DONE, FAILED, GONE, PARKED, Steps, Wanted, run
from bocage.core.catalogue.queue.verify import ContentFault, opens, verify
from bocage.core.engine.grid import Grid
from bocage.core.engine.raster import RasterWriter
from bocage.core.errors import BocageError
from queue_tools import QUICK, Hostile, PlainTransport, Told, content, etag_of, fetch, md5

WHOLE = content("a.bin")


@pytest.mark.parametrize("script", [
    ["ok"], ["truncate", "ok"], ["truncate", "truncate", "truncate", "truncate", "ok"], ["stall", "ok"],
    ["truncate", "ignore_range"], ["truncate", "wrong_range", "ok"], ["truncate", "other_version", "ok"],
    ["busy", "busy", "ok"], ["busy_later", "ok"], ["limit", "ok"], ["more", "ok"], ["less", "ok"],
    ["wrong_bytes", "ok"], ["unannounced"], ["endless", "ok"], ["truncate", "416", "ok"], ["206", "ok"], ["204", "ok"],
    ["truncate", "500", "ok"],
    ["truncate", "no_validator", "ok"]])
def test_the_file_arrives_byte_for_byte_whatever_the_server_does_first(store, place, script):
    with Hostile({"a.bin": script}) as server:
        report = fetch(store, server, place, "a.bin", size=len(WHOLE), checksum=md5(WHOLE))
    job, = report.jobs
    assert job.state == DONE, job.error
    assert (place / "a.bin").read_bytes() == WHOLE and job.checked == "size md5" and job.bytes == len(WHOLE)
    assert [path.name for path in place.iterdir()] == ["a.bin"]
    assert job.digest == hashlib.sha256(WHOLE).hexdigest() and job.fetched


@pytest.mark.parametrize("script", [["truncate", "ok"], ["stall", "ok"], ["truncate", "ignore_range"], ["unannounced"],
                                    ["truncate", "wrong_range", "ok"], ["truncate", "shifted_range", "ok"]])
def test_it_arrives_whole_where_neither_size_nor_checksum_are_known(store, place, script):
    with Hostile({"a.bin": script}) as server:
        report = fetch(store, server, place, "a.bin")
    assert report.jobs[0].state == DONE and (place / "a.bin").read_bytes() == WHOLE


def test_only_what_is_missing_is_asked_for_again(store, place):
    with Hostile({"a.bin": ["truncate", "ok"]}) as server:
        fetch(store, server, place, "a.bin", size=len(WHOLE))
        assert [asked[2] for asked in server.requests] == ["", "bytes=60000-"]
        assert server.if_ranges == ["", etag_of(WHOLE)]


def test_a_part_of_a_server_that_names_no_version_is_not_gone_on_with(store, place):
    with Hostile({"a.bin": ["no_validator", "ok"]}) as server:
        fetch(store, server, place, "a.bin", size=len(WHOLE))
        assert [asked[2] for asked in server.requests] == ["", ""]
    assert (place / "a.bin").read_bytes() == WHOLE


@pytest.mark.parametrize("checksum", [True, False])
def test_a_file_that_changes_half_way_is_never_sewn_together(store, place, checksum):
    new = content("a.bin", 1)
    with Hostile({"a.bin": ["truncate", "change", "ok"]}) as server:
        report = fetch(store, server, place, "a.bin", checksum=md5(new) if checksum else "")
    assert report.jobs[0].state == DONE and (place / "a.bin").read_bytes() == new


def test_another_version_that_hides_behind_the_same_range_is_caught_by_its_etag(store, place):
    with Hostile({"a.bin": ["truncate", "other_version", "ok"]}) as server:
        fetch(store, server, place, "a.bin")
    assert (place / "a.bin").read_bytes() == WHOLE


@pytest.mark.parametrize(("script", "state", "code"), [
    (["404"], GONE, "download_gone"), (["410"], GONE, "download_gone"), (["truncate", "404"], GONE, "download_gone"),
    (["401"], PARKED, "download_refused"), (["403"], PARKED, "download_refused"),
    (["503"], FAILED, "download_status"), (["400"], FAILED, "download_status"),
    (["416"], FAILED, "download_status"), (["206"], FAILED, "download_status"),
    (["more"], FAILED, "download_size"), (["less"], FAILED, "download_size"),
    (["wrong_bytes"], FAILED, "download_checksum")])
def test_what_cannot_be_had_ends_with_its_reason_and_without_a_file(store, place, script, state, code):
    limits = replace(QUICK, attempts=4, breaker=50)
    with Hostile({"a.bin": script}) as server:
        job, = fetch(store, server, place, "a.bin", size=len(WHOLE), checksum=md5(WHOLE), limits=limits).jobs
    assert (job.state, job.error_code) == (state, code)
    assert "a.bin" in str(job.error) and not list(place.iterdir())


def test_a_transfer_that_stops_again_and_again_fails_in_the_end_and_keeps_its_part(store, place):
    with Hostile({"a.bin": ["truncate"]}) as server:
        job, = fetch(store, server, place, "a.bin", limits=replace(QUICK, attempts=3)).jobs
        assert job.state == FAILED and job.error_code in ("download_cut", "download_wire")
        assert [path.name for path in place.iterdir()] == ["a.bin.part"]
        server.scripts["a.bin"] = ["ok"]
        store.retry()
        assert run(store, PlainTransport(), Told(), limits=QUICK).jobs[0].state == DONE
        assert server.requests[-1][2].startswith("bytes=")
    assert (place / "a.bin").read_bytes() == WHOLE


def test_an_empty_file_is_a_file(store, place):
    with Hostile(sizes=lambda name: 0) as server:
        assert fetch(store, server, place, "a.bin", "b.bin", size=0).count(DONE) == 2
    assert (place / "a.bin").read_bytes() == b""


def test_a_trickle_ends_at_the_deadline_of_the_transfer(store, place):
    with Hostile({"a.bin": ["trickle", "ok"]}) as server:
        job, = fetch(store, server, place, "a.bin", limits=replace(QUICK, total_s=0.5)).jobs
        assert job.state == DONE and len(server.requests) == 2
    assert (place / "a.bin").read_bytes() == WHOLE


def test_credentials_are_renewed_once_and_then_the_job_is_parked(store, place):
    renewed = []
    token = {"Authorization": "Bearer old"}

    def refresh(job) -> bool:
        renewed.append(job.id)
        token["Authorization"] = "Bearer fresh"
        return True

    steps = Steps(address=lambda job: (job.url, dict(token)), refresh=refresh)
    with Hostile({"a.bin": ["token"], "b.bin": ["token"], "c.bin": ["403"]}) as server:
        report = fetch(store, server, place, "a.bin", "b.bin", "c.bin", steps=steps)
        assert [job.state for job in report.jobs] == [DONE, DONE, PARKED]
        assert sum(name == "c.bin" for name, *_ in server.requests) == 2
    assert 1 <= len(renewed) <= 2 and "AUTH" in str(report.jobs[2].error)


def test_a_form_to_sign_in_is_not_taken_for_the_file(store, place):
    with Hostile({"a.zip": ["page"]}) as server:
        job, = fetch(store, server, place, "a.zip").jobs
    assert (job.state, job.error_code) == (PARKED, "download_web_page") and not list(place.iterdir())


def test_a_zip_is_opened_and_each_of_its_sums_compared(store, place):
    with Hostile({"a.zip": ["wrong_bytes", "ok"]}) as server:
        job, = fetch(store, server, place, "a.zip").jobs
        assert job.state == DONE and job.checked == "size zip" and len(server.requests) == 2


def test_a_file_that_is_as_announced_but_broken_is_not_asked_for_again(store, place):
    broken = content("a.bin")
    with Hostile({"a.jp2": ["ok"]}) as server:
        job, = fetch(store, server, place, "a.jp2", checksum=md5(content("a.jp2"))).jobs
        assert job.state == FAILED and job.error_code == "download_unopenable" and len(server.requests) == 1
    assert broken and not list(place.iterdir())


@pytest.mark.parametrize(("size", "checksum", "code"), [(99_999, "", "download_size"), (None, "", ""),
                                                         (100_000, "md5:" + "0" * 32, "download_checksum")])
def test_what_is_verified_is_what_was_wanted(store, place, size, checksum, code):
    store.add(Wanted("http://x/a.bin", str(place / "a.bin"), size, checksum))
    job, = store.jobs()
    job.part.write_bytes(WHOLE)
    if not code:
        assert verify(job.part, job, opens, lambda: None) == (hashlib.sha256(WHOLE).hexdigest(), "")
        return
    with pytest.raises(ContentFault) as caught:
        verify(job.part, job, opens, lambda: None)
    assert caught.value.error.code == code


def unopenable(path, name) -> bool:
    with pytest.raises(BocageError) as caught:
        opens(path, name, lambda: None)
    assert name in str(caught.value)
    return caught.value.code == "download_unopenable"


def test_a_raster_is_opened_to_its_last_pixel_under_its_name_to_be(tmp_path):
    part = tmp_path / "a.tif.part"
    pixels = np.arange(600 * 600, dtype=np.uint16).reshape(600, 600)
    grid = Grid("EPSG:32630", (5e5, 10.0, 0.0, 5.3e6, 0.0, -10.0), (600, 600))
    with RasterWriter(str(part), grid, "uint16") as raster:
        raster.append(pixels)
        raster.close()
    assert opens(part, "a.tif", lambda: None) == "raster"
    part.write_bytes(part.read_bytes()[:-2000])
    assert unopenable(part, "a.tif")


def test_a_jp2_that_lacks_its_end_is_not_taken_for_one(shared, tmp_path):
    source = next((shared / "data" / "s2_l1c_safe").glob("*T56JMM*.zip"), None)
    if source is None:
        pytest.skip("no real L1C product in the shared folder")
    part = tmp_path / "b.jp2.part"
    with zipfile.ZipFile(source) as archive:
        data = archive.read(next(name for name in archive.namelist() if name.endswith("_B01.jp2")))
    part.write_bytes(data)
    assert opens(part, "b.jp2", lambda: None) == "raster"
    part.write_bytes(data[:-20])
    assert unopenable(part, "b.jp2")


def test_archives_and_json_are_read_to_their_ends(tmp_path):
    with tarfile.open(tmp_path / "a.tgz", "w:gz") as archive:
        (tmp_path / "pixels").write_bytes(content("pixels"))
        archive.add(tmp_path / "pixels")
    (tmp_path / "b.json").write_text('{"a": [1, 2]}')
    for name, word in (("a.tgz", "tar"), ("b.json", "json")):
        path = tmp_path / name
        assert opens(path, name, lambda: None) == word
        path.write_bytes(path.read_bytes()[:-5])
        assert unopenable(path, name)
    assert opens(tmp_path / "pixels", "pixels", lambda: None) == ""


def test_a_file_of_the_user_is_never_replaced_and_the_right_one_is_recognised(store, place):
    (place / "a.bin").write_bytes(b"mine")
    (place / "b.bin").write_bytes(content("b.bin"))
    (place / "c.bin").write_bytes(content("c.bin"))
    with Hostile() as server:
        store.add([Wanted(server.url("a.bin"), str(place / "a.bin")),
                   Wanted(server.url("b.bin"), str(place / "b.bin"), checksum=md5(content("b.bin"))),
                   Wanted(server.url("c.bin"), str(place / "c.bin"))])
        taken, found, alike = run(store, PlainTransport(), Told(), limits=QUICK).jobs
        assert server.requests == []
    assert taken.state == FAILED and taken.error_code == "download_taken"
    assert (place / "a.bin").read_bytes() == b"mine"
    assert found.state == alike.state == DONE and not found.fetched and not alike.fetched


def test_an_address_that_is_not_http_fails_at_once(store, place):
    store.add(Wanted("s3://eodata/a.jp2", str(place / "a.jp2")))
    job, = run(store, PlainTransport(), Told(), limits=QUICK).jobs
    assert (job.state, job.error_code) == (FAILED, "download_scheme")
