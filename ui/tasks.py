"""Work in the background: Python callables in threads of their own, algorithms in QGIS' task manager.

A callable does not share QGIS' pool of tasks: with two cores, two searches that hang there make everything else wait
(measured on QGIS 3.22: 12 s for an empty task behind five of 6 s). It gets a thread of its own, which dies with
QGIS; whoever waits for it is told at the deadline, whatever the thread still does.

Results come in the main thread, never to a widget that is gone.
"""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Optional

from qgis.core import (
    QgsApplication,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
)
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, Qt, QTimer, pyqtSignal

from ..bridge.language import say, tr
from ..core.errors import BocageError, Cancelled
from . import liveliness

LOG = logging.getLogger("bocage")
#: Seconds between two moves of a bar: events that wait for the window go before its timers and its painting.
PACE_S = 0.1


@dataclass(frozen=True)
class Fault:
    """What went wrong: one sentence, and for whoever wants it the details."""

    sentence: str
    details: str = ""


def fault_of(error: BaseException) -> Fault:
    """The sentence of an error in the user's language; a traceback where it is one of ours."""
    if isinstance(error, BocageError):
        fields = "\n".join(f"{name}: {value}" for name, value in error.fields.items())
        return Fault(say(error.code, **error.fields), f"{error.code}\n{fields}".strip())
    details = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    return Fault(f"{type(error).__name__}: {error}".splitlines()[0], details)


class Job(QObject):
    """One piece of work in the background. Lives in the main thread; the work speaks to it through the methods below.

    It is core's Progress too, so that a callable may hand it on.
    """

    #: Share done 0 to 1 (negative: nobody knows), and what happens now.
    progressed = pyqtSignal(float, str)
    #: One result before the end.
    found = pyqtSignal(object)
    done = pyqtSignal(object)
    #: A Fault.
    failed = pyqtSignal(object)
    #: Last of all, however it went.
    ended = pyqtSignal()
    _returned = pyqtSignal(object)
    _raised = pyqtSignal(object)
    _left = pyqtSignal()

    def __init__(self, title: str = "", owner: Optional[QObject] = None) -> None:
        super().__init__()
        self.title, self.over = title, False
        self._owner, self._stop = owner, threading.Event()
        self._told, self._step = 0.0, ""
        self._returned.connect(self.close)
        self._raised.connect(self._break)
        _alive.add(self)

    # -- for the work, from any thread ---------------------------------------------------------------

    def report(self, fraction: float, step: str = "") -> None:
        """Share done, 0 to 1, and the message code of what happens now; told at most every PACE_S."""
        now = time.monotonic()
        if step != self._step or fraction >= 1.0 or now - self._told >= PACE_S:
            self._told, self._step = now, step
            self._emit(self.progressed, float(fraction), say(step) if step else "")

    def info(self, code: str, **fields: Any) -> None:
        """To the log."""
        LOG.info(say(code, **fields))

    def warn(self, code: str, **fields: Any) -> None:
        """To the log."""
        LOG.warning(say(code, **fields))

    def give(self, item: Any) -> None:
        """One result before the end. Raises Cancelled once nobody waits any more."""
        if self._stop.is_set():
            raise Cancelled
        self._emit(self.found, item)

    def cancelled(self) -> bool:
        """True once the work may stop."""
        return self._stop.is_set()

    def _emit(self, signal: Any, *what: Any) -> None:
        # QGIS may be taking itself apart while a late thread still speaks.
        if not sip.isdeleted(self):
            try:
                signal.emit(*what)
            except RuntimeError:
                LOG.debug("a late result found nobody")

    # -- for the window, main thread -----------------------------------------------------------------

    def cancel(self) -> None:
        """Asks the work to stop, and no longer waits for it: nothing is delivered any more."""
        self._stop.set()
        self._end()

    def close(self, result: Any = None) -> None:
        """The work is done."""
        if not self.over and self.wanted():
            self.done.emit(result)
        self._end()

    def fail(self, fault: Fault) -> None:
        """The work cannot be done, or took too long."""
        self._stop.set()
        if not self.over and self.wanted():
            self.failed.emit(fault)
        self._end()

    def wanted(self) -> bool:
        """False once the widget that asked is gone."""
        return self._owner is None or not sip.isdeleted(self._owner)

    def _break(self, error: BaseException) -> None:
        if isinstance(error, Cancelled):
            self._end()
        else:
            self.fail(fault_of(error))

    def _end(self) -> None:
        if not self.over:
            self.over = True
            self.ended.emit()
            _alive.discard(self)


#: Jobs whose result is still awaited: Qt keeps no reference to them.
_alive: set[Job] = set()
#: Jobs whose thread still runs, whether anybody waits for it or not.
_threaded: set[Job] = set()


def cancel_all() -> None:
    """Nobody waits for anything any more; threads end by themselves."""
    for job in list(_alive):
        job.cancel()


def run_in_background(work: Callable[[Job], Any], done: Optional[Callable[[Any], None]] = None,
                      failed: Optional[Callable[[Fault], None]] = None, *,
                      found: Optional[Callable[[Any], None]] = None, title: str = "",
                      owner: Optional[QObject] = None, deadline_s: Optional[float] = None) -> Job:
    """Runs ``work(job)`` in a thread of its own; ``done(result)`` or ``failed(Fault)`` come in the main thread.

    ``found`` gets what the work gives before its end. At ``deadline_s`` the work is told to stop and ``failed`` is
    called, whether it listens or not. Nothing comes once ``owner`` is deleted.
    """
    job = Job(title, owner)
    _connect(job, done, failed)
    if found is not None:
        job.found.connect(lambda item: found(item) if not job.over and job.wanted() else None)
    if deadline_s is not None:
        late = Fault(tr("{what} was given up after {seconds:g} s without an answer.").format(
            what=title or tr("The work"), seconds=deadline_s))
        _later(job, deadline_s, lambda: job.fail(late))

    def run() -> None:
        try:
            with liveliness.working():
                result = work(job)
        except BaseException as error:  # noqa: BLE001 - the edge of a thread: the window words it
            job._emit(job._raised, error)
        else:
            job._emit(job._returned, result)
        job._emit(job._left)

    _threaded.add(job)
    # A while later, so that the thread lets it go first: a QObject dies in the thread that it lives in.
    job._left.connect(lambda: QTimer.singleShot(1000, lambda: _threaded.discard(job)))
    threading.Thread(target=run, name=f"bocage {title}"[:60], daemon=True).start()
    return job


