"""bocage:comparemaps inside QGIS."""

from __future__ import annotations

import json

import numpy as np
import pytest
from bocage.core.engine.grid import Grid
from bocage.core.engine.raster import Raster, RasterWriter


def write(path, values, pixel=10.0, dtype="uint8"):
    where = Grid("EPSG:32631", (600000.0, pixel, 0.0, 4840000.0, 0.0, -pixel), values.shape)
    with RasterWriter(str(path), where, dtype, nodata=0) as writer:
        writer.write(values.astype(dtype))
        writer.close()
    return str(path)


def geojson(path, shapes):
    """Polygons in longitude and latitude around the map."""
    from bocage.core.engine.raster import transform_points

    features = []
    for properties, (left, top, right, bottom) in shapes:
        x, y = transform_points(np.array([left, right, right, left, left]), np.array([top, top, bottom, bottom, top]),
                                "EPSG:32631", "EPSG:4326")
        ring = [[float(a), float(b)] for a, b in zip(x, y)]
        features.append({"type": "Feature", "properties": properties,
                         "geometry": {"type": "Polygon", "coordinates": [ring]}})
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return str(path)


def test_headless(qgis_app, headless, tmp_path):
    one = np.full((60, 80), 16)
    one[:, 40:] = 6
    path = write(tmp_path / "carte é.tif", one)
    clc = np.full((6, 8), 23)
    clc[:, 6:] = 24
    zones = geojson(tmp_path / "zones.geojson", [({"nom": "ouest"}, (600000, 4840000, 600400, 4839400)),
                                                 ({"nom": "est"}, (600400, 4840000, 600800, 4839400))])
    found = headless.run("bocage:comparemaps", INPUT=path, SOURCE_RASTER=write(tmp_path / "clc.tif", clc, 100.0),
                         TABLE="corine", NOMENCLATURE="oso_23", ZONES=zones, ZONE_FIELD="nom",
                         OUTPUT=str(tmp_path / "o.tif"), PAIRS=str(tmp_path / "p.tif"),
                         OUTPUT_HTML_FILE=str(tmp_path / "r.html"), OUTPUT_JSON=str(tmp_path / "r.json"),
                         OUTPUT_MATRIX=str(tmp_path / "m.csv"), OUTPUT_ZONES=str(tmp_path / "z.csv"))
    assert found["AGREEMENT_PERCENT"] == pytest.approx(50, rel=1e-4)
    assert found["COMPARED_HA"] == pytest.approx(48, rel=2e-3) and found["UNMATCHED_HA"] == 0
    with Raster(str(tmp_path / "o.tif")) as raster:
        assert (raster.read() == np.where(one == 16, 1, 2)).all()
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert [zone["zone"] for zone in report["zones"]] == ["ouest", "est"]
    assert [round(zone["agreement"], 3) for zone in report["zones"]] == [1.0, 0.0]
    assert (tmp_path / "o.qml").exists() and (tmp_path / "p.qml").exists()


def test_polygons_through_the_shipped_table_and_ones_own(plugin, tmp_path):
    from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback

    one = np.full((60, 80), 16)
    one[:, 40:] = 6
    shapes = geojson(tmp_path / "foret é.geojson", [({"tfv": "FF1-09-09"}, (600000, 4840000, 600400, 4839400)),
                                                    ({"tfv": None}, (600400, 4840000, 600800, 4839400)),
                                                    ({"tfv": "LA4"}, (700000, 4840000, 700100, 4839400))])
    given = {"INPUT": write(tmp_path / "carte.tif", one), "SOURCE": shapes, "FIELD": "tfv"}
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("bocage:comparemaps")

    def run(**more):
        found, passed = algorithm.run({**given, **more}, QgsProcessingContext(), QgsProcessingFeedback())
        assert passed
        return found

    found = run(TABLE="bdforet", NOMENCLATURE="oso_23", EDGE=0)
    assert found["AGREEMENT_PERCENT"] == 100 and found["POLYGONS_PERCENT"] == 100 and "INSIDE_PERCENT" not in found
    assert found["MAP_ONLY_HA"] == pytest.approx(24, rel=2e-3) and "OUTPUT" not in found
    own = tmp_path / "table.csv"
    own.write_text("FF*;6\n;16\n", encoding="utf-8")
    assert run(TABLE="file", CROSSWALK=str(own))["AGREEMENT_PERCENT"] == 0


def test_faults_are_one_sentence(plugin):
    from qgis.core import QgsApplication, QgsProcessingContext

    algorithm = QgsApplication.processingRegistry().createAlgorithmById("bocage:comparemaps")
    context = QgsProcessingContext()
    for given, words in (({}, "one source"), ({"SOURCE": "x", "SOURCE_RASTER": "y", "FIELD": "z"}, "one source"),
                         ({"SOURCE": "x"}, "one source"), ({"SOURCE_RASTER": "y", "TABLE": "rpg"}, "OSO"),
                         ({"SOURCE_RASTER": "y", "TABLE": "file"}, "both or neither"),
                         ({"SOURCE_RASTER": "y", "CROSSWALK": "/absent.csv"}, "both or neither")):
        passed, message = algorithm.checkParameterValues({"INPUT": "a.tif", "TABLE": "same_codes", **given}, context)
        assert not passed and words in message
