"""The old response of Sentinel-2A and the newest through the whole chain, AOT retrieved each time.

The same L1C product is corrected twice, SPECTRAL_RESPONSE "ESA 2015" and "latest", and bocage:compareproducts
compares both: one real product (T56JMM, decimated) and two simulated dates, whose truth was made with the
newest response. Another pair has AOT and water vapour fixed: there, what the chain finds is held against the
correction asked for the scene's mean state alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
from bocage.core.atmosphere.correction import State, band_atmosphere
from bocage.core.atmosphere.responses import load
from bocage.core.chains.compareproducts import CompareResult, CompareSettings, compare
from bocage.core.chains.l2a import L2ASettings, run
from bocage.core.chains.simulation import SimulationSettings
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster
from bocage.core.products.model import Product
from bocage.core.products.open import open_product

from . import Figure, Result, shared  # noqa: I001 - puts the plugin on the path
from .simulated_series import Series, Simulated, corrected, simulated

NAME = "responses_whole_chain"
TITLE = "Old and new response of Sentinel-2A through the whole chain, AOT retrieved"
OLD, NEW, NEWEST = "ESA 2015", "latest", "v4.0"
SEED, SIZE_M, OZONE = 401, 6000, 0.32
DATES = ((datetime(2018, 5, 17, 11, 6, 31), 0.10), (datetime(2018, 9, 14, 11, 6, 31), 0.35))
#: A of a band and the correction at the mean state alone: reflectance and angles vary within the scene.
STATE_TOLERANCE = 0.0001
#: Bands of which figures are told; the others are in the report beside the products.
ROLES = {"blue": "B2", "green": "B3", "red": "B4", "red_edge_1": "B5", "red_edge_2": "B6", "red_edge_3": "B7",
         "nir": "B8", "nir_narrow": "B8A", "swir1": "B11", "swir2": "B12"}


def series() -> Series:
    """Two clear dates over one ground: little aerosol and much."""
    return Series(SEED, tuple(SimulationSettings(
        output="", date=date, clouds="none", cover=0.0, aot=aot, water_vapour=2.0, ozone=OZONE, seed=SEED * 10 + number,
        ground_seed=SEED, size_m=SIZE_M) for number, (date, aot) in enumerate(DATES)))


def compared(old: Path, new: Path, folder: Path, name: str) -> CompareResult:
    """Old response minus new; the report stays beside the products."""
    result = compare(CompareSettings(str(old), str(new), html=str(folder / f"{name}.html"),
                                     json=str(folder / f"{name}.json")), SilentProgress())
    versions = [result.report[side]["spectral_response"] for side in ("input", "reference")]
    if versions != [OLD, NEWEST] or set(result.report["settings_that_differ"]) != {"spectral_response"}:
        raise ValueError(f"the products differ by {result.report['settings_that_differ']}, responses {versions}")
    return result


def told(result: CompareResult, scene: str) -> Iterator[Figure]:
    """A and U of each band, and the aerosols."""
    for band in result.report["bands"]:
        name = ROLES[band["role"]]
        yield Figure(f"{scene}, {name}: A", band["accuracy"], "reflectance")
        yield Figure(f"{scene}, {name}: U", band["uncertainty"], "reflectance")
    aot, water = (result.report["atmosphere"][kind] for kind in ("aot", "water_vapour"))
    yield Figure(f"{scene}: AOT retrieved with the newest", aot["mean_reference"])
    yield Figure(f"{scene}: AOT, old minus newest", aot["accuracy"])
    yield Figure(f"{scene}: water vapour, old minus newest", water["accuracy"], "g/cm2")
    yield Figure(f"{scene}: clear in both", result.report["pixels"]["clear_percent"], "%", 50.0, "at least")


def recounted(old: Path, new: Path) -> float:
    """Mean difference in blue straight from the files, where neither is nodata nor in the masks."""
    values, kept = [], []
    for product in (old, new):
        with Raster(str(next(product.glob("*_SRE_B2.tif")))) as raster:
            values.append(raster.read())
        kept.append(values[-1] != -10000)
        for mask, bits in (("CLM", 0xFF & ~(4 | 8)), ("MG2", 0xFF & ~(1 | 4)), ("EDG", 1), ("SAT", 0xFF)):
            with Raster(str(next(product.glob(f"MASKS/*_{mask}_R1.tif")))) as raster:
                kept.append((raster.read() & bits) == 0)
    where = np.logical_and.reduce(kept)
    return float((values[0][where].astype(float) - values[1][where]).mean() / 10000)


def real(work: Path) -> tuple[CompareResult, Path, Path]:
    """The real product."""
    source = shared.find(shared.T56JMM)
    made = []
    for response in (OLD, NEW):
        output = work / NAME / f"real_{response.replace(' ', '_')}"
        output.mkdir(parents=True, exist_ok=True)
        settings = L2ASettings(str(source), str(output), altitude_m=300.0, ozone=0.28, spectral_response=response)
        made.append(Path(run(settings, SilentProgress()).product))
    return compared(made[0], made[1], work / NAME, "real"), made[0], made[1]


def expected(product: Product, aot: float, result: CompareResult) -> dict[str, float]:
    """Role -> surface found with the old response where the newest is right, at the scene's mean state."""
    old, new = load("S2A", OLD), load("S2A", NEWEST)
    costs = {}
    for band in result.report["bands"]:
        name = ROLES[band["role"]]
        sun, view = product.mean_sun, product.mean_view[name]
        if sun is None:
            raise ValueError("no mean sun direction")
        raa = abs((sun[1] - view[1] + 180) % 360 - 180)
        state = State(*[np.array([value], float) for value in (sun[0], view[0], raa, aot, 2.0, OZONE, 0.04)])
        surface = np.array([band["mean_reference"]])
        toa = band_atmosphere(new[name]).terms(state).toa(surface)
        costs[band["role"]] = float((band_atmosphere(old[name]).terms(state).surface(toa) - surface)[0])
    return costs


