"""bocage:mapstability inside QGIS."""

from __future__ import annotations

import json

import numpy as np
import pytest
from bocage.core.engine.grid import Grid
from bocage.core.engine.raster import Raster, RasterWriter


def write(path, values):
    where = Grid("EPSG:32631", (600000.0, 10.0, 0.0, 4840000.0, 0.0, -10.0), values.shape)
    with RasterWriter(str(path), where, "uint8", nodata=0) as writer:
        writer.write(values.astype(np.uint8))
        writer.close()
    return str(path)


def test_headless(qgis_app, headless, tmp_path):
    maps = [np.full((20, 30), value) for value in (6, 10, 6)]
    maps[1][:2], maps[2][5] = 2, 13
    paths = [write(tmp_path / f"carte é {year}.tif", one) for year, one in zip((2021, 2019, 2020), (maps[2], *maps))]

    def run(**given):
        arguments = [f"{key}={one}" for key, value in given.items()
                     for one in (value if isinstance(value, list) else [value])]
        return headless("--json", "run", "bocage:mapstability", "--", *arguments)

    answer = run(INPUT=paths, NOMENCLATURE="oso_23", OUTPUT=tmp_path / "n.tif", HISTORY=tmp_path / "h.tif",
                 OUTPUT_HTML_FILE=tmp_path / "r.html", OUTPUT_JSON=tmp_path / "r.json",
                 OUTPUT_TRANSITIONS=tmp_path / "t.csv")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    found = json.loads(answer.stdout[answer.stdout.index("{"):])["results"]
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert report["years"] == ["2019", "2020", "2021"] and found["YEARS"] == 3
    # 2019 wheat; 2020 maize, two rows of houses; 2021 wheat, one row of grass.
    with Raster(str(tmp_path / "n.tif")) as raster:
        expected = np.zeros((20, 30), int)
        expected[:2], expected[5] = 2, 1
        assert np.array_equal(raster.read(), expected)
    with Raster(str(tmp_path / "h.tif")) as raster:
        assert np.unique(raster.read()).tolist() == [2, 3, 6]
    assert found["CHANGED_PERCENT"] == pytest.approx(100 * 5 / 40, rel=1e-4)
    assert found["EXCURSION_PERCENT"] == pytest.approx(80, rel=1e-4)
    assert found["IMPLAUSIBLE_PERCENT"] == pytest.approx(40, rel=1e-4)
    answer = run(INPUT=paths, YEARS="2019 2020")
    assert answer.returncode == 1 and "2 years for 3 maps" in answer.stderr and "Traceback" not in answer.stderr


def test_a_list_of_ones_own_and_faults(plugin, tmp_path):
    from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback

    paths = [write(tmp_path / f"{k}.tif", np.full((20, 30), value)) for k, value in enumerate((6, 10, 6))]
    table = tmp_path / "t.txt"
    table.write_text("10;6\n", encoding="utf-8")
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("bocage:mapstability")
    context = QgsProcessingContext()
    found, passed = algorithm.run({"INPUT": paths, "IMPLAUSIBLE": str(table), "ROTATING": "0", "YEARS": "3 1 2"},
                                  context, QgsProcessingFeedback())
    # In the order of the years: maize, wheat, wheat.
    assert passed and found["CHANGED_PERCENT"] == pytest.approx(50)
    assert found["IMPLAUSIBLE_PERCENT"] == pytest.approx(100) and "OUTPUT" not in found
    for given, words in (({"ROTATING": "blé"}, "ROTATING"), ({"NOMENCLATURE": "oso_99"}, "oso_99"),
                         ({"OUTPUT": "x.jp2"}, "GeoTIFF"), ({"IMPLAUSIBLE": "/absent.csv"}, "absent.csv")):
        passed, message = algorithm.checkParameterValues({"INPUT": paths, **given}, context)
        assert not passed and words in message
