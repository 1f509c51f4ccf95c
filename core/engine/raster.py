"""Reading and writing rasters: the only file that opens GDAL datasets.

GDAL 3.6 to 3.13, whether it returns None or raises. A ``Raster`` and a ``RasterWriter`` belong to
the thread that made them. Nothing process-wide is changed: errors are caught by a handler of the
calling thread, options are thread-local.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from osgeo import gdal, ogr, osr

from ..errors import BocageError
from . import jp2
from .grid import Grid
from .outputs import sync_file, translate_write_fault

#: Square TIFF tiles, pixels.
TIFF_BLOCK = 512
_RESAMPLING = {"nearest": gdal.GRIORA_NearestNeighbour, "bilinear": gdal.GRIORA_Bilinear,
               "average": gdal.GRIORA_Average, "mode": gdal.GRIORA_Mode}
_TYPES = {"uint8": gdal.GDT_Byte, "uint16": gdal.GDT_UInt16, "int16": gdal.GDT_Int16,
          "uint32": gdal.GDT_UInt32, "int32": gdal.GDT_Int32, "float32": gdal.GDT_Float32,
          "float64": gdal.GDT_Float64}


@contextmanager
def gdal_messages() -> Iterator[list[str]]:
    """Collect what GDAL says in this thread instead of printing it."""
    messages: list[str] = []

    def handler(level: int, _number: int, text: str) -> None:
        if level >= gdal.CE_Warning:
            messages.append(text)

    gdal.PushErrorHandler(handler)
    try:
        yield messages
    finally:
        gdal.PopErrorHandler()


@contextmanager
def http_limits(seconds: float) -> Iterator[None]:
    """What this thread reads by ``/vsicurl/`` gives up: no answer, or a trickle, for ``seconds``; no folder is listed.

    Other threads, QGIS' own that draw maps among them, keep GDAL's habit of waiting for ever.
    """
    text = str(max(1, int(seconds)))
    wanted = {"GDAL_HTTP_TIMEOUT": text, "GDAL_HTTP_CONNECTTIMEOUT": text, "GDAL_HTTP_LOW_SPEED_TIME": text,
              "GDAL_HTTP_LOW_SPEED_LIMIT": "1000", "GDAL_HTTP_MAX_RETRY": "1", "GDAL_HTTP_RETRY_DELAY": "1",
              "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR"}
    before = {key: gdal.GetThreadLocalConfigOption(key, None) for key in wanted}
    for key, value in wanted.items():
        gdal.SetThreadLocalConfigOption(key, value)
    try:
        yield
    finally:
        for key, kept in before.items():
            gdal.SetThreadLocalConfigOption(key, kept)


def _call(function: Any, *arguments: Any, **options: Any) -> tuple[Any, str]:
    """Result of a GDAL call, or None with what went wrong: whichever way GDAL reports it."""
    with gdal_messages() as messages:
        try:
            result = function(*arguments, **options)
        except RuntimeError as error:
            return None, "; ".join(dict.fromkeys([*messages, str(error)]))
    return result, "; ".join(messages)


def crs_text(reference: osr.SpatialReference | None) -> str:
    """``EPSG:n`` where the authority is known, else WKT; empty without a CRS."""
    if reference is None:
        return ""
    authority, number = reference.GetAuthorityName(None), reference.GetAuthorityCode(None)
    return f"{authority}:{number}" if authority and number else str(reference.ExportToWkt())


def spatial_reference(crs: str) -> osr.SpatialReference:
    """Spatial reference with traditional axis order (easting, northing; longitude, latitude)."""
    reference = osr.SpatialReference()
    with gdal_messages():
        try:
            failed = reference.SetFromUserInput(crs)
        except RuntimeError:
            failed = 1
    if failed:
        raise BocageError("crs_unknown", crs=crs[:80])
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return reference


def transform_points(x: np.ndarray, y: np.ndarray, source: str, target: str) -> tuple[np.ndarray, np.ndarray]:
    """Points from one CRS to another; the arrays keep their shape."""
    shape = np.shape(x)
    change = osr.CoordinateTransformation(spatial_reference(source), spatial_reference(target))
    points = np.column_stack([np.ravel(x), np.ravel(y)]).tolist()
    moved, fault = _call(change.TransformPoints, points)
    if moved is None:
        raise BocageError("crs_transform_failed", source=source[:80], target=target[:80], fault=fault)
    result = np.asarray(moved, dtype=float)
    return result[:, 0].reshape(shape), result[:, 1].reshape(shape)


def metres_per_unit(crs: str) -> float | None:
    """Metres in one unit of a projected CRS; None for degrees."""
    reference = spatial_reference(crs)
    return None if reference.IsGeographic() else float(reference.GetLinearUnits())


def same_crs(first: str, other: str) -> bool:
    """True where both texts mean one coordinate reference system."""
    if first == other:
        return True
    if not first or not other:
        return False
    same, _ = _call(spatial_reference(first).IsSame, spatial_reference(other))
    return bool(same)


class Raster:
    """One raster file open for reading in this thread."""

    def __init__(self, path: str) -> None:
        self.path = str(path)
        jp2.check_complete(self.path)
        self._dataset, fault = _call(gdal.OpenEx, self.path, gdal.OF_RASTER | gdal.OF_READONLY)
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
        self.grid = Grid(crs_text(self._dataset.GetSpatialRef()), transform,  # type: ignore[arg-type]
                         (self._dataset.RasterYSize, self._dataset.RasterXSize))

    def __enter__(self) -> "Raster":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the file."""
        self._dataset = None

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

    def read(self, index: int = 1, window: tuple[int, int, int, int] | None = None,
             shape: tuple[int, int] | None = None, resampling: str = "nearest") -> np.ndarray:
        """Pixels (rows, columns) of band ``index`` (from 1) in ``(row, column, rows, columns)``.

        ``shape`` smaller than the window reads a lower resolution (JP2 wavelet levels, overviews).
        Raises BocageError where the file is cut or damaged, never returns invented pixels.
        """
        row, column, rows, columns = window or (0, 0, *self.grid.shape)
        out_rows, out_columns = shape or (rows, columns)
        band = self._dataset.GetRasterBand(index)
        pixels, fault = _call(band.ReadAsArray, column, row, columns, rows, out_columns, out_rows,
                              resample_alg=_RESAMPLING[resampling])
        if pixels is None or (fault and _fatal(fault)):
            raise BocageError("raster_unreadable", file=self.path, fault=fault or "unreadable pixels")
        return np.asarray(pixels).view(np.int8) if self._signed else np.asarray(pixels)


