"""A figure as a QGIS layout: scene, red outline, title, date and sensor, scale bar, north, graticule, locator, credit.

The layout has a project of its own: the user's is neither read nor touched. Everything is made in the thread that
calls, headless or in the window.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsLayoutItemMap,
    QgsLayoutItemPage,
    QgsLayoutItemPicture,
    QgsLayoutItemShape,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsPrintLayout,
    QgsProject,
    QgsRectangle,
    QgsUnitTypes,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor

from .areas import outline_symbol
from .figure_grid import add_graticule
from .figure_locator import add_locator
from .figure_ramp import add_ramp, ramp_of
from .figure_scale import add_scale_bar
from .figure_text import GREY, LINE, MM_PER_POINT, label, width_mm
from .figure_words import word

#: Name -> width and height, mm.
PAGES = {"A4 landscape": (297.0, 210.0), "A4 portrait": (210.0, 297.0), "A3 landscape": (420.0, 297.0),
         "A3 portrait": (297.0, 420.0), "A5 landscape": (210.0, 148.0), "square": (200.0, 200.0),
         "slide": (254.0, 142.875)}
NORTHS = ("true", "grid", "none")
ARROW = Path(__file__).resolve().parents[1] / "resources" / "icons" / "north.svg"
#: Millimetres of the red swatch and its gap.
_SWATCH = 11.0
#: Share of the map that may be no scene before its frame takes the shape of the scene.
_WHITE = 0.02
_MM = QgsUnitTypes.LayoutUnit.LayoutMillimeters


@dataclass(frozen=True)
class Figure:
    """What is drawn, in the CRS of the map; layers the top one first."""

    project: QgsProject
    layers: list[Any]
    crs: QgsCoordinateReferenceSystem
    extent: QgsRectangle
    title: str
    subtitle: str = ""
    credit: str = ""
    #: Name and hectares beside the red swatch, () for none.
    legend: tuple[str, ...] = ()
    #: Under the scale of colours, where the scene is drawn by one.
    ramp_name: str = ""
    page: str = "A4 landscape"
    language: str = "en"
    #: One of NORTHS.
    north: str = "true"
    scale_bar: bool = True
    graticule: bool = True
    locator: bool = False
    #: Where the scene is known, map CRS: a wider extent shrinks and slides to stay inside. Empty for nowhere.
    inside: QgsRectangle = field(default_factory=QgsRectangle)
    #: What must be seen whole, map CRS.
    keep: QgsRectangle = field(default_factory=QgsRectangle)


@dataclass(frozen=True)
class _Frame:
    """Millimetres: the page, its margin, the factor of sizes, the place that the map may fill, and texts with it."""

    width: float
    height: float
    margin: float
    factor: float
    left: float
    top: float
    map_width: float
    map_height: float

    @property
    def bottom(self) -> float:
        return self.top + self.map_height

    def fitted(self, ratio: float) -> tuple[float, float, float, float]:
        """Left, top, width, height of a map of that shape in the middle of the place."""
        width, height = self.map_width, self.map_height
        if width > height * ratio:
            width = height * ratio
        else:
            height = width / ratio
        return self.left + (self.map_width - width) / 2, self.top + (self.map_height - height) / 2, width, height


def compose(figure: Figure, layout: QgsPrintLayout) -> None:
    """Fills an empty layout of the figure's project. Raises BocageError without any font."""
    figure.project.setCrs(figure.crs)
    # The scale bar measures on the ellipsoid, not on the paper of the projection.
    figure.project.setEllipsoid("EPSG:7030")
    layout.initializeDefaults()
    frame = _frame(figure)
    page = layout.pageCollection().page(0)
    page.setPageSize(QgsLayoutSize(frame.width, frame.height, _MM))
    if isinstance(page, QgsLayoutItemPage):
        page.attemptMove(QgsLayoutPoint(0, 0, _MM))
    view = _map(layout, figure, frame)
    _header(layout, figure, frame)
    _footer(layout, figure, frame, view)
    if figure.locator:
        add_locator(layout, figure.project, view, frame.factor, figure.keep)


def main_map(layout: QgsPrintLayout) -> QgsLayoutItemMap:
    """The map of the scene."""
    return layout.itemById("map")


