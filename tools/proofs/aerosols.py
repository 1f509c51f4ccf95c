"""Aerosols, surface reflectance and water vapour of simulated series, against their truth.

Held-out seeds: nothing was chosen on them, of aerosols nor of clouds (101 to 151 were seen in development). A third
of the dates have another aerosol model than the usual one (maritime, urban or desert). One image cannot tell it; a
series can, and how often it does is told.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from bocage.core.atmosphere.mixture import heaviest

from . import Figure, Result, pixels
from .pixels import means
from .simulated_series import Simulated, corrected, plan, simulated  # noqa: I001 - puts the plugin on the path

NAME = "aerosols"
TITLE = "Aerosols, surface reflectance and water vapour of simulated series"
SEEDS = (152, 153, 154)
ASSUMED = "continental"
#: Soot thinner than this changes nothing that could tell it.
THIN_SOOT = 0.10
#: A pixel is clear where clouds have less optical depth and shadows leave more light than these.
THIN, LIT = 0.02, 0.98
#: A cell counts where so much of it is clear by truth and by the product's own masks.
CELL_CLEAR = 0.5
#: Dates with a smaller share of clear cells are told, not judged: there is no field left to correlate.
FEWEST_CLEAR = 0.10
BANDS = {"B2": "B02", "B4": "B04", "B8": "B08"}
LIMITS = {"B2": 0.006, "B4": 0.004, "B8": 0.004}
#: Green vegetation, whose blue against red is told; and what else the search calls vegetation.
GREEN, MIXED, DARK_RED = 0.6, 0.4, 0.12


@dataclass(frozen=True)
class Judged:
    """One date: squares and counts that add up, and what is told of it; ``taken``: the model it was corrected with."""

    model: str
    taken: str
    clear: float
    error: np.ndarray
    sigma: np.ndarray
    correlation: float
    truth: float
    water: np.ndarray
    bands: dict[str, tuple[float, int]]
    ratio: tuple[np.ndarray, np.ndarray]

    @property
    def assumed(self) -> bool:
        """The aerosols are of the usual model."""
        return self.model == ASSUMED


def read(path: Path, band: int = 1) -> np.ndarray:
    """One band, float64."""
    return pixels.read(path, band).astype(np.float64)


def taken(product: Path) -> str:
    """The aerosol model that a product was corrected with, or the heaviest of its mixture."""
    text = (product / f"{product.name}_STAC.json").read_text(encoding="utf-8")
    return heaviest(str(json.loads(text)["properties"]["bocage:processing"]["aerosol_model"]))


def judge(date: Simulated, product: Path) -> Judged:
    """A product against the truth of its date."""
    name, truth = product.name, date.truth
    depth, light = read(truth / "CLOUD_DEPTH.tif"), read(truth / "CLOUD_LIGHT.tif")
    snow = read(truth / "EVENTS.tif") == 5
    clm = read(product / "MASKS" / f"{name}_CLM_R2.tif").astype(int)
    mg2 = read(product / "MASKS" / f"{name}_MG2_R2.tif").astype(int)
    clear = (depth < THIN) & (light > LIT) & (clm == 0) & ((mg2 & 14) == 0) & ~snow
    cells = means(clear.astype(float), 6) > CELL_CLEAR
    aot = means(read(product / f"{name}_ATB_R2.tif", 2), 6) / 1000
    water = means(read(product / f"{name}_ATB_R2.tif", 1), 6) / 1000
    true = read(truth / "AOT.tif")
    error = (aot - true)[cells]
    fine = np.repeat(np.repeat(clear, 2, 0), 2, 1)
    bands = {}
    for band, file in BANDS.items():
        off = (read(product / f"{name}_SRE_{band}.tif") / 10000 - read(truth / f"SR_{file}.tif"))[fine]
        bands[band] = (float((off ** 2).sum()), int(off.size))
    several = cells.sum() > 30
    return Judged(date.settings.aerosol_model, taken(product), float(cells.mean()), error,
                  read(product / "DATA" / f"{name}_AUN_ALL.tif")[cells],
                  float(np.corrcoef(aot[cells], true[cells])[0, 1]) if several else float("nan"),
                  float(true.mean()), (water - true_water(date))[cells], bands, blue_to_red(truth))


def true_water(date: Simulated) -> Any:
    """Water vapour on cells where the simulation tells a map, else its one value."""
    path = date.truth / "WATER_VAPOUR.tif"
    return read(path) if path.exists() else date.settings.water_vapour


def blue_to_red(truth: Path) -> tuple[np.ndarray, np.ndarray]:
    """True coastal over red by 60 m pixel: of green vegetation, and of what soil is mixed into."""
    coastal, red = read(truth / "SR_B01.tif"), means(read(truth / "SR_B04.tif"), 6)
    nir = means(read(truth / "SR_B08.tif"), 6)
    ndvi = (nir - red) / (nir + red)
    return (coastal / red)[(ndvi > GREEN) & (red < DARK_RED)], (coastal / red)[(ndvi > MIXED) & (red < DARK_RED)]


def rms(parts: list[np.ndarray]) -> float:
    """Root mean square over dates, each date counting alike."""
    used = [float((part ** 2).mean()) for part in parts if part.size]
    return float(np.sqrt(np.mean(used))) if used else float("nan")


def band_rms(dates: list[Judged], band: str) -> float:
    """Over all clear pixels."""
    return float(np.sqrt(sum(d.bands[band][0] for d in dates) / max(1, sum(d.bands[band][1] for d in dates))))


def summary(label: str, dates: list[Judged], limits: dict[str, float]) -> list[Figure]:
    """Figures of a set of dates; a limit of 0 stands for a figure that is told."""
    seen = [d for d in dates if d.clear >= FEWEST_CLEAR]
    if not seen:
        return [Figure(f"{label}: dates", 0)]
    bias = [abs(float(d.error.mean())) for d in seen]
    correlations = [d.correlation for d in seen]
    return [
        Figure(f"{label}: dates", len(seen)),
        Figure(f"{label}: AOT, RMSE", rms([d.error for d in seen]), "", limits.get("rmse")),
        Figure(f"{label}: AOT, largest bias of a date", max(bias), "", limits.get("bias")),
        Figure(f"{label}: AOT, mean bias", float(np.mean([d.error.mean() for d in seen]))),
        Figure(f"{label}: AOT, lowest correlation of a date", min(correlations), "", limits.get("correlation"),
               "at least"),
        Figure(f"{label}: AOT, median correlation", float(np.median(correlations))),
        Figure(f"{label}: dates with a correlation under 0.7", sum(c < 0.7 for c in correlations)),
        Figure(f"{label}: dates with a bias over 0.02", sum(b > 0.02 for b in bias)),
        *[Figure(f"{label}: {band}, RMSE", band_rms(dates, band), "reflectance", limits.get(band)) for band in BANDS]]


def choices(dates: list[Judged]) -> list[Figure]:
    """How often the series tells the model."""
    own, soot = ([d for d in dates if d.assumed],
                 [d for d in dates if d.model == "urban" and d.truth >= THIN_SOOT and d.clear >= FEWEST_CLEAR])
    others = [d for d in dates if not d.assumed]
    return [
        Figure(f"series: {ASSUMED} dates taken for another model", sum(d.taken != ASSUMED for d in own), "", 0.0),
        Figure(f"series: {ASSUMED} dates", len(own)),
        Figure(f"series: urban dates, AOT at least {THIN_SOOT:g}", len(soot)),
        Figure("series: of them told urban", sum(d.taken == "urban" for d in soot)),
        Figure("series: dates of another model", len(others)),
        Figure("series: of them told right", sum(d.taken == d.model for d in others)),
        Figure(f"series: of them taken for {ASSUMED}", sum(d.taken == ASSUMED for d in others))]


def coverage(dates: list[Judged]) -> list[Figure]:
    """How often the truth lies within one and two of the product's own standard uncertainties."""
    error = np.concatenate([np.abs(d.error) for d in dates])
    sigma = np.concatenate([d.sigma for d in dates])
    return [Figure(f"series, {ASSUMED}: AOT within {k} standard uncertainties",
                   100 * float((error <= k * sigma).mean()), "%") for k in (1, 2)]


