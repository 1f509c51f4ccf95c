"""``bocage:indices``: spectral indices of a product, a raster or a stack of dates."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFile,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterString,
)

from ..bridge.feedback import QgisProgress
from .product_tools import FLAGS, RESAMPLING, TYPES_AND_AUTO, ProductTool


class Indices(ProductTool):
    """Parameters in, ``core.chains.indices.run_indices``, one raster out."""

    NAME = "indices"

    INDICES = "INDICES"

    def label(self) -> str:
        """Name shown."""
        return self.tr("Compute indices")

    def summary(self) -> str:
        """What it does."""
        return self.tr("Spectral indices of a published table, or formulas of your own, of a product, a raster or a "
                       "stack of dates: one band an index, and a date where the bands have one.")

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        tr = self.tr
        choice = f"{tr('Products and rasters')} (*.xml *.zip *.SAFE *.tif *.tiff *.vrt *)"
        self.add(QgsProcessingParameterFile(self.INPUT, tr("Product or raster"),
                                            QgsProcessingParameterFile.Behavior.File, fileFilter=choice), tr(
            "Any product that Bocage reads, or a raster whose bands are called by role (red), as B4 (red), by "
            "Sentinel-2's names, or with dates (2018-01-17 red), as gap filling writes them."))
        self.add(QgsProcessingParameterString(self.INDICES, tr("Indices"), "NDVI"), tr(
            "Names of spyndex's table (NDVI, NDWI, EVI), or formulas of roles and its letters: (nir - red) / "
            "(nir + red), N / R. Separated by commas."))
        self.add_words(self.FLAGS, tr("Flags to hide"), FLAGS, None, tr(
            "Pixels of a product that bear one of these flags become no data; none if empty."))
        self.add_resolution(tr("In units of the coordinate system; that of the finest band used if empty."))
        self.add_extent(tr("Part of the image, any coordinate system; the whole of it if empty."))
        self.add_choice(self.RESAMPLING, tr("Resampling"), RESAMPLING, "auto", tr(
            "Of bands whose pixels do not coincide with the grid: auto takes the mean by area on larger pixels, else "
            "is bilinear."), advanced=True)
        self.add_choice(self.TYPE, tr("Type"), TYPES_AND_AUTO, "auto", tr(
            "int16: indices times 10,000, the scale told in the file; float32: as they are; auto: float32 for rasters "
            "whose numbers have no scale, int16 else."))
        self.add_threads()
        self.add(QgsProcessingParameterRasterDestination(self.OUTPUT, tr("Indices raster")), tr(
            "GeoTIFF, one band an index and date, its formula inside."))
        self.addOutput(QgsProcessingOutputNumber("NODATA_PERCENT", tr("Without value (%)")))
        self.addOutput(QgsProcessingOutputNumber("DATES", tr("Dates")))
        self.addOutput(QgsProcessingOutputString("BAND_NAMES", tr("Bands written")))

    def faults(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """What cannot run, said before anything starts."""
        return self.absent(parameters, (self.INPUT,), context) + self.not_geotiff(parameters, self.OUTPUT)

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """One core call."""
        from ..bridge.layers import present
        from ..core.chains.indices import IndicesSettings, run_indices
        from ..core.chains.pixels.variables import split_names

        extent, crs = self.extent(parameters, context)
        result = run_indices(IndicesSettings(
            input=self.path_of(self.text(parameters, self.INPUT, context), context),
            output=self.parameterAsOutputLayer(parameters, self.OUTPUT, context),
            indices=split_names(self.text(parameters, self.INDICES, context)),
            flags=self.words(parameters, self.FLAGS, context),
            resolution=self.number(parameters, self.RESOLUTION, context), extent=extent, extent_crs=crs,
            resampling=self.choice(parameters, self.RESAMPLING, context),
            type=self.choice(parameters, self.TYPE, context),
            threads=self.parameterAsInt(parameters, self.THREADS, context)), progress)
        present(context, result.output, result.label, result.acquired)
        return {self.OUTPUT: result.output, "NODATA_PERCENT": round(result.nodata_percent, 3), "DATES": result.dates,
                "BAND_NAMES": ", ".join(result.bands)}
