"""``bocage:benchmark``: classifiers compared on one set of samples, run by run, split by split."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterCrs,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterString,
)

from ..bridge.feedback import QgisProgress
from ..bridge.language import say, user_language
from ..core.errors import BocageError
from .landcover_tools import LandcoverTool
from .sources import crs_of
from .train import CLASS_WEIGHTS, CLASSIFIERS

#: As in core/chains/benchmark, which is only read when the work begins.
SPLITS = ("polygon", "block", "pixel")
METHODS = ("random", "folds")
DEFAULTS = ("random_forest", "linear_discriminant", "k_nearest")


class Benchmark(LandcoverTool):
    """Parameters in, ``core.chains.benchmark.benchmark``, the report and its numbers out."""

    NAME = "benchmark"
    GROUP = "validation"

    INPUT, SAMPLES, FIELD, CLASSIFIERS = "INPUT", "SAMPLES", "FIELD", "CLASSIFIERS"
    RUNS, SPLIT, SEED, METHOD, TEST = "RUNS", "SPLIT", "SEED", "METHOD", "TEST"
    FEATURES, GROUP_FIELD, X_FIELD, Y_FIELD, CRS = "FEATURES", "GROUP_FIELD", "X_FIELD", "Y_FIELD", "CRS"
    BLOCKS, BLOCK_SIZE, LEARNING_CURVE, SETTINGS = "BLOCKS", "BLOCK_SIZE", "LEARNING_CURVE", "SETTINGS"
    CLASS_WEIGHT, THREADS, CONFIDENCE_LEVEL = "CLASS_WEIGHT", "THREADS", "CONFIDENCE_LEVEL"
    OUTPUT_CSV = "OUTPUT_CSV"

    def label(self) -> str:
        """Name shown."""
        return self.tr("Compare classifiers")

    def summary(self) -> str:
        """What it does."""
        return self.tr("Trains and judges several classifiers on the same samples and the same splits, by polygon, by "
                       "spatial block and by pixel, many times over: which differences are beyond chance, which "
                       "classes fail, whether more polygons would help, and how optimistic a split by pixel is.")

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        self._add_inputs()
        self._add_runs()
        self._add_table()
        self._add_details()
        self._add_outputs()

    def _add_inputs(self) -> None:
        tr = self.tr
        self.add(QgsProcessingParameterMultipleLayers(self.INPUT, tr("Rasters"), QgsProcessing.SourceType.TypeRaster,
                                                      optional=True),
                 tr("All bands of all rasters are features, read under the reference data on the grid of the first. "
                    "Leave it empty for samples whose features are fields."))
        self.add(QgsProcessingParameterFeatureSource(self.SAMPLES, tr("Samples"),
                                                     [QgsProcessing.SourceType.TypeVector]),
                 tr("Polygons or points of known class; or a table, with or without geometry, of samples already "
                    "extracted, whose features are fields."))
        self.add(QgsProcessingParameterField(self.FIELD, tr("Class"), None, self.SAMPLES),
                 tr("Field of the class, a name or a whole number. Samples without one are counted and left out."))
        self.add_nomenclature()
        self.add(QgsProcessingParameterEnum(self.CLASSIFIERS, tr("Classifiers"), list(CLASSIFIERS), allowMultiple=True,
                                            defaultValue=list(DEFAULTS), usesStaticStrings=True),
                 tr("Those compared. Where scikit-learn is absent, those that it trains are left out, and the report "
                    "says so."))

    def _add_runs(self) -> None:
        tr = self.tr
        self.add(QgsProcessingParameterEnum(self.SPLIT, tr("Splits"), list(SPLITS), allowMultiple=True,
                                            defaultValue=list(SPLITS), usesStaticStrings=True),
                 tr("polygon: polygons stay whole; block: places stay whole, which tells of transfer; pixel: only to "
                    "show how optimistic it is."))
        self.add_number(self.RUNS, tr("Runs"), 1, 1000, 10, True,
                        tr("Draws of who trains and who tests, the same for all classifiers; or the number of folds."))
        self.add_number(self.SEED, tr("Seed"), 0, 2_147_483_647, 1, True,
                        tr("The same seed on the same samples gives the same draws and the same scores."))
        self.add(QgsProcessingParameterEnum(self.METHOD, tr("Runs are"), list(METHODS), defaultValue="random",
                                            usesStaticStrings=True),
                 tr("random: draws of a share of each class; folds: each polygon, block or pixel tests once."),
                 advanced=True)
        self.add_number(self.TEST, tr("Share that tests"), 0.05, 0.9, 0.3, False,
                        tr("Of the polygons of each class, or of the pixels, in draws at random; blocks come as near "
                           "as they can."), True)
        self.add_number(self.BLOCKS, tr("Blocks"), 2, 1000, 10, True,
                        tr("Number of compact blocks into which places are put, where no side is given."), True)
        self.add_number(self.BLOCK_SIZE, tr("Side of a block (m)"), 0.0, 10_000_000.0, 0.0, False,
                        tr("Of square blocks, metres; 0 for so many compact ones."), True)
        self.add(QgsProcessingParameterBoolean(self.LEARNING_CURVE, tr("Learning curve"), defaultValue=True),
                 tr("Trains again on a tenth, a fifth, two fifths and seven tenths of the polygons, and tests on the "
                    "same ones."), advanced=True)

    def _add_table(self) -> None:
        tr = self.tr
        self.add(QgsProcessingParameterField(self.FEATURES, tr("Fields of the features"), None, self.SAMPLES,
                                             allowMultiple=True, optional=True),
                 tr("Numbers already extracted, a field a feature, in place of rasters. Samples that lack one are "
                    "counted and left out."))
        self.add(QgsProcessingParameterField(self.GROUP_FIELD, tr("Polygon"), None, self.SAMPLES, optional=True),
                 tr("Field of the polygon of each sample of a table, or of what belongs together: it stays whole. "
                    "Samples of one place stay together by themselves."))
        for key, label in ((self.X_FIELD, tr("Longitude or easting")), (self.Y_FIELD, tr("Latitude or northing"))):
            self.add(QgsProcessingParameterField(key, label, None, self.SAMPLES, optional=True),
                     tr("Field of the coordinate, for tables without geometry: blocks need a place."), advanced=True)
        self.add(QgsProcessingParameterCrs(self.CRS, tr("Coordinate system of the fields"), "EPSG:4326",
                                           optional=True),
                 tr("Of the two fields of coordinates. Geometries bring their own."), advanced=True)

    def _add_details(self) -> None:
        tr = self.tr
        self.add(QgsProcessingParameterString(self.SETTINGS, tr("Settings"), "", multiLine=True, optional=True),
                 tr("What differs from the defaults of Train a classifier, as random_forest.trees=200; svm.cost=100."),
                 advanced=True)
        self.add(QgsProcessingParameterEnum(self.CLASS_WEIGHT, tr("Weight of classes"), list(CLASS_WEIGHTS),
                                            defaultValue="none", usesStaticStrings=True),
                 tr("none: as many as there are; balanced: all classes weigh the same in training."), advanced=True)
        self.add_number(self.PER_CLASS, tr("Most pixels a class"), 0, 100_000_000, 1000, True,
                        tr("Pixels, or rows of a table, drawn once at random over all polygons of the class, for all "
                           "runs; 0 for all."), True)
        self.add_number(self.PER_POLYGON, tr("Most pixels a polygon"), 0, 100_000_000, 0, True,
                        tr("So that large polygons do not speak for their class; 0 for all."), True)
        self.add_cover()
        self.add_resampling()
        self.add_number(self.THREADS, tr("Threads"), 0, 256, 0, True, tr("Of forests and boosting; 0 for all."), True)
        self.add_number(self.CONFIDENCE_LEVEL, tr("Confidence level"), 0.5, 0.999, 0.95, False,
                        tr("Of the intervals of differences, 0.95 as a rule."), True)

    def _add_outputs(self) -> None:
        tr = self.tr
        self.add_report(
            tr("What it shows in plain sentences, then figures and tables, in the language of QGIS."),
            tr("Everything found, with what each classifier said polygon by polygon: Compare two runs reads it."))
        self.add_file(self.OUTPUT_CSV, tr("Scores as CSV"), "CSV (*.csv)",
                      tr("One line a split, run, classifier and class."))
        self.addOutput(QgsProcessingOutputString("BEST_CLASSIFIER", tr("Highest mean F1, by the soundest split")))
        for key, label in (("BEST_MACRO_F1", tr("Its mean F1")), ("BEST_OVERALL_ACCURACY", tr("Its overall accuracy")),
                           ("BEATEN", tr("Classifiers that it beats beyond chance")),
                           ("OPTIMISM_POLYGON", tr("Its overall accuracy by pixel less that by polygon")),
                           ("OPTIMISM_BLOCK", tr("Its overall accuracy by pixel less that by block")),
                           ("CLASSIFIERS", tr("Classifiers compared")), ("SAMPLES", tr("Samples")),
                           ("POLYGONS", tr("Polygons")), ("LEFT_OUT", tr("Samples left out"))):
            self.addOutput(QgsProcessingOutputNumber(key, label))

    def faults(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """What cannot run, said before anything starts."""
        found = self.table_fault(parameters, context)
        rasters, fields = bool(parameters.get(self.INPUT)), bool(parameters.get(self.FEATURES))
        if rasters == fields:
            found.append(say("benchmark_features_twice" if rasters else "benchmark_features_none"))
        if self.choice(parameters, self.METHOD, context) == "folds" \
                and self.parameterAsInt(parameters, self.RUNS, context) < 2:
            found.append(say("benchmark_one_fold"))
        return found

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """One core call."""
        from ..core.chains.benchmark import BenchmarkSettings, benchmark
        from ..core.chains.benchmark.settings import read_settings

        source = self.parameterAsSource(parameters, self.SAMPLES, context)
        if source is None:
            raise QgsProcessingException(self.invalidSourceError(parameters, self.SAMPLES))
        seed = self.parameterAsInt(parameters, self.SEED, context)
        html, figures, scores = (self.parameterAsFileOutput(parameters, key, context)
                                 for key in (self.OUTPUT_HTML_FILE, self.OUTPUT_JSON, self.OUTPUT_CSV))
        result = benchmark(BenchmarkSettings(
            classifiers=self._words(parameters, self.CLASSIFIERS, context), source=source.sourceName(),
            class_field=self.text(parameters, self.FIELD, context),
            classes=self.classes(parameters, context), splits=self._words(parameters, self.SPLIT, context),
            method=self.choice(parameters, self.METHOD, context),
            runs=self.parameterAsInt(parameters, self.RUNS, context),
            test=self.parameterAsDouble(parameters, self.TEST, context), seed=seed,
            blocks=self.parameterAsInt(parameters, self.BLOCKS, context),
            block_size=self.parameterAsDouble(parameters, self.BLOCK_SIZE, context),
            draw=self.draw_of(parameters, seed, context),
            resampling=self.choice(parameters, self.RESAMPLING, context),
            settings=read_settings(self.text(parameters, self.SETTINGS, context)),
            class_weight=self.choice(parameters, self.CLASS_WEIGHT, context),
            curve=self.parameterAsBool(parameters, self.LEARNING_CURVE, context),
            threads=self.parameterAsInt(parameters, self.THREADS, context),
            confidence_level=self.parameterAsDouble(parameters, self.CONFIDENCE_LEVEL, context), html=html,
            json=figures, csv=scores, language=user_language(), **self._samples(parameters, source, context, progress)),
            progress)
        files = {self.OUTPUT_HTML_FILE: html, self.OUTPUT_JSON: figures, self.OUTPUT_CSV: scores}
        return {**{key: path for key, path in files.items() if path}, **result.numbers}

    def _words(self, parameters: dict[str, Any], key: str, context: QgsProcessingContext) -> tuple[str, ...]:
        """Those chosen of an enumeration of several, however they were told."""
        return tuple(self.parameterAsEnumStrings(parameters, key, context))

    def _samples(self, parameters: dict[str, Any], source: Any, context: QgsProcessingContext,
                 progress: QgisProgress) -> dict[str, Any]:
        """Fields of the settings that hold the samples: polygons over rasters, or rows of a table."""
        from ..core.chains.benchmark.rows import RowReader
        from ..core.landcover.samples import Item

        label, group, x, y = (self.text(parameters, key, context)
                              for key in (self.FIELD, self.GROUP_FIELD, self.X_FIELD, self.Y_FIELD))
        if parameters.get(self.INPUT):
            source = self.source_of(parameters, self.SAMPLES, context)
            rows = self.rows(source, [label, group], progress)
            return {"rasters": self.raster_paths(parameters, self.INPUT, context), "crs": crs_of(source),
                    "items": tuple(Item(wkb, texts[0], "", texts[1]) for _, wkb, texts in rows)}
        # parameterAsFields until QGIS 3.34, and on its way out since.
        read = getattr(self, "parameterAsStrings", None) or self.parameterAsFields
        names = tuple(read(parameters, self.FEATURES, context))
        placed = bool(x and y)
        reader = RowReader(source.sourceName(), names, bool(group), placed)
        for _, wkb, texts in self.each_row(source, [label, group, x, y, *names], progress):
            reader.add(texts[0], texts[1], (texts[2], texts[3]), texts[4:], wkb)
        crs = source.sourceCrs()
        if placed:
            told = self.parameterAsCrs(parameters, self.CRS, context)
            crs = told if told.isValid() else QgsCoordinateReferenceSystem("EPSG:4326")
        elif reader.geometries and not crs.isValid():
            raise BocageError("vector_without_crs", file=source.sourceName())
        return {"crs": str(crs.authid() or crs.toWkt()), "rows": reader.rows()}
