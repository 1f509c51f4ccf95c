"""Small patches join the class with which they share the longest border, the smallest first, until none is left.

The order is that of one patch after another, by size, equal sizes by a fixed shuffle of their places. A patch smaller
than all small ones that it touches decides as it would in that order, since nothing around it moves before: all such
patches are decided at once, round after round, and the result is the same, however strips cut the map.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..engine.progress import Progress, check
from ..engine.regions import OUTSIDE, components
from .patch_graph import PatchGraph

#: Larger minimum units, in pixels, are refused.
LARGEST = 2 ** 22
_PLACE_BITS = 40


@dataclass(frozen=True)
class Merged:
    """New code of each patch; patches that changed; patches still small, for want of a neighbour to join."""

    code: np.ndarray
    changed: int
    left: int


def place_order(first: np.ndarray) -> np.ndarray:
    """Numbers of 40 bits that shuffle first pixels (flat, int64), the same for the same pixel: splitmix64."""
    with np.errstate(over="ignore"):
        mixed = first.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
    return np.asarray(mixed >> np.uint64(64 - _PLACE_BITS))


def merge_small(graph: PatchGraph, bound: int, kept: Sequence[int], progress: Progress) -> Merged:
    """Patches of less than ``bound`` pixels join a neighbour; classes ``kept`` neither lose nor gain.

    Ties between borders of one length go to the smallest class number. Raises Cancelled.
    """
    code, size = graph.code.copy(), graph.size.copy()
    fixed = np.isin(code, [OUTSIDE, *kept])
    order = place_order(graph.first)
    parent = np.arange(code.size)
    source, target, length = _directed(graph, fixed, bound)
    begun = source.size
    while source.size:
        check(progress)
        progress.report(1.0 - source.size / begun)
        waits = (size[target] < bound) & _before(target, source, size, order)
        blocked = np.zeros(code.size, bool)
        blocked[source[waits]] = True
        ready = ~blocked[source]
        chooser, choice = _longest(source[ready], code[target[ready]], length[ready])
        code[chooser] = choice
        joins = ready & (code[source] == code[target])
        _unite(source[joins], target[joins], parent, size)
        source, target = parent[source], parent[target]
        stays = (source != target) & (size[source] < bound)
        source, target, length = source[stays], target[stays], length[stays]
    while True:
        jumped = parent[parent]
        if np.array_equal(jumped, parent):
            break
        parent = jumped
    final = code[parent]
    roots = parent == np.arange(code.size)
    left = roots & (size < bound) & ~fixed
    return Merged(final, int(np.count_nonzero(final != graph.code)), int(np.count_nonzero(left)))


def _directed(graph: PatchGraph, fixed: np.ndarray, bound: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Borders from each small patch to the neighbours that it may join."""
    source = np.concatenate([graph.one, graph.other])
    target = np.concatenate([graph.other, graph.one])
    length = np.concatenate([graph.length, graph.length])
    keep = (graph.size[source] < bound) & ~fixed[source] & ~fixed[target]
    return source[keep], target[keep], length[keep]


def _before(one: np.ndarray, other: np.ndarray, size: np.ndarray, order: np.ndarray) -> np.ndarray:
    """True where patch ``one`` comes before ``other``."""
    smaller, equal = size[one] < size[other], size[one] == size[other]
    first, same = order[one] < order[other], order[one] == order[other]
    return np.asarray(smaller | (equal & (first | (same & (one < other)))))


def _longest(source: np.ndarray, code: np.ndarray, length: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each source once, and the code with which it shares most; equal lengths: the smallest code."""
    order = np.lexsort((code, source))
    source, code, length = source[order], code[order], length[order]
    begins = np.flatnonzero(np.r_[True, (source[1:] != source[:-1]) | (code[1:] != code[:-1])])
    source, code, length = source[begins], code[begins], np.add.reduceat(length, begins)
    order = np.lexsort((code, -length, source))
    source, code = source[order], code[order]
    best = np.r_[True, source[1:] != source[:-1]]
    return source[best], code[best]


def _unite(one: np.ndarray, other: np.ndarray, parent: np.ndarray, size: np.ndarray) -> None:
    """Regions that join: the one whose first pixel comes first stands for all."""
    touched, index = np.unique(np.concatenate([one, other]), return_inverse=True)
    index = index.ravel()
    group = components(np.stack([index[:one.size], index[one.size:]], 1), touched.size)
    _, begin = np.unique(group, return_index=True)
    root = touched[begin]
    parent[touched] = root[group]
    size[root] = np.bincount(group, size[touched]).astype(np.int64)
