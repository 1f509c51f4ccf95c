"""The comparison from end to end: outputs appear whole, or not at all."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

from ... import __version__
from ...engine.class_raster import pixel_area_m2
from ...engine.grid import Grid
from ...engine.html import json_text
from ...engine.progress import Part, Progress, check
from ...engine.raster import Raster, RasterWriter
from ...errors import BocageError
from ...landcover.nomenclature import of_values
from ...validation.crosswalk import check_matched
from ..pixels import style
from . import output as files
from . import report as pages
from .describe import describe, names_of
from .findings import findings, warnings
from .picture import Picture
from .settings import CompareMapsResult, CompareMapsSettings
from .source import Polygons, RasterSource, Source, polygons_on
from .tally import Tally, Work, ZoneBoxes, count

#: Pixels that an edge reaches at most: what surrounds a block is read with it.
MOST_REACH = 512


def compare_maps(settings: CompareMapsSettings, progress: Progress) -> CompareMapsResult:
    """Compare a map with a source. Raises BocageError, or Cancelled; then nothing is left behind."""
    progress.report(0.0, "step_comparing")
    grid = _grid(settings.map)
    _check_outputs(settings, grid)
    with ExitStack() as stack:
        # Whatever is entered below takes its name before what is written beside in here: the report comes last.
        last = stack.enter_context(ExitStack())
        source = _source(settings, grid, Part(progress, 0.0, 0.1))
        stack.callback(source.close)
        metres = _edge_m(settings, grid)
        reach = min(MOST_REACH, math.ceil(metres / _side_m(grid) - 1e-6))
        zones = ZoneBoxes(settings.zones, grid) if settings.zones is not None else None
        states, numbers = (stack.enter_context(_raster(path, grid, dtype, settings)) if path else None
                           for path, dtype in ((settings.output, "uint8"), (settings.pairs, "uint16")))
        work = Work(settings.map, grid, source, settings.table, reach, zones, states and states[0],
                    numbers and numbers[0], Picture(grid.shape) if settings.html else None)
        tally = count(work, Part(progress, 0.1, 0.9))
        _check_found(settings, work, tally)
        progress.report(0.9, "step_report")
        found = _report(settings, work, tally, metres)
        page = pages.page(found, work.picture) if settings.html else ""
        check(progress)
        look = _close(settings, states, numbers, work, tally)
        files.write_beside(last, {
            settings.html: page, settings.json: json_text(found),
            settings.zones_csv: pages.zones_csv(found), settings.matrix: pages.matrix_csv(found), **look})
    progress.report(1.0)
    return CompareMapsResult(found, numbers_of(found))


def _grid(path: str) -> Grid:
    with Raster(path) as raster:
        if not raster.grid.crs:
            raise BocageError("map_without_crs", file=path)
        return raster.grid


def _check_outputs(settings: CompareMapsSettings, grid: Grid) -> None:
    if bool(settings.raster) == (settings.polygons is not None):
        raise BocageError("compare_one_source")
    sizes = {path: size for path, size in ((settings.output, 1), (settings.pairs, 2)) if path}
    files.check_paths(sizes, grid, [settings.map, settings.raster])
    files.check_apart([settings.output, settings.pairs],
                      [settings.html, settings.json, settings.matrix, settings.zones_csv])


def _source(settings: CompareMapsSettings, grid: Grid, progress: Progress) -> Source:
    given = settings.polygons
    if given is None:
        return RasterSource(settings.raster, grid, settings.table)
    return polygons_on(given.items, given.crs, given.name, grid, settings.table, progress)


def _side_m(grid: Grid) -> float:
    """Side of a pixel on the ground, metres: of the square of its area, in the middle of the map."""
    row, column = grid.shape[0] // 2, grid.shape[1] // 2
    return math.sqrt(pixel_area_m2(grid.window(row, column, 1, 1)))


def _edge_m(settings: CompareMapsSettings, grid: Grid) -> float:
    """What was asked for, else the table's distance, else a pixel."""
    if settings.edge_m is not None:
        return settings.edge_m
    table = settings.table
    return table.edge_m if table is not None and table.edge_m else _side_m(grid)


