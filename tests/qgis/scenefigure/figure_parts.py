"""What the tests of figures share: an area, a request, its layout and its pixels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from osgeo import gdal
from qgis.core import (
    QgsCoordinateTransformContext,
)

from bocage.core.engine.areas import Area, area_of
from bocage.core.engine.progress import SilentProgress

KEYS = ["INPUT", "AOI", "TITLE", "LOOK", "EXTENT", "PAGE", "DPI", "LANGUAGE", "CREDIT", "MARGIN", "NORTH", "SCALE_BAR",
        "GRATICULE", "LOCATOR", "GEOREFERENCE", "OUTPUT"]
#: Upper left of the ground, EPSG:32630, and its side in pixels of 20 m.
LEFT, TOP, SIDE = 588960.0, 5250000.0, 400
SQUARE = "POLYGON((591000 5244000,594000 5244000,594000 5247000,591000 5247000,591000 5244000))"


def square(name: str = "ZAD") -> Area:
    return area_of(name, SQUARE, "EPSG:32630", "essai")


def request(ground: str, output: Path, **options):
    from bocage.bridge.figure_job import FigureRequest

    return FigureRequest(**{"input": ground, "output": str(output), "areas": [square()], "dpi": 150, **options})


def made(ground: str, output: Path, **options):
    from bocage.bridge.figure_job import make_figure
    from bocage.bridge.figure_stage import Stage

    return make_figure(request(ground, output, **options), Stage(QgsCoordinateTransformContext()), SilentProgress())


class Composed:
    """The layout of a request, kept open to be looked at."""

    def __init__(self, ground: str, output: Path, **options) -> None:
        from bocage.bridge import figure, figure_job
        from bocage.bridge.figure_stage import Stage

        self.stage = Stage(QgsCoordinateTransformContext())
        self.stage.__enter__()
        asked = request(ground, output, **options)
        scene = figure_job._scene(asked, self.stage.project, output.parent, SilentProgress())
        self.figure = figure_job._figure(asked, scene, self.stage.project)
        figure.compose(self.figure, self.stage.layout)
        self.layout, self.view = self.stage.layout, figure.main_map(self.stage.layout)

    def items(self) -> dict:
        return {item.id(): item for item in self.layout.items() if hasattr(item, "id") and item.id()}


def picture(path: Path) -> tuple[np.ndarray, tuple]:
    """Pixels (band, rows, columns) and GDAL's geotransform."""
    dataset = gdal.OpenEx(str(path))
    return dataset.ReadAsArray()[:3].astype(int), dataset.GetGeoTransform()


def is_red(pixels: np.ndarray) -> np.ndarray:
    return (pixels[0] > 170) & (pixels[1] < 110) & (pixels[2] < 110)
