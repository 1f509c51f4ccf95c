"""Places put together by where they lie, so that a test is somewhere else than what was learned."""

from __future__ import annotations

import numpy as np

from ..engine.progress import Progress, SilentProgress, check

#: Metres of a degree of a great circle.
_DEGREE = 111_195.0
_ROUNDS = 100


def metres(longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
    """Places (n, 2) in metres east and north of their middle, from degrees.

    An equirectangular plane of the middle latitude: distances are right to a few percent over some hundred kilometres,
    which is all that blocks ask for. Longitudes go round the world.
    """
    angle = np.radians(longitude)
    middle = np.degrees(np.arctan2(np.sin(angle).mean(), np.cos(angle).mean()))
    east = (np.asarray(longitude, float) - middle + 180.0) % 360.0 - 180.0
    centre = (float(latitude.min()) + float(latitude.max())) / 2.0
    return np.stack([east * _DEGREE * np.cos(np.radians(centre)), (latitude - centre) * _DEGREE], axis=1)


def squares(places: np.ndarray, side: float) -> np.ndarray:
    """Block (n,) of each place (n, 2): squares of ``side`` metres, numbered from 0 by those that hold a place."""
    corner = np.floor((places - places.min(axis=0)) / side).astype(np.int64)
    return np.asarray(np.unique(corner, axis=0, return_inverse=True)[1]).ravel()


def compact(places: np.ndarray, count: int, weights: np.ndarray, seed: int,
            progress: Progress | None = None) -> np.ndarray:
    """Block (n,) of each place (n, 2): at most ``count`` groups about as narrow as they can be.

    k-means (Lloyd 1982, IEEE Transactions on Information Theory 28, 129-137) from places far from each other
    (Gonzalez 1985, Theoretical Computer Science 38, 293-306). ``weights`` (n,) of places. Numbered from 0.
    Raises Cancelled.
    """
    watch = progress or SilentProgress()
    distinct = np.unique(places, axis=0)
    count = min(count, len(distinct))
    centres = _far_apart(distinct, count, np.random.default_rng(seed))
    block = np.zeros(len(places), np.int64)
    for round_ in range(_ROUNDS):
        check(watch)
        found = _nearest(places, centres)
        if round_ and (found == block).all():
            break
        block = found
        total = np.bincount(block, weights, count)
        used = total > 0
        for axis in (0, 1):
            sums = np.bincount(block, weights * places[:, axis], count)
            centres[used, axis] = sums[used] / total[used]
    return np.asarray(np.unique(block, return_inverse=True)[1]).ravel()


def _far_apart(places: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Centres (count, 2): the first at random, each next one the furthest from all before."""
    chosen = [int(rng.integers(len(places)))]
    away = np.full(len(places), np.inf)
    while len(chosen) < count:
        away = np.minimum(away, ((places - places[chosen[-1]]) ** 2).sum(axis=1))
        chosen.append(int(away.argmax()))
    return places[chosen].astype(float)


def _nearest(places: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Index of the nearest centre (n,), without a table of all by all."""
    best, block = np.full(len(places), np.inf), np.zeros(len(places), np.int64)
    for number, centre in enumerate(centres):
        away = ((places - centre) ** 2).sum(axis=1)
        nearer = away < best
        best[nearer], block[nearer] = away[nearer], number
    return block
