"""Footprint of a grid in longitude and latitude, as GeoJSON wants it."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...engine.grid import Grid
from ...engine.raster import transform_points

Ring = list[tuple[float, float]]
#: Points an edge: an edge of 110 km bends by about 100 m in degrees, by a metre or so between these.
EDGE_POINTS = 8


def footprint(grid: Grid) -> tuple[dict[str, Any], list[float]]:
    """GeoJSON geometry and its ``[west, south, east, north]``, from the bounds of ``grid``.

    Anticlockwise. Over the antimeridian the geometry is cut in two and west is larger than east
    (RFC 7946, 3.1.9 and 5.2).
    """
    ring = _ring(grid)
    longitudes = [x for x, _ in ring]
    latitudes = [y for _, y in ring]
    south, north = min(latitudes), max(latitudes)
    if max(longitudes) - min(longitudes) <= 180.0:
        return _polygon(ring), [min(longitudes), south, max(longitudes), north]
    shifted = [(x + 360.0 if x < 0 else x, y) for x, y in ring]
    west = _clip(shifted, 180.0, keep_below=True)
    east = [(x - 360.0, y) for x, y in _clip(shifted, 180.0, keep_below=False)]
    geometry = {"type": "MultiPolygon", "coordinates": [_polygon(west)["coordinates"],
                                                        _polygon(east)["coordinates"]]}
    return geometry, [min(x for x, _ in shifted), south, max(x for x, _ in shifted) - 360.0, north]


def _ring(grid: Grid) -> Ring:
    """Open ring, anticlockwise from the upper left corner."""
    xmin, ymin, xmax, ymax = grid.bounds
    corners = [(xmin, ymax), (xmin, ymin), (xmax, ymin), (xmax, ymax)]
    share = np.arange(EDGE_POINTS) / EDGE_POINTS
    x, y = [], []
    for (x1, y1), (x2, y2) in zip(corners, corners[1:] + corners[:1]):
        x.append(x1 + share * (x2 - x1))
        y.append(y1 + share * (y2 - y1))
    longitude, latitude = transform_points(np.concatenate(x), np.concatenate(y), grid.crs, "EPSG:4326")
    return [(round(float(a), 7), round(float(b), 7)) for a, b in zip(longitude, latitude)]


def _polygon(ring: Ring) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[list(point) for point in [*ring, ring[0]]]]}


def _clip(ring: Ring, limit: float, keep_below: bool) -> Ring:
    """The part of a ring on one side of a meridian (Sutherland and Hodgman)."""
    kept: Ring = []
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1]):
        if (x1 <= limit) == keep_below:
            kept.append((x1, y1))
        if (x1 - limit) * (x2 - limit) < 0:
            kept.append((limit, round(y1 + (limit - x1) / (x2 - x1) * (y2 - y1), 7)))
    return kept
