"""Neighbourhoods and connected objects on cells, numpy alone."""

from __future__ import annotations

import numpy as np


def grown(mask: np.ndarray, radius: int = 1) -> np.ndarray:
    """The mask and all cells within ``radius`` (squares)."""
    result = mask
    for _ in range(radius):
        wide = result.copy()
        wide[:, 1:] |= result[:, :-1]
        wide[:, :-1] |= result[:, 1:]
        tall = wide.copy()
        tall[1:] |= wide[:-1]
        tall[:-1] |= wide[1:]
        result = tall
    return result


def highest(values: np.ndarray) -> np.ndarray:
    """Largest value of each 3 x 3 neighbourhood, NaN ignored where another is not."""
    for axis in (0, 1):
        wide = [(1, 1) if a == axis else (0, 0) for a in (0, 1)]
        padded, size = np.pad(values, wide, mode="edge"), values.shape[axis]
        one, two, three = (np.take(padded, np.arange(k, k + size), axis) for k in range(3))
        values = np.fmax(np.fmax(one, two), three)
    return values


def crowd(mask: np.ndarray) -> np.ndarray:
    """How many cells of each 3 x 3 neighbourhood are in the mask."""
    padded = np.pad(mask, 1).astype(np.uint8)
    tall = padded[:-2] + padded[1:-1] + padded[2:]
    return np.asarray(tall[:, :-2] + tall[:, 1:-1] + tall[:, 2:])


def eroded(mask: np.ndarray, radius: int = 1) -> np.ndarray:
    """Cells whose whole neighbourhood is in the mask; the outside counts as inside."""
    return ~grown(~mask, radius)


def closed(mask: np.ndarray, radius: int = 1) -> np.ndarray:
    """Small holes filled."""
    return eroded(grown(mask, radius), radius)


def spread(seed: np.ndarray, room: np.ndarray, most: int = 10_000) -> np.ndarray:
    """The parts of ``room`` that touch ``seed``, connected by sides or corners."""
    result = seed & room
    for _ in range(most):
        wider = grown(result) & room
        if np.array_equal(wider, result):
            break
        result = wider
    return result


def label(mask: np.ndarray) -> tuple[np.ndarray, int]:
    """Objects connected by sides or corners: int32 (rows, columns), 0 outside, numbers from 1; and how many.

    Runs of each row are joined to those that touch them on the row above; of joined runs the first names all.
    """
    edges = np.diff(np.pad(mask, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    row, start = np.nonzero(edges == 1)
    stop = np.nonzero(edges == -1)[1]
    # Places along all rows one after the other: those that touch on the row above follow each other.
    line = (row - 1) * (mask.shape[1] + 2)
    low = np.searchsorted(line + stop, line - mask.shape[1] - 2 + start)
    high = np.searchsorted(line + start, line - mask.shape[1] - 2 + stop, side="right")
    count = np.maximum(high - low, 0)
    below = np.repeat(np.arange(len(row)), count)
    above = np.repeat(low - np.concatenate([[0], np.cumsum(count)[:-1]]), count) + np.arange(count.sum()) if len(
        row) else below
    found, numbers = np.unique(_joined(len(row), below, above), return_inverse=True)
    result = np.zeros(mask.shape, np.int32)
    result[mask] = np.repeat(numbers + 1, stop - start)
    return result, len(found)


def _joined(count: int, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Smallest index connected to each of ``count`` by the pairs (one, other)."""
    parent = np.arange(count)
    while True:
        first, second = parent[one], parent[other]
        apart = first != second
        if not apart.any():
            return parent
        one, other = one[apart], other[apart]
        np.minimum.at(parent, np.maximum(first, second)[apart], np.minimum(first, second)[apart])
        while not np.array_equal(parent, parent[parent]):
            parent = parent[parent]


def box_sum(values: np.ndarray, radius: int) -> np.ndarray:
    """Sum over (2 radius + 1) squares, float64; nothing lies beyond the edges."""
    for axis in (0, 1):
        wide = [(radius + 1, radius) if a == axis else (0, 0) for a in (0, 1)]
        running = np.cumsum(np.pad(values, wide), axis, dtype=np.float64)
        size, side = values.shape[axis], 2 * radius + 1
        values = (running[side:side + size] - running[:size] if axis == 0 else
                  running[:, side:side + size] - running[:, :size])
    return values


def shifted(values: np.ndarray, down: int, right: int, fill: object) -> np.ndarray:
    """``values`` moved by whole cells; what comes in is ``fill``."""
    result = np.full_like(values, fill)
    rows, columns = values.shape
    if abs(down) >= rows or abs(right) >= columns:
        return result
    target = (slice(max(0, down), rows + min(0, down)), slice(max(0, right), columns + min(0, right)))
    source = (slice(max(0, -down), rows + min(0, -down)), slice(max(0, -right), columns + min(0, -right)))
    result[target] = values[source]
    return result
