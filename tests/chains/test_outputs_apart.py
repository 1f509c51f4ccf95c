"""No output replaces what it is made of, and no two outputs are one file."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from bocage.core.chains.applicability import ApplicabilitySettings, run_applicability
from bocage.core.chains.gapfill import GapfillSettings, run_gapfill
from bocage.core.chains.indices import IndicesSettings, run_indices
from bocage.core.engine.grid import Grid
from bocage.core.engine.outputs import check_apart
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import RasterWriter
from bocage.core.errors import BocageError
from bocage.core.landcover.fuse import FuseSettings, fuse
from bocage.core.landcover.regularise import RegulariseSettings, regularise
from bocage.core.validation.assess import assess
from bocage.core.validation.settings import AccuracySettings

GRID = Grid("EPSG:32630", (600000.0, 10.0, 0.0, 5240000.0, 0.0, -10.0), (30, 40))
QUIET = SilentProgress()


def rasters(folder):
    found = []
    for name in ("2018-01-05_nir.tif", "2018-02-05_nir.tif"):
        with RasterWriter(str(folder / name), GRID, "int16", nodata=0, descriptions=["nir"]) as writer:
            writer.write(np.ones(GRID.shape, np.int16))
        found.append(str(folder / name))
    return found


#: What is made of two rasters, by the path of an output that is to be refused.
WORK = {
    "fuse": lambda one, two, out, other: fuse(FuseSettings([one, two], out, confidence=other), QUIET),
    "regularise": lambda one, two, out, _: regularise(RegulariseSettings(one, out, mask=two), QUIET),
    "indices": lambda one, _, out, __: run_indices(IndicesSettings(one, out, ("nir",)), QUIET),
    "gapfill": lambda one, two, out, other: run_gapfill(GapfillSettings((one, two), out, validity=other), QUIET),
    "applicability": lambda one, _, out, other: run_applicability(
        ApplicabilitySettings((one,), (), "EPSG:32630", "s", out, other), QUIET),
    "accuracy": lambda one, _, out, other: assess(AccuracySettings(matrix=one, html=out, json=other), QUIET)}


@pytest.mark.parametrize("name", WORK)
def test_an_input_is_no_output(tmp_path, name):
    one, two = rasters(tmp_path)
    before = Path(one).read_bytes()
    with pytest.raises(BocageError) as fault:
        # By another way to the same file.
        WORK[name](one, two, os.path.join(str(tmp_path), "..", tmp_path.name, "2018-01-05_nir.tif"), "")
    assert fault.value.code == "output_is_input" and Path(one).read_bytes() == before


@pytest.mark.parametrize("name", ["fuse", "gapfill", "applicability", "accuracy"])
def test_two_outputs_are_two_files(tmp_path, name):
    one, two = rasters(tmp_path)
    with pytest.raises(BocageError) as fault:
        WORK[name](one, two, str(tmp_path / "o.tif"), str(tmp_path / "o.tif"))
    assert fault.value.code == "classify_same_file" and not (tmp_path / "o.tif").exists()


def test_masks_and_single_dates_of_a_series_are_inputs(tmp_path):
    one, two = rasters(tmp_path)
    assert regularise(RegulariseSettings(one, str(tmp_path / "o.tif"), mask=two), QUIET).output
    mask = shutil.copy(one, tmp_path / "2018-01-05_mask.tif")
    for settings in (GapfillSettings((one,), str(mask), masks=(str(mask),)), GapfillSettings((one, two), two)):
        with pytest.raises(BocageError) as fault:
            run_gapfill(settings, QUIET)
        assert fault.value.code == "output_is_input"
    check_apart(["", ""], ["", one])
