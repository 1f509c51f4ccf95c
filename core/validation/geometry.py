"""What no confusion matrix sees of a map: its noise, its edges and corners, the seams of its making.

Reference polygons are eroded, so that a map may be smeared, cut by tile borders or full of single pixels and keep its
overall accuracy (CESBIO, "Validating land cover maps", 2018). Everything is counted in one pass by strips.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ..engine.class_raster import pixel_area_m2, pixel_sides_m, read_classes, rows_of_one_area
from ..engine.grid import Grid
from ..engine.progress import Part, Progress
from ..engine.raster import Raster, same_crs
from ..errors import BocageError, Cancelled
from . import artefacts
from .artefacts import Border, Stratum, Tiles
from .class_map import STRIP_ROWS
from .patches import PatchCounter, Spectrum

#: A line of pixels is a seam where classes change across it so many times as often as across its neighbours, and by
#: so many standard deviations of a chance count; neighbours looked at on each side.
SEAM_RATIO, SEAM_SIGMA, NEIGHBOURS = 1.5, 8.0, 8
#: Rows around a strip that edges and corners a pixel away ask for; strips between which decoded blocks are let go.
_REACH, _FORGET = 2, 4


@dataclass
class Edges:
    """Borders between pixels of different classes: by column (between it and the next) and by row; pairs seen."""

    across_columns: np.ndarray
    across_rows: np.ndarray
    pairs_columns: np.ndarray
    pairs_rows: np.ndarray
    #: Borders between columns, by the row they lie in.
    beside: np.ndarray
    corners: int = 0
    known: int = 0


@dataclass(frozen=True)
class Seam:
    """A straight line of the grid where classes change too often."""

    #: "column" or "row", and its number from 0: between it and the next.
    axis: str
    number: int
    #: Share of pixel pairs whose classes differ, there and beside it.
    share: float
    beside: float


@dataclass(frozen=True)
class Kept:
    """What of a finer map is found again in this one: edges and corners of the reference, and how many there are."""

    edges: float
    corners: float
    reference_edges: int
    reference_corners: int
    #: Corners of patches of several pixels alone: those of single pixels are noise, that a smooth map should lose.
    shapes: float
    reference_shapes: int
    #: Share of the reference's pixels alone in their class.
    reference_isolated: float


@dataclass(frozen=True)
class Geometry:
    """Of one map. Densities are per hectare on the ellipsoid."""

    pixels: int
    area_ha: float
    #: Metres of border between classes a hectare.
    edge_m_ha: float
    #: Share of neighbouring pairs whose classes differ.
    edge_share: float
    #: Two-by-two squares of one class but for one pixel, a hectare.
    corners_ha: float
    #: Share of pixels alone in their class among their four neighbours.
    isolated: float
    spectrum: Spectrum
    seams: list[Seam] = field(default_factory=list)
    kept: Kept | None = None
    #: All borders of strata together, then by pair; empty without strata.
    borders: list[Border] = field(default_factory=list)
    tiles: Tiles | None = None


def measure(path: str, progress: Progress, reference: str = "", strata: Sequence[Stratum] = (),
            tile: int = 0) -> Geometry:
    """Of the map at ``path``; ``reference`` is a map on the same pixels whose edges should be found again.

    strata: regions that were classified apart; tile: side of tiles that were computed apart, pixels, 0 for none.
    Raises BocageError: not a map of classes, no CRS, another grid, strata that do not touch; Cancelled.
    """
    found = _measured(path, Part(progress, 0.0, 0.7 if strata else 1.0), reference, tile)
    return replace(found, borders=artefacts.borders(path, strata, Part(progress, 0.7, 1.0))) if strata else found


def _measured(path: str, progress: Progress, reference: str, tile: int) -> Geometry:
    with Raster(path) as raster:
        grid = raster.grid
    if not grid.crs:
        raise BocageError("map_without_crs", file=path)
    rows, columns = grid.shape
    edges = Edges(np.zeros(max(columns - 1, 0), np.int64), np.zeros(max(rows - 1, 0), np.int64),
                  np.zeros(max(columns - 1, 0), np.int64), np.zeros(max(rows - 1, 0), np.int64),
                  np.zeros(rows, np.int64))
    counter, tally, area = PatchCounter(), _Kept(), 0.0
    with _Strips(path, grid) as own, _Strips(reference or path, grid) as other:
        for start, values, known in own.all():
            if progress.cancelled():
                raise Cancelled
            # The first row is the last of the strip before, for what lies between them.
            fresh = slice(1 if start else 0, None)
            counter.add(values[fresh], known[fresh])
            _edges(edges, start, values, known)
            shown = int(known[fresh].sum())
            edges.known += shown
            area += _area_ha(known[fresh], grid.window(start + (1 if start else 0), 0, *known[fresh].shape))
            if reference:
                tally.add(own.around(start), other.around(start), start == 0)
            progress.report(min(1.0, (start + values.shape[0]) / rows))
    if edges.known == 0:
        raise BocageError("map_empty", file=path)
    found = _geometry(edges, counter.finish(), area, grid, tally.kept() if reference else None)
    if not tile:
        return found
    return replace(found, tiles=artefacts.tiles(tile, (edges.across_columns, edges.across_rows),
                                                (edges.pairs_columns, edges.pairs_rows)))


def _area_ha(known: np.ndarray, strip: Grid) -> float:
    """Hectares on the ellipsoid of what is known in a strip, by rows whose pixels are of one area."""
    high = rows_of_one_area(strip)
    return sum(int(known[row:row + high].sum()) * pixel_area_m2(strip.window(row, 0, min(high, known.shape[0] - row),
                                                                             known.shape[1]))
               for row in range(0, known.shape[0], high)) / 1e4


class _Strips:
    """Classes of a map by strips, each with the last row of the strip before."""

    def __init__(self, path: str, grid: Grid) -> None:
        self._path, self._grid = path, grid
        self._raster = Raster(path)
        other = self._raster.grid
        if other.shape != grid.shape or not same_crs(other.crs, grid.crs) \
                or np.abs(np.subtract(other.transform, grid.transform)).max() > 1e-6 * grid.dx:
            self._raster.close()
            raise BocageError("maps_not_aligned", file=path)

    def __enter__(self) -> "_Strips":
        return self

    def __exit__(self, *_: object) -> None:
        self._raster.close()

    def all(self) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
        """First row, classes, and where there is one."""
        for number, start in enumerate(range(0, self._grid.shape[0], STRIP_ROWS)):
            first = max(0, start - 1)
            yield (first, *self._read(first, self._last(first)))
            # Blocks that two strips share are decoded twice: not at every strip.
            if number % _FORGET == _FORGET - 1:
                self._raster.forget()

    def around(self, first: int) -> "_Around":
        """The strip that begins with row ``first``, and the rows around it where there are some."""
        last = self._last(first)
        top, bottom = max(0, first - _REACH), min(self._grid.shape[0], last + _REACH)
        return _Around(*self._read(top, bottom), slice(first - top, last - top))

    def _last(self, first: int) -> int:
        return min(self._grid.shape[0], (first + (1 if first else 0)) + STRIP_ROWS)

    def _read(self, first: int, last: int) -> tuple[np.ndarray, np.ndarray]:
        return read_classes(self._raster, self._path, (first, 0, last - first, self._grid.shape[1]))


@dataclass(frozen=True)
class _Around:
    """Classes of some rows, where there is one, and which of the rows are the strip's."""

    values: np.ndarray
    known: np.ndarray
    strip: slice


