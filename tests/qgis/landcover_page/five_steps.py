"""What the tests of the Land cover page share."""

from __future__ import annotations

from dock_window import until
from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QCoreApplication, QEvent

ORDER = ("series", "features", "samples", "training", "map")


def close(page):
    """Now, not later: no event loop turns between two tests, and a list of layers would hear of the next project."""
    page.leave()
    page.deleteLater()
    QCoreApplication.sendPostedEvents(page, QEvent.Type.DeferredDelete)


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


def at_rest(page, seconds=60):
    return until(lambda: not page.flow.running and not page.runner.queued() and not page._rest.isActive(), seconds)


def run_all(page):
    page.run_all.click()
    assert at_rest(page) and page.flow.faults == {}
