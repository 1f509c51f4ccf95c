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

    def percents(self, products: list[int]) -> dict[int, tuple[float | None, str]]:
        """Cloud percent of each and the masks it comes from; None where they tell nothing over the area."""
        if not products:
            return {}
        marks = ", ".join("?" * len(products))
        rows = self._connection.execute(" ".join((
            "SELECT product, cells, source, data FROM clear_share WHERE product IN (", marks, ")")), products)
        found: dict[int, tuple[float | None, str]] = {}
        by_grid: dict[int, list[tuple[int, str, bytes]]] = {}
        for product, cells, source, data in rows:
            by_grid.setdefault(cells, []).append((product, source, data))
        for cells, entries in by_grid.items():
            shape, chosen = self._of(cells)
            values = [_values(data, chosen.rows.stop, shape[1]) for _, _, data in entries] if chosen else []
            kept = [entry for entry, value in zip(entries, values) if value is not None]
            found.update({product: (None, source) for product, source, _ in entries})
            stack = [value[chosen.rows, chosen.columns] for value in values if value is not None and chosen is not None]
            if not kept or chosen is None:
                continue
            for (product, source, _), percent in zip(kept, _cloud(np.stack(stack), chosen.shares)):
                found[product] = (percent, source)
        return found

    def _of(self, cells: int) -> tuple[tuple[int, int], Weights | None]:
        if cells not in self._weights:
            if len(self._weights) >= _MOST:
                self._weights.clear()
            place = read_placement(self._connection, cells)
            self._weights[cells] = (place.shape, weights(place, self._area))
        return self._weights[cells]


def _values(data: bytes, rows: int, columns: int) -> np.ndarray | None:
    """None where the bytes are damaged."""
    try:
        return unpacked(data, rows, columns)
    except (ValueError, zlib.error):
        return None


def _cloud(values: np.ndarray, shares: np.ndarray) -> list[float | None]:
    """Cloud percent of bytes (product, rows, columns) weighted by shares (rows, columns)."""
    known = (values != NOTHING) * shares
    total = known.sum(axis=(1, 2), dtype=np.float64)
    clear = np.einsum("prc,prc->p", known, values.astype(np.float32), dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        cloud = np.clip(100.0 * (1.0 - clear / FULL / total), 0.0, 100.0)
    return [value if weight > 0.0 else None for value, weight in zip(cloud.tolist(), total.tolist())]


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
