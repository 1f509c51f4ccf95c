"""From the windows of many pairs of images to one shift a date: how sure it is, how it changes down the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

#: Windows of which less than this share served say nothing; of less correlation, neither.
LEAST_COVER, LEAST_QUALITY = 0.1, 0.15
#: Windows that a pair wants, pixels that its windows may scatter.
FEWEST, MOST_SCATTER = 4, 0.6
#: Multiples of the scatter, and pixels besides, beyond which a window is an outlier.
_FAR, _BESIDES = 3.0, 0.02
_MAD = 1.4826
_TURNS = 10
#: Windows of a row for its shift to be told.
_IN_A_ROW = 2


@dataclass(frozen=True)
class Pair:
    """Shift of one image towards another: the robust mean of its windows."""

    dx: float
    dy: float
    #: Scatter of the windows that agree, pixels (root mean square of both axes).
    rms: float
    #: Windows compared, and those that agree.
    windows: int
    used: int
    #: Mean correlation of those that agree.
    quality: float
    #: Share of the windows whose shift is larger than was looked for.
    beyond: float

    @property
    def sure(self) -> bool:
        """False where the windows are few or do not agree."""
        return self.used >= FEWEST and self.rms < MOST_SCATTER and 2 * self.used >= self.windows and self.beyond < 0.5

    @property
    def sigma(self) -> float:
        """Standard error of the shift, pixels an axis."""
        return max(self.rms, 0.01) / max(1.0, self.used) ** 0.5


@dataclass(frozen=True)
class Profile:
    """Shift by rows of windows: what a jitter of the platform or a drift of its clock leaves."""

    #: Row of the centre, pixels from the top; shift of the row; windows that tell it.
    rows: np.ndarray
    dx: np.ndarray
    dy: np.ndarray
    windows: np.ndarray
    #: Root mean square of what depends on the row, the noise of windows taken off, pixels; NaN for one row.
    jitter_x: float
    jitter_y: float


def combine(found: np.ndarray) -> tuple[Pair, np.ndarray]:
    """Shift of a pair, and which windows agree. found: (window, 5): dx, dy, quality, cover, beyond.

    The median first; windows farther from it than three times the scatter, and those that say nothing, are left out;
    then the mean weighted by correlation and cover.
    """
    table = np.reshape(np.asarray(found, float), (-1, 5))
    serving = (table[:, 3] >= LEAST_COVER) & (table[:, 2] >= LEAST_QUALITY)
    count = int(np.count_nonzero(serving))
    if not count:
        return Pair(float("nan"), float("nan"), float("nan"), 0, 0, 0.0, 0.0), serving
    centre = np.median(table[serving, :2], axis=0)
    kept = serving
    for _ in range(_TURNS):
        away = np.abs(table[:, :2] - centre)
        limit = _FAR * _MAD * np.median(away[serving], axis=0) + _BESIDES
        chosen = serving & (away <= limit).all(axis=1)
        if not chosen.any():
            break
        weights = table[chosen, 2] ** 2 * table[chosen, 3]
        moved = np.average(table[chosen, :2], axis=0, weights=weights)
        same = bool((chosen == kept).all())
        kept, centre = chosen, moved
        if same:
            break
    rms = float(np.sqrt(np.mean((table[kept, :2] - centre) ** 2)))
    return Pair(float(centre[0]), float(centre[1]), rms, count, int(np.count_nonzero(kept)),
                float(table[kept, 2].mean()), float(table[serving, 4].mean())), kept


def network(count: int, pairs: dict[tuple[int, int], Pair], reference: int) -> tuple[np.ndarray, np.ndarray]:
    """Positions of ``count`` images, pixels (image, 2), and their standard errors (image,), NaN where unknown.

    pairs: (from, to) -> shift of the second towards the first. Least squares over all sure pairs, those that
    contradict the others given less weight (Huber); the reference lies at 0.
    """
    known = [(key, pair) for key, pair in pairs.items() if pair.sure]
    linked = _linked(reference, [key for key, _ in known])
    places = {image: number for number, image in enumerate(sorted(linked - {reference}))}
    positions, errors = np.full((count, 2), np.nan), np.full(count, np.nan)
    positions[reference], errors[reference] = 0.0, 0.0
    rows = [(first, second, pair) for (first, second), pair in known if first in linked]
    if not places:
        return positions, errors
    design = np.zeros((len(rows), len(places)))
    measured, sigma = np.zeros((len(rows), 2)), np.zeros(len(rows))
    for number, (first, second, pair) in enumerate(rows):
        for image, sign in ((first, -1.0), (second, 1.0)):
            if image != reference:
                design[number, places[image]] = sign
        measured[number], sigma[number] = (pair.dx, pair.dy), pair.sigma
    weights = 1.0 / sigma
    solution = np.zeros((len(places), 2))
    for _ in range(_TURNS):
        solution = np.linalg.lstsq(design * weights[:, None], measured * weights[:, None], rcond=None)[0]
        off = np.hypot(*(measured - design @ solution).T) / sigma
        weights = np.sqrt(np.minimum(1.0, 2.0 / np.maximum(off, 1e-9))) / sigma
    spread = np.linalg.pinv((design * weights[:, None]).T @ (design * weights[:, None]))
    for image, place in places.items():
        positions[image], errors[image] = solution[place], float(np.sqrt(max(0.0, spread[place, place])))
    return positions, errors


def _linked(start: int, links: Sequence[tuple[int, int]]) -> set[int]:
    """Images that pairs join to the first."""
    reached, grew = {start}, True
    while grew:
        grew = False
        for first, second in links:
            if (first in reached) != (second in reached):
                reached |= {first, second}
                grew = True
    return reached


def profile(centres: np.ndarray, found: np.ndarray, kept: np.ndarray) -> Profile:
    """Shift by row of windows. centres: row of each window's centre; found and kept as in ``combine``."""
    rows, dx, dy, windows, noise = [], [], [], [], []
    for row in np.unique(centres[kept]):
        here = found[kept & (centres == row)]
        if len(here) < _IN_A_ROW:
            continue
        rows.append(float(row))
        dx.append(float(np.median(here[:, 0])))
        dy.append(float(np.median(here[:, 1])))
        windows.append(len(here))
        # Variance of a median: pi / 2 times that of a mean.
        noise.append(np.var(here[:, :2], axis=0, ddof=1) / len(here) * np.pi / 2)
    jitter = [float("nan")] * 2
    if len(rows) > 1:
        own = np.mean(noise, axis=0)
        jitter = [float(np.sqrt(max(0.0, np.var(one, ddof=1) - off))) for one, off in zip((dx, dy), own)]
    return Profile(np.array(rows), np.array(dx), np.array(dy), np.array(windows, int), *jitter)


def lattice(shape: tuple[int, int], size: int, most: int) -> list[tuple[int, int]]:
    """Rows and columns of the corners of at most ``most`` windows of ``size`` pixels, spread over the image.

    They overlap by half at most. Empty where the image is smaller than a window.
    """
    if min(shape) < size:
        return []
    counts = [max(1, (side - size) // (size // 2) + 1) for side in shape]
    share = min(1.0, (most / (counts[0] * counts[1])) ** 0.5)
    counts = [max(1, int(count * share)) for count in counts]
    rows, columns = (np.linspace(0, side - size, count).astype(int) if count > 1 else np.array([(side - size) // 2])
                     for side, count in zip(shape, counts))
    return [(int(row), int(column)) for row in rows for column in columns]


__all__ = ["Pair", "Profile", "combine", "lattice", "network", "profile"]
