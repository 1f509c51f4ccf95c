"""The file of the queue: SQLite in WAL mode on a local disk, with the number of its schema."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ...engine.outputs import translate_write_fault
from ...errors import BocageError

VERSION = 1
#: Seconds that one process waits for another's transaction; each takes some milliseconds.
BUSY_S = 20.0
_TABLES = """
CREATE TABLE jobs (
    id INTEGER PRIMARY KEY,
    place TEXT NOT NULL UNIQUE,           -- destination as the system compares it
    destination TEXT NOT NULL,
    url TEXT NOT NULL,
    host TEXT NOT NULL,
    source TEXT NOT NULL DEFAULT '',
    item TEXT NOT NULL DEFAULT '',
    asset TEXT NOT NULL DEFAULT '',
    auth TEXT NOT NULL DEFAULT '',
    size INTEGER,                         -- as the catalogue says
    announced INTEGER,                    -- as the server says of the version in hand
    checksum TEXT NOT NULL DEFAULT '',
    priority INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'queued'
        CHECK (state IN ('queued', 'running', 'part', 'verify', 'done', 'failed', 'parked', 'gone')),
    attempts INTEGER NOT NULL DEFAULT 0,
    next_try REAL NOT NULL DEFAULT 0,
    refreshed INTEGER NOT NULL DEFAULT 0,
    etag TEXT NOT NULL DEFAULT '',
    last_modified TEXT NOT NULL DEFAULT '',
    bytes INTEGER NOT NULL DEFAULT 0,
    best INTEGER NOT NULL DEFAULT 0,      -- the most that bytes ever was
    digest TEXT NOT NULL DEFAULT '',
    fetched INTEGER NOT NULL DEFAULT 0,
    checked TEXT NOT NULL DEFAULT '',
    error_code TEXT NOT NULL DEFAULT '',
    error_fields TEXT NOT NULL DEFAULT '{}',
    owner TEXT NOT NULL DEFAULT '',
    lease_until REAL NOT NULL DEFAULT 0,
    added REAL NOT NULL,
    changed REAL NOT NULL
);
CREATE INDEX jobs_by_host ON jobs (state, host, priority DESC, id);
CREATE INDEX jobs_by_item ON jobs (item);
CREATE TABLE hosts (
    host TEXT PRIMARY KEY,
    failures INTEGER NOT NULL DEFAULT 0,  -- in a row
    openings INTEGER NOT NULL DEFAULT 0,  -- times in a row that the breaker opened
    rest_until REAL NOT NULL DEFAULT 0
);
"""


def connect(path: str) -> sqlite3.Connection:
    """The queue's file, made where it is absent. Raises BocageError."""
    Path(os.path.abspath(path)).parent.mkdir(parents=True, exist_ok=True)
    with faults(path):
        # Shared by the threads of one process under JobStore's lock; transactions are opened by hand.
        connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
        try:
            connection.row_factory = sqlite3.Row
            _write_ahead(connection)
            # A state must not be told before it is on the disk.
            connection.execute("PRAGMA synchronous = FULL")
            _upgrade(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def _write_ahead(connection: sqlite3.Connection) -> None:
    """WAL mode. Changing it is refused at once while another process does the same: no busy handler is asked."""
    end = time.monotonic() + BUSY_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
        time.sleep(0.02)


def _upgrade(connection: sqlite3.Connection, path: str) -> None:
    if _version(connection) < VERSION:
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have made them while this one waited.
            if _version(connection) < VERSION:
                for statement in _TABLES.split(";"):
                    if statement.strip():
                        connection.execute(statement)
                connection.execute("PRAGMA user_version = 1")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
    if _version(connection) > VERSION:
        raise BocageError("jobs_newer", file=path)


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


@contextmanager
def faults(path: str) -> Iterator[None]:
    """SQLite's errors as one sentence on the queue's file."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "full" in str(error):
            raise translate_write_fault(path, str(error)) from error
        locked = "locked" in str(error) or "busy" in str(error)
        raise BocageError("jobs_busy" if locked else "jobs_unreadable", file=path, fault=str(error)) from error
    except sqlite3.DatabaseError as error:
        raise BocageError("jobs_unreadable", file=path, fault=str(error)) from error
