"""What the Validation page has done in the background: a sample drawn, opened, a map assessed, a report read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any, Optional

import numpy as np
from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QFileDialog, QWidget

from ...bridge.class_legend import is_named, legend_of, names_table
from ...bridge.label_store import Sample, design_of, read_sample, write_labels
from ...bridge.language import tr, user_language
from ...core.engine.outputs import write_text
from ...core.errors import BocageError
from ...core.landcover.model import ClassEntry
from ...core.landcover.nomenclature import nomenclature, of_values
from ...core.validation.class_map import read_map
from ...core.validation.labelling import FIRST, ROLES, SETTLING, brought_in, spelled
from ..tasks import Fault, Job, run_algorithm, run_in_background
from .blind import hide_fields, make_plain
from .keeper import wait_for
from .setup import LEGEND

#: Seconds for a file to be read or written.
DEADLINE_S = 120.0


def written(classes: Sequence[ClassEntry], spoken: Iterable[str]) -> tuple[ClassEntry, ...]:
    """Classes under the names that labels of this sample bear."""
    names = spelled([(entry.name, entry.name_fr) for entry in classes], spoken, user_language() == "fr")
    return tuple(replace(entry, name=name) for entry, name in zip(classes, names))


class ValidationActions(QObject):
    """Results go to whoever asked; faults and jobs to the page."""

    working = pyqtSignal(object)
    failed = pyqtSignal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    # -- a sample ------------------------------------------------------------------------------------

    def draw_sample(self, given: dict[str, Any], drawn: Callable[[dict[str, Any]], None],
                    taken: Callable[[str], None]) -> None:
        """``bocage:samplingdesign``; never over a file that is there, which may hold labels: ``taken(free name)``."""
        path = Path(given["OUTPUT"])

        def look(_job: Job) -> str:
            if not path.exists():
                return ""
            return str(next(one for one in (path.with_name(f"{path.stem}_{n}{path.suffix}") for n in range(2, 10_000))
                            if not one.exists()))

        def go(free: str) -> None:
            if free:
                taken(free)
                return
            self._follow(run_algorithm("bocage:samplingdesign", given, drawn, self.failed.emit,
                                       title=tr("Drawing the sample"), owner=self))

        self._background(look, go, tr("Drawing the sample"))

    def add_sample(self, source: str) -> Optional[QgsVectorLayer]:
        """Its layer in the project: points alike. None, and a sentence, where it is none."""
        there = next((layer for layer in QgsProject.instance().mapLayers().values()
                      if isinstance(layer, QgsVectorLayer) and layer.source().split("|")[0] == source.split("|")[0]),
                     None)
        if there is not None:
            return there
        layer = QgsVectorLayer(source, Path(source.split("|")[0]).stem, "ogr")
        if not layer.isValid():
            self.failed.emit(Fault(tr("{file} cannot be opened as a layer.").format(file=source)))
            return None
        make_plain(layer)
        hide_fields(layer, FIRST)
        QgsProject.instance().addMapLayer(layer)
        return layer

    def open_sample(self, layer: QgsVectorLayer, role: str, done: Callable[[Sample], None]) -> None:
        """Units and labels of a round; fields that lack come into the file first."""
        source, name, provider = layer.source(), layer.name(), layer.dataProvider().name()
        identifier, roles = layer.id(), ROLES if role == SETTLING else (role,)

        def read(sample: Sample) -> None:
            here = QgsProject.instance().mapLayer(identifier)
            if here is None:
                return
            here.dataProvider().reloadData()
            here.updateFields()
            hide_fields(here, role)
            done(sample)

        def load(job: Job) -> Sample:
            wait_for(source)
            return read_sample(source, name, roles, job, provider)

        self._background(load, read, tr("Opening the sample"))

    def bring_in(self, layer: QgsVectorLayer, role: str, other: str, done: Callable[[tuple[int, int]], None]) -> None:
        """Labels of another copy of the sample into a round; how many came, and how many found no unit here.

        Those of the same round there, or of its first one: whoever labels alone takes the first.
        """
        source, name, provider = layer.source(), layer.name(), layer.dataProvider().name()

        def bring(job: Job) -> tuple[int, int]:
            wait_for(source)
            here = read_sample(source, name, (role,), job, provider)
            there = read_sample(other, Path(other).name, ROLES, job, to_label=False)
            labels = there.labels[role] or there.labels[FIRST]
            changes, strange = brought_in(here.units, here.labels[role], there.units, labels)
            if changes:
                write_labels(source, role, changes)
            return len(changes), strange

        self._background(bring, done, tr("Bringing labels in"))

    def look_at_sample(self, layer: QgsVectorLayer, done: Callable[[Any], None]) -> None:
        """How it was drawn and what its fields hold."""
        source, name, provider = layer.source(), layer.name(), layer.dataProvider().name()
        def look(job: Job) -> Any:
            wait_for(source)
            return design_of(source, name, job, provider)

        self._background(look, done, tr("Looking at the sample"))

    def find_classes(self, kind: str, table: str, layer: Any, done: Callable[[Sequence[ClassEntry]], None]) -> None:
        """Of the map's legend, else of its pixels; of a nomenclature or a table."""
        legend = legend_of(layer) if kind == LEGEND else ()
        if legend and is_named(legend[0]):
            done(legend)
            return
        colours = {entry.value: entry for entry in legend}
        if kind == LEGEND and layer is None:
            self.failed.emit(Fault(tr("Choose the map, or a table of classes: there is nothing to choose among.")))
            return
        source = layer.source() if kind == LEGEND else ""

        def find(job: Job) -> Sequence[ClassEntry]:
            if not source:
                return nomenclature(table if kind == "file" else kind)
            content, _, _ = read_map(source, np.zeros(0), np.zeros(0), [], job)
            if not content.pixels:
                raise BocageError("map_empty", file=source)
            return tuple(colours.get(entry.value, entry) for entry in of_values(list(content.pixels)))

        self._background(find, done, tr("Reading the classes"))

    # -- accuracy ------------------------------------------------------------------------------------

    def assess(self, given: dict[str, Any], classes: Sequence[ClassEntry], done: Callable[[Any, str], None]) -> None:
        """``bocage:accuracy``; names of classes go to a table beside the report, so that the run can be repeated.

        done: gets what the JSON holds, and the path of the HTML.
        """
        html, data = str(given["OUTPUT_HTML_FILE"]), str(given["OUTPUT_JSON"])
        named = [entry for entry in classes if is_named(entry)]

        def prepare(_job: Job) -> dict[str, Any]:
            if not named:
                return given
            table = str(Path(html).with_name(f"{Path(html).stem}_classes.txt"))
            write_text(table, names_table(classes))
            return {**given, "CLASSES": table}

        self._background(prepare, lambda whole: self._follow(run_algorithm(
            "bocage:accuracy", whole, lambda _results: self.read_report(data, html, done), self.failed.emit,
            title=tr("Assessing the map"), owner=self)), tr("Assessing the map"))

    def read_report(self, data: str, html: str, done: Callable[[Any, str], None]) -> None:
        """A report's JSON, and where its HTML lies."""
        def read(_job: Job) -> Any:
            try:
                found = json.loads(Path(data).read_text(encoding="utf-8"))
                found["overall_accuracy"], found["by_class"], found["counts"], found["findings"]
            except (OSError, ValueError, KeyError, TypeError) as fault:
                raise BocageError("report_unreadable", file=data, fault=str(fault)) from None
            return found

        self._background(read, lambda found: done(found, html), tr("Reading the report"))

    def write(self, path: str, text: str, done: Callable[[], None]) -> None:
        """A text file."""
        self._background(lambda _job: write_text(path, text), lambda _: done(), tr("Writing {file}").format(file=path))

    # -- questions that stop nobody ------------------------------------------------------------------

    def open_dialog(self, algorithm: str, parameters: dict[str, Any]) -> None:
        """The algorithm's own dialog, filled in."""
        # QGIS' own package of that name, not our room.
        dialog = import_module("processing").createAlgorithmDialog(algorithm, parameters)
        if dialog is not None:
            dialog.show()

    def ask_file(self, title: str, start: str, kinds: str, then: Callable[[str], None], save: bool = True) -> None:
        """A file to write or to open."""
        dialog = QFileDialog(self._window.window(), title, start, kinds)
        if save:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setDefaultSuffix(Path(start).suffix.lstrip(".") or kinds.split("*.")[-1].split(")")[0].split()[0])
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setModal(False)
        dialog.fileSelected.connect(then)
        dialog.finished.connect(lambda *_: QTimer.singleShot(0, dialog.deleteLater))
        dialog.show()

    # -- inside --------------------------------------------------------------------------------------

    def _follow(self, job: Job) -> None:
        self.working.emit(job)

    def _background(self, work: Callable[[Job], Any], done: Callable[[Any], None], title: str) -> None:
        self._follow(run_in_background(work, done, self.failed.emit, title=title, owner=self, deadline_s=DEADLINE_S))
