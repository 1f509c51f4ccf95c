"""The series around one unit: a small picture a date, in a strip; the unit outlined in each."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, Optional

from qgis.core import QgsGeometry, QgsMapRendererParallelJob, QgsMapSettings, QgsProject, QgsRectangle
from qgis.PyQt.QtCore import QPointF, QRectF, QSize, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPalette, QPen, QPolygonF
from qgis.PyQt.QtWidgets import QScrollArea, QSizePolicy, QWidget

from ...bridge.language import tr
from ...bridge.scenes import SceneLayer
from ..colours import palette_of
from ..scene_images import give_up, let_go_later
from .outline import HALO, LINE

#: Side of a picture and space around it, pixels.
SIDE, PAD = 92, 4
#: Pictures kept: some units before and after, of a long series.
MOST = 800


class UnitChips(QScrollArea):
    """Pictures come one after the other, the date looked at first; those of the next unit are made ahead."""

    #: Identifier of the layer of the picture clicked.
    chosen = pyqtSignal(str)

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.strip = _Strip(self)
        self.setWidget(self.strip)
        self.setWidgetResizable(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Pictures of the unit, a date each"))
        self.scenes: list[SceneLayer] = []
        self.current = ""
        self._images: OrderedDict[tuple[str, str], QImage] = OrderedDict()
        self._view: Optional[tuple[str, QgsRectangle]] = None
        self._ahead: Optional[tuple[str, QgsRectangle]] = None
        self._crs: Any = None
        self._job: Optional[QgsMapRendererParallelJob] = None
        self._making: tuple[str, str] = ("", "")
        self.setFixedHeight(self.strip.sizeHint().height() + self.horizontalScrollBar().sizeHint().height() + 2)

    # -- what it shows -------------------------------------------------------------------------------

    def set_scenes(self, scenes: list[SceneLayer]) -> None:
        """Of the project, oldest first; a layer that is gone takes its pictures along."""
        gone = {one.layer_id for one in self.scenes} - {one.layer_id for one in scenes}
        self.scenes = list(scenes)
        if gone:
            self.forget(gone)
        if self.current not in {one.layer_id for one in scenes}:
            self.current = ""
        self.strip.fit()
        self._next()

    def look_at(self, unit: str, outline: QgsGeometry, view: QgsRectangle, crs: Any) -> None:
        """A unit by its name: its outline and what to show around it, both in ``crs``."""
        if crs != self._crs:
            self._crs = crs
            self.forget()
        self._view = (unit, view)
        self.strip.outline = outline
        self.strip.update()
        self._next()

    def look_ahead(self, unit: str, view: QgsRectangle) -> None:
        """The unit that comes next."""
        self._ahead = (unit, view)
        self._next()

    def show_current(self, layer_id: str) -> None:
        """The date that the map shows."""
        self.current = layer_id
        place = next((n for n, one in enumerate(self.scenes) if one.layer_id == layer_id), -1)
        if place >= 0:
            cell = self.strip.cell(place)
            self.ensureVisible(int(cell.center().x()), 0, SIDE, 0)
        self.strip.update()
        self._next()

    def step(self, way: int) -> str:
        """Layer of the date before or after the current one, "" where there is none."""
        every = [one.layer_id for one in self.scenes]
        if not every:
            return ""
        at = every.index(self.current) if self.current in every else (-1 if way > 0 else len(every))
        return every[max(0, min(len(every) - 1, at + way))]

    def image(self, layer_id: str) -> Optional[QImage]:
        """Of the unit looked at, None while it is not there."""
        return self._images.get((self._view[0], layer_id)) if self._view is not None else None

    def forget(self, layers: Optional[set[str]] = None) -> None:
        """Pictures of these layers, or all, are made again."""
        self._stop()
        for key in [key for key in self._images if layers is None or key[1] in layers]:
            del self._images[key]
        self.strip.update()

    def close_all(self) -> None:
        """No more pictures."""
        self._view = self._ahead = None
        self._stop()
        self._images.clear()

    # -- pictures ------------------------------------------------------------------------------------

    def _wanted(self) -> Optional[tuple[str, QgsRectangle, SceneLayer]]:
        place = next((n for n, one in enumerate(self.scenes) if one.layer_id == self.current), 0)
        near = sorted(range(len(self.scenes)), key=lambda n: abs(n - place))
        for view in (self._view, self._ahead):
            for n in near if view is not None else ():
                if (view[0], self.scenes[n].layer_id) not in self._images:
                    return (*view, self.scenes[n])
        return None

    def _next(self) -> None:
        wanted = self._wanted() if self._job is None and self._crs is not None else None
        if wanted is None:
            return
        unit, view, scene = wanted
        if QgsProject.instance().mapLayer(scene.layer_id) is None:
            return
        self._making = (unit, scene.layer_id)
        settings = QgsMapSettings()
        settings.setLayers([scene.layer])
        settings.setDestinationCrs(self._crs)
        settings.setTransformContext(QgsProject.instance().transformContext())
        ratio = self.devicePixelRatioF()
        settings.setOutputSize(QSize(int(SIDE * ratio), int(SIDE * ratio)))
        settings.setExtent(view)
        settings.setBackgroundColor(QColor(0, 0, 0, 0))
        self._job = QgsMapRendererParallelJob(settings)
        self._job.finished.connect(self._finished)
        self._job.start()

    def _finished(self) -> None:
        job, key = self._job, self._making
        if job is None:
            return
        self._job = None
        self._images[key] = job.renderedImage()
        let_go_later(job)
        while len(self._images) > MOST:
            self._images.popitem(last=False)
        if self._view is not None and key[0] == self._view[0]:
            self.strip.update()
        QTimer.singleShot(0, self._next)

    def _stop(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            give_up(job, self._finished)


class _Strip(QWidget):
    """Paints the pictures side by side."""

    def __init__(self, chips: UnitChips) -> None:
        super().__init__(chips)
        self._chips, self.outline = chips, QgsGeometry()
        self.setMouseTracking(True)
        self.fit()

    def fit(self) -> None:
        """As wide as there are dates."""
        self.resize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A line of text under each picture."""
        count = len(getattr(self._chips, "scenes", ()))
        return QSize(max(1, count) * (SIDE + PAD) + PAD, SIDE + 3 * PAD + self.fontMetrics().height())

    def cell(self, place: int) -> QRectF:
        """Of a picture."""
        return QRectF(PAD + place * (SIDE + PAD), PAD, SIDE, SIDE)

    def at(self, x: float) -> int:
        """Number of the picture under a place, -1 for none."""
        place = int((x - PAD) // (SIDE + PAD))
        return place if 0 <= place < len(self._chips.scenes) else -1

    def mousePressEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """The map shows that date."""
        place = self.at(event.pos().x())
        if place >= 0:
            self._chips.chosen.emit(self._chips.scenes[place].layer_id)

    def mouseMoveEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """Date, sensor and look."""
        place = self.at(event.pos().x())
        scene = self._chips.scenes[place] if place >= 0 else None
        self.setToolTip(f"{scene.acquired:%Y-%m-%d %H:%M} UTC\n{scene.platform} {scene.level} {scene.tile}"
                        if scene is not None else "")

    def paintEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """Those in sight."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = palette_of(self)
        for place, scene in enumerate(self._chips.scenes):
            cell = self.cell(place)
            if not cell.adjusted(-PAD, -PAD, PAD, 30).intersects(QRectF(event.rect())):
                continue
            current = scene.layer_id == self._chips.current
            image = self._chips.image(scene.layer_id)
            painter.fillRect(cell, palette.color(QPalette.ColorRole.AlternateBase))
            if image is not None:
                painter.drawImage(cell, image)
                self._outline(painter, cell)
            if current:
                painter.setPen(QPen(palette.color(QPalette.ColorRole.Highlight), 3))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(cell.adjusted(-1, -1, 1, 1))
            self._words(painter, cell, f"{scene.acquired:%Y-%m-%d}", current)

    def _outline(self, painter: QPainter, cell: QRectF) -> None:
        """The unit in the middle, at its size; a cross where it would be a dot."""
        view = self._chips._view[1] if self._chips._view is not None else None
        if view is None or self.outline.isEmpty() or not view.width():
            return
        scale_x, scale_y = cell.width() / view.width(), cell.height() / view.height()
        ring = QPolygonF([QPointF(cell.left() + (point.x() - view.xMinimum()) * scale_x,
                                  cell.top() + (view.yMaximum() - point.y()) * scale_y)
                          for point in self.outline.vertices()])
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((HALO, 3.0), (LINE, 1.4)):
            painter.setPen(QPen(colour, width))
            painter.drawPolygon(ring)

    def _words(self, painter: QPainter, cell: QRectF, words: str, bold: bool) -> None:
        font = painter.font()
        font.setBold(bold)
        painter.setFont(font)
        painter.setPen(palette_of(self).color(QPalette.ColorRole.WindowText))
        shown = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideLeft, cell.width())
        painter.drawText(QRectF(cell.left(), cell.bottom() + 2, cell.width(), self.fontMetrics().height() + 2),
                         int(Qt.AlignmentFlag.AlignHCenter), shown)
