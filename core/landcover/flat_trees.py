"""Trees of scikit-learn as the flat arrays of a model file, deciding alike for every float32 value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

_LARGEST = float(np.finfo(np.float32).max)


def rounded_down(threshold: np.ndarray) -> np.ndarray:
    """The greatest float32 not above each float64: ``x <= t`` then says the same for every float32 ``x``."""
    kept = np.atleast_1d(np.clip(threshold, -_LARGEST, _LARGEST))
    narrow = kept.astype(np.float32)
    above = narrow.astype(np.float64) > kept
    narrow[above] = np.nextafter(narrow[above], np.float32(-np.inf))
    return narrow


def forest_arrays(trees: Sequence[Any]) -> dict[str, np.ndarray]:
    """Of the ``tree_`` of each estimator. Leaves that say the same share a row of ``values``."""
    parts = []
    for tree in trees:
        shares = np.asarray(tree.value, np.float64)[:, 0, :]
        # Counts until scikit-learn 1.2, shares since.
        parts.append((tree.children_left, tree.children_right, tree.feature, tree.threshold,
                      shares / shares.sum(axis=1, keepdims=True)))
    arrays, values = _joined(parts)
    rows, place = np.unique(values.astype(np.float32), axis=0, return_inverse=True)
    leaves = arrays["leaf"] >= 0
    # numpy 2.0 alone gives this inverse two dimensions.
    arrays["leaf"][leaves] = place.ravel()[arrays["leaf"][leaves]]
    return {**arrays, "values": rows}


def boosting_arrays(rounds: Sequence[Sequence[Any]], baseline: np.ndarray) -> dict[str, np.ndarray]:
    """Of the ``nodes`` of each tree of each round, one a class (one for the second of two), and the first scores."""
    parts, column = [], []
    start = np.asarray(baseline, np.float64).ravel()
    single = start.size == 1
    for trees in rounds:
        for number, nodes in enumerate(trees):
            leaf = nodes["is_leaf"].astype(bool)
            left = np.where(leaf, -1, nodes["left"].astype(np.int64))
            right = np.where(leaf, -1, nodes["right"].astype(np.int64))
            parts.append((left, right, nodes["feature_idx"], nodes["num_threshold"],
                          nodes["value"].astype(np.float64)[:, None]))
            column.append(1 if single else number)
    arrays, values = _joined(parts)
    first = np.array([0.0, start[0]]) if single else start
    return {**arrays, "values": values, "tree_class": np.array(column, np.int16), "baseline": first}


def _joined(parts: Sequence[tuple[np.ndarray, ...]]) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Trees one after another; and what their leaves hold (leaves, columns), float64."""
    lefts, rights, features, thresholds, leaves, values = [], [], [], [], [], []
    count = 0
    for left, right, feature, threshold, value in parts:
        inner = np.asarray(left) >= 0
        lefts.append(np.where(inner, left, -1))
        rights.append(np.where(inner, right, -1))
        features.append(np.where(inner, feature, -1))
        thresholds.append(np.where(inner, rounded_down(np.where(inner, threshold, 0.0)), np.float32(0)))
        rows = np.full(inner.size, -1)
        rows[~inner] = count + np.arange(int((~inner).sum()))
        count += int((~inner).sum())
        leaves.append(rows)
        values.append(np.asarray(value, np.float64)[~inner])
    start = np.cumsum([0, *(part.size for part in lefts)])
    return {"tree_start": start.astype(np.int32), "left": np.concatenate(lefts).astype(np.int32),
            "right": np.concatenate(rights).astype(np.int32),
            "feature": np.concatenate(features).astype(np.int16),
            "threshold": np.concatenate(thresholds).astype(np.float32),
            "leaf": np.concatenate(leaves).astype(np.int32)}, np.concatenate(values)
