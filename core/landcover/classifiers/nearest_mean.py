"""Nearest mean: normal classes of equal chances, whose features vary alike and on their own.

With ``standardise`` (the default) each feature is measured in its deviation inside classes, so that no unit weighs
more than another; without, in one deviation for all: the plain minimum distance.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .base import Predictor, class_means, unit_weights

_ROWS = 65_536


def train(features: np.ndarray, labels: np.ndarray, classes: int, settings: Mapping[str, Any],
          weights: np.ndarray | None = None) -> dict[str, np.ndarray]:
    """``means`` (classes, f), ``spread`` (f,), ``constant`` (classes,), float64."""
    weight = unit_weights(labels, weights)
    means = class_means(features, labels, classes, weight)
    total = np.zeros(means.shape[1])
    for first in range(0, labels.size, _ROWS):
        rows = slice(first, first + _ROWS)
        total += weight[rows] @ (features[rows].astype(np.float64) - means[labels[rows]]) ** 2
    variance = total / max(labels.size - classes, 1)
    if not settings.get("standardise", True):
        variance = np.full(variance.size, variance.mean())
    return {"means": means, "spread": np.sqrt(np.where(variance > 0, variance, 1.0)), "constant": np.zeros(classes)}


class NearestMean(Predictor):
    """Squared distances to the means, in deviations."""

    def __init__(self, model: Any) -> None:
        super().__init__(model)
        self.width = 3 * self.arrays["spread"].size + self.values.size

    def _scores(self, features: np.ndarray) -> np.ndarray:
        scaled = features.astype(np.float64) / self.arrays["spread"]
        scores = np.empty((len(scaled), self.values.size))
        for index, mean in enumerate(self.arrays["means"] / self.arrays["spread"]):
            scores[:, index] = -0.5 * ((scaled - mean) ** 2).sum(axis=1)
        return scores + self.arrays["constant"]
