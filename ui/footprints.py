"""Outlines on the map that are no layers: the area asked for in red, the scenes selected in blue."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry, QgsPointXY, QgsRectangle
from qgis.gui import QgsRubberBand
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor

from ..core.catalogue.model import Footprint
from .draw_tool import POLYGON, RED

BLUE = QColor(31, 120, 180)
#: Scenes outlined at once: a selection of the whole list says nothing more.
MOST = 60


def geometry_of(footprint: Footprint) -> QgsGeometry:
    """Longitude and latitude, WGS 84."""
    return QgsGeometry.fromMultiPolygonXY(
        [[[QgsPointXY(x, y) for x, y in ring] for ring in polygon] for polygon in footprint])


def footprint_of(geometry: QgsGeometry) -> Footprint:
    """Polygons of a geometry in longitude and latitude; () where it has none."""
    parts = geometry.asMultiPolygon() if geometry.isMultipart() else [geometry.asPolygon()]
    return tuple(tuple(tuple((point.x(), point.y()) for point in ring) for ring in part) for part in parts if part)


def rectangle(west: float, south: float, east: float, north: float) -> Footprint:
    """An extent in degrees, split where it crosses the antimeridian (``west`` beyond ``east``)."""
    south, north = max(-90.0, south), min(90.0, north)
    if east - west >= 360.0:
        west, east = -180.0, 180.0
    if west > east or west < -180.0 or east > 180.0:
        west, east = (west + 180.0) % 360.0 - 180.0, (east + 180.0) % 360.0 - 180.0
        if west > east:
            return (*rectangle(west, south, 180.0, north), *rectangle(-180.0, south, east, north))
    if not (south < north and west < east):
        return ()
    return ((((west, south), (east, south), (east, north), (west, north), (west, south)),),)


class Outlines:
    """Two rubber bands on a canvas."""

    def __init__(self, canvas: Any) -> None:
        self._area, self._scenes = QgsRubberBand(canvas, POLYGON), QgsRubberBand(canvas, POLYGON)
        for band, colour in ((self._area, RED), (self._scenes, BLUE)):
            band.setStrokeColor(colour)
            band.setFillColor(QColor(0, 0, 0, 0))
            band.setWidth(2)
        self._scenes.setLineStyle(Qt.PenStyle.DashLine)

    def show_area(self, footprint: Footprint) -> None:
        """The area asked for, () for none."""
        self._show(self._area, [footprint] if footprint else [])

    def show_scenes(self, footprints: Iterable[Footprint]) -> None:
        """Those selected."""
        self._show(self._scenes, list(footprints)[:MOST])

    def remove(self) -> None:
        """Off the canvas for good."""
        for band in (self._area, self._scenes):
            scene = band.scene()
            if scene is not None:
                scene.removeItem(band)

    @staticmethod
    def _show(band: QgsRubberBand, footprints: list[Footprint]) -> None:
        band.reset(POLYGON)
        degrees = QgsCoordinateReferenceSystem("EPSG:4326")
        for footprint in footprints:
            if footprint:
                band.addGeometry(geometry_of(footprint), degrees)


def bounds(footprint: Footprint) -> QgsRectangle:
    """Degrees."""
    return geometry_of(footprint).boundingBox()
