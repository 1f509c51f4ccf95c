"""Classes of a raster on another grid, in any CRS: each pixel takes the source's pixel that holds its centre."""

from __future__ import annotations

import numpy as np

from .class_raster import read_classes
from .grid import Grid
from .raster import Raster, same_crs, transform_points
from .regrid import nearest_indices

#: Places are computed at nodes so many pixels apart, and between them by straight lines: as long as those are within
#: this part of a source pixel.
_STEP, _WITHIN = 64, 0.02
#: Pixels of the source read at once; columns of the target whose places are computed at once.
_MOST_PIXELS, _COLUMNS = 1 << 24, 2048


def classes_on(raster: Raster, path: str, target: Grid) -> tuple[np.ndarray, np.ndarray]:
    """Whole numbers (rows, columns) on ``target`` and where there is a class: not outside, not without data.

    Memory is bounded however fine the source is. Raises BocageError (``read_classes``).
    """
    if not same_crs(raster.grid.crs, target.crs):
        return _halves(raster, path, target, None) if target.shape[1] <= _COLUMNS else _beside(raster, path, target)
    return _halves(raster, path, target, nearest_indices(raster.grid, target))


def _beside(raster: Raster, path: str, target: Grid) -> tuple[np.ndarray, np.ndarray]:
    rows, columns = target.shape
    parts = [classes_on(raster, path, target.window(0, start, rows, min(_COLUMNS, columns - start)))
             for start in range(0, columns, _COLUMNS)]
    return _joined(parts, 1)


def _joined(parts: list[tuple[np.ndarray, np.ndarray]], axis: int) -> tuple[np.ndarray, np.ndarray]:
    return np.concatenate([part[0] for part in parts], axis), np.concatenate([part[1] for part in parts], axis)


def _halves(raster: Raster, path: str, target: Grid,
            places: tuple[np.ndarray, np.ndarray] | None) -> tuple[np.ndarray, np.ndarray]:
    """The target whole, or by halves where too much of the source lies under it."""
    rows, columns = places if places is not None else moved_indices(raster.grid, target)
    window = _window(rows, columns)
    if window is None:
        return np.zeros(target.shape, np.uint8), np.zeros(target.shape, bool)
    if window[2] * window[3] > _MOST_PIXELS and max(target.shape) > 1:
        axis = 0 if target.shape[0] >= target.shape[1] else 1
        half = target.shape[axis] // 2
        first, second = ((target.window(0, 0, half, target.shape[1]),
                          target.window(half, 0, target.shape[0] - half, target.shape[1])) if axis == 0 else
                         (target.window(0, 0, target.shape[0], half),
                          target.window(0, half, target.shape[0], target.shape[1] - half)))
        return _joined([classes_on(raster, path, first), classes_on(raster, path, second)], axis)
    pixels, known = read_classes(raster, path, window)
    return _picked(pixels, known, rows - window[0], columns - window[1], rows, columns)


