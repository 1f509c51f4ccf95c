"""Blind to the map and to each other, then settled."""

from __future__ import annotations

from pathlib import Path

import pytest
from bocage.core.validation.labelling import FIRST, SECOND, SETTLING
from label_rounds import NAMES, copy_of, digit, map_layer, start, stored, truth, until, written
from qgis.core import QgsCategorizedSymbolRenderer, QgsDateTimeRange, QgsProject, QgsRectangle, QgsVectorLayer
from qgis.PyQt.QtCore import QDate, QDateTime, QTime


def test_blind_to_the_map_and_to_the_fields_that_tell_it(page, drawn, land, tmp_path):
    path = copy_of(drawn, tmp_path)
    form = start(page, path, land)
    shown, layer = page.map.currentLayer(), page.sample.currentLayer()
    page.canvas.setLayers([layer, shown])
    assert not form.warning.isHidden() and "carte" in form.warning.words.text()
    form.make_blind()
    node = QgsProject.instance().layerTreeRoot().findLayer(shown.id())
    assert not node.itemVisibilityChecked()
    page.canvas.setLayers([layer])
    assert form.warning.isHidden()
    layer.setRenderer(QgsCategorizedSymbolRenderer("stratum"))
    form.look_for_tells()
    assert not form.warning.isHidden() and "class of the map" in form.warning.words.text()
    form.make_blind()
    assert form.warning.isHidden() and layer.renderer().type() == "singleSymbol"
    hidden = {column.name for column in layer.attributeTableConfig().columns() if column.hidden}
    assert {"stratum", "incl_prob"} <= hidden and "ref_class" not in hidden
    assert layer.editorWidgetSetup(layer.fields().lookupField("stratum")).type() == "Hidden"


def test_the_unit_is_outlined_at_the_size_of_its_pixel(page, drawn, land, tmp_path):
    from bocage.ui.validation.outline import pixel_around, unit_square

    layer = map_layer(land)
    page.map.setLayer(layer)
    page.canvas.setDestinationCrs(layer.crs())
    form = start(page, copy_of(drawn, tmp_path), land)
    unit = form.round.unit
    box = form.view.square.boundingBox()
    assert (box.width(), box.height()) == pytest.approx((10.0, 10.0))
    assert box.center().x() == pytest.approx(unit.x) and box.center().y() == pytest.approx(unit.y)
    extent = page.canvas.extent()
    assert extent.contains(box) and 500 < min(extent.width(), extent.height()) < 1300
    # Corners of the map belong to its corner pixels; beyond it, metres around the point.
    assert pixel_around(layer, 600000.0, 5240000.0) == QgsRectangle(600000, 5239990, 600010, 5240000)
    assert pixel_around(layer, 600600.0, 5239400.0) == QgsRectangle(600590, 5239400, 600600, 5239410)
    assert pixel_around(layer, 599999.0, 5239400.0) is None
    beyond = unit_square(500000.0, 5000000.0, layer.crs(), layer, 20.0, layer.crs()).boundingBox()
    assert beyond.width() == pytest.approx(20.0)


