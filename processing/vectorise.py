"""``bocage:vectorise``: a map of classes as polygons."""

from __future__ import annotations

import os
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureSink,
    QgsField,
    QgsFields,
    QgsGeometry,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingUtils,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QVariant

from ..bridge.feedback import QgisProgress
from ..bridge.language import user_language
from .landcover_tools import SHIPPED
from .map_tools import UNITS, MapTool

SIMPLIFY = ("none", "smooth")


class Vectorise(MapTool):
    """Parameters in, ``core.landcover.vectorise.vectorise``, polygons out as they come."""

    NAME = "vectorise"

    CONFIDENCE, VALIDITY, SHARES = "CONFIDENCE", "VALIDITY", "SHARES"
    SIMPLIFY, NOMENCLATURE = "SIMPLIFY", "NOMENCLATURE"

    def label(self) -> str:
        """Name shown."""
        return self.tr("Vectorise a map")

    def summary(self) -> str:
        """What it does."""
        return self.tr("Makes polygons of the patches of a map of classes, with their name, their area on the "
                       "ellipsoid, mean and spread of confidence and validity, and shares of another map's classes.")

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        tr = self.tr
        real = QgsProcessingParameterNumber.Type.Double
        self.add(QgsProcessingParameterRasterLayer(self.INPUT, tr("Map")), tr("Raster of classes by whole numbers."))
        self.add(QgsProcessingParameterRasterLayer(self.CONFIDENCE, tr("Confidence"), optional=True),
                 tr("Raster on the same pixels, as written by bocage:classify."))
        self.add(QgsProcessingParameterRasterLayer(self.VALIDITY, tr("Validity"), optional=True),
                 tr("Raster on the same pixels: how many clear dates each pixel has."))
        self.add(QgsProcessingParameterRasterLayer(self.SHARES, tr("Map counted inside"), optional=True),
                 tr("Map on the same pixels, the one before regularisation for instance: one field a class holds the "
                    "percent of the polygon's pixels that it has."))
        self.add(QgsProcessingParameterEnum(self.SIMPLIFY, tr("Outlines"), list(SIMPLIFY), defaultValue="none",
                                            usesStaticStrings=True),
                 tr("none: along the pixels. smooth: through the middles of their sides, half a pixel off at most; "
                    "neighbours keep one line, without gap or overlap."))
        self.add(QgsProcessingParameterNumber(self.MINIMUM_UNIT, tr("Minimum unit"), real, 0.0, False, 0.0, 1e7),
                 tr("Patches smaller than this join a neighbour first, as in bocage:regularise. 0: none do."))
        self.add(QgsProcessingParameterEnum(self.UNIT, tr("Unit"), list(UNITS), defaultValue="pixels",
                                            usesStaticStrings=True), tr("In which the minimum unit is given."))
        self.add_table(self.NOMENCLATURE, tr("Table of classes"), tr(
            "Names of the classes: CSV of number and name, or oso_17 or oso_23. Empty: those of the map."),
            or_name=True)
        self.add(QgsProcessingParameterFeatureSink(self.OUTPUT, tr("Polygons"),
                                                   QgsProcessing.SourceType.TypeVectorPolygon),
                 tr("Fields: class, name, pixels, area_ha; conf_mean, conf_std, valid_mean, valid_std; pct_ and the "
                    "number of each class counted."))
        self.addOutput(QgsProcessingOutputNumber("COUNT", tr("Polygons")))
        self.addOutput(QgsProcessingOutputNumber("AREA_HA", tr("Area of all polygons (ha)")))

    def faults(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """What cannot run, said before anything starts."""
        shipped = self.text(parameters, self.NOMENCLATURE, context) in SHIPPED
        return [] if shipped else self.files_absent(parameters, context, self.NOMENCLATURE)

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """One core call, whose polygons are written as they come."""
        from ..core.engine.raster import Raster
        from ..core.landcover.vectorise import VectoriseSettings, classes_of, names_of, vectorise

        path = self.raster_path(parameters, self.INPUT, context)
        rasters = [self.raster_path(parameters, key, context) for key in (self.CONFIDENCE, self.VALIDITY, self.SHARES)]
        names = names_of(path, self.text(parameters, self.NOMENCLATURE, context), user_language())
        counted = classes_of(rasters[2], progress) if rasters[2] else ()
        with Raster(path) as raster:
            crs = QgsCoordinateReferenceSystem(raster.grid.crs)
        fields = _fields(rasters, counted)
        sink, target = self.sink(parameters, self.OUTPUT, context, fields, QgsWkbTypes.Type.MultiPolygon, crs)
        # A layer in memory has an identifier in place of a path.
        place = target.split("|")[0]
        settings = VectoriseSettings(
            path, *rasters, simplify=self.choice(parameters, self.SIMPLIFY, context),
            minimum=self.parameterAsDouble(parameters, self.MINIMUM_UNIT, context),
            unit=self.choice(parameters, self.UNIT, context), folder=QgsProcessingUtils.tempFolder(),
            target=os.path.dirname(place) if os.path.isabs(place) else "")
        count, hectares = 0, 0.0
        for one in vectorise(settings, progress):
            feature = QgsFeature(fields)
            shape = QgsGeometry()
            shape.fromWkb(one.wkb)
            feature.setGeometry(shape)
            values: list[Any] = [one.code, names.get(one.code, str(one.code)), one.pixels, one.area_ha]
            for wanted, pair in zip(rasters, (one.confidence, one.validity)):
                values += list(pair or (None, None)) if wanted else []
            feature.setAttributes([*values, *(one.shares.get(value, 0.0) for value in counted)])
            if not sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert):
                raise QgsProcessingException(self.writeFeatureError(sink, parameters, self.OUTPUT))
            count, hectares = count + 1, hectares + one.area_ha
        progress.info("vectorised", count=count, hectares=f"{hectares:.2f}")
        return {self.OUTPUT: target, "COUNT": count, "AREA_HA": hectares}


def _fields(rasters: list[str], counted: tuple[int, ...]) -> QgsFields:
    """Columns of what was given."""
    whole, real = QVariant.Type.Int, QVariant.Type.Double
    columns = [("class", whole), ("name", QVariant.Type.String), ("pixels", QVariant.Type.LongLong), ("area_ha", real)]
    for path, name in zip(rasters, ("conf", "valid")):
        columns += [(f"{name}_mean", real), (f"{name}_std", real)] if path else []
    columns += [(f"pct_{value}".replace("-", "m"), real) for value in counted]
    fields = QgsFields()
    for name, kind in columns:
        fields.append(QgsField(name, kind))
    return fields
