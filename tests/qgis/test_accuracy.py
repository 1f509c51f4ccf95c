"""bocage:accuracy inside QGIS: headless, from any coordinate system, refused in one sentence."""

from __future__ import annotations

import json

import numpy as np
import pytest
from bocage.core.engine.grid import Grid
from bocage.core.engine.raster import RasterWriter
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsVectorFileWriter,
    QgsVectorLayer,
)

GRID = Grid("EPSG:32630", (600000.0, 10.0, 0.0, 5240000.0, 0.0, -10.0), (40, 40))


@pytest.fixture()
def algorithm(plugin):
    return QgsApplication.processingRegistry().createAlgorithmById("bocage:accuracy")


@pytest.fixture()
def land(tmp_path):
    """Class 1 on the left, 2 on the right."""
    path = tmp_path / "carte é.tif"
    with RasterWriter(str(path), GRID, "uint8", nodata=0) as writer:
        writer.write(np.repeat(np.array([1, 2], np.uint8), 20)[None].repeat(40, 0))
    return str(path)


def sample(path, labels, crs="EPSG:4326", kind="Point"):
    """Points on alternating sides, written in another coordinate system than the map's."""
    layer = QgsVectorLayer(f"{kind}?crs={crs}&field=ref_class:string&field=zone:string&field=incl_prob:double", "s",
                           "memory")
    change = QgsCoordinateTransform(QgsCoordinateReferenceSystem(GRID.crs), layer.crs(), QgsProject.instance())
    features = []
    for k, label in enumerate(labels):
        x, y = 600000 + (50 if k % 2 == 0 else 250), 5240000 - 15 - 10 * (k // 2)
        feature = QgsFeature(layer.fields())
        point = QgsGeometry.fromPointXY(QgsPointXY(x, y))
        geometry = point if kind == "Point" else point.buffer(20, 4)
        geometry.transform(change)
        feature.setGeometry(geometry)
        feature.setAttributes([label, "west" if k % 2 == 0 else "east", 0.01 if k % 2 == 0 else 0.02])
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    QgsVectorFileWriter.writeAsVectorFormatV3(layer, str(path), QgsProject.instance().transformContext(), options)
    return str(path)


def test_headless_points_in_another_coordinate_system(qgis_app, headless, land, tmp_path):
    points = sample(tmp_path / "points.gpkg", ["1", "2"] * 15 + ["2", "2", "1", "1"])
    found = headless.run("bocage:accuracy", MAP=land, REFERENCE=points, FIELD="ref_class",
                         OUTPUT_HTML_FILE=str(tmp_path / "rapport.html"), OUTPUT_JSON=str(tmp_path / "r.json"),
                         OUTPUT_MATRIX=str(tmp_path / "m.csv"))
    assert found["OVERALL_ACCURACY"] == pytest.approx(32 / 34) and found["UNITS"] == 34
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert report["mode"] == "probability" and report["counts"] == [[16, 1], [1, 16]]
    again = headless.run("bocage:accuracy", MATRIX=str(tmp_path / "m.csv"))
    assert again["OVERALL_ACCURACY"] == pytest.approx(32 / 34)


def test_weights_are_inverted_chances(plugin, algorithm, land, tmp_path):
    points = sample(tmp_path / "points.gpkg", ["1", "1"] * 10)
    found, passed = algorithm.run({"MAP": land, "REFERENCE": points, "FIELD": "ref_class", "WEIGHT": "incl_prob",
                                   "DESIGN": "stratified", "STRATUM": "zone"}, QgsProcessingContext(),
                                  QgsProcessingFeedback())
    assert passed and found["OVERALL_ACCURACY"] == pytest.approx(100 / 150)


def test_polygons_are_told_from_a_sample_of_the_map(plugin, algorithm, land, tmp_path):
    polygons = sample(tmp_path / "polygons.gpkg", ["1", "2"] * 6, kind="Polygon")
    target = tmp_path / "r.json"
    _, passed = algorithm.run({"MAP": land, "REFERENCE": polygons, "FIELD": "ref_class", "OUTPUT_JSON": str(target)},
                              QgsProcessingContext(), QgsProcessingFeedback())
    report = json.loads(target.read_text(encoding="utf-8"))
    assert passed and report["mode"] == "polygons" and report["groups"] == 12


@pytest.mark.parametrize("change, words", [
    ({"MAP": None}, "Nothing to assess"), ({"FIELD": None}, "Give FIELD"),
    ({"MATRIX": __file__}, "not both"), ({"CLASSES": "/nowhere/a.csv"}, "/nowhere/a.csv")])
def test_what_cannot_run_is_said_before(plugin, algorithm, land, tmp_path, change, words):
    points = sample(tmp_path / "points.gpkg", ["1", "2"])
    passed, sentence = algorithm.checkParameterValues(
        {"MAP": land, "REFERENCE": points, "FIELD": "ref_class", **change}, QgsProcessingContext())
    assert not passed and words in sentence


def test_classes_that_do_not_meet_are_one_sentence_and_code_1(qgis_app, headless, land, tmp_path):
    points = sample(tmp_path / "points.gpkg", ["wood", "water"])
    answer = headless("run", "bocage:accuracy", "--", f"MAP={land}", f"REFERENCE={points}", "FIELD=ref_class")
    assert answer.returncode == 1 and "have no name in common" in answer.stderr
    assert "Traceback" not in answer.stdout + answer.stderr


def test_confidence_image_and_patches_reach_the_report(plugin, algorithm, land, tmp_path):
    points = sample(tmp_path / "points.gpkg", ["1", "2"] * 15 + ["2", "2", "1", "1"])
    sure = tmp_path / "confiance.tif"
    with RasterWriter(str(sure), GRID, "uint8", nodata=255) as writer:
        writer.write(np.full((40, 40), 80, np.uint8))
    target = tmp_path / "r.json"
    parameters = {"MAP": land, "REFERENCE": points, "FIELD": "ref_class", "PATCHES": True, "IMAGE": str(sure),
                  "OUTPUT_HTML_FILE": str(tmp_path / "r.html"), "OUTPUT_JSON": str(target)}
    found, passed = algorithm.run({**parameters, "CONFIDENCE": str(sure)}, QgsProcessingContext(),
                                  QgsProcessingFeedback())
    assert passed and found["BRIER_SCORE"] == pytest.approx((32 * 0.04 + 2 * 0.64) / 34)
    assert found["CALIBRATION_ERROR"] == pytest.approx(32 / 34 - 0.8) and found["ISOLATED_PERCENT"] == 0
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    # Two wrong units, each with its crop of the image and of the map.
    assert page.count("data:image/png") == 4
    assert [one["map"] for one in json.loads(target.read_text(encoding="utf-8"))["worst"]] == ["1", "2"]
    found, passed = algorithm.run({**parameters, "CONFIDENCE_FIELD": "incl_prob"}, QgsProcessingContext(),
                                  QgsProcessingFeedback())
    assert passed and found["CALIBRATION_ERROR"] > 0.9
