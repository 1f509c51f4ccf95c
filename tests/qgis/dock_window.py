"""A window without QGIS around it: what the dock asks of ``iface``, and scenes to fill the list with."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone

from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsRectangle
from qgis.gui import QgsMapCanvas, QgsMessageBar
from qgis.PyQt.QtCore import QEvent, QObject, QPointF, Qt, pyqtSignal
from qgis.PyQt.QtGui import QMouseEvent
from qgis.PyQt.QtWidgets import QMainWindow

from bocage.core.catalogue.model import LOCAL, Hit, SceneRecord

#: Around Notre-Dame-des-Landes.
SQUARE = ((((-2.0, 47.0), (-1.0, 47.0), (-1.0, 48.0), (-2.0, 48.0), (-2.0, 47.0)),),)


_alive: list = []


class Iface(QObject):
    """The few methods of QgisInterface that the plugin's window uses."""

    initializationCompleted = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        # Never collected, nor the application: widgets that outlive it crash.
        _alive.extend([self, QgsApplication.instance()])
        self.window = QMainWindow()
        self.canvas = QgsMapCanvas(self.window)
        self.canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
        self.canvas.setExtent(QgsRectangle(-1.9, 47.2, -1.5, 47.5))
        self.bar = QgsMessageBar(self.window)
        self.window.setCentralWidget(self.canvas)
        self.toolbar: list = []
        self.menu: list = []
        self.window.resize(1200, 900)

    def mainWindow(self):
        return self.window

    def mapCanvas(self):
        return self.canvas

    def messageBar(self):
        return self.bar

    def addToolBarIcon(self, action):
        self.toolbar.append(action)

    def removeToolBarIcon(self, action):
        self.toolbar.remove(action)

    def addPluginToRasterMenu(self, name, action):
        self.menu.append((name, action))

    def removePluginRasterMenu(self, name, action):
        self.menu.remove((name, action))

    def addDockWidget(self, area, dock):
        self.window.addDockWidget(area, dock)

    def removeDockWidget(self, dock):
        self.window.removeDockWidget(dock)

    def sentences(self):
        """What the message bar says."""
        return [item.text() for item in self.bar.items()]


def scene(number: int, **given) -> SceneRecord:
    """One of a series every five days since January 2018."""
    acquired = datetime(2018, 1, 2, 11, 4, 1, tzinfo=timezone.utc) + timedelta(days=5 * number)
    values = {"identifier": f"S2A_MSIL1C_{acquired:%Y%m%dT%H%M%S}_T30TWT", "source": LOCAL, "platform": "S2A",
              "level": "L1C", "tile": "30TWT", "acquired": acquired, "footprint": SQUARE, **given}
    return SceneRecord(**values)


def hits(count: int) -> list[Hit]:
    """Cloud over the area 0, 10, ... 90 % in turn; every seventh unknown."""
    return [Hit(scene(number), None if number % 7 == 6 else 10.0 * (number % 10), 1.0, "CLM")
            for number in range(count)]


def until(condition, seconds: float = 5.0) -> bool:
    """Events go on until the condition holds; whether it did."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        QgsApplication.processEvents()
        time.sleep(0.005)
    return bool(condition())


def point(rectangle):
    """The middle of a bar, as the mouse knows it."""
    return rectangle.center().toPoint()


def move(widget, place, buttons=Qt.MouseButton.NoButton):
    """The mouse over a widget: QTest moves the cursor of a screen, which is not there."""
    event = QMouseEvent(QEvent.Type.MouseMove, QPointF(place), QPointF(widget.mapToGlobal(place)),
                        Qt.MouseButton.NoButton, buttons, Qt.KeyboardModifier.NoModifier)
    QgsApplication.sendEvent(widget, event)


__all__ = ["SQUARE", "Iface", "Qt", "hits", "move", "point", "scene", "until"]
