"""The whole of a download: from a file or the index to files, its report, its refusals."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import datetime, timezone

import pytest
from bocage.core.catalogue.index import Index
from bocage.core.catalogue.model import REMOTE, Asset, SceneRecord
from bocage.core.catalogue.queue import DownloadSettings, JobStore, Keep, Steps, Wanted, download, host_limits
from bocage.core.catalogue.queue.faults import Refused
from bocage.core.errors import BocageError
from queue_tools import Hostile, PlainTransport, Told, content, md5

SQUARE = ((((-1.8, 47.3), (-1.7, 47.3), (-1.7, 47.4), (-1.8, 47.4), (-1.8, 47.3)),),)


def settings(tmp_path, items: str, **more) -> DownloadSettings:
    return DownloadSettings(items=items, output=str(tmp_path / "out"), queue=str(tmp_path / "jobs.sqlite"), **more)


def listed(tmp_path, server, *names: str) -> str:
    path = tmp_path / "list.txt"
    path.write_text("\n".join(server.url(name) for name in names))
    return str(path)


def test_identifiers_of_the_index_are_fetched_from_where_a_search_found_them(tmp_path):
    with Hostile() as server:
        record = SceneRecord("S2A_MSIL1C_20180117T110345_N0206_R094_T30TWT_20180117T130134", "cdse", "S2A", "L1C",
                             "30TWT", datetime(2018, 1, 17, 11, 3, 45, tzinfo=timezone.utc), SQUARE, state=REMOTE,
                             assets=(Asset("Product", server.url("a.zip"), "application/zip",
                                           size=len(content("a.zip")), checksum=md5(content("a.zip"))),))
        with Index(tmp_path / "index.gpkg") as index:
            index.put([record])
        asked = settings(tmp_path, record.identifier, index=str(tmp_path / "index.gpkg"),
                         report=str(tmp_path / "r.csv"))
        result = download(asked, PlainTransport(), Told())
        assert (result.done, result.bytes) == (1, len(content("a.zip")))
        with pytest.raises(BocageError) as caught:
            download(replace(asked, items="S2A_NOT_THERE; S2B_NEITHER"), PlainTransport(), Told())
    assert caught.value.code == "items_unknown" and "S2B_NEITHER" in str(caught.value)
    assert (tmp_path / "out" / "a.zip").read_bytes() == content("a.zip")
    row, = csv.DictReader((tmp_path / "r.csv").read_text(encoding="utf-8").splitlines())
    assert (row["state"], row["item"], row["checked"]) == ("done", record.identifier, "size md5 zip")


def test_a_run_that_brings_nothing_says_why_and_still_writes_its_report(tmp_path):
    with Hostile({"a.zip": ["404"]}) as server, pytest.raises(BocageError) as caught:
        download(settings(tmp_path, listed(tmp_path, server, "a.zip"), report=str(tmp_path / "r.csv"), language="fr"),
                 PlainTransport(), Told())
    assert caught.value.code == "download_none" and "404" in str(caught.value)
    assert "n'a plus a.zip" in (tmp_path / "r.csv").read_text(encoding="utf-8")


def test_without_retry_what_was_gone_stays_so_and_with_it_is_asked_for_again(tmp_path):
    with Hostile({"b.bin": ["404", "ok"]}) as server:
        asked = settings(tmp_path, listed(tmp_path, server, "a.bin", "b.bin"))
        assert download(asked, PlainTransport(), Told()).gone == 1
        assert download(replace(asked, retry=False), PlainTransport(), Told()).gone == 1
        assert download(asked, PlainTransport(), Told()).done == 2
        assert [name for name, *_ in server.requests].count("a.bin") == 1


def test_only_the_jobs_asked_for_are_fetched(tmp_path):
    with Hostile() as server:
        download(settings(tmp_path, listed(tmp_path, server, "a.bin")), PlainTransport(), Told())
        (tmp_path / "other").mkdir()
        with JobStore(tmp_path / "jobs.sqlite") as store:
            store.add(Wanted(server.url("c.bin"), str(tmp_path / "other" / "c.bin")))
        download(settings(tmp_path, listed(tmp_path, server, "b.bin")), PlainTransport(), Told())
        assert [name for name, *_ in server.requests] == ["a.bin", "b.bin"]


def test_rules_that_leave_nothing_are_said(tmp_path):
    with Hostile() as server, pytest.raises(BocageError) as caught:
        download(settings(tmp_path, listed(tmp_path, server, "a.bin"), keep=Keep(("*.zip",))), PlainTransport(), Told())
    assert caught.value.code == "items_without_files"


def test_a_password_that_lacks_parks_the_file_and_the_others_come(tmp_path):
    def address(job):
        if "a.bin" in job.url:
            raise Refused(BocageError("sign_password", title="GEODES"))
        return job.url, {"X-API-Key": "k"}

    steps = Steps(address=address, refresh=lambda job: False)
    with Hostile() as server:
        result = download(settings(tmp_path, listed(tmp_path, server, "a.bin", "b.bin"), auth="abc1234"),
                          PlainTransport(), Told(), steps)
    assert (result.parked, result.done) == (1, 1)


def test_providers_say_how_many_transfers_they_allow():
    assert host_limits()["download.dataspace.copernicus.eu"] == 4
