"""Where map and reference disagree most, to be looked at: the ground as an image, the map beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..engine.class_raster import read_classes
from ..engine.colours import distinct, png_address
from ..engine.grid import Grid
from ..engine.points import pixel_of
from ..engine.raster import Raster, transform_points
from .assemble import Assembled
from .settings import AccuracySettings

#: Places shown, and of them at most so many of one pair of classes.
MOST, OF_A_PAIR = 12, 3
#: Side of what is shown, pixels of the map; of an image that is finer, pixels read at most.
SIDE, FINEST = 61, 244
#: Percentiles of each band of a crop that become black and white.
_STRETCH = (2.0, 98.0)
_EMPTY = (235, 235, 235)
_RED = ("red", "b4", "b04", "rouge")
_GREEN = ("green", "b3", "b03", "vert")
_BLUE = ("blue", "b2", "b02", "bleu")


@dataclass(frozen=True)
class Place:
    """A unit that the map has wrong; x and y in the map's CRS."""

    x: float
    y: float
    map_class: int
    reference: int
    confidence: float | None

    def as_data(self, classes: tuple[str, ...]) -> dict[str, Any]:
        """Plain data."""
        return {"x": self.x, "y": self.y, "map": classes[self.map_class], "reference": classes[self.reference],
                "confidence": self.confidence}


def worst(settings: AccuracySettings, found: Assembled, confidence: np.ndarray | None) -> list[Place]:
    """Wrong units of which the map is surest, else those of the largest confusions; few of each pair."""
    reference, sample = settings.reference, found.sample
    if reference is None or found.unit is None or reference.rings:
        return []
    wrong = np.flatnonzero(sample.map_class != sample.reference)
    if confidence is None:
        rank = sample.proportions()[sample.map_class[wrong], sample.reference[wrong]]
    else:
        rank = np.nan_to_num(confidence[wrong], nan=-1.0)
    places: list[Place] = []
    seen: dict[tuple[int, int], int] = {}
    for row in wrong[np.argsort(-rank, kind="stable")].tolist():
        pair = int(sample.map_class[row]), int(sample.reference[row])
        if seen.get(pair, 0) < OF_A_PAIR and len(places) < MOST:
            seen[pair] = seen.get(pair, 0) + 1
            sure = None if confidence is None or not np.isfinite(confidence[row]) else float(confidence[row])
            unit = int(found.unit[row])
            places.append(Place(float(reference.x[unit]), float(reference.y[unit]), *pair, sure))
    return places


def thumbnails(settings: AccuracySettings, places: list[Place]) -> list[tuple[str, str]]:
    """Addresses of the map's crop and of the image's at each place, "" without an image. Raises BocageError."""
    if not places:
        return []
    with Raster(settings.map) as raster:
        crops = [_map_crop(raster, settings.map, place) for place in places]
        grid = raster.grid
    images = [""] * len(places)
    if settings.image:
        with Raster(settings.image) as raster:
            bands = _bands(raster)
            images = [png_address(_marked(_image_crop(raster, bands, grid, place))) for place in places]
    return list(zip((png_address(_marked(crop)) for crop in crops), images))


def legend(settings: AccuracySettings, found: Assembled) -> dict[str, tuple[int, int, int]]:
    """Colour of each class on the map's crops, in the order of its numbers."""
    if not found.names:
        return {}
    with Raster(settings.map) as raster:
        colours = _colours(raster, sorted(found.names))
    return {found.names[value]: colour for value, colour in colours.items()}


