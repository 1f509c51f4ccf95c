"""Maps of classes of successive years on one grid: changes, excursions, changes that nobody would believe."""

from .job import map_stability
from .settings import MapStabilityResult, MapStabilitySettings

__all__ = ["MapStabilityResult", "MapStabilitySettings", "map_stability"]
