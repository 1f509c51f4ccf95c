"""Runs steps in the background, one algorithm after the other; tells how they go, and what they made."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, Optional

from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ...bridge.language import tr
from ...core.engine.areas import Area, geojson_of
from ...core.engine.outputs import translate_write_fault, write_text
from ..tasks import Fault, Job, run_algorithm, run_in_background
from . import recipes
from .flow import MAP, ORDER, Flow, Outcome, index_keys
from .reading import missing, summary_of

#: Seconds for the little work around an algorithm: folders, names, reports.
DEADLINE_S = 60.0
#: Outputs that are files, by which a step is known to be whole.
FILES = ("OUTPUT", "VALIDITY", "MODEL", "CONFIDENCE", "PROBABILITIES", "REGULARISE", "OUTPUT_HTML_FILE")


class _Run:
    """One step under way: its calls, its files, what came of the calls that are done."""

    def __init__(self, flow: Flow, step: str) -> None:
        self.step, self.calls = step, recipes.calls(flow, step)
        self.names, self.folder = recipes.files_of(flow, step), flow.folder
        self.area = dict(flow.settings["series"]["area"]) if recipes.masked(flow) and step == MAP else {}
        self.files: dict[str, str] = {}
        self.results: list[Mapping[str, Any]] = []
        self.made_of = flow.begin(step)
        self.job: Optional[Job] = None


class Runner(QObject):
    """Lives in the main thread; the flow is its to change."""

    #: A step stands otherwise.
    changed = pyqtSignal(str)
    #: Step, share done 0 to 1, what happens now.
    progressed = pyqtSignal(str, float, str)
    #: A step is done.
    made = pyqtSignal(str)
    #: Step, Fault.
    failed = pyqtSignal(str, object)

    def __init__(self, flow: Flow, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self.flow = flow
        self._runs: dict[str, _Run] = {}
        self._queue: list[str] = []

    # -- for the page ----------------------------------------------------------------------------------

    def run(self, step: str) -> None:
        """One step, now; nothing happens while it runs or has nothing to compute."""
        if step in self._runs or self.flow.passes(step):
            return
        sentence = recipes.lacks(self.flow, step) or self._behind(step)
        if sentence:
            self._fail(step, Fault(sentence))
            return
        run = _Run(self.flow, step)
        self._runs[step] = run
        self.changed.emit(step)
        run.job = run_in_background(
            lambda _job: _prepare(run), lambda files: self._prepared(run, files), partial(self._fail, step),
            title=recipes.step_words(step), owner=self, deadline_s=DEADLINE_S)

    def run_remaining(self) -> None:
        """Every step that is not done or out of date, in order; stops at the first that fails."""
        self._queue = [step for step in self.flow.remaining() if step not in self._runs]
        self._next()

    def queued(self) -> bool:
        """A run of all goes on."""
        return bool(self._queue)

    def cancel(self, step: str) -> None:
        """Stops it, and what was to come after it; what was made before stays."""
        self._queue = []
        run = self._runs.pop(step, None)
        if run is not None:
            self.flow.stop(step)
            if run.job is not None:
                run.job.cancel()
            self.changed.emit(step)

    def cancel_all(self) -> None:
        """Another project, or the end."""
        for step in list(self._runs):
            self.cancel(step)

    def made_by_hand(self, step: str, made_of: str, results: Mapping[str, Any]) -> None:
        """The algorithm's own dialog gave these outputs: they feed the next steps as ours do."""
        if step in self._runs:
            return
        outputs = {key: value for key, value in results.items() if key not in ("CHILD_RESULTS", "CHILD_INPUTS")}
        self.flow.begin(step)
        self.changed.emit(step)
        self._read(step, made_of, outputs, by_hand=True)

    def look_for_files(self) -> None:
        """Which outcomes have lost their files, asked of the disk in the background."""
        known = {step: outcome.outputs for step, outcome in self.flow.outcomes.items()}

        def told(gone: set[str]) -> None:
            self.flow.gone = {step for step in gone if self.flow.outcomes.get(step) is not None
                              and self.flow.outcomes[step].outputs is known[step]}
            for step in ORDER:
                self.changed.emit(step)

        if known:
            keys = {*FILES, *index_keys(max(map(len, known.values())))}
            run_in_background(lambda _job: {step for step, outputs in known.items() if missing(outputs, [*keys])},
                              told, None, title="files", owner=self, deadline_s=DEADLINE_S)

    # -- one after the other ---------------------------------------------------------------------------

    def _next(self) -> None:
        if self._queue:
            step = self._queue[0]
            self.run(step)
            if step not in self._runs:
                self._queue = []

    def _behind(self, step: str) -> str:
        other = self.flow.behind(step)
        if other is None:
            return ""
        return tr("{step} waits for step {number}, {other}: run it first.").format(
            step=recipes.step_words(step), number=ORDER.index(other) + 1, other=recipes.step_words(other))

    def _prepared(self, run: _Run, files: dict[str, str]) -> None:
        if self._runs.get(run.step) is run:
            run.files = files
            self._call(run)

    def _call(self, run: _Run) -> None:
        """The next algorithm of a step, or its end."""
        number = len(run.results)
        if number == len(run.calls):
            outputs = recipes.outputs_of(self.flow, run.step, run.files, run.results)
            self._read(run.step, run.made_of, outputs)
            return
        call = run.calls[number]
        parameters = call.parameters(run.files, run.results[-1] if run.results else {})
        job = run.job = run_algorithm(call.algorithm, parameters, lambda results: self._called(run, results),
                                      partial(self._fail, run.step), owner=self)
        job.ended.connect(lambda: self._ended(run, job))
        job.progressed.connect(lambda share, text: self._moved(run, (number + max(share, 0.0)) / len(run.calls), text))

    def _moved(self, run: _Run, share: float, text: str) -> None:
        """A task that is stopping still tells how far it is, perhaps after the page has gone."""
        if not sip.isdeleted(self) and self._runs.get(run.step) is run:
            self.progressed.emit(run.step, share, text)

    def _ended(self, run: _Run, job: Job) -> None:
        """Whoever stopped it elsewhere, in QGIS' list of tasks for instance, has stopped the step."""
        if not sip.isdeleted(self) and self._runs.get(run.step) is run and run.job is job:
            self.cancel(run.step)

    def _called(self, run: _Run, results: Mapping[str, Any]) -> None:
        if self._runs.get(run.step) is not run:
            return
        # A step that was cancelled from elsewhere succeeds with nothing.
        if not results:
            self.cancel(run.step)
            return
        run.results.append(results)
        self._call(run)

    def _read(self, step: str, made_of: str, outputs: dict[str, Any], by_hand: bool = False) -> None:
        """The report to rows, in the background; then the step is done."""
        plain = json.loads(json.dumps(outputs, default=str))

        def read(_job: Job) -> dict[str, Any]:
            return summary_of(step, plain)

        def done(summary: dict[str, Any]) -> None:
            if not by_hand and step not in self._runs:
                return
            self._runs.pop(step, None)
            self.flow.finish(step, Outcome(made_of, plain, summary, datetime.now().isoformat(" ", "seconds"),
                                           by_hand))
            self.changed.emit(step)
            self.made.emit(step)
            if self._queue and self._queue[0] == step:
                self._queue.pop(0)
                self._next()

        job = run_in_background(read, done, partial(self._fail, step), title=recipes.step_words(step), owner=self,
                                deadline_s=DEADLINE_S)
        if step in self._runs:
            self._runs[step].job = job

    def _fail(self, step: str, fault: Fault) -> None:
        self._queue = []
        self._runs.pop(step, None)
        self.flow.fail(step, fault.sentence)
        self.changed.emit(step)
        self.failed.emit(step, fault)


def _prepare(run: _Run) -> dict[str, str]:
    """The folder, names that are free, the outline of the area. Touches the disk; raises BocageError."""
    try:
        os.makedirs(run.folder, exist_ok=True)
        files = recipes.numbered(run.folder, run.names)
        if "FOLDER" in files:
            os.makedirs(files["FOLDER"], exist_ok=True)
    except OSError as fault:
        raise translate_write_fault(run.folder, fault) from None
    if "MASK" in files:
        write_text(files["MASK"], geojson_of(_area(run.area)))
    return files


def _area(kept: Mapping[str, Any]) -> Area:
    """As ``AreaChooser.state`` keeps it."""
    outline = tuple(tuple(tuple((float(x), float(y)) for x, y in ring) for ring in polygon)
                    for polygon in kept.get("outline", []))
    return Area(str(kept.get("name", "")), outline, float(kept.get("hectares", 0.0)), str(kept.get("source", "")))
