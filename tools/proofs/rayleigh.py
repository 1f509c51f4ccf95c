"""Rayleigh alone: the plugin's table against SASKTRAN2, an independent vector code.

SASKTRAN2 (discrete ordinates, 40 streams, I, Q, U, one conservative layer, black ground) is given the
optical depth that 6S prints at that wavelength and altitude and 6S's depolarisation factor. It is first
tried on the corrected tables of Coulson (Natraj et al. 2009, ApJ 691, 1909). Its relative azimuth is 0
in forward scattering, so 180 - raa. The last part keeps SASKTRAN2 and rounds the Earth: what every
plane-parallel table, 6S's too, costs at low sun. There the flat Earth is the spherical mode with a radius
1,000 times larger: that mode differs from the plane-parallel one by up to 0.0008 near the nadir (vza 6)
whatever the radius, and this cancels in the difference.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import sixs
from bocage.core.atmosphere.bandtable import BandTable
from bocage.core.atmosphere.spectral import aerosol_table

from . import Figure, NotReady, Result, states  # noqa: I001 - puts the plugin on the path

NAME = "rayleigh"
TITLE = "Rayleigh scattering against SASKTRAN2"
#: 6S's depolarisation factor of air.
DEPOLARISATION = 0.0279
STREAMS = 40
EARTH_RADIUS_M = 6371000.0
FLAT_EARTH = 1000.0
SPHERICAL_STREAMS = 16
SCALE_HEIGHT_M = 8000.0
#: Nominal wavelengths of the tables that stand for the bands, micrometres.
BAND_WAVELENGTH_UM = {
    "B1": 0.443,
    "B2": 0.4924,
    "B3": 0.560,
    "B4": 0.6646,
    "B5": 0.704,
    "B6": 0.741,
    "B7": 0.783,
    "B8": 0.8328,
    "B8A": 0.865,
    "B9": 0.945,
    "B11": 1.6137,
    "B12": 2.2024,
}
#: mu0 0.2, optical depth 0.5, black ground: (mu, azimuth, I for a flux of pi).
COULSON = ((0.02, 30.0, 0.39444956), (0.92, 60.0, 0.05643322))
SUNS, DIRECTIONS = 60, 6
LOW_SUNS = (60.0, 65.0, 70.0, 72.5, 75.0)
COLUMNS = ("band", "sza", "vza", "raa", "altitude_km", "optical_depth", "sasktran2")


def limit(band: str) -> float:
    """Largest difference of path reflectance allowed."""
    return 0.0005 if band in ("B1", "B2") else 0.0003


def radiance(
    mu0: float,
    rays: Sequence[tuple[float, float]],
    depths: Sequence[float],
    depolarisation: float,
    radius_m: float | None = None,
) -> np.ndarray:
    """pi I for a solar flux of 1: (depth, ray). rays: (cosine of view zenith, 6S's relative azimuth).

    One plane-parallel layer, or an exponential atmosphere around an Earth of ``radius_m``.
    """
    import sasktran2 as sk

    config = sk.Config()
    spherical = radius_m is not None
    config.num_stokes, config.num_sza = 3, 2 if spherical else 1
    config.num_streams = config.num_singlescatter_moments = SPHERICAL_STREAMS if spherical else STREAMS
    config.multiple_scatter_source = sk.MultipleScatterSource.DiscreteOrdinates
    config.single_scatter_source = (
        sk.SingleScatterSource.Exact if spherical else sk.SingleScatterSource.DiscreteOrdinates
    )
    altitude = np.arange(0.0, 61e3, 1e3) if spherical else np.array([0.0, 1.0])
    kind = sk.GeometryType.Spherical if spherical else sk.GeometryType.PlaneParallel
    shape = sk.Geometry1D(
        mu0, 0, radius_m or EARTH_RADIUS_M, altitude, sk.InterpolationMethod.LinearInterpolation, kind
    )
    seen = sk.ViewingGeometry()
    for mu, raa in rays:
        seen.add_ray(sk.GroundViewingSolar(mu0, np.radians(180.0 - raa), mu, altitude[-1] * 2 + 100e3))
    air = _molecules(sk, shape, config, altitude, depths, depolarisation)
    values = sk.Engine(config, shape, seen).calculate_radiance(air)["radiance"].values
    return np.asarray(np.pi * values[:, :, 0])


def _molecules(
    sk: Any, shape: Any, config: Any, altitude: np.ndarray, depths: Sequence[float], depolarisation: float
) -> Any:
    """Rayleigh atmosphere with given optical depths, exponential in altitude where it has layers."""
    profile = np.exp(-altitude / SCALE_HEIGHT_M) if len(altitude) > 2 else np.ones(len(altitude))
    profile /= np.sum((profile[1:] + profile[:-1]) / 2 * np.diff(altitude))
    air = sk.Atmosphere(shape, config, calculate_derivatives=False, numwavel=len(depths))
    air.storage.total_extinction[:] = profile[:, None] * np.asarray(depths)[None, :]
    air.storage.ssa[:] = 1
    delta = (1 - depolarisation) / (1 + depolarisation / 2)
    air.leg_coeff.a1[0] = 1
    air.leg_coeff.a1[2] = delta / 2
    air.leg_coeff.a2[2] = 3 * delta
    air.leg_coeff.b1[2] = -np.sqrt(6.0) / 2 * delta
    air.surface.albedo[:] = 0
    return air


def coulson_error() -> float:
    """Largest difference from the corrected Coulson values."""
    found = radiance(0.2, [(mu, 180.0 - azimuth) for mu, azimuth, _ in COULSON], [0.5], 0.0)[0]
    return float(np.max(np.abs(found - [value for *_, value in COULSON])))


def sampled(work: Path) -> list[dict[str, str]]:
    """SASKTRAN2 at random directions and altitudes, all bands; cached sun by sun."""
    path = work / "rayleigh.csv"
    done: list[dict[str, str]] = []
    if path.exists():
        with path.open(newline="") as handle:
            done = [row for row in csv.DictReader(handle) if row.get("sasktran2")]
    whole = len(done) // (DIRECTIONS * len(BAND_WAVELENGTH_UM))
    done = done[: whole * DIRECTIONS * len(BAND_WAVELENGTH_UM)]
    work.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS)
        writer.writeheader()
        writer.writerows(done)
        for number in range(whole, SUNS):
            rows = list(_one_sun(number))
            writer.writerows(rows)
            handle.flush()
            done += [{k: str(v) for k, v in row.items()} for row in rows]
    return done


def _one_sun(number: int) -> Iterator[dict[str, Any]]:
    source = random.Random(f"{states.SEED} rayleigh {number}")  # noqa: S311 - a reproducible draw
    sza, altitude = round(source.uniform(0, 75), 4), round(source.uniform(0, 4), 4)
    rays = [(round(source.uniform(0, 12), 4), round(source.uniform(0, 180), 4)) for _ in range(DIRECTIONS)]
    depths = [_optical_depth(wavelength, altitude) for wavelength in _table_wavelengths()]
    mu0 = float(np.cos(np.radians(sza)))
    found = (
        radiance(mu0, [(float(np.cos(np.radians(v))), raa) for v, raa in rays], depths, DEPOLARISATION) / mu0
    )
    for i, band in enumerate(BAND_WAVELENGTH_UM):
        for j, (vza, raa) in enumerate(rays):
            yield {
                "band": band,
                "sza": sza,
                "vza": vza,
                "raa": raa,
                "altitude_km": altitude,
                "optical_depth": depths[i],
                "sasktran2": float(found[i, j]),
            }


def _table_wavelengths() -> list[float]:
    """Wavelengths at which the tables' runs were really made (6S prints NaN beside some of its own nodes)."""
    import raw_runs

    return [raw_runs.WAVELENGTHS_UM[nominal] for nominal in BAND_WAVELENGTH_UM.values()]


def _optical_depth(wavelength_um: float, altitude_km: float) -> float:
    out = sixs.run(sixs.SixSState(30, 0, 0, 0, altitude_km, wavelength_um=wavelength_um))
    return out["optical_depth_rayleigh"]


def table_values(rows: list[dict[str, str]], wavelength_um: float) -> np.ndarray | None:
    """The plugin's Rayleigh path at the rows' directions; None where its table lacks that wavelength."""
    table = aerosol_table("continental")
    if np.min(np.abs(table["wavelength_um"] - wavelength_um)) > 2e-4:
        return None
    band = BandTable(table, np.array([wavelength_um]), np.array([1.0]))
    columns = [np.array([float(row[name]) for row in rows]) for name in ("sza", "vza", "raa", "altitude_km")]
    return band.at(*columns[:3], np.zeros(len(rows)), columns[3]).path_rayleigh


def curvature() -> Iterator[tuple[float, str, float, float]]:
    """(sza, band, largest |flat - round Earth|, the same relative), SASKTRAN2 against itself."""
    rays = [
        (1.0 - 1e-9, 0.0),
        *[(float(np.cos(np.radians(v))), raa) for v in (6, 12) for raa in (0, 90, 180)],
    ]
    bands = ("B1", "B2", "B4")
    depths = [_optical_depth(states_wavelength(band), 0.0) for band in bands]
    for sza in LOW_SUNS:
        mu0 = float(np.cos(np.radians(sza)))
        plane = radiance(mu0, rays, depths, DEPOLARISATION, EARTH_RADIUS_M * FLAT_EARTH) / mu0
        round_earth = radiance(mu0, rays, depths, DEPOLARISATION, EARTH_RADIUS_M) / mu0
        for i, band in enumerate(bands):
            cost = np.abs(plane[i] - round_earth[i])
            yield sza, band, float(cost.max()), float((cost / round_earth[i]).max())


def states_wavelength(band: str) -> float:
    """Wavelength of the table's run that stands for a band, micrometres."""
    return dict(zip(BAND_WAVELENGTH_UM, _table_wavelengths()))[band]


def prove(work: Path) -> Result:
    """Try SASKTRAN2, compare the table with it, then tell what a flat Earth costs."""
    try:
        import sasktran2  # noqa: F401
    except ImportError as error:
        raise NotReady("SASKTRAN2 is absent: pip install -r tools/requirements-prove.txt") from error
    figures = [Figure("SASKTRAN2 against the corrected Coulson tables", coulson_error(), "radiance", 2e-6)]
    rows, missing = sampled(work), []
    for band in BAND_WAVELENGTH_UM:
        kept = [row for row in rows if row["band"] == band]
        ours = table_values(kept, states_wavelength(band))
        if ours is None:
            missing.append(band)
            continue
        error = np.abs(ours - np.array([float(row["sasktran2"]) for row in kept]))
        figures.append(
            Figure(
                f"{band}: largest difference of path reflectance",
                float(error.max()),
                "reflectance",
                limit(band),
            )
        )
    figures.append(Figure("bands whose wavelength the shipped table lacks", len(missing), "", 0))
    for sza, band, cost, share in curvature():
        figures.append(Figure(f"plane-parallel against spherical, {band}, sza {sza:g}", cost, "reflectance"))
        figures.append(
            Figure(f"plane-parallel against spherical, {band}, sza {sza:g}, relative", 100 * share, "%")
        )
    return Result(
        figures,
        {
            "reference": f"SASKTRAN2 2026.10.1, {STREAMS} streams, I Q U, depolarisation {DEPOLARISATION}",
            "directions": f"{SUNS} suns x {DIRECTIONS} views, seed {states.SEED}: sza 0-75, vza 0-12, "
            "raa 0-180, 0-4 km",
            "spherical": f"radius {EARTH_RADIUS_M / 1000:.0f} km, exponential atmosphere of "
            f"{SCALE_HEIGHT_M / 1000:.0f} km to 60 km, single scattering exact, multiple by discrete "
            "ordinates along the curved sun",
        },
        ["Tables carry 6S's own five decimals of the optical depth; both codes get the same one."],
    )
