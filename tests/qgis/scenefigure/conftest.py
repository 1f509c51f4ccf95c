"""A ground without red, and a product that says that it is simulated."""

from __future__ import annotations

import sys
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import pytest

from bocage.core.engine.grid import Grid
from bocage.core.engine.raster import RasterWriter
from figure_parts import LEFT, SIDE, TOP


@pytest.fixture(scope="session")
def ground(tmp_path_factory) -> str:
    """Three bands of a soft grey-green, no red anywhere."""
    path = tmp_path_factory.mktemp("sol à voir") / "ground.tif"
    grid = Grid("EPSG:32630", (LEFT, 20.0, 0.0, TOP, 0.0, -20.0), (SIDE, SIDE))
    row, column = np.mgrid[0:SIDE, 0:SIDE]
    with RasterWriter(str(path), grid, "uint8", 3) as writer:
        for band, base in ((1, 90), (2, 120), (3, 100)):
            writer.write((base + (row // 25 + column // 25) % 2 * 30).astype(np.uint8), band)
        writer.close()
    return str(path)


@pytest.fixture(scope="session")
def product(tmp_path_factory) -> str:
    """An L2A product of 1.2 km made of a simulation, which says so."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "chains"))
    from dated_product import CORNER, grid, numbers
    from l2a_pair import L2A, write_muscate

    ramp = 500 + 20 * np.arange(120)[:, None] + np.zeros(120)[None, :]
    source = {"acquired": datetime(2018, 1, 17, 11, 6, 31, tzinfo=timezone.utc), "tile": "30TWT", "crs": "EPSG:32630",
              "identifier": "S2A_MSIL1C_20180117T110631_N0206_R137_T30TWT_20180117T140631",
              "extras": {"datastrip": "S2A_OPER_MSI_L1C_DS_SIMU_20180117T140631_S20180117T110631_N02.06"}}
    grids = {"R1": grid(10, CORNER, 1200, "EPSG:32630"), "R2": grid(20, CORNER, 1200, "EPSG:32630")}
    scene = L2A(numbers({"B8": ramp, "B4": 400}), {}, grids, source=source)
    return write_muscate(tmp_path_factory.mktemp("l2a"), scene)
