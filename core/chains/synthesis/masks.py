"""What each pixel of a date is, as FLG, and what hides cells.

Masks of bits (MUSCATE's) that lie on the very pixels are taken as their files hold them, a few rows at a time so that
all steps find them in the processor's caches; all others become canonical flags first. Both say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from ...engine.grid import Grid, Window
from ...engine.raster import Raster, UniformTiles, same_crs
from ...engine.regrid import nearest_indices
from ...errors import BocageError
from ...products.carried import carried_flags
from ...products.flags import CIRRUS, CLOUD, NODATA, SATURATED, SHADOW, SNOW, WATER
from ...products.model import Product
from ...products.quality import BitMask, bit_masks, quality_flags
from ...products.sampling import nearest_numbers
from ...series.synthesis import FLAG_CLOUD, FLAG_LAND, FLAG_NODATA, FLAG_SNOW, FLAG_WATER
from ..pixels.reading import PixelReader, gathered
from .files import Buffers, OpenFiles, whole_tiles

#: Flags by values of FLG, the weakest first: each covers those before it.
_STATES = ((WATER, FLAG_WATER), (SNOW, FLAG_SNOW), (CLOUD | CIRRUS | SHADOW, FLAG_CLOUD),
           (NODATA | SATURATED, FLAG_NODATA))
_WANTED = NODATA | SATURATED | CLOUD | CIRRUS | SHADOW | SNOW | WATER
_HIDING = CLOUD | SHADOW | CIRRUS
#: Pixels judged at once.
_CHUNK = 65_536
#: Rows of cells whose flags are looked for at once: whole tiles of masks of 10 m.
_STRIP = 64
#: Pixels that one side of a cell holds at most for its flags to be looked for.
_FINEST = 12
#: Numbers of a mask (rows, columns) with the canonical flag that each bit raises.
_Numbers = tuple[np.ndarray, dict[int, int]]


def states(flags: np.ndarray) -> np.ndarray:
    """Canonical flags as values of FLG: what hides first, then snow, water, land. uint8."""
    return judged([(flags, {1 << bit: 1 << bit for bit in range(16) if 1 << bit & _WANTED})], flags.shape)


def judged(masks: Sequence[_Numbers], shape: tuple[int, ...]) -> np.ndarray:
    """FLG of pixels (rows, columns) by masks of the same pixels, uint8: what hides first, then snow, water, land."""
    rows, columns = shape
    result = np.full((rows, columns), FLAG_LAND, np.uint8)
    asked = [(numbers.view(f"u{numbers.itemsize}"),
              [_bits(table, flags) for flags, _ in _STATES])
             for numbers, table in masks]
    step = max(1, _CHUNK // columns)
    for first in range(0, rows, step):
        here = result[first:first + step]
        parts = [(numbers[first:first + step], bits) for numbers, bits in asked]
        # Most masks hold nothing in most places.
        present = [int(np.bitwise_or.reduce(part, axis=None)) for part, _ in parts]
        for number, (_, value) in enumerate(_STATES):
            raised = _any([part & part.dtype.type(bits[number] & there) for (part, bits), there in zip(parts, present)
                           if bits[number] & there])
            if raised is not None:
                # Values fall from land to no data, so that the least is the strongest.
                np.minimum(here, np.uint8(FLAG_LAND) - raised * np.uint8(FLAG_LAND - value), out=here)
    return result


def _any(bits: Sequence[np.ndarray]) -> np.ndarray | None:
    """1 where any of these arrays is not 0, uint8; None of none."""
    result: np.ndarray | None = None
    for one in bits:
        raised = (one != 0).view(np.uint8)
        result = raised if result is None else np.bitwise_or(result, raised, out=result)
    return result


class StateReader:
    """States of blocks, date after date, for one lane."""

    def __init__(self, files: OpenFiles, buffers: Buffers) -> None:
        self._files, self._buffers, self._tiles = files, buffers, UniformTiles()
        self._masks: dict[str, list[BitMask] | None] = {}

    def read(self, product: Product, place: Grid) -> np.ndarray:
        """FLG of a product's masks at the pixels of ``place``, uint8. Raises BocageError."""
        if product.path not in self._masks:
            self._masks[product.path] = bit_masks(product, _WANTED)
        masks = self._masks[product.path]
        if masks and same_crs(product.crs, place.crs):
            numbers = self._numbers(masks, place)
            if numbers is not None:
                return judged(numbers, place.shape)
        return states(masks_on(product, place, _WANTED))

    def _numbers(self, masks: Sequence[BitMask], place: Grid) -> list[_Numbers] | None:
        """None where a file cannot be read, or does not hold it all: the general way knows what to do."""
        result = []
        for number, mask in enumerate(masks):
            try:
                raster = self._files.raster(mask.path, crs=False)
                rows, columns = nearest_indices(raster.grid, place)
                top, left = int(rows[0]), int(columns[0])
                if min(top, left, rows[-1], columns[-1]) < 0:
                    return None
                window = (top, left, int(rows[-1]) + 1 - top, int(columns[-1]) + 1 - left)
                pixels = _read(raster, window, self._tiles, self._buffers, number)
            except BocageError:
                return None
            if pixels.dtype.kind not in "iu":
                return None
            if whole_tiles(raster, window):
                raster.forget()
            if pixels.shape != place.shape:
                if not _raises(pixels, mask.table):
                    continue
                # Of other pixels, as masks of the bands of 20 m are.
                pixels = pixels[rows - top].take(columns - left, axis=1)
            result.append((pixels, mask.table))
        return result


