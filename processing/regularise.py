"""``bocage:regularise``: majority and minimum unit of a map of classes."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from ..bridge.feedback import QgisProgress
from ..bridge.language import say
from .map_tools import UNITS, MapTool


class Regularise(MapTool):
    """Parameters in, ``core.landcover.regularise.regularise``, one map and its counts out."""

    NAME = "regularise"

    RADIUS, NOT_MERGED = "RADIUS", "NOT_MERGED"

    def label(self) -> str:
        """Name shown."""
        return self.tr("Regularise a map")

    def summary(self) -> str:
        """What it does."""
        return self.tr("Smooths a map of classes by majority in a window, then has patches under a minimum unit join "
                       "the neighbouring class with the longest border. No class is invented, no data stays as it is.")

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        tr = self.tr
        integer, real = QgsProcessingParameterNumber.Type.Integer, QgsProcessingParameterNumber.Type.Double
        self.add(QgsProcessingParameterRasterLayer(self.INPUT, tr("Map")), tr("Raster of classes by whole numbers."))
        self.add(QgsProcessingParameterNumber(self.RADIUS, tr("Radius (pixels)"), integer, 1, False, 0, 50),
                 tr("Each pixel becomes the commonest class of the window of twice this and one pixels a side; ties "
                    "keep the pixel's class, else go to the smallest number. 0: no majority."))
        self.add(QgsProcessingParameterNumber(self.MINIMUM_UNIT, tr("Minimum unit"), real, 0.0, False, 0.0, 1e7),
                 tr("Patches smaller than this join a neighbour, the smallest first. 0: none do."))
        self.add(QgsProcessingParameterEnum(self.UNIT, tr("Unit"), list(UNITS), defaultValue="pixels",
                                            usesStaticStrings=True), tr("In which the minimum unit is given."))
        self.add(QgsProcessingParameterString(self.NOT_MERGED, tr("Classes left alone"), optional=True),
                 tr("Numbers separated by commas, water or roads for instance: pixels of these classes stay, and no "
                    "other becomes one of them."))
        self.add(QgsProcessingParameterRasterLayer(self.MASK, tr("Mask"), optional=True),
                 tr("Raster on the same pixels: where it is 0 or without data, the map becomes no data and does not "
                    "vote."))
        self.add(QgsProcessingParameterRasterDestination(self.OUTPUT, tr("Regularised map")),
                 tr("GeoTIFF with the type, the colours, the names and the style of the map."))
        for key, text in (("CHANGED_PIXELS", tr("Pixels changed")), ("MERGED_PATCHES", tr("Patches merged")),
                          ("LEFT_PATCHES", tr("Patches still under the minimum unit"))):
            self.addOutput(QgsProcessingOutputNumber(key, text))

    def faults(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """What cannot run, said before anything starts."""
        wrong = [part for part in self.parts(parameters, self.NOT_MERGED, context) if not _whole(part)]
        return [say("kept_unreadable", value=part) for part in wrong[:1]] + self.not_geotiff(parameters, self.OUTPUT)

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """One core call."""
        from ..core.landcover.regularise import RegulariseSettings, regularise

        result = regularise(RegulariseSettings(
            input=self.raster_path(parameters, self.INPUT, context),
            output=self.parameterAsOutputLayer(parameters, self.OUTPUT, context),
            radius=self.parameterAsInt(parameters, self.RADIUS, context),
            minimum=self.parameterAsDouble(parameters, self.MINIMUM_UNIT, context),
            unit=self.choice(parameters, self.UNIT, context),
            kept=tuple(int(part) for part in self.parts(parameters, self.NOT_MERGED, context)),
            mask=self.raster_path(parameters, self.MASK, context)), progress)
        return {self.OUTPUT: result.output, "CHANGED_PIXELS": result.changed_pixels,
                "MERGED_PATCHES": result.merged_patches, "LEFT_PATCHES": result.left_patches}


def _whole(text: str) -> bool:
    return text.lstrip("-").isdigit()
