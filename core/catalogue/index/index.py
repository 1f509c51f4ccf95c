"""Index: what exists, asked and told."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from typing import Callable

from ...engine.progress import Progress, SilentProgress, check
from ...errors import BocageError
from ..model import LOCAL, MISSING, Hit, Query, SceneRecord
from . import failures, search, write
from .failures import Failure
from .rows import SELECTED, asset, key_of, record
from .store import Store

#: Seconds after which a query gives up.
DEADLINE_S = 10.0
_LOAD_BATCH = 20_000
_BY_NAME = " ".join(("SELECT", SELECTED, "FROM products p WHERE p.key = ? AND p.identifier = ?"))
_ASSETS = "SELECT key, href, media_type, title, roles, size, checksum FROM assets WHERE product = ? ORDER BY number"


class Index:
    """The GeoPackage at ``path``, made where there is none. Belongs to the thread that opened it.

    Raises BocageError: folder absent, file damaged, of a newer Bocage, or no index at all.
    """

    def __init__(self, path: str | os.PathLike[str], deadline_s: float = DEADLINE_S) -> None:
        self.path = os.fspath(path)
        self.deadline_s = deadline_s
        self.store = Store(path)

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets the file go."""
        self.store.close()

    # -- asking ------------------------------------------------------------------------------------

    def search(self, query: Query, stop: Callable[[], bool] | None = None) -> list[Hit]:
        """Hits, newest first, without their assets (ask ``scene``).

        Raises BocageError("index_deadline") where it lasts too long, Cancelled once ``stop`` says True.
        """
        with self.store.deadline(self.deadline_s, stop):
            return search.search(self.store.connection, query)

    def count(self, source: str | None = None) -> int:
        """Scenes known, all or of one source."""
        with self.store.deadline(self.deadline_s):
            if source is None:
                return int(self.store.connection.execute("SELECT count(*) FROM products").fetchone()[0])
            if source == LOCAL:
                # By its own index, which a value given apart would not be matched with.
                return int(self.store.connection.execute("SELECT count(*) FROM products "
                                                         "WHERE source = 'local'").fetchone()[0])
            return int(self.store.connection.execute("SELECT count(*) FROM products WHERE source = ?",
                                                     (source,)).fetchone()[0])

    def scene(self, identifier: str, source: str = LOCAL) -> SceneRecord | None:
        """The scene of that name, assets included; where several copies differ, the one written last."""
        return next((scene for scene in self.twins(identifier) if scene.source == source), None)

    def twins(self, identifier: str) -> list[SceneRecord]:
        """Every record of one product, this computer's first: on disk, and on the servers that have it."""
        with self.store.deadline(self.deadline_s):
            rows = self.store.connection.execute(_BY_NAME, (key_of(identifier), identifier)).fetchall()
            found = []
            for row in sorted(rows, key=lambda row: (row[3] != LOCAL, row[15] == MISSING, -row[0])):
                assets = tuple(asset(values) for values in self.store.connection.execute(_ASSETS, (row[0],)))
                found.append(record(row, assets))
            return found

    def failures(self, everything: bool = False) -> list[Failure]:
        """What could not be indexed, by path; ``everything``: also folders that hold no image at all."""
        with self.store.deadline(self.deadline_s):
            return failures.read(self.store.connection, everything)

    def folders(self) -> list[str]:
        """Folders that were indexed, in the order in which they came."""
        with self.store.deadline(self.deadline_s):
            return [row[0] for row in self.store.connection.execute("SELECT path FROM folders ORDER BY id")]

    # -- telling -----------------------------------------------------------------------------------

    def put(self, records: Iterable[SceneRecord]) -> tuple[int, int]:
        """Adds records, or updates those of the same source and identifier. How many were added, and updated."""
        added = updated = 0
        for batch in write.batches(records):
            with self.store.writing() as connection:
                for scene in batch:
                    fid = write.find(connection, scene.identifier, scene.source)
                    changed = write.write_scene(connection, scene, fid)[1]
                    added += fid is None
                    updated += fid is not None and changed
                write.touch(connection)
        return added, updated

    def load(self, records: Iterable[SceneRecord], progress: Progress | None = None) -> int:
        """Adds records by the hundred thousand in one transaction; those known stay as they are. How many were new.

        Others may search meanwhile, and write once it is done.
        """
        watched, added = progress or SilentProgress(), 0
        with self.store.writing() as connection:
            loader = write.Loader(connection)
            for batch in write.batches(records, _LOAD_BATCH):
                check(watched)
                added += loader.add(batch)
            loader.finish()
        with suppress(BocageError), self.store.faults():
            self.store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return added

    def forget(self, identifier: str, source: str = LOCAL) -> bool:
        """Removes every record of that name; nothing on disk is touched. False where there was none."""
        with self.store.writing() as connection:
            done = connection.execute("DELETE FROM products WHERE key = ? AND identifier = ? AND source = ?",
                                      (key_of(identifier), identifier, source))
            return done.rowcount > 0

    def forget_missing(self) -> int:
        """Removes the records of products that are no longer where they were. How many."""
        with self.store.writing() as connection:
            return connection.execute("DELETE FROM products WHERE source = ? AND state = ?",
                                      (LOCAL, MISSING)).rowcount

    def forget_folder(self, folder: str) -> None:
        """Stops watching a folder; its scenes stay until they are forgotten."""
        with self.store.writing() as connection:
            connection.execute("DELETE FROM folders WHERE path = ?", (folder,))
