"""What the tests of this room look at: one date on coarse cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..engine.grid import Grid
from ..products.composite import CLEAR_ROLES, Composite

#: A clear value older than this, days, is no reference any more.
MOST_AGE = 90


@dataclass(frozen=True)
class CellScene:
    """Arrays are (rows, columns) on ``cells``; reflectance float32, NaN where there is nothing.

    toa: top of atmosphere by role. clear: the same bands corrected for gases and molecules with AOT 0.05.
    sun, view: unit vectors (3, rows, columns), east, north, up. parallax: displacement index, negative over
    clouds. painted: clouds outlined by hand. day: ``date.toordinal``.
    """

    cells: Grid
    toa: Mapping[str, np.ndarray]
    clear: Mapping[str, np.ndarray]
    terrain_m: np.ndarray
    sun: np.ndarray
    view: np.ndarray
    day: int
    parallax: np.ndarray | None = None
    composite: Composite | None = None
    saturated: np.ndarray | None = None
    painted: np.ndarray | None = None

    @property
    def valid(self) -> np.ndarray:
        """Cells with data in all tested bands."""
        result = np.ones(self.cells.shape, bool)
        for values in self.clear.values():
            result &= np.isfinite(values)
        return result

    def reference(self, role: str) -> np.ndarray:
        """The last clear value, NaN where none or too old."""
        if self.composite is None or role not in CLEAR_ROLES:
            return np.full(self.cells.shape, np.nan, np.float32)
        values = self.composite.clear[CLEAR_ROLES.index(role)]
        return np.where(self.lag() <= MOST_AGE, values, np.float32(np.nan))

    def lag(self) -> np.ndarray:
        """Days between this date and the clear value, float32; infinite where there is none."""
        if self.composite is None:
            return np.full(self.cells.shape, np.inf, np.float32)
        days = self.composite.clear_day
        return np.where(days > 0, np.abs(self.day - days), np.inf).astype(np.float32)
