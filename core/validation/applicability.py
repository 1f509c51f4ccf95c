"""Area of applicability: where features are too unlike the training samples for their accuracy to hold.

Meyer and Pebesma 2021, Methods in Ecology and Evolution 12, 1620-1633: the dissimilarity index is the distance to the
nearest training sample over the mean distance between training samples, features standardised and weighed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..errors import BocageError

#: Distances held at once: bounds memory, and how long a cancel waits.
_MOST = 4_000_000


def _nothing() -> None:
    """Goes on."""


@dataclass(frozen=True)
class Applicability:
    """What training samples (n, features) make of new ones."""

    mean: np.ndarray
    scale: np.ndarray
    #: Standardised and weighed.
    samples: np.ndarray
    mean_distance: float
    #: Largest dissimilarity taken for known, of the training samples' own.
    threshold: float
    #: Dissimilarity of each training sample to those of other folds, (n,).
    training: np.ndarray

    def dissimilarity(self, features: np.ndarray, step: Callable[[], None] = _nothing) -> np.ndarray:
        """Dissimilarity index (m,) of features (m, features); NaN where any is NaN.

        ``step`` is called every few million distances and may raise Cancelled.
        """
        new = (np.asarray(features, float) - self.mean) * self.scale
        found = np.full(new.shape[0], np.nan)
        good = np.flatnonzero(np.isfinite(new).all(1))
        size = _rows(len(self.samples))
        for start in range(0, good.size, size):
            step()
            rows = good[start:start + size]
            # The root of the least, not the least of the roots: thousands of them a pixel.
            found[rows] = np.sqrt(np.maximum(_squares(new[rows], self.samples).min(1), 0.0)) / self.mean_distance
        return found

    def inside(self, features: np.ndarray) -> np.ndarray:
        """Where the accuracy of the training domain may be expected, (m,)."""
        with np.errstate(invalid="ignore"):
            return np.asarray(self.dissimilarity(features) <= self.threshold)


def applicability(features: np.ndarray, weight: np.ndarray | None = None,
                  fold: np.ndarray | None = None) -> Applicability:
    """From training samples (n, features); ``weight`` (features,) by importance.

    ``fold`` (n,): the nearest sample is looked for in other folds (polygons, blocks); among all others without it.
    Raises BocageError where there is one fold alone, or where all samples are alike.
    """
    raw = np.asarray(features, float)
    spread = raw.std(0, ddof=1)
    scale = np.where(spread > 0, 1.0 / np.where(spread > 0, spread, 1.0), 0.0)
    if weight is not None:
        scale = scale * np.asarray(weight, float)
    samples = (raw - raw.mean(0)) * scale
    n = samples.shape[0]
    groups = np.arange(n) if fold is None else np.asarray(fold)
    nearest, total = np.empty(n), 0.0
    size = _rows(n)
    for start in range(0, n, size):
        part = slice(start, min(start + size, n))
        distance = np.sqrt(np.maximum(_squares(samples[part], samples), 0.0))
        own = np.arange(n)[None] == np.arange(n)[part, None]
        # Mean of each sample's distances to the others, then over samples.
        total += float(distance.sum() / (n - 1))
        nearest[part] = np.where(own | (groups[None] == groups[part, None]), np.inf, distance).min(1)
    mean_distance = total / n
    if not np.isfinite(nearest).all():
        raise BocageError("applicability_one_fold", count=n)
    if mean_distance <= 0.0:
        raise BocageError("applicability_alike", count=n)
    index = nearest / mean_distance
    return Applicability(raw.mean(0), scale, samples, mean_distance, threshold_of(index), index)


def _rows(samples: int) -> int:
    """Rows compared at once with so many samples."""
    return max(16, _MOST // max(1, samples))


def threshold_of(index: np.ndarray) -> float:
    """Third quartile and half as much again as the quartiles lie apart, at most the largest; of training samples (n,).

    As CAST has it (HannaMeyer/CAST at f4fd2bd, R/trainDI.R): the paper's own word is the whisker of a box plot, the
    largest sample within.
    """
    first, third = np.quantile(index, [0.25, 0.75])
    return float(min(third + 1.5 * (third - first), np.max(index)))


def _squares(one: np.ndarray, two: np.ndarray) -> np.ndarray:
    """Of Euclidean distances, (rows of one, rows of two), a rounding below 0 at most."""
    square = one @ (-2.0 * two.T)
    square += (one ** 2).sum(1)[:, None]
    square += (two ** 2).sum(1)[None]
    return np.asarray(square)
