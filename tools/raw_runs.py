"""Raw 6SV2.1 runs behind the tables: one CSV a wavelength, appended run by run, so resumable.

    python tools/raw_runs.py --aerosol continental --raw .build/6sv21 [--start-from DIR]
"""

from __future__ import annotations

import argparse
import csv
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import sixs  # noqa: E402

SZA = (0, 5, 10, 15, 25, 35, 45, 52, 58, 64, 70, 75)
VZA = {"sentinel2": (0, 6, 12), "venus": (0, 6, 12, 20, 30, 40)}
RAA = (0, 45, 90, 135, 180)
AOT550 = (0.05, 0.15, 0.3, 0.5, 0.8, 1.2, 1.8)
ALTITUDE_KM_RAYLEIGH = (0, 1, 2, 3, 4)
ALTITUDE_KM_AEROSOL = (0, 4)
#: Nominal wavelength -> the one run: beside its own nodes 6SV2.1 prints NaN (0.4433, 0.4117).
WAVELENGTHS_UM = {
    0.412: 0.414, 0.425: 0.425, 0.443: 0.4427, 0.470: 0.4697, 0.4924: 0.4924, 0.530: 0.530,
    0.560: 0.560, 0.620: 0.620, 0.6646: 0.6646, 0.704: 0.704, 0.741: 0.741, 0.783: 0.783,
    0.8328: 0.8328, 0.865: 0.865, 0.945: 0.945, 1.6137: 1.6137, 2.09: 2.09, 2.2024: 2.2024, 2.30: 2.30,
}
#: Sentinel-2's own bands first: an interrupted build is already useful. 2.09 and 2.30 um: 6S bends at
#: its nodes 1.95 and 2.25, and a chord from 1.61 to 2.20 errs by 0.002 in B12.
ORDER_UM = (0.443, 0.4924, 0.560, 0.6646, 0.704, 0.741, 0.425, 0.470, 0.530, 0.620, 0.783,
            0.865, 1.6137, 2.2024, 0.945, 2.09, 2.30, 0.8328, 0.412)
COLUMNS = ("sza", "vza", "raa", "aot550", "altitude_km", "wavelength_um", "aerosol", "p", "pR",
           "Td", "Tu", "S", "S_R", "tR", "tA", "fdir", "fdif")
#: A thin grid for aerosols that are completed from another model's full one (see build_tables.py).
THIN_SZA, THIN_AOT550, THIN_ALTITUDE_AOT550 = (0, 15, 35, 52, 64, 75), (0.05, 0.3, 0.8, 1.8), (0.3,)
THIN_UM = (0.443, 0.4924, 0.560, 0.6646, 0.783, 0.865, 1.6137, 2.2024)
ALBEDO_ALTITUDE_KM = 2  # spherical albedo needs a third node; it is geometry-free, so nearly free


def grid(view: str) -> Iterator[tuple[float, float, float, float, float]]:
    """Every (sza, vza, raa, aot550, altitude_km) of one wavelength."""
    for sza in SZA:
        for vza in VZA[view]:
            for raa in RAA if vza else RAA[:1]:
                for altitude in ALTITUDE_KM_RAYLEIGH:
                    yield sza, vza, raa, 0.0, altitude
                for aot in AOT550:
                    for altitude in ALTITUDE_KM_AEROSOL:
                        yield sza, vza, raa, aot, altitude
    for aot in AOT550:
        yield 45, 0, 0, aot, ALBEDO_ALTITUDE_KM


def thin_grid(view: str) -> Iterator[tuple[float, float, float, float, float]]:
    """The points of one wavelength that a completed table is hung on."""
    for sza in THIN_SZA:
        for vza in VZA[view]:
            for raa in RAA if vza else RAA[:1]:
                for aot in THIN_AOT550:
                    yield sza, vza, raa, aot, ALTITUDE_KM_AEROSOL[0]
                for aot in THIN_ALTITUDE_AOT550:
                    yield sza, vza, raa, aot, ALTITUDE_KM_AEROSOL[1]
    for aot in THIN_ALTITUDE_AOT550:
        yield 45, 0, 0, aot, ALBEDO_ALTITUDE_KM


def path_of(raw: Path, aerosol: str, nominal_um: float) -> Path:
    """CSV of one wavelength."""
    return raw / aerosol / f"w{nominal_um:.4f}.csv"


def _key(row: dict[str, str]) -> tuple[float, ...]:
    return tuple(round(float(row[c]), 4) for c in COLUMNS[:5])


def done_keys(path: Path) -> set[tuple[float, ...]]:
    """Grid points already there; a line cut by an interruption is dropped."""
    if not path.exists():
        return set()
    with path.open(newline="") as handle:
        rows = [r for r in csv.DictReader(handle) if r.get("fdif") not in (None, "")]
    return {_key(r) for r in rows}


def _one(point: tuple[float, ...], wavelength_um: float, aerosol: str) -> list[float]:
    sza, vza, raa, aot, altitude = point
    out = sixs.run(sixs.SixSState(sza, vza, raa, aot, altitude, aerosol, wavelength_um=wavelength_um))
    return [sza, vza, raa, aot, altitude, wavelength_um, sixs.AEROSOLS[aerosol] if aot else 0,
            out["path_total"], out["path_rayleigh"], out["transmittance_down"],
            out["transmittance_up"], out["albedo_total"], out["albedo_rayleigh"],
            out["optical_depth_rayleigh"], out["optical_depth_aerosol"],
            out["direct_share"], out["diffuse_share"]]


def complete(path: Path, nominal_um: float, aerosol: str, view: str, workers: int, thin: bool = False) -> int:
    """Run what one wavelength still lacks. Returns the number of runs made."""
    done = done_keys(path)
    todo = [p for p in (thin_grid(view) if thin else grid(view)) if tuple(round(float(v), 4) for v in p) not in done]
    if not todo:
        return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = not path.exists()
    if not fresh and not path.read_bytes().endswith(b"\n"):
        with path.open("a") as handle:
            handle.write("\n")
    with path.open("a", newline="") as handle, ThreadPoolExecutor(workers) as pool:
        writer = csv.writer(handle)
        if fresh:
            writer.writerow(COLUMNS)
        for row in pool.map(lambda p: _one(p, WAVELENGTHS_UM[nominal_um], aerosol), todo):
            writer.writerow(row)
            handle.flush()
    return len(todo)


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--aerosol", choices=sorted(set(sixs.AEROSOLS) - {"none"}), default="continental")
    parser.add_argument("--view", choices=sorted(VZA), default="sentinel2")
    parser.add_argument("--raw", type=Path, default=Path(".build/6sv21"))
    parser.add_argument("--start-from", type=Path, help="folder of earlier raw runs of this aerosol")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", type=float, nargs="*", help="nominal wavelengths, micrometres")
    parser.add_argument("--thin", action="store_true", help="the thin grid of a table completed from another")
    options = parser.parse_args(arguments)
    for nominal in options.only or (THIN_UM if options.thin else ORDER_UM):
        path = path_of(options.raw, options.aerosol, nominal)
        earlier = options.start_from / path.name if options.start_from else None
        if earlier and earlier.exists() and not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(earlier, path)
            path.chmod(0o644)
        made = complete(path, nominal, options.aerosol, options.view, options.workers, options.thin)
        sys.stderr.write(f"{path}: {made} runs made\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
