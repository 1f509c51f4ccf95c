"""Longitudes and latitudes around the map of a figure: ticks and numbers on its frame, no line over the image."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsLayoutItemMap,
    QgsLayoutItemMapGrid,
    QgsProject,
)
from qgis.PyQt.QtGui import QColor

from .figure_text import text_format

#: Degrees between two numbers: those of maps, down to a tenth of a minute.
STEPS = (30.0, 20.0, 10.0, 5.0, 2.0, 1.0, 1 / 2, 1 / 3, 1 / 6, 1 / 12, 1 / 20, 1 / 30, 1 / 60, 1 / 120, 1 / 180,
         1 / 360, 1 / 720, 1 / 1800, 1 / 3600)
#: Numbers wanted along the longer side, at most.
_MOST = 6


def add_graticule(view: QgsLayoutItemMap, crs: QgsCoordinateReferenceSystem, project: QgsProject,
                  size_pt: float) -> None:
    """Ticks and numbers in degrees and minutes."""
    geographic = QgsCoordinateReferenceSystem("EPSG:4326")
    change = QgsCoordinateTransform(crs, geographic, project.transformContext())
    extent = change.transformBoundingBox(view.extent())
    step = step_of(max(extent.width(), extent.height()))
    grid = QgsLayoutItemMapGrid("graticule", view)
    grid.setCrs(geographic)
    grid.setIntervalX(step)
    grid.setIntervalY(step)
    grid.setStyle(QgsLayoutItemMapGrid.GridStyle.FrameAnnotationsOnly)
    grid.setFrameStyle(QgsLayoutItemMapGrid.FrameStyle.ExteriorTicks)
    grid.setFrameWidth(1.2)
    grid.setFramePenSize(0.2)
    grid.setFramePenColor(QColor(26, 26, 26))
    grid.setAnnotationEnabled(True)
    formats = QgsLayoutItemMapGrid.AnnotationFormat
    minutes = step >= 1 / 60 - 1e-9
    grid.setAnnotationFormat(formats.DegreeMinute if minutes else formats.DegreeMinuteSecond)
    grid.setAnnotationPrecision(0)
    grid.setAnnotationFrameDistance(0.6)
    _set_text(grid, size_pt)
    _upright_on_sides(grid)
    view.grids().addGrid(grid)


def step_of(span: float) -> float:
    """Degrees between two numbers over ``span`` degrees."""
    fitting = [step for step in STEPS if span / step <= _MOST]
    return min(fitting, default=STEPS[0])


def _set_text(grid: QgsLayoutItemMapGrid, size_pt: float) -> None:
    chosen = text_format(size_pt)
    if hasattr(grid, "setAnnotationTextFormat"):
        grid.setAnnotationTextFormat(chosen)
    else:
        grid.setAnnotationFont(chosen.font())
        grid.setAnnotationFontColor(chosen.color())


def _upright_on_sides(grid: QgsLayoutItemMapGrid) -> None:
    """Numbers run along the frame: across, those at left and right would need three times the margin."""
    directions, sides = QgsLayoutItemMapGrid.AnnotationDirection, QgsLayoutItemMapGrid.BorderSide
    wanted: dict[Any, Any] = {sides.Left: directions.Vertical, sides.Right: directions.VerticalDescending,
                              sides.Top: directions.Horizontal, sides.Bottom: directions.Horizontal}
    for side, direction in wanted.items():
        grid.setAnnotationDirection(direction, side)
        grid.setAnnotationPosition(QgsLayoutItemMapGrid.AnnotationPosition.OutsideMapFrame, side)
    # Ticks on four sides, numbers on two: nothing is said twice.
    for side in (sides.Right, sides.Top):
        grid.setAnnotationDisplay(QgsLayoutItemMapGrid.DisplayMode.HideAll, side)
