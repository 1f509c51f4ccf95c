"""The Validation page: a sample is drawn, labelled by eye, the map assessed by it, the report read. Four steps."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..bridge import scenes
from ..bridge.language import tr
from ..core.catalogue.model import SceneRecord
from ..core.validation.labelling import FIELDS, FIRST, SECOND, SETTLING, disagreements_csv, doubt
from . import messages
from .job_bar import JobBar
from .page_memory import PageMemory
from .series_page import records_of
from .tasks import Fault
from .validation.actions import ValidationActions, written
from .validation.form import LabelForm
from .validation.forms import AccuracyForm, DesignForm, scrolled
from .validation.inputs import Inputs
from .validation.report_view import ReportView
from .validation.setup import LabelSetup, remembered_name

#: Layers come in numbers: the page follows once, milliseconds.
PACE_MS = 120
DESIGN, LABELS, ACCURACY, REPORT = range(4)


class ValidationPage(QWidget):
    """``form`` labels; ``view`` shows the report."""

    def __init__(self, iface: Any, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.iface, self.canvas = iface, iface.mapCanvas()
        self.scenes: list[scenes.SceneLayer] = []
        self.found: list[SceneRecord] = []
        self._opening = False
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
        self.design, self.setup = DesignForm(self), LabelSetup(remembered_name(), self)
        self.form, self.accuracy, self.view = LabelForm(self.canvas, self), AccuracyForm(self), ReportView(self)
        self.actions, self.jobs = ValidationActions(self), JobBar(self)
        self.steps, self.step_buttons = QButtonGroup(self), []
        for number, words in enumerate((tr("&1 Sample"), tr("&2 Labels"), tr("&3 Accuracy"), tr("&4 Report"))):
            button = QToolButton(self)
            button.setText(words)
            button.setCheckable(True)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self.steps.addButton(button, number)
            self.step_buttons.append(button)
        self._pace = QTimer(self)
        self._pace.setSingleShot(True)
        self._pace.timeout.connect(self.refresh)

    def _arrange(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(0)
        for button in self.step_buttons:
            bar.addWidget(button)
        self.labels = QStackedWidget(self)
        self.labels.addWidget(self.setup)
        self.labels.addWidget(scrolled(self.form))
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
        self.setup.run_wanted.connect(self.label)
        self.setup.dialog_wanted.connect(lambda: self.actions.ask_file(
            tr("Labels of another copy"), "", tr("GeoPackage (*.gpkg);;All files (*)"), self.bring_in, save=False))
        self.setup.file.asked.connect(lambda: self.actions.ask_file(
            tr("A table of classes"), "", tr("Tables (*.csv *.txt)"), self.setup.file.set_path, save=False))
        self.form.change_wanted.connect(self.stop_labelling)
        self.form.accuracy_wanted.connect(lambda: self.go(ACCURACY))
        self.form.progressed.connect(self._progressed)
        self.form.export_wanted.connect(self.export)
        self.form.failed.connect(self._tell)
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
        self.inputs.setVisible(not (step == LABELS and self.form.round is not None))
        if step == LABELS and self.form.round is not None:
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

    def label(self) -> None:
        """Step 2: goes on where the round was left."""
        layer, name = self.sample.currentLayer(), self.setup.labeller.text().strip()
        if not isinstance(layer, QgsVectorLayer):
            self._tell(Fault(tr("Choose the sample: draw one, or open its file.")))
        elif not name:
            self._tell(Fault(tr("Write your name: labels say who gave them.")))
        elif layer.isModified():
            self._tell(Fault(tr("Save or drop the edits of {layer} first: labels go to the same file.").format(
                layer=layer.name())))
        elif not self._opening:
            self._opening = True
            self.setup.remember()
            kind, table = self.setup.classes.currentData(), self.setup.file.path()
            role, identifier = self.setup.role(), layer.id()
            self.actions.find_classes(kind, table, self.map.currentLayer(), lambda classes: self._open(
                identifier, role, lambda sample: self._start(identifier, sample, role, name, classes)))

    def bring_in(self, other: str) -> None:
        """Labels given elsewhere, into the round chosen."""
        layer = self.sample.currentLayer()
        if not isinstance(layer, QgsVectorLayer):
            self._tell(Fault(tr("Choose the sample: draw one, or open its file.")))
            return

        def tell(found: tuple[int, int]) -> None:
            sentence = tr("{count} labels came in.").format(count=found[0])
            if found[1]:
                sentence += " " + tr("{count} are of units that this sample does not have.").format(count=found[1])
            self.setup.found.setText(sentence)

        self.actions.bring_in(layer, self.setup.role(), other, tell)

    def stop_labelling(self) -> None:
        """Back to who labels what."""
        self.form.stop()
        self.step_buttons[LABELS].setText(tr("&2 Labels"))
        self.labels.setCurrentIndex(0)
        self.go(self.stack.currentIndex())

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
            self.actions.find_classes(
                self.setup.classes.currentData(), self.setup.file.path(), self.map.currentLayer(),
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

    def export(self) -> None:
        """What two interpreters differ on, as CSV."""
        sample = self.form.sample
        if sample is None or SECOND not in sample.labels or self.form.round is None:
            return
        first, second = sample.labels[FIRST], sample.labels[SECOND]
        text = disagreements_csv(sample.units, first, second, self.form.round.labels)
        start = str(Path(sample.source.split("|")[0]).with_name("disagreements.csv"))
        self.actions.ask_file(tr("What the two differ on"), start, "CSV (*.csv)", lambda path: self.actions.write(
            path, text, lambda: messages.tell(self.iface, tr("Written: {file}").format(file=path))))

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

    def _open(self, identifier: str, role: str, done: Any) -> None:
        layer = QgsProject.instance().mapLayer(identifier)
        self._opening = False
        if layer is not None:
            self.actions.open_sample(layer, role, done)

    def _start(self, identifier: str, sample: Any, role: str, name: str, classes: Any) -> None:
        layer = QgsProject.instance().mapLayer(identifier)
        if role == SETTLING:
            found = doubt(*(sample.labels[one] for one in (FIRST, SECOND, SETTLING)))
            if not found.differ:
                self._tell(Fault(tr("Nothing to settle: {both} units are labelled twice, all alike.").format(
                    both=found.both) if found.both else tr("Nothing to settle: no unit is labelled twice.")))
                return
        self.labels.setCurrentIndex(1)
        self.go(LABELS)
        self.form.start(sample, role, self.setup.seed.value(), name, written(classes, sample.spoken), layer,
                        self.map.currentLayer())
        self.go(LABELS)

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
        if self.form.round is not None and self.inputs.state()["sample"] != self.form.layer_id:
            self.stop_labelling()
        if self.stack.currentIndex() == ACCURACY:
            self._look_at_sample()

    def _progressed(self, done: int, count: int) -> None:
        self.step_buttons[LABELS].setText(tr("&2 Labels") + f" {done}/{count}")

    def _later(self, *_: object) -> None:
        self._pace.start(PACE_MS)

    def _going(self, identifiers: list[str]) -> None:
        """Layers are about to die: nobody may touch them any more."""
        left = [one for one in self.scenes if one.layer_id not in identifiers]
        if len(left) < len(self.scenes):
            self.scenes = left
            self.form.set_scenes(left, records_of(left) or self.found)
        if self.form.round is not None and self.form.layer_id in identifiers:
            self.stop_labelling()

    def _tell(self, fault: Fault) -> None:
        self._opening = False
        messages.tell_fault(self.iface, fault)

    # -- the project's memory ------------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        """What the project keeps."""
        return {**self.inputs.state(), "design": self.design.state(),
                "setup": self.setup.state(), "report": self.view.path, "level": self.accuracy.level.value(),
                "step": self.stack.currentIndex()}

    def restore(self, state: dict[str, Any]) -> None:
        """As it was; a report is read again, labelling waits for its button."""
        self.stop_labelling()
        self.design.restore(dict(state.get("design", {})))
        self.setup.restore(dict(state.get("setup", {})))
        self.refresh()
        self.inputs.restore(state)
        self.accuracy.level.setValue(float(state.get("level", 0.95)))
        self.view.show_nothing()
        self.go({LABELS: LABELS, ACCURACY: ACCURACY}.get(int(state.get("step", DESIGN)), DESIGN))
        if report := str(state.get("report", "")):
            self.actions.read_report(str(Path(report).with_suffix(".json")), report, self._show_again)
