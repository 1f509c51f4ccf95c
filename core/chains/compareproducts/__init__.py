"""Two L2A products of one scene: how far apart are they, by band, by class and by reflectance?

pair: the two products, checked, and the grids they share; reading: pixels and flags on such a grid; classes:
what a pixel is; statistics and agreement: the estimators; tally: what adds up block after block; job: all of it
in order; description, report, figures, words: what is said of it.
"""

from .job import compare
from .settings import IMAGES, CompareResult, CompareSettings

__all__ = ["IMAGES", "CompareResult", "CompareSettings", "compare"]
