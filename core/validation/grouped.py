"""Pairs of classes counted by group, where groups are many and each holds few pairs: zones, polygons."""

from __future__ import annotations

import numpy as np

#: Cells of a table that is counted directly; more are sorted.
_MOST_CELLS = 1 << 22


class Grouped:
    """Pixels and m2 by (group, class of the map, class of the source), added block after block."""

    def __init__(self) -> None:
        self._parts: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        self._rows = 0

    def add(self, group: np.ndarray, maps: np.ndarray, sources: np.ndarray, area_m2: np.ndarray | float) -> None:
        """Pixels, arrays (n,): number of the group, indices of both classes, area of each pixel or of all."""
        if group.size == 0:
            return
        present, local = _dense(group)
        rows, columns = int(maps.max()) + 1, int(sources.max()) + 1
        keys = local.astype(np.int64)
        keys *= rows
        keys += maps
        keys *= columns
        keys += sources
        weights = None if np.isscalar(area_m2) else np.asarray(area_m2, float)
        cells = len(present) * rows * columns
        if cells <= _MOST_CELLS:
            pixels = np.bincount(keys, minlength=cells)
            found = np.flatnonzero(pixels)
            pixels = pixels[found]
            area = pixels * float(np.asarray(area_m2)) if weights is None else np.bincount(
                keys, weights, cells)[found]
        else:
            found, place, pixels = np.unique(keys, return_inverse=True, return_counts=True)
            area = pixels * float(np.asarray(area_m2)) if weights is None else np.bincount(
                place.ravel(), weights, found.size)
        who = np.stack([present[found // (rows * columns)], found // columns % rows, found % columns], axis=1)
        self._parts.append((who, pixels, area))
        self._rows += len(found)
        if self._rows > _MOST_CELLS:
            self._merge()

    def _merge(self) -> None:
        who, pixels, area = (np.concatenate([part[k] for part in self._parts]) for k in range(3))
        found, place, count = _keys(who)
        self._parts = [(found, np.bincount(place, pixels, count).astype(np.int64), np.bincount(place, area, count))]
        self._rows = count

    def table(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(group, map, source) int64 (n, 3) in their order, pixels (n,), m2 (n,)."""
        if not self._parts:
            return np.zeros((0, 3), np.int64), np.zeros(0, np.int64), np.zeros(0)
        self._merge()
        return self._parts[0]


def _keys(who: np.ndarray) -> tuple[np.ndarray, np.ndarray, int]:
    """Rows (n, k) that occur, in their order, the place of each row among them, and how many there are."""
    sizes = who.max(axis=0).astype(np.int64) + 1
    key = np.zeros(len(who), np.int64)
    for column, size in zip(who.T, sizes):
        # One number a row: sorted several times as fast as rows are.
        key = key * size + column
    found, place = np.unique(key, return_inverse=True)
    rows = np.zeros((len(found), who.shape[1]), np.int64)
    for number in range(who.shape[1] - 1, -1, -1):
        found, rows[:, number] = found // sizes[number], found % sizes[number]
    return rows, place.ravel(), len(rows)


def _dense(group: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Numbers that occur, and the place of each among them."""
    low, high = int(group.min()), int(group.max())
    if high - low <= max(_MOST_CELLS, group.size):
        present = np.flatnonzero(np.bincount(group - low)) + low
        places = np.zeros(high - low + 1, np.int64)
        places[present - low] = np.arange(len(present))
        return present, places[group - low]
    present, local = np.unique(group, return_inverse=True)
    return present, local.ravel()


def dominant(table: tuple[np.ndarray, np.ndarray, np.ndarray], by: int = 1) -> dict[int, int]:
    """Of each group the class with most pixels, of the map (``by`` 1) or of the source (2); the lower one of equals."""
    who, pixels, _ = table
    found: dict[int, int] = {}
    most: dict[int, int] = {}
    if not len(who):
        return found
    keys, place, count = _keys(who[:, [0, by]])
    totals = np.bincount(place, pixels, count)
    for (group, value), pixel_count in zip(keys.tolist(), totals.tolist()):
        if pixel_count > most.get(group, 0):
            most[group], found[group] = pixel_count, value
    return found
