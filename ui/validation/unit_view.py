"""A unit on the map and in pictures: outlined in the middle of the view, the scenes around it beside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Optional

from qgis.core import QgsGeometry

from ...core.validation.labelling import Unit
from .chips import UnitChips
from .outline import UnitOutline, square, unit_square

#: Metres of the side of a unit where no map tells its pixel.
SIDE_M = 10.0
#: Pictures show this share of the view.
CHIP_SHARE = 0.5


class UnitView:
    """All in the canvas' CRS. ``around``: width of the view, metres."""

    def __init__(self, canvas: Any, chips: UnitChips, around: Callable[[], float]) -> None:
        self.canvas, self.chips, self.outline = canvas, chips, UnitOutline(canvas)
        #: Of the unit shown; empty where there is none.
        self.square = QgsGeometry()
        self._around = around

    def look_at(self, unit: Optional[Unit], sample: Any, map_layer: Any) -> None:
        """Outline, view and pictures of a unit, nothing for none. sample, map_layer: layers that are there."""
        self.square = self._placed(unit, sample, map_layer)
        if self.square.isEmpty():
            self.outline.hide()
            return
        around = self._around()
        self.outline.show(self.square, around)
        self.chips.look_at(f"{unit.key} {around:g}", self.square, self._view(self.square), self._crs())

    def look_ahead(self, unit: Unit, sample: Any, map_layer: Any) -> None:
        """Pictures of a unit that will be looked at."""
        outline = self._placed(unit, sample, map_layer)
        if not outline.isEmpty():
            self.chips.look_ahead(f"{unit.key} {self._around():g}", self._view(outline))

    def hide(self) -> None:
        """Nothing is outlined."""
        self.outline.hide()

    def remove(self) -> None:
        """Off the canvas for good."""
        self.outline.remove()

    def _crs(self) -> Any:
        return self.canvas.mapSettings().destinationCrs()

    def _placed(self, unit: Optional[Unit], sample: Any, map_layer: Any) -> QgsGeometry:
        """Outline of a unit, empty where it has no place."""
        if unit is None or sample is None:
            return QgsGeometry()
        return unit_square(unit.x, unit.y, sample.crs(), map_layer, SIDE_M, self._crs())

    def _view(self, outline: QgsGeometry) -> Any:
        middle = outline.boundingBox().center()
        return square(middle.x(), middle.y(), CHIP_SHARE * self._around(), self._crs())