def _fatal(fault: str) -> bool:
    """Decoders that return zeros for lost data only warn."""
    text = fault.lower()
    return any(word in text for word in ("truncat", "corrupt", "tile part", "stream too short", "not enough",
                                         "premature", "failed", "cannot", "error"))


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
        self._dataset, fault = _call(driver.Create, self.path, columns, rows, count, _TYPES[dtype], options=chosen)
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
        failed, fault = _call(self._dataset.GetRasterBand(index).WriteArray, pixels, column, row)
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
            self._raise_fault(*_call(self._destroy))
            _check_written(self.path)
        finally:
            self.abandon()
        sync_file(self.path)

    def _checked(self, method: str, *arguments: Any) -> None:
        """Call the dataset by a method's name: a bound method would live on in the fault's traceback, and
        keep the file open while its folder is removed."""
        self._raise_fault(*_call(getattr(self._dataset, method), *arguments))

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
            _call(self._destroy)


def _check_written(path: str) -> None:
    """Open what was written and read the last block of its last band."""
    dataset, fault = _call(gdal.OpenEx, path, gdal.OF_RASTER | gdal.OF_READONLY)
    if dataset is None:
        raise translate_write_fault(path, fault)
    band = dataset.GetRasterBand(dataset.RasterCount)
    block_columns, block_rows = band.GetBlockSize()
    column = (band.XSize - 1) // block_columns * block_columns
    row = (band.YSize - 1) // block_rows * block_rows
    pixels, fault = _call(band.ReadAsArray, column, row, band.XSize - column, band.YSize - row)
    if pixels is None or fault:
        raise translate_write_fault(path, fault or "the last block is unreadable")


