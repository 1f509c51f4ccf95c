"""How much of each pixel polygons cover: exact area, or the rule of the centre; many polygons at once.

Every side is cut at the borders of pixels. A piece inside one pixel, of height ``dy`` and at mean distance ``x`` from
its left border, covers ``dy (1 - x)`` of it and ``dy`` of all pixels to its right: added up with its sign and summed
along the row, that is the covered area, to rounding (the scan conversion of font rasterisers, e.g. FreeType's).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .grid import Grid

#: Less of a pixel than this is rounding.
_NOTHING = 1e-9
#: Cells of the boxes around polygons that are held at once.
MOST_CELLS = 4_000_000


@dataclass(frozen=True)
class Sides:
    """Sides of polygons in pixels of a grid: columns to the right, rows downwards.

    Arrays (n,): ends of each side and the number of its polygon, in ascending order. Outer rings turn one way and
    holes the other.
    """

    x0: np.ndarray
    y0: np.ndarray
    x1: np.ndarray
    y1: np.ndarray
    polygon: np.ndarray


@dataclass(frozen=True)
class Covered:
    """Pixels of one block that polygons cover, sorted by polygon."""

    #: int32 (n,): number of the polygon; place of the pixel in the block, row after row.
    polygon: np.ndarray
    cell: np.ndarray
    #: float32 (n,): share of the pixel, 0 to 1.
    weight: np.ndarray


def boxes(sides: Sides, count: int) -> np.ndarray:
    """``(top, left, bottom, right)`` of each of ``count`` polygons in pixels, int64 (count, 4), ends not included."""
    low = np.full((count, 2), np.inf)
    high = np.full((count, 2), -np.inf)
    for index, (one, other) in enumerate(((sides.y0, sides.y1), (sides.x0, sides.x1))):
        np.minimum.at(low[:, index], sides.polygon, np.minimum(one, other))
        np.maximum.at(high[:, index], sides.polygon, np.maximum(one, other))
    known = np.isfinite(low).all(axis=1)
    result = np.zeros((count, 4), np.int64)
    result[known, :2] = np.floor(low[known])
    result[known, 2:] = np.ceil(high[known])
    return result


def covered(sides: Sides, box: np.ndarray, block: tuple[int, int, int, int], centre: bool = False) -> Covered:
    """Pixels of ``block`` (row, column, rows, columns) that the polygons cover; memory bounded.

    box: of each polygon (``boxes``). ``centre``: weight 1 where the centre lies inside, else 0.
    """
    row, column, rows, columns = block
    clipped = np.stack([np.maximum(box[:, 0], row), np.maximum(box[:, 1], column),
                        np.minimum(box[:, 2], row + rows), np.minimum(box[:, 3], column + columns)], axis=1)
    inside = np.flatnonzero((clipped[:, 2] > clipped[:, 0]) & (clipped[:, 3] > clipped[:, 1]))
    cells = (clipped[inside, 2] - clipped[inside, 0]) * (clipped[inside, 3] - clipped[inside, 1] + 1)
    parts = [_some(sides, clipped, inside[first:last], block, centre) for first, last in _portions(cells)]
    if not parts:
        return Covered(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32))
    return Covered(*(np.concatenate([getattr(part, name) for part in parts])
                     for name in ("polygon", "cell", "weight")))


def _portions(cells: np.ndarray) -> list[tuple[int, int]]:
    """Ranges of polygons whose boxes hold MOST_CELLS at most; one at least."""
    result, first, total = [], 0, 0
    for index, size in enumerate(cells.tolist()):
        if index > first and total + size > MOST_CELLS:
            result.append((first, index))
            first, total = index, 0
        total += size
    return [*result, (first, len(cells))] if len(cells) else []


def _some(sides: Sides, clipped: np.ndarray, chosen: np.ndarray, block: tuple[int, int, int, int],
          centre: bool) -> Covered:
    """Of the polygons ``chosen``, in one array: boxes one after the other, each row with one cell more at its end."""
    first = np.searchsorted(sides.polygon, chosen, "left")
    last = np.searchsorted(sides.polygon, chosen, "right")
    index, local = _ranges(first, last - first)
    box = clipped[chosen]
    height, width = box[:, 2] - box[:, 0], box[:, 3] - box[:, 1] + 1
    start = np.concatenate([[0], np.cumsum(height * width)])
    top, left = box[:, 0][local], box[:, 1][local]
    edges = (sides.x0[index] - left, sides.y0[index] - top, sides.x1[index] - left, sides.y1[index] - top)
    gather = _centres if centre else _pieces
    cell, amount = gather(edges, height[local], width[local] - 1, start[local], width[local])
    total = np.cumsum(np.bincount(cell, amount, minlength=int(start[-1])))
    share = np.abs(total) if not centre else (np.abs(total) > 0.5).astype(float)
    found = np.flatnonzero(share > _NOTHING)
    owner = np.searchsorted(start, found, "right") - 1
    place = found - start[owner]
    row = place // width[owner] + box[owner, 0] - block[0]
    column = place % width[owner] + box[owner, 1] - block[1]
    # The cell more at the end of a row holds nothing but what rounding left.
    real = place % width[owner] < width[owner] - 1
    return Covered(chosen[owner[real]].astype(np.int32), (row * block[3] + column)[real].astype(np.int32),
                   np.minimum(share[found[real]], 1.0).astype(np.float32))


def _ranges(first: np.ndarray, count: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All indices ``first[i] .. first[i] + count[i] - 1``, and the i of each."""
    owner = np.repeat(np.arange(len(first)), count)
    step = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    return first[owner] + step, owner


