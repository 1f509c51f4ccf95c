"""Where: what the map shows, a polygon drawn, a layer or its selected features, a file or an address, everywhere."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsMapLayerProxyModel,
    QgsProject,
)
from qgis.gui import QgsMapLayerComboBox
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ..bridge.areas import hectares_text, layer_areas, load_areas, shipped_area
from ..bridge.language import tr
from ..core.catalogue.model import Footprint
from ..core.engine.areas import Area, area_of
from ..core.errors import BocageError
from .buttons import tool_button
from .draw_tool import DrawTool
from .footprints import footprint_of, geometry_of, rectangle
from .parts import narrow, once
from .tasks import Fault, Job, fault_of, run_in_background
from .wrapping import WrappingRow

CANVAS, DRAWN, LAYER, FILE, EVERYWHERE = "canvas", "drawn", "layer", "file", "everywhere"
DEGREES = "EPSG:4326"
#: Milliseconds without a move of the map before it counts; features of a layer read at once; seconds for a file.
REST_MS, MOST_FEATURES, DEADLINE_S = 300, 200, 120.0


class AreaChooser(QWidget):
    """Tells by ``changed`` that ``footprint`` is another one."""

    changed = pyqtSignal()
    #: A Fault.
    refused = pyqtSignal(object)
    #: A Job to show while it lasts.
    working = pyqtSignal(object)

    def __init__(self, iface: Any, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._iface, self._canvas = iface, iface.mapCanvas()
        self.footprint: Footprint = ()
        #: None for what the map shows, and for everywhere.
        self.area: Optional[Area] = None
        self.file = ""
        self._job: Optional[Job] = None
        self._tool = DrawTool(self._canvas)
        self._tool.drawn.connect(self._drawn)
        self._tool.given_up.connect(self._hand_back)
        self._former: Any = None
        self._rest = once(self, self._look_at_canvas, REST_MS)
        self._build()
        self._arrange()
        self._canvas.extentsChanged.connect(self._canvas_moved)

    def _build(self) -> None:
        self.mode = QComboBox(self)
        for key, text in ((CANVAS, tr("What the map shows")), (DRAWN, tr("Drawn polygon")),
                          (LAYER, tr("Layer or selected feature")), (FILE, tr("File or address")),
                          (EVERYWHERE, tr("Everywhere"))):
            self.mode.addItem(text, key)
        narrow(self.mode, 10)
        self.mode.setAccessibleName(tr("Area"))
        self.mode.setToolTip(tr("Where to look for scenes; clouds are counted over this area."))
        self.mode.currentIndexChanged.connect(self._mode_changed)
        self.draw = tool_button(
            self, tr("Draw"), tr("Draw a polygon on the map: click for a corner, right click ends."),
            self.start_drawing)
        self.open = tool_button(self, tr("File"), tr("Area of a file: any vector format, zipped or not."),
                                self.ask_file)
        self.example = tool_button(self, "NDDL", tr(
            "Notre-Dame-des-Landes, indicative, about 1,650 ha: not the legal perimeter, which the State publishes on "
            "data.gouv.fr: give its address as a file or address."), self.show_example)
        self.layers = QgsMapLayerComboBox(self)
        self.layers.setFilters(QgsMapLayerProxyModel.Filter.PolygonLayer)
        narrow(self.layers, 10)
        self.layers.setAccessibleName(tr("Layer of the area"))
        self.layers.layerChanged.connect(lambda *_: self._use_layer())
        self.layers.hide()
        self.place = QLineEdit(self)
        self.place.setPlaceholderText(tr("path, or https://..."))
        self.place.setAccessibleName(tr("File or address of the area"))
        self.place.setToolTip(tr("Any vector file, zipped or not, or an address: that of a file, or of the page of a "
                                 "data set of data.gouv.fr; Enter reads it."))
        self.place.returnPressed.connect(lambda: self.use_file(self.place.text().strip()))
        self.place.hide()
        self.words = QLabel(self)
        self.words.setWordWrap(True)
        self.words.hide()

    def _arrange(self) -> None:
        row = WrappingRow()
        for widget in (self.mode, self.draw, self.open, self.example):
            row.add(widget, grows=widget is self.mode)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(row)
        column.addWidget(self.layers)
        column.addWidget(self.place)
        column.addWidget(self.words)

    # -- what others ask -----------------------------------------------------------------------------

    def kind(self) -> str:
        """Which of the five."""
        return str(self.mode.currentData())

    def start(self) -> None:
        """Once all is wired: what the map shows now."""
        if self.kind() == CANVAS:
            self._look_at_canvas()

    def state(self) -> dict[str, Any]:
        """For the project."""
        outline = [[list(map(list, ring)) for ring in polygon] for polygon in self.footprint]
        return {"kind": self.kind(), "file": self.file, "name": self.area.name if self.area else "",
                "hectares": self.area.hectares if self.area else 0.0, "source": self.area.source if self.area else "",
                "outline": outline if self.area else []}

    def restore(self, state: dict[str, Any]) -> None:
        """As it was; the outline itself was kept, so that nothing needs to be read again."""
        kind = str(state.get("kind", CANVAS))
        self._set_mode(kind if self.mode.findData(kind) >= 0 else CANVAS)
        self.file = str(state.get("file", ""))
        self.place.setText(self.file)
        outline: Footprint = tuple(tuple(tuple((float(x), float(y)) for x, y in ring) for ring in polygon)
                                   for polygon in state.get("outline", []))
        if outline and self.kind() not in (CANVAS, EVERYWHERE):
            self._take(Area(str(state.get("name", "")), outline, float(state.get("hectares", 0.0)),
                            str(state.get("source", ""))))
        else:
            self._mode_changed()

    def outline_area(self) -> Optional[Area]:
        """The area to outline on the map; what the map shows and everywhere have none."""
        return self.area

    def leave(self) -> None:
        """Unhooks from the canvas."""
        self._rest.stop()
        self._canvas.extentsChanged.disconnect(self._canvas_moved)
        # The list still hears of layers that go with the project, and would tell a page that is gone.
        self.layers.blockSignals(True)
        if self._canvas.mapTool() is self._tool:
            self._canvas.unsetMapTool(self._tool)
        self._tool.remove()
        if self._job is not None:
            self._job.cancel()

    # -- ways to give one ----------------------------------------------------------------------------

    def start_drawing(self) -> None:
        """The next clicks on the map are corners."""
        if self._canvas.mapTool() is not self._tool:
            self._former = self._canvas.mapTool()
        self._canvas.setMapTool(self._tool)
        self._canvas.setFocus()

    def ask_file(self) -> QFileDialog:
        """A window that does not stop QGIS."""
        dialog = QFileDialog(self.window(), tr("Area of interest"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setModal(False)
        dialog.fileSelected.connect(self.use_file)
        dialog.fileSelected.connect(lambda _path: dialog.deleteLater())
        dialog.rejected.connect(dialog.deleteLater)
        dialog.show()
        return dialog

    def use_file(self, source: str) -> None:
        """A path or an address, read in the background."""
        self._set_mode(FILE)
        self.file = source
        self.place.setText(source)
        self._background(lambda job: load_areas(source, job), tr("Reading the area"))

    def show_example(self) -> None:
        """The one that comes with the plugin, and the map goes there."""
        self._set_mode(FILE)
        self.file = ""
        self.place.clear()
        self._background(lambda _job: [shipped_area()], tr("Reading the area"), go=True)

    def _use_layer(self) -> None:
        layer = self.layers.currentLayer()
        if self.kind() != LAYER or layer is None:
            return
        if not layer.selectedFeatureCount() and layer.featureCount() > MOST_FEATURES:
            self.refused.emit(Fault(tr("{layer} holds {count} features: select those that count.").format(
                layer=layer.name(), count=layer.featureCount())))
            return
        try:
            self._found(layer_areas(layer))
        except BocageError as error:
            self.refused.emit(fault_of(error))

    def _drawn(self, geometry: QgsGeometry) -> None:
        self._hand_back()
        self._set_mode(DRAWN)
        crs = self._canvas.mapSettings().destinationCrs()
        try:
            self._take(area_of(tr("Drawn area"), geometry.asWkt(12), crs.authid() or crs.toWkt(), tr("Drawn area")))
        except BocageError as error:
            self.refused.emit(fault_of(error))

    def _hand_back(self) -> None:
        if self._former is not None:
            self._canvas.setMapTool(self._former)
        else:
            self._canvas.unsetMapTool(self._tool)
        self._former = None

    # -- inside --------------------------------------------------------------------------------------

    def _set_mode(self, kind: str) -> None:
        blocked = self.mode.blockSignals(True)
        self.mode.setCurrentIndex(self.mode.findData(kind))
        self.mode.blockSignals(blocked)
        self._show_rows()

    def _show_rows(self) -> None:
        self.layers.setVisible(self.kind() == LAYER)
        self.place.setVisible(self.kind() == FILE)

    def _mode_changed(self) -> None:
        kind = self.kind()
        self._show_rows()
        if kind != DRAWN and self._canvas.mapTool() is self._tool:
            self._hand_back()
        if kind == CANVAS:
            self._look_at_canvas()
        elif kind == DRAWN:
            self.start_drawing()
        elif kind == LAYER:
            self._use_layer()
        elif kind == FILE:
            # No dialog: one may only be passing by with the arrow keys.
            if self.file:
                self.use_file(self.file)
        else:
            self._take(None)

    def _canvas_moved(self) -> None:
        if self.kind() == CANVAS:
            self._rest.start()

    def _look_at_canvas(self) -> None:
        if self.kind() != CANVAS:
            return
        settings = self._canvas.mapSettings()
        extent = self._canvas.extent()
        if extent.isEmpty():
            self._set((), None)
            return
        change = QgsCoordinateTransform(settings.destinationCrs(), QgsCoordinateReferenceSystem(DEGREES),
                                        QgsProject.instance())
        try:
            box = change.transformBoundingBox(extent)
        except QgsCsException:
            # More than the Earth is in view.
            self._set((), None)
            return
        self._set(rectangle(box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()), None)

    def _background(self, work: Any, title: str, go: bool = False) -> None:
        if self._job is not None:
            self._job.cancel()
        self._job = run_in_background(work, lambda areas: self._found(areas, go), self.refused.emit, title=title,
                                      owner=self, deadline_s=DEADLINE_S)
        self.working.emit(self._job)

    def _found(self, areas: list[Area], go: bool = False) -> None:
        if len(areas) == 1:
            area = areas[0]
        else:
            joined = QgsGeometry.unaryUnion([geometry_of(one.footprint) for one in areas])
            name = tr("{count} areas of {source}").format(count=len(areas), source=areas[0].source)
            area = Area(name, footprint_of(joined), sum(one.hectares for one in areas), areas[0].source)
        self._take(area)
        if go:
            self.zoom()

    def zoom(self) -> None:
        """The map goes to the area, with a little air."""
        if not self.footprint:
            return
        change = QgsCoordinateTransform(QgsCoordinateReferenceSystem(DEGREES),
                                        self._canvas.mapSettings().destinationCrs(), QgsProject.instance())
        try:
            box = change.transformBoundingBox(geometry_of(self.footprint).boundingBox())
        except QgsCsException:
            return
        box.scale(1.3)
        self._canvas.setExtent(box)
        self._canvas.refresh()

    def _take(self, area: Optional[Area]) -> None:
        self._set(area.footprint if area else (), area)

    def _set(self, footprint: Footprint, area: Optional[Area]) -> None:
        same = footprint == self.footprint and area == self.area
        self.footprint, self.area = footprint, area
        self.words.setVisible(area is not None)
        if area is not None:
            self.words.setText(tr("{name}: {hectares} ha").format(
                name=area.name, hectares=hectares_text(area.hectares)))
            self.words.setToolTip(area.source)
        if not same:
            self.changed.emit()
