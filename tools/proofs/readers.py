"""Products of every family: what is real opens or says why, what is damaged never does anything else."""

from __future__ import annotations

import shutil
import statistics
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
from bocage.core.engine.raster import Raster
from bocage.core.errors import BocageError
from bocage.core.products.model import Product
from bocage.core.products.open import open_product
from bocage.core.products.scene import Scene
from bocage.core.products.summary import cloud_percent, footprint_lonlat, quicklook_path

from . import ROOT, Figure, NotReady, Result
from .shared import FOLDER

sys.path.insert(0, str(ROOT / "tests" / "products"))

NAME = "readers"
TITLE = "Products of every family: real, packed, damaged"
SEED, COPIES = 20260117, 300
#: Places to try below the shared folder.
REAL = ("data/s2_l1c_safe/*.zip", "data/s2_l2a_cog_29RKH", "data/s2_l1c_previews_19UDP", "data/s2_l1c_slovenia_5dates",
        "data/s2_l1c_dsen2", "data/s2_l1c_eurosat", "data/rstoolbox_sen2/*", "data/dem/*", "data/theia_grids/*",
        "data/theia_muscate_pixels/*/*/*", "data/landsat8_series_gdalcubes/L8NY18/*", "data/sits_samples/*",
        "data/aoi_ndl/*", "data/oso_confusion/*", "formats/theia_old/*", "formats/maja_templates/*",
        "formats/theia_muscate_l2a/*", "formats/snap_muscate_expected/*", "formats/s2_l1c_safe/*",
        "formats/s2_l2a_safe/*")
_METADATA = (".xml", ".hdr", ".txt", ".json", ".gml")


def prove(work: Path) -> Result:
    """Every place of the shared folder, then damaged copies of thirteen products. Raises NotReady."""
    if not FOLDER.is_dir():
        raise NotReady(f"{FOLDER} is absent: point BOCAGE_SHARED at the folder of real products")
    opened, refused, faults, times = _real()
    folder = work / NAME
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    tried = _damage(folder)
    shutil.rmtree(folder, ignore_errors=True)
    sentences = sum(count for kind, count in tried.items() if kind not in ("opened", "fault"))
    figures = [
        Figure("real places that open, with day, tile and outline", sum(opened.values())),
        Figure("real places refused in one sentence", sum(refused.values())),
        Figure("real places with any other outcome", len(faults), limit=0),
        Figure("reflectance against numbers and scale, largest difference", _values(), limit=1e-6),
        Figure("opening and summing up, processor time, median", 1000 * statistics.median(times), "ms"),
        Figure("opening and summing up, processor time, longest", 1000 * max(times), "ms", limit=250),
        Figure("damaged metadata tried", sum(tried.values())),
        Figure("of them refused in one sentence", sentences),
        Figure("damaged metadata with any other outcome", tried["fault"], limit=0)]
    families = ", ".join(f"{name} {count}" for name, count in sorted(opened.items()))
    reasons = ", ".join(f"{name} {count}" for name, count in sorted(refused.items()))
    return Result(figures, {"seed": SEED, "copies of each product": COPIES}, [
        f"Open: {families}.", f"Refused: {reasons}.",
        "VENuS, Landsat of MUSCATE, WASP and the native format have no real pixels at hand: small images stand "
        "behind MAJA's templates and real headers.", *faults[:5]])


def _summed_up(path: Path) -> Product:
    product = open_product(str(path))
    outline = footprint_lonlat(product)
    cloud_percent(product)
    quicklook_path(product)
    if not outline or not product.identifier or not product.tile:
        raise AssertionError(f"{path.name} opens without outline, name or tile")
    return product


def _real() -> tuple[Counter[str], Counter[str], list[str], list[float]]:
    """Family -> how many open, code -> how many are refused, other outcomes, seconds a place."""
    opened: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    faults, times = [], []
    for pattern in REAL:
        for path in sorted(FOLDER.glob(pattern)):
            begun = time.process_time()
            try:
                opened[_summed_up(path).family] += 1
                times.append(time.process_time() - begun)
            except BocageError as error:
                refused[error.code] += 1
                faults += [] if _one_sentence(error) else [f"{path.name}: {error}"]
            except Exception as error:  # What the proof looks for.
                faults.append(f"{path.name}: {type(error).__name__} {error}")
    return opened, refused, faults, times


