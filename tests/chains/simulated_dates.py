"""A small simulated series: dates of one tile and ground, five days apart, clouds on the second; 1.2 km across."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from bocage.core.chains.l2aseries import SeriesSettings
from bocage.core.chains.settings import L2ASettings
from bocage.core.chains.simulation import SimulationSettings, simulate
from bocage.core.engine.progress import SilentProgress

FIRST = datetime(2018, 5, 2, 11, 6, 31)
SKIES = (("none", 0.0), ("cumulus", 0.3), ("none", 0.0))
#: When a product was made: with "created" of the STAC item, all that may differ between two runs in one place.
TIMES = re.compile(r"<((?:START_|END_)?PRODUCTION_DATE)>[^<]*<")


def day(number: int) -> date:
    """Day of one of the dates."""
    return (FIRST + timedelta(days=5 * number)).date()


def write(folder: Path, count: int = 3, **settings) -> list[Path]:
    """The SAFE folders, in order of date."""
    base = SimulationSettings(output=str(folder), date=FIRST, **{"size_m": 1200, **settings})
    return [Path(simulate(replace(base, date=FIRST + timedelta(days=5 * number), clouds=clouds, cover=cover,
                                  seed=number), SilentProgress()).product)
            for number, (clouds, cover) in enumerate((SKIES * count)[:count])]


def settings(source: Path, output: Path, **others) -> SeriesSettings:
    """A series whose atmosphere is given: seconds matter more here than aerosols."""
    l2a = {"altitude_m": 40.0, "aot_method": "fixed", "water_vapour_method": "fixed", "threads": 1}
    own = {name: others.pop(name) for name in list(others) if name in L2ASettings.__dataclass_fields__}
    return SeriesSettings(str(source), L2ASettings("", str(output), **{**l2a, **own}), **others)


def products(output: Path) -> list[Path]:
    """Finished products, in order of date."""
    return sorted(path.parent for path in output.glob("SENTINEL2A_*/*_MTD_ALL.xml"))


def content(output: Path, *copied_from: Path) -> dict[str, bytes]:
    """Every file of the products; in metadata, the folder (also that of the original) and the time left out."""
    found = {}
    for product in products(output):
        for path in sorted(product.rglob("*")):
            if path.is_file():
                found[path.relative_to(output).as_posix()] = _plain(path, (output, *copied_from))
    return found


def _plain(path: Path, folders: tuple[Path, ...]) -> bytes:
    if path.suffix not in (".json", ".xml"):
        return path.read_bytes()
    text = path.read_text(encoding="utf-8")
    for folder in folders:
        text = text.replace(str(folder), "<output>")
    if path.suffix == ".json":
        item = json.loads(text)
        item["properties"].pop("created")
        return json.dumps(item, sort_keys=True).encode()
    return TIMES.sub(r"<\1><", text).encode()
