"""Which aerosol model a whole date has, told by ground that earlier dates have seen.

Each model is fitted to the blue of the date by its own AOT, so blue tells nothing of it; the longer waves do. Under
the right model the ground is again what it was; soot taken for continental aerosols leaves it darker in near infrared
and red by a tenth, salt and dust leave it brighter. One image does not tell this, and never one pixel: the medians of
the whole scene are asked, band by band, and are weighed by what ground and AOT do by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .aerosol_series import Before

#: What is compared, and in which order the vectors below have it.
ROLES = ("coastal", "blue", "red", "nir_narrow", "swir2")
#: What the medians may do though the model is right, as logarithms: an AOT that errs by 0.03; ten days of growth (or
#: drying, the other way); rain or its drying; and what each band does for itself. Bocage's own, chosen so that the
#: first explains what dates of the right model left on development seeds, the others what fields do in ten days.
AOT_ERROR = (0.06, 0.05, 0.035, 0.003, 0.012)
GROWTH = (-0.06, -0.06, -0.08, 0.04, -0.06)
RAIN = (-0.03, -0.03, -0.05, -0.04, -0.08)
OWN = 0.02
#: Ground that changed: its near infrared, its swir2 are farther from the scene's medians than this.
CHANGED_NIR, CHANGED_SWIR = 0.15, 0.20
#: So many cells speak as one; fewer say nothing.
TOGETHER, FEWEST = 25.0, 60
#: How much better than the usual model another must agree (in squares of standard deviations: odds of seven to one),
#: and how well in itself: where no model agrees, it is the ground that changed, or the composite that errs.
MARGIN, AGREES = 4.0, 6.0


@dataclass(frozen=True)
class Agreement:
    """Of one model: median of log(now / before) by role; its distance from zero in squares of standard deviations;
    cells that it is of."""

    departure: tuple[float, ...]
    misfit: float
    cells: int


def agreement(now: Mapping[str, np.ndarray], before: Before, usable: np.ndarray) -> Agreement | None:
    """How well the surface found under a model agrees with the composite, (rows, columns) on cells.

    None where too few cells are known to both.
    """
    pairs = [(now[role], before.surface[role]) for role in ROLES]
    known = usable & np.isfinite(before.lag_days)
    with np.errstate(invalid="ignore"):
        for new, old in pairs:
            known &= (new > 0) & (old > 0)
    if np.count_nonzero(known) < FEWEST:
        return None
    change = np.log([new[known] / old[known] for new, old in pairs])
    kept = change
    for _ in range(3):
        middle = np.median(kept, axis=1)
        near = (np.abs(change[3] - middle[3]) < CHANGED_NIR) & (np.abs(change[4] - middle[4]) < CHANGED_SWIR)
        if np.count_nonzero(near) < FEWEST:
            return None
        kept = change[:, near]
    spread = 1.4826 * np.median(np.abs(kept - middle[:, None]), axis=1)
    days = float(np.median(before.lag_days[known]))
    return Agreement(tuple(map(float, middle)), misfit(middle, spread, kept.shape[1], days), kept.shape[1])


def misfit(departure: np.ndarray, spread: np.ndarray, cells: int, days: float) -> float:
    """Squared distance of medians from zero, in standard deviations of all that may move them.

    departure, spread: (role,), of logarithms by cell; days: age of what is compared with.
    """
    own = OWN ** 2 + np.pi / 2 * spread ** 2 / max(cells / TOGETHER, 1.0)
    covariance = np.diag(own) + np.outer(AOT_ERROR, AOT_ERROR) + np.outer(RAIN, RAIN) + (
        days / 10.0 * np.outer(GROWTH, GROWTH))
    return float(departure @ np.linalg.solve(covariance, departure))


def choose(found: Mapping[str, Agreement], usual: str) -> str:
    """The model that agrees best; the usual one unless another agrees far better, and well."""
    if usual not in found:
        return usual
    best = min(found, key=lambda model: found[model].misfit)
    clear = found[usual].misfit - found[best].misfit > MARGIN and found[best].misfit < AGREES
    return best if clear else usual
