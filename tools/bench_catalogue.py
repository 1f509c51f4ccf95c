"""The index with a million footprints, and OGR on a GeoPackage of its own with the same records.

    python tools/bench_catalogue.py [--count 1000000] [--work FOLDER]

The tiles are those that Theia made (shared data), a date every three days or so from 2015 on; every other footprint is
cut by the swath. Each stage runs in a process of its own, so that its memory is its own. Prints JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np
from osgeo import gdal, ogr, osr

sys.path.insert(0, str(Path(__file__).resolve().parent))
import simulate  # noqa: F401 - puts the plugin on the path
from bocage.core.catalogue.index import Index
from bocage.core.catalogue.index.cells import cell_grid, placement
from bocage.core.catalogue.index.clear import FULL, ClearGrid
from bocage.core.catalogue.index.clear_pass import write_grid
from bocage.core.catalogue.index.rows import text_time
from bocage.core.catalogue.index.write import find
from bocage.core.catalogue.model import Footprint, Query, SceneRecord
from bocage.core.engine.grid import Grid
from proofs import shared

START = datetime(2015, 7, 1, 10, 56, 0, tzinfo=timezone.utc)
NDL = (-1.78, 47.32, -1.66, 47.39)
FRANCE = (-5.2, 42.3, 8.3, 51.1)
#: Tiles with grids of clear share: all that lie around Notre-Dame-des-Landes.
AROUND = (-3.4, 46.0, -0.3, 48.6)
#: Runs of each query; the best is kept.
REPEATED = 5
INDEX, PEER = "bocage.gpkg", "ogr.gpkg"


def tiles() -> list[tuple[str, Footprint]]:
    """Name and corners of Theia's tiles."""
    dataset = ogr.Open(str(shared.find("data/theia_grids/theia_s2.gpkg")))
    found = []
    for feature in dataset.GetLayer(0):
        geometry = feature.GetGeometryRef()
        while geometry.GetGeometryName() != "POLYGON":
            geometry = geometry.GetGeometryRef(0)
        ring = tuple((x, y) for x, y, *_ in geometry.GetGeometryRef(0).GetPoints())
        found.append((feature.GetField("Name").lstrip("T"), ((ring,),)))
    return found


