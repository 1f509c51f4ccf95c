"""Shadows and hidden ground against rays followed step by step over the terrain."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.masks.objects import grown
from bocage.core.masks.relief import LEAST_SUN, beyond, relief

CELL = 120.0


def hills(rows: int = 60, columns: int = 70, height: float = 900.0) -> np.ndarray:
    """A few rounded hills, metres."""
    y, x = np.mgrid[:rows, :columns] * CELL
    result = np.full((rows, columns), 200.0)
    for x0, y0, width, share in ((2500, 3000, 700, 1.0), (5200, 2200, 450, 0.7), (6000, 5200, 900, 0.8),
                                 (1500, 6000, 400, 0.5)):
        result += share * height * np.exp(-((x - x0) ** 2 + (y - y0) ** 2) / (2 * width ** 2))
    return result


def directed(shape: tuple[int, int], zenith: float, azimuth: float) -> np.ndarray:
    """The same unit vector everywhere: east, north, up."""
    z, a = np.radians(zenith), np.radians(azimuth)
    vector = np.array([np.sin(z) * np.sin(a), np.sin(z) * np.cos(a), np.cos(z)])
    return np.broadcast_to(vector[:, None, None], (3, *shape)).astype(np.float32)


def followed(terrain: np.ndarray, zenith: float, azimuth: float, dx: float, dy: float) -> np.ndarray:
    """Cells from which a ray in that direction meets ground, by steps of a tenth of a cell, bilinear."""
    z, a = np.radians(zenith), np.radians(azimuth)
    rows, columns = np.indices(terrain.shape).astype(float)
    result = np.zeros(terrain.shape, bool)
    step = min(dx, dy) / 10
    distance = step
    while distance / np.tan(z) < np.ptp(terrain):
        r, c = rows - distance * np.cos(a) / dy, columns + distance * np.sin(a) / dx
        inside = (r >= 0) & (r <= terrain.shape[0] - 1) & (c >= 0) & (c <= terrain.shape[1] - 1)
        r0 = np.clip(np.floor(r).astype(int), 0, terrain.shape[0] - 2)
        c0 = np.clip(np.floor(c).astype(int), 0, terrain.shape[1] - 2)
        wr, wc = r - r0, c - c0
        height = (terrain[r0, c0] * (1 - wr) * (1 - wc) + terrain[r0 + 1, c0] * wr * (1 - wc)
                  + terrain[r0, c0 + 1] * (1 - wr) * wc + terrain[r0 + 1, c0 + 1] * wr * wc)
        result |= inside & (height > terrain + distance / np.tan(z))
        distance += step
    return result


def agrees(terrain: np.ndarray, zenith: float, azimuth: float, dx: float, dy: float) -> None:
    """Equal but within a cell of the shadows' edges, and there nearly."""
    found = beyond(terrain, directed(terrain.shape, zenith, azimuth), dx, dy)
    expected = followed(terrain, zenith, azimuth, dx, dy)
    edge = grown(expected) & grown(~expected)
    assert expected.mean() > 0.02
    assert np.array_equal(found[~edge], expected[~edge])
    assert (found != expected).mean() < 0.01


@pytest.mark.parametrize("azimuth", [0.0, 90.0, 180.0, 270.0])
@pytest.mark.parametrize("zenith", [65.0, 75.0])
def test_along_rows_and_columns_shadows_are_those_of_rays(zenith, azimuth):
    agrees(hills(), zenith, azimuth, CELL, CELL)


@pytest.mark.parametrize("azimuth", [45.0, 162.0, 200.0, 315.0])
@pytest.mark.parametrize("zenith", [65.0, 75.0])
def test_across_cells_shadows_are_those_of_rays(zenith, azimuth):
    agrees(hills(), zenith, azimuth, CELL, CELL)


def test_cells_that_are_not_square():
    agrees(hills(), 72.0, 130.0, 120.0, 90.0)


def test_the_shadow_of_a_wall_has_the_length_that_the_sun_gives_it():
    """A wall of 600 m, sun in the south 60 degrees from the zenith: 600 tan(60) = 1039 m, 8 cells to the north."""
    terrain = np.zeros((40, 30))
    terrain[25] = 600.0
    found = beyond(terrain, directed(terrain.shape, 60.0, 180.0), CELL, CELL)
    assert np.array_equal(np.flatnonzero(found[:, 15]), np.arange(17, 25))
    assert found[17:25].all() and found.sum() == 8 * 30


def test_a_sun_at_the_zenith_and_flat_ground_throw_nothing():
    terrain = hills()
    assert not beyond(terrain, directed(terrain.shape, 0.0, 0.0), CELL, CELL).any()
    flat = relief(np.full((20, 20), 350.0), directed((20, 20), 80.0, 160.0), directed((20, 20), 5.0, 100.0), CELL, CELL)
    for layer in (flat.shadow, flat.hidden, flat.sun_too_low, flat.tangent):
        assert not layer.any()
    assert (flat.slope == 0).all() and np.allclose(flat.cos_incidence, np.cos(np.radians(80.0)), atol=1e-6)


@pytest.mark.parametrize("azimuth", [0.0, 90.0, 180.0, 270.0])
def test_the_incidence_on_a_plane_is_that_of_the_geometry(azimuth):
    """A plane that rises by 30 % to the east, under a sun 50 degrees from the zenith."""
    columns = np.arange(30) * CELL
    terrain = np.repeat(0.3 * columns[None, :], 20, 0)
    light = relief(terrain, directed(terrain.shape, 50.0, azimuth), directed(terrain.shape, 3.0, 100.0), CELL, CELL)
    normal = np.array([-0.3, 0.0, 1.0]) / np.hypot(1, 0.3)
    expected = float(normal @ directed((1, 1), 50.0, azimuth)[:, 0, 0])
    assert np.allclose(light.cos_incidence, expected, atol=1e-5) and np.allclose(light.slope, 0.3, atol=1e-5)


def test_a_sun_too_low_and_a_tangent_one_are_where_the_slope_says():
    """A plane that rises by 45 % to the south, the sun there 65 to 75 degrees from the zenith."""
    rows = np.arange(20)[:, None] * CELL
    terrain = np.repeat(0.45 * rows, 20, 1)
    normal = np.array([0.0, 0.45, 1.0]) / np.hypot(1, 0.45)
    for zenith in (40.0, 58.0, 62.0, 64.0):
        sun = directed(terrain.shape, zenith, 180.0)
        light = relief(terrain, sun, directed(terrain.shape, 3.0, 100.0), CELL, CELL)
        incidence = float(normal @ sun[:, 0, 0])
        assert light.sun_too_low.all() == (0 < incidence < LEAST_SUN) == light.sun_too_low.any()
        assert light.tangent.all() == (incidence / np.cos(np.radians(zenith)) < LEAST_SUN) == light.tangent.any()


def test_ground_behind_a_cliff_is_hidden_from_a_slanting_view():
    terrain = np.zeros((20, 40))
    terrain[:, :20] = 800.0
    # Seen from the west 12 degrees off the zenith: 800 tan(12) = 170 m behind the cliff, one cell.
    found = relief(terrain, directed(terrain.shape, 40.0, 160.0), directed(terrain.shape, 12.0, 270.0), CELL, CELL)
    assert found.hidden[:, 20].all() and not found.hidden[:, 22:].any() and not found.hidden[:, :18].any()
