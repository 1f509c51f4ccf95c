"""What adds up block after block: differences by band and class, masks, atmosphere, small maps for the report."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from ...engine.grid import Grid
from ...engine.raster import RasterWriter
from ...engine.resample import CellMean
from ...products.flags import NODATA
from ...products.layers import LAYERS, layer_file, read_layer
from . import classes, style
from .agreement import KINDS, NOT_CLEAR, Agreement
from .pair import Pair
from .reading import read, read_flags
from .statistics import Differences, Plain

#: Rows of a block, those of a tile of the files: some ten bands of so many rows are held at a time.
ROWS = 512
#: Pixels on the long side of the report's small maps.
MAP_PIXELS = 360
#: Single flags that the comparison of masks looks at.
_FLAGS = (NODATA, *sorted({1 << bit for flags in KINDS.values() for bit in range(16) if flags & 1 << bit}))


class Tally:
    """The sums of one comparison."""

    def __init__(self, pair: Pair, raster: classes.RasterClasses | None) -> None:
        self.pair, self.raster = pair, raster
        count = classes.MOST + 1 if raster else len(classes.NAMES)
        self.differences = {role: Differences(count) for role in pair.roles}
        self.maps = {role: CellMean(_cells(pair.grid_of(role))) for role in pair.roles}
        self.agreement = Agreement()
        self.layers = {kind: Plain() for kind in LAYERS
                       if layer_file(pair.input.product, kind) and layer_file(pair.reference.product, kind)}

    def scale(self) -> float:
        """Difference shown in full colour."""
        return style.scale([cells.mean() for cells in self.maps.values()])

    def class_names(self) -> tuple[str, ...]:
        """By number; the first is for pixels of no class."""
        return self.raster.names if self.raster else classes.NAMES


def _cells(grid: Grid) -> Grid:
    return grid.cells(max(grid.shape[0] * grid.dy, grid.shape[1] * grid.dx) / MAP_PIXELS)


def blocks(grid: Grid) -> Iterator[Grid]:
    """Blocks of rows, top to bottom."""
    for row in range(0, grid.shape[0], ROWS):
        yield grid.window(row, 0, min(ROWS, grid.shape[0] - row), grid.shape[1])


class Block:
    """Some rows of a comparison grid: bands are read when first asked for, once."""

    def __init__(self, tally: Tally, grid: Grid) -> None:
        self.pair, self.grid = tally.pair, grid
        self._read: dict[tuple[str, str], np.ndarray] = {}
        flags = [read_flags(side, grid, _FLAGS) for side in (self.pair.input, self.pair.reference)]
        self.any, self.half = ([pair[number] for pair in flags] for number in (0, 1))
        self.clear = ((self.any[0] | self.any[1]) & NOT_CLEAR) == 0
        self.classes = tally.raster.read(grid) if tally.raster else classes.spectral_classes(
            {role: self.reflectance("reference", role) for role in classes.roles_needed(self.pair.reference)},
            self.any[1])

    def reflectance(self, side: str, role: str) -> np.ndarray:
        """Of "input" or "reference"."""
        if (side, role) not in self._read:
            self._read[side, role] = read(getattr(self.pair, side), role, self.grid)
        return self._read[side, role]

    def difference(self, role: str) -> np.ndarray:
        """INPUT minus REFERENCE where both are clear, NaN elsewhere; float32."""
        difference = self.reflectance("input", role) - self.reflectance("reference", role)
        return np.where(self.clear, difference, np.float32(np.nan))

    def forget(self, role: str) -> None:
        """A role that nothing needs any more."""
        self._read.pop(("input", role), None)
        self._read.pop(("reference", role), None)


def add_block(tally: Tally, grid: Grid, roles: tuple[str, ...], writer: RasterWriter | None,
              step: Callable[[], None]) -> None:
    """Add the rows of ``grid`` for ``roles``; masks, atmosphere and map too where it is a piece of the map's grid.

    ``step`` is called after each role.
    """
    block = Block(tally, grid)
    whole = tally.pair.map_grid
    on_map = grid.dx == whole.dx
    if on_map:
        _add_scene(tally, block, roles[0])
    drawn = []
    for role in tally.pair.roles if on_map and writer else roles:
        difference = block.difference(role)
        known = np.isfinite(difference)
        if role in roles:
            tally.differences[role].add(difference[known], block.reflectance("reference", role)[known],
                                        block.classes[known])
            tally.maps[role].add(np.where(known, difference, np.float32(0)), grid, known)
        if on_map and writer:
            drawn.append(difference)
        block.forget(role)
        step()
    if on_map and writer:
        writer.append(np.stack(drawn))


def _add_scene(tally: Tally, block: Block, role: str) -> None:
    """Masks, AOT and water vapour; where ``role`` has no reflectance there is nothing to compare."""
    flags = []
    for side, half in (("input", block.half[0]), ("reference", block.half[1])):
        empty = ~np.isfinite(block.reflectance(side, role))
        flags.append(half | np.where(empty, np.uint16(NODATA), np.uint16(0)))
    tally.agreement.add(flags[0], flags[1], block.clear)
    for kind, plain in tally.layers.items():
        values = [read_layer(side.product, kind, block.grid) for side in (tally.pair.input, tally.pair.reference)]
        if values[0] is not None and values[1] is not None:
            known = block.clear & np.isfinite(values[0]) & np.isfinite(values[1])
            plain.add(values[0][known], values[1][known])

