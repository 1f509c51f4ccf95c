"""Pixels and flags of one product on the grid where it is compared."""

from __future__ import annotations

import numpy as np

from ...engine.grid import Grid
from ...engine.regrid import nearest_indices
from ...products.flags import NODATA
from ...products.quality import quality_flags
from .pair import Side


def read(side: Side, role: str, grid: Grid) -> np.ndarray:
    """Reflectance of a role on ``grid``, float32 (rows, columns), NaN for nothing.

    As it is where the grids agree, a mean by area where ``grid`` is coarser, the pixel that holds the centre where it
    is finer; bilinear between grids of one resolution that lie apart.
    """
    source = side.grids[role]
    fine = nested(source, grid)
    if fine is not None:
        return _mean(np.asarray(side.scene.read([role], fine, "nearest")[0]), fine.shape[0] // grid.shape[0])
    return np.asarray(side.scene.read([role], grid, resampling(source, grid))[0])


def nested(source: Grid, target: Grid) -> Grid | None:
    """The pixels of ``source`` that fill those of ``target`` by 4 or by 9, exactly; None where they do not.

    Most producers' grids nest so, and plain sums over them are several times faster than means by area.
    """
    factor = round(target.dx / source.dx)
    row, column = ((source.transform[3] - target.transform[3]) / source.dy,
                   (target.transform[0] - source.transform[0]) / source.dx)
    exact = all(abs(v - round(v)) < 1e-3 for v in (row, column)) and all(
        abs(t - factor * s) < 1e-6 * t for t, s in ((target.dx, source.dx), (target.dy, source.dy)))
    rows, columns = target.shape[0] * factor, target.shape[1] * factor
    inside = -0.5 < row <= source.shape[0] - rows + 0.5 and -0.5 < column <= source.shape[1] - columns + 0.5
    return source.window(round(row), round(column), rows, columns) if factor in (2, 3) and exact and inside else None


def _parts(values: np.ndarray, factor: int) -> list[np.ndarray]:
    """Pixels by their place inside the coarser one."""
    return [values[row::factor, column::factor] for row in range(factor) for column in range(factor)]


def _mean(values: np.ndarray, factor: int) -> np.ndarray:
    """Mean of the known pixels of each group, float32, NaN where they are less than half."""
    total = np.zeros((values.shape[0] // factor, values.shape[1] // factor), np.float32)
    count = np.zeros(total.shape, np.uint8)
    for part in _parts(values, factor):
        known = np.isfinite(part)
        total += np.where(known, part, np.float32(0))
        count += known
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(2 * count >= factor * factor, total / count, np.float32(np.nan))


def resampling(source: Grid, target: Grid) -> str:
    """How pixels of ``source`` come on ``target``."""
    if target.dx > 1.001 * source.dx:
        return "average"
    if target.dx < 0.999 * source.dx:
        return "nearest"
    shift = ((target.transform[0] - source.transform[0]) / source.dx,
             (target.transform[3] - source.transform[3]) / source.dy)
    return "nearest" if all(abs(s - round(s)) < 1e-3 for s in shift) else "bilinear"


def read_flags(side: Side, grid: Grid, kinds: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Canonical flags on ``grid``, twice, uint16: raised by any of the finer pixels inside, and by half of them.

    The first keeps doubtful pixels out; the second, kept to the flags of ``kinds``, compares masks fairly.
    """
    fine = side.finest
    if grid.dx <= 1.001 * fine.dx:
        flags = quality_flags(side.product, grid)
        return flags, flags
    inner = nested(fine, grid)
    if inner is not None:
        return _grouped(quality_flags(side.product, inner), inner.shape[0] // grid.shape[0], kinds)
    part = fine.window(*fine.covering(grid.bounds))
    rows, columns = nearest_indices(grid, part)
    inside = quality_flags(side.product, part)[rows >= 0][:, columns >= 0]
    rows, columns = rows[rows >= 0], columns[columns >= 0]
    raised, half = (np.full(grid.shape, NODATA, np.uint16) for _ in range(2))
    if not inside.size:
        return raised, half
    starts = _starts(rows), _starts(columns)
    target = np.ix_(rows[starts[0]], columns[starts[1]])
    by_column = np.bitwise_or.reduceat(inside, starts[1], axis=1)
    raised[target] = np.bitwise_or.reduceat(by_column, starts[0], axis=0)
    half[target] = _half(inside, starts, kinds)
    return raised, half


def _grouped(flags: np.ndarray, factor: int, kinds: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """What ``read_flags`` gives, of pixels that nest."""
    parts = _parts(flags, factor)
    raised = np.bitwise_or.reduce(parts)
    half = np.zeros(raised.shape, np.uint16)
    for flag in kinds:
        if not (raised & np.uint16(flag)).any():
            continue
        count = np.zeros(raised.shape, np.uint8)
        for part in parts:
            count += (part & np.uint16(flag)) != 0
        half[2 * count >= factor * factor] |= np.uint16(flag)
    return raised, half


def _starts(index: np.ndarray) -> np.ndarray:
    return np.flatnonzero(np.diff(index, prepend=-1))


def _half(flags: np.ndarray, starts: tuple[np.ndarray, np.ndarray], kinds: tuple[int, ...]) -> np.ndarray:
    sizes = [np.diff(np.append(s, flags.shape[axis])) for axis, s in enumerate(starts)]
    pixels = sizes[0][:, None] * sizes[1][None, :]
    result = np.zeros(pixels.shape, np.uint16)
    for flag in kinds:
        raised = ((flags & np.uint16(flag)) != 0).astype(np.int32)
        count = np.add.reduceat(np.add.reduceat(raised, starts[1], axis=1), starts[0], axis=0)
        result[2 * count >= pixels] |= np.uint16(flag)
    return result
