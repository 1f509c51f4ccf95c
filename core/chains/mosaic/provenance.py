"""The layer that says which product a pixel comes from, its style and its table."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import numpy as np

from ..pixels import style
from ..pixels.sources import label
from .plan import Layered

COLUMNS = ("value", "product", "acquired", "platform", "level", "tile", "clear_percent", "pixels", "path")
_COLOURS = ("#4e79a7", "#f28e2b", "#59a14f", "#e15759", "#76b7b2", "#edc948", "#b07aa1", "#ff9da7", "#9c755f",
            "#8cd17d", "#499894", "#d37295")


def palette(layers: Sequence[Layered]) -> str:
    """Style: one colour a product."""
    return style.paletted([(number, _COLOURS[(number - 1) % len(_COLOURS)], label(one.source.product))
                           for number, one in enumerate(layers, start=1)])


def table(layers: Sequence[Layered], counts: np.ndarray) -> str:
    """CSV: one row a product, with the pixels that it gave (``counts`` by number)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for number, one in enumerate(layers, start=1):
        product, acquired = one.source.product, one.source.acquired
        clear = "" if one.clear != one.clear else f"{100 * one.clear:.1f}"
        writer.writerow([number, product.identifier, acquired.isoformat() if acquired else "", product.platform,
                         product.level, product.tile, clear, int(counts[number]), product.path])
    return text.getvalue()


def items(layers: Sequence[Layered]) -> dict[str, str]:
    """The same list in the file itself."""
    return {f"PRODUCT_{number}": one.source.product.identifier for number, one in enumerate(layers, start=1)}
