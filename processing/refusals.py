"""Why a value cannot be a parameter, where QGIS only says that it is incorrect, or that a damaged file is not found."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingParameterCrs,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterVectorLayer,
    QgsRasterLayer,
)

from ..bridge.language import say


def refusal(algorithm: QgsProcessingAlgorithm, parameters: Mapping[str, Any], context: QgsProcessingContext) -> str:
    """One sentence on the first value that QGIS does not take; "" where nothing better than its own can be said."""
    for definition in algorithm.parameterDefinitions():
        value = parameters.get(definition.name())
        if not value or definition.checkValueIsAcceptable(value, context):
            continue
        if isinstance(definition, QgsProcessingParameterMultipleLayers):
            return _layers(definition, [value] if isinstance(value, str) else value)
        if isinstance(value, str):
            return _reason(definition, value)
    return ""


def _layers(definition: QgsProcessingParameterMultipleLayers, values: Any) -> str:
    """Of several, the first that is not there or is no raster."""
    for value in values if isinstance(values, (list, tuple)) else []:
        if not isinstance(value, str):
            continue
        if _absent(value):
            return _absent(value)
        raster = definition.layerType() == QgsProcessing.SourceType.TypeRaster
        if raster and os.path.isfile(value) and not QgsRasterLayer(value, "", "gdal").isValid():
            return say("parameter_not_a_raster", file=value, parameter=definition.name())
    return ""


def _reason(definition: QgsProcessingParameterDefinition, value: str) -> str:
    name = definition.name()
    if isinstance(definition, QgsProcessingParameterFile):
        return _file(definition, value)
    if isinstance(definition, QgsProcessingParameterRasterLayer):
        return _absent(value) or say("parameter_not_a_raster", file=value, parameter=name)
    if isinstance(definition, (QgsProcessingParameterVectorLayer, QgsProcessingParameterFeatureSource)):
        return _absent(value) or say("parameter_not_a_vector", file=value, parameter=name)
    if isinstance(definition, QgsProcessingParameterNumber):
        return say("parameter_not_a_number", value=value, parameter=name)
    if isinstance(definition, QgsProcessingParameterExtent):
        return say("parameter_not_an_extent", value=value, parameter=name)
    if isinstance(definition, QgsProcessingParameterCrs):
        return say("crs_unknown", crs=value)
    return ""


def _absent(value: str) -> str:
    """A sentence where a path leads nowhere; what may be the name of a layer, or of no file, is not judged."""
    path = value.split("|", 1)[0]
    return say("path_absent", file=path) if os.path.isabs(path) and not os.path.lexists(path) else ""


def _file(definition: QgsProcessingParameterFile, value: str) -> str:
    if not os.path.lexists(value):
        return say("path_absent", file=value)
    endings = re.findall(r"\*(\.\w+)", definition.fileFilter())
    if definition.behavior() == QgsProcessingParameterFile.Behavior.File and endings and (
            not value.lower().endswith(tuple(endings))):
        return say("parameter_ending", file=value, parameter=definition.name(), endings=", ".join(endings))
    return ""
