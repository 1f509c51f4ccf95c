"""One block of one date: the numbers of its bands, and what each pixel is.

Bands whose pixels coincide with the grid come as their file holds them; all others by ``PixelReader``. Masks are read
once for all groups of a pass.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ...engine.grid import Grid, Window
from ...engine.raster import TIFF_BLOCK, same_crs
from ...engine.regrid import nearest_indices
from ...engine.resample import Smooth, widen
from ...products.model import Band, Product
from ...series.synthesis import FLAG_SNOW, DateBlock
from ...series.synthesis_kernels import Kernels
from ..pixels.reading import PixelReader, window_in
from ..pixels.variables import variables
from .files import Buffers, OpenFiles, whole_tiles
from .inputs import Dated, Inputs
from .masks import StateReader
from .metadata import QUANTIFICATION


@dataclass(frozen=True)
class Pass:
    """Groups whose pixels nest: their blocks are read together. The finest comes first."""

    groups: tuple[str, ...]
    #: Pixels of the finest group on a side of one of each group.
    shares: tuple[int, ...]

    def windows(self, block: Window) -> dict[str, Window]:
        """Of each group, from a block of the coarsest."""
        most = self.shares[-1]
        return {group: tuple(side * most // share for side in block)  # type: ignore[misc]
                for group, share in zip(self.groups, self.shares)}

    def numbers(self, grids: Mapping[str, Grid], groups: Mapping[str, Sequence[str]]) -> float:
        """Numbers written a date, in all groups: pixels times bands."""
        return float(sum(grids[group].shape[0] * grids[group].shape[1] * len(groups[group]) for group in self.groups))


def passes(grids: Mapping[str, Grid]) -> list[Pass]:
    """Groups that nest in the finest, then each of the others alone."""
    names = sorted(grids, key=lambda name: grids[name].dx)
    first = grids[names[0]]
    nested, alone = names[:1], names[:0]
    for name in names[1:]:
        grid, share = grids[name], round(grids[name].dx / first.dx)
        same = grid.transform[0] == first.transform[0] and grid.transform[3] == first.transform[3]
        exact = abs(grid.dx - share * first.dx) < 1e-6 and abs(grid.dy - share * first.dy) < 1e-6
        whole = (grid.shape[0] * share, grid.shape[1] * share) == first.shape
        (nested if same and exact and whole and same_crs(grid.crs, first.crs) else alone).append(name)
    shares = [round(grids[name].dx / first.dx) for name in nested]
    if any(shares[-1] % share for share in shares):
        nested, alone, shares = nested[:1], names[1:], [1]
    return [Pass(tuple(nested), tuple(shares)), *(Pass((name,), (1,)) for name in alone)]


class BlockReader:
    """Reads blocks for one lane."""

    def __init__(self, found: Inputs, step: Callable[[], None], kernels: Kernels | None = None, most: int = 100
                 ) -> None:
        """``most``: files that may stay open."""
        self._found, self._step, self._widen = found, step, widen if kernels is None else kernels.widened
        self._files, self._buffers = OpenFiles(most), Buffers()
        self._states = StateReader(self._files, self._buffers)

    def close(self) -> None:
        """Release the files."""
        self._files.close()

    def forget(self) -> None:
        """Drop decoded pixels."""
        self._files.forget()

    def read(self, one: Dated, windows: Mapping[str, Window], slot: int = 0) -> dict[str, DateBlock]:
        """What a date brings to the blocks of the groups of one pass. Raises BocageError, Cancelled.

        Its numbers lie in the memory of ``slot``: the next date read there takes their place.
        """
        found = self._found
        places = {group: found.grids[group].window(*window) for group, window in windows.items()}
        finest = next(iter(places.values()))
        state = self._states.read(one.product, finest)
        # The coarser ones are copies: the finest may then be written on.
        thinned = {group: state if place is finest else _thinned(state, finest, place)
                   for group, place in places.items()}
        result = {}
        for group, place in places.items():
            self._step()
            own = thinned[group]
            part = _tiles(own)
            # What is hidden is not decoded.
            numbers = [self._numbers(one.product, name, place.window(*part), _within(own, part), slot)
                       for name in found.groups[group]] if part[2] else []
            result[group] = DateBlock(
                numbers, own, Smooth(one.weight, found.cells, place, self._widen), one.days,
                [Smooth(one.factors[name], found.cells, place, self._widen) if one.factors else None
                 for name in found.groups[group]], part[:2])
        return result

    def _numbers(self, product: Product, name: str, place: Grid, state: np.ndarray, slot: int) -> np.ndarray:
        """Reflectance times ``QUANTIFICATION``; pixels that have none become no data in ``state``."""
        band = product.band(name)
        stored = self._stored(product, band, place, slot)
        if stored is None:
            with PixelReader(product) as reader:
                values = reader.values(variables(product, [name]), place)[0]
            known = np.isfinite(values)
            state *= known
            return np.where(known, values, np.float32(0.0)) * np.float32(QUANTIFICATION)
        for code in (band.nodata, band.saturated, *band.invalid):
            if code is not None and _holds(stored, code):
                state *= stored != code
        if stored.dtype.kind == "f":
            known = np.isfinite(stored)
            state *= known
            stored = np.where(known, stored, 0)
        gain = band.scale * QUANTIFICATION
        if abs(gain - 1) < 1e-9 and band.offset == 0:
            return stored
        return (stored.astype(np.float32) + np.float32(band.offset)) * np.float32(gain)

    def _stored(self, product: Product, band: Band, place: Grid, slot: int) -> np.ndarray | None:
        """Numbers of a band as its file holds them; None where its pixels do not coincide with the grid."""
        path = str(band.path)
        raster = self._files.raster(path)
        window = window_in(raster.grid, place)
        if window is None or not same_crs(self._files.crs(path) or product.crs, place.crs):
            return None
        pixels = self._buffers.read((slot, band.name), raster, band.index, window)
        if whole_tiles(raster, window):
            raster.forget()
        return pixels


def _holds(numbers: np.ndarray, code: float) -> bool:
    """True where any number is ``code``, which is mostly the least of all or less: that is told the fastest."""
    if numbers.dtype.kind in "iu":
        least = numbers.min()
        if code <= least:
            return bool(code == least)
        most = numbers.max()
        if code >= most:
            return bool(code == most)
    return bool((numbers == code).any())


def _tiles(state: np.ndarray) -> Window:
    """Whole tiles of a block in which all that is clear lies; none where nothing is."""
    # Its rows and columns say as much as its pixels, and are found without an array of truths.
    rows, columns = (np.flatnonzero(state.max(axis=axis) >= FLAG_SNOW) for axis in (1, 0))
    if not rows.size:
        return 0, 0, 0, 0
    starts = [int(one[0]) // TIFF_BLOCK * TIFF_BLOCK for one in (rows, columns)]
    stops = [min(-(-(int(one[-1]) + 1) // TIFF_BLOCK) * TIFF_BLOCK, size)
             for one, size in zip((rows, columns), state.shape)]
    return starts[0], starts[1], stops[0] - starts[0], stops[1] - starts[1]


def _within(state: np.ndarray, window: Window) -> np.ndarray:
    row, column, rows, columns = window
    return state[row:row + rows, column:column + columns]


def _thinned(state: np.ndarray, finest: Grid, place: Grid) -> np.ndarray:
    """The state at the pixel centres of a coarser grid over the same ground; a copy."""
    if state.shape == place.shape:
        return state.copy()
    rows, columns = nearest_indices(finest, place)
    share = round(place.dx / finest.dx)
    return np.ascontiguousarray(state[rows[0]::share, columns[0]::share])


def batches(dates: Sequence[Dated], count: int) -> list[Sequence[Dated]]:
    """Dates a few at a time, in order."""
    return [dates[first:first + count] for first in range(0, len(dates), count)]
