"""``bocage:accuracy``: a map against a reference, or a matrix alone: accuracies, areas and their uncertainty."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsWkbTypes,
)

from ..bridge.feedback import QgisProgress
from ..bridge.fields import text_of
from ..bridge.language import say, user_language
from ..core.errors import BocageError
from .base import BocageAlgorithm
from .sources import features_in, field_index, rings_of

if TYPE_CHECKING:
    import numpy as np

    from ..core.validation.settings import Reference

# The plugin loads without numpy: what needs it is imported when it runs.

#: A field of this name holds chances of being drawn, not weights.
INCLUSION = "incl_prob"
MODES = ("probability", "blocks")
DESIGNS = ("simple", "stratified", "systematic", "cluster")


class AccuracyAlgorithm(BocageAlgorithm):
    """Parameters in, ``core.validation.assess.assess``, the report and its numbers out."""

    NAME = "accuracy"
    GROUP = "validation"

    MAP, REFERENCE, FIELD, STRATUM, WEIGHT = "MAP", "REFERENCE", "FIELD", "STRATUM", "WEIGHT"
    CLUSTER, DESIGN, MODE, STRATA_AREAS, CLASSES = "CLUSTER", "DESIGN", "MODE", "STRATA_AREAS", "CLASSES"
    SECOND, ALTERNATE, ADJUDICATED = "SECOND", "ALTERNATE", "ADJUDICATED"
    CONFIDENCE, CONFIDENCE_FIELD, IMAGE, PATCHES = "CONFIDENCE", "CONFIDENCE_FIELD", "IMAGE", "PATCHES"
    MATRIX, MATRIX_ROWS, CONFIDENCE_LEVEL = "MATRIX", "MATRIX_ROWS", "CONFIDENCE_LEVEL"
    OUTPUT_MATRIX = "OUTPUT_MATRIX"

    def label(self) -> str:
        """Name shown."""
        return self.tr("Accuracy of a map")

    def summary(self) -> str:
        """What it does."""
        return self.tr("Confronts a map of classes with a reference, by the estimators of the way the reference was "
                       "drawn: overall, user's and producer's accuracies, areas, each with its standard error and "
                       "interval, and what the overall accuracy hides.")

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        self._add_inputs()
        self._add_design()
        self._add_interpreters()
        self._add_evidence()
        self._add_matrix()
        self._add_outputs()

    def _add_inputs(self) -> None:
        tr = self.tr
        self.add(QgsProcessingParameterRasterLayer(self.MAP, tr("Map"), optional=True),
                 tr("Raster of classes by whole numbers. Pixels without data are counted and left out."))
        self.add(QgsProcessingParameterFeatureSource(
            self.REFERENCE, tr("Reference"),
            [QgsProcessing.SourceType.TypeVectorPoint, QgsProcessing.SourceType.TypeVectorPolygon], optional=True),
            tr("Points of a sample, or polygons, in any coordinate system. Polygons tell of the inside of polygons, "
               "never of the map: the report says so."))
        self.add(QgsProcessingParameterField(self.FIELD, tr("True class"), None, self.REFERENCE, optional=True),
                 tr("Field of the true class, number or name as on the map. Units without one are counted and left "
                    "out."))
        self.add_table(self.CLASSES, tr("Names of the classes"), tr(
            "CSV of two columns, number on the map and name. Without it names are those that the map bears, as maps of "
            "Classify rasters do, else numbers."))

    def _add_design(self) -> None:
        tr = self.tr
        self.add(QgsProcessingParameterEnum(self.DESIGN, tr("Design"), list(DESIGNS), defaultValue="simple",
                                            usesStaticStrings=True),
                 tr("How points were drawn: simple random; stratified random, with STRATUM; systematic, taken for "
                    "simple, whose standard errors are then conservative; cluster, with CLUSTER."))
        for key, label, text in (
                (self.STRATUM, tr("Stratum"), tr("Field of the stratum in which a unit was drawn. It need not be a "
                                                 "class of the map: a map edited since keeps its strata.")),
                (self.WEIGHT, tr("Weight"), tr("Field of what a unit stands for, in pixels of the map, or in area "
                                               "where all have the same. A field named incl_prob holds chances of "
                                               "being drawn, and is inverted.")),
                (self.CLUSTER, tr("Cluster"), tr("Field of the group in which units were drawn together, or of "
                                                 "polygons that belong together: standard errors are those of "
                                                 "groups."))):
            self.add(QgsProcessingParameterField(key, label, None, self.REFERENCE, optional=True), text)
        self.add_table(self.STRATA_AREAS, tr("Sizes of the strata"), tr(
            "CSV of two columns, stratum and size in any unit. Without it, sizes are the sums of weights, or "
            "the areas of the map's classes where strata bear their names or numbers."))
        self.add(QgsProcessingParameterEnum(self.MODE, tr("What points tell"), list(MODES), defaultValue="probability",
                                            usesStaticStrings=True),
                 tr("probability: points drawn with known chances, that speak for the map; blocks: places that "
                    "training did not see, that speak of transfer."), advanced=True)
        self.add(QgsProcessingParameterNumber(
            self.CONFIDENCE_LEVEL, tr("Confidence level"), QgsProcessingParameterNumber.Type.Double,
            defaultValue=0.95, minValue=0.5, maxValue=0.999), tr("Of the intervals, 0.95 as a rule."), advanced=True)

    def _add_interpreters(self) -> None:
        tr = self.tr
        for key, label, text in (
                (self.SECOND, tr("Class by a second interpreter"), tr(
                    "Field of what another person says of the same unit, empty where only one looked. What they "
                    "differ on widens the standard errors.")),
                (self.ALTERNATE, tr("Second choice"), tr("Field of the second choice of the first interpreter.")),
                (self.ADJUDICATED, tr("Class settled"), tr("Field of the class on which the interpreters settled: it "
                                                           "replaces both."))):
            self.add(QgsProcessingParameterField(key, label, None, self.REFERENCE, optional=True), text,
                     advanced=True)

    def _add_evidence(self) -> None:
        tr = self.tr
        self.add(QgsProcessingParameterRasterLayer(self.CONFIDENCE, tr("Confidence of the map"), optional=True),
                 tr("Raster of how sure the map is, to be confronted with where it is right: one band, of the class of "
                    "the map, as share or percent; or one band a class, named for them. Both are outputs of Classify "
                    "rasters. For points alone."))
        self.add(QgsProcessingParameterField(self.CONFIDENCE_FIELD, tr("Confidence of the map, as a field"), None,
                                             self.REFERENCE, optional=True),
                 tr("Field of how sure the map is at each unit, as share or percent, in place of the raster."),
                 advanced=True)
        self.add(QgsProcessingParameterRasterLayer(self.IMAGE, tr("Image of the ground"), optional=True),
                 tr("Raster shown in the report beside the map where the two disagree most, in red, green and blue by "
                    "the names of its bands, or its first three. Any coordinate system."))
        self.add(QgsProcessingParameterBoolean(self.PATCHES, tr("Patches of the map"), defaultValue=False),
                 tr("Adds the sizes of the map's patches to the report: single pixels are noise that no sample sees. "
                    "Some ten seconds more for a tile of Sentinel-2."), advanced=True)

    def _add_matrix(self) -> None:
        tr = self.tr
        self.add_table(self.MATRIX, tr("Matrix"), tr(
            "Error matrix as text, in place of map and reference: names of classes on the first line, then a "
            "line a class. With the sizes of the strata, its rows are the strata."))
        self.add(QgsProcessingParameterEnum(self.MATRIX_ROWS, tr("Rows of the matrix"), ["map", "reference"],
                                            defaultValue="map", usesStaticStrings=True),
                 tr("What the rows are, where the file does not say it itself (# rows: map)."))

    def _add_outputs(self) -> None:
        tr = self.tr
        self.add_report(tr("Design, tables and figures in one file, in the language of QGIS."))
        self.add_file(self.OUTPUT_MATRIX, tr("Error matrix"), "CSV (*.csv)",
                      tr("Counts, rows the map and columns the reference, which its first line says."))
        for key, label in (
                ("OVERALL_ACCURACY", tr("Overall accuracy")),
                ("OVERALL_ACCURACY_STANDARD_ERROR", tr("Standard error of the overall accuracy")),
                ("OVERALL_ACCURACY_LOW", tr("Overall accuracy, lower bound")),
                ("OVERALL_ACCURACY_HIGH", tr("Overall accuracy, upper bound")), ("KAPPA", tr("Kappa")),
                ("MEAN_F1", tr("Mean F1")), ("WORST_F1", tr("Lowest F1")),
                ("QUANTITY_DISAGREEMENT", tr("Quantity disagreement")),
                ("ALLOCATION_DISAGREEMENT", tr("Allocation disagreement")), ("UNITS", tr("Units")),
                ("UNITS_LEFT_OUT", tr("Units left out")), ("BRIER_SCORE", tr("Brier score")),
                ("CALIBRATION_ERROR", tr("Expected calibration error")),
                ("ISOLATED_PERCENT", tr("Pixels alone in their class (%)"))):
            self.addOutput(QgsProcessingOutputNumber(key, label))

    def faults(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """What cannot run, said before anything starts."""
        matrix, whole = self.text(parameters, self.MATRIX, context), bool(parameters.get(self.MAP))
        found = self.files_absent(parameters, context, self.MATRIX, self.STRATA_AREAS, self.CLASSES)
        if matrix and (whole or parameters.get(self.REFERENCE)):
            found.append(say("accuracy_both"))
        elif not matrix and not (whole and parameters.get(self.REFERENCE)):
            found.append(say("accuracy_nothing"))
        elif not matrix and not parameters.get(self.FIELD):
            found.append(say("accuracy_field"))
        return found

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """One core call."""
        from ..core.validation.assess import assess
        from ..core.validation.settings import AccuracySettings
        from ..core.validation.tables import read_names, read_sizes

        outputs = {key: self.parameterAsFileOutput(parameters, key, context)
                   for key in (self.OUTPUT_HTML_FILE, self.OUTPUT_JSON, self.OUTPUT_MATRIX)}
        matrix = self.text(parameters, self.MATRIX, context)
        sizes, names = (self.text(parameters, key, context) for key in (self.STRATA_AREAS, self.CLASSES))
        path, reference, name = ("", None, "") if matrix else self._inputs(parameters, context, progress)
        result = assess(AccuracySettings(
            map=path, reference=reference, reference_name=name, matrix=matrix,
            matrix_rows=self.choice(parameters, self.MATRIX_ROWS, context),
            design=self.choice(parameters, self.DESIGN, context), mode=self.choice(parameters, self.MODE, context),
            strata_sizes=read_sizes(sizes) if sizes else None, names=read_names(names) if names else {},
            other_names=read_names(names, 2) if names else {},
            confidence_level=self.number(parameters, self.CONFIDENCE_LEVEL, context) or 0.95,
            confidence="" if matrix else self.raster_path(parameters, self.CONFIDENCE, context),
            image="" if matrix else self.raster_path(parameters, self.IMAGE, context),
            patches=self.parameterAsBoolean(parameters, self.PATCHES, context),
            html=outputs[self.OUTPUT_HTML_FILE], json=outputs[self.OUTPUT_JSON],
            matrix_csv=outputs[self.OUTPUT_MATRIX], language=user_language()), progress)
        return {**{key: value for key, value in outputs.items() if value}, **result.numbers}

    def _inputs(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> tuple[str, Reference, str]:
        """Path of the map, the reference in its CRS, and the reference's name."""
        layer = self.raster_layer(parameters, self.MAP, context)
        if layer is None:
            raise BocageError("raster_unreadable", file=str(parameters[self.MAP]), fault="not a raster file")
        source = self.source_of(parameters, self.REFERENCE, context)
        fields = {key: self.text(parameters, key, context) for key in (
            self.FIELD, self.STRATUM, self.WEIGHT, self.CLUSTER, self.SECOND, self.ALTERNATE, self.ADJUDICATED,
            self.CONFIDENCE_FIELD)}
        for field in fields.values():
            field_index(source, field)
        kind = QgsWkbTypes.geometryType(source.wkbType())
        if kind not in (QgsWkbTypes.GeometryType.PointGeometry, QgsWkbTypes.GeometryType.PolygonGeometry):
            raise BocageError("reference_geometry", reference=source.sourceName())
        features = features_in(source, layer.crs(), context, progress)
        points = kind == QgsWkbTypes.GeometryType.PointGeometry
        return layer.source(), self._reference(features, points, fields), source.sourceName()

    def _reference(self, features: Iterable[tuple[int, Any, Any]], points: bool, fields: dict[str, str]) -> Reference:
        """Points or polygons with what their fields say."""
        import numpy as np

        from ..core.validation.settings import Reference

        columns: dict[str, list[Any]] = {key: [] for key in fields}
        places, rings = [], []
        for _, feature, geometry in features:
            if points:
                # A multipoint is one unit: its first point.
                first = next(iter(geometry.vertices()))
                places.append((first.x(), first.y()))
            else:
                rings.append(rings_of(geometry))
            for key, field in fields.items():
                columns[key].append(feature[field] if field else None)
        weight = _weights(columns[self.WEIGHT], fields[self.WEIGHT])
        x, y = np.array(places, float).reshape(-1, 2).T
        told = {key: [text_of(value) for value in columns[key]] if field else None for key, field in fields.items()}
        return Reference(told[self.FIELD] or [], x, y, rings, told[self.STRATUM], weight, told[self.CLUSTER],
                         told[self.SECOND], told[self.ALTERNATE], told[self.ADJUDICATED],
                         _numbers(columns[self.CONFIDENCE_FIELD]) if fields[self.CONFIDENCE_FIELD] else None)


def _weights(values: list[Any], field: str) -> np.ndarray | None:
    import numpy as np

    if not field:
        return None
    found = _numbers(values)
    with np.errstate(divide="ignore"):
        return 1.0 / found if field.lower() == INCLUSION else found


def _numbers(values: list[Any]) -> np.ndarray:
    """Of a field, NaN for null and for what is no number."""
    import numpy as np

    found = np.full(len(values), np.nan)
    for row, value in enumerate(values):
        try:
            found[row] = float(text_of(value))
        except ValueError:
            continue
    return found
