"""Adjacency: light that the neighbourhood sends into a pixel's line of sight.

rho_env: mean of the surface around, weighted by where scattered photons come from, 6S's environment
functions F(r) for molecules and aerosols (Vermote et al. 1997, 6S user guide part 2, nadir view).
With z = gain rho_toa - path, the uniform case is rho = z / (1 + S z); with a neighbourhood
rho = [z (1 - rho_env S) - rho_env (1 - d)] / d, d being the direct share of the upward transmittance.
"""

from __future__ import annotations

import numpy as np

from ..engine.resample import positions
from .bandtable import BandTable
from .correction import Terms
from .maps import ALTITUDE_STEP_KM, AOT_STEP, axis_over, corners

#: F(r) = 1 - sum of a exp(-b r), r in km.
MOLECULES = ((0.930, 0.08), (0.070, 1.10))
AEROSOLS = ((0.448, 0.27), (0.552, 2.83))
#: How far each cell is looked at for itself; beyond, squares of ``COARSE`` cells, to where F ends, km.
NEAR_KM, FAR_KM, COARSE = 6.0, 36.0, 8
#: Surroundings are smooth: theirs are taken on squares of so many cells.
SMOOTH = 3
#: The nearest cells are summed from so many smaller ones along each side.
FINE_CELLS, FINE = 4, 5


def cumulative(distance_km: np.ndarray, aerosol_share: float) -> np.ndarray:
    """F(r): share of scattered light that comes from nearer than r."""
    def of(terms: tuple[tuple[float, float], ...]) -> np.ndarray:
        return np.asarray(1.0 - sum(a * np.exp(-b * distance_km) for a, b in terms))

    return aerosol_share * of(AEROSOLS) + (1 - aerosol_share) * of(MOLECULES)


