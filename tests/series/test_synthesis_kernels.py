"""Compiled sums beside those of numpy: the same to the last digit, whatever hides pixels; numpy where numba fails."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from bocage.core.engine.grid import Grid
from bocage.core.engine.resample import Smooth, widen
from bocage.core.series import synthesis, synthesis_kernels
from bocage.core.series.synthesis import FLAG_CLOUD, FLAG_LAND, FLAG_NODATA, FLAG_SNOW, FLAG_WATER, Composite, DateBlock

compiled = pytest.mark.skipif(synthesis_kernels.numba() is None, reason="numba is not installed")
BLOCK = Grid("EPSG:32630", (600000.0, 10.0, 0.0, 4800000.0, 0.0, -10.0), (90, 130))
CELLS = BLOCK.cells(240.0)
ALL = (FLAG_NODATA, FLAG_CLOUD, FLAG_SNOW, FLAG_WATER, FLAG_LAND)


def field(rng: np.random.Generator, low: float, high: float) -> Smooth:
    return Smooth(rng.uniform(low, high, CELLS.shape).astype(np.float32), CELLS, BLOCK)


def date(rng: np.random.Generator, flags: tuple[int, ...], dtype: str, bands: int = 3) -> DateBlock:
    """Any flag anywhere, or rows of one; numbers over the whole range of their type, hidden or not; a part at times."""
    corner = (int(rng.integers(0, 40)), int(rng.integers(0, 60))) if rng.random() < 0.5 else (0, 0)
    state = np.full(BLOCK.shape, FLAG_CLOUD, np.uint8)
    state[corner[0]:, corner[1]:] = rng.choice(flags, BLOCK.shape)[corner[0]:, corner[1]:]
    state[60:70] = FLAG_NODATA
    shape = (BLOCK.shape[0] - corner[0], BLOCK.shape[1] - corner[1])
    limits = (-32768, 32767) if dtype == "int16" else (0, 65535)
    numbers = [rng.integers(*limits, shape).astype(dtype) for _ in range(bands)]
    return DateBlock(numbers, state, field(rng, -0.1, 1.0), float(rng.integers(-20, 20)),
                     [field(rng, 0.5, 2.0) if rng.random() < 0.7 else None for _ in range(bands)], corner)


def both(dates: list[DateBlock]) -> list[Composite]:
    pair = [Composite(3, BLOCK.shape), Composite(3, BLOCK.shape, synthesis_kernels.kernels())]
    for one in pair:
        for first in range(0, len(dates), 2):
            one.add(dates[first:first + 2])
    return pair


def same(one: Composite, other: Composite) -> bool:
    pairs = [(one.reflectance(), other.reflectance()), (one.days(), other.days()), (one.weight(), other.weight()),
             (one.flags(), other.flags()), *zip(one.whole_numbers(-10000, 100.0), other.whole_numbers(-10000, 100.0))]
    return all(a.dtype == b.dtype and np.array_equal(a, b, equal_nan=a.dtype.kind == "f") for a, b in pairs)


@compiled
@pytest.mark.parametrize("flags", [ALL, (FLAG_LAND,), (FLAG_SNOW, FLAG_WATER), (FLAG_LAND, FLAG_CLOUD),
                                   (FLAG_CLOUD, FLAG_NODATA)])
def test_both_say_the_same_to_the_last_digit(flags, monkeypatch):
    # Chunks of seven rows: some begin inside a part, the last is short.
    monkeypatch.setattr(synthesis, "_CHUNK", 7 * BLOCK.shape[1])
    rng = np.random.default_rng(len(flags))
    for dtype in ("int16", "uint16", "float32", "int32"):
        numpy_alone, by_numba = both([date(rng, flags, dtype) for _ in range(5)])
        assert same(numpy_alone, by_numba)
        assert (numpy_alone.weight() > 0).any() == (max(flags) >= FLAG_SNOW)


@compiled
def test_snow_then_land_then_water_begin_again_as_numpy_does():
    rng = np.random.default_rng(3)
    dates = [date(rng, (flag,), "int16") for flag in (FLAG_SNOW, FLAG_LAND, FLAG_WATER, FLAG_SNOW)]
    numpy_alone, by_numba = both(dates)
    assert same(numpy_alone, by_numba) and {FLAG_LAND, FLAG_WATER} & set(np.unique(by_numba.flags()).tolist())


@compiled
def test_dates_that_cannot_be_compiled_go_by_numpy_in_between():
    class Plain:
        def fill(self, first, last, out, columns):
            out[:] = 0.25
            return out

    rng = np.random.default_rng(4)
    dates = [date(rng, ALL, "int16") for _ in range(5)]
    dates[2] = DateBlock(dates[2].numbers, dates[2].state, Plain(), 3.0, dates[2].factors, dates[2].corner)
    assert same(*both(dates))


@compiled
def test_what_is_changed_is_seen():
    """The comparison can fail: one number of one visible pixel off by one."""
    rng = np.random.default_rng(5)
    first = date(rng, (FLAG_LAND,), "int16")
    row, column = np.argwhere(first.state == FLAG_LAND)[0]
    changed = [one.copy() for one in first.numbers]
    changed[1][row - first.corner[0], column - first.corner[1]] ^= 1
    other = DateBlock(changed, first.state, first.weight, first.days, first.factors, first.corner)
    assert not same(both([first])[0], both([other])[1])


@compiled
def test_widening_is_that_of_numpy():
    rng = np.random.default_rng(6)
    found = synthesis_kernels.kernels()
    for columns in (1, 2, 9):
        coarse = rng.random((4, columns)).astype(np.float32)
        index = np.sort(rng.integers(0, max(1, columns - 1), 50)).astype(np.int32)
        weight = rng.random(50).astype(np.float32) if columns > 1 else np.zeros(50, np.float32)
        assert (found.widened(coarse, index, weight) == widen(coarse, index, weight)).all()


@compiled
def test_threads_share_the_code():
    dates = [date(np.random.default_rng(seed), ALL, "int16") for seed in range(6)]
    expected, found = both(dates)[0], [None] * 4
    threads = [threading.Thread(target=lambda k=k: found.__setitem__(k, both(dates)[1])) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(same(expected, one) for one in found)


@compiled
def test_a_type_that_cannot_be_compiled_goes_by_numpy(monkeypatch):
    asked = []

    def refused(_add, dtype):
        asked.append(dtype)
        raise TypeError("numba has no such type")

    monkeypatch.setattr(synthesis_kernels, "_try_add", refused)
    found = synthesis_kernels.kernels()
    found.kinds.pop(np.dtype(np.uint16), None)
    rng = np.random.default_rng(7)
    dates = [date(rng, ALL, dtype) for dtype in ("int16", "uint16", "int16", "uint16")]
    assert same(*both(dates)) and asked == [np.dtype(np.uint16)]
    # What failed once is not tried again.
    assert not found.adds(np.dtype(np.uint16)) and len(asked) == 1
    del found.kinds[np.dtype(np.uint16)]


@compiled
def test_a_type_is_compiled_by_one_thread(monkeypatch):
    found, inside, most = synthesis_kernels.kernels(), [], []
    found.kinds.pop(np.dtype(np.float32), None)
    compiling = synthesis_kernels._try_add

    def watched(add, dtype):
        inside.append(dtype)
        most.append(len(inside))
        compiling(add, dtype)
        inside.pop()

    monkeypatch.setattr(synthesis_kernels, "_try_add", watched)
    threads = [threading.Thread(target=found.adds, args=(np.dtype(np.float32),)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] and found.kinds[np.dtype(np.float32)]


@compiled
def test_numbers_that_may_not_be_written_or_lie_otherwise_are_compiled_no_second_time():
    rng = np.random.default_rng(9)
    dates = [date(rng, ALL, "int16") for _ in range(2)]
    both(dates)
    found = synthesis_kernels.kernels()
    before = [len(code.signatures) for code in (found.weigh, found.add)]
    for number, one in enumerate(dates):
        numbers = [np.asfortranarray(each) for each in one.numbers]
        state = np.asfortranarray(one.state)
        for each in (*numbers, state):
            each.flags.writeable = False
        dates[number] = DateBlock(numbers, state, one.weight, one.days, one.factors, one.corner)
    assert same(*both(dates))
    assert [len(code.signatures) for code in (found.weigh, found.add)] == before


@pytest.mark.parametrize("module", [None, object()])
def test_without_a_numba_that_works_numpy_does_the_work(module, monkeypatch):
    monkeypatch.setattr(synthesis_kernels, "numba", lambda: module)
    monkeypatch.setattr(synthesis_kernels, "_compiled", [])
    assert synthesis_kernels.kernels() is None
    composite = Composite(1, BLOCK.shape, synthesis_kernels.kernels())
    ones = np.ones(BLOCK.shape, np.int16)
    composite.add([DateBlock([ones], ones.astype(np.uint8) * FLAG_LAND, Smooth(np.ones(CELLS.shape), CELLS, BLOCK), 0.0,
                             [None])])
    assert (composite.reflectance() == 1).all()
