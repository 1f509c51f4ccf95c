"""The figure as printed: made by qgis_process and in a real window, then measured on its pixels."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from datetime import datetime
from pathlib import Path

import numpy as np

from . import ROOT, Figure, NotReady, Result

NAME = "figure"
TITLE = "A figure to publish, headless and in the window"

AREA = ROOT / "resources" / "areas" / "notre-dame-des-landes.geojson"
PICTURE = ROOT / "docs" / "images" / "figure.png"
PROFILE = ROOT / ".build" / "profile"
DPI, SIZE_M = 150, 12_000


def product(work: Path) -> str:
    """The first image's place, day and sun, simulated, then corrected to L2A; made once."""
    from bocage.core.chains.l2a import run
    from bocage.core.chains.settings import L2ASettings
    from bocage.core.chains.simulation import SimulationSettings, simulate
    from bocage.core.engine.progress import SilentProgress

    known = work / "product.txt"
    if not known.exists():
        day = datetime(2018, 1, 17, 11, 6, 31)
        made = simulate(SimulationSettings(str(work / "l1c"), day, clouds="none", cover=0.0, aot=0.06,
                                           water_vapour=1.0, seed=3, size_m=SIZE_M), SilentProgress())
        corrected = run(L2ASettings(made.product, str(work / "l2a"), altitude_m=40.0, threads=1), SilentProgress())
        known.write_text(corrected.product, encoding="utf-8")
    return known.read_text(encoding="utf-8")


def headless(source: str, output: Path) -> float:
    """Seconds that qgis_process took."""
    direct = Path("/usr/bin/qgis_process.bin")
    program = str(direct) if direct.exists() else shutil.which("qgis_process")
    if program is None:
        raise NotReady("qgis_process is absent: install QGIS")
    subprocess.run(["bash", str(ROOT / "tools" / "profile.sh"), str(ROOT / ".build")], check=True)
    begun = time.monotonic()
    done = subprocess.run(
        [program, "run", "bocage:scenefigure", "--", f"INPUT={source}", f"AOI={AREA}", f"DPI={DPI}", "LOCATOR=true",
         "TITLE=Notre-Dame-des-Landes", "LANGUAGE=en", f"OUTPUT={output}"], capture_output=True, text=True, check=False,
        env={**os.environ, "QGIS_CUSTOM_CONFIG_PATH": str(PROFILE), "QT_QPA_PLATFORM": "offscreen"})
    if done.returncode != 0 or not output.exists():
        raise RuntimeError(done.stderr.strip()[-500:])
    return time.monotonic() - begun


def window(source: str, work: Path) -> dict:
    """What a real window saw, its figure beside."""
    for program in ("xvfb-run", "qgis"):
        if shutil.which(program) is None:
            raise NotReady(f"{program} is absent: install it")
    findings = work / "findings.json"
    done = subprocess.run(["bash", str(ROOT / "tools" / "figure_window.sh"), source, str(AREA),
                           str(work / "window.png"), str(findings)], capture_output=True, text=True, check=False)
    if not findings.exists():
        raise RuntimeError(done.stderr.strip()[-500:])
    return json.loads(findings.read_text(encoding="utf-8"))


def pixels(path: Path) -> tuple[np.ndarray, tuple]:
    from osgeo import gdal

    dataset = gdal.OpenEx(str(path))
    return dataset.ReadAsArray()[:3].astype(int), dataset.GetGeoTransform()


def red_of(values: np.ndarray) -> np.ndarray:
    return (values[0] > 170) & (values[1] < 110) & (values[2] < 110)


def outline(values: np.ndarray, place: tuple) -> tuple[float, float]:
    """Share of the outline that is red; width of the line where it runs north, mm."""
    from bocage.core.engine.areas import read_areas
    from bocage.core.engine.raster import transform_points

    area, = read_areas(str(AREA))
    ring = np.array(area.footprint[0][0])
    # Between corners too: forty points a side.
    steps = np.linspace(0, 1, 40, endpoint=False)[:, None]
    points = np.concatenate([a + steps * (b - a) for a, b in zip(ring[:-1], ring[1:])])
    x, y = transform_points(points[:, 0], points[:, 1], "EPSG:4326", "EPSG:32630")
    red = red_of(values)
    column, row = ((x - place[0]) / place[1]).astype(int), ((y - place[3]) / place[5]).astype(int)
    middle = (row.min() + row.max()) // 2
    run = np.flatnonzero(red[middle, column.min() - 8:column.min() + 9])
    return float(red[row, column].mean()), len(run) * 25.4 / DPI


