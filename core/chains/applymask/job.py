"""Chosen flags to no data, block after block, to a GeoTIFF that appears whole or not at all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ...engine.grid import Grid, Window
from ...engine.progress import Progress
from ...engine.raster import Raster, metres_per_unit
from ...errors import BocageError
from ...products.flags import NAMES
from ..pixels import style
from ..pixels.filling import Plan, fill
from ..pixels.masking import bits_of, widened
from ..pixels.output import band_items, check_output, coding, label_of, made_by, raster_coding
from ..pixels.reading import PixelReader
from ..pixels.sources import Source, label, open_source
from ..pixels.targets import cropped
from ..pixels.variables import Variable, variables
from .flags import OTHER, FlagReader, mask_source
from .settings import MaskResult, MaskSettings


class _State:
    """What one thread keeps open."""

    def __init__(self, source: Source, mask: Source) -> None:
        self.pixels, self.flags = PixelReader(source.product), FlagReader(mask)

    def close(self) -> None:
        """Release all files."""
        self.pixels.close()
        self.flags.close()

    def forget(self) -> None:
        """Drop decoded pixels."""
        self.pixels.forget()
        self.flags.forget()


def run_applymask(settings: MaskSettings, progress: Progress) -> MaskResult:
    """Mask one product or raster. Raises BocageError, or Cancelled; then nothing is left behind."""
    progress.report(0.0, "step_metadata")
    if not settings.flags:
        raise BocageError("flags_none")
    source = open_source(settings.input, settings.images or None)
    mask = mask_source(source, settings.mask)
    chosen = _variables(source, settings)
    start = _State(source, mask)
    try:
        grid = cropped(start.pixels.finest(chosen), None if source.is_raster else settings.resolution, None, "",
                       settings.input)
        if not start.flags.touches(grid):
            raise BocageError("mask_apart", file=settings.input, mask=settings.mask or mask.product.path)
    finally:
        start.close()
    how = raster_coding(source, len(chosen)) if source.is_raster else coding(settings.type, chosen)
    check_output(settings.output, grid, how, len(chosen))
    halo, radius, ratio = _reach(grid, settings.buffer)
    wanted = bits_of(settings.flags) | OTHER
    # No data has no buffer: beyond the border of an image there is nothing else.
    grows = wanted & ~NAMES["nodata"]
    own = chosen if mask.product is source.product else ()

    def work(state: _State, block: Window) -> np.ndarray:
        wide, inner = _widened(grid, block, halo)
        flags = state.flags.flags(wide, own)
        near = widened((flags & np.uint16(grows)) != 0, radius, ratio)
        drop = (near | ((flags & np.uint16(wanted)) != 0))[inner] ^ settings.invert
        place = grid.window(*block)
        values = state.pixels.values(chosen, place, "nearest" if source.is_raster else "auto")
        seen = np.isfinite(values).any(axis=0)
        values[:, drop] = np.nan
        tally.add(block, flags[inner], seen, drop & seen)
        return values

    tally = _Tally(settings.flags)
    names, tags, look = _descriptions(source, chosen)
    items = made_by("applymask", settings, [source.product])
    overviews = "NEAREST" if source.is_raster and how.whole else "AVERAGE"
    plan = Plan(settings.output, grid, how, names, items, tags, look, overviews)
    fill(plan, lambda: _State(source, mask), work, tally.count, settings.threads, progress)
    progress.report(1.0)
    return MaskResult(settings.output, tally.pixels, tally.masked, dict(tally.counts), source.product.identifier,
                      label(source.product), source.acquired)


class _Tally:
    """Counts by block, taken in the coordinating thread."""

    def __init__(self, words: Sequence[str]) -> None:
        self.counts = dict.fromkeys(words, 0)
        self.pixels = self.masked = 0
        self._waiting: dict[Window, tuple[int, int, dict[str, int]]] = {}

    def add(self, block: Window, flags: np.ndarray, seen: np.ndarray, dropped: np.ndarray) -> None:
        """From a lane's thread: each block has an entry of its own."""
        found = {word: int(np.count_nonzero((flags & np.uint16(NAMES[word])) != 0)) if word == "nodata" else
                 int(np.count_nonzero(((flags & np.uint16(NAMES[word])) != 0) & seen)) for word in self.counts}
        self._waiting[block] = (int(np.count_nonzero(seen)), int(np.count_nonzero(dropped)), found)

    def count(self, block: Window, _values: np.ndarray) -> None:
        pixels, masked, found = self._waiting.pop(block)
        self.pixels += pixels
        self.masked += masked
        for word, number in found.items():
            self.counts[word] += number


def _variables(source: Source, settings: MaskSettings) -> tuple[Variable, ...]:
    product = source.product
    if source.is_raster:
        return tuple(Variable(band.name, (band,)) for band in product.bands)
    names = settings.bands or tuple(band.name for band in product.bands if band.path is not None)
    return variables(product, names or (product.bands[0].name,))


def _descriptions(source: Source, chosen: Sequence[Variable]) -> tuple[list[str], list[dict[str, str]], str]:
    """Names of the bands, their items and the style: a raster keeps its own."""
    if not source.is_raster:
        product = source.product
        return [label_of(one) for one in chosen], [band_items(product, one) for one in chosen], style.text(chosen)
    with Raster(source.product.path) as raster:
        indices = range(1, raster.count + 1)
        names = [raster.description(index) for index in indices]
        tags = [{key: value for key, value in raster.metadata(index).items() if not key.startswith("STATISTICS_")}
                for index in indices]
    look = Path(source.product.path).with_suffix(".qml")
    return names, tags, look.read_text(encoding="utf-8") if look.is_file() else ""


def _reach(grid: Grid, buffer_m: float) -> tuple[int, float, float]:
    """Pixels read around a block, radius in pixels of a row, height of a pixel over its width; on the ground."""
    unit = metres_per_unit(grid.crs)
    across, along = grid.dx * (unit or 1.0), grid.dy * (unit or 1.0)
    if unit is None:
        xmin, ymin, xmax, ymax = grid.bounds
        along = grid.dy * 111_200.0
        across = max(1e-6, grid.dx * 111_320.0 * math.cos(math.radians((ymin + ymax) / 2)))
    halo = math.ceil(buffer_m / min(across, along)) + 1 if buffer_m > 0 else 0
    return halo, buffer_m / across, along / across


def _widened(grid: Grid, block: Window, halo: int) -> tuple[Grid, tuple[slice, slice]]:
    """The block with what surrounds it, even beyond the grid, and where the block lies in that."""
    row, column, rows, columns = block
    wide = grid.window(row - halo, column - halo, rows + 2 * halo, columns + 2 * halo)
    return wide, (slice(halo, halo + rows), slice(halo, halo + columns))
