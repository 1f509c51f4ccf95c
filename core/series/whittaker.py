"""Whittaker smoothing of irregular dates, vectorised over pixels.

It minimises ``sum w (z - y)**2 + lambda * integral of z''**2``, time in days: on daily dates this is the classical
smoother of second differences (Eilers, 2003, doi:10.1021/ac034173t). Between dates further apart the second
derivative is that of divided differences, so that one lambda means one smoothness whatever the dates and the step.
The pentadiagonal system is factorised once for all bands of a pixel, as their masks are the same.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

#: log10 of the lambdas tried, days**3: from almost no smoothing to a straight line over a year.
TRIED = tuple(number / 4 for number in range(33))
GCV, V_CURVE = "gcv", "v_curve"
METHODS = (GCV, V_CURVE)


def penalty(days: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Diagonal (m,), first (m - 1,) and second (m - 2,) bands of the roughness of dates ``days``, increasing."""
    count = len(days)
    diagonal, first, second = np.zeros(count), np.zeros(max(0, count - 1)), np.zeros(max(0, count - 2))
    for middle in range(1, count - 1):
        left, right = float(days[middle] - days[middle - 1]), float(days[middle + 1] - days[middle])
        a, c = 2.0 / (left * (left + right)), 2.0 / (right * (left + right))
        b, share = -(a + c), (left + right) / 2.0
        diagonal[middle - 1:middle + 2] += share * np.array([a * a, b * b, c * c])
        first[middle - 1] += share * a * b
        first[middle] += share * b * c
        second[middle - 1] += share * a * c
    return diagonal, first, second


class Whittaker:
    """The smoothing of one set of weights by one lambda.

    weights: (dates, pixels), 0 where not clear; every pixel needs two dates at least, or what comes out is no number.
    days: day numbers, increasing, one a date. targets: day numbers to tell. lam: days**3.
    """

    def __init__(self, weights: np.ndarray, days: Sequence[int], targets: Sequence[int], lam: float) -> None:
        nodes = np.unique(np.concatenate([np.asarray(days, int), np.asarray(targets, int)]))
        self._seen = np.searchsorted(nodes, days)
        self._told = np.searchsorted(nodes, targets)
        self._weights, self._size = np.asarray(weights, np.float64), len(nodes)
        self._first, self._last = _ends(self._weights > 0, self._seen)
        self._factorise(penalty(nodes), lam)

    def _factorise(self, bands: tuple[np.ndarray, np.ndarray, np.ndarray], lam: float) -> None:
        """L D L' of the pentadiagonal matrix, L with a unit diagonal."""
        diagonal, first, second = (lam * band for band in bands)
        shape = (self._size, self._weights.shape[1])
        self._inverse, self._one, self._two = np.empty(shape), np.zeros(shape), np.zeros(shape)
        pivot = np.zeros(shape)
        pivot[self._seen] = self._weights
        with np.errstate(all="ignore"):
            for row in range(self._size):
                here = pivot[row]
                here += diagonal[row]
                if row >= 1:
                    here -= pivot[row - 1] * self._one[row - 1] ** 2
                if row >= 2:
                    here -= pivot[row - 2] * self._two[row - 2] ** 2
                np.divide(1.0, here, out=self._inverse[row])
                if row + 1 < self._size:
                    below = np.full(shape[1], first[row])
                    if row >= 1:
                        below -= pivot[row - 1] * self._two[row - 1] * self._one[row - 1]
                    np.multiply(below, self._inverse[row], out=self._one[row])
                if row + 2 < self._size:
                    np.multiply(second[row], self._inverse[row], out=self._two[row])

    def nodes(self, values: np.ndarray) -> np.ndarray:
        """The smooth curve at every date and target together, float64 (nodes, n); ``values`` as in ``smooth``."""
        curve = np.zeros((self._size, values.shape[1]))
        with np.errstate(all="ignore"):
            for date, node in enumerate(self._seen):
                weight = self._weights[date]
                # What is not clear may be no number.
                np.multiply(values[date], weight, out=curve[node], where=weight > 0)
            buffer = np.empty(values.shape[1])
            for row in range(1, self._size):
                curve[row] -= np.multiply(self._one[row - 1], curve[row - 1], out=buffer)
                if row >= 2:
                    curve[row] -= np.multiply(self._two[row - 2], curve[row - 2], out=buffer)
            curve *= self._inverse
            for row in range(self._size - 2, -1, -1):
                curve[row] -= np.multiply(self._one[row], curve[row + 1], out=buffer)
                if row + 2 < self._size:
                    curve[row] -= np.multiply(self._two[row], curve[row + 2], out=buffer)
        return curve

    def smooth(self, values: np.ndarray) -> np.ndarray:
        """The curve at the targets, float64 (targets, n); before the first clear date and after the last, its end.

        values: (dates, n), anything where the weight is 0.
        """
        curve = self.nodes(values)
        rows = np.clip(self._told[:, None], self._first, self._last)
        return np.asarray(np.take_along_axis(curve, rows, axis=0))

    def fitted(self, values: np.ndarray) -> np.ndarray:
        """The curve at the dates of the series, float64 (dates, n)."""
        return np.asarray(self.nodes(values)[self._seen])

    def leverage(self) -> np.ndarray:
        """How much each date pulls its own fitted value, 0..1, (dates, n): the diagonal of the hat matrix.

        Diagonal of the inverse from its factors (Hutchinson and de Hoog, 1985, doi:10.1007/BF01389878).
        """
        shape = self._inverse.shape
        here, one, two = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        for row in range(self._size - 1, -1, -1):
            e, f = self._one[row], self._two[row]
            if row + 1 < self._size:
                after = here[row + 2] if row + 2 < self._size else 0.0
                next_one = one[row + 1] if row + 2 < self._size else 0.0
                one[row] = -(e * here[row + 1] + f * next_one)
                two[row] = -(e * next_one + f * after)
            here[row] = self._inverse[row] - e * one[row] - f * two[row]
        return np.asarray(here[self._seen] * self._weights)


