"""Numbers of one band, strip after strip of its file's own tiles, each tile decoded once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ...engine.raster import Raster
from .context import Context
from .scenery import Source

#: Strips are no higher than this, even where a file is one tile or one line a block.
_MOST_ROWS = 1024


def strips(source: Source) -> list[tuple[int, int]]:
    """``(first, last)`` rows of the window, cut where the file's tiles are."""
    row, _, rows, _ = source.window
    height = source.block_rows if 64 <= source.block_rows <= _MOST_ROWS else _MOST_ROWS
    cuts = list(range((row // height + 1) * height, row + rows, height))
    edges = [row, *cuts, row + rows]
    return [(a - row, b - row) for a, b in zip(edges, edges[1:])]


def numbers(context: Context, band: str) -> Iterator[tuple[int, np.ndarray]]:
    """``(first row in the window, uint16 (rows, columns))``, from the file or from what was kept of it."""
    source = context.scenery.sources[band]
    spool = context.spooled.get(band)
    if spool is not None:
        yield from _from_spool(spool, source)
        return
    row, column, _, columns = source.window
    if source.band.path is None:
        return
    with Raster(source.band.path) as raster:
        for first, last in strips(source):
            pixels = raster.read(source.band.index, (row + first, column, last - first, columns))
            raster.forget()
            yield first, pixels


def _from_spool(path: Path, source: Source) -> Iterator[tuple[int, np.ndarray]]:
    columns = source.window[3]
    with open(path, "rb") as handle:
        for first, last in strips(source):
            data = np.fromfile(handle, np.uint16, (last - first) * columns)
            yield first, data.reshape(last - first, columns)
