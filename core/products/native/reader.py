"""Products as a .HDR and its .DBL.DIR: VENuS L1 and L2 (VE_VM01_VSC_*), and MACCS' L2 of Landsat 8 and Sentinel-2."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ...engine.raster import Raster
from ...engine.xml import Node, parse
from ...errors import BocageError
from ..fields import required, utc_time
from ..files import ProductFiles
from ..model import Band, MaskLayer, Product
from ..muscate.tables import band_role, mission_family

ROOT = "Earth_Explorer_Header"
#: Levels by the start of ``Product_Level``.
_LEVELS = {"L1": "L1C", "L2": "L2A", "L3": "L3A"}
_CORNERS = ("Upper_Left_Corner", "Upper_Right_Corner", "Lower_Right_Corner", "Lower_Left_Corner")
_PLATFORM = re.compile(r"(?:SENTINEL-?2_?|S2)([A-D])|(LANDSAT|SPOT|FORMOSAT)[_-]?(\d)")
_UTM = re.compile(r"UTM(\d{1,2})([NS]?)$")
#: Bands of the VENuS L1 image after the twelve of reflectance: one bit a band each (MAJA's L1 reader).
_VENUS_SATURATED, _VENUS_DEFECTIVE = 13, 14
_NODATA = -10_000


@dataclass(frozen=True)
class _Folder:
    """The .DBL.DIR: its files by what their names end with."""

    files: ProductFiles
    prefix: str

    def find(self, ending: str) -> str | None:
        """Name of the file whose name ends so (``_SRE.DBL.TIF``), whatever the case."""
        wanted = ending.upper()
        return next((name for name in self.files.below(self.prefix) if name.upper().endswith(wanted)), None)

    def path(self, ending: str) -> str | None:
        """Its GDAL path."""
        name = self.find(ending)
        return None if name is None else self.files.gdal_path(name)


def data_folder(name: str) -> str:
    """Prefix of the files of the header ``name``: ``X.HDR`` -> ``X.DBL.DIR/``."""
    return re.sub(r"\.HDR$", ".DBL.DIR/", name, flags=re.IGNORECASE)


def read_native(files: ProductFiles, name: str, root: Node, images: str | None = None) -> Product:
    """Product of the header ``name``; ``images`` is "FRE" or "SRE", by default FRE where there. Raises BocageError."""
    shown = files.shown(name)
    folder = _Folder(files, data_folder(name))
    mission = required(root, "Mission", shown)
    level = _LEVELS.get(required(root, "Product_Level", shown)[:2].upper(), "")
    acquired = utc_time(required(root, "Acquisition_Date_Time", shown).replace("UTC=", ""), shown,
                        "Acquisition_Date_Time")
    quantification = root.number("Reflectance_Quantification_Value")
    if not quantification or quantification <= 0:
        raise BocageError("metadata_incomplete", file=shown, field="Reflectance_Quantification_Value")
    nodata = root.integer("Nodata_Value")
    template = Band("", "", None, 1, root.number("Pixel_Size_x") or root.number("By_Column") or 0.0,
                    quantification if quantification < 1 else 1 / quantification, 0.0,
                    _NODATA if nodata is None else nodata, None)
    kind = "REF"
    if level == "L1C":
        bands = _level1(folder, root, template)
    else:
        bands, kind = _level2(folder, root, template, images, shown)
    bands = tuple(replace(band, role=band_role(mission, band.name)) for band in bands)
    extras = {"images": kind, "producer": root.value("System"), "quality:CloudPercent": root.value("Cloud_Percentage"),
              "quality:SnowPercent": root.value("Snow_Percentage"),
              "orbit_number": root.value("Acquisition_Orbit_Number")}
    masks, layers = _masks(folder, level, mission, bands)
    extras.update(layers.extras)
    missing = [band.name for band in bands if band.path is None]
    if missing:
        extras["missing_bands"] = ",".join(missing)
    return Product(
        identifier=required(root, "File_Name", shown), family="maja_native", level=level or root.value("Product_Level"),
        platform=_platform(mission), mission=mission.upper().replace("_", ""), acquired=acquired,
        tile=_tile(root.value("Nick_Name")), baseline=root.value("File_Version"), relative_orbit=None, path=files.path,
        crs=_crs(root, bands, shown), bands=bands, mean_sun=_mean(root, ("Mean_Solar_Angles", "Solar_Angles")),
        mask_files=layers.files, extras={key: value for key, value in extras.items() if value},
        footprint=_footprint(root), quicklook=folder.path("QLK.DBL.JPG") or _quicklook(folder), masks=tuple(masks))


def _platform(mission: str) -> str:
    match = _PLATFORM.search(mission.upper())
    if match is None:
        return mission_family(mission)
    return f"S2{match[1]}" if match[1] else f"{match[2]}{match[3]}"


def _tile(nick: str) -> str:
    """Site or tile without the underscores that fill its eight characters."""
    return nick.strip().strip("_")


def _names(root: Node) -> list[str]:
    return [node.text.replace("B0", "B") for node in (root.first("List_of_Bands") or root).descendants("Band")
            if re.fullmatch(r"B\d{1,2}A?", node.text)]


def _level1(folder: _Folder, root: Node, template: Band) -> tuple[Band, ...]:
    """VENuS: one image of the twelve bands, then masks."""
    image = next((name for name in folder.files.below(folder.prefix)
                  if "_PDTIMG_" in name.upper() and name.upper().endswith(".DBL.TIF")), None)
    path = None if image is None else folder.files.gdal_path(image)
    names = _names(root)[:12] or [f"B{number}" for number in range(1, 13)]
    return tuple(replace(template, name=name, path=path, index=number) for number, name in enumerate(names, 1))


def _level2(folder: _Folder, root: Node, template: Band, wanted: str | None,
            shown: str) -> tuple[tuple[Band, ...], str]:
    """One image for all bands, or one a group of resolution (R1, R2), each with its own header."""
    for kind in (wanted,) if wanted else ("FRE", "SRE"):
        groups = [group for group in ("", "_R1", "_R2") if folder.find(f"_{kind}{group}.DBL.TIF")]
        if not groups:
            continue
        bands = []
        for group in groups:
            header = folder.find(f"_{kind}{group}.HDR")
            own = parse(folder.files.read(header), folder.files.shown(header)) if header else root
            step = own.number("Pixel_Size_x") or {"_R1": 10.0, "_R2": 20.0}.get(group, template.resolution_m)
            path = folder.path(f"_{kind}{group}.DBL.TIF")
            bands += [replace(template, name=name, path=path, index=number, resolution_m=step)
                      for number, name in enumerate(_names(own) or _names(root), 1)]
        return tuple(bands), kind
    raise BocageError("images_absent", file=shown, kind=wanted or "FRE, SRE")


@dataclass
class _Layers:
    files: dict[str, dict[str, str]]
    extras: dict[str, str]


def _masks(folder: _Folder, level: str, mission: str, bands: tuple[Band, ...]) -> tuple[list[MaskLayer], _Layers]:
    """CLD, MSK and QLT of L2; in L1, the last bands of the image."""
    layers = _Layers({}, {})
    if level == "L1C":
        path = bands[0].path if bands else None
        venus = mission_family(mission) == "VENUS"
        if path is None or not venus:
            return [], layers
        found = [MaskLayer("saturated", path, _VENUS_SATURATED, "saturated"),
                 MaskLayer("defective", path, _VENUS_DEFECTIVE, "defective")]
        return [layer for layer in found if layer.index <= _count(path)], layers
    masks = []
    for code, kind, coding in (("CLD", "cloud_detail", "clm_native"), ("MSK", "geophysical", "msk_native")):
        path = folder.path(f"_{code}.DBL.TIF") or folder.path(f"_{code}_R1.DBL.TIF")
        if path is not None:
            masks.append(MaskLayer(kind, path, 1, coding))
    quality = folder.path("_QLT.DBL.TIF") or folder.path("_QLT_R1.DBL.TIF")
    if quality is not None:
        masks += _quality(quality)
    atmosphere = folder.path("_ATB.DBL.TIF") or folder.path("_ATB_R1.DBL.TIF")
    if atmosphere is not None:
        # Their scales stand in a header of their own, which varies: shown, not read.
        layers.files["atmosphere"] = {"": atmosphere}
    return masks, layers


def _quality(path: str) -> list[MaskLayer]:
    """QLT: saturated bits, for VENuS defective bits, and last what lies outside."""
    count = _count(path)
    found = [MaskLayer("saturated", path, 1, "saturated")] if count >= 1 else []
    if count >= 3:
        found.append(MaskLayer("defective", path, 2, "defective"))
    if count >= 2:
        found.append(MaskLayer("edge", path, count, "oth_native"))
    return found


def _count(path: str) -> int:
    """Bands of a raster, 0 where it does not open."""
    try:
        with Raster(path) as raster:
            return raster.count
    except BocageError:
        return 0


def _mean(root: Node, names: tuple[str, ...]) -> tuple[float, float] | None:
    """Zenith and azimuth: the mean, else at the centre of the useful image."""
    for name in names:
        node = root.first(name)
        centre = (node.find("Useful_Image/Image_Center") or node.first("Image_Center") or node) if node else None
        zenith, azimuth = (centre.number("Zenith"), centre.number("Azimuth")) if centre else (None, None)
        if zenith is not None and azimuth is not None:
            return zenith, azimuth % 360.0
    return None


def _footprint(root: Node) -> tuple[tuple[float, float], ...]:
    """Geographic corners of the image."""
    for cover in (*root.descendants("Image_Geo_Coverage"), *root.descendants("Geographic")):
        ring = []
        for name in _CORNERS:
            corner = cover.first(name)
            longitude, latitude = (corner.number("Long"), corner.number("Lat")) if corner else (None, None)
            if longitude is not None and latitude is not None:
                ring.append((longitude, latitude))
        if len(ring) == len(_CORNERS):
            return tuple(ring)
    return ()


def _crs(root: Node, bands: tuple[Band, ...], shown: str) -> str:
    """``UTM31`` in the header (north where the corners do not say south), else the raster's own."""
    match = _UTM.match(root.value("Projection").strip().upper().replace(" ", ""))
    if match:
        ring = _footprint(root)
        south = match[2] == "S" or (not match[2] and bool(ring) and max(latitude for _, latitude in ring) < 0)
        return f"EPSG:{(32700 if south else 32600) + int(match[1])}"
    for path in dict.fromkeys(band.path for band in bands if band.path is not None):
        with Raster(path) as raster:
            if raster.grid.crs:
                return raster.grid.crs
    raise BocageError("metadata_incomplete", file=shown, field="Projection")


def _quicklook(folder: _Folder) -> str:
    names = [name for name in folder.files.below(folder.prefix)
             if "_PDTQLK_" in name.upper() and name.lower().endswith((".jpg", ".jpeg", ".tif", ".png"))]
    return folder.files.gdal_path(names[0]) if names else ""
