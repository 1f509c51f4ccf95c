"""Polygons of a vector file, in the CRS of whoever asks."""

from __future__ import annotations

from typing import Any

import numpy as np
from osgeo import ogr, osr

from ..errors import BocageError
from .raster import _call, crs_text, open_vector, spatial_reference


def read_polygons(path: str, crs: str) -> list[list[np.ndarray]]:
    """Polygons of all layers as rings (n, 2) in ``crs``, the outer ring first.

    Raises BocageError where the file cannot be opened or read, has no CRS or holds no polygon.
    """
    dataset = open_vector(path)
    found: list[list[np.ndarray]] = []
    for number in range(dataset.GetLayerCount()):
        found += _layer_polygons(dataset.GetLayer(number), str(path), crs)
    if not found:
        raise BocageError("vector_without_polygons", file=str(path))
    return found


def _layer_polygons(layer: Any, path: str, crs: str) -> list[list[np.ndarray]]:
    if ogr.GT_Flatten(layer.GetGeomType()) == ogr.wkbNone:
        return []
    source = layer.GetSpatialRef()
    if source is None:
        raise BocageError("vector_without_crs", file=path)
    source = source.Clone()
    source.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    change = osr.CoordinateTransformation(source, spatial_reference(crs))
    features, fault = _call(list, layer)
    if features is None:
        raise BocageError("vector_unreadable", file=path, fault=fault)
    found: list[list[np.ndarray]] = []
    for feature in features:
        geometry = feature.GetGeometryRef()
        if geometry is None:
            continue
        geometry = geometry.GetLinearGeometry()
        failed, fault = _call(geometry.Transform, change)
        if failed is None or failed != 0:
            raise BocageError("crs_transform_failed", source=crs_text(source)[:80], target=crs[:80], fault=fault)
        found += _rings(geometry)
    return found


def _rings(geometry: Any) -> list[list[np.ndarray]]:
    """Polygons inside any geometry, each as its rings."""
    if ogr.GT_Flatten(geometry.GetGeometryType()) == ogr.wkbPolygon:
        rings = [np.array(geometry.GetGeometryRef(k).GetPoints(), float)[:, :2]
                 for k in range(geometry.GetGeometryCount()) if geometry.GetGeometryRef(k).GetPointCount() > 2]
        return [rings] if rings else []
    return [ring for k in range(geometry.GetGeometryCount()) for ring in _rings(geometry.GetGeometryRef(k))]
