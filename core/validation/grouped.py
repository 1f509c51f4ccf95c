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
        unique, place = np.unique(who, axis=0, return_inverse=True)
        place = place.ravel()
        self._parts = [(unique, np.bincount(place, pixels, len(unique)).astype(np.int64),
                        np.bincount(place, area, len(unique)))]
        self._rows = len(unique)

    def table(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(group, map, source) int64 (n, 3) in their order, pixels (n,), m2 (n,)."""
        if not self._parts:
            return np.zeros((0, 3), np.int64), np.zeros(0, np.int64), np.zeros(0)
        self._merge()
        return self._parts[0]


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
    keys, place = np.unique(who[:, [0, by]], axis=0, return_inverse=True) if len(who) else (who[:, :2], np.zeros(0))
    totals = np.bincount(place.ravel().astype(np.int64), pixels, len(keys)) if len(who) else np.zeros(0)
    for (group, value), count in zip(keys.tolist(), totals.tolist()):
        if count > most.get(group, 0):
            most[group], found[group] = count, value
    return found
