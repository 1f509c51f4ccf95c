"""Forests laid out for speed: the forks of a tree first, then its ends, one for each class and one for each mixed leaf.

An end leads to itself, so that many pixels take the same number of steps without asking whether they have arrived.
What a tree says is one integer a class: a vote in the high bits, a share in the low ones. Sums of integers do not
depend on their order, so every way of walking a forest gives the same map.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

#: Binary digits of a share: a leaf is rounded by 3e-8 at most.
SHARE_BITS = 24
#: Digits that the shares of 20,000 trees take together; votes stand above them.
VOTE_SHIFT = 40
#: What a pure leaf says of its class: one vote, and the whole share.
WHOLE = (1 << VOTE_SHIFT) + (1 << SHARE_BITS)
#: Nodes that 16 bits can number.
MOST_NARROW = 1 << 16


@dataclass(frozen=True)
class Nodes:
    """A forest, nodes of one tree after those of another; places of children count from the start of their tree."""

    classes: int
    #: First node of each tree, and one more (trees + 1).
    start: np.ndarray
    #: Forks of each tree (trees): the nodes from there on are ends; the first ``classes`` of them are pure.
    forks: np.ndarray
    #: Row of ``shares`` of the first mixed end of each tree (trees).
    mixed: np.ndarray
    #: Children int64 (nodes), features asked int64 (nodes; 0 in ends), thresholds: x <= threshold goes left.
    left: np.ndarray
    right: np.ndarray
    asked: np.ndarray
    #: Float32 of physical values, or int16 of numbers.
    threshold: np.ndarray
    #: What mixed ends say, int64 (rows, classes), see VOTE_SHIFT.
    shares: np.ndarray

    @property
    def trees(self) -> int:
        """How many."""
        return int(self.forks.size)

    @property
    def narrow(self) -> bool:
        """True where whole numbers are compared and 16 bits number the nodes of every tree."""
        return self.threshold.dtype == np.int16 and int(np.diff(self.start).max()) <= MOST_NARROW


def nodes_of(arrays: Mapping[str, np.ndarray], classes: int) -> Nodes:
    """Of the arrays of a forest in a model file, float32 thresholds."""
    values = arrays["values"].astype(np.float64)
    pure = values.max(axis=1) == 1.0
    best = values.argmax(axis=1)
    parts = [_tree(arrays, first, last, classes, pure, best)
             for first, last in zip(arrays["tree_start"][:-1], arrays["tree_start"][1:])]
    rows = np.concatenate([part["rows"] for part in parts])
    shares = np.rint(values[rows] * (1 << SHARE_BITS)).astype(np.int64)
    shares[np.arange(rows.size), best[rows]] += 1 << VOTE_SHIFT
    if not rows.size:
        shares = np.zeros((1, classes), np.int64)
    joined = {name: np.concatenate([part[name] for part in parts]) for name in ("left", "right", "asked", "threshold")}
    return Nodes(classes, np.cumsum([0, *(part["left"].size for part in parts)]),
                 np.array([int(part["forks"]) for part in parts], np.int64),
                 np.cumsum([0, *(part["rows"].size for part in parts[:-1])]).astype(np.int64), shares=shares, **joined)


def _tree(arrays: Mapping[str, np.ndarray], first: int, last: int, classes: int, pure: np.ndarray,
          best: np.ndarray) -> dict[str, np.ndarray]:
    left, right, leaf = (arrays[name][first:last].astype(np.int64) for name in ("left", "right", "leaf"))
    fork = left >= 0
    count = int(fork.sum())
    row = np.maximum(leaf, 0)
    rows = np.unique(leaf[~fork & ~pure[row]])
    end = count + np.where(pure[row], best[row], classes + np.searchsorted(rows, row))
    place = np.where(fork, np.cumsum(fork) - 1, end)
    ends = count + np.arange(classes + rows.size)
    nothing = np.zeros(ends.size, np.int64)
    # A tree that is one leaf starts at a fork whose two ways are that leaf.
    if not count:
        return {"left": np.concatenate([place + 1, ends + 1]), "right": np.concatenate([place + 1, ends + 1]),
                "asked": np.zeros(ends.size + 1, np.int64), "threshold": np.zeros(ends.size + 1, np.float32),
                "rows": rows, "forks": np.int64(1)}
    return {"left": np.concatenate([place[left[fork]], ends]), "right": np.concatenate([place[right[fork]], ends]),
            "asked": np.concatenate([arrays["feature"][first:last][fork].astype(np.int64), nothing]),
            "threshold": np.concatenate([arrays["threshold"][first:last][fork], nothing.astype(np.float32)]),
            "rows": rows, "forks": np.int64(count)}


def of_numbers(nodes: Nodes, physical: Sequence[np.ndarray]) -> Nodes | None:
    """The same forest asking int16 numbers; it says of every number what ``nodes`` say of its physical value.

    ``physical[f]``: float32 (65536), values of the numbers -32768..32767 of a feature. None where they do not rise.
    """
    left, right = nodes.left.copy(), nodes.right.copy()
    threshold = np.zeros(nodes.threshold.size, np.int16)
    within = np.arange(left.size) - np.repeat(nodes.start[:-1], np.diff(nodes.start))
    fork = within < np.repeat(nodes.forks, np.diff(nodes.start))
    for feature, values in enumerate(physical):
        here = np.flatnonzero(fork & (nodes.asked == feature))
        if here.size == 0:
            continue
        if (np.diff(values) < 0).any():
            return None
        # The last number whose value is not above the threshold.
        last = np.searchsorted(values, nodes.threshold[here], side="right") - 1
        threshold[here] = np.maximum(last, 0) - 32768
        # Below all numbers: whatever comes goes right.
        below = here[last < 0]
        left[below] = right[below]
    return Nodes(nodes.classes, nodes.start, nodes.forks, nodes.mixed, left, right, nodes.asked, threshold,
                 nodes.shares)


def packed(nodes: Nodes) -> np.ndarray:
    """Uint64 (nodes): left, right, feature asked, threshold, 16 bits each from the lowest. Of narrow nodes alone."""
    high = nodes.threshold.view(np.uint16).astype(np.uint64)
    return np.asarray(nodes.left.astype(np.uint64) | nodes.right.astype(np.uint64) << np.uint64(16)
                      | nodes.asked.astype(np.uint64) << np.uint64(32) | high << np.uint64(48))
