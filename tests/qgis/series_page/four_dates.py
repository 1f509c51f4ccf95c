"""What the tests of the Series page share."""

from __future__ import annotations

import time

from bocage.core.catalogue.model import LOCAL, SceneRecord
from bocage.core.products import open_product
from qgis.core import QgsPointXY
from qgis.PyQt.QtCore import QEvent, Qt
from qgis.PyQt.QtGui import QKeyEvent
from qgis.PyQt.QtWidgets import QApplication

DAYS = ("2018-01-17", "2018-02-06", "2018-03-08", "2018-04-17")
#: Red reflectance of each date, in DN; near infrared is 4000 throughout.
RED = (500, 1000, 1500, 2000)


def record(path: str) -> SceneRecord:
    product = open_product(path)
    return SceneRecord(product.identifier, LOCAL, product.platform, product.level, product.tile, product.acquired, (),
                       path=path)


def wait(condition, seconds: float = 15.0) -> None:
    """Let the event loop turn until it is so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came"
        QApplication.processEvents()
        time.sleep(0.005)


def press(widget, key) -> None:
    QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier))


def picked(page, x: float, y: float) -> None:
    """A click of the profile tool at a place of the product (EPSG:32630)."""
    page.profile.tool.pick(QgsPointXY(x, y))


CLEAR, CLOUDED = (500580.0 + 5, 5299440.0 - 5), (500080.0 + 5, 5299940.0 - 5)
