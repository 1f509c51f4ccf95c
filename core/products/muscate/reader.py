"""MUSCATE L2A: Theia's products and those written here. Every path is followed from the metadata."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from ...engine.xml import Node
from ...errors import BocageError
from ..fields import angle_grid, mean_angles, merged, required, spectral_response, utc_time
from ..files import ProductFiles
from ..model import AngleGrid, Band, Product, SpectralResponse
from ..responses import versioned
from .tables import MASK_KINDS, band_role

ROOT = "Muscate_Metadata_Document"
#: Image kinds by which the caller chooses; FRE is corrected for slopes.
NATURES = {"SRE": "Surface_Reflectance", "FRE": "Flat_Reflectance"}
_LAYERS = {"Aerosol_Optical_Thickness": "aot", "Water_Vapor_Content": "water_vapour"}
_QUICKLOOK = re.compile(r"_QKL(?:_\w+)?\.(?:jpe?g|png|tif)$", re.IGNORECASE)
_PLATFORMS = {"SENTINEL2A": "S2A", "SENTINEL2B": "S2B", "SENTINEL2C": "S2C", "SENTINEL2D": "S2D"}


def read_muscate(files: ProductFiles, name: str, root: Node, images: str | None = None) -> Product:
    """Product whose metadata file is ``name`` and its tree ``root``.

    ``images`` is "FRE" or "SRE"; by default FRE where the product has it, else SRE. Raises BocageError.
    """
    shown = files.shown(name)
    mission = required(root, "PLATFORM", shown)
    dataset = root.first("Dataset_Identification") or root
    x0, y0 = _origin(root)
    listed, kind = _images(root, images, shown)
    folder = posixpath.dirname(name)
    paths = {band: _path(files, folder, image) for band, image in listed.items()}
    masks, extras = _masks(files, folder, root)
    extras.update(_extras(root, kind))
    missing = [band for band, path in paths.items() if path is None]
    if missing:
        extras["missing_bands"] = ",".join(missing)
    platform = _PLATFORMS.get(mission, mission)
    return Product(
        identifier=required(root, "PRODUCT_ID", shown), family="muscate",
        level=root.value("PRODUCT_LEVEL", "L2A"), platform=platform, mission=mission,
        acquired=utc_time(required(root, "ACQUISITION_DATE", shown), shown, "ACQUISITION_DATE"),
        tile=_tile(dataset), baseline=root.value("PRODUCT_VERSION"), relative_orbit=_relative_orbit(root),
        path=files.path, crs=_crs(root, shown), bands=_bands(root, mission, platform, paths, shown),
        sun=_sun(root, x0, y0), view=_views(root, x0, y0), mean_sun=mean_angles(root.first("Sun_Angles")),
        mean_view=_mean_views(root), mask_files=masks, extras=extras, footprint=_footprint(root),
        quicklook=_quicklook(files, folder, root))


def _path(files: ProductFiles, folder: str, name: str) -> str | None:
    """GDAL path of a file named by the metadata, None where it is absent."""
    inside = posixpath.normpath(posixpath.join(folder, name.strip().replace("\\", "/")))
    return files.gdal_path(inside) if inside in files else None


def _by_nature(root: Node, element: str) -> Iterator[tuple[str, list[Node]]]:
    """NATURE and files of each ``Image`` or ``Mask``."""
    for item in root.descendants(element):
        yield item.value("NATURE").strip(), list(item.descendants(f"{element.upper()}_FILE"))


def _images(root: Node, wanted: str | None, shown: str) -> tuple[dict[str, str], str]:
    """Band -> file of the image kind asked for, and that kind."""
    found = {nature: {node.attributes.get("band_id", ""): node.text for node in nodes}
             for nature, nodes in _by_nature(root, "Image")}
    for kind in (wanted,) if wanted else ("FRE", "SRE"):
        images = found.get(NATURES.get(kind or "", ""))
        if images:
            return images, str(kind)
    raise BocageError("images_absent", file=shown, kind=wanted or "FRE, SRE")


def _bands(root: Node, mission: str, platform: str, paths: dict[str, str | None],
           shown: str) -> tuple[Band, ...]:
    quantification = root.number("REFLECTANCE_QUANTIFICATION_VALUE")
    if not quantification or quantification <= 0:
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
            resolution_m=(node.number("SPATIAL_RESOLUTION") if node else None) or _group_step(root, name),
            scale=1 / quantification, offset=0.0, nodata=nodata, saturated=None, response=responses.get(name),
            solar_irradiance=node.number("SOLAR_IRRADIANCE") if node else None))
    return tuple(bands)


def _responses(described: dict[str, Node], platform: str, shown: str) -> dict[str, SpectralResponse]:
    found = {name: spectral_response(node, name, shown) for name, node in described.items()}
    return versioned(platform, {name: response for name, response in found.items() if response is not None})


def _group_step(root: Node, band: str) -> float:
    """Pixel size of the band's group, metres; 10 where the metadata are silent."""
    steps = {node.attributes.get("group_id", ""): abs(node.number("XDIM") or 0.0)
             for node in root.descendants("Group_Geopositioning")}
    for group in root.descendants("Group"):
        if band in [node.text for node in group.descendants("BAND_ID")]:
            return steps.get(group.attributes.get("group_id", "")) or 10.0
    return next(iter(steps.values()), 0.0) or 10.0


