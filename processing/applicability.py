"""``bocage:applicability``: where the samples behind a model are like the ground, and where they are not."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterRasterDestination,
)

from ..bridge.feedback import QgisProgress
from ..bridge.language import say
from .landcover_tools import LandcoverTool
from .sources import crs_of


class AreaOfApplicability(LandcoverTool):
    """Parameters in, ``core.chains.applicability.run_applicability``, rasters out."""

    NAME = "applicability"
    GROUP = "validation"

    INPUT, SAMPLES, GROUP_FIELD, WEIGHTS, MODEL = "INPUT", "SAMPLES", "GROUP_FIELD", "WEIGHTS", "MODEL"
    PIXELS, SEED, OUTPUT, MASK = "PIXELS", "SEED", "OUTPUT", "MASK"

    def label(self) -> str:
        """Name shown."""
        return self.tr("Area of applicability")

    def summary(self) -> str:
        """What it does."""
        return self.tr("Tells where the ground is so unlike the training samples that the accuracy measured on them "
                       "says nothing: the dissimilarity index of each pixel, and the area inside its threshold (Meyer "
                       "and Pebesma 2021).")

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        tr = self.tr
        self.add(QgsProcessingParameterMultipleLayers(self.INPUT, tr("Rasters"), QgsProcessing.SourceType.TypeRaster),
                 tr("The features that the model was trained on, all bands of all rasters, read on the grid of the "
                    "first."))
        self.add(QgsProcessingParameterFeatureSource(
            self.SAMPLES, tr("Training samples"),
            [QgsProcessing.SourceType.TypeVectorPolygon, QgsProcessing.SourceType.TypeVectorPoint]),
            tr("Polygons or points that the model was trained on, in any coordinate system."))
        self.add(QgsProcessingParameterField(self.GROUP_FIELD, tr("Group"), None, self.SAMPLES, optional=True),
                 tr("Field of what belongs together: samples of one group do not vouch for each other. Empty: each "
                    "polygon is its own group."))
        self.add_table(self.WEIGHTS, tr("Weights of the features"), tr(
            "CSV of two columns, name of a band and its importance. Without it all features count alike."), True)
        self.add(QgsProcessingParameterFile(self.MODEL, tr("Model"), QgsProcessingParameterFile.Behavior.File,
                                            optional=True, fileFilter=f"{tr('Bocage models')} (*.bocagemodel *)"),
                 tr("Model file of Train a classifier: its features alone are looked at, by their names. Without it, "
                    "all bands are."))
        self.add_number(self.PIXELS, tr("Most pixels of the samples"), 10, 20_000, 2000, True,
                        tr("Drawn at random from the polygons; each pixel of the map is compared with all of them."),
                        True)
        self.add_number(self.SEED, tr("Seed"), 0, 2_147_483_647, 1, True,
                        tr("The same seed on the same data is the same sample."), True)
        self.add_resampling()
        self.add(QgsProcessingParameterRasterDestination(self.OUTPUT, tr("Dissimilarity index")),
                 tr("Distance to the nearest sample over the mean distance between samples, in features of equal "
                    "spread: 0 is like a sample. Its threshold stands in the file."))
        self.add(QgsProcessingParameterRasterDestination(self.MASK, tr("Area of applicability"), None, True, True),
                 tr("1 inside, 0 outside, 255 where a feature lacks."))
        for key, label in (("THRESHOLD", tr("Threshold of the index")), ("SAMPLE_PIXELS", tr("Pixels of the samples")),
                           ("INSIDE_PERCENT", tr("Inside the area of applicability (%)")),
                           ("KNOWN_PIXELS", tr("Pixels with all features"))):
            self.addOutput(QgsProcessingOutputNumber(key, label))

    def faults(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """What cannot run, said before anything starts."""
        found = [] if parameters.get(self.INPUT) else [say("features_none")]
        found += self.files_absent(parameters, context, self.WEIGHTS, self.MODEL)
        return found + self.not_geotiff(parameters, self.OUTPUT, self.MASK)

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """One core call."""
        from ..core.chains.applicability import ApplicabilitySettings, run_applicability
        from ..core.validation.tables import read_sizes

        source = self.source_of(parameters, self.SAMPLES, context)
        group = self.text(parameters, self.GROUP_FIELD, context)
        rows = [row for row in self.rows(source, [group], progress) if row[1]]
        weights = self.text(parameters, self.WEIGHTS, context)
        index = self.parameterAsOutputLayer(parameters, self.OUTPUT, context)
        mask = self.raster_output(parameters, self.MASK, context)
        result = run_applicability(ApplicabilitySettings(
            self.raster_paths(parameters, self.INPUT, context), tuple(wkb for _, wkb, _ in rows), crs_of(source),
            source.sourceName(), index, mask, tuple(names[0] for _, _, names in rows) if group else (),
            read_sizes(weights) if weights else {}, weights, self.parameterAsInt(parameters, self.PIXELS, context),
            self.choice(parameters, self.RESAMPLING, context), self.parameterAsInt(parameters, self.SEED, context),
            self.text(parameters, self.MODEL, context)), progress)
        found: dict[str, Any] = {key: path for key, path in ((self.OUTPUT, index), (self.MASK, mask)) if path}
        return {**found, "THRESHOLD": result.threshold, "SAMPLE_PIXELS": result.samples,
                "KNOWN_PIXELS": result.pixels, "INSIDE_PERCENT": 100.0 * result.inside / max(1, result.pixels)}
