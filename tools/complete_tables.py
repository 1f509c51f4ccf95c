"""Tables of an aerosol model from a thin grid of 6SV2.1 runs, completed from the continental table.

    python tools/raw_runs.py --aerosol maritime --raw .build/6sv21 --thin     (15 minutes of one core)
    python tools/complete_tables.py --raw .build/6sv21 --aerosol maritime

At the nodes of the thin grid everything is 6SV2.1's own. Between them, what the aerosol adds to the path, to
-ln T and to the spherical albedo is the continental's times a ratio interpolated over solar zenith angle
(spline), AOT and wavelength (linear in the logarithms). The proof "aerosol_models" measures what this costs.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import build_tables
import numpy as np
import raw_runs
from bocage.core.atmosphere.interpolation import spline_weights
from bocage.core.atmosphere.spectral import DATA, SpectralTable, aerosol_table

NAMES = {"path": "p", "down": "Td", "up": "Tu", "albedo": "S"}


def thin_rows(raw: Path, aerosol: str, nominal: float) -> dict[tuple[float, ...], dict[str, float]]:
    """Runs of one wavelength by (sza, vza, raa, aot, altitude)."""
    path = raw_runs.path_of(raw, aerosol, nominal)
    missing = {tuple(round(float(v), 4) for v in p) for p in raw_runs.thin_grid("sentinel2")} - raw_runs.done_keys(path)
    if missing:
        raise SystemExit(f"{path} is incomplete: run tools/raw_runs.py --thin again, it resumes")
    return build_tables._rows(path)


def ratios(rows: dict[tuple[float, ...], dict[str, float]], table: SpectralTable, w: int) -> dict[str, np.ndarray]:
    """Ratios to the continental increment at the thin nodes: path (sza, vza, raa, aot, z), down (sza, aot, z),
    up (vza, aot, z), albedo (aot, z), depth (); z is 0 then 4 km."""
    sza, vza, raa = raw_runs.THIN_SZA, raw_runs.VZA["sentinel2"], raw_runs.RAA
    aots, high = raw_runs.THIN_AOT550, raw_runs.THIN_ALTITUDE_AOT550[0]
    at = {"sza": _at(table["sza"], sza), "aot": _at(table["aot550"], aots)}
    z4 = int(np.flatnonzero(table["altitude_km_rayleigh"] == 4)[0])

    def get(s: float, v: float, r: float, a: float, z: float, column: str) -> float:
        return rows[(float(s), float(v), float(r if v else 0), float(a), float(z))][column]

    def by_altitude(zero: np.ndarray, raised: np.ndarray, axis: int) -> np.ndarray:
        """Altitude 4 km: the ratio's own change there, seen at one AOT."""
        own = np.take(zero, aots.index(high), axis)
        return np.stack([zero, zero * np.expand_dims(raised / own, axis)], -1)

    rayleigh, path = table["path_rayleigh"][w], table["path"][w]
    own = np.array([[[[get(s, v, r, a, 0, "p") for a in aots] for r in raa] for v in vza] for s in sza])
    base = rayleigh[at["sza"]]
    zero = (own - base[..., 0:1]) / (path[at["sza"]][..., at["aot"], 0] - base[..., 0:1])
    k = int(np.flatnonzero(np.isclose(table["aot550"], high))[0])
    lifted = np.array([[[get(s, v, r, high, 4, "p") for r in raa] for v in vza] for s in sza])
    raised = (lifted - base[..., z4]) / (path[at["sza"]][:, :, :, k, 1] - base[..., z4])
    result = {"path": by_altitude(zero, raised, 3)}
    for name, nodes, pick in (("down", sza, at["sza"]), ("up", vza, np.arange(len(vza)))):
        column = NAMES[name]

        def point(n: float, a: float, z: float, name: str = name, column: str = column) -> float:
            return get(n, 0, 0, a, z, column) if name == "down" else get(35, n, 0, a, z, column)

        clear, full = np.log(table[f"{name}_rayleigh"][w][pick]), np.log(table[name][w][pick])
        logs = np.log(np.array([[point(n, a, 0) for a in aots] for n in nodes]))
        zero = (logs - clear[:, :1]) / (full[:, at["aot"], 0] - clear[:, :1])
        logs = np.log(np.array([point(n, high, 4) for n in nodes]))
        raised = (logs - clear[:, z4]) / (full[:, k, 1] - clear[:, z4])
        result[name] = by_altitude(zero, raised, 1)
    clear, full = table["albedo_rayleigh"][w], table["albedo"][w]
    zero = (np.array([get(35, 0, 0, a, 0, "S") for a in aots]) - clear[0]) / (full[at["aot"], 0] - clear[0])
    raised = np.array((get(35, 0, 0, high, 4, "S") - clear[z4]) / (full[k, 2] - clear[z4]))
    result["albedo"] = by_altitude(zero, raised, 0)
    depth = table["optical_depth_aerosol"][w]
    result["depth"] = np.array(get(35, 0, 0, high, 0, "tA") / depth[k])
    return result


