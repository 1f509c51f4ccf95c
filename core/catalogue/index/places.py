"""Where products lie: one product may have several places, one place several products. Inside transactions alone."""

from __future__ import annotations

import os
import sqlite3

from ...errors import BocageError
from ..model import LOCAL, MISSING, PRESENT, SceneRecord
from .local import Found, read
from .report import ScanReport
from .rows import key_of
from .walk import ARCHIVE, FILE, FOLDER, Candidate
from .write import touch, write_scene


def is_under(path: str, folder: str) -> bool:
    """True for the folder itself and whatever lies below it."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def store(connection: sqlite3.Connection, path: str, stamp: str, found: list[Found], products: set[int],
          report: ScanReport) -> None:
    """Products read at a place, new, changed or moved there. ``products`` gathers their numbers."""
    connection.execute("DELETE FROM failures WHERE path = ?", (path,))
    known = dict(connection.execute("SELECT granule, product FROM places WHERE path = ?", (path,)).fetchall())
    for item in found:
        fid = _settled(connection, path, item, known.get(item.granule), report)
        report.copies += fid in products
        products.add(fid)
        if known.get(item.granule, fid) != fid:
            # What lay here before is now at its other places alone.
            _leave(connection, path, item.granule, known[item.granule])
        connection.execute("INSERT OR REPLACE INTO places VALUES (?, ?, ?, ?, ?)",
                           (path, item.granule, fid, stamp, item.content))
    for granule in set(known) - {item.granule for item in found}:
        _leave(connection, path, granule, known[granule])


def _settled(connection: sqlite3.Connection, path: str, item: Found, here: int | None, report: ScanReport) -> int:
    """Number of the product that a place holds."""
    if here is not None and not _elsewhere(connection, here, path):
        before = connection.execute("SELECT state FROM products WHERE fid = ?", (here,)).fetchone()
        if _content(connection, path, item.granule) != item.content:
            # Its masks may be others, too.
            connection.execute("DELETE FROM clear_share WHERE product = ?", (here,))
            connection.execute("UPDATE products SET clear_source = NULL WHERE fid = ?", (here,))
        changed = write_scene(connection, item.scene, here)[1]
        report.updated += changed or before[0] != PRESENT
        return here
    twin = _twin(connection, item)
    if twin is None:
        report.added += 1
        return write_scene(connection, item.scene, None)[0]
    old, state = connection.execute("SELECT path, state FROM products WHERE fid = ?", (twin,)).fetchone()
    if state == PRESENT and (old == path or os.path.exists(old)):
        if old == path:
            report.updated += write_scene(connection, item.scene, twin)[1]
        return twin
    # Moved: the same metadata here, nothing any more where they were.
    write_scene(connection, item.scene, twin)
    gone = [row[0] for row in connection.execute("SELECT path FROM places WHERE product = ?", (twin,))
            if row[0] != path and not os.path.exists(row[0])]
    connection.executemany("DELETE FROM places WHERE path = ? AND product = ?", [(place, twin) for place in gone])
    report.moved += old != path
    report.updated += old == path
    return twin


def _elsewhere(connection: sqlite3.Connection, product: int, path: str) -> bool:
    return connection.execute("SELECT 1 FROM places WHERE product = ? AND path <> ? LIMIT 1",
                              (product, path)).fetchone() is not None


def _content(connection: sqlite3.Connection, path: str, granule: str) -> str:
    row = connection.execute("SELECT content FROM places WHERE path = ? AND granule = ?", (path, granule)).fetchone()
    return row[0] if row else ""


def _twin(connection: sqlite3.Connection, item: Found) -> int | None:
    """A product of this computer with the same name and the same metadata."""
    row = connection.execute(
        "SELECT p.fid FROM products p JOIN places l ON l.product = p.fid WHERE p.key = ? AND p.identifier = ? "
        "AND p.source = ? AND l.content = ? AND l.granule = ? ORDER BY p.state DESC, p.fid LIMIT 1",
        (key_of(item.scene.identifier), item.scene.identifier, LOCAL, item.content, item.granule)).fetchone()
    return None if row is None else int(row[0])


def lose(connection: sqlite3.Connection, path: str) -> int:
    """A place is gone. How many products are missing by that."""
    rows = connection.execute("SELECT granule, product FROM places WHERE path = ?", (path,)).fetchall()
    return sum(_leave(connection, path, granule, product) for granule, product in rows)


def _leave(connection: sqlite3.Connection, path: str, granule: str, product: int) -> int:
    """1 where the product is nowhere any more: it keeps its last place, so that it is known again there."""
    for other, own in connection.execute("SELECT path, granule FROM places WHERE product = ? AND path <> ? "
                                         "ORDER BY path", (product, path)).fetchall():
        scene = _read_again(other, own) if os.path.exists(other) else None
        if scene is not None:
            write_scene(connection, scene, product)
            connection.execute("DELETE FROM places WHERE path = ? AND granule = ?", (path, granule))
            return 0
    state = connection.execute("SELECT state FROM products WHERE fid = ?", (product,)).fetchone()
    if state is None or state[0] == MISSING:
        return 0
    connection.execute("UPDATE products SET state = ? WHERE fid = ?", (MISSING, product))
    return 1


def _read_again(path: str, granule: str) -> SceneRecord | None:
    kind = FOLDER if os.path.isdir(path) else ARCHIVE if path.lower().endswith(".zip") else FILE
    try:
        found = read(Candidate(path, kind, (path,)), digest=False)
    except (BocageError, OSError):
        return None
    return next((item.scene for item in found if item.granule == granule), None)


__all__ = ["is_under", "lose", "store", "touch"]
