"""A map of three stripes, a sample drawn on it, and a Validation page."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "chains"))

from bocage.core.engine.raster import RasterWriter
from dock_window import Iface
from label_rounds import GRID
from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback, QgsProject


@pytest.fixture(scope="session")
def land(tmp_path_factory):
    """Three stripes of classes; a path with a space and an accent."""
    path = tmp_path_factory.mktemp("carte à évaluer") / "carte.tif"
    with RasterWriter(str(path), GRID, "uint8", nodata=0) as writer:
        writer.write(np.repeat(np.array([1, 2, 3], np.uint8), (30, 20, 10))[None].repeat(60, 0))
    return str(path)


@pytest.fixture(scope="session")
def drawn(plugin, land, tmp_path_factory):
    """A stratified sample of 12 points, as the toolbox draws it; copied by each test."""
    path = str(tmp_path_factory.mktemp("tirage") / "échantillon.gpkg")
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("bocage:samplingdesign")
    _, passed = algorithm.run({"MAP": land, "DESIGN": "stratified", "SIZE": 12, "ALLOCATION": "equal",
                               "OUTPUT": path}, QgsProcessingContext(), QgsProcessingFeedback())
    assert passed
    return path


@pytest.fixture()
def page(plugin):
    from bocage.ui.tasks import cancel_all
    from bocage.ui.validation_page import ValidationPage

    QgsProject.instance().clear()
    iface = Iface()
    made = ValidationPage(iface)
    made.setup.labeller.setText("Anne")
    made.resize(440, 900)
    made.show()
    yield made
    cancel_all()
    made.leave()
    made.deleteLater()
    QgsProject.instance().clear()
