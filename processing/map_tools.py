"""What the tools over maps of classes share."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext

from .base import BocageAlgorithm

UNITS = ("pixels", "hectares")


class MapTool(BocageAlgorithm):
    """Keys and helpers of a form over one or several maps."""

    GROUP = "landcover"
    INPUT, OUTPUT, MASK = "INPUT", "OUTPUT", "MASK"
    MINIMUM_UNIT, UNIT = "MINIMUM_UNIT", "UNIT"

    def parts(self, parameters: dict[str, Any], key: str, context: QgsProcessingContext) -> list[str]:
        """Words of a text, separated by commas, semicolons or spaces."""
        return self.text(parameters, key, context).replace(",", " ").replace(";", " ").split()
