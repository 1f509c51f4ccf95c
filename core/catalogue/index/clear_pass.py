"""The optional pass over pixels: clear share by kilometre of products that have none yet."""

from __future__ import annotations

import sqlite3

from ...engine.progress import Part, Progress, check
from ...errors import BocageError
from ...products.open import open_product
from ..model import LOCAL, PRESENT
from .clear import ClearGrid, clear_grid
from .cloud import write_cells
from .index import Index
from .places import is_under


def make_grids(index: Index, roots: list[str], progress: Progress) -> int:
    """Grids of the products below ``roots``. How many were made; a mask that cannot be read is told, and no more."""
    with index.store.faults():
        rows = index.store.connection.execute(
            "SELECT p.fid, l.path, l.granule FROM products p JOIN places l ON l.product = p.fid AND l.path = p.path "
            "WHERE p.source = ? AND p.state = ? AND p.clear_source IS NULL ORDER BY p.t DESC",
            (LOCAL, PRESENT)).fetchall()
    wanted = [row for row in rows if any(is_under(row[1], root) for root in roots)]
    made = 0
    for number, (fid, path, granule) in enumerate(wanted):
        check(progress)
        progress.report(number / len(wanted), "step_clear_grid")
        part = Part(progress, number / len(wanted), (number + 1) / len(wanted))
        try:
            grid = clear_grid(open_product(path, granule=granule or None), part)
        except (BocageError, OSError) as error:
            progress.warn("index_masks_unread", file=path, fault=str(error))
            continue
        with index.store.writing() as connection:
            write_grid(connection, fid, grid)
        made += grid is not None
    return made


def write_grid(connection: sqlite3.Connection, product: int, grid: ClearGrid | None) -> None:
    """The product's grid, or that it has none. Inside a transaction of the caller."""
    source = "" if grid is None else grid.source
    if grid is not None:
        cells = write_cells(connection, grid.cells.crs, grid.cells.transform, grid.place)
        connection.execute("INSERT OR REPLACE INTO clear_share VALUES (?, ?, ?, ?, ?, ?)",
                           (product, cells, source, grid.cloud_percent(), grid.packed(), grid.coarse()))
    connection.execute("UPDATE products SET clear_source = ? WHERE fid = ?", (source, product))
