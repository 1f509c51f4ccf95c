"""Any list of rasters as one stack of features on the grid of the first: physical values, NaN where one has nothing.

Training and prediction read through here, so that a model meets the numbers that it learned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..engine.grid import Grid, Window, check_upright
from ..engine.raster import Raster, same_crs, transform_points, warp_pixels
from ..engine.regrid import regrid
from ..errors import BocageError
from .model import Feature

#: Pixels around a window that a resampling may ask for.
_MARGIN = 4
#: Part of a pixel by which grids may part and be the same.
_SAME = 1e-3


@dataclass(frozen=True)
class Layer:
    """One feature: where its numbers are."""

    feature: Feature
    #: Index of its raster, and of the band there, from 1.
    raster: int
    band: int


class FeatureStack:
    """Rasters open in this thread. ``grid`` is that of the first; the others are brought to it as they are read."""

    def __init__(self, paths: Sequence[str], resampling: str = "bilinear") -> None:
        if not paths:
            raise BocageError("features_none")
        self.resampling = resampling
        self._rasters: list[Raster] = []
        try:
            for path in paths:
                self._rasters.append(Raster(path))
                if not self._rasters[-1].grid.crs:
                    raise BocageError("raster_without_crs", file=path)
                check_upright(self._rasters[-1].grid, path)
            self.grid = self._rasters[0].grid
            self.layers = _layers(self._rasters)
            self._aligned = [_aligned(raster.grid, self.grid) for raster in self._rasters]
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "FeatureStack":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the files go."""
        for raster in self._rasters:
            raster.close()

    @property
    def features(self) -> tuple[Feature, ...]:
        """In the order of ``read``."""
        return tuple(layer.feature for layer in self.layers)

    def read(self, window: Window, chosen: Sequence[int] | None = None) -> np.ndarray:
        """Float32 (feature, row, column) of ``(row, column, rows, columns)`` of the grid; ``chosen`` features alone."""
        indices = range(len(self.layers)) if chosen is None else chosen
        result = np.empty((len(indices), window[2], window[3]), np.float32)
        for place, index in enumerate(indices):
            result[place] = self._layer(self.layers[index], window)
        return result

    def forget(self) -> None:
        """Drop decoded blocks."""
        for raster in self._rasters:
            raster.forget()

    def _layer(self, layer: Layer, window: Window) -> np.ndarray:
        raster, shift = self._rasters[layer.raster], self._aligned[layer.raster]
        target = self.grid.window(*window)
        if shift is not None:
            return _inside(raster, layer, (window[0] + shift[0], window[1] + shift[1], window[2], window[3]))
        there = _window_under(target, raster.grid)
        if there[2] == 0 or there[3] == 0:
            return np.full(target.shape, np.nan, np.float32)
        source = raster.grid.window(*there)
        values = physical(raster.read(layer.band, there), layer.feature)
        coarser = target.dx > 1.5 * source.dx if same_crs(source.crs, target.crs) else False
        method = "average" if coarser and self.resampling != "nearest" else self.resampling
        if same_crs(source.crs, target.crs):
            return regrid(values, source, target, method)
        return warp_pixels(values, source, target, method)


def physical(pixels: np.ndarray, feature: Feature) -> np.ndarray:
    """Float32 values of the numbers of a raster, NaN for nodata. The one place where it is done."""
    values = pixels.astype(np.float32)
    if (feature.scale, feature.offset) != (1.0, 0.0):
        values = values * np.float32(feature.scale) + np.float32(feature.offset)
    if feature.nodata is not None and not np.isnan(feature.nodata):
        nodata = np.float32(feature.nodata) if pixels.dtype == np.float32 else feature.nodata
        values[pixels == nodata] = np.nan
    # What is beyond all numbers is none.
    values[~np.isfinite(values)] = np.nan
    return np.asarray(values)


def _layers(rasters: Sequence[Raster]) -> list[Layer]:
    """Features are named by their bands; where two bear one name, the place of the raster goes before it."""
    found = []
    for number, raster in enumerate(rasters):
        for band in range(1, raster.count + 1):
            scale, offset = raster.scaling(band)
            found.append((number, band, raster.description(band).strip()[:400], scale, offset,
                          raster.band_nodata(band)))
    names = [name for _, _, name, *_ in found]
    layers: list[Layer] = []
    for number, band, name, scale, offset, nodata in found:
        single = bool(name) and names.count(name) == 1
        shown = name if single else f"{number + 1}: {name}" if name else f"{number + 1}: band {band}"
        if any(layer.feature.name == shown for layer in layers):
            shown = f"{shown} ({band})"
        layers.append(Layer(Feature(shown, scale, offset, nodata), number, band))
    return layers


def _aligned(grid: Grid, target: Grid) -> tuple[int, int] | None:
    """Rows and columns from the target's pixels to those of a grid whose pixels are the same; None if they are not."""
    if not same_crs(grid.crs, target.crs):
        return None
    if abs(grid.dx / target.dx - 1.0) > 1e-6 or abs(grid.dy / target.dy - 1.0) > 1e-6:
        return None
    columns = (target.transform[0] - grid.transform[0]) / target.dx
    rows = (grid.transform[3] - target.transform[3]) / target.dy
    if abs(columns - round(columns)) > _SAME or abs(rows - round(rows)) > _SAME:
        return None
    return round(rows), round(columns)


def _inside(raster: Raster, layer: Layer, window: Window) -> np.ndarray:
    """Pixels of a window that may reach beyond the raster."""
    row, column, rows, columns = window
    first, left = max(row, 0), max(column, 0)
    last, right = min(row + rows, raster.grid.shape[0]), min(column + columns, raster.grid.shape[1])
    if (first, left, last, right) == (row, column, row + rows, column + columns):
        return physical(raster.read(layer.band, window), layer.feature)
    result = np.full((rows, columns), np.nan, np.float32)
    if last > first and right > left:
        part = raster.read(layer.band, (first, left, last - first, right - left))
        result[first - row:last - row, left - column:right - column] = physical(part, layer.feature)
    return result


def _window_under(target: Grid, source: Grid) -> Window:
    """Pixels of ``source`` under ``target`` and a margin, in whatever CRS."""
    xmin, ymin, xmax, ymax = target.bounds
    if not same_crs(source.crs, target.crs):
        share = np.linspace(0.0, 1.0, 9)
        x, y = np.meshgrid(xmin + share * (xmax - xmin), ymin + share * (ymax - ymin))
        x, y = transform_points(x, y, target.crs, source.crs)
        whole = np.isfinite(x) & np.isfinite(y)
        if not whole.any():
            return 0, 0, 0, 0
        xmin, xmax = float(x[whole].min()), float(x[whole].max())
        ymin, ymax = float(y[whole].min()), float(y[whole].max())
    wide, high = _MARGIN * source.dx, _MARGIN * source.dy
    return source.covering((xmin - wide, ymin - high, xmax + wide, ymax + high))
