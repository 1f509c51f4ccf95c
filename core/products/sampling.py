"""Masks of integers brought to a grid: nearest pixel, a small window read."""

from __future__ import annotations

import numpy as np

from ..engine.grid import Grid
from ..engine.raster import Raster
from ..engine.regrid import nearest_indices


def nearest_values(path: str, grid: Grid, index: int = 1, outside: int = 0) -> np.ndarray:
    """Integers of band ``index`` at the pixel centres of ``grid``, int32 (rows, columns)."""
    with Raster(path) as source:
        rows, columns = nearest_indices(source.grid, grid)
        inside_rows, inside_columns = rows[rows >= 0], columns[columns >= 0]
        result = np.full(grid.shape, outside, dtype=np.int32)
        if not inside_rows.size or not inside_columns.size:
            return result
        top, left = int(inside_rows.min()), int(inside_columns.min())
        window = (top, left, int(inside_rows.max()) - top + 1, int(inside_columns.max()) - left + 1)
        pixels = source.read(index, window)
    if pixels.shape == (inside_rows.size, inside_columns.size):
        # Every pixel once, in order: the grids have one step, and a copy of the block does.
        first_row, first_column = int(np.argmax(rows >= 0)), int(np.argmax(columns >= 0))
        result[first_row:first_row + pixels.shape[0], first_column:first_column + pixels.shape[1]] = pixels
        return result
    result[np.ix_(rows >= 0, columns >= 0)] = pixels[np.ix_(inside_rows - top, inside_columns - left)]
    return result
