"""Per-pixel aerosols and altitude: GRASS i.atcorr against the plugin's correction, same band, same rasters.

    python tools/bench_iatcorr.py [--size 500] [--limit 200]

Sentinel-2A B4 over a smooth relief (0 to 1,000 m) under a varying haze (AOT 0.05 to 0.40). i.atcorr (6S,
scalar) takes aerosols as visibility; each AOT becomes the visibility that 6S itself gives it. It gets a time
limit: where it is reached, the pixels that its own percentage had counted are what it is credited with.
Prints JSON: pixels a second, and how far the two agree where both finish.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
import simulate  # noqa: F401 - puts the plugin on the path
from bocage.core.atmosphere.correction import band_atmosphere
from bocage.core.atmosphere.maps import Geometry, SceneTerms, knot_grid
from bocage.core.atmosphere.responses import load
from bocage.core.engine.grid import Grid
from bocage.core.engine.raster import Raster, RasterWriter

SZA, SAA, VZA, VAA = 45.0, 160.0, 5.0, 283.0
WATER_G_CM2, OZONE_CM_ATM = 2.0, 0.30
#: i.atcorr's number of Sentinel-2A B4 (its manual: 166 is B1).
SENSOR = 169
UL = (596000.0, 5244000.0)


def rasters(size: int) -> dict[str, np.ndarray]:
    """TOA reflectance, AOT, altitude (m), float32 (size, size)."""
    random = np.random.default_rng(5)
    x, y = np.meshgrid(np.linspace(0, 1, size), np.linspace(0, 1, size))
    altitude = 500 + 300 * np.sin(7 * x + 2) * np.cos(5 * y) + 200 * np.sin(13 * x * y)
    aot = 0.22 + 0.12 * np.sin(3 * x + 1) * np.sin(4 * y) + 0.05 * np.sin(9 * (x - y))
    toa = 0.05 + 0.25 * random.uniform(0, 1, (size, size))
    layers = {"toa": toa, "aot": aot, "altitude": altitude}
    return {key: values.astype(np.float32) for key, values in layers.items()}


def ours(data: dict[str, np.ndarray], grid: Grid) -> tuple[np.ndarray, float]:
    """Surface reflectance and seconds: terms at every pixel, nothing shared between neighbours."""
    atmosphere = band_atmosphere(load("S2A")["B4"], "continental")
    start = time.perf_counter()
    knots = knot_grid(grid)
    raa = abs((SAA - VAA + 180) % 360 - 180)
    angles = Geometry(knots, *(np.full(knots.shape, value) for value in (SZA, VZA, raa)))
    scene = SceneTerms(atmosphere, angles, grid, np.full(grid.shape, OZONE_CM_ATM, np.float32))
    altitude_km = data["altitude"] / np.float32(1000)
    part = scene.scattering(data["aot"], altitude_km)
    terms = scene.terms(part, altitude_km, np.full(grid.shape, WATER_G_CM2, np.float32))
    surface = terms.surface(data["toa"])
    return surface, time.perf_counter() - start


def visibility_km(aot: np.ndarray) -> np.ndarray:
    """6S's own relation between AOT at 550 nm and visibility (6S manual, subroutine ODA550)."""
    return np.exp(-np.log(aot / 2.7628) / 0.79902)


def parameters(aot: float, altitude_km: float) -> str:
    """i.atcorr's file: user geometry, user gases, continental aerosol, target altitude, satellite, band."""
    gases = f"{WATER_G_CM2} {OZONE_CM_ATM}"
    return "\n".join(["0", f"{SZA} {SAA} {VZA} {VAA} 1 1", "8", gases, "1", "0",
                      f"{aot:.4f}", f"{-altitude_km:.4f}", "-1000", str(SENSOR), ""])


def theirs(data: dict[str, np.ndarray], grid: Grid, maps: bool, limit_s: float) -> dict[str, Any]:
    """Run i.atcorr in a temporary GRASS location; seconds, share done, and the result where it finished."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        visibility = visibility_km(data["aot"]).astype(np.float32)
        for key, values in (("toa", data["toa"]), ("visibility", visibility), ("altitude", data["altitude"])):
            with RasterWriter(str(folder / f"{key}.tif"), grid, "float32") as writer:
                writer.write(values)
                writer.close()
        mean = float(data["aot"].mean()), float(data["altitude"].mean()) / 1000
        (folder / "parameters.txt").write_text(parameters(*mean), encoding="ascii")
        more = "visibility=visibility" if maps else ""
        script = folder / "run.sh"
        script.write_text("\n".join([
            "set -e", f"cd '{folder}'", *(f"r.in.gdal --q -o input={key}.tif output={key}" for key in (
                "toa", "visibility", "altitude")), "g.region raster=toa", "date +%s.%N > started",
            # Not the flags -a or -b: they are dates of Landsat. -r: the input is reflectance.
            f"timeout {limit_s:g} i.atcorr -r input=toa elevation=altitude {more} parameters=parameters.txt "
            "output=surface range=0,1 rescale=0,1 2> progress || true", "date +%s.%N > ended",
            "r.out.gdal --q input=surface output=surface.tif type=Float32 || true", ""]), encoding="ascii")
        subprocess.run(["grass", "--tmp-location", "EPSG:32630", "--exec", "bash", str(script)],
                       capture_output=True, text=True, check=False, timeout=limit_s + 120)
        if not (folder / "ended").exists():
            raise SystemExit("GRASS did not run: install grass-core.")
        seconds = float((folder / "ended").read_text()) - float((folder / "started").read_text())
        progress = (folder / "progress").read_text(errors="replace")
        finished = (folder / "surface.tif").exists()
        percents = [int(value) for value in re.findall(r"(\d+)%", progress)]
        share = 1.0 if finished else (max(percents) / 100 if percents else 0.0)
        result: dict[str, Any] = {"seconds": round(seconds, 2), "finished": finished, "share_done": share,
                                  "pixels_a_second": round(share * data["toa"].size / seconds)}
        if finished:
            with Raster(str(folder / "surface.tif")) as raster:
                result["surface"] = raster.read()
        elif not percents:
            result["said"] = progress.strip()[-300:]
        return result


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=500, help="pixels a side")
    parser.add_argument("--limit", type=float, default=200, help="seconds given to i.atcorr")
    options = parser.parse_args(arguments)
    if not shutil.which("grass"):
        raise SystemExit("GRASS is not installed: apt install grass-core.")
    data = rasters(options.size)
    grid = Grid("EPSG:32630", (UL[0], 10.0, 0.0, UL[1], 0.0, -10.0), data["toa"].shape)
    surface, _ = ours(data, grid)
    seconds = min(ours(data, grid)[1] for _ in range(3))
    result: dict[str, Any] = {"pixels": data["toa"].size, "bocage": {
        "seconds": round(seconds, 3), "pixels_a_second": round(data["toa"].size / seconds)}}
    runs = (("i.atcorr, altitude map", False), ("i.atcorr, altitude and visibility maps", True))
    for key, maps in runs:
        answer = theirs(data, grid, maps, options.limit)
        other = answer.pop("surface", None)
        if other is not None and maps:
            difference = np.abs(other - surface)
            answer["difference_mean"] = round(float(difference.mean()), 5)
            answer["difference_largest"] = round(float(difference.max()), 5)
        result[key] = answer
    speed = result["i.atcorr, altitude and visibility maps"]["pixels_a_second"]
    mine = result["bocage"]["pixels_a_second"]
    result["times_faster_with_both_maps"] = round(mine / speed, 1) if speed else None
    sys.stdout.write(json.dumps(result, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
