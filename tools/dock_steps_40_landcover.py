"""Steps of tools/dock_window.py: the Land cover page on real pixels: 68 dates of Slovenia to a map, step by step.

The pixels are those of ../shared (or BOCAGE_SHARED), copied first: QGIS writes beside what it opens. Without them
these steps say so and do nothing.
"""

import os
import shutil
from pathlib import Path

from dock_steps_10_catalogue import WORK
from qgis.core import QgsFillSymbol, QgsProject, QgsRasterLayer, QgsVectorLayer
from qgis.PyQt.QtCore import QDate, Qt
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import QApplication, QColorDialog, QDockWidget, QFileDialog
from qgis.utils import plugins

PICTURES = Path(os.environ["BOCAGE_PICTURE"]).parent
SHARED = Path(os.environ.get("BOCAGE_SHARED") or Path(os.environ["BOCAGE_TOOLS"]).resolve().parents[1] / "shared")
SOURCE = SHARED / "data" / "s2_l1c_slovenia_5dates"
PLACE, RESULTS = WORK / "Slovénie", WORK / "landcover"
NDVI, CLOUDS, RELIEF, PARCELS = (f"SLOVENIA_{name}" for name in (
    "NDVI_68dates.tif", "CLM_68dates.tif", "DEM.tif", "LULC_88polygons.gpkg"))


#: Colours given to the classes, by hand as it were.
COLOURS = {"artificial surface": (214, 60, 74), "cultivated land": (244, 200, 80), "forest": (28, 108, 56),
           "grassland": (164, 208, 104), "schrubland": (128, 140, 84)}


def page(drive):
    return plugins["bocage"].window.dock.pages["landcover_page"]


def absent(drive):
    if not SOURCE.is_dir():
        drive.found["landcover"] = f"{SOURCE} is absent"
    return not SOURCE.is_dir()


def choose_files(drive, button, *names):
    """Through the file dialog of a button."""
    drive.click(button)
    yield lambda: drive.dialog() is not None
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, QFileDialog) and one.isVisible())
    dialog.filesSelected.emit([str(PLACE / name) for name in names])
    dialog.close()
    yield 200


def landcover_opens(drive):
    """The page's tab; nothing is chosen yet, and each step says what it needs."""
    if absent(drive):
        return
    for folder in (PLACE, RESULTS):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    for name in (NDVI, CLOUDS, RELIEF, PARCELS):
        shutil.copy(SOURCE / name, PLACE / name)
    one = page(drive)
    drive.at("land cover: page opens", "plot")
    plugins["bocage"].window.dock.tabs.setCurrentWidget(one)
    yield 500
    drive.found["landcover_first"] = [panel.state.text() for panel in one.panels.values()]
    one.use_folder(str(RESULTS))
    yield 200


def landcover_series(drive):
    """Step 1: 68 dates of NDVI, their clouds, one year every 20 days."""
    if absent(drive):
        return
    one = page(drive)
    form = one.forms["series"]
    drive.at("land cover: file dialog", "told")
    yield from choose_files(drive, form.inputs.buttons["files"], NDVI)
    yield from choose_files(drive, form.masks.buttons["files"], CLOUDS)
    drive.at("land cover: series chosen")
    form.start.setDate(QDate(2016, 12, 1))
    form.end.setDate(QDate(2017, 12, 31))
    form.step.setValue(15)
    yield 200
    # Keys: Tab from the head of the step goes through its form.
    drive.key(one.panels["series"].head, Qt.Key.Key_Space)
    yield 200
    drive.found["landcover_closed_by_key"] = not one.panels["series"].is_open()
    drive.key(one.panels["series"].head, Qt.Key.Key_Space)
    yield 200
    # The algorithm computes beside the window.
    drive.at("land cover: series filled", "work")
    drive.click(one.panels["series"].run)
    yield lambda: one.flow.stands("series")
    yield 300


