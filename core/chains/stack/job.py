"""A product's bands on one grid, block after block, to a GeoTIFF that appears whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from ...engine.grid import Grid, Window
from ...engine.jobs import thread_count
from ...engine.outputs import atomic_file, write_text
from ...engine.progress import Part, Progress, check
from ...products.model import Product
from ...products.open import open_product
from ..pixels import style
from ..pixels.lanes import in_lanes
from ..pixels.masking import bits_of
from ..pixels.output import (
    Coding,
    StackWriter,
    band_items,
    check_output,
    coding,
    imagery_items,
    label_of,
    made_by,
)
from ..pixels.reading import PixelReader
from ..pixels.sources import light
from ..pixels.targets import blocks, cropped
from ..pixels.variables import Variable, variables
from .settings import StackResult, StackSettings

#: Values (band, rows, columns) of one block, by one thread's reader.
Work = Callable[[PixelReader, Window], np.ndarray]


def run_stack(settings: StackSettings, progress: Progress) -> StackResult:
    """Bands of one product as one raster. Raises BocageError, or Cancelled; then nothing is left behind."""
    progress.report(0.0, "step_metadata")
    product = light(open_product(settings.input, images=settings.images or None))
    chosen = variables(product, settings.bands or names_of(product))
    with PixelReader(product) as reader:
        grid = cropped(reader.finest(chosen), settings.resolution, settings.extent, settings.extent_crs, product.path)
    how = coding(settings.type, chosen)
    check_output(settings.output, grid, how, len(chosen))
    items = made_by("stack", settings, [product])
    masked = bits_of(settings.flags)

    def work(state: PixelReader, block: Window) -> np.ndarray:
        place = grid.window(*block)
        values = state.values(chosen, place, settings.resampling)
        if masked:
            values[:, (state.flags(place, chosen) & np.uint16(masked)) != 0] = np.nan
        return values

    empty = write_stack(settings.output, grid, how, chosen, product, items, work, settings.threads, progress)
    return StackResult(settings.output, tuple(label_of(one) for one in chosen), empty, product.identifier)


def names_of(product: Product) -> tuple[str, ...]:
    """All bands that have a file: without them ``variables`` would have nothing to say."""
    return tuple(band.name for band in product.bands if band.path is not None) or (product.bands[0].name,)


def write_stack(path: str, grid: Grid, how: Coding, chosen: Sequence[Variable], product: Product,
                items: dict[str, str], work: Work, threads: int, progress: Progress) -> float:
    """Fill a GeoTIFF with ``work(reader, block) -> (band, rows, columns)``; percent of the pixels that stay empty."""
    names = [label_of(one) for one in chosen]
    empty = [0]
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    with ExitStack() as stack:
        raster = stack.enter_context(atomic_file(path))
        look = style.text(chosen)
        if look:
            write_text(stack.enter_context(atomic_file(Path(path).with_suffix(".qml"))), look)
        with StackWriter(raster, grid, how, names) as writer:
            writer.raster.set_metadata(items)
            for index, one in enumerate(chosen, start=1):
                told = band_items(product, one)
                writer.raster.set_metadata(told, index)
                if imagery_items(told):
                    writer.raster.set_metadata(imagery_items(told), index, "IMAGERY")

            def take(block: Window, values: np.ndarray) -> None:
                empty[0] += int(np.count_nonzero(~np.isfinite(values).any(axis=0)))
                writer.write(values, block[0], block[1])

            progress.report(0.0, "step_writing")
            in_lanes(list(blocks(grid)), lambda: PixelReader(product), work, take, thread_count(threads),
                     Part(progress, 0.02, 0.95))
            check(progress)
            writer.close()
        for name, beyond in zip(names, writer.beyond):
            if beyond:
                progress.warn("values_clipped", band=name, count=beyond, type=how.dtype)
        check(progress)
    progress.report(1.0)
    return 100.0 * empty[0] / (grid.shape[0] * grid.shape[1])
