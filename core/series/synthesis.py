"""One image of a period from its clear dates, after WASP (Hagolle, Morin & Kadiri 2018, Remote Sensing 10(10), 1520).

Each pixel is the mean of its clear dates, weighted by how near clouds are, how thick the aerosols, how far the
central date. Weights are smooth in space, so that the composite has no step where a date begins or ends, save at the
edge of a swath: there ``edge_weight`` brings them down to nothing.

Constants were read in WASP's own parameters and headers (CNES/WASP on GitHub, version 1.0); docs/synthesis.md says
which, and where this differs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from ..engine.resample import Nodes, Smooth
from .synthesis_kernels import TYPES, Kernels

#: FLG as WASP writes it (FlagType of Common/include/GlobalDefs.h; UpdateSynthesisFunctor.txx writes 1 for clouds and
#: for their shadows alike: 5 and 6 exist there, and are never written).
FLAG_NODATA, FLAG_CLOUD, FLAG_SNOW, FLAG_WATER, FLAG_LAND = 0, 1, 2, 3, 4
#: Values of one band at once: what is worked on fits the processor's caches.
_CHUNK = 98_304
#: A clear pixel in the middle of clouds has little weight, never none: it may be the only one.
_LEAST = np.float32(1e-3)


@dataclass(frozen=True)
class Weighting:
    """How dates weigh. The defaults are those of PythonScripts/WASP.py, distances there in pixels of 240 m."""

    #: Weight of a date at the end of the window, over that of the central date: defWeightDateMin.
    date_least: float = 0.5
    #: Weight of AOT ``aot_most`` and beyond, over that of no aerosols: defWeightAOTMin over defWeightAOTMax, defAOTMax.
    aot_least: float = 0.33
    aot_most: float = 0.8
    #: Standard deviations of the two Gaussians that spread what is hidden: defSigmaSmallCLD 2, defSigmaLargeCLD 10.
    near_m: float = 480.0
    far_m: float = 2400.0


def date_weight(days: float, half: float, how: Weighting) -> float:
    """Of a date ``days`` from the central one; linear to ``date_least`` at ``half`` days, 0 beyond."""
    away = abs(days)
    if away > half:
        return 0.0
    return 1.0 if half <= 0 else 1.0 - (1.0 - how.date_least) * away / half


def aot_weight(aot: np.ndarray, how: Weighting) -> np.ndarray:
    """Of an AOT at 550 nm (any shape), linear; 1 where it is unknown."""
    share = np.clip(np.nan_to_num(aot, nan=0.0) / how.aot_most, 0.0, 1.0)
    return np.asarray(1.0 - (1.0 - how.aot_least) * share, np.float32)


def cloud_weight(hidden: np.ndarray, cell_m: float, how: Weighting) -> np.ndarray:
    """Of the distance to what hides the ground: 0 in the middle of a cloud, 1 far from any.

    hidden: share of each cell that is hidden, 0 to 1 (rows, columns), cells of ``cell_m`` metres.
    """
    near, far = (_spread(hidden, sigma / cell_m) for sigma in (how.near_m, how.far_m))
    return np.asarray(np.clip((1.0 - near) * (1.0 - far), 0.0, 1.0), np.float32)


def edge_weight(seen: np.ndarray, cell_m: float, width_m: float) -> np.ndarray:
    """From 0 on the edge of what a date saw to 1 at ``width_m`` inside; the border of the array is no edge.

    seen: True where the date has data, (rows, columns), cells of ``cell_m`` metres.
    """
    reach = max(1, int(np.ceil(width_m / cell_m)))
    result = np.zeros(seen.shape, np.float32)
    inside = seen.copy()
    for step in range(reach):
        result[inside] = (step + 1) / (reach + 1)
        wide = np.pad(inside, 1, mode="edge")
        inside = (wide[1:-1, 1:-1] & wide[:-2, 1:-1] & wide[2:, 1:-1] & wide[1:-1, :-2] & wide[1:-1, 2:])
    result[inside] = 1.0
    return result


def _spread(values: np.ndarray, sigma: float) -> np.ndarray:
    """Gaussian of ``sigma`` cells cut at three of them, borders repeated."""
    result = np.asarray(values, np.float64)
    reach = max(1, int(np.ceil(3 * sigma)))
    steps = np.arange(-reach, reach + 1)
    kernel = np.exp(-0.5 * (steps / max(sigma, 1e-6)) ** 2)
    kernel /= kernel.sum()
    for axis in (0, 1):
        size = result.shape[axis]
        margins = [(reach, reach) if side == axis else (0, 0) for side in (0, 1)]
        wide = np.pad(result, margins, mode="edge")
        result = sum(weight * (wide[:, first:first + size] if axis else wide[first:first + size])
                     for first, weight in enumerate(kernel))
    return np.asarray(result)


class Rows(Protocol):
    """A field that gives its rows when asked: see ``engine.resample.Smooth``."""

    def fill(self, first: int, last: int, out: np.ndarray, columns: slice) -> np.ndarray:
        """Rows ``first`` to ``last`` of some columns into ``out``, which is returned."""
        ...


@dataclass(frozen=True)
class DateBlock:
    """What one date brings to one block."""

    #: Of each band, (rows, columns) of any type without NaN; what ``state`` hides may hold anything. They may be of a
    #: part of the block, outside of which all is hidden.
    numbers: Sequence[np.ndarray]
    #: FLG, uint8 (rows, columns). A date serves all bands of a pixel, or none.
    state: np.ndarray
    weight: Rows
    #: From the central date.
    days: float
    #: By band, what multiplies its numbers; None for 1.
    factors: Sequence[Rows | None]
    #: Row and column of the block where the numbers begin.
    corner: tuple[int, int] = (0, 0)


class Composite:
    """The weighted mean of one block, fed a few dates at a time: memory does not grow with their number.

    As in WASP a pixel ever seen as land is the mean of the dates when it was; snow and water serve where there is no
    other. Sums are of float32: they keep 7 digits of numbers that have 4. Compiled or not, they are the same.
    """

    def __init__(self, bands: int, shape: tuple[int, int], kernels: Kernels | None = None) -> None:
        self._kernels = kernels
        self._values = np.zeros((bands, *shape), np.float32)
        self._weight, self._days = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
        #: Weight of water less that of snow.
        self._water = np.zeros(shape, np.float32)
        self._land, self._cloud = np.zeros(shape, bool), np.zeros(shape, bool)
        self._step = max(1, _CHUNK // shape[1])
        #: Chunks in which anything but land was ever used.
        self._mixed: set[int] = set()
        self._work = np.empty((3, self._step, shape[1]), np.float32)
        self._fresh = np.zeros((self._step, shape[1]), np.uint8)
        #: A field of 1.
        self._one: Nodes = (np.zeros((1, shape[1]), np.float32), np.ones((1, shape[1]), np.float32),
                            np.zeros(shape[0], np.int32), np.zeros(shape[0], np.float32))

    def add(self, dates: Sequence[DateBlock]) -> None:
        """These dates, a few rows of all of them at a time: sums are fetched from memory once."""
        rows = self._weight.shape[0]
        compiled = [self._kernels if self._compilable(one) else None for one in dates]
        for first in range(0, rows, self._step):
            last = min(rows, first + self._step)
            for one, kernels in zip(dates, compiled):
                if kernels is not None:
                    self._compiled(kernels, one, first, last)
                else:
                    self._rows(one, first, last)

    def _compilable(self, date: DateBlock) -> bool:
        return (self._kernels is not None and isinstance(date.weight, Smooth)
                and all(by is None or isinstance(by, Smooth) for by in date.factors)
                and all(self._kernels.adds(_kind(numbers)) for numbers in date.numbers))

    def _compiled(self, kernels: Kernels, date: DateBlock, first: int, last: int) -> None:
        """As ``_rows``, by compiled code."""
        # Which flags it meets it does not tell.
        self._mixed.add(first)
        weight = self._work[0]
        again = kernels.weigh(_plain(date.state, np.uint8), first, last, *self._nodes(date.weight), _LEAST,
                              np.float32(date.days), self._weight, self._days, self._water, self._land.view(np.uint8),
                              self._cloud.view(np.uint8), weight, self._fresh)
        if again:
            self._values[:, first:last][:, self._fresh[:last - first].view(bool)] = 0.0
        for total, numbers, by in zip(self._values, date.numbers, date.factors):
            kernels.add(_plain(numbers, _kind(numbers)), first, last, *date.corner, *self._nodes(by), weight,
                        total)

    def _nodes(self, field: Rows | None) -> Nodes:
        return field.nodes() if isinstance(field, Smooth) else self._one

    def _rows(self, date: DateBlock, first: int, last: int) -> None:
        state = date.state[first:last]
        self._cloud[first:last] |= state == FLAG_CLOUD
        used = state >= FLAG_SNOW
        part = bounds(used)
        if part is None:
            return
        # Swaths end, and clouds are wide: rows and columns that hold nothing are left aside.
        state, used, chunk = state[part], used[part], first
        first, last, across = first + part[0].start, first + part[0].stop, part[1]
        here = (slice(first, last), across)
        there = tuple(slice(one.start - begin, one.stop - begin) for one, begin in zip(here, date.corner))
        weight, factor, values = self._work[:, :last - first, :across.stop - across.start]
        date.weight.fill(first, last, weight, across)
        np.maximum(weight, _LEAST, out=weight)
        land = state == FLAG_LAND
        other = np.count_nonzero(used) > np.count_nonzero(land)
        if other:
            self._mixed.add(chunk)
        if chunk in self._mixed:
            self._prefer_land(land, used, here)
        self._land[here] |= land
        weight *= used
        self._weight[here] += weight
        if date.days:
            np.multiply(weight, np.float32(date.days), out=factor)
            self._days[here] += factor
        if other:
            self._water[here] += weight * ((state == FLAG_WATER).astype(np.float32) - (state == FLAG_SNOW))
        for total, numbers, by in zip(self._values, date.numbers, date.factors):
            np.copyto(values, numbers[there])
            if by is not None:
                values *= by.fill(first, last, factor, across)
            values *= weight
            total[here] += values

    def _prefer_land(self, land: np.ndarray, used: np.ndarray, here: tuple[slice, slice]) -> None:
        """Snow and water over land already seen are not used; land over snow or water alone begins again."""
        seen = self._land[here]
        used &= land | ~seen
        fresh = land & ~seen & (self._weight[here] > 0)
        if fresh.any():
            for total in (*self._values, self._weight, self._days, self._water):
                total[here][fresh] = 0.0

    def reflectance(self) -> np.ndarray:
        """(band, rows, columns) float32, in the unit of the numbers, NaN where no date was clear."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self._weight > 0, self._values / self._weight, np.float32(np.nan))

    def days(self) -> np.ndarray:
        """Weighted mean of the days from the central date, float32, NaN where no date was clear."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self._weight > 0, self._days / self._weight, np.float32(np.nan))

    def weight(self) -> np.ndarray:
        """Sum of the weights, float32."""
        return self._weight

    def whole_numbers(self, nodata: int, first_day: float) -> tuple[np.ndarray, np.ndarray]:
        """``reflectance`` and ``days`` (from ``first_day`` to the central date added), rounded, int16.

        A few rows at a time: whole arrays of each step would cost more than the sums.
        """
        values, days = (np.empty(one.shape, np.int16) for one in (self._values, self._days))
        for first in range(0, len(days), self._step):
            here = slice(first, min(len(days), first + self._step))
            weight = self._weight[here]
            empty = weight <= 0
            missing = bool(empty.any())
            divisor = np.where(empty, np.float32(1), weight) if missing else weight
            mean = self._work[0, :len(weight)]
            for total, added, result in (*((one, 0.0, out) for one, out in zip(self._values, values)),
                                         (self._days, first_day, days)):
                np.divide(total[here], divisor, out=mean)
                if added:
                    mean += np.float32(added)
                np.rint(mean, out=mean)
                np.clip(mean, nodata + 1, 32767, out=mean)
                np.copyto(result[here], mean, casting="unsafe")
                if missing:
                    result[here][empty] = nodata
        return values, days

    def flags(self) -> np.ndarray:
        """FLG, uint8: land where any date saw some, else what weighs most of water and snow, else cloud, no data."""
        land, clear = self._land.view(np.uint8), (self._weight > 0).view(np.uint8)
        other = np.uint8(FLAG_SNOW) + (self._water >= 0).view(np.uint8) * np.uint8(FLAG_WATER - FLAG_SNOW)
        result = land * np.uint8(FLAG_LAND) + (np.uint8(1) - land) * other
        return np.asarray(clear * result + (np.uint8(1) - clear) * self._cloud.view(np.uint8) * np.uint8(FLAG_CLOUD))


def _kind(numbers: np.ndarray) -> np.dtype[Any]:
    """Type as which numbers are compiled."""
    return numbers.dtype if numbers.dtype in TYPES else np.dtype(np.float32)


def _plain(numbers: np.ndarray, dtype: Any) -> np.ndarray:
    """As compiled code takes them: another layout, or memory that may not be written, would be compiled anew."""
    return np.require(numbers, dtype, ("C", "W"))


def bounds(mask: np.ndarray) -> tuple[slice, slice] | None:
    """Rows and columns between which all that is True lies; None where nothing is."""
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        return None
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def chosen(days: Sequence[float], half: float) -> list[int]:
    """Places of the dates within ``half`` days of the central one, the nearest first."""
    inside = [place for place, away in enumerate(days) if abs(away) <= half]
    return sorted(inside, key=lambda place: (abs(days[place]), days[place]))


__all__ = ["FLAG_CLOUD", "FLAG_LAND", "FLAG_NODATA", "FLAG_SNOW", "FLAG_WATER", "Composite", "DateBlock", "Rows",
           "Weighting", "aot_weight", "bounds", "chosen", "cloud_weight", "date_weight", "edge_weight"]
