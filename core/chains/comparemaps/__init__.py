"""A map of classes against an independent source, raster or polygons, through a table of correspondence.

``difference_map`` is for whoever has two maps on one grid and wants the raster of agreement alone.
"""

from .difference import difference_map
from .job import compare_maps
from .settings import CompareMapsResult, CompareMapsSettings, PolygonSource

__all__ = ["CompareMapsResult", "CompareMapsSettings", "PolygonSource", "compare_maps", "difference_map"]
