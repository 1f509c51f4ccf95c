"""Maps compared with sources and with themselves: against brute force, then a whole tile beside its reading.

The references work pixel by pixel (``tests/chains/maps_by_hand.py``); blocks of random size cut the maps.
"""

from __future__ import annotations

import csv
import os
import statistics
import subprocess
import sys
from pathlib import Path

import numpy as np

from . import LINK, ROOT, Figure, NotReady, Result

sys.path.insert(0, str(ROOT / "tests" / "chains"))

import maps_by_hand as hand  # noqa: E402
from bocage.core.chains.comparemaps import CompareMapsSettings, compare_maps, tally  # noqa: E402
from bocage.core.chains.mapstability import MapStabilitySettings, map_stability  # noqa: E402
from bocage.core.engine.grid import Grid  # noqa: E402
from bocage.core.engine.progress import SilentProgress  # noqa: E402
from bocage.core.engine.raster import Raster, RasterWriter, transform_points  # noqa: E402
from bocage.core.validation.crosswalk import Correspondence, Crosswalk  # noqa: E402

NAME = "compare_maps"
TITLE = "Maps compared with a source, and between years: as brute force says; time beside reading, memory"
MAPS, SIDE, HALF = 60, 10980, 5490
#: Each is measured so many times by turns; medians are told.
ROUNDS = 3
#: GDAL keeps what it has decoded up to 5 % of the machine's memory, overviews of outputs among it: held to so many MB
#: where memory is compared.
CACHE = "64"
UTM = (600000.0, 10.0, 0.0, 4900000.0, 0.0, -10.0)
CASES = ("reading", "figures", "raster", "edges", "polygons", "years reading", "years")

MEASURE = """
import sys, time
sys.path.insert(0, {build!r})
import numpy as np
from osgeo import ogr
from bocage.core.chains.comparemaps import CompareMapsSettings, PolygonSource, compare_maps
from bocage.core.chains.mapstability import MapStabilitySettings, map_stability
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster
what, paths, output = {what!r}, {paths!r}, {output!r}

def squares(bounds):
    left, bottom, right, top = bounds
    steps = [np.linspace(low, high, 151) for low, high in ((left, right), (bottom, top))]
    for k, (x0, x1) in enumerate(zip(steps[0], steps[0][1:])):
        for j, (y0, y1) in enumerate(zip(steps[1], steps[1][1:])):
            wkt = f"POLYGON(({{x0}} {{y0}},{{x1}} {{y0}},{{x1}} {{y1}},{{x0}} {{y1}},{{x0}} {{y0}}))"
            yield str((k * 7 + j) % 23 + 1), bytes(ogr.CreateGeometryFromWkt(wkt).ExportToWkb())

with Raster(paths[0]) as raster:
    grid = raster.grid
items = list(squares(grid.bounds)) if what == "polygons" else []
began = time.perf_counter()
if what.endswith("reading"):
    for path in paths:
        with Raster(path) as raster:
            for start in range(0, grid.shape[0], 512):
                raster.read(1, (start, 0, min(512, grid.shape[0] - start), grid.shape[1]))
elif what == "years":
    map_stability(MapStabilitySettings(paths, ["1", "2", "3"], output=output, history=output + "_h.tif"),
                  SilentProgress())
elif what == "polygons":
    compare_maps(CompareMapsSettings(paths[0], polygons=PolygonSource(items, grid.crs, "squares"), output=output),
                 SilentProgress())
else:
    compare_maps(CompareMapsSettings(paths[0], paths[1], output=output if what != "figures" else "",
                                     edge_m={{"figures": 0.0, "raster": 0.0}}.get(what, 100.0)), SilentProgress())
seconds = time.perf_counter() - began
# Peak of this program alone: what getrusage says counts the one that began it.
peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(seconds, int(peak) / 1000)
"""


