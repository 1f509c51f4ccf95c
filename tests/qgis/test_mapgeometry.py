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
