"""The patches of a whole map and what they touch, read strip by strip.

Memory is that of a strip and some sixty bytes a patch, whatever the size of the map.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ..engine.grid import Grid
from ..engine.progress import Progress, check
from ..engine.regions import OUTSIDE, components, runs, touching
from ..errors import BocageError

_MOST = 2 ** 31 - 2


class Codes(Protocol):
    """Where codes come from."""

    grid: Grid

    def read(self, start: int, stop: int) -> np.ndarray:
        """Rows of codes, int32."""
        ...

    def strips(self) -> Iterator[tuple[int, int]]:
        """First and last row (excluded) of each strip."""
        ...


@dataclass
class PatchGraph:
    """Patches numbered by their first pixel, row after row; places without a class are patches of code OUTSIDE.

    code int32, size int64, first int64 (flat number of the first pixel): (patches,). one, other int64, length int64:
    borders in pixel sides between two patches that have a class, at least one of which is smaller than the bound.
    """

    #: Number of the patch of each part of a strip, strips one after another; where each strip begins.
    patch: np.ndarray
    begins: dict[int, int]
    code: np.ndarray
    size: np.ndarray
    first: np.ndarray
    one: np.ndarray
    other: np.ndarray
    length: np.ndarray

    def labels(self, codes: np.ndarray, start: int) -> np.ndarray:
        """Number of the patch of each pixel of the strip from row ``start``, int64."""
        return np.asarray(self.patch[self.begins[start] + strip_parts(codes)[0]])


def strip_parts(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Parts of patches inside one strip: their number by pixel; code, size and first pixel (flat) of each."""
    run, code, length, at = runs(codes)
    label = components(touching(run[:-1], run[1:], codes[:-1] == codes[1:]), code.size)
    count = int(label.max()) + 1
    size = np.bincount(label, length, count).astype(np.int64)
    # Runs come in order: the first of each part holds its first pixel.
    begin = np.full(count, code.size, np.int64)
    np.minimum.at(begin, label, np.arange(code.size))
    return label[run], code[begin].astype(np.int32), size, at[begin].astype(np.int64)


def patch_graph(source: Codes, bound: int, progress: Progress) -> PatchGraph:
    """Patches of a map, and the borders of those of less than ``bound`` pixels. Raises Cancelled."""
    parts: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    joins: list[np.ndarray] = []
    borders: list[tuple[np.ndarray, np.ndarray]] = []
    begins: dict[int, int] = {}
    total, above = 0, None
    rows, columns = source.grid.shape
    for start, stop in source.strips():
        check(progress)
        codes = source.read(start, stop)
        label, code, size, first = strip_parts(codes)
        begins[start], label = total, label + total
        parts.append((code, size, first + start * columns))
        sides = [_sides(label[:, :-1], label[:, 1:], codes[:, :-1], codes[:, 1:]),
                 _sides(label[:-1], label[1:], codes[:-1], codes[1:])]
        if above is not None:
            joins.append(touching(above[1], label[0], above[0] == codes[0]))
            sides.append(_sides(above[1], label[0], above[0], codes[0]))
        keys, counts = np.unique(np.concatenate(sides), return_counts=True)
        sizes_here = size
        keep = _may_be_small(keys, sizes_here, total, bound)
        borders.append((keys[keep], counts[keep]))
        total += code.size
        if total > _MOST:
            raise BocageError("map_too_many_patches", count=total)
        above = codes[-1].copy(), label[-1].copy()
        progress.report(stop / rows)
    return _joined(parts, joins, borders, begins, bound)


def _sides(one: np.ndarray, other: np.ndarray, code: np.ndarray, other_code: np.ndarray) -> np.ndarray:
    """A key, the two parts, for each side of a pixel between two classes."""
    apart = (code != other_code) & (code != OUTSIDE) & (other_code != OUTSIDE)
    return _keys(one[apart].astype(np.int64), other[apart].astype(np.int64))


def _keys(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.asarray((np.minimum(one, other) << 32) | np.maximum(one, other))


def _may_be_small(keys: np.ndarray, sizes: np.ndarray, begin: int, bound: int) -> np.ndarray:
    """False where both parts already are large enough in this strip; parts of earlier strips may be small."""
    one, other = keys >> 32, keys & 0xFFFFFFFF
    small = one < begin
    small[~small] = sizes[one[~small] - begin] < bound
    return np.asarray(small | (sizes[np.maximum(other - begin, 0)] < bound))


def _joined(parts: list[tuple[np.ndarray, np.ndarray, np.ndarray]], joins: list[np.ndarray],
            borders: list[tuple[np.ndarray, np.ndarray]], begins: dict[int, int], bound: int) -> PatchGraph:
    """Parts that strips cut are one patch."""
    code, size, first = (np.concatenate([part[k] for part in parts]) for k in range(3))
    pairs = np.concatenate(joins) if joins else np.zeros((0, 2), np.int64)
    patch = components(pairs, code.size)
    # Parts are numbered by their first pixel, and patches by their first part.
    _, begin = np.unique(patch, return_index=True)
    whole = np.bincount(patch, size).astype(np.int64)
    keys, counts = (np.concatenate([border[k] for border in borders]) for k in range(2))
    keys, index = np.unique(_keys(patch[keys >> 32], patch[keys & 0xFFFFFFFF]), return_inverse=True)
    length = np.bincount(index.ravel(), counts, keys.size).astype(np.int64)
    one, other = keys >> 32, keys & 0xFFFFFFFF
    keep = (whole[one] < bound) | (whole[other] < bound)
    return PatchGraph(patch, begins, code[begin], whole, first[begin], one[keep], other[keep], length[keep])
