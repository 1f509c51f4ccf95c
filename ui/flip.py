"""One scene at a time on the map: the blink that reveals clouds and change."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsLayerTreeLayer, QgsProject, QgsRasterLayer

from ..bridge.scenes import SceneLayer, read_layer, scene_layers
from ..core.catalogue.model import SceneRecord


def layers_of(record: SceneRecord) -> list[SceneLayer]:
    """Layers of the project that show this scene."""
    return [one for one in scene_layers(QgsProject.instance().mapLayers().values())
            if (one.source, one.identifier) == (record.source, record.identifier)]


def flip_to(record: SceneRecord) -> bool:
    """Show this scene and hide the other scenes; False where it is not among the layers."""
    layers = scene_layers(QgsProject.instance().mapLayers().values())
    mine = [one for one in layers if (one.source, one.identifier) == (record.source, record.identifier)]
    if not mine:
        return False
    root = QgsProject.instance().layerTreeRoot()
    # The one to come first: the map is never empty in between.
    for one in [*mine, *(other for other in layers if other not in mine)]:
        node: Any = root.findLayer(one.layer.id())
        if node is None:
            continue
        if one in mine:
            node.setItemVisibilityCheckedParentRecursive(True)
        elif node.itemVisibilityChecked():
            node.setItemVisibilityChecked(False)
    masks_follow(record.source, record.identifier)
    return True


def masks_follow(source: str, identifier: str) -> None:
    """Masks of this scene are seen, those of the others are not: clouds of one date would lie over another."""
    root = QgsProject.instance().layerTreeRoot()
    for one in scene_layers(QgsProject.instance().mapLayers().values(), "masks"):
        node: Any = root.findLayer(one.layer.id())
        mine = (one.source, one.identifier) == (source, identifier)
        if node is not None and node.itemVisibilityChecked() != mine:
            node.setItemVisibilityChecked(mine)


def uncover(layer: QgsRasterLayer) -> None:
    """What was just put on the map is seen: later scenes and masks of its group, which lie over it, are unchecked."""
    node = QgsProject.instance().layerTreeRoot().findLayer(layer.id())
    mine = read_layer(layer)
    if node is None or mine is None or node.parent() is None:
        return
    for child in node.parent().children():
        if child is node or not isinstance(child, QgsLayerTreeLayer) or child.layerId() == layer.id():
            break
        other = read_layer(child.layer())
        if other is not None and other.identifier != mine.identifier and child.itemVisibilityChecked():
            child.setItemVisibilityChecked(False)
    node.setItemVisibilityCheckedParentRecursive(True)
