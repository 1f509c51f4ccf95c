"""Files that an algorithm would write over what it reads, or over one another, told before anything starts."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from qgis.core import (
    QgsMapLayer,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterVectorLayer,
    QgsProperty,
    QgsProviderRegistry,
)

from ..bridge.language import say
from ..core.engine.outputs import check_apart, check_writable
from ..core.errors import BocageError

#: Parameters whose values are files, or layers of files.
READ = (QgsProcessingParameterFeatureSource, QgsProcessingParameterFile, QgsProcessingParameterMapLayer,
        QgsProcessingParameterMultipleLayers, QgsProcessingParameterRasterLayer, QgsProcessingParameterVectorLayer)


def files_not_apart(algorithm: QgsProcessingAlgorithm, parameters: Mapping[str, Any],
                    context: QgsProcessingContext) -> list[str]:
    """A sentence where a file to write is read too, or is to be written twice. Folders may be both."""
    read: list[str] = []
    written: list[str] = []
    for definition in algorithm.parameterDefinitions():
        value = parameters.get(definition.name())
        if definition.isDestination():
            if not isinstance(definition, QgsProcessingParameterFolderDestination):
                written += [path for path in _places(value, context) if path != "TEMPORARY_OUTPUT"]
        elif isinstance(definition, READ):
            read += _places(value, context)
    try:
        check_apart(written, read)
    except BocageError as error:
        return [say(error.code, **error.fields)]
    return []


def check_places(algorithm: QgsProcessingAlgorithm, parameters: Mapping[str, Any],
                 context: QgsProcessingContext) -> None:
    """Raise BocageError where nothing can be written in the folder of an output."""
    for definition in algorithm.destinationParameterDefinitions():
        inside = isinstance(definition, QgsProcessingParameterFolderDestination)
        for path in _places(parameters.get(definition.name()), context):
            if path != "TEMPORARY_OUTPUT":
                check_writable(path if inside else os.path.dirname(os.path.abspath(path)))


def _places(value: Any, context: QgsProcessingContext) -> Iterator[str]:
    """Paths of files that a value of a parameter names; a table of a data base is no file of its own."""
    if isinstance(value, QgsProcessingOutputLayerDefinition):
        value = value.sink
    elif isinstance(value, QgsProcessingFeatureSourceDefinition):
        value = value.source
    if isinstance(value, QgsProperty):
        value = value.staticValue()
    if isinstance(value, (list, tuple)):
        for one in value:
            yield from _places(one, context)
        return
    if isinstance(value, str) and context.project() is not None:
        value = context.project().mapLayer(value) or value
    if isinstance(value, QgsMapLayer):
        value = QgsProviderRegistry.instance().decodeUri(value.providerType(), value.source()).get("path", "")
    if isinstance(value, str) and value and not value.startswith(("ogr:", "postgres:", "memory:", "/vsi")):
        yield value.split("|", 1)[0]
