"""bocage:applicability inside QGIS: headless, in another coordinate system, refused in one sentence."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.engine.grid import Grid
from bocage.core.engine.raster import Raster, RasterWriter
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingContext,
    QgsProject,
    QgsVectorFileWriter,
    QgsVectorLayer,
)

GRID = Grid("EPSG:32630", (600000.0, 10.0, 0.0, 5240000.0, 0.0, -10.0), (60, 60))


@pytest.fixture()
def ground(tmp_path):
    """Noise, and on the right ground like none on the left; polygons of samples on the left, in degrees."""
    values = np.random.default_rng(1).normal(1000, 50, GRID.shape)
    values[:, 40:] += 2000
    path = tmp_path / "f é.tif"
    with RasterWriter(str(path), GRID, "int16", nodata=-9999) as writer:
        writer.write(values.astype(np.int16))
    layer = QgsVectorLayer("Polygon?crs=EPSG:4326&field=zone:string", "s", "memory")
    change = QgsCoordinateTransform(QgsCoordinateReferenceSystem(GRID.crs), layer.crs(), QgsProject.instance())
    features = []
    for k in range(12):
        feature = QgsFeature(layer.fields())
        geometry = QgsGeometry.fromPointXY(QgsPointXY(600100 + 60 * (k % 4), 5239900 - 120 * (k // 4))).buffer(25, 4)
        geometry.transform(change)
        feature.setGeometry(geometry)
        feature.setAttributes([f"z{k % 3}"])
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    samples = str(tmp_path / "samples.gpkg")
    QgsVectorFileWriter.writeAsVectorFormatV3(layer, samples, QgsProject.instance().transformContext(), options)
    return str(path), samples


def test_headless(qgis_app, headless, ground, tmp_path):
    features, samples = ground
    found = headless.run("bocage:applicability", INPUT=features, SAMPLES=samples, GROUP_FIELD="zone",
                         OUTPUT=str(tmp_path / "i.tif"), MASK=str(tmp_path / "m.tif"))
    assert found["KNOWN_PIXELS"] == 3600 and 55 < found["INSIDE_PERCENT"] <= 67 and found["THRESHOLD"] > 0
    with Raster(str(tmp_path / "m.tif")) as raster:
        mask = raster.read(1)
    assert (mask[:, 40:] == 0).all() and (mask[:, :40] == 1).mean() > 0.85
    answer = headless("run", "bocage:applicability", "--", f"INPUT={features}", f"SAMPLES={samples}",
                      "GROUP_FIELD=nowhere", f"OUTPUT={tmp_path / 'x.tif'}")
    assert answer.returncode == 1 and "nowhere" in answer.stderr and "Traceback" not in answer.stderr


def test_what_cannot_run_is_said_before(plugin, ground, tmp_path):
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("bocage:applicability")
    good = {"INPUT": [ground[0]], "SAMPLES": ground[1], "OUTPUT": str(tmp_path / "i.tif")}
    for change, word in (({"WEIGHTS": "/nowhere/w.csv"}, "/nowhere/w.csv"), ({"OUTPUT": "/tmp/i.png"}, "i.png"),
                         ({"PIXELS": 3}, "PIXELS")):
        passed, sentence = algorithm.checkParameterValues({**good, **change}, QgsProcessingContext())
        assert not passed and word in sentence
