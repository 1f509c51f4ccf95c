"""Forests walked by numpy alone: all pixels of a block take a step together, and those that have arrived leave."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .forest_nodes import VOTE_SHIFT, WHOLE, Nodes

#: Pixels of a block: fewer, and two threads wait for Python's lock; more, and their features leave the cache.
BLOCK = 16_384
#: Trees whose votes are counted together: a byte holds them.
_GROUP = 128
#: Steps before anything can have arrived in most trees, and between two looks.
_FIRST, _BETWEEN = 6, 2
#: The rest goes on without those that have arrived once they are so many.
_ARRIVED = 0.2


def walk_of(nodes: Nodes) -> Callable[[np.ndarray, int, int], np.ndarray]:
    """As ``forest_kernels.walk_of``: features of the type of the thresholds."""
    parts = [slice(int(first), int(last)) for first, last in zip(nodes.start[:-1], nodes.start[1:])]
    # A place is counted twice: one more, where a value is above the threshold, is where the other child is told.
    children = [2 * np.stack([nodes.left[part], nodes.right[part]], axis=1).astype(np.intp).ravel() for part in parts]
    asked = [np.repeat(nodes.asked[part].astype(np.intp), 2) for part in parts]
    threshold = [np.repeat(nodes.threshold[part], 2) for part in parts]

    def walk(features: np.ndarray, first: int, last: int) -> np.ndarray:
        told = np.zeros((len(features), nodes.classes), np.int64)
        rows = np.ascontiguousarray(features, nodes.threshold.dtype)
        for start in range(0, len(rows), BLOCK):
            block = rows[start:start + BLOCK]
            for group in range(first, last, _GROUP):
                trees = range(group, min(group + _GROUP, last))
                ends = np.empty((len(trees), len(block)), np.int32)
                for place, tree in enumerate(trees):
                    ends[place] = _ends(block, children[tree], asked[tree], threshold[tree], int(nodes.forks[tree]))
                _add(told[start:start + BLOCK], ends, nodes, group)
        return told

    return walk


def _ends(block: np.ndarray, children: np.ndarray, asked: np.ndarray, threshold: np.ndarray,
          forks: int) -> np.ndarray:
    """Number of the end of each pixel (n,), counted from the first end of the tree."""
    count, width = block.shape
    flat = block.reshape(-1)
    result = np.empty(count, np.intp)
    base, place, pixel = np.arange(0, count * width, width), np.zeros(count, np.intp), np.arange(count)
    steps = 0
    while True:
        number = asked.take(place, mode="clip")
        number += base
        above = flat.take(number, mode="clip") > threshold.take(place, mode="clip")
        place += above
        place = children.take(place, mode="clip")
        steps += 1
        if steps < _FIRST or steps % _BETWEEN:
            continue
        going = np.flatnonzero(place < 2 * forks)
        if going.size > (1.0 - _ARRIVED) * place.size:
            continue
        result[pixel] = place
        if not going.size:
            return result // 2 - forks
        place, base, pixel = place.take(going), base.take(going), pixel.take(going)


def _add(told: np.ndarray, ends: np.ndarray, nodes: Nodes, first: int) -> None:
    """Adds what ends (trees, n) say, of the trees from ``first`` on, to ``told`` (n, classes)."""
    classes = nodes.classes
    narrow = np.uint8 if classes < 255 else np.uint16
    # What is beyond the classes is mixed.
    codes = np.minimum(ends, classes).astype(narrow)
    for column in range(classes):
        votes = np.add.reduce((codes == column).view(np.uint8), axis=0, dtype=np.uint8)
        told[:, column] += votes.astype(np.int64) * WHOLE
    mixed = np.flatnonzero(codes.reshape(-1) == classes)
    if not mixed.size:
        return
    tree, pixel = np.divmod(mixed, len(told))
    rows = nodes.shares[nodes.mixed[first + tree] + ends[tree, pixel] - classes]
    for column in range(classes):
        # Sums of shares and of votes apart: floats hold each of them to the last digit.
        shares, votes = rows[:, column] & ((1 << VOTE_SHIFT) - 1), rows[:, column] >> VOTE_SHIFT
        told[:, column] += np.bincount(pixel, shares, len(told)).astype(np.int64)
        told[:, column] += np.bincount(pixel, votes, len(told)).astype(np.int64) << VOTE_SHIFT
