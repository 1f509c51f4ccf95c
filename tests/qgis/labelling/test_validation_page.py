"""The Validation page from a sample to its report, from project to project, in French."""

from __future__ import annotations

from pathlib import Path

import dated_product
import numpy as np
import pytest
from bocage.core.validation.labelling import SECOND
from label_rounds import copy_of, digit, map_layer, press, start, stored, truth, until, written
from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor


def test_drawn_labelled_and_assessed_from_the_page(page, land, tmp_path):
    page.map.setLayer(map_layer(land))
    target = tmp_path / "nouvel échantillon.gpkg"
    page.design.size.setValue(30)
    page.design.allocation.setCurrentIndex(page.design.allocation.findData("equal"))
    page.design.output.set_path(str(target))
    page.draw()
    assert until(lambda: page.stack.currentIndex() == 1 and page.sample.currentLayer() is not None, 20)
    form = start(page, str(target), land)
    wrong = form.round.unit
    for _ in range(30):
        unit = form.round.unit
        digit(form, truth(unit) % 3 + 1 if unit is wrong else truth(unit))
    written(form)
    assert not form.progress.accuracy.isHidden() and "30/30" in page.step_buttons[1].text()
    form.progress.accuracy.click()
    assert until(lambda: "30 of 30" in page.accuracy.told.text())
    assert page.accuracy.design.currentData() == "stratified"
    page.assess()
    assert until(lambda: page.stack.currentIndex() == 3, 30), page.iface.sentences()
    report = page.view.report
    assert report["units"] == 30 and sorted(report["classes"]) == ["Crops", "Forest", "Water"]
    # One of ten wrong in the stratum of the unit that was mislabelled.
    share = {1: 0.5, 2: 1 / 3, 3: 1 / 6}[truth(wrong)]
    assert report["overall_accuracy"]["value"] == pytest.approx(1 - share / 10, abs=1e-6)
    assert Path(page.view.path).exists() and page.view.browser.isEnabled()
    assert "probability sample" in page.view.design.text()
    picture = page.view.grab().toImage()
    assert len({picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)}) > 9


def test_the_page_comes_back_with_its_project_and_labelling_goes_on(page, drawn, land, tmp_path):
    path = copy_of(drawn, tmp_path)
    form = start(page, path, land)
    digit(form, 1)
    digit(form, 2)
    written(form)
    page.setup.seed.setValue(9)
    kept = page.state()
    page.restore({})
    assert page.form.round is None and page.sample.currentLayer() is None
    page.restore(kept)
    assert page.sample.currentLayer() is not None and page.setup.seed.value() == 9
    page.labels.label()
    assert until(lambda: page.form.round is not None) and page.form.round.labelled == 2


