"""The correction's terms over a whole scene: exact at knots 5 km apart, interpolated onto cells.

At each knot the smooth interpolation gives a dense table over AOT and altitude; cells read it
linearly (steps of 0.02 and 250 m, where a linear reading of the original grid would err by 0.004).
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, fields

import numpy as np

from ..engine.grid import Grid
from ..engine.resample import bilinear, positions, widen
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

    def rows(self, rows: slice) -> CellScattering:
        """The same on some rows of the cells."""
        return CellScattering(*[getattr(self, one.name)[rows] for one in fields(self)])


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

    def scattering(self, aot: np.ndarray, altitude_km: np.ndarray) -> CellScattering:
        """Scattering on cells. aot, altitude_km: (rows, columns)."""
        path_rayleigh, path_aerosol, transmittance, albedo = self.light(aot, altitude_km)
        return CellScattering(path_rayleigh, path_aerosol, transmittance, albedo, *self.air(altitude_km))

    def light(self, aot: np.ndarray, altitude_km: np.ndarray, wanted: np.ndarray | None = None) -> np.ndarray:
        """The four scattering terms of ``CellScattering``, float32 (4, rows, columns).

        ``wanted``: boolean; elsewhere zeros may stand. A detector's cells lie aslant in their box.
        """
        table, albedo, a_axis, z_axis = self._dense(aot, altitude_km)
        out = np.zeros((4, *self.cells.shape), np.float32)
        grid = self.angles.grid
        iy, wy = positions(self.cells.y(), grid.y())
        ix, wx = positions(self.cells.x(), grid.x())
        for start in range(0, self.cells.shape[0], _CHUNK_ROWS):
            rows = slice(start, min(start + _CHUNK_ROWS, self.cells.shape[0]))
            across = _columns(None if wanted is None else wanted[rows], self.cells.shape[1])
            near = table[:, iy[rows][0]:iy[rows][-1] + 2]
            place = (iy[rows] - iy[rows][0], wy[rows], ix[across], wx[across])
            thick, high = aot[rows, across], altitude_km[rows, across]
            # What does not vary with AOT (molecules) needs no reading cell by cell.
            plain = 3 if len(a_axis) == 1 else 1
            if thick.size:
                _by_level(out[:plain, rows, across], near[:plain, :, :, 0], place, high, z_axis)
            if plain < 3 and thick.size:
                _by_cell(out[1:3, rows, across], near[1:], place, (thick, high), (a_axis, z_axis))
            for node, share in corners(thick, high, a_axis, z_axis):
                out[3, rows, across] += albedo[node] * share
        return out

    def air(self, altitude_km: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Transmittance of stable gases and air mass on cells: they do not depend on aerosols."""
        mass = bilinear(self._mass.astype(np.float32), self.angles.grid, self.cells)
        return self._gas(mass, altitude_km), mass

    def _dense(self, aot: np.ndarray, altitude: np.ndarray) -> tuple[np.ndarray, ...]:
        a_axis, z_axis = axis_over(aot, AOT_STEP), axis_over(altitude, ALTITUDE_STEP_KM)
        angles = self.angles
        rayleigh, aerosol, through, albedo = self.atmosphere.scattering.tables(
            angles.sza.ravel(), angles.vza.ravel(), angles.raa.ravel(), a_axis, z_axis)
        rayleigh = np.broadcast_to(rayleigh[:, None], aerosol.shape)
        # (term, row and column of knots, AOT, altitude)
        table = np.stack([rayleigh, aerosol, through]).astype(np.float32)
        table = table.reshape(3, *angles.grid.shape, len(a_axis), len(z_axis))
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
        lookup = self.water_lookup(part, altitude_km)
        return cell_terms(part, (lookup(water), lookup(water / 2)))


def _columns(wanted: np.ndarray | None, count: int) -> slice:
    """Columns that hold all true cells; all of them where nothing is said."""
    if wanted is None:
        return slice(0, count)
    found = np.flatnonzero(wanted.any(axis=0))
    return slice(0, 0) if found.size == 0 else slice(int(found[0]), int(found[-1]) + 1)


#: Row of knots above each row of cells and its weight below, the same for columns.
_Place = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def _by_level(out: np.ndarray, table: np.ndarray, place: _Place, altitude_km: np.ndarray, z_axis: np.ndarray) -> None:
    """Add to ``out`` (term, rows, columns) a table (term, knot rows, knot columns, altitude): level by level over all
    cells, each weighed by how near the cell is to it. For one AOT everywhere."""
    iy, wy, ix, wx = place
    index, weight = _fraction(altitude_km, z_axis)
    last = int(index.max()) + (1 if len(z_axis) > 1 else 0)
    wide = widen(np.moveaxis(table, 2, 3), ix, wx)
    below = np.minimum(iy + 1, table.shape[1] - 1)
    for level in range(int(index.min()), last + 1):
        share = np.where(index == level, 1 - weight, np.where(index == level - 1, weight, np.float32(0)))
        if not share.any():
            continue
        for term, across in enumerate(wide[:, :, level]):
            fine = across[iy]
            fine += wy[:, None] * (across[below] - fine)
            fine *= share
            out[term] += fine


def _by_cell(out: np.ndarray, table: np.ndarray, place: _Place, values: tuple[np.ndarray, np.ndarray],
             axes: tuple[np.ndarray, np.ndarray]) -> None:
    """Add to ``out`` (term, rows, columns) a table (term, knot rows, knot columns, AOT, altitude) read cell by cell."""
    iy, wy, ix, wx = place
    flat, across, depth = table.reshape(len(table), -1), table.shape[2], len(axes[0]) * len(axes[1])
    inner = list(corners(*values, *axes))
    for up, row_weight in ((0, 1 - wy), (1, wy)):
        for right, column_weight in ((0, 1 - wx), (1, wx)):
            knot = (np.minimum(iy + up, table.shape[1] - 1)[:, None] * across + (ix + right)[None, :]) * depth
            weight = row_weight[:, None] * column_weight[None, :]
            for node, share in inner:
                where, factor = knot + node, weight * share
                for term in range(len(flat)):
                    part = flat[term].take(where)
                    part *= factor
                    out[term] += part


def cell_terms(part: CellScattering, water: tuple[np.ndarray, np.ndarray]) -> Terms:
    """Terms on cells from scattering and the water vapour's transmittance: of the whole column for the surface, of
    half of it for aerosols."""
    through = part.transmittance * water[0]
    path = part.path_rayleigh + part.path_aerosol * water[1]
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

    def rows(self, rows: slice) -> WaterLookup:
        """The same on some rows of the cells."""
        part = copy(self)
        part._mass, part._altitude = self._mass[rows], self._altitude[rows]
        return part

    def __call__(self, water: np.ndarray) -> np.ndarray:
        """Transmittance (rows, columns) for ``water`` g/cm2."""
        path = np.log(np.clip(self._mass * water, 0.00501, 59.9))
        result = np.zeros(self._mass.shape, np.float32)
        for place, share in corners(path, self._altitude, self._x_axis, self._z_axis):
            result += self._table[place] * share
        return np.exp(result)
