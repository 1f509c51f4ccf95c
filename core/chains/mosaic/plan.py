"""What a mosaic is made of: its sources, their bands, the grid, and the order in which products are asked."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timezone

import numpy as np

from ...engine.grid import Grid
from ...engine.progress import Progress, check
from ...engine.raster import metres_per_unit, same_crs
from ...engine.vectors import Polygon, read_polygons
from ...errors import BocageError
from ..pixels.masking import bits_of
from ..pixels.reading import PixelReader, bounds_in, step_in, window_of
from ..pixels.sources import Source, open_source, open_sources
from ..pixels.targets import around, checked, cropped, snapped
from ..pixels.variables import Variable, variables
from .settings import MosaicSettings

#: Side of the lattice on which the clear share is estimated.
_SAMPLES = 256
#: Longitude of the antimeridian; beyond, a grid's longitudes run on.
_EAST = 180.0


@dataclass(frozen=True)
class Layered:
    """One source, what is read of it, and how clear it is over the target."""

    source: Source
    variables: tuple[Variable, ...]
    #: Grid of its finest band.
    grid: Grid
    #: Share 0..1 of its pixels in the target without an unclear flag; NaN where it was not asked for.
    clear: float = math.nan


def open_layers(settings: MosaicSettings, progress: Progress) -> list[Layered]:
    """Sources with their bands. Raises BocageError where one that was named cannot serve."""
    found, refused = open_sources(settings.input, progress, True, settings.images)
    for one in refused:
        if one.path in settings.input:
            raise one.error
        progress.warn("product_skipped", file=one.path, fault=str(one.error))
    if not found:
        raise BocageError("no_products", file=", ".join(settings.input))
    names = settings.bands or _common_bands(found)
    result = []
    for source in found:
        check(progress)
        chosen = variables(source.product, names)
        with PixelReader(source.product) as reader:
            result.append(Layered(source, chosen, reader.finest(chosen)))
    return result


def _common_bands(found: Sequence[Source]) -> tuple[str, ...]:
    """All bands of rasters that have as many; of products, those that all of them have, by role where they have one."""
    if all(source.is_raster for source in found):
        counts = {len(source.product.bands) for source in found}
        if len(counts) > 1:
            raise BocageError("mosaic_bands_differ", counts=", ".join(str(count) for count in sorted(counts)))
        return tuple(str(index) for index in range(1, counts.pop() + 1))
    offered = []
    for source in found:
        readable = [band for band in source.product.bands if band.path is not None]
        offered.append([band.role or band.name for band in readable])
    names = tuple(name for name in offered[0] if all(name in other for other in offered[1:]))
    if not names:
        raise BocageError("mosaic_no_band", file=found[0].product.path)
    return names


def target_grid(settings: MosaicSettings, layers: Sequence[Layered]) -> tuple[Grid, list[Polygon]]:
    """The grid to fill and the outlines that cut it, in its CRS. Raises BocageError."""
    grid = _given(settings, layers) if settings.grid else None
    crs = grid.crs if grid else settings.crs or Counter(one.grid.crs for one in layers).most_common(1)[0][0]
    outlines = read_polygons(settings.aoi, crs) if settings.aoi else []
    if grid is None:
        outlines = _one_turn(outlines, crs)
        grid = _made(settings, layers, crs, outlines)
    if not any(_overlap(one.grid, grid) for one in layers):
        raise BocageError("mosaic_outside", file=layers[0].source.product.path)
    return checked(grid, settings.output), outlines


def _given(settings: MosaicSettings, layers: Sequence[Layered]) -> Grid:
    source = open_source(settings.grid)
    with PixelReader(source.product) as reader:
        full = reader.finest(())
    return cropped(full, settings.resolution, settings.extent, settings.extent_crs, settings.grid)


def _made(settings: MosaicSettings, layers: Sequence[Layered], crs: str, outlines: Sequence[Polygon]) -> Grid:
    here = [one.grid for one in layers if same_crs(one.grid.crs, crs)]
    finest = min(here, key=lambda one: one.dx) if here else None
    step = settings.resolution or (finest.dx if finest else _told(min(layers, key=lambda one: one.grid.dx).grid, crs))
    if settings.extent is not None:
        xmin, ymin, xmax, ymax = settings.extent
        if not (xmax > xmin and ymax > ymin):
            raise BocageError("extent_empty")
        bounds = around([(settings.extent, settings.extent_crs)], crs)
    elif outlines:
        points = np.concatenate([one.rings[0] for one in outlines])
        bounds = (*points.min(axis=0).tolist(), *points.max(axis=0).tolist())  # type: ignore[assignment]
    else:
        bounds = around([(one.grid.bounds, one.grid.crs) for one in layers], crs)
    if bounds[2] > _EAST and metres_per_unit(crs) is None:
        _check_turns(layers)
    if not math.isfinite(sum(bounds)):
        raise BocageError("extent_outside", file="EXTENT")
    # On the pixels of the inputs where they have that size, so that they are copied and not resampled.
    kept = finest is not None and abs(finest.dx - step) < 1e-6 * step
    return snapped(crs, bounds, step, (finest.transform[0], finest.transform[3]) if finest and kept else (0.0, 0.0))


def _one_turn(outlines: list[Polygon], crs: str) -> list[Polygon]:
    """Polygons that meet across the antimeridian, those on its other side moved beyond 180."""
    if not outlines or metres_per_unit(crs) is not None:
        return outlines
    longitudes = np.concatenate([one.rings[0][:, 0] for one in outlines])
    if np.ptp(longitudes) <= _EAST or np.ptp(np.where(longitudes < 0, longitudes + 360.0, longitudes)) > _EAST:
        return outlines
    return [replace(one, rings=[ring + np.array([360.0, 0.0]) if ring[:, 0].min() < 0 else ring for ring in one.rings])
            for one in outlines]


def _check_turns(layers: Sequence[Layered]) -> None:
    """Raise BocageError for pixels that have longitudes of their own on the other turn: they would not be found."""
    for one in layers:
        if metres_per_unit(one.grid.crs) is None and one.grid.bounds[0] < 0 and one.grid.bounds[2] < _EAST:
            raise BocageError("mosaic_antimeridian", file=one.source.product.path)


def _told(grid: Grid, crs: str) -> float:
    """Pixel size in another CRS, two digits of it."""
    xmin, ymin, xmax, ymax = around([(grid.bounds, grid.crs)], crs)
    share = max(xmax - xmin, ymax - ymin)
    if not math.isfinite(share) or share <= 0:
        raise BocageError("crs_transform_failed", source=grid.crs[:80], target=crs[:80], fault="no coordinates")
    middle = Grid(crs, (xmin, share / 1000, 0.0, ymax, 0.0, -share / 1000), (1000, 1000))
    return float(f"{grid.dx * middle.dx / step_in(middle, grid):.2g}")


def _overlap(own: Grid, grid: Grid) -> bool:
    window = window_of(own, bounds_in(grid, own.crs))
    return bool(window[2] and window[3])


def ordered(settings: MosaicSettings, layers: Sequence[Layered], grid: Grid, progress: Progress) -> list[Layered]:
    """Those that have a pixel in the target, in the order of the rule. Raises BocageError for a date that is none."""
    inside = [one for one in layers if _overlap(one.grid, grid)]
    known = [one.source.acquired for one in inside if one.source.acquired is not None]
    wanted = _day(settings.date) if settings.date else max(known, default=None)
    if settings.rule == "nearest" and not settings.date:
        raise BocageError("mosaic_date_missing")

    def away(one: Layered) -> float:
        acquired = one.source.acquired
        return math.inf if acquired is None or wanted is None else abs((acquired - wanted).total_seconds())

    days = {moment.date() for moment in known}
    if settings.rule in ("clearest", "nearest") and len(days) > 1:
        inside = [_with_share(one, grid, settings, progress) for one in inside]

    def rank(one: Layered) -> tuple[float, float, str]:
        unclear = 0.0 if math.isnan(one.clear) else round(-one.clear, 4)
        first, second = (away(one), unclear) if settings.rule == "nearest" else (unclear, away(one))
        return first, second, one.source.product.identifier

    return sorted(inside, key=rank)


def _with_share(one: Layered, grid: Grid, settings: MosaicSettings, progress: Progress) -> Layered:
    """The clear share of its pixels in the target, from a lattice of them."""
    check(progress)
    window = window_of(one.grid, bounds_in(grid, one.grid.crs))
    own = one.grid.window(*window)
    lattice = own.cells(max(own.dx, max(own.shape) * own.dx / _SAMPLES))
    with PixelReader(one.source.product) as reader:
        flags = reader.sampled(lattice)
    seen = (flags & np.uint16(1)) == 0
    clear = seen & ((flags & np.uint16(bits_of(settings.flags))) == 0)
    share = float(np.count_nonzero(clear)) / max(1, np.count_nonzero(seen))
    return Layered(one.source, one.variables, one.grid, share)


def _day(text: str) -> datetime:
    try:
        day = date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise BocageError("date_unreadable", value=text) from None
    # Noon: a day's own products are nearer than those of the days around.
    return datetime(day.year, day.month, day.day, 12, tzinfo=timezone.utc)
