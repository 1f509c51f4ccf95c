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
    return np.asarray(side.scene.read([role], grid, resampling(side.grids[role], grid))[0])


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
