"""The comparison from end to end: outputs appear whole, or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import numpy as np

from ...engine.outputs import atomic_file, check_writable, write_text
from ...engine.progress import Part, Progress, check
from ...engine.raster import RasterWriter
from ...errors import BocageError
from . import report as pages
from . import style
from .classes import RasterClasses
from .description import describe, numbers
from .pair import Pair, open_pair
from .settings import CompareResult, CompareSettings
from .tally import Tally, add_block, blocks


def compare(settings: CompareSettings, progress: Progress) -> CompareResult:
    """Compare two L2A products. Raises BocageError, or Cancelled; then nothing is left behind."""
    progress.report(0.0, "step_metadata")
    for path in (settings.html, settings.json, settings.difference):
        if path:
            check_writable(os.path.dirname(os.path.abspath(path)))
    pair = open_pair(settings, progress)
    tally = Tally(pair, RasterClasses(settings.classes) if settings.classes else None)
    opened = _difference(settings.difference, tally) if settings.difference else nullcontext(None)
    with opened as writer:
        progress.report(0.02, "step_comparing")
        _run(tally, writer, Part(progress, 0.02, 0.9))
        _check_found(settings, tally, progress)
        found = describe(settings, pair, tally)
        progress.report(0.92, "step_report")
        page = pages.html(found, tally, settings.language, progress) if settings.html else ""
        check(progress)
        if writer is not None:
            writer.set_metadata(_tags(settings, pair))
            writer.close("AVERAGE")
    _write(settings.json, json.dumps(found, indent=1, ensure_ascii=False, allow_nan=False) + "\n")
    _write(settings.html, page)
    progress.report(1.0)
    return CompareResult(found, numbers(found))


def _run(tally: Tally, writer: RasterWriter | None, progress: Progress) -> None:
    """Every block of rows of every grid."""
    pair, done = tally.pair, 0
    work = [(grid, pair.roles if writer and grid == pair.map_grid else roles) for grid, roles in pair.groups.items()]
    total = sum(len(roles) * grid.shape[0] * grid.shape[1] for grid, roles in work)

    for grid, _ in work:
        for part in blocks(grid):
            pixels = part.shape[0] * part.shape[1]

            def step(pixels: int = pixels) -> None:
                nonlocal done
                done += pixels
                progress.report(done / total)
                check(progress)

            check(progress)
            add_block(tally, part, pair.groups[grid], writer, step)


def _check_found(settings: CompareSettings, tally: Tally, progress: Progress) -> None:
    """Classes that lie elsewhere are a mistake; products without a common clear pixel are a finding, which is said."""
    if tally.raster is not None and not tally.raster.numbers:
        raise BocageError("classes_outside", file=settings.classes)
    if not any(found.sums.count.any() for found in tally.differences.values()):
        progress.warn("compare_nothing_clear", file=settings.input, other=settings.reference)


@contextmanager
def _difference(path: str, tally: Tally) -> Iterator[RasterWriter]:
    """GeoTIFF of the differences in the making, and its style once it is whole."""
    pair = tally.pair
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    with atomic_file(path) as beside, RasterWriter(
            beside, pair.map_grid, "float32", len(pair.roles), float(np.nan), pair.roles) as writer:
        yield writer
    _write(os.path.splitext(path)[0] + ".qml", style.text(pair.roles, tally.scale()))


def _tags(settings: CompareSettings, pair: Pair) -> dict[str, str]:
    return {"DESCRIPTION": "INPUT - REFERENCE, surface reflectance, pixels clear in both",
            "INPUT": pair.input.product.identifier, "REFERENCE": pair.reference.product.identifier}


def _write(path: str, text: str) -> None:
    if not path:
        return
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    with atomic_file(path) as beside:
        write_text(beside, text)
