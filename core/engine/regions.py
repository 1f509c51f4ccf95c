"""Patches of an image of codes: pixels of one code that touch by a side, as runs of rows joined to each other."""

from __future__ import annotations

import numpy as np

#: The code of no class: no class has it.
OUTSIDE = int(np.iinfo(np.int32).min)


def runs(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Number of the run of each pixel (rows, columns); code, length and first pixel (flat) of each run."""
    starts = np.ones(codes.shape, bool)
    np.not_equal(codes[:, 1:], codes[:, :-1], out=starts[:, 1:])
    at = np.flatnonzero(starts)
    run = np.cumsum(starts.ravel(), dtype=np.int32) - 1
    return run.reshape(codes.shape), codes.ravel()[at], np.diff(at, append=codes.size), at


def touching(above: np.ndarray, below: np.ndarray, same: np.ndarray) -> np.ndarray:
    """Pairs (n, 2) of runs of one class that touch, one pair a run of touching pixels."""
    # Along a row, the same two runs touch over several pixels: the first is enough.
    fresh = same.copy()
    repeated = (above[..., 1:] == above[..., :-1]) & (below[..., 1:] == below[..., :-1]) & same[..., :-1]
    fresh[..., 1:] &= ~repeated
    return np.stack([above[fresh], below[fresh]], 1).astype(np.int64, copy=False)


def components(pairs: np.ndarray, count: int) -> np.ndarray:
    """Number of the component of each of ``count`` nodes, (count,), numbered without gaps by their first nodes.

    Every node takes the least label among its neighbours, then its label's own, until nothing moves: a few rounds,
    since labels jump.
    """
    label = np.arange(count)
    one, other = pairs[:, 0], pairs[:, 1]
    while one.size:
        low = np.minimum(label[one], label[other])
        high = np.maximum(label[one], label[other])
        moving = low != high
        if not moving.any():
            break
        one, other, low, high = one[moving], other[moving], low[moving], high[moving]
        np.minimum.at(label, high, low)
        while True:
            jumped = label[label]
            if np.array_equal(jumped, label):
                break
            label = jumped
    roots = label == np.arange(count)
    return np.asarray((np.cumsum(roots) - 1)[label])
