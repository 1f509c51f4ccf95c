"""The scenes found, as a table: a picture, the date, who took it, how cloudy over the area, where it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Optional

from qgis.PyQt.QtCore import QAbstractTableModel, QModelIndex, QSize, Qt
from qgis.PyQt.QtGui import QBrush, QPalette
from qgis.PyQt.QtWidgets import QApplication

from ..bridge.language import tr
from ..bridge.scenes import tile_words
from ..core.catalogue.model import LOCAL, MISSING, PRESENT, Hit, SceneRecord

PICTURE, DATE, SENSOR, LEVEL, TILE, CLOUD, PLACE = range(7)
#: At most so much of the area hidden, percent: the scene counts as clear.
CLEAR_PERCENT = 10.0


def key_of(scene: SceneRecord) -> tuple[str, str]:
    """What names a scene here and in a project."""
    return scene.source, scene.identifier


def cloud_of(hit: Hit) -> Optional[float]:
    """Percent hidden: over the area where masks tell, else over the product as its producer says."""
    return hit.scene.cloud_percent if hit.area_cloud_percent is None else hit.area_cloud_percent


def is_clear(hit: Hit) -> bool:
    """Seen through at most CLEAR_PERCENT of cloud."""
    percent = cloud_of(hit)
    return percent is not None and percent <= CLEAR_PERCENT


def place_of(scene: SceneRecord) -> str:
    """Where its pixels are."""
    if scene.state == MISSING:
        return tr("missing")
    if scene.source == LOCAL:
        return tr("on disk") if scene.state == PRESENT else tr("elsewhere")
    return tr("online")


def describe(hit: Hit) -> str:
    """One line: date and hour, who, where, how clear."""
    scene, percent = hit.scene, cloud_of(hit)
    words = [scene.acquired.strftime("%Y-%m-%d %H:%M UTC"), scene.platform, scene.level, tile_words(scene.tile)]
    clear = tr("cloud unknown") if percent is None else tr("{share:.0f} % clear").format(share=100.0 - percent)
    return " ".join(word for word in words if word) + f", {clear}"


class SceneModel(QAbstractTableModel):
    """Rows are hits. Thumbnails come from whoever is set as ``pictures``; only rows that are shown ask for theirs."""

    THUMBNAIL = QSize(52, 52)

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.hits: list[Hit] = []
        self.pictures: Any = None
        self._rows: dict[tuple[str, str], int] = {}
        self._order, self._descending = DATE, True

    # -- what it holds -------------------------------------------------------------------------------

    def replace(self, hits: Iterable[Hit]) -> None:
        """Other scenes, in the order that was chosen."""
        self.beginResetModel()
        self.hits = self._sorted(hits)
        self._number()
        self.endResetModel()

    def extend(self, hits: Iterable[Hit]) -> None:
        """More scenes, as a server gives them; one known already is not shown twice."""
        seen = set(self._rows)
        new = []
        for hit in hits:
            if key_of(hit.scene) not in seen:
                seen.add(key_of(hit.scene))
                new.append(hit)
        if not new:
            return
        self.layoutAboutToBeChanged.emit()
        kept = [(index, self.hits[index.row()]) for index in self.persistentIndexList()]
        self.hits = self._sorted([*self.hits, *new])
        self._number()
        for index, hit in kept:
            self.changePersistentIndex(index, self.index(self._rows[key_of(hit.scene)], index.column()))
        self.layoutChanged.emit()

    def holds(self, hits: Iterable[Hit]) -> bool:
        """True where every one of these is in the list as it is."""
        return all(self._rows.get(key_of(hit.scene), -1) >= 0 and self.hits[self._rows[key_of(hit.scene)]] == hit
                   for hit in hits)

    def row_of(self, key: tuple[str, str]) -> int:
        """Row of a scene, -1 where it is not in the list."""
        return self._rows.get(key, -1)

    def hit(self, index: QModelIndex) -> Optional[Hit]:
        """The hit of a cell."""
        return self.hits[index.row()] if index.isValid() and index.row() < len(self.hits) else None

    def picture(self, hit: Hit) -> Any:
        """Its thumbnail, None while there is none: it is asked for then."""
        return None if self.pictures is None else self.pictures.pixmap(hit.scene)

    def clear_count(self) -> int:
        """Scenes that count as clear."""
        return sum(is_clear(hit) for hit in self.hits)

    def picture_arrived(self, key: tuple[str, str]) -> None:
        """The thumbnail of a scene is there now."""
        row = self.row_of(key)
        if row >= 0:
            cell = self.index(row, PICTURE)
            self.dataChanged.emit(cell, cell, [Qt.ItemDataRole.DecorationRole])

    def _number(self) -> None:
        self._rows = {key_of(hit.scene): row for row, hit in enumerate(self.hits)}

    def _sorted(self, hits: Iterable[Hit]) -> list[Hit]:
        ordered = sorted(hits, key=lambda hit: hit.scene.identifier)
        ordered.sort(key=lambda hit: _sort_value(hit, self._order), reverse=self._descending)
        return ordered

    # -- what Qt asks --------------------------------------------------------------------------------

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and form
        """Scenes."""
        return 0 if parent.isValid() else len(self.hits)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and form
        """Seven."""
        return 0 if parent.isValid() else 7

    def headerData(self, section: int, orientation: Any,  # noqa: N802 - Qt's name
                   role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Names of the columns."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return ("", tr("Date"), tr("Sensor"), tr("Level"), tr("Tile"), tr("Cloud"), tr("Where"))[section]
        if role == Qt.ItemDataRole.ToolTipRole and section == CLOUD:
            return tr("Share of the area hidden by clouds and shadows, from the product's masks; in italics, the "
                      "producer's percentage over the whole product.")
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What one cell shows."""
        hit = self.hit(index)
        if hit is None:
            return None
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(hit, column)
        if role == Qt.ItemDataRole.DecorationRole and column == PICTURE:
            return self.picture(hit)
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tip(hit, column)
        if role == Qt.ItemDataRole.SizeHintRole and column == PICTURE:
            return self.THUMBNAIL + QSize(4, 4)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return describe(hit) if column in (PICTURE, DATE) else cell_text(hit, column)
        if role == Qt.ItemDataRole.ForegroundRole and hit.scene.state == MISSING:
            return QBrush(QApplication.palette().color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text))
        return None

    def sort(self, column: int, order: Any = Qt.SortOrder.AscendingOrder) -> None:
        """By one column; among equals, by name."""
        self._order, self._descending = column or DATE, order == Qt.SortOrder.DescendingOrder
        self.layoutAboutToBeChanged.emit()
        kept = [(index, self.hits[index.row()]) for index in self.persistentIndexList()]
        self.hits = self._sorted(self.hits)
        self._number()
        for index, hit in kept:
            self.changePersistentIndex(index, self.index(self._rows[key_of(hit.scene)], index.column()))
        self.layoutChanged.emit()


