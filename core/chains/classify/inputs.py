"""What a classification reads: the model's features among the bands, the mask, the clear dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ...engine.grid import Grid
from ...engine.progress import Progress
from ...engine.raster import Raster, open_vector, rasterise
from ...engine.zones import read_zones
from ...errors import BocageError
from ...landcover.features import FeatureStack, Layer
from ...landcover.model import LandcoverModel
from ..pixels.reading import bounds_in, read_on, window_of

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
#: Names in a sentence; the rest are counted.
_MOST_NAMES = 5


def chosen_of(model: LandcoverModel, stack: FeatureStack, file: str, progress: Progress | None = None) -> list[int]:
    """Places in the stack of the model's features, ascending.

    Raises BocageError that names those that are missing, or in another order than the model's. Bands between them
    that the model does not know are left aside. Warns where scales differ from those of the training.
    """
    names = [layer.feature.name for layer in stack.layers]
    wanted = [feature.name for feature in model.features]
    missing = [name for name in wanted if name not in names]
    if missing:
        raise BocageError("features_missing", count=len(missing), total=len(wanted), names=_listed(missing),
                          found=_listed(names))
    places = [names.index(name) for name in wanted]
    for number in range(1, len(places)):
        if places[number] < places[number - 1]:
            raise BocageError("features_order", name=wanted[number], before=wanted[number - 1], file=file)
    if progress is not None:
        odd = [feature.name for feature, place in zip(model.features, places)
               if not _alike(feature.scale, stack.layers[place].feature.scale)
               or not _alike(feature.offset, stack.layers[place].feature.offset)]
        if odd:
            progress.warn("features_scale", count=len(odd), names=_listed(odd))
        if len(names) > len(wanted):
            progress.info("features_aside", count=len(names) - len(wanted))
    return places


def take_nodata(model: LandcoverModel, stack: FeatureStack, places: Sequence[int]) -> None:
    """Where a band tells no nodata, that of the training holds, of the same scale."""
    for feature, place in zip(model.features, places):
        layer = stack.layers[place]
        own = layer.feature
        if own.nodata is None and feature.nodata is not None and _alike(own.scale, feature.scale):
            stack.layers[place] = Layer(replace(own, nodata=feature.nodata), layer.raster, layer.band)


def days_of(model: LandcoverModel) -> list[list[int]]:
    """Columns of the features of each date that their names begin with, [] where none does."""
    days: dict[str, list[int]] = {}
    for column, feature in enumerate(model.features):
        found = _DAY.match(feature.name)
        if found:
            days.setdefault(found.group(), []).append(column)
    return [days[day] for day in sorted(days)]


class Mask:
    """Where a map is wanted: polygons by the rule of the centre, or a raster that is neither 0 nor nodata."""

    def __init__(self, path: str, layer: str, crs: str) -> None:
        self.path = path
        self._polygons: list[tuple[int, list[np.ndarray]]] | None = None
        if path and not _is_raster(path):
            self._polygons = _polygons(path, layer, crs)

    def check_touches(self, grid: Grid) -> None:
        """Raise BocageError where the mask lies wholly elsewhere: an empty map would be all that a night gave."""
        if not self.path:
            return
        if self._polygons is None:
            with Raster(self.path) as raster:
                bounds = [bounds_in(raster.grid, grid.crs)]
        else:
            bounds = [(*rings[0].min(axis=0), *rings[0].max(axis=0)) for _, rings in self._polygons]
        if not any(all(window_of(grid, one)[2:]) for one in bounds):
            raise BocageError("mask_elsewhere", file=self.path)

    def open(self) -> MaskReader:
        """For one thread."""
        return MaskReader(self.path, self._polygons)


class MaskReader:
    """A mask open in this thread."""

    def __init__(self, path: str, polygons: list[tuple[int, list[np.ndarray]]] | None) -> None:
        self._polygons = polygons
        self._raster = Raster(path) if path and polygons is None else None

    def inside(self, grid: Grid) -> np.ndarray:
        """Bool (rows, columns)."""
        if self._polygons is not None:
            return np.asarray(rasterise(self._polygons, grid) > 0)
        if self._raster is None:
            return np.ones(grid.shape, bool)
        values = _nearest(self._raster, 1, grid)
        return np.asarray(np.isfinite(values) & (values != 0))

    def close(self) -> None:
        """Release the file."""
        if self._raster is not None:
            self._raster.close()


class ClearDates:
    """How many dates were clear at each pixel, from a raster; open in this thread."""

    def __init__(self, path: str) -> None:
        self._raster = Raster(path)

    def count(self, grid: Grid) -> np.ndarray:
        """Int32 (rows, columns): the number of the one band, or how many of several bands are not 0; -1 unknown."""
        if self._raster.count == 1:
            values = _nearest(self._raster, 1, grid)
            return np.where(np.isfinite(values), np.clip(values, 0, 65_000), -1).astype(np.int32)
        total = np.zeros(grid.shape, np.int32)
        for band in range(1, self._raster.count + 1):
            values = _nearest(self._raster, band, grid)
            total += np.isfinite(values) & (values != 0)
        return total

    def close(self) -> None:
        """Release the file."""
        self._raster.close()


def _nearest(raster: Raster, band: int, grid: Grid) -> np.ndarray:
    nodata = raster.band_nodata(band)

    def physical(pixels: np.ndarray, _coarse: bool) -> np.ndarray:
        values = pixels.astype(np.float32)
        if nodata is not None and np.isfinite(nodata):
            values[pixels == nodata] = np.nan
        return values

    if not raster.grid.crs:
        raise BocageError("raster_without_crs", file=raster.path)
    return read_on(raster, raster.grid, grid, "nearest", band, physical)


def _is_raster(path: str) -> bool:
    """A GeoPackage may be either: it is vectors where it holds a vector layer."""
    try:
        return int(open_vector(path).GetLayerCount()) == 0
    except BocageError:
        return True


def _polygons(path: str, layer: str, crs: str) -> list[tuple[int, list[np.ndarray]]]:
    zones = read_zones(path, "", layer).to(crs)
    found: list[tuple[int, list[np.ndarray]]] = []
    for owner, ring in zip(zones.owner, zones.rings):
        x, y = (ring - ring[0]).T
        outer = float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) > 0
        if outer or not found or found[-1][0] != owner:
            found.append((owner, [ring]))
        else:
            found[-1][1].append(ring)
    return [(1, rings) for _, rings in found]


def _alike(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-6 * max(abs(one), abs(other), 1e-12)


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MOST_NAMES])
    return f"{shown} ..." if len(names) > _MOST_NAMES else shown
