"""Several tiles, orbits and zones on one grid.

settings: what is asked for; plan: sources, bands, target grid and order; choice: which product gives a pixel;
provenance: the layer that says so, and its table; job: all of it in order.
"""

from .job import run_mosaic
from .settings import RULES, MosaicResult, MosaicSettings

__all__ = ["RULES", "MosaicResult", "MosaicSettings", "run_mosaic"]
