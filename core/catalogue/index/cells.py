"""Cells of a kilometre on a product's own grid, and where longitude and latitude fall among them.

The place of a position among the cells is a polynomial fitted when the grid is made: a query needs no projection, and
costs microseconds. Over a tile of 110 km the fit is good to metres, which is checked.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ...engine.grid import Grid
from ...engine.raster import rasterise, spatial_reference, transform_points
from ...errors import BocageError
from ..model import Footprint

#: Side of a cell, metres.
CELL_M = 1000.0
#: Degree of the polynomials, and cells by which they may be wrong.
_DEGREE, _WORST = 4, 0.05
_POWERS = tuple((i, j) for i in range(_DEGREE + 1) for j in range(_DEGREE + 1 - i))
#: Degrees: edges of an area are followed in steps of that length, since they bend among the cells.
_STEP = 0.2
#: Degrees around the grid within which an area is kept before it is projected.
_MARGIN = 0.02


@dataclass(frozen=True, eq=False)
class Placement:
    """Where the cells are: centre and half sizes (longitude, latitude, degrees), coefficients (2, terms), shape."""

    centre: tuple[float, float]
    half: tuple[float, float]
    coefficients: np.ndarray
    shape: tuple[int, int]

    def place(self, longitude: np.ndarray, latitude: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Columns and rows, from 0 at the upper left corner, of positions near the grid."""
        basis = _basis((longitude - self.centre[0]) / self.half[0], (latitude - self.centre[1]) / self.half[1])
        found = self.coefficients @ basis
        return found[0], found[1]


