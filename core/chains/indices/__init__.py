"""Spectral indices and formulas of a product, a raster, or a stack of dates: one band an index, dates kept.

settings: what is asked for; job: all of it in order.
"""

from .job import run_indices
from .settings import IndicesResult, IndicesSettings

__all__ = ["IndicesResult", "IndicesSettings", "run_indices"]
