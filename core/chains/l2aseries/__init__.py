"""A tile's series from L1C to L2A: inputs, in order of date; job, one date after the other, resumable."""

from .job import run_series
from .settings import BACKWARD_DATES, MODES, SeriesResult, SeriesSettings, Skipped

__all__ = ["BACKWARD_DATES", "MODES", "SeriesResult", "SeriesSettings", "Skipped", "run_series"]
