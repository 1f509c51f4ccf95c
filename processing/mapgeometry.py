"""``bocage:mapgeometry``: noise, edges, corners, patches and seams of a map of classes."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterRasterLayer,
)

from ..bridge.feedback import QgisProgress
from ..bridge.language import user_language
from .base import BocageAlgorithm


class MapGeometry(BocageAlgorithm):
    """Parameters in, ``core.validation.geometry.measure``, the report and its numbers out."""

    NAME = "mapgeometry"
    GROUP = "validation"

    INPUT, REFERENCE = "INPUT", "REFERENCE"
    OUTPUT_HTML_FILE, OUTPUT_JSON = "OUTPUT_HTML_FILE", "OUTPUT_JSON"

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
        self.add(QgsProcessingParameterFileDestination(self.OUTPUT_HTML_FILE, tr("Report"), "HTML (*.html)",
                                                       optional=True, createByDefault=True),
                 tr("Tables in one file, in the language of QGIS."))
        self.add(QgsProcessingParameterFileDestination(self.OUTPUT_JSON, tr("Figures as JSON"), "JSON (*.json)",
                                                       optional=True, createByDefault=False),
                 tr("Everything found, for other programs."))
        for key, text in (("ISOLATED_PERCENT", tr("Pixels alone in their class (%)")),
                          ("EDGE_DENSITY", tr("Borders between classes (m/ha)")),
                          ("CORNER_DENSITY", tr("Corners (per ha)")), ("PATCHES", tr("Patches")),
                          ("SEAMS", tr("Straight seams")), ("EDGES_KEPT_PERCENT", tr("Edges found again (%)")),
                          ("CORNERS_KEPT_PERCENT", tr("Corners found again (%)"))):
            self.addOutput(QgsProcessingOutputNumber(key, text))

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """One core call."""
        from ..core.validation import geometry, geometry_page

        path = self.raster_path(parameters, self.INPUT, context)
        reference = self.raster_path(parameters, self.REFERENCE, context) if parameters.get(self.REFERENCE) else ""
        html, json_path = (self.parameterAsFileOutput(parameters, key, context)
                           for key in (self.OUTPUT_HTML_FILE, self.OUTPUT_JSON))
        report = geometry_page.describe(geometry.measure(path, progress, reference), path, reference)
        geometry_page.write(report, html, json_path, user_language())
        found = {"ISOLATED_PERCENT": 100 * report["isolated"], "EDGE_DENSITY": report["edge_m_ha"],
                 "CORNER_DENSITY": report["corners_ha"], "PATCHES": report["patches"], "SEAMS": len(report["seams"])}
        kept = report["kept"] or {}
        for key, name in (("EDGES_KEPT_PERCENT", "edges"), ("CORNERS_KEPT_PERCENT", "corners")):
            if kept.get(name) is not None:
                found[key] = 100 * kept[name]
        return {**{key: value for key, value in ((self.OUTPUT_HTML_FILE, html), (self.OUTPUT_JSON, json_path))
                   if value}, **found}
