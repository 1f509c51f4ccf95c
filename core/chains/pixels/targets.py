"""Grids to write on, and the blocks in which they are filled."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ...engine.grid import Bounds, Grid, Window
from ...engine.raster import same_crs
from ...errors import BocageError
from .reading import edges_in

#: Rows and columns of a block: whole tiles of GeoTIFF, and of Sentinel-2's JPEG 2000 at 10 m.
BLOCK = (1024, 2048)
#: Pixels of the largest grid that is written: beyond, a resolution in degrees was given as metres.
LARGEST = 4_000_000_000


def cropped(full: Grid, resolution: float | None, extent: Bounds | None, extent_crs: str, file: str) -> Grid:
    """``full``, at another resolution and within an extent where they are given, on the pixels of ``full``'s corner."""
    grid = full if not resolution or abs(resolution - full.dx) < 1e-6 * full.dx else _resized(full, resolution)
    if extent is None:
        return checked(grid, file)
    xmin, ymin, xmax, ymax = extent
    if not (xmax > xmin and ymax > ymin):
        raise BocageError("extent_empty")
    bounds = extent if not extent_crs or same_crs(extent_crs, grid.crs) else edges_in(extent, extent_crs, grid.crs)
    window = grid.covering(bounds) if math.isfinite(sum(bounds)) else (0, 0, 0, 0)
    if not window[2] or not window[3]:
        raise BocageError("extent_outside", file=file)
    return checked(grid.window(*window), file)


def _resized(full: Grid, resolution: float) -> Grid:
    xmin, ymin, xmax, ymax = full.bounds
    rows = max(1, math.ceil((ymax - ymin) / resolution - 1e-6))
    columns = max(1, math.ceil((xmax - xmin) / resolution - 1e-6))
    return Grid(full.crs, (xmin, resolution, 0.0, ymax, 0.0, -resolution), (rows, columns))


def snapped(crs: str, bounds: Bounds, resolution: float, origin: tuple[float, float] = (0.0, 0.0)) -> Grid:
    """The smallest grid that holds ``bounds``, its pixels aligned on ``origin``."""
    x0, y0 = origin
    epsilon = 1e-6
    left = math.floor((bounds[0] - x0) / resolution + epsilon)
    right = math.ceil((bounds[2] - x0) / resolution - epsilon)
    bottom = math.floor((bounds[1] - y0) / resolution + epsilon)
    top = math.ceil((bounds[3] - y0) / resolution - epsilon)
    transform = (x0 + left * resolution, resolution, 0.0, y0 + top * resolution, 0.0, -resolution)
    return Grid(crs, transform, (max(1, top - bottom), max(1, right - left)))


def checked(grid: Grid, file: str) -> Grid:
    """The grid, where it can be written. Raises BocageError."""
    if grid.shape[0] * grid.shape[1] > LARGEST:
        raise BocageError("grid_too_large", file=file, rows=grid.shape[0], columns=grid.shape[1])
    return grid


def blocks(grid: Grid, size: tuple[int, int] = BLOCK) -> Iterator[Window]:
    """Windows that fill the grid, row after row."""
    rows, columns = grid.shape
    for row in range(0, rows, size[0]):
        for column in range(0, columns, size[1]):
            yield row, column, min(size[0], rows - row), min(size[1], columns - column)
