"""Aerosol optical thickness at 550 nm from one date and from those before it, by windows of cells.

Two things are asked of the surface that each trial AOT gives, after MACCS and MAJA (Hagolle et al. 2015,
Remote Sensing 7, 2668-2691): over vegetation, coastal blue follows red; over ground that did not change,
blue stays what it was. What they weigh is told by their scatter. A search over trials replaces
Levenberg-Marquardt: the cost of each window is known at every trial, its least is refined by a parabola,
whose curvature gives the standard uncertainty.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from ..engine.resample import box_mean

TRIALS = (0.0, 0.03, 0.06, 0.1, 0.14, 0.19, 0.25, 0.32, 0.4, 0.5, 0.62, 0.78, 1.0, 1.3, 1.8)
#: rho_s(443) / rho_s(665) over vegetation, and its relative scatter from field to field.
BLUE_TO_RED, SCATTER = 0.45, 0.20
#: Noise of a cell's surface reflectance, models included.
NOISE = 0.004
#: Half side of a window, cells, and the step between windows.
RADIUS, STEP = 3, 3
FEWEST = 12
#: A residual counts no more than this many standard deviations.
MOST_SIGMA = 3.0
#: Cells of a window do not err alone: so many speak as one.
TOGETHER = 12.0
#: Ground that stayed: relative change of the narrow near infrared; vegetation: NDVI, red, swir2.
UNCHANGED, NDVI, DARK_RED, DARK_SWIR = 0.10, 0.30, 0.12, 0.25
#: The date before errs too: relative scatter of unchanged ground.
CHANGE = 0.06
#: Red over swir2 of vegetation is near a half (Kaufman et al. 1997); what is redder flowers or dries, and its blue
#: no longer follows its red (real fields of rapeseed: coastal / red = 0.14).
MOST_RED = 0.75
#: Side of the blocks whose darkest cells bound AOT from above, cells; what may be left of their reflectance.
DARK_BLOCK, DARKEST, DARK_LEFT = 24, 0.02, 0.004
#: Weak prior where nothing else is known.
PRIOR, PRIOR_SIGMA = 0.15, 0.4

Surface = Callable[[float], Mapping[str, np.ndarray]]


@dataclass(frozen=True)
class Evidence:
    """What speaks, (rows, columns) on cells: vegetation with its weight; ground as before, with the
    reference blue and coastal (today's directions) and the weight of its age; bright enough to bound."""

    vegetation: np.ndarray
    vegetation_weight: np.ndarray
    reference: Mapping[str, np.ndarray]
    reference_sigma: np.ndarray
    usable: np.ndarray


@dataclass(frozen=True)
class Windows:
    """AOT, standard uncertainty and number of cells by window (rows, columns); NaN where nothing speaks."""

    aot: np.ndarray
    sigma: np.ndarray
    cells: np.ndarray


def evidence(now: Mapping[str, np.ndarray], usable: np.ndarray, before: Mapping[str, np.ndarray] | None,
             lag_days: np.ndarray | None) -> Evidence:
    """Evidence from a first surface reflectance ``now`` (any plausible AOT) and the composite ``before``,
    already in today's directions."""
    red, nir, swir = now["red"], now["nir_narrow"], now["swir2"]
    with np.errstate(invalid="ignore", divide="ignore"):
        ndvi = (nir - red) / (nir + red)
        green = usable & (ndvi > NDVI) & (red < DARK_RED) & (swir < DARK_SWIR)
        green &= red < MOST_RED * swir + 0.005
        weight = np.clip(0.7 * ndvi + 0.3, 0.0, 1.0)
    nothing = np.full(usable.shape, np.nan, np.float32)
    reference, sigma = {"coastal": nothing, "blue": nothing}, nothing
    if before is not None and lag_days is not None:
        with np.errstate(invalid="ignore", divide="ignore"):
            same = usable & (np.abs(nir / before["nir_narrow"] - 1) < UNCHANGED)
            same &= np.abs(swir - before["swir2"]) < 0.02 + UNCHANGED * before["swir2"]
            age = np.sqrt((lag_days * lag_days + 800.0) / 1200.0)
        reference = {role: np.where(same, before[role], np.nan).astype(np.float32) for role in reference}
        sigma = (age * np.hypot(NOISE, CHANGE * reference["blue"])).astype(np.float32)
    return Evidence(green, np.where(green, weight, 0.0).astype(np.float32), reference, sigma, usable)


def search(surface: Surface, found: Evidence, prior: np.ndarray | None = None,
           prior_sigma: float = PRIOR_SIGMA) -> Windows:
    """The AOT of least cost in each window of cells. ``prior``: AOT on cells."""
    costs, count = [], None
    total = None
    for aot in TRIALS:
        cost, weight = _cell_cost(surface(aot), found)
        mean, number = box_mean(cost, RADIUS)
        if total is None:
            count = number[STEP // 2::STEP, STEP // 2::STEP]
            total = weight
        costs.append(np.where(number > 0, mean, 0.0)[STEP // 2::STEP, STEP // 2::STEP])
    cube = np.stack(costs)
    if count is None:
        raise ValueError("no trial")
    cube *= np.maximum(count, 1)[None] / TOGETHER
    guess = np.full(count.shape, PRIOR) if prior is None else prior[STEP // 2::STEP, STEP // 2::STEP]
    trials = np.asarray(TRIALS)[:, None, None]
    cube = cube + ((trials - guess) / prior_sigma) ** 2
    cube = cube + _dark_bound(surface, found, count.shape)
    aot, sigma = least(cube, np.asarray(TRIALS))
    enough = count >= FEWEST
    return Windows(np.where(enough, aot, np.nan), np.where(enough, sigma, np.nan), count)


def _cell_cost(now: Mapping[str, np.ndarray], found: Evidence) -> tuple[np.ndarray, np.ndarray]:
    """Sum of squared normalised residuals by cell, NaN where nothing speaks; and which cells do."""
    spectral = now["coastal"] - BLUE_TO_RED * now["red"]
    with np.errstate(invalid="ignore"):
        sigma = np.hypot(NOISE, SCATTER * BLUE_TO_RED * np.maximum(now["red"], 0.01))
        part = found.vegetation_weight * np.minimum((spectral / sigma) ** 2, MOST_SIGMA ** 2)
        cost = np.where(found.vegetation, part, 0.0)
        speaks = found.vegetation.copy()
        for role, before in found.reference.items():
            known = np.isfinite(before)
            square = np.minimum(((now[role] - before) / found.reference_sigma) ** 2, MOST_SIGMA ** 2)
            cost = cost + np.where(known, square, 0.0)
            speaks |= known
    valid = speaks & np.isfinite(cost)
    return np.where(valid, cost, np.nan).astype(np.float32), valid


def _dark_bound(surface: Surface, found: Evidence, shape: tuple[int, ...]) -> np.ndarray:
    """Penalty (trial, windows) of AOT above the one that leaves the darkest ground of a block black."""
    rows, columns = found.usable.shape
    bound = np.full((-(-rows // DARK_BLOCK), -(-columns // DARK_BLOCK)), TRIALS[-1])
    left = np.ones(bound.shape, bool)
    for aot in TRIALS:
        blue = surface(aot)["blue"]
        for r, c in np.argwhere(left):
            block = (slice(r * DARK_BLOCK, (r + 1) * DARK_BLOCK), slice(c * DARK_BLOCK, (c + 1) * DARK_BLOCK))
            values = blue[block][found.usable[block] & np.isfinite(blue[block])]
            if values.size < 50:
                left[r, c] = False
            elif np.quantile(values, DARKEST) < DARK_LEFT:
                bound[r, c], left[r, c] = aot, False
        if not left.any():
            break
    wide = np.repeat(np.repeat(bound, DARK_BLOCK, 0), DARK_BLOCK, 1)[:rows, :columns]
    at = wide[STEP // 2::STEP, STEP // 2::STEP][:shape[0], :shape[1]]
    above = np.maximum(np.asarray(TRIALS)[:, None, None] - at, 0.0)
    return np.asarray((10.0 * above) ** 2)


def least(cube: np.ndarray, trials: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where the parabola through the three least costs has its bottom, and 1 / sqrt(half its curvature).

    cube (trial, rows, columns), sums of squared normalised residuals: chi-squared rises by one at one
    standard deviation.
    """
    k = np.clip(cube.argmin(axis=0), 1, len(trials) - 2)
    x = [trials[k + d] for d in (-1, 0, 1)]
    y = [np.take_along_axis(cube, (k + d)[None], 0)[0] for d in (-1, 0, 1)]
    first, second = (y[1] - y[0]) / (x[1] - x[0]), (y[2] - y[1]) / (x[2] - x[1])
    curvature = np.maximum((second - first) / (x[2] - x[0]), 1e-6)
    bottom = (x[0] + x[1]) / 2 - first / (2 * curvature)
    return np.clip(bottom, trials[0], x[2]), np.clip(1 / np.sqrt(curvature), 0.005, 1.0)
