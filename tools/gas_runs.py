"""Raw gas-only 6SV2.1 runs, wavelength by wavelength every 2.5 nm: resumable, one CSV.

    python tools/gas_runs.py --raw .build/6sv21

6S takes a user's water and ozone columns (IDATM 8) as those of a target at sea level and cuts them
with its US62 profile when the target is higher. Here amounts are given so that the column ABOVE THE
TARGET is the node's; ``column_fraction`` is that cut (US62 of McClatchey et al. 1972, as in 6S).
"""

from __future__ import annotations

import argparse
import csv
import math
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import sixs  # noqa: E402

#: Slant water paths, (1/mu_s + 1/mu_v) * column, g/cm2.
WATER_PATH = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.0, 5.0, 8.0, 13.0, 20.0, 30.0, 45.0)
AIR_MASS = (2.0, 2.4, 3.0, 3.8, 5.0)
ALTITUDE_KM = (0.0, 2.0, 4.0)
STEP_UM = 0.0025
#: Where some optical land sensor looks (Sentinel-2, VENuS, Landsat), with room for revised responses.
RANGES_UM = ((0.3900, 0.9900), (1.3200, 1.4300), (1.4800, 1.7300), (1.9800, 2.4000))
COLUMNS = ("wavelength_um", "kind", "altitude_km", "path_or_mass", "transmittance", "solar")

_Z = [*range(26), 30, 35, 40, 45, 50, 70, 100]
_P = [1013, 898.6, 795, 701.2, 616.6, 540.5, 472.2, 411.1, 356.5, 308, 265, 227, 194, 165.8, 141.7, 121.1,
      103.5, 88.5, 75.65, 64.67, 55.29, 47.29, 40.47, 34.67, 29.72, 25.49, 11.97, 5.746, 2.871, 1.491,
      0.7978, 0.0552, 0.0003008]
_T = [288.1, 281.6, 275.1, 268.7, 262.2, 255.7, 249.2, 242.7, 236.2, 229.7, 223.2, 216.8, 216.6, 216.6, 216.6,
      216.6, 216.6, 216.6, 216.6, 216.6, 216.6, 217.6, 218.6, 219.6, 220.6, 221.6, 226.5, 236.5, 253.4, 264.2,
      270.6, 219.7, 210.0]
_WATER = [5.9, 4.2, 2.9, 1.8, 1.1, 0.64, 0.38, 0.21, 0.12, 0.046, 0.018, 0.0082, 0.0037, 0.0018, 8.4e-4, 7.2e-4,
          6.1e-4, 5.2e-4, 4.4e-4, 4.4e-4, 4.4e-4, 4.8e-4, 5.2e-4, 5.7e-4, 6.1e-4, 6.6e-4, 3.8e-4, 1.6e-4,
          6.7e-5, 3.2e-5, 1.2e-5, 1.5e-7, 1e-9]
_OZONE = [5.4e-5, 5.4e-5, 5.4e-5, 5e-5, 4.6e-5, 4.6e-5, 4.5e-5, 4.9e-5, 5.2e-5, 7.1e-5, 9e-5, 1.3e-4, 1.6e-4,
          1.7e-4, 1.9e-4, 2.1e-4, 2.4e-4, 2.8e-4, 3.2e-4, 3.5e-4, 3.8e-4, 3.8e-4, 3.9e-4, 3.8e-4, 3.6e-4, 3.4e-4,
          2e-4, 1.1e-4, 4.9e-5, 1.7e-5, 4e-6, 8.6e-8, 4.3e-11]


def _column(density: list[float], altitude_km: float) -> float:
    """Integral over pressure of the mixing ratio above a target, as 6S's PRESSURE does it."""
    below = max(i for i, z in enumerate(_Z) if z <= altitude_km)
    share = (altitude_km - _Z[below]) / (_Z[below + 1] - _Z[below])

    def linear(values: list[float]) -> float:
        return values[below] + share * (values[below + 1] - values[below])

    pressure = [_P[below] * (_P[below + 1] / _P[below]) ** share, *_P[below + 1:]]
    temperature = [linear(_T), *_T[below + 1:]]
    amount = [linear(density), *density[below + 1:]]
    ratio = [w / (1000 * (0.028964 / 0.0224) * 273.16 * p / (1013.25 * t))
             for w, p, t in zip(amount, pressure, temperature)]
    return sum((ratio[k] + ratio[k - 1]) / 2 * (pressure[k - 1] - pressure[k]) for k in range(1, len(ratio)))


def column_fraction(gas: str, altitude_km: float) -> float:
    """Share of a sea-level column ("water" or "ozone") that 6S leaves above ``altitude_km``."""
    density = {"water": _WATER, "ozone": _OZONE}[gas]
    return _column(density, altitude_km) / _column(density, 0.0)


def wavelengths_um() -> list[float]:
    """Every wavelength of the table."""
    result: list[float] = []
    for low, high in RANGES_UM:
        result += [round(low + i * STEP_UM, 4) for i in range(round((high - low) / STEP_UM) + 1)]
    return result


def _run(wavelength: float, sza: float, altitude: float, water: float, ozone: float) -> dict[str, float]:
    return sixs.run(sixs.SixSState(sza, 0, 0, 0, altitude, wavelength_um=wavelength,
                                   water_g_cm2=water, ozone_cm_atm=ozone))


def runs_of(wavelength: float) -> list[list[object]]:
    """All rows of one wavelength. Where a gas does nothing at its largest amount the rest is 1."""
    rows: list[list[object]] = []
    ozone = _run(wavelength, 60.0, 0.0, 0.0, 0.4)
    sun = round(ozone["solar_irradiance"], 3)
    rows.append([wavelength, "ozone", 0.0, 3.0 * 0.4, ozone["ozone_total"], sun])
    for altitude in ALTITUDE_KM:
        scale = 2.0 * column_fraction("water", altitude)
        largest = _run(wavelength, 0.0, altitude, WATER_PATH[-1] / scale, 0.0)["water_total"]
        for path in WATER_PATH:
            value = 1.0 if largest >= 0.99999 else _run(
                wavelength, 0.0, altitude, path / scale, 0.0)["water_total"]
            rows.append([wavelength, "water", altitude, path, value, sun])
        largest = _run(wavelength, math.degrees(math.acos(1 / 4.0)), altitude, 0.0, 0.0)["gas_total"]
        for mass in AIR_MASS:
            value = 1.0 if largest >= 0.99999 else _run(
                wavelength, math.degrees(math.acos(1 / (mass - 1))), altitude, 0.0, 0.0)["gas_total"]
            rows.append([wavelength, "other", altitude, mass, value, sun])
    return rows


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--raw", type=Path, default=Path(".build/6sv21"))
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args(arguments)
    path = options.raw / "gases.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    per_wavelength = 1 + len(ALTITUDE_KM) * (len(WATER_PATH) + len(AIR_MASS))
    counts: dict[str, int] = {}
    if path.exists():
        with path.open(newline="") as handle:
            for row in csv.DictReader(handle):
                counts[row["wavelength_um"]] = counts.get(row["wavelength_um"], 0) + 1
    todo = [w for w in wavelengths_um() if counts.get(str(w), 0) < per_wavelength]
    fresh = not path.exists()
    with path.open("a", newline="") as handle, ThreadPoolExecutor(options.workers) as pool:
        writer = csv.writer(handle)
        if fresh:
            writer.writerow(COLUMNS)
        for rows in pool.map(runs_of, todo):
            writer.writerows(rows)
            handle.flush()
    sys.stderr.write(f"{path}: {len(todo)} wavelengths run\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
