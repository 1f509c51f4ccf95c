"""``bocage:download``: fetches scenes, resumes, checks, and loses nothing."""

from __future__ import annotations

import os
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterAuthConfig,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ..bridge.feedback import QgisProgress
from ..bridge.language import say, user_language
from ..core.errors import BocageError
from .base import BocageAlgorithm


class Download(BocageAlgorithm):
    """Parameters in, ``core.catalogue.queue.download``, files out."""

    NAME = "download"
    GROUP = "catalogue"

    ITEMS, OUTPUT, KEEP, LEVELS, MAX_CLOUD = "ITEMS", "OUTPUT", "KEEP", "LEVELS", "MAX_CLOUD"
    MAX_PARALLEL, DEADLINE, AUTH, RETRY, REPORT = "MAX_PARALLEL", "DEADLINE", "AUTH", "RETRY", "REPORT"

    def label(self) -> str:
        """Name shown."""
        return self.tr("Download scenes")

    def summary(self) -> str:
        """What it does."""
        return self.tr("Fetches scenes into a folder: resumes what was stopped, checks size, checksum and whether each "
                       "file opens, and gives a file its name only then. Run it again and it goes on.")

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        tr = self.tr
        self.add(QgsProcessingParameterFile(self.ITEMS, tr("Scenes")),
                 tr("File of STAC items (JSON), table with a column url (CSV), or text with one address a line; or "
                    "identifiers of scenes found before, separated by semicolons."))
        self.add(QgsProcessingParameterString(self.KEEP, tr("Files to keep"), optional=True),
                 tr("Patterns of the files wanted of each scene, such as B0? B11 *.zip; !name leaves out. Empty: the "
                    "archive where there is one, else all files but pictures for display."))
        self.add(QgsProcessingParameterString(self.LEVELS, tr("Levels to keep"), optional=True),
                 tr("Levels wanted, such as L1C L2A; all if empty."), advanced=True)
        self.add(QgsProcessingParameterNumber(self.MAX_CLOUD, tr("Most clouds (percent)"),
                                              QgsProcessingParameterNumber.Type.Double, None, True, 0, 100),
                 tr("Scenes that their producer says are cloudier are left out; none if empty."), advanced=True)
        self.add(QgsProcessingParameterAuthConfig(self.AUTH, tr("Authentication"), optional=True),
                 tr("Configuration of QGIS' password manager for the server, where it asks who you are."))
        self.add(QgsProcessingParameterNumber(self.MAX_PARALLEL, tr("Transfers at once"),
                                              QgsProcessingParameterNumber.Type.Integer, 4, False, 1, 16),
                 tr("A transfer that is silent does not count. No server gives more than it allows, 4 as a rule."),
                 advanced=True)
        self.add(QgsProcessingParameterNumber(self.DEADLINE, tr("Longest time (minutes)"),
                                              QgsProcessingParameterNumber.Type.Double, None, True, 0.01, 100000),
                 tr("The run ends by then, and the next one goes on; no limit if empty."), advanced=True)
        self.add(QgsProcessingParameterBoolean(self.RETRY, tr("Try again what failed"), True),
                 tr("Files that failed, were refused or were gone in an earlier run are asked for once more."),
                 advanced=True)
        self.add(QgsProcessingParameterFolderDestination(self.OUTPUT, tr("Output folder")),
                 tr("A scene of one file is put there, one of several files in a folder of its name inside it."))
        self.add(QgsProcessingParameterFileDestination(self.REPORT, tr("Report (CSV)"), tr("CSV files (*.csv)"),
                                                       optional=True, createByDefault=False),
                 tr("A line for each file: how it ended, its bytes, what was checked, and why it is not there."))
        for key, label in (("DONE", tr("Files there")), ("FAILED", tr("Files that failed")),
                           ("PARKED", tr("Files refused")), ("GONE", tr("Files gone from the server")),
                           ("WAITING", tr("Files left for the next run")), ("BYTES", tr("Bytes there"))):
            self.addOutput(QgsProcessingOutputNumber(key, label))

    def faults(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """A file that is not there (identifiers have no folder), an authentication that is none."""
        items, auth = self.text(parameters, self.ITEMS, context), self.text(parameters, self.AUTH, context)
        looks_like_path = "/" in items or "\\" in items
        found = [say("path_absent", file=items)] if looks_like_path and not os.path.exists(items) else []
        if auth and auth not in QgsApplication.authManager().configIds():
            found.append(say("sign_unknown", auth=auth, fault="absent"))
        return found

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """One core call, over QGIS' network."""
        from ..bridge.credentials import can_open, steps
        from ..bridge.network import QgisTransport
        from ..bridge.settings import index_path, jobs_path
        from ..core.catalogue.queue import DownloadSettings, Keep, download, host_limits, parse_patterns

        folder = self.parameterAsFileOutput(parameters, self.OUTPUT, context)
        report = self.parameterAsFileOutput(parameters, self.REPORT, context)
        minutes = self.number(parameters, self.DEADLINE, context)
        auth = self.text(parameters, self.AUTH, context)
        if auth and not can_open():
            raise BocageError("sign_locked", auth=auth)
        settings = DownloadSettings(
            items=self.text(parameters, self.ITEMS, context), output=folder, queue=jobs_path(), index=index_path(),
            keep=Keep(parse_patterns(self.text(parameters, self.KEEP, context)),
                      parse_patterns(self.text(parameters, self.LEVELS, context)),
                      self.number(parameters, self.MAX_CLOUD, context)),
            auth=auth,
            parallel=self.parameterAsInt(parameters, self.MAX_PARALLEL, context), hosts=host_limits(),
            deadline_s=None if minutes is None else 60.0 * minutes,
            retry=self.parameterAsBoolean(parameters, self.RETRY, context), report=report, language=user_language())
        transport = QgisTransport()
        result = download(settings, transport, progress, steps(transport, progress.cancelled))
        progress.report(1.0)
        outputs = {self.OUTPUT: folder, "DONE": result.done, "FAILED": result.failed, "PARKED": result.parked,
                   "GONE": result.gone, "WAITING": result.waiting, "BYTES": result.bytes}
        if report:
            outputs[self.REPORT] = report
        return outputs
