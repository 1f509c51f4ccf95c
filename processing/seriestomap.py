"""``bocage:seriestomap``: the shipped model from a series to a map and its report, with names that do not change.

The work is ``resources/models/series_to_map.model3``, which opens in the model designer and runs by itself too; this
form gives it help, the user's language, and keys that are the same in every QGIS.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingModelAlgorithm,
    QgsProcessingMultiStepFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterString,
)

from ..bridge.feedback import QgisProgress
from ..bridge.language import say
from .landcover_tools import LandcoverTool
from .train import CLASSIFIERS

MODEL_FILE = Path(__file__).resolve().parents[1] / "resources" / "models" / "series_to_map.model3"


class Heard(QgsProcessingMultiStepFeedback):
    """Passes everything on, and remembers the first error: it is the sentence of the step that failed."""

    def __init__(self, feedback: Any) -> None:
        super().__init__(1, feedback)
        self.first = ""

    def reportError(self, error: str, fatalError: bool = False) -> None:  # noqa: N802, N803 - QGIS' names
        """Called by QGIS in the thread of the work."""
        self.first = self.first or error
        super().reportError(error, fatalError)


class SeriesToMap(LandcoverTool):
    """Parameters in, the model's steps, the map and its report out."""

    NAME = "seriestomap"

    INPUT, MASKS, BANDS, INDICES, START, END, STEP = "INPUT", "MASKS", "BANDS", "INDICES", "START", "END", "STEP"
    SAMPLES, FIELD, SHARES, CLASSIFIER, SEED = "SAMPLES", "FIELD", "SHARES", "CLASSIFIER", "SEED"
    RADIUS, MINIMUM_UNIT = "RADIUS", "MINIMUM_UNIT"
    OUTPUT, OUTPUT_HTML_FILE, OUTPUT_JSON, FILLED = "OUTPUT", "OUTPUT_HTML_FILE", "OUTPUT_JSON", "FILLED"
    SPLIT_SAMPLES, MODEL, CONFIDENCE = "SPLIT_SAMPLES", "MODEL", "CONFIDENCE"

    def label(self) -> str:
        """Name shown."""
        return self.tr("From a series to a map")

    def summary(self) -> str:
        """What it does."""
        return self.tr("The whole way in one run: gaps of a series filled, reference polygons split, a classifier "
                       "trained, the map made and regularised, and its accuracy told from polygons kept apart. "
                       "It is a model: the file opens in the model designer, to be changed.")

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        self._add_series()
        self._add_samples()
        self._add_outputs()

    def _add_series(self) -> None:
        tr = self.tr
        self.add(QgsProcessingParameterMultipleLayers(self.INPUT, tr("Series"), QgsProcessing.SourceType.TypeFile), tr(
            "Products of one place, rasters whose names, metadata or bands hold dates, folders of both."))
        self.add(QgsProcessingParameterMultipleLayers(self.MASKS, tr("Masks"), QgsProcessing.SourceType.TypeRaster,
                                                      optional=True), tr(
            "Rasters that are 0 where the images are clear: one a date, or one with a band a date. Products bring "
            "their own."))
        for key, label, text in (
                (self.BANDS, tr("Bands"), tr("Roles (red, nir, swir1), names (B4) and layers, separated by commas. "
                                             "With no index either: all that the images have in common.")),
                (self.INDICES, tr("Indices"), tr("Indices (NDVI) and formulas (nir / red), computed on each date "
                                                 "before its gaps are filled.")),
                (self.START, tr("Start"), tr("First date of the calendar, as 2018-01-01; that of the first image if "
                                             "empty.")),
                (self.END, tr("End"), tr("The calendar has no date after it; that of the last image if empty."))):
            self.add(QgsProcessingParameterString(key, label, None, optional=True), text)
        self._add_whole(self.STEP, tr("Step (days)"), 10, 3660, tr(
            "Days from one date of the calendar to the next; 0 keeps the dates of the images."))

    def _add_samples(self) -> None:
        tr = self.tr
        self.add(QgsProcessingParameterFeatureSource(self.SAMPLES, tr("Reference data"),
                                                     [QgsProcessing.SourceType.TypeVectorPolygon]),
                 tr("Polygons of known class, in any coordinate system."))
        self.add(QgsProcessingParameterField(self.FIELD, tr("Class"), None, self.SAMPLES),
                 tr("Field of the class, number or name as in the table of classes."))
        self.add_nomenclature()
        self.add(QgsProcessingParameterString(self.SHARES, tr("Shares"), "50;25;25"),
                 tr("Of polygons in training, validation and test, in any unit; two numbers are training and test. A "
                    "class of few polygons trains first, then is tested."))
        self.add(QgsProcessingParameterEnum(self.CLASSIFIER, tr("Classifier"), list(CLASSIFIERS),
                                            defaultValue="random_forest", usesStaticStrings=True),
                 tr("random_forest is the one of the maps of France. Discriminants, nearest_mean and k_nearest need "
                    "nothing installed; the others are trained by scikit-learn."))
        self._add_whole(self.SEED, tr("Seed"), 1, 2_147_483_647, tr(
            "Of the split and of the training: the same seed on the same data is the same map."))
        self._add_whole(self.RADIUS, tr("Radius (pixels)"), 1, 50, tr(
            "The map is smoothed by majority in a window of twice this and one pixels a side; 0: it is not."))
        self.add(QgsProcessingParameterNumber(self.MINIMUM_UNIT, tr("Minimum unit"),
                                              QgsProcessingParameterNumber.Type.Double, 0.0, False, 0.0, 1e7),
                 tr("Patches of fewer pixels than this join a neighbour, the smallest first. 0: none do."))

    def _add_whole(self, key: str, label: str, default: int, most: int, text: str) -> None:
        self.add(QgsProcessingParameterNumber(key, label, QgsProcessingParameterNumber.Type.Integer, default, False, 0,
                                              most), text)

    def _add_outputs(self) -> None:
        tr = self.tr
        self.add(QgsProcessingParameterRasterDestination(self.OUTPUT, tr("Map")),
                 tr("GeoTIFF of the classes by their numbers, with its colour table, names and style; 0 where there is "
                    "no class."))
        self.add(QgsProcessingParameterFileDestination(self.OUTPUT_HTML_FILE, tr("Report"), "HTML (*.html)"),
                 tr("Accuracies inside the polygons of the test, kept apart from training, in the language of QGIS."))
        for key, label, kind, text in (
                (self.OUTPUT_JSON, tr("Figures as JSON"), "JSON (*.json)", tr("Everything found, for other programs.")),
                (self.MODEL, tr("Model"), f"{tr('Bocage models')} (*.bocagemodel)",
                 tr("The model file, which maps other places and years with the same features."))):
            self.add(QgsProcessingParameterFileDestination(key, label, kind, None, True, False), text)
        for key, label, text in (
                (self.FILLED, tr("Filled series"), tr("GeoTIFF of one band a date and variable, called 2018-01-17 "
                                                      "NDVI, dates in order.")),
                (self.CONFIDENCE, tr("Confidence"), tr("Percent of the trees of a forest that vote for the class of "
                                                       "the map; of other classifiers the probability of that class. "
                                                       "255 is no data."))):
            self.add(QgsProcessingParameterRasterDestination(key, label, None, True, False), text)
        self.add(QgsProcessingParameterFeatureSink(self.SPLIT_SAMPLES, tr("Samples"),
                                                   QgsProcessing.SourceType.TypeVectorPolygon, None, True, False),
                 tr("The reference polygons with their split (train, validation, test)."))
        for key, label in (("OVERALL_ACCURACY", tr("Overall accuracy")), ("MEAN_F1", tr("Mean F1"))):
            self.addOutput(QgsProcessingOutputNumber(key, label))

    def faults(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """What cannot run, said before anything starts."""
        return self.table_fault(parameters, context) + self.not_geotiff(parameters, self.OUTPUT)

    def processAlgorithm(self, parameters: dict[str, Any],  # noqa: N802 - QGIS' name
                         context: QgsProcessingContext, feedback: Any) -> dict[str, Any]:
        """Keeps the feedback for the model, then as every algorithm."""
        self._feedback = feedback
        return super().processAlgorithm(parameters, context, feedback)

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """The model, with its own names of outputs."""
        from ..core.landcover import scikit
        from ..core.landcover.model import ALWAYS

        classifier = self.choice(parameters, self.CLASSIFIER, context)
        if classifier not in ALWAYS:
            # Better said now than after the gaps are filled.
            scikit.module("ensemble", classifier)
        model = opened(MODEL_FILE)
        names = destinations(model)
        given = {key: value for key, value in parameters.items() if key not in names}
        for key, name in names.items():
            if parameters.get(key):
                given[name] = parameters[key]
            elif not model.parameterDefinition(name).flags() & QgsProcessingParameterDefinition.Flag.FlagOptional:
                # Later steps need it, whoever keeps it.
                given[name] = QgsProcessing.TEMPORARY_OUTPUT
        heard = Heard(self._feedback)
        results, passed = model.run(given, context, heard)
        if progress.cancelled():
            return {}
        if not passed:
            raise QgsProcessingException(heard.first or say("unexpected_fault", algorithm=self.NAME, fault="model"))
        found = {key: results[name] for key, name in names.items() if parameters.get(key) and results.get(name)}
        told = results.get("CHILD_RESULTS", {}).get("accuracy", {})
        return {**found, **{key: told[key] for key in ("OVERALL_ACCURACY", "MEAN_F1") if key in told}}


def opened(path: Path) -> QgsProcessingModelAlgorithm:
    """The model of that file, all its steps known. Raises where one is not."""
    model = QgsProcessingModelAlgorithm()
    if not os.path.exists(path) or not model.fromFile(str(path)):
        raise QgsProcessingException(say("path_absent", file=str(path)))
    ready, fault = model.canExecute()
    if not ready:
        raise QgsProcessingException(fault)
    return model


def destinations(model: QgsProcessingModelAlgorithm) -> dict[str, str]:
    """By key, the name of each destination: ``regularise:OUTPUT`` of a model saved by QGIS 3.22, ``output`` of 3.44."""
    return {definition.name().rsplit(":", 1)[-1].upper(): definition.name()
            for definition in model.parameterDefinitions() if definition.isDestination()}