def test_a_second_interpreter_sees_nothing_of_the_first_and_what_they_differ_on_is_settled(page, drawn, land, tmp_path):
    path = copy_of(drawn, tmp_path)
    form = start(page, path, land)
    first_order = [unit.key for unit in form.round.units]
    for _ in range(12):
        digit(form, truth(form.round.unit))
    written(form)
    form = start(page, path, land, SECOND, "Paul")
    assert form.round.labelled == 0 and FIRST not in form.sample.labels
    assert [unit.key for unit in form.round.units] != first_order
    layer = page.sample.currentLayer()
    hidden = {column.name for column in layer.attributeTableConfig().columns() if column.hidden}
    assert "ref_class" in hidden and "ref_class2" not in hidden
    wrong = {form.round.units[0].key, form.round.units[5].key}
    for _ in range(12):
        unit = form.round.unit
        digit(form, truth(unit) % 3 + 1 if unit.key in wrong else truth(unit))
    written(form)
    form = start(page, path, land, SETTLING, "Zoé")
    assert {unit.key for unit in form.round.units} == wrong and form.cards.list.topLevelItemCount() == 2
    unit = form.round.unit
    assert NAMES[truth(unit)] in form.cards.buttons[0].text() and "Anne" in form.cards.buttons[0].text()
    assert "Paul" in form.cards.buttons[1].text()
    form.cards.buttons[1].click()
    written(form)
    rows = stored(path, "ref_class", "ref_class2", "settled", "settled_by")
    number = int(unit.name)
    assert rows[number] == (NAMES[truth(unit)], NAMES[truth(unit) % 3 + 1], NAMES[truth(unit) % 3 + 1], "Zoé")
    asked = []
    page.actions.ask_file = lambda *given, **_: asked.append(given[3])
    form.cards.export.click()
    target = tmp_path / "différences.csv"
    asked[0](str(target))
    assert until(lambda: target.exists() and target.read_text(encoding="utf-8").count("\n") == 3)


def test_labels_given_on_another_computer_become_the_second_interpreter_s(page, drawn, land, tmp_path):
    path = copy_of(drawn, tmp_path)
    form = start(page, path, land)
    for _ in range(12):
        digit(form, truth(form.round.unit))
    written(form)
    page.labels.stop()
    # Paul had his own copy, and took the first round of it.
    elsewhere = tmp_path / "chez Paul.gpkg"
    elsewhere.write_bytes(Path(drawn).read_bytes())
    page.sample.setLayer(None)
    form = start(page, str(elsewhere), land, FIRST, "Paul")
    for _ in range(7):
        digit(form, truth(form.round.unit) % 3 + 1)
    written(form)
    page.labels.stop()
    page.use_sample(path)
    page.setup.round.setCurrentIndex(1)
    page.labels.bring_in(str(elsewhere))
    assert until(lambda: "7 labels" in page.setup.found.text()), page.iface.sentences()
    rows = stored(path, "ref_class", "ref_class2", "labeller2").values()
    assert sum(row[2] == "Paul" and row[1] and row[1] != row[0] for row in rows) == 7
    assert sum(not row[1] for row in rows) == 5
    page.labels.bring_in(str(elsewhere))
    assert until(lambda: "0 labels" in page.setup.found.text())


def test_nothing_to_settle_and_what_cannot_be_labelled_are_sentences(page, drawn, land, tmp_path):
    path = copy_of(drawn, tmp_path)
    page.labels.label()
    assert "Choose the sample" in page.iface.sentences()[-1]
    page.map.setLayer(map_layer(land))
    page.use_sample(path)
    page.setup.labeller.setText(" ")
    page.labels.label()
    assert any("Write your name" in text for text in page.iface.sentences())
    page.setup.labeller.setText("Anne")
    page.setup.round.setCurrentIndex(2)
    page.labels.label()
    assert until(lambda: any("no unit is labelled twice" in text for text in page.iface.sentences()))
    memory = QgsVectorLayer("Point?crs=EPSG:32630", "en mémoire", "memory")
    QgsProject.instance().addMapLayer(memory)
    page.sample.setLayer(memory)
    page.labels.label()
    assert until(lambda: any("is not a file" in text for text in page.iface.sentences()))
    assert page.form.round is None


def test_labelling_ends_what_the_temporal_controller_hides(page, drawn, land, tmp_path):
    page.canvas.setTemporalRange(QgsDateTimeRange(*(QDateTime(QDate(2018, 1, day), QTime(0, 0)) for day in (1, 2))))
    assert not page.canvas.temporalRange().isInfinite()
    start(page, copy_of(drawn, tmp_path), land)
    assert page.canvas.temporalRange().isInfinite()
