"""bocage:index: the folders of an analyst, and QGIS that shows the result without any code."""

from __future__ import annotations

import csv
import shutil

import pytest
from qgis.core import (
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsVectorLayer,
)

KEYS = ["INPUT", "FULL", "CLEAR_GRID", "LOAD", "INDEX", "FAILURES"]
OUTPUTS = {"INDEX", "FAILURES", "LAYER", "FOUND", "ADDED", "UPDATED", "MOVED", "MISSING", "FAILED", "GRIDS", "COUNT"}


@pytest.fixture()
def algorithm(plugin):
    return QgsApplication.processingRegistry().createAlgorithmById("bocage:index")


@pytest.fixture()
def disk(shared, tmp_path):
    """Two products and a damaged one, with spaces and accents."""
    folder = tmp_path / "mes scènes d'été"
    folder.mkdir()
    for name in ("S2A_MSIL1C_20200717T221941_R029_T01LAC_20200717T234135.SAFE",
                 "S2A_MSIL1C_20210908T042701_N0301_R133_T46RER_20210908T070248.SAFE"):
        shutil.copytree(shared / "formats/s2_l1c_safe" / name, folder / name)
    (folder / "coupé.zip").write_bytes(b"PK\x03\x04 not whole")
    return folder


def run(algorithm, context=None, **parameters):
    results, passed = algorithm.run(parameters, context or QgsProcessingContext(), QgsProcessingFeedback())
    assert passed
    return results


def test_the_published_keys(algorithm):
    assert [definition.name() for definition in algorithm.parameterDefinitions()] == KEYS
    assert {output.name() for output in algorithm.outputDefinitions()} == OUTPUTS
    assert algorithm.groupId() == "catalogue" and algorithm.helpUrl().endswith("/docs/index-folders.md")


def test_folders_become_footprints_that_qgis_shows_as_they_are(algorithm, disk, tmp_path):
    index, listing = str(tmp_path / "index.gpkg"), str(tmp_path / "refusés.csv")
    found = run(algorithm, INPUT=str(disk), INDEX=index, FAILURES=listing)
    assert (found["FOUND"], found["ADDED"], found["FAILED"], found["COUNT"]) == (2, 2, 1, 2)
    with open(listing, encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert [row["kind"] for row in rows] == ["damaged"] and rows[0]["path"].endswith("coupé.zip")
    assert len(rows[0]["reason"]) > 20
    layer = QgsVectorLayer(found["LAYER"], "footprints", "ogr")
    assert layer.isValid() and layer.featureCount() == 2 and layer.crs().authid() == "EPSG:4326"
    assert {feature["tile"] for feature in layer.getFeatures()} == {"01LAC", "46RER"}
    # The look comes from the file itself.
    assert layer.renderer().type() == "categorizedSymbol" and layer.renderer().classAttribute() == "state"
    days = {feature["acquired"].date().toString("yyyy-MM-dd") for feature in layer.getFeatures()}
    assert days == {"2020-07-17", "2021-09-08"}


def test_a_second_run_tells_what_moved_and_what_went(algorithm, disk, tmp_path):
    index = str(tmp_path / "index.gpkg")
    run(algorithm, INPUT=str(disk), INDEX=index)
    first, second = sorted(path for path in disk.iterdir() if path.suffix == ".SAFE")
    (disk / "2020").mkdir()
    first.rename(disk / "2020" / first.name)
    shutil.rmtree(second)
    # No folder named: those of before.
    found = run(algorithm, INDEX=index)
    assert (found["FOUND"], found["ADDED"], found["MOVED"], found["MISSING"], found["COUNT"]) == (1, 0, 1, 1, 2)


def test_the_layer_is_loaded_where_it_is_asked_for(algorithm, disk, tmp_path):
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    found = run(algorithm, context, INPUT=str(disk), INDEX=str(tmp_path / "index.gpkg"), LOAD=True)
    waiting = context.layersToLoadOnCompletion()
    assert list(waiting) == [found["LAYER"]] and waiting[found["LAYER"]].outputName == "LAYER"
    layer = QgsVectorLayer(found["LAYER"], "footprints", "ogr")
    waiting[found["LAYER"]].postProcessor().postProcessLayer(layer, context, QgsProcessingFeedback())
    dates = layer.temporalProperties()
    assert dates.isActive() and dates.startField() == "acquired"


def test_several_folders_in_one_text(algorithm, disk, tmp_path):
    one, two = sorted(str(path) for path in disk.iterdir() if path.suffix == ".SAFE")
    found = run(algorithm, INPUT=f"{one}; {two}", INDEX=str(tmp_path / "index.gpkg"))
    assert found["FOUND"] == 2


def test_a_folder_that_is_not_there_is_refused_in_one_sentence(algorithm, tmp_path):
    passed, message = algorithm.checkParameterValues({"INPUT": str(tmp_path / "nowhere")}, QgsProcessingContext())
    assert not passed and "nowhere" in message and "\n" not in message


def test_cancel_leaves_a_sound_index(algorithm, disk, tmp_path):
    feedback = QgsProcessingFeedback()
    feedback.cancel()
    index = str(tmp_path / "index.gpkg")
    assert algorithm.processAlgorithm({"INPUT": str(disk), "INDEX": index}, QgsProcessingContext(), feedback) == {}
    assert run(algorithm, INPUT=str(disk), INDEX=index)["ADDED"] == 2


def test_headless_with_html_and_clear_grids(headless, shared, tmp_path):
    archive = next((shared / "data/s2_l1c_safe").glob("*T55JGF*.zip"))
    listing = tmp_path / "refused.html"
    found = headless.run("bocage:index", INPUT=str(archive), INDEX=str(tmp_path / "index.gpkg"),
                         CLEAR_GRID="true", FAILURES=str(listing))
    assert (found["FOUND"], found["GRIDS"], found["FAILED"]) == (1, 1, 0)
    assert listing.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
