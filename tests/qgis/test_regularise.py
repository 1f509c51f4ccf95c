"""bocage:regularise inside QGIS."""

from __future__ import annotations

import numpy as np
from bocage.core.engine.grid import Grid
from bocage.core.engine.raster import Raster, RasterWriter


def write(path, values):
    where = Grid("EPSG:32630", (600000.0, 10.0, 0.0, 5240000.0, 0.0, -10.0), values.shape)
    with RasterWriter(str(path), where, "uint8", nodata=0) as writer:
        writer.set_palette({1: (0, 150, 0), 2: (200, 200, 0), 3: (0, 0, 250)})
        writer.write(values.astype(np.uint8))
        writer.close()
    return str(path)


def test_headless(qgis_app, headless, tmp_path):
    values = np.ones((40, 40), int)
    values[:, 20:] = 2
    values[5, 5] = 2
    values[30:33, 30:33] = 1
    values[10, 10] = 3
    values[0] = 0
    path, output = write(tmp_path / "carte é.tif", values), str(tmp_path / "sortie.tif")
    found = headless.run("bocage:regularise", INPUT=path, RADIUS="0", MINIMUM_UNIT="0.1", UNIT="hectares",
                         NOT_MERGED="3", OUTPUT=output)
    assert found["CHANGED_PIXELS"] == 10 and found["MERGED_PATCHES"] == 2 and found["LEFT_PATCHES"] == 0
    expected = values.copy()
    expected[5, 5], expected[30:33, 30:33] = 1, 2
    with Raster(output) as raster:
        assert np.array_equal(raster.read(), expected) and raster.nodata == 0
        assert raster.palette()[3] == (0, 0, 250)
    for wrong, words in (({"NOT_MERGED": "water"}, "NOT_MERGED"), ({"RADIUS": "-1"}, "RADIUS"),
                         ({"OUTPUT": path}, "another name")):
        given = {"INPUT": path, "OUTPUT": output, **wrong}
        answer = headless("run", "bocage:regularise", "--", *(f"{key}={value}" for key, value in given.items()))
        assert answer.returncode == 1 and words in answer.stderr and "Traceback" not in answer.stderr