def cell_text(hit: Hit, column: int) -> str:
    """Words of a cell."""
    scene = hit.scene
    if column == CLOUD:
        percent = cloud_of(hit)
        return "?" if percent is None else f"{percent:.0f} %"
    return {DATE: f"{scene.acquired:%Y-%m-%d}", SENSOR: scene.platform, LEVEL: scene.level,
            TILE: tile_words(scene.tile), PLACE: place_of(scene)}.get(column, "")


def _tip(hit: Hit, column: int) -> str:
    scene = hit.scene
    if column == CLOUD:
        if cloud_of(hit) is None:
            return tr("Nothing tells how cloudy this scene is.")
        if hit.area_cloud_percent is None:
            return tr("Over the whole product, as its producer says.")
        return tr("Over the area, from {source}.").format(source=hit.cloud_source or tr("the masks"))
    lines = [scene.identifier, scene.acquired.strftime("%Y-%m-%d %H:%M:%S UTC")]
    if hit.covered is not None and hit.covered < 0.995:
        lines.append(tr("Covers {share:.0f} % of the area.").format(share=100.0 * hit.covered))
    if scene.path:
        lines.append(scene.path)
    return "\n".join(lines)


def _sort_value(hit: Hit, column: int) -> Any:
    scene, percent = hit.scene, cloud_of(hit)
    moment = scene.acquired.timestamp()
    if column == CLOUD:
        return (101.0 if percent is None else percent, -moment)
    words = {SENSOR: scene.platform, LEVEL: scene.level, TILE: scene.tile, PLACE: place_of(scene)}
    return (words[column], moment) if column in words else (moment,)
