"""``bocage:comparemaps``: a map of classes against an independent source, through a table of correspondence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsCoordinateTransform,
    QgsCsException,
    QgsFeatureRequest,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
)

from ..bridge.feedback import QgisProgress
from ..bridge.fields import text_of
from ..bridge.language import say, user_language
from ..core.errors import Cancelled
from .landcover_tools import SHIPPED, LandcoverTool
from .sources import crs_of, field_index

if TYPE_CHECKING:
    from ..core.chains.comparemaps import PolygonSource

#: As in core/validation/crosswalk.py, which is only read when the work begins.
SAME, FILE = "same_codes", "file"
TABLES = (SAME, "corine", "rpg", "bdforet", "urbanatlas", FILE)
LEVELS = ("3", "2", "1")
#: Outputs that are files, and the setting that each is.
FILES = {"OUTPUT_HTML_FILE": "html", "OUTPUT_JSON": "json", "OUTPUT_MATRIX": "matrix", "OUTPUT_ZONES": "zones_csv"}


class CompareMaps(LandcoverTool):
    """Parameters in, ``core.chains.comparemaps.compare_maps``, rasters, report and numbers out."""

    NAME = "comparemaps"
    GROUP = "validation"

    INPUT, SOURCE_RASTER, SOURCE, FIELD = "INPUT", "SOURCE_RASTER", "SOURCE", "FIELD"
    TABLE, LEVEL, CROSSWALK, ZONES, ZONE_FIELD = "TABLE", "LEVEL", "CROSSWALK", "ZONES", "ZONE_FIELD"
    EDGE, OUTPUT, PAIRS = "EDGE", "OUTPUT", "PAIRS"

    def label(self) -> str:
        """Name shown."""
        return self.tr("Compare a map with another source")

    def summary(self) -> str:
        """What it does."""
        return self.tr("Compares a map of classes with an independent raster or layer of polygons, of other classes "
                       "and on other pixels: where they agree, by class, zone and distance to an edge, in hectares. "
                       "Agreement, not accuracy: the source is a map too.")

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        self._add_inputs()
        self._add_table()
        self._add_outputs()

    def _add_inputs(self) -> None:
        tr = self.tr
        polygon = [QgsProcessing.SourceType.TypeVectorPolygon]
        self.add(QgsProcessingParameterRasterLayer(self.INPUT, tr("Map")),
                 tr("Raster of classes by whole numbers. Everything is counted on its pixels."))
        self.add(QgsProcessingParameterRasterLayer(self.SOURCE_RASTER, tr("Source as a raster"), optional=True),
                 tr("Raster of classes by whole numbers, in any coordinate system and at any resolution: each pixel of "
                    "the map takes the one that holds its centre."))
        self.add(QgsProcessingParameterFeatureSource(self.SOURCE, tr("Source as polygons"), polygon, optional=True),
                 tr("Polygons, in place of the raster, in any coordinate system: each pixel of the map takes the one "
                    "that holds its centre, the last of those that overlap."))
        self.add(QgsProcessingParameterField(self.FIELD, tr("Class of the polygons"), None, self.SOURCE,
                                             optional=True),
                 tr("Field of the class: code_18 of CORINE, code_group of RPG, code_tfv of BD Forêt, code_2018 of "
                    "Urban Atlas. Features without one are counted and left out."))
        self.add(QgsProcessingParameterFeatureSource(self.ZONES, tr("Zones"), polygon, optional=True),
                 tr("Polygons by which agreement is given too. They may overlap."))
        self.add(QgsProcessingParameterField(self.ZONE_FIELD, tr("Name of the zones"), None, self.ZONES,
                                             optional=True), tr("Field that names the zones; their number without it."))

    def _add_table(self) -> None:
        tr = self.tr
        self.add(QgsProcessingParameterEnum(self.TABLE, tr("Correspondence"), list(TABLES), defaultValue=SAME,
                                            usesStaticStrings=True),
                 tr("Which classes of the map a class of the source admits. same_codes: equal numbers. corine, rpg, "
                    "bdforet, urbanatlas: the tables shipped, for the classes of OSO, which must be given below. file: "
                    "a table of your own."))
        # The star: QGIS takes no name that the filter does not match, and oso_23 ends with nothing.
        self.add(QgsProcessingParameterFile(self.NOMENCLATURE, tr("Classes of the map"),
                                            QgsProcessingParameterFile.Behavior.File, optional=True,
                                            fileFilter=f"{tr('Tables')} (*.csv *.txt *)"),
                 tr("oso_17 or oso_23, the classes of the maps of France, which the tables shipped need; or a CSV of "
                    "number, name, French name and colour (#rrggbb), for the names in the report."))
        self.add(QgsProcessingParameterEnum(self.LEVEL, tr("Level of CORINE"), list(LEVELS), defaultValue="3",
                                            usesStaticStrings=True),
                 tr("3: its 44 classes; 2 or 1: groups of them, which admit all that their classes admit."), True)
        self.add(QgsProcessingParameterFile(self.CROSSWALK, tr("Table of your own"),
                                            QgsProcessingParameterFile.Behavior.File, optional=True,
                                            fileFilter=f"{tr('Tables')} (*.csv *.txt)"),
                 tr("CSV: code of the source; numbers of the map that it is called by, separated by spaces; numbers "
                    "that it admits besides; name. A code may end with a star. Without numbers it has no counterpart."))
        self.add(QgsProcessingParameterNumber(self.EDGE, tr("Near an edge (m)"),
                                              QgsProcessingParameterNumber.Type.Double, optional=True, minValue=0.0,
                                              maxValue=10000.0),
                 tr("Agreement is given apart for pixels nearer than this to another class of the source. Without it: "
                    "100 m for CORINE, 20 m for BD Forêt, 10 m for RPG and Urban Atlas, else a pixel. 0: none."), True)

    def _add_outputs(self) -> None:
        tr = self.tr
        self.add(QgsProcessingParameterRasterDestination(self.OUTPUT, tr("Map of agreement"), optional=True,
                                                         createByDefault=True),
                 tr("GeoTIFF with its style: 1 agree, 2 differ, 3 no counterpart, 4 only the map has a class, 5 only "
                    "the source has one, 0 neither."))
        self.add(QgsProcessingParameterRasterDestination(self.PAIRS, tr("Map of pairs of classes"), optional=True,
                                                         createByDefault=False),
                 tr("GeoTIFF of a number for each pair of classes, named in its style."))
        self.add_report(tr("Tables in one file, in the language of QGIS."))
        self.add_file("OUTPUT_MATRIX", tr("Matrix"), "CSV (*.csv)",
                      tr("Hectares by pair of classes, rows the map and columns the source, as its first line says."))
        self.add_file("OUTPUT_ZONES", tr("Agreement by zone"), "CSV (*.csv)",
                      tr("A line a zone: agreement and hectares of each state."))
        for key, label in (
                ("AGREEMENT_PERCENT", tr("Agreement (%)")), ("MAIN_PERCENT", tr("Agreement on the main class (%)")),
                ("INSIDE_PERCENT", tr("Agreement away from edges (%)")),
                ("EDGE_PERCENT", tr("Agreement near edges (%)")),
                ("POLYGONS_PERCENT", tr("Polygons whose commonest class agrees (%)")),
                ("WORST_CLASS_PERCENT", tr("Agreement on the worst class of the source (%)")),
                ("COMPARED_HA", tr("Compared (ha)")), ("AGREE_HA", tr("Agree (ha)")), ("DIFFER_HA", tr("Differ (ha)")),
                ("UNMATCHED_HA", tr("Without counterpart (ha)")), ("MAP_ONLY_HA", tr("Only the map has a class (ha)")),
                ("SOURCE_ONLY_HA", tr("Only the source has a class (ha)"))):
            self.addOutput(QgsProcessingOutputNumber(key, label))

    def faults(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """What cannot run, said before anything starts."""
        table, path = self.choice(parameters, self.TABLE, context), self.text(parameters, self.CROSSWALK, context)
        found = self.table_fault(parameters, context)
        found += self.not_geotiff(parameters, self.OUTPUT, self.PAIRS)
        polygons, raster = bool(parameters.get(self.SOURCE)), bool(parameters.get(self.SOURCE_RASTER))
        if polygons == raster or (polygons and not parameters.get(self.FIELD)):
            found.append(say("compare_one_source"))
        if table not in (SAME, FILE) and self.text(parameters, self.NOMENCLATURE, context) not in SHIPPED:
            found.append(say("compare_table_maps", table=table))
        if (table == FILE) != bool(path):
            found.append(say("compare_table_file"))
        return found + self.files_absent(parameters, context, self.CROSSWALK)

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """One core call."""
        from ..core.chains.comparemaps import CompareMapsSettings, compare_maps

        rasters = {key: self.raster_output(parameters, key, context) for key in (self.OUTPUT, self.PAIRS)}
        files = {key: self.parameterAsFileOutput(parameters, key, context) for key in FILES}
        result = compare_maps(CompareMapsSettings(
            map=self.raster_path(parameters, self.INPUT, context),
            raster=self.raster_path(parameters, self.SOURCE_RASTER, context),
            polygons=self._polygons(parameters, context, progress), table=self._table(parameters, context),
            classes=self.classes(parameters, context), zones=self._zones(parameters, context, progress),
            edge_m=self.number(parameters, self.EDGE, context), output=rasters[self.OUTPUT],
            pairs=rasters[self.PAIRS], language=user_language(),
            **{name: files[key] for key, name in FILES.items()}), progress)
        return {**{key: path for key, path in {**rasters, **files}.items() if path}, **result.numbers}

    def _table(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Any:
        from ..core.validation.crosswalk import read_crosswalk, shipped

        name = self.choice(parameters, self.TABLE, context)
        if name == SAME:
            return None
        if name == FILE:
            return read_crosswalk(self.text(parameters, self.CROSSWALK, context))
        return shipped(name, self.text(parameters, self.NOMENCLATURE, context),
                       int(self.choice(parameters, self.LEVEL, context)))

    def _polygons(self, parameters: dict[str, Any], context: QgsProcessingContext,
                  progress: QgisProgress) -> PolygonSource | None:
        """The features that the map's extent touches, with their classes."""
        from ..core.chains.comparemaps import PolygonSource

        if not parameters.get(self.SOURCE):
            return None
        source = self.source_of(parameters, self.SOURCE, context)
        index = field_index(source, self.text(parameters, self.FIELD, context))
        request = QgsFeatureRequest().setSubsetOfAttributes([index])
        around = self._extent(parameters, context, source.sourceCrs())
        if around is not None:
            request.setFilterRect(around)
        skip = QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks
        items = []
        for feature in source.getFeatures(request, skip):
            if progress.cancelled():
                raise Cancelled
            geometry = feature.geometry()
            items.append((_code(feature.attribute(index)), b"" if geometry.isNull() else bytes(geometry.asWkb())))
        return PolygonSource(items, crs_of(source), source.sourceName())

    def _extent(self, parameters: dict[str, Any], context: QgsProcessingContext, crs: Any) -> Any:
        """Extent of the map in another CRS; None where it has no place there."""
        layer = self.raster_layer(parameters, self.INPUT, context)
        if layer is None or not layer.crs().isValid():
            return None
        try:
            return QgsCoordinateTransform(layer.crs(), crs, context.transformContext()).transformBoundingBox(
                layer.extent())
        except QgsCsException:
            return None

    def _zones(self, parameters: dict[str, Any], context: QgsProcessingContext, progress: QgisProgress) -> Any:
        from ..core.engine.zones import zones_of

        if not parameters.get(self.ZONES):
            return None
        source = self.source_of(parameters, self.ZONES, context)
        field = self.text(parameters, self.ZONE_FIELD, context)
        rows = self.rows(source, [field] if field else [], progress)
        return zones_of([(fields[0] if fields and fields[0] else number, wkb) for number, wkb, fields in rows],
                        crs_of(source), source.sourceName())


def _code(value: Any) -> str:
    """A class as text: 311.0 is 311."""
    text = text_of(value).strip()
    return text[:-2] if isinstance(value, float) and text.endswith(".0") else text
