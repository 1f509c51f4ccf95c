"""A product's bands on one grid, block after block, to a GeoTIFF that appears whole or not at all."""

from __future__ import annotations

import numpy as np

from ...engine.grid import Window
from ...engine.progress import Part, Progress
from ...products.model import Product
from ...products.open import open_product
from ...products.safe.sums import check_images
from ..pixels import style
from ..pixels.filling import Plan, fill
from ..pixels.masking import bits_of
from ..pixels.output import band_items, check_output, coding, label_of, made_by
from ..pixels.reading import PixelReader
from ..pixels.sources import label, light
from ..pixels.targets import cropped
from ..pixels.variables import variables
from .settings import StackResult, StackSettings


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
    progress.report(0.0, "step_checking_images")
    read = dict.fromkeys(band.name for one in chosen for band in one.bands)
    check_images(product, read, settings.threads, Part(progress, 0.0, 0.05))

    def work(state: PixelReader, block: Window) -> np.ndarray:
        place = grid.window(*block)
        values = state.values(chosen, place, settings.resampling)
        if masked:
            values[:, (state.flags(place, chosen) & np.uint16(masked)) != 0] = np.nan
        return values

    empty = [0]

    def seen(block: Window, values: np.ndarray) -> None:
        empty[0] += int(np.count_nonzero(~np.isfinite(values).any(axis=0)))

    names = [label_of(one) for one in chosen]
    plan = Plan(settings.output, grid, how, names, items, [band_items(product, one) for one in chosen],
                style.text(chosen))
    fill(plan, lambda: PixelReader(product), work, seen, settings.threads, Part(progress, 0.05, 1.0))
    progress.report(1.0)
    return StackResult(settings.output, tuple(names), 100.0 * empty[0] / (grid.shape[0] * grid.shape[1]),
                       product.identifier, label(product), product.acquired)


def names_of(product: Product) -> tuple[str, ...]:
    """All bands that have a file: without them ``variables`` would have nothing to say."""
    return tuple(band.name for band in product.bands if band.path is not None) or (product.bands[0].name,)
