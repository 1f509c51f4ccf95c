"""The table of scenes: keys of its own, and a cell that shows the cloud as a bar and as a figure."""

from __future__ import annotations

from typing import Any, Optional

from qgis.PyQt.QtCore import QRectF, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QPalette
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ..bridge.language import tr
from ..core.catalogue.model import Hit
from .scene_model import CLOUD, CLOUD_ROLE, DATE, HIT_ROLE, PICTURE, SceneModel


class CloudDelegate(QStyledItemDelegate):
    """A bar under the figure: full is all hidden. In italics where it is the producer's, of the whole product."""

    def initStyleOption(self, option: Any, index: Any) -> None:  # noqa: N802 - Qt's name
        """Italics, and centred."""
        super().initStyleOption(option, index)
        hit = index.data(HIT_ROLE)
        option.displayAlignment = Qt.AlignmentFlag.AlignCenter
        if hit is not None and hit.area_cloud_percent is None:
            option.font.setItalic(True)

    def paint(self, painter: Any, option: Any, index: Any) -> None:
        """The cell, then the bar."""
        super().paint(painter, option, index)
        percent = index.data(CLOUD_ROLE)
        if percent is None:
            return
        palette = option.palette
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        ink = palette.color(QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text)
        faint = QColor(ink)
        faint.setAlpha(45)
        cell = QRectF(option.rect).adjusted(6, 0, -6, 0)
        bar = QRectF(cell.left(), cell.center().y() + option.fontMetrics.height() / 2 + 1, cell.width(), 4)
        painter.fillRect(bar, faint)
        ink.setAlpha(170)
        painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * min(100.0, percent) / 100.0, bar.height()), ink)


class PictureDelegate(QStyledItemDelegate):
    """The thumbnail in the middle of its cell; a frame where there is none yet."""

    def paint(self, painter: Any, option: Any, index: Any) -> None:
        """Background as usual, then the picture."""
        blank = QStyleOptionViewItem(option)
        self.initStyleOption(blank, index)
        blank.features &= ~QStyleOptionViewItem.ViewItemFeature.HasDecoration
        blank.text = ""
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, blank, painter, option.widget)
        side = min(option.rect.width(), option.rect.height()) - 4
        place = QRectF(option.rect.center().x() - side / 2, option.rect.center().y() - side / 2, side, side)
        picture = index.data(Qt.ItemDataRole.DecorationRole)
        if picture is None:
            faint = QColor(option.palette.color(QPalette.ColorRole.Text))
            faint.setAlpha(25)
            painter.fillRect(place, faint)
            return
        shrunk = picture.size().scaled(place.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRectF(place.center().x() - shrunk.width() / 2, place.center().y() - shrunk.height() / 2,
                        shrunk.width(), shrunk.height())
        painter.save()
        painter.setRenderHint(painter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(target, picture, QRectF(picture.rect()))
        painter.restore()


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
        self.setItemDelegateForColumn(PICTURE, PictureDelegate(self))
        self.setItemDelegateForColumn(CLOUD, CloudDelegate(self))
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
