"""Cloud over an area from the grids of clear share kept in the index: microseconds a product."""

from __future__ import annotations

import sqlite3
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..model import Footprint
from .cells import Placement, Weights, weights
from .clear import FULL, NOTHING, blocks, unpacked

#: Grids remembered with their weights for one area.
_MOST = 4096
_DATA = "SELECT product, cells, source, data FROM clear_share"
_COARSE = "SELECT product, cells, source, coarse FROM clear_share"
#: Percent: sums of float32.
_ROUNDING = 0.01


@dataclass(frozen=True, eq=False)
class _Grid:
    """Cells of many products, and what the area takes of them: None where it misses them."""

    columns: int
    chosen: Weights | None
    #: Shares by block that the area takes, float32 (blocks,), of sum 1.
    blocks: np.ndarray
    #: Blocks of which it takes everything, bool (blocks,).
    whole: np.ndarray


class CloudOver:
    """Cloud percent over one area, product after product."""

    def __init__(self, connection: sqlite3.Connection, area: Footprint) -> None:
        self._connection, self._area = connection, area
        self._grids: dict[int, _Grid] = {}

    def percents(self, products: list[int], most: float | None = None) -> dict[int, tuple[float | None, str]]:
        """Cloud percent of each and the masks it comes from; None where they tell nothing over the area.

        Where ``most`` is given, a product that is surely cloudier may be told by a lower bound, above ``most``.
        """
        found: dict[int, tuple[float | None, str]] = {}
        if most is not None:
            found = self._refused(products, most)
            products = [product for product in products if product not in found]
        by_grid: dict[int, list[tuple[int, str, bytes]]] = {}
        for product, cells, source, data in self._rows(_DATA, products):
            by_grid.setdefault(cells, []).append((product, source, data))
        for cells, entries in by_grid.items():
            grid = self._of(cells)
            found.update({product: (None, source) for product, source, _ in entries})
            if grid.chosen is None:
                continue
            rows, columns = grid.chosen.rows, grid.chosen.columns
            values = [_values(data, rows.stop, grid.columns) for _, _, data in entries]
            stack = [value[rows, columns] for value in values if value is not None]
            kept = [entry for entry, value in zip(entries, values) if value is not None]
            if stack:
                for (product, source, _), percent in zip(kept, _cloud(np.stack(stack), grid.chosen.shares)):
                    found[product] = (percent, source)
        return found

    def _rows(self, select: str, products: list[int]) -> list[tuple[Any, ...]]:
        if not products:
            return []
        marks = ", ".join("?" * len(products))
        return self._connection.execute(" ".join((select, "WHERE product IN (", marks, ")")), products).fetchall()

    def _refused(self, products: list[int], most: float) -> dict[int, tuple[float | None, str]]:
        """Products whose least cloud over the area, by the bounds of blocks, is beyond ``most``."""
        by_grid: dict[int, list[tuple[int, str, bytes]]] = {}
        for product, cells, source, coarse in self._rows(_COARSE, products):
            by_grid.setdefault(cells, []).append((product, source, coarse))
        found: dict[int, tuple[float | None, str]] = {}
        for cells, entries in by_grid.items():
            grid = self._of(cells)
            size = 2 * len(grid.blocks)
            entries = [entry for entry in entries if len(entry[2]) == size]
            if grid.chosen is None or not entries:
                continue
            both = np.frombuffer(b"".join(coarse for _, _, coarse in entries), np.uint8).reshape(-1, 2, size // 2)
            known = (both[:, 0, grid.blocks > 0] != NOTHING).all(axis=1)
            # A block of which the area takes all is as clear as its mean, another as its clearest cell at most.
            clear = np.where(grid.whole, both[:, 0], both[:, 1]).astype(np.float32) @ grid.blocks
            least = 100.0 * (1.0 - clear / FULL)
            for (product, source, _), cloud, sure in zip(entries, least.tolist(), known.tolist()):
                if sure and cloud > most + _ROUNDING:
                    found[product] = (cloud, source)
        return found

    def _of(self, cells: int) -> _Grid:
        if cells not in self._grids:
            if len(self._grids) >= _MOST:
                self._grids.clear()
            place = read_placement(self._connection, cells)
            chosen = weights(place, self._area)
            whole = np.zeros(place.shape, np.float32)
            if chosen is not None:
                whole[chosen.rows, chosen.columns] = chosen.shares
            by_block = blocks(whole, 0.0).sum(axis=(1, 3)).ravel()
            every = blocks(np.ones(place.shape, np.float32), 0.0).sum(axis=(1, 3)).ravel()
            total = float(by_block.sum())
            self._grids[cells] = _Grid(place.shape[1], chosen, by_block / np.float32(total if total > 0.0 else 1.0),
                                       by_block > every - 1e-3)
        return self._grids[cells]


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
