"""The plugin's main job on one image, as an analyst would run it, and what it gave.

    python tools/demo.py                   the simulated product (made by tools/simulate.py if absent)
    python tools/demo.py --product PATH    a real Sentinel-2 L1C product
    python tools/demo.py --product PATH -- --AOT_METHOD=fixed --AOT=0.1     parameters of bocage:l2a

Runs ``bocage:l2a`` through qgis_process, then prints the product, a figure and a table.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
import simulate

BUILD, ROOT = simulate.BUILD, simulate.ROOT
PROFILE = BUILD / "profile"
#: Bands of the table, by their names in products.
BANDS = ("B2", "B3", "B4", "B5", "B6", "B7", "B8", "B8A", "B11", "B12")
#: Above this many pixels a side, statistics are made on averaged pixels.
LARGEST = 2000


class DemoError(SystemExit):
    """One plain sentence, and exit code 1."""


def qgis_process() -> str:
    """Debian's wrapper script hides the exit code, so its binary comes first."""
    for name in ("qgis_process.bin", "qgis_process", "qgis_process-qgis", "qgis_process-qgis-ltr"):
        found = shutil.which(name)
        if found:
            return found
    raise DemoError("qgis_process is not on the PATH: install QGIS 3.22 or later.")


def environment() -> dict[str, str]:
    """A profile of the project's own, with the plugin linked and enabled."""
    values = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QGIS_CUSTOM_CONFIG_PATH": str(PROFILE)}
    plugins = PROFILE / "profiles" / "default" / "python" / "plugins"
    if not (plugins / "bocage").exists():
        plugins.mkdir(parents=True, exist_ok=True)
        (plugins / "bocage").symlink_to(ROOT, target_is_directory=True)
    subprocess.run([qgis_process(), "plugins", "enable", "bocage"], env=values, capture_output=True,
                   check=False)
    return values


def correct(product: Path, output: Path, parameters: list[str]) -> dict[str, Any]:
    """Run ``bocage:l2a``; its results. Exits with QGIS's own words where it fails."""
    command = [qgis_process(), "--json", "run", "bocage:l2a", f"--INPUT={product}", f"--OUTPUT={output}",
               f"--LAYER={output / 'natural_colours.vrt'}", *parameters]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    start = done.stdout.find("{")
    try:
        answer = json.loads(done.stdout[start:]) if start >= 0 else {}
    except json.JSONDecodeError:
        answer = {}
    results = answer.get("results")
    if done.returncode != 0 or not results:
        tail = "\n".join((done.stderr or done.stdout).strip().splitlines()[-12:])
        raise DemoError(f"bocage:l2a gave no product (exit code {done.returncode}).\n{tail}")
    return dict(results)


@dataclass
class Row:
    """One band: top of atmosphere, surface, truth, RMSE; None where there is no truth."""

    band: str
    toa: float
    surface: float
    truth: float | None
    rmse: float | None


def pixels(scene: Any, band: str, grid: Any) -> np.ndarray:
    """Reflectance on ``grid``."""
    same = scene.grid(band) == grid
    return np.asarray(scene.read([band], grid, "nearest" if same else "average")[0])


