"""A map against a raster or polygons: agreement, zones, edges, areas and rasters, against brute force."""

from __future__ import annotations

import os

import numpy as np
import pytest
from bocage.core.chains.comparemaps import difference_map
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster, RasterWriter
from bocage.core.errors import BocageError, Cancelled
from bocage.core.validation import agreement

UTM = Grid("EPSG:32631", (600000.0, 10.0, 0.0, 4840000.0, 0.0, -10.0), (60, 80))


def write(path, values, grid=UTM, dtype="uint8", nodata=0):
    with RasterWriter(str(path), Grid(grid.crs, grid.transform, values.shape), dtype, nodata=nodata) as writer:
        writer.write(values.astype(dtype))
        writer.close()
    return str(path)


def read(path):
    with Raster(str(path)) as raster:
        return raster.read()


def two(seed=0, shape=(60, 80)):
    rng = np.random.default_rng(seed)
    one = np.kron(rng.integers(0, 5, (shape[0] // 5, shape[1] // 5)), np.ones((5, 5), int))
    return one, np.where(rng.random(shape) < 0.3, rng.integers(0, 5, shape), one)


class Stopped(SilentProgress):
    def cancelled(self):
        return True


def test_the_difference_of_two_maps_is_that_of_brute_force(tmp_path):
    one, other = two()
    first, second = write(tmp_path / "carte é.tif", one), write(tmp_path / "autre.tif", other, dtype="int16")
    found = difference_map(first, second, str(tmp_path / "d.tif"), SilentProgress())
    states = read(tmp_path / "d.tif")
    for row, column in np.ndindex(*one.shape):
        a, b = one[row, column], other[row, column]
        expected = (agreement.NOTHING if not a and not b else agreement.MAP_ONLY if not b else
                    agreement.SOURCE_ONLY if not a else agreement.AGREE if a == b else agreement.DIFFER)
        assert states[row, column] == expected
    assert found.agreement == pytest.approx((states == 1).sum() / ((states == 1) | (states == 2)).sum(), rel=1e-6)
    assert found.pixels["map_only"] == (states == 4).sum()
    assert "differ" in (tmp_path / "d.qml").read_text(encoding="utf-8")
    assert difference_map(first, second, "", SilentProgress()) == found


def test_a_stopped_or_refused_difference_leaves_nothing(tmp_path):
    one, other = two()
    first = write(tmp_path / "a.tif", one)
    with pytest.raises(Cancelled):
        difference_map(first, write(tmp_path / "b.tif", other), str(tmp_path / "d.tif"), Stopped())
    with pytest.raises(BocageError, match="same pixels"):
        difference_map(first, write(tmp_path / "c.tif", other[:50]), str(tmp_path / "d.tif"), SilentProgress())
    with pytest.raises(BocageError, match="no place"):
        difference_map(first, write(tmp_path / "e.tif", np.zeros_like(one)), str(tmp_path / "d.tif"),
                       SilentProgress())
    with pytest.raises(BocageError, match="is the input too"):
        difference_map(first, str(tmp_path / "b.tif"), first, SilentProgress())
    assert sorted(os.listdir(tmp_path)) == ["a.tif", "b.tif", "c.tif", "e.tif"]
