"""Grid: where an array lies on the ground. Every array belongs to one."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ..errors import BocageError

Bounds = tuple[float, float, float, float]
Window = tuple[int, int, int, int]


@dataclass(frozen=True)
class Grid:
    """North-up raster grid.

    crs: authority string (``EPSG:32630``) or WKT.
    transform: GDAL's six numbers ``(x0, dx, 0, y0, 0, dy)``, dy negative.
    shape: ``(rows, columns)``.
    """

    crs: str
    transform: tuple[float, float, float, float, float, float]
    shape: tuple[int, int]

    @property
    def dx(self) -> float:
        """Pixel width, CRS units."""
        return self.transform[1]

    @property
    def dy(self) -> float:
        """Pixel height, CRS units, positive."""
        return -self.transform[5]

    @property
    def bounds(self) -> Bounds:
        """``(xmin, ymin, xmax, ymax)``."""
        x0, dx, _, y0, _, dy = self.transform
        rows, columns = self.shape
        return x0, y0 + rows * dy, x0 + columns * dx, y0

    @property
    def turned(self) -> bool:
        """True where rows and columns do not follow the axes, by more than a hundredth of a pixel over the whole."""
        _, dx, across, _, down, dy = self.transform
        rows, columns = self.shape
        return abs(across) * rows > 0.01 * abs(dx) or abs(down) * columns > 0.01 * abs(dy)

    def window(self, row: int, column: int, rows: int, columns: int) -> "Grid":
        """The sub-grid of ``rows x columns`` pixels from ``(row, column)``."""
        x0, dx, _, y0, _, dy = self.transform
        return Grid(self.crs, (x0 + column * dx, dx, 0.0, y0 + row * dy, 0.0, dy), (rows, columns))

    def covering(self, bounds: Bounds) -> Window:
        """``(row, column, rows, columns)`` of the pixels that touch ``bounds``; rows or columns 0 if none."""
        x0, dx, _, y0, _, dy = self.transform
        xmin, ymin, xmax, ymax = bounds
        epsilon = 1e-6
        c0 = max(0, math.floor((xmin - x0) / dx + epsilon))
        c1 = min(self.shape[1], math.ceil((xmax - x0) / dx - epsilon))
        r0 = max(0, math.floor((ymax - y0) / dy + epsilon))
        r1 = min(self.shape[0], math.ceil((ymin - y0) / dy - epsilon))
        return r0, c0, max(0, r1 - r0), max(0, c1 - c0)

    def cells(self, size: float) -> "Grid":
        """Coarse grid over the same bounds with cells of about ``size`` (never finer than a pixel)."""
        rows = max(1, math.ceil(self.shape[0] * self.dy / size - 1e-6))
        columns = max(1, math.ceil(self.shape[1] * self.dx / size - 1e-6))
        rows, columns = min(rows, self.shape[0]), min(columns, self.shape[1])
        x0, dx, _, y0, _, dy = self.transform
        transform = (x0, dx * self.shape[1] / columns, 0.0, y0, 0.0, dy * self.shape[0] / rows)
        return Grid(self.crs, transform, (rows, columns))

    def x(self) -> np.ndarray:
        """Abscissae of the pixel centres, float64 (columns,)."""
        return self.transform[0] + self.dx * (np.arange(self.shape[1]) + 0.5)

    def y(self) -> np.ndarray:
        """Ordinates of the pixel centres, float64 (rows,), decreasing."""
        return self.transform[3] - self.dy * (np.arange(self.shape[0]) + 0.5)


def check_upright(grid: Grid, file: str) -> None:
    """Raise BocageError for the grid of a raster that is turned or upside down: places in it would be wrong."""
    if grid.turned or grid.dx <= 0 or grid.dy <= 0:
        raise BocageError("raster_turned", file=file)
