"""A product's masks as one raster of canonical flags, for an analyst to read."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..engine.grid import Grid
from ..engine.progress import Progress, check
from ..engine.raster import Raster, RasterWriter, creation_options
from ..errors import BocageError
from .carried import carried_flags
from .display import write_plain_style
from .flags import CIRRUS, CLOUD, DEFECTIVE, HIDDEN, NAMES, NODATA, SATURATED, SHADOW, SNOW, SUN_TOO_LOW, WATER
from .flags import TOPOGRAPHIC_SHADOW as RELIEF
from .model import Product
from .scene import Scene

#: Where several flags meet, the one that tells an analyst most gives its colour: first the strongest.
ORDER = (NODATA, SATURATED, DEFECTIVE, CLOUD, SHADOW, CIRRUS, SNOW, WATER, HIDDEN, RELIEF, SUN_TOO_LOW)
_FINEST_M = 20.0
_ROWS = 512


@dataclass(frozen=True)
class FlagMap:
    """A raster of flags (uint16) and how often each combination of them occurs."""

    path: str
    #: Combination of flags -> share of the pixels, the most frequent first.
    shares: dict[int, float]
    #: Flags that the product's masks can raise: what it does not look for is not known to be absent.
    carried: int


def names_of(value: int) -> list[str]:
    """Names of the flags of a combination, the strongest first."""
    names = {flag: name for name, flag in NAMES.items()}
    return [names[flag] for flag in ORDER if value & flag]


def write_flag_map(product: Product, path: str, progress: Progress) -> FlagMap:
    """Canonical flags of the whole product at 20 m, or its pixel where that is coarser, to the GeoTIFF ``path``.

    Raises BocageError where the product carries no mask or a band cannot be read; Cancelled.
    """
    carried = carried_flags(product)
    if not carried:
        raise BocageError("masks_absent", file=product.path)
    scene = Scene(product)
    band, grid = _place(scene)
    counts: dict[int, int] = {}
    with RasterWriter(path, grid, "uint16", options=creation_options("uint16")) as writer:
        for row in range(0, grid.shape[0], _ROWS):
            check(progress)
            progress.report(row / grid.shape[0], "step_reading_masks")
            rows = min(_ROWS, grid.shape[0] - row)
            flags = scene.mask(grid.window(row, 0, rows, grid.shape[1]), [band] if band else [])
            for value, count in zip(*np.unique(flags, return_counts=True)):
                counts[int(value)] = counts.get(int(value), 0) + int(count)
            writer.append(flags)
        writer.close(overviews="NEAREST")
    write_plain_style(path)
    total = sum(counts.values())
    frequent = sorted(counts.items(), key=lambda item: -item[1])
    return FlagMap(path, {value: count / total for value, count in frequent}, carried)


def _place(scene: Scene) -> tuple[str, Grid]:
    """A band to look for no data in, and the grid of the map: the finest band of 20 m or more, else cells of 20 m.

    A product without bands (snow) gives the grid of its masks.
    """
    bands = [band for band in scene.product.bands if band.path is not None]
    if not bands:
        return "", _mask_grid(scene.product)
    coarse = [band for band in bands if band.resolution_m >= _FINEST_M]
    band = min(coarse or bands, key=lambda item: item.resolution_m)
    grid = scene.grid(band.name)
    grid = grid if grid.dx >= _FINEST_M else grid.cells(_FINEST_M)
    return band.name, grid if grid.crs else replace(grid, crs=scene.product.crs)


def _mask_grid(product: Product) -> Grid:
    for entries in product.mask_files.values():
        for path in entries.values():
            if path.lower().endswith(".gml"):
                continue
            with Raster(path) as raster:
                return raster.grid if raster.grid.crs else replace(raster.grid, crs=product.crs)
    raise BocageError("masks_absent", file=product.path)
