"""A small picture of a product for the eye: its quicklook, or the natural colours of its bands."""

from __future__ import annotations

import numpy as np

from ..engine.raster import Raster
from .muscate.quicklook import stretch


def read_picture(path: str, size: int) -> np.ndarray:
    """``(row, column, 3)`` uint8 of at most ``size`` pixels a side: JP2, JPEG, or a virtual raster of reflectances.

    Bytes are shown as they are, anything wider by the one fixed stretch (reflectance 0 to 0.30). A single band is grey.
    Raises BocageError where the file cannot be read.
    """
    with Raster(path) as source:
        rows, columns = source.grid.shape
        share = min(1.0, size / max(rows, columns))
        shape = (max(1, round(rows * share)), max(1, round(columns * share)))
        bands = (1, 2, 3) if source.count >= 3 else (1, 1, 1)
        read = {band: source.read(band, shape=shape, resampling="average" if share < 1 and source.dtype == "Byte"
                                  else "nearest") for band in set(bands)}
        pixels = np.stack([read[band] for band in bands])
    if pixels.dtype != np.uint8:
        pixels = stretch(pixels)
    return np.ascontiguousarray(np.moveaxis(pixels, 0, 2))
