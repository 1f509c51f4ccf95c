"""Features as the whole numbers that their rasters hold: half of the memory, and forests walk them fastest."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ..engine.grid import Window
from ..engine.raster import Raster
from .features import FeatureStack, Layer, physical
from .model import Feature

#: Types whose every number an int16 can stand for.
_WHOLE = ("uint8", "int8", "int16", "uint16")


class NumberStack(FeatureStack):
    """The same stack, which also reads numbers as int16; those of uint16 are lowered by 32,768."""

    def __init__(self, paths: Sequence[str], resampling: str = "bilinear") -> None:
        super().__init__(paths, resampling)
        self._types: dict[tuple[int, int], str] = {}

    def __enter__(self) -> NumberStack:
        return self

    @property
    def block(self) -> tuple[int, int]:
        """Rows and columns of the blocks of the first raster's file."""
        return self._rasters[0].block

    def forget(self) -> None:
        """Drop decoded blocks; those that a VRT's sources keep go with the VRT alone."""
        super().forget()
        for number, raster in enumerate(self._rasters):
            if raster.path.lower().endswith(".vrt"):
                self._rasters[number] = Raster(raster.path)
                raster.close()

    def whole(self, chosen: Sequence[int]) -> bool:
        """True where all these features are whole numbers on the very pixels of the grid, rising with their value."""
        return all(self._aligned[layer.raster] is not None and layer.feature.scale > 0 and self._type(layer) in _WHOLE
                   for layer in (self.layers[index] for index in chosen))

    def physical_tables(self, chosen: Sequence[int]) -> list[np.ndarray]:
        """Physical values, float32 (65536), of -32768..32767 as ``numbers`` gives them, of each feature."""
        found: dict[tuple[str, float, float], np.ndarray] = {}
        tables = []
        for layer in (self.layers[index] for index in chosen):
            kind = "uint16" if self._type(layer) == "uint16" else "int16"
            key = (kind, layer.feature.scale, layer.feature.offset)
            if key not in found:
                first = np.arange(65536) - (0 if kind == "uint16" else 32768)
                found[key] = physical(first.astype(kind), Feature("", layer.feature.scale, layer.feature.offset))
            tables.append(found[key])
        return tables

    def numbers(self, window: Window, chosen: Sequence[int],
                tell: Callable[[int, np.ndarray], None] | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Int16 (pixels, features) of ``(row, column, rows, columns)``, and which pixels have all of them (pixels,).

        ``tell(column, known)`` is told where each feature has a value, bool (rows, columns).
        """
        rows, columns = window[2], window[3]
        result = np.zeros((rows * columns, len(chosen)), np.int16)
        known = np.ones((rows, columns), bool)
        for place, index in enumerate(chosen):
            # A view: the pixels of one feature as an image.
            target = result.reshape(rows, columns, len(chosen))[:, :, place]
            inside = self._number_layer(self.layers[index], window, target)
            known &= inside
            if tell is not None:
                tell(place, inside)
        return result, known.ravel()

    def _number_layer(self, layer: Layer, window: Window, target: np.ndarray) -> np.ndarray:
        """Fills (rows, columns), and tells where there is a number."""
        raster, shift = self._rasters[layer.raster], self._aligned[layer.raster] or (0, 0)
        row, column = window[0] + shift[0], window[1] + shift[1]
        top, left = max(row, 0), max(column, 0)
        bottom = min(row + window[2], raster.grid.shape[0])
        right = min(column + window[3], raster.grid.shape[1])
        inside = np.zeros(target.shape, bool)
        if bottom <= top or right <= left:
            return inside
        there = (slice(top - row, bottom - row), slice(left - column, right - column))
        pixels = raster.read(layer.band, (top, left, bottom - top, right - left))
        nodata = layer.feature.nodata
        inside[there] = True if nodata is None or np.isnan(nodata) else pixels != nodata
        target[there] = (pixels ^ np.uint16(0x8000)).view(np.int16) if pixels.dtype == np.uint16 else pixels
        return inside

    def _type(self, layer: Layer) -> str:
        # Bands of one VRT may differ: one pixel of the band tells.
        key = (layer.raster, layer.band)
        if key not in self._types:
            self._types[key] = str(self._rasters[layer.raster].read(layer.band, (0, 0, 1, 1)).dtype)
        return self._types[key]
