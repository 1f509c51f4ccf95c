"""bocage:vectorise inside QGIS."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.engine.grid import Grid
from bocage.core.engine.raster import RasterWriter
from qgis.core import QgsVectorLayer


def write(path, values):
    where = Grid("EPSG:32630", (600000.0, 10.0, 0.0, 5240000.0, 0.0, -10.0), values.shape)
    with RasterWriter(str(path), where, "uint8", nodata=0) as writer:
        writer.write(values.astype(np.uint8))
        writer.close()
    return str(path)


def test_headless(qgis_app, headless, tmp_path):
    values = np.full((30, 30), 1)
    values[:, 10:] = 2
    values[15, 20:23] = 7
    confidence = np.where(values == 1, 80, 50)
    confidence[0, :10] = 60
    confidence[15, 20:23] = 0
    raw = values.copy()
    raw[0, 0] = 2
    (tmp_path / "noms.csv").write_text("1;water;eau\n2;forest;forêt\n", encoding="utf-8")
    given = {"INPUT": write(tmp_path / "carte é.tif", values), "CONFIDENCE": write(tmp_path / "c.tif", confidence),
             "SHARES": write(tmp_path / "r.tif", raw), "NOMENCLATURE": str(tmp_path / "noms.csv")}
    output = str(tmp_path / "polygones é.gpkg")
    found = headless.run("bocage:vectorise", **given, OUTPUT=output)
    assert found["COUNT"] == 3 and found["AREA_HA"] == pytest.approx(9.0, rel=2e-3)
    layer = QgsVectorLayer(output, "x", "ogr")
    rows = {feature["class"]: feature for feature in layer.getFeatures()}
    assert set(rows) == {1, 2, 7} and layer.crs().authid() == "EPSG:32630"
    assert rows[1]["name"] in ("water", "eau") and rows[7]["name"] == "7"
    mean = (290 * 80 + 10 * 60) / 300
    assert rows[1]["conf_mean"] == pytest.approx(mean)
    assert rows[1]["conf_std"] == pytest.approx(np.sqrt(290 / 300 * (80 - mean) ** 2 + 10 / 300 * (60 - mean) ** 2))
    assert rows[1]["pct_2"] == pytest.approx(100 / 300) and rows[7]["pct_7"] == 100 and rows[7]["pct_1"] == 0
    assert str(rows[7]["conf_mean"]) == "NULL" and rows[2]["pixels"] == 597
    assert "valid_mean" not in layer.fields().names()
    found = headless.run("bocage:vectorise", INPUT=given["INPUT"], MINIMUM_UNIT="0.05", UNIT="hectares",
                         SIMPLIFY="smooth", OUTPUT=str(tmp_path / "s.gpkg"))
    layer = QgsVectorLayer(str(tmp_path / "s.gpkg"), "x", "ogr")
    assert sorted(feature.geometry().area() for feature in layer.getFeatures()) == pytest.approx([30000, 60000])
    small = write(tmp_path / "small.tif", values[:9])
    for wrong, words in (({"CONFIDENCE": small}, "same pixels"), ({"NOMENCLATURE": "/nowhere/x.csv"}, "/nowhere")):
        asked = {**given, "OUTPUT": str(tmp_path / "w.gpkg"), **wrong}
        answer = headless("run", "bocage:vectorise", "--", *(f"{key}={value}" for key, value in asked.items()))
        assert answer.returncode == 1 and words in answer.stderr and "Traceback" not in answer.stderr
