"""Zones and mosaics beside their peers in the same run: exactextract, QGIS' zonal statistics, GDAL's warp."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from . import Figure, NotReady, Result
from .products_scenes import Place, parcels, write

NAME = "products_speed"
TITLE = "Parcels x dates and mosaics, beside exactextract, QGIS and gdalwarp"
ZONE = Place("30TWT", "EPSG:32630", (499980.0, 5300040.0), 30000)
DAYS = ("2018-01-17", "2018-02-16", "2018-03-18", "2018-04-17", "2018-05-17", "2018-06-16")
PARCELS = 5000
#: Each is measured so many times by turns; the medians are compared.
TURNS = 3
#: Four tiles of 20 km: two of zone 30 and two of zone 31 that lie over them in part.
TILES = (Place("30TYT", "EPSG:32630", (700000.0, 5320000.0), 20000),
         Place("30TYS", "EPSG:32630", (700000.0, 5302000.0), 20000),
         Place("31TBN", "EPSG:32631", (270000.0, 5322000.0), 20000),
         Place("31TBM", "EPSG:32631", (270000.0, 5304000.0), 20000))
TARGET = (700000.0, 5282000.0, 740000.0, 5325000.0)

QGIS = """
import json, sys, time
from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback, QgsVectorLayer
application = QgsApplication([], False)
application.initQgis()
from qgis.analysis import QgsNativeAlgorithms
registry = QgsApplication.processingRegistry()
if registry.providerById("native") is None:
    registry.addProvider(QgsNativeAlgorithms(registry))
zones, rasters = sys.argv[1], sys.argv[2:]
start = time.process_time()
for raster in rasters:
    algorithm = registry.createAlgorithmById("native:zonalstatisticsfb")
    context = QgsProcessingContext()
    found, passed = algorithm.run({"INPUT": zones, "INPUT_RASTER": raster, "RASTER_BAND": 1, "COLUMN_PREFIX": "_",
                                   "STATISTICS": [0, 2, 3, 4], "OUTPUT": "memory:"}, context, QgsProcessingFeedback())
    if not passed:
        sys.exit("native:zonalstatisticsfb failed")
print(json.dumps({"seconds": time.process_time() - start}), flush=True)
import os
os._exit(0)
"""


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of processor, all threads of the process: other work on the machine does not count."""
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


def _products(work: Path) -> list[str]:
    folder = work / "dates"
    done = folder / "done"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        paths = [write(folder, ZONE, day, number) for number, day in enumerate(DAYS)]
        done.write_text(json.dumps(paths))
    return json.loads(done.read_text())


def _tiles(work: Path) -> list[str]:
    folder = work / "tiles"
    done = folder / "done"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        paths = [write(folder, place, "2018-01-17", 50 + number) for number, place in enumerate(TILES)]
        done.write_text(json.dumps(paths))
    return json.loads(done.read_text())


def _ready(products: list[str], work: Path) -> list[str]:
    """NDVI of each date as a raster, NaN where it is not clear: what the peers are handed, not timed."""
    from bocage.core.chains.stack import StackSettings, run_stack
    from bocage.core.engine.progress import SilentProgress

    paths = []
    for number, product in enumerate(products):
        path = str(work / f"ndvi_{number}.tif")
        run_stack(StackSettings(product, path, ("NDVI",), flags=("cloud", "shadow", "cirrus", "nodata", "saturated"),
                                type="float32", threads=1), SilentProgress())
        paths.append(path)
    return paths


