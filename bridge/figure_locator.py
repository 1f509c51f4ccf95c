"""Where in the world: a small map in a corner of a figure, drawn from the countries that QGIS ships."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsFillSymbol,
    QgsGeometry,
    QgsLayoutItemMap,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsMarkerSymbol,
    QgsPointXY,
    QgsPrintLayout,
    QgsProject,
    QgsRectangle,
    QgsSingleSymbolRenderer,
    QgsUnitTypes,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor

#: Half of the side of what the locator shows, metres: France and its neighbours.
REACH_M = 750_000.0
_MM = QgsUnitTypes.LayoutUnit.LayoutMillimeters


def world_file() -> Path:
    """Countries of the world as QGIS installs them; absent from some builds."""
    return Path(QgsApplication.pkgDataPath()) / "resources" / "data" / "world_map.gpkg"


def add_locator(layout: QgsPrintLayout, project: QgsProject, view: QgsLayoutItemMap, factor: float,
                keep: QgsRectangle) -> bool:
    """A map in the corner of ``view`` where it hides least of ``keep``; False where QGIS has no countries to draw."""
    world = QgsVectorLayer(f"{world_file()}|layername=countries", "countries", "ogr")
    if not world.isValid():
        return False
    centre = _centre(view, project)
    world.setRenderer(QgsSingleSymbolRenderer(QgsFillSymbol.createSimple(
        {"color": "226,222,210,255", "outline_color": "140,140,140,255", "outline_width": "0.1"})))
    spot = _spot(centre)
    project.addMapLayers([world, spot], False)
    size = 26.0 * factor
    small = QgsLayoutItemMap(layout)
    small.setId("locator")
    layout.addLayoutItem(small)
    small.attemptMove(QgsLayoutPoint(*_corner(view, size, 2.0 * factor, keep), _MM))
    small.attemptResize(QgsLayoutSize(size, size, _MM))
    # Equal area around the place itself: nothing is askew, whatever the latitude.
    small.setCrs(QgsCoordinateReferenceSystem.fromProj(
        f"+proj=laea +lat_0={centre.y():.4f} +lon_0={centre.x():.4f} +datum=WGS84 +units=m"))
    small.setKeepLayerSet(True)
    small.setLayers([spot, world])
    small.setBackgroundColor(QColor(236, 243, 249))
    small.setFrameEnabled(True)
    small.setFrameStrokeColor(QColor(26, 26, 26))
    small.setExtent(QgsRectangle(-REACH_M, -REACH_M, REACH_M, REACH_M))
    return True


def _corner(view: QgsLayoutItemMap, size: float, gap: float, keep: QgsRectangle) -> tuple[float, float]:
    """Upper left point, mm: upper right first, then the other corners."""
    place, seen, across = view.positionWithUnits(), view.extent(), view.rect()
    left, right = place.x() + gap, place.x() + across.width() - size - gap
    top, bottom = place.y() + gap, place.y() + across.height() - size - gap
    metres = seen.width() / across.width()

    def hidden(corner: tuple[float, float]) -> float:
        west = seen.xMinimum() + (corner[0] - place.x()) * metres
        north = seen.yMaximum() - (corner[1] - place.y()) * metres
        under = keep.intersect(QgsRectangle(west, north - size * metres, west + size * metres, north))
        return 0.0 if keep.isEmpty() or under.isEmpty() else under.width() * under.height()

    return min(((right, top), (left, top), (right, bottom), (left, bottom)), key=hidden)


def _centre(view: QgsLayoutItemMap, project: QgsProject) -> QgsPointXY:
    change = QgsCoordinateTransform(view.crs(), QgsCoordinateReferenceSystem("EPSG:4326"), project.transformContext())
    return change.transform(view.extent().center())


def _spot(centre: QgsPointXY) -> QgsVectorLayer:
    layer = QgsVectorLayer("Point?crs=EPSG:4326", "place", "memory")
    feature = QgsFeature()
    feature.setGeometry(QgsGeometry.fromPointXY(centre))
    layer.dataProvider().addFeatures([feature])
    layer.setRenderer(QgsSingleSymbolRenderer(QgsMarkerSymbol.createSimple(
        {"name": "square", "color": "0,0,0,0", "outline_color": "227,26,28,255", "outline_width": "0.6",
         "size": "2.4"})))
    return layer