def shared_grid(scene: Any, band: str) -> Any:
    """Native grid of a band, or one small enough to hold."""
    grid = scene.grid(band)
    factor = -(-max(grid.shape) // LARGEST)
    return grid if factor == 1 else grid.cells(grid.dx * factor)


def table(l1c: Any, l2a: Any, truth: Path | None) -> list[Row]:
    """Means and errors over the pixels that both products and the truth have."""
    from bocage.core.engine.raster import Raster

    rows = []
    for band in BANDS:
        grid = shared_grid(l2a, band)
        before, after = pixels(l1c, band, grid), pixels(l2a, band, grid)
        valid = np.isfinite(before) & np.isfinite(after)
        actual = None
        if truth:
            with Raster(str(truth / f"SR_{simulate_name(band)}.tif")) as raster:
                actual = raster.read()
        rows.append(Row(
            band, float(before[valid].mean()), float(after[valid].mean()),
            None if actual is None else float(actual[valid].mean()),
            None if actual is None else float(np.sqrt(np.mean((after[valid] - actual[valid]) ** 2)))))
    return rows


def simulate_name(band: str) -> str:
    """``B2`` is ``B02`` in file names."""
    return band if band == "B8A" else f"B{int(band[1:]):02d}"


def spectra(l1c: Any, l2a: Any, truth: Path | None) -> dict[str, list[tuple[float, float, float, float]]]:
    """Surface -> (wavelength nm, before, after, truth or NaN) of each band, over 20 m pixels."""
    from bocage.core.engine.raster import Raster

    grid = shared_grid(l2a, "B8A")
    before = {band: pixels(l1c, band, grid) for band in BANDS}
    after = {band: pixels(l2a, band, grid) for band in BANDS}
    actual: dict[str, np.ndarray] = {}
    if truth:
        for band in BANDS:
            with Raster(str(truth / f"SR_{simulate_name(band)}.tif")) as raster:
                actual[band] = raster.read()
                if raster.grid.shape != grid.shape:
                    actual[band] = raster.read(shape=grid.shape, resampling="average")
    result = {}
    for name, where in surfaces(after, truth).items():
        result[name] = [(wavelength(l1c, band), float(np.nanmean(before[band][where])),
                         float(np.nanmean(after[band][where])),
                         float(actual[band][where].mean()) if truth else float("nan")) for band in BANDS]
    return result


def wavelength(scene: Any, band: str) -> float:
    """Centre of a band, nm."""
    response = scene.band(band).response
    return float(response.central_nm()) if response else float("nan")


def surfaces(after: dict[str, np.ndarray], truth: Path | None) -> dict[str, np.ndarray]:
    """Pixels of a few surfaces: known where simulated, else picked by NDVI and near infrared."""
    from bocage.core.engine.raster import Raster

    if truth:
        names = json.loads((truth / "state.json").read_text(encoding="utf-8"))["classes"]
        with Raster(str(truth / "classes_20m.tif")) as raster:
            classes = raster.read()
        return {name: classes == names.index(name) + 1
                for name in ("meadow", "soil", "deciduous", "conifer", "water")}
    red, nir = after["B4"], after["B8A"]
    with np.errstate(invalid="ignore", divide="ignore"):
        ndvi = (nir - red) / (nir + red)
    valid = np.isfinite(ndvi)
    dense, dark = np.percentile(ndvi[valid], 95), np.percentile(nir[valid], 1)
    return {"dense vegetation": valid & (ndvi >= dense),
            "NDVI about 0.2": valid & (np.abs(ndvi - 0.2) < 0.02),
            "darkest in near infrared": valid & (nir <= dark)}


def natural_colours(scene: Any, grid: Any) -> np.ndarray:
    """The plugin's stretch: reflectance 0 to 0.30, gamma 0.8; nothing is white."""
    image = np.dstack([pixels(scene, band, grid) for band in ("B4", "B3", "B2")])
    return np.nan_to_num(np.clip(image / 0.30, 0, 1) ** 0.8, nan=1.0)


def figure(path: Path, l1c: Any, l2a: Any, title: str, curves: dict[str, Any]) -> None:
    """Before, after, and spectra, to PNG."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    grid = shared_grid(l2a, "B4")
    drawing = Figure(figsize=(13, 10.5), layout="constrained")
    FigureCanvasAgg(drawing)
    axes = drawing.subplots(2, 2, gridspec_kw={"height_ratios": [3, 2]})
    extent = (grid.bounds[0] / 1000, grid.bounds[2] / 1000, grid.bounds[1] / 1000, grid.bounds[3] / 1000)
    images = ((axes[0, 0], l1c, "L1C, top of atmosphere"), (axes[0, 1], l2a, "L2A, surface"))
    for axis, scene, label in images:
        axis.imshow(natural_colours(scene, grid), extent=extent, interpolation="nearest")
        axis.set(title=f"{label} (0 to 0.30, gamma 0.8)", xlabel="easting (km)", ylabel="northing (km)")
    axes[1, 1].sharey(axes[1, 0])
    for number, (name, points) in enumerate(curves.items()):
        ordered = np.array(sorted(points))
        colour = f"C{number}"
        axes[1, 0].plot(ordered[:, 0], ordered[:, 1], "o-", color=colour, label=name)
        axes[1, 1].plot(ordered[:, 0], ordered[:, 2], "o-", color=colour, label=name)
        if np.isfinite(ordered[:, 3]).all():
            axes[1, 1].plot(ordered[:, 0], ordered[:, 3], "+", color="black", markersize=9,
                            label="truth" if number == 0 else None)
    for axis, label in ((axes[1, 0], "top of atmosphere"), (axes[1, 1], "surface")):
        axis.set(xlabel="wavelength (nm)", ylabel=f"reflectance, {label}", ylim=(0, None))
        axis.legend()
    drawing.suptitle(title)
    drawing.savefig(path, dpi=110)


def printed(rows: list[Row], results: dict[str, Any], state: dict[str, Any] | None) -> str:
    """The table as text."""
    lines = ["band   TOA mean  surface mean   truth mean     RMSE"]
    for row in rows:
        truth = f"{row.truth:12.4f} {row.rmse:8.4f}" if row.truth is not None else f"{'-':>12} {'-':>8}"
        lines.append(f"{row.band:<5} {row.toa:9.4f} {row.surface:13.4f} {truth}")
    for key, name, unit, true in (("AOT_MEAN", "AOT at 550 nm", "", "aot550"),
                                  ("WATER_VAPOUR_MEAN", "water vapour", " g/cm2", "water_vapour_g_cm2")):
        known = f", true {state[true]:.3f}{unit}" if state else ""
        lines.append(f"{name}: {float(results[key]):.3f}{unit}{known}")
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--product", type=Path, help="a Sentinel-2 L1C product instead of the simulated one")
    parser.add_argument("--output", type=Path, default=BUILD / "demo" / "l2a")
    parser.add_argument("parameters", nargs="*", help="after --: parameters of bocage:l2a")
    options = parser.parse_args(arguments)
    product = options.product or Path(simulate.demonstration(BUILD / "demo"))
    truth = product.parent / "truth"
    known = truth if (truth / "state.json").exists() and options.product is None else None
    state = json.loads((known / "state.json").read_text(encoding="utf-8")) if known else None
    parameters = list(options.parameters)
    if state and not any(text.startswith(("--ALTITUDE", "--DEM")) for text in parameters):
        parameters.append(f"--ALTITUDE={state['altitude_m']:g}")
    options.output.mkdir(parents=True, exist_ok=True)
    results = correct(product, options.output, parameters)

    from bocage.core.products import open_product
    from bocage.core.products.scene import Scene

    l1c, l2a = Scene(open_product(str(product))), Scene(open_product(results["PRODUCT"]))
    title = f"{l1c.product.identifier}" + (" - SIMULATED" if state else "")
    picture = options.output / "before_after.png"
    figure(picture, l1c, l2a, title, spectra(l1c, l2a, known))
    sys.stdout.write(f"L2A product: {results['PRODUCT']}\nfigure: {picture}\n")
    sys.stdout.write(printed(table(l1c, l2a, known), results, state) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
