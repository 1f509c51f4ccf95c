"""bocage:samplingdesign inside QGIS: points to label, then straight into the accuracy."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.engine.grid import Grid
from bocage.core.engine.raster import RasterWriter
from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback, QgsVectorLayer

GRID = Grid("EPSG:32630", (600000.0, 10.0, 0.0, 5240000.0, 0.0, -10.0), (60, 60))


@pytest.fixture()
def algorithm(plugin):
    return QgsApplication.processingRegistry().createAlgorithmById("bocage:samplingdesign")


@pytest.fixture()
def land(tmp_path):
    path = tmp_path / "carte.tif"
    with RasterWriter(str(path), GRID, "uint8", nodata=0) as writer:
        writer.write(np.repeat(np.array([1, 2, 3], np.uint8), (30, 20, 10))[None].repeat(60, 0))
    return str(path)


def test_a_sample_drawn_labelled_and_assessed(qgis_app, headless, land, tmp_path):
    target = str(tmp_path / "échantillon.gpkg")
    found = headless.run("bocage:samplingdesign", MAP=land, DESIGN="stratified", SIZE="90", ALLOCATION="equal",
                         OUTPUT=target)
    assert found["COUNT"] == 90 and found["MISSING"] == 0
    layer = QgsVectorLayer(target, "s", "ogr")
    names = [field.name() for field in layer.fields()]
    assert {"stratum", "incl_prob", "cluster", "ref_class", "alt_class", "confidence"} <= set(names)
    assert "map_class" not in names and layer.crs().authid() == "EPSG:32630"
    # Labelled by where they lie: the truth is the map, save its last column of pixels.
    with_labels = {}
    for feature in layer.getFeatures():
        column = int((feature.geometry().asPoint().x() - 600000) // 10)
        with_labels[feature.id()] = {names.index("ref_class"): "1" if column < 30 else "2" if column < 50 else "3"}
    assert layer.dataProvider().changeAttributeValues(with_labels)
    del layer
    assessed = headless.run("bocage:accuracy", MAP=land, REFERENCE=target, FIELD="ref_class", DESIGN="stratified",
                            STRATUM="stratum")
    assert assessed["OVERALL_ACCURACY"] == 1.0 and assessed["OVERALL_ACCURACY_LOW"] < 1.0
    assert assessed["UNITS"] == 90


def test_the_size_follows_from_the_standard_error(plugin, algorithm, land):
    found, passed = algorithm.run({"MAP": land, "DESIGN": "simple", "STANDARD_ERROR": 0.02, "BLIND": False,
                                   "OUTPUT": "memory:"}, QgsProcessingContext(), QgsProcessingFeedback())
    # 0.16 / (0.0004 + 0.16 / 3600) = 360.
    assert passed and found["COUNT"] == 360


def test_clusters_need_a_number(plugin, algorithm, land):
    passed, sentence = algorithm.checkParameterValues({"MAP": land, "DESIGN": "cluster", "OUTPUT": "memory:"},
                                                      QgsProcessingContext())
    assert not passed and "clusters" in sentence


def test_the_words_offered_are_those_of_core(plugin, algorithm):
    from bocage.core.validation.allocation import ALLOCATIONS
    from bocage.core.validation.settings import DESIGNS

    assert algorithm.parameterDefinition("ALLOCATION").options() == list(ALLOCATIONS)
    assert algorithm.parameterDefinition("DESIGN").options() == list(DESIGNS)
    accuracy = QgsApplication.processingRegistry().createAlgorithmById("bocage:accuracy")
    assert accuracy.parameterDefinition("DESIGN").options() == list(DESIGNS)
