"""One pass over map and source, block by block: what is counted, and the rasters filled on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from ...engine.class_raster import read_classes
from ...engine.grid import Grid, Window
from ...engine.progress import Progress, check
from ...engine.raster import PolygonBurner, Raster, polygon_of
from ...engine.zones import Zones
from ...errors import BocageError
from ...validation.agreement import Cross, areas_at, counted, near_edge, pair_codes, square_areas, state_table
from ...validation.codes import Coder
from ...validation.crosswalk import Crosswalk, matched
from ...validation.grouped import Grouped
from .output import Rows
from .picture import Picture
from .source import Polygons, Source

#: Rows and columns of a block: whole tiles of what Bocage writes.
ROWS, COLUMNS = 512, 4096
#: Pairs of classes that a 16-bit raster can number.
_MOST_PAIRS = 65535


class Pairs:
    """Numbers of pairs of classes, from 1 in the order they are met; 0 where a side is empty."""

    def __init__(self) -> None:
        self.found: list[tuple[int, int]] = []
        self._table = np.zeros((1, 1), np.uint16)

    def numbers(self, maps: np.ndarray, sources: np.ndarray, sizes: tuple[int, int]) -> np.ndarray:
        """Number of every pixel's pair, uint16. Raises BocageError where there are too many."""
        rows, columns = self._table.shape
        if sizes != (rows, columns):
            self._table = np.pad(self._table, ((0, sizes[0] - rows), (0, sizes[1] - columns)))
        pairs = pair_codes(maps, sources, sizes[1])
        flat = self._table.ravel()
        numbers = flat[pairs]
        fresh = np.unique(pairs[(numbers == 0) & (maps > 0) & (sources > 0)])
        for pair in fresh.tolist():
            self.found.append((pair // sizes[1], pair % sizes[1]))
            if len(self.found) > _MOST_PAIRS:
                raise BocageError("compare_many_pairs", count=len(self.found), most=_MOST_PAIRS)
            flat[pair] = len(self.found)
        return np.asarray(flat[pairs] if fresh.size else numbers)


class ZoneBoxes:
    """Zones in the map's CRS, burnt by the rule of the centre: all at once where none overlap, else by layers."""

    def __init__(self, zones: Zones, grid: Grid) -> None:
        moved = zones.to(grid.crs)
        self.names = [str(name) for name in zones.names]
        self._grid, self._whole = grid, PolygonBurner()
        rings: dict[int, list[np.ndarray]] = {}
        for ring, owner in zip(moved.rings, moved.owner):
            rings.setdefault(owner, []).append(ring)
        # Holes and parts alike: what an odd number of rings holds is inside.
        shapes = {number: polygon_of(mine) for number, mine in rings.items()}
        layers = _apart(np.array([shape.GetEnvelope() for shape in shapes.values()]).reshape(-1, 4))
        self._layers = [PolygonBurner() for _ in range(max(layers, default=-1) + 1)]
        for (number, shape), layer in zip(shapes.items(), layers):
            for burner in (self._whole, self._layers[layer]):
                burner.add(number + 1, shape)

    def under(self, window: Window) -> tuple[np.ndarray, np.ndarray]:
        """Number of the zone and flat place in the block of each pixel whose centre lies in a zone."""
        part = self._grid.window(*window)
        alone = len(self._layers) < 2 or int(self._whole.depth(part).max(initial=0)) <= 1
        found = [burner.burn(part).ravel() for burner in ([self._whole] if alone else self._layers)]
        cells = [np.flatnonzero(numbers) for numbers in found]
        return (np.concatenate([numbers[cell] - 1 for numbers, cell in zip(found, cells)] or [np.zeros(0, np.int32)]),
                np.concatenate(cells or [np.zeros(0, np.int64)]))


def _apart(boxes: np.ndarray) -> list[int]:
    """A layer for each box (left, right, bottom, top), such that no two of one layer meet: the first that is free."""
    layers = np.zeros(len(boxes), np.int64)
    left, right, bottom, top = boxes.T if len(boxes) else np.zeros((4, 0))
    for number in range(1, len(boxes)):
        meets = ((left[:number] < right[number]) & (right[:number] > left[number])
                 & (bottom[:number] < top[number]) & (top[:number] > bottom[number]))
        taken = set(layers[:number][meets].tolist())
        layers[number] = next(layer for layer in range(len(taken) + 1) if layer not in taken)
    return [int(layer) for layer in layers]


@dataclass
class Overlaps:
    """Of the source's polygons: what lies in several of them, and those that have no pixel for it."""

    pixels: int = 0
    area_m2: float = 0.0
    #: Polygons wholly covered by later ones.
    covered: int = 0
    #: By the number of the polygon, whether it has a pixel; 0 is no polygon.
    shown: np.ndarray = field(default_factory=lambda: np.ones(1, bool))

    def add(self, source: Polygons, window: Window, numbers: np.ndarray, areas: np.ndarray) -> None:
        """A block, with the numbers burnt there and the areas of its pixels."""
        if self.shown.size < len(source.owner):
            self.shown = np.arange(len(source.owner)) == 0
        self.shown[numbers] = True
        pixels, area_m2 = counted(source.several(window).astype(np.uint8), areas, 2)
        self.pixels += int(pixels[1])
        self.area_m2 += float(area_m2[1])


@dataclass
class Tally:
    """What the pass finds. Indices are those of ``map`` and of the source, 0 for none."""

    map: Coder
    cross: Cross = field(default_factory=Cross)
    zones: Grouped = field(default_factory=Grouped)
    polygons: Grouped = field(default_factory=Grouped)
    pairs: Pairs = field(default_factory=Pairs)
    overlaps: Overlaps = field(default_factory=Overlaps)


@dataclass(frozen=True)
class Work:
    """The two sides, on the map's grid, and what is wanted of them. ``reach``: pixels near an edge."""

    path: str
    grid: Grid
    source: Source
    table: Crosswalk | None
    reach: int = 0
    zones: ZoneBoxes | None = None
    states: Rows | None = None
    numbers: Rows | None = None
    picture: Picture | None = None


def blocks(grid: Grid) -> Iterator[Window]:
    """Windows of the grid, row after row of blocks."""
    for row in range(0, grid.shape[0], ROWS):
        for column in range(0, grid.shape[1], COLUMNS):
            yield row, column, min(ROWS, grid.shape[0] - row), min(COLUMNS, grid.shape[1] - column)


def count(work: Work, progress: Progress) -> Tally:
    """The whole pass. Raises BocageError, Cancelled."""
    tally = Tally(Coder(work.path))
    total, done = work.grid.shape[0] * work.grid.shape[1], 0
    with Raster(work.path) as raster:
        for window in blocks(work.grid):
            check(progress)
            values, known = read_classes(raster, work.path, window)
            _block(work, tally, window, tally.map.code(values, known))
            if window[1] + window[3] == work.grid.shape[1]:
                raster.forget()
                work.source.forget()
            done += window[2] * window[3]
            progress.report(done / total)
    if isinstance(work.source, Polygons) and tally.overlaps.pixels:
        tally.overlaps.covered = work.source.covered(tally.overlaps.shown, list(blocks(work.grid)), progress)
    return tally


def _block(work: Work, tally: Tally, window: Window, maps: np.ndarray) -> None:
    sources, numbers, edge = _source(work, window)
    sizes = len(tally.map), len(work.source.codes) + 1
    part = work.grid.window(*window)
    areas = square_areas(part)
    tally.cross.count(pair_codes(maps, sources, sizes[1]), edge, areas, sizes)
    if work.states is not None:
        work.states.put(window[1], np.take(states_of(work, tally), pair_codes(maps, sources, sizes[1])))
    if work.picture is not None:
        shown = pair_codes(work.picture.cut(window, maps), work.picture.cut(window, sources), sizes[1])
        work.picture.put(window, np.take(states_of(work, tally), shown))
    if work.numbers is not None:
        work.numbers.put(window[1], tally.pairs.numbers(maps, sources, sizes))
    if work.zones is not None:
        zone, cell = work.zones.under(window)
        tally.zones.add(zone, maps.ravel()[cell], sources.ravel()[cell],
                        areas_at(areas, cell // window[3], cell % window[3]))
    if numbers is not None and isinstance(work.source, Polygons):
        tally.overlaps.add(work.source, window, numbers, areas)
        inside = (numbers > 0) & (maps > 0)
        tally.polygons.add(numbers[inside], maps[inside], np.zeros(1, np.uint16), 0.0)


def _source(work: Work, window: Window) -> tuple[np.ndarray, np.ndarray | None, np.ndarray | None]:
    """Indices and polygons of a window, and where an edge is near: read with what surrounds it."""
    if work.reach == 0:
        return (*work.source.read(window), None)
    row, column, rows, columns = window
    top, left = max(0, row - work.reach), max(0, column - work.reach)
    bottom = min(work.grid.shape[0], row + rows + work.reach)
    right = min(work.grid.shape[1], column + columns + work.reach)
    sources, numbers = work.source.read((top, left, bottom - top, right - left))
    inner = slice(row - top, row - top + rows), slice(column - left, column - left + columns)
    edge = near_edge(sources, work.reach)[inner]
    return sources[inner], None if numbers is None else numbers[inner], edge


def states_of(work: Work, tally: Tally) -> np.ndarray:
    """State of every pair met so far (map, source), uint8."""
    found = matched(work.table, tally.map.values, work.source.codes)
    return state_table(found.admits, found.known_map, found.known_source)
