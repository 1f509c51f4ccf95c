"""``bocage:mosaic``: several tiles, orbits and zones on one grid."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputFile,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterCrs,
    QgsProcessingParameterFile,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorLayer,
)

from ..bridge.feedback import QgisProgress
from ..bridge.language import say, user_language
from .product_tools import FLAGS, RESAMPLING, TYPES, UNCLEAR, ProductTool

#: As in core/chains/mosaic/settings.py, which is only read when the work begins.
RULES = ("clearest", "nearest", "mean", "median")


class Mosaic(ProductTool):
    """Parameters in, ``core.chains.mosaic.run_mosaic``, the mosaic and whose pixels it is made of out."""

    NAME = "mosaic"

    GRID, CRS, AOI, RULE, DATE = "GRID", "CRS", "AOI", "RULE", "DATE"
    FILL, PROVENANCE = "FILL", "PROVENANCE"

    def label(self) -> str:
        """Name shown."""
        return self.tr("Mosaic of products")

    def summary(self) -> str:
        """What it does."""
        return self.tr("Several tiles, orbits and zones on one grid, without a seam where tiles meet: each pixel from "
                       "the clearest product, from the nearest in date, or the mean or median of the clear ones, and "
                       "a layer that says which.")

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        tr = self.tr
        self.add_products(tr("Products, rasters (files or layers), folders that hold products, and identifiers of "
                             "scenes in the index."))
        self.add_bands(tr("Bands"), tr("Roles (red, nir), names, indices or formulas, separated by commas, numbers for "
                                       "rasters; the bands that all inputs have if empty."))
        self.add(QgsProcessingParameterFile(self.GRID, tr("Grid"), QgsProcessingParameterFile.Behavior.File,
                                            optional=True, fileFilter=f"{tr('Products and rasters')} (*)"),
                 tr("Raster or product whose pixels the mosaic takes; without it, the coordinate system, pixel size "
                    "and extent below, or those of the inputs."))
        self.add(QgsProcessingParameterCrs(self.CRS, tr("Coordinate system"), optional=True),
                 tr("Of the mosaic; that of most inputs if empty."))
        self.add_resolution(tr("In units of the coordinate system; that of the finest band used if empty."))
        self.add_extent(tr("Part to write, on whole pixels; all that the inputs cover if empty."))
        self.add(QgsProcessingParameterVectorLayer(
            self.AOI, tr("Area of interest"), [QgsProcessing.SourceType.TypeVectorPolygon], optional=True),
            tr("Polygons: pixels whose centre lies outside are no data, and without an extent the mosaic is theirs."))
        self.add_choice(self.RULE, tr("Rule"), RULES, "clearest", tr(
            "Which product gives a pixel: clearest, the one with the largest clear share over the target, then the "
            "nearest in date; nearest, the nearest in date, then the clearest; mean or median of all clear ones."))
        self.add(QgsProcessingParameterString(self.DATE, tr("Date"), optional=True),
                 tr("Day to be near to, such as 2018-01-17; that of the newest input if empty."))
        self.add_words(self.FLAGS, tr("Flags that are not clear"), FLAGS, UNCLEAR,
                       tr("A pixel that bears one of them is left to the next product."))
        self.add(QgsProcessingParameterBoolean(self.FILL, tr("Fill where nothing is clear"), False),
                 tr("Takes the first product all the same where none is clear; else no data is left there."))
        self.add_choice(self.RESAMPLING, tr("Resampling"), RESAMPLING, "auto", tr(
            "Of bands: auto copies where pixels coincide, takes the mean by area on larger pixels, else is bilinear. "
            "Masks are always taken from the nearest pixel."), advanced=True)
        self.add_choice(self.TYPE, tr("Type"), ("auto", *TYPES), "auto", tr(
            "int16: reflectance and indices times 10,000, the scale told in the file; float32: as they are; auto: "
            "int16 for products, and the type of rasters that agree."), advanced=True)
        self.add_threads()
        self.add(QgsProcessingParameterRasterDestination(self.OUTPUT, tr("Mosaic")),
                 tr("GeoTIFF, with its style."))
        self.add(QgsProcessingParameterRasterDestination(self.PROVENANCE, tr("Provenance"), optional=True,
                                                         createByDefault=False),
                 tr("Number of the product that each pixel comes from, with its style and a table (CSV) of its name; "
                    "for mean and median, how many products were clear."))
        self.addOutput(QgsProcessingOutputFile("TABLE", tr("Table of the products")))
        self.addOutput(QgsProcessingOutputNumber("PRODUCTS", tr("Products used")))
        self.addOutput(QgsProcessingOutputNumber("NODATA_PERCENT", tr("Without value (%)")))
        self.addOutput(QgsProcessingOutputNumber("CLEAR_PERCENT", tr("Clear (%)")))

    def faults(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """What cannot run, said before anything starts."""
        found = self.not_there(parameters, (self.INPUT,), context) + self.absent(parameters, (self.GRID,), context)
        if self.choice(parameters, self.RULE, context) == "nearest" and not self.text(parameters, self.DATE, context):
            found.append(say("mosaic_date_missing"))
        return found + self.not_geotiff(parameters, self.OUTPUT, self.PROVENANCE)

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """One core call."""
        from ..bridge.layers import present
        from ..core.chains.mosaic import MosaicSettings, run_mosaic
        from ..core.chains.pixels.variables import split_names

        extent, extent_crs = self.extent(parameters, context)
        crs = self.parameterAsCrs(parameters, self.CRS, context) if parameters.get(self.CRS) else None
        kind = self.choice(parameters, self.TYPE, context)
        result = run_mosaic(MosaicSettings(
            input=self.inputs(parameters, self.INPUT, context),
            output=self.parameterAsOutputLayer(parameters, self.OUTPUT, context),
            grid=self.path_of(self.text(parameters, self.GRID, context), context),
            crs=(crs.authid() or crs.toWkt()) if crs is not None and crs.isValid() else "",
            resolution=self.number(parameters, self.RESOLUTION, context), extent=extent, extent_crs=extent_crs,
            aoi=self.vector_path(parameters, self.AOI, context),
            bands=split_names(self.text(parameters, self.BANDS, context)),
            rule=self.choice(parameters, self.RULE, context), date=self.text(parameters, self.DATE, context),
            flags=self.words(parameters, self.FLAGS, context),
            fill=self.parameterAsBool(parameters, self.FILL, context),
            resampling=self.choice(parameters, self.RESAMPLING, context), type="" if kind == "auto" else kind,
            provenance=self.parameterAsOutputLayer(parameters, self.PROVENANCE, context) or "",
            language=user_language(), threads=self.parameterAsInt(parameters, self.THREADS, context)), progress)
        day = f"{result.acquired:%Y-%m-%d} " if result.acquired else ""
        present(context, result.output, day + self.tr("Mosaic"), result.acquired)
        outputs = {self.OUTPUT: result.output, "PRODUCTS": result.used,
                   "NODATA_PERCENT": round(result.nodata_percent, 3), "CLEAR_PERCENT": round(result.clear_percent, 3)}
        if result.provenance:
            outputs[self.PROVENANCE] = result.provenance
        if result.table:
            outputs["TABLE"] = result.table
        return outputs
