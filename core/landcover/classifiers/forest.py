"""Random forests and extra trees: the mean of what the leaves say, as scikit-learn's ``predict_proba``."""

from __future__ import annotations

import numpy as np

from .base import Predictor
from .trees import rows_of_leaves


class Forest(Predictor):
    """Plain and exact; ``core.landcover.predict`` has the fast one."""

    width = 256

    def _shares(self, features: np.ndarray) -> np.ndarray:
        narrow = np.ascontiguousarray(features, np.float32)
        shares = np.zeros((len(narrow), self.values.size))
        for rows in rows_of_leaves(self.arrays, narrow):
            shares += self.arrays["values"][rows]
        return np.asarray(shares / (self.arrays["tree_start"].size - 1))

    def _ranks(self, features: np.ndarray) -> np.ndarray:
        return self._shares(features)