def fixed(date: Simulated, work: Path) -> Iterator[Figure]:
    """AOT and water vapour given: what the chain finds, and the correction at the mean state."""
    aot = date.settings.aot
    given = {"aot_method": "fixed", "aot": aot, "water_vapour_method": "fixed", "water_vapour": 2.0, "ozone": OZONE}
    old, new = (corrected([date], work, "alone", spectral_response=response, **given)[0] for response in (OLD, NEW))
    result = compared(old, new, work / NAME, f"fixed_{aot:g}")
    costs = expected(open_product(str(date.product)), aot, result)
    scene = f"simulated, AOT fixed at {aot:g}"
    for band in result.report["bands"]:
        yield Figure(f"{scene}, {ROLES[band['role']]}: A", band["accuracy"], "reflectance", costs[band["role"]],
                     "about", STATE_TOLERANCE)


def prove(work: Path) -> Result:
    """Ten corrections, some minutes."""
    (work / NAME).mkdir(parents=True, exist_ok=True)
    result, old, new = real(work)
    figures = list(told(result, "real"))
    away = abs(recounted(old, new) - result.numbers["ACCURACY_BLUE"])
    figures.append(Figure("real, B2: A of compareproducts and A counted from the files", away, "reflectance", 1e-6))
    for date in simulated(series(), work):
        aot = date.settings.aot
        pair = [corrected([date], work, "alone", spectral_response=response, ozone=OZONE)[0] for response in (OLD, NEW)]
        figures += told(compared(pair[0], pair[1], work / NAME, f"retrieved_{aot:g}"), f"simulated, AOT {aot:g}")
        figures += fixed(date, work)
    return Result(figures, {
        "differences": f"SPECTRAL_RESPONSE '{OLD}' minus '{NEW}' ({NEWEST}), by bocage:compareproducts, clear in both",
        "real": open_product(str(shared.find(shared.T56JMM))).identifier + ", 300 m, 0.28 cm-atm",
        "simulated": f"seed {SEED}, {SIZE_M} m, no clouds, AOT {DATES[0][1]:g} and {DATES[1][1]:g} varying by 40 %"},
        ["AOT is retrieved with the response under test: it takes up a part of what the response changes, and hands it "
         "to the other bands. The simulated products were made with the newest response."])
