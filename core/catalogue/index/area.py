"""An area of interest made ready to be compared with many footprints: does it touch, how much of it is covered."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from osgeo import ogr

from ...errors import BocageError
from ..model import Footprint
from .shapes import Box, bounds, boxes, to_blob, wkb_offset

#: Shares are told to a thousandth: outlines of more positions are simplified that far before they are measured.
_MANY = 200
_TOLERANCE = 2e-4
#: Above, numpy is faster.
_MANY_CORNERS = 24


class Area:
    """The area of a query. Longitudes and latitudes are joined by straight lines, as everywhere in GeoPackages."""

    def __init__(self, footprint: Footprint) -> None:
        self.footprint = footprint
        self.boxes: list[Box] = boxes(footprint)
        self._geometry = geometry_of(to_blob(footprint))
        self._prepared = self._geometry.CreatePreparedGeometry()
        self._plain = self._simplified()
        self._surface = surface(self._plain)
        # A rectangle along the axes is its own box: boxes inside it need no other test.
        ring = footprint[0][0]
        self._rectangle = (self.boxes[0] if len(footprint) == 1 and len(footprint[0]) == 1 and _is_rectangle(ring)
                           else None)

    def _simplified(self) -> Any:
        count = sum(len(ring) for polygon in self.footprint for ring in polygon)
        if count <= _MANY:
            return self._geometry
        box = self.boxes[0]
        step = _TOLERANCE * min(box[2] - box[0], box[3] - box[1])
        return self._geometry.SimplifyPreserveTopology(step) or self._geometry

    def compare(self, blob: bytes | None, footprint: Footprint) -> float | None:
        """Share 0..1 of the area that the footprint (and its geometry) covers; None where they share no surface."""
        if not footprint or blob is None:
            return None
        if self._rectangle is not None and _inside(bounds(footprint), self._rectangle):
            return min(1.0, footprint_surface(footprint) / self._surface) if self._surface > 0.0 else 1.0
        other = geometry_of(blob)
        if other is None or not self._prepared.Intersects(other):
            return None
        if self._surface <= 0.0 or self._within(other):
            return 1.0
        if self._prepared.Contains(other):
            return min(1.0, footprint_surface(footprint) / self._surface)
        common = _quiet(other.Intersection, self._plain)
        if common is None:
            # A footprint that crosses itself, as some producers draw them.
            common = _quiet(other.Buffer(0.0).Intersection, self._plain)
        share = 0.0 if common is None else min(1.0, surface(common) / self._surface)
        return share if share > 0.0 else None

    def _within(self, other: Any) -> bool:
        """The area's boxes lie inside the footprint: nearly always so for a parcel or a commune."""
        low_x, high_x, low_y, high_y = other.GetEnvelope()
        west, south, east, north = self.boxes[0]
        if len(self.boxes) > 1 or not (low_x <= west and high_x >= east and low_y <= south and high_y >= north):
            return False
        return bool(_quiet(other.Contains, self._box_geometry()))

    def _box_geometry(self) -> Any:
        if not hasattr(self, "_envelope"):
            west, south, east, north = self.boxes[0]
            ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
            self._envelope = geometry_of(to_blob(((ring,),)))
        return self._envelope


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


def _inside(inner: Box, outer: Box) -> bool:
    return inner[0] >= outer[0] and inner[1] >= outer[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def checked(footprint: Footprint) -> Area:
    """The area of a query. Raises BocageError("index_area") where it is no polygon in longitude and latitude."""
    try:
        area = Area(footprint)
    except (AttributeError, IndexError, TypeError, ValueError, RuntimeError) as error:
        raise BocageError("index_area") from error
    if any(not (-180.0 <= box[0] <= box[2] <= 180.0 and -90.0 <= box[1] <= box[3] <= 90.0) for box in area.boxes):
        raise BocageError("index_area")
    return area
