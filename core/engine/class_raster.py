"""A raster of classes by whole numbers: read by windows, counted, measured on the ellipsoid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ..errors import BocageError
from .geodesic import short_distance
from .grid import Grid
from .raster import Raster, transform_points

#: Cylindrical equal-area projection of the WGS 84 ellipsoid: areas in it are areas on the ground.
EQUAL_AREA = "EPSG:6933"
_SIDE = 512
#: Relative difference of areas that pixels counted together may have.
_SAME = 1e-4


@dataclass
class MapContent:
    """Pixels and ellipsoidal area (m2) of each class, and pixels without any."""

    pixels: dict[int, int] = field(default_factory=dict)
    area_m2: dict[int, float] = field(default_factory=dict)
    nodata: int = 0

    def add(self, classes: np.ndarray, counts: np.ndarray, pixel_m2: float) -> None:
        """Some pixels of one block."""
        for value, count in zip(classes.tolist(), counts.tolist()):
            self.pixels[value] = self.pixels.get(value, 0) + count
            self.area_m2[value] = self.area_m2.get(value, 0.0) + count * pixel_m2

    def count(self, values: np.ndarray, known: np.ndarray, strip: Grid) -> None:
        """A strip, by rectangles small enough for their pixels to be of one area."""
        high = rows_of_one_area(strip)
        for row in range(0, values.shape[0], high):
            for column in range(0, values.shape[1], _SIDE):
                part = slice(row, row + high), slice(column, column + _SIDE)
                self._count(values[part], known[part], strip, row, column)

    def _count(self, square: np.ndarray, good: np.ndarray, strip: Grid, row: int, column: int) -> None:
        """Pixels of a rectangle whose corner is there."""
        used = square[good] if not good.all() else square.ravel()
        self.nodata += square.size - used.size
        if used.size:
            area = pixel_area_m2(strip.window(row, column, *square.shape))
            if used.dtype == np.uint8:
                counts = np.bincount(used, minlength=256)
                self.add(np.flatnonzero(counts), counts[counts > 0], area)
            else:
                classes, counts = np.unique(used, return_counts=True)
                self.add(classes, counts, area)


def rows_of_one_area(grid: Grid) -> int:
    """Rows over which pixels keep their area but for a ten-thousandth: all of a strip in UTM, few in degrees."""
    rows, wide = grid.shape[0], min(_SIDE, grid.shape[1])
    areas = mean_areas_m2([grid.window(row, 0, 1, wide) for row in sorted({0, rows // 2, rows - 1})])
    if not areas.min() > 0:
        # Rows beyond a pole have no ground: each is told alone.
        return 1
    return max(1, rows // (1 + int((areas.max() / areas.min() - 1.0) / _SAME)))


def row_areas_m2(part: Grid) -> np.ndarray:
    """Area of a pixel in each row of a narrow block, m2 (rows,); in proportion between rows a ten-thousandth apart."""
    rows, columns = part.shape
    high = rows_of_one_area(part)
    if high == rows:
        return np.full(rows, np.nan_to_num(pixel_area_m2(part), nan=0.0))
    known = np.unique(np.linspace(0, rows - 1, 2 + rows // high).astype(int))
    areas = mean_areas_m2([part.window(row, 0, 1, columns) for row in known.tolist()])
    # Beyond a pole there is no ground.
    return np.interp(np.arange(rows), known, np.nan_to_num(areas, nan=0.0))


def pixel_area_m2(grid: Grid) -> float:
    """Mean area on the ellipsoid of the pixels of a small grid, m2. Raises BocageError where it has no CRS."""
    return float(mean_areas_m2([grid])[0])


def mean_areas_m2(grids: Sequence[Grid]) -> np.ndarray:
    """``pixel_area_m2`` of small grids of one CRS, at once.

    The outlines, in an equal-area projection, over the numbers of pixels.
    """
    left, bottom, right, top = np.array([grid.bounds for grid in grids]).T[:, :, None]
    steps = np.linspace(0.0, 1.0, 9)[None, :]
    still = np.zeros_like(steps)
    x = np.concatenate([left + (right - left) * steps, right + still, right - (right - left) * steps, left + still], 1)
    y = np.concatenate([top + still, top + (bottom - top) * steps, bottom + still, bottom + (top - bottom) * steps], 1)
    east, north = transform_points(x, y, grids[0].crs, EQUAL_AREA)
    # Beyond a pole there is no ground, and no number.
    with np.errstate(invalid="ignore"):
        # From the first corner: coordinates of millions would cost the area of one pixel its digits.
        east, north = east - east[:, :1], north - north[:, :1]
        areas = np.abs((east * np.roll(north, -1, 1) - np.roll(east, -1, 1) * north).sum(1)) / 2.0
    return np.asarray(areas / np.array([grid.shape[0] * grid.shape[1] for grid in grids]))


def pixel_sides_m(grid: Grid) -> tuple[np.ndarray, np.ndarray]:
    """Width and height on the ellipsoid (WGS 84) of the pixels of each row, amid its columns, m: two of (rows,)."""
    rows, columns = grid.shape
    left, top = grid.bounds[0], grid.bounds[3]
    x = np.full(rows, left + columns / 2 * grid.dx)
    y = top - (np.arange(rows) + 0.5) * grid.dy
    west, east, south, north = (transform_points(one, two, grid.crs, "EPSG:4326") for one, two in (
        (x - grid.dx / 2, y), (x + grid.dx / 2, y), (x, y - grid.dy / 2), (x, y + grid.dy / 2)))
    return short_distance(*west, *east), short_distance(*south, *north)


def read_classes(raster: Raster, path: str, window: tuple[int, int, int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Whole numbers of a window and where there is a class. Raises BocageError: fractions, a raster that is turned."""
    if raster.grid.turned:
        raise BocageError("raster_turned", file=path)
    pixels = raster.read(1, window)
    known = np.ones(pixels.shape, bool)
    if raster.nodata is not None and np.isfinite(raster.nodata):
        known &= pixels != raster.nodata
    if pixels.dtype.kind == "f":
        known &= np.isfinite(pixels)
        whole = np.where(known, pixels, 0.0)
        if (whole != np.rint(whole)).any() or (np.abs(whole) > 2 ** 31).any():
            raise BocageError("map_not_classes", file=path, fault="fractions")
        pixels = whole.astype(np.int64)
    return pixels, known
