"""What every predictor shares: blocks of pixels, so that memory is bounded, and probabilities of scores."""

from __future__ import annotations

import numpy as np

from ..model import LandcoverModel

#: Bytes that the arithmetic of one block takes, about.
BLOCK_BYTES = 32 << 20


class TooFew(ValueError):
    """A class has too few samples for what a classifier must learn of it."""

    def __init__(self, column: int, count: int) -> None:
        super().__init__(column, count)
        self.column, self.count = column, count


class Predictor:
    """A subclass gives ``_scores`` or ``_shares``. Features float32 (n, f) without NaN, in the order of the model."""

    #: Float64 numbers that a pixel takes while it is predicted.
    width = 64

    def __init__(self, model: LandcoverModel) -> None:
        self.model = model
        self.values = np.array([entry.value for entry in model.classes], np.int64)
        self.arrays = model.arrays

    def probabilities(self, features: np.ndarray) -> np.ndarray:
        """Float32 (n, classes), in the order of the model's classes; each row sums to 1."""
        result = np.empty((len(features), self.values.size), np.float32)
        for rows in self._blocks(len(features)):
            result[rows] = self._shares(features[rows])
        return result

    def columns(self, features: np.ndarray) -> np.ndarray:
        """Int64 (n,): index of the likeliest class; the first of equal ones."""
        result = np.empty(len(features), np.int64)
        for rows in self._blocks(len(features)):
            result[rows] = np.argmax(self._ranks(features[rows]), axis=1)
        return result

    def classes(self, features: np.ndarray) -> np.ndarray:
        """Int64 (n,): number on the map of the likeliest class."""
        return np.asarray(self.values[self.columns(features)])

    def _blocks(self, count: int) -> list[slice]:
        step = max(1, BLOCK_BYTES // (8 * self.width))
        return [slice(first, min(first + step, count)) for first in range(0, count, step)]

    def _scores(self, features: np.ndarray) -> np.ndarray:
        """Float64 (n, classes): logarithms of probabilities, up to a constant a pixel."""
        raise NotImplementedError

    def _shares(self, features: np.ndarray) -> np.ndarray:
        """Float64 (n, classes) that sum to 1."""
        return softmax(self._scores(features))

    def _ranks(self, features: np.ndarray) -> np.ndarray:
        """Float64 (n, classes): the greatest is the class."""
        return self._scores(features)


def softmax(scores: np.ndarray) -> np.ndarray:
    """Float64 (n, classes) that sum to 1, of logarithms known up to a constant a row."""
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def class_means(features: np.ndarray, labels: np.ndarray, classes: int, weights: np.ndarray) -> np.ndarray:
    """Weighted means by class, float64 (classes, f)."""
    means = [np.average(features[labels == index].astype(np.float64), axis=0, weights=weights[labels == index])
             for index in range(classes)]
    return np.stack(means)


def unit_weights(labels: np.ndarray, weights: np.ndarray | None) -> np.ndarray:
    """Weights (n,) float64 whose mean is 1; all 1 where none are given."""
    if weights is None:
        return np.ones(labels.size)
    found = np.asarray(weights, np.float64)
    return np.asarray(found * (found.size / found.sum()))


def spread_of(features: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weighted mean and standard deviation of each feature (f,); the deviation of a constant feature is taken as 1."""
    centre = np.average(features.astype(np.float64), axis=0, weights=weights)
    variance = np.zeros(centre.size)
    for first in range(0, len(features), 65_536):
        part = features[first:first + 65_536].astype(np.float64) - centre
        variance += weights[first:first + 65_536] @ part ** 2
    deviation = np.sqrt(variance / weights.sum())
    # A constant of the size of a reflectance leaves a deviation of rounding.
    flat = deviation <= 1e-7 * np.maximum(np.abs(centre), 1e-30)
    return centre, np.where(flat, 1.0, deviation)
