"""The dock: right side, pages along its top. A page that does not work yet is not there."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from qgis.gui import QgsDockWidget
from qgis.PyQt.QtCore import QSize, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QTabWidget, QWidget

from ..bridge import settings
from ..bridge.language import tr
from . import messages
from .tasks import Fault, cancel_all, run_in_background

#: Letters across the dock when it is first opened, and when it is as narrow as can be.
LETTERS, LEAST_LETTERS = 68, 52
#: Name that QGIS remembers its place by.
NAME = "Bocage"
#: Module and class of each page, in the order of the tabs.
PAGES = (("catalogue_page", "CataloguePage"), ("series_page", "SeriesPage"),
         ("landcover_page", "LandcoverPage"), ("validation_page", "ValidationPage"))


class _Tabs(QTabWidget):
    """As wide at first as its pages read well, though none of them is there yet, and they may be narrower."""

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """By the font."""
        return QSize(LETTERS * self.fontMetrics().averageCharWidth(), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Narrower, rows wrap until nothing is left for the list."""
        found = super().minimumSizeHint()
        return QSize(max(found.width(), LEAST_LETTERS * self.fontMetrics().averageCharWidth()), found.height())


class BocageDock(QgsDockWidget):
    """``pages`` by the name of their module; ``ready`` once they are all there.

    What they need takes most of a second to import: that happens behind the window, then one page is made at a time.
    """

    ready = pyqtSignal()

    def __init__(self, iface: Any) -> None:
        super().__init__("Bocage", iface.mainWindow())
        self.iface = iface
        self.setObjectName(NAME)
        self.setAllowedAreas(Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea)
        self.tabs = _Tabs(self)
        self.tabs.setDocumentMode(True)
        # In a narrow dock their titles are cut rather than hidden behind arrows.
        self.tabs.setElideMode(Qt.TextElideMode.ElideRight)
        self.setWidget(self.tabs)
        self.pages: dict[str, QWidget] = {}
        self._left = [page for page in PAGES if find_spec(f".{page[0]}", __package__) is not None]
        names = [f".{module}" for module, _ in self._left]
        run_in_background(lambda _job: [import_module(name, __package__) for name in names],
                          lambda _modules: self._make_next(), self._tell, title="Bocage", owner=self)

    def _make_next(self) -> None:
        """One page, then back to the window."""
        if not self._left:
            self._introduce()
            self._widen()
            self.ready.emit()
            return
        module, name = self._left.pop(0)
        page = getattr(import_module(f".{module}", __package__), name)(self.iface, self.tabs)
        self.pages[module] = page
        title = {"catalogue_page": tr("Catalogue"), "series_page": tr("Series"), "landcover_page": tr("Land cover"),
                 "validation_page": tr("Validation")}[module]
        self.tabs.setTabToolTip(self.tabs.addTab(page, title), title)
        QTimer.singleShot(0, self._make_next)

    def _widen(self) -> None:
        """As wide as it was left, else as its pages read well: QGIS gives a dock that comes late the least there is."""
        try:
            width = int(settings.value("dock_width", 0))
        except (TypeError, ValueError):
            width = 0
        if not self.isFloating():
            self.iface.mainWindow().resizeDocks([self], [width if width > 0 else self.tabs.sizeHint().width()],
                                                Qt.Orientation.Horizontal)

    def remember_width(self) -> None:
        """For the next session."""
        if self.pages and not self._left and self.isVisible() and not self.isFloating():
            settings.remember("dock_width", self.width())

    def _tell(self, fault: Fault) -> None:
        messages.tell_fault(self.iface, fault)

    def _introduce(self) -> None:
        """Pages that want to know what the catalogue lists, or the map just made, are told."""
        catalogue = self.pages.get("catalogue_page")
        for page in self.pages.values():
            hear = getattr(page, "set_scenes", None)
            if hear is not None and catalogue is not None:
                catalogue.scenes_changed.connect(hear)
                hear([hit.scene for hit in catalogue.model.hits])
            meet = getattr(page, "set_pages", None)
            if meet is not None:
                meet(self.pages)
        landcover = self.pages.get("landcover_page")
        for page in self.pages.values():
            hear = getattr(page, "use_map", None)
            if hear is not None and landcover is not None:
                landcover.map_made.connect(hear)

    def leave(self) -> None:
        """Undoes what reaches out of the dock; nothing that still runs speaks to it."""
        self.remember_width()
        self._left = []
        cancel_all()
        for page in self.pages.values():
            leave = getattr(page, "leave", None) or getattr(page, "close_all", None)
            if leave is not None:
                leave()