def write_jpeg(path: str, pixels: np.ndarray, quality: int = 90) -> None:
    """Write uint8 ``pixels`` (1 or 3, rows, columns) as a JPEG, without georeference. Raises BocageError."""
    count, rows, columns = pixels.shape
    memory = gdal.GetDriverByName("MEM").Create("", columns, rows, count, gdal.GDT_Byte)
    for number in range(count):
        memory.GetRasterBand(number + 1).WriteArray(np.ascontiguousarray(pixels[number], dtype=np.uint8))

    def copy() -> bool:
        # The file is complete once the copy is destroyed, here, where faults are still listened to.
        return gdal.GetDriverByName("JPEG").CreateCopy(path, memory, 0, [f"QUALITY={quality}"]) is not None

    made, fault = _call(copy)
    if not made or fault:
        raise translate_write_fault(path, fault)
    _check_written(path)
    sync_file(path)


def overview_levels(shape: tuple[int, int]) -> list[int]:
    """2, 4, 8... until the smaller overview fits a screen tile."""
    levels, size = [], 2
    while max(shape) / size >= 256:
        levels.append(size)
        size *= 2
    return levels


def warp_to(path: str, grid: Grid, resampling: str = "bilinear", index: int = 1) -> np.ndarray:
    """Band of any raster (any CRS, any resolution) on ``grid``, float32 with NaN outside.

    Downsampling averages, so that a coarse grid does not alias.
    """
    with Raster(path) as source:
        if not source.grid.crs:
            raise BocageError("raster_without_crs", file=path)
        nodata = source.band_nodata(index)
    xmin, ymin, xmax, ymax = grid.bounds
    options = gdal.WarpOptions(
        format="MEM", outputBounds=(xmin, ymin, xmax, ymax), width=grid.shape[1], height=grid.shape[0],
        dstSRS=spatial_reference(grid.crs).ExportToWkt(), resampleAlg=resampling,
        outputType=gdal.GDT_Float32, srcNodata=nodata, dstNodata=float("nan"), multithread=False,
        warpMemoryLimit=64)
    warped, fault = _call(gdal.Warp, "", path, options=options)
    if warped is None:
        raise BocageError("raster_unreadable", file=path, fault=fault)
    return np.asarray(warped.GetRasterBand(index).ReadAsArray(), dtype=np.float32)


def warp_pixels(pixels: np.ndarray, source: Grid, target: Grid, resampling: str = "bilinear") -> np.ndarray:
    """(rows, columns) lying on ``source``, NaN for nothing, on ``target`` in any CRS: float32, NaN outside.

    nearest, bilinear, cubic or average. As in ``regrid``, a pixel wants half of its weight from pixels that hold
    something. Places are exact to a hundredth of a pixel, whatever the block.
    """
    values = np.asarray(pixels, dtype=np.float32)
    warped = _warped(values, source, target, resampling)
    holes = ~np.isfinite(values)
    if resampling != "nearest" and holes.any():
        share = _warped(np.where(holes, np.float32(0), np.float32(1)), source, target,
                        "bilinear" if resampling == "cubic" else resampling)
        warped[~(share >= 0.499)] = np.nan
    return warped


def _warped(values: np.ndarray, source: Grid, target: Grid, resampling: str) -> np.ndarray:
    memory = gdal.GetDriverByName("MEM").Create("", source.shape[1], source.shape[0], 1, gdal.GDT_Float32)
    memory.SetGeoTransform(source.transform)
    memory.SetSpatialRef(spatial_reference(source.crs))
    memory.GetRasterBand(1).SetNoDataValue(float("nan"))
    memory.GetRasterBand(1).WriteArray(values)
    xmin, ymin, xmax, ymax = target.bounds
    # Else GDAL takes the turn of a grid for a change of scale, and smooths, more or less with the block.
    kernel = ["XSCALE=1", "YSCALE=1"] if resampling in ("bilinear", "cubic") else []
    options = gdal.WarpOptions(
        format="MEM", outputBounds=(xmin, ymin, xmax, ymax), width=target.shape[1], height=target.shape[0],
        warpOptions=kernel, dstSRS=spatial_reference(target.crs).ExportToWkt(),
        resampleAlg={"nearest": "near"}.get(resampling, resampling),
        outputType=gdal.GDT_Float32, srcNodata=float("nan"), dstNodata=float("nan"), multithread=False,
        errorThreshold=0.01)
    warped, fault = _call(gdal.Warp, "", memory, options=options)
    if warped is None:
        raise BocageError("crs_transform_failed", source=source.crs[:80], target=target.crs[:80], fault=fault)
    return np.asarray(warped.GetRasterBand(1).ReadAsArray(), dtype=np.float32)


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

    done, fault = _call(copy)
    if not done and not goes_on(1.0):
        return
    if not done or fault:
        raise translate_write_fault(destination, fault)
    _check_written(destination)


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

    done, fault = _call(build)
    if done and not fault:
        return True
    gdal.Unlink(f"{path}.ovr")
    if not goes_on(0.0):
        return False
    raise translate_write_fault(f"{path}.ovr", fault)


