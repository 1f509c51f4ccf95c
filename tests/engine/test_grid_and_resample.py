"""Grids, cells and what goes between them."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.engine.grid import Grid
from bocage.core.engine.resample import CellMean, Smooth, bilinear, box_mean, fill_gaps, positions

TILE = Grid("EPSG:32630", (499980.0, 10.0, 0.0, 5300040.0, 0.0, -10.0), (10980, 10980))
#: The real decimated product: 250.114 m pixels.
ODD = Grid("EPSG:32756", (399960.0, 109800 / 439, 0.0, 6700000.0, 0.0, -109800 / 439), (439, 439))


def test_120_m_cells_divide_a_tile_and_are_never_finer_than_a_pixel():
    assert TILE.cells(120).shape == (915, 915) and TILE.cells(120).bounds == TILE.bounds
    assert ODD.cells(120).shape == (439, 439)


def test_covering_takes_the_pixels_that_touch_and_none_outside():
    assert TILE.covering((499995.0, 5299900.0, 500020.0, 5300040.0)) == (0, 1, 14, 3)
    assert TILE.covering((0.0, 0.0, 10.0, 10.0))[2:] == (0, 0)
    assert TILE.covering(TILE.bounds) == (0, 0, 10980, 10980)


def test_a_window_lies_where_its_pixels_lie():
    window = TILE.window(12, 24, 6, 6)
    assert window.bounds == (500220.0, 5299860.0, 500280.0, 5299920.0)
    assert window.x()[0] == TILE.x()[24] and window.y()[5] == TILE.y()[17]


def test_positions_interpolate_inside_and_hold_outside():
    index, weight = positions(np.array([5.0, -3.0, 12.5, 40.0]), np.array([0.0, 10.0, 20.0]))
    assert index.tolist() == [0, 0, 1, 1] and weight.tolist() == pytest.approx([0.5, 0.0, 0.25, 1.0])
    down, share = positions(np.array([15.0]), np.array([20.0, 10.0, 0.0]))
    assert down[0] == 0 and share[0] == pytest.approx(0.5)


def test_smooth_gives_the_rows_of_bilinear():
    rng = np.random.default_rng(3)
    for fine_shape, cells in (((700, 130), 240.0), ((40, 50), 240.0), ((90, 20), 15.0)):
        fine = Grid("EPSG:32630", (0.0, 10.0, 0.0, 0.0, 0.0, -10.0), fine_shape)
        coarse = fine.cells(cells)
        values = rng.random(coarse.shape).astype(np.float32)
        for part in (fine, fine.window(7, 11, 30, 9)):
            smooth, whole = Smooth(values, coarse, part), bilinear(values, coarse, part)
            for first in range(0, part.shape[0], 13):
                last = min(part.shape[0], first + 13)
                found = smooth.fill(first, last, np.empty((last - first, part.shape[1]), np.float32))
                assert np.array_equal(found, whole[first:last])
                few = smooth.fill(first, last, np.empty((last - first, 3), np.float32), slice(2, 5))
                assert np.array_equal(few, whole[first:last, 2:5])


def test_bilinear_reproduces_a_plane_between_the_centres():
    coarse = Grid("", (0.0, 120.0, 0.0, 1200.0, 0.0, -120.0), (10, 10))
    fine = Grid("", (60.0, 10.0, 0.0, 1140.0, 0.0, -10.0), (108, 108))

    def plane(grid):
        return 3 + 0.01 * grid.x()[None, :] - 0.02 * grid.y()[:, None]

    assert np.allclose(bilinear(plane(coarse).astype(np.float32), coarse, fine), plane(fine), atol=1e-4)


@pytest.mark.parametrize("strip", [7, 64, 333])
def test_cell_means_do_not_depend_on_the_strips(strip):
    rng = np.random.default_rng(1)
    grid = Grid("", (0.0, 10.0, 0.0, 9990.0, 0.0, -10.0), (333, 240))
    cells = grid.cells(120)
    pixels = rng.integers(0, 65535, grid.shape).astype(np.uint16)
    valid = rng.random(grid.shape) > 0.2
    mean = CellMean(cells)
    for first in range(0, 333, strip):
        rows = min(strip, 333 - first)
        mean.add(pixels[first:first + rows], grid.window(first, 0, rows, 240), valid[first:first + rows])
    y = np.floor((grid.transform[3] - grid.y()) / cells.dy).astype(int)
    x = np.floor((grid.x() - grid.transform[0]) / cells.dx).astype(int)
    for row, column in ((0, 0), (5, 7), (cells.shape[0] - 1, cells.shape[1] - 1)):
        inside = np.ix_(y == row, x == column)
        expected = pixels[inside][valid[inside]].mean()
        assert mean.mean()[row, column] == pytest.approx(expected, rel=1e-6)


def test_gaps_take_the_nearest_window_that_knows():
    values = np.full((40, 40), np.nan, np.float32)
    values[:10] = 1.0
    values[30:] = 3.0
    filled = fill_gaps(values)
    assert np.isfinite(filled).all() and filled[12, 5] == 1.0 and filled[28, 5] == 3.0
    assert np.isnan(fill_gaps(np.full((3, 3), np.nan))).all()


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (0, 0)])
def test_box_mean_of_nothing_is_nothing(shape):
    mean, count = box_mean(np.zeros(shape, np.float32), 3)
    assert mean.shape == count.shape == shape


def test_box_mean_counts_only_what_is_there():
    values = np.array([[1.0, np.nan, 3.0], [1.0, 1.0, 1.0], [np.nan] * 3])
    mean, count = box_mean(values, 1)
    assert mean[0, 1] == pytest.approx(7 / 5) and count[0, 1] == 5 and count[2, 0] == 2
