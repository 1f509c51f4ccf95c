"""What the proofs on simulated series read of rasters."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from bocage.core.engine.raster import Raster

from . import ROOT  # noqa: F401, I001 - puts the plugin on the path


def read(path: Path, band: int = 1) -> np.ndarray:
    """One band, whole, as it is stored."""
    with Raster(str(path)) as raster:
        return np.asarray(raster.read(band))


def means(values: np.ndarray, side: int) -> np.ndarray:
    """Means of squares of ``side`` pixels; what is left over at the edges is dropped."""
    rows, columns = values.shape[0] // side * side, values.shape[1] // side * side
    return np.asarray(values[:rows, :columns].reshape(rows // side, side, columns // side, side).mean(axis=(1, 3)))
