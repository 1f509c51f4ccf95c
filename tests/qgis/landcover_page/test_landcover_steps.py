"""The Land cover page: five steps to a map by real algorithms, and what makes them out of date."""

from __future__ import annotations

from pathlib import Path

import pytest
from dock_window import until
from five_steps import ORDER, at_rest, run_all, states
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
)
from qgis.PyQt.QtGui import QColor


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


def test_names_of_classes_are_whole_beside_their_scores_in_a_narrow_dock(done):
    table = done.scores_table
    done.panels["training"].open(True)
    done.resize(380, 700)
    done.show()
    assert until(lambda: table.isVisible() and table.width() <= 380)
    names = [table.item(row, 0).text() for row in range(table.rowCount())]
    needed = max(table.fontMetrics().horizontalAdvance(name) for name in names) + table.iconSize().width()
    assert table.columnWidth(0) >= needed
    assert sum(table.columnWidth(column) for column in range(5)) <= table.viewport().width()
    assert min(table.columnWidth(column) for column in (2, 3, 4)) >= table.fontMetrics().horizontalAdvance("0.00")
    table.grab()
    done.hide()


def test_what_was_made_comes_into_sight_where_it_is_on_the_map_already(done):
    done.actions.open_output("map", "OUTPUT")
    root, canvas = QgsProject.instance().layerTreeRoot(), done.test_iface.canvas
    assert until(lambda: any(one.name() == "Classes" for one in root.findLayers()))
    layer = next(one.layer() for one in root.findLayers() if one.name() == "Classes")
    box = QgsCoordinateTransform(layer.crs(), canvas.mapSettings().destinationCrs(),
                                 QgsProject.instance()).transformBoundingBox(layer.extent())
    root.findLayer(layer.id()).setItemVisibilityChecked(False)
    canvas.setExtent(QgsRectangle(100, 10, 101, 11))
    done.actions.open_output("map", "OUTPUT")
    assert until(lambda: root.findLayer(layer.id()).isVisible() and canvas.extent().contains(box))
    # One that shows some of it stays where it is.
    kept = QgsRectangle(box.center().x(), box.center().y(), box.xMaximum() + 1, box.yMaximum() + 1)
    canvas.setExtent(kept)
    kept = canvas.extent()
    done.actions.open_output("map", "OUTPUT")
    assert not until(lambda: canvas.extent() != kept, 0.5)
    assert len([one for one in root.findLayers() if one.name() == "Classes"]) == 1
    assert done.test_iface.sentences() == []


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


def test_each_of_several_rasters_that_are_ready_has_its_indices(plugin):
    from bocage.ui.landcover import recipes
    from bocage.ui.landcover.flow import Flow, Outcome

    flow = Flow()
    flow.set("series", {"kind": "ready", "inputs": ["/p/may.tif", "/p/june.tif"]})
    flow.set("features", {"indices": "NDVI"})
    files = {key: f"/r/{name.replace('{n}', '')}" for key, name in recipes.files_of(flow, "features").items()}
    given = [call.parameters(files, {}) for call in recipes.calls(flow, "features")]
    assert given == [{"INPUT": "/p/may.tif", "INDICES": "NDVI", "OUTPUT": "/r/2_indices.tif"},
                     {"INPUT": "/p/june.tif", "INDICES": "NDVI", "OUTPUT": "/r/2_indices_raster2.tif"}]
    outputs = recipes.outputs_of(flow, "features", files, [{"OUTPUT": one["OUTPUT"], "IMAGES": 1} for one in given])
    flow.finish("features", Outcome(flow.begin("features"), outputs))
    assert flow.rasters() == ["/p/may.tif", "/p/june.tif", "/r/2_indices.tif", "/r/2_indices_raster2.tif"]


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
