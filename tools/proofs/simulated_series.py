"""Series of simulated dates with known truth, made once and shared by the proofs of clouds and of aerosols.

    series = plan(101)                       what each of its dates is
    dates = simulated(series, work)          L1C products and their truth, made where absent
    products = corrected(dates, work, "nominal")    L2A products by core/chains/l2aseries, one a date

Eight dates of two orbits in 34 days, as one satellite sees a place where its tracks overlap. Clouds of all
kinds and covers, events that happen on a date and last (a harvest, greenhouses) or go (a flood, snow), AOT
0.05 to 0.6, every third date with another aerosol than the correction's. Everything is drawn from the seed.
Folders carry a fingerprint of what the simulation makes: other pixels, other folder; what is there is kept.
"""

from __future__ import annotations

import hashlib
import json
import math
import shutil
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from bocage.core.chains.l2a import L2ASettings, run
from bocage.core.chains.l2aseries import SeriesSettings, run_series
from bocage.core.chains.simulation import SimulationSettings, simulate
from bocage.core.engine.progress import Progress, SilentProgress
from bocage.core.engine.raster import Raster

from . import ROOT  # noqa: I001 - puts the plugin on the path

#: Days from the first date, and orbit of each.
DAYS = ((0, 1), (3, 0), (10, 1), (13, 0), (20, 1), (23, 0), (30, 1), (33, 0))
#: Clouds and their cover, drawn in another order for each seed. The clear dates are where events are counted.
SKIES = (("none", 0.0), ("none", 0.0), ("cumulus", 0.15), ("cumulus", 0.4), ("stratus", 0.3), ("cirrus", 0.4),
         ("mixed", 0.3), ("mixed", 0.6))
#: Event -> dates on which it is seen (from 0): what is cut, ploughed or built stays, water and snow go.
EVENTS = {"harvest": range(2, 8), "ploughing": range(3, 8), "greenhouses": range(4, 8), "flood": range(5, 7),
          "snowfall": range(6, 7)}
OTHER_AEROSOLS = ("maritime", "urban", "desert")
SIZE_M = 12_000
#: What corrects a series.
CORRECTION = ("core/atmosphere", "core/data", "core/masks", "core/chains/l2a", "core/chains/l2aseries",
              "core/chains/settings.py", "core/products")
#: What a simulated date is made by, for those who take its code as it stands.
MAKERS = ("core/chains/simulation", "core/data", "core/atmosphere/environment.py", "core/atmosphere/slope.py")


@dataclass(frozen=True)
class Series:
    """``dates`` carry everything but the folder they are written to."""

    seed: int
    dates: tuple[SimulationSettings, ...]


@dataclass(frozen=True)
class Simulated:
    """One date: what was asked, its L1C product, the folder of its truth."""

    settings: SimulationSettings
    product: Path
    truth: Path


def plan(seed: int, size_m: int = SIZE_M) -> Series:
    """The series of a seed; the same seed is the same series."""
    random = np.random.default_rng(seed)
    start = datetime(2018, 1, 1, 11, 0) + timedelta(days=int(random.integers(75, 245)))
    order = random.permutation(len(SKIES))
    aot = np.exp(random.uniform(math.log(0.05), math.log(0.45), len(DAYS)))
    dates = []
    for number, (day, orbit) in enumerate(DAYS):
        clouds, cover = SKIES[order[number]]
        dates.append(SimulationSettings(
            output="", date=start + timedelta(days=day), clouds=clouds, cover=cover, orbit=orbit,
            events=tuple(name for name, when in EVENTS.items() if number in when), aot=round(float(aot[number]), 3),
            aerosol_model=str(random.choice(OTHER_AEROSOLS)) if number % 3 == 1 else "continental",
            water_vapour=round(float(random.uniform(1.0, 3.5)), 2), seed=seed * 100 + number,
            ground_seed=seed * 1000 + 7, size_m=size_m))
    return Series(seed, tuple(dates))


