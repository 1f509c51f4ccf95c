"""Cloud over an area from the grids of clear share kept in the index: microseconds a product."""

from __future__ import annotations

import sqlite3
import zlib

import numpy as np

from ..model import Footprint
from .cells import Placement, Weights, weights
from .clear import FULL, NOTHING, unpacked

#: Grids remembered with their weights for one area.
_MOST = 4096


class CloudOver:
    """Cloud percent over one area, product after product."""

    def __init__(self, connection: sqlite3.Connection, area: Footprint) -> None:
        self._connection, self._area = connection, area
        self._weights: dict[int, tuple[tuple[int, int], Weights | None]] = {}

    def percent(self, product: int) -> tuple[float | None, str]:
        """Cloud percent and the masks it comes from; None where no mask tells anything over the area."""
        row = self._connection.execute(
            "SELECT cells, source, data FROM clear_share WHERE product = ?", (product,)).fetchone()
        if row is None:
            return None, ""
        cells, source, data = row
        shape, chosen = self._of(cells)
        if chosen is None:
            return None, source
        try:
            values = unpacked(data, shape)[chosen.rows, chosen.columns]
        except (ValueError, zlib.error):
            return None, ""
        known = np.where(values != NOTHING, chosen.shares, np.float32(0.0))
        total = float(known.sum(dtype=np.float64))
        if total <= 0.0:
            return None, source
        clear = float(np.vdot(known, values)) / FULL / total
        return min(100.0, max(0.0, 100.0 * (1.0 - clear))), source

    def _of(self, cells: int) -> tuple[tuple[int, int], Weights | None]:
        if cells not in self._weights:
            if len(self._weights) >= _MOST:
                self._weights.clear()
            place = read_placement(self._connection, cells)
            self._weights[cells] = (place.shape, weights(place, self._area))
        return self._weights[cells]


def read_placement(connection: sqlite3.Connection, cells: int) -> Placement:
    """The grid of that number."""
    rows, columns, outline, fit = connection.execute(
        "SELECT row_count, column_count, outline, fit FROM cells WHERE id = ?", (cells,)).fetchone()
    x, y, half_x, half_y = np.frombuffer(outline, "<f8").tolist()
    return Placement((x, y), (half_x, half_y), np.frombuffer(fit, "<f8").reshape(2, -1), (rows, columns))


def write_cells(connection: sqlite3.Connection, crs: str, transform: tuple[float, ...], place: Placement) -> int:
    """Number of that grid, written on first use. Inside a transaction of the caller."""
    x0, dx, _, y0, _, dy = transform
    values = (crs, x0, dx, y0, dy, *place.shape)
    known = connection.execute("SELECT id FROM cells WHERE crs = ? AND x0 = ? AND dx = ? AND y0 = ? AND dy = ? "
                               "AND row_count = ? AND column_count = ?", values).fetchone()
    if known:
        return int(known[0])
    outline = np.array([*place.centre, *place.half], "<f8").tobytes()
    done = connection.execute(
        "INSERT INTO cells (crs, x0, dx, y0, dy, row_count, column_count, outline, fit) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*values, outline, place.coefficients.astype("<f8").tobytes()))
    return int(done.lastrowid or 0)
