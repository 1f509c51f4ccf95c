"""QGIS shows a written product as its quicklook does, without being told."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

core = pytest.importorskip("qgis.core")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "products"))

from muscate_product import description, pixels, write_product  # noqa: E402

from bocage.core.products.muscate.quicklook import stretch  # noqa: E402


@pytest.fixture(scope="module")
def application():
    """The QGIS application, made once."""
    running = core.QgsApplication.instance()
    if running is None:
        running = core.QgsApplication([], False)
        running.initQgis()
    return running


def test_the_layer_has_the_stretch_of_the_quicklook_at_once(application, tmp_path: Path) -> None:
    """Colours within one level of 255 of the quicklook's; nodata transparent."""
    from qgis.PyQt.QtGui import QColor

    folder = tmp_path / "été à 20 m"
    folder.mkdir()
    described = description()
    layer = core.QgsRasterLayer(write_product(folder, described), "scene")
    assert layer.isValid() and layer.crs().authid() == "EPSG:32630"
    block = layer.brightnessFilter().block(1, layer.extent(), 60, 60)
    colour = QColor(block.color(30, 30))
    expected = [int(stretch(pixels(described, band))[30, 30]) for band in ("B4", "B3", "B2")]
    assert [colour.red(), colour.green(), colour.blue()] == pytest.approx(expected, abs=1)
    assert QColor.fromRgba(block.color(0, 0)).alpha() == 0
