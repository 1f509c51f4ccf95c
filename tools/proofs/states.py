"""Random states run through full 6SV2.1, band by band: the truth that the physics proofs compare with.

Each run is a 6S run of its own, with the band's response on 6S's 2.5 nm grid, gases and aerosol
together; nothing of the plugin's tables enters. Runs are cached in one CSV a set, so resumable:

    python tools/proofs/states.py --set inside --workers 2

**Water and ozone of an elevated target.** With IDATM 8, 6S takes the two columns as those above sea
level: ABSTRA scales the US62 profile by uw/1.424 and uo3/0.344, and PRESSURE cuts that profile at the
target. So the column that the state asks for above the target is divided by the share that 6S leaves
there (``gas_runs.column_fraction``). What proves the share is 6S itself: the water that it prints under
a plane (see ``column_evidence``), and the ozone transmittance, which follows Beer's law exactly. Not
removed, because it is the physics the plugin's tables follow too: lines are narrower at lower
pressure, and the other gases keep their US62 amounts above the target.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import math
import random
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / ".build"), str(ROOT / "tools")]
import gas_runs  # noqa: E402
import sixs  # noqa: E402

SEED = 20180117
#: B10 is not corrected.
BANDS = ("B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B8A", "B9", "B11", "B12")
RESPONSES = (("S2A", "ESA 2015"), ("S2A", "v3.0"), ("S2A", "v4.0"), ("S2B", "v4.0"), ("S2C", "v4.0"))
#: name -> (number of states, AOT range, altitude range in km).
SETS = {
    "inside": (300, (0.0, 0.8), (0.0, 3.0)),
    "aot_beyond": (60, (0.8, 1.8), (0.0, 3.0)),
    "altitude_beyond": (60, (0.0, 0.8), (3.0, 4.0)),
}
Filter = tuple[tuple[float, float], tuple[float, ...]]
COLUMNS = (
    "number",
    "band",
    "sza",
    "vza",
    "raa",
    "aot550",
    "altitude_km",
    "water_g_cm2",
    "ozone_cm_atm",
    "reflectance",
    "platform",
    "version",
    "status",
    "apparent",
    "water_transmittance",
)


@dataclass(frozen=True)
class RandomState:
    """One draw; water and ozone are the columns above the target, ``reflectance`` the Lambertian ground."""

    number: int
    sza: float
    vza: float
    raa: float
    aot550: float
    altitude_km: float
    water_g_cm2: float
    ozone_cm_atm: float
    reflectance: float
    platform: str
    version: str


def draw(name: str, number: int) -> RandomState:
    """Draw ``number`` of a set: uniform in every quantity, the same on every machine."""
    source = random.Random(f"{SEED} {name} {number}")  # noqa: S311 - a reproducible draw, not a secret
    _, aot, altitude = SETS[name]
    ranges = ((0, 75), (0, 12), (0, 180), aot, altitude, (0.2, 5.0), (0.2, 0.45), (0.02, 0.6))
    values = [round(source.uniform(*limits), 4) for limits in ranges]
    platform, version = source.choice(RESPONSES)
    return RandomState(number, *values, platform, version)


def filter_of(wavelength_nm: Any, response: Any) -> Filter:
    """A response as 6S takes it: read at every 2.5 nm. Returns ((low, high) in um, values)."""
    step = sixs.FILTER_STEP_UM * 1000
    first, last = math.floor(min(wavelength_nm) / step), math.ceil(max(wavelength_nm) / step)
    nodes = step * np.arange(first, last + 1)
    values = np.interp(nodes, wavelength_nm, response, left=0.0, right=0.0)
    return _filter(first, values.tolist())


def shared_filter_of(wavelength_nm: Any, response: Any) -> Filter:
    """The same response with every value shared between its two neighbours: area and mean stay exact.

    Only to measure what the sampling of a response every 2.5 nm is worth.
    """
    step = sixs.FILTER_STEP_UM * 1000
    first, last = math.floor(min(wavelength_nm) / step), math.ceil(max(wavelength_nm) / step)
    values = [0.0] * (last - first + 1)
    for wavelength, weight in zip(wavelength_nm, response):
        place = wavelength / step - first
        low = min(int(place), len(values) - 2)
        values[low] += weight * (1 - (place - low))
        values[low + 1] += weight * (place - low)
    return _filter(first, values)


def _filter(first: int, values: list[float]) -> Filter:
    top, step = max(values), sixs.FILTER_STEP_UM
    return (first * step, (first + len(values) - 1) * step), tuple(v / top for v in values)


def sampling_worth(band: str) -> float:
    """Largest change of 6S's gas transmittance between the two samplings, over the responses drawn."""
    from bocage.core.atmosphere.responses import load

    worst = 0.0
    for platform, version in RESPONSES:
        response = load(platform, version)[band]
        found = []
        for make in (filter_of, shared_filter_of):
            limits, values = make(response.wavelength_nm, response.response)
            found.append(
                sixs.run(
                    sixs.SixSState(
                        40,
                        5,
                        90,
                        0,
                        0,
                        water_g_cm2=2.0,
                        ozone_cm_atm=0.3,
                        filter_um=limits,
                        filter_response=values,
                    )
                )["gas_total"]
            )
        worst = max(worst, abs(found[0] - found[1]))
    return worst


def sixs_state(state: RandomState, band: str) -> sixs.SixSState:
    """The 6S run of one band: columns at sea level such that the state's remain above the target."""
    from bocage.core.atmosphere.responses import load

    response = load(state.platform, state.version)[band]
    limits, values = filter_of(response.wavelength_nm, response.response)
    return forward(
        state.sza,
        state.vza,
        state.raa,
        state.aot550,
        state.altitude_km,
        state.water_g_cm2,
        state.ozone_cm_atm,
        state.reflectance,
        limits,
        values,
    )


