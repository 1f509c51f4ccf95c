"""What no confusion matrix sees of a map: its noise, its edges and corners, the seams of its making.

Reference polygons are eroded, so that a map may be smeared, cut by tile borders or full of single pixels and keep its
overall accuracy (CESBIO, "Validating land cover maps", 2018). Everything is counted in one pass by strips.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from ..engine.class_raster import pixel_area_m2, read_classes
from ..engine.grid import Grid
from ..engine.progress import Progress
from ..engine.raster import Raster
from ..errors import BocageError, Cancelled
from .class_map import STRIP_ROWS
from .patches import PatchCounter, Spectrum

#: A line of pixels is a seam where classes change across it so many times as often as across its neighbours, and by
#: so many standard deviations of a chance count; neighbours looked at on each side.
SEAM_RATIO, SEAM_SIGMA, NEIGHBOURS = 1.5, 8.0, 8


@dataclass
class Edges:
    """Borders between pixels of different classes: by column (between it and the next) and by row; pairs seen."""

    across_columns: np.ndarray
    across_rows: np.ndarray
    pairs_columns: np.ndarray
    pairs_rows: np.ndarray
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


def measure(path: str, progress: Progress, reference: str = "") -> Geometry:
    """Of the map at ``path``; ``reference`` is a map on the same pixels whose edges should be found again.

    Raises BocageError: not a map of classes, no CRS, another grid; Cancelled.
    """
    with Raster(path) as raster:
        grid = raster.grid
    if not grid.crs:
        raise BocageError("map_without_crs", file=path)
    rows, columns = grid.shape
    edges = Edges(np.zeros(max(columns - 1, 0), np.int64), np.zeros(max(rows - 1, 0), np.int64),
                  np.zeros(max(columns - 1, 0), np.int64), np.zeros(max(rows - 1, 0), np.int64))
    counter, tally, area = PatchCounter(), _Kept(), 0.0
    with _Strips(path, grid) as own, _Strips(reference or path, grid) as other:
        for start, values, known in own.all():
            if progress.cancelled():
                raise Cancelled
            fresh = slice(1 if start else 0, None)
            counter.add(values[fresh], known[fresh])
            _edges(edges, start, values, known)
            shown = int(known[fresh].sum())
            edges.known += shown
            area += shown * pixel_area_m2(grid.window(start, 0, values.shape[0], columns)) / 1e4
            if reference:
                tally.add(values, known, *other.at(start))
            progress.report(min(1.0, (start + values.shape[0]) / rows))
    if edges.known == 0:
        raise BocageError("map_empty", file=path)
    return _geometry(edges, counter.finish(), area, grid, tally.kept() if reference else None)


class _Strips:
    """Classes of a map by strips, each with the last row of the strip before."""

    def __init__(self, path: str, grid: Grid) -> None:
        self._path, self._grid = path, grid
        self._raster = Raster(path)
        other = self._raster.grid
        if other.shape != grid.shape or np.abs(np.subtract(other.transform, grid.transform)).max() > 1e-6 * grid.dx:
            self._raster.close()
            raise BocageError("maps_not_aligned", file=path)

    def __enter__(self) -> "_Strips":
        return self

    def __exit__(self, *_: object) -> None:
        self._raster.close()

    def all(self) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
        """First row, classes, and where there is one."""
        for start in range(0, self._grid.shape[0], STRIP_ROWS):
            yield (max(0, start - 1), *self.at(max(0, start - 1)))

    def at(self, first: int) -> tuple[np.ndarray, np.ndarray]:
        """The strip that begins with row ``first``."""
        last = min(self._grid.shape[0], (first + (1 if first else 0)) + STRIP_ROWS)
        return read_classes(self._raster, self._path, (first, 0, last - first, self._grid.shape[1]))


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
        self._edges, self._found_edges, self._corners, self._found_corners = 0, 0, 0, 0

    def add(self, values: np.ndarray, known: np.ndarray, other: np.ndarray, other_known: np.ndarray) -> None:
        """One strip of the map and of the reference."""
        for axis in (0, 1):
            there, _ = _borders(other, other_known & known, axis)
            here, _ = _borders(values, known, axis)
            near = here.copy()
            first, second = (slice(None, -1), slice(1, None)) if axis == 0 else (
                (slice(None), slice(None, -1)), (slice(None), slice(1, None)))
            near[first] |= here[second]
            near[second] |= here[first]
            self._edges += int(there.sum())
            self._found_edges += int((there & near).sum())
        there, here = _corners(other, other_known & known), _corners(values, known)
        self._corners += int(there.sum())
        self._found_corners += int((there & _grown(here)).sum())

    def kept(self) -> Kept:
        """Shares, NaN where the reference has none."""
        return Kept(self._found_edges / self._edges if self._edges else float("nan"),
                    self._found_corners / self._corners if self._corners else float("nan"), self._edges,
                    self._corners)


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
    # The side of a pixel on the ground: a border between columns is as high as a pixel, one between rows as wide.
    side = np.sqrt(area_ha * 1e4 / edges.known)
    stretch = np.sqrt(grid.dy / grid.dx)
    metres = side * (edges.across_columns.sum() * stretch + edges.across_rows.sum() / stretch)
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
