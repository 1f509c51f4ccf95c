"""Clear share by kilometre, from a product's own masks: the one part of the index that takes pixels."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np

from ...engine.grid import Grid
from ...engine.progress import Progress, check
from ...products.flags import CIRRUS, CLOUD, NODATA, SHADOW
from ...products.mask_tables import CODINGS
from ...products.model import Band, Product
from ...products.scene import Scene
from .cells import Placement, cell_grid, placement

#: A cell's byte: clear share in steps of 2 percent, whose rounding is lost over a few cells and halves the file; 255
#: where the product has no data.
FULL, NOTHING = 50, 255
#: Cells a side of a block of the bounds.
BLOCK = 10
#: What hides the ground.
HIDING = CLOUD | CIRRUS | SHADOW
#: Kinds of masks that tell clouds, with the name that analysts know them by.
SOURCES = {"scene_classification": "SCL", "cloud_detail": "CLM", "classification": "MSK_CLASSI",
           "cloud": "MSK_CLOUDS"}
_SOURCES_MUSCATE = {"cloud_detail": "CLM", "cloud": "MG2"}
#: Samples a side of a cell, and rows of cells looked at together: some 30 MB of a mask at 10 m.
_FINE, _STRIP = 10, 24


@dataclass(frozen=True, eq=False)
class ClearGrid:
    """``values`` uint8 (rows, columns) on ``cells``."""

    cells: Grid
    place: Placement
    source: str
    values: np.ndarray

    def packed(self) -> bytes:
        """The bytes as they are kept."""
        return zlib.compress(self.values.tobytes(), 6)

    def coarse(self) -> bytes:
        """Mean and most of each block of BLOCK x BLOCK cells: enough to refuse most cloudy scenes unopened."""
        return bounds(self.values).tobytes()

    def cloud_percent(self) -> float | None:
        """Over all cells with data."""
        known = self.values[self.values != NOTHING]
        return None if not known.size else float(100.0 - known.mean(dtype=float) * 100.0 / FULL)


def bounds(values: np.ndarray) -> np.ndarray:
    """Mean, rounded up, and most, uint8 (2, blocks); both are NOTHING for a block that has cells without data."""
    most = blocks(values, 0).max(axis=(1, 3))
    cells = blocks(np.ones(values.shape, np.float32), 0).sum(axis=(1, 3))
    mean = np.ceil(blocks(values.astype(np.float32), 0).sum(axis=(1, 3)) / cells - 1e-4).astype(np.uint8)
    return np.stack([np.where(most == NOTHING, np.uint8(NOTHING), mean).ravel(), most.ravel()])


def blocks(values: np.ndarray, around: float) -> np.ndarray:
    """(block rows, BLOCK, block columns, BLOCK), filled up with ``around``."""
    rows, columns = (-(-n // BLOCK) for n in values.shape)
    whole = np.full((rows * BLOCK, columns * BLOCK), around, values.dtype)
    whole[:values.shape[0], :values.shape[1]] = values
    return whole.reshape(rows, BLOCK, columns, BLOCK)


def unpacked(data: bytes, rows: int, columns: int) -> np.ndarray:
    """The first rows of what ``packed`` gave: no more is unpacked. Raises ValueError or zlib.error where damaged."""
    return np.frombuffer(zlib.decompressobj().decompress(data, rows * columns), np.uint8).reshape(rows, columns)


def source_of(product: Product) -> str:
    """Names of the masks of clouds that the product carries, "" for none."""
    table = _SOURCES_MUSCATE if product.family == "muscate" else SOURCES
    names = [name for kind, name in table.items() if product.mask_files.get(kind)]
    names += [layer.coding.upper() for layer in product.masks if CODINGS[layer.coding].union & CLOUD]
    return " + ".join(dict.fromkeys(names))


def clear_grid(product: Product, progress: Progress) -> ClearGrid | None:
    """The clear share of each cell, None where the product carries no mask of clouds or no raster.

    Raises BocageError where a mask cannot be read: it would look like clear sky.
    """
    source, band = source_of(product), _coarsest(product)
    if not source or band is None:
        return None
    scene = Scene(product)
    cells = cell_grid(scene.grid(band.name))
    rows, columns = cells.shape
    x0, dx, _, y0, _, dy = cells.transform
    fine = Grid(cells.crs, (x0, dx / _FINE, 0.0, y0, 0.0, dy / _FINE), (rows * _FINE, columns * _FINE))
    values = np.empty(cells.shape, np.uint8)
    for first in range(0, rows, _STRIP):
        check(progress)
        last = min(rows, first + _STRIP)
        strip = fine.window(first * _FINE, 0, (last - first) * _FINE, columns * _FINE)
        values[first:last] = shares(scene.mask(strip, [band.name]))
    return ClearGrid(cells, placement(cells), source, values)


def shares(flags: np.ndarray) -> np.ndarray:
    """Bytes of cells from flags at ``_FINE`` samples a side."""
    rows, columns = flags.shape[0] // _FINE, flags.shape[1] // _FINE
    blocks = flags.reshape(rows, _FINE, columns, _FINE)
    data = ((blocks & NODATA) == 0).sum(axis=(1, 3))
    clear = ((blocks & (NODATA | HIDING)) == 0).sum(axis=(1, 3))
    share = np.rint(FULL * clear / np.maximum(data, 1)).astype(np.uint8)
    return np.where(data > 0, share, np.uint8(NOTHING))


def _coarsest(product: Product) -> Band | None:
    """Where no data is looked for: the fewest pixels to read."""
    present = [band for band in product.bands if band.path is not None]
    return max(present, key=lambda band: band.resolution_m, default=None)
