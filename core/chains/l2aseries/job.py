"""A tile's L1C products in order of date, each leaning on those before it.

The state of a series is its finished products: each holds the composite of all dates up to its own. So a
series goes on from wherever it stopped, whatever stopped it, and gives the same bytes.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from ...engine.locks import FolderLock
from ...engine.outputs import check_writable, sweep, translate_write_fault
from ...engine.progress import Part, Progress, Rising, check
from ...engine.vectors import Polygon, read_polygons
from ...errors import BocageError, Cancelled
from ...products.composite import read_composite
from ...products.muscate.layout import zone
from ..l2a.earlier import earlier_composites, finished
from ..l2a.job import run
from ..l2a.outlines import of_day, outlines_digest
from ..l2a.scenery import check_settings
from ..settings import L2AResult, L2ASettings
from . import backward, kept, redo
from .inputs import Dated, dated, fault_of
from .report import Report
from .settings import MODES, SeriesResult, SeriesSettings, Skipped

#: Faults of an earlier product, not of the date: an older one is leaned on instead.
_OF_THE_PAST = ("composite_damaged", "composite_elsewhere")


def run_series(settings: SeriesSettings, progress: Progress) -> SeriesResult:
    """Correct every date that has no product yet. Raises BocageError where nothing can be done at all.

    A product that cannot be corrected is skipped and reported; a full disk, or a folder that cannot be written any
    more, ends the series with its sentence; a cancel (Cancelled) too. Whatever ends it, finished products stay.
    """
    _check(settings)
    progress = Rising(progress)
    progress.report(0.0, "step_metadata")
    dates, left_out = dated(settings, progress)
    for absent in left_out:
        progress.warn("series_skipped", file=absent.file, reason=absent.error)
    if not dates:
        raise BocageError("series_empty", folder=settings.input)
    polygons = read_polygons(settings.l2a.painted, dates[0].product.crs) if settings.l2a.painted else []
    output, tile = Path(settings.l2a.output), zone(dates[0].product)
    check_writable(output)
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise translate_write_fault(output, error) from error
    with FolderLock(output / f".series_{tile}.lock") as lock:
        if lock.dead is not None:
            for folder in (output, *output.glob(f".backward_{tile}_*")):
                sweep(folder, lock.dead)
        report = Report(settings, tile, dates, left_out)
        series = _Series(settings, dates, tile, polygons, report, progress)
        try:
            result = series.run()
        except Cancelled:
            report.try_write("cancelled")
            progress.info("series_stopped", made=str(len(series.made)), kept=str(len(series.kept)))
            raise
        except BocageError as error:
            report.try_write("stopped", str(error))
            raise
    progress.report(1.0)
    return result


def _check(settings: SeriesSettings) -> None:
    """Refuse what no date could be made with, before the first one."""
    if settings.mode not in MODES:
        raise BocageError("parameter_unknown", parameter="MODE", value=settings.mode, known=", ".join(MODES))
    if settings.mode == "backward" and not settings.l2a.masks:
        raise BocageError("backward_needs_masks")
    if settings.start and settings.end and settings.start > settings.end:
        raise BocageError("dates_reversed", start=settings.start.isoformat(), end=settings.end.isoformat())
    check_settings(settings.l2a)


class _Series:
    """One run over the dates, under the lock."""

    def __init__(self, settings: SeriesSettings, dates: list[Dated], tile: str, polygons: list[Polygon],
                 report: Report, progress: Progress) -> None:
        self.settings, self.dates, self.tile, self.report = settings, dates, tile, report
        self.output, self.polygons, self.progress = Path(settings.l2a.output), polygons, progress
        self.redo = redo.begin(settings, self.output / f".redo_{tile}.json", dates, polygons, progress)
        self.undated = self._day_of_undated()
        self.made: list[str] = []
        self.kept: list[str] = []
        self.skipped: list[Skipped] = []

    def run(self) -> SeriesResult:
        """All dates, oldest first."""
        self._say_strays()
        self.report.write("running")
        parts = self._parts()
        for number, one in enumerate(self.dates):
            check(self.progress)
            target = self.output / one.identifier
            if self._is_kept(one):
                self._keep(number, one, target)
            else:
                self._make(number, one, target, parts.get(one.identifier, Part(self.progress, 0.0, 0.0)))
            self.report.write("running")
        self.redo.close()
        self._say_end()
        self.report.write("finished")
        products = [str(self.output / one.identifier) for one in self.dates if finished(self.output / one.identifier)]
        if not self.made and not self.kept:
            raise BocageError("series_all_skipped", count=str(len(self.skipped)), reason=self.skipped[0].error)
        return SeriesResult(tuple(self.made), tuple(self.kept), (*self.report.left_out, *self.skipped),
                            str(self.report.path), products[-1])

    def _is_kept(self, one: Dated) -> bool:
        return finished(self.output / one.identifier) and one.identifier not in self.redo.waiting

    def _keep(self, number: int, one: Dated, target: Path) -> None:
        self.kept.append(str(target))
        self.report.kept(one, target)
        kept.compare(target, self.settings, one, next(iter(self._earlier(one)), None), bool(self._later(number)),
                     outlines_digest(self._outlines(one)), self.progress)

    def _make(self, number: int, one: Dated, target: Path, part: Progress) -> None:
        """One date; what goes wrong with it is its own, save where nothing more can be written."""
        started = time.monotonic()
        self.progress.info("series_date", number=str(number + 1), count=str(len(self.dates)),
                           identifier=one.identifier)
        try:
            result, previous = self._correct(number, one, part)
        except Exception as error:  # noqa: BLE001 - the edge of one product: the others go on
            fault = fault_of(error)
            if self._ends(fault):
                raise fault from error
            self.skipped.append(Skipped(one.product.path, fault))
            self.report.skipped(one, fault, target if finished(target) else None)
            self.progress.warn("series_skipped", file=one.product.path, reason=fault)
            if finished(target):
                self.progress.warn("series_former_stays", identifier=one.identifier)
            part.report(1.0)
            return
        self.made.append(result.product)
        self.redo.done(one.identifier)
        backward.forget(self.settings, self.tile)
        self.report.made(one, result, time.monotonic() - started, previous)

    def _correct(self, number: int, one: Dated, part: Progress) -> tuple[L2AResult, str | None]:
        """The product and the composite behind it: the newest sound one before, else of a backward start, else none."""
        asked = self._asked(one)
        if asked.masks:
            for earlier in self._sound(self._earlier(one)):
                try:
                    return run(replace(asked, previous=str(earlier)), part), str(earlier)
                except BocageError as error:
                    if error.code not in _OF_THE_PAST:
                        raise
                    self.progress.warn("series_past_damaged", identifier=earlier.parent.parent.name, reason=error)
        later = self._later(number)
        if not later:
            return run(asked, part), None
        share = backward.COST * len(later) / (1 + backward.COST * len(later))
        found = backward.later_composite([self._asked(each) for each in later], later, self.tile,
                                         Part(part, 0.0, share))
        return run(replace(asked, previous=found), Part(part, share, 1.0)), found

    def _asked(self, one: Dated) -> L2ASettings:
        """Parameters of one date: outlines are given to those that they are of."""
        outlined = bool(self._outlines(one))
        return replace(self.settings.l2a, input=one.product.path, composite_only=False, previous=None,
                       painted=self.settings.l2a.painted if outlined else None,
                       painted_day=self.undated if outlined else "")

    def _earlier(self, one: Dated) -> list[Path]:
        """Composites that the date may lean on, the newest first."""
        found = earlier_composites(self.output, one.product.tile, one.product.acquired)
        return [path for when, path in found
                if not self.redo.outdated(path.parent.parent.name, when.date(), self.dates)]

    def _sound(self, composites: list[Path]) -> Iterator[Path]:
        """The first as it is; once it proved useless, those that can be read and lie on other cells."""
        useless = set()
        for number, path in enumerate(composites):
            try:
                cells = read_composite(path).cells if number else None
            except BocageError as error:
                self.progress.warn("series_past_damaged", identifier=path.parent.parent.name, reason=error)
                continue
            if cells in useless:
                continue
            yield path
            with suppress(BocageError):
                useless.add(read_composite(path).cells)

    def _later(self, number: int) -> list[Dated]:
        """Dates that a backward start reads before this one."""
        return self.dates[number + 1:number + 1 + self.settings.backward_dates] if (
            self.settings.mode == "backward") else []

    def _ends(self, fault: BocageError) -> bool:
        """True where the next dates would fail alike."""
        if fault.code == "disk_full":
            return True
        if fault.code not in ("folder_not_writable", "output_not_writable"):
            return False
        try:
            check_writable(self.output)
        except BocageError:
            return True
        return False

    def _parts(self) -> dict[str, Progress]:
        """Shares of the progress: what is kept costs nothing, a backward start what it reads."""
        costs: dict[str, float] = {}
        for number, one in enumerate(self.dates):
            if not self._is_kept(one):
                first = not costs and not self._earlier(one)
                costs[one.identifier] = 1.0 + (backward.COST * len(self._later(number)) if first else 0.0)
        total, done = sum(costs.values()), 0.0
        parts: dict[str, Progress] = {}
        for identifier, cost in costs.items():
            parts[identifier] = Part(self.progress, done / total, (done + cost) / total)
            done += cost
        return parts

    # -- clouds outlined by hand -------------------------------------------------------------------

    def _day_of_undated(self) -> str:
        """Day of the outlines that bear none: the first date that is made again. Raises where none is."""
        if not any(one.day is None for one in self.polygons):
            return ""
        since = self.redo.since
        if since is None:
            raise BocageError("painted_undated", file=str(self.settings.l2a.painted))
        return next((one.day for one in self.dates if one.day >= since), since).isoformat()

    def _outlines(self, one: Dated) -> list[Polygon]:
        return of_day(self.polygons, one.day, self.undated) if self.settings.l2a.masks else []

    def _say_strays(self) -> None:
        """Outlines of days that this run does not see."""
        days = {one.day for one in self.dates}
        told = {one.day.isoformat() if one.day else self.undated for one in self.polygons}
        strays = sorted(told - {day.isoformat() for day in days})
        if strays:
            self.progress.warn("painted_strays", file=str(self.settings.l2a.painted), dates=", ".join(strays))

    def _say_end(self) -> None:
        self.progress.info("series_done", made=str(len(self.made)), kept=str(len(self.kept)),
                           skipped=str(len(self.skipped) + len(self.report.left_out)), file=str(self.report.path))
