"""The dock: right side, pages along its top. A page that does not work yet is not there."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from qgis.gui import QgsDockWidget
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QTabWidget, QWidget

from ..bridge.language import tr
from .tasks import cancel_all

#: Name that QGIS remembers its place by.
NAME = "Bocage"
#: Module and class of each page, in the order of the tabs.
PAGES = (("catalogue_page", "CataloguePage"), ("series_page", "SeriesPage"))


class BocageDock(QgsDockWidget):
    """``pages`` by the name of their module."""

    def __init__(self, iface: Any) -> None:
        super().__init__("Bocage", iface.mainWindow())
        self.setObjectName(NAME)
        self.setAllowedAreas(Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.pages: dict[str, QWidget] = {}
        titles = {"catalogue_page": tr("Catalogue"), "series_page": tr("Series")}
        for module, name in PAGES:
            if find_spec(f".{module}", __package__) is None:
                continue
            page = getattr(import_module(f".{module}", __package__), name)(iface, self.tabs)
            self.pages[module] = page
            self.tabs.addTab(page, titles[module])
        self.setWidget(self.tabs)
        self._introduce()

    def _introduce(self) -> None:
        """Pages that want to know what the catalogue lists are told."""
        catalogue = self.pages.get("catalogue_page")
        for page in self.pages.values():
            hear = getattr(page, "set_scenes", None)
            if hear is not None and catalogue is not None:
                catalogue.scenes_changed.connect(hear)

    def leave(self) -> None:
        """Undoes what reaches out of the dock; nothing that still runs speaks to it."""
        cancel_all()
        for page in self.pages.values():
            leave = getattr(page, "leave", None)
            if leave is not None:
                leave()
