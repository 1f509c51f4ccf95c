"""``bocage:stack``: bands, indices and layers of one product as one raster."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterRasterDestination,
)

from ..bridge.feedback import QgisProgress
from .product_tools import FLAGS, RESAMPLING, TYPES, ProductTool


class Stack(ProductTool):
    """Parameters in, ``core.chains.stack.run_stack``, one raster out."""

    NAME = "stack"

    def label(self) -> str:
        """Name shown."""
        return self.tr("Stack the bands of a product")

    def summary(self) -> str:
        """What it does."""
        return self.tr("Writes chosen bands, indices and layers of one product on one grid, in one GeoTIFF: physical "
                       "values by its scales, wavelengths, names and what made it inside, no data where flags say so.")

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        tr = self.tr
        self.add_product(tr("Any product that Bocage reads: folder (as text), archive, metadata file, or the "
                            "identifier of a scene in the index."))
        self.add_bands(tr("Bands"), tr(
            "Names (B4), roles (red, nir, swir1), indices (NDVI), formulas (nir / red) and layers (aot, water_vapour), "
            "separated by commas, in the order of the output. Empty: every band."))
        self.add_resolution(tr("In units of the product's coordinate system; that of the finest band used if empty."))
        self.add_extent(tr("Part of the product, any coordinate system; the whole of it if empty."))
        self.add_choice(self.RESAMPLING, tr("Resampling"), RESAMPLING, "auto", tr(
            "Of bands: auto copies where pixels coincide, takes the mean by area on larger pixels, else is bilinear. "
            "Masks and layers are always taken from the nearest pixel."))
        self.add_words(self.FLAGS, tr("Flags to hide"), FLAGS, None,
                       tr("Pixels that bear one of these flags become no data in every band; none if empty."))
        self.add_choice(self.TYPE, tr("Type"), TYPES, "int16", tr(
            "int16: reflectance and indices times 10,000, the scale told in the file; float32: as they are."))
        self.add_choice("IMAGES", tr("Images of MUSCATE products"), ("auto", "FRE", "SRE"), "auto", tr(
            "FRE is corrected for slopes and SRE is not; auto takes FRE where the product has it."), advanced=True)
        self.add_threads()
        self.add(QgsProcessingParameterRasterDestination(self.OUTPUT, tr("Stack")),
                 tr("GeoTIFF, with its style for natural colours where red, green and blue are in it."))
        self.addOutput(QgsProcessingOutputNumber("NODATA_PERCENT", tr("Without value (%)")))
        self.addOutput(QgsProcessingOutputString("BAND_NAMES", tr("Bands written")))

    def faults(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """What cannot run, said before anything starts."""
        return self.absent(parameters, (self.INPUT,), context) + self.not_geotiff(parameters, self.OUTPUT)

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """One core call."""
        from ..bridge.layers import present
        from ..core.chains.pixels.variables import split_names
        from ..core.chains.stack import StackSettings, run_stack

        extent, crs = self.extent(parameters, context)
        images = self.choice(parameters, "IMAGES", context)
        result = run_stack(StackSettings(
            input=self.path_of(self.text(parameters, self.INPUT, context), context),
            output=self.parameterAsOutputLayer(parameters, self.OUTPUT, context),
            bands=split_names(self.text(parameters, self.BANDS, context)),
            resolution=self.number(parameters, self.RESOLUTION, context), extent=extent, extent_crs=crs,
            resampling=self.choice(parameters, self.RESAMPLING, context),
            flags=self.words(parameters, self.FLAGS, context), type=self.choice(parameters, self.TYPE, context),
            images="" if images == "auto" else images,
            threads=self.parameterAsInt(parameters, self.THREADS, context)), progress)
        present(context, result.output, result.label, result.acquired)
        return {self.OUTPUT: result.output, "NODATA_PERCENT": round(result.nodata_percent, 3),
                "BAND_NAMES": ", ".join(result.bands)}