def kernel(cell_m: float, aerosol_share: float, inner_km: float = 0.0, outer_km: float = NEAR_KM) -> np.ndarray:
    """Weights (2n + 1, 2n + 1) of the cells between two distances, sum F(outer) - F(inner): dF / (2 pi r dr)."""
    radius = max(1, int(round(outer_km * 1000 / cell_m)))
    distance, weights = _density(cell_m, aerosol_share, radius)
    weights[(distance <= inner_km) | (distance > outer_km)] = 0.0
    total = float(cumulative(np.array(outer_km), aerosol_share) - cumulative(np.array(inner_km), aerosol_share))
    if inner_km > 0:
        return np.asarray(weights * (total / weights.sum()))
    # What comes from near changes within a cell: it is summed from smaller ones.
    near = min(FINE_CELLS, radius)
    block = slice(radius - near, radius + near + 1)
    fine = _density(cell_m / FINE, aerosol_share, near * FINE + FINE // 2)[1]
    weights[block, block] = 0.0
    inside = fine.reshape(2 * near + 1, FINE, 2 * near + 1, FINE).sum(axis=(1, 3))
    if weights.any():
        weights *= (total - inside.sum()) / weights.sum()
    weights[block, block] = inside
    return weights


def _density(cell_m: float, aerosol_share: float, radius: int) -> tuple[np.ndarray, np.ndarray]:
    """Distances, km, and weights (2 radius + 1, 2 radius + 1); the middle cell holds all from its disk's area."""
    step = cell_m / 1000.0
    offsets = np.arange(-radius, radius + 1) * step
    distance = np.hypot(offsets[:, None], offsets[None, :])
    ring = (cumulative(distance + step / 2, aerosol_share)
            - cumulative(np.maximum(distance - step / 2, 0), aerosol_share))
    weights = ring / (2 * np.pi * np.maximum(distance, step / 2) / step)
    weights[radius, radius] = float(cumulative(np.array(step / np.sqrt(np.pi)), aerosol_share))
    return distance, weights


def neighbourhood(surface: np.ndarray, cell_m: float, aerosol_share: float) -> np.ndarray:
    """rho_env (rows, columns), float32. Nearby cells without data count for nothing; beyond the edges the scene is
    mirrored, for what is near; far away, where nothing is known, the ground is taken as the scene's mean. None known at
    all gives zeros."""
    known = np.isfinite(surface)
    if not known.any():
        return np.zeros(surface.shape, np.float32)
    near = kernel(cell_m, aerosol_share)
    mean, beyond = float(surface[known].mean()), 1.0 - float(near.sum())
    margin = near.shape[0] // 2
    around = np.pad(surface, margin, mode="symmetric")
    seen = np.isfinite(around)
    inside = (slice(margin, -margin), slice(margin, -margin))
    total = spread(np.where(seen, around, 0.0), near)[inside]
    # Where all is known, as once clouds are filled, each cell's neighbours weigh the same.
    weight = near.sum() if seen.all() else spread(seen.astype(float), near)[inside]
    result = (1.0 - beyond) * np.where(weight > 1e-3, total / np.maximum(weight, 1e-3), mean) + beyond * mean
    if max(surface.shape) * cell_m > NEAR_KM * 1000:
        far = kernel(cell_m * COARSE, aerosol_share, NEAR_KM, FAR_KM)
        far *= beyond / far.sum()
        result += _from_far(np.where(known, surface - mean, 0.0), far)
    return np.asarray(result, np.float32)


def unmixed(environment: np.ndarray, up: np.ndarray, cell_m: float, aerosol_share: float) -> np.ndarray:
    """rho_env of ground freed of its neighbours, from that of ground taken for uniform; (rows, columns), float32.

    Uniform ground g' = d g + (1 - d) rho_env has lent to its neighbours: its own surroundings e' miss
    (1 - d) / d (e' - e), e being the surroundings of rho_env. Where ground is bright for kilometres, that is 6 % of
    what it differs by from the rest, of coastal at AOT 0.3. ``up``: d, the direct share of the upward transmittance.
    """
    squares, direct = _squares(environment, SMOOTH), _squares(up, SMOOTH)
    missing = (1 - direct) / direct
    whole = squares
    for _ in range(2):
        whole = squares + missing * (squares - neighbourhood(whole, cell_m * SMOOTH, aerosol_share))
    return np.asarray(environment + _between(whole - squares, environment.shape, SMOOTH), np.float32)


def spread(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Sum over the neighbours, zero beyond the edges: by Fourier transform, whatever the size of the kernel."""
    size = [_smooth_size(n + weights.shape[0] - 1) for n in values.shape]
    full = np.fft.irfft2(np.fft.rfft2(values, size) * np.fft.rfft2(weights, size), size)
    margin = weights.shape[0] // 2
    return np.asarray(full[margin:margin + values.shape[0], margin:margin + values.shape[1]])


def _from_far(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """``spread`` on squares of cells, read back between their middles."""
    padded = np.pad(values.astype(np.float64), [(0, -n % COARSE) for n in values.shape])
    return _between(spread(_squares(padded, COARSE), weights), values.shape, COARSE)


def _squares(values: np.ndarray, side: int) -> np.ndarray:
    """Means over squares of cells; at the far edges, cells are repeated."""
    whole = np.pad(values, [(0, -n % side) for n in values.shape], mode="edge")
    rows, columns = (n // side for n in whole.shape)
    return np.asarray(whole.reshape(rows, side, columns, side).mean(axis=(1, 3)))


def _between(squares: np.ndarray, shape: tuple[int, ...], side: int) -> np.ndarray:
    """Cells between the middles of squares."""
    for axis, (count, length) in enumerate(zip(squares.shape, shape)):
        index, share = positions((np.arange(length) + 0.5) / side - 0.5, np.arange(count, dtype=float))
        upper = np.minimum(index + 1, count - 1)
        share = share[:, None] if axis == 0 else share[None, :]
        squares = np.take(squares, index, axis) * (1 - share) + np.take(squares, upper, axis) * share
    return squares


def _smooth_size(least: int) -> int:
    """Smallest product of 2, 3 and 5 that is large enough: transforms of other sizes are slow."""
    size = least
    while True:
        left = size
        for factor in (2, 3, 5):
            while left % factor == 0:
                left //= factor
        if left == 1:
            return size
        size += 1


def lone(terms: Terms, environment: np.ndarray, up: np.ndarray) -> Terms:
    """Terms that give a pixel's own reflectance, its neighbours taken out: linear, so without albedo.

    environment: rho_env; up: direct share of the upward transmittance; on the same cells as ``terms``.
    """
    slope = (1 - environment * terms.albedo) / up
    offset = environment * (1 - up) / up
    return Terms(terms.gain * slope, terms.path * slope + offset, np.zeros_like(terms.albedo))


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
