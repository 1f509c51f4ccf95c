"""Coarser levels of a raster, put where they truly lie.

A wavelet level of a JPEG 2000 image is centred on the first pixel of each group, not on the group:
at a factor f it lies (f - 1) / 2 pixels up and left of the mean of its groups. Measured on a
real 60 m band: read without that shift, a level differs from the mean three times as much.
"""

from __future__ import annotations

import numpy as np

from .grid import Grid, Window
from .raster import Raster


def exact_factor(shape: tuple[int, int], wanted: float) -> int:
    """Largest power of two up to ``wanted`` that divides rows and columns: other levels are not aligned."""
    factor = 1
    # Grids of cells that do not divide the tile evenly are a little finer than asked for: 1 %.
    while factor * 2 <= wanted * 1.01 and not shape[0] % (factor * 2) and not shape[1] % (factor * 2):
        factor *= 2
    return factor


def read_level(source: Raster, index: int, window: Window, factor: int) -> tuple[np.ndarray, Grid]:
    """Pixels of band ``index`` at ``1 / factor`` of the resolution over at least ``window``, and their grid.

    ``factor`` comes from ``exact_factor``; the window grows to whole groups of pixels.
    """
    row, column, rows, columns = window
    top, left = row // factor * factor, column // factor * factor
    bottom = min(-(-(row + rows) // factor) * factor, source.grid.shape[0])
    right = min(-(-(column + columns) // factor) * factor, source.grid.shape[1])
    shape = ((bottom - top) // factor, (right - left) // factor)
    full = (top, left, bottom - top, right - left)
    pixels = source.read(index, full, shape, "nearest" if factor == 1 else "average")
    shift = (factor - 1) / 2 if source.path.lower().endswith((".jp2", ".j2k")) else 0.0
    x0, dx, _, y0, _, dy = source.grid.transform
    transform = (x0 + (left - shift) * dx, dx * factor, 0.0, y0 + (top - shift) * dy, 0.0, dy * factor)
    return pixels, Grid(source.grid.crs, transform, shape)
