"""``bocage:compareruns``: two saved benchmarks, or two classifiers of one, side by side; and their maps."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
)

from ..bridge.feedback import QgisProgress
from ..bridge.language import say, user_language
from .base import BocageAlgorithm
from .train import CLASSIFIERS

#: The best of its file, or the same as the first.
AUTO = "auto"


class CompareRuns(BocageAlgorithm):
    """Parameters in, ``core.chains.compareruns.compare_runs``, the report and its numbers out."""

    NAME = "compareruns"
    GROUP = "validation"

    INPUT, REFERENCE = "INPUT", "REFERENCE"
    CLASSIFIER, REFERENCE_CLASSIFIER = "CLASSIFIER", "REFERENCE_CLASSIFIER"
    MAP, REFERENCE_MAP, CONFIDENCE_LEVEL = "MAP", "REFERENCE_MAP", "CONFIDENCE_LEVEL"
    DIFFERENCE = "DIFFERENCE"

    def label(self) -> str:
        """Name shown."""
        return self.tr("Compare two runs")

    def summary(self) -> str:
        """What it does."""
        return self.tr("Tells whether a change of classifier, settings, features or images made classification better: "
                       "two runs on the same samples and the same splits, class by class, with the test that fits, and "
                       "the areas and differences of their maps. Runs that cannot be compared are refused.")

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        self._add_inputs()
        self._add_outputs()

    def _add_inputs(self) -> None:
        tr = self.tr
        for key, label, text in (
                (self.INPUT, tr("Run"), tr("JSON written by Compare classifiers, or by Train a classifier.")),
                (self.REFERENCE, tr("Reference run"), tr("JSON of another run on the same samples with the same seed, "
                                                         "runs and splits; or the same file, for two of its "
                                                         "classifiers."))):
            self.add(QgsProcessingParameterFile(key, label, QgsProcessingParameterFile.Behavior.File,
                                                fileFilter="JSON (*.json)"), text)
        for key, label, text in (
                (self.CLASSIFIER, tr("Classifier of the run"), tr("auto: the best of its file.")),
                (self.REFERENCE_CLASSIFIER, tr("Classifier of the reference run"), tr(
                    "auto: the same as that of the run; of one file, the best of the others."))):
            self.add(QgsProcessingParameterEnum(key, label, [AUTO, *CLASSIFIERS], defaultValue=AUTO,
                                                usesStaticStrings=True), text)
        for key, label, text in (
                (self.MAP, tr("Map of the run"), tr("Raster of classes made with the run, optional: areas, geometry "
                                                    "and differences are told.")),
                (self.REFERENCE_MAP, tr("Map of the reference run"), tr("On the same pixels as the map of the run."))):
            self.add(QgsProcessingParameterRasterLayer(key, label, optional=True), text)
        self.add(QgsProcessingParameterNumber(
            self.CONFIDENCE_LEVEL, tr("Confidence level"), QgsProcessingParameterNumber.Type.Double,
            defaultValue=0.95, minValue=0.5, maxValue=0.999),
            tr("Of the intervals of differences, 0.95 as a rule."), advanced=True)

    def _add_outputs(self) -> None:
        tr = self.tr
        self.add_report(tr("What it shows in plain sentences, then figures and tables, in the language of QGIS."))
        self.add(QgsProcessingParameterRasterDestination(self.DIFFERENCE, tr("Map of differences"), optional=True,
                                                         createByDefault=False),
                 tr("Of two maps: 1 where they agree, 2 where they differ, 4 and 5 where one alone has a class; "
                    "GeoTIFF with its style."))
        for key, label in (("OVERALL_ACCURACY_DIFFERENCE", tr("Difference of overall accuracy")),
                           ("OVERALL_ACCURACY_P", tr("Its p value")),
                           ("MACRO_F1_DIFFERENCE", tr("Difference of mean F1")), ("MACRO_F1_P", tr("Its p value")),
                           ("CLASSES_BETTER", tr("Classes better beyond chance")),
                           ("CLASSES_WORSE", tr("Classes worse beyond chance")), ("RUNS", tr("Runs compared")),
                           ("MAP_AGREEMENT_PERCENT", tr("Area on which the maps agree (%)"))):
            self.addOutput(QgsProcessingOutputNumber(key, label))

    def faults(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """What cannot run, said before anything starts."""
        found = self.files_absent(parameters, context, self.INPUT, self.REFERENCE)
        maps = [bool(parameters.get(key)) for key in (self.MAP, self.REFERENCE_MAP)]
        if maps[0] != maps[1] or (parameters.get(self.DIFFERENCE) and not maps[0]):
            found.append(say("runs_map_alone"))
        return [*found, *self.not_geotiff(parameters, self.DIFFERENCE)]

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """One core call."""
        from ..core.chains.compareruns import CompareRunsSettings, compare_runs

        html, figures = (self.parameterAsFileOutput(parameters, key, context)
                         for key in (self.OUTPUT_HTML_FILE, self.OUTPUT_JSON))
        raster = self.raster_output(parameters, self.DIFFERENCE, context)
        result = compare_runs(CompareRunsSettings(
            self.text(parameters, self.INPUT, context), self.text(parameters, self.REFERENCE, context),
            self._classifier(parameters, self.CLASSIFIER, context),
            self._classifier(parameters, self.REFERENCE_CLASSIFIER, context),
            self.raster_path(parameters, self.MAP, context), self.raster_path(parameters, self.REFERENCE_MAP, context),
            raster, self.parameterAsDouble(parameters, self.CONFIDENCE_LEVEL, context), html, figures,
            user_language()), progress)
        files = {self.OUTPUT_HTML_FILE: html, self.OUTPUT_JSON: figures, self.DIFFERENCE: raster}
        return {**{key: path for key, path in files.items() if path}, **result.numbers}

    def _classifier(self, parameters: dict[str, Any], key: str, context: QgsProcessingContext) -> str:
        word = self.choice(parameters, key, context)
        return "" if word == AUTO else word
