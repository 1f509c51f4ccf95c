"""Aerosol optical thickness at 550 nm from one date and from those before it, by windows of cells.

Two things are asked of the surface that each trial AOT gives, after MACCS and MAJA (Hagolle et al. 2015,
Remote Sensing 7, 2668-2691): over vegetation, coastal blue follows red; over ground that did not change,
blue stays what it was. Each is one residual a window, the mean over its cells, with a variance of two parts:
what scatters from cell to cell and is averaged away, and what the whole window shares (the relation itself, the
AOT of the dates behind the composite) and is not. A search over trials replaces Levenberg-Marquardt: the cost of
each window is known at every trial and its least is refined by a parabola.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from ..engine.resample import box_mean

TRIALS = (0.0, 0.03, 0.06, 0.1, 0.14, 0.19, 0.25, 0.32, 0.4, 0.5, 0.62, 0.78, 1.0, 1.3, 1.8)
#: rho_s(443) / rho_s(665) of cells where vegetation is. It is 0.45 where that is closed (MACCS); where soil is between,
#: which is redder and brighter, 0.40 to 0.42 (linear mixtures of the real spectra of ``ground_spectra.json``); over
#: landscapes drawn from those, weighed as cells are here, 0.433.
COASTAL_TO_RED = 0.43
#: Its relative scatter from field to field.
SCATTER = 0.30
#: What the relation errs by as a whole, reflectance (real fields: means of classes within 0.0016).
RELATION = 0.0018
#: Noise of a cell's surface reflectance, models included.
NOISE = 0.003
#: Half side of a window, cells, and the step between windows.
RADIUS, STEP = 3, 3
FEWEST = 12
#: A cell that errs from its neighbours by more than so many standard deviations, at a first AOT, is left out.
FIRST, MOST_SIGMA = 0.19, 3.0
#: Cells of a window do not err alone: so many speak as one.
TOGETHER = 4.0
#: Windows that later smoothing averages into one, as far as their scatter goes, where all of a neighbourhood speak;
#: and the half side of that neighbourhood, windows.
AVERAGED, NEIGHBOURS = 30.0, 8
#: Ground that stayed: relative change of the narrow near infrared; vegetation: NDVI, red, swir2.
UNCHANGED, NDVI, DARK_RED, DARK_SWIR = 0.10, 0.30, 0.12, 0.25
#: The date before errs too: relative scatter of unchanged ground.
CHANGE = 0.06
#: What an AOT error of 1 leaves in the mean of coastal and blue of a composite, reflectance (continental aerosols over
#: vegetation, sza 30 to 50: 0.06 to 0.08). It stays so whatever today's aerosols are: under soot the same reflectance
#: is worth three times as much AOT.
LEFT_BEHIND = 0.07
#: What an older composite loses: AOT-equivalent standard deviation after ten days.
AGEING = 0.015
#: Red over swir2 of vegetation is near a half (Kaufman et al. 1997); what is redder flowers or dries, and its blue
#: no longer follows its red (real fields of rapeseed: coastal / red = 0.14).
MOST_RED = 0.75
#: Side of the blocks whose darkest cells bound AOT from above, cells; the share that counts as darkest; what may be
#: left of their reflectance; fewest usable cells.
DARK_BLOCK, DARKEST, DARK_LEFT, FEWEST_DARK = 24, 0.02, 0.004, 50
#: Weak prior where nothing else is known.
PRIOR, PRIOR_SIGMA = 0.15, 0.4

Surface = Callable[[float], Mapping[str, np.ndarray]]


@dataclass(frozen=True)
class Before:
    """The composite in today's directions, (rows, columns) on cells: surface by role, its age in days, and the
    standard uncertainty of the AOT behind it."""

    surface: Mapping[str, np.ndarray]
    lag_days: np.ndarray
    sigma: np.ndarray

    def variance(self) -> np.ndarray:
        """Variance of the AOT behind it today: what it was, and what its age adds."""
        return np.asarray(self.sigma ** 2 + AGEING ** 2 * self.lag_days / 10.0)


@dataclass(frozen=True)
class Evidence:
    """What speaks, (rows, columns) on cells: vegetation, by the scatter of its residual (NaN elsewhere); ground as
    before, with the reference coastal and blue, the scatter of its residual, and the error that neighbours share, in
    reflectance; clear ground."""

    vegetation_sigma: np.ndarray
    reference: Mapping[str, np.ndarray]
    reference_sigma: np.ndarray
    reference_common: np.ndarray
    usable: np.ndarray

    @property
    def vegetation(self) -> np.ndarray:
        """Cells of vegetation."""
        return np.isfinite(self.vegetation_sigma)


@dataclass(frozen=True)
class Windows:
    """By window (rows, columns), NaN where nothing speaks: AOT; its standard uncertainty in two parts, what scatters
    from window to window and what neighbours share; number of cells."""

    aot: np.ndarray
    scatter: np.ndarray
    shared: np.ndarray
    cells: np.ndarray


def evidence(now: Mapping[str, np.ndarray], usable: np.ndarray, before: Before | None) -> Evidence:
    """Evidence from a first surface reflectance ``now`` (any plausible AOT) and the composite ``before``."""
    red, nir, swir = now["red"], now["nir_narrow"], now["swir2"]
    with np.errstate(invalid="ignore", divide="ignore"):
        ndvi = (nir - red) / (nir + red)
        green = usable & (ndvi > NDVI) & (red < DARK_RED) & (swir < DARK_SWIR)
        green &= red < MOST_RED * swir + 0.005
        field = SCATTER * COASTAL_TO_RED * np.maximum(red, 0.01)
        scatter = np.hypot(NOISE, field) / np.clip(0.7 * ndvi + 0.3, 0.3, 1.0)
    vegetation = np.where(green, scatter, np.nan).astype(np.float32)
    nothing = np.full(usable.shape, np.nan, np.float32)
    if before is None:
        return Evidence(vegetation, {"coastal": nothing, "blue": nothing}, nothing, nothing, usable)
    same = unchanged(now, before.surface) & usable
    with np.errstate(invalid="ignore"):
        age = np.sqrt((before.lag_days * before.lag_days + 800.0) / 1200.0)
        sigma = age * np.hypot(NOISE, CHANGE * before.surface["blue"])
        common = LEFT_BEHIND * np.sqrt(before.variance())
    same &= np.isfinite(sigma) & np.isfinite(common)
    light = lighting(now, before.surface)
    reference = {role: np.where(same, before.surface[role] * light, np.nan).astype(np.float32)
                 for role in ("coastal", "blue")}
    return Evidence(vegetation, reference, np.where(same, sigma, np.nan).astype(np.float32),
                    np.where(same, common, np.nan).astype(np.float32), usable)


def lighting(now: Mapping[str, np.ndarray], before: Mapping[str, np.ndarray]) -> np.ndarray:
    """How much brighter unchanged ground is lit than before, clipped to 0.8-1.2: the edge of a shadow that was not
    found darkens all bands alike, whereas growth brightens near infrared and darkens swir2."""
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = (now["nir_narrow"] / before["nir_narrow"] + now["swir2"] / before["swir2"]) / 2
    return np.asarray(np.clip(np.where(np.isfinite(ratio), ratio, 1.0), 0.8, 1.2))


def unchanged(now: Mapping[str, np.ndarray], before: Mapping[str, np.ndarray]) -> np.ndarray:
    """Ground that looks as before where aerosols matter little: near and short-wave infrared."""
    nir, swir = now["nir_narrow"], now["swir2"]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((np.abs(nir / before["nir_narrow"] - 1) < UNCHANGED)
                          & (np.abs(swir - before["swir2"]) < 0.02 + UNCHANGED * before["swir2"]))


def search(surface: Surface, found: Evidence, prior: np.ndarray | None = None,
           prior_sigma: float = PRIOR_SIGMA) -> Windows:
    """The AOT of least cost in each window of cells. ``prior``: AOT on cells."""
    sources = [_Source(found.vegetation_sigma), _Source(found.reference_sigma)]
    for source, residual in zip(sources, _residuals(surface(FIRST), found)):
        source.reject(residual)
    darkest = _Darkest(found.usable)
    for aot in TRIALS:
        now = surface(aot)
        darkest.add(aot, now["blue"])
        for source, residual in zip(sources, _residuals(now, found)):
            source.add(residual)
    common = _strided(box_mean(found.reference_common, RADIUS)[0])
    trials = np.asarray(TRIALS)[:, None, None]
    slopes = [source.slope() for source in sources]
    shared = [np.full(slopes[0].shape, RELATION ** 2),
              np.broadcast_to(np.nan_to_num(common) ** 2 + 1e-8, slopes[1].shape)]
    guess = np.full(common.shape, PRIOR) if prior is None else _strided(prior)
    cost: np.ndarray = ((trials - guess) / prior_sigma) ** 2 + darkest.cost()
    cost = cost + np.sum([source.cost(part) for source, part in zip(sources, shared)], axis=0)
    best = least(cost, np.asarray(TRIALS))
    count = np.maximum(sources[0].count, sources[1].count)
    scatter, together = _uncertainty(sources, slopes, shared, cost.argmin(axis=0)[None], prior_sigma)
    silent = count < FEWEST
    return Windows(np.where(silent, np.nan, best), np.where(silent, np.nan, scatter),
                   np.where(silent, np.nan, together), count)


def _residuals(now: Mapping[str, np.ndarray], found: Evidence) -> tuple[np.ndarray, np.ndarray]:
    """By cell: of the relation, and against the composite."""
    before = found.reference
    return (now["coastal"] - COASTAL_TO_RED * now["red"],
            (now["coastal"] - before["coastal"] + now["blue"] - before["blue"]) / 2)


class _Source:
    """Mean residual of one kind of evidence by window, at each trial."""

    def __init__(self, sigma: np.ndarray) -> None:
        self._sigma = sigma
        self._weight = np.where(np.isfinite(sigma), 1 / sigma ** 2, np.nan)
        self._means: list[np.ndarray] = []
        self._count()

    def _count(self) -> None:
        weight, count = box_mean(self._weight, RADIUS)
        self._total, self.count = _strided(weight), _strided(count)
        self.averaged = np.maximum(1.0, AVERAGED * box_mean((self.count >= FEWEST).astype(np.float32), NEIGHBOURS)[0])

    def reject(self, residual: np.ndarray) -> None:
        """Leave out cells that err from their neighbours by more than their scatter allows."""
        own = np.where(np.isfinite(self._weight) & np.isfinite(residual), residual, np.nan)
        with np.errstate(invalid="ignore"):
            off = ~(np.abs(own - box_mean(own, 2 * RADIUS)[0]) < MOST_SIGMA * self._sigma)
        self._weight = np.where(off, np.nan, self._weight)
        self._count()

    def add(self, residual: np.ndarray) -> None:
        """One more trial: residual by cell, (rows, columns)."""
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = _strided(box_mean(residual * self._weight, RADIUS)[0]) / self._total
        self._means.append(np.nan_to_num(mean))

    def scatter(self) -> np.ndarray:
        """Variance of the mean that comes from cells."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(1 / self._total / np.maximum(self.count / TOGETHER, 1.0))

    def slope(self) -> np.ndarray:
        """Change of the mean with AOT, (trial, rows, columns)."""
        return np.asarray(np.gradient(np.stack(self._means), np.asarray(TRIALS), axis=0))

    def cost(self, shared: np.ndarray) -> np.ndarray:
        """(trial, rows, columns); nothing where too few cells speak. shared: variance, (trial, rows, columns).

        Sources are weighed as they will count once windows are averaged.
        """
        with np.errstate(invalid="ignore", divide="ignore"):
            cost = np.stack(self._means) ** 2 / (self.scatter() / self.averaged + shared)
        return np.where(self.count >= FEWEST, np.nan_to_num(cost), 0.0)