def test_pictures_and_curve_of_the_unit_come_by_themselves(page, tmp_path):
    from bocage.bridge import scenes
    from bocage.core.products import open_product

    folder = tmp_path / "série"
    folder.mkdir()
    for number, day in enumerate(("2018-01-17", "2018-02-06", "2018-03-08")):
        values = {"B4": np.full((120, 120), 500 + 500 * number), "B8": 4000, "B3": 800, "B2": 600}
        scenes.add_scene(scenes.record_of(open_product(dated_product.product(folder, day, values, {}))))
    page.refresh()
    layer = page.scenes[0].layer
    middle = layer.extent().center()
    source = str(tmp_path / "points.gpkg")
    points = QgsVectorLayer(f"Point?crs={layer.crs().authid()}&field=id:integer", "points", "memory")
    from qgis.core import QgsFeature, QgsGeometry, QgsVectorFileWriter

    feature = QgsFeature(points.fields())
    feature.setAttributes([1])
    feature.setGeometry(QgsGeometry.fromPointXY(middle))
    points.dataProvider().addFeatures([feature])
    options = QgsVectorFileWriter.SaveVectorOptions()
    QgsVectorFileWriter.writeAsVectorFormatV3(points, source, QgsProject.instance().transformContext(), options)
    page.setup.classes.setCurrentIndex(page.setup.classes.findData("oso_17"))
    page.use_sample(source)
    page.labels.label()
    form = page.form
    assert until(lambda: form.round is not None)
    assert len(form.classes.buttons) == 17 and form.classes.buttons[9].key == "a"
    chips = form.chips
    assert until(lambda: all(chips.image(one.layer_id) is not None for one in page.scenes), 20)
    reds = [QColor(chips.image(one.layer_id).pixel(40, 40)).red() for one in page.scenes]
    assert reds == sorted(reds) and reds[2] - reds[0] > 50
    assert until(lambda: form.curve.plot.points and len(form.curve.plot.points[0].values) == 3, 20)
    values = [one.values[0] for one in form.curve.plot.points[0].dated()]
    # NDVI of red 0.05, 0.10, 0.15 under near infrared 0.40.
    assert values == pytest.approx([0.35 / 0.45, 0.30 / 0.50, 0.25 / 0.55], abs=1e-3)
    press(form, Qt.Key.Key_Down)
    assert chips.current == page.scenes[0].layer_id
    press(form, Qt.Key.Key_Down)
    assert chips.current == page.scenes[1].layer_id
    root = QgsProject.instance().layerTreeRoot()
    assert [root.findLayer(one.layer_id).isVisible() for one in page.scenes] == [False, True, False]


def test_a_unit_that_no_scene_covers_has_words_where_the_curve_would_be(page):
    from bocage.core.chains.point_series import OUTSIDE, PointValue
    from bocage.core.validation.labelling import Unit
    from bocage.ui.plots import PointSeries

    curve = page.form.curve
    curve.records = [object()]
    unit = Unit(1, "1", 0.0, 0.0, 14.5, 45.8)
    nothing = PointValue("/p", "S2A", None, "S2A", "L2A", (float("nan"),), reason=OUTSIDE)
    curve._kept[(1, curve._asked)] = PointSeries(14.5, 45.8, [nothing])
    curve._unit = unit
    curve._show()
    assert curve.plot.points == [] and curve.plot._pages.currentWidget() is curve.plot.words
    assert curve.plot.words.text() == "No scene of the map has a value at this unit."
    curve.records = []


def test_classes_come_before_the_curve_which_a_low_screen_hides(page):
    column = page.form.layout()
    order = [column.itemAt(place).widget() for place in range(column.count())]
    assert order.index(page.form.chips) < order.index(page.form.classes) < order.index(page.form.curve)


def test_french(page, drawn, land, tmp_path, monkeypatch):
    from bocage.bridge import language
    from bocage.ui.validation import actions, classes
    from bocage.ui.validation.form_parts import role_words
    from qgis.PyQt.QtCore import QCoreApplication, QTranslator

    for module in (actions, classes):
        monkeypatch.setattr(module, "user_language", lambda: "fr")
    translator = QTranslator()
    assert translator.load(str(language.TRANSLATIONS / "bocage_fr.qm"))
    QCoreApplication.installTranslator(translator)
    try:
        assert role_words(SECOND) == "second interprète"
        page.setup.classes.setCurrentIndex(page.setup.classes.findData("oso_17"))
        form = start(page, copy_of(drawn, tmp_path), land)
        names = [button.name for button in form.classes.buttons]
        assert any("é" in name for name in names)
        # A sample without labels takes the interpreter's language, and keeps it.
        unit = form.round.unit
        digit(form, 1)
        written(form)
        path = page.sample.currentLayer().source()
        assert stored(path, "ref_class")[int(unit.name)] == (names[0],)
        page.labels.stop()
        monkeypatch.setattr(actions, "user_language", lambda: "en")
        form = start(page, path, land, SECOND, "Paul")
        assert form.classes.buttons[0].entry.name == names[0]
        assert "0 étiquetées sur 12" in form.progress.bar.text()
    finally:
        QCoreApplication.removeTranslator(translator)
