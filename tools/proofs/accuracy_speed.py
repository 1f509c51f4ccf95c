"""A whole tile against 10,000 points, and its geometry: time beyond reading, memory, beside scipy's labelling."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster, RasterWriter
from bocage.core.validation import geometry
from bocage.core.validation.assess import assess
from bocage.core.validation.class_map import STRIP_ROWS
from bocage.core.validation.settings import AccuracySettings, Reference

from . import LINK, Figure, NotReady, Result  # noqa: I001 - puts the plugin on the path

NAME = "accuracy_speed"
TITLE = "Accuracy and geometry of a whole tile: time, memory, scipy's labelling on the same map"
SIDE, POINTS, CLASSES, SEED = 10980, 10_000, 17, 20261124
#: Sides of fields, pixels; share of the smaller ones, and of single pixels.
FIELDS, SMALL, NOISE = (20, 5), 0.20, 0.02
ROUNDS = 3

#: The peak of a program of its own.
MEMORY = """
import json, sys
sys.path.insert(0, {build!r})
sys.path.insert(0, {tools!r})
from proofs import accuracy_speed as proof
proof.{work}({path!r}, {rows})
with open("/proc/self/status", encoding="ascii") as handle:
    peak = next(int(line.split()[1]) for line in handle if line.startswith("VmHWM"))
print(json.dumps(peak / 1024))
"""


def grid(rows: int) -> Grid:
    """Of the tile, or of its upper rows."""
    return Grid("EPSG:32630", (499980.0, 10.0, 0.0, 5300040.0, 0.0, -10.0), (rows, SIDE))


def written(path: Path, whole: int) -> str:
    """A map of fields of two sizes and single pixels, kept between runs."""
    if path.exists():
        return str(path)
    rng = np.random.default_rng(SEED)
    half = path.with_suffix(".part.tif")
    with RasterWriter(str(half), grid(whole), "uint8", nodata=0) as writer:
        for row in range(0, whole, 500):
            rows = min(500, whole - row)
            size = [(rows // one + 1, SIDE // one + 1) for one in FIELDS]
            large, small = (_fields(rng.integers(1, CLASSES + 1, shape, np.uint8), one, rows, SIDE)
                            for shape, one in zip(size, FIELDS))
            cut = _fields((rng.random(size[1]) < SMALL).astype(np.uint8), FIELDS[1], rows, SIDE)
            values = np.where(cut == 1, small, large)
            alone = rng.random(values.shape) < NOISE
            writer.write(np.where(alone, rng.integers(1, CLASSES + 1, values.shape, np.uint8), values), row=row)
        writer.close()
    half.rename(path)
    return str(path)


def _fields(values: np.ndarray, times: int, rows: int, columns: int) -> np.ndarray:
    return np.asarray(np.kron(values, np.ones((times, times), np.uint8))[:rows, :columns])


def reference(path: str, rows: int) -> Reference:
    """Points anywhere on the map, whose class is that of the map but for one in five; strata are the map's classes."""
    rng = np.random.default_rng(SEED)
    row, column = rng.integers(0, rows, POINTS), rng.integers(0, SIDE, POINTS)
    mapped = np.zeros(POINTS, np.int64)
    with Raster(path) as raster:
        for start in range(0, rows, STRIP_ROWS):
            values = raster.read(1, (start, 0, min(STRIP_ROWS, rows - start), SIDE))
            here = np.flatnonzero((row >= start) & (row < start + len(values)))
            mapped[here] = values[row[here] - start, column[here]]
            # Decoded blocks would stay in GDAL's cache: this program's memory is measured.
            raster.forget()
    true = np.where(rng.random(POINTS) < 0.2, rng.integers(1, CLASSES + 1, POINTS), mapped)
    x0, dx, _, y0, _, dy = grid(rows).transform
    return Reference([str(value) for value in true.tolist()], x0 + (column + 0.5) * dx, y0 + (row + 0.5) * dy,
                     stratum=[str(value) for value in mapped.tolist()])


