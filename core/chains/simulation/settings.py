"""What one simulated date is asked for. Plain data: JSON in, JSON out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from ...errors import BocageError

EVENTS = ("harvest", "ploughing", "greenhouses", "flood", "snowfall")
#: ISO 8601, long or compact: a day, or a day and a time with or without its distance from UTC.
_MOMENT = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[Tt ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?"
                     r" ?([Zz]|([+-])(\d{2}):?(\d{2})?)?)?")
#: Time of a day without one: when Sentinel-2 passes over the synthetic ground.
PASS_TIME = (11, 6, 31)
CLOUDS = ("none", "cumulus", "stratus", "cirrus", "mixed")


@dataclass(frozen=True)
class SimulationSettings:
    """``ground_seed`` draws the landscape, ``seed`` the sky: a series keeps the first and changes the second.

    AOT at 550 nm, its field varying by ``aot_variation`` (relative) over some kilometres; water vapour in g/cm2,
    by ``water_variation``. Both are means at the scene's mean altitude, and thin out upwards.
    """

    output: str
    date: datetime
    #: "bocage", or an L2A product whose reflectance is taken as the ground.
    surface: str = "bocage"
    #: "" is flat at ``altitude_m``, "mountain" is synthetic, else the path of a raster.
    dem: str = ""
    altitude_m: float = 40.0
    aot: float = 0.15
    aot_variation: float = 0.4
    aerosol_model: str = "continental"
    water_vapour: float = 2.0
    ozone: float = 0.32
    clouds: str = "mixed"
    cover: float = 0.25
    events: tuple[str, ...] = ()
    #: 0 or 1: two relative orbits, either side of the ground track.
    orbit: int = 0
    seed: int = 1
    ground_seed: int = 20180117
    size_m: int = 12_000
    noise: bool = True
    adjacency: bool = True
    water_variation: float = 0.1


@dataclass(frozen=True)
class SimulationResult:
    """The SAFE folder, and the folder of its truth."""

    product: str
    truth: str


def parse_moment(text: str) -> datetime:
    """UTC, without zone, of a date as ISO 8601 has it. Raises BocageError. (``datetime.fromisoformat`` knows few
    of its forms before Python 3.11.)"""
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        raise BocageError("date_unreadable", value=text)
    year, month, day, hour, minute, second, zone, sign, hours, minutes = found.groups()
    time = (int(hour), int(minute), int(second or 0)) if hour else PASS_TIME
    try:
        moment = datetime(int(year), int(month), int(day), *time)
    except ValueError:
        raise BocageError("date_unreadable", value=text) from None
    away = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    return moment + away if sign == "-" else moment - away
