"""Polygons of a vector file, in the CRS of whoever asks."""

from __future__ import annotations

from typing import Any

import numpy as np
from osgeo import gdal, ogr, osr

from ..errors import BocageError
from .raster import _call, spatial_reference


def read_polygons(path: str, crs: str) -> list[list[np.ndarray]]:
    """Polygons of all layers as rings (n, 2) in ``crs``, the outer ring first.

    Raises BocageError where the file cannot be opened, has no CRS or holds no polygon.
    """
    dataset, fault = _call(gdal.OpenEx, str(path), gdal.OF_VECTOR)
    if dataset is None:
        raise BocageError("vector_unreadable", file=str(path), fault=fault)
    target = spatial_reference(crs)
    found: list[list[np.ndarray]] = []
    for number in range(dataset.GetLayerCount()):
        layer = dataset.GetLayer(number)
        source = layer.GetSpatialRef()
        if source is None:
            raise BocageError("vector_without_crs", file=str(path))
        source = source.Clone()
        source.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        change = osr.CoordinateTransformation(source, target)
        for feature in layer:
            geometry = feature.GetGeometryRef()
            if geometry is not None:
                geometry = geometry.GetLinearGeometry()
                _call(geometry.Transform, change)
                found += _rings(geometry)
    if not found:
        raise BocageError("vector_without_polygons", file=str(path))
    return found


def _rings(geometry: Any) -> list[list[np.ndarray]]:
    """Polygons inside any geometry, each as its rings."""
    if ogr.GT_Flatten(geometry.GetGeometryType()) == ogr.wkbPolygon:
        rings = [np.array(geometry.GetGeometryRef(k).GetPoints(), float)[:, :2]
                 for k in range(geometry.GetGeometryCount()) if geometry.GetGeometryRef(k).GetPointCount() > 2]
        return [rings] if rings else []
    return [ring for k in range(geometry.GetGeometryCount()) for ring in _rings(geometry.GetGeometryRef(k))]
