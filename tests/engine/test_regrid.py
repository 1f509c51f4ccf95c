"""From grid to grid in memory."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.engine.grid import Grid
from bocage.core.engine.raster import rasterise
from bocage.core.engine.regrid import regrid

FINE = Grid("EPSG:32631", (600000.0, 10.0, 0.0, 4900000.0, 0.0, -10.0), (60, 60))


def plane(grid: Grid) -> np.ndarray:
    """A surface that rises eastwards and southwards."""
    return (grid.x()[None, :] * 1e-3 - grid.y()[:, None] * 2e-3).astype(np.float64)


@pytest.mark.parametrize("method", ["average", "bilinear"])
def test_a_plane_stays_a_plane_on_a_coarser_shifted_grid(method):
    target = Grid(FINE.crs, (600100.0, 25.0, 0.0, 4899900.0, 0.0, -25.0), (16, 16))
    result = regrid(plane(FINE) - plane(FINE)[0, 0], FINE, target, method)
    # Pixels are constant over their area: a cell that cuts them is off by a tenth of their step at most.
    np.testing.assert_allclose(result, plane(target) - plane(FINE)[0, 0], atol=2e-3)


def test_the_average_conserves_the_sum():
    pixels = np.random.default_rng(1).random(FINE.shape)
    coarse = FINE.cells(60.0)
    assert regrid(pixels, FINE, coarse, "average").mean() == pytest.approx(pixels.mean(), abs=1e-6)


@pytest.mark.parametrize("method", ["nearest", "bilinear", "average"])
def test_nothing_is_invented_outside_the_source(method):
    target = Grid(FINE.crs, (601000.0, 20.0, 0.0, 4900000.0, 0.0, -20.0), (4, 4))
    assert np.isnan(regrid(np.ones(FINE.shape), FINE, target, method)).all()


def test_nan_does_not_spread_beyond_its_half():
    pixels = np.ones(FINE.shape)
    pixels[:, :30] = np.nan
    result = regrid(pixels, FINE, FINE.cells(20.0), "average")
    assert np.isnan(result[:, :15]).all() and (result[:, 15:] == 1).all()


def test_an_unknown_method_is_a_programming_error():
    with pytest.raises(ValueError):
        regrid(np.ones(FINE.shape), FINE, FINE, "magic")


def test_the_later_polygon_wins_and_holes_stay_empty():
    square = np.array([[600000.0, 4900000], [600300, 4900000], [600300, 4899700], [600000, 4899700]])
    hole = np.array([[600100.0, 4899900], [600200, 4899900], [600200, 4899800], [600100, 4899800]])
    burnt = rasterise([(1, [square, hole]), (2, [square + [150.0, 0.0]])], FINE)
    assert burnt[5, 5] == 1 and burnt[15, 12] == 0 and burnt[5, 20] == 2 and burnt[50, 50] == 0


def test_polygons_that_miss_the_window_leave_it_empty():
    square = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0]])
    assert not rasterise([(7, [square])], FINE).any()
