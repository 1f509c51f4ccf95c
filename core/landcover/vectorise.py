"""``bocage:vectorise``: patches of a map as polygons with what other rasters say of them, strip after strip.

What a strip cuts is held until the patch ends, then joined. Memory is that of a strip, some tens of bytes a patch, and
the patches that are open.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

import numpy as np

from ..engine.class_raster import row_areas_m2
from ..engine.grid import Grid
from ..engine.outputs import check_space, free_bytes, human_bytes
from ..engine.progress import Part, Progress, check
from ..engine.raster import Raster, polygonise
from ..engine.regions import OUTSIDE
from ..errors import BocageError
from .code_source import STRIP_ROWS, CodeSource, check_same_grid
from .nomenclature import nomenclature
from .outlines import Nodes, area, cut_corners, joined, multipolygon_wkb, placed
from .patch_graph import PatchGraph, patch_graph
from .regularise import RegulariseSettings, minimum_pixels, regularise

SIMPLIFY = ("none", "smooth")
#: More classes than this, and a raster is no map of classes whose shares have a column each.
_MOST_CLASSES = 256
#: Of a polygon in a file: its fields, and a corner.
_ROW_BYTES, _CORNER_BYTES = 200, 16


@dataclass(frozen=True)
class VectoriseSettings:
    """What is asked for."""

    input: str
    confidence: str = ""
    validity: str = ""
    #: Another map, whose classes are counted inside the polygons.
    shares: str = ""
    simplify: str = "none"
    minimum: float = 0.0
    unit: str = "pixels"
    #: For the map with its minimum unit; the system's where empty.
    folder: str = ""
    #: Where the caller writes the polygons: the disk that must hold them; that of ``folder`` where empty.
    target: str = ""


@dataclass(frozen=True)
class PatchPolygon:
    """One patch: MultiPolygon in the CRS of the map, area on the ellipsoid, mean and standard deviation of what the
    rasters say (None where they say nothing), percent of its pixels by class of the other map.
    """

    code: int
    wkb: bytes
    pixels: int
    area_ha: float
    confidence: tuple[float, float] | None = None
    validity: tuple[float, float] | None = None
    shares: Mapping[int, float] = field(default_factory=dict)


@dataclass
class _Sums:
    """Of one patch so far. moments: of each raster, pixels that it knows, sum, sum of squares."""

    area_m2: float
    moments: np.ndarray
    shares: dict[int, int]
    pieces: list[bytes]

    def add(self, other: _Sums) -> None:
        self.area_m2 += other.area_m2
        self.moments += other.moments
        for value, count in other.shares.items():
            self.shares[value] = self.shares.get(value, 0) + count
        self.pieces += other.pieces


class _Layer:
    """One raster of numbers on the pixels of the map."""

    def __init__(self, path: str, grid: Grid) -> None:
        self._raster = Raster(path)
        self.close = self._raster.close
        check_same_grid(grid, path, self._raster.grid)

    def read(self, start: int, stop: int) -> np.ndarray:
        """Rows, float64, NaN without data."""
        pixels = self._raster.read(1, (start, 0, stop - start, self._raster.grid.shape[1])).astype(float)
        if self._raster.nodata is not None:
            pixels[pixels == self._raster.nodata] = np.nan
        return pixels


def vectorise(settings: VectoriseSettings, progress: Progress) -> Iterator[PatchPolygon]:
    """Polygons of a map, in the order in which patches end. Raises BocageError, or Cancelled."""
    progress.report(0.0, "step_vectorise")
    with ExitStack() as stack:
        path, part = settings.input, progress
        with CodeSource(path) as source:
            if not source.grid.crs:
                raise BocageError("map_without_crs", file=path)
            merging = minimum_pixels(settings.minimum, settings.unit, source.grid) > 1
        if merging:
            place = stack.enter_context(tempfile.TemporaryDirectory(prefix=".bocage-", dir=settings.folder or None))
            path, part = os.path.join(place, "merged.tif"), Part(progress, 0.3, 1.0)
            regularise(RegulariseSettings(settings.input, path, 0, settings.minimum, settings.unit),
                       Part(progress, 0.0, 0.3))
        source = stack.enter_context(CodeSource(path))
        layers = []
        for name in (settings.confidence, settings.validity):
            layers.append(_Layer(name, source.grid) if name else None)
            if layers[-1] is not None:
                stack.callback(layers[-1].close)
        other = stack.enter_context(CodeSource(settings.shares)) if settings.shares else None
        if other is not None:
            check_same_grid(source.grid, settings.shares, other.grid)
        graph = patch_graph(source, 0, Part(part, 0.0, 0.3))
        _announce(settings, source.grid, graph, part)
        yield from _walk(source, graph, layers, other, settings.simplify, Part(part, 0.3, 1.0))


def _announce(settings: VectoriseSettings, grid: Grid, graph: PatchGraph, progress: Progress) -> None:
    """The size of what comes, said and held against the disk; of outlines half as long again as those of squares."""
    sizes = graph.size[graph.code != OUTSIDE].astype(float)
    written = float((_ROW_BYTES + _CORNER_BYTES * 6.0 * np.sqrt(sizes)).sum())
    folder = settings.target or settings.folder or tempfile.gettempdir()
    progress.info("vectorise_size", patches=sizes.size, rows=grid.shape[0], columns=grid.shape[1],
                  written=human_bytes(written), free=human_bytes(free_bytes(folder)))
    check_space(folder, int(written))


def classes_of(path: str, progress: Progress) -> tuple[int, ...]:
    """Numbers of the classes of a map. Raises BocageError where it has more than a table can hold; Cancelled."""
    found: set[int] = set()
    with CodeSource(path) as source:
        for start, stop in source.strips():
            check(progress)
            found |= set(np.unique(source.read(start, stop)).tolist())
            if len(found) > _MOST_CLASSES:
                raise BocageError("map_not_classes", file=path, fault=f"{len(found)} values")
    return tuple(sorted(found - {OUTSIDE}))


def names_of(path: str, table: str, language: str) -> dict[int, str]:
    """Names of classes: of a nomenclature, else those that the map carries."""
    if table:
        return {one.value: one.name_fr if language == "fr" and one.name_fr else one.name for one in nomenclature(table)}
    with Raster(path) as raster:
        return {value: name for value, name in enumerate(raster.categories()) if name}


def _walk(source: CodeSource, graph: PatchGraph, layers: Sequence[_Layer | None], other: CodeSource | None,
          simplify: str, progress: Progress) -> Iterator[PatchPolygon]:
    nodes = Nodes(source.grid.shape)
    held: dict[int, _Sums] = {}
    rows = source.grid.shape[0]

    def ended(patch: int, sums: _Sums) -> PatchPolygon:
        return _polygon(graph, patch, sums, nodes if simplify == "smooth" else None, source.grid, layers)

    for start, stop in source.strips():
        check(progress)
        codes = source.read(start, stop)
        labels = graph.labels(codes, start)
        nodes.add(labels, start)
        here = _sums(codes, labels, start, stop, source.grid, layers, other)
        reached = set(np.unique(labels[-1]).tolist()) if stop < rows else set()
        for number, (patch, sums) in enumerate(here.items()):
            if patch in held:
                held[patch].add(sums)
            elif patch in reached:
                held[patch] = sums
            else:
                if number % 2000 == 0:
                    check(progress)
                yield ended(patch, sums)
        for patch in [patch for patch in held if patch not in reached]:
            yield ended(patch, held.pop(patch))
        progress.report(stop / rows)


def _sums(codes: np.ndarray, labels: np.ndarray, start: int, stop: int, grid: Grid,
          layers: Sequence[_Layer | None], other: CodeSource | None) -> dict[int, _Sums]:
    """What a strip holds of each patch."""
    known = codes != OUTSIDE
    patches, index = np.unique(labels[known], return_inverse=True)
    index, count = index.ravel(), patches.size
    areas = np.bincount(index, _pixel_areas(grid, start, stop)[known], count)
    moments = np.zeros((count, len(layers), 3))
    for k, layer in enumerate(layers):
        if layer is not None:
            values = layer.read(start, stop)[known]
            good = np.isfinite(values)
            for power in range(3):
                moments[:, k, power] = np.bincount(index[good], values[good] ** power, count)
    found = {int(patch): _Sums(float(areas[k]), moments[k], {}, []) for k, patch in enumerate(patches)}
    if other is not None:
        classes = other.read(start, stop)[known].astype(np.int64)
        keys, counts = np.unique((index.astype(np.int64) << 32) | (classes - OUTSIDE), return_counts=True)
        for key, number in zip(keys.tolist(), counts.tolist()):
            found[int(patches[key >> 32])].shares[(key & 0xFFFFFFFF) + OUTSIDE] = number
    local = np.zeros(codes.shape, np.int32)
    local[known] = index + 1
    for number, wkb in polygonise(local, start):
        found[int(patches[number - 1])].pieces.append(wkb)
    return found


def _pixel_areas(grid: Grid, start: int, stop: int) -> np.ndarray:
    """m2 of the pixels of a strip (rows, columns): by squares, by rows where their area changes inside (degrees)."""
    rows, columns = stop - start, grid.shape[1]
    areas = np.empty((rows, columns))
    for column in range(0, columns, STRIP_ROWS):
        part = grid.window(start, column, rows, min(STRIP_ROWS, columns - column))
        areas[:, column:column + part.shape[1]] = row_areas_m2(part)[:, None]
    return areas


def _polygon(graph: PatchGraph, patch: int, sums: _Sums, nodes: Nodes | None, grid: Grid,
             layers: Sequence[_Layer | None]) -> PatchPolygon:
    polygons = joined(sums.pieces)
    pixels = int(graph.size[patch])
    hectares = sums.area_m2 / 1e4
    if nodes is not None:
        polygons = [[cut_corners(ring, nodes) for ring in rings] for rings in polygons]
        # The ground of the pixels, by what the line left of them.
        hectares *= area(polygons) / pixels
    means = [_mean(sums.moments[k]) if layer is not None else None for k, layer in enumerate(layers)]
    counted = {value: 100.0 * count / pixels for value, count in sums.shares.items() if value != OUTSIDE}
    return PatchPolygon(int(graph.code[patch]), multipolygon_wkb(placed(polygons, grid)), pixels, hectares,
                        means[0], means[1], counted)


def _mean(moments: np.ndarray) -> tuple[float, float] | None:
    """Mean and standard deviation of a population."""
    count, total, squares = moments.tolist()
    if count == 0:
        return None
    mean = total / count
    return mean, float(np.sqrt(max(0.0, squares / count - mean ** 2)))
