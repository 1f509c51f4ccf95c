"""The Land cover page: from an area to a map in five steps, each an algorithm of the toolbox. It joins its parts."""

from __future__ import annotations

import os
from functools import partial
from importlib.util import find_spec
from typing import Any, Optional

from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QStandardPaths, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QToolButton, QVBoxLayout, QWidget

from ..bridge.language import tr
from ..core.catalogue.model import SceneRecord
from . import messages
from .landcover import recipes, words
from .landcover.actions import Actions
from .landcover.choice_forms import FeaturesForm, MapForm, TrainingForm
from .landcover.flow import DONE, FEATURES, MAP, ORDER, SAMPLES, SERIES, TRAINING, Flow
from .landcover.panel import StepPanel
from .landcover.path_list import ask_folder
from .landcover.portable import packed, unpacked
from .landcover.recipes import WITH_SCIKIT
from .landcover.runner import DEADLINE_S, Runner
from .landcover.samples_form import SamplesForm, layer_of
from .landcover.series_form import SeriesForm
from .landcover.tables import SamplesTable, ScoresTable
from .page_memory import PageMemory
from .parts import ShortLabel, once
from .tasks import Fault, run_in_background

#: What trains everywhere, where scikit-learn is absent.
FALLBACK = "linear_discriminant"
#: Milliseconds without a change before the page is brought up to date.
REST_MS = 60


