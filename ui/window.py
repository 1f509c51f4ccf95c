"""Bocage in QGIS' window: one button, one line of the menu, and the dock that they open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction

from ..bridge import settings
from ..bridge.language import tr

ICON = Path(__file__).resolve().parents[1] / "resources" / "icons" / "bocage.svg"
MENU = "Bocage"


class BocageWindow:
    """Every line of ``__init__`` is undone by ``remove``. The dock is made when it is first opened."""

    def __init__(self, iface: Any) -> None:
        self.iface = iface
        self.dock: Any = None
        self.action = QAction(QIcon(str(ICON)), tr("Bocage catalogue"), iface.mainWindow())
        self.action.setObjectName("BocageDockAction")
        self.action.setCheckable(True)
        self.action.setToolTip(tr("Scenes on disk and on servers: dates, clouds over the area, on the map"))
        self.action.toggled.connect(self.toggle)
        iface.addToolBarIcon(self.action)
        iface.addPluginToRasterMenu(MENU, self.action)
        iface.initializationCompleted.connect(self.reopen)

    def reopen(self) -> None:
        """Open as it was left, once QGIS stands."""
        if str(settings.value("dock_open", "false")).lower() == "true":
            self.action.setChecked(True)

    def toggle(self, shown: bool) -> None:
        """Open or close the dock."""
        if self.dock is None and shown:
            from .dock import BocageDock

            self.dock = BocageDock(self.iface)
            self.iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
            # Hidden behind another tab is not closed.
            self.dock.closed.connect(lambda: self.action.setChecked(False))
        if self.dock is not None:
            if not shown:
                self.dock.remember_width()
            self.dock.setUserVisible(shown)
        settings.remember("dock_open", "true" if shown else "false")

    def remove(self) -> None:
        """Nothing stays: no action, no dock, no work."""
        self.iface.initializationCompleted.disconnect(self.reopen)
        self.iface.removePluginRasterMenu(MENU, self.action)
        self.iface.removeToolBarIcon(self.action)
        self.action.toggled.disconnect(self.toggle)
        self.action.deleteLater()
        if self.dock is not None:
            self.dock.leave()
            self.iface.removeDockWidget(self.dock)
            self.dock.deleteLater()
            self.dock = None