def settings(path: str, points: Reference, work: Path) -> AccuracySettings:
    """Stratified, with every output."""
    return AccuracySettings(map=path, reference=points, reference_name="points", design="stratified",
                            html=str(work / "report.html"), json=str(work / "report.json"),
                            matrix_csv=str(work / "matrix.csv"))


def read_through(path: str) -> None:
    """The map by the strips of an assessment, and nothing else."""
    with Raster(path) as raster:
        rows, columns = raster.grid.shape
        for start in range(0, rows, STRIP_ROWS):
            raster.read(1, (start, 0, min(STRIP_ROWS, rows - start), columns))


def accuracy_of(path: str, rows: int) -> None:
    """An assessment, for its memory."""
    assess(settings(path, reference(path, rows), Path(path).parent), SilentProgress())


def geometry_of(path: str, rows: int) -> None:
    """A measure of geometry, for its memory."""
    geometry.measure(path, SilentProgress())


def peak(work: str, path: str, rows: int) -> float:
    """MB at most of a process that does this alone."""
    done = subprocess.run([sys.executable, "-c", MEMORY.format(
        build=str(LINK.parent), tools=str(Path(__file__).resolve().parents[1]), work=work, path=path, rows=rows)],
        capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-400:])
    return float(json.loads(done.stdout))


def best(work: Callable[[], object]) -> float:
    """Seconds of the best of some rounds."""
    found = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def _labelled(path: str) -> tuple[float, float]:
    """Seconds of scipy's labelling: of the map as one image, and class after class, which gives the same patches."""
    try:
        ndimage = importlib.import_module("scipy.ndimage")
    except ImportError as absent:
        raise NotReady(f"{absent}: pip install -r tools/requirements-prove.txt") from None
    with Raster(path) as raster:
        values = raster.read(1)
    whole = best(lambda: ndimage.label(values))
    start = time.perf_counter()
    for value in range(1, CLASSES + 1):
        ndimage.label(values == value)
    return whole, time.perf_counter() - start


def prove(work: Path) -> Result:
    """Some minutes; the maps are kept under ``work``."""
    place = work / NAME
    place.mkdir(parents=True, exist_ok=True)
    whole, quarter = written(place / "map.tif", SIDE), written(place / "rows.tif", SIDE // 4)
    points = reference(whole, SIDE)
    read_through(whole)
    reading = best(lambda: read_through(whole))
    assessing = best(lambda: assess(settings(whole, points, place), SilentProgress()))
    once, by_class = _labelled(whole)
    measuring = best(lambda: geometry.measure(whole, SilentProgress()))
    figures = [
        Figure(f"bocage:accuracy, {SIDE} x {SIDE} pixels and {POINTS} points, beyond reading", assessing - reading, "s",
               5.0),
        Figure("reading the map alone", reading, "s"),
        Figure("bocage:mapgeometry over scipy.ndimage.label of the map as one image", measuring / once, "", 10.0),
        Figure("bocage:mapgeometry over scipy.ndimage.label class after class", measuring / by_class),
        Figure("bocage:mapgeometry", measuring, "s")]
    for name, what in (("accuracy", "accuracy_of"), ("mapgeometry", "geometry_of")):
        large, small = peak(what, whole, SIDE), peak(what, quarter, SIDE // 4)
        figures += [Figure(f"bocage:{name}, memory at most", large, "MB", 1000.0),
                    Figure(f"bocage:{name}, memory at most, a quarter of the rows", small, "MB"),
                    Figure(f"bocage:{name}, memory of the tile over that of its quarter", large / small, "", 1.2)]
    return Result(figures, {
        "map": f"{CLASSES} classes, fields of {FIELDS[0]} and {FIELDS[1]} pixels, {NOISE:.0%} of single pixels",
        "sample": f"{POINTS} points, strata the classes of the map, a report, its JSON and matrix",
        "load": f"{os.getloadavg()[1]:.1f} over five minutes at the end"},
        [f"The best of {ROUNDS} rounds. Reading the points from a layer of QGIS is not in it.",
         "scipy labels one image of touching pixels, whatever their class; class after class gives the patches that "
         "bocage:mapgeometry counts, which measures edges, corners and seams besides.",
         "A strip is as wide as the map: a map twice as wide has strips twice as large, whatever its height."])
