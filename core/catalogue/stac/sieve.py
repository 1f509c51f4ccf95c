"""What was asked for, chosen once more here: a server may ignore what it does not support."""

from __future__ import annotations

from datetime import timezone
from typing import Any

from osgeo import ogr

from ...engine.areas import wkt_of
from ...engine.raster import gdal_call
from ..model import Footprint, Polygon, Query
from .ask import bounds
from .items import Found


class Sieve:
    """Lets through what a query asks for."""

    def __init__(self, query: Query) -> None:
        self._query = query
        self._boxes = [bounds((polygon,)) for polygon in query.area]
        self._area = _shape(query.area) if query.area else None

    def keeps(self, found: Found) -> bool:
        """A scene of unknown cloud does not pass a cloud limit under 100 %, here as on servers."""
        query, record = self._query, found.record
        if query.start and found.end < query.start.astimezone(timezone.utc):
            return False
        if query.end and found.start > query.end.astimezone(timezone.utc):
            return False
        limit = query.max_cloud_percent
        if limit is not None and limit < 100 and (record.cloud_percent is None or record.cloud_percent > limit):
            return False
        if query.platforms and not any(_is_of(record.platform, platform) for platform in query.platforms):
            return False
        if query.levels and record.level not in query.levels:
            return False
        if query.tiles and record.tile not in query.tiles:
            return False
        if query.collections and record.collection and record.collection not in query.collections:
            return False
        return not query.area or self._touches(record.footprint)

    def _touches(self, footprint: Footprint) -> bool:
        if not any(self._near(polygon) for polygon in footprint):
            return False
        shape = _shape(footprint)
        if shape is None or self._area is None:
            return True
        # An outline that crosses itself cannot be compared: its box has spoken already.
        touching, fault = gdal_call(self._area.Intersects, shape)
        return bool(touching) or (touching is None) or bool(fault)

    def _near(self, polygon: Polygon) -> bool:
        west, south, east, north = bounds((polygon,))
        return any(west <= box[2] and east >= box[0] and south <= box[3] and north >= box[1] for box in self._boxes)


def _is_of(platform: str, wanted: str) -> bool:
    """The platform wanted; "S2X" and "S2" are of several, whichever is wanted."""
    return platform == wanted or (platform in ("S2X", "S2") and wanted.startswith("S2"))


def _shape(footprint: Footprint) -> Any:
    """As an OGR geometry, None where it cannot be one."""
    return gdal_call(ogr.CreateGeometryFromWkt, wkt_of(footprint))[0]
