"""A tiny L1C source and the L2A product made of it, with invented pixels: material for tests."""

from __future__ import annotations

import os
from datetime import datetime, timezone
from pathlib import Path

import numpy as np

from bocage.core.engine.grid import Grid
from bocage.core.engine.raster import RasterWriter
from bocage.core.products.model import AngleGrid, Band, Product, SpectralResponse
from bocage.core.products.muscate.writer import (
    FIRST_VERSION_NOT_COMPUTED,
    SENTINEL2_GROUPS,
    L2ADescription,
    L2AStatistics,
    make_folders,
    product_identifier,
    write_companions,
)

GRIDS = {"R1": Grid("EPSG:32630", (499980.0, 10.0, 0.0, 5300040.0, 0.0, -10.0), (60, 60)),
         "R2": Grid("EPSG:32630", (499980.0, 20.0, 0.0, 5300040.0, 0.0, -20.0), (30, 30))}
ROLES = {"B2": "blue", "B3": "green", "B4": "red", "B5": "red_edge_1", "B6": "red_edge_2", "B7": "red_edge_3",
         "B8": "nir", "B8A": "nir_narrow", "B11": "swir1", "B12": "swir2"}
CENTRES = {"B2": 492, "B3": 560, "B4": 665, "B5": 704, "B6": 741, "B7": 783, "B8": 833, "B8A": 865,
           "B11": 1614, "B12": 2202}


def angle_grid(zenith: float, azimuth: float, first_columns: int = 23) -> AngleGrid:
    """23 x 23 nodes, a slight slope; NaN beyond ``first_columns``."""
    column, row = np.meshgrid(np.arange(23.0), np.arange(23.0))
    hidden = column >= first_columns
    return AngleGrid(np.where(hidden, np.nan, zenith + 0.01 * column - 0.02 * row),
                     np.where(hidden, np.nan, azimuth + 0.05 * column), 499980.0, 5300040.0, 5000.0, 5000.0)


def source_product(**changes: object) -> Product:
    """The first image's L1C as a reader gives it, without pixels."""
    bands = tuple(Band(name, role, None, 1, 10.0, 1e-4, 0.0, 0, 65535, solar_irradiance=1900.5)
                  for name, role in ROLES.items())
    values = {
        "identifier": "S2A_MSIL1C_20180117T110351_N0206_R094_T30TWT_20180117T132421",
        "family": "sentinel2_safe", "level": "L1C", "platform": "S2A",
        "mission": "SENTINEL2A", "tile": "30TWT", "baseline": "02.06",
        "acquired": datetime(2018, 1, 17, 11, 3, 51, 26000, tzinfo=timezone.utc), "relative_orbit": 94,
        "extras": {"generation_time": "2018-01-17T13:24:21.000000Z",
                   **{f"physical_gain:{name}": "3.79" for name in ROLES}},
        "path": "l1c", "crs": "EPSG:32630", "bands": bands, "sun": angle_grid(69.5, 164.0),
        "view": {name: {3: angle_grid(5.0, 104.0, 12), 4: angle_grid(4.0, 286.0)} for name in ROLES},
        "mean_sun": (69.42, 164.3), "mean_view": {"B2": (4.5, 105.25)}}
    values.update(changes)
    return Product(**values)  # type: ignore[arg-type]


def description(**changes: object) -> L2ADescription:
    """The L2A product described."""
    source = changes.pop("source", None) or source_product()
    responses = {name: SpectralResponse(name, tuple(float(centre + i) for i in range(-2, 3)),
                                        (0.1, 0.9, 1.0, 0.9, 0.1), "ESA S2-SRF", "v3.0")
                 for name, centre in CENTRES.items()}
    values = {
        "source": source, "identifier": product_identifier(source), "grids": GRIDS,  # type: ignore[arg-type]
        "groups": SENTINEL2_GROUPS, "generated": datetime(2026, 11, 22, 20, 0, tzinfo=timezone.utc),
        "statistics": L2AStatistics(0.1234, 1.1, 0.33, None, None, 2.5),
        "processing": {"software_version": "0.1", "AOT_METHOD": "image", "table_sha256": "ab<c>&\"d\"",
                       "note": "été"},
        "not_computed": FIRST_VERSION_NOT_COMPUTED, "responses": responses}
    values.update(changes)
    return L2ADescription(**values)  # type: ignore[arg-type]


def pixels(described: L2ADescription, band: str) -> np.ndarray:
    """DN of a band, int16; the upper left pixel is nodata."""
    shape = described.grids[described.group_of(band)].shape
    values = np.arange(shape[0] * shape[1], dtype=np.int16).reshape(shape) + CENTRES[band]
    values[0, 0] = -10000
    return values


def write_product(folder: Path, described: L2ADescription) -> str:
    """Write all rasters and companions; returns the virtual raster's path."""
    make_folders(folder)
    for key, path in described.paths.items():
        target, (kind, _, name) = os.path.join(folder, path), key.partition("_")
        if kind == "SRE":
            grid = described.grids[described.group_of(name)]
            with RasterWriter(target, grid, "int16", nodata=-10000) as writer:
                writer.write(pixels(described, name))
                writer.close()
        elif name in described.groups:
            grid, count = described.grids[name], 2 if kind == "ATB" else 1
            with RasterWriter(target, grid, "uint16" if kind == "ATB" else "uint8", count) as writer:
                for index in range(1, count + 1):
                    writer.write(np.full(grid.shape, (0, 1100, 123)[index] if kind == "ATB" else 0,
                                         np.uint16 if kind == "ATB" else np.uint8), index)
                writer.close()
    return write_companions(folder, described)
