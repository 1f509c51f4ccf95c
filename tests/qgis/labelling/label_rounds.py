"""What the tests of labelling share."""

from __future__ import annotations

from pathlib import Path

import dock_window
from bocage.core.engine.grid import Grid
from bocage.core.validation.labelling import FIRST, SECOND, SETTLING
from qgis.core import QgsPalettedRasterRenderer, QgsProject, QgsRasterLayer, QgsVectorLayer
from qgis.PyQt.QtCore import QEvent, Qt
from qgis.PyQt.QtGui import QColor, QKeyEvent
from qgis.PyQt.QtWidgets import QApplication

GRID = Grid("EPSG:32630", (600000.0, 10.0, 0.0, 5240000.0, 0.0, -10.0), (60, 60))
NAMES = {1: "Forest", 2: "Water", 3: "Crops"}
No = Qt.KeyboardModifier.NoModifier


def until(condition, seconds: float = 20.0) -> bool:
    """Files are written meanwhile, by threads of a machine that may be busy."""
    return dock_window.until(condition, seconds)


def map_layer(path):
    layer = QgsRasterLayer(path, "carte")
    classes = [QgsPalettedRasterRenderer.Class(value, QColor(40 * value, 90, 60), name)
               for value, name in NAMES.items()]
    layer.setRenderer(QgsPalettedRasterRenderer(layer.dataProvider(), 1, classes))
    QgsProject.instance().addMapLayer(layer)
    return layer


def copy_of(path, folder):
    target = folder / "à étiqueter.gpkg"
    target.write_bytes(Path(path).read_bytes())
    return str(target)


def start(page, path, land, role=FIRST, name="Anne"):
    """A round under way."""
    if page.map.currentLayer() is None:
        page.map.setLayer(map_layer(land))
    page.use_sample(path)
    page.setup.labeller.setText(name)
    page.setup.round.setCurrentIndex((FIRST, SECOND, SETTLING).index(role))
    page.labels.label()
    assert until(lambda: page.form.round is not None and page.form.round.role == role), page.iface.sentences()
    return page.form


def press(form, key, text=""):
    QApplication.sendEvent(form, QKeyEvent(QEvent.Type.KeyPress, key, No, text))


def digit(form, number):
    press(form, Qt.Key.Key_0 + number, str(number))


def written(form):
    assert until(lambda: form.keeper.waiting == 0)


def stored(path, *fields):
    """Rows of the file, read anew."""
    layer = QgsVectorLayer(path, "again", "ogr")
    return {int(feature["id"]): tuple(feature[name] or "" for name in fields) for feature in layer.getFeatures()}


def truth(unit):
    """Class of the map under a unit, 1 to 3."""
    column = int((unit.x - 600000) // 10)
    return 1 if column < 30 else 2 if column < 50 else 3
