"""A probability sample of a map: pixels drawn with known chances, in two passes by strips.

The first pass counts, the second finds the pixels whose ranks were drawn: memory is that of a strip.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from ..engine.class_raster import MapContent, read_classes
from ..engine.grid import Grid
from ..engine.progress import Progress
from ..engine.raster import Raster
from ..errors import BocageError, Cancelled
from .allocation import EXPECTED, allocate, size_allocated, size_for
from .class_map import STRIP_ROWS

#: Drawn for one that is kept, where points must lie apart.
_SPARE = 4


@dataclass(frozen=True)
class DrawSettings:
    """A design on a map."""

    map: str
    #: simple, stratified, systematic or cluster.
    design: str
    #: Units, or clusters; None to take it from ``standard_error``.
    size: int | None = None
    #: Wanted of the overall accuracy.
    standard_error: float | None = None
    allocation: str = "proportional"
    #: User's accuracy expected by class number.
    expected: Mapping[int, float] = field(default_factory=dict)
    #: Least distance between units, in the map's unit.
    distance: float = 0.0
    #: Side of a cluster, pixels, and units in each, 0 for all of it.
    cluster_side: int = 10
    cluster_units: int = 9
    seed: int = 0


@dataclass(frozen=True)
class Drawn:
    """Units in the order of the draw, that a labeller follows: arrays (n,)."""

    x: np.ndarray
    y: np.ndarray
    map_class: np.ndarray
    #: Stratum as text; "" where the design has none.
    stratum: list[str]
    #: Chance of being in the sample.
    probability: np.ndarray
    #: Number of the cluster, -1 where units were drawn one by one.
    cluster: np.ndarray
    crs: str
    #: Asked and not found, for want of room.
    missing: int = 0


def draw(settings: DrawSettings, progress: Progress) -> Drawn:
    """Draws. Raises BocageError in one sentence, Cancelled."""
    counts, grid = _counts(settings.map, progress)
    if not counts:
        raise BocageError("map_empty", file=settings.map)
    rng = np.random.default_rng(settings.seed)
    size = settings.size or _size(settings, counts)
    if size < 2:
        raise BocageError("size_wrong", value=str(size))
    if settings.design == "systematic":
        return _systematic(settings, size, counts, grid, rng, progress)
    if settings.design == "cluster":
        return _clusters(settings, size, grid, rng, progress)
    return _random(settings, size, counts, grid, rng, progress)


def _strips(path: str, progress: Progress, first: float,
            last: float) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
    """Start row, classes and where there is one, strip by strip."""
    with Raster(path) as raster:
        rows_all = raster.grid.shape[0]
        for start in range(0, rows_all, STRIP_ROWS):
            if progress.cancelled():
                raise Cancelled
            rows = min(STRIP_ROWS, rows_all - start)
            values, known = read_classes(raster, path, (start, 0, rows, raster.grid.shape[1]))
            yield start, values, known
            raster.forget()
            progress.report(first + (last - first) * (start + rows) / rows_all)


def _counts(path: str, progress: Progress) -> tuple[dict[int, int], Grid]:
    """Pixels of each class in the order of their numbers."""
    content = MapContent()
    with Raster(path) as raster:
        grid = raster.grid
    if not grid.crs:
        raise BocageError("map_without_crs", file=path)
    for start, values, known in _strips(path, progress, 0.0, 0.5):
        content.count(values, known, grid.window(start, 0, *values.shape))
    return dict(sorted(content.pixels.items())), grid


def _expected(settings: DrawSettings, counts: Mapping[int, int]) -> list[float]:
    return [settings.expected.get(value, EXPECTED) for value in counts]


def _size(settings: DrawSettings, counts: Mapping[int, int]) -> int:
    """Units for the standard error wanted, by the way they are drawn."""
    if settings.standard_error is None:
        raise BocageError("size_wrong", value="-")
    pixels, expected = list(counts.values()), _expected(settings, counts)
    if settings.design == "stratified":
        return size_allocated(pixels, settings.allocation, expected, pixels, settings.standard_error)
    # One stratum, in which the map is right as often as its classes are.
    right = sum(count * share for count, share in zip(pixels, expected)) / sum(pixels)
    return size_for([1.0], [right], settings.standard_error, sum(pixels))


def _random(settings: DrawSettings, size: int, counts: Mapping[int, int], grid: Grid, rng: np.random.Generator,
            progress: Progress) -> Drawn:
    """Simple, or stratified by the map's classes."""
    if settings.design == "stratified":
        strata = {value: [value] for value in counts}
        wanted = dict(zip(counts, allocate(size, list(counts.values()), settings.allocation,
                                           _expected(settings, counts), list(counts.values()))))
    else:
        strata, wanted = {0: list(counts)}, {0: size}
    population = {key: sum(counts[value] for value in values) for key, values in strata.items()}
    for key, number in wanted.items():
        if number > population[key]:
            raise BocageError("sample_larger_than_stratum", stratum=key, sampled=number, population=population[key])
    spare = _SPARE if settings.distance > 0 else 1
    ranks = {key: rng.choice(population[key], min(spare * wanted[key], population[key]), replace=False)
             for key in strata}
    where = _located(settings.map, strata, ranks, progress)
    return _kept(settings, strata, wanted, population, where, grid, rng)


