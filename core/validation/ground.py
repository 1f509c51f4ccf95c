"""What the pixels of a map are on the ground: units are drawn by pixel, accuracies and areas are shares of the ground.

In degrees, in Mercator, a pixel of the north is smaller than one of the south: a share of pixels is no share of land.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..engine.class_raster import EQUAL_AREA
from ..engine.grid import Grid
from ..engine.points import pixel_of
from ..engine.raster import transform_points
from ..errors import BocageError

#: Pixels are alike where the largest is larger than the least by less: those of a zone of UTM differ by 0.0028.
ALIKE = 0.003
#: Pixels of the map that are measured to know, along each side.
_LATTICE = 33


@dataclass(frozen=True)
class Ground:
    """Areas on the ellipsoid, m2: of the least and of the largest pixel of the map, of that of each unit (n,)."""

    least_m2: float
    largest_m2: float
    unit_m2: np.ndarray


def ground(grid: Grid, x: np.ndarray, y: np.ndarray) -> Ground | None:
    """Of units at these places, in the CRS of the grid; None where all pixels of the map are alike.

    Raises BocageError where a unit on the map lies where its CRS has no ground.
    """
    rows, columns = (np.unique(np.linspace(0, size - 1, _LATTICE).astype(np.int64)) for size in grid.shape)
    areas = pixel_areas_m2(grid, *(one.ravel() for one in np.meshgrid(rows, columns, indexing="ij")))
    areas = areas[np.isfinite(areas) & (areas > 0)]
    if not areas.size or areas.max() <= (1.0 + ALIKE) * areas.min():
        return None
    column, row = pixel_of(grid, x, y)
    inside = (row >= 0) & (row < grid.shape[0]) & (column >= 0) & (column < grid.shape[1])
    # Units outside the map are of no pixel.
    unit = np.full(row.size, np.nan)
    unit[inside] = pixel_areas_m2(grid, row[inside], column[inside])
    nowhere = inside & ~(np.isfinite(unit) & (unit > 0))
    if nowhere.any():
        raise BocageError("pixel_without_area", count=int(nowhere.sum()))
    return Ground(float(areas.min()), float(areas.max()), unit)


def pixel_areas_m2(grid: Grid, row: np.ndarray, column: np.ndarray) -> np.ndarray:
    """Area on the ellipsoid of each of these pixels, (n,): its four corners in an equal-area projection."""
    x0, dx, _, y0, _, dy = grid.transform
    right, down = np.array([0, 1, 1, 0]), np.array([0, 0, 1, 1])
    x = x0 + (np.asarray(column)[:, None] + right) * dx
    y = y0 + (np.asarray(row)[:, None] + down) * dy
    east, north = transform_points(x, y, grid.crs, EQUAL_AREA)
    # From a corner of the pixel: products of whole coordinates would lose its area.
    with np.errstate(invalid="ignore"):
        east, north = east - east[:, :1], north - north[:, :1]
        return np.asarray(np.abs((east * np.roll(north, -1, 1) - np.roll(east, -1, 1) * north).sum(1)) / 2.0)
