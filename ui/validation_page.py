"""The Validation page: a sample is drawn, labelled by eye, the map assessed by it, the report read. Four steps."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QButtonGroup,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..bridge import scenes
from ..bridge.language import tr
from ..core.catalogue.model import SceneRecord
from ..core.validation.labelling import FIELDS, FIRST, SECOND, SETTLING
from . import messages
from .job_bar import JobBar
from .page_memory import PageMemory
from .parts import once
from .series_page import records_of
from .tasks import Fault
from .validation.actions import ValidationActions, written
from .validation.forms import AccuracyForm, DesignForm, scrolled
from .validation.inputs import Inputs
from .validation.label_step import LabelStep
from .validation.report_view import ReportView
from .wrapping import WrappingRow

#: Layers come in numbers: the page follows once, milliseconds.
PACE_MS = 120
DESIGN, LABELS, ACCURACY, REPORT = range(4)


class ValidationPage(QWidget):
    """``labels`` is the step of labels, ``form`` where they are given; ``view`` shows the report."""

    def __init__(self, iface: Any, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.iface, self.canvas = iface, iface.mapCanvas()
        self.scenes: list[scenes.SceneLayer] = []
        self.found: list[SceneRecord] = []
        #: Classes that the sample's labels name.
        self._spoken: frozenset[str] = frozenset()
        #: File of a map that is to be chosen once its layer is there.
        self._wanted_map = ""
        self._make()
        self._arrange()
        self._wire()
        self.refresh()
        self.memory = PageMemory("validation", self.state, self.restore)
        self.memory.read()

    # -- build ---------------------------------------------------------------------------------------

    def _make(self) -> None:
        self.inputs = Inputs(self)
        self.map, self.sample = self.inputs.map, self.inputs.sample
        self.actions, self.jobs = ValidationActions(self), JobBar(self)
        self.labels = LabelStep(self.canvas, self.inputs, self.actions, self)
        self.setup, self.form = self.labels.setup, self.labels.form
        self.design, self.accuracy, self.view = DesignForm(self), AccuracyForm(self), ReportView(self)
        self.steps, self.step_buttons = QButtonGroup(self), []
        for number, words in enumerate((tr("&1 Sample"), tr("&2 Labels"), tr("&3 Accuracy"), tr("&4 Report"))):
            button = QToolButton(self)
            button.setText(words)
            button.setCheckable(True)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self.steps.addButton(button, number)
            self.step_buttons.append(button)
        self._pace = once(self, self.refresh)

    def _arrange(self) -> None:
        bar = WrappingRow(spacing=0)
        for button in self.step_buttons:
            bar.add(button, grows=True)
        self.stack = QStackedWidget(self)
        for widget in (scrolled(self.design), self.labels, scrolled(self.accuracy), self.view):
            self.stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.setSpacing(6)
        column.addWidget(self.inputs)
        column.addLayout(bar)
        column.addWidget(self.stack, 1)
        column.addWidget(self.jobs)

    def _wire(self) -> None:
        project = QgsProject.instance()
        project.layersAdded.connect(self._later)
        project.layersWillBeRemoved.connect(self._going)
        self.steps.idClicked.connect(self.go)
        self.map.layerChanged.connect(self._map_changed)
        self.sample.layerChanged.connect(self._sample_changed)
        self.inputs.open.clicked.connect(lambda *_: self.actions.ask_file(
            tr("A sample"), "", tr("GeoPackage (*.gpkg);;All files (*)"), self.use_sample, save=False))
        self.design.run_wanted.connect(self.draw)
        self.design.dialog_wanted.connect(lambda: self.actions.open_dialog("bocage:samplingdesign", self._design()))
        self.design.output.asked.connect(lambda: self.actions.ask_file(
            tr("The sample"), self.design.output.path() or "sample.gpkg", tr("GeoPackage (*.gpkg)"),
            self.design.output.set_path))
        self.labels.wanted.connect(lambda: self.go(LABELS))
        self.labels.over.connect(self._over)
        self.labels.failed.connect(self._tell)
        self.labels.told.connect(lambda sentence: messages.tell(self.iface, sentence))
        self.form.accuracy_wanted.connect(lambda: self.go(ACCURACY))
        self.form.progressed.connect(self._progressed)
        self.accuracy.run_wanted.connect(self.assess)
        self.accuracy.dialog_wanted.connect(lambda: self.actions.open_dialog("bocage:accuracy", self._accuracy()))
        self.accuracy.output.asked.connect(lambda: self.actions.ask_file(
            tr("The report"), self.accuracy.output.path() or "accuracy.html", tr("HTML (*.html)"),
            self.accuracy.output.set_path))
        self.view.other.clicked.connect(lambda *_: self.actions.ask_file(
            tr("A report's figures"), "", tr("JSON (*.json)"), self.open_report, save=False))
        self.actions.failed.connect(self._tell)
        self.actions.working.connect(self.jobs.follow)

    # -- what others tell ----------------------------------------------------------------------------

    def set_scenes(self, records: list[SceneRecord]) -> None:
        """What the catalogue lists: the curve's, where no scene is on the map."""
        self.found = [one for one in records if one.path]
        self._later()

    def use_map(self, path: str) -> None:
        """The map that the Land cover page has just made."""
        self._wanted_map = path.split("|")[0]
        self._later()

    def set_pages(self, pages: dict[str, Any]) -> None:
        """The Series page flips dates, with pictures made ahead."""
        series = pages.get("series_page")
        if series is not None:
            self.form.flip, self.form.unflip = series.list.go_to, series.comparison.stop

    def refresh(self) -> None:
        """Scenes of the project as they are now."""
        layers = list(QgsProject.instance().mapLayers().values())
        self.scenes = scenes.scene_layers(layers)
        self.map.setExceptedLayerList([one.layer for one in (*self.scenes, *scenes.scene_layers(layers, "masks"))])
        self.form.set_scenes(self.scenes, records_of(self.scenes) or self.found)
        wanted = next((layer for layer in layers if self._wanted_map
                       and layer.source().split("|")[0] == self._wanted_map), None)
        if wanted is not None:
            self.map.setLayer(wanted)
            self._wanted_map = ""

    def leave(self) -> None:
        """Nothing of it stays; what is not written yet is."""
        project = QgsProject.instance()
        project.layersAdded.disconnect(self._later)
        project.layersWillBeRemoved.disconnect(self._going)
        self.inputs.leave()
        self._pace.stop()
        self.memory.leave()
        self.form.leave()

    # -- steps ---------------------------------------------------------------------------------------

    def go(self, step: int) -> None:
        """To a step."""
        self.step_buttons[step].setChecked(True)
        self.stack.setCurrentIndex(step)
        self.inputs.setVisible(not (step == LABELS and self.labels.under_way()))
        if step == LABELS and self.labels.under_way():
            self.form.setFocus(Qt.FocusReason.OtherFocusReason)
        if step == ACCURACY:
            self._look_at_sample()

    def draw(self) -> None:
        """Step 1: the sample into its file, then on the map."""
        given = self._design()
        if not given["MAP"]:
            self._tell(Fault(tr("Choose the map: the sample is drawn among its pixels.")))
        elif not given["OUTPUT"]:
            self._tell(Fault(tr("Choose the GeoPackage that the sample goes to.")))
        else:
            self.actions.draw_sample(given, self._drawn, self._taken)

    def use_sample(self, source: str) -> None:
        """A sample's file, on the map and chosen."""
        layer = self.actions.add_sample(source)
        if layer is not None:
            self.sample.setLayer(layer)
            self.go(LABELS)

    def assess(self) -> None:
        """Step 3: the report, then its view."""
        given = self._accuracy()
        if not given["MAP"] or not given["REFERENCE"]:
            self._tell(Fault(tr("Choose the map and the sample.")))
        elif not given["OUTPUT_HTML_FILE"]:
            self._tell(Fault(tr("Choose the file that the report goes to.")))
        elif self.form.keeper is not None and self.form.keeper.waiting:
            self._tell(Fault(tr("{count} labels are not in the file yet: they would be missing.").format(
                count=self.form.keeper.waiting)))
        else:
            self.labels.find_classes(
                lambda classes: self.actions.assess(given, written(classes, self._spoken), self.show_report))

    def show_report(self, report: Any, path: str) -> None:
        """Step 4."""
        if self._show_again(report, path):
            self.go(REPORT)

    def _show_again(self, report: Any, path: str) -> bool:
        """Shown without going there; False, and said, for what is no report."""
        try:
            self.view.show_report(report, path)
            return True
        except (KeyError, TypeError, ValueError) as fault:
            self._tell(Fault(tr("{file} is no report of bocage:accuracy.").format(file=path), repr(fault)))
            return False

    def open_report(self, data: str) -> None:
        """One made before, by its figures."""
        self.actions.read_report(data, str(Path(data).with_suffix(".html")), self.show_report)

    # -- inside --------------------------------------------------------------------------------------

    def _design(self) -> dict[str, Any]:
        return {"MAP": self.inputs.sources()[0], **self.design.parameters()}

    def _accuracy(self) -> dict[str, Any]:
        source, reference = self.inputs.sources()
        return {"MAP": source, "REFERENCE": reference, **self.accuracy.parameters()}

    def _drawn(self, results: dict[str, Any]) -> None:
        sentence = tr("{count} points drawn.").format(count=int(results.get("COUNT", 0)))
        missing = int(results.get("MISSING", 0))
        if missing:
            sentence += " " + tr("{count} found no room.").format(count=missing)
        self.design.found.setText(sentence)
        messages.tell(self.iface, sentence)
        self.use_sample(str(results["OUTPUT"]))

    def _taken(self, free: str) -> None:
        """The file is there: it may hold labels, and is never written over."""
        self.design.found.setText(tr("{file} is there and may hold labels: the name is another one now, draw "
                                     "again.").format(file=self.design.output.path()))
        self.design.output.set_path(free)

    def _look_at_sample(self) -> None:
        layer = self.sample.currentLayer()
        if not isinstance(layer, QgsVectorLayer):
            return

        def tell(found: Any) -> None:
            design, filled, self._spoken = found
            count, labelled = filled[""], filled[FIELDS[FIRST]["ref_class"]]
            lines = [tr("{labelled} of {count} units have a class").format(labelled=labelled, count=count)]
            for role, words in ((SECOND, tr("second interpreter: {count}")), (SETTLING, tr("settled: {count}"))):
                number = filled[FIELDS[role]["ref_class"]]
                lines += [words.format(count=number)] if number else []
            self.accuracy.tell(design, filled, "; ".join(lines))

        self.actions.look_at_sample(layer, tell)

    def _map_changed(self, layer: Any) -> None:
        self.form.set_map(layer)
        self.form.look_for_tells()
        if layer is not None:
            self.design.propose(layer.source().split("|")[0])

    def _sample_changed(self, layer: Any) -> None:
        if layer is not None:
            source = Path(layer.source().split("|")[0])
            self.accuracy.output.set_path(str(source.with_name(f"{source.stem}_accuracy.html")))
        if self.labels.under_way() and self.inputs.state()["sample"] != self.form.layer_id:
            self.labels.stop()
        if self.stack.currentIndex() == ACCURACY:
            self._look_at_sample()

    def _progressed(self, done: int, count: int) -> None:
        self.step_buttons[LABELS].setText(tr("&2 Labels") + f" {done}/{count}")

    def _over(self) -> None:
        self.step_buttons[LABELS].setText(tr("&2 Labels"))
        self.go(self.stack.currentIndex())

    def _later(self, *_: object) -> None:
        self._pace.start(PACE_MS)

    def _going(self, identifiers: list[str]) -> None:
        """Layers are about to die: nobody may touch them any more."""
        left = [one for one in self.scenes if one.layer_id not in identifiers]
        if len(left) < len(self.scenes):
            self.scenes = left
            self.form.set_scenes(left, records_of(left) or self.found)
        if self.labels.under_way() and self.form.layer_id in identifiers:
            self.labels.stop()

    def _tell(self, fault: Fault) -> None:
        messages.tell_fault(self.iface, fault)

    # -- the project's memory ------------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        """What the project keeps."""
        return {**self.inputs.state(), "design": self.design.state(),
                "setup": self.setup.state(), "report": self.view.path, "level": self.accuracy.level.value(),
                "step": self.stack.currentIndex()}

    def restore(self, state: dict[str, Any]) -> None:
        """As it was; a report is read again, labelling waits for its button."""
        self.labels.stop()
        self.design.restore(dict(state.get("design", {})))
        self.setup.restore(dict(state.get("setup", {})))
        self.refresh()
        self.inputs.restore(state)
        self.accuracy.level.setValue(float(state.get("level", 0.95)))
        self.view.show_nothing()
        self.go({LABELS: LABELS, ACCURACY: ACCURACY}.get(int(state.get("step", DESIGN)), DESIGN))
        if report := str(state.get("report", "")):
            self.actions.read_report(str(Path(report).with_suffix(".json")), report, self._show_again)