def landcover_features_and_samples(drive):
    """Steps 2 and 3: the relief, 88 polygons."""
    if absent(drive):
        return
    one = page(drive)
    drive.at("land cover: layers of QGIS", "told")
    canvas = drive.iface.mapCanvas()
    drive.shared["before_landcover"] = (canvas.mapSettings().destinationCrs(), canvas.extent(),
                                        [(node, node.itemVisibilityChecked(), node.isExpanded())
                                         for node in QgsProject.instance().layerTreeRoot().children()])
    drive.iface.messageBar().clearWidgets()
    controller = drive.iface.mainWindow().findChild(QDockWidget, "Temporal Controller")
    if controller is not None:
        controller.hide()
    for node, _, _ in drive.shared["before_landcover"][2]:
        node.setItemVisibilityChecked(False)
        node.setExpanded(False)
    parcels = QgsVectorLayer(str(PLACE / PARCELS), "Land use", "ogr")
    parcels.renderer().setSymbol(QgsFillSymbol.createSimple({
        "style": "no", "outline_color": "40,40,40,255", "outline_width": "0.3"}))
    QgsProject.instance().addMapLayer(parcels)
    yield 1000
    relief = QgsRasterLayer(str(PLACE / RELIEF), "Relief")
    canvas.setDestinationCrs(relief.crs())
    canvas.setExtent(relief.extent())
    canvas.zoomByFactor(1.1)
    canvas.refresh()
    yield 1500
    drive.at("land cover: step 2 opened")
    drive.click(one.panels["features"].head)
    yield 300
    drive.at("land cover: file dialog", "told")
    yield from choose_files(drive, one.forms["features"].rasters.buttons["files"], RELIEF)
    drive.at("land cover: samples chosen")
    drive.click(one.panels["samples"].head)
    yield 300
    form = one.forms["samples"]
    form.choose_layer(parcels)
    for key, share in (("train", 60), ("validation", 40), ("test", 0)):
        form.shares[key].setValue(share)
    yield 200
    drive.at("land cover: samples split", "work")
    drive.click(one.panels["samples"].run)
    yield lambda: one.flow.stands("samples")
    yield 500
    yield from colours(drive, one)
    drive.at("land cover: samples split again", "work")
    drive.click(one.panels["samples"].run)
    yield lambda: one.flow.stands("samples")
    yield 500
    drive.at("land cover: table of classes looked at")
    yield 300
    drive.found["landcover_classes"] = [row["name"] for row in one.flow.outcomes["samples"].summary["classes"]]
    drive.shoot(str(PICTURES / "landcover_samples.png"))


def colours(drive, one):
    """A colour each, through the dialog that a double click opens."""
    for row in list(one.flow.outcomes["samples"].summary["classes"]):
        drive.at("land cover: dialog of colours", "told")
        before = one.flow.settings["samples"]["revision"]
        one.samples_table.colour_wanted.emit(row["value"])
        yield 100
        dialog = next(box for box in QApplication.topLevelWidgets() if isinstance(box, QColorDialog)
                      and box.isVisible())
        drive.at("land cover: colour of a class")
        dialog.colorSelected.emit(QColor(*COLOURS[row["name"]]))
        dialog.close()
        yield lambda known=before: one.flow.settings["samples"]["revision"] > known
        yield 150


def landcover_all(drive):
    """Steps 4 and 5 by Run all that remain; docs/images/landcover_page.png."""
    if absent(drive):
        return
    one = page(drive)
    drive.at("land cover: training chosen")
    drive.click(one.panels["training"].head)
    yield 300
    drive.choose(one.forms["training"].classifier, "linear_discriminant")
    yield 300
    drive.at("land cover: trained and mapped", "work")
    drive.click(one.run_all)
    yield lambda: one.flow.stands("map")
    drive.at("land cover: map on the canvas", "layer")
    groups = QgsProject.instance().layerTreeRoot().findGroups
    yield lambda: any(len(group.findLayers()) == 3 for group in groups() if group.customProperty("bocage/landcover"))
    yield 1500
    drive.at("land cover: scores looked at")
    drive.click(one.panels["training"].head)
    yield 800
    drive.found["landcover_states"] = [panel.state.text() for panel in one.panels.values()]
    drive.found["landcover_scores"] = one.scores_words.text()
    drive.found["landcover_map"] = one.panels["map"].brief.text()
    drive.shoot(str(PICTURES / "landcover_page.png"))
    yield 300


def landcover_stale(drive):
    """Another classifier: the map is out of date and stays; a run cancelled leaves it so."""
    if absent(drive):
        return
    one = page(drive)
    drive.at("land cover: out of date")
    drive.choose(one.forms["training"].classifier, "nearest_mean")
    yield 300
    drive.found["landcover_stale"] = [one.flow.status(step) for step in ("training", "map")]
    drive.at("land cover: cancelled", "work")
    drive.click(one.panels["training"].run)
    yield lambda: "training" in one.flow.running
    one.panels["training"].cancel_wanted.emit("training")
    yield lambda: not one.flow.running
    yield 500
    drive.found["landcover_cancelled"] = one.flow.status("training")


def landcover_leaves(drive):
    """The map of QGIS as it was, for whoever comes next."""
    if absent(drive):
        return
    drive.at("land cover: layers of QGIS", "told")
    QgsProject.instance().removeMapLayers([key for key, layer in QgsProject.instance().mapLayers().items()
                                           if str(PLACE) in layer.source() or str(RESULTS) in layer.source()])
    for group in QgsProject.instance().layerTreeRoot().findGroups():
        if group.customProperty("bocage/landcover"):
            QgsProject.instance().layerTreeRoot().removeChildNode(group)
    crs, extent, nodes = drive.shared["before_landcover"]
    for node, seen, unfolded in nodes:
        node.setItemVisibilityChecked(seen)
        node.setExpanded(unfolded)
    canvas = drive.iface.mapCanvas()
    canvas.setDestinationCrs(crs)
    canvas.setExtent(extent)
    yield 1500


STEPS = [landcover_opens, landcover_series, landcover_features_and_samples, landcover_all, landcover_stale,
         landcover_leaves]
