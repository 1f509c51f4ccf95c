"""Outlines in longitude and latitude: from grids, and cut at the antimeridian."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from .grid import Grid
from .raster import transform_points

#: Positions (longitude, latitude), degrees, the first repeated at the end.
Ring = tuple[tuple[float, float], ...]
#: Polygons of an outer ring then holes, each within -180..180.
Outline = tuple[tuple[Ring, ...], ...]

#: Straight pieces by which a grid's side is followed: a 110 km side at 60 degrees bends by 25 m within one.
PIECES_A_SIDE = 4
#: Square degrees under which a piece is nothing but rounding.
_NOTHING = 1e-10


def grid_ring(grid: Grid) -> Ring:
    """The border of a grid, longitudes and latitudes in degrees, WGS 84. Raises BocageError without a CRS it knows.

    Empty where the border has no longitude and latitude (a projection's edge).
    """
    xmin, ymin, xmax, ymax = grid.bounds
    return projected_ring([(xmin, ymax), (xmax, ymax), (xmax, ymin), (xmin, ymin)], grid.crs)


def projected_ring(corners: Sequence[tuple[float, float]], crs: str) -> Ring:
    """A polygon given by its corners in ``crs``, its sides followed, as ``grid_ring``."""
    share = np.arange(PIECES_A_SIDE) / PIECES_A_SIDE
    points = np.asarray(corners, dtype=float)
    ends = np.roll(points, -1, axis=0)
    along = (points[:, None] + share[None, :, None] * (ends - points)[:, None]).reshape(-1, 2)
    longitude, latitude = transform_points(along[:, 0], along[:, 1], crs, "EPSG:4326")
    if not (np.isfinite(longitude).all() and np.isfinite(latitude).all()):
        return ()
    return closed(zip(longitude.tolist(), latitude.tolist()))


def closed(positions: Iterable[tuple[float, float]]) -> Ring:
    """The positions without repetitions, the first one again at the end; empty where they span no surface."""
    ring: list[tuple[float, float]] = []
    for longitude, latitude in positions:
        position = (float(longitude), float(latitude))
        if not all(map(math.isfinite, position)) or abs(position[1]) > 90.0:
            return ()
        if not ring or position != ring[-1]:
            ring.append(position)
    if len(ring) > 1 and ring[0] == ring[-1]:
        ring.pop()
    return (*ring, ring[0]) if len(ring) > 2 else ()


def split_at_antimeridian(ring: Sequence[tuple[float, float]]) -> Outline:
    """The polygon of that outer ring as polygons that lie within -180..180 each; empty where it has no surface.

    Two positions more than half a turn apart are taken to be joined across the antimeridian, as producers mean it.
    A ring around a pole takes the pole in.
    """
    unwrapped = _unwrapped(closed(ring))
    if not unwrapped:
        return ()
    west = min(longitude for longitude, _ in unwrapped)
    east = max(longitude for longitude, _ in unwrapped)
    pieces = []
    for turn in range(math.floor((west + 180.0) / 360.0), math.floor((east + 180.0) / 360.0) + 1):
        left = 360.0 * turn - 180.0
        piece = _clipped(_clipped(unwrapped, left, 1.0), left + 360.0, -1.0)
        moved = closed((min(180.0, max(-180.0, longitude - 360.0 * turn)), latitude) for longitude, latitude in piece)
        if abs(_surface(moved)) > _NOTHING:
            pieces.append((moved,))
    return tuple(pieces)


def _unwrapped(ring: Ring) -> list[tuple[float, float]]:
    """Open ring whose longitudes run on beyond 180 instead of jumping; through the pole where it turns around one."""
    if not ring:
        return []
    positions, shift = [ring[0]], 0.0
    for (before, _), (longitude, latitude) in zip(ring, ring[1:]):
        shift -= 360.0 * round((longitude - before) / 360.0)
        positions.append((longitude + shift, latitude))
    first, last = positions[0], positions[-1]
    if abs(last[0] - first[0]) < 180.0:
        return positions[:-1]
    pole = math.copysign(90.0, sum(latitude for _, latitude in ring))
    return [*positions, (last[0], pole), (first[0], pole)]


def _clipped(ring: Sequence[tuple[float, float]], limit: float, side: float) -> list[tuple[float, float]]:
    """The part of an open ring where ``side * (longitude - limit) >= 0``, open too."""
    kept: list[tuple[float, float]] = []
    for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], *ring[:1]]):
        inside, next_inside = side * (x0 - limit) >= 0, side * (x1 - limit) >= 0
        if inside:
            kept.append((x0, y0))
        if inside != next_inside:
            kept.append((limit, y0 + (y1 - y0) * (limit - x0) / (x1 - x0)))
    return kept


def _surface(ring: Sequence[tuple[float, float]]) -> float:
    """Signed, square degrees."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, ring[1:])) / 2.0
