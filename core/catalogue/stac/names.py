"""What a product's name and a catalogue's words say: platform, level, tile, orbit, baseline."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SAFE = re.compile(r"(?P<platform>S2[A-D])_MSI(?P<level>L1C|L2A)_\d{8}T\d{6}_(?:N(?P<baseline>\d{4})_)?"
                   r"R(?P<orbit>\d{3})_T(?P<tile>\d{2}[A-Z]{3})_")
_MUSCATE = re.compile(r"(?P<platform>SENTINEL2[A-DX]|LANDSAT\d|VENUS)(?:-[A-Z-]+)?_\d{8}-\d{6}-\d{3}_"
                      r"(?P<level>L\d[A-Z](?:-SNOW)?)_(?:T(?P<tile>\d{2}[A-Z]{3})|(?P<site>[A-Z0-9-]+))_[CD]"
                      r"(?:_V(?P<baseline>\d+-\d+))?")
_SHORT = re.compile(r"(?P<platform>S2[A-D])_(?:T)?(?P<tile>\d{2}[A-Z]{3})_\d{8}_\d+_(?P<level>L1C|L2A)")
_LIS = re.compile(r"LIS_(?P<platform>S2|L8|L9)-(?P<level>SNOW)\S*?_T(?P<tile>\d{2}[A-Z]{3})_")
_LANDSAT = re.compile(r"L[COTEM](?P<number>\d{2})_L(?P<level>[12])[A-Z]{2}_(?P<tile>\d{6})_\d{8}")
_PLATFORM = re.compile(r"(?:sentinel|s)[-_ ]?2[-_ ]?([a-dx])", re.IGNORECASE)
_LANDSAT_PLATFORM = re.compile(r"(?:landsat|l)[-_ ]?0?(\d)", re.IGNORECASE)
_LEVEL = re.compile(r"L(?:EVEL)?[-_ ]?([123][A-D])(?![A-Z0-9])|S2MSI([12][AC])", re.IGNORECASE)
_MGRS = re.compile(r"^(?:MGRS-)?T?(\d{1,2})([A-Z])([A-Z]{2})$")
_WRS = re.compile(r"^WRS2-(\d{3})[-_]?(\d{3})$")


@dataclass(frozen=True)
class Name:
    """What a product's name says; "" and None for what it does not."""

    platform: str = ""
    level: str = ""
    tile: str = ""
    orbit: int | None = None
    baseline: str = ""


def read_name(text: str) -> Name:
    """From the name of a SAFE, MUSCATE, LIS, Landsat product, or a COG's short name."""
    for pattern in (_SAFE, _MUSCATE, _SHORT, _LIS):
        match = pattern.search(text)
        if match:
            said = {key: value for key, value in match.groupdict().items() if value}
            baseline = said.get("baseline", "")
            if pattern is _SAFE and baseline:
                baseline = f"{baseline[:2]}.{baseline[2:]}"
            level = "SNOW" if "SNOW" in said["level"] else said["level"]
            return Name(platform_word(said["platform"]), level, said.get("tile", "") or said.get("site", ""),
                        int(said["orbit"]) if "orbit" in said else None, baseline.replace("-", ".")
                        if pattern is _MUSCATE else baseline)
    match = _LANDSAT.search(text)
    if match:
        return Name(f"LANDSAT{int(match['number'])}", {"1": "L1", "2": "L2A"}[match["level"]], match["tile"])
    return Name()


def platform_word(text: str) -> str:
    """"S2A", "LANDSAT8", "VENUS"... from however a catalogue writes it; what is not known stays, in capitals."""
    found = _PLATFORM.fullmatch(text.strip())
    if found:
        return f"S2{found[1].upper()}"
    found = _LANDSAT_PLATFORM.fullmatch(text.strip())
    if found:
        return f"LANDSAT{found[1]}"
    plain = text.strip().upper().replace("µ", "U").replace("Μ", "U")
    return "VENUS" if plain.startswith("VENUS") else plain


def level_word(text: str) -> str:
    """"L1C", "L2A"... from "Level-2A", "S2MSI2A", "LEVEL2A", "L2A"; "" where it says less ("L2")."""
    found = _LEVEL.search(text.strip())
    return f"L{(found[1] or found[2]).upper()}" if found else ""


def tile_word(text: str) -> str:
    """"31TCJ" from "MGRS-31TCJ", "T31TCJ"; "199026" from "WRS2-199026"; "" for anything else."""
    found = _MGRS.match(text.strip().upper())
    if found:
        return f"{int(found[1]):02d}{found[2]}{found[3]}"
    found = _WRS.match(text.strip().upper())
    return found[1] + found[2] if found else ""
