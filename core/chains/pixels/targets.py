"""Grids to write on, and the blocks in which they are filled."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from ...engine.grid import Bounds, Grid, Window
from ...engine.raster import metres_per_unit, same_crs
from ...errors import BocageError
from .reading import edges_in

#: Rows and columns of a block: whole tiles of GeoTIFF, and of Sentinel-2's JPEG 2000 at 10 m.
BLOCK = (1024, 2048)
#: Pixels of the largest grid that is written: beyond, a resolution in degrees was given as metres.
LARGEST = 4_000_000_000
#: Degrees of longitude: what spans more lies, rather, on both sides of the antimeridian.
_HALF_TURN = 180.0


def cropped(full: Grid, resolution: float | None, extent: Bounds | None, extent_crs: str, file: str) -> Grid:
    """``full``, at another resolution and within an extent where they are given, on the pixels of ``full``'s corner."""
    grid = full if not resolution or abs(resolution - full.dx) < 1e-6 * full.dx else _resized(full, resolution)
    if extent is None:
        return checked(grid, file)
    xmin, ymin, xmax, ymax = extent
    if not (xmax > xmin and ymax > ymin):
        raise BocageError("extent_empty")
    bounds = around([(extent, extent_crs)], grid.crs)
    if bounds[2] > grid.bounds[2] and bounds[2] > _HALF_TURN >= bounds[0] and metres_per_unit(grid.crs) is None:
        raise BocageError("extent_antimeridian", file=file)
    window = grid.covering(bounds) if math.isfinite(sum(bounds)) else (0, 0, 0, 0)
    if not window[2] or not window[3]:
        raise BocageError("extent_outside", file=file)
    return checked(grid.window(*window), file)


def around(boxes: Sequence[tuple[Bounds, str]], crs: str) -> Bounds:
    """Bounds in ``crs`` of rectangles, each in its own CRS ("" is ``crs``); NaN where none can be told.

    Longitudes run on beyond 180 where the rectangles meet across the antimeridian: else they would span the world.
    """
    plain = _union([bounds if not own or same_crs(own, crs) else edges_in(bounds, own, crs) for bounds, own in boxes])
    if not plain[2] - plain[0] > _HALF_TURN or metres_per_unit(crs) is not None:
        return plain
    turned = _union([edges_in(bounds, own or crs, crs, turned=True) for bounds, own in boxes])
    return turned if turned[2] - turned[0] <= _HALF_TURN else plain


def _union(found: Sequence[Bounds]) -> Bounds:
    known = np.array([one for one in found if math.isfinite(sum(one))])
    if not known.size:
        return math.nan, math.nan, math.nan, math.nan
    low, high = known[:, :2].min(axis=0), known[:, 2:].max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


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
