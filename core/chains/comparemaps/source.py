"""The source on the map's grid: a raster by its nearest pixel, polygons by the rule of the pixel's centre."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from ...engine.class_raster import read_classes
from ...engine.grid import Grid, Window
from ...engine.nearest import classes_on
from ...engine.progress import Progress, check
from ...engine.raster import PolygonBurner, Raster, metres_per_unit, same_crs
from ...errors import BocageError
from ...landcover.polygons import mover, sound
from ...validation.assemble import clean
from ...validation.codes import MOST_CLASSES, Coder, look_up
from ...validation.crosswalk import Crosswalk


class Source(Protocol):
    """Classes of the source, as indices: 0 for none, then those of ``codes`` from 1."""

    @property
    def codes(self) -> list[str]:
        """Those met so far."""
        ...

    def read(self, window: Window) -> tuple[np.ndarray, np.ndarray | None]:
        """Indices, 8 or 16 bits (rows, columns), on a window of the map, and numbers of the polygons there, int32."""

    def forget(self) -> None:
        """Let go of what was decoded."""

    def close(self) -> None:
        """Release files."""


class _Codes:
    """Codes in the order they are met."""

    def __init__(self, table: Crosswalk | None, raster: bool) -> None:
        self.codes: list[str] = []
        self._index: dict[str, int] = {"": 0}
        self._table, self._raster = table, raster

    def index(self, text: str) -> int:
        """Index of the code that a value stands for, 0 for nothing."""
        # Without a table codes are numbers: 07, or 7.0 of a real field, is class 7.
        code = self._table.code_of(text, self._raster) if self._table is not None else clean(text)
        if code not in self._index:
            self._index[code] = len(self.codes) + 1
            self.codes.append(code)
        return self._index[code]


class RasterSource:
    """A raster of classes in any CRS and at any resolution."""

    def __init__(self, path: str, grid: Grid, table: Crosswalk | None) -> None:
        self._raster, self._path, self._grid = Raster(path), path, grid
        if not self._raster.grid.crs:
            self._raster.close()
            raise BocageError("raster_without_crs", file=path)
        if self._raster.grid.turned:
            self._raster.close()
            raise BocageError("raster_turned", file=path)
        self._coder, self._codes = Coder(path), _Codes(table, raster=True)
        #: Index of the code of each index of the raster's own numbers.
        self._index, self._values = np.zeros(256, np.uint16), 0
        other = self._raster.grid
        apart = max(abs(one - two) for one, two in zip(grid.bounds, other.bounds))
        self.same = (grid.shape == other.shape and same_crs(grid.crs, other.crs)
                     and apart < 0.01 * min(grid.dx, grid.dy))

    @property
    def codes(self) -> list[str]:
        """Those met so far."""
        return self._codes.codes

    @property
    def pixel(self) -> str:
        """Its own pixels, as a report tells them."""
        grid = self._raster.grid
        unit = "°" if metres_per_unit(grid.crs) is None else "m"
        return f"{grid.dx:g} x {grid.dy:g} {unit}, {grid.crs.split(',')[0][:40]}"

    def read(self, window: Window) -> tuple[np.ndarray, np.ndarray | None]:
        """See ``Source``."""
        if self.same:
            values, known = read_classes(self._raster, self._path, window)
        else:
            values, known = classes_on(self._raster, self._path, self._grid.window(*window))
        raw = self._coder.code(values, known)
        if self._values < len(self._coder):
            self._values = len(self._coder)
            found = [0, *(self._codes.index(str(value)) for value in self._coder.values)]
            self._index = np.zeros(max(256, len(found)), np.uint16)
            self._index[:len(found)] = found
        return look_up(self._index, raw), None

    def forget(self) -> None:
        """See ``Source``."""
        self._raster.forget()

    def close(self) -> None:
        """Release the file."""
        self._raster.close()


class Polygons:
    """Polygons held in memory as they lie in the map's CRS; those that miss the map are left out."""

    def __init__(self, table: Crosswalk | None, grid: Grid) -> None:
        self._codes, self._grid = _Codes(table, raster=False), grid
        self._burner, self._shapes = PolygonBurner(), [None]
        #: Index of the code of each polygon, from number 1.
        self.owner: list[int] = [0]
        self.repaired = self.refused = self.without_code = 0

    @property
    def codes(self) -> list[str]:
        """Of all polygons."""
        return self._codes.codes

    def add(self, code: str, wkb: bytes, moved: Callable[[object], object] | None) -> None:
        """One feature: repaired where it is not valid, moved to the map's CRS."""
        index = self._codes.index(code)
        if index == 0:
            self.without_code += 1
            return
        geometry, how = sound(wkb)
        if geometry is not None and geometry.GetDimension() < 2:
            geometry = None
        if geometry is not None and moved is not None:
            geometry = moved(geometry)
        if geometry is None:
            self.refused += 1
            return
        self.repaired += how == "repaired"
        west, east, south, north = geometry.GetEnvelope()
        left, bottom, right, top = self._grid.bounds
        if west > right or east < left or south > top or north < bottom:
            return
        self._burner.add(len(self.owner), geometry)
        self._shapes.append(geometry)
        self.owner.append(index)

    def several(self, window: Window) -> np.ndarray:
        """Pixels whose centre lies in more than one polygon, bool (rows, columns)."""
        return np.asarray(self._burner.depth(self._grid.window(*window)) > 1)

    def covered(self, shown: np.ndarray, windows: Sequence[Window], progress: Progress) -> int:
        """Polygons that hold a pixel's centre and yet none is theirs, for later ones lie over them. Raises Cancelled.

        shown: bool by the number of the polygon, those that have a pixel.
        """
        left, found = np.flatnonzero(~shown), 0
        while left.size:
            # Burnt without those that lie over them; what these cover in turn comes up in the next round.
            alone, met = PolygonBurner(), np.zeros(shown.size, bool)
            for number in left.tolist():
                alone.add(number, self._shapes[number])
            for window in windows:
                check(progress)
                met[alone.burn(self._grid.window(*window))] = True
            met[0] = False
            if not met.any():
                break
            found += int(met.sum())
            left = left[~met[left]]
        return found

    def read(self, window: Window) -> tuple[np.ndarray, np.ndarray | None]:
        """See ``Source``."""
        numbers = self._burner.burn(self._grid.window(*window))
        return np.asarray(np.array(self.owner, np.uint16)[numbers]), numbers

    def forget(self) -> None:
        """Nothing is decoded."""

    def close(self) -> None:
        """Nothing is open."""


def polygons_on(items: Sequence[tuple[str, bytes]], crs: str, name: str, grid: Grid, table: Crosswalk | None,
                progress: Progress) -> Polygons:
    """Polygons ready to be burnt. Raises BocageError where none is left; Cancelled."""
    found = Polygons(table, grid)
    moved = None if same_crs(crs, grid.crs) else mover(crs, grid.crs)
    for number, (code, wkb) in enumerate(items):
        if number % 500 == 0:
            check(progress)
            progress.report(number / len(items))
        found.add(code, wkb, moved)
    if len(found.codes) > MOST_CLASSES:
        raise BocageError("map_not_classes", file=name, fault=f"{len(found.codes)} values")
    if len(found.owner) == 1:
        raise BocageError("compare_no_polygon", source=name, count=len(items), without=found.without_code,
                          refused=found.refused)
    return found
