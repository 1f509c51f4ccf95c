"""The study from end to end: outputs appear whole, or not at all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack

import numpy as np

from ... import __version__
from ...engine.class_raster import read_classes
from ...engine.grid import Grid
from ...engine.html import json_text
from ...engine.progress import Part, Progress, check
from ...engine.raster import Raster
from ...errors import BocageError
from ...landcover.code_source import check_same_grid
from ...validation.codes import Coder
from ...validation.stability import HISTORIES, Stability, kind_table
from ..comparemaps import output as files
from ..comparemaps.picture import Picture
from ..comparemaps.tally import blocks
from ..pixels import style
from . import report as pages
from .describe import describe, numbers_of
from .settings import MapStabilityResult, MapStabilitySettings
from .words import words

#: Colour of each number of changes from 0; the last one is for all above.
CHANGE_COLOURS = ("#d9d9d9", "#c6dbef", "#9ecae1", "#6baed6", "#3182bd", "#08519c", "#08306b")
#: Number of changes where no two successive years have a class.
NO_PAIR = 255


def map_stability(settings: MapStabilitySettings, progress: Progress) -> MapStabilityResult:
    """Follow every pixel through the years. Raises BocageError, or Cancelled; then nothing is left behind."""
    progress.report(0.0, "step_comparing")
    _check(settings)
    with ExitStack() as stack:
        # Whatever is entered below takes its name before what is written beside in here: the report comes last.
        last = stack.enter_context(ExitStack())
        rasters = [stack.enter_context(Raster(path)) for path in settings.maps]
        grid = _grid(settings.maps, rasters)
        outputs = {path: 1 for path in (settings.output, settings.history) if path}
        files.check_paths(outputs, grid, settings.maps)
        items = {"SOFTWARE": f"Bocage {__version__}", "ALGORITHM": "bocage:mapstability",
                 "YEARS": ", ".join(settings.years),
                 "MAPS": ", ".join(os.path.basename(path) for path in settings.maps)}
        made = {name: stack.enter_context(files.class_file(path, grid, "uint8", items, look, nodata))
                for name, path, look, nodata in (
                    ("changes", settings.output, _changes_style(settings), NO_PAIR),
                    ("history", settings.history, _history_style(settings), 0)) if path}
        coder, picture = Coder(settings.maps[0]), Picture(grid.shape)
        found = _run(settings, rasters, grid, coder, {name: one[0] for name, one in made.items()}, picture,
                     Part(progress, 0.0, 0.9))
        if not any(step.pixels[:, 1:, 1:].any() for step in found.steps):
            raise BocageError("stability_nothing")
        progress.report(0.9, "step_report")
        report = describe(settings, found, coder)
        page = pages.page(report, picture) if settings.html else ""
        check(progress)
        for _, writer in made.values():
            writer.close("NEAREST")
        files.write_beside(last, {settings.html: page, settings.json: json_text(report),
                                  settings.transitions: pages.transitions_csv(report)})
    progress.report(1.0)
    return MapStabilityResult(report, numbers_of(report))


def _check(settings: MapStabilitySettings) -> None:
    if len(settings.maps) < 2:
        raise BocageError("stability_one_map")
    files.check_apart([settings.output, settings.history], [settings.html, settings.json, settings.transitions])


def _grid(paths: Sequence[str], rasters: Sequence[Raster]) -> Grid:
    grid = rasters[0].grid
    if not grid.crs:
        raise BocageError("map_without_crs", file=paths[0])
    for path, raster in zip(paths, rasters):
        check_same_grid(grid, path, raster.grid)
    return grid


def _run(settings: MapStabilitySettings, rasters: Sequence[Raster], grid: Grid, coder: Coder,
         made: dict[str, files.Rows], picture: Picture, progress: Progress) -> Stability:
    found, total, done = Stability(len(rasters)), grid.shape[0] * grid.shape[1], 0
    for window in blocks(grid):
        check(progress)
        codes = []
        for path, raster in zip(settings.maps, rasters):
            values, known = read_classes(raster, path, window)
            codes.append(coder.code(values, known))
        kinds = kind_table(coder.values, settings.rotating, settings.implausible)
        changes, history = found.add(codes, kinds, grid.window(*window))
        if "changes" in made:
            made["changes"].put(window[1], np.where(history == 0, np.uint8(NO_PAIR), changes))
        picture.put(window, picture.cut(window, history))
        if "history" in made:
            made["history"].put(window[1], history)
        if window[1] + window[3] == grid.shape[1]:
            for raster in rasters:
                raster.forget()
        done += window[2] * window[3]
        progress.report(done / total)
    return found


def _changes_style(settings: MapStabilitySettings) -> str:
    most = len(settings.maps)
    return style.paletted([(number, CHANGE_COLOURS[min(number, len(CHANGE_COLOURS) - 1)], str(number))
                           for number in range(most)])


def _history_style(settings: MapStabilitySettings) -> str:
    text = words(settings.language)
    return style.paletted([(HISTORIES.index(name), files.hexadecimal(colour), text[name])
                           for name, colour in pages.HISTORY_COLOURS.items()])
