"""Blind labelling: what would tell the map's class is hidden where it can be, and named where it shows."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from qgis.core import (
    QgsAttributeTableConfig,
    QgsCategorizedSymbolRenderer,
    QgsEditorWidgetSetup,
    QgsFillSymbol,
    QgsMarkerSymbol,
    QgsPalettedRasterRenderer,
    QgsProject,
    QgsRenderContext,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)

from ...bridge.language import tr
from ...bridge.scenes import read_layer
from ...core.validation.labelling import hidden_fields


@dataclass(frozen=True)
class Tell:
    """A layer on the canvas that says too much, and how."""

    layer_id: str
    name: str
    #: "map": it shows classes; "sample": its symbols or its labels show a field that is to be hidden.
    kind: str


def tells(layers: Iterable[Any], map_source: str, sample_id: str, role: str) -> list[Tell]:
    """Among the layers that are drawn."""
    found = []
    for layer in layers:
        if layer.id() == sample_id:
            if shown_fields(layer) & {name.lower() for name in hidden_fields(role)}:
                found.append(Tell(layer.id(), layer.name(), "sample"))
        elif is_class_map(layer, map_source):
            found.append(Tell(layer.id(), layer.name(), "map"))
    return found


def is_class_map(layer: Any, map_source: str) -> bool:
    """The map that is assessed, or another drawn by classes; never a scene nor its masks."""
    if read_layer(layer) is not None:
        return False
    if map_source and os.path.normcase(layer.source().split("|")[0]) == os.path.normcase(map_source.split("|")[0]):
        return True
    if isinstance(layer, QgsVectorLayer):
        renderer = layer.renderer()
        return isinstance(renderer, QgsCategorizedSymbolRenderer) and isinstance(renderer.sourceSymbol(), QgsFillSymbol)
    return hasattr(layer, "bandCount") and isinstance(layer.renderer(), QgsPalettedRasterRenderer)


def shown_fields(layer: QgsVectorLayer) -> set[str]:
    """Fields that the symbols and the labels of a layer show, lower case."""
    renderer = layer.renderer()
    shown = set(renderer.usedAttributes(QgsRenderContext())) if renderer is not None else set()
    if layer.labelsEnabled() and layer.labeling() is not None:
        for provider in layer.labeling().subProviders() or [""]:
            settings = layer.labeling().settings(provider)
            expression = settings.getLabelExpression()
            shown |= set(expression.referencedColumns()) or {settings.fieldName}
    return {str(name).strip('"').lower() for name in shown}


def hide_layers(identifiers: Iterable[str]) -> None:
    """Off the canvas; they stay in the project."""
    root = QgsProject.instance().layerTreeRoot()
    for identifier in identifiers:
        node = root.findLayer(identifier)
        if node is not None:
            node.setItemVisibilityChecked(False)


def is_shown(identifier: str) -> bool:
    """Whether a layer is ticked."""
    node = QgsProject.instance().layerTreeRoot().findLayer(identifier)
    return node is not None and bool(node.itemVisibilityChecked())


def show_layer(identifier: str) -> None:
    """Back on the canvas."""
    node = QgsProject.instance().layerTreeRoot().findLayer(identifier)
    if node is not None:
        node.setItemVisibilityChecked(True)


def make_plain(layer: QgsVectorLayer) -> None:
    """Points alike, without words beside them."""
    symbol = QgsMarkerSymbol.createSimple({
        "name": "circle", "color": "255,255,255,60", "outline_color": "0,0,0", "size": "1.6", "outline_width": "0.3"})
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    layer.setLabelsEnabled(False)
    layer.setMapTipTemplate("")
    layer.triggerRepaint()


def hide_fields(layer: QgsVectorLayer, role: str) -> None:
    """In the layer's form and in its table; those that this round may see come back."""
    hidden = {name.lower() for name in hidden_fields(role)}
    table = layer.attributeTableConfig()
    table.update(layer.fields())
    columns = table.columns()
    for column in columns:
        if column.type == QgsAttributeTableConfig.Type.Field:
            column.hidden = column.name.lower() in hidden
    table.setColumns(columns)
    layer.setAttributeTableConfig(table)
    for place, one in enumerate(layer.fields()):
        now = layer.editorWidgetSetup(place).type()
        if one.name().lower() in hidden:
            layer.setEditorWidgetSetup(place, QgsEditorWidgetSetup("Hidden", {}))
        elif now == "Hidden":
            layer.setEditorWidgetSetup(place, QgsEditorWidgetSetup("", {}))


def sentence(found: list[Tell]) -> str:
    """What shows too much, "" for nothing."""
    if not found:
        return ""
    names = ", ".join(one.name for one in found[:3])
    if all(one.kind == "sample" for one in found):
        return tr("The points of {layers} show a field that tells the class of the map.").format(layers=names)
    return tr("The map shows classes: {layers}. What it says would sway the label.").format(layers=names)
