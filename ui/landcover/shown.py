"""What the steps made, on the map: classes in their colours, confidence and clear dates under them, in one group."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Optional

from qgis.core import (
    QgsColorRampShader,
    QgsCoordinateTransform,
    QgsCsException,
    QgsLayerTreeLayer,
    QgsMapLayer,
    QgsProject,
    QgsRasterLayer,
    QgsRasterShader,
    QgsSingleBandPseudoColorRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor

from ...bridge.language import tr

#: Outputs of the last step in the order of the layers, and whether they are seen at once.
LAYERS = (("REGULARISE", True), ("OUTPUT", True), ("CONFIDENCE", False), ("VALIDITY", False),
          ("PROBABILITIES", False))
#: Perceptually uniform ("viridis"), for confidence and clear dates.
RAMP = ((0.0, "#440154"), (0.25, "#3b528b"), (0.5, "#21918c"), (0.75, "#5ec962"), (1.0, "#fde725"))
#: Property of a group: the map that it was made for.
PROPERTY = "bocage/landcover"
#: Around a layer that the map goes to.
AIR = 1.1
#: Above it, clear dates are all the same.
MOST_DATES = 60


def group_name(outputs: Mapping[str, Any]) -> str:
    """``Land cover (5_map_2)``: told apart by the file."""
    return f"{tr('Land cover')} ({os.path.splitext(os.path.basename(str(outputs['OUTPUT'])))[0]})"


def layer_words(key: str) -> str:
    """Name of a layer."""
    return {"OUTPUT": tr("Classes"), "REGULARISE": tr("Classes, smoothed"), "CONFIDENCE": tr("Confidence (%)"),
            "VALIDITY": tr("Clear dates"), "PROBABILITIES": tr("Probabilities")}[key]


def show_map_layer(outputs: Mapping[str, Any], key: str, project: Optional[QgsProject] = None
                   ) -> Optional[QgsMapLayer]:
    """One output of the last step into the group of its map, or the layer of it that is there; None for no layer."""
    path = str(outputs.get(key) or "")
    project = project or QgsProject.instance()
    there = _layer_at(project, path) if path else None
    if there is not None or not path:
        return there
    layer = QgsRasterLayer(path, layer_words(key), "gdal")
    if not layer.isValid():
        return None
    if key in ("CONFIDENCE", "VALIDITY"):
        _ramp(layer, 100.0 if key == "CONFIDENCE" else float(MOST_DATES if outputs.get("DATES") is None
                                                             else max(int(outputs["DATES"]), 1)))
    project.addMapLayer(layer, False)
    seen = dict(LAYERS)[key] and not (key == "OUTPUT" and outputs.get("REGULARISE"))
    _place(project, outputs, key, layer, seen)
    return layer


def show_file(path: str, name: str, project: Optional[QgsProject] = None) -> Optional[QgsMapLayer]:
    """A raster or a vector on top of the map, or the layer of it that is there."""
    project = project or QgsProject.instance()
    there = _layer_at(project, path)
    if there is not None:
        return there
    vector = path.lower().split("|")[0].endswith((".gpkg", ".shp", ".geojson", ".fgb"))
    layer = QgsVectorLayer(path, name, "ogr") if vector else QgsRasterLayer(path, name, "gdal")
    if not layer.isValid():
        return None
    project.addMapLayer(layer, False)
    project.layerTreeRoot().insertLayer(0, layer)
    return layer


def reveal(layer: QgsMapLayer, canvas: Any, project: Optional[QgsProject] = None) -> None:
    """Asked for by hand: checked in the tree, and the map goes there where it shows none of it."""
    project = project or QgsProject.instance()
    node = project.layerTreeRoot().findLayer(layer.id())
    if node is not None:
        node.setItemVisibilityCheckedParentRecursive(True)
    if canvas is None:
        return
    change = QgsCoordinateTransform(layer.crs(), canvas.mapSettings().destinationCrs(), project)
    try:
        box = change.transformBoundingBox(layer.extent())
    except QgsCsException:
        return
    if not box.isEmpty() and not box.intersects(canvas.extent()):
        box.scale(AIR)
        canvas.setExtent(box)
        canvas.refresh()


def _place(project: QgsProject, outputs: Mapping[str, Any], key: str, layer: QgsMapLayer, seen: bool) -> None:
    root = project.layerTreeRoot()
    mark = str(outputs["OUTPUT"])
    group = next((one for one in root.findGroups() if one.customProperty(PROPERTY) == mark), None)
    if group is None:
        group = root.insertGroup(0, group_name(outputs))
        group.setCustomProperty(PROPERTY, mark)
    order = [name for name, _ in LAYERS]
    place = sum(isinstance(child, QgsLayerTreeLayer) and child.customProperty(PROPERTY) in order[:order.index(key)]
                for child in group.children())
    node = group.insertLayer(place, layer)
    node.setCustomProperty(PROPERTY, key)
    node.setItemVisibilityChecked(seen)
    node.setExpanded(seen)
    # The tree has folded the group while it was empty, and listens to changes alone: its legend is to be seen.
    group.setExpanded(False)
    group.setExpanded(True)


def _layer_at(project: QgsProject, path: str) -> Optional[QgsMapLayer]:
    return next((one for one in project.mapLayers().values() if one.source().split("|")[0] == path), None)


def _ramp(layer: QgsRasterLayer, highest: float) -> None:
    """From dark to bright, 0 to ``highest``: no statistics to wait for."""
    function = QgsColorRampShader(0.0, highest)
    function.setColorRampType(QgsColorRampShader.Type.Interpolated)
    function.setColorRampItemList([QgsColorRampShader.ColorRampItem(share * highest, QColor(colour),
                                                                    f"{share * highest:g}") for share, colour in RAMP])
    shader = QgsRasterShader(0.0, highest)
    shader.setRasterShaderFunction(function)
    renderer = QgsSingleBandPseudoColorRenderer(layer.dataProvider(), 1, shader)
    renderer.setClassificationMin(0.0)
    renderer.setClassificationMax(highest)
    layer.setRenderer(renderer)
