"""Intervals by resampling whole groups: what a polygon's pixels share, they share in every draw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from .intervals import Interval
from .sample import Sample

#: Fewest groups from which resampling tells anything.
FEWEST_GROUPS = 10


def bootstrap(sample: Sample, statistic: Callable[[Sample], float], draws: int = 1000, level: float = 0.95,
              seed: int = 0) -> tuple[float, Interval]:
    """Standard deviation and percentile interval of ``statistic`` over draws of groups within each stratum.

    Groups are the sample's clusters, or its units. NaN with fewer than ten groups. n - 1 of n groups are drawn and
    their weights raised, so that the variance has no bias (Rao and Wu 1988, JASA 83, 231-241).
    """
    groups = np.arange(sample.stratum.size) if sample.cluster is None else sample.cluster
    keys, index = np.unique(np.stack([sample.stratum, groups]), axis=1, return_inverse=True)
    if keys.shape[1] < FEWEST_GROUPS:
        return float("nan"), Interval(float("nan"), float("nan"), "none")
    generator = np.random.default_rng(seed)
    strata = [np.flatnonzero(keys[0] == stratum) for stratum in np.unique(keys[0])]
    values = np.empty(draws)
    for draw in range(draws):
        times = np.zeros(keys.shape[1])
        for members in strata:
            n = members.size
            if n == 1:
                times[members] = 1.0
                continue
            picked = generator.integers(0, n, n - 1)
            times[members] = np.bincount(picked, minlength=n) * n / (n - 1.0)
        values[draw] = statistic(replace(sample, weight=sample.weight * times[index.ravel()]))
    values = values[np.isfinite(values)]
    if values.size < 2:
        return float("nan"), Interval(float("nan"), float("nan"), "none")
    low, high = np.quantile(values, [(1.0 - level) / 2.0, (1.0 + level) / 2.0])
    return float(values.std(ddof=1)), Interval(float(low), float(high), "bootstrap")
