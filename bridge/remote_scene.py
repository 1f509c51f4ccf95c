"""A scene of a server on the map: its cloud-optimised picture read small, else its thumbnail in its place.

Everything happens in the background and ends in a small local file, labelled as such: a map that is drawn never
waits for a server (GDAL 3.6 knows no deadline in the threads that draw).
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Optional

from ..core.catalogue.model import Asset, SceneRecord
from ..core.catalogue.transport import Request, Transport, TransportFault
from ..core.engine.grid import Grid
from ..core.engine.outputs import write_bytes
from ..core.engine.progress import Progress
from ..core.errors import BocageError, Cancelled
from ..core.products.display import Shown
from ..core.products.mgrs import tile_grid
from ..core.products.preview import cog_preview, picture_preview

#: Bytes of a thumbnail, at most; seconds for it.
_LARGEST, _TOTAL_S = 8_000_000, 40.0
_HTTP = ("http://", "https://")


def remote_preview(record: SceneRecord, folder: Path, progress: Progress,
                   transport: Optional[Transport] = None) -> tuple[Shown, bool]:
    """What can be shown of a remote scene, and whether it lies only about where it is shown.

    Raises BocageError where the scene offers nothing, or its server does not answer in time; Cancelled.
    """
    folder.mkdir(parents=True, exist_ok=True)
    words = re.sub(r"[^A-Za-z0-9_-]+", "_", record.identifier)[:60]
    digest = hashlib.sha256(f"{record.source}|{record.identifier}".encode()).hexdigest()[:10]
    fault: Optional[Exception] = None
    asset = visual_asset(record)
    if asset is not None:
        try:
            return cog_preview(asset.href, str(folder / f"{words}_{digest}_visual.tif"), progress), False
        except BocageError as error:
            fault = error
    address = thumbnail(record)
    if address:
        try:
            picture = _fetched(address, folder / f"{words}_{digest}_thumbnail", progress, transport)
            shown = picture_preview(str(picture), str(folder / f"{words}_{digest}_placed.tif"),
                                    lambda rows, columns: place_of(record, rows, columns), progress)
            return shown, True
        except TransportFault as error:
            fault = BocageError("preview_not_fetched", identifier=record.identifier, fault=str(error))
        except BocageError as error:
            fault = fault or error
    if fault is not None:
        raise fault
    raise BocageError("scene_not_here", identifier=record.identifier)


def visual_asset(record: SceneRecord) -> Optional[Asset]:
    """The picture in natural colours that can be read in part: a GeoTIFF over HTTP."""
    for asset in record.assets:
        named = asset.key.lower() in ("visual", "tci", "true_color", "true-color") or "visual" in asset.roles
        tiff = "tiff" in asset.media_type.lower() or asset.href.lower().split("?")[0].endswith((".tif", ".tiff"))
        if named and tiff and asset.href.startswith(_HTTP):
            return asset
    return None


def thumbnail(record: SceneRecord) -> str:
    """Address of a small picture, "" where there is none."""
    if record.quicklook.startswith(_HTTP):
        return record.quicklook
    return next((asset.href for asset in record.assets if asset.href.startswith(_HTTP)
                 and ({"thumbnail", "overview"} & set(asset.roles) or asset.key.lower() in ("thumbnail", "quicklook"))),
                "")


def place_of(record: SceneRecord, rows: int, columns: int) -> Grid:
    """Ground under a thumbnail: its tile, else the box of its footprint. Raises BocageError without either."""
    grid = tile_grid(record.tile, rows, columns)
    if grid is not None:
        return grid
    points = [point for polygon in record.footprint for ring in polygon for point in ring]
    if not points:
        raise BocageError("preview_without_place", identifier=record.identifier)
    if max(x for x, _ in points) - min(x for x, _ in points) > 180.0:
        # Cut in two at the antimeridian: its longitudes run on beyond 180.
        points = [(x + 360.0 if x < 0 else x, y) for x, y in points]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    if east - west > 180.0 or not (east > west and north > south):
        raise BocageError("preview_without_place", identifier=record.identifier)
    return Grid("EPSG:4326", (west, (east - west) / columns, 0.0, north, 0.0, -(north - south) / rows),
                (rows, columns))


def _fetched(address: str, path: Path, progress: Progress, transport: Optional[Transport]) -> Path:
    if transport is None:
        from .network import QgisTransport

        transport = QgisTransport()
    response = transport.open(Request(address, inactivity_s=20.0, total_s=_TOTAL_S), progress.cancelled)
    try:
        if response.status != 200:
            raise TransportFault("other", address, f"HTTP {response.status}")
        content = bytearray()
        for chunk in response.chunks():
            if progress.cancelled():
                raise Cancelled
            content += chunk
            if len(content) > _LARGEST:
                raise TransportFault("other", address, "larger than a thumbnail")
    finally:
        response.close()
    write_bytes(path, bytes(content))
    return path
