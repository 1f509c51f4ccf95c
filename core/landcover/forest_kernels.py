"""Forests walked by code that numba compiles in memory: eight pixels at a time, one tree after another.

A tree of some thousand nodes of 8 bytes stays in the fastest cache while a block of pixels goes through it, and eight
walks at once keep the processor busy while each waits for its next node. numba is looked for when a prediction
starts, and never needed. Compiled code is kept for the life of the process and written nowhere.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from ..engine.compiler import numba
from .forest_nodes import VOTE_SHIFT, WHOLE, Nodes, packed

LOG = logging.getLogger("bocage")
#: Pixels that go through a tree before the next one is fetched.
BLOCK = 2048
#: Pixels that walk together.
LANES = 8
Walk = Callable[[np.ndarray, int, int], np.ndarray]

_lock = threading.Lock()
_compiled: dict[str, Any] = {}


def ready(kind: str) -> bool:
    """True where ``walk_of`` would not have to compile."""
    return kind in _compiled


def kind_of(nodes: Nodes) -> str:
    """Which code walks these nodes."""
    return "narrow" if nodes.narrow else "wide"


def walk_of(nodes: Nodes) -> Walk | None:
    """``walk(features, first, last)``: what the trees [first, last) say, int64 (n, classes). None without numba.

    Features int16 (n, f) where ``nodes.narrow``, else float32. Compiles when first asked, some seconds. Holds no lock
    of Python while it walks, and nothing that threads share.
    """
    kind = kind_of(nodes)
    with _lock:
        if kind not in _compiled:
            module = numba()
            if module is None:
                return None
            try:
                _compiled[kind] = _compile(module, kind)
            except Exception:
                LOG.warning("numba cannot compile the walk", exc_info=True)
                return None
    code = _compiled[kind]
    start, forks, mixed = nodes.start.astype(np.int64), nodes.forks, nodes.mixed
    if kind == "narrow":
        tables: tuple[np.ndarray, ...] = (packed(nodes),)
    else:
        children = nodes.left.astype(np.uint64) | nodes.right.astype(np.uint64) << np.uint64(32)
        tables = (children, nodes.asked.astype(np.uint32), nodes.threshold.astype(np.float32))
    dtype = np.int16 if kind == "narrow" else np.float32

    def walk(features: np.ndarray, first: int, last: int) -> np.ndarray:
        count = len(features)
        whole = -(-count // LANES) * LANES
        rows = np.ascontiguousarray(features, dtype)
        if whole > count:
            rows = np.concatenate([rows, np.zeros((whole - count, rows.shape[1]), dtype)])
        told = np.zeros((whole, nodes.classes), np.int64)
        code(rows, first, last, start, forks, mixed, nodes.shares, told, *tables)
        return told[:count]

    return walk


def _compile(module: Any, kind: str) -> Any:
    """The walk of one kind, compiled now for the types that it is given."""
    inline = module.njit(inline="always")
    compiler = module.njit(nogil=True, boundscheck=False, error_model="numpy", cache=False)
    code = compiler((_narrow if kind == "narrow" else _wide)(inline, compiler))
    node = np.zeros(1, np.int64)
    tables = (np.zeros(1, np.uint64),) if kind == "narrow" else (
        np.zeros(1, np.uint64), np.zeros(1, np.uint32), np.zeros(1, np.float32))
    features = np.zeros((0, 1), np.int16 if kind == "narrow" else np.float32)
    code(features, 0, 0, np.zeros(2, np.int64), node, node, np.zeros((1, 1), np.int64), np.zeros((0, 1), np.int64),
         *tables)
    return code


def _tally(compiler: Any) -> Any:
    """Adds what eight ends say to the rows of their pixels."""
    whole = WHOLE

    def tally(told: np.ndarray, row: int, ends: Any, forks: Any, mixed: int, shares: np.ndarray) -> None:
        classes = told.shape[1]
        for lane in range(8):
            end = np.int64(ends[lane] - forks)
            if end < classes:
                told[row + lane, end] += whole
            else:
                for k in range(classes):
                    told[row + lane, k] += shares[mixed + end - classes, k]

    return compiler(tally)


def _narrow(inline: Any, compiler: Any) -> Any:
    """Nodes of 8 bytes over int16: left, right, feature, threshold."""
    tally = _tally(inline)

    def plain_step(tree: np.ndarray, flat: np.ndarray, base: Any, place: Any) -> Any:
        node = tree[place]
        number = np.int64(flat[base + ((node >> np.uint64(32)) & np.uint64(0xffff))])
        above = np.uint64(number > (np.int64(node) >> np.int64(48)))
        return (node >> (above << np.uint64(4))) & np.uint64(0xffff)

    step = inline(plain_step)

    def walk(features: np.ndarray, first: int, last: int, start: np.ndarray, forks: np.ndarray, mixed: np.ndarray,
             shares: np.ndarray, told: np.ndarray, nodes: np.ndarray) -> None:
        count, width = features.shape
        flat, wide = features.reshape(-1), np.uint64(width)
        for block in range(0, count, BLOCK):
            for number in range(first, last):
                tree = nodes[start[number]:start[number + 1]]
                ends = np.uint64(forks[number])
                for row in range(block, min(block + BLOCK, count), 8):
                    a0 = np.uint64(row) * wide
                    a1 = a0 + wide
                    a2 = a1 + wide
                    a3 = a2 + wide
                    a4 = a3 + wide
                    a5 = a4 + wide
                    a6 = a5 + wide
                    a7 = a6 + wide
                    p0 = p1 = p2 = p3 = p4 = p5 = p6 = p7 = np.uint64(0)
                    while min(p0, p1, p2, p3, p4, p5, p6, p7) < ends:
                        for _ in range(4):
                            p0 = step(tree, flat, a0, p0)
                            p1 = step(tree, flat, a1, p1)
                            p2 = step(tree, flat, a2, p2)
                            p3 = step(tree, flat, a3, p3)
                            p4 = step(tree, flat, a4, p4)
                            p5 = step(tree, flat, a5, p5)
                            p6 = step(tree, flat, a6, p6)
                            p7 = step(tree, flat, a7, p7)
                    tally(told, row, (p0, p1, p2, p3, p4, p5, p6, p7), ends, mixed[number], shares)

    return walk


def _wide(inline: Any, compiler: Any) -> Any:
    """Nodes of 16 bytes over float32, of trees of any size."""
    tally = _tally(inline)

    def plain_step(children: np.ndarray, asked: np.ndarray, threshold: np.ndarray, flat: np.ndarray, base: Any,
             place: Any) -> Any:
        above = np.uint64(flat[base + np.uint64(asked[place])] > threshold[place])
        return (children[place] >> (above << np.uint64(5))) & np.uint64(0xffffffff)

    step = inline(plain_step)

    def walk(features: np.ndarray, first: int, last: int, start: np.ndarray, forks: np.ndarray, mixed: np.ndarray,
             shares: np.ndarray, told: np.ndarray, children: np.ndarray, asked: np.ndarray,
             threshold: np.ndarray) -> None:
        count, width = features.shape
        flat, wide = features.reshape(-1), np.uint64(width)
        for block in range(0, count, BLOCK):
            for number in range(first, last):
                low, high = start[number], start[number + 1]
                c, a, t = children[low:high], asked[low:high], threshold[low:high]
                ends = np.uint64(forks[number])
                for row in range(block, min(block + BLOCK, count), 8):
                    a0 = np.uint64(row) * wide
                    a1 = a0 + wide
                    a2 = a1 + wide
                    a3 = a2 + wide
                    a4 = a3 + wide
                    a5 = a4 + wide
                    a6 = a5 + wide
                    a7 = a6 + wide
                    p0 = p1 = p2 = p3 = p4 = p5 = p6 = p7 = np.uint64(0)
                    while min(p0, p1, p2, p3, p4, p5, p6, p7) < ends:
                        for _ in range(4):
                            p0 = step(c, a, t, flat, a0, p0)
                            p1 = step(c, a, t, flat, a1, p1)
                            p2 = step(c, a, t, flat, a2, p2)
                            p3 = step(c, a, t, flat, a3, p3)
                            p4 = step(c, a, t, flat, a4, p4)
                            p5 = step(c, a, t, flat, a5, p5)
                            p6 = step(c, a, t, flat, a6, p6)
                            p7 = step(c, a, t, flat, a7, p7)
                    tally(told, row, (p0, p1, p2, p3, p4, p5, p6, p7), ends, mixed[number], shares)

    return walk


def votes_of(told: np.ndarray) -> np.ndarray:
    """Trees that vote for each class (n, classes)."""
    return np.asarray(told >> VOTE_SHIFT)
