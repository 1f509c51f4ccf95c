"""Rasters and a model whose map is known."""

from __future__ import annotations

import numpy as np
import pytest

from bocage.core.landcover.model_file import save_model
from classified_land import GRID, NAMES, forest, write


@pytest.fixture()
def land(tmp_path):
    """Folder with an accent and a space; rasters, numbers, model."""
    folder = tmp_path / "carte d'été"
    folder.mkdir()
    rng = np.random.default_rng(1)
    ndvi = rng.integers(0, 9000, GRID.shape)
    ndvi[:, ::7] = 2500  # on the threshold: left
    blue, march = rng.integers(0, 3000, GRID.shape), rng.integers(0, 9000, GRID.shape)
    height = rng.integers(50, 200, GRID.shape)
    ndvi[3, 4], march[5, 6] = -10000, -10000
    series = write(folder / "série.tif", GRID, {NAMES[0]: ndvi, NAMES[1]: blue, NAMES[2]: march}, nodata=-10000,
                   scale=1e-4)
    dem = write(folder / "dem.tif", GRID, {NAMES[3]: height}, "uint16")
    save_model(forest(), str(folder / "forêt.bocagemodel"))
    return {"folder": folder, "input": (series, dem), "model": str(folder / "forêt.bocagemodel"), "ndvi": ndvi,
            "height": height, "march": march}
