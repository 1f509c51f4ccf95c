"""The unit on the map: its square of the map's own pixel, and the view around it. No layer: nothing to save."""

from __future__ import annotations

import math
from typing import Any, Optional

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
)
from qgis.gui import QgsRubberBand
from qgis.PyQt.QtGui import QColor

from ..draw_tool import POLYGON

#: Black around yellow: seen on crops, soil, water and snow.
HALO, LINE = QColor(0, 0, 0, 200), QColor(255, 214, 0)
#: Metres of a degree of latitude, for squares in degrees.
DEGREE_M = 111_320.0
#: Points of an edge, so that a square stays one under another projection.
_STEPS = 5


def square(x: float, y: float, side_m: float, crs: QgsCoordinateReferenceSystem) -> QgsRectangle:
    """About ``side_m`` metres around a point."""
    high = side_m / 2.0
    if crs.isGeographic():
        high /= DEGREE_M
        wide = high / max(0.01, math.cos(math.radians(y)))
        return QgsRectangle(x - wide, y - high, x + wide, y + high)
    return QgsRectangle(x - high, y - high, x + high, y + high)


def pixel_around(layer: Any, x: float, y: float) -> Optional[QgsRectangle]:
    """The pixel of a raster layer that holds a point of its CRS; None outside, or without a layer."""
    if layer is None or not layer.isValid() or not layer.width() or not layer.extent().contains(QgsPointXY(x, y)):
        return None
    extent = layer.extent()
    wide, high = extent.width() / layer.width(), extent.height() / layer.height()
    column = min(layer.width() - 1, int((x - extent.xMinimum()) / wide))
    row = min(layer.height() - 1, int((extent.yMaximum() - y) / high))
    left, top = extent.xMinimum() + column * wide, extent.yMaximum() - row * high
    return QgsRectangle(left, top - high, left + wide, top)


def unit_square(x: float, y: float, crs: QgsCoordinateReferenceSystem, layer: Any, side_m: float,
                target: QgsCoordinateReferenceSystem) -> QgsGeometry:
    """Outline of a unit in ``target``: the map's pixel, or ``side_m`` metres where no map holds it.

    x, y, crs: of the point of the sample. An empty geometry where it cannot be placed.
    """
    try:
        pixel, frame = None, crs
        if layer is not None and layer.isValid():
            place = QgsCoordinateTransform(crs, layer.crs(), QgsProject.instance()).transform(x, y)
            pixel, frame = pixel_around(layer, place.x(), place.y()), layer.crs()
        if pixel is None:
            pixel, frame = square(x, y, side_m, crs), crs
        outline = QgsGeometry.fromRect(pixel).densifyByCount(_STEPS)
        outline.transform(QgsCoordinateTransform(frame, target, QgsProject.instance()))
    except QgsCsException:
        return QgsGeometry()
    return outline


class UnitOutline:
    """Two bands on a canvas, and the view."""

    def __init__(self, canvas: Any) -> None:
        self.canvas = canvas
        self._bands = [QgsRubberBand(canvas, POLYGON) for _ in range(2)]
        for band, colour, width in zip(self._bands, (HALO, LINE), (5, 2)):
            band.setStrokeColor(colour)
            band.setFillColor(QColor(0, 0, 0, 0))
            band.setWidth(width)
            band.setZValue(95)

    def show(self, outline: QgsGeometry, around_m: float, move: bool = True) -> None:
        """An outline in the canvas' CRS, in the middle of a view of about ``around_m`` metres."""
        for band in self._bands:
            band.setToGeometry(outline, self.canvas.mapSettings().destinationCrs())
        if move and not outline.isEmpty():
            middle = outline.boundingBox().center()
            self.canvas.setExtent(square(middle.x(), middle.y(), around_m,
                                         self.canvas.mapSettings().destinationCrs()))
            self.canvas.refresh()

    def hide(self) -> None:
        """Nothing is outlined."""
        for band in self._bands:
            band.reset(POLYGON)

    def remove(self) -> None:
        """Off the canvas for good."""
        for band in self._bands:
            scene = band.scene()
            if scene is not None:
                scene.removeItem(band)
