"""Votes and Dempster's rule of one pixel, on sets."""

from __future__ import annotations

import itertools

NONE = -2 ** 31


def by_hand(opinions, weights, undecided):
    """(class, share) of one pixel."""
    score = {}
    for code, weight in zip(opinions, weights):
        if code != NONE:
            score[code] = score.get(code, 0) + weight
    if not score:
        return NONE, None
    best = max(score.values())
    tied = [code for code in score if abs(score[code] - best) < 1e-9]
    winner = tied[0] if len(tied) == 1 else undecided
    if winner is None:
        winner = next(code for code in opinions if code in tied)
    total = sum(score.values())
    return winner, best / total if total else 0.0


def on_sets(opinions, masses, every):
    """Dempster's rule over subsets: beliefs of the classes, conflict."""
    state, conflict = {frozenset(every): 1.0}, 0.0
    for code, mass in zip(opinions, masses):
        if code == NONE:
            continue
        other = {frozenset([code]): mass, frozenset(every): 1.0 - mass}
        joint = {}
        for (a, x), (b, y) in itertools.product(state.items(), other.items()):
            joint[a & b] = joint.get(a & b, 0.0) + x * y
        state = joint
    conflict = state.pop(frozenset(), 0.0)
    return {code: state.get(frozenset([code]), 0.0) / (1.0 - conflict) for code in every}, conflict
