"""Masks alone, of any readable L1C or L2A product: clouds, shadows, snow, water, relief.

inputs: what is read, what takes the place of absent bands; surface: how an L2A product is looked at;
raster: the two bytes and what stands beside them; job: all of it in order.
"""

from .job import run_cloudmask
from .settings import CloudMaskResult, CloudMaskSettings

__all__ = ["CloudMaskResult", "CloudMaskSettings", "run_cloudmask"]
