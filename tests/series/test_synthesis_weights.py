"""Weights and composites after WASP: known means, dates inside the window, no seam between two simulated orbits."""

from __future__ import annotations

import numpy as np
from bocage.core.atmosphere.brdf import COEFFICIENTS, factor, li_sparse, ross_thick
from bocage.core.series import synthesis
from bocage.core.series.synthesis import (
    FLAG_CLOUD,
    FLAG_LAND,
    FLAG_NODATA,
    FLAG_SNOW,
    FLAG_WATER,
    Composite,
    DateBlock,
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


class Whole:
    """A field that is there as a whole."""

    def __init__(self, values) -> None:
        self.values = np.broadcast_to(np.asarray(values, np.float32), SHAPE)

    def fill(self, first: int, last: int, out: np.ndarray, columns: slice) -> np.ndarray:
        out[:] = self.values[first:last, columns]
        return out


def date(values, weight, days: float, state: np.ndarray, factors=None) -> DateBlock:
    numbers = list(np.asarray(values))
    return DateBlock(numbers, state.astype(np.uint8), Whole(weight), days, factors or [None] * len(numbers))


def test_composite_is_the_weighted_mean_of_clear_dates():
    composite = Composite(2, SHAPE)
    state = land()
    state[5:10, 5:10] = FLAG_CLOUD
    composite.add([date(np.full((2, *SHAPE), 2000, np.int16), 1, -10.0, land()),
                   date(np.full((2, *SHAPE), 4000, np.int16), 3, 5.0, state)])
    found = composite.reflectance()
    assert np.allclose(found[:, 20, 20], 3500) and np.allclose(found[:, 6, 6], 2000)
    assert np.isclose(composite.days()[20, 20], 1.25) and np.isclose(composite.days()[6, 6], -10.0)
    assert composite.weight()[20, 20] == 4.0 and composite.weight()[6, 6] == 1.0


def test_factors_multiply_each_band_and_what_is_hidden_may_hold_anything():
    composite = Composite(2, SHAPE)
    state, numbers = land(), np.full((2, *SHAPE), 1000, np.int16)
    state[0, 0], numbers[:, 0, 0] = FLAG_NODATA, -10000
    composite.add([date(numbers, 1, 0.0, state, [Whole(1.1), None])])
    composite.add([date(np.full((2, *SHAPE), 1000, np.float32), 1, 0.0, land())])
    assert np.allclose(composite.reflectance()[:, 20, 20], [1050, 1000]) and composite.reflectance()[0, 0, 0] == 1000


def test_numbers_of_a_part_of_the_block_fall_in_their_place(monkeypatch):
    # Chunks of three rows: some begin before the part, some end after it, some lie outside.
    monkeypatch.setattr(synthesis, "_CHUNK", 3 * SHAPE[1])
    rng = np.random.default_rng(6)
    numbers, state = rng.integers(1, 9000, SHAPE).astype(np.int16), land(FLAG_NODATA)
    state[22:31, 37:55] = FLAG_LAND
    state[25, 40] = FLAG_CLOUD
    composite = Composite(1, SHAPE)
    composite.add([DateBlock([numbers[20:40, 32:64]], state, Whole(0.5), 2.0, [Whole(1.5)], (20, 32))])
    expected = np.where(state == FLAG_LAND, numbers * 1.5, np.nan)
    assert np.allclose(composite.reflectance()[0], expected, equal_nan=True)
    assert composite.flags()[25, 40] == FLAG_CLOUD and (composite.flags() == state).all()


def test_sums_in_single_precision_stay_within_a_hundredth_of_a_number_of_the_exact_mean():
    rng = np.random.default_rng(9)
    composite = Composite(1, SHAPE)
    above, below = np.zeros(SHAPE), np.zeros(SHAPE)
    for number in range(73):
        values = rng.integers(1, 15000, (1, *SHAPE)).astype(np.int16)
        weight, state = rng.random(SHAPE).astype(np.float32), np.where(rng.random(SHAPE) < 0.5, FLAG_CLOUD, FLAG_LAND)
        weight = np.maximum(weight, np.float32(1e-3))
        composite.add([date(values, weight, float(number - 36), state)])
        above += np.where(state == FLAG_LAND, values[0] * weight.astype(float), 0.0)
        below += np.where(state == FLAG_LAND, weight.astype(float), 0.0)
    assert np.abs(composite.reflectance()[0] - above / below).max() < 0.01


def test_flags_tell_what_is_there_and_what_hides_it():
    composite = Composite(1, SHAPE)
    state = land()
    state[0], state[1], state[3], state[4] = FLAG_NODATA, FLAG_CLOUD, FLAG_SNOW, FLAG_WATER
    composite.add([date(np.full((1, *SHAPE), 3000, np.int16), 1, 0.0, state)])
    assert composite.flags()[:6, 0].tolist() == [FLAG_NODATA, FLAG_CLOUD, FLAG_LAND, FLAG_SNOW, FLAG_WATER, FLAG_LAND]
    assert np.isnan(composite.reflectance()[0, :2]).all() and np.isfinite(composite.reflectance()[0, 2:]).all()
    later = land()
    later[3] = FLAG_CLOUD
    composite.add([date(np.full((1, *SHAPE), 2000, np.int16), 2, 1.0, later)])
    assert composite.flags()[1, 0] == FLAG_LAND and composite.flags()[3, 0] == FLAG_SNOW


def test_a_pixel_ever_seen_as_land_is_the_mean_of_those_dates_alone():
    dates = [(8000, FLAG_SNOW, 3.0), (2000, FLAG_LAND, 1.0), (500, FLAG_WATER, 5.0), (4000, FLAG_LAND, 1.0),
             (9000, FLAG_SNOW, 9.0)]
    for order in ((0, 1, 2, 3, 4), (4, 3, 2, 1, 0), (1, 0, 3, 4, 2)):
        composite = Composite(1, SHAPE)
        for number in order:
            value, state, weight = dates[number]
            composite.add([date(np.full((1, *SHAPE), value, np.int16), weight, float(number), land(state))])
        assert np.allclose(composite.reflectance(), 3000) and (composite.flags() == FLAG_LAND).all()
        assert np.allclose(composite.days(), 2.0) and np.allclose(composite.weight(), 2.0)
    never = Composite(1, SHAPE)
    never.add([date(np.full((1, *SHAPE), value, np.int16), weight, 0.0, land(state))
               for value, state, weight in (dates[0], dates[2])])
    # Water weighs more than snow; the mean is of both.
    assert (never.flags() == FLAG_WATER).all() and np.allclose(never.reflectance(), (3 * 8000 + 5 * 500) / 8)


def test_dates_of_the_composite_lie_inside_the_window():
    rng = np.random.default_rng(4)
    composite = Composite(1, SHAPE)
    days = rng.uniform(-22, 22, 9)
    for away in days:
        state = np.where(rng.random(SHAPE) < 0.4, FLAG_CLOUD, FLAG_LAND)
        weight = date_weight(away, 22, HOW) * rng.uniform(0.2, 1.0, SHAPE)
        composite.add([date(rng.uniform(0, 0.5, (1, *SHAPE)), weight, away, state)])
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
            state = np.where(seen, FLAG_LAND, FLAG_NODATA).astype(np.uint8)
            weight = Whole(0)
            weight.values = np.full(cells, date_weight(away, 23, HOW), np.float32)
            composite.add([DateBlock(list(values), state, weight, away, [None])])
        row = composite.reflectance()[0, 15]
        steps.append(float(np.abs(np.diff(row)).max()))
    assert steps[0] > 0.005, "the orbits are not different enough for this test to fail"
    assert steps[1] < 0.005 and steps[1] < steps[0] / 5
