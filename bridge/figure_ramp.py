"""The scale of colours of an index, or of any raster drawn by a ramp of colours, under a figure."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsColorRampShader,
    QgsFillSymbol,
    QgsGradientColorRamp,
    QgsGradientFillSymbolLayer,
    QgsGradientStop,
    QgsLayoutItemShape,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsRasterLayer,
    QgsSingleBandPseudoColorRenderer,
    QgsUnitTypes,
)
from qgis.PyQt.QtCore import QPointF, Qt
from qgis.PyQt.QtGui import QColor

from .figure_text import GREY, LINE, MM_PER_POINT, label

_MM = QgsUnitTypes.LayoutUnit.LayoutMillimeters


def ramp_of(layer: Any) -> list[tuple[float, QColor]]:
    """Values and colours of a layer drawn by a continuous ramp, lowest first; none for any other layer."""
    renderer = layer.renderer() if isinstance(layer, QgsRasterLayer) else None
    if not isinstance(renderer, QgsSingleBandPseudoColorRenderer) or renderer.shader() is None:
        return []
    function = renderer.shader().rasterShaderFunction()
    if not isinstance(function, QgsColorRampShader) \
            or function.colorRampType() != QgsColorRampShader.Type.Interpolated:
        return []
    found = [(float(item.value), QColor(item.color)) for item in function.colorRampItemList()]
    return found if len(found) > 1 and found[-1][0] > found[0][0] else []


def add_ramp(layout: Any, ramp: list[tuple[float, QColor]], name: str, decimal: str,
             place: tuple[float, float, float, float]) -> None:
    """A box of the colours in ``place`` (left, top, width, height in mm), the ends and the name under it."""
    left, top, width, height = place
    size_pt = 7.5 * height / 10.5
    bar = height * 0.35
    box = QgsLayoutItemShape(layout)
    box.setId("ramp")
    box.setShapeType(QgsLayoutItemShape.Shape.Rectangle)
    box.setSymbol(_gradient(ramp))
    layout.addLayoutItem(box)
    box.attemptMove(QgsLayoutPoint(left, top + height * 0.12, _MM))
    box.attemptResize(QgsLayoutSize(width, bar, _MM))
    line = size_pt * MM_PER_POINT * LINE
    under = top + height * 0.12 + bar + 0.6
    third = width / 3
    for number, (words, align) in enumerate(((_number(ramp[0][0], decimal), Qt.AlignmentFlag.AlignLeft),
                                             (name, Qt.AlignmentFlag.AlignHCenter),
                                             (_number(ramp[-1][0], decimal), Qt.AlignmentFlag.AlignRight))):
        label(layout, f"ramp {number}", words, (left + number * third, under, third, line), size_pt, colour=GREY,
              align=align)


def _gradient(ramp: list[tuple[float, QColor]]) -> QgsFillSymbol:
    """Colours from left to right, each at its value."""
    low, high = ramp[0][0], ramp[-1][0]
    stops = [QgsGradientStop((value - low) / (high - low), colour) for value, colour in ramp[1:-1]]
    fill = QgsGradientFillSymbolLayer()
    fill.setGradientColorType(QgsGradientFillSymbolLayer.GradientColorType.ColorRamp)
    fill.setColorRamp(QgsGradientColorRamp(ramp[0][1], ramp[-1][1], False, stops))
    fill.setReferencePoint1(QPointF(0.0, 0.5))
    fill.setReferencePoint2(QPointF(1.0, 0.5))
    # Handed over to a symbol that has a layer already: a list of layers would be freed by Python as well.
    symbol = QgsFillSymbol.createSimple({})
    symbol.changeSymbolLayer(0, fill)
    return symbol


def _number(value: float, decimal: str) -> str:
    return f"{value:.3g}".replace(".", decimal).replace("-", "−")
