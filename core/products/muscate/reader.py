"""MUSCATE: Theia's products (L1C, L2A, L3A, snow) and those written here. Paths are followed from the metadata."""

from __future__ import annotations

import posixpath
import re

from ...engine.xml import Node
from ...errors import BocageError
from ..fields import mean_angles, required, spectral_response, utc_time
from ..files import ProductFiles
from ..model import Band, Product, SpectralResponse
from ..responses import versioned
from ..snow.bands import snow_band, snow_layers
from . import geometry
from .masks import by_nature, inside, read_masks
from .tables import band_role, mission_family

ROOT = "Muscate_Metadata_Document"
#: Image kinds by which the caller chooses: FRE is corrected for slopes, FRC the L3A composite, REF of L1C.
NATURES = {"SRE": ("Surface_Reflectance",), "FRE": ("Flat_Reflectance",), "FRC": ("Flat_Reflectance_Composite",),
           "REF": ("Reflectance", "TOA_Reflectance", "Top_Of_Atmosphere_Reflectance")}
_ANY = ("FRE", "SRE", "FRC", "REF")
_PLATFORMS = {"SENTINEL2A": "S2A", "SENTINEL2B": "S2B", "SENTINEL2C": "S2C", "SENTINEL2D": "S2D",
              # A composite of both satellites.
              "SENTINEL2X": "S2"}
_QUICKLOOK = re.compile(r"_QKL(?:_\w+)?\.(?:jpe?g|png|tif)$", re.IGNORECASE)
_SNOW = re.compile(r"_SNW_R2\.tif$", re.IGNORECASE)
#: Nodata of every image of this family whose metadata do not say.
_NODATA = -10_000


def read_muscate(files: ProductFiles, name: str, root: Node, images: str | None = None) -> Product:
    """Product whose metadata file is ``name`` and its tree ``root``.

    ``images`` is "FRE" or "SRE"; by default FRE where the product has it, else SRE, else what its level has.
    Raises BocageError.
    """
    shown = files.shown(name)
    mission = required(root, "PLATFORM", shown)
    platform = _platform(mission)
    folder = posixpath.dirname(name)
    level, snow = root.value("PRODUCT_LEVEL", "L2A"), _snow(files, folder)
    masks = read_masks(files, folder, root)
    bands: tuple[Band, ...]
    if "SNOW" in level.upper() and snow:
        level, kind, bands = "SNOW", "SNW", (snow_band("SNW", snow, 20.0),)
        masks.layers += snow_layers(snow)
    else:
        listed, kind = _images(root, images, shown)
        bands = _bands(root, mission, platform, {band: inside(files, folder, image) for band, image in listed.items()},
                       shown)
    extras = {**masks.extras, **_extras(root, kind)}
    missing = [band.name for band in bands if band.path is None]
    if missing:
        extras["missing_bands"] = ",".join(missing)
    return Product(
        identifier=required(root, "PRODUCT_ID", shown), family="muscate", level=level, platform=platform,
        mission=mission, acquired=utc_time(required(root, "ACQUISITION_DATE", shown), shown, "ACQUISITION_DATE"),
        tile=_tile(root.first("Dataset_Identification") or root), baseline=root.value("PRODUCT_VERSION"),
        relative_orbit=_relative_orbit(root), path=files.path, crs=geometry.crs(root, shown), bands=bands,
        sun=geometry.sun(root), view=geometry.views(root), mean_sun=mean_angles(root.first("Sun_Angles")),
        mean_view=geometry.mean_views(root), mask_files=masks.files, extras=extras,
        footprint=geometry.footprint(root), quicklook=_quicklook(files, folder, root), masks=tuple(masks.layers))


def _platform(mission: str) -> str:
    """``S2A``, ``VENUS``, ``LANDSAT8``: short, without sensor nor spectral content."""
    if mission in _PLATFORMS:
        return _PLATFORMS[mission]
    if mission_family(mission) == "VENUS":
        return "VENUS"
    match = re.match(r"(LANDSAT\d|SPOT\d)", mission.upper())
    return match[1] if match else mission


def _snow(files: ProductFiles, folder: str) -> str | None:
    """Path of Theia's snow mask in the product's folder."""
    prefix = folder + "/" if folder else ""
    return next((files.gdal_path(name) for name in files.below(prefix) if _SNOW.search(name)), None)


def _images(root: Node, wanted: str | None, shown: str) -> tuple[dict[str, str], str]:
    """Band -> file of the image kind asked for, and that kind."""
    found = {nature: {node.attributes.get("band_id", ""): node.text for node in nodes}
             for nature, nodes in by_nature(root, "Image")}
    for kind in (wanted,) if wanted else _ANY:
        for nature in NATURES.get(kind, ()):
            if found.get(nature):
                return found[nature], kind
    raise BocageError("images_absent", file=shown, kind=wanted or ", ".join(_ANY))


