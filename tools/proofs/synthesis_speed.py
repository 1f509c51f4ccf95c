"""Synthesis: its price beside reading and writing, its numbers beside exact ones, no seam, dates inside the window."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from . import LINK, ROOT, Figure, NotReady, Result, one_core
from .l2a_scenes import CORNER, write_products

NAME = "synthesis_speed"
TITLE = "Synthesis: what it costs beside reading and writing, exact means, no seam between orbits"
#: Side and dates of the two scenes of ten bands: a sixteenth of a tile, and a whole one.
SIXTEENTH, WHOLE = (2744, 36), (10980, 6)
_TIMES, _SMALL = {SIXTEENTH: 3, WHOLE: 1}, (700, 8)
_BLOCK = 512
#: Random grounds of the seam, and how far their kernels are from the mean ones.
_GROUNDS, _SPREAD = 10, 0.4

MEASURE = """
import sys, time
if not {compiled}:
    # As where numba is not installed.
    sys.modules["numba"] = None
sys.path.insert(0, {build!r})
from bocage.core.chains.synthesis import SynthesisSettings, run_synthesis
from bocage.core.engine.progress import SilentProgress
began = time.process_time()
result = run_synthesis(SynthesisSettings(tuple({products!r}), {output!r}, window=366, threads=1), SilentProgress())
seconds = time.process_time() - began
# Peak of this program alone: what getrusage says counts the one that began it.
peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(seconds, int(peak) / 1000)
print(result.product)
"""


def measured(products: list[str], output: Path, compiled: bool = True) -> tuple[float, float, str]:
    """Seconds of one processor (numba's compiling among them), megabytes at most, and the product, of a program of
    its own.
    """
    code = MEASURE.format(build=str(LINK.parent), products=products, output=str(output), compiled=compiled)
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    figures, product = answer.stdout.strip().split("\n")
    seconds, megabytes = (float(word) for word in figures.split())
    return seconds, megabytes, product


def floor(products: list[str], result: str, copy: Path) -> tuple[float, float]:
    """Seconds of processor to read once all that the weights and the composite need, and to write the very files of
    the result; the second is the share of their overviews.
    """
    from bocage.core.engine.raster import Raster, RasterWriter

    start = time.process_time()
    for path in (path for product in products for path in needed(product)):
        with Raster(path) as raster:
            for band in range(1, raster.count + 1):
                if raster.count > 1 and band == 1:
                    # Water vapour, which nothing asks for.
                    continue
                for row in range(0, raster.grid.shape[0], _BLOCK):
                    raster.read(band, (row, 0, min(_BLOCK, raster.grid.shape[0] - row), raster.grid.shape[1]))
    spent, overviews = time.process_time() - start, 0.0
    for path in sorted(Path(result).rglob("*.tif")):
        flags = "_FLG_" in path.name
        with Raster(str(path)) as source, RasterWriter(str(copy), source.grid, "uint8" if flags else "int16", 1,
                                                       source.nodata) as writer:
            for row in range(0, source.grid.shape[0], _BLOCK):
                pixels = source.read(1, (row, 0, min(_BLOCK, source.grid.shape[0] - row), source.grid.shape[1]))
                start = time.process_time()
                writer.write(pixels, 1, row, 0)
                writer.flush()
                spent += time.process_time() - start
            start = time.process_time()
            writer.close("NEAREST" if flags else "AVERAGE")
            overviews += time.process_time() - start
        copy.unlink()
    return spent + overviews, overviews


def needed(product: str) -> list[str]:
    """Files of a product that a synthesis reads: bands, masks of the finest group, AOT."""
    return [str(path) for path in sorted(Path(product).rglob("*.tif"))
            if "_SRE_" in path.name or any(f"_{mask}_R1" in path.name for mask in ("CLM", "MG2", "EDG", "SAT", "ATB"))]


def price(work: Path, scene: tuple[int, int], label: str) -> list[Figure]:
    """The median of some runs, each with its floor beside it."""
    (side, dates), times = scene, _TIMES[scene]
    products = write_products(work / f"{side}_{dates}", side, dates)
    output = work / "l3a"
    runs = []
    for _ in range(times):
        with one_core():
            seconds, megabytes, product = measured(products, output)
            least, overviews = floor(products, product, work / "copy.tif")
        runs.append((seconds, least, overviews, megabytes, (seconds - overviews) / (least - overviews)))
        shutil.rmtree(output)
    told = []
    if scene == SIXTEENTH:
        with one_core():
            plain, _, product = measured(products, output, compiled=False)
            least, overviews = floor(products, product, work / "copy.tif")
        told = [Figure(f"{label}: the same by numpy alone, one run", (plain - overviews) / (least - overviews))]
        shutil.rmtree(output)
    seconds, least, overviews, megabytes, ratio = (float(np.median(one)) for one in zip(*runs))
    return [Figure(f"{label}: synthesis over reading and writing, median of {times}", ratio, "", 1.5),
            Figure(f"{label}: seconds of one processor", seconds, "s"),
            Figure(f"{label}: reading and writing alone", least, "s"),
            Figure(f"{label}: of which overviews", overviews, "s"),
            *told,
            Figure(f"{label}: peak memory", megabytes, "MB", 2000.0)]


class Truth:
    """Means of one group, of all dates at once in double precision, pixel by pixel: what a synthesis should be."""

    def __init__(self, found: Any, group: str) -> None:
        from bocage.core.chains.pixels.reading import PixelReader
        from bocage.core.chains.pixels.variables import variables
        from bocage.core.chains.synthesis.masks import states
        from bocage.core.engine.resample import bilinear

        names, grid = found.groups[group], found.grids[group]
        sums = {land: np.zeros((len(names) + 2, *grid.shape)) for land in (True, False)}
        self.least, self.most = np.full(grid.shape, 999.0), np.full(grid.shape, -999.0)
        for one in found.dates:
            with PixelReader(one.product) as reader:
                read = reader.values(variables(one.product, names), grid).astype(float)
                state = states(reader.flags(grid, variables(one.product, names)))
            weight = np.maximum(bilinear(one.weight, found.cells, grid), np.float32(1e-3)).astype(float)
            for index, name in enumerate(names):
                read[index] *= bilinear(one.factors[name], found.cells, grid)
            layers = np.stack([*np.nan_to_num(read) * 1e4, np.full(grid.shape, one.days), np.ones(grid.shape)])
            for land, used in ((True, state == 4), (False, (state == 2) | (state == 3))):
                sums[land] += layers * weight * used
            self.least = np.where(state >= 2, np.minimum(self.least, one.days), self.least)
            self.most = np.where(state >= 2, np.maximum(self.most, one.days), self.most)
        chosen = np.where(sums[True][-1] > 0, sums[True], sums[False])
        self.seen = chosen[-1] > 0
        means = chosen[:-1, self.seen] / chosen[-1, self.seen]
        self.values, self.days = means[:-1], means[-1]


def exact(work: Path) -> list[Figure]:
    """Every pixel of a small scene beside exact means."""
    from bocage.core.chains.synthesis import SynthesisSettings, run_synthesis
    from bocage.core.chains.synthesis.composing import day_of_year
    from bocage.core.chains.synthesis.inputs import inputs
    from bocage.core.engine.progress import SilentProgress

    settings = SynthesisSettings(tuple(write_products(work / "small", *_SMALL)), str(work / "l3a"), threads=1)
    found, result = inputs(settings, SilentProgress()), run_synthesis(settings, SilentProgress())

    far = off = 0.0
    count = moved = outside = wrong = 0
    for group, names in found.groups.items():
        truth = Truth(found, group)
        for name, means in zip(names, truth.values):
            numbers = _read(result, f"FRC_{name}")[truth.seen]
            far = max(far, float(np.abs(numbers - means).max()))
            moved += int(np.count_nonzero(numbers != np.rint(means)))
            count += numbers.size
        dates = _read(result, f"DTS_{group}", "MASKS")
        days = dates[truth.seen].astype(float) - day_of_year(found.centre)
        off = max(off, float(np.abs(days - truth.days).max()))
        outside += int(np.count_nonzero((days < truth.least[truth.seen]) | (days > truth.most[truth.seen])))
        clear = _read(result, f"FLG_{group}", "MASKS") >= 2
        wrong += int(np.count_nonzero(clear != truth.seen) + np.count_nonzero((dates != -10000) != truth.seen))
    shutil.rmtree(work / "l3a")
    return [Figure("numbers compared with exact means", count, "", 2_500_000, "at least"),
            Figure("largest distance from the exact mean, reflectance x 10,000", far, "", 0.51),
            Figure("numbers that round otherwise than the exact mean", 100.0 * moved / count, "%", 0.5),
            Figure("DTS: largest distance from the exact mean date", off, "days", 0.51),
            Figure("DTS: pixels outside the clear dates of their own", outside, "", 0),
            Figure("FLG and DTS: pixels said clear that are not, or the reverse", wrong, "", 0)]


def _read(result: Any, key: str, folder: str = "") -> np.ndarray:
    from bocage.core.engine.raster import Raster

    with Raster(str(Path(result.product) / folder / f"{result.identifier}_{key}.tif")) as raster:
        return raster.read()


#: Day, orbit, share of the columns seen, azimuth of the view: the west of one swath, the whole of the other.
_ORBITS = (("20180712", 137, 0.5, 286.0), ("20180715", 94, 1.0, 104.0))
_SEEN = {"B2": "blue", "B4": "red", "B8": "nir"}


def _two_orbits(folder: Path, rng: np.random.Generator, side: int) -> list[str]:
    """Products of a ground whose kernels are drawn, under directions that are drawn."""
    sys.path.insert(0, str(ROOT / "tests" / "chains"))
    from bocage.core.atmosphere.brdf import COEFFICIENTS, li_sparse, ross_thick
    from bocage.core.products.model import AngleGrid
    from dated_product import grid, numbers
    from l2a_pair import L2A, ROLES, write_muscate

    count, products = side // 10, []
    grids = {"R1": grid(10, CORNER, side), "R2": grid(20, CORNER, side)}
    kernels = {band: np.array(COEFFICIENTS[role]) * (1, *rng.uniform(1 - _SPREAD, 1 + _SPREAD, 2))
               for band, role in _SEEN.items()}
    zenith, azimuth = rng.uniform(25, 60), rng.uniform(130, 170)
    for later, (day, orbit, share, side_seen) in enumerate(_ORBITS):
        sun, view = (zenith - 2 * later, azimuth + 5 * later), (rng.uniform(6, 11.5), side_seen)
        unseen = np.broadcast_to(np.arange(count) >= share * count, (count, count))
        values = {}
        for band, kernel in kernels.items():
            thick, sparse = (one(*np.radians([sun[0], view[0], sun[1] - view[1]])) for one in (ross_thick, li_sparse))
            values[band] = np.where(unseen, -10000, round(float(1e4 * (kernel @ (1, thick, sparse)))))
        angles = [AngleGrid(np.full((4, 4), one), np.full((4, 4), other), *CORNER, 5000.0, 5000.0)
                  for one, other in (sun, view)]
        source = {"acquired": datetime.strptime(f"{day}T110351+0000", "%Y%m%dT%H%M%S%z"), "sun": angles[0],
                  "view": {name: {4: angles[1]} for name in ROLES}, "mean_view": {}, "mean_sun": sun,
                  "relative_orbit": orbit,
                  "identifier": f"S2A_MSIL1C_{day}T110351_N0206_R{orbit:03}_T30TWT_{day}T132421"}
        products.append(write_muscate(folder, L2A(numbers(values, side), {"EDG": unseen.astype(np.uint8)}, grids,
                                                  source=source)))
    return products


def seams(work: Path) -> list[Figure]:
    """Random grounds and directions: an orbit that saw half of the scene, another the whole, through the whole chain.

    A step is of neighbouring columns, or of what lies far from the edge on both sides, the larger.
    """
    from bocage.core.chains.synthesis import SynthesisSettings, run_synthesis
    from bocage.core.engine.progress import SilentProgress

    rng = np.random.default_rng(94)
    steps: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(_GROUNDS):
        products = _two_orbits(work / "ground", rng, 3000)
        for corrected, found in steps.items():
            result = run_synthesis(SynthesisSettings(tuple(products), str(work / "l3a"), "2018-07-15",
                                                     directional=corrected, threads=1), SilentProgress())
            for band in _SEEN:
                row = _read(result, f"FRC_{band}")[150].astype(float) / 1e4
                apart = abs(float(row[10:30].mean() - row[270:290].mean()))
                found.append(max(float(np.abs(np.diff(row)).max()), apart))
            shutil.rmtree(work / "l3a")
        shutil.rmtree(work / "ground")
    return [Figure(f"largest step between two orbits, {_GROUNDS} random grounds in blue, red and near infrared",
                   max(steps[True]), "reflectance", 0.005),
            Figure("the same without the correction of directions", max(steps[False]), "reflectance", 0.005,
                   "at least"),
            Figure("median step, corrected", float(np.median(steps[True])), "reflectance"),
            Figure("median step, not corrected", float(np.median(steps[False])), "reflectance")]


def prove(work: Path) -> Result:
    """Half an hour on a quiet machine; the simulated scenes are kept under ``work``."""
    if not Path("/proc/self/status").exists():
        raise NotReady("Peak memory is read from /proc: run this proof on Linux.")
    place = work / NAME
    place.mkdir(parents=True, exist_ok=True)
    figures = exact(place) + seams(place)
    for scene, label in ((SIXTEENTH, "1/16 tile x 36 dates x 10 bands"), (WHOLE, "tile x 6 dates x 10 bands")):
        figures += price(place, scene, label)
    return Result(figures, {
        "scenes": "simulated L2A products in MUSCATE's layout: 4 bands of 10 m and 6 of 20 m, fields, seasons, noise, "
                  "clouds over a third with their shadows, water, two orbits of which one ends in the tile",
        "floor": "every band, the masks of the finest group and the AOT read once, the very files of the result "
                 "written by the same writer; the ratio leaves overviews out on both sides",
        "sums": "compiled by numba; by numpy alone where said, as where numba is not installed",
        "machine": f"load {os.getloadavg()[0]:.1f} at the end, one thread on one core, seconds of processor"},
        ["Grounds: the mean kernels of Roy et al. with their volume and geometry each times 0.6 to 1.4; sun 25 to 60 "
         "degrees, view 6 to 11.5 degrees from both sides."])
