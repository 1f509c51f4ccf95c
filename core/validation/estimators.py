"""Accuracies and areas with their standard errors, from any probability sample.

Each of them is a ratio of two totals, R = Y / X, of variables known on every unit (Stehman 2014, IJRS 35, 4923-4939):
overall accuracy asks for "right" over "any", user's for "right in this class" over "this class on the map". So one
estimator and one variance serve simple, stratified, weighted and cluster samples; that of Olofsson et al. 2014
(Remote Sensing of Environment 148, 42-57) is its case where strata are the map's classes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from .intervals import Interval, proportion
from .sample import Sample

#: A standard error of shares below this is rounding.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Estimate:
    """A value, its standard error and interval; NaN where no unit speaks."""

    value: float
    standard_error: float
    #: Units that speak: those whose denominator is not zero.
    units: int
    degrees: float
    interval: Interval


@dataclass(frozen=True)
class Accuracy:
    """All that a sample says of a map; lists go by class."""

    overall: Estimate
    users: tuple[Estimate, ...]
    producers: tuple[Estimate, ...]
    f1: tuple[Estimate, ...]
    #: Share of the population by the reference, 0..1: times the map's area, the area of the class.
    area: tuple[Estimate, ...]
    #: For comparison with old reports alone (Foody 2020, Remote Sensing of Environment 239, 111630).
    kappa: float


def ratio(sample: Sample, numerator: np.ndarray, denominator: np.ndarray, level: float = 0.95,
          of_the_map: bool = False) -> Estimate:
    """R = Y / X with the variance of Stehman 2014, equations 27 and 28, groups of units as in a cluster sample.

    numerator, denominator: (n,) variables of the units; of_the_map: the map alone tells the denominator. Of groups
    those alone count that hold the class: one polygon tells nothing of how another would fare (NaN), and where none
    contradicts the others they are worth as many units as they are, however many pixels they hold.
    """
    weight = sample.weight * sample.count
    total = float((weight * denominator).sum())
    speaks = denominator != 0
    speaking = int(sample.count[speaks].sum())
    degrees = degrees_of(sample, speaks)
    if total <= 0.0:
        return Estimate(math.nan, math.nan, 0, degrees, Interval(math.nan, math.nan, "none"))
    value = float((weight * numerator).sum()) / total
    residual = _residual(sample, numerator - value * denominator)
    error = math.sqrt(max(_variance_of_total(sample, residual), 0.0)) / total
    if not math.isfinite(error) or (sample.cluster is not None and degrees < 1):
        return Estimate(value, math.nan, speaking, degrees, Interval(math.nan, math.nan, "none"))
    units = float(speaking)
    if sample.cluster is not None and error <= _ROUNDING:
        error, units = 0.0, min(units, degrees + np.unique(sample.stratum[speaks]).size)
    if value in (0.0, 1.0):
        units = min(units, _units_without_contrary(sample, denominator, of_the_map))
    return Estimate(value, error, speaking, degrees, proportion(value, error, units, level, degrees))


def _residual(sample: Sample, values: np.ndarray) -> np.ndarray:
    """What each unit adds to the error of a total; where strata have known sizes, beside the mean of its stratum."""
    if not sample.separate:
        return sample.weight * values
    weight, strata = sample.weight * sample.count, sample.fraction.size
    size = np.bincount(sample.stratum, weight, strata)
    mean = np.bincount(sample.stratum, weight * values, strata) / np.where(size > 0, size, 1.0)
    return np.asarray(sample.weight * (values - mean[sample.stratum]))


def _units_without_contrary(sample: Sample, denominator: np.ndarray, of_the_map: bool) -> float:
    """Units of a simple sample that say as much as these strata do where no unit contradicts a value of 0 or 1.

    What a stratum did not show may be there: half a unit in n + 1, the mean of Jeffreys' posterior, which weighs as the
    stratum does. So a large stratum that happened to show no omission of a rare class leaves its accuracy open, where
    its few own units alone would call it certain. Infinite where one stratum speaks: its units are a simple sample.
    """
    strata = sample.fraction.size
    count = np.bincount(sample.stratum, sample.count, strata)
    size = np.bincount(sample.stratum, sample.weight * sample.count, strata)
    inside = np.bincount(sample.stratum, sample.weight * sample.count * denominator, strata)
    speaks = (count > 1) & ((inside > 0) | np.full(strata, not of_the_map))
    if sample.cluster is not None or speaks.sum() < 2:
        return math.inf
    n, mass = count[speaks], size[speaks]
    chance = 0.5 / (n + 1.0)
    variance = float((mass ** 2 * (1.0 - sample.fraction[speaks]) * chance * (1.0 - chance) / (n - 1.0)).sum())
    unseen, total = mass * chance, float(inside.sum())
    share = float(unseen.sum()) / (total + float(unseen[inside[speaks] == 0].sum()))
    return share * (1.0 - share) * total ** 2 / variance if variance > 0.0 and share < 1.0 else math.inf


def _variance_of_total(sample: Sample, values: np.ndarray) -> float:
    """Variance of the sum of ``values`` over units, drawn by stratum and, where told, in groups.

    Sum over strata of (1 - f) n / (n - 1) times the sum of squared deviations; NaN where a stratum has one unit.
    """
    strata, count, sums = sample.stratum, sample.count, values
    if sample.cluster is not None:
        strata, count, sums = _groups(sample, values)
    size = sample.fraction.size
    n = np.bincount(strata, count, size)
    mean = np.bincount(strata, count * sums, size) / np.maximum(n, 1.0)
    square = np.bincount(strata, count * (sums - mean[strata]) ** 2, size)
    if (n == 1).any():
        return math.nan
    used = n > 1
    share = 1.0 - sample.fraction if sample.factor is None else sample.factor
    return float((share[used] * n[used] / (n[used] - 1.0) * square[used]).sum())


def _groups(sample: Sample, values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Stratum, count and sum of each group; a group that strata cut is one group in each."""
    cluster = np.zeros(0, np.int64) if sample.cluster is None else sample.cluster
    # One number for both: rows of two are sorted ten times slower.
    side = int(cluster.max(initial=0)) + 1
    keys, index = np.unique(sample.stratum * side + cluster, return_inverse=True)
    return keys // side, np.ones(keys.size), np.bincount(index, sample.count * values)


