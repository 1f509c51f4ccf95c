"""Surface reflectance on cells for any AOT tried, without paying the tables at each trial.

The correction's terms are smooth in AOT: they are computed at a few nodes and drawn between them by
parabolas (error under 0.0005 of reflectance below AOT 1). Only the three nodes in use are kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from ...atmosphere.correction import Terms
from .state import StateMaps
from .views import View

NODES = (0.0, 0.06, 0.14, 0.25, 0.4, 0.6, 0.9, 1.3, 1.8)


class TrialSurfaces:
    """``trial(aot)`` gives surface reflectance by role, float32 (rows, columns), for one AOT everywhere."""

    def __init__(self, toa: Mapping[str, np.ndarray], views: Mapping[str, View], state: StateMaps,
                 roles: Sequence[str], threads: int = 2) -> None:
        self._toa, self._views, self._state = toa, views, state
        self._roles, self._threads = tuple(roles), threads
        self._kept: dict[int, dict[str, Terms]] = {}

    def _node(self, number: int) -> dict[str, Terms]:
        if number not in self._kept:
            with ThreadPoolExecutor(self._threads) as pool:
                made = list(pool.map(lambda role: uniform_terms(self._views[role], self._state, NODES[number]),
                                     self._roles))
            self._kept[number] = dict(zip(self._roles, made))
        return self._kept[number]

    def __call__(self, aot: float) -> dict[str, np.ndarray]:
        first = int(np.clip(np.searchsorted(NODES, aot) - 1, 0, len(NODES) - 3))
        for number in [n for n in self._kept if not first <= n <= first + 2]:
            del self._kept[number]
        nodes = [self._node(first + k) for k in range(3)]
        weights = _lagrange(NODES[first:first + 3], aot)
        return {role: self._surface(role, nodes, weights) for role in self._roles}

    def _surface(self, role: str, nodes: Sequence[dict[str, Terms]], weights: Sequence[float]) -> np.ndarray:
        parts = [(node[role], np.float32(weight)) for node, weight in zip(nodes, weights) if weight]
        gain, path, albedo = (sum(getattr(terms, name) * weight for terms, weight in parts)
                              for name in ("gain", "path", "albedo"))
        return np.asarray(Terms(gain, path, albedo).surface(self._toa[role]), np.float32)


def uniform_terms(view: View, state: StateMaps, aot: float) -> Terms:
    """Terms on cells for one AOT everywhere."""
    part = view.scattering(np.full(view.cells.shape, aot, np.float32), state.altitude_km)
    return view.terms(part, state.altitude_km, state.water)


def _lagrange(nodes: Sequence[float], value: float) -> list[float]:
    """Weights of the parabola through three nodes."""
    result = []
    for i, own in enumerate(nodes):
        others = [node for k, node in enumerate(nodes) if k != i]
        result.append(float(np.prod([(value - other) / (own - other) for other in others])))
    return result
