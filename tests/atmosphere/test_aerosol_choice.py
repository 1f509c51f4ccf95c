"""The aerosol model of a date, told by ground that did not change: true tables in, each model assumed in turn."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.atmosphere import available_models, responses
from bocage.core.atmosphere.aerosol_choice import FEWEST, ROLES, Agreement, agreement, choose
from bocage.core.atmosphere.aerosol_series import Before
from bocage.core.atmosphere.correction import State, band_atmosphere

BANDS = dict(zip(ROLES, ("B1", "B2", "B4", "B8A", "B12")))
SHAPE = (30, 40)
EVERYWHERE = np.ones(SHAPE, bool)


def ground(seed: int = 3) -> dict[str, np.ndarray]:
    """Fields of vegetation and soil, some cells each."""
    random = np.random.default_rng(seed)
    soil = random.uniform(size=SHAPE) < 0.4
    bright = random.uniform(0.8, 1.2, SHAPE)
    vegetation, bare = (0.018, 0.024, 0.04, 0.38, 0.09), (0.075, 0.09, 0.15, 0.25, 0.28)
    return {role: np.where(soil, bare[k], vegetation[k]) * bright for k, role in enumerate(ROLES)}


def terms(role: str, model: str, aot: float):
    one = np.ones(1)
    state = State(35.0 * one, 5.0 * one, 110.0 * one, aot * one, 2.0 * one, 0.32 * one, 0.1 * one)
    return band_atmosphere(responses.load("S2A")[BANDS[role]], model).terms(state)


def taken_for(model: str, toa: dict[str, np.ndarray], blue: float) -> dict[str, np.ndarray]:
    """The surface under a model, its AOT being that which brings the mean of coastal where it belongs."""
    trials = np.linspace(0.0, 1.2, 61)
    means = np.array([terms("coastal", model, aot).surface(toa["coastal"]).mean() for aot in trials])
    aot = float(trials[np.argmin(np.abs(means - blue))])
    return {role: terms(role, model, aot).surface(toa[role]) for role in ROLES}


def agreements(true_model: str, aot: float, now: dict[str, np.ndarray], known: dict[str, np.ndarray],
               days: float = 5.0) -> dict[str, Agreement]:
    """Of all models, for ground ``now`` seen through ``true_model``; ``known``: what earlier dates left."""
    toa = {role: terms(role, true_model, aot).toa(values) for role, values in now.items()}
    noise = np.random.default_rng(8)
    before = Before({role: values * noise.normal(1, 0.03, SHAPE) for role, values in known.items()},
                    np.full(SHAPE, days), np.full(SHAPE, 0.02))
    found = {model: agreement(taken_for(model, toa, float(now["coastal"].mean())), before, EVERYWHERE)
             for model in available_models()}
    assert all(found.values())
    return {model: one for model, one in found.items() if one is not None}


@pytest.mark.parametrize("aot", [0.2, 0.35])
def test_soot_is_told_from_the_near_infrared_of_ground_that_stayed(aot):
    found = agreements("urban", aot, ground(), ground())
    assert choose(found, "continental") == "urban"
    assert found["continental"].departure[3] < -0.05
    assert all(abs(one) < 0.02 for one in found["urban"].departure)


@pytest.mark.parametrize("aot", [0.05, 0.15, 0.4])
def test_usual_aerosols_stay_usual(aot):
    assert choose(agreements("continental", aot, ground(), ground()), "continental") == "continental"


@pytest.mark.parametrize("true", ["maritime", "desert"])
def test_thick_salt_or_dust_is_not_taken_for_soot(true):
    assert choose(agreements(true, 0.3, ground(), ground()), "continental") != "urban"


@pytest.mark.parametrize("change", [
    {"red": 0.9, "coastal": 0.93, "blue": 0.93, "nir_narrow": 1.06, "swir2": 0.92},
    {"red": 1.1, "coastal": 1.07, "blue": 1.07, "nir_narrow": 0.94, "swir2": 1.08},
    {"red": 0.92, "coastal": 0.95, "blue": 0.95, "nir_narrow": 0.93, "swir2": 0.87}], ids=["growth", "drying", "rain"])
def test_growth_drying_and_rain_are_no_aerosols(change):
    now = {role: values * change[role] for role, values in ground().items()}
    assert choose(agreements("continental", 0.2, now, ground(), 10.0), "continental") == "continental"


def test_fields_that_were_harvested_do_not_count():
    now = ground()
    cut = np.random.default_rng(5).uniform(size=SHAPE) < 0.3
    for role, factor in (("red", 2.5), ("nir_narrow", 0.6), ("swir2", 2.0)):
        now[role] = np.where(cut, now[role] * factor, now[role])
    assert choose(agreements("continental", 0.2, now, ground()), "continental") == "continental"
    assert choose(agreements("urban", 0.3, now, ground()), "continental") == "urban"


def test_a_composite_that_errs_tells_nothing():
    """Darkened by a fifth in all bands, as by a first date of another model: no model agrees with it."""
    wrong = {role: values * 0.8 for role, values in ground().items()}
    assert choose(agreements("continental", 0.2, ground(), wrong), "continental") == "continental"


def test_too_few_cells_say_nothing():
    now, few = ground(), np.zeros(SHAPE, bool)
    few.ravel()[:FEWEST - 1] = True
    before = Before(now, np.full(SHAPE, 5.0), np.full(SHAPE, 0.02))
    assert agreement(now, before, few) is None
    few.ravel()[FEWEST - 1] = True
    assert agreement(now, before, few) is not None
    unknown = Before({**now, "red": np.full(SHAPE, np.nan)}, np.full(SHAPE, 5.0), np.full(SHAPE, 0.02))
    assert agreement(now, unknown, EVERYWHERE) is None


def test_the_usual_model_stays_unless_another_is_far_better_and_good():
    def of(misfit: float) -> Agreement:
        return Agreement((0.0,) * 5, misfit, 100)

    assert choose({"continental": of(5.0), "urban": of(1.5)}, "continental") == "continental"
    assert choose({"continental": of(15.0), "urban": of(1.0)}, "continental") == "urban"
    assert choose({"continental": of(90.0), "urban": of(30.0)}, "continental") == "continental"
    assert choose({"urban": of(0.1)}, "continental") == "continental"
