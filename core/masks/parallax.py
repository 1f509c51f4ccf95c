"""Clouds seen from two angles: what is high moves between B8, B7 and B8A, what is on the ground does not.

B8A is seen from an angle like B7's and spectrally close to B8: on the ground the ratio B8/B8A varies less
than B7/B8A, over a cloud more. The index compares the local variances of both ratios
(the cloud displacement index of Frantz et al. 2018, Remote Sensing of Environment 215, 471-481).
"""

from __future__ import annotations

import numpy as np

from ..engine.resample import box_mean

#: Side of the window is twice this plus one, pixels of 20 m.
RADIUS = 3


def displacement_index(nir: np.ndarray, red_edge_3: np.ndarray, nir_narrow: np.ndarray) -> np.ndarray:
    """(V7 - V8) / (V7 + V8) with V the local variance of the ratios to B8A: -1 over clouds, near 1 elsewhere.

    Reflectance at 20 m, float32 (rows, columns), NaN where there is none.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        broad, edge = (_variance(band / nir_narrow) for band in (nir, red_edge_3))
        return np.asarray((edge - broad) / (edge + broad), np.float32)


def _variance(values: np.ndarray) -> np.ndarray:
    values = np.where(np.isfinite(values), values, np.nan)
    mean = box_mean(values, RADIUS)[0]
    square = box_mean(values * values, RADIUS)[0]
    return np.maximum(square - mean * mean, 0.0)