def _picked(pixels: np.ndarray, known: np.ndarray, row: np.ndarray, column: np.ndarray, rows: np.ndarray,
            columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pixels at places of a window; rows and columns below 0 are outside of the source."""
    if rows.ndim == 1:
        if _straight(rows, pixels.shape[0]) and _straight(columns, pixels.shape[1]):
            return pixels, known
        row, column = np.maximum(row, 0)[:, None], np.maximum(column, 0)[None, :]
        inside = (rows >= 0)[:, None] & (columns >= 0)[None, :]
    else:
        row, column = np.maximum(row, 0), np.maximum(column, 0)
        inside = (rows >= 0) & (columns >= 0)
    return pixels[row, column], known[row, column] & inside


def _straight(places: np.ndarray, length: int) -> bool:
    """True where places are a window's own pixels, one each."""
    return bool(len(places) == length and places[0] >= 0 and places[-1] - places[0] == length - 1)


def _window(rows: np.ndarray, columns: np.ndarray) -> tuple[int, int, int, int] | None:
    """The source's window under places, None where none lies inside."""
    inside = (rows >= 0) & (columns >= 0) if rows.ndim == 2 else None
    row = rows[inside] if inside is not None else rows[rows >= 0]
    column = columns[inside] if inside is not None else columns[columns >= 0]
    if row.size == 0 or column.size == 0:
        return None
    low, left = int(row.min()), int(column.min())
    return low, left, int(row.max()) - low + 1, int(column.max()) - left + 1


def moved_indices(source: Grid, target: Grid) -> tuple[np.ndarray, np.ndarray]:
    """Row and column of ``source`` at each pixel's centre of ``target``, int64 (rows, columns); -1 outside."""
    step = _STEP
    while True:
        row, column, error = _places(source, target, step)
        if error <= _WITHIN or step == 1:
            break
        step //= 2
    with np.errstate(invalid="ignore"):
        inside = (row >= 0) & (row < source.shape[0]) & (column >= 0) & (column < source.shape[1])
    return (np.where(inside, row, -1.0).astype(np.int64), np.where(inside, column, -1.0).astype(np.int64))


def _places(source: Grid, target: Grid, step: int) -> tuple[np.ndarray, np.ndarray, float]:
    """Row and column as real numbers, from nodes ``step`` apart, and the worst error halfway between nodes."""
    down, right = (_nodes(count, step) for count in target.shape)
    nodes = _at(source, target, down, right)
    result = [_between(values, down, right, target.shape) for values in nodes]
    middle_down, middle_right = (down[:-1] + down[1:]) / 2, (right[:-1] + right[1:]) / 2
    if step == 1 or middle_down.size == 0 or middle_right.size == 0:
        return result[0], result[1], 0.0
    error = 0.0
    for values, true in zip(nodes, _at(source, target, middle_down, middle_right)):
        mean = (values[:-1, :-1] + values[1:, :-1] + values[:-1, 1:] + values[1:, 1:]) / 4
        apart = np.abs(mean - true)[np.isfinite(true)]
        # A node without a place beside one with a place: no straight line there.
        error = max(error, float(np.nan_to_num(apart, nan=np.inf).max(initial=0.0)))
    return result[0], result[1], error


def _nodes(count: int, step: int) -> np.ndarray:
    """Places of nodes along a side of ``count`` pixels, its ends among them."""
    nodes = np.arange(0, count, step, dtype=float)
    return nodes if nodes[-1] == count - 1 else np.append(nodes, count - 1.0)


def _at(source: Grid, target: Grid, rows: np.ndarray, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Row and column of ``source`` at centres of ``target``'s pixels; NaN where a point has no place there."""
    x = target.transform[0] + target.dx * (columns + 0.5)
    y = target.transform[3] - target.dy * (rows + 0.5)
    across, down = np.meshgrid(x, y)
    east, north = transform_points(across, down, target.crs, source.crs)
    with np.errstate(invalid="ignore"):
        row, column = (source.transform[3] - north) / source.dy, (east - source.transform[0]) / source.dx
    lost = ~(np.isfinite(row) & np.isfinite(column))
    row[lost] = column[lost] = np.nan
    return row, column


def _between(values: np.ndarray, down: np.ndarray, right: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """By straight lines from nodes to every pixel."""
    for axis, (nodes, count) in enumerate(((down, shape[0]), (right, shape[1]))):
        if len(nodes) == 1:
            values = np.repeat(values, count, axis)
            continue
        place = np.arange(count)
        low = np.clip(np.searchsorted(nodes, place, "right") - 1, 0, len(nodes) - 2)
        part = (place - nodes[low]) / (nodes[low + 1] - nodes[low])
        part = part[:, None] if axis == 0 else part[None, :]
        first, second = np.take(values, low, axis), np.take(values, low + 1, axis)
        values = np.where(part > 0, first + (second - first) * part, first)
    return values
