"""How long and how much memory L2A takes on a whole tile, against the floor that no program can beat.

    python tools/bench_l2a.py                  the simulated tile (tools/simulate.py --full)
    python tools/bench_l2a.py --product PATH   a real one

Modes: ``fixed`` (AOT and water vapour given) and ``image`` (both from the image, a DEM), both without masks, as
they were first promised; ``nominal`` (masks, aerosols and water vapour with one earlier date, a DEM); ``slope``
(the same with ADJACENCY and SLOPE: ten files more); ``extent`` (nominal on 500 x 500 pixels, told as a share of
nominal on the tile).

The floor is GDAL decoding the same bands and writing the same files (types, compression, tiles, overviews)
on the same two threads, with nothing computed in between. Each measure is a process of its own; the floor is
measured before and after, since other work on the machine moves both. Prints JSON, then the ratios.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
import simulate

THREADS = 2
#: What the project promises: wall time over the floor, and the peak of resident memory.
TARGETS: dict[str, float | None] = {"fixed": 1.4, "image": 1.8, "nominal": 2.5, "slope": None, "extent": None}
PEAK_GB = {"fixed": 2.0, "image": 2.0, "nominal": 4.0, "slope": 4.0, "extent": 4.0}
#: Share of the whole tile's time that EXTENT may take.
EXTENT_SHARE, EXTENT_PIXELS = 0.1, 500
#: Kept measures older than this are made again.
KEPT_HOURS = 12
#: The earlier date: days before, relative scatter of its ground, and share of the cells that changed since.
EARLIER_DAYS, EARLIER_SCATTER, EARLIER_CHANGED = 10, 0.03, 0.05
DEM_STEP_DEG, DEM_TOP_M = 1 / 3600, 1500.0
#: Decoded by the estimation of aerosols, water vapour and masks, written by nobody.
ESTIMATION_BANDS = {"fixed": (), "image": ("B1", "B9"), "nominal": ("B1", "B9", "B10"),
                    "slope": ("B1", "B9", "B10")}
STRIP_ROWS = 1024


def elevation(path: Path, product: Any) -> Path:
    """A DEM at 30 m in EPSG:4326 over the product: hills and valleys from 0 to 1,500 m."""
    from bocage.core.engine.grid import Grid
    from bocage.core.engine.raster import RasterWriter, transform_points
    from bocage.core.products.scene import Scene

    if path.exists():
        return path
    xmin, ymin, xmax, ymax = Scene(product).grid("B9").bounds
    x, y = np.array([xmin, xmin, xmax, xmax]), np.array([ymin, ymax, ymin, ymax])
    longitude, latitude = transform_points(x, y, product.crs, "EPSG:4326")
    west, north = float(longitude.min()) - 0.02, float(latitude.max()) + 0.02
    columns = int((float(longitude.max()) + 0.02 - west) / DEM_STEP_DEG) + 1
    rows = int((north - float(latitude.min()) + 0.02) / DEM_STEP_DEG) + 1
    grid = Grid("EPSG:4326", (west, DEM_STEP_DEG, 0.0, north, 0.0, -DEM_STEP_DEG), (rows, columns))
    x, y = np.linspace(0, 1, columns)[None, :], np.linspace(0, 1, rows)[:, None]
    relief = sum(np.sin(2 * np.pi * (f * x + p)) * np.cos(2 * np.pi * (f * y + q)) / f
                 for f, p, q in ((1.5, 0.1, 0.4), (4, 0.3, 0.2), (11, 0.7, 0.9), (37, 0.5, 0.6)))
    relief = DEM_TOP_M * (relief - relief.min()) / (relief.max() - relief.min())
    part = path.with_suffix(".part.tif")
    with RasterWriter(str(part), grid, "int16") as writer:
        writer.write(np.rint(relief).astype(np.int16))
        writer.close()
    os.replace(part, path)
    return path


def earlier(path: Path, product: Any, dem: str) -> Path:
    """The composite that an earlier date left: this one's, with other days, scattered, and changed in places."""
    from bocage.core.chains.l2a import L2ASettings, run
    from bocage.core.engine.progress import SilentProgress
    from bocage.core.products.composite import read_composite, write_composite

    if path.exists():
        return path
    made = run(L2ASettings(product.path, str(path.parent), dem=dem, composite_only=True, threads=THREADS),
               SilentProgress())
    now, random = read_composite(Path(str(made.composite))), np.random.default_rng(20180407)
    shape = now.clear_day.shape
    factor = 1 + EARLIER_SCATTER * random.standard_normal(shape).astype(np.float32)
    factor[random.random(shape) < EARLIER_CHANGED] *= np.float32(0.6)
    days = {name: np.where(getattr(now, name) > 0, getattr(now, name) - EARLIER_DAYS, 0).astype(np.int32)
            for name in ("clear_day", "surface_day")}
    write_composite(path, replace(now, inputs=("SIMULATED_EARLIER_DATE",), clear=now.clear * factor,
                                  surface=now.surface * factor, recent=now.recent * factor, **days))
    Path(str(made.composite)).unlink()
    return path


