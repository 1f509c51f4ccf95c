"""Rasters read."""

from __future__ import annotations

import numpy as np
from osgeo import gdal

from ...errors import BocageError
from .. import jp2
from ..grid import Grid
from .calls import fatal, gdal_call, in_words
from .crs import crs_text

#: Compressions of which equal bytes are equal pixels, as no table is kept elsewhere in the file, and how many times
#: they make a tile of one number smaller, at least; 64 bytes go on top.
_PLAIN = {"ZSTD": 16_000, "DEFLATE": 900, "LZW": 200}
_RESAMPLING = {"nearest": gdal.GRIORA_NearestNeighbour, "bilinear": gdal.GRIORA_Bilinear,
               "average": gdal.GRIORA_Average, "mode": gdal.GRIORA_Mode}


class Raster:
    """One raster file open for reading in this thread.

    Its grid has no CRS where ``crs`` is False: to tell it takes longer than to open the file and read a tile.
    """

    def __init__(self, path: str, crs: bool = True) -> None:
        self.path = str(path)
        jp2.check_complete(self.path)
        self._dataset, fault = gdal_call(gdal.OpenEx, self.path, gdal.OF_RASTER | gdal.OF_READONLY)
        if self._dataset is None:
            raise BocageError("raster_unreadable", file=self.path, fault=fault or "not a raster")
        self.count = int(self._dataset.RasterCount)
        if self.count == 0:
            # A container (netCDF, HDF, GeoPackage) whose images have names of their own.
            self._dataset = None
            raise BocageError("raster_unreadable", file=self.path, fault="it holds no image of its own")
        band = self._dataset.GetRasterBand(1)
        columns, rows = band.GetBlockSize()
        self.block = (rows, columns)
        self.nodata = band.GetNoDataValue()
        self.dtype = gdal.GetDataTypeName(band.DataType)
        # Before GDAL 3.7 signed bytes were bytes with a word beside them.
        self._signed = self.dtype == "Byte" and band.GetMetadataItem("PIXELTYPE", "IMAGE_STRUCTURE") == "SIGNEDBYTE"
        transform = tuple(float(v) for v in self._dataset.GetGeoTransform())
        text = crs_text(self._dataset.GetSpatialRef()) if crs else ""
        self.grid = Grid(text, transform,  # type: ignore[arg-type]
                         (self._dataset.RasterYSize, self._dataset.RasterXSize))

    def __enter__(self) -> "Raster":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the file."""
        self._dataset = None

    @property
    def numbers(self) -> str:
        """Type of the numbers that ``read`` gives, as numpy names it: "uint8", "int8", "float32"."""
        return "int8" if self._signed else self.dtype.lower().replace("byte", "uint8")

    def metadata(self, index: int = 0) -> dict[str, str]:
        """Metadata items of band ``index`` (from 1), of the dataset for 0."""
        item = self._dataset.GetRasterBand(index) if index else self._dataset
        return {str(key): str(value) for key, value in (item.GetMetadata() or {}).items()}

    def band_nodata(self, index: int) -> float | None:
        """Nodata value of band ``index`` (from 1)."""
        value = self._dataset.GetRasterBand(index).GetNoDataValue()
        return None if value is None else float(value)

    def description(self, index: int) -> str:
        """Name of band ``index`` (from 1), "" where it has none."""
        return str(self._dataset.GetRasterBand(index).GetDescription() or "")

    def scaling(self, index: int) -> tuple[float, float]:
        """Scale and offset of band ``index`` (from 1): physical value = number * scale + offset; 1 and 0 if unsaid."""
        band = self._dataset.GetRasterBand(index)
        scale, offset = band.GetScale(), band.GetOffset()
        return (1.0 if scale is None else float(scale)), (0.0 if offset is None else float(offset))

    def palette(self) -> dict[int, tuple[int, int, int]]:
        """Colours of band 1 by value, empty without a colour table."""
        table = self._dataset.GetRasterBand(1).GetColorTable()
        entries = {} if table is None else {k: table.GetColorEntry(k) for k in range(table.GetCount())}
        return {value: tuple(colour[:3]) for value, colour in entries.items()}

    def categories(self) -> tuple[str, ...]:
        """Names of the values 0, 1, 2... of band 1, empty without any."""
        return tuple(str(name) for name in self._dataset.GetRasterBand(1).GetCategoryNames() or ())

    def overview_count(self) -> int:
        """Coarser levels of band 1: overviews, or the wavelet levels of a JPEG 2000."""
        return int(self._dataset.GetRasterBand(1).GetOverviewCount())

    def forget(self) -> None:
        """Drop decoded blocks: GDAL's cache grows with the machine's memory, not with what a run needs."""
        for number in range(1, self.count + 1):
            self._dataset.GetRasterBand(number).FlushCache()

    def small_tiles(self) -> dict[tuple[int, int], tuple[str, bytes]]:
        """Tiles (row, column) of a local GeoTIFF of one band that are a few bytes in the file: how they are
        compressed, and these bytes. Equal ones hold the same pixels. None of any other file.
        """
        structure = {**self._dataset.GetMetadata("IMAGE_STRUCTURE"),
                     **self._dataset.GetRasterBand(1).GetMetadata("IMAGE_STRUCTURE")}
        if (self._dataset.GetDriver().ShortName != "GTiff" or self.count != 1 or self.path.startswith("/vsi")
                or structure.get("COMPRESSION") not in _PLAIN):
            return {}
        most = 64 + self.block[0] * self.block[1] * 2 // _PLAIN[structure["COMPRESSION"]]
        down, across = (-(-size // tile) for size, tile in zip(self.grid.shape, self.block))
        places = {(row, column): self._small(row, column, most) for row in range(down) for column in range(across)}
        result = {}
        try:
            with open(self.path, "rb") as handle:
                how = f"{handle.read(2)!r} {self.dtype} {self.block} {sorted(structure.items())}"
                for place, found in places.items():
                    if found is not None:
                        handle.seek(found[0])
                        stored = handle.read(found[1])
                        if len(stored) == found[1]:
                            result[place] = (how, stored)
        except OSError as error:
            raise BocageError("raster_unreadable", file=self.path, fault=str(error.strerror)) from error
        return result

    def _small(self, row: int, column: int, most: int) -> tuple[int, int] | None:
        """Where a tile lies in the file, and its bytes; None where they are more than ``most``, or none."""
        band = self._dataset.GetRasterBand(1)
        size = band.GetMetadataItem(f"BLOCK_SIZE_{column}_{row}", "TIFF")
        offset = band.GetMetadataItem(f"BLOCK_OFFSET_{column}_{row}", "TIFF")
        return (int(offset), int(size)) if size and offset and 0 < int(size) <= most else None

    def read(self, index: int = 1, window: tuple[int, int, int, int] | None = None,
             shape: tuple[int, int] | None = None, resampling: str = "nearest",
             out: np.ndarray | None = None) -> np.ndarray:
        """Pixels (rows, columns) of band ``index`` (from 1) in ``(row, column, rows, columns)``.

        ``shape`` smaller than the window reads a lower resolution (JP2 wavelet levels, overviews). ``out``: where they
        are put, rows of the file's type, and what is returned. Raises BocageError where the file is cut or
        damaged, never returns invented pixels.
        """
        row, column, rows, columns = window or (0, 0, *self.grid.shape)
        out_rows, out_columns = shape or (rows, columns)
        band = self._dataset.GetRasterBand(index)
        pixels, fault = gdal_call(band.ReadAsArray, column, row, columns, rows, out_columns, out_rows,
                              buf_obj=out, resample_alg=_RESAMPLING[resampling])
        if pixels is None or (fault and fatal(fault)):
            raise BocageError("raster_unreadable", file=self.path, fault=in_words(fault) or "unreadable pixels")
        return np.asarray(pixels).view(np.int8) if self._signed else np.asarray(pixels)


def read_grib(path: str) -> tuple[np.ndarray, np.ndarray, list[tuple[dict[str, str], np.ndarray]]]:
    """Longitudes (columns,) in -180..180, latitudes (rows,), and each band's metadata and values.

    A regular latitude-longitude GRIB file; values float64 (rows, columns), NaN where there is none.
    """
    with Raster(path) as source:
        x = (source.grid.x() + 180.0) % 360.0 - 180.0
        bands = []
        for index in range(1, source.count + 1):
            values = source.read(index).astype(float)
            nodata = source.band_nodata(index)
            if nodata is not None:
                values[values == nodata] = np.nan
            bands.append((source.metadata(index), values))
        return x, source.grid.y(), bands
