"""Weighted sums, extremes and percentiles by zone, block after block, in bounded memory."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

#: Values of one zone and variable that are held for its percentiles; beyond, they are counted by steps of 0.0001.
MOST_VALUES = 4_000_000
_STEP, _LOW, _HIGH = 1e-4, -2.0, 2.0


class ZoneStatistics:
    """Statistics of one variable over all zones."""

    def __init__(self, count: int, quantiles: Sequence[float], parts: np.ndarray) -> None:
        self.weight, self.total, self.square = (np.zeros(count) for _ in range(3))
        self.low, self.high = np.full(count, np.inf), np.full(count, -np.inf)
        self.pixels = np.zeros(count, np.int64)
        #: Weight of what has data, clear or not.
        self.data = np.zeros(count)
        self.quantiles = tuple(quantiles)
        self.found = np.full((len(self.quantiles), count), np.nan)
        self._left = parts.astype(np.int64)
        self._waiting: dict[int, list[tuple[np.ndarray, np.ndarray]]] = {}
        self._pending = np.zeros(count, bool)
        self._held: dict[int, int] = {}
        self._counted: dict[int, np.ndarray] = {}

    def add(self, zone: np.ndarray, weight: np.ndarray, value: np.ndarray, clear: np.ndarray) -> None:
        """Pixels of one block, sorted by zone: number of the zone, weight, value (NaN for nothing), whether clear."""
        if not len(zone):
            return
        start = np.flatnonzero(np.diff(zone, prepend=-1))
        here = zone[start]
        known = np.isfinite(value)
        self.data[here] += np.add.reduceat(np.where(known, weight, 0.0), start)
        good = known & clear
        some = value[good].astype(np.float64)
        weights, zones = weight[good].astype(np.float64), zone[good]
        if len(zones):
            first = np.flatnonzero(np.diff(zones, prepend=-1))
            seen = zones[first]
            self.weight[seen] += np.add.reduceat(weights, first)
            self.total[seen] += np.add.reduceat(weights * some, first)
            self.square[seen] += np.add.reduceat(weights * some * some, first)
            self.low[seen] = np.minimum(self.low[seen], np.minimum.reduceat(some, first))
            self.high[seen] = np.maximum(self.high[seen], np.maximum.reduceat(some, first))
            self.pixels[seen] += np.diff(np.append(first, len(zones)))
        if self.quantiles:
            self._rank(here, zones, weights, some)

    def mean(self) -> np.ndarray:
        """NaN where nothing is clear, as in all that follow."""
        return _share(self.total, self.weight)

    def std(self) -> np.ndarray:
        """Of the pixels of the zone (divided by their weight, not by one less)."""
        return np.sqrt(np.maximum(0.0, _share(self.square, self.weight) - self.mean() ** 2))

    def get(self, word: str, quantile: float | None) -> np.ndarray:
        """One statistic of all zones by its word."""
        if quantile is not None:
            return self.found[self.quantiles.index(quantile)]
        if word == "mean":
            return self.mean()
        if word == "std":
            return self.std()
        return np.where(self.weight > 0, self.low if word == "min" else self.high, np.nan)

    def _rank(self, here: np.ndarray, zones: np.ndarray, weights: np.ndarray, values: np.ndarray) -> None:
        """Percentiles of the zones that end in this block; what belongs to others waits."""
        self._left[here] -= 1
        whole = (self._left[zones] == 0) if len(zones) else np.zeros(0, bool)
        whole &= ~self._pending[zones]
        if whole.any():
            order = zones[whole]
            first = np.flatnonzero(np.diff(order, prepend=-1))
            self.found[:, order[first]] = weighted_quantiles(order, weights[whole], values[whole], self.quantiles)
        start = np.flatnonzero(np.diff(zones[~whole], prepend=-1)) if len(zones) else np.zeros(0, int)
        ends = np.append(start[1:], np.count_nonzero(~whole))
        rest = zones[~whole], weights[~whole], values[~whole]
        for one, other in zip(start.tolist(), ends.tolist()):
            self._wait(int(rest[0][one]), rest[1][one:other], rest[2][one:other])
        for number in here[self._left[here] == 0].tolist():
            self._end(number)

    def _wait(self, number: int, weights: np.ndarray, values: np.ndarray) -> None:
        self._pending[number] = True
        self._waiting.setdefault(number, []).append((weights, values))
        self._held[number] = self._held.get(number, 0) + len(values)
        if self._held[number] > MOST_VALUES:
            counts = self._counted.setdefault(number, np.zeros(int(round((_HIGH - _LOW) / _STEP)) + 1))
            for some, those in self._waiting[number]:
                step = np.clip(np.rint((those - _LOW) / _STEP), 0, len(counts) - 1).astype(np.int64)
                counts += np.bincount(step, some, minlength=len(counts))
            self._waiting[number] = []
            self._held[number] = 0

    def _end(self, number: int) -> None:
        parts = self._waiting.pop(number, None)
        self._held.pop(number, None)
        counts = self._counted.pop(number, None)
        if parts is None and counts is None:
            return
        weights = [part[0] for part in parts or ()]
        values = [part[1] for part in parts or ()]
        if counts is not None:
            step = np.flatnonzero(counts)
            weights.append(counts[step])
            values.append(_LOW + step * _STEP)
        if weights:
            together = np.concatenate(weights), np.concatenate(values)
            self.found[:, number] = weighted_quantiles(np.zeros(len(together[0]), np.int32), *together,
                                                       self.quantiles)[:, 0]


def weighted_quantiles(zone: np.ndarray, weight: np.ndarray, value: np.ndarray,
                       quantiles: Sequence[float]) -> np.ndarray:
    """Percentiles of values sorted by zone: (quantile, zone), in the order of the zones that occur.

    A value stands at the middle of its own weight, and between two of them the line is straight: with equal weights
    that is Hazen's rule (numpy's ``method="hazen"``), and the median is the usual one.
    """
    order = _ranked(zone, weight, value)
    zone, weight, value = zone[order], np.asarray(weight, np.float64)[order], np.asarray(value, np.float64)[order]
    first = np.flatnonzero(np.diff(zone, prepend=-1))
    last = np.append(first[1:], len(zone)) - 1
    total = np.cumsum(weight)
    middle = total - weight / 2
    before = total[first] - weight[first]
    result = np.empty((len(quantiles), len(first)))
    for number, share in enumerate(quantiles):
        wanted = before + share * (total[last] - before)
        upper = np.clip(np.searchsorted(middle, wanted), first, last)
        lower = np.clip(upper - 1, first, last)
        gap = middle[upper] - middle[lower]
        part = np.where(gap > 0, (wanted - middle[lower]) / np.where(gap > 0, gap, 1.0), 0.0)
        result[number] = value[lower] + np.clip(part, 0.0, 1.0) * (value[upper] - value[lower])
    return result


def _ranked(zone: np.ndarray, weight: np.ndarray, value: np.ndarray) -> np.ndarray:
    """Order by zone, then value, then weight: whatever the order of the blocks, the line is the same.

    ``zone`` is sorted. One key of 64 bits is sorted several times faster than three: 20 bits of the zone's rank, 32 of
    the value (float32, whose bits follow each other as its values do once negative ones are turned), 12 of the weight.
    """
    rank = np.cumsum(np.diff(zone, prepend=zone[:1]) != 0).astype(np.uint64)
    if not len(rank) or rank[-1] >= 1 << 20 or not (np.asarray(value, np.float32) == value).all():
        return np.lexsort((weight, value, zone))
    bits = np.ascontiguousarray(value, np.float32).view(np.uint32)
    bits = np.where(bits >> 31, ~bits, bits | np.uint32(0x80000000)).astype(np.uint64)
    part = np.clip(weight / max(1.0, float(weight.max())) * 4095.0, 0.0, 4095.0).astype(np.uint64)
    return np.argsort((rank << np.uint64(44)) | (bits << np.uint64(12)) | part)


def _share(total: np.ndarray, weight: np.ndarray) -> np.ndarray:
    return np.where(weight > 0, total / np.where(weight > 0, weight, 1.0), np.nan)
