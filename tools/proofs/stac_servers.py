"""Real STAC servers on loopback: every item exactly once, filters alike on both sides, and MUSCATE's incident again.

The incident: one request to the data base never ended, and everything waited for it. Here the table of items of a
pgstac is locked. The search must give up at its deadline with one sentence; searches and downloads on other hosts
must go on; everything must resume when the lock ends.
"""

from __future__ import annotations

import shutil
import threading
import time
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from bocage.core.catalogue.model import Query
from bocage.core.catalogue.plain_http import PlainTransport
from bocage.core.catalogue.providers import Provider, provider_at
from bocage.core.catalogue.queue import DONE, JobStore, Limits, Wanted, run
from bocage.core.catalogue.stac import SearchReport, search
from bocage.core.engine.progress import SilentProgress
from bocage.core.errors import BocageError, Cancelled

from . import Figure, Result
from .pgstac import Pgstac
from .servers import Nginx, Rustac, stac_items

NAME = "stac_servers"
TITLE = "Real STAC servers, and one that hangs"
COUNT, PAGES = 1000, (1, 37, 100)
DEADLINE_S, FILES, FILE_BYTES, HUNG_FILES = 10.0, 40, 1_000_000, 4
ALL = Query(limit=100_000)
CLOUD = Query(max_cloud_percent=20, start=datetime(2018, 1, 3, tzinfo=timezone.utc),
              end=datetime(2018, 2, 2, tzinfo=timezone.utc), limit=100_000,
              area=((((-2.0, 47.0), (-1.5, 47.0), (-1.5, 47.4), (-2.0, 47.4), (-2.0, 47.0)),),))
#: Short waits, so that the proof lasts a minute.
LIMITS = Limits(inactivity_s=3.0, total_s=20.0, backoff_s=0.5, backoff_cap_s=2.0, breaker_s=1.0, breaker_cap_s=2.0,
                attempts=100, openings=1000)


def names(provider: Provider, query: Query = ALL, **options: Any) -> list[str]:
    """Identifiers in the order in which they come."""
    return [record.identifier for record in search(provider, query, PlainTransport(), deadline_s=120.0, **options)]


def once(label: str, provider: Provider, truth: set[str]) -> list[Figure]:
    """Every item exactly once, whatever the page."""
    figures = []
    for page in PAGES:
        report, start = SearchReport(), time.monotonic()
        found = names(replace(provider, page=page), report=report)
        seconds = time.monotonic() - start
        wrong = len(truth ^ set(found)) + len(found) - len(set(found)) + report.repeated + report.malformed
        figures += [Figure(f"{label}, pages of {page}: items found", len(set(found)), "", COUNT, "at least"),
                    Figure(f"{label}, pages of {page}: missing, foreign or twice", wrong, "", 0),
                    Figure(f"{label}, pages of {page}: time", seconds, "s")]
    return figures


def alike(provider: Provider) -> list[Figure]:
    """What a server chooses equals what is chosen here."""
    here = SearchReport()
    truth = names(replace(provider, filter="none", method="POST", search=provider.url + "/search"), CLOUD, report=here)
    figures = [Figure("scenes of the filtered question, chosen here", len(truth), "", 20, "at least"),
               Figure("items received for them, chosen here", here.received)]
    for way in ("query", "cql2-json"):
        report = SearchReport()
        found = names(replace(provider, filter=way, method="POST", search=provider.url + "/search"), CLOUD,
                      report=report)
        differ = len(set(found) ^ set(truth))
        figures += [Figure(f"scenes that differ where the server chooses by {way}", differ, "", 0),
                    Figure(f"items received, chosen by {way}", report.received, "", here.received - 1)]
    return figures


def given_up(provider: Provider) -> tuple[list[Figure], str]:
    """A search of the locked server: its deadline, its sentence, a cancel."""
    start = time.monotonic()
    code = sentence = ""
    try:
        list(search(provider, ALL, PlainTransport(), deadline_s=DEADLINE_S))
    except BocageError as fault:
        code, sentence = fault.code, str(fault)
    waited = time.monotonic() - start
    asked = time.monotonic() + 1.0
    heard = float("nan")
    try:
        list(search(provider, ALL, PlainTransport(), deadline_s=DEADLINE_S,
                    cancelled=lambda: time.monotonic() >= asked))
    except Cancelled:
        heard = time.monotonic() - asked
    return [Figure("locked: the search gave up after", waited, "s", DEADLINE_S + 0.5),
            Figure("locked: seconds before its deadline", max(0.0, DEADLINE_S - waited), "s", 0.1),
            Figure("locked: told in one sentence (1 is yes)", int(code == "stac_hung" and "\n" not in sentence), "", 1,
                   "at least"),
            Figure("locked: a cancel is heard after", heard, "s", 0.3)], sentence


