"""What is asked for becomes jobs: items, tables, lists, rules, names, checksums; the store; room; purge; reconcile."""

from __future__ import annotations

import csv
import hashlib
import json
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from bocage.core.catalogue.model import Asset, SceneRecord
from bocage.core.catalogue.queue import (
    DONE,
    FAILED,
    QUEUED,
    JobStore,
    Keep,
    Wanted,
    calendar,
    estimate,
    expected_of,
    missing,
    parse_patterns,
    plan,
    purge,
    purge_list,
    read_items,
    reconcile,
    run,
    write_csv,
)
from bocage.core.catalogue.queue.answers import total_bytes, validators
from bocage.core.catalogue.queue.backoff import backoff, retry_after
from bocage.core.engine.checksums import Checksum, digests, parse_checksum
from bocage.core.catalogue.queue.model import Limits, host_of, shown_url
from bocage.core.catalogue.queue.names import file_name, safe_name
from bocage.core.engine.progress import SilentProgress
from bocage.core.errors import BocageError
from queue_tools import QUICK, Hostile, PlainTransport, Told, content, fetch

NOON = datetime(2018, 1, 17, 11, 3, 45, tzinfo=timezone.utc)


def scene(identifier: str, *assets: Asset, level="L1C", cloud=10.0, acquired=NOON, orbit=94, path="") -> SceneRecord:
    return SceneRecord(identifier, "cdse", "S2A", level, "30TWT", acquired, (), cloud, orbit, assets=assets, path=path)


BANDS = (Asset("B02_10m", "https://x/R10m/B02.jp2", "image/jp2", roles=("data",)),
         Asset("B02_20m", "https://x/R20m/B02.jp2", "image/jp2", roles=("data",)),
         Asset("SCL", "https://x/SCL.jp2", "image/jp2", roles=("data",)),
         Asset("thumbnail", "https://x/ql.jpg", "image/jpeg", roles=("thumbnail",)))
ZIP = Asset("Product", "https://x/odata/v1/Products(1234)/$value", "application/zip", roles=("data",), size=9)


# -- rules and names --------------------------------------------------------------------------------


@pytest.mark.parametrize(("patterns", "names"), [
    ("", ["S/B02_10m_B02.jp2", "S/B02_20m_B02.jp2", "S/SCL.jp2"]), ("B02_10m", ["B02.jp2"]),
    ("b02* , scl", ["S/B02_10m_B02.jp2", "S/B02_20m_B02.jp2", "S/SCL.jp2"]), ("*.jpg", ["ql.jpg"]),
    ("!*_20m", ["S/B02.jp2", "S/SCL.jp2"]), ("B12", []), ("data !scl", ["S/B02_10m_B02.jp2", "S/B02_20m_B02.jp2"])])
def test_patterns_choose_files_and_no_two_bear_one_name(tmp_path, patterns, names):
    wanted = plan([scene("S", *BANDS)], tmp_path, Keep(parse_patterns(patterns)))
    assert [Path(one.destination).relative_to(tmp_path).as_posix() for one in wanted] == names


def test_where_a_scene_comes_as_an_archive_that_is_what_is_taken(tmp_path):
    one, = plan([scene("S2A_MSIL1C_X.SAFE", *BANDS, ZIP)], tmp_path)
    assert one.destination == str(tmp_path / "S2A_MSIL1C_X.SAFE.zip")
    assert (one.size, one.item) == (9, "S2A_MSIL1C_X.SAFE")


def test_levels_and_clouds_choose_scenes_and_unknown_clouds_pass(tmp_path):
    scenes = [scene("A", ZIP), scene("B", ZIP, level="L2A"), scene("C", ZIP, cloud=80), scene("D", ZIP, cloud=None)]
    assert [one.item for one in plan(scenes, tmp_path, Keep(levels=("l1c",), max_cloud_percent=20))] == ["A", "D"]


@pytest.mark.parametrize(("text", "name"), [
    ("../../etc/passwd", "_.._etc_passwd"), ("a/b\\c:d*?.zip", "a_b_c_d_.zip"), ("CON.tif", "_CON.tif"),
    ("...", "file"),
    ("été 2018.zip", "été 2018.zip"), ("x" * 300 + ".zip", "x" * 146 + ".zip"), ("nul", "_nul"), ("a. ", "a")])