def _read(raster: Raster, window: Window, tiles: UniformTiles, buffers: Buffers, number: int) -> np.ndarray:
    """One of the masks of a product, in memory that is used again."""
    room = buffers.room(("mask", number), raster, window)
    return raster.read(1, window) if room is None else tiles.read(raster, window, room)


def _raises(numbers: np.ndarray, table: dict[int, int]) -> bool:
    """True where any pixel raises any flag."""
    return bool(int(np.bitwise_or.reduce(numbers, axis=None)) & _bits(table, 0xFFFF))


def _bits(table: dict[int, int], flags: int) -> int:
    """Bits that raise any of the flags."""
    result = 0
    for bit, flag in table.items():
        result |= bit if flag & flags else 0
    return result


def masks_on(product: Product, grid: Grid, wanted: int, coarsest: bool = False) -> np.ndarray:
    """Flags ``wanted`` of a product's masks on a grid, which may have another CRS; others may be there too."""
    if same_crs(product.crs, grid.crs):
        return quality_flags(product, grid, wanted, coarsest)
    with PixelReader(product) as reader:
        return reader.flags(grid)


def cell_flags(product: Product, cells: Grid) -> np.ndarray:
    """Flags of what hides cells, uint16: all that lie in them; no data where half of it has none.

    By the coarsest masks and a dozen pixels a side at most; no data by the coarsest band where masks do not tell it.
    """
    coarsest = max((band for band in product.bands if band.path), key=lambda band: band.resolution_m)
    share = max(1, min(_FINEST, round(cells.dx / coarsest.resolution_m)))
    x0, dx, _, y0, _, dy = cells.transform
    fine = Grid(cells.crs, (x0, dx / share, 0.0, y0, 0.0, dy / share), (cells.shape[0] * share, cells.shape[1] * share))
    untold = not carried_flags(product) & NODATA and coarsest.nodata is not None and same_crs(product.crs, cells.crs)
    if not untold and same_crs(product.crs, cells.crs):
        found = _by_bits(bit_masks(product, NODATA | _HIDING, coarsest=True), fine, share)
        if found is not None:
            return found
    result = np.empty(cells.shape, np.uint16)
    for row in range(0, cells.shape[0], _STRIP):
        rows = min(_STRIP, cells.shape[0] - row)
        place = fine.window(row * share, 0, rows * share, fine.shape[1])
        flags = masks_on(product, place, NODATA | _HIDING, coarsest=True)
        if untold:
            numbers = nearest_numbers(str(coarsest.path), place, coarsest.index, coarsest.nodata or 0)
            flags |= (numbers == coarsest.nodata) * np.uint16(NODATA)
        result[row:row + rows] = gathered(flags, share)
    return result


