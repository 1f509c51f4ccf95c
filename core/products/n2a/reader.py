"""Old Theia N2A and N1: ``LANDSAT8_OLITIRS_XS_20160415_N2A_France-MetropoleD0005H0002``, with or without its XML."""

from __future__ import annotations

import posixpath
import re
from datetime import datetime, timezone

from ...engine.raster import Raster
from ...engine.xml import Node
from ...errors import BocageError
from ..fields import utc_time
from ..files import ProductFiles
from ..model import Band, MaskLayer, Product
from ..muscate.tables import band_role

#: Root of the XML, whose HEADER must hold an IDENT: the name alone is anybody's.
ROOT = "METADATA"
IMAGE = re.compile(
    r"(?P<mission>(?:LANDSAT|SPOT|FORMOSAT)\d)_(?P<sensor>\w+?)_(?P<mode>\w+?)_(?P<day>\d{8})_(?P<level>N2A|N1\w*?)_ORTHO_"
    r"(?P<kind>SURF_CORR_PENTE|SURF_CORR_ENV|TOA)_(?P<zone>[\w-]+)\.TIF$", re.IGNORECASE)
_LEVELS = {"N2A": "L2A"}
#: FRE is corrected for slopes, SRE for the neighbours alone.
_KINDS = {"FRE": "SURF_CORR_PENTE", "SRE": "SURF_CORR_ENV", "REF": "TOA"}
#: Bands of the image by mission, in its order (CESBIO's page on the format).
_BANDS = {"LANDSAT8": ["B1", "B2", "B3", "B4", "B5", "B6", "B7"], "LANDSAT5": ["B1", "B2", "B3", "B4", "B5", "B7"],
          "LANDSAT7": ["B1", "B2", "B3", "B4", "B5", "B7"], "SPOT4": ["XS1", "XS2", "XS3", "SWIR"],
          "SPOT5": ["XS1", "XS2", "XS3", "SWIR"]}
_STEPS = {"LANDSAT": 30.0, "SPOT4": 20.0, "SPOT5": 10.0}
_SCALE, _NODATA = 1e-3, -10_000
_MASK = re.compile(r"(?:^|/)MASK/[^/]*_(NUA|SAT|DIV)\.TIF$", re.IGNORECASE)
_CODINGS = {"NUA": ("cloud_detail", "nua"), "SAT": ("saturated", "saturated"), "DIV": ("geophysical", "div")}
_CORNERS = ("HG", "HD", "BD", "BG")
_UTM = re.compile(r"UTM(\d{1,2})([NS])$")


def is_n2a(root: Node) -> bool:
    """True where the XML is one of this family."""
    return root.name == ROOT and root.find("HEADER/IDENT") is not None


def images_in(files: ProductFiles) -> dict[str, str]:
    """Kind -> name of the image, of the shallowest product."""
    found = [(name, match) for name in files.names if (match := IMAGE.search(name))]
    depth = min((name.count("/") for name, _ in found), default=0)
    return {match["kind"].upper(): name for name, match in found if name.count("/") == depth}


