"""A polygon drawn on the map: click for a corner, right click or double click ends, Escape gives up."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsGeometry, QgsPointXY, QgsWkbTypes
from qgis.gui import QgsMapTool, QgsRubberBand
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor

#: Red as the outline of an area, millimetres do not exist on a canvas: pixels.
RED, WIDTH = QColor(227, 26, 28), 2
POLYGON = QgsWkbTypes.GeometryType.PolygonGeometry


class DrawTool(QgsMapTool):
    """Gives the polygon in the canvas' coordinate system."""

    drawn = pyqtSignal(object)
    given_up = pyqtSignal()

    def __init__(self, canvas: Any) -> None:
        super().__init__(canvas)
        self._points: list[QgsPointXY] = []
        self._band = QgsRubberBand(canvas, POLYGON)
        self._band.setStrokeColor(RED)
        self._band.setFillColor(QColor(227, 26, 28, 30))
        self._band.setWidth(WIDTH)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def canvasReleaseEvent(self, event: Any) -> None:  # noqa: N802 - QGIS' name
        """A corner, or the end."""
        if event.button() == Qt.MouseButton.RightButton:
            self.finish()
        elif event.button() == Qt.MouseButton.LeftButton:
            self._points.append(self.toMapCoordinates(event.pos()))
            self._redraw(None)

    def canvasDoubleClickEvent(self, event: Any) -> None:  # noqa: N802 - QGIS' name
        """The end; its first click has given the corner already."""
        self.finish()

    def canvasMoveEvent(self, event: Any) -> None:  # noqa: N802 - QGIS' name
        """The side that follows the pointer."""
        if self._points:
            self._redraw(self.toMapCoordinates(event.pos()))

    def keyPressEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """Enter ends, Backspace takes a corner back, Escape gives up."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.finish()
        elif event.key() == Qt.Key.Key_Backspace and self._points:
            self._points.pop()
            self._redraw(None)
            event.ignore()
        elif event.key() == Qt.Key.Key_Escape:
            self.forget()
            self.given_up.emit()

    def finish(self) -> None:
        """Three corners make a polygon; fewer, nothing."""
        points = [point for n, point in enumerate(self._points) if n == 0 or point != self._points[n - 1]]
        self.forget()
        if len(points) >= 3:
            self.drawn.emit(QgsGeometry.fromPolygonXY([[*points, points[0]]]))
        else:
            self.given_up.emit()

    def forget(self) -> None:
        """No corner any more."""
        self._points = []
        self._band.reset(POLYGON)

    def deactivate(self) -> None:
        """Another tool was chosen."""
        self.forget()
        super().deactivate()

    def remove(self) -> None:
        """Takes its band off the canvas, for good."""
        scene = self._band.scene()
        if scene is not None:
            scene.removeItem(self._band)

    def _redraw(self, pointer: Any) -> None:
        self._band.reset(POLYGON)
        for point in [*self._points, *([pointer] if pointer is not None else [])]:
            self._band.addPoint(point, True)