def _frame(figure: Figure) -> _Frame:
    width, height = PAGES[figure.page]
    factor = math.sqrt(width * height / (297.0 * 210.0)) ** 0.75
    margin = 9.0 * factor
    # Numbers of the graticule stand outside the frame, at left and below.
    side, tick = (4.5 * factor, 1.2) if figure.graticule else (0.0, 0.0)
    header = (16 * MM_PER_POINT * LINE + (10 * MM_PER_POINT * LINE if figure.subtitle else 0.0)) * factor
    footer = 14.0 * factor + 8 * MM_PER_POINT * LINE * factor
    top = margin + header + tick + 1.0 * factor
    return _Frame(width, height, margin, factor, margin + side, top, width - 2 * margin - side - tick,
                  height - top - side - footer - margin * 0.75)


def _map(layout: QgsPrintLayout, figure: Figure, frame: _Frame) -> QgsLayoutItemMap:
    view = QgsLayoutItemMap(layout)
    view.setId("map")
    layout.addLayoutItem(view)
    seen = seen_extent(figure, frame.map_width / frame.map_height)
    left, top, width, height = frame.fitted(seen.width() / seen.height())
    view.attemptMove(QgsLayoutPoint(left, top, _MM))
    view.attemptResize(QgsLayoutSize(width, height, _MM))
    view.setCrs(figure.crs)
    view.setKeepLayerSet(True)
    view.setLayers(figure.layers)
    view.setBackgroundColor(QColor("white"))
    view.setFrameEnabled(True)
    view.setFrameStrokeColor(QColor(26, 26, 26))
    view.setExtent(seen)
    if figure.graticule:
        add_graticule(view, figure.crs, figure.project, 7.0 * frame.factor)
    return view


def seen_extent(figure: Figure, ratio: float) -> QgsRectangle:
    """The extent in the shape of the page; in its own where the page would show what is no scene."""
    seen = shaped(figure.extent, ratio, figure.inside, figure.keep)
    if figure.inside.isEmpty():
        return seen
    known = seen.intersect(figure.inside)
    if not figure.keep.isEmpty():
        known.combineExtentWith(seen.intersect(figure.keep))
    lost = 1.0 - known.width() * known.height() / (seen.width() * seen.height())
    return known if lost > _WHITE and not known.isEmpty() else seen