def prove(work: Path) -> Result:
    """All of it; some ten minutes."""
    work = work / NAME
    work.mkdir(parents=True, exist_ok=True)
    return Result([*compared(work), *elsewhere(work), *followed(work), *large(work)],
                  {"random maps": MAPS, "tile, pixels a side": SIDE},
                  [f"Tile: 23 classes in squares of 16 pixels, 10 % of the pixels at random, ZSTD; medians of {ROUNDS} "
                   "rounds by turns, one thread, ratios within a round. Edges: 100 m. Polygons: 22,500. Years: three "
                   "maps, both rasters."])


def write(path: Path, values: np.ndarray, crs: str = "EPSG:32631", transform: tuple[float, ...] = UTM) -> str:
    """A map of small numbers; 0 is no data."""
    with RasterWriter(str(path), Grid(crs, transform, values.shape), "uint8", nodata=0) as writer:  # type: ignore
        writer.write(values.astype(np.uint8))
        writer.close()
    return str(path)


def read(path: Path) -> np.ndarray:
    """Band 1."""
    with Raster(str(path)) as raster:
        return raster.read()


def compared(work: Path) -> list[Figure]:
    """States, edges and shares of random pairs with random tables."""
    rng = np.random.default_rng(21)
    differ = pixels = 0
    worst = 0.0
    kept = tally.ROWS, tally.COLUMNS
    try:
        for _ in range(MAPS):
            shape = tuple(rng.integers(4, 40, 2))
            tally.ROWS, tally.COLUMNS = (int(one) for one in rng.integers(3, 40, 2))
            one, other = (np.kron(rng.integers(0, 6, (shape[0] // 4 + 1, shape[1] // 4 + 1)),
                                  np.ones((4, 4), int))[:shape[0], :shape[1]] for _ in range(2))
            one, other = one.copy(), other.copy()
            one[0, :2], other[0, :2] = (1, 2), (1, 1)
            admits = {code: set(rng.choice(np.arange(1, 5), 2).tolist()) for code in range(1, 5)}
            admits[1] |= {1, 2}
            table = Crosswalk(tuple(Correspondence(str(code), tuple(sorted(found)))
                                    for code, found in admits.items()), frozenset(range(1, 5)))
            reach = int(rng.integers(0, 4))
            report = compare_maps(CompareMapsSettings(
                write(work / "a.tif", one), write(work / "b.tif", other), table=table, edge_m=10.0 * reach - 1 + (
                    not reach), output=str(work / "o.tif")), SilentProgress()).report
            states = hand.states_by_hand(one, other, {**admits, 5: set()}, {5}, {5})
            differ += int((read(work / "o.tif") != states).sum())
            pixels += one.size
            agree, both = states == 1, (states == 1) | (states == 2)
            truth = [(report["agreement"], agree.sum() / both.sum())]
            edge = hand.edges_by_hand(other, reach) if reach else np.zeros(one.shape, bool)
            if reach and (both & ~edge).any():
                truth.append((report["inside"]["agreement"], (agree & ~edge).sum() / (both & ~edge).sum()))
            worst = max(worst, *(abs(found - share) for found, share in truth))
    finally:
        tally.ROWS, tally.COLUMNS = kept
    worst = float(worst)
    return [Figure("pairs of maps: pixels compared", pixels),
            Figure("pairs of maps: states that differ from brute force", differ, "", 0),
            # Areas of pixels vary a little along a map: shares of ground are not shares of pixels.
            Figure("pairs of maps: greatest difference of agreement, whole or inside edges", worst, "", 1e-4)]


def elsewhere(work: Path) -> list[Figure]:
    """A source in another CRS under the centres of the map; hectares in three CRS."""
    rng = np.random.default_rng(22)
    one = rng.integers(1, 6, (300, 400))
    path, wrong, total = write(work / "map.tif", one), 0, 0
    grid = Grid("EPSG:32631", UTM, one.shape)
    across, down = np.meshgrid(grid.x(), grid.y())
    for crs, pixel in (("EPSG:4326", 0.0002), ("EPSG:3857", 21.0), ("EPSG:3035", 100.0), ("EPSG:2154", 4.0)):
        x, y = transform_points(across, down, "EPSG:32631", crs)
        shape = int((y.max() - y.min()) / pixel * 0.8), int((x.max() - x.min()) / pixel * 0.8)
        transform = (float(x.min()) + 0.1 * pixel * shape[1], pixel, 0.0, float(y.max()) - 0.1 * pixel * shape[0], 0.0,
                     -pixel)
        other = rng.integers(1, 6, shape)
        compare_maps(CompareMapsSettings(path, write(work / "s.tif", other, crs, transform), edge_m=0.0,
                                         output=str(work / "o.tif")), SilentProgress())
        column = np.floor((x - transform[0]) / pixel).astype(int)
        row = np.floor((transform[3] - y) / pixel).astype(int)
        inside = (row >= 0) & (row < shape[0]) & (column >= 0) & (column < shape[1])
        under = other[row.clip(0, shape[0] - 1), column.clip(0, shape[1] - 1)]
        wrong += int((read(work / "o.tif") != np.where(inside, np.where(under == one, 1, 2), 4)).sum())
        total += one.size
    return [Figure("sources in other coordinate systems: pixels that took a neighbour", 100.0 * wrong / total, "%",
                   1.0),
            Figure("hectares in UTM, Mercator and degrees: greatest difference from the ellipsoid", _areas(work),
                   "%", 0.01)]


def _areas(work: Path) -> float:
    """Of one class in the north and one in the south: what the whole weighs would hide their faults."""
    worst = 0.0
    for crs, transform in (("EPSG:32631", UTM), ("EPSG:3857", (133000.0, 14.0, 0.0, 5405000.0, 0.0, -14.0)),
                           ("EPSG:3857", (133000.0, 900.0, 0.0, 8405000.0, 0.0, -900.0)),
                           ("EPSG:4326", (1.2, 0.0001, 0.0, 43.6, 0.0, -0.0001)),
                           ("EPSG:4326", (1.2, 0.001, 0.0, 53.6, 0.0, -0.001)),
                           ("EPSG:4326", (1.2, 0.05, 0.0, 70.0, 0.0, -0.05))):
        grid = Grid(crs, transform, (700, 900))
        values = np.ones(grid.shape, int)
        values[350:] = 2
        path = write(work / "z.tif", values, crs, transform)
        found = {row["value"]: row["hectares"] for row in compare_maps(
            CompareMapsSettings(path, path), SilentProgress()).report["by_map_class"]}
        years = map_stability(MapStabilitySettings([path, path], ["1", "2"]), SilentProgress()).report["by_class"]
        for value, first, last in ((1, 0, 350), (2, 350, 700)):
            truth = hand.ground_ha(grid, first, last)
            mean = next(row["mean_ha"] for row in years if row["value"] == value)
            worst = max(worst, *(float(100.0 * abs(one / truth - 1.0)) for one in (found[value], mean)))
    return worst


def followed(work: Path) -> list[Figure]:
    """Changes and histories of random series."""
    rng = np.random.default_rng(23)
    differ = pixels = 0
    for _ in range(MAPS):
        shape = tuple(rng.integers(3, 25, 2))
        first = rng.integers(1, 6, shape)
        maps = [np.where(rng.random(shape) < 0.35, rng.integers(0, 6, shape), first)
                for _ in range(int(rng.integers(2, 7)))]
        maps[0][0, 0] = maps[1][0, 0] = 1
        rotating = tuple(rng.choice(np.arange(1, 6), 2).tolist())
        wrong = frozenset(zip(*rng.integers(1, 6, (2, 4)).tolist()))
        paths = [write(work / f"y{number}.tif", one) for number, one in enumerate(maps)]
        map_stability(MapStabilitySettings(
            paths, [str(number) for number in range(len(maps))], rotating=rotating, implausible=wrong,
            output=str(work / "n.tif"), history=str(work / "h.tif")), SilentProgress())
        changes, history, *_ = hand.by_hand(maps, rotating, wrong)
        differ += int((read(work / "n.tif") != changes).sum() + (read(work / "h.tif") != history).sum())
        pixels += first.size * len(maps)
    return [Figure("series of maps: pixels followed", pixels),
            Figure("series of maps: numbers of changes and histories that differ from brute force", differ, "", 0)]


def large(work: Path) -> list[Figure]:
    """Time and memory of one process each. Kept as CSV: a second run resumes."""
    if not Path("/proc/self/status").exists():
        raise NotReady("Peak memory is read from /proc: run this proof on Linux.")
    kept = work / "large.csv"
    done = list(csv.reader(kept.open(encoding="utf-8"))) if kept.exists() else []
    known = {(row[0], row[1], row[2]) for row in done}
    wanted = [(what, SIDE, number, "") for number in range(ROUNDS) for what in CASES]
    wanted += [(what, side, 0, CACHE) for side in (SIDE, HALF) for what in ("edges", "years")]
    for what, side, number, cache in wanted:
        name = f"{what} {cache}".strip()
        if (name, str(side), str(number)) in known:
            continue
        paths = [_large_map(work / f"large_{side}_{year}.tif", side, year)
                 for year in range(3 if what.startswith("years") else 2)]
        code = MEASURE.format(build=str(LINK.parent), what=what, paths=paths, output=str(work / "large_o.tif"))
        environment = {**os.environ, **({"GDAL_CACHEMAX": cache} if cache else {})}
        answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                                env=environment)
        done.append([name, str(side), str(number), *answer.stdout.split()])
        with open(kept, "w", newline="", encoding="utf-8") as handle:
            csv.writer(handle).writerows(done)
    return _told(done)


def _told(rows: list[list[str]]) -> list[Figure]:
    def median(what: str, side: int, place: int) -> float:
        return statistics.median(float(row[place]) for row in rows if row[0] == what and row[1] == str(side))

    def beside(what: str, reading: str) -> float:
        """Time over that of reading in the same round: the machine's other work weighs on both."""
        times = {(row[0], row[2]): float(row[3]) for row in rows if row[1] == str(SIDE)}
        return statistics.median(times[what, str(number)] / times[reading, str(number)]
                                 for number in range(ROUNDS))

    figures = [Figure("tile: reading both maps", median("reading", SIDE, 3), "s")]
    for what, label, most in (("figures", "agreement, figures only", 4.0), ("raster", "and its raster", 6.0),
                              ("edges", "and edges of 100 m", 8.0),
                              ("polygons", "22,500 polygons, raster, edges", None)):
        figures += [Figure(f"tile: {label}: time", median(what, SIDE, 3), "s"),
                    Figure(f"tile: {label}: time over reading both maps",
                           beside(what, "reading"), "times", most),
                    Figure(f"tile: {label}: peak memory", median(what, SIDE, 4), "MB")]
    figures += [Figure("tile, three years: time over reading them",
                       beside("years", "years reading"), "times"),
                Figure("tile, three years: peak memory", median("years", SIDE, 4), "MB")]
    return figures + [Figure(f"{what}, GDAL's cache at {CACHE} MB: memory of the tile over that of a quarter of it",
                             median(f"{what} {CACHE}", SIDE, 4) / median(f"{what} {CACHE}", HALF, 4), "times", 1.5)
                      for what in ("edges", "years")]


def _large_map(path: Path, side: int, seed: int) -> str:
    """Squares of 16 pixels of one ground, noise of its own; written strip after strip."""
    if path.exists():
        return str(path)
    ground, rng = np.random.default_rng(1), np.random.default_rng(100 + seed)
    with RasterWriter(str(path), Grid("EPSG:32631", UTM, (side, side)), "uint8", nodata=0) as writer:
        for start in range(0, side, 512):
            rows = min(512, side - start)
            squares = ground.integers(1, 24, (32, SIDE // 16 + 1), dtype=np.uint8)[:, :side // 16 + 1]
            wide = np.kron(squares, np.ones((16, 16), np.uint8))[:rows, :side]
            noise = rng.integers(1, 24, wide.shape, dtype=np.uint8)
            writer.append(np.where(rng.random(wide.shape, dtype=np.float32) < 0.1, noise, wide))
        writer.close()
    return str(path)
