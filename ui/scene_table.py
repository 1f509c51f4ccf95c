"""The table of scenes: keys of its own, cells painted by one delegate, the cloud as a bar and as a figure."""

from __future__ import annotations

from typing import Any, Optional

from qgis.PyQt.QtCore import QRectF, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QFont, QPalette, QPen
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QTableView,
    QWidget,
)

from ..bridge.language import tr
from ..core.catalogue.model import MISSING, Hit
from .scene_model import CLOUD, DATE, PICTURE, SceneModel, cell_text, cloud_of


class SceneDelegate(QStyledItemDelegate):
    """Paints a cell in one go. The usual one asks the model ten times a cell: with a thread at work beside, each
    question is a turn to wait for.
    """

    def paint(self, painter: Any, option: Any, index: Any) -> None:
        """The ground of the style, then what the column shows."""
        model, column = index.model(), index.column()
        hit = model.hits[index.row()]
        widget = option.widget
        widget.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, widget)
        painter.save()
        if column == PICTURE:
            self._paint_picture(painter, option, model.picture(hit))
        else:
            self._paint_text(painter, option, hit, column)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(self._ink(option, hit), 1, Qt.PenStyle.DotLine))
            painter.drawRect(option.rect.adjusted(1, 1, -2, -2))
        painter.restore()

    def _ink(self, option: Any, hit: Hit) -> QColor:
        group = QPalette.ColorGroup.Disabled if hit.scene.state == MISSING else QPalette.ColorGroup.Active
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text
        return QColor(option.palette.color(group, role))

    def _paint_text(self, painter: Any, option: Any, hit: Hit, column: int) -> None:
        ink, cell = self._ink(option, hit), option.rect.adjusted(4, 0, -4, 0)
        painter.setPen(ink)
        font = QFont(option.font)
        font.setItalic(column == CLOUD and hit.area_cloud_percent is None)
        painter.setFont(font)
        text = option.fontMetrics.elidedText(cell_text(hit, column), Qt.TextElideMode.ElideRight, cell.width())
        side = Qt.AlignmentFlag.AlignHCenter if column == CLOUD else Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(cell), int(side | Qt.AlignmentFlag.AlignVCenter), text)
        percent = cloud_of(hit) if column == CLOUD else None
        if percent is not None:
            # A bar under the figure: full is all hidden.
            bar = QRectF(cell.left() + 2, cell.center().y() + option.fontMetrics.height() / 2 + 1,
                         cell.width() - 4, 4)
            ink.setAlpha(45)
            painter.fillRect(bar, ink)
            ink.setAlpha(170)
            painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * min(100.0, percent) / 100.0, 4), ink)

    def _paint_picture(self, painter: Any, option: Any, picture: Any) -> None:
        """In the middle of its cell; a frame where there is none yet."""
        side = min(option.rect.width(), option.rect.height()) - 4
        place = QRectF(option.rect.center().x() - side / 2, option.rect.center().y() - side / 2, side, side)
        if picture is None:
            faint = QColor(option.palette.color(QPalette.ColorRole.Text))
            faint.setAlpha(25)
            painter.fillRect(place, faint)
            return
        shrunk = picture.size().scaled(place.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRectF(place.center().x() - shrunk.width() / 2, place.center().y() - shrunk.height() / 2,
                        shrunk.width(), shrunk.height())
        painter.setRenderHint(painter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(target, picture, QRectF(picture.rect()))


class SceneTable(QTableView):
    """Enter adds, Space shows the quicklook, Left and Right step from date to date."""

    #: Enter or a double click.
    added = pyqtSignal()
    looked_at = pyqtSignal()
    #: -1 for the date before, 1 for the one after.
    stepped = pyqtSignal(int)
    selection_changed = pyqtSignal()

    def __init__(self, model: SceneModel, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(SceneDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSortingEnabled(True)
        self.horizontalHeader().setSortIndicator(DATE, Qt.SortOrder.DescendingOrder)
        self.setAccessibleName(tr("Scenes found"))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(SceneModel.THUMBNAIL.height() + 4)
        # Never by content: measuring 500 rows takes longer than a frame.
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        # As wide as what stands there, told beforehand.
        for column, sample in enumerate(("", "2018-01-17", "SENTINEL", "L1C ..", "T30TWT", "100 % ..", "....")):
            wide = max(self.fontMetrics().horizontalAdvance(sample),
                       header.fontMetrics().horizontalAdvance(str(model.headerData(column, Qt.Orientation.Horizontal))))
            self.setColumnWidth(column, wide + 10 if column else SceneModel.THUMBNAIL.width() + 8)

    def chosen(self) -> list[Hit]:
        """Selected scenes, from the top; the current one first to be last said."""
        model: Any = self.model()
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [model.hits[row] for row in rows if row < len(model.hits)]

    def choose(self, row: int) -> None:
        """Select one row and go there."""
        if row >= 0:
            index = self.model().index(row, DATE)
            self.setCurrentIndex(index)
            self.selectRow(row)
            self.scrollTo(index)
        else:
            self.clearSelection()

    def selectionChanged(self, selected: Any, deselected: Any) -> None:  # noqa: N802 - Qt's name
        """Told once more in our words."""
        super().selectionChanged(selected, deselected)
        self.selection_changed.emit()

    def keyPressEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """Keys of ui.md; the others as in any table."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.added.emit()
        elif key == Qt.Key.Key_Space:
            self.looked_at.emit()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.stepped.emit(-1 if key == Qt.Key.Key_Left else 1)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def mouseDoubleClickEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """Adds, as Enter does."""
        if self.indexAt(event.pos()).isValid():
            self.added.emit()
