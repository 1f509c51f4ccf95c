"""L1C products with known truth: a synthetic ground or an L2A product, seen through a known sky.

settings: what is asked; bocage, ground and surface: the landscape; light: relief and clouds' shadows; sky: clouds;
air and forward: radiative transfer by spectral slices; around: adjacency; geometry and lines: sun, orbit, lines of
sight; scene: what all bands share; band: one of them; truth: what is written beside; job: all of it.
"""

from .job import simulate
from .settings import CLOUDS, EVENTS, SimulationResult, SimulationSettings, parse_moment

__all__ = ["CLOUDS", "EVENTS", "SimulationResult", "SimulationSettings", "parse_moment", "simulate"]
