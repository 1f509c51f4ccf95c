"""Step 3: the layer of reference data, its field, the table of classes, the shares."""

from __future__ import annotations

import os
from typing import Any, Optional

from qgis.core import QgsMapLayerProxyModel, QgsProject, QgsVectorLayer, QgsWkbTypes
from qgis.gui import QgsFieldComboBox, QgsMapLayerComboBox
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QDoubleSpinBox, QWidget

from ...bridge.language import tr
from ..buttons import tool_button
from ..parts import narrow
from ..tasks import Fault
from .form import Form, plain_label
from .path_list import ask_files

#: Entry of the list of tables that asks for a file.
FILE = "+"
#: Parts of the names of fields that hold classes, the likeliest first.
LIKELY = ("class", "classe", "label", "lulc", "code", "occup", "type")
#: Kept from the end of a path in a list.
LONGEST = 40


class SamplesForm(Form):
    """The layer is told by its source where it is a file, so that the history can run it again; else by its id."""

    #: A Fault.
    refused = pyqtSignal(object)

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.layer = QgsMapLayerComboBox(self)
        self.layer.setFilters(QgsMapLayerProxyModel.Filter.PolygonLayer | QgsMapLayerProxyModel.Filter.PointLayer)
        self.layer.setAllowEmptyLayer(True)
        self.layer.setCurrentIndex(0)
        self.field, self.group = QgsFieldComboBox(self), QgsFieldComboBox(self)
        self.group.setAllowEmptyFieldName(True)
        for widget, name, tip in (
                (self.layer, tr("Reference data"), tr("Polygons or points of known class, in any coordinate system.")),
                (self.field, tr("Field of the class"), tr("Number or name of the class.")),
                (self.group, tr("Field of what belongs together"), tr(
                    "Such as the farm: features with the same value are in the same split."))):
            widget.setAccessibleName(name)
            widget.setToolTip(tip)
            # Names of layers and fields may be long.
            narrow(widget, 8)
        self.open = tool_button(self, tr("File"), tr("Reference data of a file, which comes on the map"), lambda:
                                ask_files(self, tr("Reference data"), lambda paths: self.use_file(paths[0]),
                                          f"{tr('Polygons or points')} (*.gpkg *.shp *.geojson *.fgb *.kml *.zip);;"
                                          f"{tr('All files')} (*)"))
        self._add_classes()
        self.shares = {key: self.number(key, name, tr("Of the polygons of each class, in any unit."), 0, 1000)
                       for key, name in (("train", tr("Share for training")),
                                         ("validation", tr("Share for validation")),
                                         ("test", tr("Share for the test")))}
        self.seed = self.number("seed", tr("Seed"), tr("The same seed on the same features is the same split."), 0,
                                2_147_483_647)
        self._add_erosion()
        self.add_row(tr("Layer"), self.layer, self.open)
        self.add_row(tr("Class"), self.field, plain_label(tr("Group"), self), self.group, stretch=(0, 2))
        self.add_row(tr("Names"), self.classes)
        self.add_row(tr("Shares"), self.shares["train"], plain_label(tr("train"), self), self.shares["validation"],
                     plain_label(tr("validation"), self), self.shares["test"], plain_label(tr("test"), self),
                     stretch=())
        self.add_row(tr("Border cut"), self.erosion, plain_label(tr("Seed"), self), self.seed, stretch=())
        self._bind()

    def _add_classes(self) -> None:
        self._table = ""
        self.classes = QComboBox(self)
        for value, text in (("", tr("as the field holds them")), ("oso_17", tr("17 classes of the 2016 map of France")),
                            ("oso_23", tr("23 classes of the current map of France")), (FILE, tr("A table..."))):
            self.classes.addItem(text, value)
        self.classes.setAccessibleName(tr("Table of classes"))
        self.classes.setToolTip(tr("Names and colours of the classes: shipped, or a CSV of number, name, French name "
                                   "and colour (#rrggbb)."))
        narrow(self.classes, 12)

    def _add_erosion(self) -> None:
        self.erosion = QDoubleSpinBox(self)
        self.erosion.setRange(0.0, 1000.0)
        self.erosion.setDecimals(1)
        self.erosion.setSuffix(tr(" m"))
        self.erosion.setAccessibleName(tr("Border cut"))
        self.erosion.setToolTip(tr("Metres taken off inside the border of polygons, against pixels of two classes."))
        self._readers["erosion"] = lambda value: self.erosion.setValue(float(value))
        self.erosion.valueChanged.connect(lambda value: self.tell(erosion=float(value)))

    def _bind(self) -> None:
        self._readers.update(layer=self._show_layer, classes=self._show_classes)
        # Only what a hand chose: a layer that leaves the project changes no setting.
        self.layer.activated.connect(lambda *_: self._layer_chosen())
        self.field.activated.connect(lambda *_: self.tell(field=self.field.currentField()))
        self.group.activated.connect(lambda *_: self.tell(group=self.group.currentField()))
        self.classes.activated.connect(lambda *_: self._classes_chosen())

    def load(self, settings: dict[str, Any]) -> None:
        """Fields after their layer."""
        super().load(settings)
        self.field.setField(settings["field"])
        self.group.setField(settings["group"])

    def chosen_layer(self) -> Optional[QgsVectorLayer]:
        """The layer in the list."""
        layer = self.layer.currentLayer()
        return layer if isinstance(layer, QgsVectorLayer) else None

    def choose_layer(self, layer: QgsVectorLayer) -> None:
        """As by hand."""
        self.layer.setLayer(layer)
        self._layer_chosen()

    def use_file(self, path: str) -> None:
        """A vector file: the layer of it that is there, else a new one, chosen."""
        layer = layer_of(path)
        if layer is None:
            name = os.path.splitext(os.path.basename(path))[0]
            layer = QgsVectorLayer(f"/vsizip/{path}" if path.lower().endswith(".zip") else path, name, "ogr")
            if not layer.isValid() or layer.geometryType() not in (QgsWkbTypes.GeometryType.PolygonGeometry,
                                                                   QgsWkbTypes.GeometryType.PointGeometry):
                self.refused.emit(Fault(tr("{file} holds no polygons and no points: choose a vector file that does."
                                           ).format(file=path)))
                return
            QgsProject.instance().addMapLayer(layer)
        self.choose_layer(layer)

    def _layer_chosen(self) -> None:
        layer = self.chosen_layer()
        self._fields_of(layer)
        field = likely_field(layer) if layer is not None else ""
        self.field.setField(field)
        self.group.setField("")
        self.tell(layer=reference_of(layer) if layer is not None else "", field=field, group="")

    def _fields_of(self, layer: Optional[QgsVectorLayer]) -> None:
        for box in (self.field, self.group):
            box.setLayer(layer)

    def _show_layer(self, reference: str) -> None:
        layer = layer_of(reference)
        self.layer.setLayer(layer)
        self._fields_of(layer)

    def _classes_chosen(self) -> None:
        if self.classes.currentData() == FILE:
            # Whoever gives up has what there was.
            self._show_classes(self._table)
            ask_files(self, tr("Table of classes"), lambda paths: self.use_table(paths[0]), "CSV (*.csv *.txt)")
            return
        self._table = str(self.classes.currentData())
        self.tell(classes=self._table)

    def use_table(self, path: str) -> None:
        """A CSV."""
        self._show_classes(path)
        self.tell(classes=path)

    def _show_classes(self, value: str) -> None:
        self._table = value
        row = self.classes.findData(value)
        if row < 0:
            row = self.classes.count() - 1
            text = value if len(value) <= LONGEST else "..." + value[-LONGEST:]
            self.classes.insertItem(row, text, value)
        self.classes.setCurrentIndex(row)


def reference_of(layer: QgsVectorLayer) -> str:
    """What Processing finds the layer by: its file, or its id where it is none, or is being edited."""
    if layer.dataProvider().name() == "ogr" and not layer.isEditable():
        return str(layer.source())
    return str(layer.id())


def layer_of(reference: str) -> Optional[QgsVectorLayer]:
    """The layer of the project behind a reference, None for none."""
    if not reference:
        return None
    for layer in QgsProject.instance().mapLayers().values():
        if isinstance(layer, QgsVectorLayer) and reference in (layer.id(), layer.source()):
            return layer
    return None


def likely_field(layer: QgsVectorLayer) -> str:
    """The field that looks most like a class, "" where none does: names before numbers."""
    names = [field.name() for field in layer.fields()]
    texts = [field.name() for field in layer.fields() if not field.isNumeric()]
    for part in LIKELY:
        for name in (*texts, *names):
            if part in name.lower():
                return name
    return ""