def _map_crop(raster: Raster, path: str, place: Place) -> np.ndarray:
    """Colours of the classes around a place, of the map's own table where it has one."""
    column, row = (int(one[0]) for one in pixel_of(raster.grid, np.array([place.x]), np.array([place.y])))
    window, (top, left) = _window(raster.grid.shape, row - SIDE // 2, column - SIDE // 2, SIDE, SIDE)
    shown = np.full((SIDE, SIDE, 3), _EMPTY, np.uint8)
    if window is None:
        return shown
    values, known = read_classes(raster, path, window)
    colours = _colours(raster, np.unique(values[known]).tolist())
    part = shown[top:top + window[2], left:left + window[3]]
    for value, colour in colours.items():
        part[known & (values == value)] = colour
    return shown


def _colours(raster: Raster, values: list[int]) -> Mapping[int, tuple[int, int, int]]:
    table = raster.palette()
    return {value: table[value] if any(table.get(value, ())) else distinct(value) for value in values}


def _window(shape: tuple[int, int], row: int, column: int, rows: int,
            columns: int) -> tuple[tuple[int, int, int, int] | None, tuple[int, int]]:
    """What of a window lies on the raster, and where it begins in it."""
    first, last = max(0, row), min(shape[0], row + rows)
    left, right = max(0, column), min(shape[1], column + columns)
    if last <= first or right <= left:
        return None, (0, 0)
    return (first, left, last - first, right - left), (first - row, left - column)


def _bands(raster: Raster) -> list[int]:
    """Red, green and blue by their names, else the first three, else the first alone."""
    names = [raster.description(band).lower().replace("_", " ").split() for band in range(1, raster.count + 1)]
    found = [next((k + 1 for k, words in enumerate(names) if set(words) & set(wanted)), 0)
             for wanted in (_RED, _GREEN, _BLUE)]
    if all(found):
        return found
    return [1, 2, 3] if raster.count >= 3 else [1, 1, 1]


def _image_crop(raster: Raster, bands: list[int], grid: Grid, place: Place) -> np.ndarray:
    """The ground that the map's crop covers, whatever the image's pixels and CRS."""
    half = abs(grid.dx) * SIDE / 2.0, abs(grid.dy) * SIDE / 2.0
    x = place.x + np.array([-half[0], half[0], half[0], -half[0]])
    y = place.y + np.array([half[1], half[1], -half[1], -half[1]])
    if raster.grid.crs:
        x, y = transform_points(x, y, grid.crs, raster.grid.crs)
    column, row = pixel_of(raster.grid, x, y)
    rows, columns = (max(1, int(one.max() - one.min())) for one in (row, column))
    window, (top, left) = _window(raster.grid.shape, int(row.min()), int(column.min()), rows, columns)
    scale = max(1.0, max(rows, columns) / FINEST)
    high, wide = (max(1, round(side / scale)) for side in (rows, columns))
    shown = np.full((high, wide, 3), _EMPTY, np.uint8)
    if window is None:
        return shown
    size = max(1, round(window[2] / scale)), max(1, round(window[3] / scale))
    start = min(round(top / scale), high - 1), min(round(left / scale), wide - 1)
    part = shown[start[0]:start[0] + size[0], start[1]:start[1] + size[1]]
    for number, band in enumerate(bands):
        part[..., number] = _stretched(raster, band, window, size)[:part.shape[0], :part.shape[1]]
    return shown


def _stretched(raster: Raster, band: int, window: tuple[int, int, int, int], size: tuple[int, int]) -> np.ndarray:
    pixels = raster.read(band, window, size).astype(float)
    nodata = raster.band_nodata(band)
    known = np.isfinite(pixels) if nodata is None else np.isfinite(pixels) & (pixels != nodata)
    if not known.any():
        return np.full(pixels.shape, _EMPTY[0], np.uint8)
    low, high = np.percentile(pixels[known], _STRETCH)
    share = np.clip((np.where(known, pixels, low) - low) / max(high - low, 1e-9), 0.0, 1.0)
    return np.where(known, np.rint(255 * share), _EMPTY[0]).astype(np.uint8)


def _marked(pixels: np.ndarray) -> np.ndarray:
    """With a thin frame around its middle: the unit is there."""
    middle, reach = (pixels.shape[0] // 2, pixels.shape[1] // 2), max(2, min(pixels.shape[:2]) // 20)
    for colour, far in (((255, 255, 255), reach + 1), ((0, 0, 0), reach)):
        first, last = (max(0, one - far) for one in middle), (one + far for one in middle)
        (top, left), (bottom, right) = tuple(first), tuple(last)
        frame = np.zeros(pixels.shape[:2], bool)
        frame[top:bottom + 1, left:right + 1] = True
        frame[top + 1:bottom, left + 1:right] = False
        pixels[frame] = colour
    return pixels
