"""The rasters that the product tools write: types, band descriptions, what made them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ... import __version__
from ...atmosphere import responses
from ...engine.grid import Grid
from ...engine.outputs import check_space, check_writable
from ...engine.raster import Raster, RasterWriter
from ...errors import BocageError
from ...products.model import Band, Product
from .sources import Source
from .variables import Variable

#: TYPE: reflectance and indices as integers times 10,000, or as they are; ``auto``: see ``type_of``.
TYPES = ("int16", "float32")
AUTO = "auto"
INT16_NODATA = -32768
SCALE = 1e-4
#: Layers reach further than reflectance: aerosols to 6, water vapour to 8 g/cm2.
LAYER_SCALE = 1e-3
EXTENSIONS = (".tif", ".tiff")
#: Types whose every value may be meant, and what holds them with one value more.
_WITH_ROOM = {"uint8": "int16", "uint16": "int32", "uint32": "float64"}
_BYTES = {"uint8": 1, "int16": 2, "uint16": 2, "float32": 4, "int32": 4, "uint32": 4, "float64": 8}
#: 255 hundred times is within int16.
_BYTE_TYPES, _FINER = ("Byte", "Int8"), 100


@dataclass(frozen=True)
class Coding:
    """How values become numbers: value = number * scale + offset. Floats take NaN for nothing."""

    dtype: str
    nodata: float
    scales: tuple[tuple[float, float], ...]

    @property
    def whole(self) -> bool:
        """True for integers."""
        return not self.dtype.startswith("float")

    def numbers(self, values: np.ndarray, index: int) -> tuple[np.ndarray, int]:
        """Numbers of band ``index`` (from 0), and how many values lay beyond what the type holds."""
        if not self.whole:
            return np.asarray(values, self.dtype), 0
        scale, offset = self.scales[index]
        limits = np.iinfo(self.dtype)
        empty = ~np.isfinite(values)
        scaled = np.rint((np.where(empty, 0.0, values).astype(np.float64) - offset) / scale)
        low = limits.min + (self.nodata == limits.min)
        high = limits.max - (self.nodata == limits.max)
        beyond = int(np.count_nonzero(((scaled < low) | (scaled > high)) & ~empty))
        return np.where(empty, self.nodata, np.clip(scaled, low, high)).astype(self.dtype), beyond


def type_of(kind: str, variables: Iterable[Variable], rasters: bool) -> str:
    """One of TYPES: ``auto`` is float32 where values of rasters come without a scale that tells how far they reach
    (floats, and formulas of plain numbers), which integers times 10,000 would cut at 3.2767; else int16."""
    if kind != AUTO:
        return kind
    floats: dict[str, bool] = {}
    for one in variables if rasters else ():
        for band in one.bands:
            if band.path is None or band.scale != 1.0:
                continue
            if not one.is_band or floats.setdefault(band.path, _type_of(band.path).startswith("Float")):
                return "float32"
    return "int16"


def coding(kind: str, variables: Sequence[Variable]) -> Coding:
    """Of the variables of a product, for one of TYPES."""
    if kind == "float32":
        return Coding("float32", float("nan"), ((1.0, 0.0),) * len(variables))
    return Coding("int16", INT16_NODATA, tuple((LAYER_SCALE if one.layer else SCALE, 0.0) for one in variables))


def raster_coding(source: Source, count: int) -> Coding:
    """As the raster itself is: same type, nodata and scales. Without nodata, the next type that has room for one."""
    bands = source.product.bands[:count]
    # A signed byte, which no GDAL writes everywhere, becomes two.
    dtype = "int16" if source.dtype == "int8" else source.dtype if source.dtype in _BYTES else "float32"
    own = bands[0].nodata
    scales = tuple((band.scale, band.offset * band.scale) for band in bands)
    if own is not None:
        return Coding(dtype, float(own), scales)
    dtype = _WITH_ROOM.get(dtype, dtype)
    return Coding(dtype, float("nan") if dtype.startswith("float") else float(np.iinfo(dtype).min), scales)


def coding_of(variables: Sequence[Variable], kind: str, rasters: bool) -> Coding:
    """How the stack holds its numbers: as reflectance and indices are by default; whole rasters keep their scales.

    What is interpolated between bytes that have a scale lies between its steps: it is held a hundred times finer.
    """
    kind = type_of(kind, variables, rasters)
    if kind == "float32" or not rasters:
        return coding(kind, variables)
    scales = []
    for one in variables:
        band = one.bands[0] if one.is_band else None
        stored = "" if band is None or band.path is None else _type_of(band.path)
        if band is None or not stored or stored.startswith("Float"):
            scales.append((SCALE, 0.0))
        else:
            finer = _FINER if stored in _BYTE_TYPES and band.scale != 1.0 else 1
            scales.append((band.scale / finer, band.offset * band.scale))
    return Coding("int16", INT16_NODATA, tuple(scales))


def _type_of(path: str) -> str:
    with Raster(path) as raster:
        return raster.dtype


class StackWriter:
    """A GeoTIFF of several bands being filled block after block with physical values."""

    def __init__(self, path: str, grid: Grid, how: Coding, names: Sequence[str]) -> None:
        self.coding, self.beyond = how, [0] * len(names)
        self.raster = RasterWriter(path, grid, how.dtype, len(names), how.nodata, list(names))
        for index, (scale, offset) in enumerate(how.scales, start=1):
            if (scale, offset) != (1.0, 0.0):
                self.raster.set_scaling(index, scale, offset)

    def __enter__(self) -> "StackWriter":
        return self

    def __exit__(self, *_: object) -> None:
        self.raster.abandon()

    def write(self, values: np.ndarray, row: int, column: int) -> None:
        """Values (band, rows, columns) at ``(row, column)``, NaN for nothing."""
        floating_nodata = not self.coding.whole and np.isfinite(self.coding.nodata)
        for index, one in enumerate(values):
            numbers, beyond = self.coding.numbers(one, index)
            if floating_nodata:
                numbers = np.where(np.isnan(numbers), np.asarray(self.coding.nodata, numbers.dtype), numbers)
            self.beyond[index] += beyond
            self.raster.write(numbers, index + 1, row, column)
        self.raster.flush()

    def close(self, overviews: str = "AVERAGE") -> None:
        """Overviews, then everything to the disk. Raises BocageError."""
        self.raster.close(overviews)


def check_output(path: str, grid: Grid, how: Coding, count: int) -> None:
    """Raise BocageError where the GeoTIFF cannot be written: its name, its folder, the room on its disk."""
    if Path(path).suffix.lower() not in EXTENSIONS:
        raise BocageError("output_not_geotiff", file=path)
    folder = os.path.dirname(os.path.abspath(path))
    check_writable(folder)
    check_space(folder, int(grid.shape[0] * grid.shape[1] * count * _BYTES[how.dtype] * 4 / 3) + 1_000_000)


def made_by(algorithm: str, settings: Any, sources: Sequence[Product]) -> dict[str, str]:
    """Items of the file: what made it, of what."""
    items = {"SOFTWARE": f"Bocage {__version__}", "ALGORITHM": f"bocage:{algorithm}",
             "PARAMETERS": json.dumps(asdict(settings), ensure_ascii=False, sort_keys=True),
             "INPUTS": ", ".join(one.identifier for one in sources)}
    if len(sources) == 1:
        items.update(described(sources[0]))
    return items


def described(product: Product) -> dict[str, str]:
    """Items that tell one acquisition."""
    if product.acquired.year == 1:
        return {}
    return {"INPUT": product.identifier, "LEVEL": product.level, "PLATFORM": product.platform, "TILE": product.tile,
            "ACQUIRED": product.acquired.isoformat(), "TIFFTAG_DATETIME": f"{product.acquired:%Y:%m:%d %H:%M:%S}"}


def band_items(product: Product, variable: Variable) -> dict[str, str]:
    """Items of one band: what it is, and its central wavelength in nanometres."""
    if variable.layer:
        return {"LAYER": variable.layer}
    if variable.formula:
        return {"FORMULA": variable.formula}
    band = variable.bands[0]
    items = {"BAND": band.name, "ROLE": band.role}
    centre = wavelength_nm(product, band)
    if centre is not None:
        items.update(wavelength=f"{centre:.1f}", wavelength_units="Nanometers")
    return {key: value for key, value in items.items() if value}


def imagery_items(items: Mapping[str, str]) -> dict[str, str]:
    """The same wavelength as GDAL's own domain IMAGERY tells it, in micrometres."""
    return {"CENTRAL_WAVELENGTH_UM": f"{float(items['wavelength']) / 1000:.4f}"} if "wavelength" in items else {}


def wavelength_nm(product: Product, band: Band) -> float | None:
    """Central wavelength: of the product's own response, else of the one that is shipped; None for neither."""
    if band.response is not None:
        return band.response.central_nm()
    try:
        known = responses.load(product.platform)
    except BocageError:
        return None
    return known[band.name].central_nm() if band.name in known else None


def label_of(variable: Variable) -> str:
    """Name of a band in the file: "B4 (red)"."""
    if variable.is_band:
        band = variable.bands[0]
        return f"{band.name} ({band.role})" if band.role else band.name
    return variable.name
