"""``bocage:registration``: shifts between the dates of a series, told and corrected."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ..bridge.feedback import QgisProgress
from ..bridge.language import say
from .product_tools import FLAGS, TYPES_AND_AUTO, UNCLEAR, ProductTool

#: As in core/chains/registration/settings.py, which is only read when the work begins.
ORIGINS = ("clearest", "first", "mean")


class Registration(ProductTool):
    """Parameters in, ``core.chains.registration.run_registration``, tables and rasters out."""

    NAME = "registration"

    REFERENCE, ORIGIN, BAND, WINDOW, WINDOWS = "REFERENCE", "ORIGIN", "BAND", "WINDOW", "WINDOWS"
    REACH, PROFILE, FOLDER = "REACH", "PROFILE", "FOLDER"

    def label(self) -> str:
        """Name shown."""
        return self.tr("Shifts between dates")

    def summary(self) -> str:
        """What it does."""
        return self.tr("Measures by how much the images of a series are shifted from each other, to a few hundredths "
                       "of a pixel, whatever clouds hide and seasons change, and how the shift varies down the rows; "
                       "writes the images brought to the reference if asked to.")

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        tr = self.tr
        self.add_series()
        self.add(QgsProcessingParameterFile(self.REFERENCE, tr("Reference image"),
                                            QgsProcessingParameterFile.Behavior.File, optional=True,
                                            fileFilter=f"{tr('Products and rasters')} (*)"),
                 tr("Product or raster that lies right, in any coordinate system; a date of the series if empty."))
        self.add_choice(self.ORIGIN, tr("Date at zero"), ORIGINS, "clearest", tr(
            "Without a reference image: clearest, the date with the least cloud; first, the oldest; mean, the mean "
            "position of all dates."))
        self.add(QgsProcessingParameterString(self.BAND, tr("Band compared"), None, optional=True), tr(
            "Role (red, nir), name or index whose edges are compared; red where there is one, else the first band, if "
            "empty."))
        self.add_words(self.FLAGS, tr("Flags that are not clear"), FLAGS, UNCLEAR, tr(
            "Pixels of products that bear one of them are not compared, and are no data in what is written."))
        self._add_advanced()
        self.add_extent(tr("Part of the images, any coordinate system; the whole of them if empty."))
        self.add_bands(tr("Bands to write"), tr(
            "Roles, names and indices of the corrected rasters; all that the images have in common if empty."))
        self.add_choice(self.TYPE, tr("Type"), TYPES_AND_AUTO, "auto", tr(
            "Of the corrected rasters. int16: reflectance and indices times 10,000, the scale told in the file; "
            "float32: as they are; auto: float32 for rasters of floats without a scale, int16 else."), advanced=True)
        self.add_threads()
        self.add(QgsProcessingParameterFileDestination(self.OUTPUT, tr("Table of shifts"), f"{tr('Tables')} (*.csv)"),
                 tr("One line a date: shift in pixels and metres, its error, windows that agree, jitter."))
        self.add(QgsProcessingParameterFileDestination(
            self.PROFILE, tr("Shifts by row"), f"{tr('Tables')} (*.csv)", optional=True, createByDefault=False),
            tr("One line a date and row of windows: what a jitter of the satellite leaves."))
        self.add(QgsProcessingParameterFolderDestination(self.FOLDER, tr("Corrected images"), optional=True,
                                                         createByDefault=False),
                 tr("Folder of one GeoTIFF a date, resampled once (cubic) to lie on the reference. Empty: nothing is "
                    "resampled."))
        for key, label in (("IMAGES", tr("Images measured")), ("SKIPPED", tr("Images left out")),
                           ("UNKNOWN", tr("Images whose shift is not known")), ("RMS", tr("Shift, RMS (pixels)")),
                           ("LARGEST", tr("Largest shift (pixels)")), ("JITTER", tr("Largest jitter (pixels)"))):
            self.addOutput(QgsProcessingOutputNumber(key, label))
        self.addOutput(QgsProcessingOutputString("CORRECTED", tr("Rasters written")))

    def _add_advanced(self) -> None:
        tr = self.tr
        whole = QgsProcessingParameterNumber.Type.Integer
        self.add(QgsProcessingParameterNumber(self.WINDOW, tr("Window (pixels)"), whole, 128, False, 32, 1024),
                 tr("Side of the windows that are compared. Larger ones bear more cloud, smaller ones tell more of the "
                    "jitter."), advanced=True)
        self.add(QgsProcessingParameterNumber(self.WINDOWS, tr("Windows at most"), whole, 144, False, 4, 10000),
                 tr("Windows spread over the image; more of them are surer, and slower."), advanced=True)
        self.add(QgsProcessingParameterNumber(self.REACH, tr("Largest shift (pixels)"),
                                              QgsProcessingParameterNumber.Type.Double, 4.0, False, 1.0, 64.0),
                 tr("Shifts are looked for up to this, a quarter of the window at most."), advanced=True)
        self.add_masks_and_dates()

    def faults(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """What cannot run, said before anything starts."""
        found = self.not_there(parameters, (self.INPUT, self.MASKS), context)
        found += self.absent(parameters, (self.DATES, self.REFERENCE), context)
        reach, window = self.number(parameters, self.REACH, context), self.number(parameters, self.WINDOW, context)
        if reach is not None and window is not None and reach > window / 4:
            found.append(say("parameter_out_of_range", parameter=self.REACH, value=f"{reach:g}", low="1",
                             high=f"{window / 4:g}"))
        return found

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """One core call."""
        from ..core.chains.pixels.variables import split_names
        from ..core.chains.registration import RegistrationSettings, run_registration

        extent, crs = self.extent(parameters, context)
        # Asked once: a temporary folder is another one each time.
        folder = self.text(parameters, self.FOLDER, context)
        result = run_registration(RegistrationSettings(
            input=self.inputs(parameters, self.INPUT, context),
            table=self.parameterAsFileOutput(parameters, self.OUTPUT, context),
            reference=self.path_of(self.text(parameters, self.REFERENCE, context), context),
            origin=self.choice(parameters, self.ORIGIN, context), band=self.text(parameters, self.BAND, context),
            window=self.parameterAsInt(parameters, self.WINDOW, context),
            windows=self.parameterAsInt(parameters, self.WINDOWS, context),
            reach=self.parameterAsDouble(parameters, self.REACH, context),
            flags=self.words(parameters, self.FLAGS, context), masks=self.inputs(parameters, self.MASKS, context),
            dates=self.text(parameters, self.DATES, context), extent=extent, extent_crs=crs,
            profile=self.parameterAsFileOutput(parameters, self.PROFILE, context) or "",
            folder=folder,
            bands=split_names(self.text(parameters, self.BANDS, context)),
            type=self.choice(parameters, self.TYPE, context),
            threads=self.parameterAsInt(parameters, self.THREADS, context)), progress)
        outputs = {self.OUTPUT: result.table, "IMAGES": result.images, "SKIPPED": result.skipped,
                   "UNKNOWN": result.unknown, "CORRECTED": "; ".join(result.corrected)}
        for key, value in (("RMS", result.rms), ("LARGEST", result.largest), ("JITTER", result.jitter)):
            if value == value:
                outputs[key] = round(value, 4)
        if result.profile:
            outputs[self.PROFILE] = result.profile
        if result.corrected:
            outputs[self.FOLDER] = folder
        return outputs