def zonal(work: Path) -> tuple[list[Figure], dict[str, Any]]:
    """Ours reads two bands and the masks of each product; the peers one raster made ready."""
    try:
        from exactextract import exact_extract
    except ImportError:
        raise NotReady("exactextract is absent: pip install -r tools/requirements-prove.txt") from None
    from bocage.core.chains.zonalseries import ZonalSettings, run_zonalseries
    from bocage.core.engine.progress import SilentProgress
    from bocage.core.engine.zones import read_zones

    products = _products(work)
    path = parcels(work / "parcels.geojson", ZONE, PARCELS, 9)
    rasters = _ready(products, work)
    settings = ZonalSettings(tuple(products), threads=1)

    def ours() -> Any:
        result = run_zonalseries(read_zones(path, "code"), settings, SilentProgress())
        return result, list(result.rows())

    def theirs() -> Any:
        return [exact_extract(raster, path, ["mean", "stdev", "median", "count"], include_cols=["code"])
                for raster in rasters]

    spent: dict[str, list[float]] = {"ours": [], "exactextract": [], "qgis": []}
    for _ in range(TURNS):
        seconds, (result, rows) = _timed(ours)
        spent["ours"].append(seconds)
        seconds, found = _timed(theirs)
        spent["exactextract"].append(seconds)
        done = subprocess.run([sys.executable, "-c", QGIS, path, *rasters], capture_output=True, text=True, check=False,
                              env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
        if done.returncode != 0:
            raise NotReady(f"QGIS' zonal statistics could not be run: {done.stderr.strip()[-200:]}")
        spent["qgis"].append(json.loads(done.stdout[done.stdout.index("{"):])["seconds"])
    middle = {name: statistics.median(values) for name, values in spent.items()}
    return _compared(result, rows, found) + [
        Figure("zonalseries over exactextract, processor time", middle["ours"] / middle["exactextract"], "", 3.0),
        Figure("zonalseries over native:zonalstatisticsfb, processor time", middle["ours"] / middle["qgis"], "", 1.0),
        *(Figure(f"{PARCELS} parcels x {len(DAYS)} dates, {label}", middle[name], "s") for name, label in (
            ("ours", "bocage:zonalseries"), ("exactextract", "exactextract on ready NDVI"),
            ("qgis", "native:zonalstatisticsfb on ready NDVI")))], {"rows": len(rows)}


def _compared(result: Any, rows: list[list[Any]], found: list[Any]) -> list[Figure]:
    """Two codes, one geometry: exact weights must give one mean."""
    names = [name for name, _ in result.columns()]
    at = {name: names.index(name) for name in ("zone", "date", "mean", "std", "count")}
    ours = {(row[at["zone"]], row[at["date"]]): row for row in rows}
    gaps: dict[str, list[float]] = {"mean": [], "std": [], "count": []}
    for day, features in zip(DAYS, found):
        for feature in features:
            theirs, row = feature["properties"], ours[feature["properties"]["code"], day]
            if row[at["mean"]] is None or not theirs["count"]:
                gaps["count"].append(abs((row[at["count"]] or 0.0) - (theirs["count"] or 0.0)))
                continue
            gaps["mean"].append(abs(row[at["mean"]] - theirs["mean"]))
            gaps["std"].append(abs(row[at["std"]] - theirs["stdev"]))
            gaps["count"].append(abs(row[at["count"]] - theirs["count"]))
    return [Figure("parcels and dates compared with exactextract", len(gaps["mean"]), "", 0.8 * PARCELS * len(DAYS),
                   "at least"),
            Figure("largest difference of a mean NDVI from exactextract's", max(gaps["mean"]), "", 1e-5),
            Figure("largest difference of a standard deviation", max(gaps["std"]), "", 1e-5),
            Figure("largest difference of a clear count", max(gaps["count"]), "pixels", 1e-3)]


def mosaic(work: Path) -> list[Figure]:
    """Three bands of four tiles of two zones on one grid; the peer knows neither masks nor provenance."""
    from bocage.core.chains.mosaic import MosaicSettings, run_mosaic
    from bocage.core.engine.progress import SilentProgress
    from bocage.core.engine.raster import creation_options
    from osgeo import gdal

    tiles = _tiles(work)
    bands = ("B4", "B3", "B2")
    sources = []
    for number, tile in enumerate(tiles):
        files = [str(next(Path(tile).glob(f"*_SRE_{band}.tif"))) for band in bands]
        vrt = str(work / f"tile_{number}.vrt")
        gdal.BuildVRT(vrt, files, separate=True).FlushCache()
        sources.append(vrt)

    def ours() -> Any:
        return run_mosaic(MosaicSettings(
            tuple(tiles), str(work / "ours.tif"), crs="EPSG:32630", resolution=10.0, extent=TARGET, bands=bands,
            extent_crs="EPSG:32630", resampling="bilinear", provenance=str(work / "origin.tif"), threads=1, fill=True),
            SilentProgress())

    def theirs() -> None:
        made = gdal.Warp(str(work / "theirs.tif"), sources[::-1], dstSRS="EPSG:32630", outputBounds=TARGET, xRes=10,
                         yRes=10, resampleAlg="bilinear", multithread=False, warpMemoryLimit=256,
                         creationOptions=[*creation_options("int16"), "INTERLEAVE=BAND"])
        made.BuildOverviews("AVERAGE", [2, 4, 8, 16])
        made.FlushCache()

    spent: dict[str, list[float]] = {"ours": [], "theirs": []}
    for _ in range(TURNS):
        for path in (work / "ours.tif", work / "theirs.tif", work / "theirs.tif.ovr"):
            path.unlink(missing_ok=True)
        seconds, result = _timed(ours)
        spent["ours"].append(seconds)
        spent["theirs"].append(_timed(theirs)[0])
    middle = {name: statistics.median(values) for name, values in spent.items()}
    return [Figure("mosaic over gdalwarp, processor time (masks, provenance and its table are ours alone)",
                   middle["ours"] / middle["theirs"], "", 3.0),
            Figure("mosaic of 4 tiles of 20 km, 3 bands", middle["ours"], "s"),
            Figure("gdalwarp of the same tiles", middle["theirs"], "s"), *_numbers(work, result)]


def _numbers(work: Path, result: Any) -> list[Figure]:
    """Where both have a value: the ground is one, whatever the tile, so the numbers are."""
    from bocage.core.engine.raster import Raster

    with Raster(str(work / "ours.tif")) as one, Raster(str(work / "theirs.tif")) as other:
        ours, theirs = one.read(1).astype(int), other.read(1).astype(int)
    both = (ours != -32768) & (theirs != -10000) & (theirs != 0)
    gap = np.abs(ours - theirs)[both]
    return [Figure("pixels with a value in both", float(both.mean()), "share", 0.3, "at least"),
            Figure("products used", result.used, "", 4, "at least"),
            Figure("median difference of a number from gdalwarp's", float(np.median(gap)), "DN", 1.0),
            Figure("share of the numbers that differ by more than 10", float((gap > 10).mean()), "", None)]


def point(work: Path) -> list[Figure]:
    """A click of the profile tool: metadata first, then as they are known."""
    from bocage.core.chains.point_series import point_series

    products = _products(work)
    first, _ = _timed(lambda: point_series(products, -2.9, 47.75, ["NDVI"], threads=1))
    again, found = _timed(lambda: point_series(products, -2.9, 47.75, ["NDVI"], threads=1))
    return [Figure("series of a point, a date, at the first click", 1000 * first / len(products), "ms", 200),
            Figure("series of a point, a date, at the next clicks", 1000 * again / len(products), "ms", 100),
            Figure("dates with a value at the point", sum(one.reason == "" for one in found), "", len(products),
                   "at least")]


def prove(work: Path) -> Result:
    """Some minutes; products are kept under ``work``."""
    place = work / NAME
    place.mkdir(parents=True, exist_ok=True)
    figures, told = zonal(place)
    return Result(figures + mosaic(place) + point(place), {
        "parcels": f"{PARCELS} quadrilaterals of 1 to 12 ha over a tile of 30 km, {len(DAYS)} dates, "
                   f"{told['rows']} rows",
        "measure": f"seconds of processor, one thread each, {TURNS} turns one after the other, medians compared",
        "tiles": "four of 20 km, two in zone 30 and two in zone 31, to zone 30 at 10 m, bilinear",
        "peers": "exactextract 0.3 (exact weights, as here), native:zonalstatisticsfb (rule of the centre), "
                 "GDAL's warp"},
        ["Products are simulated: fields of 300 m, clouds over a part of each date.",
         "The peers of the zones are handed NDVI with clouds taken out; ours reads two bands and the masks of each "
         "product, computes the index, and tells the clear share and the share without data besides."])
