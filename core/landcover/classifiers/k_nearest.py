"""The k nearest samples vote, as in scikit-learn's ``KNeighborsClassifier``; a tie goes to the first class.

Of samples at one distance the first in the training set is the nearer. ``standardise`` (the default) measures each
feature in its deviation over all samples.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ...errors import BocageError
from .base import Predictor, spread_of, unit_weights

#: Candidates beyond k whose distance is computed again, exactly: the fast formula loses digits.
_SPARE = 16


def train(features: np.ndarray, labels: np.ndarray, classes: int, settings: Mapping[str, Any],
          weights: np.ndarray | None = None) -> dict[str, np.ndarray]:
    """``samples`` float32 (n, f) scaled by ``centre`` and ``spread`` (f,), ``label``, ``weight``, ``neighbours``.

    Raises BocageError where there are fewer samples than neighbours.
    """
    neighbours = int(settings.get("neighbours", 5))
    if not 1 <= neighbours <= labels.size:
        raise BocageError("training_neighbours", neighbours=neighbours, count=labels.size)
    weight = unit_weights(labels, weights)
    width = features.shape[1]
    centre, spread = np.zeros(width), np.ones(width)
    if settings.get("standardise", True):
        centre, spread = spread_of(features, weight)
    samples = ((features - centre) / spread).astype(np.float32)
    return {"centre": centre, "spread": spread, "samples": samples, "label": labels.astype(np.int16),
            "weight": weight.astype(np.float32), "neighbours": np.array([neighbours], np.int32)}


class NearestSamples(Predictor):
    """Distances by blocks: ``block x samples`` at most."""

    def __init__(self, model: Any) -> None:
        super().__init__(model)
        samples = self.arrays["samples"]
        self.k = int(self.arrays["neighbours"][0])
        self.distance_votes = model.settings.get("votes") == "distance"
        self.middle = samples.mean(axis=0, dtype=np.float64)
        self.samples = samples.astype(np.float64) - self.middle
        self.square = (self.samples ** 2).sum(axis=1)
        self.taken = min(len(samples), self.k + _SPARE)
        self.width = 3 * len(samples) + 2 * self.taken * samples.shape[1]

    def nearest(self, features: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Index of the k nearest samples and their distances (n, k), the nearest first."""
        scaled = ((features - self.arrays["centre"]) / self.arrays["spread"]).astype(np.float32)
        wide = scaled.astype(np.float64) - self.middle
        # The square of the pixel itself is the same for all samples.
        rough = self.square - 2.0 * (wide @ self.samples.T)
        if self.taken < len(self.samples):
            found = np.sort(np.argpartition(rough, self.taken - 1, axis=1)[:, :self.taken], axis=1)
        else:
            found = np.broadcast_to(np.arange(self.taken), (len(wide), self.taken))
        exact = ((wide[:, None, :] - self.samples[found]) ** 2).sum(axis=2)
        order = np.argsort(exact, axis=1, kind="stable")[:, :self.k]
        return np.take_along_axis(found, order, 1), np.sqrt(np.take_along_axis(exact, order, 1))

    def _shares(self, features: np.ndarray) -> np.ndarray:
        found, distance = self.nearest(features)
        votes = self.arrays["weight"][found].astype(np.float64)
        if self.distance_votes:
            same = distance == 0
            with np.errstate(divide="ignore"):
                # Where a sample is the pixel itself, those alone vote.
                near = np.where(same.any(axis=1, keepdims=True), same.astype(np.float64), 1.0 / distance)
            votes = votes * near
        shares = np.zeros((len(found), self.values.size))
        rows = np.repeat(np.arange(len(found)), self.k)
        np.add.at(shares, (rows, self.arrays["label"][found].ravel()), votes.ravel())
        return np.asarray(shares / shares.sum(axis=1, keepdims=True))

    def _ranks(self, features: np.ndarray) -> np.ndarray:
        return self._shares(features)
