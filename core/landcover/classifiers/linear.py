"""Linear discriminant analysis: normal classes of one covariance.

By singular values, as scikit-learn's ``LinearDiscriminantAnalysis(solver="svd")``, so that features that copy each
other harm nothing: directions without variance are left out (Hastie, Tibshirani and Friedman 2009, The Elements of
Statistical Learning, 4.3). The covariance is that of maximum likelihood; ``unbiased`` divides by n - classes, as
scikit-learn did before its version 1.9.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ...errors import BocageError
from .base import Predictor, class_means, unit_weights

#: Singular values under this are no direction.
TOLERANCE = 1e-4
_ROWS = 16_384


def train(features: np.ndarray, labels: np.ndarray, classes: int, settings: Mapping[str, Any],
          weights: np.ndarray | None = None) -> dict[str, np.ndarray]:
    """``centre`` (f,), ``coefficients`` (classes, f), ``intercept`` (classes,), float64.

    Raises BocageError where no feature tells classes apart.
    """
    weight = unit_weights(labels, weights)
    count = float(labels.size)
    share = np.bincount(labels, weight, classes) / count
    means = class_means(features, labels, classes, weight)
    centre = share @ means
    deviation = _within_deviation(features, labels, means, weight)
    factor = 1.0 / max(count - (classes if settings.get("unbiased") else 0), 1.0)
    triangle = _triangle(features, labels, means, np.sqrt(factor * weight), deviation)
    _, size, directions = np.linalg.svd(triangle, full_matrices=False)
    rank = int((size > TOLERANCE).sum())
    scalings = (directions[:rank] / deviation).T / size[:rank]
    between = np.sqrt(count * share / max(classes - 1, 1))[:, None] * (means - centre) @ scalings
    _, size, directions = np.linalg.svd(between, full_matrices=False)
    rank = int((size > TOLERANCE * size[:1]).sum()) if size.size else 0
    if rank == 0:
        raise BocageError("training_flat")
    scalings = scalings @ directions[:rank].T
    projected = (means - centre) @ scalings
    intercept = -0.5 * (projected ** 2).sum(axis=1) + np.log(share)
    return {"centre": centre, "coefficients": projected @ scalings.T, "intercept": intercept}


def _within_deviation(features: np.ndarray, labels: np.ndarray, means: np.ndarray, weight: np.ndarray) -> np.ndarray:
    total = np.zeros(means.shape[1])
    for first in range(0, labels.size, _ROWS):
        rows = slice(first, first + _ROWS)
        total += weight[rows] @ (features[rows].astype(np.float64) - means[labels[rows]]) ** 2
    deviation = np.sqrt(total / labels.size)
    deviation[deviation == 0] = 1.0
    return np.asarray(deviation)


def _triangle(features: np.ndarray, labels: np.ndarray, means: np.ndarray, root: np.ndarray,
              deviation: np.ndarray) -> np.ndarray:
    """R of the QR decomposition of the centred, scaled rows: their singular values without holding them all."""
    found: Any = np.zeros((0, means.shape[1]))
    for first in range(0, labels.size, _ROWS):
        rows = slice(first, first + _ROWS)
        part = (features[rows].astype(np.float64) - means[labels[rows]]) / deviation * root[rows, None]
        found = np.linalg.qr(np.concatenate([found, part]), mode="r")
    return np.asarray(found)


class Linear(Predictor):
    """Scores are linear in the features."""

    def __init__(self, model: Any) -> None:
        super().__init__(model)
        self.width = 2 * (self.arrays["centre"].size + self.values.size)

    def _scores(self, features: np.ndarray) -> np.ndarray:
        centred = features.astype(np.float64) - self.arrays["centre"]
        return np.asarray(centred @ self.arrays["coefficients"].T + self.arrays["intercept"])
