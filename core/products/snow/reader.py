"""Snow without MUSCATE's metadata: LIS's fraction (FSC), and Theia's SNW alone. One raster, dated by its name."""

from __future__ import annotations

import posixpath
import re
from datetime import datetime, timezone

from ...engine.raster import Raster
from ...errors import BocageError
from ..files import ProductFiles
from ..model import MaskLayer, Product
from .bands import snow_band, snow_layers

#: ``LIS_S2-SNOW-FSC_T11UNT_20170704T185934_1-10_01.tif`` and ``-TOC``, ``-QCFLAGS`` beside it.
_LIS = re.compile(r"LIS_S2-SNOW-(?P<layer>FSC|FSC-TOC|MSK|QCFLAGS)_T(?P<tile>\d\d[A-Z]{3})_(?P<time>\d{8}T\d{6})_"
                  r"(?P<version>[\w.-]+?)\.tif$", re.IGNORECASE)
#: The same with the layer at the end: ``LIS_S2-SNOW_T32TLR_20180104T103421_1.0_1-FSC.tif``, as FSC-QCFLAGS.
_LIS_SUFFIX = re.compile(r"LIS_S2[\w-]*?_T(?P<tile>\d\d[A-Z]{3})_(?P<time>\d{8}T\d{6})_(?P<version>[\w.-]+?)"
                         r"[-_](?P<layer>FSC-QCFLAGS|QCFLAGS|FSC-TOC|FSC|SNOW-MSK|MSK)\.tif$", re.IGNORECASE)
#: ``SENTINEL2A_20180101-105435-457_L2B-SNOW_T31TCH_D_V1-0_SNW_R2.tif``.
_SNW = re.compile(r"(?P<mission>SENTINEL2[A-D]|LANDSAT8[\w-]*)_(?P<time>\d{8}-\d{6})-\d{3}_L2B-SNOW_"
                  r"T?(?P<tile>[A-Z0-9]+)_[A-Z]_V(?P<version>[\d-]+)_SNW_R2\.tif$", re.IGNORECASE)


def snow_image(files: ProductFiles) -> tuple[str, re.Match[str]] | None:
    """Name of the snow raster and what its name says: the fraction before the binary mask; None without one."""
    found = []
    for name in files.names:
        match = _LIS.search(name) or _LIS_SUFFIX.search(name) or _SNW.search(name)
        if match is not None:
            layer = match.groupdict().get("layer") or "SNW"
            if layer.upper() in ("FSC", "SNW") and (not files.chosen or name == files.chosen):
                found.append((name.count("/"), name, match))
    if not found:
        return None
    depth, name, match = min(found, key=lambda item: item[:2])
    if len([item for item in found if item[0] == depth]) > 1:
        raise BocageError("several_products", file=files.path, count=len(found))
    return name, match


def read_snow(files: ProductFiles, name: str, match: re.Match[str]) -> Product:
    """Product of the snow raster ``name``. Raises BocageError where it is not a single band of bytes."""
    path, shown = files.gdal_path(name), files.shown(name)
    with Raster(path) as raster:
        grid, count, dtype = raster.grid, raster.count, raster.dtype
    if count != 1 or dtype not in ("Byte", "Int16", "UInt16"):
        raise BocageError("not_a_product", file=shown, fault=f"{count} bands of {dtype} are no snow mask")
    text = match["time"].replace("-", "T")
    try:
        acquired = datetime.strptime(text, "%Y%m%dT%H%M%S").replace(tzinfo=timezone.utc)
    except ValueError as error:
        raise BocageError("metadata_incomplete", file=shown, field="ACQUISITION_DATE") from error
    mission = (match.groupdict().get("mission") or "SENTINEL2").upper()
    layer = "FSC" if "layer" in match.groupdict() else "SNW"
    layers = snow_layers(path)
    folder = posixpath.dirname(name)
    for other in files.below(folder + "/" if folder else ""):
        if "QCFLAGS" in other.upper() and other.lower().endswith(".tif") and match["time"] in other:
            layers.append(MaskLayer("quality", files.gdal_path(other), 1, "qcflags"))
    return Product(
        identifier=posixpath.basename(name).rpartition(".")[0], family="snow", level="SNOW",
        platform=mission.replace("SENTINEL", "S") if mission.startswith("SENTINEL") else "LANDSAT8", mission=mission,
        acquired=acquired, tile=match["tile"], baseline=match["version"], relative_orbit=None, path=files.path,
        crs=grid.crs, bands=(snow_band(layer, path, grid.dx),), extras={"producer": "LIS" if layer == "FSC" else
                                                                          "MUSCATE"}, masks=tuple(layers))
