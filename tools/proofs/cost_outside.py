"""What the correction costs outside its promise: AOT 0.8 to 1.8, and 3 to 4 km of altitude."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from . import Figure, Result, states
from .physics import B9_TRANSMITTANCE, WORKERS
from .statistics import Errors, errors

NAME = "cost_outside"
TITLE = "Outside the promise: thick aerosol, high ground"
AOT_STEPS = ((0.0, 0.2), (0.2, 0.4), (0.4, 0.8), (0.8, 1.2), (1.2, 1.8))
#: Bands that say enough: where aerosols act most, the middle, and the short-wave infrared.
GROWTH_BANDS = ("B1", "B2", "B4", "B8A", "B11")


def growth(rows: list[dict[str, str]], band: str) -> list[Figure]:
    """rms by range of AOT."""
    found = errors(rows, band)
    return [
        Figure(
            f"{band}: rms at AOT {low}-{high}",
            found.rms((found.aot550 >= low) & (found.aot550 < high)),
            "reflectance",
        )
        for low, high in AOT_STEPS
    ]


def _seen(band: str, found: Errors) -> np.ndarray:
    return found.water_transmittance > (B9_TRANSMITTANCE if band == "B9" else -1.0)


def prove(work: Path) -> Result:
    """Complete the 6S runs of the two sets, then compare. No limit: these figures are told."""
    inside, thick, high = (
        states.complete(name, WORKERS) for name in ("inside", "aot_beyond", "altitude_beyond")
    )
    figures: list[Figure] = []
    for band in states.BANDS:
        for label, rows in (("AOT 0.8-1.8", thick), ("altitude 3-4 km", high)):
            found = errors(rows, band)
            where = _seen(band, found)
            figures.append(Figure(f"{band}, {label}: rms", found.rms(where), "reflectance"))
            figures.append(Figure(f"{band}, {label}: largest error", found.largest(where), "reflectance"))
    for band in GROWTH_BANDS:
        figures += growth(inside + thick, band)
    counts = {name: states.SETS[name][0] for name in states.SETS}
    return Result(figures, {"states": f"seed {states.SEED}: {counts}; otherwise as in physics"})
