"""Masks beside a series on other pixels than its images: in another CRS, finer, and covering a part."""

from __future__ import annotations

import numpy as np
from bocage.core.chains.pixels.masking import clear_in
from bocage.core.engine.grid import Grid
from bocage.core.engine.raster import Raster, RasterWriter, transform_points


def mask(path, grid, seed=1):
    values = (np.random.default_rng(seed).random(grid.shape) < 0.4).astype(np.uint8)
    with RasterWriter(str(path), grid, "uint8") as writer:
        writer.write(values)
    return values


def by_hand(values, own, grid):
    """The mask's pixel that holds each centre; nothing outside is clear."""
    x, y = np.meshgrid(grid.x(), grid.y())
    x, y = transform_points(x, y, grid.crs, own.crs)
    column = np.floor((x - own.transform[0]) / own.dx).astype(int)
    row = np.floor((own.transform[3] - y) / own.dy).astype(int)
    inside = (row >= 0) & (column >= 0) & (row < own.shape[0]) & (column < own.shape[1])
    return inside & (values[row.clip(0, own.shape[0] - 1), column.clip(0, own.shape[1] - 1)] == 0)


def test_a_mask_of_another_crs_lies_where_it_is(tmp_path):
    grid = Grid("EPSG:32631", (500000.0, 10.0, 0.0, 5000000.0, 0.0, -10.0), (60, 50))
    # In degrees, of pixels of 40 m, ending inside the images.
    own = Grid("EPSG:4326", (2.9995, 5e-4, 0.0, 45.1538, 0.0, -3.6e-4), (15, 8))
    values = mask(tmp_path / "m.tif", own)
    with Raster(str(tmp_path / "m.tif")) as raster:
        found = clear_in(raster, 1, grid)
    wanted = by_hand(values, own, grid)
    assert 0.2 < wanted.mean() < 0.8 and not wanted[:, -1].any()
    # Places are exact to a hundredth of a pixel of the mask.
    assert np.mean(found != wanted) < 0.01


def test_a_finer_mask_of_a_part_lies_where_it_is(tmp_path):
    # 34 of its rows and columns of three pixels lie in the images: a hundred pixels from first to last, as these have.
    grid = Grid("EPSG:32631", (500000.0, 30.0, 0.0, 5000000.0, 0.0, -30.0), (100, 100))
    own = Grid("EPSG:32631", (500000.0, 10.0, 0.0, 5000000.0, 0.0, -10.0), (102, 102))
    values = mask(tmp_path / "m.tif", own)
    with Raster(str(tmp_path / "m.tif")) as raster:
        assert np.array_equal(clear_in(raster, 1, grid), by_hand(values, own, grid))
