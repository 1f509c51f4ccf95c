"""Closure on real pixels: 6SV2.1, run forward with the written reflectance, gives back the L1C.

The product (T56JMM, real, decimated) is corrected by ``bocage:l2a``'s own chain, then 50 clear land
pixels are drawn. For each, 6S gets what the L2A and the L1C's metadata say of it: written reflectance,
AOT and water vapour (ATB), the angles of the detector that saw it, ozone, altitude. The response is the
one the correction used. A dark-object subtraction would look plausible and fail here.
"""

from __future__ import annotations

import csv
import random
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import sixs
from bocage.core.atmosphere.responses import load
from bocage.core.chains.l2a import L2ASettings, run
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster
from bocage.core.products.model import Product
from bocage.core.products.muscate.layout import AOT_QUANTIFICATION, WATER_VAPOUR_QUANTIFICATION, layout
from bocage.core.products.open import open_product
from bocage.core.products.scene import Scene

from . import Figure, NotReady, Result, shared, states  # noqa: I001 - puts the plugin on the path

NAME = "closure"
TITLE = "Closure: 6SV2.1 forward gives back the L1C of real pixels"
PIXELS, LIMIT, WORKERS = 50, 0.002, 2
ALTITUDE_M, OZONE_CM_ATM = 300.0, 0.28
BANDS = ("B2", "B3", "B4", "B5", "B6", "B7", "B8", "B8A", "B11", "B12")
COLUMNS = (
    "pixel",
    "band",
    "row",
    "column",
    "sza",
    "vza",
    "raa",
    "aot550",
    "water_g_cm2",
    "surface",
    "toa",
    "sixs",
)


@dataclass(frozen=True)
class Pixel:
    """One drawn pixel of the 10 m grid."""

    number: int
    row: int
    column: int


def corrected(l1c: Path, work: Path) -> Product:
    """The L2A product, made afresh."""
    output = work / "closure"
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    settings = L2ASettings(str(l1c), str(output), altitude_m=ALTITUDE_M, ozone=OZONE_CM_ATM)
    return open_product(run(settings, SilentProgress()).product)


def clear_pixels(l1c: Scene, l2a: Scene) -> list[Pixel]:
    """Clear, dark-to-bright land inside the swath, none saturated, drawn with a fixed seed."""
    grid = l2a.grid("B2")
    surface = l2a.read(BANDS, grid, "nearest")
    blue, red, nir = surface[0], surface[2], surface[6]
    cirrus = l1c.read(["B10"], grid, "nearest")[0]
    with np.errstate(invalid="ignore", divide="ignore"):
        ndvi = (nir - red) / (nir + red)
        good = (ndvi > 0.15) & (blue < 0.15) & (cirrus < 0.01) & (surface > 0.005).all(axis=0)
    rows, columns = np.nonzero(good & np.isfinite(surface).all(axis=0))
    if rows.size < PIXELS:
        raise ValueError(f"only {rows.size} clear pixels")
    chosen = random.Random(states.SEED).sample(range(rows.size), PIXELS)  # noqa: S311 - a reproducible draw
    return [Pixel(i, int(rows[k]), int(columns[k])) for i, k in enumerate(chosen)]


def samples(l1c: Scene, l2a: Scene, pixels: list[Pixel]) -> Iterator[dict[str, Any]]:
    """State, written reflectance and L1C value of each pixel in each band, on the band's own grid."""
    for band in BANDS:
        base, grid = l2a.grid("B2"), l2a.grid(band)
        surface, toa = (scene.read([band], grid, "nearest")[0] for scene in (l2a, l1c))
        water, aot = _atmosphere(l2a.product, band)
        vectors = l1c.angles(band, grid)
        for pixel in pixels:
            x, y = base.x()[pixel.column], base.y()[pixel.row]
            row, column = int(np.argmin(np.abs(grid.y() - y))), int(np.argmin(np.abs(grid.x() - x)))
            sza, vza, raa = _angles(vectors.sun[:, row, column], vectors.view[:, row, column])
            yield {
                "pixel": pixel.number,
                "band": band,
                "row": row,
                "column": column,
                "sza": sza,
                "vza": vza,
                "raa": raa,
                "aot550": float(aot[row, column]),
                "water_g_cm2": float(water[row, column]),
                "surface": round(float(surface[row, column]), 4),
                "toa": float(toa[row, column]),
            }


