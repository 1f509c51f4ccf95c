"""A country of three classes, Land cover pages, and one on which all steps were run."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "chains"))

from dock_window import Iface, until
from five_steps import at_rest, choose, close, run_all, states
from land import reference, write_rasters
from qgis.core import QgsProject, QgsVectorLayer
from test_train import layer_of


@pytest.fixture(scope="session")
def country(tmp_path_factory):
    """Three dates in one raster, a relief, parcels of three classes."""
    folder = tmp_path_factory.mktemp("l'été")
    rows = [(item.wkb, item.label) for item in reference()]
    series, relief = write_rasters(folder)
    return {"series": series, "relief": relief, "folder": folder,
            "parcels": layer_of(rows, ("code",), folder / "parcelles.gpkg")}


@pytest.fixture()
def open_page(plugin):
    """Makes pages in windows of their own, an empty project around them."""
    from bocage.ui import tasks
    from bocage.ui.landcover_page import LandcoverPage

    made = []
    QgsProject.instance().clear()

    def make():
        iface = Iface()
        found = LandcoverPage(iface)
        found.test_iface = iface
        found.resize(560, 800)
        made.append(found)
        assert until(lambda: found.forms["training"].scikit is not None)
        return found

    yield make
    for one in made:
        close(one)
    tasks.cancel_all()
    QgsProject.instance().clear()


@pytest.fixture()
def page(open_page):
    """One page."""
    return open_page()


@pytest.fixture(scope="session")
def finished(plugin, country, tmp_path_factory):
    """What a project keeps of a page on which all five steps were run, its folder, and what ran."""
    from bocage.ui import tasks
    from bocage.ui.landcover_page import LandcoverPage

    QgsProject.instance().clear()
    folder, history = tmp_path_factory.mktemp("pages") / "résultats", []
    write = tasks._write_history
    tasks._write_history = lambda algorithm, given, context: history.append(algorithm.id())
    page = LandcoverPage(Iface())
    choose(page, country, folder)
    run_all(page)
    layers = {}
    assert until(lambda: len(QgsProject.instance().layerTreeRoot().findLayers()) == 4)
    group = QgsProject.instance().layerTreeRoot().findGroups()[0]
    for node in group.findLayers():
        layers[node.name()] = (node.isVisible(), [(one.value, one.color) for one in node.layer().renderer().classes()]
                               if hasattr(node.layer().renderer(), "classes") else [])
    state = json.loads(json.dumps(page.state()))
    close(page)
    tasks._write_history = write
    QgsProject.instance().clear()
    return SimpleNamespace(state=state, folder=folder, history=history, layers=layers)


@pytest.fixture()
def done(page, finished, country):
    """A page with the five steps done, as a project gives them back."""
    QgsProject.instance().addMapLayer(QgsVectorLayer(country["parcels"], "parcelles", "ogr"))
    page.restore(json.loads(json.dumps(finished.state)))
    assert at_rest(page) and states(page) == ["done"] * 5
    return page
