"""The index as a layer: its style and its dates are in the file."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingLayerPostProcessorInterface

from .language import tr


class _Look(QgsProcessingLayerPostProcessorInterface):
    """QGIS takes the style by itself, but forgets its dates while it opens a layer: once more."""

    def postProcessLayer(self, layer: Any, context: Any, feedback: Any) -> None:  # noqa: N802 - QGIS' name
        """Called by QGIS in its main thread once the layer is loaded."""
        set_look(layer)


#: QGIS keeps no reference to a Python post-processor.
_look: list[_Look] = []


def footprints_source(index: str) -> str:
    """Source of the layer of footprints, for QGIS' OGR provider."""
    return f"{index}|layername=products"


def set_look(layer: Any) -> None:
    """The style and the dates that the index keeps for its footprints."""
    layer.loadDefaultStyle()


def load_footprints(context: QgsProcessingContext, index: str, output: str) -> str:
    """Has Processing load the layer once the algorithm is done, as its result ``output``. Returns its source."""
    if not _look:
        _look.append(_Look())
    source = footprints_source(index)
    details = QgsProcessingContext.LayerDetails(tr("Footprints"), context.project(), output)
    details.forceName = True
    details.setPostProcessor(_look[0])
    context.addLayerToLoadOnCompletion(source, details)
    return source
