"""The scale bar of a figure: round lengths of the ground, not of the paper of a projection."""

from __future__ import annotations

import math
from typing import Any

from qgis.core import (
    QgsBasicNumericFormat,
    QgsDistanceArea,
    QgsLayoutItemMap,
    QgsLayoutItemScaleBar,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsPointXY,
    QgsUnitTypes,
)

from .figure_text import text_format

#: Share of the map that the bar may fill; round numbers of a segment.
_BAR_SHARE, _ROUND = 0.25, (1.0, 2.0, 2.5, 5.0)
_MM = QgsUnitTypes.LayoutUnit.LayoutMillimeters


def add_scale_bar(layout: Any, view: QgsLayoutItemMap, factor: float, language: str,
                  place: tuple[float, float, float]) -> float:
    """A bar of two segments of a round length on the ground, ending at ``place`` (right, top, height in mm).

    Returns where room is left, mm.
    """
    right, top, height = place
    bar = QgsLayoutItemScaleBar(layout)
    bar.setId("scale bar")
    layout.addLayoutItem(bar)
    bar.setStyle("Single Box")
    bar.setLinkedMap(view)
    bar.setUnits(QgsUnitTypes.DistanceUnit.DistanceMeters)
    bar.setMapUnitsPerScaleBarUnit(1.0)
    bar.setNumberOfSegmentsLeft(0)
    bar.setNumberOfSegments(2)
    bar.setHeight(1.8 * factor)
    bar.setLabelBarSpace(1.0 * factor)
    bar.setBoxContentSpace(0.6)
    bar.setTextFormat(text_format(8.0 * factor))
    bar.setNumericFormat(_numbers(language))
    metres = ground_width_m(view)
    segment = _rounded(metres * _BAR_SHARE / 2)
    kilometres = 2 * segment >= 1000.0
    if kilometres:
        bar.setUnits(QgsUnitTypes.DistanceUnit.DistanceKilometers)
    bar.setUnitLabel("km" if kilometres else "m")
    bar.setUnitsPerSegment(segment / 1000.0 if kilometres else segment)
    bar.update()
    # As small as QGIS lets it be, which is what it draws: by itself the box of a bar only grows.
    bar.attemptResize(QgsLayoutSize(1.0, 1.0, _MM))
    width = bar.rect().width()
    bar.attemptMove(QgsLayoutPoint(right - width, top + (height - bar.rect().height()) / 2, _MM))
    return right - width - 6.0 * factor


def _numbers(language: str) -> QgsBasicNumericFormat:
    """Of the figure's language, whatever QGIS speaks."""
    made = QgsBasicNumericFormat()
    made.setNumberDecimalPlaces(3)
    made.setShowTrailingZeros(False)
    made.setDecimalSeparator("," if language == "fr" else ".")
    made.setThousandsSeparator("\u202f" if language == "fr" else ",")
    return made


def ground_width_m(view: QgsLayoutItemMap) -> float:
    """Length on the ellipsoid of the middle line of the map, metres."""
    measure = QgsDistanceArea()
    measure.setSourceCrs(view.crs(), view.layout().project().transformContext())
    measure.setEllipsoid("EPSG:7030")
    extent = view.extent()
    y = extent.center().y()
    length = measure.measureLine(QgsPointXY(extent.xMinimum(), y), QgsPointXY(extent.xMaximum(), y))
    return float(measure.convertLengthMeasurement(length, QgsUnitTypes.DistanceUnit.DistanceMeters))


def _rounded(value: float) -> float:
    """The largest round number that is not more."""
    if not value > 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return max(step for step in _ROUND if step * power <= value * (1 + 1e-9)) * power
