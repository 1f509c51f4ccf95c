"""GeoTIFFs written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from osgeo import gdal

from ..grid import Grid
from ..outputs import sync_file, translate_write_fault
from .calls import gdal_call
from .crs import spatial_reference

#: Square TIFF tiles, pixels.
TIFF_BLOCK = 512
_TYPES = {"uint8": gdal.GDT_Byte, "uint16": gdal.GDT_UInt16, "int16": gdal.GDT_Int16,
          "uint32": gdal.GDT_UInt32, "int32": gdal.GDT_Int32, "float32": gdal.GDT_Float32,
          "float64": gdal.GDT_Float64}


def has_codec(name: str) -> bool:
    """True where this GDAL's GTiff driver writes that compression."""
    driver = gdal.GetDriverByName("GTiff")
    return name in (driver.GetMetadataItem("DMD_CREATIONOPTIONLIST") or "")


def creation_options(dtype: str, compression: str = "ZSTD") -> list[str]:
    """GTiff options of every output: tiled, compressed (ZSTD, or DEFLATE where GDAL lacks it)."""
    options = ["TILED=YES", f"BLOCKXSIZE={TIFF_BLOCK}", f"BLOCKYSIZE={TIFF_BLOCK}",
               "BIGTIFF=IF_SAFER", "NUM_THREADS=1"]
    if compression == "ZSTD" and has_codec("ZSTD"):
        options += ["COMPRESS=ZSTD", "ZSTD_LEVEL=1"]
    else:
        options += ["COMPRESS=DEFLATE", "ZLEVEL=3"]
    predictor = "3" if dtype.startswith("float") else "2"
    return [*options, f"PREDICTOR={predictor}"]


class RasterWriter:
    """One GeoTIFF being written, row after row, by the thread that made it."""

    def __init__(self, path: str, grid: Grid, dtype: str, count: int = 1, nodata: float | None = None,
                 descriptions: Sequence[str] = (), options: Sequence[str] | None = None) -> None:
        self.path, self.grid = str(path), grid
        self._pending: np.ndarray | None = None
        self._row = 0
        rows, columns = grid.shape
        driver = gdal.GetDriverByName("GTiff")
        # Band by band: tiles of several bands in one would be compressed again for each, in an order that the
        # cache decides, and weigh more.
        chosen = list(options or creation_options(dtype) + (["INTERLEAVE=BAND"] if count > 1 else []))
        self._dataset, fault = gdal_call(driver.Create, self.path, columns, rows, count, _TYPES[dtype], options=chosen)
        if self._dataset is None:
            raise translate_write_fault(self.path, fault)
        self._dataset.SetGeoTransform(grid.transform)
        if grid.crs:
            self._dataset.SetSpatialRef(spatial_reference(grid.crs))
        for number in range(1, count + 1):
            band = self._dataset.GetRasterBand(number)
            if nodata is not None:
                band.SetNoDataValue(nodata)
            if number <= len(descriptions):
                band.SetDescription(descriptions[number - 1])

    def write(self, pixels: np.ndarray, index: int = 1, row: int = 0, column: int = 0) -> None:
        """Write (rows, columns) at ``(row, column)`` of band ``index``."""
        failed, fault = gdal_call(self._dataset.GetRasterBand(index).WriteArray, pixels, column, row)
        if failed is None or failed != 0 or fault:
            self.abandon()
            raise translate_write_fault(self.path, fault)

    def __enter__(self) -> "RasterWriter":
        return self

    def __exit__(self, *_: object) -> None:
        # Nothing happens after close(); without it, the file is let go so that its folder can be removed.
        self.abandon()

    def append(self, pixels: np.ndarray) -> None:
        """Add the next rows, top to bottom: (rows, columns), or (band, rows, columns).

        Whole rows of tiles go to the file at once, so that no tile is compressed twice.
        """
        block = np.atleast_3d(pixels.T).T if pixels.ndim == 2 else pixels
        self._pending = block if self._pending is None else np.concatenate([self._pending, block], axis=1)
        last = self._row + self._pending.shape[1] >= self.grid.shape[0]
        ready = self._pending.shape[1] if last else self._pending.shape[1] // TIFF_BLOCK * TIFF_BLOCK
        if ready:
            for number in range(self._pending.shape[0]):
                self.write(self._pending[number, :ready], number + 1, self._row)
            self._row += ready
            self._pending = self._pending[:, ready:].copy() if not last else None
            self._checked("FlushCache")

    def set_palette(self, colours: dict[int, tuple[int, int, int]]) -> None:
        """Colour table of band 1 (8-bit rasters)."""
        table = gdal.ColorTable()
        for value, rgb in colours.items():
            table.SetColorEntry(value, (*rgb, 255))
        self._dataset.GetRasterBand(1).SetColorTable(table)

    def set_metadata(self, items: dict[str, str], index: int = 0, domain: str = "") -> None:
        """Metadata items of band ``index`` (from 1), of the dataset for 0."""
        item = self._dataset.GetRasterBand(index) if index else self._dataset
        item.SetMetadata(items, domain)

    def set_scaling(self, index: int, scale: float, offset: float = 0.0) -> None:
        """Physical value of band ``index`` (from 1) = number * scale + offset."""
        band = self._dataset.GetRasterBand(index)
        band.SetScale(scale)
        band.SetOffset(offset)

    def flush(self) -> None:
        """Send what was written to the file: whole tiles only, or they are compressed again. Raises BocageError."""
        self._checked("FlushCache")

    def close(self, overviews: str = "") -> None:
        """Flush to disk; ``overviews`` names a GDAL resampling (AVERAGE, NEAREST, MODE) or is empty.

        GTiff may notice a full disk at any of three moments: flush, overviews, destruction. All three
        are listened to, then the file is opened again and its last block read.
        """
        if self._dataset is None:
            return
        try:
            self._checked("FlushCache")
            levels = overview_levels(self.grid.shape)
            if overviews and levels:
                self._checked("BuildOverviews", overviews, levels)
            self._raise_fault(*gdal_call(self._destroy))
            check_written(self.path)
        finally:
            self.abandon()
        sync_file(self.path)

    def _checked(self, method: str, *arguments: Any) -> None:
        """Call the dataset by a method's name: a bound method would live on in the fault's traceback, and
        keep the file open while its folder is removed."""
        self._raise_fault(*gdal_call(getattr(self._dataset, method), *arguments))

    def _raise_fault(self, result: Any, fault: str) -> None:
        """Anything GDAL says, and a CPLErr, is a failed write."""
        if fault or (isinstance(result, int) and result != 0):
            raise translate_write_fault(self.path, fault)

    def _destroy(self) -> Any:
        """Destroy the dataset, which writes what was kept back. ``Close`` (GDAL 3.8) says how it went."""
        dataset, self._dataset = self._dataset, None
        if hasattr(dataset, "Close"):
            try:
                return dataset.Close()
            except RuntimeError:
                # GDAL 3.8 to 3.10 forget here that the dataset is gone, and would free it a second time.
                dataset.thisown = False
                raise
        gdal.ErrorReset()
        del dataset
        # Where QGIS made GDAL raise, Python swallows what a destructor raises: the error state keeps it.
        if gdal.GetLastErrorType() >= gdal.CE_Failure:
            raise RuntimeError(gdal.GetLastErrorMsg())
        return None

    def abandon(self) -> None:
        """Close without caring what it holds; the caller removes the file."""
        if self._dataset is not None:
            gdal_call(self._destroy)


