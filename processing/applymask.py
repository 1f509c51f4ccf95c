"""``bocage:applymask``: chosen flags of a product or a raster to no data."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
)

from ..bridge.feedback import QgisProgress
from ..bridge.language import say
from .product_tools import FLAGS, TYPES, ProductTool

DEFAULT = ("cloud", "shadow", "cirrus", "nodata")


class ApplyMask(ProductTool):
    """Parameters in, ``core.chains.applymask.run_applymask``, one raster and its counts out."""

    NAME = "applymask"

    MASK, BUFFER, INVERT = "MASK", "BUFFER", "INVERT"

    def label(self) -> str:
        """Name shown."""
        return self.tr("Apply masks")

    def summary(self) -> str:
        """What it does."""
        return self.tr("Brings to no data the pixels of a product, or of any raster, that bear chosen flags: of the "
                       "product's own masks, of another product, or of a mask raster, with a buffer in metres.")

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        tr = self.tr
        everything = f"{tr('Products and rasters')} (*.xml *.zip *.tif *.jp2 *)"
        self.add(QgsProcessingParameterFile(self.INPUT, tr("Product or raster"),
                                            QgsProcessingParameterFile.Behavior.File, fileFilter=everything),
                 tr("Product (a folder may be given as text), or raster of any coordinate system, which keeps its "
                    "type, its nodata and its scales; the name of a layer of the project serves too."))
        self.add(QgsProcessingParameterFile(self.MASK, tr("Masks"), QgsProcessingParameterFile.Behavior.File,
                                            optional=True, fileFilter=everything),
                 tr("Where the flags are: a product, the masks written by bocage:cloudmask, or any raster, in which "
                    "not zero is masked. Empty: the product itself, or the product in whose folder the raster lies."))
        self.add_words(self.FLAGS, tr("Flags to hide"), FLAGS, DEFAULT,
                       tr("A pixel that bears one of them becomes no data. Which of them a product tells depends on "
                          "its producer."))
        self.add(QgsProcessingParameterNumber(self.BUFFER, tr("Buffer (m)"), QgsProcessingParameterNumber.Type.Double,
                                              0.0, False, 0.0, 5000.0),
                 tr("Everything within this distance of a flagged pixel becomes no data too, in metres. The flag "
                    "nodata has no buffer."))
        self.add(QgsProcessingParameterBoolean(self.INVERT, tr("Keep what is flagged"), False),
                 tr("Keeps flagged pixels, buffer included, and hides the rest: snow alone, water alone."))
        self.add_bands(tr("Bands"), tr("Of a product: names, roles, indices or formulas, separated by commas; every "
                                       "band if empty. A raster keeps all of its bands."))
        self.add_resolution(tr("Of a product, in units of its coordinate system; that of the finest band used if "
                               "empty."))
        self.add_choice(self.TYPE, tr("Type"), TYPES, "int16", tr(
            "Of a product, int16: reflectance and indices times 10,000, the scale told in the file; float32: as they "
            "are. A raster keeps its own."))
        self.add_threads()
        self.add(QgsProcessingParameterRasterDestination(self.OUTPUT, tr("Masked")),
                 tr("GeoTIFF, with its style."))
        self.addOutput(QgsProcessingOutputNumber("PIXELS", tr("Pixels with data")))
        self.addOutput(QgsProcessingOutputNumber("MASKED", tr("Pixels masked")))
        self.addOutput(QgsProcessingOutputNumber("MASKED_PERCENT", tr("Masked (%)")))
        for word in FLAGS:
            self.addOutput(QgsProcessingOutputNumber(f"{word.upper()}_PIXELS", f"{tr('Pixels with the flag')} {word}"))

    def faults(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """What cannot run, said before anything starts."""
        found = self.absent(parameters, (self.INPUT, self.MASK), context)
        if not self.words(parameters, self.FLAGS, context):
            found.append(say("flags_none"))
        return found + self.not_geotiff(parameters, self.OUTPUT)

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """One core call."""
        from ..bridge.layers import present
        from ..core.chains.applymask import MaskSettings, run_applymask
        from ..core.chains.pixels.variables import split_names

        result = run_applymask(MaskSettings(
            input=self.path_of(self.text(parameters, self.INPUT, context), context),
            output=self.parameterAsOutputLayer(parameters, self.OUTPUT, context),
            mask=self.path_of(self.text(parameters, self.MASK, context), context),
            flags=self.words(parameters, self.FLAGS, context), buffer=self.parameterAsDouble(
                parameters, self.BUFFER, context), invert=self.parameterAsBool(parameters, self.INVERT, context),
            bands=split_names(self.text(parameters, self.BANDS, context)),
            resolution=self.number(parameters, self.RESOLUTION, context),
            type=self.choice(parameters, self.TYPE, context),
            threads=self.parameterAsInt(parameters, self.THREADS, context)), progress)
        present(context, result.output, f"{result.label} {self.tr('masked')}", result.acquired)
        return {self.OUTPUT: result.output, "PIXELS": result.pixels, "MASKED": result.masked,
                "MASKED_PERCENT": round(result.percent, 3),
                **{f"{word.upper()}_PIXELS": number for word, number in result.counts.items()}}
