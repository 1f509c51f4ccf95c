"""Zones: polygons with a name each, repaired where they can be, in the CRS of whoever asks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from osgeo import ogr

from ..errors import BocageError
from .raster import crs_text, gdal_call, gdal_messages, metres_per_unit, open_vector, same_crs, transform_points

#: A side longer than this is followed point by point into another CRS, metres.
_LONGEST_M = 1000.0
_METRES_A_DEGREE = 111_000.0


@dataclass(frozen=True)
class Zones:
    """Polygons of one CRS. Rings are closed, in the order of the zones; outer ones turn one way and holes the other."""

    #: One a zone, as the caller gave it.
    names: tuple[Any, ...]
    crs: str
    rings: tuple[np.ndarray, ...]
    #: Number of the zone of each ring, ascending.
    owner: tuple[int, ...]
    #: Names of those that were not valid and have been repaired.
    repaired: tuple[Any, ...] = ()
    #: Names of those left out, and why: "empty", "not a polygon", "invalid".
    refused: tuple[tuple[Any, str], ...] = field(default=())

    def to(self, crs: str) -> "Zones":
        """The same in another CRS, long sides followed. Raises BocageError."""
        if same_crs(self.crs, crs) or not self.rings:
            return self
        longest = _LONGEST_M / (metres_per_unit(self.crs) or _METRES_A_DEGREE)
        followed = [_followed(ring, longest) for ring in self.rings]
        points = np.concatenate(followed)
        x, y = transform_points(points[:, 0], points[:, 1], self.crs, crs)
        moved = np.split(np.stack([x, y], axis=1), np.cumsum([len(ring) for ring in followed])[:-1])
        kept = [number for number, ring in enumerate(moved) if np.isfinite(ring).all()]
        return Zones(self.names, crs, tuple(moved[number] for number in kept),
                     tuple(self.owner[number] for number in kept), self.repaired, self.refused)

    def areas(self) -> np.ndarray:
        """Area of each zone, squared units of the CRS, float64."""
        result = np.zeros(len(self.names))
        for number, ring in zip(self.owner, self.rings):
            result[number] += _signed(ring)
        return np.abs(result)


def _followed(ring: np.ndarray, longest: float) -> np.ndarray:
    """The ring with points added on sides longer than ``longest``."""
    steps = np.maximum(1, np.ceil(np.hypot(*np.diff(ring, axis=0).T) / longest)).astype(int)
    if steps.max(initial=1) == 1:
        return ring
    side = np.repeat(np.arange(len(steps)), steps)
    share = (np.arange(len(side)) - np.repeat(np.cumsum(steps) - steps, steps)) / steps[side]
    return np.concatenate([ring[side] + share[:, None] * (ring[side + 1] - ring[side]), ring[-1:]])


def _signed(ring: np.ndarray) -> float:
    # From the first corner: coordinates of millions would cost digits.
    x, y = (ring - ring[0]).T
    return 0.5 * float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1]))


def zones_of(items: Iterable[tuple[Any, bytes]], crs: str, source: str) -> Zones:
    """From names and WKB. ``source`` names the layer in messages.

    Raises BocageError where no polygon is left.
    """
    names: list[Any] = []
    rings: list[np.ndarray] = []
    owner: list[int] = []
    repaired: list[Any] = []
    refused: list[tuple[Any, str]] = []
    for name, wkb in items:
        geometry, how = _sound(wkb)
        if geometry is None:
            refused.append((name, how))
            continue
        if how:
            repaired.append(name)
        for ring in _rings(geometry):
            rings.append(ring)
            owner.append(len(names))
        names.append(name)
    if not names:
        raise BocageError("zones_none", file=source, count=len(refused))
    return Zones(tuple(names), crs, tuple(rings), tuple(owner), tuple(repaired), tuple(refused))


def _sound(wkb: bytes) -> tuple[Any, str]:
    """A valid geometry and "repaired" where it was not; or None and what is wrong."""
    geometry, _ = gdal_call(ogr.CreateGeometryFromWkb, bytes(wkb)) if wkb else (None, "")
    if geometry is None or geometry.IsEmpty():
        return None, "empty"
    geometry = geometry.GetLinearGeometry()
    if geometry.GetDimension() < 2:
        return None, "not a polygon"
    with gdal_messages():
        if geometry.IsValid():
            return geometry, ""
        mended, _ = gdal_call(geometry.MakeValid)
        if mended is not None and not mended.IsEmpty() and any(True for _ in _rings(mended)):
            return mended, "repaired"
    return None, "invalid"


def _rings(geometry: Any) -> Iterable[np.ndarray]:
    """Closed rings of all polygons inside, outer ones with a positive area and holes with a negative one."""
    if ogr.GT_Flatten(geometry.GetGeometryType()) != ogr.wkbPolygon:
        for index in range(geometry.GetGeometryCount()):
            yield from _rings(geometry.GetGeometryRef(index))
        return
    for index in range(geometry.GetGeometryCount()):
        points = geometry.GetGeometryRef(index).GetPoints()
        if not points or len(points) < 3:
            continue
        ring = np.array(points, float)[:, :2]
        if (ring[0] != ring[-1]).any():
            ring = np.concatenate([ring, ring[:1]])
        signed = _signed(ring)
        if signed == 0:
            continue
        yield ring if (signed > 0) == (index == 0) else ring[::-1].copy()


def read_zones(path: str, name_field: str = "", layer: str = "") -> Zones:
    """Zones of one layer of a vector file, named by a field, else by their number. Raises BocageError."""
    dataset = open_vector(path)
    found = dataset.GetLayerByName(layer) if layer else dataset.GetLayer(0)
    if found is None:
        raise BocageError("vector_unreadable", file=path, fault=f"no layer {layer}".strip())
    reference = found.GetSpatialRef()
    if reference is None or str(reference.GetName() or "").startswith("Undefined"):
        raise BocageError("vector_without_crs", file=path)
    definition = found.GetLayerDefn()
    index = definition.GetFieldIndex(name_field) if name_field else -1
    if name_field and index < 0:
        known = ", ".join(definition.GetFieldDefn(i).GetName() for i in range(definition.GetFieldCount()))
        raise BocageError("field_absent", file=path, field=name_field, known=known)
    features, fault = gdal_call(list, found)
    if features is None:
        raise BocageError("vector_unreadable", file=path, fault=fault)

    def items() -> Iterable[tuple[Any, bytes]]:
        for feature in features:
            geometry = feature.GetGeometryRef()
            name = feature.GetFID() if index < 0 else feature.GetField(index)
            yield name, bytes(geometry.ExportToWkb()) if geometry is not None else b""

    return zones_of(items(), crs_text(reference), path)
