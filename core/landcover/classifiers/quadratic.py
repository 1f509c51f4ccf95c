"""Quadratic discriminant analysis: normal classes, each with a covariance of its own (maximum likelihood).

As scikit-learn's ``QuadraticDiscriminantAnalysis`` on features in deviations over all samples: the posteriors do not
depend on units, and neither does what counts as no direction. ``regularisation`` r draws each covariance to the unit
matrix, (1 - r) C + r I; ``unbiased`` divides by n - 1, as scikit-learn did before its version 1.9.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .base import Predictor, TooFew, class_means, spread_of, unit_weights

#: Variances under this part of that of all samples are no direction: float32 features hold seven digits.
TOLERANCE = 1e-9
_ROWS = 16_384


def train(features: np.ndarray, labels: np.ndarray, classes: int, settings: Mapping[str, Any],
          weights: np.ndarray | None = None) -> dict[str, np.ndarray]:
    """``means`` (classes, f), ``whitening`` (classes, f, f), ``constant`` (classes,), float64.

    Raises TooFew where a class has too few samples for its covariance.
    """
    weight = unit_weights(labels, weights)
    regularisation = float(settings.get("regularisation", 0.0))
    _, spread = spread_of(features, weight)
    means = class_means(features, labels, classes, weight)
    share = np.bincount(labels, weight, classes) / labels.size
    width = means.shape[1]
    whitening, constant = np.zeros((classes, width, width)), np.zeros(classes)
    for index in range(classes):
        inside = labels == index
        total = float(weight[inside].sum()) - (1.0 if settings.get("unbiased") else 0.0)
        size, rotation = _principal(features[inside], means[index], spread, weight[inside])
        variance = np.zeros(width)
        variance[:size.size] = size ** 2 / max(total, 1e-9)
        variance = (1.0 - regularisation) * variance + regularisation
        if (variance <= TOLERANCE).any():
            raise TooFew(index, int(inside.sum()))
        whitening[index] = rotation / np.sqrt(variance) / spread[:, None]
        constant[index] = -0.5 * float(np.log(variance).sum()) + float(np.log(share[index]))
    return {"means": means, "whitening": whitening, "constant": constant}


def _principal(features: np.ndarray, mean: np.ndarray, spread: np.ndarray,
               weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Singular values of the centred rows, and the square matrix whose columns are their directions."""
    found: Any = np.zeros((0, mean.size))
    for first in range(0, len(features), _ROWS):
        part = (features[first:first + _ROWS].astype(np.float64) - mean) / spread
        found = np.linalg.qr(np.concatenate([found, part * np.sqrt(weight[first:first + _ROWS, None])]), mode="r")
    _, size, directions = np.linalg.svd(found, full_matrices=True)
    return size, directions.T


class Quadratic(Predictor):
    """Squared distances after each class's own whitening."""

    def __init__(self, model: Any) -> None:
        super().__init__(model)
        self.width = 4 * self.arrays["means"].shape[1] + self.values.size

    def _scores(self, features: np.ndarray) -> np.ndarray:
        wide = features.astype(np.float64)
        scores = np.empty((len(wide), self.values.size))
        for index, (mean, whitening) in enumerate(zip(self.arrays["means"], self.arrays["whitening"])):
            scores[:, index] = -0.5 * (((wide - mean) @ whitening) ** 2).sum(axis=1)
        return scores + self.arrays["constant"]
