"""Polygons of a vector file, in the CRS of whoever asks, of one day where they are dated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from osgeo import ogr, osr

from ..errors import BocageError
from .raster import crs_text, gdal_call, open_vector, spatial_reference

#: Name of the field, of text or of dates, that says of which day a polygon is; capitals do not matter.
DAY_FIELD = "date"
#: Between a file and the name of one of its layers, as QGIS writes it.
LAYER_NAMED = "|layername="


@dataclass(frozen=True)
class Polygon:
    """Rings (n, 2), the outer one first; the day it is of, None where nothing says."""

    rings: list[np.ndarray]
    day: date | None = None


def with_layer(path: str, name: str = "") -> str:
    """``path`` and the layer meant, for ``read_polygons``: without a name the first one, which is what QGIS shows.

    The path alone where the file holds no other layer. Raises BocageError where it cannot be opened.
    """
    if not name:
        dataset = open_vector(path)
        if dataset.GetLayerCount() < 2:
            return str(path)
        name = str(dataset.GetLayer(0).GetName())
    return f"{path}{LAYER_NAMED}{name}"


def read_polygons(path: str, crs: str) -> list[Polygon]:
    """Polygons of the layer that ``path`` names (``clouds.gpkg|layername=missed``), else of all layers, in ``crs``.

    Raises BocageError where the file cannot be opened or read, has no CRS, holds no polygon or an unreadable date.
    """
    file, _, name = str(path).partition(LAYER_NAMED)
    dataset = open_vector(file)
    layers = [dataset.GetLayer(number) for number in range(dataset.GetLayerCount())]
    found: list[Polygon] = []
    for layer in layers:
        if not name or layer.GetName() == name:
            found += _layer_polygons(layer, str(path), crs)
    if not found:
        raise BocageError("vector_without_polygons", file=str(path))
    return found


def _layer_polygons(layer: Any, path: str, crs: str) -> list[Polygon]:
    if ogr.GT_Flatten(layer.GetGeomType()) == ogr.wkbNone:
        return []
    source = layer.GetSpatialRef()
    # A GeoPackage says "Undefined Cartesian SRS" or "Undefined geographic SRS" for none.
    if source is None or str(source.GetName() or "").startswith("Undefined"):
        raise BocageError("vector_without_crs", file=path)
    source = source.Clone()
    source.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    change = osr.CoordinateTransformation(source, spatial_reference(crs))
    features, fault = gdal_call(list, layer)
    if features is None:
        raise BocageError("vector_unreadable", file=path, fault=fault)
    found: list[Polygon] = []
    for feature in features:
        geometry = feature.GetGeometryRef()
        if geometry is None:
            continue
        geometry = geometry.GetLinearGeometry()
        failed, fault = gdal_call(geometry.Transform, change)
        if failed is None or failed != 0:
            raise BocageError("crs_transform_failed", source=crs_text(source)[:80], target=crs[:80],
                              fault=fault.split("; ")[0])
        day = _day(feature)
        found += [Polygon(rings, day) for rings in _rings(geometry)]
    return found


def _day(feature: Any) -> date | None:
    """Of the field DAY_FIELD, where there is one and it is filled."""
    definition = feature.GetDefnRef()
    for index in range(definition.GetFieldCount()):
        field = definition.GetFieldDefn(index)
        if field.GetName().lower() != DAY_FIELD or not feature.IsFieldSetAndNotNull(index):
            continue
        text = str(feature.GetFieldAsString(index)).strip()
        if not text:
            continue
        # Dates come as 2018/01/17, or as 2018/01/17 11:06:31+00.
        try:
            return date.fromisoformat(text[:10].replace("/", "-"))
        except ValueError:
            raise BocageError("date_unreadable", value=text) from None
    return None


def _rings(geometry: Any) -> list[list[np.ndarray]]:
    """Polygons inside any geometry, each as its rings."""
    if ogr.GT_Flatten(geometry.GetGeometryType()) == ogr.wkbPolygon:
        rings = [np.array(geometry.GetGeometryRef(k).GetPoints(), float)[:, :2]
                 for k in range(geometry.GetGeometryCount()) if geometry.GetGeometryRef(k).GetPointCount() > 2]
        return [rings] if rings else []
    return [ring for k in range(geometry.GetGeometryCount()) for ring in _rings(geometry.GetGeometryRef(k))]
