"""Charts of the report in the window's own colours: the overall figure, accuracies by class, the error matrix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Optional

from qgis.PyQt.QtCore import QPointF, QRectF, QSize, Qt
from qgis.PyQt.QtGui import QColor, QFontMetricsF, QPainter, QPalette, QPen
from qgis.PyQt.QtWidgets import QSizePolicy, QWidget

from ...core.engine.html import Text
from ..colours import palette_of

#: Okabe and Ito's blue and vermilion; a form each, since colour is never the only sign.
USERS, PRODUCERS = QColor(0, 114, 178), QColor(213, 94, 0)
_PAD = 6.0


class _Chart(QWidget):
    """Paints a report, or nothing."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.report: Mapping[str, Any] = {}
        self.text: Any = Text({}, "en")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_report(self, report: Mapping[str, Any], text: Text) -> None:
        """Another one."""
        self.report, self.text = report, text
        self.setFixedHeight(int(self.tall()))
        self.setMouseTracking(True)
        self.update()

    def tall(self) -> float:
        """Pixels."""
        return 0.0

    def line(self) -> float:
        """Height of a line of text."""
        return float(self.fontMetrics().height())

    def ink(self, alpha: int = 255) -> QColor:
        """The colour of text."""
        colour = QColor(palette_of(self).color(QPalette.ColorRole.Text))
        colour.setAlpha(alpha)
        return colour

    def paintEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """On the colour of lists."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), palette_of(self).color(QPalette.ColorRole.Base))
        if self.report:
            self.paint(painter)

    def paint(self, painter: QPainter) -> None:
        """The report."""

    def words(self, painter: QPainter, place: QRectF, text: str, align: Any = None, alpha: int = 255,
              bold: bool = False) -> None:
        """Cut where they are too long."""
        font = painter.font()
        font.setBold(bold)
        painter.setFont(font)
        painter.setPen(self.ink(alpha))
        shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        side = Qt.AlignmentFlag.AlignLeft if align is None else align
        painter.drawText(place, int(side | Qt.AlignmentFlag.AlignVCenter), shown)


class OverallChart(_Chart):
    """The overall accuracy in large, and its interval on a scale of percent."""

    def tall(self) -> float:
        """A large line, a scale."""
        return 5.6 * self.line()

    def paint(self, painter: QPainter) -> None:
        """Figure, interval, scale."""
        overall, line = self.report["overall_accuracy"], self.line()
        value = overall.get("value")
        if value is None:
            return
        font = painter.font()
        small = painter.font()
        font.setPointSizeF(font.pointSizeF() * 2.1)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(self.ink())
        large = self.text.percent(value)
        wide = QFontMetricsF(font).horizontalAdvance(large) + 2 * _PAD
        painter.drawText(QRectF(_PAD, _PAD, wide, 2.2 * line), int(Qt.AlignmentFlag.AlignVCenter), large)
        painter.setFont(small)
        left = _PAD + wide
        self.words(painter, QRectF(left, _PAD, self.width() - left, 1.1 * line), self.text.words["overall"], bold=True)
        self.words(painter, QRectF(left, _PAD + 1.1 * line, self.width() - left, 1.1 * line),
                   f"{self.text.number(100 * overall['low'], 1)} – {self.text.percent(overall['high'])}  "
                   f"({self.text.percent(self.report['confidence_level'], 0)})")
        scale = QRectF(2 * _PAD, _PAD + 2.7 * line, self.width() - 4 * _PAD, 0.8 * line)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.ink(22))
        painter.drawRoundedRect(scale, 3, 3)
        painter.setBrush(QColor(USERS.red(), USERS.green(), USERS.blue(), 110))
        low, high = (scale.left() + scale.width() * overall[side] for side in ("low", "high"))
        painter.drawRect(QRectF(low, scale.top(), max(2.0, high - low), scale.height()))
        painter.setBrush(USERS)
        painter.drawRect(QRectF(scale.left() + scale.width() * value - 1.5, scale.top() - 3, 3, scale.height() + 6))
        for share in (0.0, 0.25, 0.5, 0.75, 1.0):
            x = scale.left() + share * scale.width()
            align = Qt.AlignmentFlag.AlignLeft if share == 0 else (
                Qt.AlignmentFlag.AlignRight if share == 1 else Qt.AlignmentFlag.AlignHCenter)
            start = {0.0: x, 1.0: x - 60}.get(share, x - 30)
            self.words(painter, QRectF(start, scale.bottom() + 4, 60, line), self.text.percent(share, 0), align, 150)


class ClassChart(_Chart):
    """User's and producer's accuracy of each class with their intervals; the lowest F1 first."""

    def rows(self) -> list[Mapping[str, Any]]:
        """Classes in the order shown."""
        found = list(self.report.get("by_class", ()))
        return sorted(found, key=lambda row: (row["f1"]["value"] is None, row["f1"]["value"] or 0.0))

    def tall(self) -> float:
        """A row a class."""
        return 3.0 * self.line() + len(self.rows()) * self._step() + self.line()

    def _step(self) -> float:
        return 1.75 * self.line()

    def paint(self, painter: QPainter) -> None:
        """Legend, scale, rows."""
        line, step = self.line(), self._step()
        left, right = 0.34 * self.width(), self.width() - 3.6 * line
        top = 2.6 * line
        self._legend(painter, line)
        for share in (0.0, 0.25, 0.5, 0.75, 1.0):
            x = left + share * (right - left)
            painter.setPen(QPen(self.ink(40), 1))
            painter.drawLine(QPointF(x, top), QPointF(x, top + step * len(self.rows())))
            self.words(painter, QRectF(x - 30, top + step * len(self.rows()), 60, line),
                       self.text.percent(share, 0), Qt.AlignmentFlag.AlignHCenter, 150)
        self.words(painter, QRectF(right, 1.3 * line, self.width() - right - _PAD, line), "F1",
                   Qt.AlignmentFlag.AlignRight, 170, True)
        for number, row in enumerate(self.rows()):
            y = top + number * step
            if number % 2 == 0:
                painter.fillRect(QRectF(0, y, self.width(), step), self.ink(10))
            self.words(painter, QRectF(_PAD, y, left - 2 * _PAD, step), row["class"])
            for shift, key, colour in ((0.32, "users_accuracy", USERS), (0.68, "producers_accuracy", PRODUCERS)):
                self._mark(painter, row[key], left, right, y + shift * step, colour)
            score = row["f1"]["value"]
            self.words(painter, QRectF(right, y, self.width() - right - _PAD, step), self.text.number(score, 2),
                       Qt.AlignmentFlag.AlignRight, bold=score is not None and score < 0.5)

    def _legend(self, painter: QPainter, line: float) -> None:
        x = _PAD
        for key, colour in (("users", USERS), ("producers", PRODUCERS)):
            place = QPointF(x + 6, 0.8 * line)
            self._symbol(painter, place, colour)
            words = self.text.words[key]
            wide = QFontMetricsF(painter.font()).horizontalAdvance(words) + 4
            self.words(painter, QRectF(x + 16, 0.3 * line, wide, line), words)
            x += 30 + wide

    def _symbol(self, painter: QPainter, place: QPointF, colour: QColor) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        if colour is USERS:
            painter.drawEllipse(place, 4.2, 4.2)
        else:
            painter.drawRect(QRectF(place.x() - 3.8, place.y() - 3.8, 7.6, 7.6))

    def _mark(self, painter: QPainter, estimate: Mapping[str, Any], left: float, right: float, y: float,
              colour: QColor) -> None:
        if estimate["value"] is None:
            return
        places = {side: left + float(estimate[side]) * (right - left) for side in ("low", "value", "high")
                  if estimate[side] is not None}
        painter.setPen(QPen(colour, 1.5))
        if len(places) == 3:
            painter.drawLine(QPointF(places["low"], y), QPointF(places["high"], y))
            for side in ("low", "high"):
                painter.drawLine(QPointF(places[side], y - 3), QPointF(places[side], y + 3))
        self._symbol(painter, QPointF(places["value"], y), colour)


class MatrixChart(_Chart):
    """Counts, rows the map, columns the reference; columns bear the numbers that rows name."""

    def tall(self) -> float:
        """A row a class, a head, and a line for the axes."""
        return 3.4 * self.line() + len(self.report.get("classes", ())) * 1.6 * self.line()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Numbers of four figures are read."""
        return QSize(int((6 + 2.6 * len(self.report.get("classes", ()))) * self.line()), int(self.tall()))

    def paint(self, painter: QPainter) -> None:
        """Cells by their share of the column."""
        names: Sequence[str] = self.report["classes"]
        counts, line = self.report["counts"], self.line()
        step, left, top = 1.6 * line, 0.34 * self.width(), 2.9 * line
        wide = (self.width() - left - _PAD) / max(1, len(names))
        columns = [sum(row[k] for row in counts) for k in range(len(names))]
        words = self.text.words
        self.words(painter, QRectF(_PAD, 1.5 * line, left - _PAD, 1.2 * line), f"{words['map']} \N{DOWNWARDS ARROW}",
                   None, 170, True)
        self.words(painter, QRectF(left, 0.2 * line, self.width() - left - _PAD, 1.2 * line),
                   f"{words['reference']} \N{RIGHTWARDS ARROW}", None, 170, True)
        blue = USERS
        for k, name in enumerate(names):
            head = name if QFontMetricsF(painter.font()).horizontalAdvance(name) < wide - 4 else str(k + 1)
            self.words(painter, QRectF(left + k * wide, 1.5 * line, wide, 1.2 * line), head,
                       Qt.AlignmentFlag.AlignHCenter, 170)
            self.words(painter, QRectF(_PAD, top + k * step, left - 2 * _PAD, step), f"{k + 1}  {name}")
            for j, count in enumerate(counts[k]):
                cell = QRectF(left + j * wide, top + k * step, wide, step).adjusted(1, 1, -1, -1)
                share = count / columns[j] if columns[j] else 0.0
                painter.fillRect(cell, QColor(blue.red(), blue.green(), blue.blue(), int(205 * share)))
                if j == k:
                    painter.setPen(QPen(self.ink(150), 1.2))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.drawRect(cell)
                if count:
                    font = painter.font()
                    font.setBold(j == k)
                    painter.setFont(font)
                    painter.setPen(QColor(255, 255, 255) if share > 0.55 else self.ink())
                    painter.drawText(cell, int(Qt.AlignmentFlag.AlignCenter), self.text.number(float(count), 0))
