"""The raster of agreement of two maps of classes on one grid, without a report."""

from __future__ import annotations

from ...engine.progress import Progress
from ...engine.raster import Raster
from ...errors import BocageError
from ...landcover.code_source import check_same_grid
from ...validation.agreement import Shares, shares
from ...validation.crosswalk import Crosswalk, check_matched
from . import output as files
from .source import RasterSource
from .tally import Work, count, states_of


def difference_map(first: str, second: str, output: str, progress: Progress, table: Crosswalk | None = None,
                   language: str = "en") -> Shares:
    """Write where two maps on one grid agree: 1 agree, 2 differ, 3 no counterpart, 4 first only, 5 second only.

    A GeoTIFF (uint8, 0 nothing) with colours, overviews and its ``.qml`` beside it, whole or not at all; "" writes
    nothing. ``table`` None: equal numbers agree. Returns hectares on the ellipsoid by state and ``.agreement``, the
    share of what both say. One pass by blocks; memory does not grow with the rows.

    Raises BocageError (another grid, no map of classes, no CRS, no place where both say something), Cancelled.
    """
    with Raster(first) as raster, Raster(second) as other:
        grid = raster.grid
        check_same_grid(grid, second, other.grid)
    if not grid.crs:
        raise BocageError("map_without_crs", file=first)
    source = RasterSource(second, grid, table)
    try:
        if not output:
            return _shares(Work(first, grid, source, table), progress, second)
        files.check_paths({output: 1}, grid, [first, second])
        items = {"FIRST": first, "SECOND": second}
        with files.class_file(output, grid, "uint8", items, files.state_style(language)) as (rows, writer):
            writer.set_palette(files.state_palette())
            found = _shares(Work(first, grid, source, table, states=rows), progress, second)
            writer.close("NEAREST")
        return found
    finally:
        source.close()


def _shares(work: Work, progress: Progress, second: str) -> Shares:
    tally = count(work, progress)
    check_matched(work.table, tally.map.values, work.source.codes)
    found = shares(tally.cross.pixels.sum(0), tally.cross.area_m2.sum(0), states_of(work, tally))
    if not tally.cross.pixels[:, 1:, 1:].any():
        raise BocageError("compare_no_overlap", file=work.path, source=second)
    return found
