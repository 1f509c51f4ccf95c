"""``bocage:zonalseries``: statistics of parcels through dates, with how much of each was seen clear."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from qgis.core import (
    QgsFeature,
    QgsFeatureRequest,
    QgsFeatureSink,
    QgsField,
    QgsFields,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSource,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsWkbTypes,
)
from qgis.PyQt import QtCore

from ..bridge.feedback import QgisProgress
from .product_tools import FLAGS, UNCLEAR, ProductTool
from .sources import crs_of, field_index

#: As in core/chains/zonalseries/settings.py, which is only read when the work begins.
STATISTICS = ("mean", "median", "std", "min", "max", "p05", "p10", "p25", "p75", "p90", "p95")
_BATCH = 2000


class ZonalSeries(ProductTool):
    """Parameters in, ``core.chains.zonalseries.run_zonalseries``, a table out."""

    NAME = "zonalseries"

    ZONES, FIELD, INDICES, STATISTICS = "ZONES", "FIELD", "INDICES", "STATISTICS"
    WEIGHTS, TILES, MIN_CLEAR, CSV = "WEIGHTS", "TILES", "MIN_CLEAR", "OUTPUT_CSV"

    def label(self) -> str:
        """Name shown."""
        return self.tr("Series of zones")

    def summary(self) -> str:
        """What it does."""
        return self.tr("Statistics of bands and indices under polygons through dates: a table with one row for each "
                       "zone, date and variable, the share of the zone that was clear, and the share without data. "
                       "Each pixel counts by the exact share of it that the zone covers.")

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        tr = self.tr
        self.add_products(tr("Products, folders that hold products, and identifiers of scenes in the index. Products "
                             "of several tiles, zones and sensors may be mixed."))
        self.add(QgsProcessingParameterFeatureSource(self.ZONES, tr("Zones"),
                                                     [QgsProcessing.SourceType.TypeVectorPolygon]),
                 tr("Polygons in any coordinate system. Invalid ones are repaired, or left out and named in the log."))
        self.add(QgsProcessingParameterField(self.FIELD, tr("Name of the zones"), None, self.ZONES, optional=True),
                 tr("Field that names a zone in the table; the number of the feature if empty."))
        self.add(QgsProcessingParameterString(self.INDICES, tr("Bands and indices"), "NDVI"),
                 tr("Indices (NDVI), roles (red, nir, swir1), names (B4), formulas (nir / red) and layers (aot), "
                    "separated by commas."))
        self.add_words(self.FLAGS, tr("Flags that are not clear"), FLAGS, UNCLEAR,
                       tr("A pixel that bears one of them does not count."))
        self.add_words(self.STATISTICS, tr("Statistics"), STATISTICS, ("mean", "median", "std"),
                       tr("Columns of the table; p05 to p95 are percentiles."))
        self.add_choice(self.WEIGHTS, tr("Weights"), ("area", "centre"), "area", tr(
            "area: each pixel by the exact share of it that the zone covers; centre: the pixels whose centre lies "
            "inside, each for one."), advanced=True)
        self.add_choice(self.TILES, tr("Zones seen by several tiles"), ("best", "all"), "best", tr(
            "best: one row a zone and overpass, from the tile that saw most of it; all: one row a tile."),
            advanced=True)
        self.add(QgsProcessingParameterNumber(self.MIN_CLEAR, tr("Least clear share"),
                                              QgsProcessingParameterNumber.Type.Double, 0.0, False, 0.0, 1.0),
                 tr("Rows whose clear share is smaller, 0 to 1, keep it but have no statistics."), advanced=True)
        self.add_threads()
        self.add(QgsProcessingParameterFeatureSink(self.OUTPUT, tr("Series")),
                 tr("Table without geometry: zone, date, time, product, platform, level, tile, variable, statistics, "
                    "count, pixels, clear, nodata."))
        self.add_file(self.CSV, tr("Table (CSV)"), tr("CSV files (*.csv)"),
                      tr("The same table as text, commas between columns."))
        for key, label in (("ROWS", tr("Rows")), ("ZONES_SEEN", tr("Zones with a row")),
                           ("PRODUCTS", tr("Products read")), ("SKIPPED", tr("Products left out"))):
            self.addOutput(QgsProcessingOutputNumber(key, label))

    def faults(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """Inputs that are not there."""
        return self.not_there(parameters, (self.INPUT,), context)

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """One core call, then the table."""
        from ..core.chains.pixels.variables import split_names
        from ..core.chains.zonalseries import ZonalSettings, run_zonalseries
        from ..core.engine.progress import Part, check
        from ..core.engine.zones import zones_of

        source = self.source_of(parameters, self.ZONES, context)
        index = field_index(source, self.text(parameters, self.FIELD, context))
        zones = zones_of(_features(source, index), crs_of(source), source.sourceName())
        table = self.parameterAsFileOutput(parameters, self.CSV, context)
        result = run_zonalseries(zones, ZonalSettings(
            input=self.inputs(parameters, self.INPUT, context),
            indices=split_names(self.text(parameters, self.INDICES, context)),
            flags=self.words(parameters, self.FLAGS, context),
            statistics=self.words(parameters, self.STATISTICS, context),
            weights=self.choice(parameters, self.WEIGHTS, context),
            tiles=self.choice(parameters, self.TILES, context),
            min_clear=self.parameterAsDouble(parameters, self.MIN_CLEAR, context), csv=table,
            threads=self.parameterAsInt(parameters, self.THREADS, context)), Part(progress, 0.0, 0.9))
        check(progress)
        zone = QgsField(source.fields().at(index)) if index >= 0 else _field("zone", "whole")
        zone.setName("zone")
        output = self._write(parameters, context, result, zone, Part(progress, 0.9, 1.0))
        found = {self.OUTPUT: output, "ROWS": result.count(), "ZONES_SEEN": result.seen(),
                 "PRODUCTS": sum(len(day) for day in result.dates), "SKIPPED": len(result.skipped)}
        return {**found, self.CSV: table} if table else found

    def _write(self, parameters: dict[str, Any], context: QgsProcessingContext, result: Any, zone: QgsField,
               progress: Any) -> str:
        """The table, in one go: it is quick beside what it took."""
        fields = QgsFields()
        for name, kind in result.columns():
            fields.append(zone if kind == "zone" else _field(name, kind))
        sink, output = self.sink(parameters, self.OUTPUT, context, fields, QgsWkbTypes.Type.NoGeometry)
        total, batch = max(1, result.count()), []
        for number, row in enumerate(result.rows(), start=1):
            feature = QgsFeature(fields)
            feature.setAttributes([_value(value, kind) for value, (_, kind) in zip(row, result.columns())])
            batch.append(feature)
            if len(batch) == _BATCH or number == total:
                if not sink.addFeatures(batch, QgsFeatureSink.Flag.FastInsert):
                    raise QgsProcessingException(self.writeFeatureError(sink, parameters, self.OUTPUT))
                batch = []
                progress.report(number / total)
        # Python lets go of the sink here, which finishes the file.
        del sink
        return output


def _features(source: QgsProcessingFeatureSource, index: int) -> Iterator[tuple[Any, bytes]]:
    """Name and WKB of each; geometries are judged by core, which repairs them."""
    request = QgsFeatureRequest()
    request.setSubsetOfAttributes([index] if index >= 0 else [])
    skip = QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks
    for feature in source.getFeatures(request, skip):
        geometry = feature.geometry()
        name = feature.attribute(index) if index >= 0 else feature.id()
        yield name, bytes(geometry.asWkb()) if not geometry.isNull() else b""


def _field(name: str, kind: str) -> QgsField:
    """QGIS 3.22 wants QVariant's types, and Qt 6 has only QMetaType's."""
    try:
        types = QtCore.QMetaType.Type
        return QgsField(name, {"number": types.Double, "whole": types.LongLong, "date": types.QDate}.get(
            kind, types.QString))
    except TypeError:
        variant = QtCore.QVariant
        return QgsField(name, {"number": variant.Double, "whole": variant.LongLong, "date": variant.Date}.get(
            kind, variant.String))


def _value(value: Any, kind: str) -> Any:
    """As QGIS stores it: days as dates, moments as text that every format keeps."""
    if isinstance(value, datetime):
        return value.isoformat()
    if kind == "date" and value is not None:
        return QtCore.QDate.fromString(value, QtCore.Qt.DateFormat.ISODate)
    return value
