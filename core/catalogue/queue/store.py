"""The queue on the disk: what is wanted, and how each file stands. Transactions take milliseconds, never a transfer."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from . import schema
from .model import DONE, FAILED, GONE, PARKED, QUEUED, RUNNING, UNFINISHED, VERIFY, Job, Wanted

_COLUMNS = tuple(field.name for field in fields(Job))
_FLAGS = (_COLUMNS.index("refreshed"), _COLUMNS.index("fetched"))
_FIELDS = _COLUMNS.index("error_fields")
_INSERT = """INSERT INTO jobs (place, destination, url, host, source, item, asset, auth, size, checksum, priority,
    added, changed) VALUES (:place, :destination, :url, :host, :source, :item, :asset, :auth, :size, :checksum,
    :priority, :now, :now)"""
#: The newer address (signatures age) and whatever was not known before.
_RENEW = """UPDATE jobs SET url = :url, host = :host, auth = :auth, priority = :priority,
    size = coalesce(:size, size), checksum = coalesce(nullif(:checksum, ''), checksum),
    source = coalesce(nullif(:source, ''), source), item = coalesce(nullif(:item, ''), item),
    asset = coalesce(nullif(:asset, ''), asset) WHERE id = :id"""
#: Back to the start line; what is in the part stays, with its validators.
_AGAIN = """UPDATE jobs SET state = CASE WHEN bytes > 0 THEN 'part' ELSE 'queued' END, attempts = 0, next_try = 0,
    refreshed = 0, error_code = '', error_fields = '{}', owner = '', lease_until = 0, changed = :now WHERE id = :id"""
#: Of another file or version: nothing of the old one counts.
_AFRESH = """UPDATE jobs SET state = 'queued', attempts = 0, next_try = 0, refreshed = 0, etag = '', last_modified = '',
    announced = NULL, bytes = 0, best = 0, digest = '', fetched = 0, checked = '', error_code = '', error_fields = '{}',
    owner = '', lease_until = 0, changed = :now WHERE id = :id"""


@dataclass(frozen=True)
class Scene:
    """The files of one product."""

    source: str
    item: str
    files: int
    done: int
    #: DONE once all files are; QUEUED while some are still awaited; else the worst of the ends.
    state: str


class JobStore:
    """Jobs in one SQLite file. May be shared by threads, and by processes through the file."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = str(path)
        self._connection = schema.connect(self.path)
        self._lock = threading.RLock()

    def __enter__(self) -> JobStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the file."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One writer at a time, among threads and processes; undone where something is raised."""
        with self._lock, schema.faults(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                # A full disk has SQLite undo it by itself.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def read(self, statement: str, parameters: Any = ()) -> list[sqlite3.Row]:
        """Rows of one SELECT."""
        with self._lock, schema.faults(self.path):
            return self._connection.execute(statement, parameters).fetchall()

    # -- what is wanted ----------------------------------------------------------------------------

    def add(self, wanted: Wanted | Iterable[Wanted], again: bool = False) -> list[int]:
        """Queues files, one job a destination; their ids, in order.

        A job that is there already goes on as it stands, with the newer address. It starts afresh where size, checksum
        or product say that another file is meant, or where its file was done and is no longer there; ``again`` tries
        once more what had failed, was parked or gone.
        """
        listed = [wanted] if isinstance(wanted, Wanted) else list(wanted)
        lost = self._lost(listed)
        now = time.time()
        with self.transaction() as connection:
            return [_put(connection, one, again, lost, now) for one in listed]

    def _lost(self, listed: Sequence[Wanted]) -> set[str]:
        """Places of files that are done but no longer on the disk as they were: looked at outside any transaction."""
        places = json.dumps([place_of(one.destination) for one in listed])
        rows = self.read("SELECT place, destination, bytes FROM jobs WHERE state = 'done' AND place IN "
                         "(SELECT value FROM json_each(?))", (places,))
        return {row["place"] for row in rows if size_of(Path(row["destination"])) != row["bytes"]}

    def retry(self, ids: Sequence[int] | None = None) -> int:
        """Puts failed, parked and gone jobs back in the queue (all of them by default); how many."""
        found = [job.id for job in self.jobs(ids) if job.state in (FAILED, PARKED, GONE)]
        now = time.time()
        with self.transaction() as connection:
            connection.executemany(_AGAIN, [{"id": one, "now": now} for one in found])
        return len(found)

    def forget(self, ids: Sequence[int]) -> int:
        """Takes jobs out of the queue, save those being fetched; files stay. How many went."""
        with self.transaction() as connection:
            return connection.execute(
                "DELETE FROM jobs WHERE state NOT IN ('running', 'verify') AND id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(ids)),)).rowcount

    def prioritise(self, ids: Sequence[int], priority: int) -> None:
        """The higher, the earlier."""
        with self.transaction() as connection:
            connection.execute("UPDATE jobs SET priority = ? WHERE id IN (SELECT value FROM json_each(?))",
                               (priority, json.dumps(list(ids))))

    # -- how it stands -----------------------------------------------------------------------------

    def jobs(self, ids: Sequence[int] | None = None, states: Sequence[str] = ()) -> list[Job]:
        """Jobs by id, all of them by default, in the order in which they were added."""
        if ids is None:
            rows = self.read("SELECT * FROM jobs ORDER BY id")
        else:
            rows = self.read("SELECT * FROM jobs WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
                             (json.dumps(list(ids)),))
        order = _order(rows[0]) if rows else []
        return [_job(row, order) for row in rows if not states or row["state"] in states]

    def job(self, number: int) -> Job | None:
        """One job, None where it is no longer there."""
        found = self.jobs([number])
        return found[0] if found else None

    def counts(self) -> dict[str, int]:
        """Jobs by state."""
        return {str(row["state"]): int(row["count"])
                for row in self.read("SELECT state, count(*) AS count FROM jobs GROUP BY state")}

    def scenes(self, ids: Sequence[int] | None = None) -> list[Scene]:
        """Products whose files are in the queue: one is done when all its files are."""
        groups: dict[tuple[str, str], list[Job]] = {}
        for job in self.jobs(ids):
            groups.setdefault((job.source, job.item or job.path.name), []).append(job)
        return [Scene(source, item, len(group), sum(job.state == DONE for job in group), _common(group))
                for (source, item), group in groups.items()]


def _put(connection: sqlite3.Connection, one: Wanted, again: bool, lost: set[str], now: float) -> int:
    place = place_of(one.destination)
    values = {"place": place, "destination": os.path.abspath(one.destination), "url": one.url, "host": one.host,
              "source": one.source, "item": one.item, "asset": one.asset, "auth": one.auth, "size": one.size,
              "checksum": one.checksum, "priority": one.priority, "now": now}
    row = connection.execute("SELECT * FROM jobs WHERE place = ?", (place,)).fetchone()
    if row is None:
        return int(connection.execute(_INSERT, values).lastrowid or 0)
    values["id"] = row["id"]
    other = any(values[name] and row[name] and values[name] != row[name]
                for name in ("size", "checksum", "item", "asset"))
    connection.execute(_RENEW, values)
    if other or (row["state"] == DONE and place in lost):
        connection.execute(_AFRESH, values)
    elif again and row["state"] in (FAILED, PARKED, GONE):
        connection.execute(_AGAIN, values)
    return int(row["id"])


def _common(group: list[Job]) -> str:
    states = {job.state for job in group}
    if states & {RUNNING, VERIFY}:
        return RUNNING
    if states & set(UNFINISHED):
        return QUEUED
    return next((state for state in (FAILED, PARKED, GONE) if state in states), DONE)


def job_of(row: sqlite3.Row) -> Job:
    """The row as it was when it was read."""
    return _job(row, _order(row))


def _order(row: sqlite3.Row) -> list[int]:
    """Where a row of the table holds the fields of a job: names are slow to look up one by one."""
    names = row.keys()
    return [names.index(name) for name in _COLUMNS]


def _job(row: sqlite3.Row, order: list[int]) -> Job:
    values = [row[place] for place in order]
    for place in _FLAGS:
        values[place] = bool(values[place])
    values[_FIELDS] = {} if values[_FIELDS] == "{}" else json.loads(values[_FIELDS])
    return Job(*values)


def place_of(destination: str) -> str:
    """A destination as the system compares it: Windows knows no capitals."""
    return os.path.normcase(os.path.abspath(destination))


def size_of(path: Path) -> int | None:
    """Bytes of a file, None where there is none."""
    try:
        return path.stat().st_size if path.is_file() else None
    except OSError:
        return None
