"""Areas with the map's help: the map tells where a class is, the sample by how much the map errs.

The difference estimator of a simple sample (Särndal, Swensson and Wretman 1992, Model Assisted Survey Sampling,
chapter 6; McRoberts 2011, Remote Sensing of Environment 115, 715-724): mapped share less its mean error on the sample.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .estimators import ratio
from .intervals import Interval, wald
from .sample import Sample


@dataclass(frozen=True)
class AssistedArea:
    """Share of the population, its standard error, and how many times smaller that is than without the map."""

    share: float
    standard_error: float
    interval: Interval
    #: Standard error of the sample alone over this one: above 1, the map helps.
    gain: float


def assisted_area(sample: Sample, index: int, mapped_share: float, level: float = 0.95) -> AssistedArea:
    """Of class ``index``, whose share on the whole map is ``mapped_share``."""
    ones = np.ones(sample.map_class.size)
    true = np.asarray(sample.reference == index, float)
    mapped = np.asarray(sample.map_class == index, float)
    alone = ratio(sample, true, ones, level)
    error = ratio(sample, true - mapped, ones, level)
    share = mapped_share + error.value
    gain = alone.standard_error / error.standard_error if error.standard_error > 0 else math.inf
    return AssistedArea(share, error.standard_error, wald(share, error.standard_error, level, error.degrees), gain)