def check_written(path: str) -> None:
    """Open what was written and read the last block of its last band."""
    dataset, fault = gdal_call(gdal.OpenEx, path, gdal.OF_RASTER | gdal.OF_READONLY)
    if dataset is None:
        raise translate_write_fault(path, fault)
    band = dataset.GetRasterBand(dataset.RasterCount)
    block_columns, block_rows = band.GetBlockSize()
    column = (band.XSize - 1) // block_columns * block_columns
    row = (band.YSize - 1) // block_rows * block_rows
    pixels, fault = gdal_call(band.ReadAsArray, column, row, band.XSize - column, band.YSize - row)
    if pixels is None or fault:
        raise translate_write_fault(path, fault or "the last block is unreadable")


def overview_levels(shape: tuple[int, int]) -> list[int]:
    """2, 4, 8... until the smaller overview fits a screen tile."""
    levels, size = [], 2
    while max(shape) / size >= 256:
        levels.append(size)
        size *= 2
    return levels


def build_overviews(path: str, levels: Sequence[int], goes_on: Callable[[float], bool]) -> bool:
    """Averaged overviews of a raster in a file beside it (``.ovr``). False where ``goes_on`` said to stop.

    ``goes_on`` is told the share done; what was written of an unfinished file is removed.
    """
    def watch(fraction: float, _text: str, _data: Any) -> int:
        return 1 if goes_on(fraction) else 0

    def build() -> bool:
        # Read only: otherwise a VRT would keep the levels as a promise in its text, and compute them when drawn.
        dataset = gdal.OpenEx(path, gdal.OF_RASTER | gdal.OF_READONLY)
        return dataset is not None and dataset.BuildOverviews("AVERAGE", list(levels), watch) == 0

    done, fault = gdal_call(build)
    if done and not fault:
        return True
    gdal.Unlink(f"{path}.ovr")
    if not goes_on(0.0):
        return False
    raise translate_write_fault(f"{path}.ovr", fault)
