"""``bocage:gapfill``: a series to a regular calendar, its gaps filled."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterString,
)

from ..bridge.feedback import QgisProgress
from ..bridge.language import say
from .product_tools import FLAGS, RESAMPLING, TYPES_AND_AUTO, UNCLEAR, ProductTool

#: As in core/chains/gapfill, which is only read when the work begins.
METHODS = ("linear", "whittaker")
LAMBDA_METHODS = ("gcv", "v_curve")


class GapFill(ProductTool):
    """Parameters in, ``core.chains.gapfill.run_gapfill``, rasters out."""

    NAME = "gapfill"

    INDICES, START, END, STEP, METHOD, LAMBDA = "INDICES", "START", "END", "STEP", "METHOD", "LAMBDA"
    LAMBDA_METHOD, MARGIN = "LAMBDA_METHOD", "MARGIN"
    VALIDITY, DISTANCE = "VALIDITY", "DISTANCE"

    def label(self) -> str:
        """Name shown."""
        return self.tr("Fill the gaps of a series")

    def summary(self) -> str:
        """What it does."""
        return self.tr("Brings a series of products, or of rasters with dates, to a regular calendar: what clouds hide "
                       "is interpolated in time, pixel by pixel, and everything is written as one stack of features "
                       "called by date and band, with the number of clear dates beside it.")

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        tr = self.tr
        self.add_series()
        self.add_bands(tr("Bands"), tr(
            "Roles (red, nir, swir1), names (B4) and layers, separated by commas. With no index either: all that the "
            "images have in common."))
        self.add(QgsProcessingParameterString(self.INDICES, tr("Indices"), None, optional=True), tr(
            "Indices (NDVI) and formulas (nir / red), computed on each date before its gaps are filled."))
        self.add(QgsProcessingParameterString(self.START, tr("Start"), None, optional=True), tr(
            "First date of the calendar, as 2018-01-01; that of the first image if empty."))
        self.add(QgsProcessingParameterString(self.END, tr("End"), None, optional=True), tr(
            "The calendar has no date after it; that of the last image if empty."))
        self.add(QgsProcessingParameterNumber(self.STEP, tr("Step (days)"),
                                              QgsProcessingParameterNumber.Type.Integer, 10, False, 0, 3660),
                 tr("Days from one date of the calendar to the next; 0 keeps the dates of the images."))
        self.add_choice(self.METHOD, tr("Method"), METHODS, "linear", tr(
            "linear: between the clear dates before and after, never beyond their values; whittaker: a smooth curve "
            "close to the clear dates. Before the first clear date and after the last, its value is repeated."))
        self.add(QgsProcessingParameterNumber(self.LAMBDA, tr("Lambda of Whittaker (days³)"),
                                              QgsProcessingParameterNumber.Type.Double, None, True, 1e-6, 1e12),
                 tr("Smoothness: 1,000 follows weeks, 100,000 follows seasons. Chosen on a sample of pixels if empty."))
        self.add_words(self.FLAGS, tr("Flags that are not clear"), FLAGS, UNCLEAR, tr(
            "Pixels of products that bear one of them are gaps."))
        self._add_advanced()
        self.add(QgsProcessingParameterRasterDestination(self.OUTPUT, tr("Filled series")), tr(
            "GeoTIFF of one band a date and variable, called 2018-01-17 NDVI, dates in order."))
        self.add(QgsProcessingParameterRasterDestination(self.VALIDITY, tr("Clear dates"), optional=True), tr(
            "Number of dates between start and end on which each pixel was clear."))
        self.add(QgsProcessingParameterRasterDestination(self.DISTANCE, tr("Distance to the nearest clear date"),
                                                         optional=True, createByDefault=False), tr(
            "Days between each date of the calendar and the nearest clear date of the pixel, one band a date."))
        for key, label in (("IMAGES", tr("Dates used")), ("SKIPPED", tr("Images left out")),
                           ("EXTRAPOLATED_PERCENT", tr("Before the first or after the last clear date (%)")),
                           ("NODATA_PERCENT", tr("Never clear (%)")), ("CLEAR_MEAN", tr("Mean number of clear dates")),
                           ("LAMBDA_USED", tr("Lambda used"))):
            self.addOutput(QgsProcessingOutputNumber(key, label))
        self.addOutput(QgsProcessingOutputString("BAND_NAMES", tr("Bands written")))

    def _add_advanced(self) -> None:
        tr = self.tr
        self.add_choice(self.LAMBDA_METHOD, tr("Choice of lambda"), LAMBDA_METHODS, "gcv", tr(
            "gcv: generalised cross-validation; v_curve: where misfit and roughness change least. Used where lambda is "
            "empty."), advanced=True)
        self.add_masks_and_dates()
        self.add(QgsProcessingParameterNumber(self.MARGIN, tr("Margin (days)"),
                                              QgsProcessingParameterNumber.Type.Integer, 60, False, 0, 3660),
                 tr("Images so many days before the start and after the end still serve at both ends."), advanced=True)
        self.add_resolution(tr("In units of the coordinate system of the images; that of the finest band used if "
                               "empty."))
        self.add_extent(tr("Part of the images, any coordinate system; the whole of them if empty."))
        self.add_choice(self.RESAMPLING, tr("Resampling"), RESAMPLING, "auto", tr(
            "Of bands whose pixels do not coincide with the grid: auto takes the mean by area on larger pixels, else "
            "is bilinear."), advanced=True)
        self.add_choice(self.TYPE, tr("Type"), TYPES_AND_AUTO, "auto", tr(
            "int16: reflectance and indices times 10,000, the scale told in the file; float32: as they are; auto: "
            "float32 for rasters whose numbers have no scale, int16 else."),
            advanced=True)
        self.add_threads()

    def faults(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """What cannot run, said before anything starts."""
        from ..core.series.calendar import moment_in

        found = self.not_there(parameters, (self.INPUT, self.MASKS), context)
        found += self.absent(parameters, (self.DATES,), context)
        for key in (self.START, self.END):
            text = self.text(parameters, key, context).strip()
            if text and moment_in(text) is None:
                found.append(say("date_unreadable", value=text))
        return found + self.not_geotiff(parameters, self.OUTPUT, self.VALIDITY, self.DISTANCE)

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """One core call."""
        from ..bridge.layers import present
        from ..core.chains.gapfill import GapfillSettings, run_gapfill
        from ..core.chains.pixels.variables import split_names

        extent, crs = self.extent(parameters, context)
        paths = {key: self.raster_output(parameters, key, context)
                 for key in (self.OUTPUT, self.VALIDITY, self.DISTANCE)}
        result = run_gapfill(GapfillSettings(
            input=self.inputs(parameters, self.INPUT, context), output=paths[self.OUTPUT],
            bands=split_names(self.text(parameters, self.BANDS, context)),
            indices=split_names(self.text(parameters, self.INDICES, context)),
            start=self.text(parameters, self.START, context), end=self.text(parameters, self.END, context),
            step=self.parameterAsInt(parameters, self.STEP, context),
            method=self.choice(parameters, self.METHOD, context), lam=self.number(parameters, self.LAMBDA, context),
            lambda_method=self.choice(parameters, self.LAMBDA_METHOD, context),
            flags=self.words(parameters, self.FLAGS, context), masks=self.inputs(parameters, self.MASKS, context),
            dates=self.text(parameters, self.DATES, context),
            margin=self.parameterAsInt(parameters, self.MARGIN, context),
            resolution=self.number(parameters, self.RESOLUTION, context), extent=extent, extent_crs=crs,
            resampling=self.choice(parameters, self.RESAMPLING, context),
            type=self.choice(parameters, self.TYPE, context), validity=paths[self.VALIDITY],
            distance=paths[self.DISTANCE], threads=self.parameterAsInt(parameters, self.THREADS, context)), progress)
        present(context, result.output, result.label, None)
        if paths[self.VALIDITY]:
            present(context, paths[self.VALIDITY], self.tr("Clear dates"), None)
        found = {key: path for key, path in paths.items() if path}
        if result.lam == result.lam:
            found["LAMBDA_USED"] = result.lam
        return {**found, "IMAGES": result.images, "SKIPPED": result.skipped,
                "EXTRAPOLATED_PERCENT": round(result.extrapolated_percent, 3),
                "NODATA_PERCENT": round(result.nodata_percent, 3), "CLEAR_MEAN": round(result.clear_mean, 3),
                "BAND_NAMES": ", ".join(result.bands)}
