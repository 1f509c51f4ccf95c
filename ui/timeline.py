"""The timeline: a bar a scene, its height the clear share. Click selects, wheel or drag zooms, arrows step."""

from __future__ import annotations

from bisect import bisect_left
from typing import Any, Optional

from qgis.PyQt.QtCore import QEvent, QPointF, QRectF, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QFontMetrics, QPainter, QPalette, QPen
from qgis.PyQt.QtWidgets import QSizePolicy, QToolTip, QWidget

from ..bridge.language import tr
from ..core.catalogue.model import Hit
from .colours import palette_of
from .scene_model import CLEAR_PERCENT, cloud_of, describe, key_of
from .timeline_scale import Scale, around

#: Pixels: margins; a click may miss a bar by so much; a drag begins there.
RIGHT, TOP, REACH, DRAG = 6, 9, 5, 6
#: A wheel notch.
ZOOM = 0.8
#: Height of the bar of a scene nobody knows the clouds of: hollow, so that it is not taken for a value.
UNKNOWN = 0.5


class Timeline(QWidget):
    """Painted in QGIS' palette. A value is also told by form: unknown is hollow, cloudy is pale, clear is full."""

    #: Key of the scene that was chosen here.
    chosen = pyqtSignal(object)
    #: A scene that was double-clicked, or Enter.
    activated = pyqtSignal(object)
    #: Space.
    looked_at = pyqtSignal(object)

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.hits: list[Hit] = []
        self._moments: list[float] = []
        self._selected: set[tuple[str, str]] = set()
        self._current = -1
        self._hovered = -1
        self._span: Optional[tuple[float, float]] = None
        self._pressed: Optional[float] = None
        self._dragged: Optional[float] = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Timeline"))
        self.setToolTip(tr("A bar a scene, its height the clear share of the area. Click selects, wheel or drag "
                           "zooms, double click on nothing shows all, arrows step from date to date."))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as the interface's font asks for."""
        return QSize(320, 7 * QFontMetrics(self.font()).height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The same height."""
        return QSize(160, self.sizeHint().height())

    # -- what it shows -------------------------------------------------------------------------------

    def show_hits(self, hits: list[Hit], keep_view: bool = False) -> None:
        """Other scenes; all of them are in view unless the view is to stay."""
        self.hits = sorted(hits, key=lambda hit: (hit.scene.acquired, hit.scene.identifier))
        self._moments = [hit.scene.acquired.timestamp() for hit in self.hits]
        known = {key_of(hit.scene) for hit in self.hits}
        self._selected &= known
        self._current = next((n for n, hit in enumerate(self.hits) if key_of(hit.scene) in self._selected), -1)
        self._hovered = -1
        if not keep_view:
            self._span = None
        self.update()

    def select(self, keys: list[tuple[str, str]]) -> None:
        """Scenes selected elsewhere; the last one is where arrows start from."""
        self._selected = set(keys)
        last = keys[-1] if keys else None
        self._current = next((n for n, hit in enumerate(self.hits) if key_of(hit.scene) == last), -1)
        if self._current >= 0:
            self._show(self._moments[self._current])
        self.update()

    def scale(self) -> Scale:
        """What instant stands where."""
        left = self._left()
        width = max(1.0, float(self.width() - left - RIGHT))
        if self._span is None:
            return around(self._moments, left, width)
        return Scale(*self._span, left, width)

    def span(self) -> Optional[tuple[float, float]]:
        """Seconds since 1970 in view, None where everything is."""
        return self._span

    def set_span(self, span: Optional[tuple[float, float]]) -> None:
        """Look at that part of time."""
        self._span = span
        self.update()

    def bar(self, number: int) -> QRectF:
        """Rectangle of a bar, whether it is in view or not."""
        return self._bar(number, self._plot(), self.scale())

    def _bar(self, number: int, plot: QRectF, scale: Scale) -> QRectF:
        percent = cloud_of(self.hits[number])
        share = UNKNOWN if percent is None else 1.0 - percent / 100.0
        height = max(2.0, share * plot.height())
        width = self._bar_width(scale)
        return QRectF(scale.x(self._moments[number]) - width / 2, plot.bottom() - height, width, height)

    def at(self, position: QPointF) -> int:
        """Number of the bar there or very near, -1 for none. Where several stand, the nearest in time."""
        plot = self._plot()
        if not self.hits or not plot.adjusted(-REACH, -REACH, REACH, REACH).contains(position):
            return -1
        scale = self.scale()
        place = bisect_left(self._moments, scale.moment(position.x()))
        near = [n for n in (place - 1, place) if 0 <= n < len(self.hits)]
        best = min(near, key=lambda n: abs(scale.x(self._moments[n]) - position.x()))
        reach = max(REACH, self._bar_width(scale) / 2)
        return best if abs(scale.x(self._moments[best]) - position.x()) <= reach else -1

    def _plot(self) -> QRectF:
        below = QFontMetrics(self.font()).height() + 4
        left = self._left()
        return QRectF(left, TOP, max(1, self.width() - left - RIGHT), max(1, self.height() - TOP - below))

    def _left(self) -> int:
        """Room for the labels of the value axis, in the font of the interface."""
        metrics = QFontMetrics(self.font())
        return metrics.horizontalAdvance("100 %") + metrics.height() + 8

    def _bar_width(self, scale: Scale) -> float:
        """Half of what a revisit of five days takes, from 2 to 14 pixels."""
        revisit = scale.width * 5 * 86400.0 / (scale.end - scale.start)
        return min(14.0, max(2.0, 0.5 * revisit))

    # -- paint ---------------------------------------------------------------------------------------

    def paintEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """All of it: some thousand bars take a few milliseconds."""
        painter = QPainter(self)
        self.paint(painter)
        painter.end()

    def paint(self, painter: QPainter) -> None:
        """On the screen or into a file."""
        palette, plot, scale = palette_of(self), self._plot(), self.scale()
        painter.fillRect(self.rect(), palette.color(QPalette.ColorRole.Base))
        painter.setFont(self.font())
        self._paint_axes(painter, plot, scale, palette)
        painter.save()
        painter.setClipRect(plot.adjusted(-1, -2, 1, 1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, moment in enumerate(self._moments):
            if scale.start <= moment <= scale.end:
                self._paint_bar(painter, number, self._bar(number, plot, scale), palette)
        painter.restore()
        if self._dragged is not None and self._pressed is not None:
            shade = QColor(palette.color(QPalette.ColorRole.Highlight))
            shade.setAlpha(60)
            painter.fillRect(QRectF(self._pressed, plot.top(), self._dragged - self._pressed, plot.height()), shade)
        if self.hasFocus():
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Highlight), 1, Qt.PenStyle.DotLine))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_axes(self, painter: QPainter, plot: QRectF, scale: Scale, palette: QPalette) -> None:
        ink = palette.color(QPalette.ColorRole.Text)
        faint = QColor(ink)
        faint.setAlpha(50)
        metrics = QFontMetrics(self.font())
        for percent in (0, 50, 100):
            y = plot.bottom() - plot.height() * percent / 100
            painter.setPen(faint)
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(ink)
            text = f"{percent} %" if percent == 100 else f"{percent}"
            painter.drawText(QRectF(0, y - 10, plot.left() - 4, 20),
                             Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        painter.save()
        painter.translate(0, plot.bottom())
        painter.rotate(-90)
        painter.drawText(QRectF(0, 0, plot.height(), metrics.height()), Qt.AlignmentFlag.AlignCenter, tr("clear"))
        painter.restore()
        for moment, label in scale.ticks(metrics.horizontalAdvance("2018-01") + 12):
            x = scale.x(moment)
            painter.setPen(faint)
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom() + 4))
            painter.setPen(ink)
            wide = metrics.horizontalAdvance(label)
            left = min(max(0.0, x - wide / 2), self.width() - wide - 1.0)
            painter.drawText(QPointF(left, plot.bottom() + 3 + metrics.ascent()), label)

    def _paint_bar(self, painter: QPainter, number: int, bar: QRectF, palette: QPalette) -> None:
        hit = self.hits[number]
        percent = cloud_of(hit)
        role = QPalette.ColorRole.Highlight
        colour = QColor(palette.color(role))
        if key_of(hit.scene) in self._selected:
            colour = QColor(palette.color(QPalette.ColorRole.Text))
        elif percent is not None and percent > CLEAR_PERCENT:
            colour.setAlpha(110)
        if percent is None:
            painter.setPen(QPen(colour, 1, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(bar.adjusted(0.5, 0.5, -0.5, -0.5))
        else:
            painter.fillRect(bar, colour)
        if key_of(hit.scene) in self._selected:
            x, tip = bar.center().x(), max(float(TOP) - 4, bar.top() - 5)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawPolygon([QPointF(x - 4, tip), QPointF(x + 4, tip), QPointF(x, tip + 4)])
        if number == self._hovered:
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Text), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(bar)

    # -- hands ---------------------------------------------------------------------------------------

    def mousePressEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """A click or the start of a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = float(event.pos().x())
            self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseMoveEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """Drag, or hover."""
        position = QPointF(event.pos())
        if self._pressed is not None and (self._dragged is not None or abs(position.x() - self._pressed) > DRAG):
            self._dragged = min(max(position.x(), float(self._left())), float(self.width() - RIGHT))
            self.update()
            return
        number = self.at(position)
        if number != self._hovered:
            self._hovered = number
            self.update()

    def mouseReleaseEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """A click selects; a drag looks at what was dragged over."""
        if self._pressed is None or event.button() != Qt.MouseButton.LeftButton:
            return
        pressed, dragged = self._pressed, self._dragged
        self._pressed = self._dragged = None
        if dragged is not None:
            scale = self.scale()
            start, end = sorted((scale.moment(pressed), scale.moment(dragged)))
            self._span = (start, end) if end - start > 86400.0 else (start - 43200.0, end + 86400.0)
        else:
            number = self.at(QPointF(event.pos()))
            if number >= 0:
                self._choose(number)
        self.update()

    def mouseDoubleClickEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """On a bar: that scene; elsewhere: all of time again."""
        number = self.at(QPointF(event.pos()))
        if number >= 0:
            self.activated.emit(key_of(self.hits[number].scene))
        else:
            self.set_span(None)

    def wheelEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """Up looks closer around the pointer; sideways, or with Shift, moves along."""
        turn, side = event.angleDelta().y(), event.angleDelta().x()
        scale = self.scale()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            turn, side = 0, side or turn
        if turn:
            x = event.position().x() if hasattr(event, "position") else event.posF().x()
            scale = scale.zoomed(ZOOM ** (turn / 120.0), scale.moment(x))
        if side:
            scale = scale.moved(-side / 120.0 * 0.1 * (scale.end - scale.start))
        self.set_span((scale.start, scale.end))
        event.accept()

    def keyPressEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """Arrows step, Home and End go to the ends, plus and minus zoom, 0 shows all."""
        key = event.key()
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -len(self.hits),
                 Qt.Key.Key_End: len(self.hits)}
        scale = self.scale()
        middle = (scale.start + scale.end) / 2 if self._current < 0 else self._moments[self._current]
        if key in steps:
            self.step(steps[key])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            scale = scale.zoomed(1 / ZOOM if key == Qt.Key.Key_Minus else ZOOM, middle)
            self.set_span((scale.start, scale.end))
        elif key == Qt.Key.Key_0:
            self.set_span(None)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current >= 0:
            self.activated.emit(key_of(self.hits[self._current].scene))
        elif key == Qt.Key.Key_Space and self._current >= 0:
            self.looked_at.emit(key_of(self.hits[self._current].scene))
        else:
            super().keyPressEvent(event)

    def step(self, by: int) -> None:
        """To a later or earlier scene; stops at the ends."""
        if not self.hits:
            return
        last = len(self.hits) - 1
        start = self._current if self._current >= 0 else (-1 if by > 0 else last + 1)
        self._choose(min(last, max(0, start + by)))

    def current(self) -> Optional[Hit]:
        """The scene where arrows start from."""
        return self.hits[self._current] if 0 <= self._current < len(self.hits) else None

    def event(self, event: Any) -> bool:
        """The tooltip of the bar under the pointer; our own where there is none."""
        if event.type() == QEvent.Type.ToolTip:
            number = self.at(QPointF(event.pos()))
            if number >= 0:
                QToolTip.showText(event.globalPos(), describe(self.hits[number]), self)
                return True
        return bool(super().event(event))

    def leaveEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """Nothing is hovered any more."""
        self._hovered = -1
        self.update()

    def contextMenuEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """Exports."""
        from .timeline_export import menu

        menu(self).popup(event.globalPos())

    def _choose(self, number: int) -> None:
        self._current = number
        key = key_of(self.hits[number].scene)
        self._selected = {key}
        self._show(self._moments[number])
        self.update()
        self.chosen.emit(key)

    def _show(self, moment: float) -> None:
        """Move along so that an instant is in view."""
        scale = self.scale()
        if not scale.start <= moment <= scale.end:
            moved = scale.moved(moment - (scale.start + scale.end) / 2)
            self._span = (moved.start, moved.end)
