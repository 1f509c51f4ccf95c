"""The Land cover page in its project and in the hand: kept, moved, offered, quick, in French."""

from __future__ import annotations

import json
import time
from pathlib import Path
from types import SimpleNamespace

from dock_window import Iface, Qt, scene, until
from five_steps import at_rest, choose, close, states
from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QCoreApplication, QPoint, QPointF, QTranslator
from qgis.PyQt.QtGui import QWheelEvent
from qgis.PyQt.QtTest import QTest


def test_a_project_moved_with_its_results_finds_them_again(open_page, country, tmp_path):
    before, after = tmp_path / "avant l'été", tmp_path / "après"
    page = open_page()
    before.mkdir()
    assert QgsProject.instance().write(str(before / "projet.qgz"))
    choose(page, country, "")
    page.flow.folder = ""
    page.run("samples")
    assert at_rest(page) and states(page)[2] == "done"
    assert page.flow.outputs("samples")["OUTPUT"] == str(before / "landcover" / "3_samples.gpkg")
    assert QgsProject.instance().write(str(before / "projet.qgz"))
    QgsProject.instance().clear()
    before.rename(after)
    assert QgsProject.instance().read(str(after / "projet.qgz"))
    assert at_rest(page) and until(lambda: page.flow.gone == set() and states(page)[2] == "done")
    assert page.flow.outputs("samples")["OUTPUT"] == str(after / "landcover" / "3_samples.gpkg")


def test_a_project_saved_and_opened_gives_the_steps_back_and_says_which_files_are_gone(done, open_page, finished,
                                                                                       tmp_path):
    path = str(tmp_path / "projet d'été.qgz")
    assert QgsProject.instance().write(path)
    QgsProject.instance().clear()
    assert until(lambda: states(done) == ["waiting"] * 5) and done.samples_table.isHidden()
    assert QgsProject.instance().read(path)
    assert at_rest(done) and states(done) == ["done"] * 5
    assert done.forms["samples"].field.currentField() == "code" and done.samples_table.rowCount() == 3
    state = json.loads(json.dumps(finished.state))
    state["outcomes"]["training"]["outputs"]["MODEL"] = str(tmp_path / "parti.bocagemodel")
    other = open_page()
    other.restore(state)
    assert until(lambda: other.flow.gone == {"training"}) and at_rest(other)
    assert states(other)[3:] == ["ready", "stale"] and "no longer" in other.panels["training"].why.text()


def test_scenes_of_the_catalogue_are_offered_those_at_hand_and_of_surface_reflectance(page):
    made = [scene(1, level="L2A", path="/p/1"), scene(2, level="L1C", path="/p/2"),
            scene(3, level="L2A", path="", source="cdse"), scene(4, level="L2A", path="/p/4")]
    page.set_scenes(made)
    form = page.forms["series"]
    assert form.take.text() == "Catalogue (2)" and not form.take.isHidden()
    form.take.click()
    assert page.flow.settings["series"]["inputs"] == ["/p/1", "/p/4"]
    form.take.click()
    assert form.inputs.paths() == ["/p/1", "/p/4"]


def test_reference_data_come_from_a_file_too(page, country, tmp_path):
    form = page.forms["samples"]
    form.use_file(country["parcels"])
    assert [layer.name() for layer in QgsProject.instance().mapLayers().values()] == ["parcelles"]
    assert form.chosen_layer().source() == country["parcels"] == page.flow.settings["samples"]["layer"]
    assert form.field.currentField() == page.flow.settings["samples"]["field"] == "code"
    form.use_file(country["parcels"])
    assert len(QgsProject.instance().mapLayers()) == 1
    for path in (country["series"], str(tmp_path / "nulle part.gpkg")):
        form.use_file(path)
        assert any(path in one and "no polygons" in one for one in page.test_iface.sentences())
    assert len(QgsProject.instance().mapLayers()) == 1 and form.chosen_layer() is not None


