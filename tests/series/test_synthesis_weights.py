"""Weights and composites after WASP: known means, dates inside the window, no seam between two simulated orbits."""

from __future__ import annotations

import numpy as np
from bocage.core.atmosphere.brdf import COEFFICIENTS, factor, li_sparse, ross_thick
from bocage.core.series.synthesis import (
    FLAG_CLOUD,
    FLAG_LAND,
    FLAG_NODATA,
    FLAG_SHADOW,
    FLAG_SNOW,
    FLAG_WATER,
    Composite,
    Weighting,
    aot_weight,
    chosen,
    cloud_weight,
    date_weight,
    edge_weight,
)

HOW = Weighting()
SHAPE = (60, 80)


def land(flag: int = FLAG_LAND) -> np.ndarray:
    return np.full(SHAPE, flag, np.uint8)


def test_dates_weigh_less_towards_the_ends_and_nothing_beyond():
    assert date_weight(0, 23, HOW) == 1.0 and date_weight(-23, 23, HOW) == 0.5 and date_weight(24, 23, HOW) == 0.0
    assert date_weight(0, 0, HOW) == 1.0
    assert chosen([-30.0, 4.0, -2.0, 23.0], 23) == [2, 1, 3]


def test_haze_weighs_less_and_unknown_aerosols_as_none():
    weights = aot_weight(np.array([0.0, 0.4, 0.8, 3.0, np.nan]), HOW)
    assert np.allclose(weights, [1.0, 0.665, 0.33, 0.33, 1.0])


def test_weight_falls_smoothly_towards_a_cloud():
    hidden = np.zeros((81, 81))
    hidden[:, :40] = 1
    weights = cloud_weight(hidden, 240.0, HOW)[40]
    assert weights[0] < 1e-3 and weights[-1] > 0.99
    assert (np.diff(weights) >= -1e-6).all() and np.diff(weights).max() < 0.2
    assert (cloud_weight(np.zeros((9, 9)), 240.0, HOW) == 1).all()


def test_weight_falls_towards_the_edge_of_a_swath_but_not_of_the_image():
    seen = np.zeros((20, 40), bool)
    seen[:, :25] = True
    weights = edge_weight(seen, 240.0, 2400.0)
    assert (weights[:, 25:] == 0).all() and (weights[:, :10] == 1).all() and weights[0, 24] < 0.1
    assert np.allclose(weights, weights[0])


def test_composite_is_the_weighted_mean_of_clear_dates():
    composite = Composite(2, SHAPE)
    first, second = np.full((2, *SHAPE), 0.2, np.float32), np.full((2, *SHAPE), 0.4, np.float32)
    second[1, 0, 0] = np.nan
    state = land()
    state[5:10, 5:10] = FLAG_CLOUD
    composite.add(first, np.ones(SHAPE), -10.0, land())
    composite.add(second, np.full(SHAPE, 3.0), 5.0, state)
    found = composite.reflectance()
    assert np.allclose(found[:, 20, 20], 0.35) and np.allclose(found[:, 6, 6], 0.2)
    assert np.isclose(found[1, 0, 0], 0.2) and np.isclose(found[0, 0, 0], 0.35)
    assert np.isclose(composite.days()[20, 20], 1.25) and np.isclose(composite.days()[6, 6], -10.0)
    assert composite.weight()[20, 20] == 4.0 and composite.weight()[6, 6] == 1.0


def test_flags_tell_what_is_there_and_what_hides_it():
    composite = Composite(1, SHAPE)
    state = land()
    state[0], state[1], state[2], state[3], state[4] = FLAG_NODATA, FLAG_CLOUD, FLAG_SHADOW, FLAG_SNOW, FLAG_WATER
    composite.add(np.full((1, *SHAPE), 0.3), np.ones(SHAPE), 0.0, state)
    assert composite.flags()[:6, 0].tolist() == [FLAG_NODATA, FLAG_CLOUD, FLAG_SHADOW, FLAG_SNOW, FLAG_WATER, FLAG_LAND]
    assert np.isnan(composite.reflectance()[0, :3]).all() and np.isfinite(composite.reflectance()[0, 3:]).all()
    later = land()
    later[3] = FLAG_CLOUD
    composite.add(np.full((1, *SHAPE), 0.2), np.full(SHAPE, 2.0), 1.0, later)
    assert composite.flags()[1, 0] == FLAG_LAND and composite.flags()[3, 0] == FLAG_SNOW


def test_dates_of_the_composite_lie_inside_the_window():
    rng = np.random.default_rng(4)
    composite = Composite(1, SHAPE)
    days = rng.uniform(-22, 22, 9)
    for away in days:
        state = np.where(rng.random(SHAPE) < 0.4, FLAG_CLOUD, FLAG_LAND)
        weight = date_weight(away, 22, HOW) * rng.uniform(0.2, 1.0, SHAPE)
        composite.add(rng.uniform(0, 0.5, (1, *SHAPE)), weight, away, state)
    found = composite.days()
    known = np.isfinite(found)
    # To the rounding of 32 bits.
    assert known.mean() > 0.99 and found[known].min() >= days.min() - 1e-5 and found[known].max() <= days.max() + 1e-5


def _seen(role: str, angles: tuple[float, float, float]) -> float:
    isotropic, volume, geometric = COEFFICIENTS[role]
    sza, vza, raa = np.radians(angles)
    return float(isotropic + volume * ross_thick(sza, vza, raa) + geometric * li_sparse(sza, vza, raa))


def test_two_simulated_orbits_leave_no_seam_once_directions_are_corrected():
    """One orbit sees the west from the backscatter side, the other the whole from the forward side."""
    angles, wanted = ((42.0, 10.0, 10.0), (45.0, 9.0, 170.0)), np.array((43.5, 0.0, 0.0))[:, None, None]
    cells = (30, 200)
    swath = np.zeros(cells, bool)
    swath[:, :100] = True
    steps = []
    for corrected in (False, True):
        composite = Composite(1, cells)
        for seen, direction, away in ((swath, angles[0], -3.0), (np.ones(cells, bool), angles[1], 4.0)):
            values = np.full((1, *cells), _seen("nir", direction), np.float32)
            if corrected:
                values *= factor("nir", np.array(direction)[:, None, None], wanted)
            weight = date_weight(away, 23, HOW) * np.where(seen, 1.0, 0.0)
            composite.add(values, weight, away, np.where(seen, FLAG_LAND, FLAG_NODATA))
        row = composite.reflectance()[0, 15]
        steps.append(float(np.abs(np.diff(row)).max()))
    assert steps[0] > 0.005, "the orbits are not different enough for this test to fail"
    assert steps[1] < 0.005 and steps[1] < steps[0] / 5
