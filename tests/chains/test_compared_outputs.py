"""What a comparison of maps, or of years, writes: all of it, or nothing; the report last."""

from __future__ import annotations

import os

import numpy as np
import pytest
from bocage.core.chains.comparemaps import CompareMapsSettings, compare_maps
from bocage.core.chains.mapstability import MapStabilitySettings, map_stability
from bocage.core.engine import outputs
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import RasterWriter
from bocage.core.engine.zones import zones_of
from bocage.core.errors import BocageError
from osgeo import ogr

UTM = Grid("EPSG:32631", (600000.0, 10.0, 0.0, 4840000.0, 0.0, -10.0), (20, 30))
COMPARED = {"output": "o é.tif", "pairs": "p.tif", "html": "r.html", "json": "r.json", "matrix": "m.csv",
            "zones_csv": "z.csv"}
FOLLOWED = {"output": "o é.tif", "history": "p.tif", "html": "r.html", "json": "r.json", "transitions": "t.csv"}


@pytest.fixture
def maps(tmp_path):
    rng = np.random.default_rng(0)
    paths = []
    for name in ("a", "b"):
        paths.append(str(tmp_path / f"{name}.tif"))
        with RasterWriter(paths[-1], UTM, "uint8", nodata=0) as writer:
            writer.write(rng.integers(1, 4, UTM.shape).astype(np.uint8))
            writer.close()
    return paths


def compare(maps, **given):
    wkt = "POLYGON((600000 4840000,600300 4840000,600300 4839900,600000 4839900,600000 4840000))"
    zones = zones_of([("z", bytes(ogr.CreateGeometryFromWkt(wkt).ExportToWkb()))], UTM.crs, "zones")
    return compare_maps(CompareMapsSettings(maps[0], maps[1], zones=zones, **given), SilentProgress())


def follow(maps, **given):
    return map_stability(MapStabilitySettings(maps, ["1", "2"], **given), SilentProgress())


def paths_in(folder, names):
    return {key: str(folder / name) for key, name in names.items()}


@pytest.mark.parametrize("run,names", [(compare, COMPARED), (follow, FOLLOWED)])
def test_a_fault_in_any_file_leaves_none_and_the_report_is_named_last(tmp_path, maps, monkeypatch, run, names):
    before = sorted(os.listdir(tmp_path))
    real_write, real_rename, named = outputs.write_bytes, outputs._rename, []

    def rename(source, target, shown=None):
        named.append(os.path.basename(target))
        real_rename(source, target, shown)

    monkeypatch.setattr(outputs, "_rename", rename)
    written = [name for name in names.values() if not name.endswith(".tif")] + ["o é.qml", "p.qml"]
    for broken in written:
        def full(path, content, broken=broken):
            if os.path.basename(path).startswith("." + broken.split(".")[0] + ".") and path.endswith(broken[-4:]):
                raise BocageError("disk_full", folder="x", needed="1 B", free="0 B")
            real_write(path, content)

        monkeypatch.setattr(outputs, "write_bytes", full)
        with pytest.raises(BocageError) as caught:
            run(maps, **paths_in(tmp_path, names))
        assert caught.value.code == "disk_full" and sorted(os.listdir(tmp_path)) == before and named == []
    monkeypatch.setattr(outputs, "write_bytes", real_write)
    run(maps, **paths_in(tmp_path, names))
    assert named[-1] == "r.html" and set(named) == {*names.values(), "o é.qml", "p.qml"}
    assert sorted(os.listdir(tmp_path)) == sorted([*before, *named])


@pytest.mark.parametrize("run,names", [(compare, COMPARED), (follow, FOLLOWED)])
def test_two_outputs_of_one_name_are_refused_before_anything_is_read(tmp_path, maps, run, names):
    second = "pairs" if run is compare else "history"
    before = sorted(os.listdir(tmp_path))
    for same in ({"html": "x", "json": "x"}, {"output": "x.tif", second: "x.tif"},
                 # Their styles would be one file.
                 {"output": "x.tif", second: "x.tiff"}, {"output": "x.tif", "json": "x.qml"}):
        with pytest.raises(BocageError, match="given twice"):
            run(maps, **paths_in(tmp_path, same))
    assert sorted(os.listdir(tmp_path)) == before
