"""A small picture of a raster of codes, taken on the way: one pixel of many, nothing mixed."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import numpy as np

from ...engine.colours import png_address
from ...engine.grid import Window
from ...engine.html import colour_key

#: Longest side of the picture, pixels.
LONGEST = 640


class Picture:
    """Every so many-th row and column of a raster, block after block; 0 is nothing."""

    def __init__(self, shape: tuple[int, int]) -> None:
        self.step = max(1, -(-max(shape) // LONGEST))
        self.pixels = np.zeros((-(-shape[0] // self.step), -(-shape[1] // self.step)), np.uint8)

    def cut(self, window: Window, block: np.ndarray) -> np.ndarray:
        """The pixels of a block (rows, columns) that the picture shows."""
        return block[-window[0] % self.step::self.step, -window[1] % self.step::self.step]

    def put(self, window: Window, shown: np.ndarray) -> None:
        """Codes of those pixels."""
        row, column = (-(-first // self.step) for first in window[:2])
        self.pixels[row:row + shown.shape[0], column:column + shown.shape[1]] = shown

    def html(self, colours: Mapping[int, tuple[int, int, int]], names: Mapping[int, str], title: str) -> str:
        """The picture and its key; white where there is nothing. names: HTML already."""
        table = np.full((256, 3), 255, np.uint8)
        for code, colour in colours.items():
            table[code] = colour
        key = " &nbsp; ".join(f"{colour_key(colours[code])}{name}" for code, name in names.items())
        return f'<p><img alt="{escape(title)}" src="{png_address(table[self.pixels])}"></p>\n<p>{key}</p>'
