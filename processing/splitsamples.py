"""``bocage:splitsamples``: reference data made ready, and each polygon dealt to training, validation or test."""

from __future__ import annotations

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
    QgsProcessingOutputString,
    QgsProcessingParameterCrs,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QVariant

from ..bridge.feedback import QgisProgress
from ..bridge.language import user_language
from ..core.errors import Cancelled
from .landcover_tools import LandcoverTool
from .sources import crs_of, every_feature, repeats

#: Fields that are added; those of the input that bear such a name are replaced.
ADDED = (("split", QVariant.Type.String), ("class", QVariant.Type.Int), ("class_name", QVariant.Type.String),
         ("polygon", QVariant.Type.Int), ("area_ha", QVariant.Type.Double))


class SplitSamples(LandcoverTool):
    """Parameters in, ``core.landcover.samples.split``, features and a report out."""

    NAME = "splitsamples"

    INPUT, FIELD, SHARES, SEED, REGION = "INPUT", "FIELD", "SHARES", "SEED", "REGION"
    GROUP_FIELD, CAP, EROSION, CRS, OUTPUT = "GROUP_FIELD", "CAP", "EROSION", "CRS", "OUTPUT"
    OUTPUT_CLASSES = "OUTPUT_CLASSES"

    def label(self) -> str:
        """Name shown."""
        return self.tr("Split samples")

    def summary(self) -> str:
        """What it does."""
        return self.tr("Deals reference polygons to training, validation and test, whole polygons and never pixels, "
                       "class by class and region by region. Geometries are repaired, borders cut, what is drawn twice "
                       "is found, and polygons that overlap stay together. Says counts and areas of each split.")

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        tr = self.tr
        integer, real = QgsProcessingParameterNumber.Type.Integer, QgsProcessingParameterNumber.Type.Double
        self.add(QgsProcessingParameterFeatureSource(
            self.INPUT, tr("Reference data"),
            [QgsProcessing.SourceType.TypeVectorPolygon, QgsProcessing.SourceType.TypeVectorPoint]),
            tr("Polygons or points of known class, in any coordinate system."))
        self.add(QgsProcessingParameterField(self.FIELD, tr("Class"), None, self.INPUT),
                 tr("Field of the class, number or name as in the table of classes."))
        self.add(QgsProcessingParameterString(self.SHARES, tr("Shares"), "50;25;25"),
                 tr("Of polygons in training, validation and test, in any unit; two numbers are training and test. A "
                    "class of few polygons trains first, then is tested."))
        self.add(QgsProcessingParameterNumber(self.SEED, tr("Seed"), integer, defaultValue=1, minValue=0,
                                              maxValue=2_147_483_647),
                 tr("The same seed on the same features is the same split."))
        self.add_nomenclature()
        self.add(QgsProcessingParameterField(self.REGION, tr("Region"), None, self.INPUT, optional=True),
                 tr("Field of the region: each class is split in each region by itself."))
        self.add(QgsProcessingParameterField(self.GROUP_FIELD, tr("Group"), None, self.INPUT, optional=True),
                 tr("Field of what belongs together, such as the farm or the block: features with the same value are "
                    "in the same split."))
        self.add(QgsProcessingParameterNumber(self.CAP, tr("Most polygons a class"), integer, defaultValue=0,
                                              minValue=0, maxValue=10_000_000),
                 tr("Polygons beyond it are left out at random, in the proportions of splits and regions; 0 for no "
                    "limit."), advanced=True)
        self.add(QgsProcessingParameterNumber(self.EROSION, tr("Border cut"), real, defaultValue=0.0, minValue=0.0,
                                              maxValue=10_000.0),
                 tr("Metres taken off inside the border of polygons, against pixels of two classes; a polygon of which "
                    "nothing is left is left out."))
        self.add(QgsProcessingParameterCrs(self.CRS, tr("Coordinate system"), optional=True),
                 tr("Of the result; that of the input if empty."), advanced=True)
        self.add(QgsProcessingParameterFeatureSink(self.OUTPUT, tr("Samples")),
                 tr("The features with their fields, and split (train, validation, test), class, class_name, polygon "
                    "(the number of the group) and area_ha, on the ellipsoid."))
        self.add_report(tr("Counts and areas by class and split, and what was left out and why, in the language of "
                           "QGIS."))
        self.add_file(self.OUTPUT_CLASSES, tr("Classes as a table"), "CSV (*.csv)",
                      tr("CSV of number, name, French name and colour of the classes: a table of classes for the "
                         "training and names for the accuracy."))
        for key, label in (("TRAIN", tr("Polygons for training")), ("VALIDATION", tr("Polygons for validation")),
                           ("TEST", tr("Polygons for the test")), ("LEFT_OUT", tr("Features left out"))):
            self.addOutput(QgsProcessingOutputNumber(key, label))
        self.addOutput(QgsProcessingOutputString("TRAINING_HASH", tr("SHA-256 of the training polygons")))

    def faults(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """What cannot run, said before anything starts."""
        return self.table_fault(parameters, context)

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """One core call, then the features and the report."""
        from ..core.engine.outputs import write_text
        from ..core.landcover import samples_page
        from ..core.landcover.nomenclature import as_csv, check
        from ..core.landcover.samples import Item, SplitSettings, classes_of, split
        from ..core.landcover.splits import SPLITS, read_shares

        shares = read_shares(self.text(parameters, self.SHARES, context))
        source = self.source_of(parameters, self.INPUT, context)
        rows = self.rows(source, [self.text(parameters, key, context)
                                  for key in (self.FIELD, self.REGION, self.GROUP_FIELD)], progress)
        target = self.parameterAsCrs(parameters, self.CRS, context)
        known = self.classes(parameters, context)
        classes = self.parameterAsFileOutput(parameters, self.OUTPUT_CLASSES, context)
        if classes:
            # A table that could not be read back is refused before the work, not after it.
            check(known or classes_of([texts[0] for _, _, texts in rows]))
        result = split([Item(wkb, *texts) for _, wkb, texts in rows], SplitSettings(
            crs_of(source), source.sourceName(), shares, self.parameterAsInt(parameters, self.SEED, context),
            self.parameterAsInt(parameters, self.CAP, context),
            self.parameterAsDouble(parameters, self.EROSION, context), known,
            str(target.authid() or target.toWkt()) if target.isValid() else ""), progress)
        report = samples_page.describe(result)
        self._warn(report, progress)
        html = self.parameterAsFileOutput(parameters, self.OUTPUT_HTML_FILE, context)
        figures = self.parameterAsFileOutput(parameters, self.OUTPUT_JSON, context)
        samples_page.write(report, html, figures, user_language())
        if classes:
            write_text(classes, as_csv(result.classes))
        written = self._write(parameters, context, source, [row[0] for row in rows], result, progress)
        numbers = {name.upper(): report["all"][name]["polygons"] for name in SPLITS}
        files = {key: path for key, path in ((self.OUTPUT_HTML_FILE, html), (self.OUTPUT_JSON, figures),
                                             (self.OUTPUT_CLASSES, classes)) if path}
        return {self.OUTPUT: written, **files, **numbers, "LEFT_OUT": len(result.refused),
                "TRAINING_HASH": result.training_hash}

    def _warn(self, report: dict[str, Any], progress: QgisProgress) -> None:
        from ..core.landcover import samples_page

        words = samples_page.WORDS["fr" if user_language() == "fr" else "en"]
        self.warn_left_out(report["left_out"], progress)
        for name, splits in samples_page.lacking(report).items():
            progress.warn("samples_lacking", class_name=name, splits=", ".join(words[one] for one in splits))

    def _write(self, parameters: dict[str, Any], context: QgsProcessingContext, source: Any, numbers: list[int],
               result: Any, progress: QgisProgress) -> str:
        samples = {numbers[one.index]: one for one in result.samples}
        added = {name for name, _ in ADDED}
        kept = [index for index, field in enumerate(source.fields()) if field.name().lower() not in added
                # A GeoPackage takes it for its key: that of merged layers, which repeats, would cost features.
                and not (field.name().lower() == "fid" and repeats(source, index, samples))]
        fields = QgsFields()
        for index in kept:
            fields.append(source.fields().at(index))
        for name, kind in ADDED:
            fields.append(QgsField(name, kind))
        kind = QgsWkbTypes.multiType(QgsWkbTypes.flatType(source.wkbType()))
        if QgsWkbTypes.geometryType(kind) != QgsWkbTypes.GeometryType.PointGeometry:
            # Curves come out as lines.
            kind = QgsWkbTypes.Type.MultiPolygon
        sink, target = self.sink(parameters, self.OUTPUT, context, fields, kind,
                                 QgsCoordinateReferenceSystem(result.crs))
        names = {entry.value: entry.name for entry in result.classes}
        for feature in every_feature(source):
            if progress.cancelled():
                raise Cancelled
            one = samples.get(feature.id())
            if one is None:
                continue
            geometry = QgsGeometry()
            geometry.fromWkb(one.wkb)
            geometry.convertToMultiType()
            row = QgsFeature(fields)
            row.setGeometry(geometry)
            row.setAttributes([*(feature.attributes()[index] for index in kept), one.split, one.value,
                               names[one.value], one.group + 1, round(one.hectares, 6)])
            if not sink.addFeature(row, QgsFeatureSink.Flag.FastInsert):
                raise QgsProcessingException(self.writeFeatureError(sink, parameters, self.OUTPUT))
        return target
