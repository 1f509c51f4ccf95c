"""``bocage:purge``: room made again, of what the queue itself fetched and of nothing else."""

from __future__ import annotations

import time
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
)

from ..bridge.feedback import QgisProgress
from ..bridge.language import say
from .base import BocageAlgorithm


class Purge(BocageAlgorithm):
    """Parameters in, ``core.catalogue.queue.purge``, the list of what went and what stayed out."""

    NAME = "purge"
    GROUP = "catalogue"

    OLDER, REMOVE, OUTPUT = "OLDER", "REMOVE", "OUTPUT"

    def label(self) -> str:
        """Name shown."""
        return self.tr("Remove downloaded scenes")

    def summary(self) -> str:
        """What it does."""
        return self.tr("Lists, and removes if asked, the files that bocage:download fetched and that are still what "
                       "was fetched. A file that was there before, or that changed, always stays.")

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        tr = self.tr
        self.add(QgsProcessingParameterNumber(self.OLDER, tr("Fetched more than (days ago)"),
                                              QgsProcessingParameterNumber.Type.Double, 0.0, False, 0, 100000),
                 tr("Only files whose download ended longer ago; 0 for all."))
        self.add(QgsProcessingParameterBoolean(self.REMOVE, tr("Remove"), False),
                 tr("Without it nothing is touched: the list tells what would go."))
        self.add(QgsProcessingParameterFileDestination(self.OUTPUT, tr("List (CSV)"), tr("CSV files (*.csv)")),
                 tr("A line for each file: removed, to be removed, or why it stays; its bytes and path."))
        for key, label in (("FILES", tr("Files that may go")), ("REMOVED", tr("Files removed")),
                           ("KEPT", tr("Files that stay")), ("BYTES", tr("Bytes that may go"))):
            self.addOutput(QgsProcessingOutputNumber(key, label))

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """The list first, then what it says."""
        from ..bridge.settings import jobs_path
        from ..core.catalogue.queue import JobStore, purge, purge_list
        from ..core.engine.outputs import write_text

        days = self.number(parameters, self.OLDER, context) or 0.0
        before = time.time() - 86400.0 * days if days else None
        with JobStore(jobs_path()) as store:
            listed = purge_list(store, progress, before=before)
            wanted = self.parameterAsBoolean(parameters, self.REMOVE, context)
            removed = {str(one.path) for one in purge(store, listed, progress)} if wanted else set()
        target = self.parameterAsFileOutput(parameters, self.OUTPUT, context)
        write_text(target, _table(listed, removed))
        going = [one for one in listed if one.kept is None]
        progress.report(1.0)
        return {self.OUTPUT: target, "FILES": len(going), "REMOVED": len(removed), "KEPT": len(listed) - len(going),
                "BYTES": sum(one.bytes for one in going)}


def _table(listed: list[Any], removed: set[str]) -> str:
    """CSV of the removals."""
    import csv
    import io

    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["state", "bytes", "path", "why"])
    for one in listed:
        state = "kept" if one.kept is not None else "removed" if str(one.path) in removed else "to remove"
        why = "" if one.kept is None else say(one.kept.code, **one.kept.fields)
        table.writerow([state, one.bytes, one.path, why])
    return text.getvalue()
