"""The air of one scene on cells of 120 m: aerosols, water vapour, and what a band makes of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...engine.grid import Grid
from ...engine.resample import positions
from .bocage import undulation
from .forward import PARTS, BandForward
from .geometry import Pass
from .settings import SimulationSettings

#: Heights over which aerosols and water vapour fall to a third, km.
AOT_SCALE_KM, WATER_SCALE_KM = 2.0, 2.0
#: Sizes of what drifts by: aerosol plumes and moist air, metres.
PLUME_M, MOIST_M = 5000, 9000
KNOT_M, ALTITUDE_STEP_KM, WATER_RATIO = 10_000.0, 0.5, 1.2


@dataclass(frozen=True)
class Air:
    """On ``cells``, float64 (rows, columns): AOT at 550 nm, water vapour above the ground (g/cm2), altitude."""

    cells: Grid
    aot: np.ndarray
    water: np.ndarray
    altitude_km: np.ndarray
    ozone: float


def make_air(settings: SimulationSettings, cells: Grid, altitude_km: np.ndarray) -> Air:
    """Fields about the asked means, which hold at the mean altitude; both thin out upwards."""
    above = altitude_km - altitude_km.mean()
    count = cells.shape[0]

    def field(seed: int, size_m: int) -> np.ndarray:
        step = max(4, size_m // 120)
        return undulation(np.random.default_rng(seed), count, step) * 2 - 1

    aot = settings.aot * (1 + settings.aot_variation * field(settings.seed, PLUME_M)) * np.exp(-above / AOT_SCALE_KM)
    water = settings.water_vapour * (1 + settings.water_variation * field(settings.seed + 17, MOIST_M))
    return Air(cells, np.clip(aot, 0.0, 1.8), np.clip(water * np.exp(-above / WATER_SCALE_KM), 0.01, 8.0),
               altitude_km, settings.ozone)


def water_above(water: float, height_km: float) -> float:
    """Water vapour left above a height over the ground, g/cm2: drier than the exponential in the high troposphere,
    as the standard atmosphere is."""
    return water * float(np.exp(-height_km / WATER_SCALE_KM - (height_km / 8.0) ** 2))


class BandAir:
    """One band's coefficients: exact at knots some 10 km apart, on cells between them."""

    def __init__(self, model: BandForward, air: Air, sight: Pass, band: str) -> None:
        self.model, self.air, self.sight, self.band = model, air, sight, band
        xmin, ymin, xmax, ymax = air.cells.bounds
        self._x = np.linspace(xmin, xmax, max(2, int(np.ceil((xmax - xmin) / KNOT_M)) + 1))
        self._y = np.linspace(ymax, ymin, max(2, int(np.ceil((ymax - ymin) / KNOT_M)) + 1))
        self._altitude = _axis(air.altitude_km, ALTITUDE_STEP_KM)
        self._water = np.exp(_axis(np.log(air.water), float(np.log(WATER_RATIO))))

    def parts(self, detector: int, columns: slice) -> np.ndarray:
        """(6, rows, columns), float32, of some columns of the cells as a detector sees them."""
        air, across = self.air, len(self._x)
        x, y = np.meshgrid(self._x, self._y)
        nodes = self.model.nodes(*self._angles(detector, x.ravel(), y.ravel()), self._altitude, self._water, air.ozone)
        rows_at, row_share = positions(air.cells.y(), self._y)
        columns_at, column_share = positions(air.cells.x()[columns], self._x)
        result = np.zeros((PARTS, len(rows_at), len(columns_at)), np.float32)
        for i in np.unique(rows_at):
            for j in np.unique(columns_at):
                block = np.ix_(np.flatnonzero(rows_at == i), np.flatnonzero(columns_at == j))
                aot, altitude, water = (v[:, columns][block] for v in (air.aot, air.altitude_km, air.water))
                v, h = row_share[block[0]], column_share[block[1]]
                total = np.zeros((PARTS, *aot.shape))
                for down, row_weight in ((0, 1 - v), (1, v)):
                    for right, column_weight in ((0, 1 - h), (1, h)):
                        values = nodes.at(aot, altitude, water, int((i + down) * across + j + right))
                        total += values * (row_weight * column_weight)
                result[:, block[0], block[1]] = total
        return result

    def _angles(self, detector: int, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        sza, saa = self.sight.sun(x, y)
        vza, vaa = self.sight.view(self.band, detector, x, y)
        return sza, vza, np.abs((saa - vaa + 180) % 360 - 180)


def _axis(values: np.ndarray, step: float) -> np.ndarray:
    """Nodes over the range of ``values``: one where they are all the same, else three at least."""
    low, high = float(values.min()), float(values.max())
    if high - low < 1e-6:
        return np.array([low])
    return np.linspace(low, high, max(3, int(np.ceil((high - low) / step)) + 1))
