"""Water vapour above the surface, cell by cell, from the absorption band at 945 nm.

The surface at 945 nm is predicted between the corrected bands at 865 and 1610 nm, which follows
sloped spectra; the amount is the one whose transmittance explains the water-vapour band.
"""

from __future__ import annotations

import numpy as np

from ..engine.resample import box_mean, fill_gaps
from .correction import Terms
from .maps import CellScattering, WaterLookup

#: g/cm2: the range that is searched.
LOWEST, HIGHEST = 0.02, 8.0
#: Below this surface reflectance at 865 nm the band says nothing (water, deep shadow).
DARK = 0.08
_STEPS = 14


def continuum(nir_narrow: np.ndarray, swir1: np.ndarray | None, share: float) -> np.ndarray:
    """Surface reflectance expected in the water-vapour band.

    share: (lambda_wv - lambda_nir) / (lambda_swir - lambda_nir), about 0.11.
    """
    if swir1 is None:
        return nir_narrow
    return np.asarray(nir_narrow + share * (swir1 - nir_narrow), np.float32)


def invert(toa: np.ndarray, surface: np.ndarray, part: CellScattering, lookup: WaterLookup) -> np.ndarray:
    """Water vapour (g/cm2) that explains ``toa`` in the water-vapour band over ``surface``; NaN where none does.

    Bisection: the band darkens monotonically with the amount.
    """
    reflected = part.transmittance * surface / (1 - part.albedo * surface)
    observed = toa / part.gas - part.path_rayleigh
    low = np.full(toa.shape, np.log(LOWEST), np.float32)
    high = np.full(toa.shape, np.log(HIGHEST), np.float32)

    def excess(logs: np.ndarray) -> np.ndarray:
        amount = np.exp(logs)
        return np.asarray(part.path_aerosol * lookup(amount / 2) + reflected * lookup(amount) - observed)

    bracketed = (excess(low) > 0) & (excess(high) < 0)
    for _ in range(_STEPS):
        middle = (low + high) / 2
        above = excess(middle) > 0
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.where(bracketed, np.exp((low + high) / 2), np.nan).astype(np.float32)


def clean(water: np.ndarray, usable: np.ndarray, default: float) -> tuple[np.ndarray, np.ndarray]:
    """Masked, smoothed over 3 x 3 cells and filled; and where it was interpolated.

    Where no cell is usable the result is ``default`` everywhere.
    """
    kept = np.where(usable, water, np.nan)
    if not np.isfinite(kept).any():
        return np.full(water.shape, default, np.float32), np.ones(water.shape, bool)
    smooth = box_mean(kept, 1)[0]
    interpolated = ~np.isfinite(kept)
    return fill_gaps(np.where(interpolated, np.nan, smooth).astype(np.float32)), interpolated


def usable_cells(terms: Terms, toa_nir: np.ndarray) -> np.ndarray:
    """Cells bright enough in the narrow NIR for the ratio to mean something."""
    surface = terms.surface(toa_nir)
    return np.asarray(np.isfinite(surface) & (surface > DARK))
