"""``bocage:mapstability``: maps of classes of successive years: what changes, comes back, or cannot have happened."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFile,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterString,
)

from ..bridge.feedback import QgisProgress
from ..bridge.language import say, user_language
from .landcover_tools import SHIPPED, LandcoverTool

#: Outputs that are files, and the setting that each is.
FILES = {"OUTPUT_HTML_FILE": "html", "OUTPUT_JSON": "json", "OUTPUT_TRANSITIONS": "transitions"}


class MapStability(LandcoverTool):
    """Parameters in, ``core.chains.mapstability.map_stability``, rasters, report and numbers out."""

    NAME = "mapstability"
    GROUP = "validation"

    INPUT, YEARS, IMPLAUSIBLE, ROTATING = "INPUT", "YEARS", "IMPLAUSIBLE", "ROTATING"
    OUTPUT, HISTORY = "OUTPUT", "HISTORY"

    def label(self) -> str:
        """Name shown."""
        return self.tr("Stability of maps between years")

    def summary(self) -> str:
        """What it does."""
        return self.tr("Follows every pixel through maps of successive years: what changes from year to year, what "
                       "leaves its class for a year and comes back, changes that nobody would believe, and how long "
                       "each class lasts.")

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        tr, file = self.tr, QgsProcessingParameterFile.Behavior.File
        tables = f"{tr('Tables')} (*.csv *.txt"
        self.add(QgsProcessingParameterMultipleLayers(self.INPUT, tr("Maps"), QgsProcessing.SourceType.TypeRaster),
                 tr("Two or more rasters of the same classes by whole numbers, on the same pixels, one a year."))
        self.add(QgsProcessingParameterString(self.YEARS, tr("Years"), optional=True),
                 tr("One a map, in the same order, separated by spaces. Without them: those in the names of the files, "
                    "else the order of the maps."))
        self.add(QgsProcessingParameterFile(self.NOMENCLATURE, tr("Classes of the maps"), file, optional=True,
                                            fileFilter=f"{tables} *)"),
                 tr("oso_17 or oso_23, the classes of the maps of France, with Bocage's list of implausible changes "
                    "and annual crops in rotation; or a CSV of number, name, French name and colour (#rrggbb)."))
        self.add(QgsProcessingParameterFile(self.IMPLAUSIBLE, tr("Implausible changes"), file, optional=True,
                                            fileFilter=f"{tables})"),
                 tr("CSV of two columns: classes before, classes after, each one or several numbers separated by "
                    "spaces. It replaces Bocage's list."))
        self.add(QgsProcessingParameterString(self.ROTATING, tr("Classes in rotation"), optional=True),
                 tr("Numbers of the classes that take turns in a field, separated by spaces: passing from one to the "
                    "other is no change. 0 for none; without it, the annual crops of oso_17 or oso_23."), True)
        self.add(QgsProcessingParameterRasterDestination(self.OUTPUT, tr("Number of changes"), optional=True,
                                                         createByDefault=True),
                 tr("GeoTIFF with its style; 255 where no two successive years have a class."))
        self.add(QgsProcessingParameterRasterDestination(self.HISTORY, tr("What pixels went through"), optional=True,
                                                         createByDefault=False),
                 tr("GeoTIFF with its style, the worst that is true: 1 stable, 2 in rotation, 3 changed once, 4 "
                    "changed several times, 5 an excursion of a year, 6 an implausible change, 0 no data."))
        self.add_report(tr("Tables in one file, in the language of QGIS."))
        self.add_file("OUTPUT_TRANSITIONS", tr("Transitions"), "CSV (*.csv)",
                      tr("Hectares of every transition of every pair of years."))
        for key, label in (
                ("CHANGED_PERCENT", tr("Changed from one year to the next (%)")),
                ("MOST_CHANGED_PERCENT", tr("Changed in the pair of years that differ most (%)")),
                ("NET_CHANGED_PERCENT", tr("Changed between the first year and the last (%)")),
                ("STABLE_PERCENT", tr("Ground that never changed, rotation apart (%)")),
                ("EXCURSION_PERCENT", tr("Changes that are excursions of a year (%)")),
                ("IMPLAUSIBLE_PERCENT", tr("Changes that are implausible (%)")),
                ("IMPLAUSIBLE_HA", tr("Implausible changes (ha)")),
                ("LEAST_PERSISTENCE_PERCENT", tr("Persistence of the least persistent class (%)")),
                ("YEARS", tr("Years"))):
            self.addOutput(QgsProcessingOutputNumber(key, label))

    def faults(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """What cannot run, said before anything starts."""
        found = self.table_fault(parameters, context) + self.not_geotiff(parameters, self.OUTPUT, self.HISTORY)
        found += self.files_absent(parameters, context, self.IMPLAUSIBLE)
        words = self._words(parameters, self.ROTATING, context)
        return found + [say("stability_rotating", value=word) for word in words if not word.isdigit()][:1]

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """One core call."""
        from ..core.chains.mapstability import MapStabilitySettings, map_stability
        from ..core.chains.mapstability.settings import in_order
        from ..core.validation.transitions import read_transitions, shipped_transitions

        name, path = (self.text(parameters, key, context) for key in (self.NOMENCLATURE, self.IMPLAUSIBLE))
        rotating, implausible = shipped_transitions(name) if name in SHIPPED else (frozenset(), frozenset())
        origin = "shipped" if name in SHIPPED else ""
        if path:
            implausible, origin = read_transitions(path), "own"
        words = self._words(parameters, self.ROTATING, context)
        rotating = frozenset(int(word) for word in words) if words else rotating
        maps, years = in_order(self.raster_paths(parameters, self.INPUT, context),
                               self._words(parameters, self.YEARS, context))
        rasters = {key: self.raster_output(parameters, key, context) for key in (self.OUTPUT, self.HISTORY)}
        files = {key: self.parameterAsFileOutput(parameters, key, context) for key in FILES}
        result = map_stability(MapStabilitySettings(
            maps, years, self.classes(parameters, context), rotating, implausible, origin, rasters[self.OUTPUT],
            rasters[self.HISTORY], language=user_language(), **{name: files[key] for key, name in FILES.items()}),
            progress)
        return {**{key: made for key, made in {**rasters, **files}.items() if made}, **result.numbers}

    def _words(self, parameters: dict[str, Any], key: str, context: QgsProcessingContext) -> list[str]:
        return self.text(parameters, key, context).replace(",", " ").replace(";", " ").split()
