"""``bocage:scenefigure``: a scene and outlined areas as a page to print, PNG, PDF or SVG."""

from __future__ import annotations

import os
import re
from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorLayer,
    QgsRectangle,
)

from ..bridge.feedback import QgisProgress
from ..bridge.language import say, user_language
from ..core.errors import BocageError
from .base import BocageAlgorithm

#: As in bridge/figure.py and bridge/scenes.py, which are only read when the work begins.
PAGES = ("A4 landscape", "A4 portrait", "A3 landscape", "A3 portrait", "A5 landscape", "square", "slide")
LOOKS = ("natural", "false_colour", "swir", "NDVI")
NORTHS = ("true", "grid", "none")
LANGUAGES = ("qgis", "en", "fr")
EXTENSIONS = (".png", ".pdf", ".svg")
#: A file inside an archive, or an address: areas that QGIS makes no layer of.
_NOT_A_LAYER = re.compile(r"^https?://|\.(zip|kmz)$", re.IGNORECASE)


class SceneFigure(BocageAlgorithm):
    """Parameters in, ``bridge.figure_job.make_figure``, the file out."""

    NAME = "scenefigure"
    GROUP = "figures"

    INPUT, AOI, TITLE, CREDIT, LOOK = "INPUT", "AOI", "TITLE", "CREDIT", "LOOK"
    MARGIN, PAGE, DPI, NORTH = "MARGIN", "PAGE", "DPI", "NORTH"
    SCALE_BAR, GRATICULE, LOCATOR, LANGUAGE = "SCALE_BAR", "GRATICULE", "LOCATOR", "LANGUAGE"
    GEOREFERENCE, OUTPUT = "GEOREFERENCE", "OUTPUT"

    def __init__(self) -> None:
        super().__init__()
        self._stage: Any = None
        #: Areas of a layer, or where core is to read them.
        self._areas: Any = []

    def label(self) -> str:
        """Name shown."""
        return self.tr("Figure of a scene")

    def summary(self) -> str:
        """What it does."""
        return self.tr("Makes a page to publish of a scene: the areas of interest outlined in red, title, date and "
                       "sensor, scale bar, north, longitudes and latitudes, and the credit that the data ask for.")

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        tr = self.tr
        choice = f"{tr('Products')} (*.xml *.zip *.SAFE *.tif *.vrt *)"
        self.add(QgsProcessingParameterFile(self.INPUT, tr("Product or raster"),
                                            QgsProcessingParameterFile.Behavior.File, fileFilter=choice),
                 tr("Product of any family that Bocage reads (a folder may be given as text), shown by LOOK; or a "
                    "raster with its own style."))
        self.add(QgsProcessingParameterVectorLayer(
            self.AOI, tr("Areas to outline"), [QgsProcessing.SourceType.TypeVectorPolygon], optional=True),
            tr("Polygons of any layer or file, outlined in red with their hectares: those selected where some are. A "
               "zipped file, or the address of a file or of a data set of data.gouv.fr, may be given as text."))
        self.add(QgsProcessingParameterString(self.TITLE, tr("Title"), optional=True),
                 tr("The name of the area if empty, else the tile."))
        self._choice(self.LOOK, tr("Colours"), LOOKS, tr("natural, false_colour (near infrared, red, green), swir or "
                                                         "NDVI, each with one fixed stretch: two dates compare."))
        self.add(QgsProcessingParameterExtent(self.EXTENT, tr("Extent"), optional=True),
                 tr("What the map shows; if empty, the areas with a margin, or the whole scene without areas."))
        self._choice(self.PAGE, tr("Page"), PAGES, tr("Size and direction of the page; slide is 16:9."))
        self.add(QgsProcessingParameterNumber(self.DPI, tr("Dots an inch"), QgsProcessingParameterNumber.Type.Integer,
                                              300, False, 50, 1200),
                 tr("300 for print, 150 for a screen."))
        self._choice(self.LANGUAGE, tr("Language"), LANGUAGES, tr("Of the figure: that of QGIS, English or French."))
        self._more()
        self.add(QgsProcessingParameterFileDestination(
            self.OUTPUT, tr("Figure"), f"{tr('PNG picture')} (*.png);;PDF (*.pdf);;SVG (*.svg)"),
            tr("PNG, PDF or SVG, by its extension."))
        self.addOutput(QgsProcessingOutputNumber("SCALE", tr("Denominator of the scale")))
        self.addOutput(QgsProcessingOutputNumber("HECTARES", tr("Hectares of the areas, on the ellipsoid")))
        self.addOutput(QgsProcessingOutputString("CREDIT_PRINTED", tr("Credit that was printed")))

    def _more(self) -> None:
        """What most figures leave as it is."""
        tr = self.tr
        self.add(QgsProcessingParameterString(self.CREDIT, tr("Credit"), optional=True),
                 tr("If empty, the line that the owner of the data asks for, as in: contains modified Copernicus "
                    "Sentinel data 2018; what is simulated says so. A dash prints none."), advanced=True)
        self.add(QgsProcessingParameterNumber(self.MARGIN, tr("Margin around the areas (%)"),
                                              QgsProcessingParameterNumber.Type.Double, 25.0, False, 0.0, 500.0),
                 tr("Percent of the size of the areas, where EXTENT is empty."), advanced=True)
        self._choice(self.NORTH, tr("North"), NORTHS, tr("true points to the pole, grid along the northings of the "
                                                         "map; which one is written beside the arrow."), True)
        for key, label, default, text in (
                (self.SCALE_BAR, tr("Scale bar"), True, tr("Round lengths, measured on the ellipsoid.")),
                (self.GRATICULE, tr("Longitudes and latitudes"), True, tr("Ticks and numbers around the map.")),
                (self.LOCATOR, tr("Locator"), False, tr("Small map of the countries around, in a corner of the "
                                                        "map, where QGIS has its map of the world.")),
                (self.GEOREFERENCE, tr("Georeference"), True, tr("World file and coordinate system beside a PNG, "
                                                                 "inside a PDF."))):
            self.add(QgsProcessingParameterBoolean(key, label, default), text, advanced=True)

    def _choice(self, key: str, label: str, options: tuple[str, ...], text: str, advanced: bool = False) -> None:
        self.add(QgsProcessingParameterEnum(key, label, list(options), defaultValue=options[0],
                                            usesStaticStrings=True), text, advanced)

    def checkParameterValues(self, parameters: dict[str, Any],  # noqa: N802 - QGIS' name
                             context: QgsProcessingContext) -> tuple[bool, str]:
        """QGIS knows no archive and no address as a layer: they are looked at when the figure is made."""
        if self._source(parameters):
            rest = {key: value for key, value in parameters.items() if key != self.AOI}
            return super().checkParameterValues(rest, context)
        return super().checkParameterValues(parameters, context)

    def _source(self, parameters: dict[str, Any]) -> str:
        """Text of AOI where it is an archive or an address, else ""."""
        value = parameters.get(self.AOI)
        return value if isinstance(value, str) and _NOT_A_LAYER.search(value.strip()) else ""

    def faults(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """What cannot run, said before anything starts."""
        source = self._source(parameters)
        found = self.files_absent(parameters, context, self.INPUT)
        if source and "://" not in source and not os.path.exists(source):
            found.append(say("path_absent", file=source))
        output = parameters.get(self.OUTPUT)
        # Anything else than a path (a temporary output, a model's sink) is named by QGIS as PNG.
        if isinstance(output, str) and output != "TEMPORARY_OUTPUT" and not output.lower().endswith(EXTENSIONS):
            found.append(say("figure_extension", file=output, known=", ".join(EXTENSIONS)))
        return found

    def prepareAlgorithm(self, parameters: dict[str, Any], context: QgsProcessingContext,  # noqa: N802 - QGIS' name
                         feedback: QgsProcessingFeedback) -> bool:
        """In the main thread, which alone may make a layout and read a layer of the project."""
        from ..bridge.figure_stage import Stage

        try:
            self._areas = self._areas_or_place(parameters, context)
        except BocageError as error:
            raise QgsProcessingException(say(error.code, **error.fields)) from None
        self._stage = Stage(context.transformContext())
        return True

    def _areas_or_place(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Any:
        if not parameters.get(self.AOI):
            return []
        if self._source(parameters):
            return self._source(parameters)
        layer = self.parameterAsVectorLayer(parameters, self.AOI, context)
        if layer is None or not layer.isValid():
            raise BocageError("vector_unreadable", file=str(parameters[self.AOI]), fault="not a vector layer")
        # A plain file is read by core, in the background; of any other layer QGIS gives the features, those selected
        # where there are.
        if layer.source() == parameters[self.AOI] and os.path.isfile(layer.source()):
            return layer.source()
        # Late: it brings numpy and GDAL in.
        from ..bridge.areas import layer_areas

        return layer_areas(layer)

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """Areas, then one call."""
        from ..bridge.areas import load_areas
        from ..bridge.figure_job import FigureRequest, make_figure
        from ..core.engine.progress import Part

        stage, self._stage = self._stage, None
        areas = self._areas
        bounds, crs = self.extent(parameters, context)
        extent = QgsRectangle(*bounds) if bounds else QgsRectangle()
        language = self.choice(parameters, self.LANGUAGE, context)
        language = user_language() if language == "qgis" else language
        if isinstance(areas, str):
            areas = load_areas(areas, Part(progress, 0.0, 0.2), language=language)
        flags = {key.lower(): self.parameterAsBool(parameters, key, context)
                 for key in (self.SCALE_BAR, self.GRATICULE, self.LOCATOR, self.GEOREFERENCE)}
        result = make_figure(FigureRequest(
            input=self.text(parameters, self.INPUT, context),
            output=self.parameterAsFileOutput(parameters, self.OUTPUT, context),
            areas=areas, look=self.choice(parameters, self.LOOK, context), extent=extent, extent_crs=crs,
            margin_percent=float(self.parameterAsDouble(parameters, self.MARGIN, context)),
            title=self.text(parameters, self.TITLE, context), credit=self.text(parameters, self.CREDIT, context),
            page=self.choice(parameters, self.PAGE, context), dpi=self.parameterAsInt(parameters, self.DPI, context),
            language=language, north=self.choice(parameters, self.NORTH, context), **flags), stage,
            Part(progress, 0.2, 1.0))
        return {self.OUTPUT: result.output, "SCALE": result.scale, "HECTARES": result.hectares,
                "CREDIT_PRINTED": result.credit}
