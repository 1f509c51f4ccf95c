"""The aerosols of a date, told by ground that did not change: true tables in, each model assumed in turn."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.atmosphere import available_models, responses
from bocage.core.atmosphere.aerosol_choice import AGREES, FEWEST, PART, ROLES, Agreement, Under, agreement, shares
from bocage.core.atmosphere.aerosol_series import Before
from bocage.core.atmosphere.correction import State, Terms, band_atmosphere

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


def under(model: str, toa: dict[str, np.ndarray], blue: float, varies: np.ndarray) -> Under:
    """What the ground is under a model, whose AOT brings the mean of coastal where it belongs; where it is more and
    where less (``varies``, about 1) is known."""
    trials = np.linspace(0.0, 1.2, 61)
    means = np.array([terms("coastal", model, aot).surface(toa["coastal"]).mean() for aot in trials])
    aot = max(float(trials[np.argmin(np.abs(means - blue))]), 0.02) * varies
    step = 0.2 * aot + 0.01
    surface, thicker = ({role: through(role, model, value).surface(toa[role]) for role in ROLES}
                        for value in (aot, aot + step))
    return Under(surface, thicker, aot, step, np.full(SHAPE, 0.025))


def through(role: str, model: str, aot: np.ndarray) -> Terms:
    """Terms of each column, whose AOT is its own."""
    columns = [terms(role, model, float(one)) for one in aot[0]]
    return Terms(*(np.array([getattr(one, name)[0] for one in columns]) for name in ("gain", "path", "albedo")))


def agreements(true_model: str, aot: float, now: dict[str, np.ndarray], known: dict[str, np.ndarray],
               days: float = 5.0, varies: float = 0.0) -> dict[str, Agreement]:
    """Of all models, for ground ``now`` seen through ``true_model``; ``known``: what earlier dates left."""
    east = np.broadcast_to(1 + varies * np.linspace(-1, 1, SHAPE[1]), SHAPE)
    toa = {role: through(role, true_model, aot * east).toa(values) for role, values in now.items()}
    noise = np.random.default_rng(8)
    before = Before({role: values * noise.normal(1, 0.03, SHAPE) for role, values in known.items()},
                    np.full(SHAPE, days), np.full(SHAPE, 0.02))
    found = {model: agreement(under(model, toa, float(now["coastal"].mean()), east), before, EVERYWHERE)
             for model in available_models()}
    assert all(found.values())
    return {model: one for model, one in found.items() if one is not None}


def choose(found: dict[str, Agreement], usual: str) -> str:
    """The model of the largest share."""
    told = shares(found, usual)
    return max(told, key=lambda model: told[model])


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


@pytest.mark.parametrize("true", ["maritime", "urban", "continental"])
def test_air_that_varies_tells_what_growth_hides(true):
    """Ground that grew between the dates moves the medians, and not how the longer waves follow the AOT."""
    now = {role: values * factor for (role, values), factor in zip(ground().items(), (0.93, 0.93, 0.9, 1.06, 0.92))}
    uneven = agreements(true, 0.35, now, ground(), 10.0, varies=0.5)
    assert shares(uneven, "continental").get(true, 0.0) >= 0.8
    rival = "urban" if true == "continental" else "continental"
    assert max(map(abs, uneven[rival].follows)) > 3 * max(map(abs, uneven[true].follows))
    assert max(map(abs, uneven[true].follows)) < 0.02


def test_a_step_in_the_ground_that_follows_the_air_by_chance_is_paid_for_by_its_scatter():
    found = agreements("continental", 0.15, ground(4), ground(4), varies=0.3)
    assert shares(found, "continental")["continental"] >= 0.8


def test_too_few_cells_say_nothing():
    now, few = ground(), np.zeros(SHAPE, bool)
    seen = Under(now, {role: values * 1.01 for role, values in now.items()}, np.full(SHAPE, 0.1), np.full(SHAPE, 0.03),
                 np.full(SHAPE, 0.02))
    few.ravel()[:FEWEST - 1] = True
    before = Before(now, np.full(SHAPE, 5.0), np.full(SHAPE, 0.02))
    assert agreement(seen, before, few) is None
    few.ravel()[FEWEST - 1] = True
    assert agreement(seen, before, few) is not None
    unknown = Before({**now, "red": np.full(SHAPE, np.nan)}, np.full(SHAPE, 5.0), np.full(SHAPE, 0.02))
    assert agreement(seen, unknown, EVERYWHERE) is None


def test_shares_are_probabilities():
    def of(log_likelihood: float, misfit: float = 1.0) -> Agreement:
        return Agreement((0.0,) * 5, (0.0,) * 3, misfit, log_likelihood, 100)

    # Four to one before anything is seen: as likely by what is seen, four fifths; four times less likely, half of all.
    assert shares({"continental": of(0.0), "urban": of(0.0)}, "continental") == {"continental": 0.8, "urban": 0.2}
    assert shares({"continental": of(-np.log(4)), "urban": of(0.0)}, "continental") == {
        "continental": 0.5, "urban": 0.5}
    assert shares({"continental": of(0.0), "urban": of(9.0)}, "continental") == {"urban": 1.0}
    assert shares({"continental": of(0.0), "urban": of(-2.0)}, "continental") == {"continental": 1.0}
    assert shares({"continental": of(0.0, AGREES + 9), "urban": of(9.0, AGREES + 1)}, "continental") == {
        "continental": 1.0}
    assert shares({"urban": of(0.1)}, "continental") == {"continental": 1.0}
    three = shares({"continental": of(0.0), "urban": of(1.9), "desert": of(1.2), "maritime": of(0.4)}, "continental")
    assert sum(three.values()) == pytest.approx(1.0)
    assert all(share >= PART and share / PART == pytest.approx(round(share / PART)) for share in three.values())