def floor(product_path: str, output: str, mode: str) -> None:
    """Decode and write, nothing else. Masks and ATB are written empty: the cheapest they can be.

    Where slopes are asked for, each band is decoded once and written twice.
    """
    from bocage.core.products import open_product
    from bocage.core.products.muscate import layout as muscate
    from bocage.core.products.scene import Scene

    product = open_product(product_path)
    scene, groups = Scene(product), muscate.SENTINEL2_GROUPS
    paths = muscate.layout(muscate.product_identifier(product), groups)
    folder = Path(output)
    (folder / "MASKS").mkdir(parents=True, exist_ok=True)
    jobs: list[tuple[float, Any, tuple[Any, ...]]] = []
    for group, bands in groups.items():
        grid = scene.grid(bands[0])
        pixels = float(np.prod(grid.shape))
        for band in bands:
            source = product.band(band)
            targets = [folder / paths[f"{kind}_{band}"] for kind in ("SRE", "FRE")[:2 if mode == "slope" else 1]]
            jobs.append((3 * pixels, _copy, (source.path, source.index, targets)))
        beside = [("ATB", muscate.ATMOSPHERE_DTYPE, 2, "AVERAGE", 1.0)]
        beside += [(mask, muscate.mask_dtype(mask, bands), 1, "NEAREST", 0.2) for mask in muscate.MASKS]
        for name, dtype, count, overviews, cost in beside:
            arguments = (grid, dtype, count, overviews, folder / paths[f"{name}_{group}"])
            jobs.append((cost * pixels, _empty, arguments))
    for band in ESTIMATION_BANDS[mode]:
        source = product.band(band)
        jobs.append((6 * float(np.prod(scene.grid(band).shape)), _decode, (source.path, source.index)))
    jobs.sort(key=lambda job: -job[0])
    with ThreadPoolExecutor(THREADS) as pool:
        for future in [pool.submit(function, *arguments) for _, function, arguments in jobs]:
            future.result()


def _strips(raster: Any, index: int) -> Any:
    rows, columns = raster.grid.shape
    height = raster.block[0] if raster.block[0] >= 64 else STRIP_ROWS
    for row in range(0, rows, height):
        pixels = raster.read(index, (row, 0, min(height, rows - row), columns))
        raster.forget()
        yield pixels


def _copy(path: str, index: int, targets: list[Path]) -> None:
    from bocage.core.engine.raster import Raster, RasterWriter

    with Raster(path) as raster, ExitStack() as stack:
        writers = [stack.enter_context(RasterWriter(str(target), raster.grid, "int16", nodata=-10000))
                   for target in targets]
        for pixels in _strips(raster, index):
            for writer in writers:
                writer.append(pixels.view(np.int16))
        for writer in writers:
            writer.close("AVERAGE")


def _decode(path: str, index: int) -> None:
    from bocage.core.engine.raster import Raster

    with Raster(path) as raster:
        for _ in _strips(raster, index):
            pass


