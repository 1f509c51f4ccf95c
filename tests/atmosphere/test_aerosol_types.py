"""Which aerosol model a forecast's composition gives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bocage.core.atmosphere.aerosol_types import nearest_model
from bocage.core.chains.l2a.scenery import with_aerosols
from bocage.core.chains.settings import L2ASettings
from bocage.core.errors import BocageError
from bocage.core.products.model import Auxiliary
from bocage.core.products.safe.auxiliary import _fields, _shares


@pytest.mark.parametrize("shares, model", [
    ({}, "continental"), ({"sulphate": 0.5, "organic_matter": 0.3}, "continental"),
    ({"dust": 0.7, "sea_salt": 0.1}, "desert"), ({"sea_salt": 0.6, "dust": 0.1}, "maritime"),
    ({"black_carbon": 0.2, "organic_matter": 0.5}, "urban")])
def test_the_composition_gives_the_model(shares, model):
    assert nearest_model(shares) == model


def test_species_of_cams_are_shares_of_the_total():
    def band(parameter: int, value: float):
        return ({"GRIB_ELEMENT": "unknown", "GRIB_UNIT": "[-]",
                 "GRIB_COMMENT": f"var{parameter} of table 210 of center ECMWF [-]"}, np.full((2, 3), value))

    found = _fields([band(207, 0.4), band(208, 0.04), band(209, 0.28), band(211, 0.02)])
    assert _shares(found) == pytest.approx({"sea_salt": 0.1, "dust": 0.7, "black_carbon": 0.05})
    assert _shares({"dust": np.ones((2, 2))}) == {}


class _Product:
    path = "S2A.SAFE"

    def __init__(self, auxiliary):
        self.auxiliary = auxiliary


def test_the_product_s_forecast_is_asked_for_and_told():
    asked = L2ASettings("in", "out", aerosol_model="product")
    carried = Auxiliary(np.zeros(2), np.zeros(2), source="AUX_CAMSFO", aerosol_shares={"dust": 0.7})
    settings, source = with_aerosols(asked, _Product(carried))
    assert settings.aerosol_model == "desert"
    assert source == "AUX_CAMSFO: dust 70 %"
    assert with_aerosols(replace(asked, aerosol_model="urban"), _Product(None))[0].aerosol_model == "urban"
    with pytest.raises(BocageError) as fault:
        with_aerosols(asked, _Product(None))
    assert fault.value.code == "aerosols_not_in_product"