def _ends(clear: np.ndarray, seen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Nodes of the first and the last clear date of every pixel."""
    first = seen[np.argmax(clear, axis=0)]
    last = seen[clear.shape[0] - 1 - np.argmax(clear[::-1], axis=0)]
    return first, last


def choose_lambda(values: np.ndarray, weights: np.ndarray, days: Sequence[int], method: str = GCV) -> float:
    """The lambda that suits a sample of pixels best, one for all bands; days**3.

    values: (bands, dates, n). weights: (dates, n); pixels of less than four dates say nothing.
    gcv: smallest generalised cross-validation, bands brought to one scale (Craven and Wahba, 1979).
    v_curve: shortest step of (log misfit, log roughness) (Frasso and Eilers, 2015, doi:10.1177/1471082X14549288).
    """
    telling = np.count_nonzero(weights > 0, axis=0) >= 4
    if not telling.any():
        return float(10.0 ** TRIED[len(TRIED) // 2])
    weights = np.asarray(weights, np.float64)[:, telling]
    with np.errstate(invalid="ignore"):
        # What is not clear may be no number.
        kept = [np.asarray(band, np.float64)[:, telling] for band in values]
    scores = _gcv(kept, weights, days) if method == GCV else _v_curve(kept, weights, days)
    return float(10.0 ** scores)


def _gcv(bands: list[np.ndarray], weights: np.ndarray, days: Sequence[int]) -> float:
    """log10 of the best lambda: residuals over what is left of the degrees of freedom, pooled."""
    count = (weights > 0).sum(axis=0)
    table = np.zeros((len(TRIED), len(bands)))
    for row, power in enumerate(TRIED):
        smoother = Whittaker(weights, days, days, 10.0 ** power)
        free = np.maximum(count - smoother.leverage().sum(axis=0), 1e-6)
        for column, band in enumerate(bands):
            rest = _residuals(band, smoother.fitted(band), weights)
            table[row, column] = float(np.mean(count * rest / free ** 2))
    table /= np.maximum(table.min(axis=0), 1e-300)
    return TRIED[int(np.argmin(table.sum(axis=1)))]


def _v_curve(bands: list[np.ndarray], weights: np.ndarray, days: Sequence[int]) -> float:
    """log10 of the lambda at the median over pixels and bands of the shortest steps."""
    roughness = penalty(np.asarray(days, int))
    steps = []
    for band in bands:
        points = []
        for power in TRIED:
            curve = Whittaker(weights, days, days, 10.0 ** power).fitted(band)
            points.append((np.log(np.maximum(_residuals(band, curve, weights), 1e-30)),
                           np.log(np.maximum(_rough(curve, roughness), 1e-30))))
        misfit, rough = (np.stack(axis) for axis in zip(*points))
        steps.append(np.argmin(np.hypot(np.diff(misfit, axis=0), np.diff(rough, axis=0)), axis=0))
    middle = float(np.median(np.concatenate(steps)))
    return float(np.interp(middle + 0.5, np.arange(len(TRIED)), TRIED))


def _residuals(values: np.ndarray, curve: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weighted sum of squares a pixel."""
    gap = np.where(weights > 0, values - curve, 0.0)
    return np.asarray((weights * gap * gap).sum(axis=0))


def _rough(curve: np.ndarray, bands: tuple[np.ndarray, np.ndarray, np.ndarray]) -> np.ndarray:
    """Integral of the squared second derivative, a pixel."""
    diagonal, first, second = bands
    total = (diagonal[:, None] * curve ** 2).sum(axis=0)
    total += 2 * (first[:, None] * curve[:-1] * curve[1:]).sum(axis=0)
    total += 2 * (second[:, None] * curve[:-2] * curve[2:]).sum(axis=0)
    return np.asarray(np.maximum(total, 0.0))


__all__ = ["GCV", "METHODS", "TRIED", "V_CURVE", "Whittaker", "choose_lambda", "penalty"]
