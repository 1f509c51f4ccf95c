"""From one north-up grid to another in the same CRS, in memory. NaN is nothing and never spreads."""

from __future__ import annotations

import numpy as np

from .grid import Grid


def regrid(pixels: np.ndarray, source: Grid, target: Grid, method: str = "bilinear") -> np.ndarray:
    """``pixels`` (row, column) of ``source`` on ``target``, float32, NaN outside.

    ``nearest``, ``bilinear`` (weights of NaN pixels go to their neighbours) or ``average`` (by area;
    bilinear where the target is finer than the source); both want half of their pixels at least.
    Raises ValueError for another method.
    """
    if method not in ("nearest", "bilinear", "average"):
        raise ValueError(method)
    if method == "nearest":
        return _nearest(pixels, source, target)
    if method == "average" and target.dx > source.dx * 1.001:
        return _average(pixels, source, target)
    return _bilinear(pixels, source, target)


def nearest_indices(source: Grid, target: Grid) -> tuple[np.ndarray, np.ndarray]:
    """Rows (target rows,) and columns (target columns,) of ``source``; -1 outside."""
    columns = np.floor((target.x() - source.transform[0]) / source.dx + 1e-9).astype(int)
    rows = np.floor((source.transform[3] - target.y()) / source.dy + 1e-9).astype(int)
    columns[(columns < 0) | (columns >= source.shape[1])] = -1
    rows[(rows < 0) | (rows >= source.shape[0])] = -1
    return rows, columns


def _nearest(pixels: np.ndarray, source: Grid, target: Grid) -> np.ndarray:
    rows, columns = nearest_indices(source, target)
    if _one_each(rows) and _one_each(columns):
        return np.asarray(pixels[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1], dtype=np.float32)
    result = pixels[np.maximum(rows, 0)][:, np.maximum(columns, 0)].astype(np.float32)
    result[rows < 0] = np.nan
    result[:, columns < 0] = np.nan
    return np.asarray(result)


def _one_each(indices: np.ndarray) -> bool:
    """True where all lie inside and follow each other by one."""
    return bool(len(indices) and indices[0] >= 0 and indices[-1] - indices[0] == len(indices) - 1)


def _neighbours(position: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Lower and upper pixel, weight of the upper, and whether the position lies on the raster."""
    inside = (position > -0.5 - 1e-6) & (position < size - 0.5 + 1e-6)
    clipped = np.clip(position, 0, size - 1)
    low = np.minimum(np.floor(clipped).astype(int), max(0, size - 2))
    high = np.minimum(low + 1, size - 1)
    return low, high, (clipped - low).astype(np.float32), inside


def _bilinear(pixels: np.ndarray, source: Grid, target: Grid) -> np.ndarray:
    x = (target.x() - source.transform[0]) / source.dx - 0.5
    y = (source.transform[3] - target.y()) / source.dy - 0.5
    c0, c1, wx, in_x = _neighbours(x, source.shape[1])
    r0, r1, wy, in_y = _neighbours(y, source.shape[0])
    valid = np.isfinite(pixels)
    value = np.where(valid, pixels, 0).astype(np.float32)
    weight = valid.astype(np.float32)
    value, weight = (a[:, c0] * (1 - wx) + a[:, c1] * wx for a in (value, weight))
    wy = wy[:, None]
    value, weight = (a[r0] * (1 - wy) + a[r1] * wy for a in (value, weight))
    keep = (weight >= 0.5) & in_y[:, None] & in_x[None, :]
    return np.where(keep, value / np.maximum(weight, np.float32(1e-6)), np.float32(np.nan)).astype(np.float32)


def _average(pixels: np.ndarray, source: Grid, target: Grid) -> np.ndarray:
    x = (target.transform[0] + target.dx * np.arange(target.shape[1] + 1) - source.transform[0]) / source.dx
    y = (source.transform[3] - target.transform[3] + target.dy * np.arange(target.shape[0] + 1)) / source.dy
    valid = np.isfinite(pixels)
    value = _integrated(np.where(valid, pixels, 0), y, x)
    weight = _integrated(valid, y, x)
    area = (target.dx / source.dx) * (target.dy / source.dy)
    return np.where(weight >= 0.499 * area, value / np.maximum(weight, 1e-9), np.nan).astype(np.float32)


def _integrated(pixels: np.ndarray, y: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Sum of ``pixels`` over the cells between edges ``y`` and ``x``, in source pixels, exact by area."""
    return _cumulated(_cumulated(pixels, y, 0), x, 1)


def _cumulated(pixels: np.ndarray, edges: np.ndarray, axis: int) -> np.ndarray:
    total = np.cumsum(pixels, axis=axis, dtype=np.float64)
    total = np.concatenate([np.zeros_like(np.take(total, [0], axis)), total], axis=axis)
    size = pixels.shape[axis]
    position = np.clip(edges, 0, size)
    low = np.minimum(np.floor(position).astype(int), size - 1)
    shape = [1, 1]
    shape[axis] = -1
    part = (position - low).reshape(shape)
    at_edges = np.take(total, low, axis) * (1 - part) + np.take(total, low + 1, axis) * part
    return np.asarray(np.diff(at_edges, axis=axis))
