"""The correction's terms over a whole scene: exact at knots 5 km apart, interpolated onto cells.

At each knot the smooth interpolation gives a dense table over AOT and altitude; cells read it
linearly (steps of 0.02 and 250 m, where a linear reading of the original grid would err by 0.004).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..engine.grid import Grid
from ..engine.resample import positions
from .correction import BandAtmosphere, Terms

KNOT_SPACING_M = 5000.0
AOT_STEP = 0.02
ALTITUDE_STEP_KM = 0.25
_CHUNK_ROWS = 64
_LOG_PATH_POINTS = 96


@dataclass(frozen=True)
class Geometry:
    """Directions at knots: ``grid`` has its pixel centres on them; angles in degrees (rows, columns)."""

    grid: Grid
    sza: np.ndarray
    vza: np.ndarray
    raa: np.ndarray

    def mass(self) -> np.ndarray:
        """Air mass (rows, columns)."""
        return 1 / np.cos(np.radians(self.sza)) + 1 / np.cos(np.radians(self.vza))


def knot_grid(cells: Grid) -> Grid:
    """Knots at most 5 km apart whose outer ones lie on the bounds of the cells."""
    xmin, ymin, xmax, ymax = cells.bounds
    columns = max(2, int(np.ceil((xmax - xmin) / KNOT_SPACING_M)) + 1)
    rows = max(2, int(np.ceil((ymax - ymin) / KNOT_SPACING_M)) + 1)
    dx, dy = (xmax - xmin) / (columns - 1), (ymax - ymin) / (rows - 1)
    return Grid(cells.crs, (xmin - dx / 2, dx, 0.0, ymax + dy / 2, 0.0, -dy), (rows, columns))


def geometry(grid: Grid, sun: np.ndarray, view: np.ndarray) -> Geometry:
    """Angles from unit vectors (3, rows, columns): east, north, up."""
    def zenith(v: np.ndarray) -> np.ndarray:
        return np.degrees(np.arccos(np.clip(np.asarray(v[2], float), -1, 1)))

    azimuths = [np.degrees(np.arctan2(np.asarray(v[0], float), np.asarray(v[1], float))) for v in (sun, view)]
    difference = np.abs(azimuths[0] - azimuths[1]) % 360.0
    return Geometry(grid, zenith(sun), zenith(view), np.where(difference > 180, 360 - difference, difference))


@dataclass(frozen=True)
class CellScattering:
    """Scattering and stable gases on cells, float32 (rows, columns)."""

    path_rayleigh: np.ndarray
    path_aerosol: np.ndarray
    transmittance: np.ndarray
    albedo: np.ndarray
    gas: np.ndarray
    mass: np.ndarray


def axis_over(values: np.ndarray, step: float) -> np.ndarray:
    """Regular axis over the range of ``values``; one point where they are all the same."""
    low, high = float(np.min(values)), float(np.max(values))
    if high - low < 1e-6:
        return np.array([low])
    return np.linspace(low, high, int(np.ceil((high - low) / step)) + 1)


def _fraction(values: np.ndarray, axis: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lower index and weight on a regular axis."""
    if len(axis) == 1:
        return np.zeros(values.shape, np.int32), np.zeros(values.shape, np.float32)
    first, last = float(axis[0]), float(axis[-1])
    place = (values - first) * ((len(axis) - 1) / (last - first))
    index = np.clip(place.astype(np.int32), 0, len(axis) - 2)
    return index, np.asarray(place - index, np.float32)


