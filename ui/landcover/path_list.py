"""Files, folders, layers of the project and scenes of the catalogue in one list, and questions that stop nobody."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, Optional

from qgis.core import QgsMapLayer, QgsProject
from qgis.PyQt.QtCore import QSize, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import (
    QFileDialog,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ...bridge import scenes
from ...bridge.language import tr
from ..wrapping import WrappingRow

#: Lines of the list that are seen at once.
MOST_LINES = 5


class PathList(QWidget):
    """Tells by ``changed`` that ``paths()`` are others. Without any, one line."""

    changed = pyqtSignal()

    def __init__(self, name: str, empty: str, folders: bool, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.list, self.empty = _Paths(self), QLabel(empty, self)
        self.list.setAccessibleName(name)
        self.list.removed.connect(self.remove_chosen)
        self.empty.setEnabled(False)
        self.buttons: dict[str, QToolButton] = {}
        self.row = WrappingRow()
        self.row.add(self.empty, grows=True)
        self.add_button("files", tr("Files"), tr("Add files"), lambda: ask_files(self, name, self.add))
        if folders:
            self.add_button("folder", tr("Folder"), tr("Add a folder, with all that it holds"),
                            lambda: ask_folder(self, name, lambda path: self.add([path])))
        self._layers_button()
        self.add_button("remove", tr("Remove"), tr("Take the lines selected off the list, or all of them (Delete)"),
                        self.remove_chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(self.list)
        column.addLayout(self.row)
        self._show()

    def paths(self) -> list[str]:
        """In the order of the list."""
        return [self.list.item(row).data(Qt.ItemDataRole.UserRole) for row in range(self.list.count())]

    def set_paths(self, paths: list[str]) -> None:
        """These; nobody is told."""
        self.list.clear()
        for path in paths:
            item = QListWidgetItem(os.path.basename(path.rstrip("/\\")) or path)
            item.setData(Qt.ItemDataRole.UserRole, path)
            item.setToolTip(path)
            self.list.addItem(item)
        self._show()

    def add(self, paths: list[str]) -> None:
        """Those that are not there yet."""
        before = self.paths()
        after = list(dict.fromkeys([*before, *paths]))
        if after != before:
            self.set_paths(after)
            self.changed.emit()

    def remove_chosen(self) -> None:
        """The selected lines; all where none is selected."""
        rows = {self.list.row(item) for item in self.list.selectedItems()}
        left = [path for row, path in enumerate(self.paths()) if rows and row not in rows]
        self.set_paths(left)
        self.changed.emit()

    def in_order(self) -> list[QWidget]:
        """The list, then the row under it, as one reads."""
        return [self.list, *(item.widget() for place in range(self.row.count())
                             if (item := self.row.itemAt(place)) is not None)]

    def add_button(self, key: str, text: str, tip: str, call: Callable[[], Any]) -> QToolButton:
        """One more at the end of the row."""
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(text)
        button.setAccessibleDescription(tip)
        button.clicked.connect(lambda *_: call())
        self.row.add(button)
        self.buttons[key] = button
        return button

    def _layers_button(self) -> None:
        button = self.add_button("layers", tr("Layers"), tr("Rasters of the project"), lambda: None)
        menu = QMenu(button)
        # Filled when it opens: the project changes.
        menu.aboutToShow.connect(lambda: self._fill(menu))
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        for layer in raster_layers():
            path = path_of(layer)
            menu.addAction(layer.name()).triggered.connect(lambda *_, one=path: self.add([one]))
        if menu.isEmpty():
            menu.addAction(tr("No raster in the project")).setEnabled(False)

    def _show(self) -> None:
        count = self.list.count()
        self.list.setVisible(count > 0)
        self.list.fit()
        self.empty.setVisible(count == 0)
        self.buttons["remove"].setVisible(count > 0)


class _Paths(QListWidget):
    """As high as its lines, up to a few; Delete takes lines off."""

    removed = pyqtSignal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)

    def fit(self) -> None:
        """To the number of lines."""
        line = max(self.sizeHintForRow(0), self.fontMetrics().height() + 2)
        self.setFixedHeight(min(max(self.count(), 1), MOST_LINES) * line + 2 * self.frameWidth())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Narrow: the page says how wide."""
        return QSize(120, self.height())

    def keyPressEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """Delete and Backspace."""
        if event.matches(QKeySequence.StandardKey.Delete) or event.key() == Qt.Key.Key_Backspace:
            self.removed.emit()
            return
        super().keyPressEvent(event)


def raster_layers() -> list[QgsMapLayer]:
    """Rasters of the project that are files, by name."""
    found = [layer for layer in QgsProject.instance().mapLayers().values()
             if layer.type() == QgsMapLayer.LayerType.RasterLayer and layer.isValid()
             and layer.dataProvider() is not None and layer.dataProvider().name() == "gdal"]
    return sorted(found, key=lambda layer: layer.name().lower())


def path_of(layer: QgsMapLayer) -> str:
    """The product behind a scene that Bocage shows, else the file of the layer."""
    scene = scenes.read_layer(layer)
    return scene.path if scene is not None and scene.path else str(layer.source())


def ask_files(parent: QWidget, title: str, then: Callable[[list[str]], None], kinds: str = "") -> QFileDialog:
    """One or several files, by a window that does not stop QGIS."""
    dialog = QFileDialog(parent.window(), title, "", kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(then)
    return _open(dialog)


def ask_folder(parent: QWidget, title: str, then: Callable[[str], None], start: str = "") -> QFileDialog:
    """A folder, by a window that does not stop QGIS."""
    dialog = QFileDialog(parent.window(), title, start)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
    dialog.fileSelected.connect(then)
    return _open(dialog)


def _open(dialog: QFileDialog) -> QFileDialog:
    dialog.setModal(False)
    dialog.finished.connect(lambda *_: QTimer.singleShot(0, dialog.deleteLater))
    dialog.show()
    return dialog
