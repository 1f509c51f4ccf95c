"""Sentinel-2 L1C and L2A in SAFE, compact and old names, folder or zip."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ...engine.xml import Node, parse
from ...errors import BocageError
from ..files import ProductFiles
from ..model import Band, Product
from .auxiliary import auxiliary_names, read_auxiliary
from .bands import MSI_BANDS, NAME_OF_CODE
from .metadata import ProductMetadata, read_metadata
from .tile import ROOTS as TILE_ROOTS
from .tile import TileMetadata, read_tile, tile_in

_TILE_FILE = re.compile(r"(?:^|/)(?:MTD_TL|S2[A-D]_(?:OPER|USER)_MTD_L(?:1C|2A)_TL_[^/]*)\.xml$")
_BAND_FILE = re.compile(r"_(B\d[\dA])(?:_(\d\d)m)?\.jp2$")
_LAYER_FILE = re.compile(r"_(SCL|AOT|WVP|TCI)(?:_L2A_TL_[^/]*?)?(?:_(\d\d)m)?\.jp2$")
_MASK_FILE = re.compile(
    r"(?:^|[_/])MSK_(DETFOO|CLOUDS|CLASSI|SATURA|QUALIT|NODATA|DEFECT|TECQUA|CLDPRB|SNWPRB)"
    r"(?:_[^/]*?)?(?:_(B\d[\dA])|_(\d\d)m)(?:_[^/]*)?\.(?:gml|jp2)$")
_MASK_KINDS = {"DETFOO": "detector_footprint", "CLOUDS": "cloud", "CLASSI": "classification",
               "SATURA": "saturated", "QUALIT": "quality", "NODATA": "nodata", "DEFECT": "defective",
               "TECQUA": "technical_quality", "CLDPRB": "cloud_probability", "SNWPRB": "snow_probability"}
_QUICKLOOK = re.compile(r"(?:-ql|(?:^|/)(?:preview|thumbnail|quick-look))\.(?:jpe?g|png)$", re.IGNORECASE)
_PREVIEW = re.compile(r"(?:^|[/_])PVI(?:_[^/]*)?\.(?:jp2|tif|jpe?g|png)$|(?:^|/)preview\.(?:jpe?g|png|jp2)$")
_TRUE_COLOUR = re.compile(r"_TCI(?:_(\d\d)m)?\.jp2$")
_LAYER_KINDS = {"SCL": "scene_classification", "AOT": "aot", "WVP": "water_vapour", "TCI": "true_colour"}


@dataclass(frozen=True)
class Granule:
    """One granule: the name of its metadata file and its tree."""

    name: str
    root: Node

    @property
    def folder(self) -> str:
        """Prefix of its files, with a final ``/``, or empty at the root."""
        head = posixpath.dirname(self.name)
        return head + "/" if head else ""

    @property
    def identifiers(self) -> tuple[str, ...]:
        """What may name it: folder, metadata file, identifier and tile."""
        tile_id = self.root.value("TILE_ID")
        tile = tile_in(tile_id) or tile_in(self.name.replace("/", "_"))
        folder, name = posixpath.basename(self.folder.rstrip("/")), posixpath.basename(self.name)
        return folder, name, tile_id, tile, f"T{tile}"


def read_safe(files: ProductFiles, name: str, root: Node, granule: str | None = None) -> Product:
    """Product of the SAFE whose metadata file is ``name`` and its tree ``root``.

    ``granule`` (tile or identifier) chooses among those of an old product. Raises BocageError.
    """
    metadata = read_metadata(root, files.shown(name))
    folder = posixpath.dirname(name) + "/" if "/" in name else ""
    granules = list(_granules(files, folder))
    chosen = _choose(files, granules, granule)
    tile = read_tile(chosen.root, files.shown(chosen.name))
    listed = _listed(metadata, tile, chosen)
    bands, missing = _bands(files, chosen, metadata, listed)
    extras = {**metadata.extras, **tile.extras}
    if missing:
        extras["missing_bands"] = ",".join(missing)
    masks = mask_files(files, chosen.folder)
    if metadata.level == "L2A" and "scene_classification" not in masks:
        # Every product of that level has one.
        extras["cloud_masks_gone"] = "SCL"
    several = len(granules) > 1 or len(metadata.images) > 1
    folders = [chosen.folder + "AUX_DATA/", folder + "AUX_DATA/"]
    return Product(
        identifier=tile.identifier if several or not metadata.identifier else metadata.identifier,
        family="sentinel2_safe", level=metadata.level, platform=metadata.platform,
        mission=f"SENTINEL{metadata.platform[1:]}" if metadata.platform else "SENTINEL2",
        acquired=tile.acquired, tile=tile.tile, baseline=metadata.baseline,
        relative_orbit=metadata.relative_orbit, path=files.path, crs=tile.crs, bands=bands, sun=tile.sun,
        view=tile.view, mean_sun=tile.mean_sun, mean_view=tile.mean_view,
        auxiliary=read_auxiliary(files, auxiliary_names(files, folders)),
        mask_files=masks, extras=extras,
        # An old product's outline is that of all its tiles.
        footprint=() if several else metadata.footprint, quicklook=quicklook(files, folder, chosen.folder))


def _granules(files: ProductFiles, folder: str) -> Iterator[Granule]:
    for name in files.below(folder):
        if _TILE_FILE.search(name) and name.count("/") <= folder.count("/") + 2:
            root = parse(files.read(name), files.shown(name))
            if root.name in TILE_ROOTS:
                yield Granule(name, root)


def _choose(files: ProductFiles, granules: list[Granule], wanted: str | None) -> Granule:
    """The granule asked for, the one whose file the user named, or the only one."""
    if not granules:
        raise BocageError("granule_missing", file=files.path)
    if wanted:
        for granule in granules:
            if wanted in granule.identifiers:
                return granule
    else:
        for granule in granules:
            if granule.name == files.chosen or len(granules) == 1:
                return granule
    tiles = ", ".join(sorted(granule.identifiers[3] for granule in granules))
    raise BocageError("granule_unknown" if wanted else "granule_ambiguous", file=files.path,
                      granule=wanted or "", granules=tiles)


def _listed(metadata: ProductMetadata, tile: TileMetadata, granule: Granule) -> frozenset[str]:
    """Codes of the bands that the metadata list for this granule; all of its level where they list none."""
    for identifier, bands in metadata.images.items():
        if bands and (identifier in granule.identifiers or len(metadata.images) == 1
                      or (tile.tile and tile_in(identifier) == tile.tile)):
            return bands
    return frozenset(band.code for band in MSI_BANDS if metadata.level == "L1C" or band.name != "B10")


def _bands(files: ProductFiles, granule: Granule, metadata: ProductMetadata,
           listed: frozenset[str]) -> tuple[tuple[Band, ...], list[str]]:
    """Bands present or listed, in the order of the instrument, and the names of those absent on disk."""
    present: dict[str, dict[int, str]] = {}
    for name in files.below(granule.folder):
        match = _BAND_FILE.search(name)
        if match and "/QI_DATA/" not in name and match[1] in NAME_OF_CODE:
            present.setdefault(match[1], {})[int(match[2] or 0)] = name
    bands, missing = [], []
    for band in MSI_BANDS:
        if band.code not in listed and band.code not in present:
            continue
        choices = present.get(band.code, {})
        # The native resolution, else the finest at hand.
        size = next((size for size in (0, band.resolution_m, *sorted(choices)) if size in choices), None)
        if size is None:
            missing.append(band.name)
        if band.name not in metadata.offsets:
            raise BocageError("offset_unknown", file=files.path, baseline=metadata.baseline)
        bands.append(Band(
            name=band.name, role=band.role, index=1, resolution_m=float(size or band.resolution_m),
            path=None if size is None else files.gdal_path(choices[size]), scale=1 / metadata.quantification,
            offset=metadata.offsets[band.name], nodata=metadata.nodata, saturated=metadata.saturated,
            response=metadata.responses.get(band.name),
            solar_irradiance=metadata.irradiances.get(band.name)))
    return tuple(bands), missing


def quicklook(files: ProductFiles, folder: str, granule: str) -> str:
    """GDAL path of the smallest picture at hand: the distributor's, ESA's preview, the true colour image; "" for none.

    ``folder`` and ``granule`` are the prefixes of the product's and the tile's files.
    """
    own = [name for name in files.below(folder) if "/" not in name[len(folder):]]
    for pattern, names in ((_QUICKLOOK, own), (_PREVIEW, files.below(granule)), (_PREVIEW, own),
                           (_TRUE_COLOUR, files.below(granule))):
        found = sorted((name for name in names if pattern.search(name)), key=_coarsest_first)
        if found:
            return files.gdal_path(found[0])
    return ""


def _coarsest_first(name: str) -> tuple[int, str]:
    match = _TRUE_COLOUR.search(name)
    return -int(match[1] or 0) if match else 0, name


def mask_files(files: ProductFiles, folder: str) -> dict[str, dict[str, str]]:
    """Masks and layers present below ``folder``: kind -> band name (or "") -> GDAL path."""
    found: dict[str, dict[str, tuple[int, str]]] = {}

    def add(kind: str, key: str, size: int, name: str) -> None:
        known = found.setdefault(kind, {}).get(key)
        if known is None or size < known[0]:
            found[kind][key] = (size, name)

    for name in files.below(folder):
        mask, layer = _MASK_FILE.search(name), _LAYER_FILE.search(name)
        if mask:
            add(_MASK_KINDS[mask[1]], NAME_OF_CODE.get(mask[2] or "", ""), int(mask[3] or 0), name)
        elif layer:
            add(_LAYER_KINDS[layer[1]], "", int(layer[2] or 0), name)
    return {kind: {key: files.gdal_path(entry[1]) for key, entry in entries.items()}
            for kind, entries in found.items()}
