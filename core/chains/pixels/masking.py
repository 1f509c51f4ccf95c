"""Flags by the words of the house, and their buffers."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from ...products.flags import NAMES

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
