"""Scenes into the tables: one by one in short transactions, or by the million with the trees packed at the end."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import numpy as np

from ..model import SceneRecord
from . import schema, trees
from .rows import KEY_BITS, WRITTEN, asset_row, key_of, row, tree_time
from .shapes import Box, boxes, tree_box

#: Records a transaction: some hundredths of a second, so that others wait no longer.
BATCH = 500
_INSERT = " ".join(("INSERT INTO products (", ", ".join(WRITTEN), ") VALUES (", ", ".join("?" * len(WRITTEN)), ")"))
_UPDATE = " ".join(("UPDATE products SET", ", ".join(f"{name} = ?" for name in WRITTEN), "WHERE fid = ?"))
_ASSET = "INSERT INTO assets VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_CURRENT = " ".join(("SELECT", ", ".join(WRITTEN), "FROM products WHERE fid = ?"))


def batches(records: Iterable[SceneRecord], size: int = BATCH) -> Iterator[list[SceneRecord]]:
    """Lists of records: whoever yields them may be slow, and no transaction waits for him."""
    source = iter(records)
    while True:
        batch = list(islice(source, size))
        if not batch:
            return
        yield batch


def find(connection: sqlite3.Connection, identifier: str, source: str) -> int | None:
    """Number of the newest row of that name."""
    found = connection.execute("SELECT fid FROM products WHERE key = ? AND identifier = ? AND source = ? "
                               "ORDER BY fid DESC LIMIT 1", (key_of(identifier), identifier, source)).fetchone()
    return None if found is None else int(found[0])


def write_scene(connection: sqlite3.Connection, scene: SceneRecord, fid: int | None) -> tuple[int, bool]:
    """The scene's row, new where ``fid`` is None; whether anything changed. Inside a transaction of the caller."""
    values = row(scene)
    widen(connection, values[-2], values[-2])
    changed = True
    if fid is None:
        fid = int(connection.execute(_INSERT, values).lastrowid or 0)
        _place(connection, scene, fid)
    else:
        current = connection.execute(_CURRENT, (fid,)).fetchone()
        changed = tuple(current) != values
        if changed:
            connection.execute(_UPDATE, (*values, fid))
            remove_from_tree(connection, fid)
            _place(connection, scene, fid)
    assets = [asset_row(fid, number, asset) for number, asset in enumerate(scene.assets)]
    known = connection.execute("SELECT * FROM assets WHERE product = ? ORDER BY number", (fid,)).fetchall()
    if known != assets:
        connection.execute("DELETE FROM assets WHERE product = ?", (fid,))
        connection.executemany(_ASSET, assets)
        changed = True
    return fid, changed


def remove_from_tree(connection: sqlite3.Connection, fid: int) -> None:
    """Its one or two boxes."""
    for number in (2 * fid, 2 * fid + 1):
        connection.execute("DELETE FROM scene_tree WHERE id = ?", (number,))


def _place(connection: sqlite3.Connection, scene: SceneRecord, fid: int) -> None:
    found = boxes(scene.footprint)
    t = tree_time(scene.acquired)
    for number, box in enumerate(found):
        connection.execute("INSERT INTO scene_tree VALUES (?, ?, ?, ?, ?, ?, ?)",
                           (2 * fid + number, *tree_box(box), t, t))
    if found and scene.tile:
        grow_tile(connection, scene.tile, found)


def grow_tile(connection: sqlite3.Connection, tile: str, found: list[Box]) -> None:
    """A tile's box holds all its products."""
    known = connection.execute("SELECT min_lon, min_lat, max_lon, max_lat FROM tiles WHERE tile = ?",
                               (tile,)).fetchone()
    whole = union([*found, known] if known else found)
    if whole != known:
        connection.execute("INSERT OR REPLACE INTO tiles VALUES (?, ?, ?, ?, ?)", (tile, *whole))


def widen(connection: sqlite3.Connection, oldest: int, newest: int) -> None:
    """The index reaches so far in time; never narrowed, which would be no use."""
    known = dict(connection.execute("SELECT name, value FROM bocage_index "
                                    "WHERE name IN ('oldest', 'newest')").fetchall())
    if not known or oldest < int(known["oldest"]) or newest > int(known["newest"]):
        oldest, newest = min(oldest, int(known.get("oldest", oldest))), max(newest, int(known.get("newest", newest)))
        connection.executemany("INSERT OR REPLACE INTO bocage_index VALUES (?, ?)",
                               [("oldest", str(oldest)), ("newest", str(newest))])


def union(found: Iterable[Box]) -> Box:
    """Box of boxes."""
    west, south, east, north = zip(*found)
    return min(west), min(south), max(east), max(north)


