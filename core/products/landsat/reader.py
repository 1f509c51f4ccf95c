"""Landsat products from their MTL file: radiometry, bands, QA_PIXEL and its forerunners."""

from __future__ import annotations

import math
import posixpath
import re
from dataclasses import dataclass
from datetime import datetime

from ...errors import BocageError
from ..fields import utc_time
from ..files import ProductFiles
from ..model import Band, MaskLayer, Product
from .mtl import Mtl

#: Groups of Collection 2, then of Collection 1.
_CONTENTS = ("PRODUCT_CONTENTS", "PRODUCT_METADATA", "METADATA_FILE_INFO")
_IMAGE = ("IMAGE_ATTRIBUTES", "PRODUCT_METADATA")
_PROJECTION = ("PROJECTION_ATTRIBUTES", "PRODUCT_METADATA", "PROJECTION_PARAMETERS")
_LEVEL1 = ("LEVEL1_RADIOMETRIC_RESCALING", "RADIOMETRIC_RESCALING")
_LEVEL2 = ("LEVEL2_SURFACE_REFLECTANCE_PARAMETERS",)
#: Roles of reflective bands; thermal ones are no reflectance and are left out.
_OLI = {"1": "coastal", "2": "blue", "3": "green", "4": "red", "5": "nir", "6": "swir1", "7": "swir2", "8": "",
        "9": "cirrus"}
_ETM = {"1": "blue", "2": "green", "3": "red", "4": "nir", "5": "swir1", "7": "swir2", "8": ""}
_PANCHROMATIC = "8"
#: Surface reflectance of Collection 1 (USGS LSDS-1368): scale, fill, saturated.
_COLLECTION1_SR = (1e-4, -9999, 20_000)
_CORNERS = ("UL", "UR", "LR", "LL")
_QUICKLOOK = re.compile(r"_(?:thumb_large|thumb_small|T[12]|RT|GT)\.(?:jpe?g|png)$", re.IGNORECASE)


@dataclass(frozen=True)
class _Source:
    """What is at hand around an MTL file."""

    files: ProductFiles
    folder: str
    mtl: Mtl
    #: "LANDSAT8"...
    platform: str
    identifier: str

    @property
    def oli(self) -> bool:
        return self.platform in ("LANDSAT8", "LANDSAT9")

    def name(self, name: str) -> str | None:
        """The file of that name beside the MTL, whatever the case of its suffix; None where it is absent."""
        own = posixpath.join(self.folder, name)
        for candidate in (own, re.sub(r"\.TIF$", ".tif", own), re.sub(r"\.tif$", ".TIF", own)):
            if candidate in self.files:
                return candidate
        return None

    def path(self, name: str) -> str | None:
        """Its GDAL path."""
        found = self.name(name) if name else None
        return None if found is None else self.files.gdal_path(found)


def read_landsat(files: ProductFiles, name: str, mtl: Mtl) -> Product:
    """Product of the MTL file ``name``. Raises BocageError where a field that matters is missing."""
    spacecraft = mtl.required("SPACECRAFT_ID", *_IMAGE)
    platform = re.sub(r"[^A-Z0-9]", "", spacecraft.upper())
    identifier = (mtl.get("LANDSAT_PRODUCT_ID", *_CONTENTS) or re.sub(r"_MTL\.\w+$", "", posixpath.basename(name)))
    source = _Source(files, posixpath.dirname(name), mtl, platform, identifier)
    level = mtl.get("PROCESSING_LEVEL", "PRODUCT_CONTENTS") or mtl.get("DATA_TYPE", "PRODUCT_METADATA")
    surface = level.startswith("L2")
    collection1 = _collection1_surface(source)
    if surface:
        bands = _surface_bands(source)
    elif collection1:
        bands, surface = collection1, True
    else:
        bands = _level1_bands(source)
    extras = {"processing_level": level, "sensor": mtl.get("SENSOR_ID", *_IMAGE), "producer": "USGS",
              "collection": mtl.get("COLLECTION_NUMBER", *_CONTENTS) or "pre-collection",
              "category": mtl.get("COLLECTION_CATEGORY", *_CONTENTS), "cloud_percent": mtl.get("CLOUD_COVER")}
    missing = [band.name for band in bands if band.path is None]
    if missing:
        extras["missing_bands"] = ",".join(missing)
    return Product(
        identifier=identifier, family="landsat_usgs", level="L2A" if surface else "L1", platform=platform,
        mission=platform, acquired=_acquired(mtl), tile=_path_row(mtl), baseline=mtl.get("PROCESSING_SOFTWARE_VERSION"),
        relative_orbit=_integer(mtl.get("WRS_PATH", *_IMAGE)), path=files.path, crs=_crs(mtl), bands=bands,
        mean_sun=_mean_sun(mtl), extras={key: value for key, value in extras.items() if value},
        footprint=_footprint(mtl), quicklook=_quicklook(source), masks=tuple(_masks(source, bool(collection1))))


def _acquired(mtl: Mtl) -> datetime:
    day, time = mtl.required("DATE_ACQUIRED", *_IMAGE), mtl.required("SCENE_CENTER_TIME", *_IMAGE)
    return utc_time(f"{day}T{time}", mtl.file, "SCENE_CENTER_TIME")


def _path_row(mtl: Mtl) -> str:
    """WRS-2 path and row, ``047027``."""
    path, row = _integer(mtl.get("WRS_PATH", *_IMAGE)), _integer(mtl.get("WRS_ROW", *_IMAGE))
    return "" if path is None or row is None else f"{path:03d}{row:03d}"


