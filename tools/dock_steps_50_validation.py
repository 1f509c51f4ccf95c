"""Steps of tools/dock_window.py: the Validation page: a sample drawn, labelled by keys, settled, the map assessed.

The map is the simulated bocage's own classes with faults that a classifier makes: hedges lost, parcels confused. The
interpreters of this script know the truth and err now and then, as people do.
"""

import os
from pathlib import Path

import numpy as np
from osgeo import gdal, osr
from qgis.core import QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.utils import plugins

PICTURES = Path(os.environ["BOCAGE_PICTURE"]).parent
WORK, SCENES = Path(os.environ["BOCAGE_WORK"]), Path(os.environ["BOCAGE_SCENES"])
#: Class of the map, colour, classes of the simulated ground.
LAND = (("Grassland", (166, 206, 110), ("meadow",)), ("Arable land", (236, 200, 92), ("wheat", "soil", "stubble")),
        ("Woodland", (46, 110, 62), ("deciduous", "conifer")), ("Hedge", (120, 86, 50), ("hedge",)),
        ("Moor", (170, 120, 170), ("moor",)), ("Water", (58, 120, 200), ("water",)),
        ("Roads and buildings", (190, 60, 60), ("asphalt", "roof", "slate")))
SIZE_M, SEED, PIXEL = 6000, 20180117, 10
UNITS, TWICE = 140, 40
#: A class by its key brings the next unit, and the curve of that one where it was read ahead: a plot.
KEYS = ("validation: labels by key", "plot")


def page(drive):
    return plugins["bocage"].window.dock.pages["validation_page"]


def make_map():
    """Truth at 10 m as numbers 1 to 7, and the map with its faults as a GeoTIFF with names and colours."""
    from bocage.core.chains.simulation.bocage import CLASSES, bocage

    fine = bocage(SIZE_M, SEED)
    number = np.array([next(k + 1 for k, (_, _, names) in enumerate(LAND) if name in names) for name in CLASSES])
    count = SIZE_M // PIXEL
    squares = number[fine.classes].reshape(count, 2, count, 2).swapaxes(1, 2).reshape(count, count, 4)
    truth = np.array([(squares == k + 1).sum(2) for k in range(len(LAND))]).argmax(0) + 1
    rng = np.random.default_rng(3)
    parcels = fine.parcels[::2, ::2]
    swapped = rng.random(int(parcels.max()) + 1)[parcels]
    made = truth.copy()
    made[(truth == 1) & (swapped < 0.10)] = 2
    made[(truth == 2) & (swapped < 0.08)] = 1
    made[(truth == 5) & (swapped < 0.3)] = 1
    lost = (truth == 4) & (rng.random(truth.shape) < 0.45)
    made[lost] = np.where(rng.random(truth.shape) < 0.3, 3, 1)[lost]
    made[(truth == 7) & (rng.random(truth.shape) < 0.25)] = 2
    return truth, made


def write_map(path, made, like):
    """On the grid of the scenes' first layer."""
    target = gdal.GetDriverByName("GTiff").Create(str(path), made.shape[1], made.shape[0], 1, gdal.GDT_Byte)
    extent = like.extent()
    target.SetGeoTransform((extent.xMinimum(), PIXEL, 0, extent.yMaximum(), 0, -PIXEL))
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(int(like.crs().authid().split(":")[1]))
    target.SetProjection(reference.ExportToWkt())
    band, table = target.GetRasterBand(1), gdal.ColorTable()
    for k, (_, colour, _) in enumerate(LAND):
        table.SetColorEntry(k + 1, (*colour, 255))
    band.SetRasterColorTable(table)
    band.SetRasterCategoryNames(["", *(name for name, _, _ in LAND)])
    band.SetNoDataValue(0)
    band.WriteArray(made.astype(np.uint8))
    del band, target


def validation_opens(drive):
    """The scenes and the map on the canvas, the page's tab."""
    from bocage.bridge import scenes
    from bocage.core.products import open_product

    drive.at("validation: scenes and map", "told")
    if not scenes.scene_layers(QgsProject.instance().mapLayers().values()):
        for product in sorted((SCENES / "L2A").glob("SENTINEL2*")):
            scenes.add_scene(scenes.record_of(open_product(str(product))))
            yield 50
    like = scenes.scene_layers(QgsProject.instance().mapLayers().values())[0].layer
    folder = WORK / "Évaluation"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    drive.shared["truth"], made = make_map()
    drive.shared["corner"] = (like.extent().xMinimum(), like.extent().yMaximum())
    path = folder / "land_cover_2018.tif"
    write_map(path, made, like)
    layer = QgsRasterLayer(str(path), "Land cover 2018")
    QgsProject.instance().addMapLayer(layer)
    canvas = drive.iface.mapCanvas()
    canvas.setDestinationCrs(layer.crs())
    canvas.setExtent(layer.extent())
    yield 2500
    one = page(drive)
    drive.at("validation: page opens", "plot")
    plugins["bocage"].window.dock.tabs.setCurrentWidget(one)
    yield 500
    one.map.setLayer(layer)
    yield 300


def validation_draws(drive):
    """Step 1; docs/images/validation_page.png."""
    one = page(drive)
    drive.at("validation: the sample is drawn", "layer")
    one.go(0)
    one.design.size.setValue(UNITS)
    yield 200
    drive.click(one.design.run)
    yield lambda: one.sample.currentLayer() is not None and one.stack.currentIndex() == 1
    yield 1500
    drive.found["validation_sample"] = one.design.found.text()
    one.go(0)
    drive.at("validation: the map drawn", "told")
    drive.iface.messageBar().clearWidgets()
    canvas = drive.iface.mapCanvas()
    canvas.setExtent(one.map.currentLayer().extent())
    canvas.refresh()
    yield 1000
    yield lambda: not canvas.isDrawing()
    yield 500
    drive.shoot(str(PICTURES / "validation_page.png"))
    one.go(1)


