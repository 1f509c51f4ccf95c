"""``bocage:cloudmask``: clouds, shadows, snow and water of one L1C or L2A product, without correcting it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputFile,
    QgsProcessingOutputNumber,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterVectorLayer,
)

from ..bridge.feedback import QgisProgress
from ..bridge.language import say, user_language
from .l2a import L2A


class CloudMask(L2A):
    """Parameters in, ``core.chains.cloudmask.run_cloudmask``, the masks and their percentages out."""

    NAME = "cloudmask"
    GROUP = "masks"

    COMPOSITE = "COMPOSITE"

    def label(self) -> str:
        """Name shown."""
        return self.tr("Clouds, shadows, snow and water")

    def summary(self) -> str:
        """What it does."""
        return self.tr("Finds what hides the ground on one L1C or L2A product, alone or by comparison with earlier "
                       "dates: a raster of two bytes a pixel, CLM (clouds and shadows) and MG2 (water, cloud, snow, "
                       "shadow, relief), whose bits are named in its metadata.")

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        tr = self.tr
        choice = f"{tr('Products')} (*.xml *.zip *.SAFE *)"
        self.add(QgsProcessingParameterFile(self.INPUT, tr("L1C or L2A product"),
                                            QgsProcessingParameterFile.Behavior.File, fileFilter=choice),
                 tr("Sentinel-2 product (.SAFE folder, archive, metadata file) or product in the MUSCATE layout. A "
                    "folder may be given as text. On L2A, surface reflectance is looked at."))
        self.add(QgsProcessingParameterFile(self.PREVIOUS, tr("Earlier dates"),
                                            QgsProcessingParameterFile.Behavior.File, optional=True,
                                            fileFilter=f"{tr('Composites')} (*.npz *)"),
                 tr("Composite written by an earlier run of this algorithm, or folder of earlier L2A products of the "
                    "tile made by Bocage: clouds are also found as what changed too much."))
        self.add(QgsProcessingParameterRasterLayer(self.DEM, tr("Elevation"), optional=True),
                 tr("Elevation in metres, any coordinate system: without it, shadows of the relief and hidden ground "
                    "are not looked for."))
        self.add(QgsProcessingParameterVectorLayer(
            self.PAINTED, tr("Missed clouds"), [QgsProcessing.SourceType.TypeVectorPolygon], optional=True),
            tr("Polygons outlined by hand over clouds that the masks missed: they are added to the clouds. Where a "
               "field named date is filled (2018-01-17), a polygon serves its own date alone."))
        self.add(QgsProcessingParameterExtent(self.EXTENT, tr("Extent"), optional=True),
                 tr("Part of the product to look at; the whole of it if empty. An extent without a coordinate system "
                    "is in that of the project, or of the product without a project."))
        self.add(QgsProcessingParameterNumber(
            self.THREADS, tr("Threads"), QgsProcessingParameterNumber.Type.Integer, defaultValue=0,
            minValue=0, maxValue=64),
            tr("Computing threads; 0 means as many as the machine has cores, at most 8."), advanced=True)
        self.add(QgsProcessingParameterRasterDestination(self.OUTPUT, tr("Masks")),
                 tr("GeoTIFF on the pixels of the finest band, 255 for no data; its style and a JSON of what made it "
                    "take its name."))
        self.add(QgsProcessingParameterFileDestination(
            self.COMPOSITE, tr("Composite for the next date"), f"{tr('Composites')} (*.npz)", optional=True,
            createByDefault=False),
            tr("The last clear ground after this date: give it as earlier dates to the next one."))
        self.addOutput(QgsProcessingOutputFile("METADATA", tr("What made the masks (JSON)")))
        self.addOutput(QgsProcessingOutputNumber("CLOUD_PERCENT", tr("Cloud (%)")))
        self.addOutput(QgsProcessingOutputNumber("SHADOW_PERCENT", tr("Shadow of clouds (%)")))
        self.addOutput(QgsProcessingOutputNumber("SNOW_PERCENT", tr("Snow (%)")))
        self.addOutput(QgsProcessingOutputNumber("WATER_PERCENT", tr("Water (%)")))

    def faults(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """What cannot run, said before anything starts."""
        found = self.files_absent(parameters, context, self.INPUT, self.PREVIOUS)
        output = parameters.get(self.OUTPUT)
        # Anything else than a path (a temporary output, a model's sink) is named by QGIS as GeoTIFF.
        if isinstance(output, str) and output != "TEMPORARY_OUTPUT" and not output.lower().endswith((".tif", ".tiff")):
            found.append(say("masks_not_geotiff", file=output))
        return found

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """One core call."""
        from ..core.chains.cloudmask import CloudMaskSettings, run_cloudmask

        extent, crs = self.extent(parameters, context)
        source = self.text(parameters, self.INPUT, context)
        result = run_cloudmask(CloudMaskSettings(
            input=source, output=self.parameterAsOutputLayer(parameters, self.OUTPUT, context),
            previous=self.text(parameters, self.PREVIOUS, context) or None, dem=self._dem(parameters, context),
            painted=self.vector_path(parameters, self.PAINTED, context) or None, extent=extent, extent_crs=crs,
            composite=self.parameterAsFileOutput(parameters, self.COMPOSITE, context), language=user_language(),
            threads=self.parameterAsInt(parameters, self.THREADS, context)), progress)
        outputs = {self.OUTPUT: result.output, "METADATA": result.metadata, "CLOUD_PERCENT": result.cloud_percent,
                   "SHADOW_PERCENT": result.shadow_percent, "SNOW_PERCENT": result.snow_percent,
                   "WATER_PERCENT": result.water_percent}
        if result.composite:
            outputs[self.COMPOSITE] = result.composite
        self._name_layer(context, result.output, source)
        return outputs

    def _name_layer(self, context: QgsProcessingContext, output: str, source: str) -> None:
        from ..bridge.layers import present
        from ..core.products.naming import scene_label

        name, day = scene_label(source)
        present(context, output, f"{Path(name).stem} {self.tr('masks')}", day)