def test_the_wheel_over_a_number_scrolls_the_page_and_changes_nothing(page):
    page.show()
    page.panels["training"].open(True)
    box = page.forms["training"].per_class
    assert until(lambda: box.isVisible())

    def turn():
        QgsApplication.sendEvent(box, QWheelEvent(
            QPointF(5, 5), QPointF(box.mapToGlobal(QPoint(5, 5))), QPoint(0, 0), QPoint(0, 120),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False))

    turn()
    assert box.value() == 5000
    page.activateWindow()
    box.setFocus()
    if box.hasFocus():
        turn()
        assert box.value() == 6000


def test_the_area_of_the_catalogue_is_taken_at_a_click(page):
    area = page.forms["series"].area
    outline = ((((-1.8, 47.3), (-1.6, 47.3), (-1.7, 47.4), (-1.8, 47.3)),),)
    other = SimpleNamespace(footprint=outline, state=lambda: {
        "kind": "drawn", "name": "Zone", "hectares": 12.0, "source": "x", "file": "", "outline": []})
    page.set_pages({"catalogue_page": SimpleNamespace(filters=SimpleNamespace(area=other))})
    assert not area.example.isHidden()
    area.example.click()
    assert page.flow.settings["series"]["area"]["name"] == "Zone" and area.footprint == outline
    other.state = lambda: {"kind": "canvas", "outline": []}
    other.footprint = ((((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0)),),)
    area.example.click()
    assert area.kind() == "canvas" and area.footprint == other.footprint
    assert page.flow.settings["series"]["area"]["outline"] == [[[list(point) for point in other.footprint[0][0]]]]


def test_numbers_of_files_are_one_for_all_of_a_step(tmp_path):
    from bocage.ui.landcover import recipes

    names = {"OUTPUT": "5_map{n}.tif", "CONFIDENCE": "5_confidence{n}.tif"}
    (tmp_path / "5_confidence.tif").touch()
    (tmp_path / "5_map_2.tif").touch()
    assert {Path(path).name for path in recipes.numbered(str(tmp_path), names).values()} == {
        "5_map_3.tif", "5_confidence_3.tif"}


def test_the_page_answers_at_once_and_by_the_keyboard(done):
    begin = time.perf_counter()
    for _ in range(10):
        done.refresh()
    assert (time.perf_counter() - begin) / 10 < 0.05
    head = done.panels["samples"].head
    assert head.focusPolicy() & Qt.FocusPolicy.TabFocus
    QTest.keyClick(head, Qt.Key.Key_Space)
    assert done.panels["samples"].is_open() and sum(panel.is_open() for panel in done.panels.values()) == 1
    reached, widget = [head], head.nextInFocusChain()
    while widget is not head and widget is not done.panels["samples"].run:
        reached.append(widget)
        widget = widget.nextInFocusChain()
    form = done.forms["samples"]
    places = [reached.index(one) for one in (form.layer, form.field, form.group, form.classes, form.shares["train"],
                                             form.erosion, form.seed)]
    assert places == sorted(places) and widget is done.panels["samples"].run
    for panel in done.panels.values():
        for button in (panel.run, panel.cancel, panel.toolbox):
            assert button.accessibleName() and button.toolTip()


def test_in_french_everything_is_in_french(plugin, finished, monkeypatch):
    from bocage.bridge import language
    from bocage.ui.landcover_page import LandcoverPage

    translator = QTranslator()
    assert translator.load(str(language.translation_file("fr")))
    monkeypatch.setattr(QgsApplication, "locale", lambda: "fr")
    QCoreApplication.installTranslator(translator)
    try:
        page = LandcoverPage(Iface())
        page.restore(json.loads(json.dumps(finished.state)))
        assert at_rest(page)
        assert page.panels["training"].state.text().endswith("faite")
        assert page.panels["series"].title == "Série" and page.run_all.text() == "Exécuter ce qui reste"
        assert page.scores_words.text().startswith("Précision globale 0,")
        assert "carte" in page.panels["map"].made.text()
        close(page)
    finally:
        QCoreApplication.removeTranslator(translator)
