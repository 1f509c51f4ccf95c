"""What lies over the canvas while dates are compared: one scene's picture, or two of them on each side of a line."""

from __future__ import annotations

from typing import Any, Optional

from qgis.gui import QgsMapCanvasItem, QgsMapTool
from qgis.PyQt.QtCore import QPointF, QRectF, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen, QPolygonF

#: Above every other item of the canvas but markers of points.
Z_VALUE = 90
_MARGIN, _PAD, _HANDLE = 8.0, 5.0, 9.0
#: Shares of the canvas that an arrow key moves the line.
STEP, LEAP = 0.02, 0.1


class Curtain(QgsMapCanvasItem):
    """Paints pictures of the whole canvas; the canvas below goes on rendering as it likes."""

    def __init__(self, canvas: Any) -> None:
        super().__init__(canvas)
        self.canvas = canvas
        #: Picture and label on the left of the line, and on its right.
        self.left: tuple[Optional[QImage], str] = (None, "")
        self.right: tuple[Optional[QImage], str] = (None, "")
        #: Place of the line, share of the width; None shows the left picture alone.
        self.share: Optional[float] = None
        self.setZValue(Z_VALUE)
        self.hide()

    def show_one(self, image: Optional[QImage], label: str) -> None:
        """One scene on the whole canvas; its label alone while its picture is awaited."""
        self.left, self.right, self.share = (image, label), (None, ""), None
        self._refresh()

    def show_two(self, left: tuple[Optional[QImage], str], right: tuple[Optional[QImage], str]) -> None:
        """Two scenes on each side of the line, in the middle at first."""
        self.left, self.right = left, right
        if self.share is None:
            self.share = 0.5
        self._refresh()

    def move_line(self, share: float) -> None:
        """The line elsewhere, share of the width from the left."""
        if self.share is not None:
            self.share = min(1.0, max(0.0, share))
            self.update()

    def _refresh(self) -> None:
        self.prepareGeometryChange()
        self.updatePosition()
        self.show()
        self.update()

    def updatePosition(self) -> None:  # noqa: N802 - QGIS' name
        """Fixed to the canvas, not to the ground."""
        self.setPos(0.0, 0.0)

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """The whole canvas."""
        return QRectF(0.0, 0.0, float(self.canvas.width()), float(self.canvas.height()))

    def paint(self, painter: QPainter, option: Any = None, widget: Any = None) -> None:
        """Pictures clipped at the line, the line, the labels."""
        whole = self.boundingRect()
        if self.share is None:
            _picture(painter, self.left[0], whole)
            self._label(painter, self.left[1], _MARGIN, True)
            return
        x = whole.width() * self.share
        _picture(painter, self.left[0], QRectF(0.0, 0.0, x, whole.height()))
        _picture(painter, self.right[0], QRectF(x, 0.0, whole.width() - x, whole.height()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width in ((QColor(0, 0, 0, 150), 4.0), (QColor(255, 255, 255), 2.0)):
            painter.setPen(QPen(colour, width))
            painter.drawLine(QPointF(x, 0.0), QPointF(x, whole.height()))
        self._handle(painter, x, whole.height() / 2)
        self._label(painter, self.left[1], x - _MARGIN, False)
        self._label(painter, self.right[1], x + _MARGIN, True)

    def _handle(self, painter: QPainter, x: float, y: float) -> None:
        painter.setPen(QPen(QColor(0, 0, 0, 150), 1.0))
        painter.setBrush(QColor(255, 255, 255))
        for way in (-1.0, 1.0):
            painter.drawPolygon(QPolygonF([QPointF(x + way * 4, y - _HANDLE), QPointF(x + way * (4 + _HANDLE), y),
                                           QPointF(x + way * 4, y + _HANDLE)]))

    def _label(self, painter: QPainter, text: str, x: float, to_right: bool) -> None:
        """A label beside ``x``, kept inside the canvas by its nearest edge."""
        if not text:
            return
        font = QFont(self.canvas.font())
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.2)
        metrics = QFontMetricsF(font)
        width, height = metrics.horizontalAdvance(text) + 2 * _PAD, metrics.height() + 2 * _PAD
        box = QRectF(x if to_right else x - width, _MARGIN, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(20, 20, 20, 200))
        painter.drawRoundedRect(box, 4.0, 4.0)
        painter.setPen(QColor(255, 255, 255))
        painter.setFont(font)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)


def _picture(painter: QPainter, image: Optional[QImage], place: QRectF) -> None:
    if image is None or place.isEmpty():
        return
    painter.save()
    painter.setClipRect(place)
    painter.drawImage(QPointF(0.0, 0.0), image)
    painter.restore()


class SwipeTool(QgsMapTool):
    """The line follows the mouse; arrow keys move it too. Wheel and space zoom and pan as with any tool."""

    #: Share of the width where the line is to stand.
    moved = pyqtSignal(float)
    #: Escape.
    left = pyqtSignal()

    def __init__(self, canvas: Any) -> None:
        super().__init__(canvas)
        self.setCursor(Qt.CursorShape.SplitHCursor)

    def canvasMoveEvent(self, event: Any) -> None:  # noqa: N802 - QGIS' name
        """The line is where the mouse is."""
        self.moved.emit(event.pos().x() / max(1, self.canvas().width()))

    def keyPressEvent(self, event: Any) -> None:  # noqa: N802 - QGIS' name
        """Escape leaves."""
        if event.key() == Qt.Key.Key_Escape:
            event.accept()
            self.left.emit()
        else:
            event.ignore()
