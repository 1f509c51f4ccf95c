"""``bocage:mapgeometry``: noise, edges, corners, patches and seams of a map of classes."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
)

from ..bridge.feedback import QgisProgress
from ..bridge.fields import text_of
from ..bridge.language import user_language
from .base import BocageAlgorithm
from .sources import features_in, field_index, rings_of


class MapGeometry(BocageAlgorithm):
    """Parameters in, ``core.validation.geometry.measure``, the report and its numbers out."""

    NAME = "mapgeometry"
    GROUP = "validation"

    INPUT, REFERENCE, STRATA, STRATUM, TILE = "INPUT", "REFERENCE", "STRATA", "STRATUM", "TILE"

    def label(self) -> str:
        """Name shown."""
        return self.tr("Geometry of a map")

    def summary(self) -> str:
        """What it does."""
        return self.tr("Measures what no confusion matrix sees: isolated pixels, sizes of patches, borders and corners "
                       "between classes, straight seams of tiles or strata, and what of a finer map is found again.")

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        tr = self.tr
        self.add(QgsProcessingParameterRasterLayer(self.INPUT, tr("Map")), tr("Raster of classes by whole numbers."))
        self.add(QgsProcessingParameterRasterLayer(self.REFERENCE, tr("Finer map"), optional=True),
                 tr("Map on the same pixels whose edges and corners should be found again, for instance that of a "
                    "classifier that looks at each pixel alone."))
        self.add(QgsProcessingParameterFeatureSource(self.STRATA, tr("Strata"),
                                                     [QgsProcessing.SourceType.TypeVectorPolygon], optional=True),
                 tr("Polygons of the regions that were classified apart, side by side, in any coordinate system: do "
                    "their borders show on the map?"))
        self.add(QgsProcessingParameterField(self.STRATUM, tr("Name of the stratum"), None, self.STRATA, optional=True),
                 tr("Field of the strata; features of the same name are one. Without it each feature is a stratum."))
        self.add(QgsProcessingParameterNumber(self.TILE, tr("Side of the tiles"),
                                              QgsProcessingParameterNumber.Type.Integer, defaultValue=0, minValue=0,
                                              maxValue=1_000_000),
                 tr("Pixels of the tiles or blocks by which the map was computed, from its upper left corner: do their "
                    "lines show? 0: not asked."), advanced=True)
        self.add_report(tr("Tables in one file, in the language of QGIS."))
        for key, text in (("ISOLATED_PERCENT", tr("Pixels alone in their class (%)")),
                          ("EDGE_DENSITY", tr("Borders between classes (m/ha)")),
                          ("CORNER_DENSITY", tr("Corners (per ha)")), ("PATCHES", tr("Patches")),
                          ("SEAMS", tr("Straight seams")), ("EDGES_KEPT_PERCENT", tr("Edges found again (%)")),
                          ("CORNERS_KEPT_PERCENT", tr("Corners found again (%)")),
                          ("SHAPES_KEPT_PERCENT", tr("Corners of patches found again (%)")),
                          ("STRATA_RATIO", tr("Changes across borders of strata over those beside")),
                          ("STRATA_SHOWN", tr("Borders of strata that show")),
                          ("TILE_RATIO", tr("Changes across lines of tiles over those beside"))):
            self.addOutput(QgsProcessingOutputNumber(key, text))

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """One core call."""
        from ..core.validation import geometry, geometry_page

        path = self.raster_path(parameters, self.INPUT, context)
        reference = self.raster_path(parameters, self.REFERENCE, context)
        strata = self._strata(parameters, context, progress) if parameters.get(self.STRATA) else []
        html, json_path = (self.parameterAsFileOutput(parameters, key, context)
                           for key in (self.OUTPUT_HTML_FILE, self.OUTPUT_JSON))
        report = geometry_page.describe(geometry.measure(path, progress, reference, strata, self.parameterAsInt(
            parameters, self.TILE, context)), path, reference)
        geometry_page.write(report, html, json_path, user_language())
        found = {"ISOLATED_PERCENT": 100 * report["isolated"], "EDGE_DENSITY": report["edge_m_ha"],
                 "CORNER_DENSITY": report["corners_ha"], "PATCHES": report["patches"], "SEAMS": len(report["seams"])}
        kept = report["kept"] or {}
        for key, name in (("EDGES_KEPT_PERCENT", "edges"), ("CORNERS_KEPT_PERCENT", "corners"),
                          ("SHAPES_KEPT_PERCENT", "shapes")):
            if kept.get(name) is not None:
                found[key] = 100 * kept[name]
        if report["borders"]:
            found["STRATA_SHOWN"] = sum(one["artefact"] for one in report["borders"][1:])
            if report["borders"][0]["ratio"] is not None:
                found["STRATA_RATIO"] = report["borders"][0]["ratio"]
        if report["tiles"] and report["tiles"]["beside"]:
            found["TILE_RATIO"] = report["tiles"]["share"] / report["tiles"]["beside"]
        return {**{key: value for key, value in ((self.OUTPUT_HTML_FILE, html), (self.OUTPUT_JSON, json_path))
                   if value}, **found}

    def _strata(self, parameters: dict[str, Any], context: QgsProcessingContext, progress: QgisProgress) -> list[Any]:
        """Regions in the map's CRS, by name, in the order they are met."""
        from ..core.validation.artefacts import Stratum

        source = self.source_of(parameters, self.STRATA, context)
        field = self.text(parameters, self.STRATUM, context)
        field_index(source, field)
        layer = self.raster_layer(parameters, self.INPUT, context)
        found: dict[str, list[Any]] = {}
        for number, feature, geometry in features_in(source, layer.crs(), context, progress):
            found.setdefault((text_of(feature[field]) if field else "") or str(number), []).extend(rings_of(geometry))
        return [Stratum(name, polygons) for name, polygons in found.items()]
