"""Which detector saw each pixel: from vector or raster footprints, else from the angle grids."""

from __future__ import annotations

import logging
from collections.abc import Mapping

import numpy as np

from ..engine.grid import Grid
from ..engine.raster import rasterise
from ..engine.regrid import nearest_indices
from ..errors import BocageError
from .gml import mask_polygons
from .model import AngleGrid, Product
from .quality import quality_flags
from .sampling import nearest_values

LOG = logging.getLogger("bocage")

#: Without footprints, borders are drawn on cells of this share of the angle grids' step.
_CELLS_PER_STEP = 16


def detector_index(product: Product, band_name: str, grid: Grid) -> np.ndarray:
    """Detector number at each pixel centre of ``grid`` (product's CRS), uint8 (rows, columns), 0 none.

    Where two vector footprints overlap the later in the file wins. A footprint that is missing or
    unreadable is replaced by the nearest node of the angle grids.
    """
    files = product.mask_files.get("detector_footprint", {})
    try:
        found = _from_files(product, files, band_name, grid)
    except BocageError as error:
        LOG.warning("Detector footprint of %s not read: %s", band_name, error)
        found = None
    return _from_nodes(product.view.get(band_name, {}), grid) if found is None else found


def _from_files(product: Product, files: Mapping[str, str], band_name: str,
                grid: Grid) -> np.ndarray | None:
    path = files.get(band_name)
    if path is None:
        return _from_bits(product, files, grid)
    if path.lower().endswith(".gml"):
        polygons = [(polygon.detector, polygon.rings) for polygon in mask_polygons(path) if polygon.detector]
        return rasterise(polygons, grid) if polygons else None
    return nearest_values(path, grid).astype(np.uint8)


def _from_bits(product: Product, files: Mapping[str, str], grid: Grid) -> np.ndarray | None:
    """MUSCATE: one bit a detector, keys ``group:detector``; the finest group present."""
    keys = [key for key in files if ":" in key]
    groups = sorted({key.partition(":")[0] for key in keys})
    result = None
    for key in keys:
        group, _, detector = key.partition(":")
        bit = product.extras.get(f"bit:detector_footprint:{key}", "")
        if group != groups[0] or not detector.isdigit() or not bit.isdigit():
            continue
        values = nearest_values(files[key], grid)
        result = np.zeros(grid.shape, dtype=np.uint8) if result is None else result
        result[(values >> (int(bit) - 1)) & 1 == 1] = int(detector)
    return result


def _from_nodes(detectors: Mapping[int, AngleGrid], grid: Grid) -> np.ndarray:
    """Detector of the nearest node that has angles."""
    result = np.zeros(grid.shape, dtype=np.uint8)
    if not detectors:
        return result
    if len(detectors) == 1:
        # No border to draw.
        number, angles = next(iter(detectors.items()))
        result[:] = number if (np.isfinite(angles.zenith) & np.isfinite(angles.azimuth)).any() else 0
        return result
    cell = min(angles.step_x for angles in detectors.values()) / _CELLS_PER_STEP
    coarse = grid.cells(cell) if cell > grid.dx else grid
    best = np.full(coarse.shape, np.inf, dtype=np.float32)
    nearest = np.zeros(coarse.shape, dtype=np.uint8)
    for number, angles in sorted(detectors.items()):
        distance = _distance(angles, coarse)
        closer = distance < best
        nearest[closer], best[closer] = number, distance[closer]
    rows, columns = nearest_indices(coarse, grid)
    return np.asarray(nearest[np.clip(rows, 0, None)][:, np.clip(columns, 0, None)])


def _distance(angles: AngleGrid, grid: Grid) -> np.ndarray:
    """Squared distance, m2, from each pixel centre to the nearest node with angles, row of nodes by row."""
    known = np.isfinite(angles.zenith) & np.isfinite(angles.azimuth)
    best = np.full(grid.shape, np.inf, dtype=np.float32)
    x = grid.x()
    for row in np.flatnonzero(known.any(axis=1)):
        nodes = angles.x0 + angles.step_x * np.flatnonzero(known[row])
        across = np.min((x[:, None] - nodes[None, :]) ** 2, axis=1)
        along = (grid.y() - (angles.y0 - angles.step_y * row)) ** 2
        np.minimum(best, (along[:, None] + across[None, :]).astype(np.float32), out=best)
    return best


__all__ = ["detector_index", "quality_flags"]