def test_names_are_those_that_every_system_takes(text, name):
    assert safe_name(text) == name


def test_no_item_leaves_the_output_folder(tmp_path):
    evil = scene("../../evil", Asset("../x", "https://x/%2e%2e%2f%2e%2e%2fpasswd", "image/tiff"),
                 Asset("b", "https://x/..%5C..%5Cb.tif"))
    for one in plan([evil], tmp_path):
        assert Path(one.destination).resolve().is_relative_to(tmp_path)


def test_a_name_comes_from_the_address_else_from_the_type():
    assert file_name(Asset("a", "https://x/d/T30_B02.jp2?sig=1")) == "T30_B02.jp2"
    assert file_name(ZIP, "S2A_X") == "S2A_X.zip"
    assert file_name(Asset("meta", "https://x/1", "application/xml")) == "meta.xml"


# -- files of items ---------------------------------------------------------------------------------


def test_stac_items_are_read_with_sizes_checksums_and_web_addresses(tmp_path):
    items = {"type": "FeatureCollection", "features": [{
        "type": "Feature", "id": "S2A_MSIL1C_20180117T110345_X", "collection": "sentinel-2-l1c", "geometry": None,
        "properties": {"datetime": "2018-01-17T11:03:45.024Z", "platform": "sentinel-2a", "eo:cloud_cover": 12.5,
                       "grid:code": "MGRS-30TWT"},
        "links": [{"rel": "self", "href": "https://x/items/a.json"}],
        "assets": {"B02": {"href": "s3://eodata/B02.jp2", "file:size": 7, "file:checksum": "d50110" + "ab" * 16,
                           "alternate": {"https": {"href": "https://x/B02.jp2"}}, "roles": ["data"]},
                   "zip": {"href": "./p.zip", "description": "File. Checksum MD5: " + "0" * 32 + ", online"}}}]}
    path = tmp_path / "items.json"
    path.write_text(json.dumps(items))
    record, = read_items(str(path))
    assert (record.identifier, record.level, record.cloud_percent, record.tile) == (
        "S2A_MSIL1C_20180117T110345_X", "L1C", 12.5, "30TWT")
    assert record.acquired.replace(microsecond=0) == NOON and record.platform == "S2A"
    # The whole product first.
    archive, band = record.assets
    assert (band.href, band.size) == ("https://x/B02.jp2", 7)
    assert parse_checksum(band.checksum) == Checksum("md5", "ab" * 16)
    assert archive.href == "https://x/items/p.zip" and archive.checksum == "md5:" + "0" * 32


@pytest.mark.parametrize(("text", "files"), [
    ("https://x/a.zip\n# no\n\nhttps://x/b.zip?t=1,2\n", ["a.zip", "b.zip"]),
    ("url,size,checksum,name\nhttps://x/a.zip,12,md5:" + "0" * 32 + ",été.zip\n", ["été.zip"]),
    ("﻿name;href\nun.tif;https://x/1\ndeux.tif;https://x/2\n", ["un.tif", "deux.tif"]),
    ("item,asset,url\nS,B02,https://x/B02.tif\nS,B03,https://x/B03.tif\n", ["S/B02.tif", "S/B03.tif"]),
    ("https://x/1/B02.jp2\nhttps://x/2/B02.jp2\n", None)])
def test_lists_and_tables_of_addresses_are_read(tmp_path, text, files):
    path = tmp_path / "list.txt"
    path.write_text(text, encoding="utf-8")
    wanted = plan(read_items(str(path)), tmp_path)
    found = [Path(one.destination).relative_to(tmp_path).as_posix() for one in wanted]
    if files is None:
        assert len(set(found)) == 2 and all(name.startswith("B02_") and name.endswith(".jp2") for name in found)
    else:
        assert found == files
    assert all(one.url.startswith("https://x/") for one in wanted)


