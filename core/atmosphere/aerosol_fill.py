"""From windows to a map of AOT: weighed by uncertainty, carried across relief and over gaps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..engine.grid import Grid
from ..engine.resample import bilinear, box_mean
from .aerosol_series import STEP, Windows

#: Scale height of aerosols, metres.
SCALE_M = 2000.0
#: Radii of three box filters that make Gaussians of 0.9 to 3 km, then those that close gaps, windows.
SMOOTHING = (2, 3, 4, 6, 8)
GAPS = (16, 32, 64, 128)
#: Where no window speaks within this filter, AOT is interpolated.
NEAR = 4
#: A finer filter is trusted as far as the scatter that it leaves is under this share of the AOT, within bounds: what
#: thin air varies by is soon less than what the ground scatters.
WANTED_SHARE, LEAST_WANTED, MOST_WANTED = 0.08, 0.004, 0.012
#: Windows that share cells: so many speak as one.
OVERLAP = 5.4
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
    aot = np.clip(bilinear(smooth.astype(np.float32), grid, cells) / lift, least, most).astype(np.float32)
    spread = bilinear(sigma.astype(np.float32), grid, cells) / lift
    here = bilinear(near.astype(np.float32), grid, cells) > 0.5
    return AotMap(aot, spread.astype(np.float32), ~here)


def window_grid(cells: Grid, shape: tuple[int, ...]) -> Grid:
    """Grid whose pixel centres are the windows' middle cells."""
    dx, dy = STEP * cells.dx, STEP * cells.dy
    x0, y0 = float(cells.x()[STEP // 2]) - dx / 2, float(cells.y()[STEP // 2]) + dy / 2
    return Grid(cells.crs, (x0, dx, 0.0, y0, 0.0, -dy), (int(shape[0]), int(shape[1])))


def _outlying(level: np.ndarray) -> np.ndarray:
    mean, count = box_mean(level, 2 * SMOOTHING[-1])
    square = box_mean(level * level, 2 * SMOOTHING[-1])[0]
    with np.errstate(invalid="ignore"):
        spread = np.sqrt(np.maximum(square - mean * mean, 0.0))
        return np.asarray((count > 8) & (np.abs(level - mean) > OUTLIER * np.maximum(spread, 0.03)))


def _box(values: np.ndarray, radius: int, times: int = 3) -> np.ndarray:
    for _ in range(times):
        values = box_mean(values, radius)[0]
    return values


def _weighted(level: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Smoothed level, what still scatters, and where windows of the neighbourhood spoke.

    From the widest filter to the finest, each taking over as far as it is quiet enough.
    """
    values = np.where(weight > 0, level, 0.0) * weight
    floor = float(weight[weight > 0].mean()) * 0.02 if (weight > 0).any() else 1.0
    result = np.full(level.shape, float(values.sum() / max(float(weight.sum()), 1e-9)))
    scatter, near = np.full(level.shape, 0.2), np.zeros(level.shape, bool)
    for radius in reversed((*SMOOTHING, *GAPS)):
        top, bottom = _box(values, radius), _box(weight, radius)
        use = bottom > floor
        together = max(1.0, 4 * np.pi * ((2 * radius + 1) ** 2 - 1) / 4 / OVERLAP)
        own = 1 / np.sqrt(np.maximum(bottom, 1e-9) * together)
        wanted = np.clip(WANTED_SHARE * result, LEAST_WANTED, MOST_WANTED)
        share = np.ones(level.shape) if radius >= SMOOTHING[-1] else np.minimum(1.0, (wanted / own) ** 2)
        share = np.where(use, share, 0.0)
        result = share * top / np.maximum(bottom, 1e-9) + (1 - share) * result
        # Carried from afar, it errs by what the air itself varies.
        own = np.hypot(own, 0.03) if radius > SMOOTHING[-1] else own
        scatter = share * own + (1 - share) * scatter
        near = use if radius == NEAR else near
    return result, scatter, near
