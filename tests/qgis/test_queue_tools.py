"""bocage:reconcile and bocage:purge inside QGIS: what is missing, what may go, and what always stays."""

from __future__ import annotations

import csv
import hashlib
from datetime import datetime, timezone

import pytest
from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback



@pytest.fixture()
def places(plugin, tmp_path, monkeypatch):
    import bocage.bridge.settings as settings

    monkeypatch.setattr(settings, "jobs_path", lambda: str(tmp_path / "jobs.sqlite"))
    monkeypatch.setattr(settings, "index_path", lambda: str(tmp_path / "index.gpkg"))
    return tmp_path


def run(name, **parameters):
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"bocage:{name}")
    found, passed = algorithm.run(parameters, QgsProcessingContext(), QgsProcessingFeedback())
    assert passed
    return found


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def record(day, source, folder=None):
    from bocage.core.catalogue.model import SceneRecord

    name = f"S2A_MSIL1C_201801{day:02d}T110000_N0206_R051_T30TWT_201801{day:02d}T120000"
    square = (((-2.0, 47.0), (-1.0, 47.0), (-1.0, 48.0), (-2.0, 48.0), (-2.0, 47.0)),)
    return SceneRecord(name, source, "S2A", "L1C", "30TWT", datetime(2018, 1, day, 11, tzinfo=timezone.utc),
                       (square,), relative_orbit=51, path=str(folder / name) if folder else "",
                       state="present" if folder else "remote")


def test_what_a_search_found_and_is_not_here(places):
    from bocage.core.catalogue.index import Index

    with Index(str(places / "index.gpkg")) as index:
        index.put([record(day, "cdse") for day in (7, 17, 27)] + [record(17, "local", places)])
    found = run("reconcile", OUTPUT=str(places / "missing.csv"))
    assert (found["EXPECTED_COUNT"], found["MISSING"]) == (3, 2)
    assert [row["acquired"][:10] for row in rows(places / "missing.csv")] == ["2018-01-07", "2018-01-27"]
    every = run("reconcile", OUTPUT=str(places / "all.csv"), EVERY=True, START="2018-01-10")
    assert every["EXPECTED_COUNT"] == 2
    assert [row["state"] for row in rows(places / "all.csv")] == ["present", "missing"]


def test_the_calendar_asks_for_the_passes_between(places):
    from bocage.core.catalogue.index import Index

    with Index(str(places / "index.gpkg")) as index:
        index.put([record(day, "local", places) for day in (7, 27)])
    found = run("reconcile", EXPECTED="calendar", END="2018-01-27", OUTPUT=str(places / "missing.csv"))
    assert [row["acquired"][:10] for row in rows(places / "missing.csv")] == ["2018-01-17"] and found["MISSING"] == 1


def fetched(places):
    """One file fetched by the queue from a server on loopback."""
    import threading
    from functools import partial
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            return

    (places / "served").mkdir()
    (places / "served" / "a.bin").write_bytes(b"a scene" * 1000)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(places / "served")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    (places / "items.txt").write_text(f"http://127.0.0.1:{server.server_port}/a.bin\n", encoding="utf-8")
    done = run("download", ITEMS=str(places / "items.txt"), OUTPUT=str(places / "here"))
    server.shutdown()
    server.server_close()
    assert done["DONE"] == 1
    return next((places / "here").rglob("a.bin"))


def test_only_what_was_fetched_and_is_still_that_goes(places):
    path = fetched(places)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    listed = run("purge", OUTPUT=str(places / "list.csv"))
    assert (listed["FILES"], listed["REMOVED"], listed["BYTES"]) == (1, 0, 7000)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == digest
    assert [row["state"] for row in rows(places / "list.csv")] == ["to remove"]
    assert run("purge", OUTPUT=str(places / "list.csv"), REMOVE=True, OLDER=5)["FILES"] == 0 and path.exists()
    mine = path.read_bytes() + b" and a note of mine"
    path.write_bytes(mine)
    kept = run("purge", OUTPUT=str(places / "list.csv"), REMOVE=True)
    assert (kept["REMOVED"], kept["KEPT"]) == (0, 1) and path.read_bytes() == mine
    assert "no longer what was fetched" in rows(places / "list.csv")[0]["why"]
    path.write_bytes(mine[:7000])
    assert run("purge", OUTPUT=str(places / "list.csv"), REMOVE=True)["REMOVED"] == 1 and not path.exists()


def test_dates_the_wrong_way_round_are_said(places):
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("bocage:reconcile")
    passed, sentence = algorithm.checkParameterValues(
        {"START": "2018-02-01", "END": "2018-01-01", "OUTPUT": str(places / "a.csv")}, QgsProcessingContext())
    assert not passed and "2018-02-01" in sentence
