"""An outline made fit for use: repaired, longitudes continuous, then split at the antimeridian.

OGR geometries in, plain tuples out, of the shape of ``core.catalogue.model.Footprint``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from osgeo import ogr

from ..errors import BocageError
from .raster import gdal_call, polygon_of

#: As in core.catalogue.model, which this room does not know.
Ring = tuple[tuple[float, float], ...]
Polygon = tuple[Ring, ...]
Footprint = tuple[Polygon, ...]

#: Degrees: under this a polygon is a line drawn twice.
_THIN = 1e-12


def polygons_of(geometry: Any) -> list[Any]:
    """OGR polygons inside any geometry."""
    kind = ogr.GT_Flatten(geometry.GetGeometryType())
    if kind == ogr.wkbPolygon:
        return [geometry] if geometry.GetGeometryCount() and not geometry.IsEmpty() else []
    if kind in (ogr.wkbMultiPolygon, ogr.wkbGeometryCollection, ogr.wkbPolyhedralSurface, ogr.wkbTIN,
                ogr.wkbTriangle):
        return [one for k in range(geometry.GetGeometryCount()) for one in polygons_of(geometry.GetGeometryRef(k))]
    return []


def continuous(geometry: Any, feature: str, file: str) -> Any:
    """The polygons of a geometry in degrees as one OGR multipolygon whose longitudes never jump.

    A step of more than 180 degrees between two points is taken as crossing the antimeridian. Raises BocageError
    where a coordinate is no place on Earth, or where an outline goes round a pole.
    """
    result = ogr.Geometry(ogr.wkbMultiPolygon)
    for polygon in polygons_of(geometry):
        rings = [np.array(polygon.GetGeometryRef(k).GetPoints(), float)[:, :2]
                 for k in range(polygon.GetGeometryCount()) if polygon.GetGeometryRef(k).GetPointCount() > 3]
        if not rings:
            continue
        for ring in rings:
            if not np.isfinite(ring).all() or np.abs(ring[:, 1]).max() > 90.0 + 1e-9 or np.abs(ring[:, 0]).max() > 540:
                raise BocageError("area_not_on_earth", feature=feature, file=file)
        rings = [_unwrapped(ring, feature, file) for ring in rings]
        outer = rings[0]
        for hole in rings[1:]:
            # A hole is drawn in the turn of its outline.
            middle = (outer[:, 0].min() + outer[:, 0].max()) / 2.0
            hole[:, 0] -= 360.0 * np.round((np.mean(hole[:, 0]) - middle) / 360.0)
        result.AddGeometry(polygon_of([tuple(map(tuple, ring)) for ring in rings]))
    return result


def _unwrapped(ring: np.ndarray, feature: str, file: str) -> np.ndarray:
    ring = ring.copy()
    step = np.diff(ring[:, 0])
    jump = np.abs(step) > 180.0
    # From one side of the map to the other along a pole, or along a whole parallel, is drawn so on purpose.
    polar = (np.abs(ring[:-1, 1]) > 90.0 - 1e-9) & (np.abs(ring[1:, 1]) > 90.0 - 1e-9)
    whole = np.abs(np.abs(step) - 360.0) < 1e-9
    if jump.any() and not (jump == (jump & whole)).all():
        step[jump & ~polar] -= 360.0 * np.round(step[jump & ~polar] / 360.0)
        ring[1:, 0] = ring[0, 0] + np.cumsum(step)
    if abs(ring[-1, 0] - ring[0, 0]) > 1.0:
        raise BocageError("area_over_pole", feature=feature, file=file)
    return ring


def repaired(geometry: Any, feature: str, file: str) -> tuple[Any, str]:
    """A valid geometry, and what was wrong with it, "" if nothing. Raises BocageError where it cannot be mended."""
    valid, fault = gdal_call(geometry.IsValid)
    if valid:
        return geometry, ""
    fault = fault.split("; ")[0] or "invalid geometry"
    mended, trouble = gdal_call(geometry.MakeValid)
    if mended is None:
        raise BocageError("area_geometry_refused", feature=feature, file=file, fault=trouble or fault)
    return mended, fault


def as_tuples(geometry: Any) -> Footprint:
    """Its polygons as tuples, flat ones left out."""
    found = []
    for polygon in polygons_of(geometry):
        rings = tuple(tuple((float(p[0]), float(p[1])) for p in polygon.GetGeometryRef(k).GetPoints())
                      for k in range(polygon.GetGeometryCount()))
        if abs(polygon.GetArea()) > _THIN:
            found.append(rings)
    return tuple(found)


def split(geometry: Any) -> Footprint:
    """Polygons of a valid multipolygon of continuous longitudes, cut at the antimeridian, within -180..180."""
    low, high, _, _ = geometry.GetEnvelope()
    if low >= -180.0 and high <= 180.0:
        return as_tuples(geometry)
    found: Footprint = ()
    for turn in range(int(np.floor((low + 180.0) / 360.0)), int(np.ceil((high + 180.0) / 360.0))):
        west = -180.0 + 360.0 * turn
        box = polygon_of([((west, -91.0), (west + 360, -91.0), (west + 360, 91.0), (west, 91.0), (west, -91.0))])
        part = geometry.Intersection(box)
        if part is not None and not part.IsEmpty():
            found += tuple(tuple(tuple((x - 360.0 * turn, y) for x, y in ring) for ring in rings)
                           for rings in as_tuples(part))
    return found
