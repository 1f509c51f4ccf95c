"""How each band sees the scene: one geometry a detector, put together on cells by the footprints."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ...atmosphere.correction import BandAtmosphere, Terms
from ...atmosphere.maps import (
    CellScattering,
    SceneTerms,
    WaterLookup,
    cell_terms,
    geometry,
    knot_grid,
)
from ...engine.grid import Grid
from ...products.angles import detector_vectors, detectors, sun_vectors
from ...products.footprints import detector_index
from ...products.model import Product


class View:
    """One band on cells."""

    def __init__(self, product: Product, band: str, atmosphere: BandAtmosphere, cells: Grid,
                 ozone: np.ndarray, index: np.ndarray | None = None) -> None:
        self.product, self.band, self.atmosphere, self.cells, self.ozone = product, band, atmosphere, cells, ozone
        self.index = cell_detectors(product, band, cells) if index is None else index
        self.parts = [(int(number), *_box(self.index == number)) for number in np.unique(self.index)]
        self._scenes: dict[int, SceneTerms] = {}
        self._kept_air: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None
        self._kept_water: tuple[np.ndarray, np.ndarray, tuple[np.ndarray, np.ndarray]] | None = None

    def on(self, grid: Grid, ozone: np.ndarray, thin: tuple[slice, slice]) -> View:
        """The same band on a thinner grid."""
        return View(self.product, self.band, self.atmosphere, grid, ozone, self.index[thin])

    def scene_terms(self, detector: int, rows: slice, columns: slice) -> SceneTerms:
        """The terms as one detector sees part of the cells (kept: angles do not change in a run)."""
        if detector not in self._scenes:
            self._scenes[detector] = self._scene(detector, rows, columns)
        return self._scenes[detector]

    def _scene(self, detector: int, rows: slice, columns: slice) -> SceneTerms:
        cells = self.cells.window(rows.start, columns.start, rows.stop - rows.start, columns.stop - columns.start)
        knots = knot_grid(cells)
        angles = geometry(knots, sun_vectors(self.product, knots),
                          detector_vectors(self.product, self.band, detector, knots))
        return SceneTerms(self.atmosphere, angles, cells, self.ozone[rows, columns])

    def _put_together(self, make: Callable[[SceneTerms, slice, slice, np.ndarray], Sequence[np.ndarray]],
                      count: int) -> list[np.ndarray]:
        result = [np.zeros(self.cells.shape, np.float32) for _ in range(count)]
        for detector, rows, columns in self.parts:
            inside = self.index[rows, columns] == detector
            for whole, part in zip(result, make(self.scene_terms(detector, rows, columns), rows, columns, inside)):
                np.copyto(whole[rows, columns], part, where=inside)
        return result

    def scattering(self, aot: np.ndarray, altitude_km: np.ndarray) -> CellScattering:
        """Scattering on all cells, each by its own detector's geometry."""
        def light(scene: SceneTerms, rows: slice, columns: slice, inside: np.ndarray) -> Sequence[np.ndarray]:
            return list(scene.light(aot[rows, columns], altitude_km[rows, columns], inside))

        path_rayleigh, path_aerosol, transmittance, albedo = self._put_together(light, 4)
        return CellScattering(path_rayleigh, path_aerosol, transmittance, albedo, *self._air(altitude_km))

    def _air(self, altitude_km: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Stable gases and air mass on all cells, kept for as long as the altitude asked for is the same array."""
        if self._kept_air is None or self._kept_air[0] is not altitude_km:
            gas, mass = self._put_together(lambda scene, rows, columns, _inside: scene.air(
                altitude_km[rows, columns]), 2)
            self._kept_air = (altitude_km, gas, mass)
        return self._kept_air[1:]

    def water_lookup(self, part: CellScattering, altitude_km: np.ndarray) -> WaterLookup:
        """Water-vapour transmittance on all cells."""
        return WaterLookup(self.atmosphere, part.mass, altitude_km)

    def terms(self, part: CellScattering, altitude_km: np.ndarray, water: np.ndarray) -> Terms:
        """Terms on all cells. The water vapour's transmittance is kept for as long as its arrays are the same."""
        if self._kept_water is None or self._kept_water[0] is not altitude_km or self._kept_water[1] is not water:
            lookup = self.water_lookup(part, altitude_km)
            self._kept_water = (altitude_km, water, (lookup(water), lookup(water / 2)))
        return cell_terms(part, self._kept_water[2])

    def forget(self) -> None:
        """Let go of what was kept on cells."""
        self._kept_air = self._kept_water = None


def cell_detectors(product: Product, band: str, cells: Grid) -> np.ndarray:
    """Detector of each cell, uint8; cells that no footprint covers take their neighbour's."""
    return nearest_along_rows(detector_index(product, band, cells), detectors(product, band))


def nearest_along_rows(index: np.ndarray, known: list[int]) -> np.ndarray:
    """Fill zeros with the last number met on the row, else the next; whole rows of zeros with the first known."""
    rows = np.flatnonzero((index == 0).any(axis=1))
    if rows.size == 0:
        return index
    part = index[rows]
    seen = part > 0
    columns = np.arange(part.shape[1], dtype=np.int16 if part.shape[1] < 32767 else np.int32)
    last = np.maximum.accumulate(np.where(seen, columns, columns.dtype.type(-1)), axis=1)
    following = np.minimum.accumulate(np.where(seen, columns, columns[-1])[:, ::-1], axis=1)[:, ::-1]
    filled = np.take_along_axis(part, np.where(last >= 0, last, following), 1)
    present = np.unique(part[seen])
    filled[filled == 0] = present[0] if present.size else (known[0] if known else 0)
    result = index.copy()
    result[rows] = filled
    return result


def _box(inside: np.ndarray, margin: int = 2) -> tuple[slice, slice]:
    """Rows and columns that hold all true cells, with a margin for interpolation across the border."""
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    high, wide = inside.shape
    return (slice(max(0, int(rows[0]) - margin), min(high, int(rows[-1]) + 1 + margin)),
            slice(max(0, int(columns[0]) - margin), min(wide, int(columns[-1]) + 1 + margin)))
