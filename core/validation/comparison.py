"""Is one map better than another, on the same sample?

The difference of two accuracies is itself a ratio, of "right on the first less right on the second": the design gives
its variance. McNemar's test knows nothing of strata or groups, and serves simple samples alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from . import quantiles
from .estimators import ratio
from .intervals import Interval, wald
from .sample import Sample


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
    if found.standard_error == 0.0:
        p_value = 1.0 if found.value == 0.0 else 0.0
    else:
        p_value = quantiles.student_tails(found.value / found.standard_error, found.degrees)
    return Difference(found.value, found.standard_error,
                      wald(found.value, found.standard_error, level, found.degrees), p_value)


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
    number of classes less one.
    """
    values = np.asarray(differences, float)
    k = values.size
    if k < 2:
        return Difference(float(values.mean()) if k else math.nan, math.nan, Interval(math.nan, math.nan, "none"),
                          math.nan)
    mean = float(values.mean())
    error = math.sqrt((1.0 / k + test_units / train_units) * float(values.var(ddof=1)))
    p_value = quantiles.student_tails(mean / error, k - 1) if error > 0 else (1.0 if mean == 0 else 0.0)
    return Difference(mean, error, wald(mean, error, level, k - 1), p_value)
