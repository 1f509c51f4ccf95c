"""Pixels of an area: the share of each that lies inside, block of rows by block of rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ..engine.areas import LONGITUDE_LATITUDE, Area
from ..engine.grid import Grid
from ..engine.raster import rasterise, transform_points

#: Parts of a pixel's side: an area of few pixels is cut finer, since its border weighs more.
_COARSE, _FINE, _FEW = 4, 10, 4000
#: Parts of pixels held at a time.
_AT_ONCE = 8_000_000

Rings = list[np.ndarray]


def outline_in(area: Area, crs: str) -> list[Rings]:
    """Polygons of an area in another CRS, each as its rings (n, 2)."""
    moved = []
    for polygon in area.footprint:
        rings = []
        for ring in polygon:
            points = np.asarray(ring, float)
            rings.append(np.column_stack(transform_points(points[:, 0], points[:, 1], LONGITUDE_LATITUDE, crs)))
        moved.append(rings)
    return moved


def blocks(outline: Sequence[Rings], grid: Grid) -> Iterator[tuple[Grid, np.ndarray]]:
    """Parts of ``grid`` that hold the area, and the share of each pixel inside it, float32 0 to 1."""
    points = np.concatenate([rings[0] for rings in outline])
    if not np.isfinite(points).all():
        return
    (xmin, ymin), (xmax, ymax) = points.min(axis=0), points.max(axis=0)
    row, column, rows, columns = grid.covering((xmin, ymin, xmax, ymax))
    if not rows or not columns:
        return
    cuts = _FINE if rows * columns <= _FEW else _COARSE
    step = max(1, _AT_ONCE // (columns * cuts * cuts))
    burnt = [(1, rings) for rings in outline]
    for first in range(row, row + rows, step):
        part = grid.window(first, column, min(step, row + rows - first), columns)
        x0, dx, _, y0, _, dy = part.transform
        fine = Grid(part.crs, (x0, dx / cuts, 0.0, y0, 0.0, dy / cuts), (part.shape[0] * cuts, part.shape[1] * cuts))
        inside = rasterise(burnt, fine).reshape(part.shape[0], cuts, part.shape[1], cuts)
        yield part, inside.mean(axis=(1, 3), dtype=np.float32)


def pixels_wanted(outline: Sequence[Rings], grid: Grid) -> float:
    """Pixels of ``grid`` that the whole area would fill, inside the grid or not."""
    def surface(ring: np.ndarray) -> float:
        x, y = (ring - ring[0]).T
        return abs(float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))) / 2.0

    total = sum(surface(rings[0]) - sum(surface(hole) for hole in rings[1:]) for rings in outline)
    return total / (grid.dx * grid.dy)
