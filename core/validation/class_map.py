"""A map of classes read once, by strips: how much there is of each class, and what it says where the reference is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..engine.class_raster import MapContent, read_classes
from ..engine.grid import Grid
from ..engine.points import pixel_of
from ..engine.progress import Progress
from ..engine.raster import Raster, rasterise
from ..errors import BocageError, Cancelled
from .patches import PatchCounter

#: What a place says where the map has no class: outside, or nodata.
NOTHING = np.iinfo(np.int64).min
STRIP_ROWS = 512
#: More classes than this, and the raster is no map of classes.
_MOST_CLASSES = 4096


@dataclass(frozen=True)
class RingPolygon:
    """A reference polygon in the map's CRS: rings (n, 2), the outer one first, and its number."""

    number: int
    rings: Sequence[np.ndarray]


@dataclass(frozen=True)
class CrossTable:
    """Pixels by polygon and class of the map: parallel arrays (n,)."""

    polygon: np.ndarray
    map_class: np.ndarray
    pixels: np.ndarray


def read_map(path: str, x: np.ndarray, y: np.ndarray, polygons: Sequence[RingPolygon], progress: Progress,
             patches: PatchCounter | None = None) -> tuple[MapContent, np.ndarray, CrossTable]:
    """One pass: content of the map, its class at points (map's CRS), its classes under polygons (centres inside).

    ``patches``: counts those of the map on the way.

    Raises BocageError: not a map of classes (fractions, several thousand values), unreadable; Cancelled.
    """
    content, found = MapContent(), np.full(np.shape(x), NOTHING, np.int64)
    tables: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    with Raster(path) as raster:
        grid = raster.grid
        if not grid.crs:
            raise BocageError("map_without_crs", file=path)
        column, row = pixel_of(grid, x, y)
        for start in range(0, grid.shape[0], STRIP_ROWS):
            rows = min(STRIP_ROWS, grid.shape[0] - start)
            if progress.cancelled():
                raise Cancelled
            values, known = read_classes(raster, path, (start, 0, rows, grid.shape[1]))
            strip = grid.window(start, 0, rows, grid.shape[1])
            content.count(values, known, strip)
            if patches is not None:
                patches.add(values, known)
            if len(content.pixels) > _MOST_CLASSES:
                raise BocageError("map_not_classes", file=path, fault=f"{len(content.pixels)} values")
            here = np.flatnonzero((row >= start) & (row < start + rows) & (column >= 0) & (column < grid.shape[1]))
            at = values[row[here] - start, column[here]]
            # Widened first: numpy 2 would press NOTHING into the bytes of the map.
            found[here] = np.where(known[row[here] - start, column[here]], at.astype(np.int64), NOTHING)
            tables += _cross(strip, values, known, polygons)
            # Decoded blocks would stay in GDAL's cache, as many as the map has.
            raster.forget()
            progress.report((start + rows) / grid.shape[0])
    return content, found, _joined(tables)


def _cross(strip: Grid, values: np.ndarray, known: np.ndarray,
           polygons: Sequence[RingPolygon]) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Pixels of the polygons that touch the strip, polygon by polygon: they may overlap."""
    left, bottom, right, top = strip.bounds
    found = []
    for polygon in polygons:
        outer = polygon.rings[0]
        if outer[:, 1].max() < bottom or outer[:, 1].min() > top or outer[:, 0].max() < left \
                or outer[:, 0].min() > right:
            continue
        box = (outer[:, 0].min(), outer[:, 1].min(), outer[:, 0].max(), outer[:, 1].max())
        row, column, rows, columns = strip.covering(box)
        if not rows or not columns:
            continue
        inside = rasterise([(1, list(polygon.rings))], strip.window(row, column, rows, columns)) == 1
        part = (slice(row, row + rows), slice(column, column + columns))
        for good, take in ((True, inside & known[part]), (False, inside & ~known[part])):
            if not take.any():
                continue
            classes, counts = np.unique(values[part][take], return_counts=True) if good else (
                np.array([NOTHING]), np.array([int(take.sum())]))
            found.append((np.full(classes.size, polygon.number), classes.astype(np.int64), counts))
    return found


def _joined(tables: list[tuple[np.ndarray, np.ndarray, np.ndarray]]) -> CrossTable:
    """A polygon that strips cut is one again."""
    if not tables:
        return CrossTable(*(np.zeros(0, np.int64) for _ in range(3)))
    polygon, classes, counts = (np.concatenate([table[k] for table in tables]) for k in range(3))
    keys, index = np.unique(np.stack([polygon, classes]), axis=1, return_inverse=True)
    return CrossTable(keys[0], keys[1], np.bincount(index.ravel(), counts).astype(np.int64))