def _one_sentence(error: BocageError) -> bool:
    text = str(error)
    return "\n" not in text and "<" not in text and len(text) > 20


def _values() -> float:
    """Reflectance read through Scene beside the file's own numbers, for real products of four families."""
    worst = 0.0
    for pattern in ("data/s2_l1c_safe/*T56JMM*.zip", "data/s2_l1c_safe/*AWSPDS.zip", "data/s2_l2a_cog_29RKH",
                    "data/theia_muscate_pixels/L8_50x50/D0005H0003/*"):
        for path in sorted(FOLDER.glob(pattern)):
            product = open_product(str(path))
            band = product.role("red")
            if band is None or band.path is None:
                raise NotReady(f"{path} has lost its red band")
            with Raster(band.path) as raster:
                numbers, grid = raster.read(band.index).astype(float), raster.grid
            numbers[numbers == band.nodata] = np.nan
            if band.saturated is not None:
                numbers[numbers == band.saturated] = np.nan
            found = Scene(product).read(["red"], grid, "nearest")[0]
            difference = np.abs(found - (numbers + band.offset) * band.scale)
            if (np.isnan(found) != np.isnan(numbers)).any():
                return float("inf")
            worst = max(worst, float(np.nanmax(difference)))
    return worst


def _damage(folder: Path) -> Counter[str]:
    """Outcome -> how many, over damaged copies of every family's metadata."""
    from damage import KINDS, damaged

    rng = np.random.default_rng(SEED)
    outcomes: Counter[str] = Counter()
    for name, make in _makers().items():
        place = folder / name
        place.mkdir()
        product = make(place)
        metadata = [path for path in sorted(place.rglob("*")) if path.suffix.lower() in _METADATA and path.is_file()]
        for number in range(COPIES):
            path = metadata[int(rng.integers(len(metadata)))]
            whole = path.read_bytes()
            path.write_bytes(damaged(whole, KINDS[number % len(KINDS)], rng))
            outcomes[_outcome(product)] += 1
            path.write_bytes(whole)
        shutil.rmtree(place)
    return outcomes


def _outcome(path: Path) -> str:
    try:
        product = open_product(str(path))
        footprint_lonlat(product)
        cloud_percent(product)
        return "opened"
    except BocageError as error:
        return error.code if _one_sentence(error) else "fault"
    except Exception:  # What the proof looks for.
        return "fault"


def _makers() -> dict[str, Callable[[Path], Path]]:
    """Family -> what writes one of its products in a folder."""
    import landsat_files as landsat
    import other_missions as missions

    def copied(pattern: str) -> Callable[[Path], Path]:
        def make(place: Path) -> Path:
            source = next(iter(sorted(FOLDER.glob(pattern))))
            if source.suffix == ".zip":
                with zipfile.ZipFile(source) as archive:
                    archive.extractall(place)
                return place
            if source.is_dir():
                return Path(shutil.copytree(source, place / source.name))
            shutil.copy(source, place)
            return place
        return make

    def native(name: str, level: str) -> Callable[[Path], Path]:
        return lambda place: missions.native(FOLDER, place, name, level)

    return {
        "safe_l1c": copied("data/s2_l1c_safe/*T56JMM*.zip"), "aws": copied("data/s2_l1c_safe/*AWSPDS.zip"),
        "safe_l2a": copied("formats/s2_l2a_safe/*N0509*.SAFE"), "cog": copied("data/s2_l2a_cog_29RKH"),
        "theia": copied("formats/theia_muscate_l2a/*_MTD_ALL.xml"),
        "venus_l2a": lambda place: missions.venus_l2a(FOLDER, place),
        "venus_l1c": lambda place: missions.venus_l1c(FOLDER, place),
        "landsat_muscate": lambda place: missions.landsat_muscate(FOLDER, place),
        "wasp": lambda place: missions.wasp(FOLDER, place),
        "native_l1": native("VE_VM01_VSC_L1VALD_ISRAEL03_20190204", "L1"),
        "native_l2": native("VE_VM01_VSC_L2VALD_ISRAW906_20180317", "L2"),
        "landsat_text": lambda place: landsat.landsat(place, landsat.C2_L2, "txt"),
        "landsat_xml": lambda place: landsat.landsat(place, landsat.C2_L1, "xml")}