def exists(path: str) -> bool:
    """True where GDAL finds that file, inside an archive too."""
    found, _ = _call(gdal.VSIStatL, str(path))
    return found is not None


def stamp(path: str) -> tuple[int, int]:
    """Size in bytes and time of change of a file, plain or in an archive; (-1, -1) where there is none."""
    found, _ = _call(gdal.VSIStatL, str(path))
    return (-1, -1) if found is None else (int(found.size), int(found.mtime))


def read_bytes(path: str) -> bytes:
    """Content of one file, plain or inside an archive (``/vsizip/``). Raises BocageError."""
    status, _ = _call(gdal.VSIStatL, str(path))
    handle, fault = _call(gdal.VSIFOpenL, str(path), "rb")
    if status is None or handle is None:
        raise BocageError("file_missing", file=str(path), fault=fault or "not found")
    try:
        content, fault = _call(gdal.VSIFReadL, 1, status.size, handle)
    finally:
        gdal.VSIFCloseL(handle)
    if content is None or len(content) != status.size:
        raise BocageError("file_missing", file=str(path), fault=fault or "cut short")
    return bytes(content)


def open_vector(path: str) -> Any:
    """A vector file's dataset, open for reading in this thread. Raises BocageError("vector_unreadable")."""
    dataset, fault = _call(gdal.OpenEx, str(path), gdal.OF_VECTOR | gdal.OF_READONLY)
    if dataset is None:
        raise BocageError("vector_unreadable", file=str(path), fault=fault or "not a vector file")
    return dataset


#: One polygon: rings of (n, 2) coordinates, the outer ring first.
Polygon = Sequence[np.ndarray]


def rasterise(polygons: Sequence[tuple[int, Polygon]], grid: Grid, all_touched: bool = False) -> np.ndarray:
    """Polygons burnt with their value (1 to 255) on ``grid``, uint8, 0 elsewhere; later ones win.

    Coordinates are those of the grid's CRS. Polygons that miss the grid cost nothing.
    """
    rows, columns = grid.shape
    touching = [(value, rings) for value, rings in polygons if _touches(rings, grid)]
    if not touching:
        return np.zeros((rows, columns), dtype=np.uint8)
    source = _memory_driver().Create("", 0, 0, 0, gdal.GDT_Unknown)
    layer = source.CreateLayer("polygons", None, ogr.wkbPolygon)
    layer.CreateField(ogr.FieldDefn("value", ogr.OFTInteger))
    for value, rings in touching:
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetField("value", int(value))
        feature.SetGeometryDirectly(_geometry(rings))
        layer.CreateFeature(feature)
    target = gdal.GetDriverByName("MEM").Create("", columns, rows, 1, gdal.GDT_Byte)
    target.SetGeoTransform(grid.transform)
    options = ["ATTRIBUTE=value"] + (["ALL_TOUCHED=TRUE"] if all_touched else [])
    failed, fault = _call(gdal.RasterizeLayer, target, [1], layer, options=options)
    if failed is None or failed != 0:
        raise BocageError("raster_unreadable", file="polygons", fault=fault)
    return np.asarray(target.GetRasterBand(1).ReadAsArray(), dtype=np.uint8)