def degrees_of(sample: Sample, speaks: np.ndarray) -> float:
    """Units, or groups, less strata (Lohr 2010, Sampling: Design and Analysis, section 9.5); of groups those that
    hold units that ``speaks`` (n,) (Korn and Graubard 1999, Analysis of Health Surveys, section 5.2)."""
    if sample.cluster is None:
        return float(sample.count.sum() - np.unique(sample.stratum).size)
    part = replace(sample, stratum=sample.stratum[speaks], cluster=sample.cluster[speaks], count=sample.count[speaks])
    strata = _groups(part, np.zeros(part.stratum.size))[0]
    return float(strata.size - np.unique(strata).size)


def overall_accuracy(sample: Sample, level: float = 0.95) -> Estimate:
    """Share of the population whose class is right (Olofsson et al. 2014, equation 1)."""
    return ratio(sample, _is(sample.map_class == sample.reference), np.ones(sample.map_class.size), level)


def users_accuracy(sample: Sample, index: int, level: float = 0.95) -> Estimate:
    """Of what the map calls this class, the share that is (equation 2): one less the commission error."""
    return ratio(sample, _both(sample, index), _is(sample.map_class == index), level, of_the_map=True)


def producers_accuracy(sample: Sample, index: int, level: float = 0.95) -> Estimate:
    """Of what is this class, the share that the map calls so (equation 3): one less the omission error."""
    return ratio(sample, _both(sample, index), _is(sample.reference == index), level)


def f1_score(sample: Sample, index: int, level: float = 0.95) -> Estimate:
    """Harmonic mean of user's and producer's accuracies: twice what both call so over what either calls so."""
    either = _is(sample.map_class == index) + _is(sample.reference == index)
    return ratio(sample, 2.0 * _both(sample, index), either, level)


def area_share(sample: Sample, index: int, level: float = 0.95) -> Estimate:
    """Share of the population that is this class by the reference (equation 9), whatever the map says."""
    return ratio(sample, _is(sample.reference == index), np.ones(sample.map_class.size), level)


def kappa(proportions: np.ndarray) -> float:
    """Cohen's kappa of shares (map, reference); NaN where chance alone would agree."""
    expected = float(proportions.sum(1) @ proportions.sum(0))
    return (float(np.trace(proportions)) - expected) / (1.0 - expected) if expected < 1.0 else math.nan


def accuracy(sample: Sample, level: float = 0.95) -> Accuracy:
    """Everything at once, by class in the order of ``sample.classes``."""
    every = range(len(sample.classes))
    return Accuracy(
        overall_accuracy(sample, level), tuple(users_accuracy(sample, k, level) for k in every),
        tuple(producers_accuracy(sample, k, level) for k in every), tuple(f1_score(sample, k, level) for k in every),
        tuple(area_share(sample, k, level) for k in every), kappa(sample.proportions()))


def _is(condition: np.ndarray) -> np.ndarray:
    return np.asarray(condition, float)


def _both(sample: Sample, index: int) -> np.ndarray:
    return _is((sample.map_class == index) & (sample.reference == index))
