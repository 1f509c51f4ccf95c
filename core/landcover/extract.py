"""Features of the pixels under reference polygons, drawn with a cap, read block by block.

A pixel is of a polygon whose inside holds its centre; with ``fraction``, of one that covers so much of it (1: wholly).
A pixel of two polygons is taken once, for the first. Points take the pixel they lie in, each of a group its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..engine.coverage import boxes, covered, sides_of
from ..engine.grid import Grid
from ..engine.outputs import human_bytes
from ..engine.progress import Part, Progress, check
from ..engine.raster import transform_points
from ..engine.zones import zones_of
from ..errors import BocageError
from .features import FeatureStack
from .polygons import is_point, points_of

#: Pixels of the side of a block, and bytes that all samples may take.
BLOCK = 512
MOST_BYTES = 2 << 30


@dataclass(frozen=True)
class Draw:
    """How many pixels: 0 for all. ``fraction`` 0 is the rule of the centre."""

    per_class: int = 5000
    per_polygon: int = 0
    fraction: float = 0.0
    seed: int = 1


@dataclass(frozen=True)
class PixelSamples:
    """Pixels with their features. Arrays (n,), ``features`` float32 (n, f), in order of row and column."""

    features: np.ndarray
    #: Index of the polygon of each.
    polygon: np.ndarray
    row: np.ndarray
    column: np.ndarray
    #: Pixels under the polygons before any cap, by class, and drawn ones that lacked a feature.
    available: Mapping[int, int]
    incomplete: int


def extract(stack: FeatureStack, geometries: Sequence[bytes], crs: str, classes: np.ndarray, draw: Draw,
            progress: Progress, source: str = "") -> PixelSamples:
    """Pixels of WKB geometries of ``crs``; ``classes`` (geometries,) are what caps count by.

    The same rasters, geometries and seed give the same pixels. Memory is that of the samples and of a block.
    Raises BocageError where no pixel is under any polygon, or where the samples would not fit; Cancelled.
    """
    try:
        place, polygon, available = _drawn(stack.grid, geometries, crs, classes, draw, len(stack.layers),
                                           Part(progress, 0.0, 0.3), source)
    except _TooMany as fault:
        raise BocageError("samples_too_large", count=fault.count, features=len(stack.layers),
                          size=human_bytes(fault.count * len(stack.layers) * 4),
                          most=human_bytes(MOST_BYTES)) from None
    features = _read(stack, place, Part(progress, 0.3, 1.0))
    whole = np.isfinite(features).all(axis=1)
    if not whole.any():
        raise BocageError("training_no_sample", count=int(place.size))
    row, column = np.divmod(place[whole], stack.grid.shape[1])
    return PixelSamples(features[whole], polygon[whole], row, column, available, int((~whole).sum()))


def _drawn(grid: Grid, geometries: Sequence[bytes], crs: str, classes: np.ndarray, draw: Draw, features: int,
           progress: Progress, source: str) -> tuple[np.ndarray, np.ndarray, dict[int, int]]:
    """Places (row by row) of the pixels drawn, ascending, the polygon of each, and how many there were."""
    keeper = _Keeper(classes, draw, MOST_BYTES // (4 * features))
    points = np.array([is_point(wkb) for wkb in geometries], bool)
    _add_points(keeper, grid, geometries, crs, np.flatnonzero(points), draw.seed)
    if not points.all():
        _add_polygons(keeper, grid, geometries, crs, np.flatnonzero(~points), draw, progress, source)
    place, polygon = keeper.kept()
    if place.size == 0:
        raise BocageError("samples_outside", file=source, count=len(geometries))
    return place, polygon, keeper.available


def _add_points(keeper: "_Keeper", grid: Grid, geometries: Sequence[bytes], crs: str, chosen: np.ndarray,
                seed: int) -> None:
    if not chosen.size:
        return
    points = [points_of(geometries[index]) for index in chosen]
    owner = np.repeat(chosen, [len(one) for one in points]).astype(np.int64)
    every = np.concatenate(points)
    x, y = transform_points(every[:, 0], every[:, 1], crs, grid.crs)
    with np.errstate(invalid="ignore"):
        column = np.floor((x - grid.transform[0]) / grid.dx)
        row = np.floor((grid.transform[3] - y) / grid.dy)
        inside = (row >= 0) & (row < grid.shape[0]) & (column >= 0) & (column < grid.shape[1])
    place = (row[inside] * grid.shape[1] + column[inside]).astype(np.int64)
    keeper.add(place, owner[inside], np.random.default_rng([seed, 0]))


def _add_polygons(keeper: "_Keeper", grid: Grid, geometries: Sequence[bytes], crs: str, chosen: np.ndarray,
                  draw: Draw, progress: Progress, source: str) -> None:
    zones = zones_of(((int(index), geometries[index]) for index in chosen), crs, source).to(grid.crs)
    if not zones.rings:
        return
    sides = sides_of(zones.rings, zones.owner, grid)
    box = boxes(sides, len(zones.names))
    index = np.array(zones.names, np.int64)
    blocks = _touched(box, grid)
    for number, (row, column) in enumerate(blocks):
        check(progress)
        progress.report(number / len(blocks))
        block = (row, column, min(BLOCK, grid.shape[0] - row), min(BLOCK, grid.shape[1] - column))
        found = covered(sides, box, block, centre=draw.fraction <= 0)
        enough = found.weight >= (draw.fraction - 1e-6 if draw.fraction > 0 else 0.5)
        inside_row, inside_column = np.divmod(found.cell[enough].astype(np.int64), block[3])
        place = (row + inside_row) * grid.shape[1] + column + inside_column
        # Numbers of a block are its own: blocks may be worked on in any order.
        keeper.add(place, index[found.polygon[enough]], np.random.default_rng([draw.seed, 1, row, column]))


def _touched(box: np.ndarray, grid: Grid) -> list[tuple[int, int]]:
    """Upper left corners of the blocks that boxes of polygons touch, row by row."""
    found: set[tuple[int, int]] = set()
    for top, left, bottom, right in box.tolist():
        top, left = max(top, 0), max(left, 0)
        bottom, right = min(bottom, grid.shape[0]), min(right, grid.shape[1])
        for row in range(top // BLOCK * BLOCK, bottom, BLOCK):
            found.update((row, column) for column in range(left // BLOCK * BLOCK, right, BLOCK))
    return sorted(found)


class _TooMany(ValueError):
    """More pixels than fit, found before they are read."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


