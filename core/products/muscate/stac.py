"""STAC 1.0.0 item of an L2A product, beside its metadata."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ...engine.grid import Grid
from ...engine.raster import spatial_reference
from .description import L2ADescription
from .footprint import footprint
from .layout import (
    AOT_QUANTIFICATION,
    ATMOSPHERE_DTYPE,
    ATMOSPHERE_NODATA,
    MASKS,
    REFLECTANCE_NODATA,
    REFLECTANCE_QUANTIFICATION,
    WATER_VAPOUR_QUANTIFICATION,
    is_computed,
    mask_bits,
    mask_dtype,
    utc,
    zone,
)
from .metadata_geometry import first_grid

STAC_VERSION = "1.0.0"
_EXTENSIONS = tuple(f"https://stac-extensions.github.io/{name}/schema.json" for name in (
    "eo/v1.1.0", "raster/v1.1.0", "projection/v1.1.0", "view/v1.0.0", "processing/v1.1.0"))
_GRID_EXTENSION = "https://stac-extensions.github.io/grid/v1.1.0/schema.json"
_SAT_EXTENSION = "https://stac-extensions.github.io/sat/v1.0.0/schema.json"
#: Role -> common name of the eo extension.
_COMMON_NAMES = {"coastal": "coastal", "blue": "blue", "green": "green", "red": "red",
                 "red_edge_1": "rededge", "red_edge_2": "rededge", "red_edge_3": "rededge", "nir": "nir",
                 "nir_narrow": "nir08", "water_vapour": "nir09", "cirrus": "cirrus",
                 "swir1": "swir16", "swir2": "swir22"}
_TIFF = "image/tiff; application=geotiff"


def stac_text(description: L2ADescription) -> str:
    """The item as JSON text."""
    return json.dumps(stac_item(description), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def stac_item(description: L2ADescription) -> dict[str, Any]:
    """The item as plain data; hrefs are relative to it."""
    geometry, bbox = footprint(first_grid(description))
    properties = _properties(description)
    extensions = list(_EXTENSIONS)
    extensions += [_GRID_EXTENSION] if "grid:code" in properties else []
    extensions += [_SAT_EXTENSION] if "sat:relative_orbit" in properties else []
    return {"type": "Feature", "stac_version": STAC_VERSION, "stac_extensions": extensions,
            "id": description.identifier, "geometry": geometry, "bbox": bbox, "properties": properties,
            "links": [], "assets": _assets(description)}


def _time(moment: datetime) -> str:
    return utc(moment).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _properties(description: L2ADescription) -> dict[str, Any]:
    source, figures = description.source, description.statistics
    properties: dict[str, Any] = {
        "datetime": _time(source.acquired), "created": _time(description.generated),
        "platform": _platform(source.platform, source.mission), "gsd": first_grid(description).dx,
        **_projection(first_grid(description)),
        "processing:level": "L2A", "processing:lineage": f"made from {source.identifier}",
        "processing:software": {"Bocage": description.processing.get("software_version", "unknown")}}
    sun = description.mean_sun()
    if sun is not None:
        properties["view:sun_elevation"] = round(90.0 - sun[0], 4)
        properties["view:sun_azimuth"] = round(sun[1] % 360.0, 4)
    place = zone(source)
    if re.fullmatch(r"T\d{2}[A-Z]{3}", place):
        properties["grid:code"] = f"MGRS-{place[1:]}"
    if source.relative_orbit is not None:
        properties["sat:relative_orbit"] = source.relative_orbit
    if place and source.platform[:2] == "S2":
        properties.update({"constellation": "sentinel-2", "instruments": ["msi"]})
    percentages = {"eo:cloud_cover": figures.cloud_percent, "bocage:snow_percent": figures.snow_percent,
                   "bocage:nodata_percent": figures.nodata_percent, "bocage:aot_mean": figures.aot_mean,
                   "bocage:water_vapour_mean": figures.water_vapour_mean,
                   "bocage:ozone_cm_atm": figures.ozone_cm_atm}
    properties.update({name: _finite(value) for name, value in percentages.items() if value is not None})
    properties["bocage:not_computed"] = list(description.not_computed)
    properties["bocage:processing"] = dict(description.processing)
    return properties


def _finite(value: float) -> float | None:
    return round(float(value), 6) if value == value and abs(value) != float("inf") else None


def _platform(platform: str, mission: str) -> str:
    match = re.fullmatch(r"S2([A-Z])", platform.upper())
    return f"sentinel-2{match.group(1).lower()}" if match else (mission or platform).lower()


def _projection(grid: Grid) -> dict[str, Any]:
    """Affine order of the projection extension: ``dx, 0, x0, 0, dy, y0``."""
    x0, dx, _, y0, _, dy = grid.transform
    match = re.fullmatch(r"EPSG:(\d+)", grid.crs, re.IGNORECASE)
    code: dict[str, Any] = {"proj:epsg": int(match.group(1))} if match else {
        "proj:epsg": None, "proj:wkt2": spatial_reference(grid.crs).ExportToWkt(["FORMAT=WKT2"])}
    return {**code, "proj:shape": list(grid.shape), "proj:transform": [dx, 0.0, x0, 0.0, dy, y0]}


def _assets(description: L2ADescription) -> dict[str, Any]:
    paths = description.paths
    assets: dict[str, Any] = {band: _band_asset(description, band) for band in description.bands}
    if description.flat:
        assets.update({f"FRE_{band}": _band_asset(description, band, "FRE") for band in description.bands})
    if description.uncertainty:
        assets["AUN"] = {"href": _href(paths["AUN"]), "type": _TIFF, "roles": ["metadata"],
                         "title": "Standard uncertainty of the AOT at 550 nm, 120 m"}
    if description.composite:
        assets["CMP"] = {"href": _href(paths["CMP"]), "type": "application/x-npz", "roles": ["metadata"],
                         "title": "Composite of the dates up to this one, for the next"}
    for group, bands in description.groups.items():
        assets[f"ATB_{group}"] = _atmosphere_asset(description, group)
        for mask in MASKS:
            assets[f"{mask}_{group}"] = _mask_asset(description, mask, group, bands)
    assets["visual"] = {"href": _href(paths["RGB"]), "type": "application/xml", "roles": ["visual"],
                        "title": "Natural colours (GDAL virtual raster)"}
    assets["thumbnail"] = {"href": _href(paths["QKL_ALL"]), "type": "image/jpeg",
                           "roles": ["thumbnail", "overview"], "title": "Quicklook"}
    assets["metadata"] = {"href": _href(paths["MTD_ALL"]), "type": "application/xml", "roles": ["metadata"],
                          "title": "MUSCATE metadata"}
    return assets


def _href(path: str) -> str:
    return f"./{path}"


def _raster_asset(description: L2ADescription, group: str, key: str, title: str, roles: list[str],
                  raster_bands: list[Mapping[str, Any]]) -> dict[str, Any]:
    grid = description.grids[group]
    located = [{**band, "spatial_resolution": grid.dx} for band in raster_bands]
    return {"href": _href(description.paths[key]), "type": _TIFF, "title": title, "roles": roles,
            "gsd": grid.dx, **_projection(grid), "raster:bands": located}


def _band_asset(description: L2ADescription, band: str, kind: str = "SRE") -> dict[str, Any]:
    source, response = description.source_band(band), description.responses.get(band)
    eo: dict[str, Any] = {"name": band}
    if source is not None and source.role in _COMMON_NAMES:
        eo["common_name"] = _COMMON_NAMES[source.role]
    if response is not None:
        eo["center_wavelength"] = round(response.central_nm() / 1000.0, 6)
        eo["description"] = f"{response.source}, {response.version}"
    raster = {"data_type": "int16", "scale": 1.0 / REFLECTANCE_QUANTIFICATION, "offset": 0.0,
              "nodata": REFLECTANCE_NODATA}
    title = {"SRE": "Surface reflectance", "FRE": "Flat-equivalent surface reflectance"}[kind]
    asset = _raster_asset(description, description.group_of(band), f"{kind}_{band}", f"{title} {band}",
                          ["data", "reflectance"], [raster])
    return {**asset, "eo:bands": [eo]}


def _atmosphere_asset(description: L2ADescription, group: str) -> dict[str, Any]:
    common = {"data_type": ATMOSPHERE_DTYPE, "offset": 0.0, "nodata": ATMOSPHERE_NODATA}
    bands: list[Mapping[str, Any]] = [
        {**common, "scale": 1.0 / WATER_VAPOUR_QUANTIFICATION, "unit": "g/cm2"},
        {**common, "scale": 1.0 / AOT_QUANTIFICATION, "unit": "1"}]
    return _raster_asset(description, group, f"ATB_{group}", "Water vapour, then AOT at 550 nm",
                         ["data", "water-vapour", "aerosol-optical-thickness"], bands)


def _mask_asset(description: L2ADescription, mask: str, group: str, bands: tuple[str, ...]) -> dict[str, Any]:
    raster: list[Mapping[str, Any]] = [{"data_type": mask_dtype(mask, bands)}]
    asset = _raster_asset(description, group, f"{mask}_{group}", f"Mask {mask}", ["metadata", "mask"],
                          raster)
    asset["bocage:bits"] = [
        {"value": 2 ** (position - 1), "name": name, "description": meaning,
         "computed": is_computed(mask, name, description.not_computed)}
        for position, name, meaning in mask_bits(mask, bands)]
    return asset