def simulated(series: Series, work: Path, progress: Progress | None = None) -> list[Simulated]:
    """L1C products of a series; those already made by the same code from the same settings are kept."""
    asked = [{**asdict(one), "date": one.date.isoformat()} for one in series.dates]
    folder = work / "simulated_series" / fingerprint() / f"seed_{series.seed}_{short(asked)}"
    folder.mkdir(parents=True, exist_ok=True)
    result = []
    for settings in series.dates:
        record = folder / f"{settings.date:%Y%m%d}.json"
        if not record.exists():
            for begun in folder.glob(f"*_{settings.date:%Y%m%dT%H%M%S}_*.SAFE"):
                shutil.rmtree(begun)
            done = simulate(replace(settings, output=str(folder)), progress or SilentProgress())
            made = {"product": Path(done.product).name, "truth": Path(done.truth).name}
            record.write_text(json.dumps(made, indent=1), encoding="utf-8")
        names = json.loads(record.read_text(encoding="utf-8"))
        result.append(Simulated(settings, folder / names["product"], folder / names["truth"]))
    return result


def corrected(dates: list[Simulated], work: Path, mode: str, progress: Progress | None = None,
              **parameters: Any) -> list[Path]:
    """L2A products of a series, in order of date, resumed where it stopped.

    ``mode``: "nominal" or "backward", in order of date; "alone", each date without the others.
    ``parameters`` go to ``L2ASettings``.
    """
    output = dates[0].product.parent / f"L2A_{mode}_{digest(*CORRECTION)}_{short(parameters)}"
    altitude = dates[0].settings.altitude_m
    settings = L2ASettings("", str(output), **{"altitude_m": altitude, **parameters})
    output.mkdir(parents=True, exist_ok=True)
    if mode == "alone":
        return [_alone(one, replace(settings, input=str(one.product)), progress) for one in dates]
    done = run_series(SeriesSettings(str(dates[0].product.parent), settings, mode=mode), progress or SilentProgress())
    if len(done.made) + len(done.kept) != len(dates):
        raise RuntimeError(f"{len(dates)} dates, products of {len(done.made) + len(done.kept)}: {done.skipped}")
    return sorted(Path(product) for product in (*done.made, *done.kept))


def _alone(date: Simulated, settings: L2ASettings, progress: Progress | None) -> Path:
    stamp = f"{date.settings.date:%Y%m%d-%H%M%S}"
    found = [p for p in Path(settings.output).glob(f"*_{stamp}-*") if (p / f"{p.name}_MTD_ALL.xml").exists()]
    return found[0] if found else Path(run(settings, progress or SilentProgress()).product)


@lru_cache
def fingerprint() -> str:
    """Stands for the pixels that the simulation makes, read from two small dates: code may change without them."""
    found = hashlib.sha256()
    for orbit, model in enumerate(("continental", "urban")):
        with TemporaryDirectory() as folder:
            made = simulate(SimulationSettings(
                folder, datetime(2018, 6, 5, 11, 0), clouds="mixed", cover=0.4, events=tuple(EVENTS), size_m=1200,
                orbit=orbit, aerosol_model=model), SilentProgress())
            for path in (*sorted(Path(made.product).glob("GRANULE/*/IMG_DATA/*_B*.jp2")),
                         *(Path(made.truth) / f"{name}.tif" for name in ("CLOUD_DEPTH", "CLOUD_LIGHT", "EVENTS"))):
                with Raster(str(path)) as raster:
                    # Rounded: the last digits of a sum depend on the machine.
                    found.update(np.round(raster.read(1).astype(np.float64), 2).tobytes())
    return found.hexdigest()[:10]


@lru_cache
def digest(*sources: str) -> str:
    """Digest of source and data of some files and folders of the plugin, as they were when first asked."""
    found = hashlib.sha256()
    for source in sources:
        for path in sorted((ROOT / source).rglob("*")) if (ROOT / source).is_dir() else [ROOT / source]:
            if path.suffix in (".py", ".npz", ".json"):
                found.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return found.hexdigest()[:10]


def short(plain: Any) -> str:
    """Eight characters that stand for plain data."""
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:8]
