"""The file behind the index: opened, checked, brought up to date; its faults as one sentence; nothing waits forever."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Callable

from ...engine.outputs import translate_write_fault
from ...errors import BocageError, Cancelled
from . import schema
from .shapes import st_functions

#: Seconds a statement waits for another program that writes.
BUSY_S = 10.0
#: Steps of SQLite's machine between two looks at the clock: well under a millisecond.
_STEPS = 5000
_DAMAGED = ("malformed", "not a database", "file is encrypted", "database corruption", "disk image")
#: Extended codes of SQLite (SQLITE_CORRUPT, SQLITE_NOTADB) as Python 3.11 gives them.
_DAMAGED_CODES = (11, 26)


class Store:
    """One connection, for the thread that made it. ``writable`` is False where the file or its folder is read-only."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = os.fspath(path)
        self._stop: Callable[[], bool] | None = None
        self._until = 0.0
        self._late = False
        folder = os.path.dirname(os.path.abspath(self.path))
        if not os.path.isdir(folder):
            raise BocageError("path_absent", file=folder)
        with self.faults():
            self.connection = sqlite3.connect(self.path, timeout=BUSY_S, isolation_level=None)
        try:
            with self.faults():
                self._prepare()
        except BaseException:
            self.connection.close()
            raise

    def close(self) -> None:
        """Lets the file go."""
        self.connection.set_progress_handler(None, 0)
        self.connection.close()

    def _prepare(self) -> None:
        for name, function in st_functions().items():
            self.connection.create_function(name, 1, function)
        for pragma in ("PRAGMA cache_size = -32768", "PRAGMA mmap_size = 268435456", "PRAGMA temp_store = MEMORY"):
            self.connection.execute(pragma)
        if self._empty():
            self._create()
        self._check()
        # QGIS may have put it back to another mode, in which readers wait for writers. No matter if it cannot be.
        with suppress(sqlite3.Error):
            self.connection.execute("PRAGMA busy_timeout = 0")
            self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = NORMAL")
        self.connection.execute(" ".join(("PRAGMA busy_timeout =", str(round(1000 * BUSY_S)))))

    def _empty(self) -> bool:
        return self.connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0

    def _create(self) -> None:
        for pragma in (f"PRAGMA page_size = {schema.PAGE_BYTES}", f"PRAGMA application_id = {schema.APPLICATION_ID}",
                       f"PRAGMA user_version = {schema.USER_VERSION}"):
            self.connection.execute(pragma)
        with self.writing():
            # Another program may have made it while this one waited.
            if self._empty():
                for statement, values in schema.statements():
                    self.connection.execute(statement, values)

    def _check(self) -> None:
        """Ours, of a version that this code knows."""
        known = self.connection.execute(
            "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'bocage_index'").fetchone()[0]
        if not known:
            raise BocageError("index_foreign", file=self.path)
        version = self.version()
        if version > schema.VERSION:
            raise BocageError("index_newer", file=self.path, version=version, known=schema.VERSION)
        if version < schema.VERSION:
            self._upgrade()

    def version(self) -> int:
        """Of the tables in the file."""
        row = self.connection.execute("SELECT value FROM bocage_index WHERE name = 'schema'").fetchone()
        if row is None or not str(row[0]).isdigit():
            raise BocageError("index_damaged", file=self.path, fault="no schema version")
        return int(row[0])

    def _upgrade(self) -> None:
        """All steps or none."""
        with self.writing():
            for version in range(self.version(), schema.VERSION):
                for statement in schema.UPGRADES[version]:
                    self.connection.execute(statement)
            self.connection.execute("UPDATE bocage_index SET value = ? WHERE name = 'schema'", (str(schema.VERSION),))

    @contextmanager
    def faults(self) -> Iterator[None]:
        """What SQLite complains of, as one sentence."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise self._translated(error) from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A short transaction: all of it, or nothing where anything is raised."""
        with self.faults():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self.connection.execute("ROLLBACK")
                raise

    @contextmanager
    def deadline(self, seconds: float, stop: Callable[[], bool] | None = None) -> Iterator[None]:
        """Queries inside give up after ``seconds``, or as soon as ``stop`` says so (Cancelled)."""
        self._until, self._stop, self._late = time.monotonic() + seconds, stop, False
        self.connection.set_progress_handler(self._watch, _STEPS)
        try:
            with self.faults():
                yield
        finally:
            self.connection.set_progress_handler(None, 0)
            self._stop = None

    def _watch(self) -> int:
        self._late = time.monotonic() > self._until
        return int(self._late or (self._stop is not None and self._stop()))

    def _translated(self, error: sqlite3.DatabaseError) -> Exception:
        text = str(error)
        if "interrupted" in text:
            return BocageError("index_deadline", file=self.path) if self._late else Cancelled()
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in _DAMAGED_CODES or any(word in text for word in _DAMAGED):
            return BocageError("index_damaged", file=self.path, fault=text)
        if "locked" in text or "busy" in text:
            return BocageError("index_busy", file=self.path)
        if "full" in text:
            return translate_write_fault(self.path, "No space left on device")
        return BocageError("index_unusable", file=self.path, fault=text)
