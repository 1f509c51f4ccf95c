"""Majority in a square window: each pixel becomes the commonest class around it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..engine.regions import OUTSIDE


def majority(codes: np.ndarray, radius: int, kept: Sequence[int] = ()) -> np.ndarray:
    """Codes (rows, columns), each replaced by the commonest in its window of ``2 radius + 1`` pixels a side.

    Ties go to the pixel's own class, else to the smallest number. OUTSIDE neither votes nor changes; classes
    ``kept`` neither vote nor change. At the borders of the array the window is cut.
    """
    moving = (codes != OUTSIDE) & ~np.isin(codes, list(kept))
    best = np.zeros(codes.shape, np.int32)
    own = np.zeros(codes.shape, np.int32)
    winner = codes.copy()
    for value in np.unique(codes[moving]).tolist():
        votes = window_sums(codes == value, radius)
        # Classes come in growing order: only a strictly better count replaces the smaller number.
        better = votes > best
        winner[better] = value
        np.maximum(best, votes, out=best)
        np.copyto(own, votes, where=codes == value)
    stays = ~moving | (own == best)
    return np.where(stays, codes, winner).astype(np.int32)


def window_sums(flags: np.ndarray, radius: int) -> np.ndarray:
    """How many of ``flags`` (rows, columns) lie in each pixel's window, cut at the borders: int32."""
    sums = flags.astype(np.int32)
    for axis in (0, 1):
        length = sums.shape[axis]
        total = np.cumsum(sums, axis=axis, dtype=np.int32)
        total = np.concatenate([np.zeros_like(total.take([0], axis)), total], axis)
        last = np.minimum(np.arange(length) + radius + 1, length)
        first = np.maximum(np.arange(length) - radius, 0)
        sums = total.take(last, axis) - total.take(first, axis)
    return sums
