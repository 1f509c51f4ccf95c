"""Step 1: products or rasters, the area, the calendar."""

from __future__ import annotations

from typing import Any, Optional

from qgis.PyQt.QtWidgets import QWidget

from ...bridge.language import tr
from ...core.catalogue.model import PRESENT, SceneRecord
from .flow import AS_THEY_ARE, FILLED, SYNTHESIS
from .form import Form, TakenArea, plain_label
from .path_list import PathList

#: Levels of the catalogue that a series is made of.
LEVELS = ("L2A", "L3A")


class SeriesForm(Form):
    """Scenes listed in the catalogue come by ``set_scenes``."""

    def __init__(self, iface: Any, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._found: list[str] = []
        self.kind = self.choice("kind", tr("Kind of series"), tr("How the images become features."), [
            (FILLED, tr("Regular dates, gaps filled")), (SYNTHESIS, tr("One synthesis of a period")),
            (AS_THEY_ARE, tr("Rasters that are ready"))])
        self.inputs = PathList(tr("Images"), tr("none yet"), True, self)
        self.take = self.inputs.add_button("catalogue", "", tr("The L2A scenes that the catalogue lists and this "
                                                               "computer has"), lambda: self.inputs.add(self._found))
        self.inputs.row.add(self.take, 1)
        self.take.hide()
        self.masks = PathList(tr("Masks"), tr("those of the products"), False, self)
        self.area = TakenArea(iface, self)
        self.add_row(tr("Kind"), self.kind)
        self.add_row(tr("Images"), self.inputs)
        self.mask_row = self.add_row(tr("Masks"), self.masks)
        self.area_row = self.add_row(tr("Area"), self.area)
        self._add_dates()
        self.bands = self.words("bands", tr("Bands"), tr("Roles (red, nir, swir1) or names (B4), separated by commas."),
                                tr("all in common"))
        self.indices = self.words("indices", tr("Indices of each date"), tr(
            "Names (NDVI) or formulas (nir / red), computed on each date before its gaps are filled."), tr("none"))
        self.band_row = self.add_row(tr("Bands"), self.bands, plain_label(tr("Indices"), self), self.indices,
                                     stretch=(0, 2))
        self.masks.setToolTip(tr("Rasters that are 0 where plain images are clear, one a date or one band a date. "
                                 "Products have their own."))
        self._bind()

    def _add_dates(self) -> None:
        self.start = self.day("start", tr("First date"), tr("First date of the calendar."), tr("first image"))
        self.end = self.day("end", tr("Last date"), tr("The calendar has no date after it."), tr("last image"))
        self.step = self.number("step", tr("Step (days)"), tr(
            "Days from one date of the calendar to the next; 0 keeps the dates of the images."), 0, 366, tr(" d"))
        self.method = self.choice("method", tr("Method"), tr(
            "Linear never leaves the range of its neighbours; Whittaker is a smooth curve close to the clear dates."),
            [("linear", tr("linear")), ("whittaker", "Whittaker")])
        self.calendar_row = self.add_row(tr("Dates"), self.start, plain_label("..", self), self.end, stretch=(0, 2))
        self.step_row = self.add_row(tr("Every"), self.step, plain_label(tr("filled"), self), self.method, stretch=(2,))
        self.date = self.day("date", tr("Central date"), tr("Day in the middle of the period."), tr("middle"))
        self.window = self.number("window", tr("Days before and after"), tr(
            "Products farther from the central date are left out."), 0, 366, tr(" d"))
        self.window.setPrefix("± ")
        self.period_row = self.add_row(tr("Period"), self.date, self.window, stretch=())

    def _bind(self) -> None:
        self._readers["inputs"] = self.inputs.set_paths
        self._readers["masks"] = self.masks.set_paths
        self._readers["area"] = self.area.show_kept
        self.inputs.changed.connect(lambda: self.tell(inputs=self.inputs.paths()))
        self.masks.changed.connect(lambda: self.tell(masks=self.masks.paths()))
        self.area.changed.connect(lambda: self.tell(area=self.area.kept()))

    def fit(self, settings: dict[str, Any]) -> None:
        """Rows of the kind chosen."""
        kind = settings["kind"]
        for row, shown in ((self.mask_row, kind == FILLED), (self.calendar_row, kind == FILLED),
                           (self.step_row, kind == FILLED), (self.period_row, kind == SYNTHESIS),
                           (self.band_row, kind != AS_THEY_ARE)):
            self.show_row(row, shown)

    def set_scenes(self, records: list[SceneRecord]) -> None:
        """What the catalogue lists now."""
        self._found = [one.path for one in records if one.path and one.state == PRESENT and one.level in LEVELS]
        self.take.setText(tr("Catalogue ({count})").format(count=len(self._found)))
        self.take.setAccessibleName(self.take.text())
        self.take.setVisible(bool(self._found))

    def leave(self) -> None:
        """Unhooks from the canvas."""
        self.area.leave()
