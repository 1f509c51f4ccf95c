"""Four dates of one field, a window, and the Series page with them."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "chains"))

import dated_product
from four_dates import DAYS, RED, record
from qgis.core import QgsProject
from qgis.gui import QgsMapCanvas, QgsMessageBar
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import QMainWindow


@pytest.fixture(scope="session")
def products(tmp_path_factory) -> list[str]:
    """Four dates of one field: uniform, clouds over its upper left on the second, nothing there on the third."""
    folder = tmp_path_factory.mktemp("série d'été")
    found = []
    for number, (day, red) in enumerate(zip(DAYS, RED)):
        values = {"B4": np.full((120, 120), red), "B8": 4000, "B3": 800, "B2": 600}
        masks = {}
        if number == 1:
            masks["CLM"] = dated_product.square(slice(0, 60), slice(0, 60), dated_product.CLM_CLOUD)
        if number == 2:
            values["B4"][:60, :60] = dated_product.NODATA
        found.append(dated_product.product(folder, day, values, masks))
    return found


@pytest.fixture()
def window(plugin):
    """A canvas in a window, and QGIS' interface as the page knows it."""
    main = QMainWindow()
    canvas = QgsMapCanvas(main)
    canvas.setCanvasColor(QColor(255, 255, 255))
    bar = QgsMessageBar(main)
    main.setCentralWidget(canvas)
    main.resize(400, 300)
    main.show()
    QgsProject.instance().clear()
    yield SimpleNamespace(mapCanvas=lambda: canvas, messageBar=lambda: bar, mainWindow=lambda: main)
    QgsProject.instance().clear()
    main.close()


@pytest.fixture()
def page(window, products):
    """The page with the four scenes on the map and the canvas over them."""
    from bocage.bridge import scenes
    from bocage.ui.series_page import SeriesPage

    for path in products:
        scenes.add_scene(record(path))
    found = SeriesPage(window)
    canvas = window.mapCanvas()
    layer = found.scenes[0].layer
    canvas.setDestinationCrs(layer.crs())
    canvas.setLayers([one.layer for one in reversed(found.scenes)])
    canvas.setExtent(layer.extent())
    canvas.refresh()
    yield found
    found.close_all()
    found.deleteLater()
