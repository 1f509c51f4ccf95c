"""Does a confidence of 0.8 mean right four times in five? Reliability, Brier score, expected calibration error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Reliability:
    """By bin of confidence, empty bins left out: mean confidence, share that is right, weight; and their summary."""

    confidence: np.ndarray
    right: np.ndarray
    weight: np.ndarray
    #: Weighted mean of |right - confidence| (Guo et al. 2017, ICML, equation 3).
    expected_error: float
    #: The largest of them.
    largest_error: float


def reliability(confidence: np.ndarray, right: np.ndarray, weight: np.ndarray | None = None,
                bins: int = 10) -> Reliability:
    """confidence (n,) 0..1, right (n,) true or false, weight (n,) of the design; bins of equal width."""
    p, hit = np.asarray(confidence, float), np.asarray(right, float)
    w = np.ones(p.size) if weight is None else np.asarray(weight, float)
    place = np.clip((p * bins).astype(int), 0, bins - 1)
    total = np.bincount(place, w, bins)
    seen = total > 0
    mean = np.bincount(place, w * p, bins)[seen] / total[seen]
    share = np.bincount(place, w * hit, bins)[seen] / total[seen]
    gap = np.abs(share - mean)
    used = total[seen] / total.sum()
    return Reliability(mean, share, used, float((used * gap).sum()), float(gap.max()))


def brier(probabilities: np.ndarray, reference: np.ndarray, weight: np.ndarray | None = None) -> float:
    """Mean squared distance to the truth (Brier 1950, Monthly Weather Review 78, 1-3).

    probabilities (n, classes) and reference (n,) class indices, summed over classes: 0 to 2. Or probabilities (n,) of
    an event and reference (n,) 0 or 1: 0 to 1.
    """
    p, true = np.asarray(probabilities, float), np.asarray(reference)
    if p.ndim == 1:
        square = (p - true.astype(float)) ** 2
    else:
        square = ((p - np.eye(p.shape[1])[true.astype(int)]) ** 2).sum(1)
    w = np.ones(square.size) if weight is None else np.asarray(weight, float)
    return float((w * square).sum() / w.sum())
