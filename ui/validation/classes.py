"""The classes to choose among: a key, a colour, a name; what was chosen bears a tick, the second choice a 2."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional

from qgis.PyQt.QtCore import QRectF, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QFontMetricsF, QPainter, QPalette, QPen
from qgis.PyQt.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from ...bridge.language import tr, user_language
from ...core.landcover.model import ClassEntry
from ...core.validation.labelling import class_keys
from ..colours import palette_of

ACROSS = 2
#: More classes than these stand closer.
FEW = 14


class ClassButtons(QWidget):
    """Two columns, read downwards as the list of a legend is."""

    #: Name of the class.
    chosen = pyqtSignal(str)

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.classes: tuple[ClassEntry, ...] = ()
        self.buttons: list[ClassButton] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(2)
        for column in range(ACROSS):
            self._grid.setColumnStretch(column, 1)

    def set_classes(self, classes: Sequence[ClassEntry]) -> None:
        """Others."""
        for button in self.buttons:
            self._grid.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.classes, self.buttons = tuple(classes), []
        rows = -(-len(self.classes) // ACROSS)
        room = 10 if len(self.classes) <= FEW else 4
        for number, (entry, key) in enumerate(zip(self.classes, class_keys(len(self.classes)))):
            button = ClassButton(entry, key, room, self)
            button.clicked.connect(lambda *_, name=entry.name: self.chosen.emit(name))
            self.buttons.append(button)
            self._grid.addWidget(button, number % rows, number // rows)

    def press(self, key: str) -> bool:
        """As if that key's class were clicked; False where no class bears it."""
        for button in self.buttons:
            if button.key and button.key == key:
                button.click()
                return True
        return False

    def show_choice(self, first: str, second: str) -> None:
        """Names of the class chosen and of the second choice, "" for none."""
        for button in self.buttons:
            button.mark(button.entry.name == first, button.entry.name == second)


class ClassButton(QAbstractButton):
    """One class."""

    def __init__(self, entry: ClassEntry, key: str, room: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.entry, self.key, self.second, self._room = entry, key, False, room
        self.name = (entry.name_fr or entry.name) if user_language() == "fr" else entry.name
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.name)
        self.setToolTip(tr("{name}, key {key}").format(name=self.name, key=key.upper()) if key else self.name)

    def mark(self, first: bool, second: bool) -> None:
        """What it is of the unit looked at."""
        self.second = second
        self.setChecked(first)
        self.setAccessibleDescription(tr("chosen") if first else tr("second choice") if second else "")
        self.update()

    def nextCheckState(self) -> None:  # noqa: N802 - Qt's name
        """Whoever holds the label says what is chosen."""

    def keyPressEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """Arrows are those of the form."""
        if event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A line; names are cut before the window is."""
        height = self.fontMetrics().height() + self._room
        return QSize(self.fontMetrics().horizontalAdvance(self.name) + 3 * height, height)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Key, colour and some letters."""
        return QSize(110, self.sizeHint().height())

    def paintEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """Key, colour, name, mark."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        palette = palette_of(self)
        chosen = self.isChecked()
        ink = palette.color(QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.ButtonText)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(QPalette.ColorRole.Highlight if chosen else QPalette.ColorRole.Base))
        painter.drawRoundedRect(whole, 3, 3)
        edge = palette.color(QPalette.ColorRole.Highlight if self.underMouse() or self.hasFocus() or self.second
                             else QPalette.ColorRole.Mid)
        painter.setPen(QPen(edge, 1.6 if self.hasFocus() or self.second else 0.8))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(whole, 3, 3)
        side = whole.height() - (8 if self._room > 5 else 4)
        left = self._key(painter, whole, side, ink) + 5
        painter.setPen(QPen(QColor(0, 0, 0, 110), 0.8))
        painter.setBrush(QColor(*self.entry.colour))
        painter.drawRect(QRectF(left, whole.center().y() - side / 2, side, side))
        left += side + 6
        mark = "\N{CHECK MARK}" if chosen else tr("2nd") if self.second else ""
        font = painter.font()
        font.setBold(chosen)
        painter.setFont(font)
        painter.setPen(ink if chosen else palette.color(QPalette.ColorRole.Text))
        room = QFontMetricsF(font).horizontalAdvance(mark) + 6 if mark else 0
        place = QRectF(left, whole.top(), whole.right() - left - room - 4, whole.height())
        shown = QFontMetricsF(font).elidedText(self.name, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
        if mark:
            painter.drawText(QRectF(whole.right() - room - 2, whole.top(), room, whole.height()),
                             int(Qt.AlignmentFlag.AlignCenter), mark)

    def _key(self, painter: QPainter, whole: QRectF, side: float, ink: QColor) -> float:
        """The cap of its key; its right edge."""
        cap = QRectF(whole.left() + 4, whole.center().y() - side / 2, side, side)
        if self.key:
            pen = QColor(ink)
            pen.setAlpha(130)
            painter.setPen(QPen(pen, 0.9))
            painter.drawRoundedRect(cap, 3, 3)
            painter.setPen(ink)
            painter.drawText(cap, int(Qt.AlignmentFlag.AlignCenter), self.key.upper())
        return cap.right()
