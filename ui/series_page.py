"""The Series page: scenes by date, one look for all, flip, blink and swipe, the profile of points."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Optional

from qgis.core import QgsMapLayer, QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QAction,
    QComboBox,
    QDockWidget,
    QDoubleSpinBox,
    QLabel,
    QPushButton,
    QSlider,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..bridge import scenes
from ..bridge.language import tr
from ..core.catalogue.model import LOCAL, PRESENT, SceneRecord
from ..core.errors import BocageError
from . import messages
from .comparison import BLINK, OFF, SWIPE, Comparison
from .flip import uncover
from .job_bar import JobBar
from .parts import narrow, once
from .profile import ProfilePanel
from .series_list import SeriesList
from .tasks import Job, fault_of, run_in_background
from .temporal import play_dates
from .turns import Turns
from .wrapping import WrappingRow

LOG = logging.getLogger("bocage")
#: The list follows the project, at most so often, milliseconds.
PACE_MS = 100
#: Scenes put on the map at one press.
MOST_ADDED = 30
#: Seconds for one scene to be read.
DEADLINE_S = 60.0


class SeriesPage(QWidget):
    """Lists the scene layers of the project; scenes chosen in the catalogue come by ``show_records``."""

    def __init__(self, iface: Any, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.iface, self.canvas = iface, iface.mapCanvas()
        self.scenes: list[scenes.SceneLayer] = []
        self.list, self.look = SeriesList(self), QComboBox(self)
        self.before, self.after = QToolButton(self), QToolButton(self)
        self.blink, self.swipe, self.temporal = QToolButton(self), QToolButton(self), QToolButton(self)
        self.masks = QToolButton(self)
        self.period, self.line = QDoubleSpinBox(self), QSlider(Qt.Orientation.Horizontal, self)
        self.empty, self.add_found, self.jobs = QLabel(self), QPushButton(self), JobBar(self)
        #: What the catalogue lists and this computer has.
        self.found: list[SceneRecord] = []
        self.profile = ProfilePanel(iface, self)
        self.comparison = Comparison(self.canvas, self)
        self._adding, self._swapping = Turns(self._add, self), Turns(self._swap, self)
        self._connected: dict[str, QgsMapLayer] = {}
        self._pace = once(self, self.refresh)
        self._build()
        self._connect()
        self.refresh()

    # -- what it shows -------------------------------------------------------------------------------

    def refresh(self) -> None:
        """The scene layers of the project as they are now."""
        self.scenes = scenes.scene_layers(QgsProject.instance().mapLayers().values())
        self.list.fill(self.scenes)
        self.comparison.set_scenes(self.scenes)
        self._tell_found()
        for scene in self.scenes:
            if scene.layer_id not in self._connected:
                self._connected[scene.layer_id] = scene.layer
                scene.layer.rendererChanged.connect(partial(self.comparison.restyled, scene.layer_id))
        self._connected = {key: layer for key, layer in self._connected.items()
                           if key in {one.layer_id for one in self.scenes}}
        self.empty.setVisible(not self.scenes)
        for widget in (self.before, self.after, self.masks, self.temporal, self.look):
            widget.setEnabled(bool(self.scenes))
        for widget in (self.blink, self.swipe):
            widget.setEnabled(len(self.scenes) > 1)

    def set_scenes(self, records: list[SceneRecord]) -> None:
        """What the catalogue lists now: offered for the map, and for the profile."""
        self.found = [one for one in records if one.path and one.state == PRESENT]
        self._tell_found()

    def _tell_found(self) -> None:
        shown = {(one.source, one.identifier) for one in self.scenes}
        left = [one for one in self.found if (one.source, one.identifier) not in shown]
        self.add_found.setText(tr("Put {count} scenes of the catalogue on the map").format(
            count=min(len(left), MOST_ADDED)))
        self.add_found.setVisible(bool(left))
        self.profile.set_records(records_of(self.scenes), self.found)

    def _going(self, identifiers: list[str]) -> None:
        """Layers are about to die: nobody may touch them any more."""
        left = [one for one in self.scenes if one.layer_id not in identifiers]
        if len(left) < len(self.scenes):
            self.scenes = left
            self.comparison.set_scenes(left)
            self._later()

    def show_records(self, records: list[SceneRecord], look: str = "natural") -> None:
        """Scenes chosen in the catalogue, put on the map one after the other as they are read; those of a server as
        previews."""
        shown = {(one.source, one.identifier, one.look) for one in self.scenes}
        wanted = [one for one in records if (one.path or one.source != LOCAL)
                  and (one.source, one.identifier, look) not in shown]

        def read(job: Job) -> None:
            _give_each(job, wanted, lambda record: scenes.prepare(record, look, job))

        if wanted:
            self._follow(run_in_background(read, None, self._tell, found=self._adding.add, owner=self,
                                           title=tr("Reading the scenes"), deadline_s=DEADLINE_S * len(wanted)))

    # -- what hands do -------------------------------------------------------------------------------

    def set_look(self, look: str) -> None:
        """Every scene listed, shown this way: read in the background, swapped in place as they come."""
        self._show_again([(one, look) for one in self.scenes if one.look != look and one.path], tr("Another look"))

    def toggle_blink(self, on: bool) -> None:
        """The two dates selected by turns, or the current one and the one before it."""
        pair = self.list.pair()
        if on and pair is not None:
            self.comparison.blink(*pair, self.period.value())
        elif self.comparison.mode == BLINK:
            self.comparison.stop()

    def toggle_swipe(self, on: bool) -> None:
        """The same two on each side of a line."""
        pair = self.list.pair()
        if on and pair is not None:
            self.comparison.swipe(*pair)
        elif self.comparison.mode == SWIPE:
            self.comparison.stop()

    def play(self) -> None:
        """QGIS' temporal controller, set to the dates listed."""
        if not self.scenes:
            return
        self.comparison.stop()
        for scene in self.scenes:
            node = QgsProject.instance().layerTreeRoot().findLayer(scene.layer_id)
            if node is not None:
                node.setItemVisibilityChecked(True)
        window = self.iface.mainWindow()
        action = window.findChild(QAction, "mActionTemporalController")
        dock = window.findChild(QDockWidget, "Temporal Controller")
        if dock is not None:
            dock.show()
        elif action is not None:
            action.trigger()
        play_dates(self.canvas, [scene.acquired for scene in self.scenes])

    def close_all(self) -> None:
        """Called before the plugin goes: nothing of it stays on the canvas."""
        project = QgsProject.instance()
        project.layersAdded.disconnect(self._later)
        project.layersWillBeRemoved.disconnect(self._going)
        project.readProject.disconnect(self._restore)
        self._adding.clear()
        self._swapping.clear()
        self.comparison.close()
        self.profile.close_all()

    def repair(self) -> None:
        """Scenes of a project whose virtual rasters are gone, or were another computer's: written again."""
        self._show_again([(one, one.look) for one in self.scenes if one.path and not one.layer.isValid()],
                         tr("Reading the scenes"))

    # -- inside --------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.empty.setText(tr("No scene is on the map. Select scenes in the catalogue and add them: they are listed "
                              "here by date."))
        self.empty.setWordWrap(True)
        self.add_found.setToolTip(tr("Those that the catalogue lists and this computer has, the newest first, at most "
                                     "{most} at a time.").format(most=MOST_ADDED))
        self.look.addItem(tr("Look of all scenes"), "")
        for look in scenes.looks():
            self.look.addItem(scenes.look_words(look), look)
        self.look.setAccessibleName(tr("Look of all scenes"))
        narrow(self.look, 12)
        for button, text, hint in (
                (self.before, "\N{BLACK LEFT-POINTING TRIANGLE}", tr("Earlier date (left arrow in the list)")),
                (self.after, "\N{BLACK RIGHT-POINTING TRIANGLE}", tr("Later date (right arrow in the list)")),
                (self.blink, tr("&Blink"), tr("The two dates selected by turns (B in the list); without a selection, "
                                              "the current date and the one before it.")),
                (self.swipe, tr("&Swipe"), tr("The two dates selected on each side of a line that follows the mouse "
                                              "(S in the list). Escape leaves.")),
                (self.masks, tr("&Masks"), tr("The masks of the scenes selected, with a legend of their flags.")),
                (self.temporal, tr("Pla&y"), tr("QGIS' temporal controller over the dates listed."))):
            button.setText(text)
            button.setToolTip(hint)
            button.setAccessibleName(hint)
        for button in (self.blink, self.swipe):
            button.setCheckable(True)
        self.period.setRange(0.1, 10.0)
        self.period.setSingleStep(0.1)
        self.period.setValue(0.8)
        self.period.setSuffix(tr(" s"))
        self.period.setToolTip(tr("Seconds that each date stays while blinking."))
        self.period.setAccessibleName(self.period.toolTip())
        self.line.setRange(0, 100)
        self.line.setValue(50)
        self.line.setEnabled(False)
        self.line.setToolTip(tr("Place of the line of the swipe: arrow keys move it."))
        self.line.setAccessibleName(self.line.toolTip())
        self._lay_out()

    def _lay_out(self) -> None:
        upper = QWidget(self)
        rows = QVBoxLayout(upper)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.empty)
        rows.addWidget(self.list, 1)
        rows.addWidget(self.add_found)
        for widgets in ((self.before, self.after, self.look, self.masks, self.temporal),
                        (self.blink, self.period, self.swipe, self.line)):
            row = WrappingRow()
            for widget in widgets:
                row.add(widget, grows=widget in (self.look, self.line))
            rows.addLayout(row)
        rows.addWidget(self.jobs)
        parts = QSplitter(Qt.Orientation.Vertical, self)
        parts.addWidget(upper)
        parts.addWidget(self.profile)
        parts.setStretchFactor(0, 1)
        parts.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.addWidget(parts)
        order = [self.list, self.add_found, self.before, self.after, self.look, self.masks, self.temporal, self.blink,
                 self.period, self.swipe, self.line, *self.profile.reachable()]
        for one, following in zip(order, order[1:]):
            QWidget.setTabOrder(one, following)

    def _connect(self) -> None:
        project = QgsProject.instance()
        project.layersAdded.connect(self._later)
        project.layersWillBeRemoved.connect(self._going)
        project.readProject.connect(self._restore)
        self.list.reached.connect(self.comparison.flip)
        self.list.blink_wanted.connect(lambda: self.blink.toggle())
        self.list.swipe_wanted.connect(lambda: self.swipe.toggle())
        self.before.clicked.connect(lambda *_: self.list.step(-1))
        self.after.clicked.connect(lambda *_: self.list.step(1))
        self.blink.toggled.connect(self.toggle_blink)
        self.swipe.toggled.connect(self.toggle_swipe)
        self.add_found.clicked.connect(lambda *_: self._add_found())
        self.masks.clicked.connect(lambda *_: self._add_masks())
        self.temporal.clicked.connect(lambda *_: self.play())
        self.period.valueChanged.connect(self.comparison.set_period)
        self.line.valueChanged.connect(lambda value: self.comparison.move_line(value / 100.0))
        self.comparison.changed.connect(self._compared)
        self.comparison.tool.moved.connect(self._line_moved)
        self.look.activated.connect(self._look_chosen)
        self.profile.scene_chosen.connect(self._go_to_product)

    def _later(self, *_: object) -> None:
        """Layers come in numbers: the list follows once."""
        self._pace.start(PACE_MS)

    def _restore(self, *_: object) -> None:
        self.refresh()
        self.repair()
        self.profile.restore()

    def _compared(self, mode: str) -> None:
        for button, its in ((self.blink, BLINK), (self.swipe, SWIPE)):
            button.setChecked(mode == its)
        self.line.setEnabled(mode == SWIPE)
        if mode == OFF:
            self._line_moved(0.5)

    def _line_moved(self, share: float) -> None:
        self.line.blockSignals(True)
        self.line.setValue(round(100 * share))
        self.line.blockSignals(False)

    def _look_chosen(self, row: int) -> None:
        look = str(self.look.itemData(row) or "")
        self.look.setCurrentIndex(0)
        if look:
            self.set_look(look)

    def _add(self, prepared: scenes.Prepared) -> Optional[QgsRasterLayer]:
        try:
            return scenes.show(prepared)
        except Exception as error:  # noqa: BLE001 - the edge of the window: told, with its details
            self._tell(fault_of(error))
            return None

    def _add_over(self, prepared: scenes.Prepared) -> None:
        """Masks were asked for to be seen, whatever lies over them."""
        layer = self._add(prepared)
        if layer is not None:
            uncover(layer)

    def _show_again(self, wanted: list[tuple[scenes.SceneLayer, str]], title: str) -> None:
        """Layers in the look beside them, read in the background and swapped in place as they come."""
        asked = [(one.layer_id, _record(one), look) for one, look in wanted]

        def read(job: Job) -> None:
            _give_each(job, asked, lambda one: (one[0], scenes.prepare(one[1], one[2], job)))

        if asked:
            self._follow(run_in_background(read, None, self._tell, found=self._swapping.add, title=title,
                                           owner=self, deadline_s=DEADLINE_S * len(asked)))

    def _swap(self, found: tuple[str, scenes.Prepared]) -> None:
        identifier, prepared = found
        layer = QgsProject.instance().mapLayer(identifier)
        if layer is None:
            return
        try:
            scenes.show_otherwise(layer, prepared)
        except Exception as error:  # noqa: BLE001 - the edge of the window: told, with its details
            self._tell(fault_of(error))
            return
        self.comparison.restyled(identifier)
        self._later()

    def _add_masks(self) -> None:
        chosen = set(self.list.chosen() or [self.list.current()])
        for scene in self.scenes:
            if scene.layer_id in chosen and scene.path:
                self._follow(run_in_background(
                    partial(scenes.prepare_masks, _record(scene)),
                    self._add_over if len(chosen) == 1 else self._add, self._tell,
                    title=tr("Reading the masks"), owner=self, deadline_s=10 * DEADLINE_S))

    def _add_found(self) -> None:
        shown = {(one.source, one.identifier) for one in self.scenes}
        left = [one for one in self.found if (one.source, one.identifier) not in shown]
        self.show_records(sorted(left, key=lambda one: one.acquired, reverse=True)[:MOST_ADDED])

    def _go_to_product(self, identifier: str) -> None:
        scene = next((one for one in self.scenes if one.identifier == identifier), None)
        if scene is not None:
            self.list.go_to(scene.layer_id)

    def _follow(self, job: Job) -> None:
        self.jobs.follow(job)

    def _tell(self, fault: Any) -> None:
        messages.tell_fault(self.iface, fault)


def _give_each(job: Job, items: Sequence[Any], make: Callable[[Any], Any]) -> None:
    """What is made of each: one that cannot be costs no other. Raises the first fault, once all were tried."""
    first: Optional[BocageError] = None
    for number, item in enumerate(items):
        job.report(number / len(items))
        try:
            job.give(make(item))
        except BocageError as error:
            LOG.info("%s", error)
            first = first or error
    if first is not None:
        raise first


def _record(scene: scenes.SceneLayer) -> SceneRecord:
    return SceneRecord(scene.identifier, scene.source or LOCAL, scene.platform, scene.level, scene.tile,
                       scene.acquired, (), path=scene.path)


def records_of(layers: list[scenes.SceneLayer]) -> list[SceneRecord]:
    """Products listed, each once though it may be shown in several looks."""
    return list({one.path: _record(one) for one in layers if one.path}.values())
