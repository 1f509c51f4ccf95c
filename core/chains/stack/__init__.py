"""One product as one raster: chosen bands, indices and layers on one grid.

settings: what is asked for; job: all of it in order.
"""

from .job import run_stack
from .settings import StackResult, StackSettings

__all__ = ["StackResult", "StackSettings", "run_stack"]