def _located(path: str, strata: Mapping[int, list[int]], ranks: Mapping[int, np.ndarray],
             progress: Progress) -> dict[int, np.ndarray]:
    """Row, column and class (n, 3) of each rank of each stratum, in the order drawn."""
    found = {key: np.zeros((len(rank), 3), np.int64) for key, rank in ranks.items()}
    passed = dict.fromkeys(strata, 0)
    for start, values, known in _strips(path, progress, 0.5, 1.0):
        for key, classes in strata.items():
            inside = known & (values == classes[0]) if len(strata) > 1 or len(classes) == 1 else known
            flat = np.flatnonzero(inside)
            rank = ranks[key]
            here = np.flatnonzero((rank >= passed[key]) & (rank < passed[key] + flat.size))
            at = flat[rank[here] - passed[key]]
            row, column = np.divmod(at, values.shape[1])
            found[key][here] = np.stack([row + start, column, values.ravel()[at].astype(np.int64)], 1)
            passed[key] += flat.size
    return found


def _kept(settings: DrawSettings, strata: Mapping[int, list[int]], wanted: Mapping[int, int],
          population: Mapping[int, int], where: Mapping[int, np.ndarray], grid: Grid,
          rng: np.random.Generator) -> Drawn:
    """Those that lie apart, shuffled: the order of labelling tells nothing of the class."""
    apart = _Apart(settings.distance, grid)
    rows: list[tuple[int, int, int, str, float]] = []
    missing = 0
    for key in strata:
        taken = 0
        for row, column, value in where[key].tolist():
            if taken == wanted[key]:
                break
            if apart.far(row, column):
                taken += 1
                name = str(key) if settings.design == "stratified" else ""
                rows.append((row, column, value, name, wanted[key] / population[key]))
        missing += wanted[key] - taken
    order = rng.permutation(len(rows))
    picked = [rows[k] for k in order]
    x, y = _centres(grid, np.array([r[0] for r in picked]), np.array([r[1] for r in picked]))
    return Drawn(x, y, np.array([r[2] for r in picked], np.int64), [r[3] for r in picked],
                 np.array([r[4] for r in picked]), np.full(len(picked), -1), grid.crs, missing)


