"""Which product gives a pixel, block by block. Pixels are taken whole: all bands from one product."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence

import numpy as np

from ...engine.grid import Grid
from ...products.flags import NODATA
from ..pixels.reading import PixelReader
from .plan import Layered

#: Products that one thread keeps open.
_MOST_OPEN = 12


class Readers:
    """Open products of one thread: the least used are closed."""

    def __init__(self, layers: Sequence[Layered]) -> None:
        self._layers = layers
        self._open: OrderedDict[int, PixelReader] = OrderedDict()

    def __getitem__(self, number: int) -> PixelReader:
        if number in self._open:
            self._open.move_to_end(number)
        else:
            self._open[number] = PixelReader(self._layers[number].source.product)
            if len(self._open) > _MOST_OPEN:
                self._open.popitem(last=False)[1].close()
        return self._open[number]

    def forget(self) -> None:
        """Drop decoded pixels."""
        for reader in self._open.values():
            reader.forget()

    def close(self) -> None:
        """Release all files."""
        for reader in self._open.values():
            reader.close()
        self._open.clear()


#: How good a pixel is, from nothing: seen through a flag; clear at the border of what its product saw; clear.
_FLAGGED, _BORDER, _CLEAR = 1, 2, 3


def chosen_first(readers: Readers, layers: Sequence[Layered], grid: Grid, unclear: int, fill: bool,
                 resampling: str) -> np.ndarray:
    """Of the first product that is clear: its bands, then its number (from 1, 0 none), then 1 where it is clear.

    Where a product's border would be interpolated from too few pixels, the next one that surrounds the pixel is
    taken: no seam follows the tiles. With ``fill``, the first product that has data where none is clear.
    """
    count = len(layers[0].variables)
    result = np.full((count, *grid.shape), np.nan, np.float32)
    origin, level = np.zeros(grid.shape, np.float32), np.zeros(grid.shape, np.uint8)
    for number, reader, flags in _flagged(readers, layers, grid):
        good = (flags & np.uint16(unclear)) == 0
        if not (good & (level < _CLEAR)).any() and not (fill and (level < _FLAGGED).any()):
            continue
        seen = (flags & np.uint16(NODATA)) == 0
        values, surrounded = _values(reader, layers[number], grid, resampling,
                                     seen & (good & (level < _BORDER) | (level < _FLAGGED) & fill))
        own = np.where(good, np.where(surrounded, _CLEAR, _BORDER), _FLAGGED if fill else 0).astype(np.uint8)
        own[~np.isfinite(values).all(axis=0)] = 0
        taken = own > level
        result[:, taken], origin[taken], level[taken] = values[:, taken], number + 1, own[taken]
        if (level == _CLEAR).all():
            break
    return np.concatenate([result, origin[None], (level >= _BORDER)[None].astype(np.float32)])


def _values(reader: PixelReader, layer: Layered, grid: Grid, resampling: str,
            wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Values, and where no interpolation lacked a pixel; what lacks some is read only where it is wanted somewhere."""
    values = reader.values(layer.variables, grid, resampling, strict=True)
    surrounded = np.isfinite(values).all(axis=0)
    if (wanted & ~surrounded).any():
        values = reader.values(layer.variables, grid, resampling)
    return values, surrounded


def combined(readers: Readers, layers: Sequence[Layered], grid: Grid, unclear: int, fill: bool, resampling: str,
             rule: str) -> np.ndarray:
    """Mean or median of the best values: the bands, then how many there were, then 1 where they are clear."""
    by_level: dict[int, list[np.ndarray]] = {_CLEAR: [], _BORDER: [], _FLAGGED: []}
    for number, reader, flags in _flagged(readers, layers, grid):
        good = (flags & np.uint16(unclear)) == 0
        if not good.any() and not fill:
            continue
        values, surrounded = _values(reader, layers[number], grid, resampling, (flags & np.uint16(NODATA)) == 0)
        whole = np.isfinite(values).all(axis=0)
        for level, where in ((_CLEAR, good & surrounded), (_BORDER, good & ~surrounded), (_FLAGGED, ~good)):
            if (level > _FLAGGED or fill) and (where & whole).any():
                by_level[level].append(np.where(where & whole, values, np.float32(np.nan)))
    count = len(layers[0].variables)
    result, counts = _combined(by_level[_CLEAR], rule, count, grid)
    clear = counts > 0
    for level in (_BORDER, _FLAGGED):
        if by_level[level] and not (counts > 0).all():
            more, more_counts = _combined(by_level[level], rule, count, grid)
            empty = counts == 0
            result, counts = np.where(empty, more, result), np.where(empty, more_counts, counts)
            clear |= (counts > 0) & (level == _BORDER)
    return np.concatenate([result, counts[None].astype(np.float32), clear[None].astype(np.float32)])


def _combined(values: list[np.ndarray], rule: str, count: int, grid: Grid) -> tuple[np.ndarray, np.ndarray]:
    if not values:
        return np.full((count, *grid.shape), np.nan, np.float32), np.zeros(grid.shape, np.int32)
    if rule == "mean":
        counts = np.zeros(grid.shape, np.int32)
        total = np.zeros((count, *grid.shape), np.float64)
        for one in values:
            known = np.isfinite(one[0])
            counts += known
            total += np.where(known, one, 0.0)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(counts > 0, total / counts, np.nan).astype(np.float32), counts
    # NaN is sorted last: the middle is known from how many there are.
    ranked = np.sort(np.stack(values), axis=0)
    counts = np.count_nonzero(np.isfinite(ranked[:, 0]), axis=0)
    low, high = np.maximum(counts - 1, 0) // 2, counts // 2
    high = np.minimum(high, np.maximum(counts - 1, 0))
    middle = [np.take_along_axis(ranked, np.broadcast_to(at, (1, count, *grid.shape)), 0)[0] for at in (low, high)]
    return np.where(counts > 0, (middle[0] + middle[1]) / 2, np.nan).astype(np.float32), counts


def _flagged(readers: Readers, layers: Sequence[Layered], grid: Grid) -> Iterator[tuple[int, PixelReader, np.ndarray]]:
    """Products that have a pixel in the block, with their flags there."""
    for number, layer in enumerate(layers):
        reader = readers[number]
        if reader.touches(grid, layer.variables):
            yield number, reader, reader.flags(grid, layer.variables)