def forward(
    sza: float,
    vza: float,
    raa: float,
    aot550: float,
    altitude_km: float,
    water_g_cm2: float,
    ozone_cm_atm: float,
    reflectance: float,
    limits: tuple[float, float],
    values: tuple[float, ...],
) -> sixs.SixSState:
    """A band run of 6S for columns above the target."""
    water = water_g_cm2 / gas_runs.column_fraction("water", altitude_km)
    ozone = ozone_cm_atm / gas_runs.column_fraction("ozone", altitude_km)
    return sixs.SixSState(
        sza,
        vza,
        raa,
        aot550,
        altitude_km,
        "continental",
        water,
        ozone,
        reflectance,
        filter_um=limits,
        filter_response=values,
    )


@lru_cache(maxsize=1)
def responses_digest() -> str:
    """Names the responses that went into the runs: a revised one starts another cache."""
    from bocage.core.atmosphere.responses import load

    total = hashlib.sha256()
    for platform, version in RESPONSES:
        for band in BANDS:
            response = load(platform, version)[band]
            total.update(repr((platform, version, band, response.wavelength_nm, response.response)).encode())
    return total.hexdigest()[:8]


def cache(name: str) -> Path:
    """CSV of a set."""
    return ROOT / ".build" / "prove" / f"sixs_{name}_{responses_digest()}.csv"


def read(name: str) -> list[dict[str, str]]:
    """Runs made so far; a line cut by an interruption is dropped."""
    path = cache(name)
    if not path.exists():
        return []
    with path.open(newline="") as handle:
        return [row for row in csv.DictReader(handle) if row.get("water_transmittance") not in (None, "")]


def _one(state: RandomState, band: str) -> dict[str, Any]:
    row = {**asdict(state), "band": band}
    try:
        out = sixs.run(sixs_state(state, band))
    except (sixs.SixSError, ValueError):
        return {**row, "status": "nan", "apparent": "nan", "water_transmittance": "nan"}
    return {**row, "status": "ok", "apparent": out["apparent"], "water_transmittance": out["water_total"]}


def refused(rows: list[dict[str, str]]) -> set[int]:
    """Draws for which 6S printed NaN in some band: redrawn, and counted."""
    return {int(row["number"]) for row in rows if row["status"] != "ok"}


def wanted(name: str, rows: list[dict[str, str]], count: int) -> Iterator[tuple[RandomState, str]]:
    """Runs still to be made until ``count`` draws are whole."""
    done = {(int(row["number"]), row["band"]) for row in rows}
    bad = refused(rows)
    for number in range(count + len(bad)):
        if number not in bad:
            state = draw(name, number)
            yield from ((state, band) for band in BANDS if (number, band) not in done)


def complete(name: str, workers: int = 1, count: int | None = None) -> list[dict[str, str]]:
    """Make what a set still lacks; returns the runs of its whole draws, status ok only."""
    number = count or SETS[name][0]
    path = cache(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    while todo := list(wanted(name, read(name), number)):
        _append(path, todo, workers)
    rows = read(name)
    bad = refused(rows)
    return [r for r in rows if int(r["number"]) not in bad and int(r["number"]) < number + len(bad)]


def _append(path: Path, todo: list[tuple[RandomState, str]], workers: int) -> None:
    fresh = not path.exists()
    if not fresh and not path.read_bytes().endswith(b"\n"):
        with path.open("a") as handle:
            handle.write("\n")
    with path.open("a", newline="") as handle, ThreadPoolExecutor(workers) as pool:
        writer = csv.DictWriter(handle, COLUMNS)
        if fresh:
            writer.writeheader()
        for row in pool.map(lambda pair: _one(*pair), todo):
            writer.writerow(row)
            handle.flush()


def column_evidence() -> list[tuple[float, float, float]]:
    """(altitude km, share of water under a plane as 6S prints it, 1 - column_fraction).

    A sensor at that altitude over a target at sea level: 6S prints the water between them.
    """
    result = []
    for altitude in (1, 2, 3, 4):
        lines = [
            "0",
            "40 0 0 0 1 1",
            "8",
            "3.560 0.344",
            "1",
            "0",
            "0.1",
            "0",
            f"-{altitude}",
            "-1.0 -1.0",
            "-1.0",
            "-1",
            "0.56",
            "0",
            "0",
            "0",
            "0.2",
            "-1",
            "",
        ]
        done = subprocess.run(
            [str(sixs.binary())],
            input="\n".join(lines),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        printed = [line.split()[-2] for line in done.stdout.splitlines() if "h2o   content" in line]
        result.append(
            (
                float(altitude),
                float(printed[0]) / 3.56,
                1 - gas_runs.column_fraction("water", float(altitude)),
            )
        )
    return result


def ozone_evidence() -> list[tuple[float, float, float]]:
    """(altitude km, share of ozone left as 6S's transmittance says, column_fraction)."""

    def depth(altitude: float) -> float:
        out = sixs.run(
            sixs.SixSState(75, 0, 0, 0, altitude, wavelength_um=0.6, water_g_cm2=0.0, ozone_cm_atm=0.45)
        )
        return -math.log(out["ozone_total"])

    return [
        (z, depth(z) / depth(0.0), gas_runs.column_fraction("ozone", z)) for z in (0.5, 1.0, 2.0, 3.0, 4.0)
    ]


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--set", choices=sorted(SETS), nargs="+", default=list(SETS))
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args(arguments)
    for name in options.set:
        rows = complete(name, options.workers)
        sys.stderr.write(f"{cache(name)}: {len(rows)} runs, {len(refused(read(name)))} draws redrawn\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
