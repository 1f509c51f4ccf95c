"""Linear gap filling: between the clear dates before and after, and their nearest where one side has none.

Everything that depends on the masks alone is found once and serves every band. Values are carried forward and
backward by bits (``state ^= (state ^ value) & clear``): three passes of whole numbers, without a branch a pixel.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

#: Integers as wide as the values, in which they are carried.
_BITS = {2: np.int16, 4: np.int32}
#: Days before and after which there is none.
_NEVER = 1 << 28


class LinearFilling:
    """The filling of one set of masks.

    clear: bool (dates, pixels). days: day numbers, increasing, one a date. targets: day numbers to fill for.
    """

    def __init__(self, clear: np.ndarray, days: Sequence[int], targets: Sequence[int]) -> None:
        self.clear, self.count = clear, clear.shape[1]
        self.targets = np.asarray(targets, np.int32)
        # Targets whose last date at or before them is each date (-1: none), and whose first at or after (len: none).
        self._at_low = _grouped(np.searchsorted(days, targets, side="right") - 1, -1, len(days))
        self._at_high = _grouped(np.searchsorted(days, targets, side="left"), 0, len(days) + 1)
        self._kept: dict[int, np.ndarray] = {}
        self._before, self._after = self._nearest(np.asarray(days, np.int32))
        self.known = clear.any(axis=0)
        self._weight = self._weights()

    def _nearest(self, days: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Day of the last clear date at or before each target, and of the first at or after, int32 (targets, n)."""
        before = np.full((len(self.targets), self.count), -_NEVER, np.int32)
        after = np.full((len(self.targets), self.count), _NEVER, np.int32)
        keep, change = self._masks(4), np.empty(self.count, np.int32)
        state = np.full(self.count, -_NEVER, np.int32)
        for number, day in enumerate(days):
            _carry(state, day, keep[number], change)
            for target in self._at_low[number]:
                before[target] = state
        state[:] = _NEVER
        for number in range(len(days) - 1, -1, -1):
            _carry(state, days[number], keep[number], change)
            for target in self._at_high[number]:
                after[target] = state
        self._kept.pop(4)
        return before, after

    def _weights(self) -> np.ndarray:
        """Share of the later date, float32 (targets, n): 1 where there is no earlier one, 0 where no later one."""
        gap = np.maximum(self._after - self._before, 1).astype(np.float32)
        weight = (self.targets[:, None] - self._before) / gap
        weight[self._before == -_NEVER] = 1.0
        weight[self._after == _NEVER] = 0.0
        return np.asarray(weight, np.float32)

    def beyond(self) -> np.ndarray:
        """True (targets, n) before the first or after the last clear date, where the nearest of them is repeated."""
        one = (self._before == -_NEVER) ^ (self._after == _NEVER)
        return np.asarray(one)

    def distance(self) -> np.ndarray:
        """Days from each target to the nearest clear date, int32 (targets, n); more than 2**20 where there is none."""
        return np.asarray(np.minimum(self.targets[:, None] - self._before, self._after - self.targets[:, None]))

    def fill(self, values: np.ndarray, out: np.ndarray) -> None:
        """Values of bands at the targets.

        values: int16 or float32 (bands, dates, n), anything where not clear. out: same type (targets, bands, n); whole
        numbers are rounded to the nearest. Pixels that are never clear get 0: see ``known``.
        """
        bits, count = _BITS[values.itemsize], values.shape[1]
        keep = self._masks(values.itemsize)
        numbers, filled = values.view(bits), out.view(bits)
        state, change = np.zeros((len(values), self.count), bits), np.empty((len(values), self.count), bits)
        # Later values wait in the output itself.
        for number in range(count - 1, -1, -1):
            _carry(state, numbers[:, number], keep[number], change)
            for target in self._at_high[number]:
                filled[target] = state
        for target in self._at_high[count]:
            filled[target] = 0
        state[:] = 0
        earlier, later = np.empty(state.shape, np.float32), np.empty(state.shape, np.float32)
        held = state.view(values.dtype)
        for target in self._at_low[-1]:
            self._join(held, out[target], target, earlier, later)
        for number in range(count):
            _carry(state, numbers[:, number], keep[number], change)
            for target in self._at_low[number]:
                self._join(held, out[target], target, earlier, later)

    def _join(self, held: np.ndarray, out: np.ndarray, target: int, earlier: np.ndarray, later: np.ndarray) -> None:
        """``held`` and ``out`` (later) by their weights, into ``out``."""
        if out.dtype.kind == "f":
            np.copyto(earlier, held)
            np.subtract(out, earlier, out=later)
            later *= self._weight[target]
            # The last bit of a float may lie beyond both; a rounded share of a whole difference cannot.
            later += earlier
            inside = np.clip(later, np.minimum(earlier, out), np.maximum(earlier, out))
            apart = (self._weight[target] > 0) & (self._weight[target] < 1)
            np.copyto(later, inside, where=apart)
            np.copyto(out, later)
            return
        np.subtract(out, held, out=later, dtype=np.float32, casting="unsafe")
        later *= self._weight[target]
        np.rint(later, out=out, casting="unsafe")
        out += held

    def _masks(self, size: int) -> np.ndarray:
        """All bits where clear, none elsewhere, in integers of ``size`` bytes."""
        if size not in self._kept:
            self._kept[size] = np.negative(self.clear.astype(_BITS[size]))
        return self._kept[size]


def _grouped(places: np.ndarray, first: int, stop: int) -> dict[int, list[int]]:
    """Targets by place."""
    found: dict[int, list[int]] = {place: [] for place in range(first, stop)}
    for target, place in enumerate(places):
        found[int(place)].append(target)
    return found


def _carry(state: np.ndarray, value: np.ndarray | np.int32, keep: np.ndarray, change: np.ndarray) -> None:
    """``state`` becomes ``value`` where ``keep`` has all bits, and stays where it has none."""
    np.bitwise_xor(state, value, out=change)
    np.bitwise_and(change, keep, out=change)
    np.bitwise_xor(state, change, out=state)


__all__ = ["LinearFilling"]
