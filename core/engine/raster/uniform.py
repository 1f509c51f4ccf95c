"""Tiles that hold one number alone: those of masks without a cloud are all alike, and one of them tells the others.

A tile of one number is compressed into some twenty bytes. Where the very bytes were met before, in a file that is
compressed the same way, the number is known and nothing is decoded.
"""

from __future__ import annotations

import numpy as np

from ..grid import Window
from .reading import Raster

#: Tiles of fewer pixels are decoded sooner than they are looked up.
_LEAST_PIXELS = 65_536
#: Tiles of which something is remembered.
_MOST_KNOWN = 4096


class UniformTiles:
    """What one thread knows of the tiles that it has met."""

    def __init__(self) -> None:
        #: By what a tile is stored as, the number that it holds; None where it holds several.
        self._known: dict[tuple[str, bytes], int | None] = {}
        self._met: dict[tuple[str, bytes], tuple[str, bytes]] = {}
        self._files: dict[str, dict[tuple[int, int], tuple[str, bytes]]] = {}

    def read(self, raster: Raster, window: Window, out: np.ndarray) -> np.ndarray:
        """``raster.read(1, window, out=out)``: integers, (rows, columns). Raises BocageError."""
        if raster.path not in self._files:
            found = raster.small_tiles() if raster.block[0] * raster.block[1] >= _LEAST_PIXELS else {}
            # The same few for all tiles of all files.
            self._files[raster.path] = {place: self._met.setdefault(stored, stored) for place, stored in found.items()}
        small = self._files[raster.path]
        if not small or out.dtype.kind not in "iu":
            return raster.read(1, window, out=out)
        row, column, rows, columns = window
        down, across = raster.block
        for tile in range(row // down, -(-(row + rows) // down)):
            lines = slice(max(0, tile * down - row), min(rows, (tile + 1) * down - row))
            # Neighbours that have to be decoded are read together.
            first = None
            for number in range(column // across, -(-(column + columns) // across)):
                begin, end = max(0, number * across - column), min(columns, (number + 1) * across - column)
                value = self._value(raster, small, (tile, number))
                if value is None:
                    first = begin if first is None else first
                    if end < columns:
                        continue
                    begin = end
                if first is not None:
                    raster.read(1, (row + lines.start, column + first, lines.stop - lines.start, begin - first),
                                out=out[lines, first:begin])
                    first = None
                if value is not None:
                    out[lines, begin:end] = value
        return out

    def _value(self, raster: Raster, small: dict[tuple[int, int], tuple[str, bytes]], place: tuple[int, int]
               ) -> int | None:
        """The one number of a tile; None where it holds several, or may."""
        stored = small.get(place)
        if stored is None:
            return None
        if stored not in self._known:
            (rows, columns), (row, column) = raster.block, (place[0] * raster.block[0], place[1] * raster.block[1])
            if row + rows > raster.grid.shape[0] or column + columns > raster.grid.shape[1]:
                # What lies beyond the image cannot be seen, and may be another number.
                return None
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            pixels = raster.read(1, (row, column, rows, columns))
            self._known[stored] = int(pixels[0, 0]) if pixels.min() == pixels.max() else None
        return self._known[stored]
