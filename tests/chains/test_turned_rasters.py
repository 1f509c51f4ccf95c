"""Rasters that are turned are refused by name: nothing here can lay them, and every place in them would be wrong."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.chains.comparemaps import CompareMapsSettings, compare_maps
from bocage.core.chains.gapfill import GapfillSettings, run_gapfill
from bocage.core.chains.indices import IndicesSettings, run_indices
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster, RasterWriter
from bocage.core.errors import BocageError
from bocage.core.landcover.fuse import FuseSettings, fuse
from bocage.core.landcover.regularise import RegulariseSettings, regularise
from bocage.core.landcover.vectorise import VectoriseSettings, vectorise
from bocage.core.validation import geometry
from bocage.core.validation.assess import assess
from bocage.core.validation.draw import DrawSettings, draw
from bocage.core.validation.settings import AccuracySettings, Reference

NORTH = (600000.0, 10.0, 0.0, 5240000.0, 0.0, -10.0)
TURNED = (600000.0, 8.66, 5.0, 5240000.0, 5.0, -8.66)
SOUTH = (600000.0, 10.0, 0.0, 5239400.0, 0.0, 10.0)
VALUES = np.repeat(np.array([1, 2, 3], np.int16), 20)[None].repeat(60, 0)
VALUES[30:] = VALUES[30:, ::-1]


def write(path, transform, values=VALUES):
    with RasterWriter(str(path), Grid("EPSG:32630", transform, values.shape), "int16", nodata=0,
                      descriptions=["NDVI"]) as writer:
        writer.write(values)
    return str(path)


def points():
    x, y = 600005.0 + 10.0 * np.arange(0, 60, 2), np.full(30, 5239905.0)
    return Reference([str(VALUES[0, k]) for k in range(0, 60, 2)], x, y)


WORK = {
    "accuracy": lambda turned, _, __: assess(AccuracySettings(map=turned, reference=points()), SilentProgress()),
    "confidence": lambda turned, plain, __: assess(AccuracySettings(map=plain, reference=points(), confidence=turned),
                                                   SilentProgress()),
    "sample": lambda turned, _, __: draw(DrawSettings(turned, "simple", 9), SilentProgress()),
    "geometry": lambda turned, _, __: geometry.measure(turned, SilentProgress()),
    "regularise": lambda turned, _, made: regularise(RegulariseSettings(turned, made), SilentProgress()),
    "vectorise": lambda turned, _, __: list(vectorise(VectoriseSettings(turned), SilentProgress())),
    "fuse": lambda turned, _, made: fuse(FuseSettings([turned, turned], made), SilentProgress()),
    "compared map": lambda turned, plain, _: compare_maps(CompareMapsSettings(turned, plain), SilentProgress()),
    "compared source": lambda turned, plain, _: compare_maps(CompareMapsSettings(plain, turned), SilentProgress()),
    "series": lambda turned, plain, made: run_gapfill(GapfillSettings((turned, plain), made), SilentProgress()),
    "indices": lambda turned, _, made: run_indices(IndicesSettings(turned, made, ("nir + 0",)), SilentProgress())}


@pytest.mark.parametrize("name", WORK)
def test_a_turned_raster_is_refused(tmp_path, name):
    turned = write(tmp_path / "2018-01-05_nir.tif", TURNED)
    plain = write(tmp_path / "2018-02-05_nir.tif", NORTH)
    if name == "indices":
        with RasterWriter(turned, Grid("EPSG:32630", TURNED, VALUES.shape), "int16", descriptions=["nir"]) as writer:
            writer.write(VALUES)
    with pytest.raises(BocageError) as fault:
        WORK[name](turned, plain, str(tmp_path / "made.tif"))
    assert fault.value.code == "raster_turned" and fault.value.fields["file"] == turned
    assert not (tmp_path / "made.tif").exists()


def test_rows_from_the_south_are_read_right_or_refused(tmp_path):
    south = write(tmp_path / "2018-01-05_NDVI.tif", SOUTH, VALUES[::-1])
    assert assess(AccuracySettings(map=south, reference=points()), SilentProgress()).numbers["OVERALL_ACCURACY"] == 1
    fuse(FuseSettings([south, south], str(tmp_path / "fused.tif")), SilentProgress())
    with Raster(str(tmp_path / "fused.tif")) as raster:
        assert raster.grid.transform == SOUTH and np.array_equal(raster.read(1), VALUES[::-1])
    with pytest.raises(BocageError) as fault:
        run_gapfill(GapfillSettings((south,), str(tmp_path / "filled.tif")), SilentProgress())
    assert fault.value.code == "raster_turned"


def test_what_rounding_turns_is_not_turned():
    assert not Grid("EPSG:32630", (0.0, 10.0, 1e-12, 0.0, -1e-12, -10.0), (10980, 10980)).turned
    assert Grid("EPSG:32630", (0.0, 10.0, 1e-3, 0.0, 0.0, -10.0), (10980, 10980)).turned
