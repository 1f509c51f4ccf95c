"""Sentinel-2 L1C as laid out in the open bucket: metadata.xml, B01.jp2..., qi/, auxiliary/.

The product's own file is absent: neither response, irradiance, quantification nor offset is told.
"""

from __future__ import annotations

import json
import posixpath
import re
from typing import Any

from ...engine.xml import Node
from ...errors import BocageError
from ..files import ProductFiles
from ..model import Band, Product
from .auxiliary import auxiliary_names, read_auxiliary
from .bands import MSI_BANDS
from .metadata import baseline_known, platform_of, refuse_undecided_offset
from .reader import mask_files, quicklook
from .tile import TileMetadata, read_tile, tile_in

_NAME = re.compile(r"(S2[A-D])_MSIL1C_\d{8}T\d{6}_N(\d\d)(\d\d)_R(\d{3})_T\d\d[A-Z]{3}_\w+")
_BASELINE = re.compile(r"_N(\d\d\.\d\d)$")
#: Sentinel-2 L1C before offsets: the metadata that would tell are not in this layout.
_QUANTIFICATION = 10_000
_NODATA, _SATURATED = 0, 65_535


def read_aws(files: ProductFiles, name: str, root: Node) -> Product:
    """Product whose tile metadata file is ``name`` and its tree ``root``. Raises BocageError."""
    tile = read_tile(root, files.shown(name))
    folder = posixpath.dirname(name) + "/" if "/" in name else ""
    described = _described(files, folder)
    match = _NAME.search(described)
    baseline = _baseline(tile, match)
    refuse_undecided_offset(baseline, files.shown(name))
    bands = _bands(files, folder)
    extras = {**tile.extras,
              "radiometry": "defaults of baselines before 04.00: this layout has no MTD_MSIL1C.xml"}
    missing = [band.name for band in bands if band.path is None]
    if missing:
        extras["missing_bands"] = ",".join(missing)
    if not baseline_known(baseline):
        extras["unknown_baseline"] = baseline or "?"
        extras["warning"] = f"unknown processing baseline {baseline or '?'}"
    platform = match[1] if match else platform_of(tile.identifier)
    folders = [folder + "auxiliary/", folder + "AUX_DATA/"]
    return Product(
        identifier=match[0] if match else tile.identifier, family="sentinel2_aws", level=tile.level,
        platform=platform, mission=f"SENTINEL{platform[1:]}" if platform else "SENTINEL2",
        acquired=tile.acquired, tile=tile.tile or tile_in(described), baseline=baseline,
        relative_orbit=int(match[4]) if match else None, path=files.path, crs=tile.crs, bands=bands,
        sun=tile.sun, view=tile.view, mean_sun=tile.mean_sun, mean_view=tile.mean_view,
        auxiliary=read_auxiliary(files, auxiliary_names(files, folders)),
        mask_files=mask_files(files, folder), extras=extras,
        quicklook=quicklook(files, folder, folder))


def _described(files: ProductFiles, folder: str) -> str:
    """Product's name in tileInfo.json or productInfo.json, empty where neither tells."""
    for name, key in (("tileInfo.json", "productName"), ("productInfo.json", "name")):
        if folder + name not in files:
            continue
        try:
            content: Any = json.loads(files.read(folder + name))
        except ValueError as error:
            raise BocageError("metadata_incomplete", file=files.shown(folder + name), field=key) from error
        if isinstance(content, dict) and isinstance(content.get(key), str):
            return str(content[key])
    return ""


def _baseline(tile: TileMetadata, match: re.Match[str] | None) -> str:
    """From the tile's identifier (``..._N02.06``), else from the product's name."""
    found = _BASELINE.search(tile.identifier)
    if found:
        return found[1]
    return f"{match[2]}.{match[3]}" if match else ""


def _bands(files: ProductFiles, folder: str) -> tuple[Band, ...]:
    bands = []
    for band in MSI_BANDS:
        name = f"{folder}{band.code}.jp2"
        bands.append(Band(
            name=band.name, role=band.role, path=files.gdal_path(name) if name in files else None, index=1,
            resolution_m=float(band.resolution_m), scale=1 / _QUANTIFICATION, offset=0.0, nodata=_NODATA,
            saturated=_SATURATED))
    return tuple(bands)
