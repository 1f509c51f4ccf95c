"""Several opinions on the same pixels: votes, or masses of belief combined by Dempster's rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..engine.regions import OUTSIDE

#: No opinion is certain: two certain ones that differ could not be combined.
MOST_MASS = 0.9999
_TIE = 1e-9


@dataclass(frozen=True)
class Fused:
    """Codes int32; share of votes or belief of the class given, and conflict (Dempster-Shafer): float64, 0..1."""

    codes: np.ndarray
    confidence: np.ndarray
    conflict: np.ndarray
    #: Pixels whose best classes were tied.
    ties: int


def vote(codes: np.ndarray, weights: np.ndarray, undecided: int | None) -> Fused:
    """Majority of weighted votes.

    codes: int32 (maps, rows, columns), OUTSIDE does not vote; weights: float64, the same shape, of each vote. Ties
    become ``undecided``, or the choice of the first map that chose one of the tied classes where it is None. The
    confidence is the winner's share of the weights.
    """
    values = _values(codes)
    scores = np.stack([np.sum(np.where(codes == value, weights, 0.0), axis=0) for value in values])
    total = np.sum(np.where(codes != OUTSIDE, weights, 0.0), axis=0)
    best = scores.max(axis=0)
    confidence = np.divide(best, total, out=np.zeros_like(best), where=total > 0)
    result, ties = _decided(codes, values, scores, undecided)
    return Fused(result, confidence, np.zeros_like(best), ties)


def dempster_shafer(codes: np.ndarray, masses: np.ndarray, undecided: int | None) -> Fused:
    """Belief after Dempster's rule: each map gives a mass to its class and the rest to all classes together.

    codes as in ``vote``; masses: float64, the same shape, 0..1 (limited to 0.9999). With simple supports the rule is
    closed: maps that agree on k leave u_k = product of (1 - mass) unassigned; the mass of k is then, up to the factor
    that removes the conflict, (1 - u_k) times the product of the other u. Conflict: the mass of what contradicts.
    """
    values = _values(codes)
    doubt = 1.0 - np.clip(masses, 0.0, MOST_MASS)
    left = np.stack([np.prod(np.where(codes == value, doubt, 1.0), axis=0) for value in values])
    ignorance = np.prod(left, axis=0)
    joint = (1.0 - left) * ignorance / left
    agreed = joint.sum(axis=0) + ignorance
    belief = joint / agreed
    result, ties = _decided(codes, values, belief, undecided)
    return Fused(result, belief.max(axis=0), np.clip(1.0 - agreed, 0.0, 1.0), ties)


def mass_tables(matrix: np.ndarray, values: Sequence[int], kind: str) -> Mapping[int, float]:
    """Mass of each class from a matrix of counts (map, reference): precision, recall, accuracy or kappa.

    As iota2 and OTB: the first two by class, the others one for all; nothing under 0.
    """
    counts = np.asarray(matrix, float)
    total, hits = counts.sum(), np.diag(counts)
    if kind in ("precision", "recall"):
        sums = counts.sum(axis=1 if kind == "precision" else 0)
        share = np.divide(hits, sums, out=np.zeros_like(hits), where=sums > 0)
        return dict(zip(values, share.tolist()))
    overall = float(hits.sum() / total)
    if kind == "kappa":
        chance = float((counts.sum(axis=0) * counts.sum(axis=1)).sum() / total ** 2)
        overall = (overall - chance) / (1.0 - chance) if chance < 1.0 else 0.0
    return dict.fromkeys(values, max(0.0, overall))


def _values(codes: np.ndarray) -> list[int]:
    return [value for value in np.unique(codes).tolist() if value != OUTSIDE] or [OUTSIDE]


def _decided(codes: np.ndarray, values: list[int], scores: np.ndarray,
             undecided: int | None) -> tuple[np.ndarray, int]:
    """The best class of each pixel, ties by the rule, OUTSIDE where no map speaks; and how many ties."""
    spoken = np.stack([(codes == value).any(axis=0) for value in values])
    scores = np.where(spoken, scores, -1.0)
    best = scores.max(axis=0)
    tied = spoken & (scores >= best - _TIE * np.maximum(best, 1e-3))
    result = np.asarray(values, np.int32)[tied.argmax(axis=0)]
    several = tied.sum(axis=0) > 1
    if undecided is not None:
        result[several] = undecided
    else:
        open_still = several.copy()
        for opinion in codes:
            place = np.searchsorted(values, opinion).clip(0, len(values) - 1)
            among = open_still & (opinion != OUTSIDE) & np.take_along_axis(tied, place[None], 0)[0]
            result[among] = opinion[among]
            open_still &= ~among
    result[(codes == OUTSIDE).all(axis=0)] = OUTSIDE
    several &= (codes != OUTSIDE).any(axis=0)
    return result, int(np.count_nonzero(several))