def _strided(values: np.ndarray) -> np.ndarray:
    return np.asarray(values[STEP // 2::STEP, STEP // 2::STEP], np.float64)


def _uncertainty(sources: list[_Source], slopes: list[np.ndarray], shared: list[np.ndarray], best: np.ndarray,
                 prior_sigma: float) -> tuple[np.ndarray, np.ndarray]:
    """Standard deviations of the AOT found: what cells bring and what the window shares."""
    information = [np.full(best.shape[1:], 1 / prior_sigma ** 2)]
    parts = []
    for source, slope, variance in zip(sources, slopes, shared):
        here, common = (np.take_along_axis(v, best, 0)[0] for v in (slope ** 2, variance))
        scatter = np.nan_to_num(source.scatter(), nan=1.0, posinf=1.0)
        information.append(np.where(source.count >= FEWEST, here / (scatter / source.averaged + common), 0.0))
        parts.append((scatter, common, np.maximum(here, 1e-6)))
    total = sum(information)
    apart, together = np.zeros(best.shape[1:]), (information[0] / total * prior_sigma) ** 2
    for own, (scatter, common, square) in zip(information[1:], parts):
        apart += (own / total) ** 2 * scatter / square
        together += (own / total) ** 2 * common / square
    return np.sqrt(np.maximum(apart, 1e-6)), np.sqrt(together)


class _Darkest:
    """The AOT that leaves the darkest ground of a block black: a bound from above."""

    def __init__(self, usable: np.ndarray) -> None:
        self._shape = usable.shape
        self._usable = self._blocks(usable, False)
        self._count = self._usable.sum(axis=-1)
        self._bound = np.full(self._count.shape, np.inf)

    def _blocks(self, values: np.ndarray, fill: object) -> np.ndarray:
        """(block rows, block columns, cells of a block)."""
        rows, columns = (-(-n // DARK_BLOCK) for n in self._shape)
        padded = np.full((rows * DARK_BLOCK, columns * DARK_BLOCK), fill, values.dtype)
        padded[:self._shape[0], :self._shape[1]] = values
        square = padded.reshape(rows, DARK_BLOCK, columns, DARK_BLOCK).swapaxes(1, 2)
        return square.reshape(rows, columns, DARK_BLOCK * DARK_BLOCK)

    def add(self, aot: float, blue: np.ndarray) -> None:
        """One more trial, in growing order."""
        values = np.where(self._usable, self._blocks(blue, np.inf), np.inf)
        values = np.where(np.isfinite(values), values, np.inf)
        rank = (DARKEST * np.maximum(self._count - 1, 0)).astype(int)
        dark = np.take_along_axis(np.sort(values, axis=-1), rank[..., None], -1)[..., 0]
        reached = (self._count >= FEWEST_DARK) & (dark < DARK_LEFT) & np.isinf(self._bound)
        self._bound[reached] = aot

    def cost(self) -> np.ndarray:
        """Penalty by trial and window."""
        wide = np.repeat(np.repeat(self._bound, DARK_BLOCK, 0), DARK_BLOCK, 1)
        at = wide[:self._shape[0], :self._shape[1]][STEP // 2::STEP, STEP // 2::STEP]
        above = np.maximum(np.asarray(TRIALS)[:, None, None] - at, 0.0)
        return np.asarray((10.0 * above) ** 2)


def least(cube: np.ndarray, trials: np.ndarray) -> np.ndarray:
    """Where the parabola through the three least costs has its bottom; cube (trial, rows, columns)."""
    k = np.clip(cube.argmin(axis=0), 1, len(trials) - 2)
    x = [trials[k + d] for d in (-1, 0, 1)]
    y = [np.take_along_axis(cube, (k + d)[None], 0)[0] for d in (-1, 0, 1)]
    first, second = (y[1] - y[0]) / (x[1] - x[0]), (y[2] - y[1]) / (x[2] - x[1])
    curvature = np.maximum((second - first) / (x[2] - x[0]), 1e-6)
    bottom = (x[0] + x[1]) / 2 - first / (2 * curvature)
    return np.asarray(np.clip(bottom, trials[0], x[2]))
