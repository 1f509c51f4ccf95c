"""The revision of Sentinel-2A's spectral response, from two real products and the plugin's own code.

The product of 1 January 2018 (T31TDH) still carries the response of 2015, that of 29 June 2018 (T56JMM)
the revised one: the version goes by content, never by date.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from bocage.core.atmosphere.correction import State, band_atmosphere
from bocage.core.products.model import Product, SpectralResponse
from bocage.core.products.open import open_product

from . import Figure, Result, shared  # noqa: I001 - puts the plugin on the path

NAME = "december2017"
TITLE = "December 2017: the revised response of Sentinel-2A"
#: Band -> shift of the mean wavelength, nm.
EXPECTED_NM = {"B1": -1.2, "B2": -4.1, "B8": -2.3}
TOLERANCE_NM = 0.1
AOT550, SZA, SURFACE = 0.3, 45.0, 0.03
EXPECTED_COST, COST_TOLERANCE = 0.003, 0.0007


def response(product: Product, band: str) -> SpectralResponse:
    """The response that the product's metadata carry."""
    found = product.band(band).response
    if found is None:
        raise ValueError(f"{product.identifier} carries no response for {band}")
    return found


def wrong_response_cost(old: SpectralResponse, new: SpectralResponse) -> float:
    """Surface reflectance found with the old response minus the true, where the new one is right."""
    one = np.ones(1)
    state = State(SZA * one, 5 * one, 90 * one, AOT550 * one, 2 * one, 0.3 * one, 0 * one)
    toa = band_atmosphere(new).terms(state).toa(SURFACE * one)
    return float(band_atmosphere(old).terms(state).surface(toa)[0] - SURFACE)


def prove(work: Path) -> Result:
    """Shifts of every band, and what the wrong response costs."""
    paths = [shared.find(pattern) for pattern in (shared.T31TDH, shared.T56JMM)]
    old, new = (open_product(str(path)) for path in paths)
    figures = []
    for band in (b.name for b in new.bands):
        shift = response(new, band).central_nm() - response(old, band).central_nm()
        expected = EXPECTED_NM.get(band)
        figures.append(
            Figure(f"{band}: shift of the mean wavelength", shift, "nm", expected, "about", TOLERANCE_NM)
        )
    for band in ("B1", "B2", "B8"):
        cost = wrong_response_cost(response(old, band), response(new, band))
        limit = EXPECTED_COST if band == "B2" else None
        figures.append(
            Figure(
                f"{band}: cost of the old response at AOT {AOT550}",
                cost,
                "reflectance",
                limit,
                "about",
                COST_TOLERANCE,
            )
        )
    return Result(
        figures,
        {
            "products": ", ".join(f"{p.identifier} ({response(p, 'B2').version})" for p in (old, new)),
            "cost": f"surface {SURFACE}, sza {SZA:g}, vza 5, raa 90, sea level, 2 g/cm2, 0.3 cm-atm",
        },
    )
