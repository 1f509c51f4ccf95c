"""Which aerosols a whole date has, told by ground that earlier dates have seen.

Each model is fitted to the blue of the date by its own AOT, so blue tells nothing of it; the longer waves do. Under
the right model the ground is again what it was; soot taken for continental aerosols leaves it darker in near infrared
and red by a tenth, salt and dust leave it brighter. Two things are asked of log(now / before), band by band: its
median over the scene, which AOT, growth, rain and shadow move too; and how it follows the AOT from place to place,
which none of them does. One image does not tell this, and never one pixel. What remains unsure is said by shares: the
date is corrected for a mixture, each model having the probability it has, for that errs least on the mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .aerosol_series import Before

#: What is compared, and in which order the vectors below have it; those that no AOT was fitted to.
ROLES = ("coastal", "blue", "red", "nir_narrow", "swir2")
LONGER = [2, 3, 4]
#: What the medians may do though the model is right, as logarithms: ten days of growth (or drying, the other way), at
#: least so many days; rain or its drying; light that thin clouds took, now or before; and what each band does for
#: itself. Bocage's own: the first ones are what fields do in ten days, the others fit development seeds.
GROWTH = (-0.06, -0.06, -0.08, 0.04, -0.06)
RAIN = (-0.03, -0.03, -0.05, -0.04, -0.08)
LEAST_DAYS, LIGHT, OWN = 3.0, 0.01, 0.007
#: What log(now / before) may follow the AOT by, from nothing to its mean, though the model is right; and how much
#: more the fields scatter it than if so many cells as ``TOGETHER`` spoke as one.
FOLLOWS, UNEVEN = 0.01, 1.25
#: What the tables' models, or a mixture of them, are not of the real aerosols: both of the above, for an AOT of 1.
UNLIKE = 0.05
#: Least standard uncertainty of the AOT.
LEAST_SIGMA = 0.02
#: Ground that changed: its near infrared, its swir2 are farther from the scene's medians than this.
CHANGED_NIR, CHANGED_SWIR = 0.15, 0.20
#: So many cells speak as one; fewer say nothing.
TOGETHER, FEWEST = 25.0, 60
#: How much likelier the usual model is than each other before anything is seen.
USUAL_ODDS = 4.0
#: Squares of standard deviations beyond which no model agrees: it is the ground that changed, or the composite errs.
AGREES = 14.0
#: Shares are told so finely; smaller ones are none.
PART = 0.05


@dataclass(frozen=True)
class Under:
    """What a date is under one model, (rows, columns) on cells: surface by role with the AOT found, and with ``step``
    more of it; that AOT and its standard uncertainty."""

    surface: Mapping[str, np.ndarray]
    thicker: Mapping[str, np.ndarray]
    aot: np.ndarray
    step: np.ndarray
    sigma: np.ndarray


@dataclass(frozen=True)
class Agreement:
    """Of one model: median of log(now / before) by role; how log(now / before) follows the AOT in the longer waves,
    from none to its mean; the distance of both from zero in squares of standard deviations; the logarithm of their
    probability density; cells that it is of."""

    departure: tuple[float, ...]
    follows: tuple[float, ...]
    misfit: float
    log_likelihood: float
    cells: int


def agreement(under: Under, before: Before, usable: np.ndarray) -> Agreement | None:
    """How well the surface found under a model agrees with the composite. None where too few cells are known."""
    known = usable & np.isfinite(before.lag_days)
    with np.errstate(invalid="ignore"):
        for role in ROLES:
            known &= (under.surface[role] > 0) & (before.surface[role] > 0)
    if np.count_nonzero(known) < FEWEST:
        return None
    change = np.log([under.surface[role][known] / before.surface[role][known] for role in ROLES])
    stayed = unchanged_in(change)
    if np.count_nonzero(stayed) < FEWEST:
        return None
    change, aot = change[:, stayed], under.aot[known][stayed].astype(np.float64)
    departure = np.median(change, axis=1)
    spread = 1.4826 * np.median(np.abs(change - departure[:, None]), axis=1)
    sensitivity = np.array([np.median(np.log(np.maximum(under.thicker[role][known][stayed], 1e-4)
                                             / under.surface[role][known][stayed]) / under.step[known][stayed])
                            for role in ROLES])
    sigma, unlike = max(float(under.sigma[known].mean()), LEAST_SIGMA), UNLIKE * float(aot.mean())
    first = _distance(departure, moved(spread, sensitivity * sigma, change.shape[1],
                                       float(np.median(before.lag_days[known])), unlike))
    follows, covariance = _follows(change - departure[:, None], spread, aot, unlike)
    second = _distance(follows, covariance)
    return Agreement(tuple(map(float, departure)), tuple(map(float, follows)), first[0] + second[0],
                     -(sum(first) + sum(second)) / 2, change.shape[1])


def unchanged_in(change: np.ndarray) -> np.ndarray:
    """Cells whose infrared did as the scene's, from log(now / before), (role, cell)."""
    stayed = np.ones(change.shape[1], bool)
    for _ in range(3):
        middle = np.median(change[:, stayed], axis=1)
        stayed = (np.abs(change[3] - middle[3]) < CHANGED_NIR) & (np.abs(change[4] - middle[4]) < CHANGED_SWIR)
        if np.count_nonzero(stayed) < FEWEST:
            break
    return stayed