def _integer(text: str) -> int | None:
    return int(text) if text.strip().isdigit() else None


def _mean_sun(mtl: Mtl) -> tuple[float, float] | None:
    elevation, azimuth = mtl.number("SUN_ELEVATION"), mtl.number("SUN_AZIMUTH")
    return None if elevation is None or azimuth is None else (90.0 - elevation, azimuth % 360.0)


def _crs(mtl: Mtl) -> str:
    """UTM north, whatever the hemisphere (negative northings), or the Antarctic polar stereographic."""
    if mtl.get("MAP_PROJECTION", *_PROJECTION) == "PS":
        return "EPSG:3031"
    zone = _integer(mtl.required("UTM_ZONE", *_PROJECTION))
    if zone is None or not 1 <= zone <= 60:
        raise BocageError("metadata_incomplete", file=mtl.file, field="UTM_ZONE")
    return f"EPSG:{32600 + zone}"


def _footprint(mtl: Mtl) -> tuple[tuple[float, float], ...]:
    """Corners of the image, no data included: the MTL does not draw the scene."""
    ring = []
    for corner in _CORNERS:
        longitude = mtl.number(f"CORNER_{corner}_LON_PRODUCT", *_PROJECTION)
        latitude = mtl.number(f"CORNER_{corner}_LAT_PRODUCT", *_PROJECTION)
        if longitude is not None and latitude is not None:
            ring.append((longitude, latitude))
    return tuple(ring) if len(ring) == len(_CORNERS) else ()


def _roles(source: _Source) -> dict[str, str]:
    return _OLI if source.oli else _ETM


def _step(source: _Source, number: str) -> float:
    name = "GRID_CELL_SIZE_PANCHROMATIC" if number == _PANCHROMATIC else "GRID_CELL_SIZE_REFLECTIVE"
    return source.mtl.number(name) or (15.0 if number == _PANCHROMATIC else 30.0)


def _level1_bands(source: _Source) -> tuple[Band, ...]:
    """Reflectance at the top of the atmosphere: (MULT * DN + ADD) / sin(sun's elevation at the scene's centre)."""
    elevation = source.mtl.number("SUN_ELEVATION")
    if elevation is None or elevation <= 0:
        raise BocageError("metadata_incomplete", file=source.mtl.file, field="SUN_ELEVATION")
    return _bands(source, _LEVEL1, math.sin(math.radians(elevation)))


def _surface_bands(source: _Source) -> tuple[Band, ...]:
    """Surface reflectance of Collection 2: its scale and offset as the MTL says, 0.0000275 and -0.2 so far."""
    return _bands(source, _LEVEL2, 1.0)


def _bands(source: _Source, groups: tuple[str, ...], divisor: float) -> tuple[Band, ...]:
    bands = []
    for number, role in _roles(source).items():
        name = source.mtl.get(f"FILE_NAME_BAND_{number}", *_CONTENTS)
        multiplier = source.mtl.number(f"REFLECTANCE_MULT_BAND_{number}", *groups)
        addend = source.mtl.number(f"REFLECTANCE_ADD_BAND_{number}", *groups)
        if not name:
            continue
        if not multiplier or addend is None:
            raise BocageError("metadata_incomplete", file=source.mtl.file, field=f"REFLECTANCE_MULT_BAND_{number}")
        most = source.mtl.number(f"QUANTIZE_CAL_MAX_BAND_{number}")
        bands.append(Band(f"B{number}", role, source.path(name), 1, _step(source, number), multiplier / divisor,
                          addend / multiplier, 0, None if most is None else int(most)))
    if not bands:
        raise BocageError("metadata_incomplete", file=source.mtl.file, field="FILE_NAME_BAND_1")
    return tuple(bands)


def _collection1_surface(source: _Source) -> tuple[Band, ...]:
    """Surface reflectance on demand of Collection 1, beside the MTL of its Level-1: ``*_sr_band1.tif``."""
    scale, fill, saturated = _COLLECTION1_SR
    bands = []
    for number, role in _roles(source).items():
        path = source.path(f"{source.identifier}_sr_band{number}.tif")
        if path is not None:
            bands.append(Band(f"B{number}", role, path, 1, _step(source, number), scale, 0.0, fill, saturated))
    return tuple(bands)


def _masks(source: _Source, collection1_surface: bool) -> list[MaskLayer]:
    kind = "oli" if source.oli else "tm"
    pixel_qa = source.path(f"{source.identifier}_pixel_qa.tif")
    if collection1_surface and pixel_qa is not None:
        return [MaskLayer("quality", pixel_qa, 1, "pixel_qa")]
    named = (("FILE_NAME_QUALITY_L1_PIXEL", "quality", "qa_pixel"),
             ("FILE_NAME_QUALITY_L1_RADIOMETRIC_SATURATION", "saturated", f"radsat_{kind}"),
             ("FILE_NAME_BAND_QUALITY", "quality", f"bqa_{kind}"))
    layers = []
    for name, mask, coding in named:
        path = source.path(source.mtl.get(name, *_CONTENTS))
        if path is not None:
            layers.append(MaskLayer(mask, path, 1, coding))
    return layers


def _quicklook(source: _Source) -> str:
    prefix = source.folder + "/" if source.folder else ""
    names = [name for name in source.files.below(prefix) if _QUICKLOOK.search(name)]
    small = sorted(names, key=lambda name: ("thumb_large" not in name, name))
    return source.files.gdal_path(small[0]) if small else ""
