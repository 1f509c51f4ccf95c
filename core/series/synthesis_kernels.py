"""Sums of a synthesis by code that numba compiles in memory: a date's bands in one pass over their pixels each.

The same single-precision operations in the same order as ``synthesis.Composite`` makes by numpy: the same numbers to
the last digit. numba is looked for when a long synthesis starts, and never needed. Compiled code is kept for the life
of the process and written nowhere.
"""

from __future__ import annotations

import importlib
import logging
import threading
from dataclasses import dataclass
from typing import Any

import numpy as np

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

    def widened(self, coarse: np.ndarray, index: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """``engine.resample.widen`` of a field (rows, columns)."""
        result = np.empty((coarse.shape[0], len(index)), np.float32)
        self.widen(np.ascontiguousarray(coarse, np.float32), index, weight, result)
        return result


def numba() -> Any:
    """The module, None where it is absent or cannot be loaded beside this numpy."""
    try:
        return importlib.import_module("numba")
    except Exception:
        # Of another numpy, or of another processor: whatever it raises, numpy alone does the work.
        LOG.info("numba cannot be loaded", exc_info=True)
        return None


def kernels() -> Kernels | None:
    """Compiled when first asked, a second or two; None without numba, or where it fails."""
    with _lock:
        if not _compiled:
            _compiled.append(_compile())
        return _compiled[0]


def _compile() -> Kernels | None:
    """Compiled now for what nearly all products hold, int16; other types when they come."""
    module = numba()
    if module is None:
        return None
    try:
        compiler = module.njit(nogil=True, boundscheck=False, error_model="numpy", cache=False)
        found = Kernels(compiler(_weigh), compiler(_add), compiler(_widen))
        sums, field = np.zeros((1, 1), np.float32), (np.zeros((1, 1), np.float32),) * 2
        cells, weights, ends = np.zeros(1, np.int32), np.zeros(1, np.float32), np.zeros((2, 1), np.int64)
        states = np.zeros((1, 1), np.uint8)
        found.weigh(states, 0, 1, *field, cells, weights, np.float32(0), np.float32(0), sums[None], sums.copy(),
                    sums.copy(), sums.copy(), states.copy(), states.copy(), sums.copy(), ends)
        found.add(np.zeros((1, 1), np.int16), 0, 0, 0, 0, *field, cells, weights, sums.copy(), ends, sums.copy())
        found.widened(sums, cells, weights)
    except Exception:
        LOG.warning("numba cannot compile the sums of a synthesis", exc_info=True)
        return None
    return found


def _weigh(state: np.ndarray, first: int, last: int, steps: np.ndarray, wide: np.ndarray, cells: np.ndarray,
           shares: np.ndarray, least: np.float32, away: np.float32, values: np.ndarray, total: np.ndarray,
           days: np.ndarray, water: np.ndarray, land: np.ndarray, cloud: np.ndarray, weight: np.ndarray,
           ends: np.ndarray) -> None:
    """Rows ``first`` to ``last`` of one date: all sums but those of bands, which begin again where land is first seen.

    state: FLG of the date, uint8 (rows, columns), as are ``land`` and ``cloud``; steps, wide (cells, columns), cells,
    shares (rows): ``Smooth.nodes`` of the weight; values (bands, rows, columns), total, days, water: sums, float32.
    Into ``weight`` (last - first, columns) goes what each pixel weighs, and into ``ends`` the columns between which
    some weigh anything.
    """
    columns = state.shape[1]
    for row in range(first, last):
        seen, place = state[row], row - first
        begin, end = 0, columns
        while begin < end and seen[begin] < 2:
            begin += 1
        while end > begin and seen[end - 1] < 2:
            end -= 1
        ends[0, place], ends[1, place] = begin, end
        shade = cloud[row]
        for column in range(columns):
            shade[column] |= np.uint8(seen[column] == 1)
        if begin == end:
            continue
        now, ground, sums = seen[begin:end], land[row, begin:end], total[row, begin:end]
        date, wet, out = days[row, begin:end], water[row, begin:end], weight[place, begin:end]
        slope, base, share = steps[cells[row], begin:end], wide[cells[row], begin:end], shares[row]
        fresh = np.int32(0)
        for column in range(end - begin):
            fresh |= np.int32(now[column] == 4) & np.int32(ground[column] == 0) & np.int32(sums[column] > 0)
        if fresh:
            for column in range(end - begin):
                if now[column] == 4 and ground[column] == 0 and sums[column] > 0:
                    sums[column] = date[column] = wet[column] = 0
                    for band in range(values.shape[0]):
                        values[band, row, begin + column] = 0
        for column in range(end - begin):
            flag, known = now[column], ground[column]
            used = (flag == 4) | ((flag >= 2) & (known == 0))
            one = max(slope[column] * share + base[column], least) * np.float32(used)
            out[column] = one
            sums[column] += one
            date[column] += one * away
            wet[column] += one * (np.float32(flag == 3) - np.float32(flag == 2))
            ground[column] = known | np.uint8(flag == 4)


def _add(numbers: np.ndarray, first: int, last: int, above: int, left: int, steps: np.ndarray, wide: np.ndarray,
         cells: np.ndarray, shares: np.ndarray, weight: np.ndarray, ends: np.ndarray, total: np.ndarray) -> None:
    """One band of one date, rows ``first`` to ``last``: numbers times ``Smooth.nodes``, times their weight.

    numbers: from row ``above`` and column ``left`` of the block on; ends (2, rows) and weight: of ``_weigh``.
    """
    for row in range(first, last):
        place = row - first
        begin, end = ends[0, place], ends[1, place]
        if begin == end:
            continue
        stored, each = numbers[row - above, begin - left:end - left], weight[place, begin:end]
        sums = total[row, begin:end]
        slope, base, share = steps[cells[row], begin:end], wide[cells[row], begin:end], shares[row]
        for column in range(end - begin):
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