def _empty(grid: Any, dtype: str, count: int, overviews: str, target: Path) -> None:
    from bocage.core.engine.raster import RasterWriter

    with RasterWriter(str(target), grid, dtype, count) as writer:
        for row in range(0, grid.shape[0], STRIP_ROWS):
            shape = (count, min(STRIP_ROWS, grid.shape[0] - row), grid.shape[1])
            writer.append(np.zeros(shape, dtype))
        writer.close(overviews)


def settings_of(mode: str, product: str, output: str, dem: str, composite: str) -> Any:
    """What the chain is asked for. The first two modes are without masks, as when they were promised."""
    from bocage.core.chains.l2a import L2ASettings

    if mode == "fixed":
        return L2ASettings(product, output, altitude_m=100.0, aot_method="fixed", water_vapour_method="fixed",
                           masks=False, threads=THREADS)
    if mode == "image":
        return L2ASettings(product, output, dem=dem, masks=False, threads=THREADS)
    nominal = L2ASettings(product, output, dem=dem, previous=composite, threads=THREADS)
    if mode == "slope":
        return replace(nominal, adjacency=True, slope=True)
    return replace(nominal, extent=middle(product)) if mode == "extent" else nominal


def middle(path: str) -> tuple[float, float, float, float]:
    """Bounds of EXTENT_PIXELS x EXTENT_PIXELS pixels of 10 m in the middle of the product, in its CRS."""
    from bocage.core.products import open_product
    from bocage.core.products.scene import Scene

    xmin, ymin, xmax, ymax = Scene(open_product(path)).grid("B2").bounds
    half = 5.0 * EXTENT_PIXELS
    x, y = round((xmin + xmax) / 2, -1), round((ymin + ymax) / 2, -1)
    return x - half, y - half, x + half, y + half


def measure(mode: str, product: str, output: str, dem: str, composite: str) -> dict[str, Any]:
    """Run one mode in this process and weigh the process."""
    import resource

    from bocage.core.chains.l2a import run
    from bocage.core.engine.progress import SilentProgress

    start, values = time.perf_counter(), {}
    if mode.startswith("floor_"):
        floor(product, output, mode[len("floor_"):])
    else:
        result = run(settings_of(mode, product, output, dem, composite), SilentProgress())
        values = {"aot_mean": result.aot_mean, "water_vapour_mean": result.water_vapour_mean,
                  "cloud_percent": result.cloud_percent}
    seconds = time.perf_counter() - start
    usage = resource.getrusage(resource.RUSAGE_SELF)
    files = [path for path in Path(output).rglob("*") if path.is_file()]
    written = sum(path.stat().st_size for path in files)
    return {"mode": mode, "seconds": round(seconds, 1),
            "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 1),
            "peak_rss_gb": round(usage.ru_maxrss * 1024 / 1e9, 3), "written_mb": round(written / 1e6),
            "load": round(os.getloadavg()[0], 1), "time": round(time.time()),
            "code": code(), **values}


def child(mode: str, product: str, folder: Path, dem: str, composite: str) -> dict[str, Any]:
    """A measure in a process of its own; what it wrote is removed."""
    output = folder / f"out_{mode}"
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    command = [sys.executable, __file__, "--measure", mode, "--product", product, "--output", str(output),
               "--dem", dem, "--composite", composite]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    shutil.rmtree(output, ignore_errors=True)
    if done.returncode != 0:
        raise SystemExit(f"measure {mode} failed:\n{done.stderr[-3000:]}")
    result = dict(json.loads(done.stdout.strip().splitlines()[-1]))
    sys.stderr.write(json.dumps(result) + "\n")
    return result


def code() -> str:
    """Digest of what is measured: the plugin's core and this tool."""
    found = hashlib.sha256()
    for path in [*sorted((simulate.ROOT / "core").rglob("*.py")), Path(__file__)]:
        found.update(path.read_bytes())
    return found.hexdigest()[:12]


def kept(path: Path | None) -> list[dict[str, Any]]:
    """Measures of the same code in the last KEPT_HOURS: a run that was stopped goes on. A mode is kept whole."""
    if path is None or not path.exists():
        return []
    found, same = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()], code()
    return [one for one in found if time.time() - one["time"] < 3600 * KEPT_HOURS and one["code"] == same]


