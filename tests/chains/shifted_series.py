"""Fields seen by one sensor on several dates: moved before the blur, clouds, jitter by row, another season."""

from __future__ import annotations

import numpy as np
from bocage.core.series.registration import smoothed

#: Fine pixels a side of a pixel, pixels of the blur (0.25 at the Nyquist frequency with the pixel's own).
FINE, BLUR = 8, 0.42
#: Pixels of the width of a field.
FIELD = 16


class Ground:
    """Fields of random reflectance in two seasons, a third of them with their contrast reversed, under a texture."""

    def __init__(self, rng: np.random.Generator, side: int) -> None:
        self.side = side
        count = side // FIELD + 2
        centres = (np.indices((count, count)) - 0.5 + rng.uniform(-0.5, 0.5, (2, count, count))) * FIELD * FINE
        self.fields = _nearest(centres, side * FINE)
        self.spring = rng.uniform(0.15, 0.45, count * count)
        self.summer = self.spring + rng.normal(0, 0.03, count * count)
        turned = rng.random(count * count) < 0.35
        self.summer[turned] = 0.6 - self.spring[turned]
        self.texture = [_texture(rng, side * FINE, amount) for amount in (0.015, 0.008)]

    def image(self, season: int) -> np.ndarray:
        """Reflectance on the fine grid, of spring (0) or of summer (1), float32."""
        if season:
            return (self.summer[self.fields] + self.texture[0] + self.texture[1]).astype(np.float32)
        return (self.spring[self.fields] + self.texture[0]).astype(np.float32)


def seen(fine: np.ndarray, right: np.ndarray, down: np.ndarray) -> np.ndarray:
    """Pixels of a sensor that sees the ground moved by ``right`` and ``down`` pixels, one number a fine row."""
    side = fine.shape[0]
    at = np.arange(side)
    rows = np.clip(at - np.asarray(down) * FINE, 0, side - 1.001)
    top, lower = rows.astype(int), (rows % 1)[:, None]
    columns = np.clip(at[None, :] - np.asarray(right)[:, None] * FINE, 0, side - 1.001)
    left, across = columns.astype(int), columns % 1
    moved = np.zeros((side, side))
    for row, weight in ((top, 1 - lower), (top + 1, lower)):
        part = fine[row]
        moved += weight * (np.take_along_axis(part, left, 1) * (1 - across)
                           + np.take_along_axis(part, left + 1, 1) * across)
    blurred = smoothed(moved, BLUR * FINE)
    count = side // FINE
    return np.asarray(blurred.reshape(count, FINE, count, FINE).mean(axis=(1, 3)), np.float32)


def clouds(rng: np.random.Generator, side: int, share: float) -> np.ndarray:
    """True over ``share`` of the pixels, in clouds of some 30 pixels."""
    field = smoothed(rng.normal(size=(side, side)), 12)
    return np.asarray(field > np.quantile(field, 1 - share))


def jitter(rng: np.random.Generator, side: int, period: float, most: float) -> np.ndarray:
    """A sine down the rows, one number a fine row, pixels."""
    return most * np.sin(2 * np.pi * np.arange(side * FINE) / FINE / period + rng.uniform(0, 6.28))


def by_row(values: np.ndarray) -> np.ndarray:
    """Mean of each pixel's fine rows."""
    return np.asarray(values.reshape(-1, FINE).mean(axis=1))


def _nearest(centres: np.ndarray, side: int) -> np.ndarray:
    """Number of the nearest centre of a jittered lattice, int32 (side, side)."""
    count, step = centres.shape[1], FIELD * FINE
    result = np.empty((side, side), np.int32)
    columns = np.arange(side)[None, :]
    for first in range(0, side, 64):
        rows = np.arange(first, min(side, first + 64))[:, None]
        best = np.full((len(rows), side), np.inf)
        for down in (-1, 0, 1):
            for across in (-1, 0, 1):
                i = np.broadcast_to(np.clip((rows / step + 0.5).astype(int) + down, 0, count - 1), best.shape)
                j = np.broadcast_to(np.clip((columns / step + 0.5).astype(int) + across, 0, count - 1), best.shape)
                far = (centres[0, i, j] - rows) ** 2 + (centres[1, i, j] - columns) ** 2
                near = far < best
                best[near] = far[near]
                result[first:first + 64][near] = (i * count + j)[near]
    return result


def _texture(rng: np.random.Generator, side: int, amount: float) -> np.ndarray:
    found = smoothed(rng.normal(size=(side, side)), FINE / 2)
    return (found * (amount / found.std())).astype(np.float32)
