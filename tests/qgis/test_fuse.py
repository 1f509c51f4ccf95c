"""bocage:fuse inside QGIS."""

from __future__ import annotations

import json

import numpy as np
from bocage.core.engine.grid import Grid
from bocage.core.engine.raster import Raster, RasterWriter


def write(path, values):
    where = Grid("EPSG:32630", (600000.0, 10.0, 0.0, 5240000.0, 0.0, -10.0), values.shape)
    with RasterWriter(str(path), where, "uint8", nodata=0) as writer:
        writer.write(values.astype(np.uint8))
        writer.close()
    return str(path)


def arguments(given):
    """KEY=value, once for each item of a list."""
    return [f"{key}={one}" for key, value in given.items() for one in (value if isinstance(value, list) else [value])]


def read(path):
    with Raster(str(path)) as raster:
        return raster.read()


def test_headless(qgis_app, headless, tmp_path):
    one, two, three = np.ones((20, 20), int), np.ones((20, 20), int), np.full((20, 20), 2)
    two[:, 10:] = 2
    two[0], three[0] = 3, 2
    paths = [write(tmp_path / f"carte {k} é.tif", values) for k, values in enumerate((one, two, three))]

    def run(**given):
        answer = headless("--json", "run", "bocage:fuse", "--", *arguments({"INPUT": paths, **given}))
        assert answer.returncode == 0, answer.stdout + answer.stderr
        return json.loads(answer.stdout[answer.stdout.index("{"):])["results"]

    found = run(OUTPUT=tmp_path / "o.tif", CONFIDENCE=tmp_path / "c.tif")
    expected = two.copy()
    expected[0] = 255
    assert np.array_equal(read(tmp_path / "o.tif"), expected) and found["TIED_PIXELS"] == 20
    assert read(tmp_path / "c.tif")[5, 5] == 67 and found["PIXELS"] == 400
    # One map that is believed against two that are not: 0.95 against 1 - 0.7 x 0.7.
    files = []
    for name, hits in (("a", 95), ("b", 30), ("c", 30)):
        rows = "\n".join(f"{k},{','.join(str(hits if k == j else (100 - hits) / 2) for j in (1, 2, 3))}"
                         for k in (1, 2, 3))
        files.append(tmp_path / f"{name}.csv")
        files[-1].write_text(f"# rows: map\nclass,1,2,3\n{rows}\n", encoding="utf-8")
    found = run(METHOD="dempster_shafer", MATRICES=files, TIES="first", OUTPUT=tmp_path / "d.tif",
                CONFLICT=tmp_path / "k.tif")
    assert (read(tmp_path / "d.tif") == 1).all()
    assert read(tmp_path / "k.tif")[5, 15] == round(100 * 0.95 * (1 - 0.7 * 0.7))
    assert found["MEAN_CONFLICT"] > 25 and "CONFIDENCE" not in found
    for wrong, words in (({"METHOD": "dempster_shafer"}, "MATRICES"), ({"WEIGHTS": "1 a 2"}, "WEIGHTS"),
                         ({"WEIGHTS": "1 2"}, "3 maps"),
                         ({"METHOD": "dempster_shafer", "MASSES": "0.5 2 1"}, "MASSES")):
        given = {"INPUT": paths, "OUTPUT": tmp_path / "x.tif", **wrong}
        answer = headless("run", "bocage:fuse", "--", *arguments(given))
        assert answer.returncode == 1 and words in answer.stderr and "Traceback" not in answer.stderr