def warm(product: Any) -> None:
    """Read every band file once: all measures then start from the same disk cache."""
    for band in product.bands:
        if band.path and os.path.exists(band.path):
            Path(band.path).read_bytes()


def report(measures: list[dict[str, Any]]) -> dict[str, Any]:
    """Ratios of wall and processor time, and peaks, against what is promised."""
    result: dict[str, Any] = {"measures": measures, "ratios": {}}
    for mode, target in TARGETS.items():
        runs = [m for m in measures if m["mode"] == mode]
        floors = [m for m in measures if m["mode"] == f"floor_{mode}"]
        if not runs or not floors:
            continue
        ratio = _ratio(runs, floors)
        result["ratios"][mode] = {"wall": ratio["seconds"], "cpu": ratio["cpu_seconds"],
                                  "target": target, "peak_rss_gb": max(m["peak_rss_gb"] for m in runs),
                                  "peak_target_gb": PEAK_GB[mode]}
    part, whole = ([m for m in measures if m["mode"] == mode] for mode in ("extent", "nominal"))
    if part and whole:
        share = _ratio(part, whole)
        result["extent"] = {"wall": share["seconds"], "cpu": share["cpu_seconds"], "target": EXTENT_SHARE}
    return result


def _ratio(runs: list[dict[str, Any]], to: list[dict[str, Any]]) -> dict[str, float]:
    return {key: round(float(np.mean([m[key] for m in runs]) / np.mean([m[key] for m in to])), 3)
            for key in ("seconds", "cpu_seconds")}


def words(result: dict[str, Any]) -> list[str]:
    """The ratios, a line each."""
    lines = []
    for mode, ratio in result["ratios"].items():
        promised = f" (promised {ratio['target']:g})" if ratio["target"] else ""
        lines.append(f"{mode}: {ratio['wall']:.2f} of the floor's wall time{promised}, {ratio['cpu']:.2f} of its "
                     f"processor time, peak {ratio['peak_rss_gb']:.2f} GB (promised {ratio['peak_target_gb']:g})")
    if "extent" in result:
        share = result["extent"]
        lines.append(f"extent: {share['wall']:.3f} of nominal's wall time (promised {share['target']:g})")
    return lines


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--product", help="an L1C product (default: the simulated tile)")
    parser.add_argument("--modes", nargs="+", choices=list(TARGETS), default=list(TARGETS))
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--json", type=Path, help="also write the result there")
    parser.add_argument("--keep", type=Path, help="file of measures: those of the same code today are not made again")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    parser.add_argument("--output", help=argparse.SUPPRESS)
    parser.add_argument("--dem", default="", help=argparse.SUPPRESS)
    parser.add_argument("--composite", default="", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.measure:
        result = measure(options.measure, options.product, options.output, options.dem, options.composite)
        sys.stdout.write(json.dumps(result) + "\n")
        return 0
    from bocage.core.products import open_product

    folder = simulate.TILE
    product_path = options.product or simulate.full(folder)
    product = open_product(product_path)
    folder.mkdir(parents=True, exist_ok=True)
    stem = "" if options.product is None else f"{Path(product_path).stem}_"
    dem = str(elevation(folder / f"{stem}dem.tif", product)) if set(options.modes) != {"fixed"} else ""
    leans = set(options.modes) & {"nominal", "slope", "extent"}
    composite = str(earlier(folder / f"{stem}earlier.npz", product, dem)) if leans else ""
    warm(product)
    measures = kept(options.keep)
    for number in range(options.repeat):
        for mode in options.modes:
            if sum(m["mode"] == mode for m in measures) > number:
                continue
            floors = [f"floor_{mode}"] if mode in ESTIMATION_BANDS else []
            found = [child(name, product_path, folder, dem, composite) for name in (*floors, mode, *floors)]
            measures += found
            if options.keep:
                with options.keep.open("a", encoding="utf-8") as handle:
                    handle.write("".join(json.dumps(one) + "\n" for one in found))
    result = report(measures)
    text = json.dumps(result, indent=1)
    if options.json:
        options.json.write_text(text + "\n", encoding="utf-8")
    sys.stdout.write("\n".join([text, *words(result)]) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
