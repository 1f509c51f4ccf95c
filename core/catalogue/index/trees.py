"""Both trees: kept row by row, or packed at once where most of the index is new.

Nodes of SQLite's R*Tree are documented (https://www.sqlite.org/rtree.html, section 5): two bytes of depth in the
root, two of count, then cells of an id on eight bytes and pairs of bounds on four each, all big-endian. A packed tree
(Leutenegger and others, Sort-Tile-Recursive, ICDE 1997) is a third smaller, and made in seconds where a million
insertions take a minute.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .shapes import SCALE

#: Cells a node by SQLite's own rule (RTREE_MAXCELLS), whatever the page where pages are large enough.
_MOST_CELLS = 51
#: Rows written at once: Python's numbers weigh more than numpy's.
_TOGETHER = 50_000


@dataclass(frozen=True)
class Tree:
    """A tree's table, its coordinates and how many axes it has."""

    name: str
    #: Big-endian type of a bound.
    dtype: str
    axes: int


SCENE_TREE = Tree("scene_tree", ">i4", 3)
STANDARD_TREE = Tree("rtree_products_geom", ">f4", 2)


def pack(connection: sqlite3.Connection, tree: Tree, ids: np.ndarray, bounds: np.ndarray) -> None:
    """Replaces what the tree holds. ``ids`` int64 (n,); ``bounds`` (n, 2 * axes): minimum, maximum, axis by axis.

    Inside a transaction of the caller. Raises sqlite3.Error where this SQLite guards its tables.
    """
    if not len(ids):
        connection.execute(" ".join(("DELETE FROM", tree.name)))
        return
    for part in ("node", "rowid", "parent"):
        connection.execute(" ".join(("DELETE FROM", f"{tree.name}_{part}")))
    # Node 1 is the root; a parent is known only once its children are numbered.
    levels = _levels(ids, bounds, tree.axes)
    numbers, node = [], 2
    for level in levels[:-1]:
        numbers.append(np.arange(node, node + len(level)))
        node += len(level)
    numbers.append(np.array([1]))
    cells_ids, cells_bounds = ids, bounds
    for depth, groups in enumerate(levels):
        _write_nodes(connection, tree, numbers[depth], groups, cells_ids, cells_bounds, len(levels) - 1)
        table = "rowid" if depth == 0 else "parent"
        owner = np.concatenate([np.full(len(group), number) for group, number in zip(groups, numbers[depth])])
        named = cells_ids[np.concatenate(groups)]
        for chosen in np.array_split(np.argsort(named), 1 + len(named) // _TOGETHER):
            connection.executemany(_insertion(tree, table), zip(named[chosen].tolist(), owner[chosen].tolist()))
        cells_bounds = np.array([_union(cells_bounds[group]) for group in groups], dtype=bounds.dtype)
        cells_ids = numbers[depth]


def _levels(ids: np.ndarray, bounds: np.ndarray, axes: int) -> list[list[np.ndarray]]:
    """Groups of cells of each level, leaves first, up to one root."""
    found: list[list[np.ndarray]] = []
    current = bounds
    while True:
        groups = _tiles(current, axes)
        found.append(groups)
        if len(groups) == 1:
            return found
        current = np.array([_union(current[group]) for group in groups], dtype=bounds.dtype)


def _tiles(bounds: np.ndarray, axes: int) -> list[np.ndarray]:
    """Sort-Tile-Recursive: indices of neighbours, full nodes."""
    centres = bounds[:, ::2].astype(float) + bounds[:, 1::2].astype(float)
    order = [np.arange(len(bounds))]
    # Time last where there is one: slices of time first in the file, places inside them.
    for rank, axis in enumerate(reversed(range(axes))):
        left = axes - rank
        order = [part for chosen in order for part in _slices(chosen, centres[:, axis], left)]
    return order


def _slices(chosen: np.ndarray, centre: np.ndarray, left: int) -> list[np.ndarray]:
    chosen = chosen[np.argsort(centre[chosen], kind="stable")]
    leaves = -(-len(chosen) // _MOST_CELLS)
    count = max(1, round(leaves ** (1.0 / left)))
    size = -(-leaves // count) * _MOST_CELLS if left > 1 else _MOST_CELLS
    return [chosen[start:start + size] for start in range(0, len(chosen), size)] or [chosen]


def _union(bounds: np.ndarray) -> np.ndarray:
    """Bounds of all; of nothing, zeros."""
    result = np.zeros(bounds.shape[1], bounds.dtype)
    if len(bounds):
        result[::2], result[1::2] = bounds[:, ::2].min(axis=0), bounds[:, 1::2].max(axis=0)
    return result


def _write_nodes(connection: sqlite3.Connection, tree: Tree, numbers: np.ndarray, groups: list[np.ndarray],
                 ids: np.ndarray, bounds: np.ndarray, depth: int) -> None:
    cell = np.dtype([("id", ">i8"), ("bounds", tree.dtype, (2 * tree.axes,))])
    size = 4 + _MOST_CELLS * cell.itemsize

    def rows() -> Iterator[tuple[int, bytes]]:
        for number, group in zip(numbers.tolist(), groups):
            cells = np.zeros(len(group), cell)
            cells["id"], cells["bounds"] = ids[group], bounds[group]
            head = (depth if number == 1 else 0).to_bytes(2, "big") + len(group).to_bytes(2, "big")
            yield number, (head + cells.tobytes()).ljust(size, b"\0")

    connection.executemany(_insertion(tree, "node"), rows())


def _insertion(tree: Tree, table: str) -> str:
    """Names come from this file alone."""
    return " ".join(("INSERT INTO", f"{tree.name}_{table}", "VALUES (?, ?)"))


def outward(bounds: np.ndarray) -> np.ndarray:
    """Bounds as float32, minima rounded down and maxima up, as SQLite does."""
    result = bounds.astype(np.float32)
    low, high = result[:, ::2], result[:, 1::2]
    low[low > bounds[:, ::2]] = np.nextafter(low[low > bounds[:, ::2]], np.float32(-np.inf))
    high[high < bounds[:, 1::2]] = np.nextafter(high[high < bounds[:, 1::2]], np.float32(np.inf))
    return result


def tree_bounds(boxes: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Bounds of SCENE_TREE: ``boxes`` (n, 4) west, south, east, north in degrees; ``times`` in the tree's seconds."""
    low, high = np.floor(boxes[:, :2] * SCALE), np.ceil(boxes[:, 2:] * SCALE)
    return np.column_stack([low[:, 0], high[:, 0], low[:, 1], high[:, 1], times, times]).astype(np.int64)
