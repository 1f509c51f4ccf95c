"""What a catalogue asks of a product, without a pixel: where it lies, how cloudy it is said to be, a small picture."""

from __future__ import annotations

import math

from ..engine.geographic import Outline, Ring, grid_ring, split_at_antimeridian
from ..engine.grid import Grid
from ..engine.raster import Raster
from ..errors import BocageError
from .model import AngleGrid, Product

#: Extras that tell the cloud percent, the closest to the tile first.
_CLOUD = ("tile_cloud_percent", "cloud_percent", "quality:CloudPercent")


def footprint_lonlat(product: Product) -> Outline:
    """Polygons (rings of longitude, latitude in degrees), each within -180..180, split at the antimeridian.

    From the metadata; else the grid of the first raster that opens; else the extent of the angle grids. Empty where
    nothing tells. The content is never looked at: no-data borders are inside, unless the metadata draw them.
    """
    for ring in (product.footprint, _of_rasters(product), _of_angles(product)):
        outline = split_at_antimeridian(ring)
        if outline:
            return outline
    return ()


def quicklook_path(product: Product) -> str:
    """Path by which GDAL opens a small picture of the product (``/vsizip/`` inside an archive), "" for none."""
    return product.quicklook


def cloud_percent(product: Product) -> float | None:
    """Cloud percent over the product as its producer says, None where he does not."""
    for key in _CLOUD:
        try:
            value = float(product.extras.get(key, ""))
        except ValueError:
            continue
        # Not "not a number", nor the -1 of an assessment that was not made.
        if math.isfinite(value) and 0.0 <= value <= 100.0:
            return value
    return None


def _of_rasters(product: Product) -> Ring:
    paths = [band.path for band in product.bands if band.path is not None]
    paths += [path for files in product.mask_files.values() for path in files.values()
              if not path.lower().endswith(".gml")]
    for path in paths:
        try:
            with Raster(path) as source:
                grid = source.grid
            return grid_ring(grid if grid.crs else Grid(product.crs, grid.transform, grid.shape))
        except BocageError:
            continue
    return ()


def _of_angles(product: Product) -> Ring:
    """The nodes' extent: a step wider than the tile at most."""
    angles: AngleGrid | None = product.sun
    if angles is None or not math.isfinite(angles.x0) or not math.isfinite(angles.y0):
        return ()
    rows, columns = angles.zenith.shape
    transform = (angles.x0, angles.step_x, 0.0, angles.y0, 0.0, -angles.step_y)
    try:
        return grid_ring(Grid(product.crs, transform, (rows - 1, columns - 1)))
    except BocageError:
        return ()