def table(label: str, dates: list[Judged]) -> list[dict[str, Any]]:
    """Date by date, for the record."""
    return [{"mode": label, "aerosols": d.model, "taken": d.taken, "clear": round(d.clear, 2), "aot": round(d.truth, 3),
             "bias": round(float(d.error.mean()), 3) if d.error.size else None,
             "rmse": round(float(np.sqrt((d.error ** 2).mean())), 3) if d.error.size else None,
             "correlation": None if np.isnan(d.correlation) else round(d.correlation, 2)} for d in dates]


def told(dates: list[Simulated], work: Path) -> list[tuple[Simulated, Path]]:
    """Dates of another model corrected alone with that model, as the CAMS forecast of a product would tell it."""
    result = []
    for model in sorted({date.settings.aerosol_model for date in dates} - {ASSUMED}):
        chosen = [date for date in dates if date.settings.aerosol_model == model]
        result += zip(chosen, corrected(chosen, work, "alone", adjacency=True, aerosol_model=model))
    return result


def prove(work: Path) -> Result:
    """Series corrected date after date, and each date alone."""
    judged: dict[str, list[Judged]] = {"nominal": [], "alone": []}
    given: list[Judged] = []
    for seed in SEEDS:
        dates = simulated(plan(seed), work)
        given += [judge(date, product) for date, product in told(dates, work)]
        for mode, found in judged.items():
            products = corrected(dates, work, mode, adjacency=True)
            found += [judge(date, product) for date, product in zip(dates, products)]
    series, alone = judged["nominal"], judged["alone"]
    green, mixed = (np.concatenate([d.ratio[k] for d in series]) for k in (0, 1))
    own, other = [d for d in series if d.assumed], [d for d in series if not d.assumed]
    figures = [
        Figure("dates of another aerosol model", 100 * len(other) / len(series), "%", 30.0, "at least"),
        Figure("scatter of true coastal over red, green vegetation", 100 * float(green.std() / green.mean()), "%", 20.0,
               "at least"),
        Figure("scatter of true coastal over red, with what soil is mixed into",
               100 * float(mixed.std() / mixed.mean()), "%"),
        Figure("mean of true coastal over red, green vegetation", float(green.mean())),
        *summary("series, all dates", series, {"rmse": 0.04, "bias": 0.02, "correlation": 0.7}),
        *choices(series),
        *summary(f"series, {ASSUMED}", own, LIMITS),
        *summary("series, other models", other, {}),
        *[figure for model in ("maritime", "desert", "urban") for figure in summary(
            f"series, {model}", [d for d in other if d.model == model], {})[:4]],
        *summary("one date alone, other models given", given, {}),
        *summary("one date alone, all dates", alone, {"rmse": 0.07}),
        Figure("water vapour, RMSE", rms([d.water for d in series]), "g/cm2", 0.2), *coverage(own)]
    path = work / "aerosols_by_date.json"
    path.write_text(json.dumps(table("series", series) + table("alone", alone), indent=1), encoding="utf-8")
    return Result(figures, {
        "series": f"seeds {', '.join(map(str, SEEDS))}: 8 dates of two orbits each, 12 km, tools/proofs/"
                  "simulated_series.py; ground of real spectra, AOT 0.05 to 0.6 varying by 40 % over 5 km",
        "cells": f"120 m, clear by truth and by the product's masks over {CELL_CLEAR:.0%} of their area",
        "judged": f"dates with at least {FEWEST_CLEAR:.0%} of such cells; reflectance with the adjacency correction",
        "dates": "; ".join(f"{d.model} {d.truth:.2f}, taken for {d.taken}: bias {d.error.mean():+.3f}, "
                           f"r {d.correlation:.2f}" for d in series if d.clear >= FEWEST_CLEAR)})
