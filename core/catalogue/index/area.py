"""An area of interest made ready to be compared with many footprints: does it touch, how much of it is covered."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from osgeo import ogr

from ...engine.raster import gdal_messages
from ...errors import BocageError
from ..model import Footprint, Polygon, Ring
from .shapes import Box, bounds, boxes, to_blob, wkb_offset

#: Shares are told to a thousandth: outlines of more positions are simplified that far before they are measured.
_MANY = 200
_TOLERANCE = 2e-4
#: Neighbours share an edge, give or take their rounding: about a square metre.
_SLIVER = 1e-12
#: Above, numpy is faster.
_MANY_CORNERS = 24


class Area:
    """The area of a query. Longitudes and latitudes are joined by straight lines, as everywhere in GeoPackages."""

    def __init__(self, footprint: Footprint) -> None:
        self.footprint = footprint
        self.boxes: list[Box] = boxes(footprint)
        if any(len(ring) < 4 or ring[0] != ring[-1] for polygon in footprint for ring in polygon):
            raise ValueError("a ring is not closed")
        self._geometry = geometry_of(to_blob(footprint))
        self._prepared = self._geometry.CreatePreparedGeometry()
        self._surface = footprint_surface(footprint)
        # Made when first needed: most areas are compared with footprints that hold them.
        self._plain: list[Any] = []
        self._box: Any = None
        # A rectangle along the axes needs no geometry at all.
        ring = footprint[0][0]
        self._rectangle = (self.boxes[0] if len(footprint) == 1 and len(footprint[0]) == 1 and _is_rectangle(ring)
                           else None)

    def _common(self, other: Any) -> float:
        """Surface that a geometry shares with the area, polygon by polygon: those of communes touch one another."""
        if not self._plain:
            self._plain = [_simple(polygon) for polygon in self.footprint]
        total = 0.0
        for polygon in self._plain:
            common = _quiet(other.Intersection, polygon)
            if common is None:
                # A footprint that crosses itself, as some producers draw them.
                common = _quiet(other.Buffer(0.0).Intersection, polygon)
            total += 0.0 if common is None else surface(common)
        return total

    def compare(self, blob: bytes | None, footprint: Footprint) -> float | None:
        """Share 0..1 of the area that the footprint (and its geometry) covers; None where they share no surface."""
        if not footprint or blob is None:
            return None
        if self._rectangle is not None and self._surface > 0.0:
            if len(footprint) == 1 and len(footprint[0]) == 1 and _holds(footprint[0][0], self._rectangle):
                return 1.0
            return self._share(_in_rectangle(footprint, self._rectangle))
        other = geometry_of(blob)
        if other is None or not self._prepared.Intersects(other):
            return None
        if self._surface <= 0.0 or self._within(other):
            return 1.0
        if self._prepared.Contains(other):
            return self._share(footprint_surface(footprint))
        return self._share(self._common(other))

    def _share(self, shared: float) -> float | None:
        return min(1.0, shared / self._surface) if shared > _SLIVER else None

    def _within(self, other: Any) -> bool:
        """The area's boxes lie inside the footprint: nearly always so for a parcel or a commune."""
        low_x, high_x, low_y, high_y = other.GetEnvelope()
        west, south, east, north = self.boxes[0]
        if len(self.boxes) > 1 or not (low_x <= west and high_x >= east and low_y <= south and high_y >= north):
            return False
        return bool(_quiet(other.Contains, self._box_geometry()))

    def _box_geometry(self) -> Any:
        if self._box is None:
            west, south, east, north = self.boxes[0]
            ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
            self._box = geometry_of(to_blob(((ring,),)))
        return self._box


def _simple(polygon: Polygon) -> Any:
    """Valid, and of no more corners than its surface needs."""
    geometry = geometry_of(to_blob((polygon,)))
    if not geometry.IsValid():
        geometry = geometry.MakeValid() or geometry
    if sum(len(ring) for ring in polygon) > _MANY:
        west, south, east, north = bounds((polygon,))
        geometry = geometry.SimplifyPreserveTopology(_TOLERANCE * min(east - west, north - south)) or geometry
    return geometry


def geometry_of(blob: bytes | None) -> Any:
    """OGR geometry of a GeoPackage blob, None where there is none."""
    return None if not blob else _quiet(ogr.CreateGeometryFromWkb, blob[wkb_offset(blob):])


def _quiet(function: Any, *arguments: Any) -> Any:
    """None where OGR refuses, whether it raises or not."""
    try:
        return function(*arguments)
    except RuntimeError:
        return None


