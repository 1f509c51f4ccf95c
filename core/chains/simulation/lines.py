"""Lines of sight of a scene: which detector sees what, and where its line of sight meets a cloud."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ...engine.grid import Grid
from ...engine.resample import bilinear
from .geometry import Pass
from .sky import Layer

#: Metres of the image at a time: whole cells, at every resolution.
STRIP_M = 4800


@dataclass(frozen=True)
class Sight:
    """How one detector sees one band, on some columns of the cells: view angles, degrees (rows, columns)."""

    cells: Grid
    columns: slice
    zenith: np.ndarray
    azimuth: np.ndarray

    def depth(self, layer: Layer, grid: Grid, above_m: np.ndarray) -> np.ndarray:
        """Optical depth of a layer in the line of sight to each pixel of ``grid``; ``above_m``: how far the pixel
        lies above the level from which the heights of clouds count."""
        x, y = np.meshgrid(grid.x(), grid.y())
        lean, towards = np.tan(np.radians(self.zenith)), np.radians(self.azimuth)
        height = np.maximum(layer.height_m - above_m, 0.0)
        return layer.at(x + height * bilinear(lean * np.sin(towards), self.cells, grid),
                        y + height * bilinear(lean * np.cos(towards), self.cells, grid))


@dataclass(frozen=True)
class Patch:
    """Part of a strip that one detector sees: its columns, and which pixels of them."""

    detector: int
    grid: Grid
    columns: slice
    inside: np.ndarray


def sights(track: Pass, band: str, cells: Grid) -> dict[int, Sight]:
    """By detector that owns the centre of a cell."""
    owner = track.detector(*np.meshgrid(cells.x(), cells.y()))
    result = {}
    for detector in (int(d) for d in np.unique(owner)):
        found = np.flatnonzero((owner == detector).any(axis=0))
        columns = slice(max(0, int(found[0]) - 2), min(owner.shape[1], int(found[-1]) + 3))
        part = cells.window(0, columns.start, cells.shape[0], columns.stop - columns.start)
        result[detector] = Sight(part, columns, *track.view(band, detector, *np.meshgrid(part.x(), part.y())))
    return result


def strips(grid: Grid) -> Iterator[slice]:
    """Rows of ``grid``, some kilometres at a time."""
    rows = int(STRIP_M / grid.dy)
    for first in range(0, grid.shape[0], rows):
        yield slice(first, min(grid.shape[0], first + rows))


def patches(track: Pass, known: dict[int, Sight], grid: Grid, rows: slice) -> Iterator[Patch]:
    """The detectors of a strip, each with the columns that it sees."""
    strip = grid.window(rows.start, 0, rows.stop - rows.start, grid.shape[1])
    numbers = np.array(sorted(known))
    # A sliver that owns no centre of a cell: its neighbour serves.
    owner = np.clip(track.detector(*np.meshgrid(strip.x(), strip.y())), numbers[0], numbers[-1])
    for detector in numbers:
        inside = owner == detector
        found = np.flatnonzero(inside.any(axis=0))
        if found.size:
            columns = slice(int(found[0]), int(found[-1]) + 1)
            part = strip.window(0, columns.start, strip.shape[0], columns.stop - columns.start)
            yield Patch(int(detector), part, columns, inside[:, columns])