class LandcoverPage(QWidget):
    """``map_made`` gives the file of a new map to the other pages."""

    map_made = pyqtSignal(str)

    def __init__(self, iface: Any, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.iface = iface
        self.flow = Flow()
        self.runner = Runner(self.flow, self)
        self.actions = Actions(self.flow, self.runner, self, iface.mapCanvas())
        self._watched: Optional[QgsVectorLayer] = None
        self._touched, self._shown_step = False, SERIES
        self._validation: Optional[QWidget] = None
        self._make()
        self._arrange()
        self._wire()
        run_in_background(lambda _job: find_spec("sklearn") is not None, self._scikit_known, title="scikit-learn",
                          owner=self, deadline_s=DEADLINE_S)
        self.memory.read()
        self.panels[SERIES].open(True)

    # -- build -----------------------------------------------------------------------------------------

    def _make(self) -> None:
        self.forms: dict[str, Any] = {SERIES: SeriesForm(self.iface, self), FEATURES: FeaturesForm(self),
                                      SAMPLES: SamplesForm(self), TRAINING: TrainingForm(self), MAP: MapForm(self)}
        self.panels = {step: StepPanel(step, number, recipes.step_words(step), self.forms[step], self)
                       for number, step in enumerate(ORDER, start=1)}
        self.samples_table, self.scores_table = SamplesTable(self), ScoresTable(self)
        self.samples_words, self.scores_words = QLabel(self), QLabel(self)
        self.folder, self.choose_folder = ShortLabel("", self), QToolButton(self)
        self.choose_folder.setText(tr("Change"))
        self.choose_folder.setToolTip(tr("Another folder for what the steps write"))
        self.choose_folder.setAccessibleName(self.choose_folder.toolTip())
        self.run_all = QPushButton(tr("Run all that remain"), self)
        self.progress_words = QLabel(self)
        self.validate, self.sample, self.accuracy = QToolButton(self), QToolButton(self), QToolButton(self)
        for button, text, tip in (
                (self.validate, tr("Validate the map"), tr("The Validation page, on this map")),
                (self.sample, tr("Draw a sample"), tr("Points of known chance on this map, to be labelled")),
                (self.accuracy, tr("Accuracy of the map"), tr("The map against a labelled sample"))):
            button.setText(text)
            button.setToolTip(tip)
            button.setAccessibleName(text)
            button.setAccessibleDescription(tip)

    def _arrange(self) -> None:
        for label in (self.samples_words, self.scores_words):
            label.setWordWrap(True)
        for step, widgets in ((SAMPLES, (self.samples_words, self.samples_table)),
                              (TRAINING, (self.scores_words, self.scores_table))):
            for widget in widgets:
                self.panels[step].results.addWidget(widget)
        for button in (self.validate, self.sample, self.accuracy):
            self.panels[MAP].after.add(button)
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for panel in self.panels.values():
            column.addWidget(panel)
        column.addStretch(1)
        self.scroll = QScrollArea(self)
        self.scroll.setWidget(inside)
        self.scroll.setWidgetResizable(True)
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        top, bottom = QHBoxLayout(), QHBoxLayout()
        top.addWidget(QLabel(tr("Results in"), self))
        top.addWidget(self.folder, 1)
        top.addWidget(self.choose_folder)
        bottom.addWidget(self.progress_words, 1)
        bottom.addWidget(self.run_all)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(6, 6, 6, 6)
        whole.setSpacing(5)
        whole.addLayout(top)
        whole.addWidget(self.scroll, 1)
        whole.addLayout(bottom)

        self._order()

    def _order(self) -> None:
        """Tab goes from top to bottom: title of a step, its form, its buttons, what came of it."""
        order: list[QWidget] = [self.choose_folder]
        for panel in self.panels.values():
            order += [panel.head, *panel.form.reachable(), panel.run, panel.cancel, panel.toolbox]
            order += {SAMPLES: [self.samples_table], TRAINING: [self.scores_table]}.get(panel.step, [])
            order.append(panel.made)
        for before, after in zip(order, [*order[1:], self.run_all]):
            QWidget.setTabOrder(before, after)

    def _wire(self) -> None:
        self._rest = once(self, self.refresh, REST_MS)
        # Once the layout has made room for it.
        self._look = once(self, self._into_sight)
        for step, form in self.forms.items():
            form.changed.connect(partial(self._set, step))
        for panel in self.panels.values():
            panel.run_wanted.connect(self.run)
            panel.cancel_wanted.connect(self.runner.cancel)
            panel.toolbox_wanted.connect(self.open_in_toolbox)
            panel.output_wanted.connect(self.actions.open_output)
            panel.opened.connect(self._one_open)
        self.samples_table.colour_wanted.connect(self.actions.ask_colour)
        self.actions.table_made.connect(self._use_table)
        self.actions.failed.connect(self._tell)
        self.forms[SERIES].area.refused.connect(self._tell)
        self.forms[SAMPLES].refused.connect(self._tell)
        self.runner.changed.connect(lambda _step: self._rest.start())
        self.runner.progressed.connect(lambda step, share, text: self.panels[step].move(share, text))
        self.runner.made.connect(self._made)
        self.runner.failed.connect(lambda _step, fault: self._tell(fault))
        self.choose_folder.clicked.connect(lambda *_: ask_folder(self, tr("Folder of the results"), self.use_folder,
                                                                 self.flow.folder))
        self.run_all.clicked.connect(lambda *_: self.run_remaining())
        self.validate.clicked.connect(lambda *_: self.actions.show_page(self._validation))
        self.sample.clicked.connect(lambda *_: self.actions.validate("bocage:samplingdesign"))
        self.accuracy.clicked.connect(lambda *_: self.actions.validate("bocage:accuracy"))
        self.memory = PageMemory("landcover", self.state, self.restore)
        QgsProject.instance().cleared.connect(self._cleared)

    def leave(self) -> None:
        """Undoes what reaches out of this widget."""
        self.memory.leave()
        QgsProject.instance().cleared.disconnect(self._cleared)
        self.runner.cancel_all()
        self.actions.leave()
        for timer in (self._rest, self._look):
            timer.stop()
        self._watch(None)
        self.forms[SERIES].leave()

    # -- what it shows ---------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Every panel as the flow stands."""
        self._rest.stop()
        done = 0
        for step, panel in self.panels.items():
            lacking = recipes.lacks(self.flow, step)
            state = self.flow.status(step, lacking)
            done += state == DONE
            panel.show_state(state, recipes.will(self.flow, step), words.why(self.flow, step, state),
                             words.brief(self.flow, step))
            idle = self.flow.passes(step)
            panel.allow(not idle and not lacking and self.flow.behind(step) is None, not idle)
            outcome = self.flow.outcomes.get(step)
            note = tr("Made by the algorithm's own dialog.") if outcome is not None and outcome.by_hand else ""
            panel.show_made(self.flow.outputs(step) if not idle else {}, words.links(step), note)
            self.forms[step].fit(self.flow.settings[step])
        self.forms[MAP].set_area(bool(self.flow.settings[SERIES]["area"]))
        self._show_results()
        left = [step for step in self.flow.remaining() if step not in self.flow.running]
        # What is missing in the end is better said at the beginning.
        lacking = next((sentence for sentence in (recipes.lacks(self.flow, step) for step in left) if sentence), "")
        self.run_all.setEnabled(bool(left) and not self.flow.running and not lacking)
        self.run_all.setToolTip(lacking or tr("Every step that is not done or is out of date, one after the other, in "
                                              "the background"))
        self.progress_words.setText(tr("{done} of {count} steps done").format(done=done, count=len(ORDER)))
        self._show_folder()

    def _show_results(self) -> None:
        samples, training = (self.flow.outcomes.get(step) for step in (SAMPLES, TRAINING))
        colours = {str(row["value"]): row["colour"] for row in (samples.summary.get("classes", []) if samples else [])}
        for outcome, table, label, line in ((samples, self.samples_table, self.samples_words, words.samples_line),
                                            (training, self.scores_table, self.scores_words, words.scores_words)):
            summary = outcome.summary if outcome is not None else {}
            shown_rows = bool(summary.get("classes"))
            table.setVisible(shown_rows)
            label.setVisible(shown_rows)
            if shown_rows:
                table.show_summary({**summary, "colours": colours})
                label.setText(line(summary))
        there = bool(self.flow.outputs(MAP).get("OUTPUT"))
        for button in (self.sample, self.accuracy):
            button.setVisible(there)
        self.validate.setVisible(there and self._validation is not None)

    def _show_folder(self) -> None:
        path = self.flow.folder or default_folder()
        self.folder.setText(path)
        self.folder.setAccessibleName(path)

    def _one_open(self, step: str) -> None:
        for other, panel in self.panels.items():
            if other != step:
                panel.open(False)
        self._shown_step = step
        self._look.start()

    def _into_sight(self) -> None:
        """The step just opened, from its left edge."""
        self.scroll.ensureWidgetVisible(self.panels[self._shown_step], 0, 0)
        self.scroll.horizontalScrollBar().setValue(0)

    def set_scenes(self, records: list[SceneRecord]) -> None:
        """What the catalogue lists now."""
        self.forms[SERIES].set_scenes(records)

    def set_pages(self, pages: dict[str, Any]) -> None:
        """The Validation page goes on where this one ends; the Catalogue has an area that may be taken."""
        self._validation = pages.get("validation_page")
        catalogue = pages.get("catalogue_page")
        self.forms[SERIES].area.set_other(catalogue.filters.area if catalogue is not None else None)
        self.refresh()

    # -- hands -----------------------------------------------------------------------------------------

    def _set(self, step: str, values: dict[str, Any]) -> None:
        if step == TRAINING and "classifier" in values:
            self._touched = True
        if self.flow.set(step, values):
            if step == SAMPLES and "layer" in values:
                self._watch(self.forms[SAMPLES].chosen_layer())
            self._rest.start()

    def use_folder(self, path: str) -> None:
        """Where the next runs write."""
        self.flow.folder = path
        self.refresh()

    def run(self, step: str) -> None:
        """One step, in the background."""
        self._settle()
        self.panels[step].open(True)
        self.runner.run(step)

    def run_remaining(self) -> None:
        """All that remain, one after the other."""
        self._settle()
        self.runner.run_remaining()
        for step in self.flow.running:
            self.panels[step].open(True)

    def _settle(self) -> None:
        """Before a run: the folder is chosen for good, and what is being typed is told."""
        focus = self.focusWidget()
        if focus is not None:
            focus.clearFocus()
        self.flow.folder = self.flow.folder or default_folder()

    def open_in_toolbox(self, step: str) -> None:
        """The algorithm's own dialog, filled in."""
        self._settle()
        self.actions.open_in_toolbox(step)

    def _use_table(self, path: str) -> None:
        """Colours of the classes, in a table that the page wrote: the samples are to be counted with it."""
        self._set(SAMPLES, {"revision": int(self.flow.settings[SAMPLES]["revision"]) + 1})
        self.forms[SAMPLES].use_table(path)

    # -- what the runner tells -------------------------------------------------------------------------

    def _made(self, step: str) -> None:
        if step == MAP:
            self.actions.show_map()
            messages.tell(self.iface, tr("The map is made. {words}").format(
                words=words.brief(self.flow, MAP)), tr("Validate the map") if self._validation is not None else "",
                (lambda: self.actions.show_page(self._validation)) if self._validation is not None else None)
            self.map_made.emit(str(self.flow.outputs(MAP).get("OUTPUT", "")))
        if self.runner.queued() or step == MAP:
            following = next((one for one in ORDER if one in self.flow.running), step)
            self.panels[following].open(True)

    def _scikit_known(self, present: bool) -> None:
        self.flow.scikit = present
        self.forms[TRAINING].set_scikit(present)
        if not present and not self._touched and TRAINING not in self.flow.outcomes \
                and self.flow.settings[TRAINING]["classifier"] in WITH_SCIKIT:
            self.flow.set(TRAINING, {"classifier": FALLBACK})
            self.forms[TRAINING].load(self.flow.settings[TRAINING])
        self.refresh()

    def _watch(self, layer: Optional[QgsVectorLayer]) -> None:
        """Edits of the reference data make what came of it out of date."""
        if self._watched is not None:
            try:
                self._watched.afterCommitChanges.disconnect(self._edited)
            except (RuntimeError, TypeError):
                # The layer is gone already.
                self._watched = None
        self._watched = layer
        if layer is not None:
            layer.afterCommitChanges.connect(self._edited)

    def _edited(self) -> None:
        self.flow.set(SAMPLES, {"revision": int(self.flow.settings[SAMPLES]["revision"]) + 1})
        self._rest.start()

    def _tell(self, fault: Fault) -> None:
        messages.tell_fault(self.iface, fault)

    # -- project ---------------------------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        """What a project keeps of this page."""
        shown = next((step for step in ORDER if self.panels[step].is_open()), "")
        return {**packed(self.flow.state(), QgsProject.instance().homePath()), "open": shown}

    def restore(self, state: dict[str, Any]) -> None:
        """As it was; files are looked for in the background."""
        self.runner.cancel_all()
        try:
            self.flow.restore(unpacked(state, QgsProject.instance().homePath()))
            self._touched = bool(state)
        finally:
            for step, form in self.forms.items():
                form.load(self.flow.settings[step])
            self._watch(layer_of(self.flow.settings[SAMPLES]["layer"]))
            self.refresh()
        if state.get("open") in ORDER:
            self.panels[state["open"]].open(True)
        self.runner.look_for_files()

    def _cleared(self) -> None:
        self._watch(None)
        self.restore({})
        if self.forms[TRAINING].scikit is not None:
            self._scikit_known(self.forms[TRAINING].scikit)


def default_folder() -> str:
    """Beside the project, else among the documents."""
    home = QgsProject.instance().homePath()
    place = home or os.path.join(QStandardPaths.writableLocation(
        QStandardPaths.StandardLocation.DocumentsLocation), "Bocage")
    return os.path.join(place, "landcover")
