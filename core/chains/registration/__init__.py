"""Shifts between the dates of a series: measured on windows, told as a table, corrected on request.

settings: what is asked for; measure: windows of all dates, pairs matched; table: what is told; correct: rasters
resampled; job: all of it in order.
"""

from .job import run_registration
from .settings import RegistrationResult, RegistrationSettings

__all__ = ["RegistrationResult", "RegistrationSettings", "run_registration"]
