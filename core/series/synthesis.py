"""One image of a period from its clear dates, after WASP (Hagolle, Morin & Kadiri 2018, Remote Sensing 10(10), 1520).

Each pixel is the mean of its clear dates, weighted by how near clouds are, how thick the aerosols, how far the
central date. Weights are smooth in space, so that the composite has no step where a date begins or ends, save at the
edge of a swath: there ``edge_weight`` brings them down to nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

#: FLG as WASP writes it.
FLAG_NODATA, FLAG_CLOUD, FLAG_SNOW, FLAG_WATER, FLAG_LAND, FLAG_SHADOW = 0, 1, 2, 3, 4, 5


@dataclass(frozen=True)
class Weighting:
    """How dates weigh. The defaults are WASP's, distances in metres from its pixels of 240 m."""

    #: Weight of a date at the end of the window, over that of the central date.
    date_least: float = 0.5
    #: Weight of AOT ``aot_most`` and beyond, over that of no aerosols.
    aot_least: float = 0.33
    aot_most: float = 0.8
    #: Standard deviations of the two Gaussians that spread what is hidden.
    near_m: float = 480.0
    far_m: float = 2400.0


def date_weight(days: float, half: float, how: Weighting) -> float:
    """Of a date ``days`` from the central one; linear to ``date_least`` at ``half`` days, 0 beyond."""
    away = abs(days)
    if away > half:
        return 0.0
    return 1.0 if half <= 0 else 1.0 - (1.0 - how.date_least) * away / half


def aot_weight(aot: np.ndarray, how: Weighting) -> np.ndarray:
    """Of an AOT at 550 nm (any shape), linear; 1 where it is unknown."""
    share = np.clip(np.nan_to_num(aot, nan=0.0) / how.aot_most, 0.0, 1.0)
    return np.asarray(1.0 - (1.0 - how.aot_least) * share, np.float32)


def cloud_weight(hidden: np.ndarray, cell_m: float, how: Weighting) -> np.ndarray:
    """Of the distance to what hides the ground: 0 in the middle of a cloud, 1 far from any.

    hidden: share of each cell that is hidden, 0 to 1 (rows, columns), cells of ``cell_m`` metres.
    """
    near, far = (_spread(hidden, sigma / cell_m) for sigma in (how.near_m, how.far_m))
    return np.asarray(np.clip((1.0 - near) * (1.0 - far), 0.0, 1.0), np.float32)


def edge_weight(seen: np.ndarray, cell_m: float, width_m: float) -> np.ndarray:
    """From 0 on the edge of what a date saw to 1 at ``width_m`` inside; the border of the array is no edge.

    seen: True where the date has data, (rows, columns), cells of ``cell_m`` metres.
    """
    reach = max(1, int(np.ceil(width_m / cell_m)))
    result = np.zeros(seen.shape, np.float32)
    inside = seen.copy()
    for step in range(reach):
        result[inside] = (step + 1) / (reach + 1)
        wide = np.pad(inside, 1, mode="edge")
        inside = (wide[1:-1, 1:-1] & wide[:-2, 1:-1] & wide[2:, 1:-1] & wide[1:-1, :-2] & wide[1:-1, 2:])
    result[inside] = 1.0
    return result


def _spread(values: np.ndarray, sigma: float) -> np.ndarray:
    """Gaussian of ``sigma`` cells cut at three of them, borders repeated."""
    result = np.asarray(values, np.float64)
    reach = max(1, int(np.ceil(3 * sigma)))
    steps = np.arange(-reach, reach + 1)
    kernel = np.exp(-0.5 * (steps / max(sigma, 1e-6)) ** 2)
    kernel /= kernel.sum()
    for axis in (0, 1):
        size = result.shape[axis]
        margins = [(reach, reach) if side == axis else (0, 0) for side in (0, 1)]
        wide = np.pad(result, margins, mode="edge")
        result = sum(weight * np.take(wide, np.arange(first, first + size), axis)
                     for first, weight in enumerate(kernel))
    return np.asarray(result)


class Composite:
    """The weighted mean of one block, fed date after date: memory does not grow with their number."""

    def __init__(self, bands: int, shape: tuple[int, int]) -> None:
        self._values = np.zeros((bands, *shape), np.float64)
        self._weights = np.zeros((bands, *shape), np.float64)
        self._weight, self._days = np.zeros(shape, np.float64), np.zeros(shape, np.float64)
        self._states = {flag: np.zeros(shape, np.float32) for flag in (FLAG_SNOW, FLAG_WATER, FLAG_LAND)}
        self._hidden = {flag: np.zeros(shape, bool) for flag in (FLAG_CLOUD, FLAG_SHADOW)}

    def add(self, values: np.ndarray, weight: np.ndarray, days: float, state: np.ndarray) -> None:
        """One date: reflectance (band, rows, columns), NaN for nothing; weight and FLG values (rows, columns).

        days: from the central date. Pixels whose state is cloud, shadow or no data do not enter the mean.
        """
        clear = (state >= FLAG_SNOW) & (state <= FLAG_LAND) & (weight > 0)
        known = np.isfinite(values) & clear
        self._values += np.where(known, np.nan_to_num(values) * weight, 0.0)
        self._weights += np.where(known, weight, 0.0)
        used = np.where(clear & known.any(axis=0), weight, 0.0)
        self._weight += used
        self._days += used * days
        for flag, total in self._states.items():
            total += np.where(state == flag, used, 0.0).astype(np.float32)
        for flag, seen in self._hidden.items():
            seen |= state == flag

    def reflectance(self) -> np.ndarray:
        """(band, rows, columns) float32, NaN where no date was clear."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self._weights > 0, self._values / self._weights, np.nan).astype(np.float32)

    def days(self) -> np.ndarray:
        """Weighted mean of the days from the central date, float32, NaN where no date was clear."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self._weight > 0, self._days / self._weight, np.nan).astype(np.float32)

    def weight(self) -> np.ndarray:
        """Sum of the weights, float32."""
        return self._weight.astype(np.float32)

    def flags(self) -> np.ndarray:
        """FLG: the state that weighs most among the clear dates; else cloud, shadow, no data. uint8."""
        order = tuple(self._states)
        totals = np.stack([self._states[flag] for flag in order])
        state = np.array(order, np.uint8)[totals.argmax(axis=0)]
        hidden = np.where(self._hidden[FLAG_CLOUD], FLAG_CLOUD,
                          np.where(self._hidden[FLAG_SHADOW], FLAG_SHADOW, FLAG_NODATA))
        return np.where(self._weight > 0, state, hidden).astype(np.uint8)


def chosen(days: Sequence[float], half: float) -> list[int]:
    """Places of the dates within ``half`` days of the central one, the nearest first."""
    inside = [place for place, away in enumerate(days) if abs(away) <= half]
    return sorted(inside, key=lambda place: (abs(days[place]), days[place]))


__all__ = ["FLAG_CLOUD", "FLAG_LAND", "FLAG_NODATA", "FLAG_SHADOW", "FLAG_SNOW", "FLAG_WATER", "Composite",
           "Weighting", "aot_weight", "chosen", "cloud_weight", "date_weight", "edge_weight"]
