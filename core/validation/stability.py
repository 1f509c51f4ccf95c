"""Maps of one place in successive years: what changes, comes back, or cannot have happened.

A change between two maps is not a change on the ground: two maps that are each right on 90 % of the pixels, and err
independently, may differ on 19 % of them where nothing happened. Excursions (A-B-A), changes that nobody would believe
and the net change beside the yearly ones tell how much of it is error.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np

from ..engine.grid import Grid
from .agreement import Cross, areas_at, counted, pair_codes, square_areas

#: Kinds of a pair of classes in two successive years.
UNKNOWN, SAME, ROTATION, CHANGE, IMPLAUSIBLE = range(5)
KINDS = ("unknown", "same", "rotation", "change", "implausible")
#: What a pixel went through, the worst that is true of it; 0 where fewer than two successive years have a class.
STABLE, ROTATED, ONCE, SEVERAL, EXCURSION, UNBELIEVED = range(1, 7)
HISTORIES = ("unknown", "stable", "rotation", "changed_once", "changed_often", "excursion", "implausible")


def kind_table(values: Sequence[int], rotating: Collection[int] = (),
               implausible: Collection[tuple[int, int]] = ()) -> np.ndarray:
    """Kind of every pair (index before, index after), uint8; index 0 is "no class".

    rotating: classes that follow each other in a field (annual crops): between them is no change of land cover.
    implausible: pairs (before, after) of class numbers.
    """
    result = np.full((len(values) + 1, len(values) + 1), CHANGE, np.uint8)
    turning = np.array([False, *(value in rotating for value in values)])
    for before, one in enumerate(values, start=1):
        for after, other in enumerate(values, start=1):
            if (one, other) in implausible:
                result[before, after] = IMPLAUSIBLE
    result[np.ix_(turning, turning)] = ROTATION
    np.fill_diagonal(result, SAME)
    result[0, :] = result[:, 0] = UNKNOWN
    return result


@dataclass
class Stability:
    """Sums over blocks. Tables are (index before, index after), as ``Cross`` keeps them: all of it "inside"."""

    years: int
    #: One table a pair of successive years; first year to last.
    steps: list[Cross] = field(default_factory=list)
    net: Cross = field(default_factory=Cross)
    #: (A, B) of excursions A-B-A, whichever the years.
    excursions: Cross = field(default_factory=Cross)
    #: (class of the first year, 0) of pixels with a class in every year: "inside" those that leave it, then those
    #: that never do.
    always: Cross = field(default_factory=Cross)
    #: Pixels and m2 by history.
    history_pixels: np.ndarray = field(default_factory=lambda: np.zeros(len(HISTORIES), np.int64))
    history_m2: np.ndarray = field(default_factory=lambda: np.zeros(len(HISTORIES)))

    def __post_init__(self) -> None:
        self.steps = [Cross() for _ in range(self.years - 1)]

    def add(self, codes: Sequence[np.ndarray], kinds: np.ndarray, part: Grid) -> tuple[np.ndarray, np.ndarray]:
        """A block: indices (rows, columns) of each year. Returns the number of changes and the history, uint8."""
        sizes, areas = (len(kinds), len(kinds)), square_areas(part)
        states = []
        for table, before, after in zip(self.steps, codes[:-1], codes[1:]):
            pairs = pair_codes(before, after, len(kinds))
            table.count(pairs, None, areas, sizes)
            states.append(np.take(kinds, pairs))
        if self.years > 2:
            self.net.count(pair_codes(codes[0], codes[-1], len(kinds)), None, areas, sizes)
        else:
            self.net = self.steps[0]
        self._count_always(codes, areas, sizes)
        history, changes = self._histories(codes, states, kinds, areas)
        self._count(history, areas)
        return changes, history

    def _count_always(self, codes: Sequence[np.ndarray], areas: np.ndarray, sizes: tuple[int, int]) -> None:
        """Of pixels with a class in every year, by the first: those that change, and those that never do."""
        first = codes[0]
        whole, still = first > 0, np.ones(first.shape, bool)
        for code in codes[1:]:
            whole &= code > 0
            still &= code == first
        self.always.count(first.astype(np.int32) * whole, still, areas, (sizes[0], 1))

    def _histories(self, codes: Sequence[np.ndarray], states: Sequence[np.ndarray], kinds: np.ndarray,
                   areas: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        changes = np.zeros(codes[0].shape, np.uint8)
        known, turned, wrong = (np.zeros(codes[0].shape, bool) for _ in range(3))
        for state in states:
            changes += state >= CHANGE
            known |= state > UNKNOWN
            turned |= state == ROTATION
            wrong |= state == IMPLAUSIBLE
        back = self._excursions(codes, states, kinds, areas)
        history = known.astype(np.uint8) * np.uint8(STABLE)
        for value, where in ((ROTATED, turned), (ONCE, changes == 1), (SEVERAL, changes > 1), (EXCURSION, back),
                             (UNBELIEVED, wrong)):
            history[where] = value
        return history, changes

    def _excursions(self, codes: Sequence[np.ndarray], states: Sequence[np.ndarray], kinds: np.ndarray,
                    areas: np.ndarray) -> np.ndarray:
        """Pixels that leave their class for a year and come back to it, or to one that it rotates with."""
        back = np.zeros(codes[0].shape, bool)
        for year in range(len(states) - 1):
            row, column = np.nonzero((states[year] >= CHANGE) & (states[year + 1] >= CHANGE))
            left, met, right = (code[row, column] for code in codes[year:year + 3])
            ends = kinds[left, right]
            there = (ends == SAME) | (ends == ROTATION)
            row, column = row[there], column[there]
            self.excursions.count_few(pair_codes(left[there], met[there], len(kinds)), areas_at(areas, row, column),
                                      (len(kinds), len(kinds)))
            back[row, column] = True
        return back

    def _count(self, history: np.ndarray, areas: np.ndarray) -> None:
        pixels, area_m2 = counted(history, areas, len(HISTORIES))
        self.history_pixels += pixels
        self.history_m2 += area_m2


def table_m2(cross: Cross, size: int) -> np.ndarray:
    """m2 by (before, after), indices from 1: (size, size)."""
    cross.grow(size + 1, size + 1)
    return np.asarray(cross.area_m2.sum(0)[1:size + 1, 1:size + 1])