def _by_bits(masks: Sequence[BitMask] | None, fine: Grid, share: int) -> np.ndarray | None:
    """``cell_flags`` by masks whose pixels coincide, each read once as it is; None where they do not."""
    if not masks:
        return None
    files = OpenFiles(len(masks))
    try:
        return _gathered([(files.raster(mask.path, crs=False), mask.table) for mask in masks], fine, share)
    except BocageError:
        return None
    finally:
        files.close()


def _gathered(masks: Sequence[tuple[Raster, dict[int, int]]], fine: Grid, share: int) -> np.ndarray | None:
    """Flags of cells of ``share`` pixels of ``fine`` a side: each stands for the pixel of the masks that holds it."""
    own = masks[0][0].grid
    if any(raster.grid != own for raster, _ in masks):
        return None
    rows, columns = (_by_cell(places, share) for places in _places(own, fine))
    tiles, buffers = UniformTiles(), Buffers()
    hidden, empty = np.zeros((len(rows), own.shape[1]), np.uint8), np.zeros((len(rows), own.shape[1]), np.uint16)
    for first in range(0, len(rows), _STRIP):
        inside = np.concatenate(rows[first:first + _STRIP])
        if not inside.size:
            continue
        top = int(inside.min())
        window = (top, 0, int(inside.max()) + 1 - top, own.shape[1])
        numbers = [(_read(raster, window, tiles, buffers, place), table) for place, (raster, table) in enumerate(masks)]
        if any(one.dtype.kind not in "iu" for one, _ in numbers):
            return None
        hides, lacks = _raised(numbers, _HIDING), _raised(numbers, NODATA)
        for cell, picked in enumerate(rows[first:first + _STRIP], start=first):
            if hides is not None and picked.size:
                np.bitwise_or.reduce(hides[picked - top], axis=0, out=hidden[cell])
            if lacks is not None:
                np.add.reduce(lacks[picked - top], axis=0, dtype=np.uint16, out=empty[cell])
    # Columns as rows: they are met as they lie.
    hidden, empty = np.ascontiguousarray(hidden.T), np.ascontiguousarray(empty.T)
    result = np.zeros((len(columns), len(rows)), np.uint16)
    for cell, picked in enumerate(columns):
        result[cell] = np.bitwise_or.reduce(hidden[picked], axis=0) * np.uint16(CLOUD)
        result[cell] |= (np.add.reduce(empty[picked], axis=0, dtype=np.uint16) * 2 >= share * share) * np.uint16(NODATA)
    return np.ascontiguousarray(result.T)


def _raised(masks: Sequence[_Numbers], wanted: int) -> np.ndarray | None:
    """1 where any mask raises any of the flags ``wanted``, uint8; None where none does anywhere."""
    raised = []
    for numbers, table in masks:
        numbers = numbers.view(f"u{numbers.itemsize}")
        bits = int(np.bitwise_or.reduce(numbers, axis=None)) & _bits(table, wanted)
        if bits:
            raised.append(numbers & numbers.dtype.type(bits))
    return _any(raised)


def _by_cell(places: np.ndarray, share: int) -> list[np.ndarray]:
    """Indices of each cell, those outside left out."""
    return [one[one >= 0] for one in places.reshape(-1, share)]


@lru_cache(maxsize=4)
def _places(own: Grid, fine: Grid) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of ``own`` that hold those of ``fine``: the same for every date."""
    return nearest_indices(own, fine)
