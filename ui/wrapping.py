"""A row of widgets that goes on in another line where the dock is narrow."""

from __future__ import annotations

from typing import Any, Optional

from qgis.PyQt import sip
from qgis.PyQt.QtCore import QMargins, QRect, QSize, Qt
from qgis.PyQt.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget


class WrappingRow(QLayout):
    """As wide at least as its widest widget; what is left of a line goes to the widgets that expand."""

    #: Of the class too: Qt asks a layout whose Python half is not made yet, or is gone already.
    _items: list[QLayoutItem] = []
    #: Widgets that stay on the line of the one after them.
    _glued: set[QWidget] = set()

    def __init__(self, parent: Optional[QWidget] = None, spacing: int = 4) -> None:
        self._items, self._glued = [], set()
        super().__init__(parent)
        self.setContentsMargins(QMargins(0, 0, 0, 0))
        self.setSpacing(spacing)

    # -- what Qt asks of a layout ----------------------------------------------------------------------

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's name
        """At the end."""
        self._items.append(item)

    def count(self) -> int:
        """Of all items, those hidden too."""
        return len(self._items)

    def itemAt(self, place: int) -> Optional[QLayoutItem]:  # noqa: N802 - Qt's name
        """None past the end."""
        return self._items[place] if 0 <= place < len(self._items) else None

    def takeAt(self, place: int) -> Optional[QLayoutItem]:  # noqa: N802 - Qt's name
        """None past the end."""
        return self._items.pop(place) if 0 <= place < len(self._items) else None

    def expandingDirections(self) -> Any:  # noqa: N802 - Qt's name
        """Sideways."""
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Narrower is higher."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Pixels of all lines."""
        return self._arrange(QRect(0, 0, width, 0), False)

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name
        """Of the widest and of the highest item."""
        return QSize(max((self._wide(group) for group in self._groups()), default=0),
                     max((item.minimumSize().height() for item in self._shown()), default=0))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """All in one line."""
        hints = [item.sizeHint() for item in self._shown()]
        gaps = self.spacing() * max(len(hints) - 1, 0)
        return QSize(sum(hint.width() for hint in hints) + gaps, max((hint.height() for hint in hints), default=0))

    def setGeometry(self, place: QRect) -> None:  # noqa: N802 - Qt's name
        """Everyone to its place."""
        super().setGeometry(place)
        self._arrange(place, True)

    # -- inside ----------------------------------------------------------------------------------------

    def add(self, widget: QWidget, place: int = -1, grows: bool = False, glued: bool = False) -> None:
        """At the end, or before the item ``place``.

        What grows takes the room that a line has left; what is glued is on the line of the widget after it.
        """
        if glued:
            self._glued.add(widget)
        if grows:
            widget.setSizePolicy(QSizePolicy.Policy.Expanding, widget.sizePolicy().verticalPolicy())
        self.addWidget(widget)
        if place >= 0:
            self._items.insert(place, self._items.pop())

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not sip.isdeleted(item) and not item.isEmpty()]

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        """An item begins a line where it would not have its least width in the one before."""
        lines: list[list[QLayoutItem]] = []
        used = 0
        for group in self._groups():
            least = self._wide(group)
            if not lines or used + self.spacing() + least > width:
                lines.append([])
                used = least
            else:
                used += self.spacing() + least
            lines[-1] += group
        return lines

    def _groups(self) -> list[list[QLayoutItem]]:
        """Items that stay together."""
        groups: list[list[QLayoutItem]] = [[]]
        for item in self._shown():
            groups[-1].append(item)
            if item.widget() not in self._glued:
                groups.append([])
        return [group for group in groups if group]

    def _wide(self, items: list[QLayoutItem]) -> int:
        """Least width of items side by side."""
        return sum(_least(item) for item in items) + self.spacing() * (len(items) - 1)

    def _arrange(self, place: QRect, move: bool) -> int:
        """Height of it all."""
        top = place.y()
        for line in self._lines(place.width()):
            high = max(item.sizeHint().height() for item in line)
            if move:
                self._put(line, QRect(place.x(), top, place.width(), high))
            top += high + self.spacing()
        return max(top - self.spacing() - place.y(), 0)

    def _put(self, line: list[QLayoutItem], place: QRect) -> None:
        left = place.width() - self._wide(line)
        growing = [item for item in line if item.expandingDirections() & Qt.Orientation.Horizontal]
        x = place.x()
        for item in line:
            width = _least(item)
            if item in growing:
                width += max(left, 0) // len(growing)
            item.setGeometry(QRect(x, place.y(), min(width, place.width()), place.height()))
            x += width + self.spacing()


def _least(item: QLayoutItem) -> int:
    """What expands is content with its least width, the others want all of theirs."""
    grows = bool(item.expandingDirections() & Qt.Orientation.Horizontal)
    return int((item.minimumSize() if grows else item.sizeHint()).width())
