"""Masks of integers brought to a grid: nearest pixel, a small window read."""

from __future__ import annotations

import numpy as np

from ..engine.grid import Grid
from ..engine.raster import Raster
from ..engine.regrid import nearest_indices


def nearest_values(path: str, grid: Grid, index: int = 1, outside: int = 0) -> np.ndarray:
    """Integers of band ``index`` at the pixel centres of ``grid``, int32 (rows, columns)."""
    return nearest_numbers(path, grid, index, outside).astype(np.int32, copy=False)


def nearest_numbers(path: str, grid: Grid, index: int = 1, outside: int = 0) -> np.ndarray:
    """The same, of the file's own integers where its pixels are all there; else int32, ``outside`` beyond them."""
    with Raster(path, crs=False) as source:
        rows, columns = nearest_indices(source.grid, grid)
        inside_rows, inside_columns = rows[rows >= 0], columns[columns >= 0]
        if not inside_rows.size or not inside_columns.size:
            return np.full(grid.shape, outside, dtype=np.int32)
        top, left = int(inside_rows.min()), int(inside_columns.min())
        window = (top, left, int(inside_rows.max()) - top + 1, int(inside_columns.max()) - left + 1)
        pixels = source.read(index, window)
    found = _picked(pixels, inside_rows - top, inside_columns - left)
    if found.shape == grid.shape and found.dtype.kind in "iu":
        return found
    result = np.full(grid.shape, outside, dtype=np.int32)
    first_row, first_column = int(np.argmax(rows >= 0)), int(np.argmax(columns >= 0))
    result[first_row:first_row + found.shape[0], first_column:first_column + found.shape[1]] = found
    return result


def _picked(pixels: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Pixels at these rows and columns; by slices where they are evenly spaced, which copies nothing."""
    if pixels.shape == (rows.size, columns.size):
        return pixels
    down, across = _step(rows), _step(columns)
    if down and across:
        return np.ascontiguousarray(pixels[rows[0]::down, columns[0]::across][:rows.size, :columns.size])
    # Whole rows first: they are copied as they lie.
    return pixels[rows].take(columns, axis=1)


def _step(indices: np.ndarray) -> int:
    """The one step between indices, 0 where there are several."""
    steps = np.diff(indices)
    if not steps.size:
        return 1
    return int(steps[0]) if steps[0] > 0 and (steps == steps[0]).all() else 0
