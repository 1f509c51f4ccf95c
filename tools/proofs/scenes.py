"""A scene on the map at once (``tools/bench_scenes.py``), and the indices against the catalogue that they come from."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from . import Figure, NotReady, Result
from .benchmarks import measured

NAME = "scenes"
TITLE = "A scene on the map at once; spectral indices"
#: Milliseconds that making a layer may hold the window up.
LIMIT_MS = 200.0
VERSION = "0.12.0"
#: The soil adjustment that the project chooses; spyndex leaves it to the user.
SOIL = ("SAVI", "GSAVI", "SARVI", "MNLI")


def figures(found: dict[str, Any]) -> list[Figure]:
    """The worst of the looks for the main thread, and every look for the map."""
    worst = max(found["looks"], key=lambda line: line["layer_ms"])
    result = [Figure(f"making a layer in the main thread, the longest of {len(found['looks'])} looks: {worst['look']}",
                     round(worst["layer_ms"], 1), "ms", LIMIT_MS)]
    for line in found["looks"]:
        result += [Figure(f"{line['look']}: metadata read and virtual raster written, in the background",
                          round(line["metadata_s"], 2), "s"),
                   Figure(f"{line['look']}: whole tile drawn the first time", round(line["whole_s"], 2), "s"),
                   Figure(f"{line['look']}: drawn again", round(line["again_s"], 2), "s"),
                   Figure(f"{line['look']}: 8 x 6 km drawn the first time", round(line["near_s"], 2), "s")]
    return result


def wheel(work: Path) -> Path:
    """spyndex without what it depends on: its formulas alone are read."""
    folder = work / NAME
    if not list(folder.glob("spyndex-*.whl")):
        done = subprocess.run([sys.executable, "-m", "pip", "download", f"spyndex=={VERSION}", "--no-deps", "-q", "-d",
                               str(folder)], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise NotReady(f"spyndex {VERSION} cannot be fetched from PyPI: {done.stderr.strip()[-200:]}")
    return next(folder.glob("spyndex-*.whl"))


def indices(work: Path) -> list[Figure]:
    """Every index shipped against spyndex' own formula, evaluated by Python in float64 on random reflectances."""
    from bocage.core.engine.formulas import LETTERS, evaluate
    from bocage.core.engine.formulas import indices as shipped

    with zipfile.ZipFile(wheel(work)) as archive:
        catalogue = json.loads(archive.read("spyndex/data/spectral-indices-dict.json"))["SpectralIndices"]
        constants = json.loads(archive.read("spyndex/data/constants.json"))
    rng = np.random.default_rng(20180117)
    bands = {role: rng.uniform(0.02, 0.6, 20_000) for role in LETTERS.values()}
    names = {key: entry["default"] for key, entry in constants.items() if entry.get("default") is not None}
    names.update({letter: bands[role] for letter, role in LETTERS.items()})
    worst, apart = 0.0, 0
    for name in shipped():
        entry = catalogue["BI" if name == "BSI" else name]
        given = {**names, "L": 0.5} if name in SOIL else names
        with np.errstate(all="ignore"):
            expected = eval(compile(entry["formula"], name, "eval"), {"__builtins__": {}}, given)  # noqa: S307
        values = evaluate(name, {role: band.astype(np.float32) for role, band in bands.items()})
        both = np.isfinite(expected) & np.isfinite(values)
        apart += int((np.isfinite(expected) != np.isfinite(values)).sum())
        error = np.abs(values[both] - expected[both]) / np.maximum(1.0, np.abs(expected[both]))
        worst = max(worst, float(np.quantile(error, 0.99)))
    return [Figure("indices shipped", len(shipped())),
            Figure("values that one has and the other not", apart, "", 0),
            Figure("99th percentile of the relative difference, the worst index", float(f"{worst:.2g}"), "", 1e-4)]


def prove(work: Path) -> Result:
    """A minute; the simulated tile takes longer where it is not there yet."""
    found = measured("bench_scenes.py")
    return Result(indices(work) + figures(found), {
        "command of the measure": "python tools/bench_scenes.py", "QGIS": found["qgis"],
        "load average at the end": found["load"],
        "product": "simulated, 10980 x 10980, 13 lossless JP2 with Sentinel-2's tiling; pictures of 1000 x 800",
        "indices": f"PyPI spyndex {VERSION}, 20,000 random reflectances of 0.02 to 0.60 a band"})
