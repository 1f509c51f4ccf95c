"""A map of classes read once, by strips: how much there is of each class, and what it says where the reference is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ..engine.grid import Grid
from ..engine.progress import Progress
from ..engine.raster import Raster, rasterise, transform_points
from ..errors import BocageError, Cancelled

#: What a place says where the map has no class: outside, or nodata.
NOTHING = np.iinfo(np.int64).min
#: Cylindrical equal-area projection of the WGS 84 ellipsoid: areas in it are areas on the ground.
_EQUAL_AREA = "EPSG:6933"
STRIP_ROWS, _SIDE = 512, 512
#: More classes than this, and the raster is no map of classes.
_MOST_CLASSES = 4096


@dataclass
class MapContent:
    """Pixels and ellipsoidal area (m2) of each class, and pixels without any."""

    pixels: dict[int, int] = field(default_factory=dict)
    area_m2: dict[int, float] = field(default_factory=dict)
    nodata: int = 0

    def add(self, classes: np.ndarray, counts: np.ndarray, pixel_m2: float) -> None:
        """Some pixels of one block."""
        for value, count in zip(classes.tolist(), counts.tolist()):
            self.pixels[value] = self.pixels.get(value, 0) + count
            self.area_m2[value] = self.area_m2.get(value, 0.0) + count * pixel_m2


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


def pixel_area_m2(grid: Grid) -> float:
    """Mean area on the ellipsoid of the pixels of a small grid, m2.

    The outline, in an equal-area projection, over the number of pixels. Raises BocageError where it has no CRS.
    """
    left, bottom, right, top = grid.bounds
    steps = np.linspace(0.0, 1.0, 9)
    x = np.concatenate([left + (right - left) * steps, np.full(9, right), right - (right - left) * steps,
                        np.full(9, left)])
    y = np.concatenate([np.full(9, top), top + (bottom - top) * steps, np.full(9, bottom),
                        bottom + (top - bottom) * steps])
    east, north = transform_points(x, y, grid.crs, _EQUAL_AREA)
    area = abs(float(np.sum(east * np.roll(north, -1) - np.roll(east, -1) * north))) / 2.0
    return area / (grid.shape[0] * grid.shape[1])


def read_map(path: str, x: np.ndarray, y: np.ndarray, polygons: Sequence[RingPolygon],
             progress: Progress) -> tuple[MapContent, np.ndarray, CrossTable]:
    """One pass: content of the map, its class at points (map's CRS), its classes under polygons (centres inside).

    Raises BocageError: not a map of classes (fractions, several thousand values), unreadable; Cancelled.
    """
    content, found = MapContent(), np.full(np.shape(x), NOTHING, np.int64)
    tables: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    with Raster(path) as raster:
        grid = raster.grid
        if not grid.crs:
            raise BocageError("map_without_crs", file=path)
        column, row = _pixel_of(grid, x, y)
        for start in range(0, grid.shape[0], STRIP_ROWS):
            rows = min(STRIP_ROWS, grid.shape[0] - start)
            if progress.cancelled():
                raise Cancelled
            values, known = read_classes(raster, path, (start, 0, rows, grid.shape[1]))
            strip = grid.window(start, 0, rows, grid.shape[1])
            _count(content, values, known, strip)
            if len(content.pixels) > _MOST_CLASSES:
                raise BocageError("map_not_classes", file=path, fault=f"{len(content.pixels)} values")
            here = np.flatnonzero((row >= start) & (row < start + rows) & (column >= 0) & (column < grid.shape[1]))
            at = values[row[here] - start, column[here]]
            found[here] = np.where(known[row[here] - start, column[here]], at, NOTHING)
            tables += _cross(strip, values, known, polygons)
            progress.report((start + rows) / grid.shape[0])
    return content, found, _joined(tables)


def _pixel_of(grid: Grid, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    x0, dx, _, y0, _, dy = grid.transform
    column = np.floor((np.asarray(x, float) - x0) / dx)
    row = np.floor((np.asarray(y, float) - y0) / dy)
    good = np.isfinite(column) & np.isfinite(row) & (np.abs(column) < 2 ** 40) & (np.abs(row) < 2 ** 40)
    return np.where(good, column, -1).astype(np.int64), np.where(good, row, -1).astype(np.int64)


def read_classes(raster: Raster, path: str, window: tuple[int, int, int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Whole numbers of a window and where there is a class."""
    pixels = raster.read(1, window)
    known = np.ones(pixels.shape, bool)
    if raster.nodata is not None and np.isfinite(raster.nodata):
        known &= pixels != raster.nodata
    if pixels.dtype.kind == "f":
        known &= np.isfinite(pixels)
        whole = np.where(known, pixels, 0.0)
        if (whole != np.rint(whole)).any() or (np.abs(whole) > 2 ** 31).any():
            raise BocageError("map_not_classes", file=path, fault="fractions")
        pixels = whole.astype(np.int64)
    return pixels, known


def _count(content: MapContent, values: np.ndarray, known: np.ndarray, strip: Grid) -> None:
    """By squares narrow enough for their pixels to be of one area."""
    for column in range(0, values.shape[1], _SIDE):
        square, good = values[:, column:column + _SIDE], known[:, column:column + _SIDE]
        used = square[good] if not good.all() else square.ravel()
        content.nodata += square.size - used.size
        if used.size == 0:
            continue
        area = pixel_area_m2(strip.window(0, column, *square.shape))
        if used.dtype == np.uint8:
            counts = np.bincount(used, minlength=256)
            content.add(np.flatnonzero(counts), counts[counts > 0], area)
        else:
            classes, counts = np.unique(used, return_counts=True)
            content.add(classes, counts, area)


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
