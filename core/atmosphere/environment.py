"""Adjacency: light that the neighbourhood sends into a pixel's line of sight.

rho_env: mean of the surface around, weighted by where scattered photons come from, 6S's environment
functions F(r) for molecules and aerosols (Vermote et al. 1997, 6S user guide part 2, nadir view).
With z = gain rho_toa - path, the uniform case is rho = z / (1 + S z); with a neighbourhood
rho = [z (1 - rho_env S) - rho_env (1 - d)] / d, d being the direct share of the upward transmittance.
"""

from __future__ import annotations

import numpy as np

from .bandtable import BandTable
from .maps import ALTITUDE_STEP_KM, AOT_STEP, axis_over, corners

#: F(r) = 1 - sum of a exp(-b r), r in km.
MOLECULES = ((0.930, 0.08), (0.070, 1.10))
AEROSOLS = ((0.448, 0.27), (0.552, 2.83))
#: Beyond, the rest of F is taken at this distance, km.
REACH_KM = 6.0


def cumulative(distance_km: np.ndarray, aerosol_share: float) -> np.ndarray:
    """F(r): share of scattered light that comes from nearer than r."""
    def of(terms: tuple[tuple[float, float], ...]) -> np.ndarray:
        return np.asarray(1.0 - sum(a * np.exp(-b * distance_km) for a, b in terms))

    return aerosol_share * of(AEROSOLS) + (1 - aerosol_share) * of(MOLECULES)


def kernel(cell_m: float, aerosol_share: float) -> np.ndarray:
    """Weights (2n + 1, 2n + 1) of the cells around, sum 1: dF / (2 pi r dr) by cell."""
    radius = max(1, int(round(REACH_KM * 1000 / cell_m)))
    offsets = np.arange(-radius, radius + 1) * cell_m / 1000.0
    distance = np.hypot(offsets[:, None], offsets[None, :])
    step = cell_m / 1000.0
    half = step / 2
    ring = cumulative(distance + half, aerosol_share) - cumulative(np.maximum(distance - half, 0), aerosol_share)
    width = np.where(distance > half, 2 * half, half)
    density = ring / (2 * np.pi * np.maximum(distance, half / 2) * width)
    inside = distance <= REACH_KM
    weights = np.where(inside, density, 0.0)
    # The middle cell holds all that comes from within the disk of its area.
    weights[radius, radius] = 0.0
    centre = float(cumulative(np.array(step / np.sqrt(np.pi)), aerosol_share))
    total = float(cumulative(np.array(REACH_KM), aerosol_share))
    weights *= (total - centre) / weights.sum()
    weights[radius, radius] = centre
    return np.asarray(weights / weights.sum())


def neighbourhood(surface: np.ndarray, cell_m: float, aerosol_share: float) -> np.ndarray:
    """rho_env (rows, columns), float32: cells without data count for nothing; none known at all gives zeros.

    By Fourier transform, whatever the size of the kernel.
    """
    known = np.isfinite(surface)
    if not known.any():
        return np.zeros(surface.shape, np.float32)
    weights = kernel(cell_m, aerosol_share)
    size = [n + weights.shape[0] - 1 for n in surface.shape]
    spectrum = np.fft.rfft2(weights, size)

    def spread(values: np.ndarray) -> np.ndarray:
        full = np.fft.irfft2(np.fft.rfft2(values, size) * spectrum, size)
        margin = weights.shape[0] // 2
        return np.asarray(full[margin:margin + surface.shape[0], margin:margin + surface.shape[1]])

    total, count = spread(np.where(known, surface, 0.0)), spread(known.astype(float))
    mean = float(surface[known].mean())
    return np.where(count > 1e-3, total / np.maximum(count, 1e-3), mean).astype(np.float32)


def direct_share(table: BandTable, zenith: np.ndarray, aot: np.ndarray, altitude_km: np.ndarray) -> np.ndarray:
    """Direct share of a transmittance on cells, float32; zenith in degrees, arrays (rows, columns)."""
    a_axis, z_axis = axis_over(aot, AOT_STEP), axis_over(altitude_km, ALTITUDE_STEP_KM)
    low, high = float(np.nanmin(zenith)), float(np.nanmax(zenith))
    ends = [_read(table.direct_share(angle, a_axis, z_axis), aot, altitude_km, a_axis, z_axis)
            for angle in ((low,) if high - low < 1e-3 else (low, high))]
    if len(ends) == 1:
        return ends[0]
    share = np.nan_to_num((zenith - low) / (high - low), nan=0.5).astype(np.float32)
    return np.asarray(ends[0] + share * (ends[1] - ends[0]), np.float32)


def _read(values: np.ndarray, aot: np.ndarray, altitude: np.ndarray, a_axis: np.ndarray,
          z_axis: np.ndarray) -> np.ndarray:
    flat = values.ravel().astype(np.float32)
    result = np.zeros(aot.shape, np.float32)
    for place, weight in corners(aot, altitude, a_axis, z_axis):
        result += flat[place] * weight
    return result
