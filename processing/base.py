"""What every algorithm shares: names, help, checks, and errors turned into one sentence."""

from __future__ import annotations

import logging
import os
import traceback
from typing import Any

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
)
from qgis.PyQt.QtGui import QIcon

from ..bridge.feedback import QgisProgress
from ..bridge.language import say, tr
from ..bridge.signals import ended_by_signals, without_window
from ..core.errors import BocageError, Cancelled
from .apart import check_places, files_not_apart
from .provider import ICON
from .refusals import refusal
from .sinks import WholeLayers

LOG = logging.getLogger("bocage")
HELP_URL = "https://github.com/bocage-qgis/bocage/blob/main/docs/"

#: Stable identifiers of the groups and their names before translation.
GROUPS = {"correction": "Atmospheric correction", "masks": "Clouds and shadows", "simulation": "Simulation",
          "validation": "Validation", "catalogue": "Catalogue", "figures": "Areas and figures",
          "series": "Products and series", "landcover": "Land cover"}


class BocageAlgorithm(QgsProcessingAlgorithm):
    """A subclass gives ``NAME``, ``GROUP``, ``label``, ``summary``, ``initAlgorithm`` and ``execute``."""

    NAME = ""
    GROUP = "correction"
    EXTENT = "EXTENT"
    #: Those of the run under way.
    _layers = WholeLayers()
    OUTPUT_HTML_FILE, OUTPUT_JSON = "OUTPUT_HTML_FILE", "OUTPUT_JSON"

    def label(self) -> str:
        """Name shown, translated."""
        raise NotImplementedError

    def summary(self) -> str:
        """What it does, one or two sentences, translated."""
        raise NotImplementedError

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """Reads the parameters, makes one call to core, returns the outputs that exist."""
        raise NotImplementedError

    def faults(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """Sentences on what the parameters cannot mean together, none if all is well."""
        return []

    # -- names -------------------------------------------------------------------------------------

    def tr(self, text: str) -> str:
        """Interface text in the user's language."""
        return tr(text)

    def createInstance(self) -> "BocageAlgorithm":  # noqa: N802 - QGIS' name
        """A fresh one."""
        return type(self)()

    def name(self) -> str:
        """Identifier inside the provider."""
        return self.NAME

    def displayName(self) -> str:  # noqa: N802 - QGIS' name
        """Name shown."""
        return self.label()

    def group(self) -> str:
        """Name of the group, translated."""
        return tr(GROUPS[self.GROUP])

    def groupId(self) -> str:  # noqa: N802 - QGIS' name
        """Stable identifier of the group."""
        return self.GROUP

    def icon(self) -> QIcon:
        """The plugin's."""
        return QIcon(str(ICON))

    def svgIconPath(self) -> str:  # noqa: N802 - QGIS' name
        """The plugin's."""
        return str(ICON)

    def helpUrl(self) -> str:  # noqa: N802 - QGIS' name
        """Page of the algorithm."""
        return f"{HELP_URL}{self.NAME}.md"

    def shortDescription(self) -> str:  # noqa: N802 - QGIS' name
        """Tooltip in the toolbox."""
        return self.summary()

    def shortHelpString(self) -> str:  # noqa: N802 - QGIS' name
        """The summary, then every parameter with its help. Light HTML: qgis_process prints it raw."""
        lines = [f"<p>{self.summary()}</p>"]
        for definition in self.parameterDefinitions():
            lines.append(f"<p><b>{definition.description()}</b>: {definition.help()}</p>")
        return "\n".join(lines)

    # -- parameters --------------------------------------------------------------------------------

    def add(self, definition: QgsProcessingParameterDefinition, text: str, advanced: bool = False) -> None:
        """Add a parameter with its help, so that none goes without."""
        definition.setHelp(text)
        if advanced:
            definition.setFlags(definition.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        self.addParameter(definition)

    def add_table(self, key: str, label: str, text: str, advanced: bool = False, or_name: bool = False) -> None:
        """An optional text file of columns; ``or_name``: or the name of a table that is shipped."""
        # QGIS refuses any text whose ending the filter does not know.
        kinds = "*.csv *.txt *" if or_name else "*.csv *.txt"
        self.add(QgsProcessingParameterFile(key, label, QgsProcessingParameterFile.Behavior.File, optional=True,
                                            fileFilter=f"{tr('Tables')} ({kinds})"), text, advanced)

    def add_file(self, key: str, label: str, kind: str, text: str, always: bool = False) -> None:
        """An optional file to write, kind as "CSV (*.csv)"; ``always``: unless somebody wants none."""
        self.add(QgsProcessingParameterFileDestination(key, label, kind, optional=True, createByDefault=always), text)

    def add_report(self, text: str, figures: str = "") -> None:
        """A report that is read, and its figures for those who ask for them; texts say what is in each."""
        self.add_file(self.OUTPUT_HTML_FILE, tr("Report"), "HTML (*.html)", text, always=True)
        self.add_file(self.OUTPUT_JSON, tr("Figures as JSON"), "JSON (*.json)",
                      figures or tr("Everything found, for other programs."))

    def text(self, parameters: dict[str, Any], key: str, context: QgsProcessingContext) -> str:
        """Text of a file, folder or string parameter, "" if absent."""
        return self.parameterAsString(parameters, key, context) or ""

    def choice(self, parameters: dict[str, Any], key: str, context: QgsProcessingContext) -> str:
        """Text of an enumeration."""
        return str(self.parameterAsEnumString(parameters, key, context))

    def number(self, parameters: dict[str, Any], key: str, context: QgsProcessingContext) -> float | None:
        """Value of a number, None where an optional one is absent."""
        if parameters.get(key) in (None, "") and self.parameterDefinition(key).defaultValue() is None:
            return None
        return float(self.parameterAsDouble(parameters, key, context))

    def raster_layer(self, parameters: dict[str, Any], key: str, context: QgsProcessingContext) -> Any:
        """A raster layer that is a file, None where it is none."""
        layer = self.parameterAsRasterLayer(parameters, key, context)
        return layer if layer is not None and layer.isValid() and _is_file(layer) else None

    def raster_path(self, parameters: dict[str, Any], key: str, context: QgsProcessingContext) -> str:
        """File of a raster layer, "" where an optional one is absent. Raises BocageError."""
        if parameters.get(key) in (None, ""):
            return ""
        layer = self.raster_layer(parameters, key, context)
        if layer is None:
            raise BocageError("raster_unreadable", file=str(parameters[key]), fault="not a raster file")
        return str(layer.source())

    def raster_paths(self, parameters: dict[str, Any], key: str, context: QgsProcessingContext) -> tuple[str, ...]:
        """Files of several raster layers. Raises BocageError."""
        if parameters.get(key) in (None, "", []):
            return ()
        layers = self.parameterAsLayerList(parameters, key, context)
        for layer in layers:
            if not layer.isValid() or not _is_file(layer):
                raise BocageError("raster_unreadable", file=layer.name(), fault="not a raster file")
        return tuple(str(layer.source()) for layer in layers)

    def vector_path(self, parameters: dict[str, Any], key: str, context: QgsProcessingContext) -> str:
        """File of a vector layer, and which of its layers, as ``read_polygons`` takes it; "" where there is none.

        What lives in memory, or is filtered, is written beside first. Raises BocageError.
        """
        from ..core.engine.vectors import with_layer

        if not parameters.get(key):
            return ""
        # QGIS crashes without a feedback where it has to write the layer.
        path, layer = self.parameterAsCompatibleSourceLayerPathAndLayerName(
            parameters, key, context, ["gpkg", "shp", "geojson"], "gpkg", QgsProcessingFeedback())
        return with_layer(str(path), str(layer)) if path else ""

    def extent(self, parameters: dict[str, Any], context: QgsProcessingContext
               ) -> tuple[tuple[float, float, float, float] | None, str]:
        """Bounds of EXTENT and their CRS ("" where nobody says). Raises BocageError for an empty one."""
        if not parameters.get(self.EXTENT):
            return None, ""
        rectangle = self.parameterAsExtent(parameters, self.EXTENT, context)
        if rectangle.isEmpty():
            raise BocageError("extent_empty", extent=str(parameters[self.EXTENT]))
        crs = self.parameterAsExtentCrs(parameters, self.EXTENT, context)
        bounds = (rectangle.xMinimum(), rectangle.yMinimum(), rectangle.xMaximum(), rectangle.yMaximum())
        return bounds, (crs.authid() or crs.toWkt()) if crs.isValid() else ""

    def source_of(self, parameters: dict[str, Any], key: str, context: QgsProcessingContext) -> Any:
        """A layer of features with a CRS. Raises where there is none."""
        source = self.parameterAsSource(parameters, key, context)
        if source is None:
            raise QgsProcessingException(self.invalidSourceError(parameters, key))
        if not source.sourceCrs().isValid():
            raise BocageError("vector_without_crs", file=source.sourceName())
        return source

    def raster_output(self, parameters: dict[str, Any], key: str, context: QgsProcessingContext) -> str:
        """Path of an optional raster to write, "" where nobody wants it."""
        return str(self.parameterAsOutputLayer(parameters, key, context) or "") if parameters.get(key) else ""

    def sink(self, parameters: dict[str, Any], key: str, context: QgsProcessingContext, fields: Any, kind: Any,
             crs: Any = None) -> tuple[Any, str]:
        """Where features go, and its name; a file takes its own once the work is done. Raises, BocageError too."""
        more = [crs] if crs is not None else []
        sink, name = self._layers.opened(parameters.get(key), lambda place: self.parameterAsSink(
            {**parameters, key: place}, key, context, fields, kind, *more))
        if sink is None:
            raise QgsProcessingException(self.invalidSinkError(parameters, key))
        return sink, str(name)

    def writeFeatureError(self, sink: Any, parameters: dict[str, Any], name: str) -> str:  # noqa: N802 - QGIS' name
        """Why a feature was not taken."""
        fault = self._layers.fault(sink)
        if isinstance(fault, BocageError):
            return say(fault.code, **fault.fields)
        return str(super().writeFeatureError(sink.inner, parameters, name))

    def files_absent(self, parameters: dict[str, Any], context: QgsProcessingContext, *keys: str) -> list[str]:
        """Sentences on files that are named and not there."""
        paths = (self.text(parameters, key, context) for key in keys)
        return [say("path_absent", file=path) for path in paths if path and not os.path.exists(path)]

    def not_geotiff(self, parameters: dict[str, Any], *keys: str) -> list[str]:
        """Sentences on outputs of another format. What QGIS names itself is a GeoTIFF."""
        values = [parameters.get(key) for key in keys]
        return [say("output_not_geotiff", file=value) for value in values
                if isinstance(value, str) and value and value != "TEMPORARY_OUTPUT"
                and not value.lower().endswith((".tif", ".tiff"))]

    def checkParameterValues(self, parameters: dict[str, Any],  # noqa: N802 - QGIS' name
                             context: QgsProcessingContext) -> tuple[bool, str]:
        """Our sentence first, where there is one to say; then QGIS' own checks."""
        faults = self._values_outside(parameters, context) or self.faults(parameters, context)
        if faults:
            return False, faults[0]
        passed, message = super().checkParameterValues(parameters, context)
        if not passed:
            return False, refusal(self, parameters, context) or str(message)
        faults = files_not_apart(self, parameters, context)
        return not faults, faults[0] if faults else ""

    def _values_outside(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        found = []
        for definition in self.parameterDefinitions():
            key = definition.name()
            if parameters.get(key) in (None, ""):
                continue
            if isinstance(definition, QgsProcessingParameterNumber):
                found += _number_outside(definition, self.number(parameters, key, context))
            elif isinstance(definition, QgsProcessingParameterEnum) and definition.usesStaticStrings():
                value = str(parameters[key])
                words = [word.strip() for word in value.split(",")] if definition.allowMultiple() else [value]
                if isinstance(parameters[key], str) and not set(words) <= set(definition.options()):
                    found.append(say("parameter_unknown", parameter=key, value=value,
                                     known=", ".join(definition.options())))
        return found

    # -- the edge ----------------------------------------------------------------------------------

    def processAlgorithm(self, parameters: dict[str, Any],  # noqa: N802 - QGIS' name
                         context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict[str, Any]:
        """Runs, and turns whatever goes wrong into one sentence. Cancelled work returns nothing; without a window
        it is an error, or the next command of a script would start.
        """
        progress, self._layers = QgisProgress(feedback), WholeLayers()
        try:
            with ended_by_signals(feedback):
                # Better now than after an hour.
                check_places(self, parameters, context)
                results = self.execute(parameters, context, progress)
                self._layers.commit(context)
                return results
        except Cancelled:
            if without_window():
                raise QgsProcessingException(say("run_stopped", algorithm=self.NAME)) from None
            return {}
        except BocageError as error:
            LOG.info("%s: %s", self.NAME, error)
            raise QgsProcessingException(say(error.code, **error.fields)) from None
        except QgsProcessingException:
            raise
        except Exception as error:
            # Nobody should have to read a traceback: it goes to the log, for the report of the fault.
            progress.debug(traceback.format_exc())
            LOG.info("unexpected fault in %s", self.NAME, exc_info=True)
            fault = f"{type(error).__name__}: {error}".splitlines()[0]
            raise QgsProcessingException(say("unexpected_fault", algorithm=self.NAME, fault=fault)) from None
        finally:
            self._layers.abandon()
            progress.finish()


def _is_file(layer: Any) -> bool:
    """Whether GDAL reads it: layers of servers and of memory have no file."""
    return layer.dataProvider() is not None and layer.dataProvider().name() == "gdal"


def _number_outside(definition: QgsProcessingParameterNumber, value: float | None) -> list[str]:
    if value is None or definition.minimum() <= value <= definition.maximum():
        return []
    return [say("parameter_out_of_range", parameter=definition.name(), value=f"{value:g}",
                low=f"{definition.minimum():g}", high=f"{definition.maximum():g}")]
