"""One L3A product of a period: the weighted mean of its clear dates, directions corrected, after WASP.

settings: what is asked for; directions: reflectance as seen from the nadir; masks: what hides pixels and cells; inputs:
dates and their weights; files, reading, composing: one block; job: all of it in order.
"""

from .job import run_synthesis
from .settings import SynthesisResult, SynthesisSettings

__all__ = ["SynthesisResult", "SynthesisSettings", "run_synthesis"]
