"""Numbers of classes as small indices, so that two maps make a table by one count."""

from __future__ import annotations

import numpy as np

from ..errors import BocageError

#: More classes than this, and a raster is no map of classes.
MOST_CLASSES = 4096
#: Span of numbers that is looked up in an array rather than sorted.
_SPAN = 1 << 16


class Coder:
    """Indices of the classes of one raster in the order they are met: 0 for none, then 1, 2...

    Raises BocageError("map_not_classes") where there are more than MOST_CLASSES.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._of: dict[int, int] = {}
        self._low, self._table = 0, np.zeros(0, np.uint16)

    def __len__(self) -> int:
        """Indices there are, that of none included."""
        return len(self._of) + 1

    @property
    def values(self) -> list[int]:
        """Number of each index from 1."""
        return list(self._of)

    def code(self, values: np.ndarray, known: np.ndarray) -> np.ndarray:
        """Index of every pixel, uint8 or uint16 of the same shape. ``known``: where there is a class."""
        whole = bool(known.all())
        if not whole and not known.any():
            return np.zeros(values.shape, np.uint8)
        low, high = _range(values, known, whole)
        if high - low >= _SPAN:
            return self._sorted(values, known)
        if self._table.size == 0 or low < self._low or high >= self._low + self._table.size:
            self._look_up(low, high)
        places = values if self._low == 0 and values.dtype.kind == "u" else values.astype(np.int64) - self._low
        codes = look_up(self._table, places)
        if not whole:
            codes[~known] = 0
        missing = known & (codes == 0)
        if missing.any():
            # Counted, not sorted: the first block is all new.
            fresh = np.bincount(places[missing].ravel(), minlength=self._table.size)
            self._learn(np.flatnonzero(fresh) + self._low)
            self._fill()
            codes = look_up(self._table, places)
            codes[~known] = 0
        return codes

    def _look_up(self, low: int, high: int) -> None:
        """A table that holds these numbers, and those of a byte where they do."""
        self._low = 0 if 0 <= low and high < _SPAN else low
        self._table = np.zeros(max(256, high - self._low + 1), np.uint16)
        self._fill()

    def _fill(self) -> None:
        for value, index in self._of.items():
            if 0 <= value - self._low < self._table.size:
                self._table[value - self._low] = index

    def _sorted(self, values: np.ndarray, known: np.ndarray) -> np.ndarray:
        codes = np.zeros(values.shape, np.uint16)
        found, place = np.unique(values[known], return_inverse=True)
        self._learn(found)
        codes[known] = np.array([self._of[value] for value in found.tolist()], np.uint16)[place.ravel()]
        return codes

    def _learn(self, values: np.ndarray) -> None:
        for value in values.tolist():
            self._of.setdefault(int(value), len(self._of) + 1)
        if len(self._of) > MOST_CLASSES:
            raise BocageError("map_not_classes", file=self._path, fault=f"{len(self._of)} values")


def _range(values: np.ndarray, known: np.ndarray, whole: bool) -> tuple[int, int]:
    if values.dtype.itemsize == 1:
        limits = np.iinfo(values.dtype)
        return int(limits.min), int(limits.max)
    used = values if whole else values[known]
    return int(used.min()), int(used.max())


def look_up(table: np.ndarray, places: np.ndarray) -> np.ndarray:
    """``table[places]``, a writable array; places beyond the table take its nearest end.

    Bytes through a table of small numbers go by ``bytes.translate``: several times as fast as indexing.
    """
    if places.dtype == np.uint8 and table.size >= 256 and int(table[:256].max()) < 256:
        moved = places.tobytes().translate(table[:256].astype(np.uint8).tobytes())
        return np.frombuffer(bytearray(moved), np.uint8).reshape(places.shape)
    return np.asarray(np.take(table, places, mode="clip"))
