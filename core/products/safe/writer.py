"""Writes a Sentinel-2 L1C product (SAFE, compact names) from pixels and a description: for simulations.

Facts from ESA's Product Specification Document and from real products: element paths, tiling of the
JPEG 2000 files, GML masks before processing baseline 04.00 and raster masks from it on. The product says
that it is simulated (processing centre SIMU, a comment in each XML, a note in the manifest).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from ...engine import jp2
from ...engine.grid import Grid
from ...engine.progress import Progress, SilentProgress, check
from ...engine.raster import RasterWriter, write_jp2
from ...errors import BocageError
from . import grib1
from . import l1c_xml as xml
from .footprints import detector_numbers, mask_gml
from .l1c_description import (
    JP2_LAYOUT,
    NODATA,
    RESOLUTION_M,
    TRUE_COLOUR,
    WHITE,
    L1CBand,
    L1CDescription,
    Pixels,
    Strips,
    compact,
    granule_name,
    product_name,
)
from .l1c_metadata import Mask, tile_metadata, user_metadata

__all__ = ["L1CBand", "L1CDescription", "product_name", "write_image", "write_l1c"]

#: Rows written at a time: 23 MB at 10 m.
STRIP_ROWS = 1024
_GML_MASKS = ("DEFECT", "DETFOO", "NODATA", "SATURA", "TECQUA")


def write_l1c(product: L1CDescription, folder: str, progress: Progress | None = None,
              resume: bool = False) -> str:
    """Write the product in ``folder`` and return the path of its SAFE folder.

    ``resume`` keeps the band files that are already whole. Raises BocageError where the description does
    not hold together or the disk refuses.
    """
    _check(product)
    progress = progress or SilentProgress()
    safe = Path(folder) / product_name(product)
    granule = safe / "GRANULE" / granule_name(product)
    for name in ("IMG_DATA", "QI_DATA", "AUX_DATA"):
        (granule / name).mkdir(parents=True, exist_ok=True)
    for number, (name, band) in enumerate(product.bands.items()):
        check(progress)
        progress.report(number / len(product.bands), name)
        path = granule / "IMG_DATA" / f"T{product.tile}_{compact(product.sensing)}_{name}.jp2"
        if not (resume and _whole(path)):
            _write_band(path, product.grid(RESOLUTION_M[name]), band.pixels, RESOLUTION_M[name])
    if product.true_colour:
        _write_true_colour(product, granule / "IMG_DATA" / f"T{product.tile}_{compact(product.sensing)}_TCI.jp2")
    masks = _write_masks(product, granule / "QI_DATA")
    _write_auxiliary(product, granule / "AUX_DATA" / "AUX_ECMWFT")
    _write_text(granule / "MTD_TL.xml", tile_metadata(product, masks))
    _write_text(safe / "MTD_MSIL1C.xml", user_metadata(product))
    _write_text(safe / "manifest.safe", xml.manifest(product_name(product), product.note, _inventory(safe)))
    progress.report(1.0)
    return str(safe)


def _check(product: L1CDescription) -> None:
    height, width = product.size_m
    if height % 60 or width % 60 or min(height, width) <= 0:
        raise BocageError("simulation_invalid", fault=f"size {height} x {width} m is no multiple of 60 m")
    unknown = sorted(set(product.bands) - set(RESOLUTION_M))
    if unknown or not product.bands:
        raise BocageError("simulation_invalid", fault=f"unknown or no bands ({', '.join(unknown)})")
    if product.true_colour and not set(TRUE_COLOUR) <= set(product.bands):
        raise BocageError("simulation_invalid", fault="natural colours need B02, B03 and B04")
    for name, band in product.bands.items():
        shape = product.grid(RESOLUTION_M[name]).shape
        if not callable(band.pixels) and (band.pixels.shape != shape or band.pixels.dtype != np.uint16):
            raise BocageError("simulation_invalid", fault=f"{name} needs uint16 {shape[0]} x {shape[1]}")


def _whole(path: Path) -> bool:
    try:
        jp2.check_complete(str(path))
    except BocageError:
        return False
    return path.exists()


def _write_band(path: Path, grid: Grid, pixels: Pixels, resolution: int) -> None:
    tile, codeblock = JP2_LAYOUT[resolution]
    write_image(path, grid, [pixels], "uint16", tile, codeblock)


def _write_true_colour(product: L1CDescription, path: Path) -> None:
    """Red, green and blue as bytes: 0 where there is no data, 255 from a reflectance of 0.3558 on."""
    offset = float(product.offsets.get(xml.BAND_NAMES.index(TRUE_COLOUR[0]), 0))

    def bytes_of(pixels: Pixels) -> Strips:
        def strip(row: int, rows: int) -> np.ndarray:
            numbers = pixels(row, rows) if callable(pixels) else pixels[row:row + rows]
            shades = np.clip((numbers + np.float32(offset)) * np.float32(255 / WHITE), 1, 255).astype(np.uint8)
            return np.where(numbers == NODATA, np.uint8(0), shades)
        return strip

    tile, codeblock = JP2_LAYOUT[10]
    write_image(path, product.grid(10), [bytes_of(product.bands[name].pixels) for name in TRUE_COLOUR], "uint8", tile,
                codeblock)


def write_image(path: Path, grid: Grid, bands: Sequence[Pixels], dtype: str, tile: int,
                codeblock: int = 64) -> None:
    """A lossless JPEG 2000 by way of an uncompressed temporary, strip after strip, then renamed in place."""
    raw, part = path.with_suffix(".raw.tif"), path.with_suffix(".part.jp2")
    try:
        writer = RasterWriter(str(raw), grid, dtype, count=len(bands), options=["BIGTIFF=IF_SAFER"])
        for index, pixels in enumerate(bands, start=1):
            for row in range(0, grid.shape[0], STRIP_ROWS):
                rows = min(STRIP_ROWS, grid.shape[0] - row)
                strip = pixels(row, rows) if callable(pixels) else pixels[row:row + rows]
                writer.write(strip, index=index, row=row)
        writer.close()
        write_jp2(str(part), str(raw), tile, codeblock)
        os.replace(part, path)
    finally:
        for left in (raw, part, Path(f"{part}.aux.xml")):
            left.unlink(missing_ok=True)


def _write_text(path: Path, content: str) -> None:
    path.write_bytes(content.encode("utf-8"))


def _write_masks(product: L1CDescription, folder: Path) -> list[Mask]:
    """Write the masks; (bandId or None, type, file name) of each."""
    return _write_jp2_masks(product, folder) if product.raster_masks() else _write_gml_masks(product, folder)


def _write_gml_masks(product: L1CDescription, folder: Path) -> list[Mask]:
    masks: list[Mask] = []
    number = product.crs.split(":")[-1]
    for name in product.bands:
        for kind in _GML_MASKS:
            features = {f"detector_footprint-{name}-{detector:02d}-{position}": ring for position, (
                detector, ring) in enumerate(sorted(product.footprints.get(name, {}).items()))}
            title = "DETECTOR_FOOTPRINT" if kind == "DETFOO" else kind
            file = f"MSK_{kind}_{name}.gml"
            content = mask_gml(_mask_id(product, kind, name), title, number,
                               features if kind == "DETFOO" else {})
            _write_text(folder / file, content)
            masks.append((xml.BAND_NAMES.index(name), f"MSK_{kind}", file))
    clouds = mask_gml(_mask_id(product, "CLOUDS", "B00"), "CLOUDS", number, {})
    _write_text(folder / "MSK_CLOUDS_B00.gml", clouds)
    return [*masks, (None, "MSK_CLOUDS", "MSK_CLOUDS_B00.gml")]


def _mask_id(product: L1CDescription, kind: str, name: str) -> str:
    return (f"{product.platform}_OPER_MSK_{kind}_SIMU_{compact(product.generated)}"
            f"_A{product.absolute_orbit:06d}_T{product.tile}_{name}_MSIL1C")


def _write_jp2_masks(product: L1CDescription, folder: Path) -> list[Mask]:
    masks: list[Mask] = []
    for name in product.bands:
        grid = product.grid(RESOLUTION_M[name])
        empty = _empty(grid)
        tile = JP2_LAYOUT[RESOLUTION_M[name]][0]
        footprint = detector_numbers(product.footprints.get(name, {}), grid)
        write_image(folder / f"MSK_DETFOO_{name}.jp2", grid, [footprint], "uint8", tile)
        write_image(folder / f"MSK_QUALIT_{name}.jp2", grid, [empty] * 8, "uint8", tile)
        for kind in ("DETFOO", "QUALIT"):
            masks.append((xml.BAND_NAMES.index(name), f"MSK_{kind}", f"MSK_{kind}_{name}.jp2"))
    grid = product.grid(60)
    write_image(folder / "MSK_CLASSI_B00.jp2", grid, [_empty(grid)] * 3, "uint8", JP2_LAYOUT[60][0])
    return [*masks, (None, "MSK_CLASSI", "MSK_CLASSI_B00.jp2")]


def _empty(grid: Grid) -> Strips:
    return lambda _row, rows: np.zeros((rows, grid.shape[1]), dtype=np.uint8)


def _write_auxiliary(product: L1CDescription, path: Path) -> None:
    auxiliary = product.auxiliary
    if auxiliary is None:
        return
    ozone, water = auxiliary.ozone_cm_atm, auxiliary.water_vapour_g_cm2
    pressure = auxiliary.sea_level_pressure_hpa
    if ozone is None or water is None or pressure is None:
        raise BocageError("simulation_invalid", fault="auxiliary data need ozone, water vapour and pressure")
    # 1 kg/m2 of ozone is 46.698 cm-atm; 1 g/cm2 of water is 10 kg/m2; 1 hPa is 100 Pa.
    fields = {"TCWV": water * 10.0, "MSL": pressure * 100.0, "TCO3": ozone / 46.698}
    path.write_bytes(b"".join(grib1.message(name, values, auxiliary.longitude, auxiliary.latitude,
                                            product.sensing) for name, values in fields.items()))


def _inventory(safe: Path) -> Iterator[tuple[str, int, str]]:
    for path in sorted(safe.rglob("*")):
        if path.is_file() and path.name != "manifest.safe":
            digest = hashlib.sha3_256()
            with path.open("rb") as handle:
                for chunk in iter(lambda: handle.read(1 << 22), b""):
                    digest.update(chunk)
            yield path.relative_to(safe).as_posix(), path.stat().st_size, digest.hexdigest()