class Downloads:
    """The queue with files of a server that works and of the one that hangs, run in a thread."""

    def __init__(self, work: Path, nginx: Nginx, server: Pgstac, items: list[dict[str, Any]]) -> None:
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        self.store_path, self.lively = work / "jobs.sqlite", [f"{number}.bin" for number in range(FILES)]
        base = f"{server.url}/collections/sentinel-2-l2a/items/"
        with JobStore(self.store_path) as store:
            # The ones that hang come first in the queue.
            store.add([Wanted(base + item["id"], str(work / f"{item['id']}.json")) for item in items[:HUNG_FILES]])
            store.add([Wanted(nginx.url("slow", name), str(work / name), FILE_BYTES) for name in self.lively])
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        with JobStore(self.store_path) as store:
            run(store, PlainTransport(), SilentProgress(), limits=LIMITS)

    def done(self) -> tuple[int, int]:
        """Files fetched from the server that works, and from the one that hangs."""
        with JobStore(self.store_path) as store:
            ended = [job.destination for job in store.jobs() if job.state == DONE]
        lively = sum(name.endswith(".bin") for name in ended)
        return lively, len(ended) - lively

    def wait(self, lively: int, hung: int, seconds: float) -> float:
        """Seconds until so many are there; NaN where they never are."""
        start = time.monotonic()
        while time.monotonic() - start < seconds:
            there = self.done()
            if there[0] >= lively and there[1] >= hung:
                return time.monotonic() - start
            time.sleep(0.05)
        return float("nan")


def incident(work: Path, server: Pgstac, other: Rustac, items: list[dict[str, Any]]) -> tuple[list[Figure], str]:
    """Locked, and unlocked."""
    provider = provider_at(server.url)
    files = work / "files"
    files.mkdir(exist_ok=True)
    for number in range(FILES):
        (files / f"{number}.bin").write_bytes(bytes([number]) * FILE_BYTES)
    with Nginx(files, work / "nginx", rate="2m") as nginx:
        downloads = Downloads(work / "downloads", nginx, server, items)
        with server.locked():
            downloads.thread.start()
            searching: dict[str, float] = {}

            def elsewhere() -> None:
                start = time.monotonic()
                searching["found"] = len(set(names(provider_at(other.url))))
                searching["seconds"] = time.monotonic() - start

            thread = threading.Thread(target=elsewhere)
            thread.start()
            figures, sentence = given_up(provider)
            thread.join()
            served = downloads.wait(FILES, 0, 60.0)
            hung = downloads.done()[1]
        start = time.monotonic()
        rest: list[float] = []
        watch = threading.Thread(target=lambda: rest.append(downloads.wait(FILES, HUNG_FILES, 60.0)))
        watch.start()
        again = search(provider, ALL, PlainTransport(), deadline_s=120.0)
        resumed = {next(again).identifier}
        first_s = time.monotonic() - start
        resumed |= {record.identifier for record in again}
        search_s = time.monotonic() - start
        watch.join()
        downloads.thread.join(30.0)
    return figures + [
        Figure("locked: items found on another host", searching["found"], "", COUNT, "at least"),
        Figure("locked: time of that search", searching["seconds"], "s", 5.0),
        Figure("locked: files fetched from another host", FILES if served == served else downloads.done()[0], "",
               FILES, "at least"),
        Figure("locked: files fetched from the locked server", hung, "", 0),
        Figure("unlocked: items found", len(resumed), "", COUNT, "at least"),
        Figure("unlocked: first of them after", first_s, "s", 10.0),
        Figure("unlocked: all of them after", search_s, "s"),
        Figure("unlocked: time until the queue had the rest", rest[0], "s", 15.0),
        Figure("unlocked: queue at rest (1 is yes)", int(not downloads.thread.is_alive()), "", 1, "at least"),
    ], sentence


def prove(work: Path) -> Result:
    """A minute and a half; PostgreSQL and nginx from apt, the servers from PyPI."""
    place = work / NAME
    place.mkdir(parents=True, exist_ok=True)
    items = stac_items(COUNT)
    truth = {item["id"] for item in items}
    with Rustac(items, place / "rustac") as memory, Pgstac(items, place / "pgstac") as server:
        figures = once("rustac", provider_at(memory.url), truth) + once("pgstac", provider_at(server.url), truth)
        figures += alike(provider_at(server.url))
        more, sentence = incident(place, server, memory, items)
        version = server.psql("show server_version")
    return Result(figures + more, {
        "servers": f"rustac 0.9.18; stac-fastapi-pgstac 7.2.0 on PostgreSQL {version} with PostGIS; nginx",
        "items": f"{COUNT} of known content", "lock": "LOCK TABLE pgstac.items IN ACCESS EXCLUSIVE MODE, pg_sleep",
        "sentence": sentence})
