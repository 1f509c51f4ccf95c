"""A tile's L1C products in order of date, each leaning on those before it.

The state of a series is its finished products: each holds the composite of all dates up to its own. So a
series goes on from wherever it stopped, whatever stopped it, and gives the same bytes.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, replace
from pathlib import Path

from ...engine.outputs import write_text
from ...engine.progress import Part, Progress, check
from ...engine.vectors import read_polygons
from ...errors import BocageError
from ...products.muscate.layout import utc
from ..l2a.earlier import latest_composite
from ..l2a.job import run
from .inputs import Dated, dated
from .settings import MODES, SeriesResult, SeriesSettings, Skipped

REPORT = "series_report.json"
_START = "backward_start"


def run_series(settings: SeriesSettings, progress: Progress) -> SeriesResult:
    """Correct every date that has no product yet. Raises BocageError where nothing can be done at all.

    A product that cannot be corrected is skipped and reported; a cancel leaves the finished ones.
    """
    if settings.mode not in MODES:
        raise BocageError("parameter_unknown", parameter="MODE", value=settings.mode, known=", ".join(MODES))
    output = Path(settings.l2a.output)
    dates, skipped = dated(Path(settings.input), settings.start, settings.end)
    for absent in skipped:
        progress.warn("series_skipped", file=absent.file, reason=absent.reason)
    if not dates:
        raise BocageError("series_empty", folder=settings.input)
    settings = _with_outlines(settings, dates[0])
    output.mkdir(parents=True, exist_ok=True)
    _set_aside(settings, dates, output, progress)
    made: list[str] = []
    kept: list[str] = []
    for number, one in enumerate(dates):
        check(progress)
        part = Part(progress, number / len(dates), (number + 1) / len(dates))
        target = output / one.identifier
        if finished(target):
            kept.append(str(target))
            _compare_parameters(target, settings, one, progress)
            continue
        progress.info("series_date", number=str(number + 1), count=str(len(dates)), identifier=one.identifier)
        try:
            run(replace(settings.l2a, input=one.product.path, previous=_previous(settings, dates, number, part)), part)
            made.append(str(target))
        except BocageError as error:
            # A full disk ends the series: the next dates would fail alike.
            if error.code in ("disk_full", "folder_not_writable", "output_not_writable"):
                _report(settings, made, kept, skipped)
                raise
            skipped.append(Skipped(one.product.path, str(error)))
            progress.warn("series_skipped", file=one.product.path, reason=str(error))
        _report(settings, made, kept, skipped)
    report = _report(settings, made, kept, skipped)
    progress.report(1.0)
    return SeriesResult(tuple(made), tuple(kept), tuple(skipped), report)


def _with_outlines(settings: SeriesSettings, first: Dated) -> SeriesSettings:
    """Outlined clouds are those of one date: the one they bear, else the one from which products are made again."""
    if not settings.l2a.painted:
        return settings
    if settings.redo_from is None and any(
            one.day is None for one in read_polygons(settings.l2a.painted, first.product.crs)):
        raise BocageError("painted_undated", file=settings.l2a.painted)
    day = "" if settings.redo_from is None else settings.redo_from.isoformat()
    return replace(settings, l2a=replace(settings.l2a, painted_day=day))


def finished(product: Path) -> bool:
    """Products appear whole, metadata last: one that has them is finished."""
    return (product / f"{product.name}_MTD_ALL.xml").exists()


def _previous(settings: SeriesSettings, dates: list[Dated], number: int, progress: Progress) -> str | None:
    """What the date leans on: the composite of the product before, else of a backward start, else nothing."""
    output, one = Path(settings.l2a.output), dates[number]
    found = latest_composite(output, one.product.tile, utc(one.product.acquired))
    if found is not None:
        return str(found)
    if settings.mode == "backward":
        return _backward(settings, dates[number + 1:number + 1 + settings.backward_dates], progress)
    return None


def _backward(settings: SeriesSettings, later: list[Dated], progress: Progress) -> str | None:
    """Composite of the dates after the first one, read from the last to the first; made again at each start."""
    folder = Path(settings.l2a.output) / f".{_START}-{os.getpid()}"
    previous: str | None = None
    progress.info("series_backward", count=str(len(later)))
    for one in reversed(later):
        check(progress)
        try:
            result = run(replace(settings.l2a, input=one.product.path, output=str(folder), previous=previous,
                                 composite_only=True, water_vapour_method="fixed"), Part(progress, 0.0, 0.1))
            previous = result.composite
        except BocageError as error:
            progress.warn("series_skipped", file=one.product.path, reason=str(error))
    return previous


def _set_aside(settings: SeriesSettings, dates: list[Dated], output: Path, progress: Progress) -> None:
    """Products to be made again take a hidden name: nothing is deleted before its successor is there."""
    for folder in output.glob(f".{_START}-*"):
        _remove(folder)
    if settings.redo_from is None:
        return
    for one in dates:
        target = output / one.identifier
        if utc(one.product.acquired).date() >= settings.redo_from and finished(target):
            aside = output / f".{one.identifier}.before"
            _remove(aside)
            target.rename(aside)
            progress.info("series_set_aside", identifier=one.identifier)


def _remove(folder: Path) -> None:
    if not folder.exists():
        return
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink()
    folder.rmdir()


def _compare_parameters(target: Path, settings: SeriesSettings, one: Dated, progress: Progress) -> None:
    """Say so where a product that is kept was made with other parameters."""
    path = target / f"{target.name}_STAC.json"
    try:
        stated = json.loads(path.read_text(encoding="utf-8"))["properties"]["bocage:processing"]["parameters"]
        before = json.loads(stated)
    except (OSError, ValueError, KeyError, TypeError):
        return
    now = asdict(settings.l2a)
    # Outlines are those of one date, the others do not feel them.
    ignored = {"input", "output", "previous", "threads", "painted", "painted_day"}
    changed = [name for name in now if name not in ignored and name in before
               and before[name] != json.loads(json.dumps(now[name]))]
    if changed:
        progress.warn("series_other_parameters", identifier=one.identifier, parameters=", ".join(changed))


def _report(settings: SeriesSettings, made: list[str], kept: list[str], skipped: list[Skipped]) -> str:
    """What was done, as JSON, whole after each date."""
    path = Path(settings.l2a.output) / REPORT
    write_text(path, json.dumps({
        "input": settings.input, "mode": settings.mode, "made": made, "kept": kept,
        "skipped": [asdict(one) for one in skipped]}, indent=1, sort_keys=True, ensure_ascii=False))
    return str(path)
