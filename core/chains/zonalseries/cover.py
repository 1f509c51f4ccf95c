"""Which pixels of a grid each zone has: found once a grid, block by block, kept while there is room."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock

import numpy as np

from ...engine.coverage import Covered, Sides, boxes, covered, sides_of
from ...engine.grid import Grid, Window
from ...engine.zones import Zones
from ..pixels.targets import blocks

#: Side of a block, pixels: the tiles of Sentinel-2's JPEG 2000 at 10 m, four of a GeoTIFF's.
_SIDE = 1024
#: Pixels of zones kept in memory for all grids, 12 bytes each.
MOST_KEPT = 24_000_000


@dataclass
class Cover:
    """The zones on one grid."""

    grid: Grid
    #: Area of each zone in pixels, whether it lies on the grid or not.
    area: np.ndarray
    #: Numbers of the zones that touch the grid.
    touching: np.ndarray
    #: How many blocks hold a part of each zone.
    parts: np.ndarray
    _sides: Sides
    _box: np.ndarray
    _centre: bool
    _windows: list[Window]
    _kept: list[Covered] | None = None

    def blocks(self) -> Iterator[tuple[Window, Covered]]:
        """Blocks that hold zones, with their pixels."""
        for number, window in enumerate(self._windows):
            found = self._kept[number] if self._kept is not None else self._of(window)
            if len(found.cell):
                yield window, found

    def _of(self, window: Window) -> Covered:
        return covered(self._sides, self._box, window, self._centre)


def cover_of(zones: Zones, grid: Grid, weights: str, room: int) -> Cover:
    """Zones (any CRS) on a grid; their pixels are kept where they are ``room`` at most."""
    moved = zones.to(grid.crs)
    sides = sides_of(moved.rings, moved.owner, grid)
    box = boxes(sides, len(zones.names))
    rows, columns = grid.shape
    touching = np.flatnonzero((box[:, 2] > np.maximum(box[:, 0], 0)) & (box[:, 3] > np.maximum(box[:, 1], 0))
                              & (box[:, 0] < rows) & (box[:, 1] < columns) & (box[:, 2] > 0) & (box[:, 3] > 0))
    windows = [window for window in blocks(grid, (_SIDE, _SIDE)) if _any_in(box[touching], window)]
    cover = Cover(grid, moved.areas() / (grid.dx * grid.dy), touching, np.zeros(len(zones.names), np.int32), sides, box,
                  weights == "centre", windows)
    kept: list[Covered] | None = []
    total = 0
    for window in windows:
        found = cover._of(window)
        cover.parts[np.unique(found.polygon)] += 1
        total += len(found.cell)
        if kept is not None:
            kept.append(found)
            if total > room:
                kept = None
    cover._kept = kept
    return cover


def _any_in(box: np.ndarray, window: Window) -> bool:
    row, column, rows, columns = window
    return bool(((box[:, 0] < row + rows) & (box[:, 2] > row) & (box[:, 1] < column + columns)
                 & (box[:, 3] > column)).any())


class Covers:
    """Covers by grid, for all threads: each is made once, and the oldest go where there is no room."""

    def __init__(self, zones: Zones, weights: str) -> None:
        self._zones, self._weights = zones, weights
        self._lock, self._made = Lock(), OrderedDict[Grid, Cover]()

    def get(self, grid: Grid) -> Cover:
        """The cover of one grid."""
        with self._lock:
            if grid in self._made:
                self._made.move_to_end(grid)
                return self._made[grid]
            cover = cover_of(self._zones, grid, self._weights, MOST_KEPT // 2)
            self._made[grid] = cover
            while len(self._made) > 1 and sum(_size(one) for one in self._made.values()) > MOST_KEPT:
                self._made.popitem(last=False)
            return cover


def _size(cover: Cover) -> int:
    return sum(len(one.cell) for one in cover._kept or ()) + len(cover._sides.x0)
