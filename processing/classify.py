"""``bocage:classify``: rasters and a model file to a map of classes."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsMapLayer,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
)

from ..bridge.feedback import QgisProgress
from ..bridge.language import say
from ..core.errors import BocageError
from .landcover_tools import RESAMPLING, LandcoverTool

#: As in core/landcover/predict.py, which is only read when the work begins.
ENGINES = ("auto", "numba", "numpy")


class Classify(LandcoverTool):
    """Parameters in, ``core.chains.classify.run_classify``, rasters out."""

    NAME = "classify"

    INPUT, MODEL, MASK, VALID, RESAMPLING = "INPUT", "MODEL", "MASK", "VALID", "RESAMPLING"
    ENGINE, THREADS = "ENGINE", "THREADS"
    OUTPUT, CONFIDENCE, PROBABILITIES, VALIDITY = "OUTPUT", "CONFIDENCE", "PROBABILITIES", "VALIDITY"
    OUTPUT_TABLE = "OUTPUT_TABLE"

    def label(self) -> str:
        """Name shown."""
        return self.tr("Classify rasters")

    def summary(self) -> str:
        """What it does."""
        return self.tr("Maps the classes of a model file in one pass over any rasters, block after block: the classes "
                       "with their colours and names, how sure the model is, the probability of each class, and the "
                       "number of clear dates.")

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        tr = self.tr
        self.add(QgsProcessingParameterMultipleLayers(self.INPUT, tr("Rasters"), QgsProcessing.SourceType.TypeRaster),
                 tr("Their bands hold the features that the model was trained on, by the same names and in the same "
                    "order; other bands are left aside. The first raster gives the grid, the others are brought to it. "
                    "A pixel that lacks one feature gets no class."))
        self.add(QgsProcessingParameterFile(self.MODEL, tr("Model"), QgsProcessingParameterFile.Behavior.File,
                                            fileFilter=f"{tr('Bocage models')} (*.bocagemodel *)"),
                 tr("Model file of Train a classifier. It is data, checked before it is used; forests need no "
                    "scikit-learn."))
        self.add(QgsProcessingParameterMapLayer(
            self.MASK, tr("Mask"), optional=True,
            types=[QgsProcessing.SourceType.TypeRaster, QgsProcessing.SourceType.TypeVectorPolygon]),
            tr("Polygons, whose inside alone is mapped (by the centre of pixels), or a raster, mapped where it is "
               "neither 0 nor no data. Any coordinate system."))
        self.add(QgsProcessingParameterRasterLayer(self.VALID, tr("Clear dates"), optional=True),
                 tr("For the number of clear dates: a raster of one band that holds it, such as the one of Fill the "
                    "gaps of a series, or of one band a date, not 0 where it is clear. Empty: the dates of which all "
                    "features have a value, which of gap-filled features are all."))
        self._add_outputs()
        self.add(QgsProcessingParameterEnum(self.RESAMPLING, tr("Resampling"), list(RESAMPLING),
                                            defaultValue="bilinear", usesStaticStrings=True),
                 tr("Of rasters on another grid than the first, as in the training; finer ones are averaged."),
                 advanced=True)
        self.add(QgsProcessingParameterEnum(self.ENGINE, tr("Engine of forests"), list(ENGINES), defaultValue="auto",
                                            usesStaticStrings=True),
                 tr("auto compiles with numba where this QGIS has it, else runs with numpy, about six times slower. "
                    "The map is the same."), advanced=True)
        self.add(QgsProcessingParameterNumber(self.THREADS, tr("Threads"),
                                              QgsProcessingParameterNumber.Type.Integer, defaultValue=0, minValue=0,
                                              maxValue=64),
                 tr("Computing threads; 0 means as many as the machine has cores, at most 8."), advanced=True)

    def _add_outputs(self) -> None:
        tr = self.tr
        self.add(QgsProcessingParameterRasterDestination(self.OUTPUT, tr("Map")),
                 tr("GeoTIFF of the classes by their numbers, with its colour table, names and style; 0 where there is "
                    "no class."))
        self.add(QgsProcessingParameterRasterDestination(self.CONFIDENCE, tr("Confidence"), None, True, False),
                 tr("Percent of the trees of a forest that vote for the class of the map; of other classifiers the "
                    "probability of that class. 255 is no data."))
        self.add(QgsProcessingParameterRasterDestination(self.PROBABILITIES, tr("Probabilities"), None, True, False),
                 tr("One band a class, times 10,000, its scale told in the file: two bytes a class and pixel."))
        self.add(QgsProcessingParameterRasterDestination(self.VALIDITY, tr("Validity"), None, True, False),
                 tr("Number of clear dates of each pixel. 65535 is no data."))
        self.add_file(self.OUTPUT_TABLE, tr("Table of the map"), "CSV (*.csv)",
                      tr("Pixels, hectares on the ellipsoid and mean confidence of each class on the map. Hectares of "
                         "a map are not estimates of areas: bocage:accuracy tells those."))
        self.addOutput(QgsProcessingOutputNumber("CLASSES", tr("Classes on the map")))
        self.addOutput(QgsProcessingOutputNumber("NODATA_PERCENT", tr("Without class (%)")))
        self.addOutput(QgsProcessingOutputNumber("CONFIDENCE_MEAN", tr("Mean confidence (%)")))
        self.addOutput(QgsProcessingOutputString("ENGINE_USED", tr("Engine used")))

    def faults(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """What cannot run, said before anything starts."""
        found = [] if parameters.get(self.INPUT) else [say("features_none")]
        found += self.files_absent(parameters, context, self.MODEL)
        return found + self.not_geotiff(parameters, self.OUTPUT, self.CONFIDENCE, self.PROBABILITIES, self.VALIDITY)

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """One core call."""
        from ..bridge.language import user_language
        from ..core.chains.classify import ClassifySettings, run_classify

        mask, layer = self._mask(parameters, context)
        outputs = {self.OUTPUT: self.parameterAsOutputLayer(parameters, self.OUTPUT, context)}
        outputs.update({key: self.raster_output(parameters, key, context)
                        for key in (self.CONFIDENCE, self.PROBABILITIES, self.VALIDITY)})
        table = self.parameterAsFileOutput(parameters, self.OUTPUT_TABLE, context)
        result = run_classify(ClassifySettings(
            self.raster_paths(parameters, self.INPUT, context), self.text(parameters, self.MODEL, context),
            outputs[self.OUTPUT], mask, layer, self.raster_path(parameters, self.VALID, context),
            outputs[self.CONFIDENCE], outputs[self.PROBABILITIES], outputs[self.VALIDITY],
            table, self.choice(parameters, self.RESAMPLING, context), self.choice(parameters, self.ENGINE, context),
            user_language(), self.parameterAsInt(parameters, self.THREADS, context)), progress)
        found: dict[str, Any] = {key: path for key, path in {**outputs, self.OUTPUT_TABLE: table}.items() if path}
        found.update(CLASSES=sum(count > 0 for count in result.counts.values()),
                     NODATA_PERCENT=round(result.nodata_percent, 3), ENGINE_USED=result.engine)
        if result.confidence_mean is not None:
            found["CONFIDENCE_MEAN"] = round(result.confidence_mean, 2)
        return found

    def _mask(self, parameters: dict[str, Any], context: QgsProcessingContext) -> tuple[str, str]:
        """File and layer of the mask; layers that are no file are refused."""
        if not parameters.get(self.MASK):
            return "", ""
        layer = self.parameterAsLayer(parameters, self.MASK, context)
        if layer is None or not layer.isValid():
            raise BocageError("vector_unreadable", file=str(parameters[self.MASK]), fault="no such layer")
        if layer.dataProvider().name() not in ("gdal", "ogr"):
            raise BocageError("vector_unreadable", file=layer.name(), fault="not a file")
        path, *options = str(layer.source()).split("|")
        if layer.type() == QgsMapLayer.LayerType.RasterLayer:
            return str(layer.source()), ""
        names = [option.split("=", 1)[1] for option in options if option.lower().startswith("layername=")]
        return path, names[0] if names else ""
