"""Quantiles of the normal, Student and beta distributions, from the incomplete beta function.

The standard library has the normal one alone, and scipy is not in every QGIS. Checked against scipy to 1e-9.
"""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist

_TINY = 1e-300


def normal(probability: float) -> float:
    """Quantile of the standard normal distribution."""
    return NormalDist().inv_cdf(probability)


def normal_tail(value: float) -> float:
    """Probability that a standard normal variable exceeds ``value``."""
    return 0.5 * math.erfc(value / math.sqrt(2.0))


def beta_share(x: float, a: float, b: float) -> float:
    """Regularised incomplete beta function I_x(a, b): the distribution function of Beta(a, b) at x.

    Continued fraction of Abramowitz and Stegun 26.5.8, evaluated by the modified Lentz method.
    """
    if x <= 0.0 or x >= 1.0:
        return 0.0 if x <= 0.0 else 1.0
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    if x > (a + 1.0) / (a + b + 2.0):
        return 1.0 - math.exp(log_front) * _fraction(1.0 - x, b, a) / b
    return math.exp(log_front) * _fraction(x, a, b) / a


def _fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1.0 - (a + b) * x / (a + 1.0)
    d = 1.0 / (d if abs(d) > _TINY else _TINY)
    value = d
    for m in range(1, 10_000):
        for term in (m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
                     -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))):
            d = 1.0 + term * d
            c = 1.0 + term / c
            d = 1.0 / (d if abs(d) > _TINY else _TINY)
            c = c if abs(c) > _TINY else _TINY
            step = c * d
            value *= step
        if abs(step - 1.0) < 1e-15:
            break
    return value


def beta(probability: float, a: float, b: float) -> float:
    """Quantile of Beta(a, b), by bisection: 0 where a is 0, 1 where b is 0."""
    if a <= 0.0 or b <= 0.0:
        return 0.0 if a <= 0.0 else 1.0
    low, high = 0.0, 1.0
    for _ in range(200):
        middle = (low + high) / 2.0
        if beta_share(middle, a, b) < probability:
            low = middle
        else:
            high = middle
        if high - low < 1e-15 * max(high, 1e-300):
            break
    return (low + high) / 2.0


@lru_cache(maxsize=1024)
def student(probability: float, degrees: float) -> float:
    """Quantile of Student's t; the normal one where ``degrees`` is infinite."""
    if math.isinf(degrees):
        return normal(probability)
    if probability == 0.5:
        return 0.0
    tail = 2.0 * min(probability, 1.0 - probability)
    share = beta(tail, degrees / 2.0, 0.5)
    value = math.sqrt(degrees * (1.0 - share) / share) if share > 0.0 else math.inf
    return value if probability > 0.5 else -value


def student_tails(value: float, degrees: float) -> float:
    """Probability that |t| exceeds ``value``."""
    if math.isinf(degrees):
        return 2.0 * normal_tail(abs(value))
    return beta_share(degrees / (degrees + value * value), degrees / 2.0, 0.5)


def chi_square_tail(value: float) -> float:
    """Probability that a chi-square variable of one degree of freedom exceeds ``value``."""
    return math.erfc(math.sqrt(max(value, 0.0) / 2.0))