@contextmanager
def _raster(path: str, grid: Grid, dtype: str,
            settings: CompareMapsSettings) -> Iterator[tuple[files.Rows, RasterWriter]]:
    items = {"SOFTWARE": f"Bocage {__version__}", "ALGORITHM": "bocage:comparemaps",
             "MAP": os.path.basename(settings.map),
             "SOURCE": os.path.basename(settings.raster) or (settings.polygons.name if settings.polygons else "")}
    look = files.state_style(settings.language) if dtype == "uint8" else ""
    with files.class_file(path, grid, dtype, items, look) as made:
        if dtype == "uint8":
            made[1].set_palette(files.state_palette())
        yield made


def _check_found(settings: CompareMapsSettings, work: Work, tally: Tally) -> None:
    """What can only be told once all was read. Raises BocageError."""
    if not tally.map.values:
        raise BocageError("map_empty", file=settings.map)
    check_matched(settings.table, tally.map.values, work.source.codes)
    if not tally.cross.pixels[:, 1:, 1:].any():
        raise BocageError("compare_no_overlap", file=settings.map,
                          source=settings.raster or (settings.polygons.name if settings.polygons else ""))


def _report(settings: CompareMapsSettings, work: Work, tally: Tally, metres: float) -> dict[str, Any]:
    facts: dict[str, Any] = {"how": "centre", "edge_m": metres, "left_out": None,
                             "pixel_ha": float(tally.cross.area_m2.sum() / tally.cross.pixels.sum()) / 1e4}
    if isinstance(work.source, RasterSource):
        facts["how"] = "same_pixels" if work.source.same else "nearest"
        facts["source_pixel"] = work.source.pixel
    elif isinstance(work.source, Polygons):
        facts["left_out"] = {"without_code": work.source.without_code, "refused": work.source.refused,
                             "repaired": work.source.repaired}
    found = describe(settings, work, tally, facts)
    found["findings"], found["warnings"] = findings(found), warnings(found)
    return found


def _close(settings: CompareMapsSettings, states: tuple[files.Rows, RasterWriter] | None,
           numbers: tuple[files.Rows, RasterWriter] | None, work: Work, tally: Tally) -> dict[str, str]:
    """Overviews. Returns the legend of pairs, which is known last, by its path."""
    if states is not None:
        states[1].close("NEAREST")
    if numbers is None:
        return {}
    names = names_of(settings.classes, settings.table, work.source.codes, settings.language)
    labels = [f"{names.map(tally.map.values[ours - 1])} / {names.source(work.source.codes[theirs - 1])}"
              for ours, theirs in tally.pairs.found]
    numbers[1].set_metadata({f"PAIR_{place}": label for place, label in enumerate(labels, 1)}, 1)
    numbers[1].close("NEAREST")
    colours = of_values(range(1, len(labels) + 1))
    return {files.style_path(settings.pairs): style.paletted([(entry.value, files.hexadecimal(entry.colour), label)
                                                              for entry, label in zip(colours, labels)])}


def numbers_of(report: Mapping[str, Any]) -> dict[str, float]:
    """Main figures by the keys of the algorithm, those that there are."""
    states = report["states"]
    found: dict[str, float | None] = {
        "AGREEMENT_PERCENT": _percent(report["agreement"]), "MAIN_PERCENT": _percent(report["main"]),
        "INSIDE_PERCENT": _percent((report["inside"] or {}).get("agreement")),
        "EDGE_PERCENT": _percent((report["edge"] or {}).get("agreement")),
        "POLYGONS_PERCENT": _percent((report["polygons"] or {}).get("agreement")),
        "COMPARED_HA": report["compared_ha"],
        **{f"{name.upper()}_HA": states[name]["hectares"] for name in ("agree", "differ", "unmatched", "map_only",
                                                                      "source_only")}}
    worst = [row["agreement"] for row in report["by_source_class"] if row["agreement"] is not None]
    found["WORST_CLASS_PERCENT"] = _percent(min(worst)) if worst else None
    return {key: value for key, value in found.items() if value is not None}


def _percent(share: float | None) -> float | None:
    return None if share is None else 100.0 * share
