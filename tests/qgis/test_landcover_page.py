"""The Land cover page: five steps to a map by real algorithms, what makes them out of date, failures, what is kept."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from dock_window import Iface, until
from qgis.core import QgsProject, QgsRasterLayer, QgsVectorLayer
from qgis.PyQt.QtGui import QColor

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "chains"))
from land import reference, write_rasters  # noqa: E402
from test_train import layer_of  # noqa: E402

ORDER = ("series", "features", "samples", "training", "map")


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    """Three dates in one raster, a relief, parcels of three classes."""
    folder = tmp_path_factory.mktemp("l'été")
    rows = [(item.wkb, item.label) for item in reference()]
    series, relief = write_rasters(folder)
    return {"series": series, "relief": relief, "folder": folder,
            "parcels": layer_of(rows, ("code",), folder / "parcelles.gpkg")}


@pytest.fixture()
def page(plugin, monkeypatch):
    """The page in a window, an empty project."""
    from bocage.ui import tasks
    from bocage.ui.landcover_page import LandcoverPage

    QgsProject.instance().clear()
    iface = Iface()
    found = LandcoverPage(iface)
    found.test_iface = iface
    iface.window.resize(1400, 900)
    found.resize(560, 800)
    assert until(lambda: found.forms["training"].scikit is not None)
    yield found
    found.leave()
    tasks.cancel_all()
    QgsProject.instance().clear()
    found.deleteLater()


def choose(page, country, folder):
    """What a person would choose, by the forms."""
    parcels = QgsVectorLayer(country["parcels"], "parcelles", "ogr")
    QgsProject.instance().addMapLayer(parcels)
    page.use_folder(str(folder))
    series = page.forms["series"]
    series.inputs.add([country["series"]])
    series.step.setValue(0)
    page.forms["features"].rasters.add([country["relief"]])
    page.forms["samples"].choose_layer(parcels)
    page.forms["training"].classifier.setCurrentIndex(page.forms["training"].classifier.findData(
        "linear_discriminant"))
    page.refresh()
    return parcels


def states(page):
    from bocage.ui.landcover import recipes

    return [page.flow.status(step, recipes.lacks(page.flow, step)) for step in ORDER]


def run_all(page, seconds=60):
    page.run_remaining()
    assert until(lambda: not page.flow.running and not page.runner.queued(), seconds), page.flow.running
    assert page.flow.faults == {}


@pytest.fixture()
def done(page, country, tmp_path):
    """The page after a run of all."""
    choose(page, country, tmp_path / "résultats")
    run_all(page)
    page.test_folder = tmp_path / "résultats"
    return page


def test_five_steps_to_a_map_on_the_canvas_by_one_button(done):
    from bocage.core.landcover.model_file import load_model

    assert states(done) == ["done"] * 5
    assert sorted(path.name for path in done.test_folder.iterdir() if path.suffix not in (".qml", ".xml")) == [
        "1_clear_dates.tif", "1_series.tif", "3_samples.gpkg", "3_samples.html", "3_samples.json",
        "4_linear_discriminant.bocagemodel", "4_linear_discriminant.html", "4_linear_discriminant.json",
        "5_confidence.tif", "5_map.tif", "5_validity.tif"]
    assert until(lambda: len(done.flow.outputs("map")) > 0 and len([
        one for one in QgsProject.instance().mapLayers().values() if isinstance(one, QgsRasterLayer)]) == 3)
    group = QgsProject.instance().layerTreeRoot().findGroups()[0]
    assert group.name() == "Land cover (5_map)"
    assert [node.name() for node in group.findLayers()] == ["Classes", "Confidence (%)", "Clear dates"]
    assert [node.isVisible() for node in group.findLayers()] == [True, False, False]
    classes = group.findLayers()[0].layer().renderer().classes()
    row = done.flow.outcomes["samples"].summary["classes"][0]
    assert len(classes) == 3 and classes[0].color == QColor(*row["colour"])
    model = load_model(done.flow.outputs("training")["MODEL"])
    assert [feature.name for feature in model.features][:3] == ["2018-01-17 NDVI", "2018-05-02 NDVI",
                                                                "2018-07-20 NDVI"]
    # The series made by step 1 holds three dates; the relief is the fourth feature.
    assert len(model.features) == 4 and done.flow.outputs("map")["CLASSES"] == 3
