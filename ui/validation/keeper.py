"""Labels go to the file as they are given: one write at a time in the background, in their order."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any, Optional

from qgis.core import Qgis, QgsMessageLog
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ...bridge.label_store import save_aside, write_labels
from ...bridge.language import tr
from ...core.errors import BocageError
from ...core.validation.labelling import Label
from ..parts import once
from ..tasks import Fault, Job, run_in_background

LOG = logging.getLogger("bocage")
#: Seconds for one write: a file may be locked by another program for a while.
DEADLINE_S = 30.0
#: Milliseconds after which what could not be written is tried again by itself: a lock goes as it came.
AGAIN_MS = 4000
#: Seconds that leaving waits for what is not written yet.
LEAVING_S = 3.0


#: Threads that write what a round left behind, by the sample's source.
_leaving: dict[str, threading.Thread] = {}


def wait_for(source: str) -> None:
    """Until what the last round of a sample left behind is in its file. For a thread in the background."""
    last = _leaving.pop(source, None)
    if last is not None:
        last.join(DEADLINE_S)


def _told(save: Callable[..., str], source: str, role: str, batch: dict[int, Label]) -> None:
    """Where the labels went that their file did not take, in QGIS' log, with its sign in the status bar."""
    try:
        text = tr("{count} labels could not be written into the sample: they are in {file}").format(
            count=len(batch), file=save(source, role, batch))
    except BocageError as fault:
        text = str(fault)
    QgsMessageLog.logMessage(text, "Bocage", Qgis.MessageLevel.Critical, True)


class LabelKeeper(QObject):
    """Of one sample and one round. What waits is written together; nothing given is forgotten by a failure."""

    #: Labels that are in the file now, and how many still wait.
    kept = pyqtSignal(int)
    failed = pyqtSignal(object)

    def __init__(self, source: str, role: str, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self.source, self.role = source, role
        self._waiting: dict[int, Label] = {}
        self._writing: dict[int, Label] = {}
        self._job: Optional[Job] = None
        self._failing = False
        self._retry = once(self, self._next)
        #: One writer at a time, also when a write that was given up is still at it.
        self._turn = threading.Lock()

    @property
    def waiting(self) -> int:
        """Labels that are not in the file yet."""
        return len(set(self._waiting) | set(self._writing))

    def keep(self, key: int, label: Label) -> None:
        """One label; written now, or after those before it."""
        self._waiting[key] = label
        self._next()

    def again(self) -> None:
        """What failed, once more."""
        self._next()

    def close(self, wait: bool = False) -> None:
        """What still waits is written by a thread of its own; ``wait``: before this returns, or LEAVING_S."""
        self._retry.stop()
        if self._job is not None:
            self._job.cancel()
        left = {**self._writing, **self._waiting}
        self._waiting, self._writing = {}, {}
        if left:
            last = threading.Thread(target=self._write_last, args=(left,), daemon=True)
            _leaving[self.source] = last
            last.start()
            if wait:
                last.join(LEAVING_S)

    def _next(self) -> None:
        if self._job is not None or not self._waiting:
            return
        self._writing, self._waiting = self._waiting, {}
        batch = dict(self._writing)
        self._job = run_in_background(lambda job: self._write(batch, job), lambda _: self._wrote(), self._broke,
                                      title=tr("Writing the labels"), owner=self, deadline_s=DEADLINE_S)

    def _write(self, batch: dict[int, Label], _job: Any) -> None:
        with self._turn:
            write_labels(self.source, self.role, batch)

    def _write_last(self, batch: dict[int, Label]) -> None:
        try:
            self._write(batch, None)
        except BocageError as fault:
            LOG.error("labels of %s were not written: %s", self.source, fault)
            _told(save_aside, self.source, self.role, batch)

    def _wrote(self) -> None:
        self._job, self._writing, self._failing = None, {}, False
        self.kept.emit(self.waiting)
        self._next()

    def _broke(self, fault: Fault) -> None:
        """Kept in hand, and tried once more soon; told once."""
        self._job = None
        self._waiting, self._writing = {**self._writing, **self._waiting}, {}
        self._retry.start(AGAIN_MS)
        told, self._failing = self._failing, True
        if not told:
            self.failed.emit(fault)