def _basis(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    return np.stack([u ** i * v ** j for i, j in _POWERS])


def cell_grid(grid: Grid) -> Grid:
    """Cells of about a kilometre over the same bounds."""
    size = CELL_M
    if spatial_reference(grid.crs).IsGeographic():
        size = math.degrees(CELL_M / 6371000.0)
    rows, columns = (max(1, round(n * step / size)) for n, step in zip(grid.shape, (grid.dy, grid.dx)))
    xmin, ymin, xmax, ymax = grid.bounds
    return Grid(grid.crs, (xmin, (xmax - xmin) / columns, 0.0, ymax, 0.0, (ymin - ymax) / rows), (rows, columns))


def placement(cells: Grid) -> Placement:
    """Fits where the cells are. Raises BocageError("index_cells") where no smooth polynomial tells."""
    rows, columns = cells.shape
    column, row = (values.ravel() for values in np.meshgrid(np.linspace(0, columns, 14), np.linspace(0, rows, 14)))
    x0, dx, _, y0, _, dy = cells.transform
    longitude, latitude = transform_points(x0 + column * dx, y0 + row * dy, cells.crs, "EPSG:4326")
    if not (np.isfinite(longitude).all() and np.isfinite(latitude).all()):
        raise BocageError("index_cells", crs=cells.crs[:80])
    # Continuous over the antimeridian.
    longitude = longitude[0] + (longitude - longitude[0] + 180.0) % 360.0 - 180.0
    centre = (float(longitude.min() + longitude.max()) / 2, float(latitude.min() + latitude.max()) / 2)
    half = (max(1e-9, float(np.ptp(longitude)) / 2), max(1e-9, float(np.ptp(latitude)) / 2))
    basis = _basis((longitude - centre[0]) / half[0], (latitude - centre[1]) / half[1])
    wanted = np.stack([column, row])
    coefficients = np.linalg.lstsq(basis.T, wanted.T, rcond=None)[0].T
    if np.abs(coefficients @ basis - wanted).max() > _WORST:
        raise BocageError("index_cells", crs=cells.crs[:80])
    return Placement(centre, half, coefficients, cells.shape)


@dataclass(frozen=True, eq=False)
class Weights:
    """How much of each cell an area takes: a window of the cells, and shares (rows, columns) float32."""

    rows: slice
    columns: slice
    shares: np.ndarray


def weights(place: Placement, area: Footprint) -> Weights | None:
    """Cells that an area touches, None where it misses the grid."""
    polygons = [[_project(place, ring) for ring in polygon] for polygon in _near(place, area)]
    if not polygons:
        return None
    points = np.concatenate([rings[0] for rings in polygons])
    rows, columns = place.shape
    left, top = (max(0, math.floor(value)) for value in points.min(axis=0))
    right, bottom = (min(most, math.ceil(value)) for most, value in zip((columns, rows), points.max(axis=0)))
    if right <= left or bottom <= top:
        return None
    count = (right - left) * (bottom - top)
    fine = 8 if count <= 400 else 4 if count <= 3000 else 2
    shape = (bottom - top, right - left)
    grid = Grid("", (left, 1.0 / fine, 0.0, -top, 0.0, -1.0 / fine), (shape[0] * fine, shape[1] * fine))
    turned = [(1, [ring * (1.0, -1.0) for ring in rings]) for rings in polygons]
    burnt = rasterise(turned, grid)
    if not burnt.any():
        # Smaller than the samples: the cells that it touches.
        burnt = rasterise(turned, grid, all_touched=True)
    shares = burnt.reshape(shape[0], fine, shape[1], fine).mean(axis=(1, 3), dtype=np.float32)
    return Weights(slice(top, bottom), slice(left, right), shares) if shares.any() else None


def _near(place: Placement, area: Footprint) -> list[list[np.ndarray]]:
    """Polygons (rings (n, 2), longitudes like the grid's) cut to the grid's surroundings."""
    low = (place.centre[0] - place.half[0] - _MARGIN, place.centre[1] - place.half[1] - _MARGIN)
    high = (place.centre[0] + place.half[0] + _MARGIN, place.centre[1] + place.half[1] + _MARGIN)
    found = []
    for polygon in area:
        rings = [np.asarray(ring, dtype=float) for ring in polygon]
        for turn in (-360.0, 0.0, 360.0):
            moved = [ring + (turn, 0.0) for ring in rings]
            outer = moved[0]
            if (outer.max(axis=0) < low).any() or (outer.min(axis=0) > high).any():
                continue
            cut = [_cut(ring, low, high) for ring in moved]
            if len(cut[0]) > 2:
                found.append([ring for ring in cut if len(ring) > 2])
    return found


def _cut(ring: np.ndarray, low: tuple[float, float], high: tuple[float, float]) -> np.ndarray:
    """Sutherland and Hodgman against a box, open ring in and out."""
    if np.array_equal(ring[0], ring[-1]):
        ring = ring[:-1]
    for axis in (0, 1):
        for limit, side in ((low[axis], 1.0), (high[axis], -1.0)):
            if not len(ring):
                return ring
            distance = side * (ring[:, axis] - limit)
            if (distance >= 0).all():
                continue
            after, next_distance = np.roll(ring, -1, axis=0), np.roll(distance, -1)
            inside, crosses = distance >= 0, (distance >= 0) != (next_distance >= 0)
            with np.errstate(divide="ignore", invalid="ignore"):
                met = ring + (distance / (distance - next_distance))[:, None] * (after - ring)
            both = np.empty((2 * len(ring), 2))
            both[::2], both[1::2] = ring, met
            ring = both[np.column_stack([inside, crosses]).ravel()]
    return ring


def _project(place: Placement, ring: np.ndarray) -> np.ndarray:
    """Columns and rows of a ring whose long edges are followed."""
    after = np.roll(ring, -1, axis=0)
    pieces = np.maximum(1, np.ceil(np.abs(after - ring).max(axis=1) / _STEP)).astype(int)
    start = np.repeat(ring, pieces, axis=0)
    step = np.repeat((after - ring) / pieces[:, None], pieces, axis=0)
    number = np.concatenate([np.arange(n) for n in pieces])
    points = start + number[:, None] * step
    return np.column_stack(place.place(points[:, 0], points[:, 1]))
