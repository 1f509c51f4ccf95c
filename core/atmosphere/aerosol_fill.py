"""From windows to a map of AOT: weighed by uncertainty, carried across relief and over gaps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..engine.grid import Grid
from ..engine.resample import bilinear, box_mean
from .aerosol_series import STEP, Windows

#: Scale height of aerosols, metres.
SCALE_M = 2000.0
#: Radii of three box filters that make a Gaussian of about 2 km, then those that close gaps, windows.
SMOOTHING = 4
GAPS = (8, 16, 32, 64, 128)
#: A window this far from its neighbours' median, in standard deviations, is dropped.
OUTLIER = 3.0


@dataclass(frozen=True)
class AotMap:
    """On cells, float32 (rows, columns): AOT, its standard uncertainty; and where it was interpolated."""

    aot: np.ndarray
    sigma: np.ndarray
    interpolated: np.ndarray


def fill(windows: Windows, cells: Grid, terrain_m: np.ndarray, least: float = 0.0, most: float = 1.8) -> AotMap | None:
    """A map without gaps; None where no window speaks.

    AOT is scaled by exp(-z / 2 km) to one level before it is averaged or carried, and back after.
    """
    known = np.isfinite(windows.aot)
    if not known.any():
        return None
    grid = window_grid(cells, windows.aot.shape)
    lift = np.exp((terrain_m - float(np.median(terrain_m))) / SCALE_M)
    at_windows = lift[STEP // 2::STEP, STEP // 2::STEP]
    level = np.where(known, windows.aot * at_windows, np.nan)
    weight = np.where(known, 1 / np.maximum(windows.scatter, 0.005) ** 2, 0.0)
    weight = np.where(_outlying(level), 0.0, weight)
    smooth, scatter, near = _weighted(level, weight)
    shared = _weighted(np.where(known, windows.shared * at_windows, np.nan), weight)[0]
    sigma = np.hypot(scatter, shared)
    aot = np.clip(bilinear(smooth, grid, cells) / lift, least, most).astype(np.float32)
    spread = bilinear(sigma, grid, cells) / lift
    here = bilinear(near.astype(np.float32), grid, cells) > 0.5
    return AotMap(aot, spread.astype(np.float32), ~here)


def window_grid(cells: Grid, shape: tuple[int, ...]) -> Grid:
    """Grid whose pixel centres are the windows' middle cells."""
    dx, dy = STEP * cells.dx, STEP * cells.dy
    x0, y0 = float(cells.x()[STEP // 2]) - dx / 2, float(cells.y()[STEP // 2]) + dy / 2
    return Grid(cells.crs, (x0, dx, 0.0, y0, 0.0, -dy), (int(shape[0]), int(shape[1])))


def _outlying(level: np.ndarray) -> np.ndarray:
    mean, count = box_mean(level, 2 * SMOOTHING)
    square = box_mean(level * level, 2 * SMOOTHING)[0]
    with np.errstate(invalid="ignore"):
        spread = np.sqrt(np.maximum(square - mean * mean, 0.0))
        return np.asarray((count > 8) & (np.abs(level - mean) > OUTLIER * np.maximum(spread, 0.03)))


def _box(values: np.ndarray, radius: int, times: int = 3) -> np.ndarray:
    for _ in range(times):
        values = box_mean(values, radius)[0]
    return values


def _weighted(level: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Smoothed level, its uncertainty, and where windows of the neighbourhood spoke."""
    values = np.where(weight > 0, level, 0.0) * weight
    result = np.full(level.shape, np.nan, np.float32)
    sigma = np.full(level.shape, np.nan, np.float32)
    near = np.zeros(level.shape, bool)
    floor = float(weight[weight > 0].mean()) * 0.02 if (weight > 0).any() else 1.0
    for radius in (SMOOTHING, *GAPS):
        top, bottom = _box(values, radius), _box(weight, radius)
        use = np.isnan(result) & (bottom > floor)
        result[use] = (top[use] / bottom[use])
        # Neighbouring windows share cells and fields: the mean is not trusted beyond a third of one's own.
        sigma[use] = np.maximum(1 / np.sqrt(bottom[use]) / 3.0, 0.01) * (1.0 if radius == SMOOTHING else 1.5)
        if radius == SMOOTHING:
            near = use.copy()
    rest = np.isnan(result)
    result[rest] = float(values.sum() / weight.sum())
    sigma[rest] = 0.2
    return result, sigma, near
