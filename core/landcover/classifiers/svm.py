"""Support vectors with a Gaussian kernel, one against one, as libsvm and scikit-learn's ``SVC`` store them.

Each pair of classes gives a chance, the logistic of its decision times ``slope``, fitted on samples that training did
not see (Platt 1999, with one slope for all pairs); pairs are joined after Price et al. 1995 (Advances in Neural
Information Processing Systems 7): p_i = 1 / (sum over j of 1 / r_ij - (classes - 2)), then brought to a sum of 1.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .base import Predictor


class SupportVectors(Predictor):
    """``dual`` (classes - 1, support): coefficients of libsvm; vectors in the order of classes, cut by ``start``."""

    def __init__(self, model: Any) -> None:
        super().__init__(model)
        self.support = self.arrays["support"]
        self.square = (self.support ** 2).sum(axis=1)
        self.width = 2 * len(self.support) + self.values.size ** 2 + 3 * self.support.shape[1]

    def decisions(self, features: np.ndarray) -> np.ndarray:
        """Decision of each pair of classes (n, pairs), in libsvm's order, above 0 for the first of the two."""
        scaled = (features.astype(np.float64) - self.arrays["centre"]) / self.arrays["spread"]
        distance = (scaled ** 2).sum(axis=1)[:, None] + self.square - 2.0 * (scaled @ self.support.T)
        return self._pairs(np.exp(-float(self.arrays["gamma"][0]) * np.maximum(distance, 0.0)))

    def _pairs(self, kernel: np.ndarray) -> np.ndarray:
        start, dual = self.arrays["start"], self.arrays["dual"]
        found = []
        for i in range(self.values.size):
            for j in range(i + 1, self.values.size):
                one, two = slice(start[i], start[i + 1]), slice(start[j], start[j + 1])
                found.append(kernel[:, one] @ dual[j - 1, one] + kernel[:, two] @ dual[i, two])
        return np.stack(found, axis=1) + self.arrays["intercept"]

    def _shares(self, features: np.ndarray) -> np.ndarray:
        return joined(self.decisions(features), self.values.size, float(self.arrays["slope"][0]))

    def _ranks(self, features: np.ndarray) -> np.ndarray:
        return self._shares(features)


def joined(decisions: np.ndarray, classes: int, slope: float) -> np.ndarray:
    """Float64 (n, classes) that sum to 1, of the decisions of pairs (n, pairs)."""
    # Beyond 30 a logistic is 1 to the last digit.
    inverse = np.exp(np.clip(-slope * decisions, -30.0, 30.0))
    total = np.full((len(decisions), classes), -(classes - 2.0))
    number = 0
    for i in range(classes):
        for j in range(i + 1, classes):
            total[:, i] += 1.0 + inverse[:, number]
            total[:, j] += 1.0 + 1.0 / inverse[:, number]
            number += 1
    shares = 1.0 / total
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def fitted_slope(decisions: np.ndarray, labels: np.ndarray, classes: int) -> float:
    """Slope that makes the labels (n,) likeliest given the decisions (n, pairs), between 0.01 and 100."""
    rows = np.arange(labels.size)

    def loss(power: float) -> float:
        return -float(np.log(joined(decisions, classes, 10.0 ** power)[rows, labels]).mean())

    low, high, golden = -2.0, 2.0, (5.0 ** 0.5 - 1.0) / 2.0
    for _ in range(40):
        one, two = high - golden * (high - low), low + golden * (high - low)
        if loss(one) < loss(two):
            high = two
        else:
            low = one
    return float(10.0 ** ((low + high) / 2.0))
