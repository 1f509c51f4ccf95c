"""Walking trees of the flat form of model files, all pixels of a block one level at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np


def rows_of_leaves(arrays: Mapping[str, np.ndarray], features: np.ndarray) -> Iterator[np.ndarray]:
    """By tree, the row of ``values`` where each pixel ends (n,). A value equal to a threshold goes left."""
    start = arrays["tree_start"]
    for first, last in zip(start[:-1], start[1:]):
        left, right = arrays["left"][first:last], arrays["right"][first:last]
        asked, threshold = arrays["feature"][first:last], arrays["threshold"][first:last]
        node = np.zeros(len(features), np.int64)
        walking = np.arange(len(features)) if left[0] >= 0 else np.zeros(0, np.int64)
        while walking.size:
            here = node[walking]
            lower = features[walking, asked[here]] <= threshold[here]
            here = np.where(lower, left[here], right[here])
            node[walking] = here
            walking = walking[left[here] >= 0]
        yield arrays["leaf"][first:last][node]
