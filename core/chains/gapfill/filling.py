"""One block filled: from the cube of its dates to the numbers of the calendar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from ...series.linear import LinearFilling
from ...series.whittaker import Whittaker
from ..pixels.output import Coding
from .cube import Cube
from .memory import Pool

#: Values of one date, or pixels, at once: what is worked on fits the processor's caches.
_VALUES, _SMOOTH_CHUNK = 81_920, 4096
#: Fewer clear dates say nothing of smoothness.
_FEWEST = 3
#: Distances without any clear date, and the largest told.
FAR = 65_535


@dataclass
class Filled:
    """One block. numbers: (target x band, rows, columns), all bands of the first target first, coded."""

    numbers: np.ndarray
    #: Clear dates counted, uint16 (rows, columns).
    validity: np.ndarray
    #: Days to the nearest clear date, uint16 (target, rows, columns), None where not asked for.
    distance: np.ndarray | None
    #: Pixels and targets beyond the clear dates of their pixel; pixels never clear.
    extrapolated: int
    empty: int
    beyond: list[int]


class Filler:
    """Fills blocks by one method. ``pool`` lends the numbers of its blocks, as ``CubeReader``'s does."""

    def __init__(self, days: Sequence[date], targets: Sequence[date], counted: tuple[date, date], coding: Coding,
                 lam: float | None, distance: bool, step: Callable[[], None]) -> None:
        self.days, self.targets = [day.toordinal() for day in days], [day.toordinal() for day in targets]
        self.counted = np.array([counted[0] <= day <= counted[1] for day in days])
        self.coding, self.lam, self.distance, self.step = coding, lam, distance, step
        self.pool = Pool()

    def fill(self, cube: Cube) -> Filled:
        """The block at the targets. ``lam`` None is linear filling."""
        bands, dates, rows, columns = cube.numbers.shape
        pixels, targets = rows * columns, len(self.targets)
        numbers = self.pool.lend((targets * bands, pixels), self.coding.dtype)
        found = Filled(numbers, np.empty(pixels, np.uint16),
                       np.empty((targets, pixels), np.uint16) if self.distance else None, 0, 0, cube.beyond)
        flat, clear = cube.numbers.reshape(bands, dates, pixels), cube.clear.reshape(dates, pixels)
        size = max(1024, _VALUES // bands) if self.lam is None else _SMOOTH_CHUNK
        for first in range(0, pixels, size):
            self.step()
            self._chunk(flat, clear, slice(first, min(pixels, first + size)), found)
        found.numbers = numbers.reshape(-1, rows, columns)
        found.validity = found.validity.reshape(rows, columns)
        if found.distance is not None:
            found.distance = found.distance.reshape(-1, rows, columns)
        return found

    def _chunk(self, flat: np.ndarray, clear: np.ndarray, part: slice, found: Filled) -> None:
        seen = np.ascontiguousarray(clear[:, part])
        linear = LinearFilling(seen, self.days, self.targets)
        bands = len(flat)
        smoother, few = self._smoother(seen)
        out = found.numbers.reshape(len(self.targets), bands, -1)[:, :, part]
        linear.fill(flat[:, :, part], out)
        if smoother is not None:
            for band in range(bands):
                self._smooth(smoother, flat[band, :, part], out[:, band], few, band, found)
        found.validity[part] = np.count_nonzero(seen[self.counted], axis=0)
        found.extrapolated += int(np.count_nonzero(linear.beyond()))
        if found.distance is not None:
            found.distance[:, part] = np.minimum(linear.distance(), FAR)
        if not linear.known.all():
            found.numbers[:, part][:, ~linear.known] = self.coding.nodata
            found.empty += int(np.count_nonzero(~linear.known))

    def _smoother(self, seen: np.ndarray) -> tuple[Whittaker | None, np.ndarray]:
        """The smoother of a chunk, and its pixels of too few clear dates."""
        few = np.count_nonzero(seen, axis=0) < _FEWEST
        if self.lam is None or few.all():
            return None, few
        # Any weights do where the result is not used: two dates keep the system regular.
        weights = seen | few
        return Whittaker(weights, self.days, self.targets, self.lam), few

    def _smooth(self, smoother: Whittaker, values: np.ndarray, out: np.ndarray, few: np.ndarray, band: int,
                found: Filled) -> None:
        """Puts the smooth curve in ``out``; pixels of few dates keep what is there."""
        curve = smoother.smooth(values)
        if self.coding.whole:
            limits = np.iinfo(self.coding.dtype)
            np.rint(curve, out=curve)
            beyond = (curve <= limits.min) | (curve > limits.max)
            found.beyond[band] += int(np.count_nonzero(beyond & ~few))
            np.clip(curve, limits.min + 1, limits.max, out=curve)
        np.copyto(out, curve, casting="unsafe", where=~few)