def shaped(extent: QgsRectangle, ratio: float, inside: QgsRectangle, keep: QgsRectangle) -> QgsRectangle:
    """The extent grown to ``ratio`` (width over height), kept within ``inside`` as far as ``keep`` allows."""
    centre, width, height = extent.center(), extent.width(), extent.height()
    if width < height * ratio:
        width = height * ratio
    else:
        height = width / ratio
    x, y = centre.x(), centre.y()
    core = extent if keep.isEmpty() else keep
    if not inside.isEmpty():
        # Margins give way before a white border shows.
        share = min(1.0, inside.width() / width, inside.height() / height)
        share = max(share, core.width() / width, core.height() / height)
        width, height = width * share, height * share
        x = _slid(x, width, (inside.xMinimum(), inside.xMaximum()), (core.xMinimum(), core.xMaximum()))
        y = _slid(y, height, (inside.yMinimum(), inside.yMaximum()), (core.yMinimum(), core.yMaximum()))
    return QgsRectangle(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def _slid(centre: float, size: float, inside: tuple[float, float], core: tuple[float, float]) -> float:
    """Centre moved so that ``size`` lies inside where it can, and holds ``core`` in any case."""
    low, high = inside[0] + size / 2, inside[1] - size / 2
    moved = min(max(centre, low), high) if low <= high else (inside[0] + inside[1]) / 2
    return min(max(moved, core[1] - size / 2), core[0] + size / 2)


def _header(layout: QgsPrintLayout, figure: Figure, frame: _Frame) -> None:
    line = 16 * MM_PER_POINT * LINE * frame.factor
    room = frame.map_width
    label(layout, "title", figure.title, (frame.left, frame.margin, room, line), 16 * frame.factor, bold=True)
    if figure.subtitle:
        label(layout, "subtitle", figure.subtitle,
              (frame.left, frame.margin + line, room, 10 * MM_PER_POINT * LINE * frame.factor), 10 * frame.factor,
              colour=GREY)


def _footer(layout: QgsPrintLayout, figure: Figure, frame: _Frame, view: QgsLayoutItemMap) -> None:
    """Legend at left, scale bar in the middle, north at right; under them who made the data, and the scale."""
    factor = frame.factor
    side = 4.5 * factor if figure.graticule else 0.0
    top, height = frame.bottom + side + 1.5 * factor, 10.5 * factor
    right = frame.left + frame.map_width
    if figure.north != "none":
        right = _north(layout, figure, frame, view, (right, top, height))
    bar = add_scale_bar(layout, view, factor, figure.language, (right, top, height)) if figure.scale_bar else right
    ramp = ramp_of(figure.layers[-1]) if figure.layers else []
    if ramp:
        # Left of the scale bar, as wide as the legend leaves it; without areas in the legend's place.
        width = min(46.0 * factor, max(24.0 * factor, bar - frame.left - _legend_mm(figure, factor) - 6.0 * factor))
        left = bar - width if figure.legend else frame.left
        add_ramp(layout, ramp, figure.ramp_name, "," if figure.language == "fr" else ".", (left, top, width, height))
        bar = left - 6.0 * factor
    if figure.legend:
        _legend(layout, figure, frame, (top, height, bar))
    line = 8 * MM_PER_POINT * LINE * factor
    below = top + height + 1.5 * factor
    reference = _reference(figure, view)
    # Both share the line: who made the data comes first.
    wanted = width_mm(reference, 7.5 * factor) + 1.0
    room = frame.map_width - min(wanted, frame.map_width * 0.5) - 3.0 * factor
    if figure.credit:
        label(layout, "credit", figure.credit, (frame.left, below, room, line), 7.5 * factor, colour=GREY)
    begun = room + 3.0 * factor
    label(layout, "reference", reference, (frame.left + begun, below, frame.map_width - begun, line), 7.5 * factor,
          colour=GREY, align=Qt.AlignmentFlag.AlignRight)


def _reference(figure: Figure, view: QgsLayoutItemMap) -> str:
    """``scale 1:50,000, WGS 84 / UTM zone 30N (EPSG:32630)``."""
    scale = f"{round(view.scale(), -2):,.0f}".replace(",", "\u202f" if figure.language == "fr" else ",")
    name = figure.crs.description() or figure.crs.authid()
    authority = f" ({figure.crs.authid()})" if figure.crs.authid() and figure.crs.authid() != name else ""
    return f"{word('scale', figure.language)} 1:{scale}, {name}{authority}"


def _north(layout: QgsPrintLayout, figure: Figure, frame: _Frame, view: QgsLayoutItemMap,
           place: tuple[float, float, float]) -> float:
    """The arrow and, in words, which north it shows; returns where room is left, mm."""
    right, top, height = place
    factor = frame.factor
    arrow = QgsLayoutItemPicture(layout)
    arrow.setId("north")
    layout.addLayoutItem(arrow)
    arrow.setPicturePath(str(ARROW))
    arrow.setResizeMode(QgsLayoutItemPicture.ResizeMode.Zoom)
    arrow.setPictureAnchor(QgsLayoutItemPicture.ReferencePoint.Middle)
    arrow.attemptMove(QgsLayoutPoint(right - height * 0.8, top, _MM))
    arrow.attemptResize(QgsLayoutSize(height * 0.8, height, _MM))
    modes = QgsLayoutItemPicture.NorthMode
    arrow.setNorthMode(modes.TrueNorth if figure.north == "true" else modes.GridNorth)
    arrow.setLinkedMap(view)
    text = word("true_north" if figure.north == "true" else "grid_north", figure.language)
    wide = width_mm(text, 7.5 * factor) + 1.0
    left = right - height * 0.8 - wide - 1.0 * factor
    label(layout, "north words", text, (left, top, wide, height), 7.5 * factor, colour=GREY,
          align=Qt.AlignmentFlag.AlignRight)
    return left - 6.0 * factor


def _legend(layout: QgsPrintLayout, figure: Figure, frame: _Frame, place: tuple[float, float, float]) -> None:
    top, height, right = place
    factor = frame.factor
    swatch = QgsLayoutItemShape(layout)
    swatch.setId("legend swatch")
    swatch.setShapeType(QgsLayoutItemShape.Shape.Rectangle)
    swatch.setSymbol(outline_symbol())
    layout.addLayoutItem(swatch)
    swatch.attemptMove(QgsLayoutPoint(frame.left + 0.5, top + height * 0.3, _MM))
    swatch.attemptResize(QgsLayoutSize(8.0 * factor, height * 0.4, _MM))
    left = frame.left + _SWATCH * factor
    room, half = max(10.0, right - left), height / 2
    # The name may be cut, never the hectares.
    label(layout, "legend", figure.legend[0], (left, top, room, half), 9.0 * factor)
    label(layout, "legend hectares", figure.legend[1], (left, top + half, room, half), 8.0 * factor, colour=GREY)


def _legend_mm(figure: Figure, factor: float) -> float:
    """Width that the legend would like."""
    if not figure.legend:
        return 0.0
    texts = width_mm(figure.legend[0], 9.0 * factor), width_mm(figure.legend[1], 8.0 * factor)
    return _SWATCH * factor + max(texts) + 2.0