@pytest.mark.parametrize(("text", "code"), [("", "items_empty"), ("no address\n", "items_empty"),
                                            ('{"a": 1}', "items_unreadable"), ("{broken", "items_unreadable"),
                                            ('[{"id": "x"}]', "items_unreadable"), ("[" * 100_000, "items_unreadable")])
def test_what_is_no_list_of_items_is_refused_with_its_name(tmp_path, text, code):
    path = tmp_path / "items.json"
    path.write_text(text)
    with pytest.raises(BocageError) as caught:
        read_items(str(path))
    assert caught.value.code == code and "items.json" in str(caught.value)


# -- checksums, headers, waits ----------------------------------------------------------------------


@pytest.mark.parametrize(("prefix", "name"), [
    ("1114", "sha1"), ("1220", "sha256"), ("1340", "sha512"), ("1440", "sha3_512"), ("1530", "sha3_384"),
    ("1620", "sha3_256"), ("171c", "sha3_224"), ("2030", "sha384"), ("d50110", "md5")])
def test_every_multihash_gives_the_digest_of_hashlib(tmp_path, prefix, name):
    (tmp_path / "f").write_bytes(b"bocage" * 1000)
    wanted = hashlib.new(name, b"bocage" * 1000).hexdigest()
    parsed = parse_checksum("multihash:" + prefix + wanted)
    assert parsed is not None and parsed.hexadecimal == wanted
    assert digests(tmp_path / "f", (parsed.algorithm,), lambda: None) == {parsed.algorithm: wanted}


@pytest.mark.parametrize("text", ["", "md5:", "md5:12", "multihash:1220" + "ab" * 31, "multihash:1221" + "ab" * 33,
                                  "multihash:9920" + "ab" * 32, "crc32:12345678", "md5:" + "zz" * 16, "nonsense"])
def test_a_checksum_that_is_none_checks_nothing(text):
    assert parse_checksum(text) is None


def test_bare_and_named_checksums_are_read():
    assert parse_checksum("AB" * 16) == Checksum("md5", "ab" * 16)
    assert parse_checksum("sha256:" + "ab" * 32) == Checksum("sha2-256", "ab" * 32)
    assert parse_checksum("1220" + "ab" * 32) == Checksum("sha2-256", "ab" * 32)


def test_a_weak_or_fresh_validator_is_not_trusted_to_resume():
    date = {"date": "Wed, 17 Jan 2018 11:00:30 GMT", "last-modified": "Wed, 17 Jan 2018 11:00:00 GMT"}
    assert validators({"etag": 'W/"a"', **date}) == ("", "")
    assert validators({"etag": '"a"', "last-modified": "x"}) == ('"a"', "")
    assert validators({**date, "date": "Wed, 17 Jan 2018 11:02:00 GMT"})[1] == date["last-modified"]


def test_lengths_are_believed_only_where_they_are_of_the_file():
    assert total_bytes(200, {"content-length": "5"}) == 5
    assert total_bytes(200, {"content-length": "5", "content-encoding": "gzip"}) is None
    assert total_bytes(206, {"content-length": "5", "content-range": "bytes 95-99/100"}) == 100
    assert total_bytes(206, {"content-range": "bytes 95-99/*"}) is None


def test_retry_after_is_a_number_or_a_date_and_has_a_cap():
    now = datetime(2018, 1, 17, 11, tzinfo=timezone.utc).timestamp()
    assert retry_after("120", 60) == 60 and retry_after("7", 60) == 7 and retry_after("soon", 60) is None
    assert retry_after("Wed, 17 Jan 2018 11:00:30 GMT", 60, now) == 30
    assert retry_after("Wed, 17 Jan 2018 10:00:00 GMT", 60, now) == 0


def test_waits_double_with_jitter_up_to_their_cap():
    limits = Limits(backoff_s=2, backoff_cap_s=50)
    for attempts, most in ((1, 2), (2, 4), (4, 16), (9, 50), (5000, 50)):
        waits = {backoff(attempts, limits) for _ in range(20)}
        assert all(most / 2 <= wait <= most for wait in waits) and len(waits) > 1


def test_a_shown_address_has_neither_signature_nor_password():
    assert shown_url("https://me:secret@X:81/a.zip?sig=abc") == "https://X:81/a.zip"
    assert host_of("https://me:secret@X:81/a.zip") == "x:81" and host_of("nonsense") == ""


