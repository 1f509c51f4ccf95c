"""Between a coarse grid of cells and full-resolution pixels, in blocks of bounded size."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache

import numpy as np

from .grid import Grid


def positions(fine: np.ndarray, coarse: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Index of the lower node and weight of the upper one for linear interpolation.

    fine, coarse: monotonic coordinates (increasing or decreasing alike). Beyond the outer nodes
    the nearest is kept. Returns ``(index int32, weight float32)``, both (len(fine),).
    """
    if len(coarse) == 1:
        return np.zeros(len(fine), np.int32), np.zeros(len(fine), np.float32)
    sign = 1.0 if coarse[-1] > coarse[0] else -1.0
    nodes = sign * np.asarray(coarse, dtype=float)
    query = np.clip(sign * np.asarray(fine, dtype=float), nodes[0], nodes[-1])
    index = np.clip(np.searchsorted(nodes, query, side="right") - 1, 0, len(nodes) - 2)
    weight = (query - nodes[index]) / (nodes[index + 1] - nodes[index])
    return index.astype(np.int32), weight.astype(np.float32)


def widen(coarse: np.ndarray, index: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Linear interpolation of the last axis: (..., n) to (..., len(index)), float32."""
    if coarse.shape[-1] == 1:
        return np.repeat(np.asarray(coarse, np.float32), len(index), axis=-1)
    # take, since an index in brackets would leave columns first in memory, and slow whoever goes on by rows.
    low = np.take(coarse, index, axis=-1)
    return np.asarray(low + weight * (np.take(coarse, index + 1, axis=-1) - low), dtype=np.float32)


def bilinear(coarse: np.ndarray, source: Grid, target: Grid) -> np.ndarray:
    """(rows, columns) on ``source`` cells, interpolated at the pixel centres of ``target``, float32."""
    rows, row_weight = positions(target.y(), source.y())
    columns, column_weight = positions(target.x(), source.x())
    if np.shape(coarse)[0] == 1:
        return np.repeat(widen(np.asarray(coarse, np.float32), columns, column_weight), len(rows), axis=0)
    first, last = int(rows[0]), int(rows[-1]) + 2
    wide = widen(np.asarray(coarse[first:last], np.float32), columns, column_weight)
    steps = np.diff(wide, axis=0)
    result = np.empty((len(rows), len(columns)), np.float32)
    for number, (row, weight) in enumerate(zip(rows - first, row_weight)):
        np.multiply(steps[row], weight, out=result[number])
        result[number] += wide[row]
    return result


#: Steps from each cell to the one below and cells (cells, columns), the cell of each row and its share of the step.
Nodes = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]

Widen = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]


@lru_cache(maxsize=16)
def _lattice(source: Grid, target: Grid) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """``positions`` of rows, then of columns: the same for every band and date of a block."""
    return (*positions(target.y(), source.y()), *positions(target.x(), source.x()))


class Smooth:
    """What ``bilinear`` gives, some rows at a time: the same numbers, without the whole of them in memory.

    widened: ``widen``, or what does the same faster.
    """

    def __init__(self, coarse: np.ndarray, source: Grid, target: Grid, widened: Widen = widen) -> None:
        rows, self._weights, columns, weights = _lattice(source, target)
        first, last = int(rows[0]), int(rows[-1]) + 2
        self._wide = widened(np.asarray(coarse[first:last], np.float32), columns, weights)
        self._steps = np.diff(self._wide, axis=0) if len(self._wide) > 1 else np.zeros_like(self._wide)
        self._rows = rows - first
        #: First row of each run of rows between the same two cells, and that cell.
        self._starts = [0, *(np.flatnonzero(np.diff(rows)) + 1).tolist(), len(rows)]
        self._cells = self._rows[self._starts[:-1]].tolist()

    def nodes(self) -> Nodes:
        """What ``fill`` computes from: ``steps[cells[row]] * shares[row] + wide[cells[row]]``, in float32."""
        return self._steps, self._wide, self._rows, self._weights

    def fill(self, first: int, last: int, out: np.ndarray, columns: slice = slice(None)) -> np.ndarray:
        """Rows ``first`` to ``last`` and some columns of the target into ``out``, float32, which is returned."""
        begin = bisect_right(self._starts, first) - 1
        for start, stop, cell in zip(self._starts[begin:], self._starts[begin + 1:], self._cells[begin:]):
            if start >= last:
                break
            low, high = max(first, start), min(last, stop)
            part = out[low - first:high - first]
            np.multiply(self._steps[cell, columns], self._weights[low:high, None], out=part)
            part += self._wide[cell, columns]
        return out


class CellMean:
    """Mean of full-resolution pixels by coarse cell, fed strip after strip.

    Pixels belong to the cell that holds their centre. Where pixels are larger than cells, use
    ``bilinear`` or ``nearest`` instead.
    """

    def __init__(self, cells: Grid) -> None:
        self.cells = cells
        self.total = np.zeros(cells.shape, np.float64)
        self.count = np.zeros(cells.shape, np.int32)

    def add(self, pixels: np.ndarray, grid: Grid, valid: np.ndarray | None = None) -> None:
        """Add (rows, columns) pixels lying on ``grid``; ``valid`` None means all of them."""
        rows, row_starts = _groups(grid.y(), self.cells.transform[3], -self.cells.dy, self.cells.shape[0])
        columns, column_starts = _groups(grid.x(), self.cells.transform[0], self.cells.dx, self.cells.shape[1])
        inside_rows, inside_columns = _inside(rows), _inside(columns)
        part = pixels[inside_rows, inside_columns]
        if part.size == 0:
            return
        weights = None if valid is None else valid[inside_rows, inside_columns]
        values = part if weights is None else np.where(weights, part, 0)
        target = np.ix_(rows[inside_rows][row_starts], columns[inside_columns][column_starts])
        self.total[target] += _sums(values, row_starts, column_starts, np.float32)
        if weights is None:
            sizes = (np.diff(np.append(row_starts, part.shape[0]))[:, None]
                     * np.diff(np.append(column_starts, part.shape[1]))[None, :])
            self.count[target] += sizes.astype(np.int32)
        else:
            self.count[target] += _sums(weights, row_starts, column_starts, np.int32)

    def mean(self) -> np.ndarray:
        """Mean by cell, float64, NaN where no pixel was valid."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self.count > 0, self.total / self.count, np.nan)


def _sums(values: np.ndarray, row_starts: np.ndarray, column_starts: np.ndarray, dtype: type) -> np.ndarray:
    """Sums by cell: rows are added to one another, which is fast, before the few that are left are cut in columns."""
    by_row: np.ndarray = np.empty((len(row_starts), values.shape[1]), dtype)
    for number, (first, last) in enumerate(zip(row_starts, [*row_starts[1:], values.shape[0]])):
        by_row[number] = values[first]
        for row in range(first + 1, last):
            by_row[number] += values[row]
    return np.asarray(np.add.reduceat(by_row, column_starts, axis=1))


def _groups(centres: np.ndarray, origin: float, step: float, count: int) -> tuple[np.ndarray, np.ndarray]:
    cell = np.floor((centres - origin) / step).astype(int)
    cell[(cell < 0) | (cell >= count)] = -1
    inside = cell[cell >= 0]
    starts = np.flatnonzero(np.diff(inside, prepend=-1)) if inside.size else np.zeros(0, int)
    return cell, starts


def _inside(cell: np.ndarray) -> slice:
    found = np.flatnonzero(cell >= 0)
    return slice(0, 0) if found.size == 0 else slice(int(found[0]), int(found[-1]) + 1)


def fill_gaps(values: np.ndarray, radii: tuple[int, ...] = (2, 4, 8, 16, 32, 64)) -> np.ndarray:
    """Fill NaN with the mean of valid cells in a window that grows until it finds some; float32.

    Where nothing is valid at all, the result is all NaN.
    """
    result = np.array(values, dtype=np.float32, copy=True)
    valid = np.isfinite(result)
    rows, columns = np.nonzero(~valid)
    if not valid.any() or not rows.size:
        return result
    sums, counts = _corner_sums(np.where(valid, values, 0.0)), _corner_sums(valid)
    for radius in radii:
        total, count = (_around(corner, rows, columns, radius) for corner in (sums, counts))
        found = count > 0.5
        result[rows[found], columns[found]] = total[found] / count[found]
        rows, columns = rows[~found], columns[~found]
        if not rows.size:
            return result
    result[rows, columns] = np.float32(np.nanmean(values))
    return result


def _corner_sums(values: np.ndarray) -> np.ndarray:
    """Sum of all that lies above and left of each corner, float64 (rows + 1, columns + 1)."""
    result = np.zeros((values.shape[0] + 1, values.shape[1] + 1))
    np.cumsum(np.cumsum(values, axis=0, dtype=np.float64), axis=1, out=result[1:, 1:])
    return result


def _around(corners: np.ndarray, rows: np.ndarray, columns: np.ndarray, radius: int) -> np.ndarray:
    """Sums over the squares around some cells, (n,)."""
    top, left = np.maximum(rows - radius, 0), np.maximum(columns - radius, 0)
    bottom = np.minimum(rows + radius + 1, corners.shape[0] - 1)
    right = np.minimum(columns + radius + 1, corners.shape[1] - 1)
    return np.asarray(corners[bottom, right] - corners[top, right] - corners[bottom, left] + corners[top, left])


def box_mean(values: np.ndarray, radius: int) -> tuple[np.ndarray, np.ndarray]:
    """Mean of the valid values in a (2 radius + 1) square around each cell, and how many there are."""
    valid = np.isfinite(values)
    if not values.size:
        return np.zeros(values.shape), np.zeros(values.shape, np.int32)
    if valid.all():
        counts = [_sides(size, radius) for size in values.shape]
        count = counts[0][:, None] * counts[1][None, :]
        return _box_sum(values, radius) / count, count
    total = _box_sum(np.where(valid, values, 0.0), radius)
    count = _box_sum(valid, radius)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(count > 0.5, total / count, np.nan), np.rint(count).astype(np.int32)


def _sides(size: int, radius: int) -> np.ndarray:
    """Cells within ``radius`` of each along one side, int32."""
    at = np.arange(size)
    return np.asarray(np.minimum(at + radius + 1, size) - np.maximum(at - radius, 0), np.int32)


def _box_sum(values: np.ndarray, radius: int) -> np.ndarray:
    """Sums by differences of running sums, float64, along rows then along columns."""
    rows, columns = values.shape
    running = np.zeros((rows + 1, columns))
    for row in range(rows):
        np.add(running[row], values[row], out=running[row + 1])
    at = np.arange(rows)
    low, high = np.maximum(at - radius, 0), np.minimum(at + radius + 1, rows)
    across = np.empty((rows, columns + 2 * radius + 1))
    across[:, :radius + 1] = 0.0
    inner = across[:, radius + 1:radius + 1 + columns]
    for row in range(rows):
        np.subtract(running[high[row]], running[low[row]], out=inner[row])
    np.cumsum(inner, axis=1, out=inner)
    across[:, radius + 1 + columns:] = inner[:, -1:]
    return across[:, 2 * radius + 1:] - across[:, :columns]
