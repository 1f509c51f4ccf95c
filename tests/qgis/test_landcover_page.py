"""The Land cover page: five steps to a map by real algorithms, what makes them out of date, failures, what is kept."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from dock_window import Iface, Qt, scene, until
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QTranslator
from qgis.PyQt.QtGui import QColor, QWheelEvent
from qgis.PyQt.QtTest import QTest

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


@pytest.fixture(scope="module")
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


def test_five_steps_to_a_map_by_one_button_each_an_algorithm_of_the_history(finished):
    from bocage.core.landcover.model_file import load_model

    assert finished.history == [f"bocage:{name}" for name in ("gapfill", "splitsamples", "train", "classify")]
    assert sorted(path.name for path in finished.folder.iterdir() if path.suffix not in (".qml", ".xml")) == [
        "1_clear_dates.tif", "1_series.tif", "3_samples.gpkg", "3_samples.html", "3_samples.json",
        "4_linear_discriminant.bocagemodel", "4_linear_discriminant.html", "4_linear_discriminant.json",
        "5_confidence.tif", "5_map.tif", "5_validity.tif"]
    outcomes = finished.state["outcomes"]
    model = load_model(outcomes["training"]["outputs"]["MODEL"])
    # Three dates of the series, then the relief.
    assert [feature.name for feature in model.features][:3] == ["2018-01-17 NDVI", "2018-05-02 NDVI",
                                                                "2018-07-20 NDVI"]
    assert len(model.features) == 4 and outcomes["map"]["outputs"]["CLASSES"] == 3
    assert model.validation["overall_accuracy"]["value"] == outcomes["training"]["summary"]["overall"][0] > 0.5


def test_the_map_is_on_the_canvas_in_the_colours_of_its_classes_with_what_comes_with_it(finished):
    assert list(finished.layers) == ["Classes", "Confidence (%)", "Clear dates"]
    assert [seen for seen, _ in finished.layers.values()] == [True, False, False]
    rows = finished.state["outcomes"]["samples"]["summary"]["classes"]
    assert finished.layers["Classes"][1] == [(row["value"], QColor(*row["colour"])) for row in rows]


def test_classes_are_counted_in_polygons_and_hectares_and_poor_ones_have_a_sign(done):
    table = done.samples_table
    assert table.rowCount() == 3 and not table.isHidden()
    polygons = done.flow.outcomes["samples"].summary["classes"][0]["polygons"]
    # 60 m by 60 m each, on the ellipsoid.
    assert table.item(0, 1).text() == f"{polygons['train']}  ({0.36 * polygons['train']:.2f})"
    assert sum(sum(row["polygons"].values()) for row in done.flow.outcomes["samples"].summary["classes"]) == 96
    for row, told in enumerate(done.flow.outcomes["samples"].summary["classes"]):
        few = told["polygons"]["validation"] < 10
        assert table.item(row, 4).text() == ("⚠ few to judge" if few else "")
    assert {told["poor"] for told in done.flow.outcomes["samples"].summary["classes"]} <= {"", "judged"}
    assert done.panels["samples"].brief.text().startswith("3 classes; ")


@pytest.mark.parametrize("train, validation, shares, word", [
    (0, 3, {}, "none"), (8, 0, {}, "unjudged"), (8, 0, {"validation": 0.0}, ""), (4, 12, {}, "learns"),
    (8, 9, {}, "judged"), (8, 10, {}, "")])
def test_a_class_is_poor_where_too_few_polygons_teach_or_judge_it(plugin, train, validation, shares, word):
    from bocage.ui.landcover import reading, tables

    assert reading.poverty({"train": train, "validation": validation, "test": 0}, shares) == word
    assert bool(tables.poor_words(word)) == bool(tables.poor_tip(word)) == bool(word)


def test_scores_are_shown_with_their_intervals_and_what_they_are_not(done):
    scores = done.flow.outcomes["training"].summary
    value, low, high = scores["overall"]
    assert low < value <= high
    assert f"{value:.2f} ({low:.2f} to {high:.2f})" in done.scores_words.text()
    assert "not the accuracy of the map" in done.scores_words.text()
    estimate = scores["classes"][1]["f1"]
    assert done.scores_table.item(1, 2).text() == f"{estimate[0]:.2f}"
    assert done.scores_table.item(1, 2).toolTip() == f"{estimate[0]:.2f} ({estimate[1]:.2f} to {estimate[2]:.2f})"
    assert not done.scores_table.grab().isNull()


def test_a_change_makes_later_steps_out_of_date_and_another_run_keeps_what_was_made(done, finished):
    training = done.forms["training"]
    training.classifier.setCurrentIndex(training.classifier.findData("nearest_mean"))
    assert at_rest(done) and states(done) == ["done"] * 3 + ["stale"] * 2
    assert "changed since" in done.panels["map"].why.text() and not done.panels["map"].run.isEnabled()
    assert done.panels["training"].run.isEnabled() and done.run_all.isEnabled()
    before = {path.name for path in finished.folder.iterdir()}
    run_all(done)
    assert states(done) == ["done"] * 5
    assert before < {path.name for path in finished.folder.iterdir()}
    assert Path(done.flow.outputs("map")["OUTPUT"]).name == "5_map_2.tif"
    assert Path(done.flow.outputs("training")["MODEL"]).name == "4_nearest_mean.bocagemodel"


def test_edited_reference_data_make_the_samples_out_of_date(done):
    layer = next(iter(QgsProject.instance().mapLayers().values()))
    layer.startEditing()
    layer.rollBack()
    assert at_rest(done) and states(done)[2] == "done"
    layer.startEditing()
    layer.changeAttributeValue(next(layer.getFeatures()).id(), layer.fields().indexOf("code"), "2")
    layer.commitChanges()
    assert at_rest(done) and states(done) == ["done", "done", "stale", "stale", "stale"]


def test_a_failure_is_one_sentence_in_the_page_and_in_the_bar_and_stops_the_rest(page, country, tmp_path):
    choose(page, country, tmp_path)
    page.forms["series"].inputs.set_paths([])
    page.forms["series"].inputs.add([str(tmp_path / "nulle part.tif")])
    page.run_remaining()
    assert at_rest(page)
    assert states(page) == ["failed", "waiting", "ready", "waiting", "waiting"]
    sentence = page.panels["series"].why.text()
    assert "nulle part.tif" in sentence and [sentence in one for one in page.test_iface.sentences()] == [True]
    assert not page.panels["training"].run.isEnabled()
    page.forms["series"].inputs.set_paths([])
    page.forms["series"].inputs.add([country["series"]])
    assert at_rest(page) and states(page)[0] == "ready" and page.panels["series"].why.isHidden()


def test_a_folder_that_cannot_be_written_is_a_sentence(page, country, tmp_path):
    choose(page, country, tmp_path)
    (tmp_path / "fichier").write_text("no folder")
    page.use_folder(str(tmp_path / "fichier" / "dessous"))
    page.run("samples")
    assert at_rest(page) and states(page)[2] == "failed" and "fichier" in page.panels["samples"].why.text()


def test_cancel_leaves_nothing_and_stops_what_was_to_follow(page, country, tmp_path):
    folder = tmp_path / "arrêt"
    choose(page, country, folder)
    page.run_remaining()
    page.refresh()
    assert states(page)[0] == "running" and not page.panels["series"].cancel.isHidden()
    assert not page.forms["series"].isEnabled()
    page.panels["series"].cancel.click()
    assert states(page) == ["ready", "waiting", "ready", "waiting", "waiting"] and not page.runner.queued()
    assert until(lambda: QgsApplication.taskManager().countActiveTasks() == 0, 30)
    assert at_rest(page) and page.flow.faults == {}
    assert not folder.exists() or [path.name for path in folder.glob("*.tif")] == []
    page.run("samples")
    assert at_rest(page) and states(page)[2] == "done"


def test_a_task_stopped_in_the_list_of_tasks_has_stopped_its_step(page, country, tmp_path):
    choose(page, country, tmp_path)
    page.run("series")
    first = page.runner._runs["series"].job
    assert until(lambda: page.runner._runs["series"].job is not first)
    # What QGIS' task manager comes down to.
    page.runner._runs["series"].job.cancel()
    assert at_rest(page) and states(page)[0] == "ready" and page.flow.faults == {}


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


def test_what_the_dialog_of_the_toolbox_makes_feeds_the_next_steps(done, tmp_path, monkeypatch):
    from bocage.ui.landcover import actions

    asked = []
    monkeypatch.setattr(actions.Actions, "open_dialog", lambda self, name, given, then=None: asked.append(
        (name, given, then)))
    done.open_in_toolbox("training")
    assert until(lambda: asked)
    name, given, then = asked[0]
    assert name == "bocage:train" and given["SAMPLES"] == done.flow.outputs("samples")["OUTPUT"]
    assert given["INPUT"] == done.flow.rasters() and given["MODEL"].endswith(".bocagemodel")
    assert not Path(given["MODEL"]).exists() and given["SPLIT"] == "split" and given["GROUP_FIELD"] == "polygon"
    then(False, {})
    assert states(done)[3] == "done" and not done.flow.outcomes["training"].by_hand
    made = dict(done.flow.outputs("training"), MODEL=done.flow.outputs("training")["MODEL"])
    then(True, made)
    assert at_rest(done) and states(done)[3:] == ["done", "stale"] and done.flow.outcomes["training"].by_hand
    assert "own dialog" in done.panels["training"].made.text()


def test_the_area_is_taken_once_bounds_the_series_and_cuts_the_map(done, country, tmp_path):
    from bocage.ui.landcover import recipes

    area, canvas = done.forms["series"].area, done.test_iface.canvas
    grid = QgsRasterLayer(country["series"], "grid")
    change = QgsCoordinateTransform(grid.crs(), QgsCoordinateReferenceSystem("EPSG:4326"), QgsProject.instance())
    box = grid.extent()
    # A triangle: half of its rectangle is not mapped.
    corner = QgsPointXY(box.xMinimum() + 200, box.yMinimum() + 200)
    triangle = QgsGeometry.fromPolygonXY([[corner, QgsPointXY(corner.x() + 800, corner.y()),
                                           QgsPointXY(corner.x(), corner.y() + 800)]])
    triangle.transform(change)
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    area._drawn(triangle)
    assert at_rest(done) and states(done) == ["stale", "waiting", "done", "stale", "stale"]
    kept = dict(done.flow.settings["series"]["area"])
    canvas.setExtent(QgsRectangle(0, 0, 1, 1))
    assert not until(lambda: done.flow.settings["series"]["area"] != kept, 0.5)
    done.use_folder(str(tmp_path))
    assert recipes.files_of(done.flow, "map")["MASK"] == "5_area{n}.geojson"
    run_all(done)
    outputs = done.flow.outputs("map")
    shown = QgsRasterLayer(outputs["OUTPUT"], "map")
    assert abs(shown.extent().width() - 800) <= 40 and abs(shown.extent().height() - 800) <= 40
    outside = 1 - 0.5 * 800 * 800 / (shown.extent().width() * shown.extent().height())
    assert outputs["NODATA_PERCENT"] == pytest.approx(100 * outside, abs=1.0)
    area.mode.setCurrentIndex(area.mode.findData("everywhere"))
    assert at_rest(done) and done.flow.settings["series"]["area"] == {}
    area.show_kept(kept)
    assert area.kept() == kept


def test_another_colour_of_a_class_is_a_table_that_the_next_run_follows(done, tmp_path):
    done.use_folder(str(tmp_path))
    dialog = done.actions.ask_colour(2)
    assert not dialog.isModal()
    dialog.colorSelected.emit(QColor(10, 20, 30))
    dialog.close()
    assert until(lambda: str(done.flow.settings["samples"]["classes"]).endswith("3_classes.csv")) and at_rest(done)
    assert states(done)[2:] == ["stale"] * 3 and done.forms["samples"].classes.currentData().endswith("3_classes.csv")
    done.actions.recolour(3, (1, 2, 3))
    revision = done.flow.settings["samples"]["revision"]
    assert until(lambda: done.flow.settings["samples"]["revision"] > revision) and at_rest(done)
    assert [path.name for path in tmp_path.glob("*.csv")] == ["3_classes.csv"]
    run_all(done)
    assert [row["colour"] for row in done.flow.outcomes["samples"].summary["classes"]][1:] == [[10, 20, 30], [1, 2, 3]]
    layer = QgsRasterLayer(done.flow.outputs("map")["OUTPUT"])
    classes = {one.value: one.color for one in layer.renderer().classes()}
    assert classes[2] == QColor(10, 20, 30) and classes[3] == QColor(1, 2, 3)


def test_without_scikit_learn_what_trains_everywhere_is_chosen_and_the_list_says_why(page):
    form = page.forms["training"]
    page._touched = False
    page.flow.set("training", {"classifier": "random_forest"})
    page._scikit_known(False)
    assert page.flow.settings["training"]["classifier"] == "linear_discriminant" == form.classifier.currentData()
    form.classifier.setCurrentIndex(form.classifier.findData("svm"))
    assert "needs scikit-learn" in form.classifier.currentText() and at_rest(page)
    assert "python3-sklearn" in form.words_of.text()
    assert "scikit-learn" in page.panels["training"].why.text() and states(page)[3] == "waiting"
    page._scikit_known(True)
    # What a hand chose stays.
    assert page.flow.settings["training"]["classifier"] == "svm" and "needs" not in form.classifier.currentText()


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


def test_what_is_missing_in_the_end_is_said_at_the_beginning(page, country, tmp_path):
    choose(page, country, tmp_path)
    assert page.run_all.isEnabled()
    page.flow.set("samples", {"field": ""})
    page.refresh()
    assert not page.run_all.isEnabled() and "field" in page.run_all.toolTip()
    assert "field" in page.panels["samples"].brief.text()


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


def test_a_synthesis_becomes_a_raster_by_two_algorithms(plugin):
    from bocage.ui.landcover import recipes
    from bocage.ui.landcover.flow import Flow

    flow = Flow()
    flow.set("series", {"kind": "synthesis", "inputs": ["/p/1", "/p/2"], "date": "2018-07-15", "bands": "red,nir",
                        "indices": "NDVI"})
    first, second = recipes.calls(flow, "series")
    files = {key: f"/r/{name.replace('{n}', '')}" for key, name in recipes.files_of(flow, "series").items()}
    assert first.algorithm == "bocage:synthesis" and first.parameters(files, {}) == {
        "INPUT": ["/p/1", "/p/2"], "DATE": "2018-07-15", "WINDOW": 23, "OUTPUT": "/r/1_synthesis"}
    given = second.parameters(files, {"PRODUCT": "/r/1_synthesis/SENTINEL2X"})
    assert given["INPUT"].endswith("SENTINEL2X") and given["BANDS"] == "red,nir,NDVI"
    outputs = recipes.outputs_of(flow, "series", files, [{"OUTPUT": "/r/1_synthesis", "PRODUCT": "p"},
                                                         {"OUTPUT": "/r/1_series.tif"}])
    assert outputs["OUTPUT"] == "/r/1_series.tif" and outputs["FOLDER"] == "/r/1_synthesis"


def test_every_parameter_that_the_page_gives_is_one_of_its_algorithm(done):
    from bocage.ui.landcover import recipes

    registry = QgsApplication.processingRegistry()
    for kind in ("gapfill", "synthesis"):
        done.flow.set("series", {"kind": kind})
        done.flow.set("features", {"indices": "NDVI"})
        done.flow.set("map", {"regularise": True, "probabilities": True})
        for step in ORDER:
            files = {key: f"/r/{name}" for key, name in recipes.files_of(done.flow, step).items()}
            for call in recipes.calls(done.flow, step):
                given = call.parameters(files, {"PRODUCT": "/p", "OUTPUT": "/m.tif"})
                known = {one.name() for one in registry.algorithmById(call.algorithm).parameterDefinitions()}
                assert set(given) <= known, call.algorithm


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
