"""Pixels brought to another coordinate system: the right place, whatever the block, nothing spread."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.engine.grid import Grid
from bocage.core.engine.raster import RasterWriter, metres_per_unit, same_crs, transform_points, warp_pixels, warp_to
from bocage.core.errors import BocageError
from osgeo import gdal

SOURCE = Grid("EPSG:32631", (300000.0, 10.0, 0.0, 5320000.0, 0.0, -10.0), (200, 240))


def target(rows: int = 120, columns: int = 150) -> Grid:
    x, y = transform_points(np.array([300400.0]), np.array([5319600.0]), "EPSG:32631", "EPSG:32630")
    return Grid("EPSG:32630", (round(float(x[0]), -1), 10.0, 0.0, round(float(y[0]), -1), 0.0, -10.0), (rows, columns))


@pytest.mark.parametrize("resampling", ["bilinear", "cubic"])
def test_places_are_exact_to_a_hundredth_of_a_pixel(resampling):
    east, north = np.meshgrid(SOURCE.x(), SOURCE.y())
    truth = transform_points(*np.meshgrid(target().x(), target().y()), "EPSG:32630", "EPSG:32631")
    for values, expected, origin in ((east, truth[0], 300000), (north, truth[1], 5318000)):
        warped = warp_pixels((values - origin).astype(np.float32), SOURCE, target(), resampling)
        assert np.abs(warped - (expected - origin)).max() < 0.1


def test_a_turned_grid_is_not_smoothed_and_blocks_do_not_matter():
    ground = np.sin(np.arange(240) / 2.0)[None, :] * np.cos(np.arange(200) / 2.0)[:, None]
    whole = warp_pixels(ground.astype(np.float32), SOURCE, target())
    parts = [warp_pixels(ground.astype(np.float32), SOURCE, target().window(row, 0, 10, 150))
             for row in range(0, 120, 10)]
    # One place by two ways: the difference is what a thousandth of a pixel makes.
    assert np.abs(np.concatenate(parts) - whole).max() < 0.005
    x, y = transform_points(*np.meshgrid(target().x(), target().y()), "EPSG:32630", "EPSG:32631")
    column, row = (x - 300000) / 10 - 0.5, (5320000 - y) / 10 - 0.5
    left, top = np.floor(column).astype(int), np.floor(row).astype(int)
    across, down = column - left, row - top
    truth = ((ground[top, left] * (1 - across) + ground[top, left + 1] * across) * (1 - down)
             + (ground[top + 1, left] * (1 - across) + ground[top + 1, left + 1] * across) * down)
    assert np.abs(whole - truth).max() < 0.005


def test_holes_do_not_spread_nor_shrink_by_more_than_half_a_pixel():
    ground = np.ones(SOURCE.shape, np.float32)
    ground[100:, :] = np.nan
    warped = warp_pixels(ground, SOURCE, target())
    _, y = transform_points(*np.meshgrid(target().x(), target().y()), "EPSG:32630", "EPSG:32631")
    edge = 5320000.0 - 1000.0
    assert np.isfinite(warped[y > edge + 0.2]).all() and np.isnan(warped[y < edge - 0.2]).all()
    assert (warped[np.isfinite(warped)] == 1.0).all()


def test_systems_are_the_same_by_what_they_say():
    from bocage.core.engine.raster import spatial_reference

    assert same_crs("EPSG:32630", spatial_reference("EPSG:32630").ExportToWkt())
    assert not same_crs("EPSG:32630", "EPSG:32631") and not same_crs("", "EPSG:32630")
    assert metres_per_unit("EPSG:32630") == 1.0 and metres_per_unit("EPSG:4326") is None
    assert metres_per_unit("EPSG:2263") == pytest.approx(0.3048, abs=1e-4)
    with pytest.raises(BocageError):
        same_crs("EPSG:32630", "EPSG:0")


def test_an_elevation_in_decimetres_that_says_so_is_in_metres(tmp_path):
    path = str(tmp_path / "relief.tif")
    numbers = np.full((50, 60), 4210, np.int16)
    numbers[:, :5] = -32768
    with RasterWriter(path, SOURCE.window(0, 0, 50, 60), "int16", nodata=-32768) as writer:
        writer.write(numbers)
        writer.close()
    dataset = gdal.Open(path, gdal.GA_Update)
    dataset.GetRasterBand(1).SetScale(0.1)
    dataset.GetRasterBand(1).SetOffset(-100.0)
    del dataset
    found = warp_to(path, SOURCE.window(0, 0, 25, 60))
    assert np.isnan(found[:, :4]).all()
    np.testing.assert_allclose(found[:, 6:], 321.0, atol=1e-3)