class SceneTerms:
    """Terms of one band seen under one geometry (one detector) for a scene's state on cells."""

    def __init__(self, atmosphere: BandAtmosphere, angles: Geometry, cells: Grid, ozone: np.ndarray) -> None:
        self.atmosphere, self.angles, self.cells, self.ozone = atmosphere, angles, cells, ozone
        self._mass = angles.mass()

    def _corners(self, rows: slice) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Flat knot index (r, c) and weight of each of the four knots around the cells."""
        grid = self.angles.grid
        iy, wy = positions(self.cells.y()[rows], grid.y())
        ix, wx = positions(self.cells.x(), grid.x())
        for up, row_weight in ((0, 1 - wy), (1, wy)):
            for right, column_weight in ((0, 1 - wx), (1, wx)):
                yield ((iy[:, None] + up) * grid.shape[1] + ix[None, :] + right,
                       row_weight[:, None] * column_weight[None, :])

    def scattering(self, aot: np.ndarray, altitude_km: np.ndarray) -> CellScattering:
        """Scattering on cells. aot, altitude_km: (rows, columns)."""
        table, albedo, a_axis, z_axis = self._dense(aot, altitude_km)
        out = np.zeros((4, *self.cells.shape), np.float32)
        mass = np.zeros(self.cells.shape, np.float32)
        for start in range(0, self.cells.shape[0], _CHUNK_ROWS):
            rows = slice(start, min(start + _CHUNK_ROWS, self.cells.shape[0]))
            inner = list(corners(aot[rows], altitude_km[rows], a_axis, z_axis))
            for knot, weight in self._corners(rows):
                mass[rows] += weight * self._mass.ravel()[knot]
                for place, share in inner:
                    values = table[knot * (len(a_axis) * len(z_axis)) + place]
                    out[:3, rows] += np.moveaxis(values, -1, 0) * (weight * share)
            for place, share in inner:
                out[3, rows] += albedo[place] * share
        gas = self._gas(mass, altitude_km)
        return CellScattering(out[0], out[1], out[2], out[3], gas, mass)

    def _dense(self, aot: np.ndarray, altitude: np.ndarray) -> tuple[np.ndarray, ...]:
        a_axis, z_axis = axis_over(aot, AOT_STEP), axis_over(altitude, ALTITUDE_STEP_KM)
        angles = self.angles
        rayleigh, aerosol, through, albedo = self.atmosphere.scattering.tables(
            angles.sza.ravel(), angles.vza.ravel(), angles.raa.ravel(), a_axis, z_axis)
        rayleigh = np.broadcast_to(rayleigh[:, None], aerosol.shape)
        table = np.stack([rayleigh, aerosol, through], -1).reshape(-1, 3).astype(np.float32)
        return table, albedo.ravel().astype(np.float32), a_axis, z_axis

    def _gas(self, mass: np.ndarray, altitude_km: np.ndarray) -> np.ndarray:
        """Ozone and other gases; the latter from a small table over (mass, altitude)."""
        gases = self.atmosphere.gases
        m_axis, z_axis = axis_over(mass, 0.05), axis_over(altitude_km, ALTITUDE_STEP_KM)
        m, z = np.meshgrid(m_axis, z_axis, indexing="ij")
        table = gases.other(m.ravel(), z.ravel()).astype(np.float32)
        result = np.zeros(mass.shape, np.float32)
        for place, share in corners(mass, altitude_km, m_axis, z_axis):
            result += table[place] * share
        return np.asarray(result * gases.ozone(mass, self.ozone), np.float32)

    def water_lookup(self, part: CellScattering, altitude_km: np.ndarray) -> WaterLookup:
        """Fast water-vapour transmittance for this scene's air masses."""
        return WaterLookup(self.atmosphere, part.mass, altitude_km)

    def terms(self, part: CellScattering, altitude_km: np.ndarray, water: np.ndarray) -> Terms:
        """Terms on cells for a water-vapour map (g/cm2 above the surface)."""
        return cell_terms(part, self.water_lookup(part, altitude_km), water)


def cell_terms(part: CellScattering, lookup: WaterLookup, water: np.ndarray) -> Terms:
    """Terms on cells from scattering and a water-vapour map: whole path for the surface, half for aerosols."""
    through = part.transmittance * lookup(water)
    path = part.path_rayleigh + part.path_aerosol * lookup(water / 2)
    return Terms(1 / (part.gas * through), path / through, part.albedo)


def corners(first: np.ndarray, second: np.ndarray, first_axis: np.ndarray,
           second_axis: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Flat index and weight of the corners around each value on two regular axes."""
    i, wi = _fraction(first, first_axis)
    j, wj = _fraction(second, second_axis)
    for up in ((0, 1) if len(first_axis) > 1 else (0,)):
        for right in ((0, 1) if len(second_axis) > 1 else (0,)):
            weight = (wi if up else 1 - wi) * (wj if right else 1 - wj)
            yield (i + up) * len(second_axis) + j + right, np.asarray(weight, np.float32)


class WaterLookup:
    """Water-vapour transmittance on cells, by amount; the air mass is the scene's mean in the overlap
    with other gases only (its effect there is under 5e-5) and each cell's own in the path."""

    def __init__(self, atmosphere: BandAtmosphere, mass: np.ndarray, altitude_km: np.ndarray) -> None:
        self._mass = mass
        self._z_axis = axis_over(altitude_km, 2 * ALTITUDE_STEP_KM)
        self._altitude = altitude_km
        self._x_axis = np.linspace(np.log(0.005), np.log(60.0), _LOG_PATH_POINTS)
        grid = atmosphere.gases.water_grid(self._x_axis, float(np.mean(mass)), self._z_axis)
        self._table = np.log(grid).T.ravel().astype(np.float32)

    def __call__(self, water: np.ndarray) -> np.ndarray:
        """Transmittance (rows, columns) for ``water`` g/cm2."""
        path = np.log(np.clip(self._mass * water, 0.00501, 59.9))
        result = np.zeros(self._mass.shape, np.float32)
        for place, share in corners(path, self._altitude, self._x_axis, self._z_axis):
            result += self._table[place] * share
        return np.exp(result)
