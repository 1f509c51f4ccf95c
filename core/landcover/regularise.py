"""``bocage:regularise``: majority in a window, then a minimum mapping unit, strip after strip."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..engine.class_raster import MapContent, pixel_area_m2
from ..engine.grid import Grid
from ..engine.outputs import check_apart, check_writable
from ..engine.progress import Part, Progress, check
from ..engine.raster import metres_per_unit
from ..engine.regions import OUTSIDE
from ..errors import BocageError
from .code_source import ClassWriter, CodeSource, Look, announce, class_map, look_of, made_by
from .majority import majority
from .minimum_unit import LARGEST, merge_small
from .patch_graph import patch_graph

UNITS = ("pixels", "hectares")
_TEMPORARY = Look("int32", float(OUTSIDE))


@dataclass(frozen=True)
class RegulariseSettings:
    """What is asked for; ``minimum`` in ``unit``, ``radius`` in pixels, 0 for none of either."""

    input: str
    output: str
    radius: int = 1
    minimum: float = 0.0
    unit: str = "pixels"
    #: Numbers of the classes that neither lose nor gain a pixel.
    kept: Sequence[int] = ()
    mask: str = ""


@dataclass(frozen=True)
class RegulariseResult:
    """Content of the map before (under the mask) and after; pixels and patches that changed."""

    output: str
    before: MapContent
    after: MapContent
    minimum_pixels: int
    changed_pixels: int
    merged_patches: int
    #: Patches still under the minimum unit: of classes kept not counted, they touch no class that they may join.
    left_patches: int


class _Counts:
    """Contents met on the way."""

    def __init__(self, grid: Grid) -> None:
        self.before, self.after, self.changed, self._grid = MapContent(), MapContent(), 0, grid

    def add(self, content: MapContent, codes: np.ndarray, start: int) -> None:
        """One strip."""
        strip = self._grid.window(start, 0, *codes.shape)
        content.count(codes, codes != OUTSIDE, strip)


def regularise(settings: RegulariseSettings, progress: Progress) -> RegulariseResult:
    """Regularise one map. Raises BocageError, or Cancelled; then nothing is left behind."""
    progress.report(0.0, "step_regularise")
    check_apart([settings.output], [settings.input, settings.mask])
    look = look_of(settings.input)
    items = made_by("regularise", settings, [settings.input])
    with CodeSource(settings.input, settings.mask) as source:
        if not source.grid.crs:
            raise BocageError("map_without_crs", file=settings.input)
        bound = minimum_pixels(settings.minimum, settings.unit, source.grid)
        declared = source.nodata is not None or bool(settings.mask)
        counts = _Counts(source.grid)
        pixels = source.grid.shape[0] * source.grid.shape[1]
        # Overviews add a third; patches are found on a copy of four bytes.
        written = pixels * (np.dtype(look.dtype).itemsize * 4 / 3 + (4 if bound > 1 else 0)) + 100_000
        announce(progress, Path(settings.output).parent, source.grid,
                 [look.dtype, *(["uint8"] if settings.mask else [])], written)
        with class_map(settings.output, source.grid, look, items, declared) as writer:
            if bound <= 1:
                _smooth(source, settings, writer, counts, progress, counts.after)
                merged = left = 0
            else:
                merged, left = _both(source, settings, bound, writer, counts, progress)
    progress.report(1.0)
    result = RegulariseResult(settings.output, counts.before, counts.after, bound, counts.changed, merged, left)
    _tell(result, progress)
    return result


def minimum_pixels(minimum: float, unit: str, grid: Grid) -> int:
    """Pixels that a patch must have. Raises BocageError where they are too many.

    A hectare is counted in pixels of their nominal size, in those of their size on the ellipsoid where the two differ
    by more than 1 % (degrees, Mercator far from the equator).
    """
    pixels = minimum
    if unit == "hectares":
        metres, true_m2 = metres_per_unit(grid.crs), pixel_area_m2(grid)
        nominal_m2 = true_m2 if metres is None else grid.dx * grid.dy * metres ** 2
        pixels = minimum * 1e4 / (nominal_m2 if abs(nominal_m2 / true_m2 - 1.0) < 0.01 else true_m2)
    if not math.isfinite(pixels) or pixels > LARGEST:
        raise BocageError("minimum_unit_too_large", pixels=f"{pixels:.0f}", most=LARGEST)
    return max(0, math.ceil(pixels - 1e-6))


def _smooth(source: CodeSource, settings: RegulariseSettings, writer: ClassWriter, counts: _Counts,
            progress: Progress, after: MapContent | None) -> None:
    """Majority of every strip, read with what surrounds it."""
    rows, radius = source.grid.shape[0], settings.radius
    for start, stop in source.strips():
        check(progress)
        first, last = max(0, start - radius), min(rows, stop + radius)
        wide = source.read(first, last)
        inner = slice(start - first, stop - first)
        smooth = majority(wide, radius, settings.kept)[inner] if radius else wide[inner]
        counts.add(counts.before, wide[inner], start)
        if after is not None:
            counts.add(after, smooth, start)
            counts.changed += int(np.count_nonzero(smooth != wide[inner]))
        writer.append(smooth)
        progress.report(stop / rows)


def _both(source: CodeSource, settings: RegulariseSettings, bound: int, writer: ClassWriter, counts: _Counts,
          progress: Progress) -> tuple[int, int]:
    """The smoothed map on the disk, its patches, then the map with the small ones merged."""
    folder = Path(settings.output).parent
    check_writable(folder)
    with tempfile.TemporaryDirectory(prefix=".bocage-", dir=folder) as place:
        middle = str(Path(place) / "smooth.tif")
        with class_map(middle, source.grid, _TEMPORARY) as smooth:
            _smooth(source, settings, smooth, counts, Part(progress, 0.0, 0.4), None)
        with CodeSource(middle) as smoothed:
            graph = patch_graph(smoothed, bound, Part(progress, 0.4, 0.65))
            merged = merge_small(graph, bound, settings.kept, Part(progress, 0.65, 0.8))
            for start, stop in smoothed.strips():
                check(progress)
                codes = merged.code[graph.labels(smoothed.read(start, stop), start)]
                counts.add(counts.after, codes, start)
                counts.changed += int(np.count_nonzero(codes != source.read(start, stop)))
                writer.append(codes)
                progress.report(0.8 + 0.2 * stop / source.grid.shape[0])
    return merged.changed, merged.left


def _tell(result: RegulariseResult, progress: Progress) -> None:
    progress.info("regularised", changed=result.changed_pixels, merged=result.merged_patches,
                  minimum=result.minimum_pixels)
    for value in sorted(result.before.pixels):
        progress.info("regularised_class", value=value, before=result.before.pixels[value],
                      after=result.after.pixels.get(value, 0),
                      before_ha=f"{result.before.area_m2[value] / 1e4:.2f}",
                      after_ha=f"{result.after.area_m2.get(value, 0.0) / 1e4:.2f}")
    if result.left_patches:
        progress.warn("regularised_left", count=result.left_patches)
