"""Sums of a synthesis by code that numba compiles in memory: a date's bands in one pass over their pixels each.

The same single-precision operations in the same order as ``synthesis.Composite`` makes by numpy: the same numbers to
the last digit. numba is looked for when a long synthesis starts, and never needed. Compiled code is kept for the life
of the process and written nowhere.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..engine.compiler import numba

LOG = logging.getLogger("bocage")
#: Types of numbers that are worth code of their own; others are copied to the last.
TYPES = (np.dtype(np.int16), np.dtype(np.uint16), np.dtype(np.float32))

_lock = threading.Lock()
_compiled: list[Kernels | None] = []


@dataclass(frozen=True)
class Kernels:
    """Compiled: none holds Python's lock, none keeps anything between calls."""

    #: ``_weigh``, ``_add`` and ``_widen`` below.
    weigh: Any
    add: Any
    widen: Any
    #: Types of numbers that were asked for, and whether they could be compiled.
    kinds: dict[np.dtype[Any], bool] = field(default_factory=dict)

    def widened(self, coarse: np.ndarray, index: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """``engine.resample.widen`` of a field (rows, columns)."""
        result = np.empty((coarse.shape[0], len(index)), np.float32)
        self.widen(np.ascontiguousarray(coarse, np.float32), index, weight, result)
        return result

    def adds(self, dtype: np.dtype[Any]) -> bool:
        """True where ``add`` takes numbers of that type of ``TYPES``: compiled when first asked, by one thread."""
        with _lock:
            if dtype not in self.kinds:
                try:
                    _try_add(self.add, dtype)
                    self.kinds[dtype] = True
                except Exception:
                    LOG.warning("numba cannot compile the sums of %s", dtype, exc_info=True)
                    self.kinds[dtype] = False
            return self.kinds[dtype]


def kernels() -> Kernels | None:
    """Compiled when first asked, a second or two; None without numba, or where it fails."""
    with _lock:
        if not _compiled:
            _compiled.append(_compile())
        return _compiled[0]


def _compile() -> Kernels | None:
    """Compiled now for what nearly all products hold, int16."""
    module = numba()
    if module is None:
        return None
    try:
        compiler = module.njit(nogil=True, boundscheck=False, error_model="numpy", cache=False)
        found = Kernels(compiler(_weigh), compiler(_add), compiler(_widen))
        sums, one, cells = _smallest()
        state = np.zeros((1, 1), np.uint8)
        found.weigh(state, 0, 1, sums, sums, cells, one, np.float32(0), np.float32(0), sums.copy(), sums.copy(),
                    sums.copy(), state.copy(), state.copy(), sums.copy(), state.copy())
        _try_add(found.add, np.dtype(np.int16))
        found.kinds[np.dtype(np.int16)] = True
        found.widened(sums, cells, one)
    except Exception:
        LOG.warning("numba cannot compile the sums of a synthesis", exc_info=True)
        return None
    return found


def _smallest() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Arrays of one number: sums, shares and cells."""
    return np.zeros((1, 1), np.float32), np.zeros(1, np.float32), np.zeros(1, np.int32)


def _try_add(add: Any, dtype: np.dtype[Any]) -> None:
    """Compiles it for numbers of a type."""
    sums, one, cells = _smallest()
    add(np.zeros((1, 1), dtype), 0, 0, 0, 0, sums, sums, cells, one, sums.copy(), sums.copy())


def _weigh(state: np.ndarray, first: int, last: int, steps: np.ndarray, wide: np.ndarray, cells: np.ndarray,
           shares: np.ndarray, least: np.float32, away: np.float32, total: np.ndarray, days: np.ndarray,
           water: np.ndarray, land: np.ndarray, cloud: np.ndarray, weight: np.ndarray, fresh: np.ndarray) -> np.uint8:
    """Rows ``first`` to ``last`` of one date: all sums but those of bands.

    state: FLG of the date, uint8 (rows, columns), as are ``land`` and ``cloud``; steps, wide (cells, columns), cells,
    shares (rows): ``Smooth.nodes`` of the weight; total, days, water: sums, float32 (rows, columns). Into ``weight``
    (last - first, columns) goes what each pixel weighs. Sums begin again where land is first seen: ``fresh`` is 1
    there, and 1 is returned if it is anywhere.

    One loop without slices: numba takes twice as long to compile anything else.
    """
    again = np.uint8(0)
    for row in range(first, last):
        place = row - first
        cell, share = cells[row], shares[row]
        for column in range(state.shape[1]):
            flag, known = state[row, column], land[row, column]
            cloud[row, column] |= np.uint8(flag == 1)
            used = (flag == 4) | ((flag >= 2) & (known == 0))
            one = max(steps[cell, column] * share + wide[cell, column], least) * np.float32(used)
            new = np.uint8(flag == 4) & np.uint8(known == 0) & np.uint8(total[row, column] > 0)
            kept = np.float32(1) - np.float32(new)
            weight[place, column] = one
            fresh[place, column] = new
            again |= new
            total[row, column] = total[row, column] * kept + one
            days[row, column] = days[row, column] * kept + one * away
            water[row, column] = water[row, column] * kept + one * (np.float32(flag == 3) - np.float32(flag == 2))
            land[row, column] = known | np.uint8(flag == 4)
    return again


def _add(numbers: np.ndarray, first: int, last: int, above: int, left: int, steps: np.ndarray, wide: np.ndarray,
         cells: np.ndarray, shares: np.ndarray, weight: np.ndarray, total: np.ndarray) -> None:
    """One band of one date, rows ``first`` to ``last``: numbers times ``Smooth.nodes``, times their weight.

    numbers: from row ``above`` and column ``left`` of the block on; ``weight``: of ``_weigh``.
    """
    right = left + numbers.shape[1]
    for row in range(max(first, above), min(last, above + numbers.shape[0])):
        stored, each, sums = numbers[row - above], weight[row - first, left:right], total[row, left:right]
        slope, base, share = steps[cells[row], left:right], wide[cells[row], left:right], shares[row]
        for column in range(right - left):
            sums[column] += np.float32(stored[column]) * (slope[column] * share + base[column]) * each[column]


def _widen(coarse: np.ndarray, index: np.ndarray, weight: np.ndarray, out: np.ndarray) -> None:
    """Linear interpolation of each row at ``index`` plus ``weight``; of a single column, that one."""
    last = coarse.shape[1] - 1
    for row in range(coarse.shape[0]):
        for column in range(index.shape[0]):
            low = coarse[row, index[column]]
            high = coarse[row, min(index[column] + 1, last)]
            out[row, column] = low + weight[column] * (high - low)


__all__ = ["TYPES", "Kernels", "kernels", "numba"]
