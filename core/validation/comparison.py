"""Is one map better than another, on the same sample?

The difference of two accuracies is itself a ratio, of "right on the first less right on the second": the design gives
its variance. McNemar's test knows nothing of strata or groups, and serves simple samples alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from . import quantiles
from .estimators import Estimate, ratio
from .intervals import Interval, wald
from .sample import Sample

#: Fewest different splits of which a difference is judged. Two give a spread of one degree of freedom, which on scores
#: of few units is nothing by chance in one of seven.
LEAST_RUNS = 3
#: Fewest whose judgement is told without a word of caution.
TRUSTED_RUNS = 5
#: A standard error of scores below this is rounding.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Difference:
    """First accuracy less second, on the same units."""

    value: float
    standard_error: float
    interval: Interval
    #: Probability of a difference as large if there were none.
    p_value: float


@dataclass(frozen=True)
class McNemar:
    """Units that one map alone has right, and the tests of it."""

    only_first: int
    only_second: int
    chi_square: float
    p_value: float
    chi_square_corrected: float
    p_value_corrected: float
    p_value_exact: float


def accuracy_difference(sample: Sample, other_map: np.ndarray, level: float = 0.95) -> Difference:
    """Overall accuracy of the sample's map less that of ``other_map`` (n,), classes by index."""
    first = np.asarray(sample.map_class == sample.reference, float)
    second = np.asarray(np.asarray(other_map) == sample.reference, float)
    found = ratio(sample, first - second, np.ones(first.size), level)
    return tested(found.value, found, level)


def tested(value: float, told: Estimate, level: float) -> Difference:
    """A difference with the standard error and the degrees of freedom of an estimate."""
    return _judged(value, told.standard_error, told.degrees, level)


def _judged(value: float, error: float, degrees: float, level: float) -> Difference:
    """By t. Not judged (NaN) where the error is not known, nor where it is nothing and the difference is something:
    no spread is no certainty, it is a sample too small to show one.
    """
    if not math.isfinite(value) or not math.isfinite(error) or degrees < 1:
        return unjudged(value)
    if error <= _ROUNDING:
        if abs(value) > _ROUNDING:
            return unjudged(value)
        # The same answers everywhere: nothing speaks for a difference.
        return Difference(0.0, 0.0, Interval(math.nan, math.nan, "none"), 1.0)
    return Difference(value, error, wald(value, error, level, degrees), quantiles.student_tails(value / error, degrees))


def unjudged(value: float) -> Difference:
    """A difference of which nothing is known but its value."""
    return Difference(value, math.nan, Interval(math.nan, math.nan, "none"), math.nan)


def mcnemar(only_first: int, only_second: int) -> McNemar:
    """McNemar 1947, Psychometrika 12, 153-157, with and without Edwards' correction, and the exact binomial test."""
    total = only_first + only_second
    if total == 0:
        return McNemar(0, 0, 0.0, 1.0, 0.0, 1.0, 1.0)
    gap = abs(only_first - only_second)
    plain, corrected = gap ** 2 / total, max(gap - 1, 0) ** 2 / total
    return McNemar(only_first, only_second, plain, quantiles.chi_square_tail(plain), corrected,
                   quantiles.chi_square_tail(corrected), _binomial(min(only_first, only_second), total))


def _binomial(least: int, total: int) -> float:
    """Both tails of a fair binomial."""
    # P(X <= k) of a fair coin is a value of the incomplete beta function.
    tail = quantiles.beta_share(0.5, total - least, least + 1)
    return min(1.0, 2.0 * tail)


def corrected_resampled_t(differences: np.ndarray, train_units: float, test_units: float,
                          level: float = 0.95) -> Difference:
    """Mean paired difference of two classifiers over k random splits of one set (k,).

    Splits share their samples, so that k of them are not k experiments: the variance is multiplied by
    1 / k + test / train (Nadeau and Bengio 2003, Machine Learning 52, 239-281). Degrees of freedom: k - 1, never the
    number of classes less one. The splits must differ: one told ten times is one. Of fewer than ``LEAST_RUNS``, and
    where all differences are one number that is not 0, nothing is judged (NaN).
    """
    values = np.asarray(differences, float)
    k = values.size
    mean = float(values.mean()) if k else math.nan
    if k < LEAST_RUNS:
        return unjudged(mean)
    return _judged(mean, math.sqrt((1.0 / k + test_units / train_units) * float(values.var(ddof=1))), k - 1, level)
