"""Chosen flags to no data, on the bands of a product or on any raster.

settings: what is asked for; flags: where they come from; job: all of it in order.
"""

from .job import run_applymask
from .settings import MaskResult, MaskSettings

__all__ = ["MaskResult", "MaskSettings", "run_applymask"]