# -- the store --------------------------------------------------------------------------------------


def test_a_destination_has_one_job_and_the_newer_address_counts(store, tmp_path):
    first = store.add(Wanted("https://x/a?old", str(tmp_path / "a"), 5))
    second = store.add([Wanted("https://x/a?new", str(tmp_path / "b" / ".." / "a")),
                        Wanted("https://x/b", str(tmp_path / "b"))])
    assert second[0] == first[0] and len(store.jobs()) == 2
    assert store.jobs(first)[0].url == "https://x/a?new" and store.jobs(first)[0].size == 5


def test_another_file_for_the_same_place_starts_afresh(store, place):
    with Hostile({"a.bin": ["truncate"]}) as server:
        fetch(store, server, place, "a.bin", limits=Limits(attempts=1, backoff_s=0.01, reserve_bytes=0))
        job, = store.jobs()
        assert job.state == FAILED and job.bytes and job.etag
        store.add(Wanted(server.url("a.bin"), str(place / "a.bin"), checksum="md5:" + "0" * 32))
        assert store.jobs()[0].state == FAILED
        store.add(Wanted(server.url("a.bin"), str(place / "a.bin"), checksum="md5:" + "1" * 32))
        job, = store.jobs()
        assert (job.state, job.bytes, job.etag) == (QUEUED, 0, "")


def test_a_done_file_that_the_user_removed_is_fetched_again(store, place):
    with Hostile() as server:
        fetch(store, server, place, "a.bin")
        fetch(store, server, place, "a.bin")
        assert len(server.requests) == 1
        (place / "a.bin").unlink()
        assert fetch(store, server, place, "a.bin").count(DONE) == 1
        assert len(server.requests) == 2 and (place / "a.bin").read_bytes() == content("a.bin")


def test_a_scene_is_done_once_all_its_files_are(store, place):
    with Hostile({"b.bin": ["404"]}) as server:
        store.add(Wanted(server.url(name), str(place / name), item="S", source="x") for name in ("a.bin", "b.bin"))
        assert (store.scenes()[0].files, store.scenes()[0].state) == (2, QUEUED)
        run(store, PlainTransport(), Told(), limits=QUICK)
        one, = store.scenes()
        assert (one.done, one.state) == (1, "gone")
        server.scripts.clear()
        store.retry()
        run(store, PlainTransport(), Told(), limits=QUICK)
        assert store.scenes()[0].state == DONE


def test_a_queue_of_a_newer_bocage_or_a_file_that_is_none_is_said(tmp_path):
    with JobStore(tmp_path / "new.sqlite") as store, store.transaction() as connection:
        connection.execute("PRAGMA user_version = 99")
    (tmp_path / "bad.sqlite").write_bytes(b"this is no database at all" * 100)
    for name, code in (("new.sqlite", "jobs_newer"), ("bad.sqlite", "jobs_unreadable")):
        with pytest.raises(BocageError) as caught:
            JobStore(tmp_path / name)
        assert caught.value.code == code and name in str(caught.value)


def test_the_queue_is_in_wal_mode_and_says_a_state_only_once_it_is_on_the_disk(store):
    assert store.read("PRAGMA journal_mode")[0][0] == "wal" and store.read("PRAGMA synchronous")[0][0] == 2
    with pytest.raises(BocageError), store.transaction() as connection:
        connection.execute("INSERT INTO jobs (place, destination, url, host, state, added, changed) "
                           "VALUES ('a', 'a', 'u', 'h', 'nonsense', 0, 0)")


def test_ten_thousand_files_are_queued_and_counted_within_seconds(store, tmp_path):
    began = time.process_time()
    store.add(Wanted(f"https://x/{n}", str(tmp_path / str(n)), 10) for n in range(10_000))
    room, = estimate(store.jobs())
    assert room.needed == 100_000 and room.files == 10_000 and time.process_time() - began < 5


# -- purge ------------------------------------------------------------------------------------------


