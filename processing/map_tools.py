"""What the tools over maps of classes share."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext

from ..bridge.language import say
from ..core.errors import BocageError
from .base import BocageAlgorithm

UNITS = ("pixels", "hectares")


class MapTool(BocageAlgorithm):
    """Keys and helpers of a form over one or several maps."""

    GROUP = "landcover"
    INPUT, OUTPUT, MASK = "INPUT", "OUTPUT", "MASK"
    MINIMUM_UNIT, UNIT = "MINIMUM_UNIT", "UNIT"

    def raster_path(self, parameters: dict[str, Any], key: str, context: QgsProcessingContext) -> str:
        """File of a raster layer, "" where an optional one is absent. Raises BocageError."""
        if parameters.get(key) in (None, ""):
            return ""
        layer = self.parameterAsRasterLayer(parameters, key, context)
        if layer is None or not layer.isValid() or layer.dataProvider().name() != "gdal":
            raise BocageError("raster_unreadable", file=str(parameters[key]), fault="not a raster file")
        return str(layer.source())

    def raster_paths(self, parameters: dict[str, Any], key: str, context: QgsProcessingContext) -> tuple[str, ...]:
        """Files of several raster layers. Raises BocageError."""
        if parameters.get(key) in (None, "", []):
            return ()
        layers = self.parameterAsLayerList(parameters, key, context)
        for layer in layers:
            if not layer.isValid() or not layer.dataProvider() or layer.dataProvider().name() != "gdal":
                raise BocageError("raster_unreadable", file=layer.name(), fault="not a raster file")
        return tuple(str(layer.source()) for layer in layers)

    def parts(self, parameters: dict[str, Any], key: str, context: QgsProcessingContext) -> list[str]:
        """Words of a text, separated by commas, semicolons or spaces."""
        return self.text(parameters, key, context).replace(",", " ").replace(";", " ").split()

    def not_geotiff(self, parameters: dict[str, Any], *keys: str) -> list[str]:
        """Sentences on outputs of another format. What QGIS names itself is a GeoTIFF."""
        values = [parameters.get(key) for key in keys]
        return [say("output_not_geotiff", file=value) for value in values
                if isinstance(value, str) and value and value != "TEMPORARY_OUTPUT"
                and not value.lower().endswith((".tif", ".tiff"))]
