"""Queries: the tree finds candidates, SQL what their metadata tell, geometry and masks the rest. Newest first."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from heapq import merge
from itertools import islice
from typing import Any

from ...engine.raster import gdal_messages
from ..model import LOCAL, PRESENT, Hit, Query
from .area import Area, checked
from .cloud import CloudOver
from .rows import COLUMNS, SELECTED, key_of, record, seconds, text_time
from .shapes import EPOCH, Box, from_blob, tree_box

PRODUCERS = "producer's percentage"
#: A long span is looked at in slices of time, newest first, each twice as long: enough are found early.
_FIRST_SLICE_S, _ONE_SLICE_S = 8 * 86400, 62 * 86400
_FID, _GEOM, _IDENTIFIER, _SOURCE = (COLUMNS.index(name) for name in ("fid", "geom", "identifier", "source"))
_CLOUD, _CLEAR = (COLUMNS.index(name) for name in ("cloud_percent", "clear_source"))

_IN_TREE = " ".join(("SELECT", SELECTED, ", p.t FROM scene_tree s CROSS JOIN products p ON p.fid = s.id / 2 "
                     "WHERE s.min_lon <= ? AND s.max_lon >= ? AND s.min_lat <= ? AND s.max_lat >= ? "
                     "AND s.t0 <= ? AND s.t1 >= ?"))
_NOWHERE = " ".join(("SELECT", SELECTED, ", p.t FROM products p INDEXED BY products_nowhere "
                     "WHERE p.geom IS NULL AND p.t <= ? AND p.t >= ?"))
_WORLD: Box = (-180.0, -90.0, 180.0, 90.0)
#: Candidates judged at once.
_TOGETHER = 128
_ORDER = "ORDER BY p.t DESC, p.identifier"


def search(connection: sqlite3.Connection, query: Query) -> list[Hit]:
    """Hits of the query; a scene of a server that is also on this computer comes once, from this computer.

    Records come without their assets. Raises BocageError("index_area") for an area that is none.
    """
    area = checked(query.area) if query.area else None
    found: list[Hit] = []
    if query.limit <= 0:
        return found
    judge = _Judge(connection, query, area)
    candidates = _candidates(connection, query, area)
    with gdal_messages():
        while len(found) < query.limit:
            rows = list(islice(candidates, _TOGETHER))
            if not rows:
                break
            found += judge.hits(rows)
    return found[:query.limit]


class _Judge:
    """What SQL cannot tell of candidates: geometry, masks, and whether a scene is here already."""

    def __init__(self, connection: sqlite3.Connection, query: Query, area: Area | None) -> None:
        self._connection, self._area = connection, area
        self._most = query.max_cloud_percent
        self._cloud = CloudOver(connection, query.area) if area is not None else None
        # Whether a scene of a server may be here too.
        self._local = (not query.sources or LOCAL in query.sources) and connection.execute(
            "SELECT 1 FROM products WHERE source = 'local' LIMIT 1").fetchone() is not None
        self._seen: set[int] = set()

    def hits(self, rows: list[tuple[Any, ...]]) -> list[Hit]:
        """Those of the rows that the query means, in their order."""
        # A footprint on both sides of the antimeridian is found on either.
        fresh = list({row[_FID]: row for row in rows if row[_FID] not in self._seen}.values())
        self._seen.update(row[_FID] for row in fresh)
        masked = [row[_FID] for row in fresh if row[_CLEAR]]
        # Clouds first: under a limit they leave the fewest to be measured.
        over = {} if self._cloud is None else self._cloud.percents(masked, self._most)
        found = []
        for row in fresh:
            percent, source = over.get(row[_FID], (None, ""))
            told = row[_CLOUD] if percent is None else percent
            if not self._clear_enough(told):
                continue
            footprint = from_blob(row[_GEOM])
            covered = None if self._area is None else self._area.compare(row[_GEOM], footprint)
            if self._area is not None and covered is None:
                continue
            if self._local and row[_SOURCE] != LOCAL and self._here(row[_IDENTIFIER]):
                continue
            if percent is None:
                source = PRODUCERS if told is not None else ""
            found.append(Hit(record(row, footprint=footprint), percent, covered, source))
        return found

    def _clear_enough(self, cloud: float | None) -> bool:
        """Cloud that nobody tells is no cloud percent under a limit."""
        return self._most is None or self._most >= 100.0 or (cloud is not None and cloud <= self._most)

    def _here(self, identifier: str) -> bool:
        return self._connection.execute(
            "SELECT 1 FROM products WHERE key = ? AND identifier = ? AND source = ? AND state = ? LIMIT 1",
            (key_of(identifier), identifier, LOCAL, PRESENT)).fetchone() is not None


def _candidates(connection: sqlite3.Connection, query: Query, area: Area | None) -> Iterator[tuple[Any, ...]]:
    """Rows of COLUMNS and the time, newest first."""
    conditions, values = _conditions(query)
    span = _span(connection, query)
    if span is None:
        return
    # Every product of a tile lies in the tile: the tree finds them without an index of tiles.
    places = area.boxes if area is not None else _tile_boxes(connection, query.tiles)
    in_tree = " ".join((_IN_TREE, *conditions, _ORDER))
    without_place = " ".join((_NOWHERE, *conditions, _ORDER))
    for newest, oldest in _slices(*span):
        sources = [connection.execute(in_tree, (*_bounds(box), newest - EPOCH, oldest - EPOCH, *values))
                   for box in places]
        if area is None:
            sources.append(connection.execute(without_place, (newest, oldest, *values)))
        yield from merge(*sources, key=_newest_first)


def _newest_first(row: tuple[Any, ...]) -> tuple[int, str]:
    return -row[-1], row[_IDENTIFIER]


def _bounds(box: Box) -> tuple[int, int, int, int]:
    west, east, south, north = tree_box(box)
    return east, west, north, south


def _slices(last: int, first: int) -> Iterator[tuple[int, int]]:
    """Newest and oldest second of each, both ends included."""
    length = last - first if last - first <= _ONE_SLICE_S else _FIRST_SLICE_S
    while last >= first:
        oldest = max(first, last - length)
        yield last, oldest
        last, length = oldest - 1, 2 * length + 1


def _span(connection: sqlite3.Connection, query: Query) -> tuple[int, int] | None:
    """Newest and oldest second to look at, None where the index is empty or the dates are the wrong way round."""
    known = dict(connection.execute("SELECT name, value FROM bocage_index "
                                    "WHERE name IN ('oldest', 'newest')").fetchall())
    if not known:
        return None
    last, first = int(known["newest"]), int(known["oldest"])
    last = last if query.end is None else min(last, seconds(query.end))
    first = first if query.start is None else max(first, seconds(query.start))
    return (last, first) if last >= first else None


def _tile_boxes(connection: sqlite3.Connection, tiles: tuple[str, ...]) -> list[Box]:
    """Boxes of tiles; the world where none is asked for, or where one is on both sides of the antimeridian."""
    found = []
    for tile in tiles:
        row = connection.execute("SELECT min_lon, min_lat, max_lon, max_lat FROM tiles WHERE tile = ?",
                                 (tile,)).fetchone()
        if row is not None and row[2] - row[0] > 180.0:
            return [_WORLD]
        found += [row] if row is not None else []
    return found if tiles else [_WORLD]


def _conditions(query: Query) -> tuple[list[str], list[Any]]:
    """SQL with question marks, and what they stand for."""
    conditions: list[str] = []
    values: list[Any] = []
    for column, wanted in (("p.platform", query.platforms), ("p.level", query.levels), ("p.tile", query.tiles),
                           ("p.collection", query.collections), ("p.source", query.sources)):
        if wanted:
            conditions.append(f"AND {column} IN ({', '.join('?' * len(wanted))})")
            values += wanted
    for sign, moment in ((">=", query.start), ("<=", query.end)):
        if moment is not None:
            conditions.append(f"AND p.acquired {sign} ?")
            values.append(text_time(moment))
    if query.max_cloud_percent is not None and query.max_cloud_percent < 100.0:
        conditions.append("AND (p.cloud_percent <= ? OR p.clear_source != '')")
        values.append(query.max_cloud_percent)
    return conditions, values

