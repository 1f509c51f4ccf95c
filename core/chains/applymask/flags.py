"""Where flags come from: a product's masks, those of ``bocage:cloudmask``, or any raster."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ...engine.grid import Grid
from ...engine.raster import Raster
from ...errors import BocageError
from ...products.flags import (
    CIRRUS,
    CLOUD,
    HIDDEN,
    NODATA,
    SHADOW,
    SNOW,
    SUN_TOO_LOW,
    TOPOGRAPHIC_SHADOW,
    WATER,
)
from ..pixels.reading import PixelReader
from ..pixels.sources import Source, holds_metadata, open_source
from ..pixels.variables import Variable

#: Beyond the canonical flags: not zero in a raster whose values nobody explains. It is always asked for.
OTHER = 1 << 15
#: Bands that ``bocage:cloudmask`` writes, named in their metadata: bit -> flag.
_TABLES = {"CLM": {2: CLOUD, 16: CLOUD, 32: SHADOW, 64: SHADOW, 128: CIRRUS},
           "MG2": {1: WATER, 2: CLOUD, 4: SNOW, 8: SHADOW, 16: TOPOGRAPHIC_SHADOW, 32: HIDDEN, 64: SUN_TOO_LOW,
                   128: SUN_TOO_LOW}}
_PARENTS = 4


def mask_source(source: Source, mask: str) -> Source:
    """What the flags are read from. Raises BocageError where a raster lies in no product and no mask is given."""
    if mask:
        return open_source(mask)
    if not source.is_raster:
        return source
    for parent in list(Path(source.product.path).resolve().parents)[:_PARENTS]:
        if holds_metadata(parent):
            return open_source(str(parent))
    raise BocageError("mask_unknown", file=source.product.path)


class FlagReader:
    """Flags of one source, for one thread."""

    def __init__(self, source: Source) -> None:
        self.reader = PixelReader(source.product)
        self._tables: list[dict[int, int]] = []
        if source.is_raster:
            with Raster(source.product.path) as raster:
                self._tables = [_TABLES.get(raster.metadata(index).get("MASK", ""), {})
                                for index in range(1, raster.count + 1)]
            if not any(self._tables):
                # Any other raster: its first band.
                self._tables = self._tables[:1]
        self._bands = [Variable(band.name, (band,)) for band in source.product.bands[:len(self._tables)]]

    def close(self) -> None:
        """Release the files."""
        self.reader.close()

    def forget(self) -> None:
        """Drop decoded pixels."""
        self.reader.forget()

    def touches(self, grid: Grid) -> bool:
        """False where mask and grid have no pixel in common."""
        return self.reader.touches(grid)

    def flags(self, grid: Grid, variables: tuple[Variable, ...] = ()) -> np.ndarray:
        """Canonical flags and OTHER, uint16. ``variables``: the bands whose own pixels tell no data."""
        if not self._tables:
            return self.reader.flags(grid, variables)
        values = self.reader.values(self._bands, grid, "nearest")
        result = np.where(np.isfinite(values).all(axis=0), np.uint16(0), np.uint16(NODATA))
        for layer, table in zip(values, self._tables):
            known = np.isfinite(layer)
            numbers = np.where(known, layer, 0.0)
            if not table:
                result[known & (numbers != 0)] |= np.uint16(OTHER) if len(self._tables) == 1 else np.uint16(0)
                continue
            bits = numbers.astype(np.int64)
            for bit, flag in table.items():
                result[(bits & bit) != 0] |= np.uint16(flag)
        return result
