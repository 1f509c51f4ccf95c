"""``bocage:train``: rasters and reference polygons to a model file."""

from __future__ import annotations

from collections import Counter
from typing import Any

from qgis.core import (
    QgsGeometry,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMultipleLayers,
)

from ..bridge.feedback import QgisProgress
from ..bridge.language import say
from .landcover_tools import LandcoverTool
from .sources import crs_of

#: As in core/landcover, which is only read when the work begins.
CLASSIFIERS = ("random_forest", "extra_trees", "gradient_boosting", "svm", "linear_discriminant",
               "quadratic_discriminant", "nearest_mean", "k_nearest")
CLASS_WEIGHTS = ("none", "balanced")
VOTES = ("uniform", "distance")
#: Keys of settings: word in core, smallest, largest, default, whole numbers.
NUMBERS = {"TREES": ("trees", 1, 20_000, 100, True), "DEPTH": ("depth", 0, 1000, 25, True),
           "LEAF_SAMPLES": ("leaf_samples", 1, 100_000, 1, True),
           "FEATURES_PER_SPLIT": ("features_per_split", 0, 32_767, 0, True),
           "ROUNDS": ("rounds", 1, 5000, 100, True), "RATE": ("rate", 0.001, 1.0, 0.1, False),
           "LEAVES": ("leaves", 2, 10_000, 31, True), "COST": ("cost", 1e-6, 1e6, 10.0, False),
           "GAMMA": ("gamma", 0.0, 1e6, 0.0, False), "NEIGHBOURS": ("neighbours", 1, 1000, 5, True),
           "REGULARISATION": ("regularisation", 0.0, 1.0, 0.0, False)}
#: What each classifier listens to.
LISTENS = {"random_forest": ("TREES", "DEPTH", "LEAF_SAMPLES", "FEATURES_PER_SPLIT"),
           "extra_trees": ("TREES", "DEPTH", "LEAF_SAMPLES", "FEATURES_PER_SPLIT"),
           "gradient_boosting": ("ROUNDS", "RATE", "LEAVES"), "svm": ("COST", "GAMMA"), "linear_discriminant": (),
           "quadratic_discriminant": ("REGULARISATION",), "nearest_mean": (), "k_nearest": ("NEIGHBOURS",)}


