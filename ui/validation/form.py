"""The labelling form: one unit at a time, its class by a key, its pictures and its curve beside, blind to the map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional

from qgis.core import QgsProject
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QVBoxLayout, QWidget

from ...bridge.label_store import Sample
from ...bridge.language import tr
from ...bridge.scenes import SceneLayer
from ...core.catalogue.model import SceneRecord
from ...core.landcover.model import ClassEntry
from ...core.validation.labelling import CONFIDENCES, SETTLING, Label, Round, Unit, differing
from ..flip import flip_to
from ..temporal import stop_playing
from . import blind
from .chips import UnitChips
from .classes import ClassButtons
from .curve import UnitCurve
from .doubt_cards import DoubtCards
from .form_parts import LabelLine, ProgressLine, SureLine, WarningLine
from .keeper import LabelKeeper
from .keys import KeyedWidget
from .unit_view import UnitView


class LabelForm(KeyedWidget):
    """Keys: class keys, 0 then a class for the second choice, left and right for units, up and down for dates, Enter
    for the next unit without a class, Page Up and Page Down for how sure, Delete to take back, F2 for the note."""

    #: Units labelled, units.
    progressed = pyqtSignal(int, int)
    #: Somebody wants to choose another sample, round or interpreter.
    change_wanted = pyqtSignal()
    accuracy_wanted = pyqtSignal()
    export_wanted = pyqtSignal()
    failed = pyqtSignal(object)

    def __init__(self, canvas: Any, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.canvas = canvas
        self.round: Optional[Round] = None
        self.keeper: Optional[LabelKeeper] = None
        self.sample: Optional[Sample] = None
        #: Layer of the sample, and of the map, by their identifiers: either may go at any time.
        self.layer_id, self.map_id, self.map_source = "", "", ""
        #: The Series page's flip, where there is one.
        self.flip: Any = None
        self.unflip: Any = None
        self.second_next = False
        #: The points of the sample were on the canvas before.
        self._hidden = False
        self._make()
        self._arrange()
        self._wire()

    # -- build ---------------------------------------------------------------------------------------

    def _make(self) -> None:
        self.progress, self.warning = ProgressLine(self), WarningLine(self)
        self.chips = UnitChips(self)
        self.view = UnitView(self.canvas, self.chips, self.progress.around_m)
        self.cards = DoubtCards(self)
        self.classes, self.sure, self.line = ClassButtons(self), SureLine(self), LabelLine(self)
        # Last: on a low screen it is the curve that goes out of sight, never the classes.
        self.curve = UnitCurve(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Labelling"))
        self.cards.hide()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for widget, stretch in ((self.progress, 0), (self.warning, 0), (self.cards, 0), (self.chips, 0),
                                (self.classes, 0), (self.sure, 0), (self.line, 0), (self.curve, 1)):
            column.addWidget(widget, stretch)

    def _wire(self) -> None:
        self.progress.stepped.connect(self.step)
        self.progress.next_wanted.connect(self.next_open)
        self.progress.change_wanted.connect(self.change_wanted)
        self.progress.accuracy_wanted.connect(self.accuracy_wanted)
        self.progress.again_wanted.connect(lambda: self.keeper.again() if self.keeper is not None else None)
        self.progress.around_changed.connect(self._look)
        self.cards.chosen.connect(self.choose)
        self.cards.unit_chosen.connect(self.go_to)
        self.cards.export_wanted.connect(self.export_wanted)
        self.warning.hide_wanted.connect(self.make_blind)
        self.chips.chosen.connect(self.show_scene)
        self.curve.scene_chosen.connect(self._show_product)
        self.curve.failed.connect(self.failed)
        self.classes.chosen.connect(self.choose)
        self.sure.chosen.connect(lambda word: self._changed(confidence=word))
        self.sure.second_wanted.connect(self.set_second)
        self.line.noted.connect(lambda text: self._changed(comment=text))
        self.line.cleared.connect(self.clear)
        self.line.left.connect(lambda: self.setFocus(Qt.FocusReason.OtherFocusReason))
        self.canvas.layersChanged.connect(self.look_for_tells)
        self.canvas.destinationCrsChanged.connect(self._look)
        self.canvas.installEventFilter(self)

    # -- a round -------------------------------------------------------------------------------------

    def start(self, sample: Sample, role: str, seed: int, labeller: str, classes: Sequence[ClassEntry],
              layer: Any, map_layer: Any) -> None:
        """Goes on at the first unit without a class. layer: of the sample, in the project."""
        self.stop()
        units = sample.units
        if role == SETTLING:
            keys = set(differing(sample.labels["first"], sample.labels["second"]))
            units = [unit for unit in units if unit.key in keys]
        self.sample, self.layer_id = sample, layer.id()
        self.round = Round(units, sample.labels[role], role, seed, labeller)
        self.keeper = LabelKeeper(sample.source, role, self)
        self.keeper.kept.connect(self._kept)
        self.keeper.failed.connect(self._not_kept)
        self.set_map(map_layer)
        self.classes.set_classes(classes)
        self.cards.setVisible(role == SETTLING)
        self.sure.setVisible(role != SETTLING)
        self.progress.tell_round(sample.name, labeller, role, self.round.others())
        if role == SETTLING:
            self.cards.set_units(self.round, sample, self.name_of)
        # The outline says where the unit is; a point in its middle would cover the very pixel.
        self._hidden = blind.is_shown(self.layer_id)
        blind.hide_layers([self.layer_id])
        stop_playing(self.canvas)
        self.look_for_tells()
        self._show()

    def stop(self, wait: bool = False) -> None:
        """What is not written yet is, then nothing is under way."""
        if self.keeper is not None:
            self.keeper.close(wait)
            self.keeper.deleteLater()
        if self.round is not None and self._hidden:
            blind.show_layer(self.layer_id)
        self.round = self.keeper = self.sample = None
        self.set_second(False)
        self.view.hide()
        self.chips.close_all()
        self.curve.close_all()

    def leave(self) -> None:
        """Nothing of it stays on the canvas, nor unwritten: QGIS may be closing."""
        self.stop(wait=True)
        self.canvas.removeEventFilter(self)
        self.canvas.layersChanged.disconnect(self.look_for_tells)
        self.canvas.destinationCrsChanged.disconnect(self._look)
        self.view.remove()

    def set_map(self, layer: Any) -> None:
        """The map assessed: its pixels are the units, and it must not be seen."""
        self.map_id, self.map_source = (layer.id(), layer.source()) if layer is not None else ("", "")

    def set_scenes(self, scenes: list[SceneLayer], records: list[SceneRecord]) -> None:
        """Layers for the pictures, products for the curve."""
        self.chips.set_scenes(scenes)
        self.chips.setVisible(bool(scenes))
        self.curve.set_records(records)

    def name_of(self, name: str) -> str:
        """A class in the user's language."""
        return next((button.name for button in self.classes.buttons if button.entry.name == name), name)

    # -- moves ---------------------------------------------------------------------------------------

    def step(self, way: int) -> None:
        """``way`` units on."""
        if self.round is not None and self.round.go(self.round.at + way):
            self._show()

    def go_to(self, key: int) -> None:
        """To a unit by its key."""
        if self.round is not None and self.round.go_to(key):
            self._show()

    def next_open(self) -> None:
        """To the next unit without a class."""
        if self.round is not None and self.round.go_to_next_open():
            self._show()

    def step_date(self, way: int) -> None:
        """The map, and the strip, to another date."""
        layer_id = self.chips.step(way)
        if layer_id:
            self.show_scene(layer_id)

    def show_scene(self, layer_id: str) -> None:
        """A scene by its layer: on the map, marked in the strip and on the curve."""
        scene = next((one for one in self.chips.scenes if one.layer_id == layer_id), None)
        if scene is None:
            return
        stop_playing(self.canvas)
        self.chips.show_current(layer_id)
        self.curve.plot.mark(scene.identifier)
        if self.flip is not None:
            self.flip(layer_id)
        else:
            flip_to(SceneRecord(scene.identifier, scene.source, scene.platform, scene.level, scene.tile,
                                scene.acquired, ()))

    def _show_product(self, identifier: str) -> None:
        self.show_scene(next((one.layer_id for one in self.chips.scenes if one.identifier == identifier), ""))

    # -- labels --------------------------------------------------------------------------------------

    def choose(self, name: str) -> None:
        """A class, or the second choice where that was asked for."""
        if self.second_next and self.round is not None and self.round.role != SETTLING:
            self.set_second(False)
            self._changed(alt_class="" if self.round.label.alt_class == name else name)
            return
        self.set_second(False)
        self._changed(ref_class=name)
        if self.round is not None and self.progress.goes_on() and self.round.next_open(self.round.at) >= 0:
            self.next_open()

    def set_second(self, on: bool) -> None:
        """The next class is the second choice."""
        self.second_next = on
        self.sure.show_second(on)

    def surer(self, way: int) -> None:
        """More or less sure; not said before: high, or medium."""
        if self.round is None:
            return
        now = self.round.label.confidence
        place = CONFIDENCES.index(now) + way if now in CONFIDENCES else (2 if way > 0 else 1)
        self._changed(confidence=CONFIDENCES[max(0, min(2, place))])

    def clear(self) -> None:
        """Takes the label back."""
        self._keep(self.round.clear() if self.round is not None else None)

    def make_blind(self) -> None:
        """Class maps off the canvas, the sample's points alike."""
        found = self.tells()
        blind.hide_layers([one.layer_id for one in found if one.kind == "map"])
        if any(one.kind == "sample" for one in found):
            blind.make_plain(QgsProject.instance().mapLayer(self.layer_id))
        self.look_for_tells()

    def tells(self) -> list[blind.Tell]:
        """What on the canvas tells too much."""
        found = self.round
        return blind.tells(self.canvas.layers(), self.map_source, self.layer_id, found.role) if found else []

    def look_for_tells(self, *_: Any) -> None:
        """The warning, or none."""
        self.warning.say(blind.sentence(self.tells()))

    # -- inside --------------------------------------------------------------------------------------

    def _changed(self, **said: str) -> None:
        self._keep(self.round.change(**said) if self.round is not None else None)

    def _keep(self, change: Optional[tuple[Unit, Label]]) -> None:
        if change is None or self.keeper is None:
            return
        unit, label = change
        self.progress.tell_kept(1, "")
        self.keeper.keep(unit.key, label)
        self._tell_label()
        self.cards.tell(unit.key, self.name_of(label.ref_class))

    def _kept(self, waiting: int) -> None:
        self.progress.tell_kept(waiting, "")
        layer = QgsProject.instance().mapLayer(self.layer_id)
        if layer is not None and waiting == 0 and layer.id() in {one.id() for one in self.canvas.layers()}:
            layer.triggerRepaint()

    def _not_kept(self, fault: Any) -> None:
        self.progress.tell_kept(self.keeper.waiting if self.keeper is not None else 0, fault.sentence)
        self.failed.emit(fault)

    def _show(self) -> None:
        """The unit looked at now."""
        self.set_second(False)
        self._look()
        found = self.round
        unit = found.unit if found is not None else None
        if found is None or unit is None:
            self.progress.tell_unit(0, 0, None)
            self._tell_label()
            return
        ahead = found.next_open(found.at)
        following = found.units[ahead] if ahead >= 0 and ahead != found.at else None
        self.progress.tell_unit(found.at, len(found.units), unit)
        self.curve.look_at(unit, following)
        if following is not None:
            self.view.look_ahead(following, *self._layers())
        self.cards.show_unit(unit.key)
        self._tell_label()

    def _look(self, *_: Any) -> None:
        """Outline, view and pictures of the unit, while the form is there."""
        self.view.look_at(self.round.unit if self.round and self.isVisible() else None, *self._layers())

    def _layers(self) -> tuple[Any, Any]:
        """Of the sample and of the map, None for one that is not there."""
        project = QgsProject.instance()
        return project.mapLayer(self.layer_id), project.mapLayer(self.map_id)

    def _tell_label(self) -> None:
        label = self.round.label if self.round else Label()
        self.classes.show_choice(label.ref_class, label.alt_class)
        self.sure.show_confidence(label.confidence)
        self.line.show_note(label.comment)
        for widget in (self.classes, self.sure, self.line):
            widget.setEnabled(self.round is not None and self.round.unit is not None)
        if self.round is not None:
            done, count = self.round.labelled, len(self.round.units)
            self.progress.tell_progress(done, count)
            self.progressed.emit(done, count)

    # -- hands ---------------------------------------------------------------------------------------

    def showEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """The outline is there while the form is."""
        super().showEvent(event)
        self._look()

    def hideEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """And goes with it, as does a date flipped to."""
        super().hideEvent(event)
        self.view.hide()
        if self.unflip is not None and self.chips.current:
            self.unflip()

    def class_keys(self) -> list[str]:
        """Of the classes there are."""
        return [one.key for one in self.classes.buttons]

    def listens(self) -> bool:
        """While a round is under way."""
        return self.round is not None

    def act(self, what: str, how: Any) -> None:
        """See the class."""
        calls: dict[str, Any] = {
            "unit": self.step, "date": self.step_date, "sure": self.surer, "class": self.classes.press,
            "next": lambda _: self.next_open(), "second": lambda _: self.set_second(not self.second_next),
            "clear": lambda _: self.clear(), "note": lambda _: self.line.edit()}
        calls[what](how)
