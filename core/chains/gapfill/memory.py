"""Large arrays used again from block to block: fresh ones cost the system as much as the filling itself."""

from __future__ import annotations

import math
from collections import deque

import numpy as np


class Pool:
    """Arrays given back and lent again, by any thread."""

    def __init__(self) -> None:
        self._free: deque[np.ndarray] = deque()

    def lend(self, shape: tuple[int, ...], dtype: str) -> np.ndarray:
        """An array of that shape, whatever it holds."""
        size = math.prod(shape) * np.dtype(dtype).itemsize
        try:
            whole = self._free.popleft()
        except IndexError:
            whole = np.empty(size, np.uint8)
        if whole.size < size:
            whole = np.empty(size, np.uint8)
        return whole[:size].view(dtype).reshape(shape)

    def give(self, lent: np.ndarray) -> None:
        """Give back what ``lend`` gave; nobody may hold it any more."""
        base = lent
        while isinstance(base.base, np.ndarray):
            base = base.base
        self._free.append(base)
