"""Outlines of patches in pixels: pieces joined, corners cut the same way on both sides, well-known binary.

Vertices are (column, row) from the upper left corner of the map, rows growing downwards. A polygon is a list of closed
rings float64 (n, 2), the outer one first.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np
from osgeo import ogr

from ..engine.grid import Grid
from ..engine.raster import gdal_call
from ..errors import BocageError

Rings = list[np.ndarray]


def polygons_of_wkb(wkb: bytes) -> list[Rings]:
    """Polygons of a little-endian Polygon, MultiPolygon or GeometryCollection without other dimensions."""
    found: list[Rings] = []
    _read(wkb, 0, found)
    return found


def _read(wkb: bytes, at: int, found: list[Rings]) -> int:
    kind, count = struct.unpack_from("<II", wkb, at + 1)
    at += 9
    if kind in (ogr.wkbMultiPolygon, ogr.wkbGeometryCollection):
        for _ in range(count):
            at = _read(wkb, at, found)
        return at
    if kind != ogr.wkbPolygon:
        raise BocageError("raster_unreadable", file="polygons", fault=f"geometry {kind}")
    rings: Rings = []
    for _ in range(count):
        (points,) = struct.unpack_from("<I", wkb, at)
        rings.append(np.frombuffer(wkb, "<f8", 2 * points, at + 4).reshape(-1, 2).copy())
        at += 4 + 16 * points
    found.append(rings)
    return at


def multipolygon_wkb(polygons: Sequence[Rings]) -> bytes:
    """Little-endian MultiPolygon."""
    parts = [struct.pack("<BII", 1, ogr.wkbMultiPolygon, len(polygons))]
    for rings in polygons:
        parts.append(struct.pack("<BII", 1, ogr.wkbPolygon, len(rings)))
        for ring in rings:
            parts.append(struct.pack("<I", len(ring)) + np.ascontiguousarray(ring, "<f8").tobytes())
    return b"".join(parts)


def joined(pieces: Sequence[bytes]) -> list[Rings]:
    """One patch from the pieces that strips made of it; rings that touch themselves become sound."""
    whole = ogr.Geometry(ogr.wkbMultiPolygon)
    for piece in pieces:
        whole.AddGeometryDirectly(ogr.CreateGeometryFromWkb(piece))
    if len(pieces) > 1:
        union, fault = gdal_call(whole.UnionCascaded)
        if union is None:
            raise BocageError("raster_unreadable", file="polygons", fault=fault)
        whole = union
    polygons = polygons_of_wkb(bytes(whole.ExportToWkb(ogr.wkbNDR)))
    if any(_touches_itself(ring) for rings in polygons for ring in rings):
        valid, fault = gdal_call(whole.MakeValid)
        if valid is None:
            raise BocageError("raster_unreadable", file="polygons", fault=fault)
        polygons = polygons_of_wkb(bytes(valid.ExportToWkb(ogr.wkbNDR)))
    return [[corners(ring) for ring in rings] for rings in polygons]


def _touches_itself(ring: np.ndarray) -> bool:
    if len(ring) < 9:
        # Eight sides of the grid at least are needed to come back to a vertex.
        return False
    keys = np.sort(ring[:-1, 0] * 2.0 ** 24 + ring[:-1, 1])
    return bool((keys[1:] == keys[:-1]).any())


def corners(ring: np.ndarray, keep: np.ndarray | None = None) -> np.ndarray:
    """A closed ring without the vertices on straight sides, save those to ``keep`` (n - 1,)."""
    points, ahead = ring[:-1], ring[1:] - ring[:-1]
    back = np.concatenate([ahead[-1:], ahead[:-1]])
    turns = back[:, 0] * ahead[:, 1] != back[:, 1] * ahead[:, 0]
    kept = points[turns if keep is None else turns | keep]
    return np.concatenate([kept, kept[:1]])


def area(polygons: Sequence[Rings]) -> float:
    """Square pixels: outer rings less their holes, whichever way they turn."""
    total = 0.0
    for rings in polygons:
        for number, ring in enumerate(rings):
            # From its first vertex: differences of large numbers would lose digits.
            x, y = (ring - ring[0]).T
            twice = abs(float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])))
            total += twice / 2.0 if number == 0 else -twice / 2.0
    return total


class Nodes:
    """Vertices where at least three borders meet, and the corners of the map: lines are cut there and they stay."""

    def __init__(self, shape: tuple[int, int]) -> None:
        self._rows, self._columns = shape
        self._found: list[np.ndarray] = []
        self._starts: list[int] = []
        self._above = np.full(self._columns + 2, -1, np.int64)

    def add(self, labels: np.ndarray, start: int) -> None:
        """The strip of patches from row ``start``, strips from top to bottom."""
        wide = np.full((labels.shape[0] + 1, self._columns + 2), -1, np.int64)
        wide[0], wide[1:, 1:-1] = self._above, labels
        self._above = wide[-1].copy()
        across, along = wide[:, 1:] != wide[:, :-1], wide[1:] != wide[:-1]
        meeting = across[:-1].astype(np.int8) + across[1:] + along[:, 1:] + along[:, :-1]
        row, column = np.nonzero(meeting >= 3)
        self._starts.append(start)
        self._found.append((row + start) * (self._columns + 1) + column)

    def at(self, vertices: np.ndarray) -> np.ndarray:
        """True where a vertex, int64 (n, 2), is a node."""
        column, row = vertices.T
        keys = row * (self._columns + 1) + column
        bottom = row == self._rows
        result = ((row == 0) | bottom) & ((column == 0) | (column == self._columns))
        strip = np.searchsorted(self._starts, row, "right") - 1
        for number in range(int(strip.min()), int(strip.max()) + 1):
            mine, nodes = strip == number, self._found[number]
            if nodes.size:
                place = np.searchsorted(nodes, keys[mine]).clip(0, nodes.size - 1)
                result[mine] |= nodes[place] == keys[mine]
        # The last row of vertices has no strip below: borders that end there meet the frame.
        if bottom.any():
            result[bottom] |= self._ends(column[bottom])
        return np.asarray(result)

    def _ends(self, column: np.ndarray) -> np.ndarray:
        return np.asarray(self._above[column] != self._above[column + 1])


def cut_corners(ring: np.ndarray, nodes: Nodes) -> np.ndarray:
    """The ring through the middles of pixel sides, and through nodes: neighbours keep one and the same line.

    Half a pixel at most lies between both, and lines that did not touch do not cross: around each vertex that is no
    node there is one line alone.
    """
    step = np.diff(ring, axis=0)
    count = np.abs(step).sum(axis=1).astype(np.int64)
    begin = np.repeat(np.cumsum(count) - count, count)
    along = np.arange(int(count.sum())) - begin
    unit = np.repeat(np.sign(step), count, axis=0)
    vertices = np.repeat(ring[:-1], count, axis=0) + unit * along[:, None]
    fixed = nodes.at(vertices.astype(np.int64))
    points = np.empty((2 * len(vertices), 2))
    points[::2], points[1::2] = vertices, vertices + unit / 2.0
    keep = np.repeat(fixed, 2)
    keep[1::2] = True
    # Vertices that are no nodes go; then what lies on straight lines.
    chosen, nodal = points[keep], np.repeat(fixed, 2)
    nodal[1::2] = False
    return corners(np.concatenate([chosen, chosen[:1]]), nodal[keep])


def placed(polygons: Sequence[Rings], grid: Grid) -> list[Rings]:
    """The same in the CRS of the map."""
    x0, dx, _, y0, _, dy = grid.transform
    return [[np.stack([x0 + dx * ring[:, 0], y0 + dy * ring[:, 1]], 1) for ring in rings] for rings in polygons]
