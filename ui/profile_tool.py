"""A click on the map asks for the series of that point; the points asked for stay marked."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsCsException, QgsPointXY, QgsProject
from qgis.gui import QgsMapTool, QgsVertexMarker
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor

from .plot_style import COLOURS

WGS84 = "EPSG:4326"
_ICONS = ("ICON_CIRCLE", "ICON_BOX", "ICON_TRIANGLE", "ICON_CROSS", "ICON_X", "ICON_DOUBLE_TRIANGLE")


class ProfileTool(QgsMapTool):
    """Cross-hair; left click picks, Enter picks the middle of the canvas."""

    #: Longitude and latitude, degrees WGS 84.
    picked = pyqtSignal(float, float)
    left = pyqtSignal()

    def __init__(self, canvas: Any) -> None:
        super().__init__(canvas)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def canvasReleaseEvent(self, event: Any) -> None:  # noqa: N802 - QGIS' name
        """The point under the mouse."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.pick(self.toMapCoordinates(event.pos()))

    def keyPressEvent(self, event: Any) -> None:  # noqa: N802 - QGIS' name
        """Enter and Escape."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            self.pick(self.canvas().center())
        elif event.key() == Qt.Key.Key_Escape:
            event.accept()
            self.left.emit()
        else:
            event.ignore()

    def pick(self, point: QgsPointXY) -> None:
        """A point in the coordinates of the canvas."""
        crs = self.canvas().mapSettings().destinationCrs()
        change = QgsCoordinateTransform(crs, QgsCoordinateReferenceSystem(WGS84), QgsProject.instance())
        try:
            place = change.transform(point)
        except QgsCsException:
            return
        self.picked.emit(place.x(), place.y())


class Markers:
    """Marks of points on the canvas: a form and a colour each, as in the plot."""

    def __init__(self, canvas: Any) -> None:
        self.canvas = canvas
        self._marks: list[tuple[QgsVertexMarker, QgsPointXY]] = []
        canvas.destinationCrsChanged.connect(self._move)

    def replace(self, points: list[tuple[float, float]]) -> None:
        """Longitude and latitude of every point."""
        self.clear()
        for number, point in enumerate(points):
            mark = QgsVertexMarker(self.canvas)
            mark.setIconType(getattr(QgsVertexMarker.IconType, _ICONS[number % len(_ICONS)]))
            mark.setIconSize(13)
            mark.setPenWidth(3)
            mark.setColor(QColor(COLOURS[number % len(COLOURS)]))
            mark.setZValue(100)
            self._marks.append((mark, QgsPointXY(*point)))
        self._move()

    def clear(self) -> None:
        """None is left on the canvas."""
        for mark, _ in self._marks:
            self.canvas.scene().removeItem(mark)
        self._marks = []

    def close(self) -> None:
        """Leaves no trace."""
        self.clear()
        self.canvas.destinationCrsChanged.disconnect(self._move)

    def _move(self) -> None:
        crs = self.canvas.mapSettings().destinationCrs()
        change = QgsCoordinateTransform(QgsCoordinateReferenceSystem(WGS84), crs, QgsProject.instance())
        for mark, point in self._marks:
            try:
                mark.setCenter(change.transform(point))
                mark.show()
            except QgsCsException:
                mark.hide()
