"""Rasters copied to other formats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from osgeo import gdal

from ...errors import BocageError
from .. import jp2
from ..outputs import sync_file, translate_write_fault
from .calls import gdal_call
from .reading import Raster
from .writing import check_written, creation_options, overview_levels


def write_jpeg(path: str, pixels: np.ndarray, quality: int = 90) -> None:
    """Write uint8 ``pixels`` (1 or 3, rows, columns) as a JPEG, without georeference. Raises BocageError."""
    count, rows, columns = pixels.shape
    memory = gdal.GetDriverByName("MEM").Create("", columns, rows, count, gdal.GDT_Byte)
    for number in range(count):
        memory.GetRasterBand(number + 1).WriteArray(np.ascontiguousarray(pixels[number], dtype=np.uint8))

    def copy() -> bool:
        # The file is complete once the copy is destroyed, here, where faults are still listened to.
        return gdal.GetDriverByName("JPEG").CreateCopy(path, memory, 0, [f"QUALITY={quality}"]) is not None

    made, fault = gdal_call(copy)
    if not made or fault:
        raise translate_write_fault(path, fault)
    check_written(path)
    sync_file(path)


def copy_raster(source: str, destination: str, goes_on: Callable[[float], bool]) -> None:
    """Copy a raster to a VRT (where ``destination`` ends with .vrt) or to a tiled GeoTIFF with overviews.

    A VRT copied to a VRT keeps its sources, their paths made right for its new place. ``goes_on`` is
    told the share done and answers False to stop; what is left is then for the caller to remove.
    """
    def watch(fraction: float, _text: str, _data: Any) -> int:
        return 1 if goes_on(fraction) else 0

    virtual = destination.lower().endswith(".vrt")
    with Raster(source) as raster:
        options = [] if virtual else creation_options(raster.dtype.lower())

    def copy() -> bool:
        driver = gdal.GetDriverByName("VRT" if virtual else "GTiff")
        dataset = gdal.OpenEx(source, gdal.OF_RASTER | gdal.OF_READONLY)
        made = driver.CreateCopy(destination, dataset, 0, options, callback=watch)
        levels = [] if virtual or made is None else overview_levels((made.RasterYSize, made.RasterXSize))
        built = made is not None and (not levels or made.BuildOverviews("AVERAGE", levels, watch) == 0)
        # The file is complete once the copy is destroyed, here, where faults are still listened to.
        made = None
        return built

    done, fault = gdal_call(copy)
    if not done and not goes_on(1.0):
        return
    if not done or fault:
        raise translate_write_fault(destination, fault)
    check_written(destination)


def write_jp2(path: str, source: str, block: int, codeblock: int = 64, resolutions: int = 5) -> None:
    """Copy the raster ``source`` to a lossless JPEG 2000 (5-3 wavelet) of square tiles of ``block`` pixels.

    Tile after tile, so memory does not grow with the image. Raises BocageError, and then leaves no file.
    """
    driver = gdal.GetDriverByName("JP2OpenJPEG")
    if driver is None:
        raise BocageError("jp2_driver_missing", file=path)
    with Raster(source) as raster:
        dataset = raster._dataset
        # A small image has fewer levels: two pixels are left at the coarsest.
        levels = min(resolutions, max(1, min(block, *raster.grid.shape).bit_length() - 1))
        options = ["QUALITY=100", "REVERSIBLE=YES", "YCC=NO", f"RESOLUTIONS={levels}", f"BLOCKXSIZE={block}",
                   f"BLOCKYSIZE={block}", f"CODEBLOCK_WIDTH={codeblock}", f"CODEBLOCK_HEIGHT={codeblock}",
                   "PROFILE=UNRESTRICTED"]

        def copy() -> bool:
            # Destroyed inside the call, where faults are still listened to.
            return driver.CreateCopy(path, dataset, 0, options) is not None

        made, fault = gdal_call(copy)
    if not made or fault:
        gdal.Unlink(path)
        raise translate_write_fault(path, fault)
    jp2.check_complete(path)
    sync_file(path)
