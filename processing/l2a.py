"""``bocage:l2a``: one Sentinel-2 L1C product to L2A, in the MUSCATE layout."""

from __future__ import annotations

import os
from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputFile,
    QgsProcessingOutputFolder,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFile,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterVectorLayer,
)

from ..bridge.feedback import QgisProgress
from ..bridge.language import say
from ..bridge.layers import copy_style, present
from ..core.chains.settings import AEROSOL_CHOICES, METHODS, NAMED_MODELS, L2AResult, L2ASettings
from ..core.errors import BocageError
from ..core.products.naming import scene_label
from .base import BocageAlgorithm

RESPONSES = ("latest", "product", "ESA 2015", "v3.0", "v4.0")


class L2A(BocageAlgorithm):
    """Parameters in, ``core.chains.l2a.run``, the product and its display layer out."""

    NAME = "l2a"

    INPUT = "INPUT"
    DEM = "DEM"
    ALTITUDE = "ALTITUDE"
    AOT_METHOD = "AOT_METHOD"
    AOT = "AOT"
    WATER_VAPOUR_METHOD = "WATER_VAPOUR_METHOD"
    WATER_VAPOUR = "WATER_VAPOUR"
    OZONE = "OZONE"
    AEROSOL_MODEL = "AEROSOL_MODEL"
    SPECTRAL_RESPONSE = "SPECTRAL_RESPONSE"
    PREVIOUS = "PREVIOUS"
    ADJACENCY = "ADJACENCY"
    SLOPE = "SLOPE"
    MASKS = "MASKS"
    PAINTED = "PAINTED"
    SMOOTH_DEM = "SMOOTH_DEM"
    THREADS = "THREADS"
    OUTPUT = "OUTPUT"
    LAYER = "LAYER"

    def label(self) -> str:
        """Name shown."""
        return self.tr("Sentinel-2 L1C to L2A")

    def summary(self) -> str:
        """What it does."""
        return self.tr("Corrects one Sentinel-2 L1C product for the atmosphere and writes surface "
                       "reflectance (L2A) in the MUSCATE layout.")

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        self._add_scene()
        self._add_atmosphere()
        self._add_tuning()
        self._add_outputs()

    def _add_scene(self) -> None:
        tr = self.tr
        # A product is a file or a folder. The pattern "*" lets QGIS accept a folder: its own "*.*" does not.
        self.add(QgsProcessingParameterFile(
            self.INPUT, tr("L1C product"), QgsProcessingParameterFile.Behavior.File,
            fileFilter=f"{tr('Products')} (*.xml *.zip *.SAFE *)"),
            tr("The .SAFE folder, its MTD_MSIL1C.xml, a zip archive, or a tile's folder as stored in the "
               "cloud archives. A folder may be given as text."))
        self._add_dem()
        self.add(QgsProcessingParameterExtent(self.EXTENT, tr("Extent"), optional=True),
                 tr("Part of the product to correct; the whole of it if empty. An extent without a "
                    "coordinate system is in that of the project, or of the product without a project."))

    def _add_dem(self) -> None:
        tr = self.tr
        self.add(QgsProcessingParameterRasterLayer(self.DEM, tr("Elevation"), optional=True),
                 tr("Elevation in metres, any coordinate system, covering the product: it gives the surface "
                    "pressure. Without it, the altitude below is used everywhere."))
        self.add(QgsProcessingParameterNumber(
            self.ALTITUDE, tr("Altitude (m)"), QgsProcessingParameterNumber.Type.Double, optional=True,
            minValue=-500, maxValue=9000),
            tr("Altitude above sea level, in metres, used where there is no elevation; sea level if empty."))

    def _add_atmosphere(self) -> None:
        tr = self.tr
        self._add_choice(self.AOT_METHOD, tr("Aerosols from"), METHODS, "image",
                         tr("image: estimated on the image's dark and vegetated pixels; product: the "
                            "forecast carried by the product; fixed: the value below."))
        self.add(QgsProcessingParameterNumber(
            self.AOT, tr("Aerosol optical thickness at 550 nm"), QgsProcessingParameterNumber.Type.Double,
            defaultValue=0.15, minValue=0.0, maxValue=1.8),
            tr("Used when aerosols are fixed, 0 to 1.8: 0.05 is very clear, 0.15 usual, above 0.5 hazy."))
        self._add_choice(self.WATER_VAPOUR_METHOD, tr("Water vapour from"), METHODS, "image",
                         tr("image: the ratio of band 9 to band 8A; product: the forecast carried by the "
                            "product; fixed: the value below."))
        self.add(QgsProcessingParameterNumber(
            self.WATER_VAPOUR, tr("Water vapour (g/cm2)"), QgsProcessingParameterNumber.Type.Double,
            defaultValue=2.0, minValue=0.0, maxValue=8.0),
            tr("Used when water vapour is fixed: column above the surface, 0 to 8 g/cm2."))
        self.add(QgsProcessingParameterNumber(
            self.OZONE, tr("Ozone (cm-atm)"), QgsProcessingParameterNumber.Type.Double, optional=True,
            minValue=0.1, maxValue=0.6),
            tr("Total column, 0.1 to 0.6 cm-atm (0.3 is 300 Dobson units); the forecast carried by the "
               "product if empty."))
        self._add_choice(self.AEROSOL_MODEL, tr("Aerosol model"), AEROSOL_CHOICES, "series",
                         tr("Optical properties of the aerosols; product: the model nearest to the forecast by "
                            "species that products carry since baseline 04.00; series: continental, unless ground "
                            "that earlier dates have seen tells another for the whole date."))

    def _add_tuning(self, series: bool = False) -> None:
        tr = self.tr
        self._add_choice(self.SPECTRAL_RESPONSE, tr("Spectral response"), RESPONSES, "latest",
                         tr("latest: the newest known for the satellite; product: the one carried by the "
                            "product; or a version by name."), advanced=True)
        if not series:
            self.add(QgsProcessingParameterFile(
                self.PREVIOUS, tr("Earlier L2A products"), QgsProcessingParameterFile.Behavior.Folder,
                optional=True),
                tr("Folder of earlier L2A products of the same tile, made by this algorithm: clouds, shadows and "
                   "aerosols are then found by comparison with them."),
                advanced=True)
        self.add(QgsProcessingParameterBoolean(self.MASKS, tr("Clouds, shadows, snow and water"), True),
                 tr("Finds what hides the ground. Without it, clouds are corrected as if they were ground and the "
                    "product says that its masks are not computed."), advanced=True)
        self.add(QgsProcessingParameterVectorLayer(
            self.PAINTED, tr("Missed clouds"), [QgsProcessing.SourceType.TypeVectorPolygon], optional=True),
            tr("Polygons outlined by hand over clouds that the masks missed: they are added to the clouds. Where a "
               "field named date is filled (2018-01-17), a polygon serves its own date alone.") + (" " + tr(
                   "A polygon without a date is of the first date that REDO_FROM makes again.") if series else ""),
            advanced=True)
        self.add(QgsProcessingParameterBoolean(self.ADJACENCY, tr("Correct adjacency effects"), False),
                 tr("Takes out the light that the neighbourhood scatters into the pixel: it sharpens contrasts, "
                    "more so when aerosols are thick."),
                 advanced=True)
        self.add(QgsProcessingParameterBoolean(self.SLOPE, tr("Correct slope effects"), False),
                 tr("Writes flat-equivalent reflectance (FRE) beside surface reflectance (SRE); needs an elevation."),
                 advanced=True)
        self.add(QgsProcessingParameterBoolean(self.SMOOTH_DEM, tr("The elevation holds trees and roofs"), True),
                 tr("The elevation is a surface model: it is smoothed to 60 m before slopes are taken."),
                 advanced=True)
        self.add(QgsProcessingParameterNumber(
            self.THREADS, tr("Threads"), QgsProcessingParameterNumber.Type.Integer, defaultValue=0,
            minValue=0, maxValue=64),
            tr("Computing threads; 0 means as many as the machine has cores, at most 8."), advanced=True)

    def _add_folder(self) -> None:
        tr = self.tr
        self.add(QgsProcessingParameterFolderDestination(self.OUTPUT, tr("Output folder")),
                 tr("The product's own folder is made inside it, under the MUSCATE name."))

    def _add_outputs(self) -> None:
        tr = self.tr
        self._add_folder()
        self.add(QgsProcessingParameterRasterDestination(
            self.LAYER, tr("Natural colours"), optional=True, createByDefault=True),
            tr("Surface reflectance in red, green and blue, with its style, for display: GeoTIFF, or a light "
               "virtual raster on the product if the name ends with .vrt."))
        self.addOutput(QgsProcessingOutputFolder("PRODUCT", tr("L2A product")))
        self.addOutput(QgsProcessingOutputFile("METADATA", tr("Metadata of the L2A product")))
        self.addOutput(QgsProcessingOutputNumber("AOT_MEAN", tr("Mean aerosol optical thickness at 550 nm")))
        self.addOutput(QgsProcessingOutputNumber("WATER_VAPOUR_MEAN", tr("Mean water vapour (g/cm2)")))
        self.addOutput(QgsProcessingOutputNumber("CLOUD_PERCENT", tr("Cloud (%)")))
        self.addOutput(QgsProcessingOutputNumber("SNOW_PERCENT", tr("Snow (%)")))

    def _add_choice(self, key: str, label: str, options: tuple[str, ...], default: str, text: str,
                    advanced: bool = False) -> None:
        # Static strings: models and commands hold the word, not its rank.
        self.add(QgsProcessingParameterEnum(key, label, list(options), defaultValue=default,
                                            usesStaticStrings=True), text, advanced)

    def faults(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """What cannot run, said before anything starts."""
        found = []
        path = self.text(parameters, self.INPUT, context)
        if path and not os.path.exists(path):
            found.append(say("path_absent", file=path))
        found += self._missing_model(parameters, context)
        previous = self.text(parameters, self.PREVIOUS, context)
        if previous and not os.path.exists(previous):
            found.append(say("path_absent", file=previous))
        return found

    def _missing_model(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        from ..core.atmosphere import available_models

        model, models = self.choice(parameters, self.AEROSOL_MODEL, context), available_models()
        if model not in AEROSOL_CHOICES or model in (*models, *NAMED_MODELS):
            return []
        return [say("aerosol_model_missing", model=model, available=", ".join(models))]

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """One core call, then the display layer."""
        from ..core.chains.l2a import run as correct
        from ..core.engine.outputs import check_writable
        from ..core.engine.progress import Part

        layer = self.parameterAsOutputLayer(parameters, self.LAYER, context)
        if layer:
            # Better now than after an hour.
            check_writable(os.path.dirname(os.path.abspath(layer)))
        settings = self._settings(parameters, context)
        result = correct(settings, Part(progress, 0.0, 0.95 if layer else 1.0))
        outputs = _outputs(settings.output, result)
        if layer:
            _write_layer(result, layer, Part(progress, 0.95, 1.0))
            name, day = scene_label(result.product)
            present(context, layer, name, day)
            outputs[self.LAYER] = layer
        progress.report(1.0)
        return outputs

    def _settings(self, parameters: dict[str, Any], context: QgsProcessingContext) -> L2ASettings:
        single = self.parameterDefinition(self.EXTENT) is not None
        extent, crs = self.extent(parameters, context) if single else (None, "")
        return L2ASettings(
            input=self.text(parameters, self.INPUT, context),
            output=self.parameterAsFileOutput(parameters, self.OUTPUT, context),
            dem=self._dem(parameters, context),
            altitude_m=self.number(parameters, self.ALTITUDE, context),
            extent=extent, extent_crs=crs,
            aot_method=self.choice(parameters, self.AOT_METHOD, context),
            aot=self.parameterAsDouble(parameters, self.AOT, context),
            water_vapour_method=self.choice(parameters, self.WATER_VAPOUR_METHOD, context),
            water_vapour=self.parameterAsDouble(parameters, self.WATER_VAPOUR, context),
            ozone=self.number(parameters, self.OZONE, context),
            aerosol_model=self.choice(parameters, self.AEROSOL_MODEL, context),
            spectral_response=self.choice(parameters, self.SPECTRAL_RESPONSE, context),
            previous=(self.text(parameters, self.PREVIOUS, context) or None) if single else None,
            adjacency=self.parameterAsBool(parameters, self.ADJACENCY, context),
            slope=self.parameterAsBool(parameters, self.SLOPE, context),
            masks=self.parameterAsBool(parameters, self.MASKS, context),
            painted=self.vector_path(parameters, self.PAINTED, context) or None,
            smooth_dem=self.parameterAsBool(parameters, self.SMOOTH_DEM, context),
            threads=self.parameterAsInt(parameters, self.THREADS, context))

    def _dem(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str | None:
        if not parameters.get(self.DEM):
            return None
        layer = self.raster_layer(parameters, self.DEM, context)
        if layer is None:
            raise BocageError("dem_not_a_file", file=str(parameters[self.DEM]))
        return str(layer.source())


def _outputs(folder: str, result: L2AResult) -> dict[str, Any]:
    """The outputs that exist: what was not computed is left out, not zero."""
    values = {"OUTPUT": folder, "PRODUCT": result.product, "METADATA": result.metadata,
              "AOT_MEAN": result.aot_mean, "WATER_VAPOUR_MEAN": result.water_vapour_mean,
              "CLOUD_PERCENT": result.cloud_percent, "SNOW_PERCENT": result.snow_percent}
    return {key: value for key, value in values.items() if value is not None}


def _write_layer(result: L2AResult, layer: str, progress: Any) -> None:
    from ..core.engine.export import export_raster

    os.makedirs(os.path.dirname(os.path.abspath(layer)), exist_ok=True)
    export_raster(result.layer, layer, progress)
    copy_style(result.layer, layer)