def prove(work: Path) -> Result:
    """Two minutes; the picture goes to docs/images/figure.png."""
    work = work / NAME
    work.mkdir(parents=True, exist_ok=True)
    source = product(work)
    seconds = headless(source, work / "headless.png")
    again = headless(source, work / "again.png")
    pdf = headless(source, work / "headless.pdf")
    found = window(source, work)
    values, place = pixels(work / "headless.png")
    shown, _ = pixels(work / "window.png")
    same = (work / "headless.png").read_bytes() == (work / "again.png").read_bytes()
    differing = float((np.abs(values - shown).max(axis=0) > 24).mean()) if values.shape == shown.shape else 1.0
    share, width = outline(values, place)
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(work / "headless.png", PICTURE)
    figures = [
        Figure("outline that is red, sampled at 4,800 places", 100 * share, "%", 99.5, "at least"),
        Figure("width of the outline as printed", width, "mm", 0.6, "about", 0.2),
        Figure("scale bar: printed length over the length that it tells", bar_ratio(values, place), "", 1.0, "about",
               0.02),
        Figure("two headless runs give the same bytes (1 is yes)", int(same), "", 1, "at least"),
        Figure("pixels of the window's figure that differ from the headless one", 100 * differing, "%", 0.5),
        Figure("headless PNG", min(seconds, again), "s"), Figure("headless PDF", pdf, "s"),
        Figure(f"in the window: figures made of {found['asked']} asked one after the other", found["made"], "",
               found["asked"], "at least"),
        Figure("in the window: seconds, median", float(np.median(found["seconds"] or [np.nan])), "s"),
        Figure("in the window: longest pause at rest", found["idle_longest_ms"], "ms"),
        Figure("in the window: longest pause while they are made, beyond rest",
               max(0.0, found["busy_longest_ms"] - found["idle_longest_ms"]), "ms", 200),
        Figure("in the window: median pause (timer of 10 ms)", found["busy_median_ms"], "ms"),
        Figure("in the window: preparing in the main thread, median", float(np.median(found["prepared_ms"])), "ms", 50),
        Figure("in the window: preparing in the main thread, the first time", found["prepared_ms"][0], "ms", 200),
        Figure("the user's project untouched (1 is yes)", int(found["project_untouched"]), "", 1, "at least")]
    return Result(figures, {"QGIS": found["qgis"],
                            "product": "simulated T30TWT, 17 January 2018, 12 km, corrected to L2A",
                            "page": f"A4 landscape at {DPI} dots an inch", "picture": "docs/images/figure.png"},
                  ["The scale bar is found on the picture as its longest dark row under the map; 2 km are told.",
                   "The window's picture may differ where fonts are hinted otherwise."])


def bar_ratio(values: np.ndarray, place: tuple) -> float:
    """The bar of 2 km on this page: pixels of its outline to metres of the ground, over 2,000."""
    dots = DPI / 25.4
    low = values[:, int(184 * dots):int(198 * dots), int(150 * dots):]
    dark = (low < 90).all(axis=0)
    longest = 0
    for row in dark:
        edges = np.flatnonzero(np.diff(np.concatenate([[0], row.astype(int), [0]])))
        runs = edges[1::2] - edges[::2]
        longest = max(longest, int(runs.max()) if runs.size else 0)
    # UTM 30 at 1.72 W: 0.9996 (1 + (95.5 km / 6,379 km)^2 / 2) metres of the grid a metre of the ground.
    scale_factor = 0.9996 * (1 + (95.5 / 6379) ** 2 / 2)
    return longest * place[1] / scale_factor / 2000.0
