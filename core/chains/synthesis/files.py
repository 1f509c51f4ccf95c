"""Files that stay open, and memory that is used again: opening files and fetching fresh pages are half of reading."""

from __future__ import annotations

import importlib
from collections import OrderedDict
from collections.abc import Hashable

import numpy as np

from ...engine.grid import Window
from ...engine.raster import Raster

#: Files that all lanes keep open: a system allows a thousand or so in all.
_MOST_OPEN = 500
_LEAST_OPEN = 8
#: Types of which a file's own numbers are read into memory that is kept.
_TYPES = {"Byte": "uint8", "Int16": "int16", "UInt16": "uint16", "Float32": "float32"}


def most_open(lanes: int) -> int:
    """Files that each of ``lanes`` may keep open: half of what the system allows, where it tells."""
    most = _MOST_OPEN
    try:
        limits = importlib.import_module("resource")
        allowed = limits.getrlimit(limits.RLIMIT_NOFILE)[0]
        most = min(most, allowed // 2) if allowed > 0 else most
    except (ImportError, OSError, ValueError):
        # Windows has no such limit.
        pass
    return max(_LEAST_OPEN, most // max(1, lanes))


class OpenFiles:
    """Rasters of one thread, each opened once as far as may be."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._files: OrderedDict[str, Raster] = OrderedDict()
        #: CRS by file, "" for none: a file opened again is not asked.
        self._crs: dict[str, str] = {}

    def close(self) -> None:
        """Release the files."""
        while self._files:
            self._files.popitem()[1].close()

    def forget(self) -> None:
        """Drop decoded pixels: GDAL's cache grows with the machine's memory, not with what a run needs."""
        for raster in self._files.values():
            raster.forget()

    def crs(self, path: str) -> str:
        """CRS of a file that was opened with it, "" for none."""
        return self._crs[path]

    def raster(self, path: str, crs: bool = True) -> Raster:
        """An open file; its own grid may lack the CRS, which ``crs`` knows where it was asked for."""
        wanted = crs and path not in self._crs
        if path in self._files:
            self._files.move_to_end(path)
            if not wanted:
                return self._files[path]
            # It was opened for its pixels alone.
            self._files.popitem()[1].close()
        while len(self._files) >= self._most:
            # The last used: all dates come in turn, and the first are the next.
            self._files.popitem()[1].close()
        self._files[path] = Raster(path, crs=wanted)
        if wanted:
            self._crs[path] = self._files[path].grid.crs
        return self._files[path]


class Buffers:
    """Memory by place: what was read into one is lost when the next is read there."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, np.ndarray] = {}

    def room(self, place: Hashable, raster: Raster, window: Window) -> np.ndarray | None:
        """The memory of ``place`` for these pixels, rows of the file's type; None for types that nobody writes."""
        if raster.dtype not in _TYPES:
            return None
        dtype = np.dtype(_TYPES[raster.dtype])
        size = window[2] * window[3] * dtype.itemsize
        if place not in self._kept or self._kept[place].nbytes < size:
            self._kept[place] = np.empty(size, np.uint8)
        return self._kept[place][:size].view(dtype).reshape(window[2:])

    def read(self, place: Hashable, raster: Raster, index: int, window: Window) -> np.ndarray:
        """Pixels of a band as its file holds them, in the memory of ``place``. Raises BocageError."""
        return raster.read(index, window, out=self.room(place, raster, window))


def whole_tiles(raster: Raster, window: Window) -> bool:
    """True where no other block has any use of the tiles that were decoded for this one."""
    ends = zip(window[:2], window[2:], raster.block, raster.grid.shape)
    return all(not start % tile and (not (start + size) % tile or start + size == whole)
               for start, size, tile, whole in ends)