def touch(connection: sqlite3.Connection) -> None:
    """What GeoPackage wants to know of the layer: when it changed, and where it lies."""
    row = connection.execute("SELECT min(min_lon), min(min_lat), max(max_lon), max(max_lat) FROM tiles").fetchone()
    box = row if row[0] is not None else (-180.0, -90.0, 180.0, 90.0)
    connection.execute("UPDATE gpkg_contents SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), min_x = ?, "
                       "min_y = ?, max_x = ?, max_y = ? WHERE table_name = 'products'", box)


class Loader:
    """Many records in one transaction: the trees are made at the end."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._ids, self._times, self._boxes = array("q"), array("q"), array("d")
        self._tiles: dict[str, Box] = {}
        self._fresh = connection.execute("SELECT 1 FROM products LIMIT 1").fetchone() is None
        for name in schema.TRIGGERS:
            connection.execute(f"DROP TRIGGER {name}")
        # One bit a key: most records need not be looked for to be known as new.
        self._keys = bytearray(1 << (KEY_BITS - 3))
        for (key,) in connection.execute("SELECT key FROM products"):
            self._keys[key >> 3] |= 1 << (key & 7)

    def add(self, records: list[SceneRecord]) -> int:
        """How many of them were new; those known, here or among what was added, are left as they are."""
        connection = self._connection
        unique = {(scene.source, scene.identifier): scene for scene in reversed(records)}
        fresh = [scene for scene in reversed(unique.values()) if not self._is_known(scene)]
        if not fresh:
            return 0
        rows = [row(scene) for scene in fresh]
        for values in rows:
            self._keys[values[-1] >> 3] |= 1 << (values[-1] & 7)
        connection.executemany(_INSERT, rows)
        times = [values[-2] for values in rows]
        widen(connection, min(times), max(times))
        last = int(connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'products'").fetchone()[0])
        for fid, scene in zip(range(last - len(rows) + 1, last + 1), fresh):
            self._note(fid, scene)
        return len(rows)

    def _is_known(self, scene: SceneRecord) -> bool:
        key = key_of(scene.identifier)
        return bool(self._keys[key >> 3] & 1 << (key & 7)) and find(
            self._connection, scene.identifier, scene.source) is not None

    def _note(self, fid: int, scene: SceneRecord) -> None:
        if scene.assets:
            self._connection.executemany(_ASSET, [asset_row(fid, n, asset) for n, asset in enumerate(scene.assets)])
        found = boxes(scene.footprint)
        for number, box in enumerate(found):
            self._ids.append(2 * fid + number)
            self._boxes.extend(box)
            self._times.append(tree_time(scene.acquired))
        if found and scene.tile:
            known = self._tiles.get(scene.tile)
            self._tiles[scene.tile] = union([*found, known] if known else found)

    def finish(self) -> None:
        """Trees, indexes, triggers."""
        connection = self._connection
        for tile, box in self._tiles.items():
            grow_tile(connection, tile, [box])
        ids = np.array(self._ids, np.int64)
        around = np.array(self._boxes, float).reshape(-1, 4)
        bounds = trees.tree_bounds(around, np.array(self._times, np.int64))
        self._fill(trees.SCENE_TREE, ids, bounds)
        fids, first = np.unique(ids // 2, return_index=True)
        wide = np.column_stack([np.minimum.reduceat(around[:, 0], first), np.maximum.reduceat(around[:, 2], first),
                                np.minimum.reduceat(around[:, 1], first), np.maximum.reduceat(around[:, 3], first)]
                               ) if len(ids) else np.zeros((0, 4))
        self._fill(trees.STANDARD_TREE, fids, trees.outward(wide))
        for name, body in schema.TRIGGERS.items():
            connection.execute(f"CREATE TRIGGER {name} {body}")
        touch(connection)

    def _fill(self, tree: trees.Tree, ids: np.ndarray, bounds: np.ndarray) -> None:
        """Packed where most of it is new, else added one by one."""
        connection = self._connection
        known: list[Any] = [] if self._fresh else connection.execute(" ".join(("SELECT * FROM", tree.name))).fetchall()
        if len(ids) and len(known) <= len(ids):
            old = np.array([entry[1:] for entry in known], bounds.dtype).reshape(-1, bounds.shape[1])
            every = np.concatenate([np.array([entry[0] for entry in known], np.int64), ids])
            connection.execute("SAVEPOINT packing")
            try:
                trees.pack(connection, tree, every, np.concatenate([old, bounds]))
                connection.execute("RELEASE packing")
                return
            except sqlite3.DatabaseError:
                # A SQLite that guards its own tables: the slow way.
                connection.execute("ROLLBACK TO packing")
                connection.execute("RELEASE packing")
        marks = ", ".join("?" * (1 + bounds.shape[1]))
        connection.executemany(" ".join(("INSERT INTO", tree.name, "VALUES (", marks, ")")),
                               ([int(number), *values.tolist()] for number, values in zip(ids, bounds)))


__all__ = ["BATCH", "Loader", "batches", "find", "touch", "write_scene"]
