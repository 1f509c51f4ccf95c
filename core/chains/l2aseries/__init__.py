"""A tile's series from L1C to L2A, resumable.

inputs: products in order of date; job: one after the other; backward: a start that reads later dates first;
redo: what is made again; kept: what a finished product was made with; report: what was done, as JSON.
"""

from .job import run_series
from .settings import BACKWARD_DATES, MODES, SeriesResult, SeriesSettings, Skipped

__all__ = ["BACKWARD_DATES", "MODES", "SeriesResult", "SeriesSettings", "Skipped", "run_series"]
