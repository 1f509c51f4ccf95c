"""Areas of pixels under polygons: known shapes, area kept, blocks, holes, the rule of the centre."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.engine import coverage
from bocage.core.engine.coverage import boxes, covered, sides_of
from bocage.core.engine.grid import Grid
from bocage.core.engine.raster import rasterise

GRID = Grid("EPSG:32630", (1000.0, 10.0, 0.0, 5000.0, 0.0, -10.0), (40, 50))


def closed(points) -> np.ndarray:
    """A ring in pixels (column, row) as one in metres."""
    ring = np.array([*points, points[0]], float)
    return np.stack([1000 + 10 * ring[:, 0], 5000 - 10 * ring[:, 1]], axis=1)


def weights(rings, polygon=None, block=(0, 0, 40, 50), centre=False) -> np.ndarray:
    """Shares (polygon, rows, columns)."""
    polygon = polygon or [0] * len(rings)
    sides = sides_of(rings, polygon, GRID)
    count = max(polygon) + 1
    found = covered(sides, boxes(sides, count), block, centre)
    result = np.zeros((count, block[2] * block[3]))
    result[found.polygon, found.cell] = found.weight
    assert (np.diff(found.polygon) >= 0).all()
    return result.reshape(count, block[2], block[3])


def area(points) -> float:
    x, y = np.array(points, float).T
    return 0.5 * abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))


def test_a_rectangle_between_borders_covers_shares():
    found = weights([closed([(2.25, 3.5), (5.0, 3.5), (5.0, 4.75), (2.25, 4.75)])])[0]
    expected = np.zeros((40, 50))
    expected[3, 2:5] = [0.75 * 0.5, 0.5, 0.5]
    expected[4, 2:5] = [0.75 * 0.75, 0.75, 0.75]
    assert np.abs(found - expected).max() < 1e-7


def test_a_triangle_halves_the_pixels_of_its_diagonal():
    found = weights([closed([(5, 5), (9, 9), (5, 9)])])[0]
    assert found[5:9, 5:9].tolist() == [[0.5, 0, 0, 0], [1, 0.5, 0, 0], [1, 1, 0.5, 0], [1, 1, 1, 0.5]]
    assert found.sum() == pytest.approx(8.0)


def star(rng, centre, radius, corners) -> list[tuple[float, float]]:
    angles = np.sort(rng.uniform(0, 2 * np.pi, corners))
    reach = radius * rng.uniform(0.3, 1.0, corners)
    return list(zip(centre[0] + reach * np.cos(angles), centre[1] + reach * np.sin(angles)))


def test_areas_are_kept_and_agree_with_a_fine_raster():
    rng = np.random.default_rng(11)
    shapes = [star(rng, rng.uniform(8, 32, 2), rng.uniform(0.3, 7), int(rng.integers(3, 40))) for _ in range(60)]
    rings = [closed(shape if number % 2 else shape[::-1]) for number, shape in enumerate(shapes)]
    found = weights(rings, list(range(60)))
    for number, shape in enumerate(shapes):
        assert found[number].sum() == pytest.approx(area(shape), rel=1e-5, abs=1e-6)
    fine = Grid(GRID.crs, (1000.0, 0.5, 0.0, 5000.0, 0.0, -0.5), (800, 1000))
    for number in range(0, 60, 6):
        burnt = rasterise([(1, [rings[number]])], fine).reshape(40, 20, 50, 20).mean(axis=(1, 3))
        # 400 points a pixel: a side through it misplaces at most some 20 of them.
        assert np.abs(found[number] - burnt).max() < 0.06


def test_neighbours_share_pixels_without_gap_nor_overlap():
    rng = np.random.default_rng(5)
    middle = [(20 + rng.uniform(-3, 3), row) for row in np.linspace(2, 38, 20)]
    left = closed([(5, 2), *middle, (5, 38)])
    right = closed([*middle, (45, 38), (45, 2)])
    found = weights([left, right], [0, 1]).sum(axis=0)
    expected = np.zeros((40, 50))
    expected[2:38, 5:45] = 1
    assert np.abs(found - expected).max() < 1e-6


def test_holes_are_left_out_and_parts_added():
    outer = closed([(5, 5), (25, 5), (25, 25), (5, 25)])
    hole = closed([(10.5, 10.5), (10.5, 20), (20, 20), (20, 10.5)])
    island = closed([(30, 30), (33, 30), (33, 32.5), (30, 32.5)])
    found = weights([outer, hole, island])[0]
    assert found.sum() == pytest.approx(400 - 9.5 * 9.5 + 7.5)
    assert found[15, 15] == 0 and found[10, 10] == pytest.approx(0.75) and found[32, 31] == pytest.approx(0.5)


@pytest.mark.parametrize("centre", [False, True])
def test_blocks_make_the_whole_whatever_lies_beyond_them(centre, monkeypatch):
    rng = np.random.default_rng(3)
    # Some reach far beyond the grid, on every side.
    shapes = [star(rng, rng.uniform(-5, 55, 2), rng.uniform(2, 40), int(rng.integers(3, 30))) for _ in range(25)]
    rings = [closed(shape) for shape in shapes]
    whole = weights(rings, list(range(25)), centre=centre)
    monkeypatch.setattr(coverage, "MOST_CELLS", 300)
    parts = np.zeros_like(whole)
    for row in range(0, 40, 7):
        for column in range(0, 50, 11):
            block = (row, column, min(7, 40 - row), min(11, 50 - column))
            part = np.zeros((25, block[2], block[3]))
            found = weights(rings, list(range(25)), block, centre)
            part[:found.shape[0]] = found
            parts[:, row:row + block[2], column:column + block[3]] = part
    assert np.abs(parts - whole).max() < 1e-6


def test_the_rule_of_the_centre_is_gdal_s():
    rng = np.random.default_rng(8)
    for number in range(40):
        ring = closed(star(rng, rng.uniform(5, 35, 2), rng.uniform(0.3, 15), 12))
        found = weights([ring], centre=True)[0]
        assert np.array_equal(found > 0, rasterise([(1, [ring])], GRID) > 0), number


def test_nothing_inside_is_nothing():
    assert weights([closed([(100, 100), (101, 100), (101, 101)])]).sum() == 0
    assert weights([closed([(-10, 5), (-2, 5), (-2, 9)])]).sum() == 0
