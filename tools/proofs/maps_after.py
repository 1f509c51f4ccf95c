"""Regularise, fuse, vectorise: against plain references on random small maps, then time and memory on larger ones.

The references work pixel by pixel and patch by patch (``tests/landcover/regularise_by_hand.py``), Dempster's rule on
sets (``tests/landcover/fusion_by_hand.py``). Strips of random height cut the maps, so that joining is tried too.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from . import LINK, ROOT, Figure, NotReady, Result

sys.path.insert(0, str(ROOT / "tests" / "landcover"))

import fusion_by_hand as by_sets  # noqa: E402
import regularise_by_hand as hand  # noqa: E402
from bocage.core.engine.grid import Grid  # noqa: E402
from bocage.core.engine.progress import SilentProgress  # noqa: E402
from bocage.core.engine.raster import Raster, RasterWriter  # noqa: E402
from bocage.core.landcover import code_source, fusion  # noqa: E402
from bocage.core.landcover.outlines import polygons_of_wkb  # noqa: E402
from bocage.core.landcover.regularise import RegulariseSettings, regularise  # noqa: E402
from bocage.core.landcover.vectorise import VectoriseSettings, vectorise  # noqa: E402
from osgeo import ogr  # noqa: E402

NAME = "maps_after"
TITLE = "Regularise, fuse, vectorise: as brute force says, areas conserved, memory bounded"
MAPS, SHAPES = 300, ((1536, 2048), (6144, 2048))
#: A whole tile of 10 m, and a quarter of it as wide.
TILES = ((2745, 10980), (10980, 10980))
UTM = (600000.0, 10.0, 0.0, 5240000.0, 0.0, -10.0)

MEASURE = """
import sys, time
sys.path.insert(0, {build!r})
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster
from bocage.core.landcover.regularise import RegulariseSettings, regularise
from bocage.core.landcover.vectorise import VectoriseSettings, vectorise
began = time.perf_counter()
if {what!r} == "regularise":
    count = regularise(RegulariseSettings({path!r}, {output!r}, 1, 10), SilentProgress()).merged_patches
else:
    count = sum(1 for _ in vectorise(VectoriseSettings({path!r}, simplify="smooth"), SilentProgress()))
