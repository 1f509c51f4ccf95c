"""``bocage:compareproducts``: two L2A products of one scene, compared."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
)

from ..bridge.feedback import QgisProgress
from ..bridge.language import user_language
from .base import BocageAlgorithm

IMAGES = ("auto", "FRE", "SRE")
#: Roles whose figures are outputs: a model may decide on them. The others are in the JSON.
ROLES = ("BLUE", "GREEN", "RED", "NIR")


class CompareProducts(BocageAlgorithm):
    """Parameters in, ``core.chains.compareproducts.compare``, report, map and figures out."""

    NAME = "compareproducts"
    GROUP = "validation"

    INPUT, REFERENCE, CLASSES, IMAGES = "INPUT", "REFERENCE", "CLASSES", "IMAGES"
    DIFFERENCE = "DIFFERENCE"

    def label(self) -> str:
        """Name shown."""
        return self.tr("Compare two L2A products")

    def summary(self) -> str:
        """What it does."""
        return self.tr("Compares two L2A products of one scene, of two settings or of two producers: differences, "
                       "accuracy, precision and uncertainty by band and by class, agreement of masks, aerosols and "
                       "water vapour.")

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        tr = self.tr
        products = f"{tr('Products')} (*.xml *.zip *.SAFE *)"
        text = tr("L2A product of Sen2Cor (.SAFE), Theia or Bocage: its folder, its archive or its metadata file. "
                  "A folder may be given as text.")
        for key, label in ((self.INPUT, tr("L2A product")), (self.REFERENCE, tr("Reference L2A product"))):
            self.add(QgsProcessingParameterFile(key, label, QgsProcessingParameterFile.Behavior.File,
                                                fileFilter=products), text)
        self.add(QgsProcessingParameterRasterLayer(self.CLASSES, tr("Classes"), optional=True),
                 tr("Raster of classes by whole numbers, 0 for none, in any coordinate system. Without it, vegetation, "
                    "bare soil, water, snow, bright and dark ground are told by the masks and the spectra of the "
                    "reference."))
        self.add(QgsProcessingParameterEnum(self.IMAGES, tr("Reflectances"), list(IMAGES), defaultValue="auto",
                                            optional=True, usesStaticStrings=True),
                 tr("Of products in the MUSCATE layout: FRE is corrected for slopes, SRE is not; auto takes the same "
                    "kind in both where both have it, FRE first."), advanced=True)
        self.add_report(tr("Tables and figures in one file, in the language of QGIS."))
        self.add(QgsProcessingParameterRasterDestination(self.DIFFERENCE, tr("Map of differences"), optional=True,
                                                         createByDefault=False),
                 tr("Product minus reference, in reflectance, a band a spectral band, where both are clear: GeoTIFF "
                    "with its style."))
        self._add_numbers()

    def _add_numbers(self) -> None:
        tr = self.tr
        named = {
            "PIXELS": tr("Pixels clear in both"), "CLEAR_PERCENT": tr("Clear in both (%)"),
            "BANDS": tr("Bands compared"), "WORST_ACCURACY": tr("Largest mean difference of a band"),
            "WORST_PRECISION": tr("Largest standard deviation of a band"),
            "WORST_UNCERTAINTY": tr("Largest root mean square of a band"),
            "WITHIN_PERCENT": tr("Within the specification (%)"),
            "AOT_ACCURACY": tr("Mean difference of aerosol optical thickness"),
            "AOT_UNCERTAINTY": tr("Root mean square difference of aerosol optical thickness"),
            "WATER_VAPOUR_ACCURACY": tr("Mean difference of water vapour (g/cm2)"),
            "WATER_VAPOUR_UNCERTAINTY": tr("Root mean square difference of water vapour (g/cm2)"),
            "CLOUD_AGREEMENT": tr("Agreement on clouds (%)"), "SHADOW_AGREEMENT": tr("Agreement on shadows (%)"),
            "SNOW_AGREEMENT": tr("Agreement on snow (%)"), "WATER_AGREEMENT": tr("Agreement on water (%)")}
        for role in ROLES:
            named[f"ACCURACY_{role}"] = f"{tr('Mean difference')} ({role.lower()})"
            named[f"PRECISION_{role}"] = f"{tr('Standard deviation of differences')} ({role.lower()})"
            named[f"UNCERTAINTY_{role}"] = f"{tr('Root mean square difference')} ({role.lower()})"
        for key, label in named.items():
            self.addOutput(QgsProcessingOutputNumber(key, label))

    def faults(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """What cannot run, said before anything starts."""
        return self.files_absent(parameters, context, self.INPUT, self.REFERENCE)

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """One core call."""
        from ..core.chains.compareproducts import CompareSettings, compare

        outputs = {self.OUTPUT_HTML_FILE: self.parameterAsFileOutput(parameters, self.OUTPUT_HTML_FILE, context),
                   self.OUTPUT_JSON: self.parameterAsFileOutput(parameters, self.OUTPUT_JSON, context),
                   self.DIFFERENCE: self.parameterAsOutputLayer(parameters, self.DIFFERENCE, context)}
        result = compare(CompareSettings(
            input=self.text(parameters, self.INPUT, context), reference=self.text(parameters, self.REFERENCE, context),
            html=outputs[self.OUTPUT_HTML_FILE], json=outputs[self.OUTPUT_JSON], difference=outputs[self.DIFFERENCE],
            classes=self.raster_path(parameters, self.CLASSES, context),
            images=self.choice(parameters, self.IMAGES, context) or "auto",
            language=user_language()), progress)
        declared = {definition.name() for definition in self.outputDefinitions()}
        numbers = {key: value for key, value in result.numbers.items() if key in declared}
        return {**{key: path for key, path in outputs.items() if path}, **numbers}