def surface(geometry: Any) -> float:
    """Surface on the sphere up to a factor: each ring in longitude and sine of latitude, an equal-area projection."""
    kind = ogr.GT_Flatten(geometry.GetGeometryType())
    if kind == ogr.wkbPolygon:
        rings = [_ring(geometry.GetGeometryRef(k)) for k in range(geometry.GetGeometryCount())]
        return max(0.0, rings[0] - sum(rings[1:])) if rings else 0.0
    return sum(surface(geometry.GetGeometryRef(k)) for k in range(geometry.GetGeometryCount()))


def _ring(ring: Any) -> float:
    points = ring.GetPoints()
    return _ring_surface(points) if points else 0.0


def footprint_surface(footprint: Footprint) -> float:
    """The same of a footprint."""
    return sum(max(0.0, _ring_surface(polygon[0]) - sum(map(_ring_surface, polygon[1:]))) for polygon in footprint)


def _ring_surface(points: Sequence[Sequence[float]]) -> float:
    """Plain Python for the few corners that nearly all footprints have: numpy would take longer to start."""
    if len(points) < 4:
        return 0.0
    if len(points) > _MANY_CORNERS:
        positions = np.array(points, dtype=float)
        x, y = positions[:, 0] - positions[0, 0], np.sin(np.radians(positions[:, 1]))
        return float(abs(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2.0)
    origin, total = points[0][0], 0.0
    x0, y0 = 0.0, math.sin(math.radians(points[0][1]))
    for point in points[1:]:
        x1, y1 = point[0] - origin, math.sin(math.radians(point[1]))
        total += x0 * y1 - x1 * y0
        x0, y0 = x1, y1
    return abs(total) / 2.0


def _is_rectangle(ring: tuple[tuple[float, float], ...]) -> bool:
    if len(ring) != 5:
        return False
    return len({x for x, _ in ring}) == 2 and len({y for _, y in ring}) == 2 and all(
        (x0 == x1) != (y0 == y1) for (x0, y0), (x1, y1) in zip(ring, ring[1:]))


def _holds(ring: Ring, box: Box) -> bool:
    """True where a rectangle is on the inner side of every edge; a ring that turns in may hold it and say False."""
    west, south, east, north = box
    left = right = True
    x0, y0 = ring[0]
    for x1, y1 in ring[1:]:
        along, up = x1 - x0, y1 - y0
        at = along * y0 - up * x0
        # The corners that are farthest to either side of the edge.
        left = left and along * (south if along > 0 else north) - up * (east if up > 0 else west) >= at
        right = right and along * (north if along > 0 else south) - up * (west if up > 0 else east) <= at
        if not left and not right:
            return False
        x0, y0 = x1, y1
    return True


def _in_rectangle(footprint: Footprint, box: Box) -> float:
    """Surface of the part of a footprint inside a rectangle (Sutherland and Hodgman), plain Python for few corners."""
    inner = bounds(footprint)
    if inner[0] >= box[0] and inner[1] >= box[1] and inner[2] <= box[2] and inner[3] <= box[3]:
        return footprint_surface(footprint)
    if inner[0] >= box[2] or inner[1] >= box[3] or inner[2] <= box[0] or inner[3] <= box[1]:
        return 0.0
    return footprint_surface(tuple(tuple(_cut(ring, box) for ring in polygon) for polygon in footprint))


def _cut(ring: Ring, box: Box) -> Ring:
    points = list(ring[:-1])
    for axis, limit, side in ((0, box[0], 1), (1, box[1], 1), (0, box[2], -1), (1, box[3], -1)):
        if not points:
            return ()
        kept = []
        last = points[-1]
        last_in = (last[axis] - limit) * side >= 0
        for point in points:
            inside = (point[axis] - limit) * side >= 0
            if inside != last_in:
                share = (limit - last[axis]) / (point[axis] - last[axis])
                kept.append((last[0] + share * (point[0] - last[0]), last[1] + share * (point[1] - last[1])))
            if inside:
                kept.append(point)
            last, last_in = point, inside
        points = kept
    return (*points, points[0]) if len(points) > 2 else ()


def checked(footprint: Footprint) -> Area:
    """The area of a query. Raises BocageError("index_area") where it is no polygon in longitude and latitude."""
    try:
        with gdal_messages():
            area = Area(footprint)
    except (AttributeError, IndexError, TypeError, ValueError, RuntimeError) as error:
        raise BocageError("index_area") from error
    if any(not (-180.0 <= box[0] <= box[2] <= 180.0 and -90.0 <= box[1] <= box[3] <= 90.0) for box in area.boxes):
        raise BocageError("index_area")
    return area
