"""bocage:mapgeometry inside QGIS."""

from __future__ import annotations

import json

import numpy as np
import pytest
from bocage.core.engine.grid import Grid
from bocage.core.engine.raster import RasterWriter


def write(path, values):
    shape = values.shape
    where = Grid("EPSG:32630", (600000.0, 10.0, 0.0, 5240000.0, 0.0, -10.0), shape)
    with RasterWriter(str(path), where, "uint8", nodata=0) as writer:
        writer.write(values.astype(np.uint8))
    return str(path)


def test_headless(qgis_app, headless, tmp_path):
    values = np.ones((60, 60), int)
    values[20:40, 20:40] = 2
    values[5, 5] = 2
    path = write(tmp_path / "carte é.tif", values)
    smooth = values.copy()
    smooth[5, 5] = 1
    found = headless.run("bocage:mapgeometry", INPUT=write(tmp_path / "smooth.tif", smooth), REFERENCE=path,
                         OUTPUT_HTML_FILE=str(tmp_path / "r.html"), OUTPUT_JSON=str(tmp_path / "r.json"))
    assert found["ISOLATED_PERCENT"] == 0 and found["PATCHES"] == 2
    # 84 edges of the fine map, of which the lone pixel's four are gone; of 8 corners its four.
    assert found["EDGES_KEPT_PERCENT"] == pytest.approx(100 * 80 / 84)
    assert found["CORNERS_KEPT_PERCENT"] == pytest.approx(50)
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert report["sizes"][0] == "1" and sum(report["spectrum"][1]["pixels"]) == 400
    assert "nan" not in (tmp_path / "r.html").read_text(encoding="utf-8").lower()
    answer = headless("run", "bocage:mapgeometry", "--", f"INPUT={path}",
                      f"REFERENCE={write(tmp_path / 'x.tif', values[:50])}")
    assert answer.returncode == 1 and "same pixels" in answer.stderr and "Traceback" not in answer.stderr


def test_strata_of_another_coordinate_system_and_tiles(plugin, tmp_path):
    from qgis.core import QgsApplication, QgsFeature, QgsGeometry, QgsProcessingContext, QgsProcessingFeedback
    from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsProject, QgsVectorLayer

    # Noise of two classes, and its right half called something else: a border at column 60, a line of tiles.
    values = np.random.default_rng(1).integers(1, 3, (120, 120))
    values[:, 60:] += 2
    path = write(tmp_path / "carte é.tif", values)
    layer = QgsVectorLayer("Polygon?crs=EPSG:4326&field=name:string", "strates", "memory")
    change = QgsCoordinateTransform(QgsCoordinateReferenceSystem("EPSG:32630"), layer.crs(), QgsProject.instance())
    features = []
    for name, left, right in (("west", 600000, 600300), ("west", 600300, 600600), ("east", 600600, 601200)):
        feature = QgsFeature(layer.fields())
        geometry = QgsGeometry.fromWkt(f"POLYGON(({left} 5238800, {right} 5238800, {right} 5240000, {left} 5240000, "
                                       f"{left} 5238800))")
        geometry.transform(change)
        feature.setGeometry(geometry)
        feature.setAttributes([name])
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("bocage:mapgeometry")
    target = tmp_path / "r.json"
    found, passed = algorithm.run({"INPUT": path, "STRATA": layer, "STRATUM": "name", "TILE": 30,
                                   "OUTPUT_JSON": str(target)}, QgsProcessingContext(), QgsProcessingFeedback())
    report = json.loads(target.read_text(encoding="utf-8"))
    assert passed and found["STRATA_SHOWN"] == 1 and found["STRATA_RATIO"] == pytest.approx(2, abs=0.2)
    assert {report["borders"][1]["first"], report["borders"][1]["second"]} == {"west", "east"}
    assert report["borders"][1]["pairs"] == pytest.approx(120, abs=4) and report["tiles"]["lines"] == 6
    assert found["TILE_RATIO"] > 1
