"""Rasters on other grids."""

from __future__ import annotations

import numpy as np
from osgeo import gdal

from ...errors import BocageError
from ..grid import Grid
from .calls import gdal_call
from .crs import spatial_reference
from .reading import Raster


def warp_to(path: str, grid: Grid, resampling: str = "bilinear", index: int = 1) -> np.ndarray:
    """Band of any raster (any CRS, any resolution) on ``grid``, float32 with NaN outside: values, by its scale.

    Downsampling averages, so that a coarse grid does not alias.
    """
    with Raster(path) as source:
        if not source.grid.crs:
            raise BocageError("raster_without_crs", file=path)
        nodata, (scale, offset) = source.band_nodata(index), source.scaling(index)
    xmin, ymin, xmax, ymax = grid.bounds
    options = gdal.WarpOptions(
        format="MEM", outputBounds=(xmin, ymin, xmax, ymax), width=grid.shape[1], height=grid.shape[0],
        dstSRS=spatial_reference(grid.crs).ExportToWkt(), resampleAlg=resampling,
        outputType=gdal.GDT_Float32, srcNodata=nodata, dstNodata=float("nan"), multithread=False,
        warpMemoryLimit=64)
    warped, fault = gdal_call(gdal.Warp, "", path, options=options)
    if warped is None:
        raise BocageError("raster_unreadable", file=path, fault=fault)
    numbers = np.asarray(warped.GetRasterBand(index).ReadAsArray(), dtype=np.float32)
    return numbers if (scale, offset) == (1.0, 0.0) else numbers * np.float32(scale) + np.float32(offset)


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
    warped, fault = gdal_call(gdal.Warp, "", memory, options=options)
    if warped is None:
        raise BocageError("crs_transform_failed", source=source.crs[:80], target=target.crs[:80], fault=fault)
    return np.asarray(warped.GetRasterBand(1).ReadAsArray(), dtype=np.float32)
