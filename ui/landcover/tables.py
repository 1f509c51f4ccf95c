"""Classes of the samples and scores of the training in tables: colours, counts, hectares, intervals drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Optional

from qgis.PyQt.QtCore import QLocale, QPointF, QRectF, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QIcon, QPainter, QPalette, QPen, QPixmap
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from ...bridge.language import tr, user_language
from .reading import LITTLE_TO_JUDGE, LITTLE_TO_LEARN, NOTHING_TO_JUDGE, NOTHING_TO_LEARN, SPLITS

#: Lines seen at once; role of an estimate.
MOST_LINES = 9
ESTIMATE = Qt.ItemDataRole.UserRole + 1
#: Pixels of an interval drawn: shorter ones tell nothing.
LEAST_BAR = 16


class ClassTable(QTableWidget):
    """As high as its lines, up to a few; read only; the first column takes the room that is left."""

    def __init__(self, name: str, heads: Sequence[str], parent: Optional[QWidget] = None) -> None:
        super().__init__(0, len(heads), parent)
        self._shown: dict[str, Any] = {}
        self.setAccessibleName(name)
        self.setHorizontalHeaderLabels(list(heads))
        self.verticalHeader().hide()
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setIconSize(QSize(12, 12))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)
        self.verticalHeader().setMinimumSectionSize(self.fontMetrics().height() + 4)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        for column in range(len(heads)):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch if column == 0
                                      else QHeaderView.ResizeMode.ResizeToContents)
            self.horizontalHeaderItem(column).setTextAlignment(
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter if column == 0
                else Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def show_summary(self, summary: Mapping[str, Any]) -> None:
        """What ``reading.summary_of`` found; nothing is done where it is what is shown."""
        if summary != self._shown:
            self._shown = dict(summary)
            self.show_rows([self.cells(row) for row in summary.get("classes", [])])

    def cells(self, row: Mapping[str, Any]) -> list[QTableWidgetItem]:
        """Of one class."""
        raise NotImplementedError

    def show_rows(self, rows: Sequence[Sequence[QTableWidgetItem]]) -> None:
        """These, and no others."""
        self.setRowCount(len(rows))
        for number, row in enumerate(rows):
            for column, item in enumerate(row):
                self.setItem(number, column, item)
        lines = min(max(len(rows), 1), MOST_LINES)
        head = max(self.horizontalHeader().sizeHint().height(), self.fontMetrics().height() + 6)
        self.setFixedHeight(head + lines * self.verticalHeader().defaultSectionSize() + 2 * self.frameWidth() + 1)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Narrow: the page says how wide."""
        return QSize(200, self.height())


class SamplesTable(ClassTable):
    """Polygons and hectares of each class by split; what is poor says so, and has a sign."""

    #: Number of a class whose colour is to be another one.
    colour_wanted = pyqtSignal(int)

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(tr("Polygons and hectares by class"),
                         [tr("Polygons (ha)"), tr("Training"), tr("Validation"), tr("Test"), ""], parent)
        # Names as wide as they are, within reason; what is poor has the room that is left.
        head = self.horizontalHeader()
        head.setMaximumSectionSize(20 * self.fontMetrics().averageCharWidth())
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(4, QHeaderView.ResizeMode.Stretch)
        self.setToolTip(tr("Double click or Enter: another colour."))
        self.cellDoubleClicked.connect(lambda row, _column: self._want(row))

    def keyPressEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """Enter on a class."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentRow() >= 0:
            self._want(self.currentRow())
            return
        super().keyPressEvent(event)

    def show_summary(self, summary: Mapping[str, Any]) -> None:
        """No column for a test that has no polygon."""
        super().show_summary(summary)
        self.setColumnHidden(3, not any(row["polygons"]["test"] for row in summary.get("classes", [])))

    def _want(self, row: int) -> None:
        self.colour_wanted.emit(int(self._shown["classes"][row]["value"]))

    def cells(self, row: Mapping[str, Any]) -> list[QTableWidgetItem]:
        """Splits, and why it is poor."""
        found = [cell(name_of(row), icon=swatch(row["colour"]), tip=f"{row['value']} {name_of(row)}")]
        for split in SPLITS:
            polygons, hectares = row["polygons"][split], row["hectares"][split]
            found.append(cell(f"{polygons}  ({hectares_words(hectares)})" if polygons else "0", right=True,
                              tip=tr("{polygons} polygons, {hectares} ha").format(
                                  polygons=polygons, hectares=hectares_words(hectares))))
        poor = row.get("poor", "")
        found.append(cell(("\N{WARNING SIGN} " if poor else "") + poor_words(poor), tip=poor_tip(poor)))
        return found


class ScoresTable(ClassTable):
    """F1, user's and producer's accuracy of each class inside the polygons kept apart, with 95 % intervals."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(tr("Scores by class"), [tr("Class"), tr("Judges"), tr("F1"), tr("User's"),
                                                 tr("Producer's")], parent)
        tips = ("", tr("Polygons of the class that judged."),
                tr("Mean of user's and producer's accuracy (harmonic); the bar is the 95 % interval by polygon."),
                tr("Share of what is mapped as the class that is of it."),
                tr("Share of the class that is mapped as it."))
        for column, tip in enumerate(tips):
            self.horizontalHeaderItem(column).setToolTip(tip)
        # Names first: where there is little room, numbers go without their bars.
        head = self.horizontalHeader()
        head.setMaximumSectionSize(40 * self.fontMetrics().averageCharWidth())
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        for column in (2, 3, 4):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
            self.setItemDelegateForColumn(column, IntervalDelegate(self))

    def cells(self, row: Mapping[str, Any]) -> list[QTableWidgetItem]:
        """Who judged, and how it went."""
        colour = self._shown.get("colours", {}).get(str(row["value"]))
        tip = tr("{name}: {pixels} pixels trained").format(name=name_of(row), pixels=row["pixels"])
        return [cell(name_of(row), icon=swatch(colour) if colour else None, tip=tip),
                cell(str(row["polygons"]), right=True),
                *(cell(estimate_text(row[key]), right=True, tip=interval_text(row[key]), estimate=row[key])
                  for key in ("f1", "users", "producers"))]