class Train(LandcoverTool):
    """Parameters in, ``core.chains.landcover_training.train_model``, a model file out."""

    NAME = "train"

    INPUT, SAMPLES, FIELD, CLASSIFIER, SEED = "INPUT", "SAMPLES", "FIELD", "CLASSIFIER", "SEED"
    SPLIT, VALIDATION, GROUP_FIELD, RUNS = "SPLIT", "VALIDATION", "GROUP_FIELD", "RUNS"
    CLASS_WEIGHT, REGIONS, REGION, BLEND = "CLASS_WEIGHT", "REGIONS", "REGION", "BLEND"
    STANDARDISE, VOTES, THREADS, MODEL = "STANDARDISE", "VOTES", "THREADS", "MODEL"

    def label(self) -> str:
        """Name shown."""
        return self.tr("Train a classifier")

    def summary(self) -> str:
        """What it does."""
        return self.tr("Learns classes from the pixels of any rasters under reference polygons, judges what it learned "
                       "by polygons kept apart, and writes a model file that holds data and no code. Discriminants, "
                       "nearest mean and nearest neighbours need nothing; forests, boosting and support vectors are "
                       "trained by scikit-learn, and predict without it.")

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        self._add_inputs()
        self._add_judging()
        self._add_pixels()
        self._add_regions()
        self._add_settings()
        self._add_outputs()

    def _add_inputs(self) -> None:
        tr = self.tr
        self.add(QgsProcessingParameterMultipleLayers(self.INPUT, tr("Rasters"), QgsProcessing.SourceType.TypeRaster),
                 tr("All bands of all rasters are features: series, indices, relief, radar, embeddings. They are read "
                    "on the grid of the first; the map needs the same features."))
        self.add(QgsProcessingParameterFeatureSource(
            self.SAMPLES, tr("Reference data"),
            [QgsProcessing.SourceType.TypeVectorPolygon, QgsProcessing.SourceType.TypeVectorPoint]),
            tr("Polygons or points of known class, in any coordinate system, as they are or from Split samples."))
        self.add(QgsProcessingParameterField(self.FIELD, tr("Class"), None, self.SAMPLES),
                 tr("Field of the class, number or name as in the table of classes."))
        self.add_nomenclature()
        self.add(QgsProcessingParameterEnum(self.CLASSIFIER, tr("Classifier"), list(CLASSIFIERS),
                                            defaultValue="random_forest", usesStaticStrings=True),
                 tr("random_forest is the one of the maps of France. Discriminants, nearest_mean and k_nearest need "
                    "nothing installed; the others are trained by scikit-learn."))
        self.add_number(self.SEED, tr("Seed"), 0, 2_147_483_647, 1, True,
                        tr("The same seed on the same data is the same model."))

    def _add_judging(self) -> None:
        tr = self.tr
        self.add(QgsProcessingParameterField(self.SPLIT, tr("Split"), None, self.SAMPLES, optional=True),
                 tr("Field whose values train and validation say who learns and who judges; the rest is not looked at. "
                    "Empty: polygons are drawn by the next parameter."))
        self.add_number(self.VALIDATION, tr("Share kept apart"), 0.0, 0.9, 0.3, False,
                        tr("Of the polygons of each class, to judge by, where no field says it. Their pixels never "
                           "train. 0: the model says nothing of how good it is."))
        self.add(QgsProcessingParameterField(self.GROUP_FIELD, tr("Group"), None, self.SAMPLES, optional=True),
                 tr("Field of what belongs together: features with the same value all learn or all judge."),
                 advanced=True)
        self.add_number(self.RUNS, tr("Runs"), 1, 100, 1, True,
                        tr("Trainings with other draws of polygons and other seeds, whose spread tells how much is "
                           "chance. The model is that of the first."), True)
        self.add(QgsProcessingParameterEnum(self.CLASS_WEIGHT, tr("Weight of classes"), list(CLASS_WEIGHTS),
                                            defaultValue="none", usesStaticStrings=True),
                 tr("none: as many as there are; balanced: all classes weigh the same, so rare ones are mapped more "
                    "often than they are."), advanced=True)

    def _add_pixels(self) -> None:
        tr = self.tr
        self.add_number(self.PER_CLASS, tr("Most pixels a class"), 0, 100_000_000, 5000, True,
                        tr("Drawn at random over all polygons of the class; 0 for all."))
        self.add_number(self.PER_POLYGON, tr("Most pixels a polygon"), 0, 100_000_000, 0, True,
                        tr("So that one large polygon is not the whole class; 0 for all."), True)
        self.add_cover()
        self.add_resampling()

    def _add_regions(self) -> None:
        tr = self.tr
        self.add(QgsProcessingParameterFeatureSource(self.REGIONS, tr("Regions"),
                                                     [QgsProcessing.SourceType.TypeVectorPolygon], optional=True),
                 tr("Polygons, each of which gets a model of its own from the samples inside."), advanced=True)
        self.add(QgsProcessingParameterField(self.REGION, tr("Name of the region"), None, self.REGIONS, optional=True),
                 tr("Field of the regions; their number if empty."), advanced=True)
        self.add_number(self.BLEND, tr("Blend"), 0.0, 1_000_000.0, 0.0, False,
                        tr("Metres on either side of a border over which the probabilities of two regions pass into "
                           "each other; 0 for a sharp border."), True)

    def _add_settings(self) -> None:
        tr = self.tr
        words = {
            "TREES": (tr("Trees"), tr("Of a forest: more are slower, and hardly ever worse.")),
            "DEPTH": (tr("Depth"), tr("Levels of a tree of a forest; 0 for no limit.")),
            "LEAF_SAMPLES": (tr("Samples in a leaf"), tr("Fewest pixels in a leaf of a forest.")),
            "FEATURES_PER_SPLIT": (tr("Features in a fork"), tr("Tried at each fork of a forest; 0 for the square "
                                                                "root of their number.")),
            "ROUNDS": (tr("Rounds"), tr("Of gradient boosting, a tree for each class.")),
            "RATE": (tr("Learning rate"), tr("Of gradient boosting: a smaller one wants more rounds.")),
            "LEAVES": (tr("Leaves"), tr("Most leaves of a tree of gradient boosting.")),
            "COST": (tr("Cost"), tr("Of support vectors: the larger, the fewer errors are borne.")),
            "GAMMA": (tr("Gamma"), tr("Of the Gaussian kernel of support vectors, on features in deviations; 0 for one "
                                      "over their number.")),
            "NEIGHBOURS": (tr("Neighbours"), tr("That vote, of k_nearest.")),
            "REGULARISATION": (tr("Regularisation"), tr("Of quadratic_discriminant: share of the unit matrix in each "
                                                        "covariance."))}
        for key, (_, low, high, default, whole) in NUMBERS.items():
            self.add_number(key, words[key][0], low, high, default, whole, words[key][1], True)
        self.add(QgsProcessingParameterEnum(self.VOTES, tr("Votes"), list(VOTES), defaultValue="uniform",
                                            usesStaticStrings=True),
                 tr("Of neighbours: uniform, or by the inverse of their distance."), advanced=True)
        self.add(QgsProcessingParameterBoolean(self.STANDARDISE, tr("Features in deviations"), defaultValue=True),
                 tr("Of nearest_mean and k_nearest: no unit weighs more than another."), advanced=True)
        self.add_number(self.THREADS, tr("Threads"), 0, 256, 0, True, tr("Of forests and boosting; 0 for all."), True)

    def _add_outputs(self) -> None:
        tr = self.tr
        self.add(QgsProcessingParameterFileDestination(self.MODEL, tr("Model"),
                                                       f"{tr('Bocage models')} (*.bocagemodel)"),
                 tr("The model file: arrays and JSON in a zip, with classes, features, settings, and how good it was "
                    "on polygons kept apart."))
        self.add_report(tr("How good the model was inside polygons kept apart, by class, and what it learned from."))
        for key, label in (("OVERALL_ACCURACY", tr("Overall accuracy in polygons kept apart")),
                           ("MEAN_F1", tr("Mean F1 in polygons kept apart")), ("PIXELS", tr("Pixels that train")),
                           ("POLYGONS", tr("Polygons that train")), ("LEFT_OUT", tr("Features left out"))):
            self.addOutput(QgsProcessingOutputNumber(key, label))

    def faults(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """What cannot run, said before anything starts."""
        found = self.table_fault(parameters, context)
        if not parameters.get(self.INPUT):
            found.append(say("features_none"))
        return found

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """One core call."""
        from ..bridge.language import user_language
        from ..core.chains import landcover_page
        from ..core.chains.landcover_training import TrainingSettings, train_model
        from ..core.landcover.samples import Item

        source = self.source_of(parameters, self.SAMPLES, context)
        split = self.text(parameters, self.SPLIT, context)
        rows = self.rows(source, [self.text(parameters, self.FIELD, context),
                                  self.text(parameters, self.GROUP_FIELD, context), split], progress)
        classifier = self.choice(parameters, self.CLASSIFIER, context)
        model = self.parameterAsFileOutput(parameters, self.MODEL, context)
        seed = self.parameterAsInt(parameters, self.SEED, context)
        result = train_model(TrainingSettings(
            self.raster_paths(parameters, self.INPUT, context),
            tuple(Item(wkb, texts[0], "", texts[1]) for _, wkb, texts in rows), crs_of(source), source.sourceName(),
            model, classifier, self._settings(parameters, classifier, context), seed,
            self.classes(parameters, context), self.choice(parameters, self.CLASS_WEIGHT, context),
            tuple(texts[2] for _, _, texts in rows) if split else (), split,
            self.parameterAsDouble(parameters, self.VALIDATION, context),
            self.parameterAsInt(parameters, self.RUNS, context),
            self.draw_of(parameters, seed, context),
            self._regions(parameters, context, progress), self.choice(parameters, self.RESAMPLING, context),
            keep_run=bool(parameters.get(self.OUTPUT_JSON))), progress)
        self.warn_left_out(Counter(reason for _, reason in result.refused), progress)
        html = self.parameterAsFileOutput(parameters, self.OUTPUT_HTML_FILE, context)
        figures = self.parameterAsFileOutput(parameters, self.OUTPUT_JSON, context)
        landcover_page.write(result.model, html, figures, user_language(), result.run)
        training, judged = result.model.training, result.model.validation
        files = {key: path for key, path in ((self.OUTPUT_HTML_FILE, html), (self.OUTPUT_JSON, figures)) if path}
        found = {self.MODEL: model, **files, "PIXELS": training["samples"],
                 "POLYGONS": sum(training["polygons"].values()), "LEFT_OUT": len(result.refused)}
        if judged:
            found["OVERALL_ACCURACY"] = judged["overall_accuracy"]["value"]
            found["MEAN_F1"] = judged["macro_f1"]
        return {key: value for key, value in found.items() if value is not None}

    def _settings(self, parameters: dict[str, Any], classifier: str, context: QgsProcessingContext) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key in LISTENS[classifier]:
            word, _, _, _, whole = NUMBERS[key]
            found[word] = (self.parameterAsInt if whole else self.parameterAsDouble)(parameters, key, context)
        if classifier in ("nearest_mean", "k_nearest"):
            found["standardise"] = self.parameterAsBool(parameters, self.STANDARDISE, context)
        if classifier == "k_nearest":
            found["votes"] = self.choice(parameters, self.VOTES, context)
        if classifier in ("random_forest", "extra_trees", "gradient_boosting"):
            found["threads"] = self.parameterAsInt(parameters, self.THREADS, context)
        return found

    def _regions(self, parameters: dict[str, Any], context: QgsProcessingContext, progress: QgisProgress) -> Any:
        from ..core.chains.landcover_training import Outlines

        if not parameters.get(self.REGIONS):
            return Outlines()
        source = self.source_of(parameters, self.REGIONS, context)
        rows = self.rows(source, [self.text(parameters, self.REGION, context)], progress)
        parts: dict[str, list[QgsGeometry]] = {}
        for number, (_, wkb, texts) in enumerate(rows):
            geometry = QgsGeometry()
            geometry.fromWkb(wkb)
            parts.setdefault(texts[0] or str(number + 1), []).append(geometry)
        # Features of one name are one region.
        outlines = tuple(bytes(QgsGeometry.unaryUnion(several).asWkb()) for several in parts.values())
        return Outlines(tuple(parts), outlines, crs_of(source), self.parameterAsDouble(parameters, self.BLEND, context))