class _Keeper:
    """Pixels with a random key each: of a polygon or a class that has too many, the smallest keys stay.

    So a cap draws uniformly over pixels, whatever the order of blocks, and twice the cap is held at most.
    """

    def __init__(self, classes: np.ndarray, draw: Draw, most: int) -> None:
        self.most = most
        self.classes, self.draw = np.asarray(classes), draw
        self.available: dict[int, int] = {}
        self._place, self._polygon, self._key = np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
        self._trimmed = 0

    def add(self, place: np.ndarray, polygon: np.ndarray, rng: np.random.Generator) -> None:
        """Pixels by their place on the grid; no place comes in two calls for polygons."""
        # The first polygon of a pixel has it.
        order = np.lexsort((polygon, place))
        place, polygon = place[order], polygon[order]
        first = np.concatenate([[True], np.diff(place) > 0]) if place.size else np.zeros(0, bool)
        place, polygon = place[first], polygon[first]
        for value, count in zip(*np.unique(self.classes[polygon], return_counts=True)):
            self.available[int(value)] = self.available.get(int(value), 0) + int(count)
        self._place = np.concatenate([self._place, place])
        self._polygon = np.concatenate([self._polygon, polygon])
        self._key = np.concatenate([self._key, rng.random(place.size)])
        if self._place.size > 2 * self._trimmed + 1_000_000:
            self._trim()

    def kept(self) -> tuple[np.ndarray, np.ndarray]:
        """Places, ascending, and their polygons."""
        self._trim()
        place, first = np.unique(self._place, return_index=True)
        return place, self._polygon[first]

    def _trim(self) -> None:
        if self.draw.per_polygon > 0:
            self._keep(self._polygon, self.draw.per_polygon)
        if self.draw.per_class > 0:
            self._keep(self.classes[self._polygon], self.draw.per_class)
        self._trimmed = int(self._place.size)
        if self._trimmed > self.most:
            raise _TooMany(self._trimmed)

    def _keep(self, owner: np.ndarray, most: int) -> None:
        chosen = smallest(owner, self._key, most)
        self._place, self._polygon, self._key = self._place[chosen], self._polygon[chosen], self._key[chosen]


def smallest(owner: np.ndarray, key: np.ndarray, most: int) -> np.ndarray:
    """Places, ascending, of the ``most`` smallest keys (n,) of each owner (n,): a uniform draw by random keys."""
    order = np.lexsort((key, owner))
    sorted_owner = owner[order]
    start = np.flatnonzero(np.concatenate([[True], np.diff(sorted_owner) != 0])) if order.size else order
    rank = np.arange(order.size) - np.repeat(start, np.diff([*start, order.size]))
    return np.sort(order[rank < most])


def _read(stack: FeatureStack, place: np.ndarray, progress: Progress) -> np.ndarray:
    """Float32 (n, f) at places, each block of pixels read once and no wider than it must."""
    row, column = np.divmod(place, stack.grid.shape[1])
    block = row // BLOCK * (stack.grid.shape[1] // BLOCK + 1) + column // BLOCK
    result = np.empty((place.size, len(stack.layers)), np.float32)
    order = np.argsort(block, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(block[order])) + 1)
    for number, rows in enumerate(parts):
        check(progress)
        progress.report(number / len(parts))
        top, left = int(row[rows].min()), int(column[rows].min())
        window = (top, left, int(row[rows].max()) - top + 1, int(column[rows].max()) - left + 1)
        # One feature at a time: a block of a thousand features would be a gigabyte.
        for index in range(len(stack.layers)):
            result[rows, index] = stack.read(window, [index])[0, row[rows] - top, column[rows] - left]
        stack.forget()
    return result
