"""``bocage:samplingdesign``: a probability sample of a map, to be labelled, with the chances of each unit."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureSink,
    QgsField,
    QgsFields,
    QgsGeometry,
    QgsPointXY,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDistance,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QVariant

from ..bridge.feedback import QgisProgress
from ..bridge.language import say
from ..core.errors import Cancelled
from .base import BocageAlgorithm

DESIGNS = ("simple", "stratified", "systematic", "cluster")
ALLOCATIONS = ("equal", "proportional", "neyman", "mixed")
#: Fields that a labeller fills: class, second choice, how sure, who, why.
LABELS = ("ref_class", "alt_class", "confidence", "labeller", "comment")


class SamplingDesign(BocageAlgorithm):
    """Parameters in, ``core.validation.draw.draw``, points out."""

    NAME = "samplingdesign"
    GROUP = "validation"

    MAP, DESIGN, SIZE, STANDARD_ERROR = "MAP", "DESIGN", "SIZE", "STANDARD_ERROR"
    ALLOCATION, EXPECTED, DISTANCE, SEED = "ALLOCATION", "EXPECTED", "DISTANCE", "SEED"
    CLUSTER_SIDE, CLUSTER_UNITS, BLIND, OUTPUT = "CLUSTER_SIDE", "CLUSTER_UNITS", "BLIND", "OUTPUT"

    def label(self) -> str:
        """Name shown."""
        return self.tr("Sampling design")

    def summary(self) -> str:
        """What it does."""
        return self.tr("Draws a probability sample of the pixels of a map, to be labelled: each point keeps its "
                       "stratum, its cluster and its chance of being drawn, which the accuracy needs.")

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        tr = self.tr
        integer, real = QgsProcessingParameterNumber.Type.Integer, QgsProcessingParameterNumber.Type.Double
        self.add(QgsProcessingParameterRasterLayer(self.MAP, tr("Map")),
                 tr("Raster of classes by whole numbers; pixels without data are not drawn."))
        self.add(QgsProcessingParameterEnum(self.DESIGN, tr("Design"), list(DESIGNS), defaultValue="stratified",
                                            usesStaticStrings=True),
                 tr("simple random; stratified by the map's classes; systematic, a grid from a random corner; cluster, "
                    "square blocks of pixels."))
        self.add(QgsProcessingParameterNumber(self.SIZE, tr("Size"), integer, optional=True, minValue=2,
                                              maxValue=10_000_000),
                 tr("Points, or clusters. Empty: as many as the standard error needs."))
        self.add(QgsProcessingParameterNumber(self.STANDARD_ERROR, tr("Standard error"), real, optional=True,
                                              defaultValue=0.01, minValue=0.0001, maxValue=0.2),
                 tr("Wanted of the overall accuracy where no size is given; the allocation chosen decides how many "
                    "that takes."))
        self.add(QgsProcessingParameterEnum(self.ALLOCATION, tr("Allocation"), list(ALLOCATIONS),
                                            defaultValue="mixed", usesStaticStrings=True),
                 tr("Of a stratified sample: equal, the same in each class; proportional to areas; neyman, least "
                    "variance of the overall accuracy; mixed, at least 50 in small classes, the rest in proportion."))
        self.add_table(self.EXPECTED, tr("Expected user's accuracies"), tr(
            "CSV of two columns, number of the class and user's accuracy expected; 0.8 where nothing is said. "
            "For sizes and the neyman allocation."), advanced=True)
        self.add(QgsProcessingParameterDistance(self.DISTANCE, tr("Least distance"), 0.0, self.MAP, minValue=0.0),
                 tr("Between points, in the unit of the map; 0 for none. Points then no longer have quite the chances "
                    "that they keep."), advanced=True)
        self.add(QgsProcessingParameterNumber(self.CLUSTER_SIDE, tr("Side of a cluster"), integer, defaultValue=10,
                                              minValue=1, maxValue=10_000),
                 tr("Side of the square blocks drawn, in pixels of the map."), advanced=True)
        self.add(QgsProcessingParameterNumber(self.CLUSTER_UNITS, tr("Points of a cluster"), integer, defaultValue=9,
                                              minValue=0, maxValue=1_000_000),
                 tr("Drawn inside each cluster; 0 for all its pixels."), advanced=True)
        self.add(QgsProcessingParameterNumber(self.SEED, tr("Seed"), integer, defaultValue=1, minValue=0,
                                              maxValue=2_147_483_647),
                 tr("The same seed on the same map is the same sample."))
        self.add(QgsProcessingParameterBoolean(self.BLIND, tr("Blind"), defaultValue=True),
                 tr("Leaves the map's class out of the points, so that it does not sway who labels them."))
        self.add(QgsProcessingParameterFeatureSink(self.OUTPUT, tr("Sample"), QgsProcessing.SourceType.TypeVectorPoint),
                 tr("Points in an order that tells nothing, with the fields stratum, incl_prob and cluster, and those "
                    "to fill: ref_class, alt_class, confidence, labeller, comment."))
        self.addOutput(QgsProcessingOutputNumber("COUNT", tr("Points drawn")))
        self.addOutput(QgsProcessingOutputNumber("MISSING", tr("Points without room")))

    def faults(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """What cannot run, said before anything starts."""
        found = self.files_absent(parameters, context, self.EXPECTED)
        needs_size = self.choice(parameters, self.DESIGN, context) == "cluster"
        if needs_size and self.number(parameters, self.SIZE, context) is None:
            found.append(say("cluster_size_absent"))
        return found

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """One core call, then the points."""
        from ..core.validation.draw import DrawSettings, draw
        from ..core.validation.tables import read_expected

        path = self.raster_path(parameters, self.MAP, context)
        size = self.number(parameters, self.SIZE, context)
        expected = self.text(parameters, self.EXPECTED, context)
        drawn = draw(DrawSettings(
            map=path, design=self.choice(parameters, self.DESIGN, context),
            size=None if size is None else int(size),
            standard_error=self.number(parameters, self.STANDARD_ERROR, context),
            allocation=self.choice(parameters, self.ALLOCATION, context),
            expected=read_expected(expected) if expected else {},
            distance=self.parameterAsDouble(parameters, self.DISTANCE, context),
            cluster_side=self.parameterAsInt(parameters, self.CLUSTER_SIDE, context),
            cluster_units=self.parameterAsInt(parameters, self.CLUSTER_UNITS, context),
            seed=self.parameterAsInt(parameters, self.SEED, context)), progress)
        if drawn.missing:
            progress.warn("sample_incomplete", missing=drawn.missing)
        blind = self.parameterAsBool(parameters, self.BLIND, context)
        return {self.OUTPUT: self._write(parameters, context, drawn, blind, progress), "COUNT": len(drawn.x),
                "MISSING": drawn.missing}

    def _write(self, parameters: dict[str, Any], context: QgsProcessingContext, drawn: Any, blind: bool,
               progress: QgisProgress) -> str:
        fields = QgsFields()
        text, number = QVariant.Type.String, QVariant.Type.Int
        columns = [("id", number), ("stratum", text), ("incl_prob", QVariant.Type.Double), ("cluster", number)]
        columns += [] if blind else [("map_class", number)]
        for name, kind in (*columns, *((name, text) for name in LABELS)):
            fields.append(QgsField(name, kind))
        sink, target = self.sink(parameters, self.OUTPUT, context, fields, QgsWkbTypes.Type.Point,
                                 QgsCoordinateReferenceSystem(drawn.crs))
        for k in range(len(drawn.x)):
            if progress.cancelled():
                raise Cancelled
            feature = QgsFeature(fields)
            feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(float(drawn.x[k]), float(drawn.y[k]))))
            values = [k + 1, drawn.stratum[k] or None, float(drawn.probability[k]),
                      int(drawn.cluster[k]) if drawn.cluster[k] >= 0 else None]
            values += [] if blind else [int(drawn.map_class[k])]
            feature.setAttributes([*values, *([None] * len(LABELS))])
            if not sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert):
                raise QgsProcessingException(self.writeFeatureError(sink, parameters, self.OUTPUT))
        return target
