"""Several models on one map: what each region's model says, blended by the distance to the borders of regions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from osgeo import ogr

from ..engine.area_geometry import polygons_of
from ..engine.grid import Grid
from ..engine.raster import gdal_call, metres_per_unit, rasterise
from ..engine.zones import zones_of
from .model import LandcoverModel

#: Steps of a weight from one side of a border to the other.
STEPS = 16
#: Setting of a model of several regions: metres on either side of a border over which two models are blended.
BLEND = "blend_m"


class RegionWeights:
    """Weights of the regions of a model on any grid of one CRS.

    A weight grows from 0, ``blend`` metres outside a region, by 1/2 on its border, to 1 as far inside, in STEPS
    steps; weights of all regions are then brought to a sum of 1. Beyond all regions there is none.
    """

    def __init__(self, model: LandcoverModel, crs: str) -> None:
        self.crs = crs
        self.count = len(model.regions)
        blend = float(model.settings.get(BLEND, 0.0)) / (metres_per_unit(crs) or 111_000.0)
        # Middles of STEPS equal steps from -blend to blend: the share of them that holds a place is its weight.
        offsets = (np.arange(STEPS) + 0.5) / STEPS * 2.0 - 1.0 if blend > 0 else np.zeros(1)
        self._levels = [[_rings(outline.Buffer(float(offset * blend), 8) if offset else outline) for offset in offsets]
                        for outline in (_outline(region.rings, region.crs, crs, region.name)
                                        for region in model.regions)]

    def on(self, grid: Grid) -> np.ndarray:
        """Float32 (region, row, column) that sum to 1; all 0 beyond every region."""
        result = np.zeros((self.count, *grid.shape), np.float32)
        for number, levels in enumerate(self._levels):
            for polygons in levels:
                result[number] += rasterise([(1, rings) for rings in polygons], grid)
            result[number] /= len(levels)
        total = result.sum(axis=0)
        return np.asarray(np.divide(result, total, out=result, where=total > 0))


def _outline(rings: Sequence[np.ndarray], source: str, target: str, name: str) -> Any:
    geometry = geometry_of(rings)
    zones = zones_of([(name, bytes(geometry.ExportToWkb()))], source, name).to(target)
    return geometry_of(zones.rings)


def geometry_of(rings: Sequence[np.ndarray]) -> Any:
    """OGR geometry of closed rings: outer ones turn one way, and holes the other, after the first of each."""
    whole: Any = None
    for ring in rings:
        line = ogr.Geometry(ogr.wkbLinearRing)
        for x, y in ring:
            line.AddPoint_2D(float(x), float(y))
        polygon = ogr.Geometry(ogr.wkbPolygon)
        polygon.AddGeometry(line)
        if whole is None:
            whole = polygon
        else:
            # A ring inside what is there is a hole of it; outside, a part more.
            joined, _ = gdal_call(whole.SymmetricDifference, polygon)
            whole = whole if joined is None else joined
    return whole


def _rings(geometry: Any) -> list[list[np.ndarray]]:
    if geometry is None or geometry.IsEmpty():
        return []
    return [[np.array(polygon.GetGeometryRef(k).GetPoints(), float)[:, :2]
             for k in range(polygon.GetGeometryCount())] for polygon in polygons_of(geometry)]


def blended(model: LandcoverModel, predictors: Sequence[Any], weights: np.ndarray,
            features: np.ndarray) -> np.ndarray:
    """Float32 (n, classes) of the whole model: what the predictors of its regions say, by ``weights`` (regions, n).

    A model is asked only about pixels where it has a weight. Where no region is, all are 0.
    """
    column = {entry.value: number for number, entry in enumerate(model.classes)}
    result = np.zeros((len(features), len(model.classes)), np.float32)
    for region, predictor, weight in zip(model.regions, predictors, weights):
        rows = np.flatnonzero(weight > 0)
        if rows.size:
            there = np.array([column[entry.value] for entry in region.model.classes])
            result[np.ix_(rows, there)] += weight[rows, None] * predictor.probabilities(features[rows])
    return result