def read_n2a(files: ProductFiles, name: str, root: Node | None, images: str | None = None) -> Product:
    """Product of the XML ``name``, or of the images alone where ``root`` is None. Raises BocageError."""
    shown = files.shown(name) if name else files.path
    folder = posixpath.dirname(name or next(iter(images_in(files).values()), ""))
    prefix = folder + "/" if folder else ""
    listed = {match["kind"].upper(): own for own in files.below(prefix)
              if (match := IMAGE.search(own)) and own.count("/") == prefix.count("/")}
    for kind in (images,) if images else ("FRE", "SRE", "REF"):
        image = listed.get(_KINDS.get(kind, ""))
        if image is not None:
            break
    else:
        raise BocageError("images_absent", file=shown, kind=images or "FRE, SRE")
    match = IMAGE.search(image)
    if match is None:
        raise BocageError("images_absent", file=shown, kind=kind)
    mission, zone, path = match["mission"].upper(), match["zone"], files.gdal_path(image)
    with Raster(path) as raster:
        grid, count = raster.grid, raster.count
    names = _names(root, mission, count, shown)
    header = root.find("HEADER") if root is not None else None
    extras = {"images": kind, "producer": "MUSCATE", "zone": zone}
    if header is None:
        extras["time"] = "unknown: the product has no XML, its name tells the day alone"
    step = next((value for start, value in _STEPS.items() if mission.startswith(start)), grid.dx)
    return Product(
        identifier=(header.value("IDENT") if header else "") or re.sub(
            r"_ORTHO_(?:SURF_CORR_\w+?|TOA)_", "_", posixpath.basename(image).rpartition(".")[0]),
        family="theia_n2a", level=_LEVELS.get(match["level"].upper(), "L1C"), platform=mission, mission=mission,
        acquired=_acquired(root, match["day"], shown), tile=zone,
        baseline=header.value("VERSION") if header else "", relative_orbit=None, path=files.path,
        crs=grid.crs or _crs(root, shown), bands=tuple(
            Band(band, band_role(mission, band), path, number, step, _SCALE, 0.0, _NODATA, None)
            for number, band in enumerate(names, 1)),
        mean_sun=_angles(root), extras=extras, footprint=_footprint(root), quicklook=_quicklook(files, prefix),
        masks=tuple(_masks(files, prefix)))


def _names(root: Node | None, mission: str, count: int, shown: str) -> list[str]:
    """Names of the image's bands: the XML's, else those of the mission; as many as the image has."""
    told = [name for name in (root.value("BANDS") if root is not None else "").split(";") if name]
    for names in (told, _BANDS.get(mission, [])):
        if len(names) == count:
            return [f"B{name}" if name.isdigit() else name for name in names]
    raise BocageError("metadata_incomplete", file=shown, field="BANDS")


def _acquired(root: Node | None, day: str, shown: str) -> datetime:
    if root is not None:
        return utc_time(root.value("DATE_PDV"), shown, "DATE_PDV")
    try:
        return datetime.strptime(day, "%Y%m%d").replace(tzinfo=timezone.utc)
    except ValueError as error:
        raise BocageError("metadata_incomplete", file=shown, field="DATE_PDV") from error


def _crs(root: Node | None, shown: str) -> str:
    """Of the XML, where the image carries none: ``UTM31N``, ``LAMBERT93``."""
    text = (root.value("PROJECTION") if root is not None else "").upper().replace(" ", "")
    match = _UTM.match(text)
    if match:
        return f"EPSG:{(32600 if match[2] == 'N' else 32700) + int(match[1])}"
    if "LAMB" in text and "93" in text:
        return "EPSG:2154"
    raise BocageError("metadata_incomplete", file=shown, field="PROJECTION")


def _angles(root: Node | None) -> tuple[float, float] | None:
    if root is None:
        return None
    zenith, azimuth = root.number("THETA_S"), root.number("PHI_S")
    return None if zenith is None or azimuth is None else (zenith, azimuth % 360.0)


def _footprint(root: Node | None) -> tuple[tuple[float, float], ...]:
    """Corners in longitude and latitude: haut gauche, haut droit, bas droit, bas gauche."""
    place = root.first("WGS84") if root is not None else None
    ring = []
    for corner in _CORNERS if place is not None else ():
        longitude, latitude = place.number(f"{corner}X"), place.number(f"{corner}Y")  # type: ignore[union-attr]
        if longitude is not None and latitude is not None:
            ring.append((longitude, latitude))
    return tuple(ring) if len(ring) == len(_CORNERS) else ()


def _masks(files: ProductFiles, prefix: str) -> list[MaskLayer]:
    found = []
    for name in files.below(prefix + "MASK/"):
        match = _MASK.search(name)
        if match:
            kind, coding = _CODINGS[match[1].upper()]
            found.append(MaskLayer(kind, files.gdal_path(name), 1, coding))
    return found


def _quicklook(files: ProductFiles, prefix: str) -> str:
    names = [name for name in files.below(prefix) if name.lower().endswith((".jpg", ".jpeg", ".png"))]
    return files.gdal_path(names[0]) if names else ""
