"""Gradient boosting: trees add to the score of their class; probabilities are the softmax of scores."""

from __future__ import annotations

import numpy as np

from .base import Predictor
from .trees import rows_of_leaves


class Boosting(Predictor):
    """As scikit-learn's ``HistGradientBoostingClassifier``. Of two classes, trees add to the second alone."""

    width = 256

    def _scores(self, features: np.ndarray) -> np.ndarray:
        narrow = np.ascontiguousarray(features, np.float32)
        scores = np.repeat(self.arrays["baseline"][None], len(narrow), axis=0)
        for column, rows in zip(self.arrays["tree_class"], rows_of_leaves(self.arrays, narrow)):
            scores[:, column] += self.arrays["values"][rows, 0]
        return scores
