"""Mixtures of aerosol models: their names, their tables."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.atmosphere import responses
from bocage.core.atmosphere.correction import State, band_atmosphere
from bocage.core.atmosphere.mixture import heaviest, mixed, named, shares_of
from bocage.core.atmosphere.spectral import aerosol_table
from bocage.core.errors import BocageError

HALF = "continental 0.50 + urban 0.50"


def test_names_go_there_and_back_heaviest_first():
    shares = {"continental": 0.15, "maritime": 0.8, "desert": 0.05}
    name = named(shares)
    assert name == "maritime 0.80 + continental 0.15 + desert 0.05"
    assert shares_of(name) == shares
    assert heaviest(name) == "maritime"
    assert named({"urban": 1.0}) == "urban"
    assert shares_of("urban") == {"urban": 1.0}


@pytest.mark.parametrize("text", ["urban 0.5 + desert 0.2", "urban 0.5 + urban 0.5", "urban x + desert 0.5",
                                  "urban 1.5 + desert -0.5", "a b c", "marsh 0.5 + urban 0.5", "marsh"])
def test_what_is_no_mixture_is_refused_in_one_sentence(text):
    with pytest.raises(BocageError) as error:
        aerosol_table(text)
    assert error.value.code == "aerosol_model_missing"


def test_a_mixture_of_one_model_with_itself_is_that_model():
    table = aerosol_table("desert")
    same = mixed({"desert": table.arrays, "copy": table.arrays}, {"desert": 0.3, "copy": 0.7})
    assert same.keys() == table.arrays.keys()
    for name, values in table.arrays.items():
        np.testing.assert_allclose(same[name], values, rtol=2e-6)
        assert same[name].dtype == values.dtype


def test_a_mixture_lies_between_its_models_by_its_shares():
    one = np.ones(1)
    state = State(40 * one, 5 * one, 100 * one, 0.1 * one, 2 * one, 0.32 * one, 0.1 * one)

    def surface(model: str) -> float:
        return float(band_atmosphere(responses.load("S2A")["B4"], model).terms(state).surface(0.12 * one)[0])

    pure = [surface("continental"), surface("urban")]
    assert min(pure) < surface(HALF) < max(pure)
    assert surface(HALF) == pytest.approx(np.mean(pure), abs=0.05 * abs(pure[1] - pure[0]))
    assert surface("continental 0.90 + urban 0.10") == pytest.approx(0.9 * pure[0] + 0.1 * pure[1],
                                                                     abs=0.05 * abs(pure[1] - pure[0]))


def test_a_mixture_says_what_it_is_made_of():
    table = aerosol_table(HALF)
    assert table.description["mixture_of"] == {name: aerosol_table(name).sha256 for name in ("continental", "urban")}
    assert table.sha256 not in (aerosol_table("continental").sha256, aerosol_table("urban").sha256)