def _quantification(root: Node, name: str) -> float | None:
    """Digital numbers for 1. Some templates hold its inverse (0.005 for 200): numbers never count less than one."""
    value = root.number(name)
    if value is None or value <= 0:
        return None
    return value if value >= 1 else 1 / value


def _bands(root: Node, mission: str, platform: str, paths: dict[str, str | None],
           shown: str) -> tuple[Band, ...]:
    quantification = _quantification(root, "REFLECTANCE_QUANTIFICATION_VALUE")
    if quantification is None:
        raise BocageError("metadata_incomplete", file=shown, field="REFLECTANCE_QUANTIFICATION_VALUE")
    described = {node.attributes.get("band_id", ""): node
                 for node in root.descendants("Spectral_Band_Informations")}
    responses = _responses(described, platform, shown)
    nodata = _special(root, "nodata")
    order = [node.text for node in (root.first("Band_Global_List") or root).descendants("BAND_ID")]
    bands = []
    for name in sorted(paths, key=lambda band: order.index(band) if band in order else len(order)):
        node = described.get(name)
        bands.append(Band(
            name=name, role=band_role(mission, name), path=paths[name], index=1,
            resolution_m=(node.number("SPATIAL_RESOLUTION") if node else None) or geometry.group_step(root, name),
            scale=1 / quantification, offset=0.0, nodata=_NODATA if nodata is None else nodata, saturated=None,
            response=responses.get(name), solar_irradiance=node.number("SOLAR_IRRADIANCE") if node else None))
    return tuple(bands)


def _responses(described: dict[str, Node], platform: str, shown: str) -> dict[str, SpectralResponse]:
    found = {name: spectral_response(node, name, shown) for name, node in described.items()}
    return versioned(platform, {name: response for name, response in found.items() if response is not None})


def _special(root: Node, name: str) -> int | None:
    for node in root.descendants("SPECIAL_VALUE"):
        if node.attributes.get("name") == name:
            try:
                return int(float(node.text))
            except (ValueError, OverflowError):
                return None
    return None


def _extras(root: Node, kind: str) -> dict[str, str]:
    names = {"producer": "PRODUCER", "authority": "AUTHORITY", "format": "METADATA_FORMAT",
             "production_date": "PRODUCTION_DATE", "simulated": "SIMULATED"}
    extras = {key: root.value(name) for key, name in names.items() if root.value(name)}
    for key, name in (("aot_quantification", "AEROSOL_OPTICAL_THICKNESS_QUANTIFICATION_VALUE"),
                      ("water_vapour_quantification", "WATER_VAPOR_CONTENT_QUANTIFICATION_VALUE")):
        quantification = _quantification(root, name)
        if quantification is not None:
            extras[key] = f"{quantification:g}"
    for key, name in (("aot_nodata", "aerosol_optical_thickness_nodata"),
                      ("water_vapour_nodata", "water_vapor_content_nodata")):
        value = _special(root, name)
        if value is not None:
            extras[key] = str(value)
    for node in root.descendants("QUALITY_INDEX"):
        extras.setdefault(f"quality:{node.attributes.get('name', '')}", node.text)
    for node in root.descendants("ORBIT_NUMBER"):
        if node.attributes.get("type") == "Orbit":
            extras["orbit_number"] = node.text
    # What a producer left at zero because nothing computes it yet is not "no cloud".
    absent = [node.value("NATURE") for node in root.descendants("Mask")
              if node.attributes.get("status") == "not_computed"]
    if absent:
        extras["not_computed"] = ", ".join(absent)
    extras["images"] = kind
    return extras


def _tile(dataset: Node) -> str:
    zone = dataset.value("GEOGRAPHICAL_ZONE")
    return zone[1:] if len(zone) == 6 and zone[0] == "T" and zone[1:3].isdigit() else zone


def _relative_orbit(root: Node) -> int | None:
    """The metadata number absolute orbits; those written here add the relative one."""
    for node in root.descendants("ORBIT_NUMBER"):
        if node.attributes.get("type", "").lower() in ("relative", "relative_orbit"):
            return int(node.text) if node.text.isdigit() else None
    return root.integer("RELATIVE_ORBIT_NUMBER")


def _quicklook(files: ProductFiles, folder: str, root: Node) -> str:
    """The picture that the metadata name, else one that has its name; "" where there is none."""
    named = [node.text for node in root.descendants("QUICKLOOK")]
    prefix = folder + "/" if folder else ""
    named += [name[len(prefix):] for name in files.below(prefix) if _QUICKLOOK.search(name)]
    for name in named:
        path = inside(files, folder, name) if name else None
        if path is not None:
            return path
    return ""
