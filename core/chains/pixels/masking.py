"""Flags by the words of the house, and their buffers."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from ...engine.grid import Grid
from ...engine.raster import Raster, same_crs
from ...engine.regrid import nearest_indices
from ...products.flags import NAMES
from ...series.masks import MaskBand
from .reading import read_on

#: FLAGS, in the order of the house; the last three only some producers tell.
WORDS = ("cloud", "shadow", "cirrus", "snow", "water", "nodata", "saturated", "topographic_shadow", "hidden",
         "sun_too_low", "defective")
#: What hides the ground or spoils the measure.
UNCLEAR = ("cloud", "shadow", "cirrus", "nodata", "saturated")


def bits_of(words: Iterable[str]) -> int:
    """Union of the flags named. Raises KeyError for a word that is none."""
    result = 0
    for word in words:
        result |= NAMES[word]
    return result


def clear_in(raster: Raster, index: int, grid: Grid) -> np.ndarray:
    """True where a raster of masks, in any CRS, holds 0 at the pixel centres of ``grid``; nothing outside is clear."""
    if not same_crs(raster.grid.crs, grid.crs):
        # NaN outside, which is not 0.
        return np.asarray(read_on(raster, raster.grid, grid, "nearest", index, _numbers) == 0)
    rows, columns = nearest_indices(raster.grid, grid)
    if not (rows >= 0).any() or not (columns >= 0).any():
        return np.zeros(grid.shape, bool)
    first, left = int(rows[rows >= 0].min()), int(columns[columns >= 0].min())
    window = (first, left, int(rows.max()) - first + 1, int(columns.max()) - left + 1)
    hidden = raster.read(index, window)
    if np.array_equal(rows - first, np.arange(rows.size)) and np.array_equal(columns - left, np.arange(columns.size)):
        return np.asarray(hidden == 0)
    found = (hidden == 0)[np.maximum(rows - first, 0)][:, np.maximum(columns - left, 0)]
    return np.asarray(found & (rows >= 0)[:, None] & (columns >= 0)[None, :])


def _numbers(pixels: np.ndarray, _coarse: bool) -> np.ndarray:
    return np.asarray(pixels, np.float32)


def clear_beside(mask: MaskBand, grid: Grid) -> np.ndarray:
    """``clear_in`` of a mask that is opened for this alone."""
    with Raster(mask.path) as raster:
        return clear_in(raster, mask.index, grid)


def widened(mask: np.ndarray, radius: float, dy: float = 1.0) -> np.ndarray:
    """The mask and all pixels whose centre lies within ``radius`` of the centre of one of its.

    ``radius`` in pixels of a row, ``dy`` the height of a pixel over its width. The distance along columns is found
    first, so that each step across costs one comparison whatever the radius.
    """
    reach = min(int(math.floor(radius + 1e-6)), mask.shape[1] - 1)
    if radius <= 0 or not mask.any():
        return mask.copy()
    most = int(math.floor(radius / dy + 1e-6)) + 1
    away = _along(mask, most)
    result = np.zeros(mask.shape, bool)
    for shift in range(-reach, reach + 1):
        left = radius * radius - shift * shift
        near = away <= int(math.floor(math.sqrt(max(0.0, left)) / dy + 1e-6))
        if shift >= 0:
            result[:, shift:] |= near[:, :near.shape[1] - shift]
        else:
            result[:, :shift] |= near[:, -shift:]
    return result


def _along(mask: np.ndarray, most: int) -> np.ndarray:
    """Rows between each pixel and the nearest of the mask in its column, ``most`` for that many or more, int32."""
    away = np.where(mask, 0, most).astype(np.int32)
    for row in range(1, len(away)):
        np.minimum(away[row], away[row - 1] + 1, out=away[row])
    for row in range(len(away) - 2, -1, -1):
        np.minimum(away[row], away[row + 1] + 1, out=away[row])
    return np.minimum(away, most)
