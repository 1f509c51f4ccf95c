"""Polygons of the vector masks of Sentinel-2 before baseline 04.00 (GML, metres of the tile's CRS)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..engine.raster import read_bytes, stamp
from ..engine.xml import Node, parse
from .fields import numbers

_DETECTOR = re.compile(r"-B\d[\dA]-(\d{1,2})-")


@dataclass(frozen=True, eq=False)
class MaskPolygon:
    """One polygon: its type ("OPAQUE", "QT_NODATA_PIXELS"...), detector (0 unknown), rings (n, 2)."""

    kind: str
    detector: int
    rings: tuple[np.ndarray, ...]


def mask_polygons(path: str) -> tuple[MaskPolygon, ...]:
    """Polygons of a GML mask by its GDAL path, in the file's order. Raises BocageError."""
    return _polygons(path, stamp(path))


@lru_cache(maxsize=128)
def _polygons(path: str, _stamp: tuple[int, int]) -> tuple[MaskPolygon, ...]:
    """Read once, and again where the file has changed: blocks ask for the same footprints many times."""
    root = parse(read_bytes(path), path)
    found = []
    for feature in root.descendants("MaskFeature"):
        match = _DETECTOR.search(feature.attributes.get("id", ""))
        for polygon in feature.descendants("Polygon"):
            rings = tuple(_rings(polygon))
            if rings:
                found.append(MaskPolygon(feature.value("maskType"), int(match[1]) if match else 0, rings))
    return tuple(found)


def _rings(polygon: Node) -> Iterator[np.ndarray]:
    """Outer ring first; nothing where it is unusable."""
    for name in ("exterior", "interior"):
        for boundary in polygon.descendants(name):
            points = _points(boundary.first("posList"))
            if points is not None:
                yield points
            elif name == "exterior":
                return


def _points(node: Node | None) -> np.ndarray | None:
    """Coordinates (n, 2): the height that ``srsDimension="3"`` adds is left out."""
    if node is None:
        return None
    dimension = 3 if node.attributes.get("srsDimension") == "3" else 2
    values = numbers(node.text)
    if values.size < 3 * dimension or values.size % dimension or not np.isfinite(values).all():
        return None
    return values.reshape(-1, dimension)[:, :2]
