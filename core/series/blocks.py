"""Blocks of a cube (dates x bands x pixels) that fit in memory, and what the whole of it weighs."""

from __future__ import annotations

from dataclasses import dataclass

from ..engine.memory import available_bytes
from ..engine.raster import TIFF_BLOCK

#: Bytes that all lanes together may hold: less where the machine has less to give.
MOST_BYTES = 1_500_000_000
_SHARE = 3
_SMALLEST = 64


@dataclass(frozen=True)
class CubeSize:
    """Layers read and written a pixel, and bytes of each number."""

    read: int
    written: int
    itemsize: int

    @property
    def bytes_per_pixel(self) -> int:
        """Held by one lane: what was read with a byte a layer of masks at most, the result and one that waits."""
        return self.read * self.itemsize + self.read + 2 * self.written * self.itemsize


def budget() -> int:
    """Bytes that the blocks of all lanes may hold."""
    free = available_bytes()
    return MOST_BYTES if free is None else min(MOST_BYTES, free // _SHARE)


def block_shape(size: CubeSize, shape: tuple[int, int], threads: int) -> tuple[tuple[int, int], int]:
    """Rows and columns of a block, and the threads that can each hold one.

    Whole tiles of GeoTIFF, so that none is decoded or compressed twice, as wide as they may be; threads are given up
    before tiles are halved.
    """
    most = budget() // size.bytes_per_pixel
    tile = TIFF_BLOCK * TIFF_BLOCK
    threads = max(1, min(threads, most // tile))
    room = most // threads
    rows, columns = TIFF_BLOCK, TIFF_BLOCK
    while rows * columns > room and rows > _SMALLEST:
        rows //= 2
    while columns < shape[1] and rows * (columns + TIFF_BLOCK) <= room:
        columns += TIFF_BLOCK
    while columns >= shape[1] and rows < shape[0] and (rows + TIFF_BLOCK) * min(columns, shape[1]) <= room:
        rows += TIFF_BLOCK
    return (rows, columns), threads


__all__ = ["MOST_BYTES", "CubeSize", "block_shape", "budget"]
