"""Angle grids as MUSCATE stores them: nodes every 5 km from the upper left corner of the image."""

from __future__ import annotations

import math

import numpy as np

from ...engine.grid import Grid
from ..model import AngleGrid
from .description import angles_of, unit_vectors


def on_image(grid: AngleGrid, image: Grid) -> AngleGrid:
    """The same angles with the first node on the image's upper left corner.

    MUSCATE writes no origin: readers take the image's. Where the source's nodes begin there, the grid
    passes unchanged; over a part of the tile, unit vectors are interpolated, from the nodes that have
    values, so that a detector keeps its extent to about one node.
    """
    x0, y0 = image.transform[0], image.transform[3]
    if abs(grid.x0 - x0) < 1e-3 * grid.step_x and abs(grid.y0 - y0) < 1e-3 * grid.step_y:
        return grid
    rows = math.ceil(image.shape[0] * image.dy / grid.step_y - 1e-6) + 1
    columns = math.ceil(image.shape[1] * image.dx / grid.step_x - 1e-6) + 1
    row = (grid.y0 - (y0 - np.arange(rows) * grid.step_y)) / grid.step_y
    column = (x0 + np.arange(columns) * grid.step_x - grid.x0) / grid.step_x
    zenith, azimuth = angles_of(_bilinear(unit_vectors(grid), row, column))
    return AngleGrid(zenith, azimuth, x0, y0, grid.step_x, grid.step_y)


def _bilinear(values: np.ndarray, row: np.ndarray, column: np.ndarray) -> np.ndarray:
    """(band, len(row), len(column)) at fractional nodes, over the neighbours that are not NaN."""
    rows, columns = values.shape[1:]
    total = np.zeros((values.shape[0], len(row), len(column)))
    weight = np.zeros((len(row), len(column)))
    row = np.clip(row, 0, rows - 1)
    column = np.clip(column, 0, columns - 1)
    r0 = np.minimum(np.floor(row).astype(int), max(rows - 2, 0))
    c0 = np.minimum(np.floor(column).astype(int), max(columns - 2, 0))
    for dr in (0, 1):
        for dc in (0, 1):
            r, c = np.minimum(r0 + dr, rows - 1), np.minimum(c0 + dc, columns - 1)
            share = np.outer(1 - np.abs(row - r0 - dr), 1 - np.abs(column - c0 - dc))
            node = values[:, r[:, None], c[None, :]]
            valid = np.isfinite(node).all(axis=0)
            total += np.where(valid, node * share, 0.0)
            weight += np.where(valid, share, 0.0)
    return np.where(weight > 1e-6, total / np.maximum(weight, 1e-6), np.nan)