def _atmosphere(product: Product, band: str) -> tuple[np.ndarray, np.ndarray]:
    """Water vapour (g/cm2) and AOT from the ATB file of the band's group."""
    groups = {"R1": ("B2", "B3", "B4", "B8"), "R2": ("B5", "B6", "B7", "B8A", "B11", "B12")}
    group = next(name for name, names in groups.items() if band in names)
    path = Path(product.path) / layout(product.identifier, groups)[f"ATB_{group}"]
    with Raster(str(path)) as raster:
        return raster.read(1) / WATER_VAPOUR_QUANTIFICATION, raster.read(2) / AOT_QUANTIFICATION


def _angles(sun: np.ndarray, view: np.ndarray) -> tuple[float, float, float]:
    """(sza, vza, raa) in degrees from two unit vectors (east, north, up)."""
    zenith = [float(np.degrees(np.arccos(np.clip(v[2], -1, 1)))) for v in (sun, view)]
    azimuth = [float(np.degrees(np.arctan2(v[0], v[1]))) for v in (sun, view)]
    difference = abs(azimuth[0] - azimuth[1]) % 360
    return zenith[0], zenith[1], min(difference, 360 - difference)


def forward(sample: dict[str, Any], platform: str) -> float:
    """Top-of-atmosphere reflectance that 6S finds over the written surface; NaN where 6S prints it."""
    response = load(platform)[sample["band"]]
    limits, values = states.filter_of(response.wavelength_nm, response.response)
    state = states.forward(
        sample["sza"],
        sample["vza"],
        sample["raa"],
        sample["aot550"],
        ALTITUDE_M / 1000,
        sample["water_g_cm2"],
        OZONE_CM_ATM,
        sample["surface"],
        limits,
        values,
    )
    try:
        return sixs.run(state)["apparent"]
    except (sixs.SixSError, ValueError):
        return float("nan")


def completed(wanted: list[dict[str, Any]], platform: str, path: Path) -> list[dict[str, Any]]:
    """Every sample with its 6S value; runs already made with the same inputs are kept."""
    known = {}
    if path.exists():
        with path.open(newline="") as handle:
            known = {_key(row): float(row["sixs"]) for row in csv.DictReader(handle) if row.get("sixs")}
    with path.open("w", newline="") as handle, ThreadPoolExecutor(WORKERS) as pool:
        writer = csv.DictWriter(handle, COLUMNS)
        writer.writeheader()
        found = pool.map(lambda s: known[_key(s)] if _key(s) in known else forward(s, platform), wanted)
        result = []
        for sample, value in zip(wanted, found):
            result.append({**sample, "sixs": value})
            writer.writerow(result[-1])
            handle.flush()
    return result


def _key(sample: dict[str, Any]) -> tuple[Any, ...]:
    numbers = [
        round(float(sample[name]), 5) for name in ("sza", "vza", "raa", "aot550", "water_g_cm2", "surface")
    ]
    return int(sample["pixel"]), sample["band"], *numbers


def prove(work: Path) -> Result:
    """Correct the product, draw the pixels, run 6S over them, compare."""
    try:
        states.sixs.binary()
    except ImportError as error:
        raise NotReady("6SV2.1 is absent: pip install -r tools/requirements-prove.txt") from error
    path = shared.find(shared.T56JMM)
    l1c, l2a = open_product(str(path)), corrected(path, work)
    scenes = Scene(l1c), Scene(l2a)
    cache = work / f"closure_{states.responses_digest()}.csv"
    found = completed(list(samples(*scenes, clear_pixels(*scenes))), l1c.platform, cache)
    figures = [Figure("clear pixels", len({s["pixel"] for s in found}), "", PIXELS, "at least")]
    for band in BANDS:
        error = np.array([s["sixs"] - s["toa"] for s in found if s["band"] == band])
        figures.append(
            Figure(f"{band}: largest |6S - L1C|", float(np.max(np.abs(error))), "reflectance", LIMIT)
        )
        figures.append(Figure(f"{band}: mean 6S - L1C", float(np.mean(error)), "reflectance"))
    spread = {
        name: (min(s[name] for s in found), max(s[name] for s in found))
        for name in ("sza", "vza", "aot550", "water_g_cm2", "surface")
    }
    return Result(
        figures,
        {
            "product": l1c.identifier,
            "correction": f"AOT and water vapour from the image, {ALTITUDE_M:g} m, {OZONE_CM_ATM} cm-atm",
            "states": "; ".join(f"{name} {low:.3g} to {high:.3g}" for name, (low, high) in spread.items()),
            "screening": f"NDVI over 0.15, blue under 0.15, cirrus band under 0.01, seed {states.SEED}",
        },
    )
