"""One Sentinel-2 L1C product to surface reflectance (L2A) in MUSCATE layout.

scenery: what is worked on, checked; state: the atmosphere on 120 m cells; coarse and bands: the two
passes over pixels; layers: ATB and masks; job: all of it in order.
"""

from ..settings import L2AResult, L2ASettings
from .job import needed_bytes, run

__all__ = ["L2AResult", "L2ASettings", "needed_bytes", "run"]
