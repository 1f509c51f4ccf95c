"""What the tests of classified maps share: a model known by heart, rasters, truth."""

from __future__ import annotations

import numpy as np

from bocage.core.chains.classify import ClassifySettings
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster, RasterWriter
from bocage.core.landcover.model import ClassEntry, Feature, LandcoverModel

GRID = Grid("EPSG:32630", (600000.0, 10.0, 0.0, 5240000.0, 0.0, -10.0), (150, 130))
NAMES = ("2018-01-17 NDVI", "2018-01-17 blue", "2018-03-18 NDVI", "elevation")
CLASSES = (ClassEntry(11, "crops", "cultures", (255, 255, 0)), ClassEntry(31, "broad-leaved", "feuillus", (0, 100, 0)),
           ClassEntry(51, "water", "eau", (0, 0, 255)))


class Heard(SilentProgress):
    """Remembers what is said."""

    def __init__(self) -> None:
        self.said: list[tuple[str, dict]] = []

    def info(self, code, **fields):
        self.said.append((code, fields))

    def warn(self, code, **fields):
        self.said.append((code, fields))


def forest() -> LandcoverModel:
    """Water where elevation <= 100; else crops where the NDVI of January <= 0.25, with a leaf of 3/4; else trees.

    A second tree knows crops and trees alone, a third is sure of trees.
    """
    arrays = {
        "tree_start": np.array([0, 5, 8, 9], np.int32),
        "left": np.array([1, -1, 3, -1, -1, 1, -1, -1, -1], np.int32),
        "right": np.array([2, -1, 4, -1, -1, 2, -1, -1, -1], np.int32),
        "feature": np.array([3, -1, 0, -1, -1, 0, -1, -1, -1], np.int16),
        "threshold": np.array([100, 0, 0.25, 0, 0, 0.25, 0, 0, 0], np.float32),
        "leaf": np.array([-1, 0, -1, 1, 2, -1, 3, 2, 2], np.int32),
        "values": np.array([[0, 0, 1], [0.75, 0.25, 0], [0, 1, 0], [1, 0, 0]], np.float32)}
    features = (Feature(NAMES[0], 1e-4, 0.0, -10000.0), Feature(NAMES[1], 1e-4, 0.0, -10000.0),
                Feature(NAMES[2], 1e-4, 0.0, -10000.0), Feature(NAMES[3]))
    return LandcoverModel("random_forest", CLASSES, features, arrays, {"trees": 3}, {"seed": 4})


def write(path, grid, bands, dtype="int16", nodata=None, scale=1.0):
    """``bands``: name -> numbers (rows, columns)."""
    with RasterWriter(str(path), grid, dtype, len(bands), nodata, list(bands)) as writer:
        for number, pixels in enumerate(bands.values(), start=1):
            writer.write(np.asarray(pixels, dtype), number)
            if scale != 1.0:
                writer.set_scaling(number, scale)
        writer.close()
    return str(path)


def settings(land, **more):
    return ClassifySettings(**{"input": land["input"], "model": land["model"], "engine": "numpy", "threads": 2,
                               "output": str(land["folder"] / "map.tif"), **more})


def truth(land):
    """Classes, and the confidence in percent, by hand."""
    water, low = land["height"] <= 100, land["ndvi"] <= 2500
    # Low and dry: 0.75 + 1 of 3 for crops. Low and wet: water, crops, trees have one each: the first. High: trees.
    classes = np.where(low, 11, 31)
    votes = np.where(low, np.where(water, 33, 67), np.where(water, 67, 100))
    lost = (land["ndvi"] == -10000) | (land["march"] == -10000)
    return np.where(lost, 0, classes), np.where(lost, 255, votes)


def read(path, band=1):
    with Raster(str(path)) as raster:
        return raster.read(band)
