"""Aerosol optical thickness at 550 nm from one image: dark vegetation, coastal against red.

Over green vegetation the surface at 443 nm is close to 0.45 of the surface at 665 nm (the relation of
MACCS/MAJA, Hagolle et al. 2015, Remote Sensing 7, 2668-2691). The optical thickness that brings it
there, pixel by pixel, is averaged robustly over windows. The multi-temporal inversion will join here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..engine.resample import box_mean, fill_gaps

#: rho_s(443) / rho_s(665) over vegetation.
BLUE_TO_RED = 0.45
#: Optical thicknesses tried.
TRIALS = (0.0, 0.03, 0.06, 0.1, 0.15, 0.2, 0.27, 0.35, 0.45, 0.6, 0.8, 1.05, 1.4, 1.8)
#: Side of a window, metres.
WINDOW_M = 4800.0
FEWEST_CELLS = 20
FEWEST_IN_SCENE = 30


@dataclass(frozen=True)
class DarkTarget:
    """Map of AOT (rows, columns), whether each cell was interpolated, and how many cells spoke."""

    aot: np.ndarray
    interpolated: np.ndarray
    targets: int


def vegetation(blue: np.ndarray, red: np.ndarray, nir: np.ndarray, swir2: np.ndarray) -> np.ndarray:
    """Dark, green, uniform-enough cells by top-of-atmosphere reflectance."""
    with np.errstate(invalid="ignore", divide="ignore"):
        ndvi = (nir - red) / (nir + red)
        return np.asarray((ndvi > 0.35) & (swir2 > 0.01) & (swir2 < 0.20) & (red < 0.20) & (blue < 0.30)
                          & np.isfinite(ndvi))


def crossing(residuals: np.ndarray, trials: tuple[float, ...] = TRIALS) -> np.ndarray:
    """AOT where the residual changes sign; residuals (trial, cell) decrease with AOT.

    Below the first trial the result is the first (the air cannot be cleaner), beyond the last NaN.
    """
    axis = np.asarray(trials, float)
    result = np.full(residuals.shape[1], np.nan)
    result[residuals[0] <= 0] = axis[0]
    for k in range(len(axis) - 1):
        inside = np.isnan(result) & (residuals[k] > 0) & (residuals[k + 1] <= 0)
        share = residuals[k, inside] / (residuals[k, inside] - residuals[k + 1, inside])
        result[inside] = axis[k] + share * (axis[k + 1] - axis[k])
    return result


def windowed(aot: np.ndarray, cells: tuple[np.ndarray, np.ndarray], shape: tuple[int, int],
             side: int) -> DarkTarget | None:
    """Robust map from single cells: the median by window of ``side`` cells, filled, then smoothed.

    aot: (n,) at ``cells`` (row, column) of a raster of ``shape``. None where too few cells speak.
    """
    good = np.isfinite(aot)
    rows, columns, aot = cells[0][good], cells[1][good], aot[good]
    if aot.size < FEWEST_IN_SCENE:
        return None
    high, wide = -(-shape[0] // side), -(-shape[1] // side)
    medians = np.full((high, wide), np.nan, np.float32)
    window = (rows // side) * wide + columns // side
    order = np.argsort(window, kind="stable")
    found, starts = np.unique(window[order], return_index=True)
    for number, members in zip(found, np.split(aot[order], starts[1:])):
        if members.size >= FEWEST_CELLS:
            medians.ravel()[number] = np.median(members)
    if not np.isfinite(medians).any():
        medians[:] = np.median(aot)
        known = np.zeros(shape, bool)
    else:
        known = np.repeat(np.repeat(np.isfinite(medians), side, 0), side, 1)
        known = known[:shape[0], :shape[1]]
    full = np.repeat(np.repeat(fill_gaps(medians), side, 0), side, 1)[:shape[0], :shape[1]]
    for _ in range(2):
        full = box_mean(full, side // 2)[0].astype(np.float32)
    return DarkTarget(full, ~known, int(aot.size))
