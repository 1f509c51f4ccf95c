"""Coordinate reference systems as texts, and points between them."""

from __future__ import annotations

import numpy as np
from osgeo import osr

from ...errors import BocageError
from .calls import gdal_call, gdal_messages


def crs_text(reference: osr.SpatialReference | None) -> str:
    """``EPSG:n`` where the authority is known, else WKT; empty without a CRS."""
    if reference is None:
        return ""
    authority, number = reference.GetAuthorityName(None), reference.GetAuthorityCode(None)
    return f"{authority}:{number}" if authority and number else str(reference.ExportToWkt())


def spatial_reference(crs: str) -> osr.SpatialReference:
    """Spatial reference with traditional axis order (easting, northing; longitude, latitude)."""
    reference = osr.SpatialReference()
    with gdal_messages():
        try:
            failed = reference.SetFromUserInput(crs)
        except RuntimeError:
            failed = 1
    if failed:
        raise BocageError("crs_unknown", crs=crs[:80])
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return reference


def transform_points(x: np.ndarray, y: np.ndarray, source: str, target: str) -> tuple[np.ndarray, np.ndarray]:
    """Points from one CRS to another; the arrays keep their shape."""
    shape = np.shape(x)
    change = osr.CoordinateTransformation(spatial_reference(source), spatial_reference(target))
    points = np.column_stack([np.ravel(x), np.ravel(y)]).tolist()
    moved, fault = gdal_call(change.TransformPoints, points)
    if moved is None:
        raise BocageError("crs_transform_failed", source=source[:80], target=target[:80], fault=fault)
    result = np.asarray(moved, dtype=float)
    return result[:, 0].reshape(shape), result[:, 1].reshape(shape)


def metres_per_unit(crs: str) -> float | None:
    """Metres in one unit of a projected CRS; None for degrees."""
    reference = spatial_reference(crs)
    return None if reference.IsGeographic() else float(reference.GetLinearUnits())


def same_crs(first: str, other: str) -> bool:
    """True where both texts mean one coordinate reference system."""
    if first == other:
        return True
    if not first or not other:
        return False
    same, _ = gdal_call(spatial_reference(first).IsSame, spatial_reference(other))
    return bool(same)