# Peak of this program alone: what getrusage says counts the one that began it.
peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(count, time.perf_counter() - began, int(peak) / 1000)
"""

SIEVE = """
import time
from osgeo import gdal
began = time.perf_counter()
source = gdal.Open({path!r})
target = gdal.GetDriverByName("GTiff").CreateCopy({output!r}, source, 0, ["COMPRESS=DEFLATE", "TILED=YES"])
gdal.SieveFilter(source.GetRasterBand(1), None, target.GetRasterBand(1), 10, 4)
target = None
peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(0, time.perf_counter() - began, int(peak) / 1000)
"""


class Quiet(SilentProgress):
    """Warnings of hundreds of small maps are of no use."""

    def warn(self, code: str, **fields: Any) -> None:
        """Nothing."""




def prove(work: Path) -> Result:
    """All of it; under a quarter of an hour."""
    work = work / NAME
    work.mkdir(parents=True, exist_ok=True)
    figures = [*regularised(work), *fused(), *vectorised(work), *large(work), *tile(work)]
    return Result(figures, {"random maps": MAPS, "larger maps, rows x columns": [list(shape) for shape in SHAPES],
                            "tile and its quarter, rows x columns": [list(shape) for shape in TILES]},
                  ["Smooth outlines: the area of a map without holes is that of its pixels; no two polygons overlap.",
                   "gdal_sieve is GDAL's SieveFilter with the same minimum unit of 10 pixels, without the majority.",
                   "Larger maps: 17 classes in squares of 16 pixels, 20 % of the pixels at random; one thread."])


def write(path: Path, codes: np.ndarray) -> str:
    """A map of small numbers; 0 is no data."""
    with RasterWriter(str(path), Grid("EPSG:32630", UTM, codes.shape), "uint8", nodata=0) as writer:
        writer.write(np.where(codes == hand.NONE, 0, codes).astype(np.uint8))
        writer.close()
    return str(path)


def maps(seed: int) -> Iterator[tuple[np.random.Generator, np.ndarray]]:
    """Random maps of up to 25 pixels a side; a third in squares, half with holes. Strips of random height."""
    rng = np.random.default_rng(seed)
    kept = code_source.STRIP_ROWS
    try:
        for number in range(MAPS):
            shape = tuple(rng.integers(2, 26, 2))
            codes = rng.integers(1, rng.integers(3, 7), shape).astype(np.int32)
            if number % 3 == 0:
                squares = rng.integers(1, 5, (shape[0] // 4 + 1, shape[1] // 4 + 1))
                wide = np.kron(squares, np.ones((4, 4), int))[:shape[0], :shape[1]]
                codes = np.where(rng.random(shape) < 0.75, wide, codes).astype(np.int32)
            codes[rng.random(shape) < rng.choice([0.0, 0.15])] = hand.NONE
            code_source.STRIP_ROWS = int(rng.integers(1, 9))
            yield rng, codes
    finally:
        code_source.STRIP_ROWS = kept


def regularised(work: Path) -> list[Figure]:
    """Pixels that differ from the reference; area of all classes; classes left alone."""
    differ = area = alone = pixels = 0
    for number, (rng, codes) in enumerate(maps(11)):
        radius, bound, kept = int(rng.integers(0, 3)), int(rng.integers(1, 30)), ((2,) if number % 4 == 0 else ())
        output = work / "regular.tif"
        result = regularise(RegulariseSettings(write(work / "map.tif", codes), str(output), radius, bound, kept=kept),
                            Quiet())
        with Raster(str(output)) as raster:
            found = raster.read().astype(np.int32)
        found[found == 0] = hand.NONE
        expected = hand.merge(hand.majority(codes, radius, kept) if radius else codes, bound, kept)
        differ += int((found != expected).sum())
        area += sum(result.before.pixels.values()) - sum(result.after.pixels.values())
        area += int(((found == hand.NONE) != (codes == hand.NONE)).sum())
        alone += sum(int(((found == value) != (codes == value)).sum()) for value in kept)
        pixels += codes.size
    return [Figure("regularise: pixels compared", pixels),
            Figure("regularise: pixels that differ from the patch-by-patch reference", differ, "", 0),
            Figure("regularise: pixels gained or lost by all classes together", area, "", 0),
            Figure("regularise: pixels gained or lost by classes left alone", alone, "", 0)]


def fused() -> list[Figure]:
    """Votes and beliefs against those of one pixel at a time."""
    rng = np.random.default_rng(12)
    wrong, worst, pixels = 0, 0.0, 0
    for _ in range(MAPS // 5):
        codes = rng.integers(1, 5, (int(rng.integers(2, 6)), 6, 6)).astype(np.int32)
        codes[rng.random(codes.shape) < 0.2] = hand.NONE
        numbers = rng.random(codes.shape) * 0.99
        voted, believed = fusion.vote(codes, numbers, None), fusion.dempster_shafer(codes, numbers, None)
        for row, column in np.ndindex(codes.shape[1:]):
            opinions, each = codes[:, row, column].tolist(), numbers[:, row, column].tolist()
            pixels += 1
            wrong += voted.codes[row, column] != by_sets.by_hand(opinions, each, None)[0]
            if set(opinions) == {hand.NONE}:
                continue
            belief, conflict = by_sets.on_sets(opinions, each, (1, 2, 3, 4))
            wrong += believed.codes[row, column] != max(belief, key=lambda code: belief[code])
            worst = max(worst, abs(believed.confidence[row, column] - max(belief.values())),
                        abs(believed.conflict[row, column] - conflict))
    return [Figure("fuse: pixels compared", pixels), Figure("fuse: classes that differ", int(wrong), "", 0),
            Figure("fuse: greatest difference of belief or conflict from Dempster's rule on sets", float(worst), "",
                   1e-12)]


def vectorised(work: Path) -> list[Figure]:
    """Patches and areas against a flood fill; gaps and overlaps of smooth outlines, square pixels."""
    wrong = invalid = polygons = 0
    overlap = gap = 0.0
    for _, codes in maps(13):
        path = write(work / "map.tif", codes)
        found = list(vectorise(VectoriseSettings(path), Quiet()))
        shapes = [ogr.CreateGeometryFromWkb(one.wkb) for one in found]
        truth = sorted((code, len(pixels)) for _, code, pixels in hand.patches(codes))
        wrong += sorted((one.code, round(shape.GetArea() / 100)) for one, shape in zip(found, shapes)) != truth
        smooth = list(vectorise(VectoriseSettings(path, simplify="smooth"), Quiet()))
        every = ogr.Geometry(ogr.wkbMultiPolygon)
        total = 0.0
        for one in smooth:
            shape = ogr.CreateGeometryFromWkb(one.wkb)
            invalid += not shape.IsValid()
            total += shape.GetArea() / 100
            for part in shape:
                every.AddGeometry(part)
        invalid += sum(not shape.IsValid() for shape in shapes)
        polygons += len(smooth)
        wrong += len(smooth) != len(found) or any(not polygons_of_wkb(one.wkb) for one in smooth)
        union = every.UnionCascaded().GetArea() / 100 if smooth else 0.0
        overlap = max(overlap, abs(total - union))
        if (codes != hand.NONE).all():
            gap = max(gap, abs(codes.size - union))
    return [Figure("vectorise: polygons made", polygons),
            Figure("vectorise: maps whose patches or areas differ from a flood fill", wrong, "", 0),
            Figure("vectorise: polygons not valid", invalid, "", 0),
            Figure("vectorise: most overlap of smooth neighbours in a map", overlap, "pixels", 1e-6),
            Figure("vectorise: most gap between smooth neighbours in a full map", gap, "pixels", 1e-6)]


def large(work: Path) -> list[Figure]:
    """Time and memory of one process each, then of a map four times longer. Kept as CSV: a second run resumes."""
    if not Path("/proc/self/status").exists():
        raise NotReady("Peak memory is read from /proc: run this proof on Linux.")
    kept = work / "large.csv"
    if not kept.exists():
        rows = []
        for shape in SHAPES:
            path = _large_map(work / f"large_{shape[0]}.tif", shape)
            output = str(work / f"regular_{shape[0]}.tif")
            for what, source in (("regularise", path), ("vectorise", output)):
                code = MEASURE.format(build=str(LINK.parent), what=what, path=source, output=output)
                answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
                rows.append([shape[0], what, *answer.stdout.split()])
        with open(kept, "w", newline="", encoding="utf-8") as handle:
            csv.writer(handle).writerows(rows)
    figures, memory = [], {}
    for length, what, count, seconds, megabytes in csv.reader(kept.open(encoding="utf-8")):
        memory[int(length), what] = float(megabytes)
        name = f"{what}, {length} x {SHAPES[0][1]} pixels"
        figures += [Figure(f"{name}: time", float(seconds), "s"),
                    Figure(f"{name}: peak memory", float(megabytes), "MB"),
                    Figure(f"{name}: {'patches merged' if what == 'regularise' else 'polygons'}", float(count))]
    return figures + [Figure(f"{what}: memory of the map four times longer over the other",
                             memory[SHAPES[1][0], what] / memory[SHAPES[0][0], what], "times", 1.5)
                      for what in ("regularise", "vectorise")]


def _large_map(path: Path, shape: tuple[int, int]) -> str:
    rng = np.random.default_rng(shape[0])
    squares = rng.integers(1, 18, (shape[0] // 16 + 1, shape[1] // 16 + 1))
    codes = np.kron(squares, np.ones((16, 16), int))[:shape[0], :shape[1]]
    return write(path, np.where(rng.random(shape) < 0.2, rng.integers(1, 18, shape), codes))


#: What runs on a tile: its code, and what GDAL is told. Decoded tiles stay in GDAL's cache, a twentieth of the
#: machine's memory unless it is told otherwise: whether memory grows with the map is judged with little of it.
_SMALL_CACHE = "regularise, GDAL's cache at 64 MB"
_ON_TILES = {"regularise": (MEASURE, {}), "gdal_sieve": (SIEVE, {}), _SMALL_CACHE: (MEASURE, {"GDAL_CACHEMAX": "64"})}


def tile(work: Path) -> list[Figure]:
    """Regularise on a whole tile and on a quarter as wide, GDAL's sieve beside it. Kept as CSV, run by run."""
    kept = work / "tile.csv"
    rows = list(csv.reader(kept.open(encoding="utf-8"))) if kept.exists() else []
    for shape in TILES:
        path, output = str(work / f"tile_{shape[0]}.tif"), str(work / "tile_regular.tif")
        for what, (code, told) in _ON_TILES.items():
            if [str(shape[0]), what] in [row[:2] for row in rows]:
                continue
            if not Path(path).exists():
                _tile_map(Path(path), shape)
            code = code.format(build=str(LINK.parent), what="regularise", path=path, output=output)
            answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                                    env={**os.environ, **told})
            rows.append([str(shape[0]), what, *answer.stdout.split()])
            with open(kept, "w", newline="", encoding="utf-8") as handle:
                csv.writer(handle).writerows(rows)
    figures, memory = [], {}
    for length, what, _, seconds, megabytes in rows:
        memory[what, int(length)] = float(megabytes)
        name, pixels = f"{what}, {length} x {TILES[0][1]} pixels", int(length) * TILES[0][1] / 1e6
        figures += [Figure(f"{name}: time of a million pixels", float(seconds) / pixels, "s"),
                    Figure(f"{name}: peak memory", float(megabytes), "MB")]
    return [*figures, Figure(f"{_SMALL_CACHE}: memory of the tile over that of its quarter",
                             memory[_SMALL_CACHE, TILES[1][0]] / memory[_SMALL_CACHE, TILES[0][0]], "times", 1.5)]


def _tile_map(path: Path, shape: tuple[int, int]) -> None:
    """As ``_large_map``, some rows at a time."""
    rng = np.random.default_rng(shape[0])
    with RasterWriter(str(path), Grid("EPSG:32630", UTM, shape), "uint8", nodata=0) as writer:
        for row in range(0, shape[0], 512):
            rows = min(512, shape[0] - row)
            squares = rng.integers(1, 18, (32, shape[1] // 16 + 1), np.uint8)
            codes = np.kron(squares, np.ones((16, 16), np.uint8))[:rows, :shape[1]]
            noise = rng.integers(1, 18, codes.shape, np.uint8)
            writer.write(np.where(rng.random(codes.shape, np.float32) < 0.2, noise, codes), 1, row)
        writer.close()
