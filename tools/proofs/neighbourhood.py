"""Adjacency for ``slope.py``: dark ground beside snow, corrected with and without the neighbourhood."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
from bocage.core.engine.resample import box_mean

from . import Figure
from .slope import at_20_m, corrected, scene

DATE, AOT, SIZE_M = datetime(2018, 3, 4, 11, 6, 31), 0.3, 12_000
BANDS = ("B2", "B3", "B4", "B8A", "B11")
SNOW = 5
#: Pixels of 20 m: snow within this distance, and none under the pixel itself or next to it.
NEAR, CLEAR = 25, 1
GAIN = 5.0


def errors(product: Path, truth: Path, band: str) -> tuple[np.ndarray, np.ndarray]:
    """SRE minus the truth at 20 m, and how much of the ground within 500 m is snow (NaN on snow itself)."""
    file = "B8A" if band == "B8A" else f"B{int(band[1:]):02d}"
    true = at_20_m(truth / f"SR_{file}.tif")
    seen = at_20_m(next(product.glob(f"*_SRE_{band}.tif"))) / 10000
    snow = (at_20_m(truth / "EVENTS.tif") == SNOW).astype(float)
    around = np.where(box_mean(snow, CLEAR)[0] > 0, np.nan, box_mean(snow, NEAR)[0])
    inner = (slice(30, -30), slice(30, -30))
    return (seen - true)[inner], around[inner]


def figures(work: Path) -> list[Figure]:
    """Bias of the ground beside snow, and of all of it, with and without the correction of the neighbourhood."""
    product, truth = scene(work, "snow", date=DATE, events=("snowfall",), size_m=SIZE_M, aot=AOT)
    result: list[Figure] = []
    for band in BANDS:
        found = {}
        for adjacency in (False, True):
            made = corrected(product, truth, adjacency=adjacency, masks=False, aot_method="fixed", aot=AOT, slope=False)
            error, around = errors(made, truth, band)
            beside, bare = around > 0.3, np.isfinite(around)
            found[adjacency] = float(error[beside].mean()), float(np.sqrt((error[bare] ** 2).mean()))
            word = "with" if adjacency else "without"
            result += [Figure(f"Snow, {band}: SRE {word} ADJACENCY, bias of bare ground amid snow", found[adjacency][0],
                              "reflectance"),
                       Figure(f"Snow, {band}: SRE {word} ADJACENCY, rms of bare ground", found[adjacency][1],
                              "reflectance")]
        if band in ("B2", "B3", "B4"):
            result.append(Figure(f"Snow, {band}: how many times smaller the bias is with ADJACENCY",
                                 abs(found[False][0]) / max(abs(found[True][0]), 1e-6), "", GAIN, "at least"))
    return result