def _connect(job: Job, done: Optional[Callable[[Any], None]], failed: Optional[Callable[[Fault], None]]) -> None:
    if done is not None:
        job.done.connect(done)
    if failed is not None:
        job.failed.connect(failed)


def _later(job: Job, seconds: float, call: Callable[[], None]) -> None:
    """``call`` once, unless the job ends before."""
    timer = QTimer(job)
    timer.setSingleShot(True)
    timer.timeout.connect(call)
    job.ended.connect(timer.stop)
    timer.start(int(1000 * seconds))


class _Listening(QgsProcessingFeedback):
    """Keeps what the algorithm complains of; the rest goes to the log of Processing as ever."""

    def __init__(self) -> None:
        super().__init__(False)
        self.errors: list[str] = []
        self.lines: list[str] = []

    def reportError(self, error: str, fatalError: bool = False) -> None:  # noqa: N802, N803 - QGIS' names
        """A sentence of the algorithm, or of Processing."""
        self.errors.append(error)

    def pushWarning(self, warning: str) -> None:  # noqa: N802 - QGIS' name
        """Kept for the details."""
        self.lines.append(warning)

    def pushInfo(self, info: str) -> None:  # noqa: N802 - QGIS' name
        """Kept for the details."""
        self.lines.append(info)

    def pushDebugInfo(self, info: str) -> None:  # noqa: N802 - QGIS' name
        """Kept for the details."""
        self.lines.append(info)


def run_algorithm(identifier: str, parameters: dict[str, Any], done: Optional[Callable[[dict[str, Any]], None]] = None,
                  failed: Optional[Callable[[Fault], None]] = None, *, title: str = "",
                  owner: Optional[QObject] = None) -> Job:
    """Runs an algorithm of the toolbox as a task; it lands in the Processing history. ``done`` gets its outputs.

    Parameters are checked in the background first: a check may look at a disk. Cancel calls neither callback.
    """
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(identifier)
    job = Job(title or (algorithm.displayName() if algorithm is not None else identifier), owner)
    _connect(job, done, failed)
    if algorithm is None:
        absent = Fault(tr("{name} is not in the toolbox: enable the Bocage provider in the options of Processing.")
                       .format(name=identifier))
        QTimer.singleShot(0, lambda: job.fail(absent))
        return job
    check = run_in_background(
        lambda _job: algorithm.create().checkParameterValues(parameters, QgsProcessingContext()),
        lambda checked: _start(job, algorithm, parameters, checked), job.fail, title=job.title)
    job.ended.connect(check.cancel)
    return job


def _start(job: Job, algorithm: Any, parameters: dict[str, Any], checked: tuple[bool, str]) -> None:
    if job.over:
        return
    passed, sentence = checked
    if not passed:
        job.fail(Fault(sentence))
        return
    context, feedback = QgsProcessingContext(), _Listening()
    context.setProject(QgsProject.instance())
    context.setFeedback(feedback)
    _write_history(algorithm, parameters, context)
    task = QgsProcessingAlgRunnerTask(algorithm, parameters, context, feedback)
    # Context and feedback must outlive the task: the job holds them, and _alive the job.
    kept = [context, feedback, task]
    # In the algorithm's thread, so that what is not told costs the window nothing.
    feedback.progressChanged.connect(lambda percent: job.report(percent / 100.0), Qt.ConnectionType.DirectConnection)
    job.ended.connect(feedback.cancel)

    def executed(successful: bool, results: dict[str, Any]) -> None:
        details = "\n".join([*feedback.lines, *feedback.errors])
        if successful:
            job.close(results)
        elif feedback.isCanceled():
            job.cancel()
        else:
            said = feedback.errors[-1] if feedback.errors else tr("{name} did not succeed.").format(name=job.title)
            job.fail(Fault(said, details))
        if _running.pop(id(kept), None) is not None:
            liveliness.end()

    task.executed.connect(executed)
    _running[id(kept)] = kept
    liveliness.begin()
    QgsApplication.taskManager().addTask(task)


#: What a task under way needs, until it tells that it is over.
_running: dict[int, list[Any]] = {}


def _write_history(algorithm: Any, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
    """As the algorithm's own dialog does: the database since QGIS 3.24, a text file before."""
    command = algorithm.asPythonCommand(parameters, context)
    try:
        from qgis.gui import QgsGui

        registry = QgsGui.historyProviderRegistry()
    except (ImportError, AttributeError):
        try:
            # QGIS' own package of that name, not our room.
            import_module("processing.core.ProcessingLog").ProcessingLog.addToLog(command)
        except (ImportError, OSError):
            LOG.info(command)
        return
    details = {"python_command": command, "algorithm_id": algorithm.id(),
               "parameters": algorithm.asMap(parameters, context)}
    shell, possible = algorithm.asQgisProcessCommand(parameters, context)
    if possible:
        details["process_command"] = shell
    registry.addEntry("processing", details)
