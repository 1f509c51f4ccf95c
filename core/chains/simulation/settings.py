"""What one simulated date is asked for. Plain data: JSON in, JSON out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

EVENTS = ("harvest", "ploughing", "greenhouses", "flood", "snowfall")
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
