"""Zones x dates: statistics of bands and indices under polygons, with how much of each was seen clear.

settings: what is asked for; cover: which pixels of which grid a zone has; statistics: sums and percentiles by zone;
measure: one product; table: rows, and the CSV; job: all of it in order.
"""

from .job import run_zonalseries
from .settings import STATISTICS, ZonalSettings
from .table import ZonalResult

__all__ = ["STATISTICS", "ZonalResult", "ZonalSettings", "run_zonalseries"]