def moved(spread: np.ndarray, aot_error: np.ndarray, cells: int, days: float, unlike: float = 0.0) -> np.ndarray:
    """Covariance of the medians by all that moves them though the model is right, (role, role).

    spread: of logarithms by cell; aot_error: what a standard uncertainty of the AOT does; days: age of what is
    compared with; unlike: what the model itself may err by in a band.
    """
    own = OWN ** 2 + unlike ** 2 + np.pi / 2 * spread ** 2 / max(cells / TOGETHER, 1.0)
    vectors = (aot_error, np.sqrt(max(days, LEAST_DAYS) / 10.0) * np.asarray(GROWTH), np.asarray(RAIN),
               np.full(len(ROLES), LIGHT))
    return np.asarray(np.diag(own) + sum(np.outer(one, one) for one in vectors))


def _follows(rest: np.ndarray, spread: np.ndarray, aot: np.ndarray,
             unlike: float) -> tuple[np.ndarray, np.ndarray]:
    """How the longer waves follow the AOT, from none to its mean, and the covariance of that if they did not.

    rest: log(now / before) less its median, (role, cell); single fields are held to three times their spread.
    """
    held = np.clip(rest, -3 * spread[:, None], 3 * spread[:, None])[LONGER]
    mean = max(float(aot.mean()), 1e-3)
    apart = aot / mean - 1
    square = max(float((apart ** 2).mean()), 1e-6)
    slope = (held * apart).mean(axis=1) / square
    fields = UNEVEN ** 2 * np.cov(held) * TOGETHER / aot.size / square
    return slope, fields + (FOLLOWS ** 2 + unlike ** 2) * np.eye(len(LONGER))


def _distance(values: np.ndarray, covariance: np.ndarray) -> tuple[float, float]:
    """Squared distance from zero in standard deviations; logarithm of the determinant."""
    return float(values @ np.linalg.solve(covariance, values)), float(np.linalg.slogdet(covariance)[1])


def shares(found: Mapping[str, Agreement], usual: str) -> dict[str, float]:
    """Probability of each model, in parts of ``PART``; of the usual one alone where no model agrees."""
    if usual not in found or min(one.misfit for one in found.values()) > AGREES:
        return {usual: 1.0}
    logs = {model: one.log_likelihood + (np.log(USUAL_ODDS) if model == usual else 0.0)
            for model, one in found.items()}
    top = max(logs.values())
    weights = {model: float(np.exp(value - top)) for model, value in logs.items()}
    total = sum(weights.values())
    kept = {model: weight for model, weight in weights.items() if weight / total >= PART}
    return _in_parts(kept)


def _in_parts(weights: Mapping[str, float]) -> dict[str, float]:
    """Shares in whole parts that sum to one: what rounding leaves goes to the largest."""
    total, whole = sum(weights.values()), round(1 / PART)
    parts = {model: round(weight / total * whole) for model, weight in weights.items()}
    largest = max(weights, key=lambda model: weights[model])
    parts[largest] += whole - sum(parts.values())
    return {model: count / whole for model, count in parts.items() if count}