def _special(root: Node, name: str) -> int | None:
    for node in root.descendants("SPECIAL_VALUE"):
        if node.attributes.get("name") == name:
            try:
                return int(float(node.text))
            except ValueError:
                return None
    return None


def _masks(files: ProductFiles, folder: str, root: Node) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Masks and layers at hand: kind -> band or group -> path.

    Beside them, extras ``bit:kind:key`` (bit number in the file) and ``band:kind:key`` (band of the file).
    """
    masks: dict[str, dict[str, str]] = {}
    extras: dict[str, str] = {}
    named = [(MASK_KINDS.get(nature, ""), nodes) for nature, nodes in _by_nature(root, "Mask")]
    named += [(_LAYERS.get(nature, ""), nodes) for nature, nodes in _by_nature(root, "Image")]
    for kind, nodes in named:
        for node in nodes if kind else ():
            path = _path(files, folder, node.text)
            key = node.attributes.get("band_id") or node.attributes.get("group_id", "")
            if node.attributes.get("detector_id"):
                key = f"{key}:{node.attributes['detector_id']}"
            if path is None:
                continue
            masks.setdefault(kind, {})[key] = path
            for attribute, label in (("bit_number", "bit"), ("band_number", "band")):
                if attribute in node.attributes:
                    extras[f"{label}:{kind}:{key}"] = node.attributes[attribute]
    return masks, extras


def _extras(root: Node, kind: str) -> dict[str, str]:
    names = {"producer": "PRODUCER", "authority": "AUTHORITY", "format": "METADATA_FORMAT",
             "production_date": "PRODUCTION_DATE",
             "aot_quantification": "AEROSOL_OPTICAL_THICKNESS_QUANTIFICATION_VALUE",
             "water_vapour_quantification": "WATER_VAPOR_CONTENT_QUANTIFICATION_VALUE"}
    extras = {key: root.value(name) for key, name in names.items() if root.value(name)}
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


#: Corners of ``Global_Geopositioning``, in order around the image.
_CORNERS = ("upperLeft", "upperRight", "lowerRight", "lowerLeft")


def _footprint(root: Node) -> tuple[tuple[float, float], ...]:
    """The image's corners in longitude and latitude, () where one is missing."""
    points = {node.attributes.get("name", ""): (node.number("LON"), node.number("LAT"))
              for node in (root.first("Global_Geopositioning") or root).descendants("Point")}
    corners = [points.get(name, (None, None)) for name in _CORNERS]
    ring = [(longitude, latitude) for longitude, latitude in corners
            if longitude is not None and latitude is not None]
    return tuple(ring) if len(ring) == len(_CORNERS) else ()


def _quicklook(files: ProductFiles, folder: str, root: Node) -> str:
    """The picture that the metadata name, else one that has its name; "" where there is none."""
    named = [node.text for node in root.descendants("QUICKLOOK")]
    prefix = folder + "/" if folder else ""
    named += [name[len(prefix):] for name in files.below(prefix) if _QUICKLOOK.search(name)]
    for name in named:
        path = _path(files, folder, name) if name else None
        if path is not None:
            return path
    return ""


def _crs(root: Node, shown: str) -> str:
    code = required(root, "HORIZONTAL_CS_CODE", shown).upper()
    return code if ":" in code else f"EPSG:{code}"


def _origin(root: Node) -> tuple[float, float]:
    """Upper left corner, first node of the angle grids; NaN where the metadata are silent."""
    for node in root.descendants("Group_Geopositioning"):
        x0, y0 = node.number("ULX"), node.number("ULY")
        if x0 is not None and y0 is not None:
            return x0, y0
    return float("nan"), float("nan")


def _sun(root: Node, x0: float, y0: float) -> AngleGrid | None:
    return angle_grid(root.first("Sun_Angles_Grids"), x0, y0) if x0 == x0 else None


def _views(root: Node, x0: float, y0: float) -> dict[str, dict[int, AngleGrid]]:
    views: dict[str, dict[int, AngleGrid]] = {}
    for band in root.descendants("Band_Viewing_Incidence_Angles_Grids_List") if x0 == x0 else ():
        detectors = views.setdefault(band.attributes.get("band_id", ""), {})
        for node in band.descendants("Viewing_Incidence_Angles_Grids"):
            text, grid = node.attributes.get("detector_id", ""), angle_grid(node, x0, y0)
            if grid is not None and text.isdigit():
                number = int(text)
                detectors[number] = merged(detectors[number], grid) if number in detectors else grid
    return views


def _mean_views(root: Node) -> dict[str, tuple[float, float]]:
    means = {}
    for node in root.descendants("Mean_Viewing_Incidence_Angle"):
        mean = mean_angles(node)
        if mean is not None:
            means[node.attributes.get("band_id", "")] = mean
    return means
