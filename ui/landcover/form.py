"""What the five forms share: rows with labels, widgets bound to settings, an area that stays as it was taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Optional

from qgis.PyQt.QtCore import QDate, QEvent, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QWidget,
)

from ...bridge.language import tr
from ...core.catalogue.model import Footprint
from ..area_chooser import CANVAS, EVERYWHERE, AreaChooser
from ..filters import FIRST, FORMAT
from ..parts import narrow
from ..wrapping import WrappingRow
from .path_list import PathList

#: Pixels of the frame and buttons of a box of numbers.
BUTTONS_PX = 36
#: Kinds of widgets that a hand goes to.
REACHED = (QAbstractSpinBox, QCheckBox, QComboBox, QLineEdit, QListWidget, QToolButton)


class Form(QWidget):
    """``changed`` gives the settings that the hand changed, by key; ``load`` shows others without telling."""

    changed = pyqtSignal(object)

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.rows = QFormLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setVerticalSpacing(4)
        self.rows.setHorizontalSpacing(8)
        self.rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.rows.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._readers: dict[str, Callable[[Any], None]] = {}
        self._loading = False

    def showEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """Once it is there, the wheel scrolls the page and changes no number under the pointer."""
        super().showEvent(event)
        for widget in self.reachable():
            if isinstance(widget, (QAbstractSpinBox, QComboBox)) and not widget.property("bocage_wheel"):
                widget.setProperty("bocage_wheel", True)
                widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
                widget.installEventFilter(self)

    def eventFilter(self, widget: Any, event: Any) -> bool:  # noqa: N802 - Qt's name
        """The wheel goes on to the page unless a hand is at work in the widget."""
        if event.type() == QEvent.Type.Wheel and not widget.hasFocus():
            event.ignore()
            return True
        return bool(super().eventFilter(widget, event))

    def load(self, settings: dict[str, Any]) -> None:
        """Widgets as the settings say."""
        self._loading = True
        try:
            for key, put in self._readers.items():
                if key in settings:
                    put(settings[key])
        finally:
            self._loading = False
        self.fit(settings)

    def fit(self, settings: dict[str, Any]) -> None:
        """What follows from the settings: rows that do not apply are not there."""

    def tell(self, **values: Any) -> None:
        """Another setting."""
        if not self._loading:
            self.changed.emit(values)

    def reachable(self) -> list[QWidget]:
        """What the keyboard reaches, in the order of the rows."""
        found: list[QWidget] = []
        for row in range(self.rows.rowCount()):
            field = self.rows.itemAt(row, QFormLayout.ItemRole.FieldRole).widget()
            inside = field.in_order() if isinstance(field, PathList) else field.findChildren(QWidget)
            found += [one for one in (field, *inside) if isinstance(one, REACHED)
                      and not isinstance(one.parent(), (QComboBox, QAbstractSpinBox))]
        return found

    # -- rows ------------------------------------------------------------------------------------------

    def add_row(self, text: str, *widgets: QWidget, stretch: tuple[int, ...] = (0,)) -> QWidget:
        """One line; the widgets numbered ``stretch`` share the room that is left, none for ()."""
        if len(widgets) == 1 and stretch:
            field = widgets[0]
        else:
            field = QWidget(self)
            line, after = WrappingRow(field), isinstance(widgets[-1], QLabel)
            for number, widget in enumerate(widgets):
                # Words stay beside what they name: what comes after them, or before where they end the line.
                glued = isinstance(widget, QLabel) != after and number + 1 < len(widgets)
                line.add(widget, grows=number in stretch, glued=glued)
        label = QLabel(text, self)
        label.setBuddy(widgets[0])
        self.rows.addRow(label, field)
        return field

    def show_row(self, field: QWidget, shown: bool) -> None:
        """A line and its label, there or not."""
        field.setVisible(shown)
        label = self.rows.labelForField(field)
        if label is not None:
            label.setVisible(shown)

    # -- widgets ---------------------------------------------------------------------------------------

    def choice(self, key: str, name: str, tip: str, entries: list[tuple[str, str]]) -> QComboBox:
        """Words by the value of the setting."""
        box = _named(QComboBox(self), name, tip)
        narrow(box, 10)
        for value, text in entries:
            box.addItem(text, value)
        self._readers[key] = lambda value: box.setCurrentIndex(max(box.findData(value), 0))
        box.currentIndexChanged.connect(lambda *_: self.tell(**{key: box.currentData()}))
        return box

    def words(self, key: str, name: str, tip: str, empty: str) -> QLineEdit:
        """A line of text, told once it is done."""
        edit = _named(QLineEdit(self), name, tip)
        edit.setPlaceholderText(empty)
        self._readers[key] = edit.setText
        edit.editingFinished.connect(lambda: self.tell(**{key: edit.text().strip()}))
        return edit

    def number(self, key: str, name: str, tip: str, low: int, high: int, suffix: str = "") -> QSpinBox:
        """A whole number."""
        box = _named(QSpinBox(self), name, tip)
        box.setRange(low, high)
        box.setSuffix(suffix)
        # As wide as usual numbers, not as the largest: a dock is narrow.
        one = box.fontMetrics().horizontalAdvance("0")
        around = box.fontMetrics().horizontalAdvance(suffix) + BUTTONS_PX
        box.setMinimumWidth(3 * one + around)
        box.setMaximumWidth(min(len(str(high)), 7) * one + around + one)
        self._readers[key] = lambda value: box.setValue(int(value))
        box.valueChanged.connect(lambda *_: self.tell(**{key: box.value()}))
        return box

    def check(self, key: str, text: str, tip: str) -> QCheckBox:
        """Yes or no."""
        box = _named(QCheckBox(text, self), text, tip)
        self._readers[key] = lambda value: box.setChecked(bool(value))
        box.toggled.connect(lambda on: self.tell(**{key: bool(on)}))
        return box

    def day(self, key: str, name: str, tip: str, none: str) -> QDateEdit:
        """A date as text, "" for none."""
        edit = _named(QDateEdit(self), name, tip)
        edit.setDisplayFormat(FORMAT)
        edit.setCalendarPopup(True)
        edit.setMinimumDate(FIRST)
        edit.setSpecialValueText(none)

        def put(text: str) -> None:
            date = QDate.fromString(text, FORMAT)
            edit.setDate(date if date.isValid() else FIRST)

        self._readers[key] = put
        edit.dateChanged.connect(lambda date: self.tell(**{key: "" if date == FIRST else date.toString(FORMAT)}))
        return edit


class TakenArea(AreaChooser):
    """What the map shows is taken once, when it is chosen: a series does not change with every move of the map."""

    def _build(self) -> None:
        super()._build()
        self.mode.setItemText(self.mode.findData(EVERYWHERE), tr("All of the images"))
        self.mode.setItemText(self.mode.findData(CANVAS), tr("What the map shows now"))
        self.mode.setToolTip(tr("Part of the images that is read and mapped."))
        narrow(self.mode, 8)
        self._set_mode(EVERYWHERE)
        # Chosen again: taken again.
        self.mode.activated.connect(lambda *_: self._look_at_canvas())
        self.example.setText(tr("Catalogue"))
        self.example.setToolTip(tr("The area of the Catalogue page, as it is now"))
        self.example.setAccessibleName(self.example.toolTip())
        self.example.hide()
        self._other: Optional[AreaChooser] = None

    def set_other(self, other: Optional[AreaChooser]) -> None:
        """Whose area may be taken too."""
        self._other = other
        self.example.setVisible(other is not None)

    def show_example(self) -> None:
        """The other's area, once."""
        if self._other is None:
            return
        outline = [[[list(point) for point in ring] for ring in polygon] for polygon in self._other.footprint]
        self.show_kept({**self._other.state(), "outline": outline})
        self.changed.emit()

    def _canvas_moved(self) -> None:
        """The map may move."""

    def kept(self) -> dict[str, Any]:
        """For the settings; {} for all of the images."""
        if self.kind() == EVERYWHERE or not self.footprint:
            return {}
        outline = [[[list(point) for point in ring] for ring in polygon] for polygon in self.footprint]
        return {**self.state(), "outline": outline}

    def show_kept(self, kept: dict[str, Any]) -> None:
        """As it was taken; nobody is told."""
        blocked = self.blockSignals(True)
        outline: Footprint = tuple(tuple(tuple((float(x), float(y)) for x, y in ring) for ring in polygon)
                                   for polygon in kept.get("outline", []))
        if not outline:
            self._set_mode(EVERYWHERE)
            self._take(None)
        elif kept.get("kind") == CANVAS:
            self._set_mode(CANVAS)
            self._set(outline, None)
        else:
            self.restore(kept)
        self.blockSignals(blocked)


def plain_label(text: str, parent: QWidget) -> QLabel:
    """Words between two widgets of a line."""
    label = QLabel(text, parent)
    label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
    return label


def _named(widget: Any, name: str, tip: str) -> Any:
    widget.setToolTip(tip)
    widget.setAccessibleName(name)
    widget.setAccessibleDescription(tip)
    return widget