def _at(axis: np.ndarray, values: tuple[float, ...]) -> np.ndarray:
    return np.array([int(np.flatnonzero(np.isclose(axis, v))[0]) for v in values])


def _over_aot(values: np.ndarray, axis: int, aot550: np.ndarray) -> np.ndarray:
    """Linear in log AOT along one axis."""
    nodes = np.log(np.asarray(raw_runs.THIN_AOT550))
    return np.apply_along_axis(lambda v: np.interp(np.log(aot550), nodes, v), axis, values)


def complete(raw: Path, aerosol: str) -> tuple[Path, str]:
    """Write the table of one model."""
    table = aerosol_table("continental")
    axis = table["wavelength_um"]
    thin_um = [raw_runs.WAVELENGTHS_UM[n] for n in raw_runs.THIN_UM]
    by_wavelength = []
    sun = spline_weights(np.asarray(raw_runs.THIN_SZA, float), table["sza"])
    for nominal, used in zip(raw_runs.THIN_UM, thin_um):
        found = ratios(thin_rows(raw, aerosol, nominal), table, int(np.flatnonzero(np.isclose(axis, used))[0]))
        found["path"] = np.tensordot(sun, _over_aot(found["path"], 3, table["aot550"]), 1)
        found["down"] = np.tensordot(sun, _over_aot(found["down"], 1, table["aot550"]), 1)
        found["up"] = _over_aot(found["up"], 1, table["aot550"])
        found["albedo"] = _over_aot(found["albedo"], 0, table["aot550"])
        by_wavelength.append(found)
    weights = _wavelengths(axis, np.asarray(thin_um))
    ratio = {name: np.tensordot(weights, np.stack([f[name] for f in by_wavelength]), 1) for name in by_wavelength[0]}
    arrays = dict(table.arrays)
    ends = [int(np.flatnonzero(table["altitude_km_rayleigh"] == z)[0]) for z in table["altitude_km"]]
    clear = table["path_rayleigh"][..., None, ends]
    arrays["path"] = clear + (table["path"] - clear) * ratio["path"]
    for name in ("down", "up"):
        clear = np.log(table[f"{name}_rayleigh"])[:, :, None, ends]
        arrays[name] = np.exp(clear + (np.log(table[name]) - clear) * ratio[name])
    spots = [int(np.flatnonzero(table["altitude_km_rayleigh"] == z)[0]) for z in table["altitude_km_albedo"]]
    clear = table["albedo_rayleigh"][:, None, spots]
    three = np.stack([ratio["albedo"][..., 0], ratio["albedo"].mean(-1), ratio["albedo"][..., 1]], -1)
    arrays["albedo"] = clear + (table["albedo"] - clear) * three
    arrays["optical_depth_aerosol"] = table["optical_depth_aerosol"] * ratio["depth"][:, None]
    arrays = {n: a.astype(np.float32) if a.dtype != table[n].dtype else a for n, a in arrays.items()}
    inputs = {key: value for key, value in table.description.items() if key != "sha256"}
    inputs.update(aerosol=aerosol, completed_from=f"continental {table.sha256}",
                  thin_grid={"wavelength_um": thin_um, "sza": raw_runs.THIN_SZA, "aot550": raw_runs.THIN_AOT550})
    target = DATA / f"aerosol_{aerosol}.npz"
    return target, build_tables.save(target, arrays, inputs)


def _wavelengths(axis: np.ndarray, nodes: np.ndarray) -> np.ndarray:
    """Weights (axis, nodes), linear in log wavelength; outer pieces go on by half a step at most."""
    logs, query = np.log(nodes), np.log(axis)
    i = np.clip(np.searchsorted(logs, query, side="right") - 1, 0, len(logs) - 2)
    upper = np.clip((query - logs[i]) / (logs[i + 1] - logs[i]), -0.5, 1.5)
    weights = np.zeros((len(axis), len(nodes)))
    weights[np.arange(len(axis)), i], weights[np.arange(len(axis)), i + 1] = 1 - upper, upper
    return weights


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raw", type=Path, default=Path(".build/6sv21"))
    parser.add_argument("--aerosol", nargs="+", required=True, choices=("maritime", "desert", "urban"))
    options = parser.parse_args(arguments)
    for name in options.aerosol:
        target, sha = complete(options.raw, name)
        sys.stdout.write(f"{target.name} {target.stat().st_size} bytes sha256 {sha}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