def truth_of(drive, unit):
    left, top = drive.shared["corner"]
    return int(drive.shared["truth"][int((top - unit.y) // PIXEL), int((unit.x - left) // PIXEL)])


def begin(drive, name, role):
    """A round through its form."""
    one = page(drive)
    one.setup.labeller.setText(name)
    one.setup.round.setCurrentIndex(("first", "second", "settling").index(role))
    drive.click(one.setup.run)
    yield lambda: one.form.round is not None and one.form.round.role == role


def validation_labels(drive):
    """Step 2, by keys alone; docs/images/labelling_form.png."""
    one = page(drive)
    form = one.form
    rng = np.random.default_rng(5)
    drive.at("validation: labelling begins", "plot")
    yield from begin(drive, "Anne", "first")
    yield 800
    drive.found["validation_warned"] = form.warning.words.text()
    if not form.warning.isHidden():
        drive.click(form.warning.button)
    yield 500
    drive.at(*KEYS)
    form.setFocus()
    while form.round.labelled < UNITS:
        true = truth_of(drive, form.round.unit)
        said = true if rng.random() > 0.06 else int(rng.integers(1, len(LAND) + 1))
        if form.round.labelled == 57:
            yield from _looked_at(drive, form, true)
        QTest.keyClick(form, str(said))
        yield 60
        if form.round.labelled % 20 == 0:
            # Long enough for the curve to come.
            drive.at("validation: a unit looked at", "plot")
            yield 900
            drive.at(*KEYS)
    yield lambda: form.keeper.waiting == 0
    drive.found["validation_labelled"] = form.progress.bar.text()
    yield 300


def _looked_at(drive, form, true):
    """One unit with its doubt, its pictures and its curve there."""
    drive.at("validation: a unit looked at", "plot")
    yield lambda: all(form.chips.image(one.layer_id) is not None for one in form.chips.scenes)
    yield lambda: form.curve.plot.points and len(form.curve.plot.points[0].values) == len(form.curve.records)
    clear = next(one for one in form.chips.scenes if f"{one.acquired:%Y-%m-%d}" == "2018-01-17")
    for _ in range(len(form.chips.scenes)):
        if form.chips.current == clear.layer_id:
            break
        QTest.keyClick(form, Qt.Key.Key_Down)
        yield 250
    yield 400
    drive.at("validation: doubt by key")
    for key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
        QTest.keyClick(form, key)
        yield 60
    QTest.keyClick(form, "0")
    QTest.keyClick(form, str(true % len(LAND) + 1))
    form.progress.on.setChecked(False)
    QTest.keyClick(form, str(true))
    yield 300
    drive.at("validation: a unit looked at", "plot")
    yield 2200
    drive.shoot(str(PICTURES / "labelling_form.png"))
    form.progress.on.setChecked(True)
    QTest.keyClick(form, Qt.Key.Key_Return)
    drive.at(*KEYS)
    yield 100


def validation_settles(drive):
    """A second interpreter labels some units, and what the two differ on is settled."""
    one = page(drive)
    form = one.form
    rng = np.random.default_rng(6)
    drive.at("validation: second interpreter", "plot")
    drive.click(form.progress.change)
    yield 200
    yield from begin(drive, "Paul", "second")
    drive.found["validation_second_sees"] = form.round.labelled
    drive.at(*KEYS)
    form.setFocus()
    while form.round.labelled < TWICE:
        true = truth_of(drive, form.round.unit)
        QTest.keyClick(form, str(true if rng.random() > 0.1 else int(rng.integers(1, len(LAND) + 1))))
        yield 60
    yield lambda: form.keeper.waiting == 0
    drive.at("validation: differences", "plot")
    drive.click(form.progress.change)
    yield 200
    yield from begin(drive, "Zoé", "settling")
    drive.found["validation_differ"] = form.cards.words.text()
    yield lambda: all(form.chips.image(one.layer_id) is not None for one in form.chips.scenes)
    yield lambda: form.curve.plot.points and len(form.curve.plot.points[0].values) == len(form.curve.records)
    yield 1500
    drive.shoot(str(PICTURES / "labelling_settled.png"))
    drive.at("validation: settled", "plot")
    form.setFocus()
    while form.round.labelled < len(form.round.units) - 1:
        QTest.keyClick(form, str(truth_of(drive, form.round.unit)))
        yield 80
    yield lambda: form.keeper.waiting == 0
    drive.click(form.progress.change)
    yield 200


def validation_assesses(drive):
    """Steps 3 and 4; docs/images/accuracy_report.png."""
    one = page(drive)
    drive.at("validation: accuracy", "plot")
    drive.click(one.step_buttons[2])
    yield lambda: "140" in one.accuracy.told.text()
    yield 300
    drive.found["validation_told"] = one.accuracy.told.text()
    drive.click(one.accuracy.run)
    yield lambda: one.stack.currentIndex() == 3
    yield 800
    for layer in QgsProject.instance().mapLayers().values():
        if layer.name() == "Land cover 2018":
            QgsProject.instance().layerTreeRoot().findLayer(layer.id()).setItemVisibilityChecked(True)
    drive.iface.mapCanvas().setExtent(one.map.currentLayer().extent())
    yield 2500
    drive.shoot(str(PICTURES / "accuracy_report.png"))
    drive.found["validation_overall"] = one.view.report["overall_accuracy"]
    drive.found["validation_findings"] = [finding["kind"] for finding in one.view.report["findings"]]


STEPS = [validation_opens, validation_draws, validation_labels, validation_settles, validation_assesses]