class _Apart:
    """Keeps points at least so far from each other, by cells of that side."""

    def __init__(self, distance: float, grid: Grid) -> None:
        self._distance, self._grid = distance, grid
        self._cells: dict[tuple[int, int], list[tuple[float, float]]] = {}

    def far(self, row: int, column: int) -> bool:
        """True, and remembered, where no point kept is nearer."""
        if self._distance <= 0:
            return True
        x, y = column * self._grid.dx, row * self._grid.dy
        cell = int(x // self._distance), int(y // self._distance)
        for i in (-1, 0, 1):
            for j in (-1, 0, 1):
                for other in self._cells.get((cell[0] + i, cell[1] + j), []):
                    if math.hypot(x - other[0], y - other[1]) < self._distance:
                        return False
        self._cells.setdefault(cell, []).append((x, y))
        return True


def _centres(grid: Grid, row: np.ndarray, column: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    x0, dx, _, y0, _, dy = grid.transform
    return x0 + (np.asarray(column, float) + 0.5) * dx, y0 + (np.asarray(row, float) + 0.5) * dy


def _systematic(settings: DrawSettings, size: int, counts: Mapping[int, int], grid: Grid, rng: np.random.Generator,
                progress: Progress) -> Drawn:
    """A square grid of pixels from a random corner; those without data are no units."""
    step = max(1, round(math.sqrt(sum(counts.values()) / size)))
    first_row, first_column = rng.integers(0, step, 2).tolist()
    found: list[np.ndarray] = []
    for start, values, known in _strips(settings.map, progress, 0.5, 1.0):
        rows = np.arange((first_row - start) % step, values.shape[0], step)
        columns = np.arange(first_column, values.shape[1], step)
        r, c = (part.ravel() for part in np.meshgrid(rows, columns, indexing="ij"))
        good = known[r, c]
        found.append(np.stack([r[good] + start, c[good], values[r[good], c[good]].astype(np.int64)], 1))
    units = np.concatenate(found)
    x, y = _centres(grid, units[:, 0], units[:, 1])
    n = len(units)
    if n < 2:
        raise BocageError("size_wrong", value=str(n))
    if n != size:
        progress.info("sample_grid", step=step, placed=n, asked=size)
    return Drawn(x, y, units[:, 2], [""] * n, np.full(n, 1.0 / step ** 2), np.full(n, -1), grid.crs)


def _clusters(settings: DrawSettings, size: int, grid: Grid, rng: np.random.Generator,
              progress: Progress) -> Drawn:
    """Square blocks of pixels drawn at random among those that hold data, units drawn in each."""
    side = max(1, settings.cluster_side)
    across = -(-grid.shape[1] // side)
    held = np.zeros(-(-grid.shape[0] // side) * across, np.int64)
    for start, _, known in _strips(settings.map, progress, 0.5, 0.75):
        rows = (np.arange(known.shape[0]) + start) // side
        by_column = np.add.reduceat(known.astype(np.int64), np.arange(0, known.shape[1], side), axis=1)
        for row, values in zip(rows.tolist(), by_column):
            held[row * across:(row + 1) * across] += values
    blocks = np.flatnonzero(held)
    if size > blocks.size:
        raise BocageError("sample_larger_than_stratum", stratum="", sampled=size, population=int(blocks.size))
    picked = np.sort(rng.choice(blocks, size, replace=False))
    return _inside(settings, picked, held, across, side, size / blocks.size, grid, rng, progress)


def _inside(settings: DrawSettings, picked: np.ndarray, held: np.ndarray, across: int, side: int, chance: float,
            grid: Grid, rng: np.random.Generator, progress: Progress) -> Drawn:
    rows: list[np.ndarray] = []
    chances: list[np.ndarray] = []
    clusters: list[np.ndarray] = []
    with Raster(settings.map) as raster:
        for number, block in enumerate(picked.tolist()):
            if progress.cancelled():
                raise Cancelled
            row, column = block // across * side, block % across * side
            high, wide = min(side, grid.shape[0] - row), min(side, grid.shape[1] - column)
            values, known = read_classes(raster, settings.map, (row, column, high, wide))
            flat = np.flatnonzero(known)
            take = flat.size if settings.cluster_units <= 0 else min(settings.cluster_units, flat.size)
            at = rng.choice(flat, take, replace=False)
            r, c = np.divmod(at, wide)
            rows.append(np.stack([r + row, c + column, values.ravel()[at].astype(np.int64)], 1))
            chances.append(np.full(take, chance * take / flat.size))
            clusters.append(np.full(take, number))
            progress.report(0.75 + 0.25 * (number + 1) / picked.size)
    units = np.concatenate(rows)
    x, y = _centres(grid, units[:, 0], units[:, 1])
    return Drawn(x, y, units[:, 2], [""] * len(units), np.concatenate(chances), np.concatenate(clusters), grid.crs)
