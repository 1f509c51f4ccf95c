"""Geometries of reference data made fit for use: repaired, moved to another CRS, eroded, measured, compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from osgeo import ogr, osr

from ..engine import geodesic
from ..engine.area_geometry import polygons_of
from ..engine.raster import gdal_call, metres_per_unit, spatial_reference, transform_points
from ..engine.zones import zones_of
from ..errors import BocageError

LONGITUDE_LATITUDE = "EPSG:4326"
#: Two polygons overlap where they share more than this part of the smaller one; less is how they were drawn.
OVERLAP = 0.01
#: Metres: a longer side is followed point by point into another CRS.
_LONG_SIDE = 1000.0


def sound(wkb: bytes) -> tuple[Any, str]:
    """A valid OGR geometry of points or polygons, and "repaired" where it was not; or None and why."""
    geometry, _ = gdal_call(ogr.CreateGeometryFromWkb, bytes(wkb)) if wkb else (None, "")
    if geometry is None or geometry.IsEmpty():
        return None, "empty"
    geometry = geometry.GetLinearGeometry()
    geometry.FlattenTo2D()
    if not np.isfinite(geometry.GetEnvelope()).all():
        return None, "invalid"
    if geometry.GetDimension() == 0:
        return geometry, ""
    if geometry.GetDimension() < 2:
        return None, "line"
    valid, _ = gdal_call(geometry.IsValid)
    if valid and geometry.GetArea() > 0:
        return geometry, ""
    mended, _ = gdal_call(geometry.MakeValid)
    whole = None if mended is None else _surface(mended)
    return (whole, "repaired") if whole is not None else (None, "invalid")


def _surface(geometry: Any) -> Any:
    """Its polygons as one geometry; None where they have no area."""
    parts = [part for part in polygons_of(geometry) if part.GetArea() > 0]
    if not parts:
        return None
    whole = ogr.Geometry(ogr.wkbMultiPolygon)
    for part in parts:
        whole.AddGeometry(part)
    return whole if len(parts) > 1 else parts[0].Clone()


def mover(source: str, target: str) -> Callable[[Any], Any]:
    """A function from a geometry to the same in another CRS, None where it has no place there. Raises BocageError."""
    change, fault = gdal_call(osr.CoordinateTransformation, spatial_reference(source), spatial_reference(target))
    if change is None:
        raise BocageError("crs_transform_failed", source=source[:80], target=target[:80], fault=fault)
    longest = _LONG_SIDE / (metres_per_unit(source) or 111_000.0)

    def moved(geometry: Any) -> Any:
        copy = geometry.Clone()
        copy.Segmentize(longest)
        failed, _ = gdal_call(copy.Transform, change)
        if failed is None or failed != 0 or not np.isfinite(copy.GetEnvelope()).all():
            return None
        return copy

    return moved


def metric_crs(crs: str, geometry: Any) -> str:
    """``crs`` itself where its unit is the metre, else the UTM zone under a geometry of that CRS."""
    if abs((metres_per_unit(crs) or 0.0) - 1.0) < 1e-9:
        return crs
    west, east, south, north = geometry.GetEnvelope()
    x, y = transform_points(np.array([(west + east) / 2]), np.array([(south + north) / 2]), crs, LONGITUDE_LATITUDE)
    # Somewhere out of the world any zone is as wrong: the polygon is told when it is moved there.
    zone = int(np.clip((float(np.nan_to_num(x[0])) + 180.0) // 6.0 + 1, 1, 60))
    return f"EPSG:{32600 + zone if float(y[0]) >= 0 else 32700 + zone}"


def eroded(geometry: Any, metres: float) -> Any:
    """What lies further than ``metres`` inside, in a CRS of metres; None where nothing does."""
    inside, _ = gdal_call(geometry.Buffer, -metres, 8)
    return None if inside is None or inside.IsEmpty() else _surface(inside)


def hectares(geometry: Any) -> float:
    """On the ellipsoid, of a geometry in longitude and latitude; 0 of points."""
    total = 0.0
    for polygon in polygons_of(geometry):
        rings = [polygon.GetGeometryRef(k).GetPoints() for k in range(polygon.GetGeometryCount())]
        total += geodesic.polygon_area([[(p[0], p[1]) for p in ring] for ring in rings if len(ring) > 3])
    return total / 1e4


def meeting(geometries: Sequence[Any], goes_on: Callable[[float], None]) -> Iterator[tuple[int, int, str]]:
    """Pairs of polygons that meet, and how: "same", "overlap" or "touch". ``goes_on`` is told the share done."""
    boxes = np.array([one.GetEnvelope() for one in geometries], float).reshape(-1, 4)
    order = np.argsort(boxes[:, 0], kind="stable")
    west, east, south, north = boxes[order].T
    for place, first in enumerate(order):
        if place % 500 == 0:
            goes_on(place / len(order))
        last = int(np.searchsorted(west, east[place], side="right"))
        rivals = np.arange(place + 1, last)
        rivals = rivals[(south[rivals] <= north[place]) & (north[rivals] >= south[place])]
        for rival in rivals:
            how = _meet(geometries[first], geometries[order[rival]])
            if how:
                yield int(first), int(order[rival]), how


def _meet(one: Any, two: Any) -> str:
    touches, _ = gdal_call(one.Intersects, two)
    if not touches:
        return ""
    if one.GetDimension() == 0 and two.GetDimension() == 0:
        return "same"
    if one.GetDimension() < 2 or two.GetDimension() < 2:
        return "overlap"
    shared, _ = gdal_call(one.Intersection, two)
    area = 0.0 if shared is None else sum(part.GetArea() for part in polygons_of(shared))
    areas = one.GetArea(), two.GetArea()
    if area > (1.0 - 1e-6) * max(areas):
        return "same"
    return "overlap" if area > OVERLAP * min(areas) else "touch"


def is_point(wkb: bytes) -> bool:
    """True for points and groups of points."""
    geometry, _ = gdal_call(ogr.CreateGeometryFromWkb, bytes(wkb))
    return geometry is not None and geometry.GetDimension() == 0


def points_of(wkb: bytes) -> np.ndarray:
    """Abscissa and ordinate of each of a group of points, or of the one (n, 2)."""
    geometry, _ = gdal_call(ogr.CreateGeometryFromWkb, bytes(wkb))
    found, waiting = [], [geometry]
    while waiting:
        one = waiting.pop()
        if one.GetGeometryCount():
            waiting += [one.GetGeometryRef(number) for number in range(one.GetGeometryCount() - 1, -1, -1)]
        elif not one.IsEmpty():
            found.append((one.GetX(), one.GetY()))
    return np.array(found, float).reshape(-1, 2)


def rings_of(wkb: bytes, crs: str, name: str) -> list[np.ndarray]:
    """Closed rings (n, 2) of a polygon. Raises BocageError where it is none."""
    return list(zones_of([(name, wkb)], crs, name).rings)


def holders(geometries: Sequence[bytes], crs: str, regions: Sequence[bytes], regions_crs: str) -> np.ndarray:
    """Index of the region that holds each geometry, by a point inside it; -1 in none, the first of several."""
    moved = mover(crs, regions_crs) if crs != regions_crs else None
    outlines = [sound(wkb)[0] for wkb in regions]
    result = np.full(len(geometries), -1, np.int64)
    for number, wkb in enumerate(geometries):
        geometry = sound(wkb)[0]
        geometry = moved(geometry) if moved is not None and geometry is not None else geometry
        if geometry is None:
            continue
        point, _ = gdal_call(geometry.PointOnSurface)
        point = geometry.Centroid() if point is None or point.IsEmpty() else point
        for index, outline in enumerate(outlines):
            if outline is not None and gdal_call(outline.Intersects, point)[0]:
                result[number] = index
                break
    return result
