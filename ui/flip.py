"""One scene at a time on the map: the blink that reveals clouds and change."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProject

from ..bridge.scenes import SceneLayer, scene_layers
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
    return True