class IntervalDelegate(QStyledItemDelegate):
    """The value as a number, and before it its interval as a bar on a line from 0 to 1."""

    def paint(self, painter: QPainter, option: Any, index: Any) -> None:
        """Number by Qt, then the bar where it has room."""
        super().paint(painter, option, index)
        estimate = index.data(ESTIMATE)
        if not estimate or estimate[0] is None:
            return
        value, low, high = estimate
        room = option.fontMetrics.horizontalAdvance("0.000") + 6
        line = QRectF(option.rect).adjusted(6, 0, -room, 0)
        if line.width() < LEAST_BAR:
            return
        base = line.center().y() + 0.5
        painter.save()
        painter.setPen(QPen(option.palette.color(QPalette.ColorRole.Mid), 1.0))
        painter.drawLine(_at(line, 0.0, base), _at(line, 1.0, base))
        if low is not None and high is not None:
            painter.setPen(QPen(option.palette.color(QPalette.ColorRole.Highlight), 4.0, Qt.PenStyle.SolidLine,
                                Qt.PenCapStyle.FlatCap))
            painter.drawLine(_at(line, low, base), _at(line, high, base))
        painter.setPen(QPen(option.palette.color(QPalette.ColorRole.Text), 2.0))
        painter.drawLine(_at(line, value, base - 4), _at(line, value, base + 4))
        painter.restore()


def _at(line: QRectF, share: float, y: float) -> QPointF:
    return QPointF(line.left() + min(max(float(share), 0.0), 1.0) * line.width(), y)


def cell(text: str, right: bool = False, icon: Optional[QIcon] = None, tip: str = "",
         estimate: Any = None) -> QTableWidgetItem:
    """One cell."""
    item = QTableWidgetItem(text)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    if right:
        item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    if icon is not None:
        item.setIcon(icon)
    if tip:
        item.setToolTip(tip)
    if estimate is not None:
        item.setData(ESTIMATE, estimate)
    return item


def swatch(colour: Sequence[int]) -> QIcon:
    """A small square of the colour of a class."""
    picture = QPixmap(12, 12)
    picture.fill(QColor(*[int(part) for part in colour[:3]]))
    return QIcon(picture)


def name_of(row: Mapping[str, Any]) -> str:
    """In the user's language."""
    return str(row["name_fr"] if user_language() == "fr" and row.get("name_fr") else row["name"])


def hectares_words(hectares: float) -> str:
    """Two decimals at most: what counts is how many there are of each class."""
    decimals = 0 if hectares >= 100 else 1 if hectares >= 10 else 2
    return str(QLocale(user_language()).toString(float(hectares), "f", decimals))


def poor_words(poor: str) -> str:
    """Why a class is poor, in a word."""
    return {"": "", NOTHING_TO_LEARN: tr("nothing to learn"), NOTHING_TO_JUDGE: tr("not judged"),
            LITTLE_TO_LEARN: tr("few to learn"), LITTLE_TO_JUDGE: tr("few to judge")}.get(poor, "")


def poor_tip(poor: str) -> str:
    """The same, in a sentence."""
    return {"": "", NOTHING_TO_LEARN: tr("No polygon trains: the class cannot be mapped."),
            NOTHING_TO_JUDGE: tr("No polygon judges: nothing will be known of how well the class is mapped."),
            LITTLE_TO_LEARN: tr("Fewer than 5 polygons train: the class may be mapped poorly elsewhere."),
            LITTLE_TO_JUDGE: tr("Fewer than 10 polygons judge: intervals will be wide.")}.get(poor, "")


def estimate_text(estimate: Sequence[Optional[float]]) -> str:
    """The value, a dash where there is none."""
    return "-" if estimate[0] is None else QLocale(user_language()).toString(float(estimate[0]), "f", 2)


def interval_text(estimate: Sequence[Optional[float]]) -> str:
    """``0.93 (0.88 to 0.97)``, as much of it as is known."""
    value, low, high = estimate
    if value is None or low is None or high is None:
        return estimate_text(estimate)
    write = QLocale(user_language()).toString
    return tr("{value} ({low} to {high})").format(value=write(float(value), "f", 2), low=write(float(low), "f", 2),
                                                  high=write(float(high), "f", 2))
