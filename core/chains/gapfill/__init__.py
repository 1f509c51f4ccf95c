"""A series to a regular calendar: gaps filled, one stack of bands with dates, how many dates were clear.

settings: what is asked for; inputs: the series, its grid, its calendar; cube: one block of all dates read; filling:
the block filled; output: what is written; job: all of it in order.
"""

from .job import run_gapfill
from .settings import GapfillResult, GapfillSettings

__all__ = ["GapfillResult", "GapfillSettings", "run_gapfill"]
