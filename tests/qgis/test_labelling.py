"""The Validation page: labels by key go to the file, blind, twice, settled; the map assessed by them."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest
import dock_window
from dock_window import Iface
from qgis.core import (
    QgsApplication,
    QgsCategorizedSymbolRenderer,
    QgsDateTimeRange,
    QgsPalettedRasterRenderer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QDate, QDateTime, QEvent, Qt, QTime
from qgis.PyQt.QtGui import QColor, QKeyEvent
from qgis.PyQt.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "chains"))
import dated_product  # noqa: E402

from bocage.core.engine.grid import Grid  # noqa: E402
from bocage.core.engine.raster import RasterWriter  # noqa: E402
from bocage.core.validation.labelling import FIRST, SECOND, SETTLING  # noqa: E402

GRID = Grid("EPSG:32630", (600000.0, 10.0, 0.0, 5240000.0, 0.0, -10.0), (60, 60))
NAMES = {1: "Forest", 2: "Water", 3: "Crops"}
No = Qt.KeyboardModifier.NoModifier


def until(condition, seconds: float = 20.0) -> bool:
    """Files are written meanwhile, by threads of a machine that may be busy."""
    return dock_window.until(condition, seconds)


@pytest.fixture(scope="module")
def land(tmp_path_factory):
    """Three stripes of classes; a path with a space and an accent."""
    path = tmp_path_factory.mktemp("carte à évaluer") / "carte.tif"
    with RasterWriter(str(path), GRID, "uint8", nodata=0) as writer:
        writer.write(np.repeat(np.array([1, 2, 3], np.uint8), (30, 20, 10))[None].repeat(60, 0))
    return str(path)


@pytest.fixture(scope="module")
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


def map_layer(path):
    layer = QgsRasterLayer(path, "carte")
    classes = [QgsPalettedRasterRenderer.Class(value, QColor(40 * value, 90, 60), name)
               for value, name in NAMES.items()]
    layer.setRenderer(QgsPalettedRasterRenderer(layer.dataProvider(), 1, classes))
    QgsProject.instance().addMapLayer(layer)
    return layer


def copy_of(path, folder):
    target = folder / "à étiqueter.gpkg"
    target.write_bytes(Path(path).read_bytes())
    return str(target)


def start(page, path, land, role=FIRST, name="Anne"):
    """A round under way."""
    if page.map.currentLayer() is None:
        page.map.setLayer(map_layer(land))
    page.use_sample(path)
    page.setup.labeller.setText(name)
    page.setup.round.setCurrentIndex((FIRST, SECOND, SETTLING).index(role))
    page.labels.label()
    assert until(lambda: page.form.round is not None and page.form.round.role == role), page.iface.sentences()
    return page.form


def press(form, key, text=""):
    QApplication.sendEvent(form, QKeyEvent(QEvent.Type.KeyPress, key, No, text))


def digit(form, number):
    press(form, Qt.Key.Key_0 + number, str(number))


def written(form):
    assert until(lambda: form.keeper.waiting == 0)


def stored(path, *fields):
    """Rows of the file, read anew."""
    layer = QgsVectorLayer(path, "again", "ogr")
    return {int(feature["id"]): tuple(feature[name] or "" for name in fields) for feature in layer.getFeatures()}


def truth(unit):
    """Class of the map under a unit, 1 to 3."""
    column = int((unit.x - 600000) // 10)
    return 1 if column < 30 else 2 if column < 50 else 3


def test_classes_by_key_go_to_the_file_and_the_next_unit_comes(page, drawn, land, tmp_path):
    path = copy_of(drawn, tmp_path)
    form = start(page, path, land)
    assert [button.key for button in form.classes.buttons] == ["1", "2", "3"]
    first = form.round.unit
    press(form, Qt.Key.Key_PageDown)
    digit(form, 0)
    digit(form, 3)
    assert form.round.unit is first and form.round.label.alt_class == "Crops"
    begin = time.thread_time()
    digit(form, 2)
    taken = time.thread_time() - begin
    assert form.round.unit is not first and form.round.labelled == 1
    written(form)
    rows = stored(path, "ref_class", "alt_class", "confidence", "labeller")
    assert rows[int(first.name)] == ("Water", "Crops", "medium", "Anne")
    assert sum(bool(row[0]) for row in rows.values()) == 1
    # A slot of ours: at most 50 ms of the main thread.
    assert taken < 0.05
    # AZERTY without Shift (X11's code of the key 1), and letters that no class bears.
    second = form.round.unit
    QApplication.sendEvent(form, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Ampersand, No, 10, 0, 0, "&"))
    press(form, Qt.Key.Key_Z, "z")
    written(form)
    assert stored(path, "ref_class")[int(second.name)] == ("Forest",)
    assert form.progress.bar.value() == 2 and "2 of 12" in form.progress.bar.text()


def test_arrows_move_delete_takes_back_and_a_note_stays_with_its_unit(page, drawn, land, tmp_path):
    path = copy_of(drawn, tmp_path)
    form = start(page, path, land)
    order = [unit.key for unit in form.round.units]
    digit(form, 1)
    assert form.round.unit.key == order[1]
    press(form, Qt.Key.Key_Left)
    assert form.round.unit.key == order[0] and form.classes.buttons[0].isChecked()
    press(form, Qt.Key.Key_Delete)
    assert not form.round.label.given and not form.classes.buttons[0].isChecked()
    form.line.note.setText("lisière")
    form.line.note.editingFinished.emit()
    press(form, Qt.Key.Key_End)
    assert form.round.unit.key == order[-1] and form.line.note.text() == ""
    press(form, Qt.Key.Key_Return)
    assert form.round.unit.key == order[0] and form.line.note.text() == "lisière"
    written(form)
    name = int(form.round.unit.name)
    assert stored(path, "ref_class", "comment")[name] == ("", "lisière")


def test_a_round_that_was_killed_goes_on_where_it_was(plugin, page, drawn, land, tmp_path):
    path = copy_of(drawn, tmp_path)
    # A process of its own that labels three units, then dies without a word, as in a crash.
    code = textwrap.dedent("""
        import os, sys
        sys.path[:0] = [{build!r}, {tests!r}]
        from qgis.core import QgsApplication
        app = QgsApplication([], True); app.initQgis()
        import bocage; bocage.classFactory(None)
        from dock_window import Iface, until
        from bocage.bridge.label_store import read_sample
        from bocage.core.engine.progress import SilentProgress
        from bocage.core.landcover.model import ClassEntry
        from bocage.ui.validation.form import LabelForm
        from qgis.core import QgsProject, QgsVectorLayer
        layer = QgsVectorLayer({path!r}, "s", "ogr"); QgsProject.instance().addMapLayer(layer)
        form = LabelForm(Iface().mapCanvas())
        sample = read_sample(layer.source(), "s", ["first"], SilentProgress())
        form.start(sample, "first", 1, "Anne", [ClassEntry(1, "Forest")], layer, None)
        for _ in range(3):
            form.choose("Forest")
        until(lambda: form.keeper.waiting == 0)
        print(form.keeper.waiting, form.round.unit.key, flush=True)
        os.kill(os.getpid(), 9)
    """).format(build=str(Path(__import__("bocage").__path__[0]).parent), tests=str(Path(__file__).parent), path=path)
    died = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False,
                          env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
    assert died.returncode == -9, died.stderr
    waiting, key = map(int, died.stdout.split())
    assert waiting == 0
    form = start(page, path, land)
    assert form.round.labelled == 3 and form.round.unit.key == key and form.round.at == 3


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


def test_a_label_that_cannot_be_written_is_told_and_kept_until_it_can(page, drawn, land, tmp_path, monkeypatch):
    from bocage.core.errors import BocageError
    from bocage.ui.validation import keeper

    path = copy_of(drawn, tmp_path)
    form = start(page, path, land)
    real = keeper.write_labels

    def locked(*_given):
        raise BocageError("vector_not_written", file="à étiqueter", fault="database is locked")

    monkeypatch.setattr(keeper, "write_labels", locked)
    unit = form.round.unit
    digit(form, 1)
    assert until(lambda: not form.progress.again.isHidden())
    assert any("database is locked" in text for text in page.iface.sentences()) and form.keeper.waiting == 1
    monkeypatch.setattr(keeper, "write_labels", real)
    form.progress.again.click()
    written(form)
    assert stored(path, "ref_class")[int(unit.name)] == ("Forest",) and form.progress.again.isHidden()
    # A lock goes as it came: tried again without a hand.
    monkeypatch.setattr(keeper, "AGAIN_MS", 50)
    monkeypatch.setattr(keeper, "write_labels", locked)
    digit(form, 2)
    assert until(lambda: not form.progress.again.isHidden())
    monkeypatch.setattr(keeper, "write_labels", real)
    written(form)
    assert sum(bool(row[0]) for row in stored(path, "ref_class").values()) == 2


def test_a_file_that_another_program_locks_holds_nobody_up(page, drawn, land, tmp_path):
    path = copy_of(drawn, tmp_path)
    form = start(page, path, land)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        begin = time.perf_counter()
        digit(form, 1)
        held = time.perf_counter() - begin
        assert until(lambda: not form.progress.again.isHidden(), 15)
        assert form.keeper.waiting == 1
    finally:
        other.execute("ROLLBACK")
        other.close()
    form.progress.again.click()
    written(form)
    assert sum(bool(row[0]) for row in stored(path, "ref_class").values()) == 1
    # Of a wait for the lock, nothing: the key came back long before the write gave up.
    assert held < 1.0


def test_class_keys_work_on_the_map_and_arrows_stay_its_own(page, drawn, land, tmp_path):
    form = start(page, copy_of(drawn, tmp_path), land)
    first = form.round.unit
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_2, No, "2")
    QApplication.sendEvent(page.canvas, event)
    assert form.round.unit is not first and form.round.labels[first.key].ref_class == "Water"
    place = form.round.at
    QApplication.sendEvent(page.canvas, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Right, No, ""))
    assert form.round.at == place
    # Not while another page is looked at.
    page.hide()
    QApplication.sendEvent(page.canvas, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_2, No, "2"))
    assert form.round.at == place and form.view.outline._bands[0].asGeometry().isEmpty()


def test_leaving_writes_what_still_waits(page, drawn, land, tmp_path):
    path = copy_of(drawn, tmp_path)
    form = start(page, path, land)
    for number in (1, 2, 3):
        digit(form, number)
    # No event was processed: nothing has come back from the thread yet.
    page.leave()
    page.leave = lambda: None
    assert sorted(row[0] for row in stored(path, "ref_class").values() if row[0]) == ["Crops", "Forest", "Water"]


def test_a_round_taken_up_at_once_finds_its_last_label(page, drawn, land, tmp_path):
    form = start(page, copy_of(drawn, tmp_path), land)
    for number in (1, 2, 3):
        digit(form, number)
    page.labels.stop()
    page.labels.label()
    assert until(lambda: page.form.round is not None) and page.form.round.labelled == 3


def test_a_file_that_is_there_is_never_drawn_over(page, drawn, land, tmp_path):
    path = copy_of(drawn, tmp_path)
    before = Path(path).read_bytes()
    page.map.setLayer(map_layer(land))
    page.design.output.set_path(path)
    page.draw()
    assert until(lambda: page.design.output.path() != path)
    assert page.design.output.path().endswith("à étiqueter_2.gpkg") and Path(path).read_bytes() == before


def test_the_sample_goes_beside_its_map_until_somebody_says_otherwise(page, land, tmp_path):
    other = tmp_path / "autre carte.tif"
    other.write_bytes(Path(land).read_bytes())
    page.map.setLayer(map_layer(land))
    assert page.design.output.path() == str(Path(land).with_name("carte_sample.gpkg"))
    page.map.setLayer(map_layer(str(other)))
    assert page.design.output.path() == str(tmp_path / "autre carte_sample.gpkg")
    page.design.output.set_path(str(tmp_path / "le mien.gpkg"))
    page.map.setLayer(map_layer(land))
    assert page.design.output.path() == str(tmp_path / "le mien.gpkg")


def test_labelling_ends_what_the_temporal_controller_hides(page, drawn, land, tmp_path):
    page.canvas.setTemporalRange(QgsDateTimeRange(*(QDateTime(QDate(2018, 1, day), QTime(0, 0)) for day in (1, 2))))
    assert not page.canvas.temporalRange().isInfinite()
    start(page, copy_of(drawn, tmp_path), land)
    assert page.canvas.temporalRange().isInfinite()


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


def test_french(page, drawn, land, tmp_path, monkeypatch):
    from bocage.bridge import language
    from qgis.PyQt.QtCore import QCoreApplication, QTranslator

    from bocage.ui.validation import actions, classes
    from bocage.ui.validation.form_parts import role_words

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


def test_a_format_that_drops_empty_fields_is_refused_before_anybody_labels(plugin, tmp_path):
    from bocage.bridge.label_store import read_sample
    from bocage.core.engine.progress import SilentProgress
    from bocage.core.errors import BocageError

    path = tmp_path / "points.geojson"
    path.write_text('{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":1},"geometry":'
                    '{"type":"Point","coordinates":[1.0,45.0]}}]}', encoding="utf-8")
    with pytest.raises(BocageError) as caught:
        read_sample(str(path), "points", (FIRST,), SilentProgress())
    assert caught.value.code == "sample_fields_lost"


def test_labels_that_their_file_refuses_to_the_last_are_saved_beside(plugin, drawn, tmp_path, monkeypatch):
    from bocage.core.errors import BocageError
    from bocage.core.validation.labelling import Label
    from bocage.ui.validation import keeper as keepers

    def refused(*_):
        raise BocageError("vector_not_written", file="sample", fault="locked")

    said = []
    QgsApplication.messageLog().messageReceived.connect(lambda text, tag, level: said.append((text, tag)))
    monkeypatch.setattr(keepers, "write_labels", refused)
    keeper = keepers.LabelKeeper(str(tmp_path / "points.gpkg"), FIRST)
    keeper._waiting = {4: Label("Water", labeller="Anne")}
    keeper.close(wait=True)
    aside = next(iter(tmp_path.glob("points_labels_*.csv")))
    assert "Water" in aside.read_text(encoding="utf-8") and keeper.waiting == 0
    assert until(lambda: any(str(aside) in text and tag == "Bocage" for text, tag in said))
