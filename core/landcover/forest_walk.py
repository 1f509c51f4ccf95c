"""Forests walked by numpy alone: all pixels of a block take a step together, and those that have arrived leave."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .forest_nodes import WHOLE, Nodes

#: Pixels of a block: its features and the places of its walks stay in the cache.
BLOCK = 8192
#: Steps before anything can have arrived in most trees, and between two looks.
_FIRST, _BETWEEN = 6, 2
#: The rest goes on without those that have arrived once they are so many.
_ARRIVED = 0.2


def walk_of(nodes: Nodes) -> Callable[[np.ndarray, int, int], np.ndarray]:
    """As ``forest_kernels.walk_of``: features of the type of the thresholds."""
    parts = [slice(int(first), int(last)) for first, last in zip(nodes.start[:-1], nodes.start[1:])]
    # Twice a place, and one more where a value is above the threshold, is where its child is told.
    children = [np.stack([nodes.left[part], nodes.right[part]], axis=1).astype(np.intp).ravel() for part in parts]
    asked = [nodes.asked[part].astype(np.intp) for part in parts]
    threshold = [nodes.threshold[part] for part in parts]

    def walk(features: np.ndarray, first: int, last: int) -> np.ndarray:
        told = np.zeros((len(features), nodes.classes), np.int64)
        rows = np.ascontiguousarray(features, nodes.threshold.dtype)
        for start in range(0, len(rows), BLOCK):
            block = rows[start:start + BLOCK]
            for tree in range(first, last):
                ends = _ends(block, children[tree], asked[tree], threshold[tree], int(nodes.forks[tree]))
                _add(told[start:start + BLOCK], ends, nodes.shares, int(nodes.mixed[tree]))
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
        place += place
        place += above
        place = children.take(place, mode="clip")
        steps += 1
        if steps < _FIRST or steps % _BETWEEN:
            continue
        going = np.flatnonzero(place < forks)
        if going.size > (1.0 - _ARRIVED) * place.size:
            continue
        result[pixel] = place
        if not going.size:
            return result - forks
        place, base, pixel = place.take(going), base.take(going), pixel.take(going)


def _add(told: np.ndarray, ends: np.ndarray, shares: np.ndarray, mixed: int) -> None:
    classes = told.shape[1]
    pure = ends < classes
    if pure.all():
        # Each pixel once: nothing is added twice to one place.
        told.reshape(-1)[np.arange(0, told.size, classes) + ends] += WHOLE
        return
    rows = np.flatnonzero(pure)
    told[rows, ends[rows]] += WHOLE
    rows = np.flatnonzero(~pure)
    told[rows] += shares[mixed + ends[rows] - classes]