def _borders(values: np.ndarray, known: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """Pairs along ``axis`` whose classes differ, and pairs whose classes are both known."""
    one, two = (slice(None, -1), slice(1, None)) if axis == 0 else ((slice(None), slice(None, -1)),
                                                                   (slice(None), slice(1, None)))
    both = known[one] & known[two]
    return (values[one] != values[two]) & both, both


def _edges(edges: Edges, start: int, values: np.ndarray, known: np.ndarray) -> None:
    fresh = slice(1 if start else 0, None)
    change, both = _borders(values[fresh], known[fresh], 1)
    edges.across_columns += change.sum(0)
    edges.pairs_columns += both.sum(0)
    first = start + fresh.start
    edges.beside[first:first + change.shape[0]] = change.sum(1)
    change, both = _borders(values, known, 0)
    rows = slice(start, start + change.shape[0])
    edges.across_rows[rows], edges.pairs_rows[rows] = change.sum(1), both.sum(1)
    edges.corners += int(_corners(values, known).sum())


def _corners(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Two-by-two squares (rows - 1, columns - 1) in which three pixels are of one class and one of another."""
    a, b, c, d = values[:-1, :-1], values[:-1, 1:], values[1:, :-1], values[1:, 1:]
    whole = known[:-1, :-1] & known[:-1, 1:] & known[1:, :-1] & known[1:, 1:]
    ab, cd, ac, bd = a == b, c == d, a == c, b == d
    # Of the four sides of the square two differ, and they meet: the pixel between them stands alone.
    alone = (ab & ac & ~cd & ~bd) | (ab & bd & ~ac & ~cd) | (cd & ac & ~ab & ~bd) | (cd & bd & ~ab & ~ac)
    return np.asarray(alone & whole)


class _Kept:
    """Edges and corners of a reference found again at the same place or one pixel away."""

    def __init__(self) -> None:
        self._edges, self._corners, self._shapes = np.zeros(2, np.int64), np.zeros(2, np.int64), np.zeros(2, np.int64)
        self._pixels, self._alone = 0, 0

    def add(self, here: _Around, there: _Around, top: bool) -> None:
        """One strip of the map and of the reference; ``top``: the first, that has no row of another."""
        first, last = here.strip.start, here.strip.stop
        both = there.known & here.known
        for axis in (0, 1):
            theirs, _ = _borders(there.values, both, axis)
            near = _beside(_borders(here.values, here.known, axis)[0], axis)
            # Between rows, from the last row of the strip before; along them, of fresh rows.
            rows = slice(first, last - 1) if axis == 0 else slice(first + (0 if top else 1), last)
            self._edges += theirs[rows].sum(), (theirs & near)[rows].sum()
        corners, near = _corners(there.values, both), _grown(_corners(here.values, here.known))
        alone = _alone(there.values, there.known)
        noisy = alone[:-1, :-1] | alone[:-1, 1:] | alone[1:, :-1] | alone[1:, 1:]
        rows = slice(first, last - 1)
        self._corners += corners[rows].sum(), (corners & near)[rows].sum()
        self._shapes += (corners & ~noisy)[rows].sum(), (corners & ~noisy & near)[rows].sum()
        fresh = slice(first + (0 if top else 1), last)
        self._pixels += int(there.known[fresh].sum())
        self._alone += int(alone[fresh].sum())

    def kept(self) -> Kept:
        """Shares, NaN where the reference has none."""
        edges, corners, shapes = (float(one[1] / one[0]) if one[0] else float("nan")
                                  for one in (self._edges, self._corners, self._shapes))
        return Kept(edges, corners, int(self._edges[0]), int(self._corners[0]), shapes, int(self._shapes[0]),
                    self._alone / self._pixels if self._pixels else float("nan"))


def _beside(change: np.ndarray, axis: int) -> np.ndarray:
    """And one pixel away along ``axis``."""
    near = change.copy()
    first, second = (slice(None, -1), slice(1, None)) if axis == 0 else (
        (slice(None), slice(None, -1)), (slice(None), slice(1, None)))
    near[first] |= change[second]
    near[second] |= change[first]
    return near


def _alone(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Pixels none of whose four neighbours is of their class."""
    alone = known.copy()
    same = (values[:-1] == values[1:]) & known[:-1] & known[1:]
    alone[:-1] &= ~same
    alone[1:] &= ~same
    same = (values[:, :-1] == values[:, 1:]) & known[:, :-1] & known[:, 1:]
    alone[:, :-1] &= ~same
    alone[:, 1:] &= ~same
    return alone


def _grown(mask: np.ndarray) -> np.ndarray:
    """And its eight neighbours."""
    wide = mask.copy()
    wide[:, 1:] |= mask[:, :-1]
    wide[:, :-1] |= mask[:, 1:]
    tall = wide.copy()
    tall[1:] |= wide[:-1]
    tall[:-1] |= wide[1:]
    return tall


def _geometry(edges: Edges, spectrum: Spectrum, area_ha: float, grid: Grid, kept: Kept | None) -> Geometry:
    pairs = int(edges.pairs_columns.sum() + edges.pairs_rows.sum())
    changes = int(edges.across_columns.sum() + edges.across_rows.sum())
    # A border between columns is as high as a pixel on the ground, one between rows as wide.
    width, height = pixel_sides_m(grid)
    metres = edges.beside @ height + edges.across_rows @ ((width[1:] + width[:-1]) / 2)
    alone = sum(int(counts[0]) for counts in spectrum.patches.values())
    return Geometry(edges.known, area_ha, float(metres / area_ha), changes / max(pairs, 1), edges.corners / area_ha,
                    alone / edges.known, spectrum,
                    seams("column", edges.across_columns, edges.pairs_columns)
                    + seams("row", edges.across_rows, edges.pairs_rows), kept)


def seams(axis: str, changes: np.ndarray, pairs: np.ndarray) -> list[Seam]:
    """Lines across which classes change more often than across the lines beside them.

    Compared with the median of eight lines on each side; by chance a line's count would scatter as a binomial does.
    """
    found = []
    share = np.where(pairs > 0, changes / np.maximum(pairs, 1), np.nan)
    for number in np.flatnonzero(pairs > 0).tolist():
        low, high = max(0, number - NEIGHBOURS), number + NEIGHBOURS + 1
        beside = np.concatenate([share[low:number], share[number + 1:high]])
        beside = beside[np.isfinite(beside)]
        if beside.size < NEIGHBOURS:
            continue
        usual = float(np.median(beside))
        # Neighbouring lines scatter among themselves, more than a binomial: both are asked.
        spread = max(float(np.sqrt(max(usual * (1 - usual), 1e-9) / pairs[number])),
                     1.4826 * float(np.median(np.abs(beside - usual))))
        if share[number] > SEAM_RATIO * usual and share[number] > usual + SEAM_SIGMA * spread:
            found.append(Seam(axis, number, float(share[number]), usual))
    return found
