"""Texts of a figure: a font that is there, sizes that fit."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsLayoutItemLabel, QgsLayoutPoint, QgsLayoutSize, QgsTextFormat, QgsUnitTypes
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF

from ..core.errors import BocageError

#: Sober, with accents and µ, on every system: the first that is installed serves.
FAMILIES = ("DejaVu Sans", "Liberation Sans", "Noto Sans", "Open Sans", "Arial", "Helvetica", "Segoe UI")
MM_PER_POINT = 25.4 / 72.0
#: Height of a line over the size of its letters.
LINE = 1.35
INK, GREY = QColor(26, 26, 26), QColor(95, 95, 95)
#: Below this share of its size a text is cut rather than made smaller.
_SMALLEST = 0.7
_MM = QgsUnitTypes.LayoutUnit.LayoutMillimeters


def family() -> str:
    """The font of figures. Raises BocageError where this QGIS has none at all: texts would be left out in silence."""
    try:
        known = list(QFontDatabase.families())
    except TypeError:  # Qt 5: not static
        known = list(QFontDatabase().families())
    if not known:
        raise BocageError("figure_no_font")
    return next((name for name in FAMILIES if name in known), sorted(known)[0])


def font(size_pt: float, bold: bool = False) -> QFont:
    """Size in points of the page."""
    made = QFont(family())
    made.setPointSizeF(size_pt)
    made.setBold(bold)
    return made


def width_mm(text: str, size_pt: float, bold: bool = False) -> float:
    """Width on the page."""
    big = font(size_pt, bold)
    # Measured large, so that the hinting of small letters does not count.
    big.setPixelSize(1000)
    return float(QFontMetricsF(big).horizontalAdvance(text)) / 1000.0 * size_pt * MM_PER_POINT


def fitted(text: str, room_mm: float, size_pt: float, bold: bool = False) -> tuple[str, float]:
    """The text and its size so that it holds in one line: smaller, and cut where that is not enough."""
    wanted = width_mm(text, size_pt, bold)
    if wanted <= room_mm:
        return text, size_pt
    size = size_pt * room_mm / wanted
    if size >= size_pt * _SMALLEST:
        return text, size
    size = size_pt * _SMALLEST
    while text and width_mm(text + "…", size, bold) > room_mm:
        text = text[:-1].rstrip()
    return text + "…", size


def label(layout: Any, name: str, text: str, place: tuple[float, float, float, float], size_pt: float,
          bold: bool = False, colour: QColor = INK,
          align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft) -> QgsLayoutItemLabel:
    """One line of text in ``place`` (left, top, width, height), mm."""
    left, top, width, height = place
    # A hair of room: painters and metrics may part by a rounding.
    shown, size = fitted(text, width - 0.6, size_pt, bold)
    item = QgsLayoutItemLabel(layout)
    item.setId(name)
    item.setText(shown)
    item.setMode(QgsLayoutItemLabel.Mode.ModeFont)
    item.setMarginX(0.0)
    item.setMarginY(0.0)
    item.setHAlign(align)
    item.setVAlign(Qt.AlignmentFlag.AlignVCenter)
    layout.addLayoutItem(item)
    set_format(item, size, bold, colour)
    # QGIS' own measure decides: it breaks a line that is too long by a hair, and the second one is not seen.
    while item.sizeForText().width() > width and size > size_pt * _SMALLEST * 0.8:
        size *= 0.98
        set_format(item, size, bold, colour)
    item.attemptMove(QgsLayoutPoint(left, top, _MM))
    item.attemptResize(QgsLayoutSize(width, height, _MM))
    return item


def text_format(size_pt: float, bold: bool = False, colour: QColor = INK) -> QgsTextFormat:
    """Of scale bars, graticules, and labels where QGIS knows it."""
    made = QgsTextFormat()
    made.setFont(font(size_pt, bold))
    made.setSize(size_pt)
    made.setSizeUnit(QgsUnitTypes.RenderUnit.RenderPoints)
    made.setColor(colour)
    return made


def set_format(item: QgsLayoutItemLabel, size_pt: float, bold: bool, colour: QColor) -> None:
    """QGIS 3.24 gave labels a text format."""
    if hasattr(item, "setTextFormat"):
        item.setTextFormat(text_format(size_pt, bold, colour))
    else:
        item.setFont(font(size_pt, bold))
        item.setFontColor(colour)
