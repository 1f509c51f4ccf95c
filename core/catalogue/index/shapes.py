"""Footprints as GeoPackage keeps them, and as boxes of the trees."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable
from typing import Any

from ..model import Footprint, Polygon, Ring

Box = tuple[float, float, float, float]
#: Header of a GeoPackage geometry: version 0, little endian, no envelope, EPSG:4326.
_HEADER = b"GP\x00\x01" + struct.pack("<i", 4326)
_HEADER_EMPTY = b"GP\x00\x11" + struct.pack("<i", 4326)
#: Bytes of the envelope by its indicator (GeoPackage 1.3, table 5).
_ENVELOPES = (0, 32, 48, 48, 64)
_POLYGON, _MULTI = 3, 6
#: Whole numbers of our tree: 1e-7 degree is a centimetre.
SCALE = 10_000_000
#: Times in the tree are seconds since then (2000-01-01), so that 32 bits reach from 1931 to 2068.
EPOCH = 946_684_800


def to_blob(footprint: Footprint) -> bytes | None:
    """A MultiPolygon, None for an empty footprint."""
    if not footprint:
        return None
    parts = [_HEADER, struct.pack("<BII", 1, _MULTI, len(footprint))]
    for polygon in footprint:
        parts.append(struct.pack("<BII", 1, _POLYGON, len(polygon)))
        for ring in polygon:
            values = [value for position in ring for value in position]
            parts.append(struct.pack(f"<I{len(values)}d", len(ring), *values))
    return b"".join(parts)


def from_blob(blob: bytes | None) -> Footprint:
    """The footprint of a (Multi)Polygon, whoever wrote it; () for anything else."""
    if not blob or len(blob) < 13 or blob[:2] != b"GP":
        return ()
    # Nearly all: our own header, one polygon of one ring.
    if blob[:8] == _HEADER and blob[8:17] == _ONE_POLYGON and blob[17:26] == _ONE_RING:
        count = int.from_bytes(blob[26:30], "little")
        if len(blob) == 30 + 16 * count:
            values = struct.unpack_from(f"<{2 * count}d", blob, 30)
            return ((tuple(zip(values[::2], values[1::2])),),)
    try:
        return tuple(_geometry(blob, wkb_offset(blob))[0])
    except (struct.error, IndexError):
        return ()


_ONE_POLYGON = struct.pack("<BII", 1, _MULTI, 1)
_ONE_RING = struct.pack("<BII", 1, _POLYGON, 1)


def wkb_offset(blob: bytes) -> int:
    """Where the WKB begins behind GeoPackage's header."""
    return 8 + _ENVELOPES[(blob[3] >> 1) & 7]


def _geometry(blob: bytes, at: int) -> tuple[list[Polygon], int]:
    order = "<" if blob[at] else ">"
    kind, count = struct.unpack_from(f"{order}II", blob, at + 1)
    dimensions = 2 + (kind // 1000 in (1, 2)) + 2 * (kind // 1000 == 3)
    at += 9
    if kind % 1000 == _MULTI:
        polygons: list[Polygon] = []
        for _ in range(count):
            inner, at = _geometry(blob, at)
            polygons += inner
        return polygons, at
    if kind % 1000 != _POLYGON:
        return [], at
    rings: list[Ring] = []
    for _ in range(count):
        (points,) = struct.unpack_from(f"{order}I", blob, at)
        values = struct.unpack_from(f"{order}{points * dimensions}d", blob, at + 4)
        rings.append(tuple(zip(values[::dimensions], values[1::dimensions])))
        at += 4 + 8 * points * dimensions
    return [tuple(rings)], at


def bounds(polygons: Iterable[Polygon]) -> Box:
    """``(west, south, east, north)`` of outer rings, degrees. There must be one."""
    outer = [position for polygon in polygons for position in polygon[0]]
    longitudes, latitudes = [x for x, _ in outer], [y for _, y in outer]
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def boxes(footprint: Footprint) -> list[Box]:
    """One box, or one on each side of the antimeridian where the footprint reaches it from both."""
    if not footprint:
        return []
    whole = bounds(footprint)
    if len(footprint) == 1 or whole[0] > -179.999 or whole[2] < 179.999:
        return [whole]
    west = [polygon for polygon in footprint if bounds((polygon,))[0] < 0]
    east = [polygon for polygon in footprint if bounds((polygon,))[0] >= 0]
    return [bounds(side) for side in (west, east) if side]


def tree_box(box: Box) -> tuple[int, int, int, int]:
    """``(min_lon, max_lon, min_lat, max_lat)`` in 1e-7 degrees, rounded outwards."""
    west, south, east, north = box
    return (math.floor(west * SCALE), math.ceil(east * SCALE), math.floor(south * SCALE), math.ceil(north * SCALE))


class _Envelope:
    """Bounds of the last geometry asked for: the triggers ask four times for each."""

    def __init__(self) -> None:
        self._blob: Any = None
        self._box: Box | None = None

    def __call__(self, blob: Any) -> Box | None:
        if blob != self._blob:
            footprint = from_blob(blob) if isinstance(blob, bytes) else ()
            self._blob, self._box = blob, bounds(footprint) if footprint else None
        return self._box


def st_functions() -> dict[str, Any]:
    """What the standard triggers call, for one connection."""
    envelope = _Envelope()

    def side(number: int) -> Any:
        def value(blob: Any) -> float | None:
            box = envelope(blob)
            return None if box is None else box[number]

        return value

    return {"ST_IsEmpty": lambda blob: int(envelope(blob) is None), "ST_MinX": side(0), "ST_MinY": side(1),
            "ST_MaxX": side(2), "ST_MaxY": side(3)}

