"""Light on slopes: geometry of incidence, limits of the light terms, and surface reflectance made flat again."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.atmosphere.slope import (
    AEROSOL_CIRCUMSOLAR,
    LEAST_COSINE,
    SCALE,
    cast_shadow,
    incidence,
    light_terms,
    make_relief,
    smoothed,
)
from bocage.core.engine.grid import Grid


def sun(zenith: float, azimuth: float) -> np.ndarray:
    z, a = np.radians(zenith), np.radians(azimuth)
    return np.array([np.sin(z) * np.sin(a), np.sin(z) * np.cos(a), np.cos(z)])


def plane(slope: float, facing: float, shape: tuple[int, int] = (40, 60), step: float = 20.0) -> np.ndarray:
    """Terrain that falls towards the azimuth ``facing``, degrees."""
    x, y = np.meshgrid(np.arange(shape[1]) * step, -np.arange(shape[0]) * step)
    s, a = np.radians(slope), np.radians(facing)
    return np.asarray(-np.tan(s) * (x * np.sin(a) + y * np.cos(a)), np.float32)


@pytest.mark.parametrize("slope, facing", [(0, 0), (25, 150), (40, 330), (12, 90)])
def test_incidence_on_a_plane_is_the_textbook_cosine(slope: float, facing: float) -> None:
    """cos i = cos z cos s + sin z sin s cos(sun azimuth - facing)."""
    cosine, sky = incidence(plane(slope, facing), sun(50, 160), 20.0, 20.0)
    z, s = np.radians(50), np.radians(slope)
    expected = np.cos(z) * np.cos(s) + np.sin(z) * np.sin(s) * np.cos(np.radians(160 - facing))
    assert cosine == pytest.approx(expected, abs=1e-4)
    assert sky == pytest.approx((1 + np.cos(s)) / 2, abs=1e-4)


def test_a_flat_place_is_lit_as_the_equation_says_of_flat_ground() -> None:
    """cos i = cos z and F_sky = 1 leave exactly one, whatever the air and the neighbourhood."""
    direct = np.array([0.0, 0.4, 0.9, 1.0])
    for aerosols in (0.0, 0.3, 1.0):
        a, b, c = light_terms(direct, aerosols, np.full(4, 0.6), np.full(4, 0.2))
        assert a * 0.6 + b + c == pytest.approx(1.0, abs=1e-6)


def test_without_diffuse_light_a_slope_is_lit_by_its_cosine_and_by_the_ground_around() -> None:
    a, b, c = (float(v[0]) for v in light_terms(np.ones(1), 0.5, np.array([0.5]), np.array([0.3])))
    sky = 0.9
    assert a * 0.8 + b * sky + c == pytest.approx(0.8 / 0.5 + 0.3 * (1 - sky), abs=1e-6)


def test_diffuse_light_of_aerosols_leans_to_the_sun_and_that_of_molecules_does_not() -> None:
    sky, ratio, none = 0.85, 1.6, np.zeros(1)
    molecules, aerosols = ([float(v[0]) for v in light_terms(none, share, np.array([0.5]), none)] for share in (0, 1))
    assert molecules[0] * 0.5 * ratio + molecules[1] * sky == pytest.approx(sky, abs=1e-6)
    k = AEROSOL_CIRCUMSOLAR
    assert aerosols[0] * 0.5 * ratio + aerosols[1] * sky == pytest.approx(k * ratio + (1 - k) * sky, abs=1e-6)


def test_relief_is_the_same_however_many_rows_are_made_at_once() -> None:
    terrain = np.random.default_rng(2).normal(0, 15, (90, 50)).astype(np.float32)
    grid = Grid("EPSG:32630", (0.0, 20.0, 0.0, 1800.0, 0.0, -20.0), terrain.shape)
    corners = np.stack([np.full((2, 2), v) for v in sun(40, 150)])
    whole, parts = (make_relief(terrain, grid, corners, rows_at_once=rows) for rows in (1000, 7))
    assert np.array_equal(whole.cosine, parts.cosine) and np.array_equal(whole.sky, parts.sky)


def test_the_cosine_has_a_floor_and_is_kept_to_a_ten_thousandth() -> None:
    terrain = plane(60, 340)
    grid = Grid("EPSG:32630", (0.0, 20.0, 0.0, 800.0, 0.0, -20.0), terrain.shape)
    corners = np.stack([np.full((2, 2), v) for v in sun(55, 160)])
    relief = make_relief(terrain, grid, corners, smooth=False)
    assert relief.cosine.max() / SCALE == pytest.approx(LEAST_COSINE, abs=1e-4)
    away = make_relief(plane(20, 160), grid, corners, smooth=False)
    part, one, nothing = grid.window(8, 3, 6, 9), np.ones((6, 9), np.float32), np.zeros((6, 9), np.float32)
    assert away.light(part, one, nothing, nothing) == pytest.approx(np.cos(np.radians(35)), abs=1e-4)
    assert away.light(part, nothing, one, nothing) == pytest.approx((1 + np.cos(np.radians(20))) / 2, abs=1e-4)


@pytest.mark.parametrize("azimuth", [0, 35, 90, 160, 180, 200, 275, 330])
def test_a_tower_casts_its_shadow_away_from_the_sun(azimuth: float) -> None:
    """100 m high, 80 m wide, sun 30 degrees above the horizon: 173 m of shadow, wherever the sun stands."""
    terrain = np.zeros((101, 101), np.float32)
    terrain[48:52, 48:52] = 100.0
    shadow = cast_shadow(terrain, sun(60, azimuth), 20.0, 20.0)
    rows, columns = np.indices(shadow.shape)
    a = np.radians(azimuth)
    # East and north of the tower's middle, along the shadow and across it, metres.
    east, north = (columns - 49.5) * 20.0, -(rows - 49.5) * 20.0
    along, across = -(east * np.sin(a) + north * np.cos(a)), np.abs(east * np.cos(a) - north * np.sin(a))
    assert shadow[(along > 60) & (along < 160) & (across < 25)].all()
    assert not shadow[(along > 260) | (along < -70) | (across > 80)].any()
    assert not cast_shadow(np.zeros((20, 20), np.float32), sun(60, azimuth), 20.0, 20.0).any()


def test_in_the_shadow_of_the_relief_no_direct_light_is_reckoned() -> None:
    terrain = np.zeros((80, 60), np.float32)
    terrain[40:44] = 150.0
    grid = Grid("EPSG:32630", (0.0, 20.0, 0.0, 1600.0, 0.0, -20.0), terrain.shape)
    relief = make_relief(terrain, grid, np.stack([np.full((2, 2), v) for v in sun(45, 180)]), smooth=False)
    assert relief.cosine[35, 30] / SCALE == pytest.approx(LEAST_COSINE, abs=1e-4)
    for lit in (20, 60):
        assert relief.cosine[lit, 30] / SCALE == pytest.approx(np.sqrt(0.5), abs=1e-4)


def test_finer_pixels_take_the_slope_that_holds_them() -> None:
    terrain = np.random.default_rng(5).normal(0, 30, (12, 12)).astype(np.float32)
    grid = Grid("EPSG:32630", (100.0, 20.0, 0.0, 900.0, 0.0, -20.0), terrain.shape)
    relief = make_relief(terrain, grid, np.stack([np.full((2, 2), v) for v in sun(30, 100)]))
    fine = Grid("EPSG:32630", (100.0, 10.0, 0.0, 900.0, 0.0, -10.0), (24, 24)).window(4, 6, 10, 12)
    part, rows, columns = relief.holding(fine)
    assert part == grid.window(2, 3, 5, 6)
    assert rows.tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert columns.tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    a, b, c = (np.full(part.shape, value, np.float32) for value in (1.1, 0.2, 0.05))
    expected = (1.1 * relief.cosine[2:7, 3:9] + 0.2 * relief.sky[2:7, 3:9]) / SCALE + 0.05
    assert relief.light(part, a, b, c) == pytest.approx(expected, abs=1e-6)


def test_smoothing_keeps_planes_and_takes_trees_away() -> None:
    slope = plane(20, 70)
    assert smoothed(slope)[1:-1, 1:-1] == pytest.approx(slope[1:-1, 1:-1], abs=1e-2)
    tree = np.zeros((9, 9), np.float32)
    tree[4, 4] = 18.0
    assert smoothed(tree).max() == pytest.approx(2.0)