def records(count: int) -> Iterator[SceneRecord]:
    """The same records for everybody, by date."""
    rng = np.random.default_rng(2018)
    places = tiles()
    dates = -(-count // len(places))
    left = count
    for date in range(dates):
        clouds = np.round(rng.beta(0.6, 0.6, len(places)) * 100, 4)
        shifts = rng.uniform(-1e-3, 1e-3, (len(places), 2))
        for number, (tile, footprint) in enumerate(places[:left]):
            moment = START + timedelta(days=3.1 * date, seconds=13 * number % 7200, milliseconds=number)
            platform = "S2A" if date % 2 else "S2B"
            orbit = 1 + (number * 7 + date) % 143
            name = (f"{platform}_MSIL1C_{moment:%Y%m%dT%H%M%S}_N0206_R{orbit:03d}_T{tile}_"
                    f"{moment + timedelta(hours=2):%Y%m%dT%H%M%S}")
            yield SceneRecord(
                identifier=name, source="cdse", platform=platform, level="L1C", tile=tile, acquired=moment,
                footprint=seen(footprint, shifts[number], date), cloud_percent=float(clouds[number]),
                relative_orbit=orbit, baseline="02.06", collection="sentinel-2-l1c", state="remote")
        left -= len(places)


def seen(footprint: Footprint, shift: np.ndarray, date: int) -> Footprint:
    """What the swath leaves of the tile: all of it, or its western or eastern part."""
    ring = footprint[0][0]
    west, east = min(x for x, _ in ring), max(x for x, _ in ring)
    south, north = min(y for _, y in ring), max(y for _, y in ring)
    dx, dy = float(shift[0]), float(shift[1])
    if date % 2 == 0:
        return ((tuple((x + dx, y + dy) for x, y in ring),),)
    share = 0.3 + 0.4 * (date % 5) / 4
    cut, slant = west + share * (east - west), 0.12 * (east - west)
    left, right = (west, cut) if date % 4 == 1 else (cut, east)
    corners = ((left, south), (right - (slant if right == cut else 0), south), (right, north),
               (left + (slant if left == cut else 0), north))
    moved = tuple((x + dx, y + dy) for x, y in corners)
    return (((*moved, moved[0]),),)


def rectangle(box: tuple[float, float, float, float]) -> Footprint:
    """A box as an area."""
    west, south, east, north = box
    return (((((west, south), (east, south), (east, north), (west, north), (west, south))),),)


def months(number: int) -> list[tuple[datetime, datetime]]:
    """So many different months, spread over the years, in a fixed disorder."""
    rng = np.random.default_rng(47)
    found = []
    for k in rng.permutation(90)[:number]:
        start = datetime(2015 + (6 + int(k)) // 12, 1 + (6 + int(k)) % 12, 1, tzinfo=timezone.utc)
        found.append((start, start + timedelta(days=31)))
    return found


def memory_mb() -> float:
    """Most of it that this process held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Timed:
    """Records, and the seconds that it took to invent them."""

    def __init__(self, count: int) -> None:
        self._source = records(count)
        self.seconds = self.processor_s = 0.0

    def __iter__(self) -> Timed:
        return self

    def __next__(self) -> SceneRecord:
        start, spent = time.perf_counter(), time.process_time()
        try:
            return next(self._source)
        finally:
            self.seconds += time.perf_counter() - start
            self.processor_s += time.process_time() - spent


def load(work: Path, count: int) -> dict[str, Any]:
    """A million records into an empty index."""
    for ending in ("", "-wal", "-shm"):
        (work / (INDEX + ending)).unlink(missing_ok=True)
    made = Timed(count)
    start, spent = time.perf_counter(), time.process_time()
    with Index(work / INDEX) as index:
        added = index.load(made)
        seconds = time.perf_counter() - start - made.seconds
        processor = time.process_time() - spent - made.processor_s
        trees = index.store.connection.execute(
            "SELECT rtreecheck('scene_tree'), rtreecheck('rtree_products_geom')").fetchone()
    return {"added": added, "seconds": seconds, "processor_s": processor, "memory_mb": memory_mb(),
            "trees_sound": trees == ("ok", "ok"), "megabytes": size_mb(work / INDEX)}


def size_mb(path: Path) -> float:
    """The file and what SQLite keeps beside it."""
    return sum(os.path.getsize(place) for place in path.parent.glob(path.name + "*")) / 1e6


def grids(work: Path, count: int) -> dict[str, Any]:
    """Grids of clear share, 110 x 110 cells of made-up clouds, for the tiles around Notre-Dame-des-Landes."""
    near = {tile for tile, ((ring,),) in tiles()
            if AROUND[0] < np.mean([x for x, _ in ring]) < AROUND[2]
            and AROUND[1] < np.mean([y for _, y in ring]) < AROUND[3]}
    rng, made, size = np.random.default_rng(3), 0, 0
    start = time.perf_counter()
    with Index(work / INDEX) as index:
        pending = [scene for scene in records(count) if scene.tile in near]
        places: dict[str, Any] = {}
        for scene in pending:
            # Of its first date, which shows the whole tile.
            if scene.tile not in places:
                places[scene.tile] = grid_of(scene)
        for first in range(0, len(pending), 200):
            with index.store.writing() as connection:
                for scene in pending[first:first + 200]:
                    cells, place = places[scene.tile]
                    grid = ClearGrid(cells, place, "SCL", clouds(rng, float(scene.cloud_percent or 0.0)))
                    write_grid(connection, find(connection, scene.identifier, scene.source) or 0, grid)
                    made, size = made + 1, size + len(grid.packed())
        index.store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return {"tiles": len(near), "made": made, "mean_bytes": size / max(made, 1),
            "seconds": time.perf_counter() - start, "megabytes": size_mb(work / INDEX)}


def grid_of(scene: SceneRecord) -> tuple[Grid, Any]:
    """A tile's cells, in its UTM zone, over the middle of the footprint of its first date."""
    ring = scene.footprint[0][0]
    zone = int(scene.tile[:2])
    change = osr.CoordinateTransformation(reference(4326), reference(32600 + zone))
    x, y, _ = change.TransformPoint(float(np.mean([x for x, _ in ring])), float(np.mean([y for _, y in ring])))
    grid = Grid(f"EPSG:{32600 + zone}", (round(x) - 54900.0, 100.0, 0.0, round(y) + 54900.0, 0.0, -100.0), (1098, 1098))
    cells = cell_grid(grid)
    return cells, placement(cells)


def reference(code: int) -> osr.SpatialReference:
    """By its EPSG number, longitude or easting first."""
    found = osr.SpatialReference()
    found.ImportFromEPSG(code)
    found.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return found


def clouds(rng: np.random.Generator, percent: float) -> np.ndarray:
    """Patches of cloud that cover about so much: smooth noise cut at a level, soft at its edges."""
    noise = rng.standard_normal((14, 14))
    at = np.linspace(0, 12.999, 110)
    low = at.astype(int)
    weight = at - low
    rows = noise[low] * (1 - weight[:, None]) + noise[low + 1] * weight[:, None]
    field = rows[:, low] * (1 - weight) + rows[:, low + 1] * weight
    level = np.quantile(field, np.clip(percent / 100, 0, 1))
    soft = np.clip((field - level) * 4 + 0.5 + rng.normal(0, 0.05, field.shape), 0, 1)
    return np.rint(FULL * soft).astype(np.uint8)


def timed(runs: list[Callable[[], Any]]) -> tuple[list[list[float]], list[Any]]:
    """Milliseconds of each, several times over, and its answer."""
    spent: list[list[float]] = [[] for _ in runs]
    answers = [None] * len(runs)
    for _ in range(REPEATED):
        for number, run in enumerate(runs):
            start = time.perf_counter()
            answers[number] = run()
            spent[number].append(1000 * (time.perf_counter() - start))
    return spent, answers


def told(spent: list[list[float]], hits: list[int]) -> dict[str, Any]:
    """Median over the queries of their best run, since others take this machine away for milliseconds; and of all."""
    every = [run for runs in spent for run in runs]
    return {"median_ms": statistics.median(min(runs) for runs in spent), "all_median_ms": statistics.median(every),
            "p90_ms": float(np.quantile(every, 0.9)), "hits": statistics.median(hits)}


def query(work: Path, count: int) -> dict[str, Any]:
    """Queries as the dock sends them, whole: hits with their scenes, footprints tested again."""
    result: dict[str, Any] = {}
    answers: dict[str, list[list[str]]] = {}
    communes = area_of_communes()
    asked = {
        "ndl": [Query(rectangle(NDL), start, end, 30.0) for start, end in months(60)],
        "communes": [Query(communes, start, end, 30.0) for start, end in months(60)],
        "france": [Query(rectangle(FRANCE), start, end, 30.0, limit=5000) for start, end in months(30)],
        "ndl_all_dates": [Query(rectangle(NDL), limit=5000)] * 3,
        "france_newest_500": [Query(rectangle(FRANCE))] * 3,
        "world_newest_500": [Query()] * 3,
        "tile_all_dates": [Query(tiles=("30TWT",), limit=5000)] * 3,
    }
    start = time.perf_counter()
    with Index(work / INDEX) as index:
        first = index.search(Query(rectangle(NDL), *months(1)[0], 30.0))
        result["fresh_ms"] = 1000 * (time.perf_counter() - start)
        result["fresh_hits"] = len(first)
        # Grids are for the refresh alone: here the same metadata answer as OGR's.
        index.store.connection.execute("UPDATE products SET clear_source = NULL WHERE clear_source = 'SCL'")
        for name, queries in asked.items():
            spent, found = timed([lambda one=one: index.search(one) for one in queries])  # type: ignore[misc]
            result[name] = told(spent, [len(hits) for hits in found])
            answers[name] = [sorted(hit.scene.identifier for hit in hits) for hits in found]
        index.store.connection.execute("UPDATE products SET clear_source = 'SCL' WHERE fid IN "
                                       "(SELECT product FROM clear_share)")
        spent, found = timed([lambda: index.search(Query(rectangle(NDL), limit=500))] * 3)
        over = [sum(hit.area_cloud_percent is not None for hit in hits) for hits in found]
        result["refresh"] = {**told(spent, [len(hits) for hits in found]), "over_area": statistics.median(over)}
        wide = rectangle((-2.4, 46.7, -1.0, 48.0))
        spent, found = timed([lambda: index.search(Query(wide, limit=500))] * 3)
        over = [sum(hit.area_cloud_percent is not None for hit in hits) for hits in found]
        result["refresh_wide"] = {**told(spent, [len(hits) for hits in found]), "over_area": statistics.median(over)}
        spent, found = timed([lambda: index.search(Query(wide, max_cloud_percent=20.0, limit=500))] * 3)
        result["refresh_wide_clear"] = told(spent, [len(hits) for hits in found])
    result["memory_mb"] = memory_mb()
    (work / "answers.json").write_text(json.dumps({name: answers[name] for name in ("ndl", "france")}))
    return result


def area_of_communes() -> Footprint:
    """The five communes of the project, with all their corners."""
    dataset = ogr.Open(str(shared.find("data/aoi_ndl/ndl_communes.geojson")))
    found = []
    for feature in dataset.GetLayer(0):
        geometry = ogr.ForceToMultiPolygon(feature.GetGeometryRef().Clone())
        for k in range(geometry.GetGeometryCount()):
            polygon = geometry.GetGeometryRef(k)
            found.append(tuple(tuple((x, y) for x, y, *_ in polygon.GetGeometryRef(n).GetPoints())
                               for n in range(polygon.GetGeometryCount())))
    return tuple(found)


def peer_load(work: Path, count: int) -> dict[str, Any]:
    """The same records by OGR, with its own R-tree."""
    path = work / PEER
    path.unlink(missing_ok=True)
    start = time.perf_counter()
    dataset = gdal.GetDriverByName("GPKG").Create(str(path), 0, 0, 0, gdal.GDT_Unknown)
    layer = dataset.CreateLayer("products", reference(4326), ogr.wkbMultiPolygon)
    for name, kind in (("identifier", ogr.OFTString), ("source", ogr.OFTString), ("platform", ogr.OFTString),
                       ("level", ogr.OFTString), ("tile", ogr.OFTString), ("acquired", ogr.OFTDateTime),
                       ("cloud_percent", ogr.OFTReal), ("relative_orbit", ogr.OFTInteger),
                       ("baseline", ogr.OFTString), ("collection", ogr.OFTString), ("state", ogr.OFTString)):
        layer.CreateField(ogr.FieldDefn(name, kind))
    layer.StartTransaction()
    for scene in records(count):
        feature = ogr.Feature(layer.GetLayerDefn())
        for number, value in enumerate((scene.identifier, scene.source, scene.platform, scene.level, scene.tile,
                                        text_time(scene.acquired), scene.cloud_percent, scene.relative_orbit,
                                        scene.baseline, scene.collection, scene.state)):
            feature.SetField(number, value)
        corners = ", ".join(f"{x!r} {y!r}" for x, y in scene.footprint[0][0])
        feature.SetGeometryDirectly(ogr.CreateGeometryFromWkt(f"MULTIPOLYGON ((({corners})))"))
        layer.CreateFeature(feature)
    layer.CommitTransaction()
    layer = dataset = None
    return {"seconds": time.perf_counter() - start, "megabytes": size_mb(path), "memory_mb": memory_mb()}


def peer_query(work: Path, count: int) -> dict[str, Any]:
    """The same queries as layer filters, features read."""
    dataset = ogr.Open(str(work / PEER))
    layer = dataset.GetLayer(0)

    def ask(box: tuple[float, float, float, float], start: datetime, end: datetime) -> list[str]:
        layer.SetSpatialFilterRect(*box)
        layer.SetAttributeFilter(f"acquired >= '{text_time(start)}' AND acquired <= '{text_time(end)}' "
                                 "AND cloud_percent <= 30")
        return sorted(feature.GetField(0) for feature in layer)

    mine = json.loads((work / "answers.json").read_text())
    result: dict[str, Any] = {}
    for name, box, number in (("ndl", NDL, 60), ("france", FRANCE, 30)):
        spent, found = timed([lambda span=span, box=box: ask(box, *span) for span in months(number)])  # type: ignore
        result[name] = told(spent, [len(hits) for hits in found])
        result[name]["different"] = sum(theirs != ours for theirs, ours in zip(found, mine[name]))
    result["memory_mb"] = memory_mb()
    return result


STAGES = {"load": load, "grids": grids, "query": query, "peer_load": peer_load, "peer_query": peer_query}


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1_000_000, help="footprints")
    parser.add_argument("--work", type=Path, help="folder for the two files, some 800 MB")
    parser.add_argument("--stage", choices=STAGES, help="one stage alone, on what the others left")
    options = parser.parse_args(arguments)
    if options.stage:
        sys.stdout.write(json.dumps(STAGES[options.stage](options.work, options.count)) + "\n")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        work = options.work or Path(folder)
        work.mkdir(parents=True, exist_ok=True)
        result: dict[str, Any] = {"count": options.count}
        for stage in STAGES:
            done = subprocess.run([sys.executable, __file__, "--stage", stage, "--work", str(work), "--count",
                                   str(options.count)], stdout=subprocess.PIPE, text=True, check=True)
            result[stage] = json.loads(done.stdout.splitlines()[-1])
    sys.stdout.write(json.dumps(result, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
