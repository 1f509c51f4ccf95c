"""A small simulated L1C scene of known state for the tests of the chains: no 6S, terms from the tables.

Reflectance enters through the forward form of the correction, so these tests check the chain (grids,
strips, detectors, offsets, writing); the physics has its own tests against 6SV2.1.
"""

from __future__ import annotations

from datetime import datetime

import numpy as np
from bocage.core.atmosphere.correction import State, band_atmosphere
from bocage.core.atmosphere.responses import load
from bocage.core.products.model import AngleGrid
from bocage.core.products.safe.l1c_description import RESOLUTION_M
from bocage.core.products.safe.writer import L1CBand, L1CDescription, write_l1c

CORNER, SIZE_M = (499980.0, 5300040.0), (3600, 4800)
BORDER_X = 502380.0
SZA, AZIMUTH = 68.0, 162.0
#: detector -> view zenith and azimuth: the azimuth jumps at the border.
VIEWS = {8: (6.0, 105.0), 9: (6.2, 285.0)}
AOT, WATER, OZONE, ALTITUDE_M = 0.12, 1.2, 0.33, 100.0
SPECTRUM = {"B1": 0.03, "B2": 0.035, "B3": 0.06, "B4": 0.065, "B5": 0.11, "B6": 0.22, "B7": 0.27, "B8": 0.29,
            "B8A": 0.30, "B9": 0.296, "B10": 0.002, "B11": 0.26, "B12": 0.15}


def _grid(zenith: float, azimuth: float) -> AngleGrid:
    return AngleGrid(np.full((23, 23), zenith), np.full((23, 23), azimuth), *CORNER, 5000.0, 5000.0)


def _ring(x0: float, x1: float) -> list[tuple[float, float]]:
    y0, y1 = CORNER[1] + 500, CORNER[1] - SIZE_M[0] - 500
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


def surface(name: str) -> np.ndarray:
    """True surface reflectance of a band: its spectrum with a smooth pattern of 30 %."""
    resolution = RESOLUTION_M[_code(name)]
    rows, columns = SIZE_M[0] // resolution, SIZE_M[1] // resolution
    y, x = (np.arange(rows) + 0.5) * resolution / 900, (np.arange(columns) + 0.5) * resolution / 1100
    return SPECTRUM[name] * (1 + 0.3 * np.sin(2 * np.pi * y)[:, None] * np.cos(2 * np.pi * x)[None, :])


def _code(name: str) -> str:
    return name if name == "B8A" else f"B{int(name[1:]):02d}"


def _numbers(name: str, offset: int, aot: float, blinded: bool = False) -> np.ndarray:
    response = load("S2A")[name]
    truth = surface(name)
    toa = np.empty(truth.shape)
    resolution = RESOLUTION_M[_code(name)]
    x = CORNER[0] + (np.arange(truth.shape[1]) + 0.5) * resolution
    for detector, (zenith, azimuth) in VIEWS.items():
        raa = abs(AZIMUTH - azimuth)
        state = State(*[np.array([v], float) for v in (
            SZA, zenith, min(raa, 360 - raa), aot, WATER, OZONE, ALTITUDE_M / 1000)])
        here = x < BORDER_X if detector == 8 else x >= BORDER_X
        if name == "B10":
            toa[:, here] = truth[:, here]
            continue
        toa[:, here] = band_atmosphere(response).terms(state).toa(truth[:, here])
    numbers = np.rint(toa * 10000) - offset
    numbers[:6, :12] = 0
    if name == "B4":
        numbers[20, 30] = 65535
    if blinded and name != "B10":
        side = 480 // RESOLUTION_M[_code(name)]
        numbers[2 * side:3 * side, 4 * side:5 * side] = 65535
    return numbers.astype(np.uint16)


def write(folder: str, offset: int = 0, baseline: str = "02.06", aot: float = AOT, size: bool = False,
          blinded: bool = False, seen: bool = True) -> str:
    """Write the scene; returns the SAFE folder. ``blinded``: 480 m of it saturate every band; ``seen``: or no data."""
    responses = load("S2A")
    bands = {_code(name): L1CBand(_numbers(name, offset, aot, blinded) * np.uint16(seen), responses[name], 1000.0)
             for name in SPECTRUM}
    names = list(RESOLUTION_M)
    return write_l1c(L1CDescription(
        platform="S2A", sensing=datetime(2018, 1, 17, 11, 6, 31), tile="30TWT", relative_orbit=137,
        absolute_orbit=13433, crs="EPSG:32630", upper_left=CORNER, size_m=SIZE_M, sun=_grid(SZA, AZIMUTH),
        view={n: {d: _grid(*v) for d, v in VIEWS.items()} for n in names},
        footprints={n: {8: _ring(CORNER[0] - 900, BORDER_X), 9: _ring(BORDER_X, CORNER[0] + 6000)} for n in names},
        bands=bands, generated=datetime(2018, 1, 17, 13, 0, 0), baseline=baseline,
        offsets=dict.fromkeys(range(13), offset) if offset else {}, distance_correction=1.0335), folder)
