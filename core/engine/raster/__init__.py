"""Reading and writing rasters and vectors: the only room that opens GDAL datasets.

GDAL 3.6 to 3.13, whether it returns None or raises. A ``Raster`` and a ``RasterWriter`` belong to
the thread that made them. Nothing process-wide is changed: errors are caught by a handler of the
calling thread, options are thread-local.
"""

from __future__ import annotations

from .calls import gdal_call, gdal_messages, http_limits
from .crs import crs_text, metres_per_unit, same_crs, spatial_reference, transform_points
from .export import copy_raster, write_jp2, write_jpeg
from .files import exists, read_bytes, stamp
from .polygons import Polygon, PolygonBurner, feature_count, open_vector, polygon_of, polygonise, rasterise
from .reading import Raster, read_grib
from .uniform import UniformTiles
from .warping import warp_pixels, warp_to
from .writing import TIFF_BLOCK, RasterWriter, build_overviews, creation_options, has_codec, overview_levels

__all__ = [
    "Polygon", "PolygonBurner", "Raster", "RasterWriter", "TIFF_BLOCK", "UniformTiles", "build_overviews",
    "copy_raster", "creation_options", "crs_text", "exists", "feature_count", "gdal_call", "gdal_messages", "has_codec",
    "http_limits", "metres_per_unit", "open_vector", "overview_levels", "polygon_of", "polygonise", "rasterise",
    "read_bytes", "read_grib", "same_crs", "spatial_reference", "stamp", "transform_points", "warp_pixels", "warp_to",
    "write_jp2", "write_jpeg",
]
