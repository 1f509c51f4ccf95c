"""Surface reflectance on cells for any AOT tried, without paying the tables at each trial.

The correction's terms are smooth in AOT: they are computed at a few nodes and drawn between them by cubics (error
under 0.0005 of reflectance below AOT 0.6; parabolas erred by 0.0016, which is 0.02 of AOT). A band is computed where
it is asked for, and its nodes are kept: a search comes back to them. Neighbours' light is taken out at each node, as
the node's AOT has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from ...atmosphere.correction import Terms
from ...engine.progress import Progress, check
from .state import StateMaps
from .terms import uniform_terms
from .views import View

#: How many nodes a curve is drawn through.
DRAWN = 4
NODES = (0.0, 0.06, 0.14, 0.25, 0.4, 0.6, 0.9, 1.3, 1.8)


class TrialSurfaces:
    """``trial(aot)`` gives surface reflectance by role, float32 (rows, columns), for one AOT everywhere.

    ``goes_on`` is called at each trial and before nodes are computed, in the thread that asks; it may raise.
    ``freed``: takes the neighbours' light out of the terms of a role at an AOT.
    """

    def __init__(self, toa: Mapping[str, np.ndarray], views: Mapping[str, View], state: StateMaps,
                 roles: Sequence[str], threads: int = 2, goes_on: Callable[[], None] = lambda: None,
                 freed: Callable[[str, Terms, float], Terms] | None = None) -> None:
        self._freed = freed
        self._toa, self._views, self._state = toa, views, state
        self.roles, self._threads, self._goes_on = tuple(roles), threads, goes_on
        self._kept: dict[tuple[str, int], Terms] = {}
        self._asked: dict[str, set[float]] = {}

    def __call__(self, aot: float) -> Mapping[str, np.ndarray]:
        """Surfaces by role; a role costs nothing until it is read."""
        self._goes_on()
        return _OneAot(self, aot)

    def surface(self, role: str, aot: float) -> np.ndarray:
        """Surface reflectance of one band."""
        first = int(np.clip(np.searchsorted(NODES, aot) - DRAWN // 2, 0, len(NODES) - DRAWN))
        asked = self._asked.setdefault(role, set())
        asked.add(aot)
        # A band asked for at a second AOT is being searched: all its nodes will serve, and are computed side by side.
        self._make(role, range(first, first + DRAWN) if len(asked) == 1 else range(len(NODES)))
        weights = _lagrange(NODES[first:first + DRAWN], aot)
        parts = [(self._kept[role, first + k], np.float32(weight)) for k, weight in enumerate(weights) if weight]
        gain, path, albedo = (sum(getattr(terms, name) * weight for terms, weight in parts)
                              for name in ("gain", "path", "albedo"))
        return np.asarray(Terms(gain, path, albedo).surface(self._toa[role]), np.float32)

    def _make(self, role: str, nodes: Sequence[int]) -> None:
        missing = [number for number in nodes if (role, number) not in self._kept]
        with ThreadPoolExecutor(self._threads) as pool:
            for start in range(0, len(missing), self._threads):
                self._goes_on()
                part = missing[start:start + self._threads]
                for number, terms in zip(part, pool.map(lambda n: self._terms(role, NODES[n]), part)):
                    self._kept[role, number] = terms

    def _terms(self, role: str, aot: float) -> Terms:
        terms = uniform_terms(self._views[role], self._state, aot)
        return terms if self._freed is None else self._freed(role, terms, aot)


class Pace:
    """Called at each step of a search: tells progress, and raises Cancelled once the user has asked to stop."""

    def __init__(self, progress: Progress, expected: int = 50) -> None:
        self._progress, self._expected, self._count = progress, expected, 0

    def __call__(self) -> None:
        """One more step."""
        check(self._progress)
        self._count += 1
        self._progress.report(self._count / self._expected)


class _OneAot(Mapping[str, np.ndarray]):
    """Surfaces at one AOT, each computed once, when it is asked for."""

    def __init__(self, trials: TrialSurfaces, aot: float) -> None:
        self._trials, self._aot = trials, aot
        self._made: dict[str, np.ndarray] = {}

    def __getitem__(self, role: str) -> np.ndarray:
        if role not in self._made:
            if role not in self._trials.roles:
                raise KeyError(role)
            self._made[role] = self._trials.surface(role, self._aot)
        return self._made[role]

    def __iter__(self) -> Iterator[str]:
        return iter(self._trials.roles)

    def __len__(self) -> int:
        return len(self._trials.roles)


def _lagrange(nodes: Sequence[float], value: float) -> list[float]:
    """Weights of the curve through some nodes."""
    result = []
    for i, own in enumerate(nodes):
        others = [node for k, node in enumerate(nodes) if k != i]
        result.append(float(np.prod([(value - other) / (own - other) for other in others])))
    return result