class PolygonBurner:
    """Polygons with a number each, held in memory, burnt on grids of their CRS by the rule of the pixel's centre."""

    def __init__(self) -> None:
        self._numbers: list[int] = []
        self._shapes: list[Any] = []
        self._boxes: list[tuple[float, float, float, float]] = []

    def __len__(self) -> int:
        return len(self._shapes)

    def add(self, number: int, geometry: Any) -> None:
        """One OGR polygon, or several as one geometry; numbers are positive."""
        self._numbers.append(number)
        self._shapes.append(geometry)
        self._boxes.append(geometry.GetEnvelope())

    def burn(self, grid: Grid) -> np.ndarray:
        """Numbers, int32 (rows, columns), 0 elsewhere; where polygons overlap the later one wins."""
        xmin, ymin, xmax, ymax = grid.bounds
        boxes = np.array(self._boxes, float).reshape(-1, 4)
        near = np.flatnonzero((boxes[:, 0] <= xmax) & (boxes[:, 1] >= xmin) & (boxes[:, 2] <= ymax)
                              & (boxes[:, 3] >= ymin))
        if near.size == 0:
            return np.zeros(grid.shape, np.int32)
        source = _memory_driver().Create("", 0, 0, 0, gdal.GDT_Unknown)
        layer = source.CreateLayer("polygons", None, ogr.wkbUnknown)
        layer.CreateField(ogr.FieldDefn("value", ogr.OFTInteger))
        for place in near.tolist():
            feature = ogr.Feature(layer.GetLayerDefn())
            feature.SetField("value", self._numbers[place])
            feature.SetGeometry(self._shapes[place])
            layer.CreateFeature(feature)
        target = gdal.GetDriverByName("MEM").Create("", grid.shape[1], grid.shape[0], 1, gdal.GDT_Int32)
        target.SetGeoTransform(grid.transform)
        failed, fault = _call(gdal.RasterizeLayer, target, [1], layer, options=["ATTRIBUTE=value"])
        if failed is None or failed != 0:
            raise BocageError("raster_unreadable", file="polygons", fault=fault)
        return np.asarray(target.GetRasterBand(1).ReadAsArray(), dtype=np.int32)


def polygonise(codes: np.ndarray, first_row: int = 0) -> Iterator[tuple[int, bytes]]:
    """Polygons (code, WKB) of the pixels of one code that touch by a side, none of code 0: int32 (rows, columns).

    Vertices count columns and rows from the upper left corner, downwards; the array begins at ``first_row``.
    """
    rows, columns = codes.shape
    source = gdal.GetDriverByName("MEM").Create("", columns, rows, 1, gdal.GDT_Int32)
    source.SetGeoTransform((0.0, 1.0, 0.0, float(first_row), 0.0, 1.0))
    band = source.GetRasterBand(1)
    band.WriteArray(np.ascontiguousarray(codes, dtype=np.int32))
    band.SetNoDataValue(0)
    target = _memory_driver().Create("", 0, 0, 0, gdal.GDT_Unknown)
    layer = target.CreateLayer("polygons", None, ogr.wkbPolygon)
    layer.CreateField(ogr.FieldDefn("code", ogr.OFTInteger))
    failed, fault = _call(gdal.Polygonize, band, band.GetMaskBand(), layer, 0)
    if failed is None or failed != 0:
        raise BocageError("raster_unreadable", file="polygons", fault=fault)
    for feature in layer:
        yield feature.GetField(0), bytes(feature.GetGeometryRef().ExportToWkb(ogr.wkbNDR))


def _memory_driver() -> Any:
    """GDAL 3.11 merged the vector driver ``Memory`` into ``MEM``."""
    driver, _ = _call(gdal.GetDriverByName, "Memory")
    return driver or gdal.GetDriverByName("MEM")


def _touches(rings: Polygon, grid: Grid) -> bool:
    xmin, ymin, xmax, ymax = grid.bounds
    outer = rings[0]
    low, high = outer.min(axis=0), outer.max(axis=0)
    return bool(low[0] <= xmax and high[0] >= xmin and low[1] <= ymax and high[1] >= ymin)


def _geometry(rings: Polygon) -> Any:
    polygon = ogr.Geometry(ogr.wkbPolygon)
    for points in rings:
        ring = ogr.Geometry(ogr.wkbLinearRing)
        for x, y in points:
            ring.AddPoint_2D(float(x), float(y))
        ring.CloseRings()
        polygon.AddGeometry(ring)
    return polygon


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

        made, fault = _call(copy)
    if not made or fault:
        gdal.Unlink(path)
        raise translate_write_fault(path, fault)
    jp2.check_complete(path)
    sync_file(path)
