"""Scores of classifiers over repeated splits of one set of samples, and what their differences are worth.

Splits share their samples: k of them are not k experiments. Their spread is a spread, and a difference is judged by
the corrected test of ``comparison.corrected_resampled_t``, with k - 1 degrees of freedom.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .comparison import Difference, corrected_resampled_t, tested, unjudged
from .estimators import Estimate, degrees_of, ratio
from .sample import Sample


@dataclass(frozen=True)
class Scores:
    """Of one error matrix. Arrays (classes,), NaN for a class that has no reference unit."""

    overall: float
    #: Mean of the F1 of the classes that the reference has.
    macro_f1: float
    f1: np.ndarray
    users: np.ndarray
    producers: np.ndarray
    #: What was predicted over what the reference has.
    size_ratio: np.ndarray


def scores(matrix: np.ndarray) -> Scores:
    """Scores of counts or weights (map, reference).

    F1 = 2 n_kk / (n_k. + n_.k), the harmonic mean of user's and producer's accuracies. A class without reference
    units has none: false alarms are told by the scores of the classes that they are taken from.
    """
    table = np.asarray(matrix, float)
    right, mapped, there = np.diag(table), table.sum(1), table.sum(0)
    with np.errstate(invalid="ignore", divide="ignore"):
        known = there > 0
        f1 = np.where(known, 2.0 * right / (mapped + there), np.nan)
        users = np.where(known & (mapped > 0), right / mapped, np.nan)
        producers = np.where(known, right / there, np.nan)
        size = np.where(known, mapped / there, np.nan)
    total = table.sum()
    return Scores(float(right.sum() / total) if total > 0 else math.nan,
                  float(f1[known].mean()) if known.any() else math.nan, f1, users, producers, size)


@dataclass(frozen=True)
class Spread:
    """Of one score over runs: how much it moves from a draw to another. It is no confidence interval."""

    mean: float
    deviation: float
    low: float
    high: float
    #: Runs in which there is a score.
    runs: int


def spread(values: Sequence[float] | np.ndarray) -> Spread:
    """Mean, standard deviation (n - 1), least and greatest; NaN are left out."""
    found = np.asarray(values, float)
    found = found[np.isfinite(found)]
    if found.size == 0:
        return Spread(math.nan, math.nan, math.nan, math.nan, 0)
    deviation = float(found.std(ddof=1)) if found.size > 1 else math.nan
    return Spread(float(found.mean()), deviation, float(found.min()), float(found.max()), int(found.size))


def units_ratio(train_units: Sequence[float] | np.ndarray, test_units: Sequence[float] | np.ndarray) -> float:
    """n_test / n_train of the correction, mean sizes over the runs; 1 / (k - 1) for k folds of one size."""
    return float(np.mean(np.asarray(test_units, float)) / np.mean(np.asarray(train_units, float)))


def paired(first: Sequence[float] | np.ndarray, second: Sequence[float] | np.ndarray, share: float,
           level: float = 0.95) -> Difference:
    """First less second over the runs in which both have a score, by the corrected test.

    V = (1 / k + n_test / n_train) s^2, t with k - 1 degrees (Nadeau and Bengio 2003, Machine Learning 52, 239-281).
    ``share``: n_test / n_train, units that are drawn.
    """
    gap = np.asarray(first, float) - np.asarray(second, float)
    return corrected_resampled_t(gap[np.isfinite(gap)], 1.0, share, level)


def holm(p_values: Sequence[float]) -> list[float]:
    """P values made fit for being several: p_(i) (m - i + 1), never falling (Holm 1979, Scandinavian Journal of
    Statistics 6, 65-70). NaN stay, and do not count.
    """
    adjusted = [math.nan] * len(p_values)
    order = sorted((p, index) for index, p in enumerate(p_values) if math.isfinite(p))
    reached = 0.0
    for place, (p, index) in enumerate(order):
        reached = max(reached, min(1.0, p * (len(order) - place)))
        adjusted[index] = reached
    return adjusted


def f1_difference(sample: Sample, other_map: np.ndarray, index: int, level: float = 0.95) -> Difference:
    """F1 of one class on the sample's map less that of ``other_map`` (n,), on the same units.

    Each F1 is a ratio Y / X of "right" over the mean of "mapped" and "there"; the variance of their difference is that
    of the difference of their residuals (y - R x) / X, by the design (Stehman 2014, IJRS 35, 4923-4939, equation 28,
    for two ratios; Taylor's first order). Polygons are groups of one draw where the sample has them.
    """
    there = np.asarray(sample.reference == index, float)
    residuals, values, speaks = [], [], np.zeros(there.size, bool)
    for mapped in (sample.map_class, np.asarray(other_map)):
        here = np.asarray(mapped == index, float)
        found = ratio(sample, here * there, (here + there) / 2.0, level)
        total = float((sample.weight * sample.count * (here + there)).sum()) / 2.0
        if total <= 0.0:
            return unjudged(math.nan)
        speaks |= here + there > 0.0
        residuals.append((here * there - found.value * (here + there) / 2.0) / total)
        values.append(found.value)
    told = _error(sample, residuals[0] - residuals[1])
    # Polygons without the class on either map or in the reference say nothing of it.
    return tested(values[0] - values[1], replace(told, degrees=degrees_of(sample, speaks)), level)


def _error(sample: Sample, residual: np.ndarray) -> Estimate:
    """The standard error of the sum of residuals, as the error of a ratio over the whole population."""
    return ratio(sample, residual * sample.population, np.ones(residual.size))
