"""Layers of features as algorithms read them: fields, coordinate systems, geometries."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import TYPE_CHECKING, Any

from qgis.core import QgsCoordinateTransform, QgsFeatureRequest, QgsProcessingContext, QgsProcessingFeatureSource

from ..bridge.feedback import QgisProgress
from ..bridge.fields import text_of
from ..core.errors import BocageError, Cancelled

if TYPE_CHECKING:
    import numpy as np

# The plugin loads without numpy: what needs it is imported when it runs.


def crs_of(source: Any) -> str:
    """Authority and number of a layer's CRS, else its WKT."""
    crs = source.sourceCrs()
    return str(crs.authid() or crs.toWkt())


def field_index(source: Any, name: str) -> int:
    """Place of a field, -1 for no name. Raises BocageError for a field that is not there."""
    index = int(source.fields().lookupField(name)) if name else -1
    if name and index < 0:
        raise BocageError("field_absent", file=source.sourceName(), field=name,
                          known=", ".join(source.fields().names()))
    return index


def every_feature(source: Any) -> Iterator[Any]:
    """All features, valid or not: what is invalid is repaired or told here, where the toolbox would stop or skip it."""
    skip = QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks
    yield from source.getFeatures(QgsFeatureRequest(), skip)


def repeats(source: Any, index: int, chosen: Container[int]) -> bool:
    """True where two of the features ``chosen`` by their number say the same in a field."""
    told = [text_of(feature[index]) for feature in every_feature(source) if feature.id() in chosen]
    return len(set(told)) < len(told)


def features_in(source: Any, crs: Any, context: QgsProcessingContext,
                progress: QgisProgress) -> Iterator[tuple[int, Any, Any]]:
    """Of each feature that has a geometry: its number from 1, itself, its geometry in ``crs``. Raises Cancelled."""
    change = QgsCoordinateTransform(source.sourceCrs(), crs, context.transformContext())
    for number, feature in enumerate(every_feature(source), start=1):
        if progress.cancelled():
            raise Cancelled
        geometry = feature.geometry()
        if geometry.isNull() or geometry.isEmpty():
            continue
        geometry.transform(change)
        yield number, feature, geometry


def rings_of(geometry: Any) -> list[list[np.ndarray]]:
    """Rings (n, 2) of each part of a polygon."""
    import numpy as np

    polygons = geometry.asMultiPolygon() if geometry.isMultipart() else [geometry.asPolygon()]
    return [[np.array([(p.x(), p.y()) for p in ring], float) for ring in polygon] for polygon in polygons if polygon]
