"""Which of the tables' aerosol models a forecast's composition is nearest to.

One image does not tell the kind of its aerosols; the CAMS forecast that products carry since baseline 04.00 does,
by species. The limits are Bocage's own, chosen on what makes the models of 6S differ: coarse dust, coarse salt,
soot that absorbs (6SV manual, part 2: continental has 1 % of soot by volume, urban 22 %, maritime 95 % of salt).
"""

from __future__ import annotations

from collections.abc import Mapping

#: Least share of the AOT at 550 nm for which a species gives its model.
DUST, SEA_SALT, BLACK_CARBON = 0.5, 0.5, 0.15


def nearest_model(shares: Mapping[str, float]) -> str:
    """``continental``, ``maritime``, ``desert`` or ``urban``, from shares of the AOT at 550 nm by species."""
    if shares.get("dust", 0.0) >= DUST:
        return "desert"
    if shares.get("sea_salt", 0.0) >= SEA_SALT:
        return "maritime"
    return "urban" if shares.get("black_carbon", 0.0) >= BLACK_CARBON else "continental"
