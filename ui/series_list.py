"""Scenes of the project by date: a list whose arrows flip the canvas."""

from __future__ import annotations

from typing import Any, Optional

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from ..bridge.language import tr
from ..bridge.scenes import SceneLayer, look_words, tile_words

_IDENTIFIER = Qt.ItemDataRole.UserRole


class SeriesList(QTreeWidget):
    """A row a scene layer, oldest first."""

    #: Identifier of the layer reached by a click or an arrow.
    reached = pyqtSignal(str)
    #: B and S.
    blink_wanted = pyqtSignal()
    swipe_wanted = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setColumnCount(4)
        self.setHeaderLabels([tr("Date"), tr("Sensor"), tr("Tile"), tr("Look")])
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.setAccessibleName(tr("Dates"))
        self.setToolTip(tr("Arrows step through dates, B blinks the two selected, S swipes them, Home and End go to "
                           "the first and the last."))
        self.currentItemChanged.connect(self._changed)
        self._filling = False

    def fill(self, scenes: list[SceneLayer]) -> None:
        """Other scenes; the current one and those selected stay where they are still there."""
        current, selected = self.current(), self.chosen()
        self._filling = True
        self.clear()
        for scene in scenes:
            item = QTreeWidgetItem([f"{scene.acquired:%Y-%m-%d}", f"{scene.platform} {scene.level}".strip(),
                                    tile_words(scene.tile), look_words(scene.look)])
            item.setData(0, _IDENTIFIER, scene.layer_id)
            item.setToolTip(0, f"{scene.acquired:%Y-%m-%d %H:%M:%S} UTC\n{scene.identifier}")
            self.addTopLevelItem(item)
            if scene.layer_id == current:
                self.setCurrentItem(item)
            item.setSelected(scene.layer_id in selected)
        self._filling = False

    def identifiers(self) -> list[str]:
        """Layers of all rows."""
        return [str(self.topLevelItem(row).data(0, _IDENTIFIER)) for row in range(self.topLevelItemCount())]

    def current(self) -> str:
        """Layer of the current row, "" for none."""
        item = self.currentItem()
        return str(item.data(0, _IDENTIFIER)) if item is not None else ""

    def chosen(self) -> list[str]:
        """Layers of the rows selected, oldest first."""
        return [identifier for row, identifier in enumerate(self.identifiers()) if self.topLevelItem(row).isSelected()]

    def pair(self) -> Optional[tuple[str, str]]:
        """Two dates to compare: the first and the last selected, else the current one and the one before it."""
        chosen, every = self.chosen(), self.identifiers()
        if len(chosen) >= 2:
            return chosen[0], chosen[-1]
        if len(every) < 2:
            return None
        current = self.current()
        place = max(1, every.index(current)) if current in every else len(every) - 1
        return every[place - 1], every[place]

    def step(self, way: int) -> None:
        """``way`` rows on."""
        count = self.topLevelItemCount()
        if not count:
            return
        row = self.indexOfTopLevelItem(self.currentItem()) if self.currentItem() is not None else -1
        row = max(0, min(count - 1, row + way)) if row >= 0 else (0 if way > 0 else count - 1)
        self.setCurrentItem(self.topLevelItem(row))

    def go_to(self, identifier: str) -> None:
        """The row of that layer."""
        every = self.identifiers()
        if identifier in every:
            self.setCurrentItem(self.topLevelItem(every.index(identifier)))

    def keyPressEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """Left and right step as up and down do; B and S compare."""
        ways = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.modifiers() == Qt.KeyboardModifier.NoModifier and event.key() in ways:
            self.step(ways[event.key()])
        elif event.key() == Qt.Key.Key_B:
            self.blink_wanted.emit()
        elif event.key() == Qt.Key.Key_S:
            self.swipe_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _changed(self, item: Any, _before: Any) -> None:
        if item is not None and not self._filling:
            self.reached.emit(str(item.data(0, _IDENTIFIER)))
