"""``bocage:areaspectrum``: the mean spectrum of areas on a product, over their clear pixels, as a table."""

from __future__ import annotations

import math
import os
from typing import Any

from qgis.core import (
    QgsFeature,
    QgsFeatureSink,
    QgsField,
    QgsFields,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFile,
    QgsProcessingParameterVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt import QtCore

from ..bridge.feedback import QgisProgress
from ..bridge.language import say
from ..core.errors import BocageError
from .base import HELP_URL, BocageAlgorithm

#: Column -> kind of value.
COLUMNS = (("area", "text"), ("hectares", "real"), ("product", "text"), ("band", "text"), ("role", "text"),
           ("wavelength_nm", "real"), ("resolution_m", "real"), ("mean", "real"), ("std", "real"), ("pixels", "real"),
           ("clear_percent", "real"), ("covered_percent", "real"))


class AreaSpectrum(BocageAlgorithm):
    """Parameters in, ``core.chains.area_spectrum.area_spectrum``, one row a band and an area out."""

    NAME = "areaspectrum"
    GROUP = "figures"

    INPUT, AOI, OUTPUT = "INPUT", "AOI", "OUTPUT"

    def __init__(self) -> None:
        super().__init__()
        #: Areas of a layer, or the file that core is to read.
        self._areas: Any = []

    def label(self) -> str:
        """Name shown."""
        return self.tr("Mean spectrum of areas")

    def helpUrl(self) -> str:  # noqa: N802 - QGIS' name
        """Its page, which is that of areas."""
        return f"{HELP_URL}areas.md"

    def summary(self) -> str:
        """What it does."""
        return self.tr("Mean and spread of each band of a product over the clear pixels of areas, each pixel weighted "
                       "by the share of it that lies inside.")

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802 - QGIS' name
        """Declares parameters and outputs."""
        tr = self.tr
        choice = f"{tr('Products')} (*.xml *.zip *.SAFE *)"
        self.add(QgsProcessingParameterFile(self.INPUT, tr("Product"), QgsProcessingParameterFile.Behavior.File,
                                            fileFilter=choice),
                 tr("Product of any family that Bocage reads; a folder may be given as text. What its masks flag as "
                    "cloud, shadow, saturated or hidden is left out."))
        self.add(QgsProcessingParameterVectorLayer(self.AOI, tr("Areas"),
                                                   [QgsProcessing.SourceType.TypeVectorPolygon]),
                 tr("Polygons of any layer or file, one spectrum each: those selected where some are."))
        self.add(QgsProcessingParameterFeatureSink(self.OUTPUT, tr("Spectra"),
                                                   QgsProcessing.SourceType.TypeVector),
                 tr("Table without geometry: one row a band and an area, by wavelength; reflectance, no unit."))
        self.addOutput(QgsProcessingOutputNumber("CLEAR_PERCENT", tr("Clear share of the areas (%)")))

    def faults(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """What cannot run, said before anything starts."""
        return self.files_absent(parameters, context, self.INPUT)

    def prepareAlgorithm(self, parameters: dict[str, Any], context: QgsProcessingContext,  # noqa: N802 - QGIS' name
                         feedback: QgsProcessingFeedback) -> bool:
        """In the main thread, which alone may read a layer of the project."""
        from ..bridge.areas import layer_areas

        layer = self.parameterAsVectorLayer(parameters, self.AOI, context)
        try:
            if layer is None or not layer.isValid():
                raise BocageError("vector_unreadable", file=str(parameters.get(self.AOI)), fault="not a vector layer")
            plain = layer.source() == parameters.get(self.AOI) and os.path.isfile(layer.source())
            self._areas = layer.source() if plain else layer_areas(layer)
        except BocageError as error:
            raise QgsProcessingException(say(error.code, **error.fields)) from None
        return True

    def execute(self, parameters: dict[str, Any], context: QgsProcessingContext,
                progress: QgisProgress) -> dict[str, Any]:
        """One core call, then the rows."""
        from ..core.chains.area_spectrum import area_spectrum
        from ..core.engine.areas import read_areas

        areas = read_areas(self._areas, progress=progress) if isinstance(self._areas, str) else self._areas
        found = area_spectrum(self.text(parameters, self.INPUT, context), areas, progress)
        fields = _fields()
        sink, name = self.sink(parameters, self.OUTPUT, context, fields, QgsWkbTypes.Type.NoGeometry)
        for spectrum in found:
            for band in spectrum.bands:
                feature = QgsFeature(fields)
                feature.setAttributes([_plain(value) for value in (
                    spectrum.area.name, spectrum.area.hectares, spectrum.identifier, band.band, band.role,
                    band.wavelength_nm, band.resolution_m, band.mean, band.std, band.pixels,
                    100 * band.clear_share, 100 * band.covered_share)])
                if not sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert):
                    raise QgsProcessingException(self.writeFeatureError(sink, parameters, self.OUTPUT))
        shares = [(area.area.hectares, max(band.clear_share for band in area.bands)) for area in found]
        whole = sum(hectares for hectares, _ in shares)
        clear = 100 * sum(hectares * share for hectares, share in shares) / whole
        return {self.OUTPUT: name, "CLEAR_PERCENT": clear}


def _plain(value: Any) -> Any:
    """A number that is none is left empty."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _fields() -> QgsFields:
    """QGIS 3.38 wants Qt 6's names of types, 3.22 knows only the former."""
    fields = QgsFields()
    for name, kind in COLUMNS:
        text = kind == "text"
        try:
            made = QgsField(name, QtCore.QMetaType.Type.QString if text else QtCore.QMetaType.Type.Double)
        except TypeError:
            made = QgsField(name, QtCore.QVariant.String if text else QtCore.QVariant.Double)
        fields.append(made)
    return fields
