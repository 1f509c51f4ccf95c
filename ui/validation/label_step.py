"""The step of labels: who labels which round with which classes, then the round itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Optional

from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QStackedWidget, QWidget

from ...bridge.label_store import Sample
from ...bridge.language import tr
from ...core.landcover.model import ClassEntry
from ...core.validation.labelling import FIRST, SECOND, SETTLING, disagreements_csv, doubt
from ..tasks import Fault
from .actions import ValidationActions, written
from .form import LabelForm
from .forms import scrolled
from .inputs import Inputs
from .setup import LabelSetup, remembered_name


class LabelStep(QStackedWidget):
    """``setup`` before a round, ``form`` while one is under way."""

    #: A round wants to be looked at; a round is over.
    wanted = pyqtSignal()
    over = pyqtSignal()
    failed = pyqtSignal(object)
    #: A sentence on what is done.
    told = pyqtSignal(str)

    def __init__(self, canvas: Any, inputs: Inputs, actions: ValidationActions,
                 parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.inputs, self.actions = inputs, actions
        self.setup, self.form = LabelSetup(remembered_name(), self), LabelForm(canvas, self)
        self._opening = False
        self.addWidget(self.setup)
        self.addWidget(scrolled(self.form))
        self.setup.run_wanted.connect(self.label)
        self.setup.dialog_wanted.connect(lambda: actions.ask_file(
            tr("Labels of another copy"), "", tr("GeoPackage (*.gpkg);;All files (*)"), self.bring_in, save=False))
        self.setup.file.asked.connect(lambda: actions.ask_file(
            tr("A table of classes"), "", tr("Tables (*.csv *.txt)"), self.setup.file.set_path, save=False))
        self.form.change_wanted.connect(self.stop)
        self.form.export_wanted.connect(self.export)
        self.form.failed.connect(self.failed)
        actions.failed.connect(self._not_opened)

    def under_way(self) -> bool:
        """Whether a round is being labelled."""
        return self.form.round is not None

    def label(self) -> None:
        """Goes on where the round was left."""
        layer, name = self.inputs.sample.currentLayer(), self.setup.labeller.text().strip()
        if not isinstance(layer, QgsVectorLayer):
            self.failed.emit(Fault(tr("Choose the sample: draw one, or open its file.")))
        elif not name:
            self.failed.emit(Fault(tr("Write your name: labels say who gave them.")))
        elif layer.isModified():
            self.failed.emit(Fault(tr("Save or drop the edits of {layer} first: labels go to the same file.").format(
                layer=layer.name())))
        elif not self._opening:
            self._opening = True
            self.setup.remember()
            role, identifier = self.setup.role(), layer.id()
            self.find_classes(lambda classes: self._open(
                identifier, role, lambda sample: self._start(identifier, sample, role, name, classes)))

    def find_classes(self, done: Callable[[Any], None]) -> None:
        """Those to choose among, as the form before the round says."""
        self.actions.find_classes(self.setup.classes.currentData(), self.setup.file.path(),
                                  self.inputs.map.currentLayer(), done)

    def bring_in(self, other: str) -> None:
        """Labels given elsewhere, into the round chosen."""
        layer = self.inputs.sample.currentLayer()
        if not isinstance(layer, QgsVectorLayer):
            self.failed.emit(Fault(tr("Choose the sample: draw one, or open its file.")))
            return

        def tell(found: tuple[int, int]) -> None:
            sentence = tr("{count} labels came in.").format(count=found[0])
            if found[1]:
                sentence += " " + tr("{count} are of units that this sample does not have.").format(count=found[1])
            self.setup.found.setText(sentence)

        self.actions.bring_in(layer, self.setup.role(), other, tell)

    def stop(self) -> None:
        """Back to who labels what."""
        self.form.stop()
        self.setCurrentIndex(0)
        self.over.emit()

    def export(self) -> None:
        """What two interpreters differ on, as CSV."""
        sample = self.form.sample
        if sample is None or SECOND not in sample.labels or self.form.round is None:
            return
        first, second = sample.labels[FIRST], sample.labels[SECOND]
        text = disagreements_csv(sample.units, first, second, self.form.round.labels)
        start = str(Path(sample.source.split("|")[0]).with_name("disagreements.csv"))
        self.actions.ask_file(tr("What the two differ on"), start, "CSV (*.csv)", lambda path: self.actions.write(
            path, text, lambda: self.told.emit(tr("Written: {file}").format(file=path))))

    # -- inside --------------------------------------------------------------------------------------

    def _not_opened(self, _fault: Fault) -> None:
        self._opening = False

    def _open(self, identifier: str, role: str, done: Callable[[Sample], None]) -> None:
        layer = QgsProject.instance().mapLayer(identifier)
        self._opening = False
        if layer is not None:
            self.actions.open_sample(layer, role, done)

    def _start(self, identifier: str, sample: Sample, role: str, name: str, classes: tuple[ClassEntry, ...]) -> None:
        layer = QgsProject.instance().mapLayer(identifier)
        if role == SETTLING:
            found = doubt(*(sample.labels[one] for one in (FIRST, SECOND, SETTLING)))
            if not found.differ:
                self.failed.emit(Fault(tr("Nothing to settle: {both} units are labelled twice, all alike.").format(
                    both=found.both) if found.both else tr("Nothing to settle: no unit is labelled twice.")))
                return
        self.setCurrentIndex(1)
        self.wanted.emit()
        self.form.start(sample, role, self.setup.seed.value(), name, written(classes, sample.spoken), layer,
                        self.inputs.map.currentLayer())
        # Now that there is a round: the form takes the keys.
        self.wanted.emit()
