"""Values of a raster at points."""

from __future__ import annotations

import numpy as np

from ..errors import BocageError, Cancelled
from .grid import Grid
from .progress import Progress
from .raster import Raster, transform_points

#: Rows read at once.
_STRIP = 256


def pixel_of(grid: Grid, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Column and row of each point in the grid's CRS, beyond the grid where it lies outside; -1 where it is nowhere."""
    x0, dx, _, y0, _, dy = grid.transform
    column = np.floor((np.asarray(x, float) - x0) / dx)
    row = np.floor((np.asarray(y, float) - y0) / dy)
    good = np.isfinite(column) & np.isfinite(row) & (np.abs(column) < 2 ** 40) & (np.abs(row) < 2 ** 40)
    return np.where(good, column, -1).astype(np.int64), np.where(good, row, -1).astype(np.int64)


def values_at(path: str, x: np.ndarray, y: np.ndarray, crs: str, progress: Progress) -> np.ndarray:
    """Physical values (points, bands), NaN outside and where there is no data.

    x, y: (points,) in ``crs``. Strips without a point are not read. Raises BocageError, Cancelled.
    """
    with Raster(path) as raster:
        grid = raster.grid
        if grid.turned:
            raise BocageError("raster_turned", file=path)
        if crs and grid.crs:
            x, y = transform_points(np.asarray(x, float), np.asarray(y, float), crs, grid.crs)
        column, row = pixel_of(grid, x, y)
        found = np.full((column.size, raster.count), np.nan)
        inside = (row >= 0) & (row < grid.shape[0]) & (column >= 0) & (column < grid.shape[1])
        strips = np.unique(row[inside] // _STRIP)
        for number, strip in enumerate(strips.tolist()):
            if progress.cancelled():
                raise Cancelled
            first = strip * _STRIP
            here = np.flatnonzero(inside & (row // _STRIP == strip))
            window = (first, 0, min(_STRIP, grid.shape[0] - first), grid.shape[1])
            for band in range(1, raster.count + 1):
                numbers = raster.read(band, window)[row[here] - first, column[here]]
                found[here, band - 1] = _physical(raster, band, numbers)
            progress.report((number + 1) / strips.size)
    return found


def _physical(raster: Raster, band: int, numbers: np.ndarray) -> np.ndarray:
    """Numbers of a band to values."""
    values = numbers.astype(float)
    nodata = raster.band_nodata(band)
    scale, offset = raster.scaling(band)
    known = np.isfinite(values) if nodata is None else np.isfinite(values) & (values != nodata)
    return np.where(known, values * scale + offset, np.nan)
