"""L1C products with known truth: a synthetic ground or an L2A product, seen through a known sky.

settings: what is asked; ground and bocage: the landscape; light: relief and clouds' shadows; sky: clouds;
forward: radiative transfer by spectral slices; geometry: sun and orbit; scene: all of it, written.
"""

from .scene import simulate
from .settings import CLOUDS, EVENTS, SimulationResult, SimulationSettings

__all__ = ["CLOUDS", "EVENTS", "SimulationResult", "SimulationSettings", "simulate"]
