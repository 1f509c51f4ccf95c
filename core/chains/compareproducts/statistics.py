"""Accuracy, precision and uncertainty of differences, by class and by bin of reference reflectance.

Vermote and Kotchenova 2008 (J. Geophys. Res. 113, D23S90): over n pixels with differences e,
A = mean(e); P = sqrt(sum((e - A)^2) / (n - 1)); U = sqrt(sum(e^2) / n). Their specification for the surface
reflectance of MODIS, taken up by ACIX, is 0.05 rho + 0.005.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

#: Bins of reference reflectance: what lies under 0 joins the first, what lies over the last edge the last.
BIN_WIDTH, BINS = 0.02, 60
#: Steps of differences, centred on the digital numbers of products (1e-4), from -REACH to REACH of them and one beyond.
STEP, REACH = 1e-4, 1000
SLOPE, OFFSET = 0.05, 0.005
#: Pixels added at once: what is summed in double precision takes some 50 bytes each.
_AT_ONCE = 1 << 20


def specification(reflectance: np.ndarray | float) -> np.ndarray | float:
    """0.05 rho + 0.005, of the absolute reflectance: a dark pixel may come out slightly negative."""
    return SLOPE * np.abs(reflectance) + OFFSET


@dataclass(frozen=True)
class APU:
    """Figures of ``pixels`` differences; all but ``pixels`` are None over none, ``precision`` over one."""

    pixels: int
    accuracy: float | None = None
    precision: float | None = None
    uncertainty: float | None = None
    mean_reference: float | None = None
    #: Share of pixels whose difference keeps within the specification.
    within: float | None = None


@dataclass(frozen=True)
class Sums:
    """Counts and sums of differences; arrays of one shape, or numbers."""

    count: np.ndarray
    total: np.ndarray
    square: np.ndarray
    reference: np.ndarray
    within: np.ndarray

    def apu(self) -> APU:
        """Over everything summed here."""
        count = int(self.count.sum())
        if count == 0:
            return APU(0)
        total, square = float(self.total.sum()), float(self.square.sum())
        mean = total / count
        spread = max(0.0, square - count * mean * mean)
        return APU(count, mean, math.sqrt(spread / (count - 1)) if count > 1 else None, math.sqrt(square / count),
                   float(self.reference.sum()) / count, float(self.within.sum()) / count)

    def part(self, index: tuple[slice | int, ...]) -> "Sums":
        """Of some classes and bins."""
        return Sums(*(np.asarray(values)[index] for values in (
            self.count, self.total, self.square, self.reference, self.within)))


class Differences:
    """Adds up the differences of one band, block after block, in double precision."""

    def __init__(self, classes: int) -> None:
        shape = (classes, BINS)
        total, square, reference = (np.zeros(shape, np.float64) for _ in range(3))
        self.sums = Sums(np.zeros(shape, np.int64), total, square, reference, np.zeros(shape, np.int64))
        #: Pixels by step of difference, what lies beyond in the first and the last.
        self.histogram = np.zeros(2 * REACH + 3, np.int64)

    def add(self, difference: np.ndarray, reference: np.ndarray, classes: np.ndarray) -> None:
        """Differences, reference reflectances and classes (from 0) of some pixels, all (n,)."""
        for first in range(0, difference.size, _AT_ONCE):
            part = slice(first, first + _AT_ONCE)
            self._add(difference[part], reference[part], classes[part])

    def _add(self, difference: np.ndarray, reference: np.ndarray, classes: np.ndarray) -> None:
        shape = self.sums.count.shape
        bins = np.clip((reference * np.float32(1 / BIN_WIDTH)).astype(np.int64), 0, BINS - 1)
        key = classes.astype(np.int64) * BINS + bins
        within = np.abs(difference) <= specification(reference)
        exact = difference.astype(np.float64)

        def summed(weights: np.ndarray) -> np.ndarray:
            return np.bincount(key, weights, shape[0] * shape[1]).reshape(shape)

        sums = self.sums
        sums.count[:] += np.bincount(key, minlength=shape[0] * shape[1]).reshape(shape)
        sums.total[:] += summed(exact)
        sums.square[:] += summed(exact * exact)
        sums.reference[:] += summed(reference.astype(np.float64))
        sums.within[:] += np.bincount(key[within], minlength=shape[0] * shape[1]).reshape(shape)
        steps = np.rint(exact / STEP).astype(np.int64) + REACH + 1
        self.histogram += np.bincount(np.clip(steps, 0, 2 * REACH + 2), minlength=2 * REACH + 3)

    def overall(self) -> APU:
        """Over every class."""
        return self.sums.apu()

    def of_class(self, number: int) -> APU:
        """Over one class."""
        return self.sums.part((number,)).apu()

    def of_bin(self, number: int) -> APU:
        """Over one bin of reflectance, every class."""
        return self.sums.part((slice(None), number)).apu()

    def median(self) -> float | None:
        """Median difference, interpolated in its step; None over nothing, or where it lies beyond the steps."""
        count = int(self.histogram.sum())
        below = np.cumsum(self.histogram)
        if count == 0:
            return None
        step = int(np.searchsorted(below, count / 2))
        if step in (0, 2 * REACH + 2):
            return None
        share = (count / 2 - below[step - 1]) / self.histogram[step]
        return float((step - REACH - 1 + share - 0.5) * STEP)


class Plain:
    """The same estimators over a quantity that has no classes: AOT, water vapour."""

    def __init__(self) -> None:
        self.count, self.total, self.square, self.input, self.reference = 0, 0.0, 0.0, 0.0, 0.0

    def add(self, first: np.ndarray, second: np.ndarray) -> None:
        """Values of both products at some pixels, (n,)."""
        difference = first.astype(np.float64) - second
        self.count += difference.size
        self.total += float(difference.sum())
        self.square += float((difference * difference).sum())
        self.input += float(first.sum(dtype=np.float64))
        self.reference += float(second.sum(dtype=np.float64))

    def apu(self) -> APU:
        """A, P, U and the reference's mean."""
        sums = Sums(*(np.asarray(v) for v in (self.count, self.total, self.square, self.reference, 0)))
        return sums.apu()