Edges = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def _cut(low: np.ndarray, high: np.ndarray, most: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pieces of intervals at whole numbers between 0 and ``most``: owner, lower and upper end of each."""
    first = np.clip(np.floor(low), -1, most).astype(np.int64)
    last = np.maximum(np.clip(np.ceil(high) - 1, -1, most).astype(np.int64), first)
    line, owner = _ranges(first, last - first + 1)
    return owner, np.where(line == first[owner], low[owner], line), np.where(line == last[owner], high[owner], line + 1)


def _pieces(edges: Edges, height: np.ndarray, width: np.ndarray, start: np.ndarray,
            stride: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cells and signed areas of all pieces of sides."""
    x0, y0, x1, y1 = edges
    owner, low, high = _cut(np.minimum(y0, y1), np.maximum(y0, y1), height)
    inside = (high > low) & (high > 0) & (low < height[owner])
    owner, low, high = owner[inside], low[inside], high[inside]
    # Along x, from the end with the smaller ordinate.
    down = y1 > y0
    xa, ya = np.where(down, x0, x1), np.where(down, y0, y1)
    slope = np.where(down, x1 - x0, x0 - x1) / np.maximum(np.abs(y1 - y0), 1e-300)
    from_x = xa[owner] + (low - ya[owner]) * slope[owner]
    to_x = xa[owner] + (high - ya[owner]) * slope[owner]
    sign, row = np.where(down, 1.0, -1.0)[owner], np.floor((low + high) / 2)
    piece, left, right = _cut(np.minimum(from_x, to_x), np.maximum(from_x, to_x), width[owner])
    across = np.abs(to_x - from_x)[piece]
    # What stands upright is one piece.
    part = np.where(across > 0, (right - left) / np.maximum(across, 1e-300), 1.0)
    tall = sign[piece] * (high - low)[piece] * part
    middle = (left + right) / 2
    most = width[owner][piece]
    column = np.clip(np.floor(middle), 0, most)
    beside = np.clip(middle - column, 0.0, 1.0)
    # Left of the box all of it is covered; right of it nothing is.
    beside = np.where(middle < 0, 0.0, np.where(middle >= most, 0.0, beside))
    cell = (start[owner][piece] + row[piece] * stride[owner][piece] + column).astype(np.int64)
    return np.concatenate([cell, cell + (column < most)]), np.concatenate([tall * (1 - beside), tall * beside])


def _centres(edges: Edges, height: np.ndarray, width: np.ndarray, start: np.ndarray,
             stride: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cells after which a line through the centres of a row has crossed a side, and which way."""
    x0, y0, x1, y1 = edges
    low, high = np.minimum(y0, y1), np.maximum(y0, y1)
    # Rows whose centre lies in [low, high): a corner on a centre belongs to one of its two sides.
    first = np.clip(np.ceil(low - 0.5), 0, height).astype(np.int64)
    last = np.clip(np.ceil(high - 0.5), 0, height).astype(np.int64)
    row, owner = _ranges(first, np.maximum(last - first, 0))
    share = (row + 0.5 - y0[owner]) / (y1 - y0)[owner]
    x = x0[owner] + share * (x1 - x0)[owner]
    column = np.clip(np.ceil(x - 0.5), 0, width[owner])
    cell = (start[owner] + row * stride[owner] + column).astype(np.int64)
    return cell, np.where(y1 > y0, 1.0, -1.0)[owner]


def sides_of(rings: Sequence[np.ndarray], polygon: Sequence[int], grid: Grid) -> Sides:
    """Sides of closed rings (n, 2) in the grid's CRS, with the polygon of each ring, ascending."""
    starts = [ring[:-1] for ring in rings]
    ends = [ring[1:] for ring in rings]
    one = np.concatenate(starts) if starts else np.zeros((0, 2))
    other = np.concatenate(ends) if ends else np.zeros((0, 2))
    owner = np.repeat(np.asarray(polygon, np.int64), [len(start) for start in starts])

    def columns(x: np.ndarray) -> np.ndarray:
        return np.asarray((x - grid.transform[0]) / grid.dx)

    def rows(y: np.ndarray) -> np.ndarray:
        return np.asarray((grid.transform[3] - y) / grid.dy)

    return Sides(columns(one[:, 0]), rows(one[:, 1]), columns(other[:, 0]), rows(other[:, 1]), owner)
