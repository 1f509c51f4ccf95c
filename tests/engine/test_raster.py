"""What is asked of a raster file before it is read."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.engine.grid import Grid
from bocage.core.engine.raster import Raster, RasterWriter
from bocage.core.errors import BocageError


def test_a_container_without_an_image_of_its_own_is_refused_by_name(tmp_path):
    path = tmp_path / "container.vrt"
    path.write_text('<VRTDataset rasterXSize="4" rasterYSize="4"></VRTDataset>', encoding="utf-8")
    with pytest.raises(BocageError) as refused:
        Raster(str(path))
    assert refused.value.code == "raster_unreadable" and refused.value.fields["file"] == str(path)


def test_a_raster_of_two_bands_keeps_them_apart_and_weighs_no_more_than_two_files(tmp_path):
    grid = Grid("EPSG:32630", (0.0, 10.0, 0.0, 0.0, 0.0, -10.0), (1200, 1400))
    row, column = np.indices(grid.shape)
    bands = np.stack([1900 + 50 * np.sin(column / 300) + row / 200, 400 + column / 100]).astype(np.uint16)

    def size(name, pixels):
        with RasterWriter(str(tmp_path / name), grid, "uint16", len(pixels)) as writer:
            for first in range(0, grid.shape[0], 512):
                writer.append(pixels[:, first:first + 512])
            writer.close("AVERAGE")
        return (tmp_path / name).stat().st_size

    assert size("both.tif", bands) < 1.02 * (size("first.tif", bands[:1]) + size("second.tif", bands[1:]))
    with Raster(str(tmp_path / "both.tif")) as raster:
        assert np.array_equal(raster.read(1), bands[0]) and np.array_equal(raster.read(2), bands[1])


def test_a_raster_cut_short_is_said_without_a_word_of_libtiff(tmp_path):
    grid = Grid("EPSG:32630", (600000.0, 10.0, 0.0, 5240000.0, 0.0, -10.0), (600, 600))
    path = tmp_path / "coupé.tif"
    with RasterWriter(str(path), grid, "uint16", 1, None, ["red"]) as writer:
        writer.write(np.random.default_rng(1).integers(0, 60000, grid.shape, np.uint16))
        writer.close()
    path.write_bytes(path.read_bytes()[:-40_000])
    with Raster(str(path)) as raster, pytest.raises(BocageError) as fault:
        raster.read()
    assert "cut short" in str(fault.value) and "TIFF" not in str(fault.value)
