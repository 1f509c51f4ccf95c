"""A folder of B02.tif... SCL.tif with the STAC item that describes them."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Mapping
from typing import Any

from ...errors import BocageError
from ..fields import utc_time
from ..files import ProductFiles
from ..model import Band, Product
from ..safe.bands import MSI_BANDS
from ..safe.metadata import parse_baseline, platform_of, refuse_undecided_offset

#: Most bytes of an item: real ones have 20 to 60 kB.
LARGEST = 2_000_000
_QUANTIFICATION, _NODATA, _OFFSET = 10_000.0, 0, -1000.0
_LAYERS = {"aot": "AOT.tif", "water_vapour": "WVP.tif", "scene_classification": "SCL.tif"}
_PICTURES = ("thumbnail.jpg", "preview.jpg", "L2A_PVI.tif", "TCI.tif")
_TILE = re.compile(r"(\d{1,2})([A-Z]{3})$")
_LEVELS = {"S2MSI1C": "L1C", "S2MSI2A": "L2A", "sentinel-2-l1c": "L1C", "sentinel-2-l2a": "L2A",
           "sentinel-2-c1-l2a": "L2A"}


def stac_item(files: ProductFiles, name: str) -> Mapping[str, Any] | None:
    """The item in that JSON file, None where it is none. Raises BocageError where the file cannot be read."""
    data = files.read(name)
    if len(data) > LARGEST:
        return None
    try:
        content: Any = json.loads(data)
    except ValueError:
        return None
    whole = isinstance(content, dict) and content.get("type") == "Feature" and "stac_version" in content
    return content if whole and isinstance(content.get("properties"), dict) else None


def describes_bands(files: ProductFiles, name: str, item: Mapping[str, Any]) -> bool:
    """True where Sentinel-2 bands lie beside the item."""
    folder = posixpath.dirname(name)
    platform = str(item["properties"].get("platform", ""))
    return bool(platform_of(platform)) and any(
        posixpath.join(folder, f"{band.code}.tif") in files for band in MSI_BANDS)


def read_cog(files: ProductFiles, name: str, item: Mapping[str, Any]) -> Product:
    """Product of the item ``name``. Raises BocageError where a field that matters is missing."""
    shown, properties = files.shown(name), item["properties"]
    folder = posixpath.dirname(name)
    platform = platform_of(str(properties.get("platform", "")))
    baseline = str(properties.get("s2:processing_baseline") or properties.get("processing:version") or "")
    offset = _offset(properties, item, baseline, shown)
    bands = []
    for band in MSI_BANDS:
        own = posixpath.join(folder, f"{band.code}.tif")
        if own in files:
            bands.append(Band(band.name, band.role, files.gdal_path(own), 1, float(band.resolution_m),
                              1 / _QUANTIFICATION, offset, _NODATA, None))
    layers = {kind: {"": files.gdal_path(posixpath.join(folder, file))} for kind, file in _LAYERS.items()
              if posixpath.join(folder, file) in files}
    uri = str(properties.get("s2:product_uri", ""))
    extras = {"producer": "Sen2Cor", "stac_id": str(item.get("id", "")), "collection": str(item.get("collection", "")),
              "generation_time": str(properties.get("s2:generation_time", "")),
              "cloud_percent": str(properties.get("eo:cloud_cover", "")),
              "aot_quantification": "1000", "water_vapour_quantification": "1000", "aot_nodata": "0",
              "water_vapour_nodata": "0"}
    orbit = re.search(r"_R(\d{3})_", uri)
    level = _level(properties, item)
    if level == "L2A" and "scene_classification" not in layers:
        # Every item of that level has one.
        extras["cloud_masks_gone"] = "SCL"
    return Product(
        identifier=re.sub(r"\.SAFE$", "", uri) or str(item.get("id", "")), family="sentinel2_cog",
        level=level, platform=platform, mission=f"SENTINEL{platform[1:]}",
        acquired=utc_time(str(properties.get("datetime") or ""), shown, "datetime"), tile=_tile(properties, item),
        baseline=baseline, relative_orbit=int(orbit[1]) if orbit else None, path=files.path,
        crs=_crs(properties, shown), bands=tuple(bands), mean_sun=_sun(properties), mask_files=layers,
        extras={key: value for key, value in extras.items() if value}, footprint=_ring(item.get("geometry")),
        quicklook=_quicklook(files, folder))


def _offset(properties: Mapping[str, Any], item: Mapping[str, Any], baseline: str, shown: str) -> float:
    """What is still to be added to the numbers. ``earthsearch:boa_offset_applied`` is the truth, ``raster:bands`` may
    lie (Earth Search's issue 9); from baseline 04.00 on, an item that tells neither is refused."""
    parsed = parse_baseline(baseline)
    if parsed is not None and parsed < (4, 0):
        return 0.0
    applied = properties.get("earthsearch:boa_offset_applied")
    if isinstance(applied, bool):
        return 0.0 if applied else _OFFSET
    for asset in item.get("assets", {}).values():
        for band in asset.get("raster:bands", []) if isinstance(asset, dict) else []:
            if isinstance(band, dict) and band.get("offset") == _OFFSET / _QUANTIFICATION:
                return _OFFSET
    refuse_undecided_offset(baseline, shown)
    return 0.0


def _level(properties: Mapping[str, Any], item: Mapping[str, Any]) -> str:
    for word in (properties.get("s2:product_type"), item.get("collection")):
        if word in _LEVELS:
            return _LEVELS[str(word)]
    return "L2A"


def _tile(properties: Mapping[str, Any], item: Mapping[str, Any]) -> str:
    """``29RKH`` from ``grid:code``, the ``mgrs:`` fields or the identifier."""
    parts = [str(properties.get(f"mgrs:{name}", "")) for name in ("utm_zone", "latitude_band", "grid_square")]
    words = [str(properties.get("grid:code", "")), "".join(parts), *str(item.get("id", "")).split("_")]
    for word in words:
        match = _TILE.search(word)
        if match:
            return f"{int(match[1]):02d}{match[2]}"
    return ""


def _crs(properties: Mapping[str, Any], shown: str) -> str:
    code = properties.get("proj:code") or properties.get("proj:epsg")
    if not code:
        raise BocageError("metadata_incomplete", file=shown, field="proj:epsg")
    return str(code) if ":" in str(code) else f"EPSG:{code}"


def _sun(properties: Mapping[str, Any]) -> tuple[float, float] | None:
    elevation, azimuth = properties.get("view:sun_elevation"), properties.get("view:sun_azimuth")
    if not isinstance(elevation, (int, float)) or not isinstance(azimuth, (int, float)):
        return None
    return 90.0 - float(elevation), float(azimuth) % 360.0


def _ring(geometry: Any) -> tuple[tuple[float, float], ...]:
    """Outer ring of a polygon; () for several, which the rasters' grid then replaces."""
    if not isinstance(geometry, dict) or geometry.get("type") != "Polygon":
        return ()
    try:
        return tuple((float(position[0]), float(position[1])) for position in geometry["coordinates"][0])
    except (KeyError, IndexError, TypeError, ValueError):
        return ()


def _quicklook(files: ProductFiles, folder: str) -> str:
    for name in _PICTURES:
        own = posixpath.join(folder, name)
        if own in files:
            return files.gdal_path(own)
    return ""
