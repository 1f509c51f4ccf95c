"""What may be said of a proportion: Wald, Wilson, Clopper-Pearson, and the exact one of a complex sample.

Wald's interval (estimate plus or minus t times its standard error) has no width where a sample shows no error, and
leaves 0..1. A report prints Wilson's, or the exact one where units are few.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from . import quantiles

#: Fewest units, and fewest of each kind, for which Wilson's interval is trusted (Brown, Cai and DasGupta 2001,
#: Statistical Science 16, 101-133: exact ones where n is small).
FEWEST, FEWEST_OF_A_KIND = 40, 5


@dataclass(frozen=True)
class Interval:
    """Bounds and the method behind them."""

    low: float
    high: float
    method: str


def wald(value: float, standard_error: float, level: float, degrees: float = math.inf) -> Interval:
    """Estimate plus or minus a quantile of Student's t times its standard error, not clipped."""
    half = quantiles.student((1.0 + level) / 2.0, degrees) * standard_error
    return Interval(value - half, value + half, "wald")


def wilson(value: float, units: float, level: float, degrees: float = math.inf) -> Interval:
    """Wilson 1927, Journal of the American Statistical Association 22, 209-212; units may be an effective number."""
    z = quantiles.student((1.0 + level) / 2.0, degrees)
    square = z * z / units
    middle = (value + square / 2.0) / (1.0 + square)
    half = z / (1.0 + square) * math.sqrt(value * (1.0 - value) / units + square / (4.0 * units))
    return Interval(max(0.0, middle - half), min(1.0, middle + half), "wilson")


def clopper_pearson(successes: float, units: float, level: float) -> Interval:
    """Clopper and Pearson 1934, Biometrika 26, 404-413: covers at least ``level``; real numbers are accepted."""
    tail = (1.0 - level) / 2.0
    return Interval(quantiles.beta(tail, successes, units - successes + 1.0),
                    quantiles.beta(1.0 - tail, successes + 1.0, units - successes), "clopper-pearson")


def effective_units(value: float, standard_error: float, units: float) -> float:
    """Units of a simple sample of the same variance, p (1 - p) / V; ``units`` where the sample shows no variance."""
    if standard_error <= 0.0 or not 0.0 < value < 1.0:
        return units
    return value * (1.0 - value) / standard_error ** 2


def proportion(value: float, standard_error: float, units: float, level: float,
               degrees: float = math.inf) -> Interval:
    """Interval of a proportion estimated from any design, never of zero width.

    Wilson's with the effective number of units; where they are few, Clopper-Pearson's with it (Korn and Graubard
    1998, Survey Methodology 24, 193-201), the degrees of freedom allowed for.
    """
    if not math.isfinite(value) or units <= 0:
        return Interval(math.nan, math.nan, "none")
    effective = effective_units(value, standard_error, units)
    rare = effective * min(value, 1.0 - value)
    if effective >= FEWEST and rare >= FEWEST_OF_A_KIND:
        return wilson(value, effective, level, degrees)
    half = (1.0 + level) / 2.0
    if math.isfinite(degrees) and degrees >= 1 and units > 1:
        effective *= (quantiles.student(half, units - 1.0) / quantiles.student(half, degrees)) ** 2
    effective = min(effective, units)
    return clopper_pearson(value * effective, effective, level)
