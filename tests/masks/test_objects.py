"""Neighbourhoods and objects against the slowest code that can be right."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.masks.objects import closed, eroded, grown, label, shifted, spread


def masks() -> list[np.ndarray]:
    """Random ones, sparse and dense, and shapes that make labels meet late."""
    random = np.random.default_rng(3)
    found = [random.random((17, 23)) < share for share in (0.0, 0.1, 0.3, 0.5, 0.7, 1.0)]
    comb = np.zeros((9, 15), bool)
    comb[:, ::2] = True
    comb[-1] = True
    spiral = np.zeros((11, 11), bool)
    for k in range(0, 5, 2):
        spiral[k, k:11 - k] = spiral[k:11 - k, 10 - k] = spiral[10 - k, k:11 - k] = True
        spiral[k + 2:11 - k, k] = True
        spiral[k + 2, k:k + 3] = True
    diagonal = np.eye(8, dtype=bool)
    return [*found, comb, comb[::-1], spiral, diagonal, diagonal[:, ::-1], np.ones((1, 1), bool), np.ones((1, 9), bool)]


def flooded(mask: np.ndarray) -> tuple[np.ndarray, int]:
    """Objects by filling from one cell to its eight neighbours, in order of the first cell met."""
    result, count = np.zeros(mask.shape, int), 0
    for start in zip(*np.nonzero(mask)):
        if result[start]:
            continue
        count += 1
        waiting = [start]
        while waiting:
            r, c = waiting.pop()
            if 0 <= r < mask.shape[0] and 0 <= c < mask.shape[1] and mask[r, c] and not result[r, c]:
                result[r, c] = count
                waiting += [(r + i, c + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    return result, count


def neighbours(mask: np.ndarray, radius: int, outside: bool) -> list[np.ndarray]:
    """The values around each cell."""
    wide = np.pad(mask, radius, constant_values=outside)
    rows, columns = mask.shape
    return [wide[i:i + rows, j:j + columns] for i in range(2 * radius + 1) for j in range(2 * radius + 1)]


@pytest.mark.parametrize("number", range(len(masks())))
def test_labels_are_those_of_a_flood(number):
    mask = masks()[number]
    found, count = label(mask)
    expected, expected_count = flooded(mask)
    assert count == expected_count and found.dtype == np.int32
    # The same partition, whatever the numbers; and these numbers are those of the first cells met.
    assert np.array_equal(found > 0, mask)
    pairs = {(int(a), int(b)) for a, b in zip(found[mask], expected[mask])}
    assert len(pairs) == count == len({a for a, _ in pairs}) == len({b for _, b in pairs})
    assert sorted(np.unique(found[mask]).tolist()) == list(range(1, count + 1))


@pytest.mark.parametrize("radius", [0, 1, 2])
@pytest.mark.parametrize("number", range(len(masks())))
def test_growing_and_eroding_look_at_squares(number, radius):
    mask = masks()[number]
    assert np.array_equal(grown(mask, radius), np.any(neighbours(mask, radius, False), axis=0))
    assert np.array_equal(eroded(mask, radius), np.all(neighbours(mask, radius, True), axis=0))


def test_closing_fills_holes_and_leaves_the_rest():
    mask = np.ones((9, 9), bool)
    mask[4, 4] = False
    assert closed(mask).all()
    alone = np.zeros((9, 9), bool)
    alone[4, 4] = True
    assert np.array_equal(closed(alone), alone)


@pytest.mark.parametrize("number", range(6))
def test_spreading_reaches_whole_objects_and_no_others(number):
    room = masks()[number]
    seed = np.zeros(room.shape, bool)
    seed[8, 5] = seed[2, 20] = True
    numbers, _ = flooded(room)
    touched = set(numbers[seed & room].tolist()) - {0}
    assert np.array_equal(spread(seed, room), np.isin(numbers, sorted(touched)) & room)


def test_spreading_stops_after_so_many_cells():
    room = np.ones((1, 20), bool)
    seed = np.zeros_like(room)
    seed[0, 0] = True
    assert spread(seed, room, 3).sum() == 4


@pytest.mark.parametrize(("down", "right"), [(0, 0), (2, 0), (-3, 1), (1, -4), (5, 0), (0, -7), (9, 9)])
def test_shifting_moves_whole_cells(down, right):
    values = np.arange(35.0).reshape(5, 7)
    moved = shifted(values, down, right, -1.0)
    for r in range(5):
        for c in range(7):
            source = (r - down, c - right)
            inside = 0 <= source[0] < 5 and 0 <= source[1] < 7
            assert moved[r, c] == (values[source] if inside else -1.0)
