"""Pixels of an area: the share of each that lies inside, exactly, block of rows by block of rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ..engine.areas import LONGITUDE_LATITUDE, Area
from ..engine.coverage import boxes, covered, sides_of
from ..engine.grid import Grid
from ..engine.raster import transform_points

#: Pixels held at a time.
_AT_ONCE = 2_000_000


def outline_in(area: Area, crs: str) -> list[np.ndarray]:
    """Closed rings (n, 2) of an area in another CRS, outer ones with a positive area and holes with a negative one."""
    rings = []
    for polygon in area.footprint:
        for number, ring in enumerate(polygon):
            points = np.asarray(ring, float)
            moved = np.column_stack(transform_points(points[:, 0], points[:, 1], LONGITUDE_LATITUDE, crs))
            rings.append(moved if (_signed(moved) > 0) == (number == 0) else moved[::-1])
    return rings


def blocks(outline: Sequence[np.ndarray], grid: Grid) -> Iterator[tuple[Grid, np.ndarray]]:
    """Parts of ``grid`` that hold the area, and the share of each pixel inside it, float32 0 to 1."""
    points = np.concatenate(outline)
    if not np.isfinite(points).all():
        return
    (xmin, ymin), (xmax, ymax) = points.min(axis=0), points.max(axis=0)
    row, column, rows, columns = grid.covering((xmin, ymin, xmax, ymax))
    if not rows or not columns:
        return
    sides = sides_of(outline, [0] * len(outline), grid)
    box = boxes(sides, 1)
    step = max(1, _AT_ONCE // columns)
    for first in range(row, row + rows, step):
        window = (first, column, min(step, row + rows - first), columns)
        found = covered(sides, box, window)
        share = np.zeros(window[2] * columns, np.float32)
        share[found.cell] = found.weight
        yield grid.window(*window), share.reshape(window[2:])


def pixels_wanted(outline: Sequence[np.ndarray], grid: Grid) -> float:
    """Pixels of ``grid`` that the whole area would fill, inside the grid or not."""
    return sum(_signed(ring) for ring in outline) / (grid.dx * grid.dy)


def _signed(ring: np.ndarray) -> float:
    # From the first corner: coordinates of millions would cost digits.
    x, y = (ring - ring[0]).T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) / 2.0
