"""``bocage:reconcile``: what should be on this computer and is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFileDestination,
)

from ..bridge.feedback import QgisProgress
from ..bridge.language import say
from .base import BocageAlgorithm

#: More than any index holds.
_ALL = 10_000_000


class Reconcile(BocageAlgorithm):
    """Parameters in, ``core.catalogue.queue.reconcile``, the list out."""

    NAME = "reconcile"
    GROUP = "catalogue"

    EXPECTED, START, END, EVERY, OUTPUT = "EXPECTED", "START", "END", "EVERY", "OUTPUT"

    def label(self) -> str:
        """Name shown."""
        return self.tr("Expected and missing scenes")

    def summary(self) -> str:
        """What it does."""
        return self.tr("Lists the scenes that should be on this computer and are not: those that searches of servers "
                       "found, or those of the revisit calendar of the scenes there are. Catalogues lose products too.")

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        tr = self.tr
        self.add(QgsProcessingParameterEnum(self.EXPECTED, tr("Expected"), ["search", "calendar"],
                                            defaultValue="search", usesStaticStrings=True),
                 tr("search: what searches of servers left in the index; calendar: a pass for each revisit of the "
                    "satellites, tiles and orbits of the scenes on disk, which is a question to the provider and no "
                    "proof."))
        day = QgsProcessingParameterDateTime.Type.Date
        self.add(QgsProcessingParameterDateTime(self.START, tr("First date"), day, optional=True),
                 tr("From this day on, UTC; from the first scene if empty."))
        self.add(QgsProcessingParameterDateTime(self.END, tr("Last date"), day, optional=True),
                 tr("Until this day, included; until today if empty."))
        self.add(QgsProcessingParameterBoolean(self.EVERY, tr("List what is there too"), False),
                 tr("One line for each scene expected, with where it lies; else the missing ones alone."))
        self.add(QgsProcessingParameterFileDestination(self.OUTPUT, tr("List (CSV)"), tr("CSV files (*.csv)")),
                 tr("State, name, platform, level, tile and date of each, and what the download queue knows of it."))
        self.addOutput(QgsProcessingOutputNumber("EXPECTED_COUNT", tr("Scenes expected")))
        self.addOutput(QgsProcessingOutputNumber("MISSING", tr("Scenes missing")))

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """What is expected, less what is there."""
        from ..bridge.providers import known
        from ..bridge.settings import index_path, jobs_path
        from ..core.catalogue.index import Index
        from ..core.catalogue.model import LOCAL, PRESENT, Query
        from ..core.catalogue.queue import JobStore, calendar, expected_of, missing, reconcile, write_csv

        start, end = self._day(parameters, self.START, context), self._day(parameters, self.END, context)
        if end is not None:
            end += timedelta(days=1) - timedelta(seconds=1)
        asked = Query(start=start, end=end, limit=_ALL)
        with Index(index_path()) as index:
            here = [hit.scene for hit in index.search(replace(asked, sources=(LOCAL,)))
                    if hit.scene.state == PRESENT]
            # By themselves: beside its twin on disk a server's scene is not told.
            found = [hit.scene for hit in index.search(replace(asked, sources=tuple(known())))]
        progress.report(0.5)
        if self.choice(parameters, self.EXPECTED, context) == "calendar":
            first = start or min((scene.acquired for scene in here), default=datetime.now(timezone.utc))
            expected = calendar(here, first, end or datetime.now(timezone.utc))
        else:
            expected = expected_of(found)
        with JobStore(jobs_path()) as store:
            lines = reconcile(expected, here, store.jobs())
        gone = missing(lines)
        target = self.parameterAsFileOutput(parameters, self.OUTPUT, context)
        write_csv(lines if self.parameterAsBoolean(parameters, self.EVERY, context) else gone, target)
        progress.report(1.0)
        return {self.OUTPUT: target, "EXPECTED_COUNT": len(lines), "MISSING": len(gone)}

    def faults(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """Dates the wrong way round."""
        start, end = self._day(parameters, self.START, context), self._day(parameters, self.END, context)
        if start is not None and end is not None and start > end:
            return [say("dates_reversed", start=f"{start:%Y-%m-%d}", end=f"{end:%Y-%m-%d}")]
        return []

    def _day(self, parameters: dict[str, Any], key: str, context: QgsProcessingContext) -> datetime | None:
        if not parameters.get(key):
            return None
        day = self.parameterAsDateTime(parameters, key, context).date()
        return datetime(day.year(), day.month(), day.day(), tzinfo=timezone.utc) if day.isValid() else None
