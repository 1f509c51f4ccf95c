"""What the page does beside running: the toolbox, what was made on the map or in its program, colours of classes."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping, Sequence
from functools import partial
from importlib import import_module
from typing import Any

from qgis.PyQt.QtCore import QObject, QUrl, pyqtSignal
from qgis.PyQt.QtGui import QColor, QDesktopServices
from qgis.PyQt.QtWidgets import QColorDialog, QTabWidget, QWidget

from ...bridge.language import tr
from ...core.engine.outputs import write_text
from ..tasks import Fault, Job, run_in_background
from ..turns import Turns
from . import recipes, shown
from .flow import MAP, SAMPLES, SERIES, SYNTHESIS, Flow
from .runner import DEADLINE_S, Runner

#: The table of classes that the page writes.
TABLE = "3_classes{n}.csv"


class Actions(QObject):
    """Faults go to whoever tells them."""

    failed = pyqtSignal(object)
    #: The file of a table of classes was written.
    table_made = pyqtSignal(str)

    def __init__(self, flow: Flow, runner: Runner, window: QWidget, canvas: Any = None) -> None:
        super().__init__(window)
        self._canvas = canvas
        self._flow, self._runner, self._window = flow, runner, window
        self._layers = Turns(self._show_layer, self)

    def leave(self) -> None:
        """Nothing more goes on the map."""
        self._layers.clear()

    # -- toolbox ---------------------------------------------------------------------------------------

    def open_in_toolbox(self, step: str) -> None:
        """The algorithm's own dialog, filled in; QGIS goes on beside it, and what it makes feeds the next steps."""
        steps, made_of = recipes.calls(self._flow, step), self._flow.made_of(step)
        if not steps:
            return
        names, folder = recipes.files_of(self._flow, step), self._flow.folder

        def ready(files: dict[str, str]) -> None:
            given = steps[0].parameters({key: path for key, path in files.items() if key != "MASK"}, {})
            self.open_dialog(steps[0].algorithm, given, partial(self._by_hand, step, made_of))

        run_in_background(lambda _job: recipes.numbered(folder, names), ready, self.failed.emit, title="toolbox",
                          owner=self, deadline_s=DEADLINE_S)

    def open_dialog(self, algorithm: str, given: dict[str, Any], done: Any = None) -> Any:
        """That of an algorithm; ``done(successful, results)`` each time that it has run."""
        # QGIS' own package of that name, not our room.
        dialog = import_module("processing").createAlgorithmDialog(algorithm, given)
        if dialog is None:
            self.failed.emit(Fault(tr("{name} is not in the toolbox: enable the Bocage provider in the options of "
                                      "Processing.").format(name=algorithm)))
            return None
        if done is not None and hasattr(dialog, "algorithmFinished"):
            dialog.algorithmFinished.connect(done)
        dialog.show()
        return dialog

    def validate(self, algorithm: str) -> None:
        """The dialog of an algorithm of validation on the map."""
        path = self._flow.outputs(MAP).get("OUTPUT")
        if path:
            self.open_dialog(algorithm, {"MAP": path})

    def show_page(self, page: QWidget) -> None:
        """Another page of the dock, told of the map."""
        path = str(self._flow.outputs(MAP).get("OUTPUT") or "")
        hear = getattr(page, "use_map", None)
        if path and hear is not None:
            hear(path)
        tabs: Any = page.parentWidget()
        while tabs is not None and not isinstance(tabs, QTabWidget):
            tabs = tabs.parentWidget()
        if tabs is not None:
            tabs.setCurrentWidget(page)

    def _by_hand(self, step: str, made_of: str, successful: bool, results: dict[str, Any]) -> None:
        # A synthesis alone is no raster yet.
        if successful and results and not (step == SERIES and self._flow.settings[SERIES]["kind"] == SYNTHESIS):
            self._runner.made_by_hand(step, made_of, dict(results))

    # -- what was made ---------------------------------------------------------------------------------

    def open_output(self, step: str, key: str) -> None:
        """On the map, or in the program that shows it."""
        path = str(self._flow.outputs(step).get(key) or "")
        if not path:
            return
        if key == "OUTPUT_HTML_FILE":
            QDesktopServices.openUrl(QUrl.fromLocalFile(path))
        elif key == "MODEL":
            QDesktopServices.openUrl(QUrl.fromLocalFile(os.path.dirname(path)))
        elif step == MAP:
            self._layers.add((self._map_outputs(), key, True))
        else:
            self._layers.add(({}, path, True))

    def show_map(self) -> None:
        """The last map and what comes with it: one layer a turn, the lowest first, so that the window answers."""
        outputs = self._map_outputs()
        for key, _ in reversed(shown.LAYERS):
            if outputs.get(key):
                self._layers.add((outputs, key, False))

    def _map_outputs(self) -> dict[str, Any]:
        """With the number of dates, for the colours of the clear ones."""
        return {**self._flow.outputs(MAP), "DATES": self._flow.outputs(SERIES).get("IMAGES")}

    def _show_layer(self, what: tuple[dict[str, Any], str, bool]) -> None:
        outputs, key, asked = what
        path = str(outputs.get(key, "")) if outputs else key
        if outputs:
            made = shown.show_map_layer(outputs, key)
        else:
            made = shown.show_file(path, os.path.splitext(os.path.basename(path))[0])
        if made is None:
            self.failed.emit(Fault(tr("{file} cannot be shown: it is gone, or it is no layer.").format(file=path)))
        elif asked:
            shown.reveal(made, self._canvas)

    # -- colours of classes ----------------------------------------------------------------------------

    def ask_colour(self, value: int) -> QColorDialog | None:
        """Another colour for a class, by a window that does not stop QGIS."""
        outcome = self._flow.outcomes.get(SAMPLES)
        row = next((one for one in outcome.summary.get("classes", []) if one["value"] == value), None) \
            if outcome is not None else None
        if row is None:
            return None
        dialog = QColorDialog(QColor(*row["colour"]), self._window)
        dialog.setWindowTitle(str(row["name"]))
        dialog.setModal(False)
        dialog.finished.connect(lambda *_: dialog.deleteLater())
        dialog.colorSelected.connect(lambda colour: self.recolour(value, (colour.red(), colour.green(),
                                                                          colour.blue())))
        dialog.show()
        return dialog

    def recolour(self, value: int, colour: tuple[int, int, int]) -> None:
        """A table of the classes with that colour, written in the background; the samples then follow it."""
        outcome = self._flow.outcomes.get(SAMPLES)
        if outcome is None:
            return
        for row in outcome.summary.get("classes", []):
            if row["value"] == value:
                row["colour"] = list(colour)
        text, folder = table_text(outcome.summary.get("classes", [])), self._flow.folder
        former = str(self._flow.settings[SAMPLES]["classes"])
        ours = os.path.basename(former).startswith(TABLE.split("{")[0]) and os.path.dirname(former) == folder

        def write(_job: Job) -> str:
            path = former if ours else recipes.numbered(folder, {"TABLE": TABLE})["TABLE"]
            write_text(path, text)
            return path

        run_in_background(write, self.table_made.emit, self.failed.emit, title=tr("Table of classes"), owner=self,
                          deadline_s=DEADLINE_S)


def table_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """CSV of number, name, French name, colour, as the algorithms read it."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(("value", "name", "name_fr", "colour"))
    for row in rows:
        red, green, blue = row["colour"]
        writer.writerow((row["value"], row["name"], row["name_fr"], f"#{red:02x}{green:02x}{blue:02x}"))
    return text.getvalue()