def test_purge_lists_first_and_removes_only_what_it_fetched_and_what_is_still_that(store, place):
    (place / "mine.bin").write_bytes(content("mine.bin"))
    names = ["a.bin", "changed.bin", "mine.bin", "raced.bin"]
    with Hostile() as server:
        store.add(Wanted(server.url(name), str(place / name), item="S" if name == "a.bin" else "",
                         checksum="md5:" + hashlib.md5(content(name)).hexdigest()) for name in names)
        assert run(store, PlainTransport(), Told(), limits=QUICK).count(DONE) == 4
    whole = bytearray(content("changed.bin"))
    whole[7] ^= 1
    (place / "changed.bin").write_bytes(whole)
    (place / "beside.txt").write_text("never fetched")
    listed = purge_list(store, SilentProgress())
    assert {one.path.name: one.kept.code if one.kept else "" for one in listed} == {
        "a.bin": "", "changed.bin": "purge_changed", "mine.bin": "purge_foreign", "raced.bin": ""}
    assert len(list(place.iterdir())) == 5
    (place / "raced.bin").write_bytes(b"edited since the list")
    removed = purge(store, listed, SilentProgress())
    assert [one.path.name for one in removed] == ["a.bin"]
    assert sorted(path.name for path in place.iterdir()) == ["beside.txt", "changed.bin", "mine.bin", "raced.bin"]
    assert len(store.jobs()) == 3


def test_purge_clears_the_part_of_what_failed_and_the_empty_folder_of_a_scene(store, place):
    with Hostile({"S/a.bin": ["ok"], "b.bin": ["truncate"]}) as server:
        store.add([Wanted(server.url("S/a.bin"), str(place / "S" / "a.bin"), item="S"),
                   Wanted(server.url("b.bin"), str(place / "b.bin"))])
        run(store, PlainTransport(), Told(), limits=Limits(attempts=1, reserve_bytes=0))
    purge(store, purge_list(store, SilentProgress()), SilentProgress())
    assert list(place.iterdir()) == [] and store.jobs() == []


# -- reconcile --------------------------------------------------------------------------------------


def test_what_is_expected_minus_what_is_there_is_a_list(store, place, tmp_path):
    found = [scene(f"S2A_{day}", acquired=NOON + timedelta(days=day)) for day in (0, 10, 20, 30)]
    there = [scene("S2A_0", path="/data/S2A_0.SAFE"),
             # The same acquisition of another baseline.
             scene("S2A_10_N0500", acquired=NOON + timedelta(days=10, minutes=1), path="/data/b.SAFE")]
    with Hostile({"c.bin": ["404"]}) as server:
        store.add(Wanted(server.url("c.bin"), str(place / "c.bin"), item="S2A_20"))
        run(store, PlainTransport(), Told(), limits=QUICK)
    lines = reconcile(expected_of(reversed(found)), there, store.jobs())
    assert [(one.expected.identifier, one.state) for one in lines] == [
        ("S2A_0", "present"), ("S2A_10", "present"), ("S2A_20", "gone"), ("S2A_30", "missing")]
    assert [one.expected.identifier for one in missing(lines)] == ["S2A_20", "S2A_30"]
    write_csv(lines, str(tmp_path / "manque.csv"))
    rows = list(csv.DictReader((tmp_path / "manque.csv").read_text(encoding="utf-8").splitlines()))
    assert (rows[3]["state"], rows[3]["acquired"]) == ("missing", "2018-02-16T11:03:45Z")
    assert "404" in rows[2]["detail"]


def test_the_revisit_calendar_finds_the_pass_that_nobody_lists():
    seen = [scene(f"S2A_{day}", acquired=NOON + timedelta(days=day)) for day in (0, 10, 30, 40)]
    expected = calendar(seen, NOON - timedelta(days=1), NOON + timedelta(days=45))
    assert [(one.acquired - NOON).days for one in expected] == [0, 10, 20, 30, 40]
    lines = missing(reconcile(expected, seen))
    assert [(one.expected.acquired - NOON).days for one in lines] == [20] and lines[0].expected.why == "calendar"
    assert calendar([scene("X")], NOON + timedelta(days=1), NOON + timedelta(days=9)) == []
