"""One product under all zones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...products.model import Product
from ..pixels.masking import bits_of
from ..pixels.reading import PixelReader
from ..pixels.variables import Variable, variables
from .cover import Cover, Covers
from .settings import ZonalSettings, quantile_of
from .statistics import ZoneStatistics


@dataclass(frozen=True)
class Measured:
    """Statistics of one product: arrays (zone,) over the zones that touch it."""

    product: Product
    #: Numbers of the zones, ascending.
    zones: np.ndarray
    names: tuple[str, ...]
    #: (variable, statistic, zone), in the order of the settings.
    values: np.ndarray
    #: (variable, zone): weight of the clear pixels, how many they are, and the shares of the zone's area that are clear
    #: and without data.
    count: np.ndarray
    pixels: np.ndarray
    clear: np.ndarray
    nodata: np.ndarray


def measured(product: Product, covers: Covers, settings: ZonalSettings, stopped: Callable[[], bool]) -> Measured | None:
    """None where no zone touches the product, or where the work is being stopped. Raises BocageError."""
    chosen = variables(product, settings.indices)
    quantiles = sorted({quantile for word in settings.statistics if (quantile := quantile_of(word)) is not None})
    unclear = np.uint16(bits_of(settings.flags) | bits_of(["nodata"]))
    with PixelReader(product) as reader:
        cover = covers.get(reader.finest(chosen))
        if not len(cover.touching):
            return None
        count = len(cover.area)
        sums = [ZoneStatistics(count, quantiles, cover.parts) for _ in chosen]
        row = -1
        for window, found in cover.blocks():
            if stopped():
                return None
            if window[0] != row:
                reader.forget()
                row = window[0]
            place = cover.grid.window(*window)
            # Nearest: larger pixels are cut by the finer ones, and a mean by area stays theirs.
            values = reader.values(chosen, place, "nearest").reshape(len(chosen), -1)
            clear = (reader.flags(place, chosen).ravel()[found.cell] & unclear) == 0
            for one, layer in zip(sums, values):
                one.add(found.polygon, found.weight, layer[found.cell], clear)
    return _gathered(product, chosen, cover, sums, settings)


def _gathered(product: Product, chosen: tuple[Variable, ...], cover: Cover, sums: list[ZoneStatistics],
              settings: ZonalSettings) -> Measured:
    at = cover.touching
    area = np.maximum(cover.area[at], 1e-12)
    clear = np.stack([np.minimum(one.weight[at] / area, 1.0) for one in sums])
    values = np.stack([[one.get(word, quantile_of(word))[at] for word in settings.statistics] for one in sums])
    values = values.reshape(len(sums), len(settings.statistics), len(at))
    values = np.where((clear >= settings.min_clear - 1e-9)[:, None, :], values, np.nan)
    return Measured(
        product, at, tuple(one.name for one in chosen), values, np.stack([one.weight[at] for one in sums]),
        np.stack([one.pixels[at] for one in sums]), clear,
        np.stack([np.clip(1.0 - one.data[at] / area, 0.0, 1.0) for one in sums]))
