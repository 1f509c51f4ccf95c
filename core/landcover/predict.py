"""What a model says of pixels, as fast as this computer can: forests by numba where it is there, by numpy elsewhere.

``predictor(model)`` has ``probabilities`` and ``classes`` as all predictors have; ``says`` gives what a map needs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from . import forest_kernels, forest_walk
from .classifiers import predictor_of
from .classifiers.base import Predictor
from .forest_nodes import SHARE_BITS, VOTE_SHIFT, Nodes, nodes_of, of_numbers
from .model import LandcoverModel

FORESTS = ("random_forest", "extra_trees")
#: Words of who walks a forest; auto is numba where it can be loaded.
ENGINES = ("auto", "numba", "numpy")
#: Shares of the trees after which it is looked for pixels that the rest cannot change.
_STAGES = (0.55, 0.7, 0.85, 1.0)
#: Probabilities of a pixel nearer than this are compared again in float64.
_NEAR = 1e-6
#: Pixels between two looks at whether to stop.
_PORTION = 16_384


@dataclass(frozen=True)
class Said:
    """Of n pixels: index of the class, how sure 0..1, and on demand the probabilities float32 (n, classes)."""

    columns: np.ndarray
    confidence: np.ndarray | None = None
    probabilities: np.ndarray | None = None
    #: Share of the votes of each class, float32 (n, classes); what regions are blended from.
    votes: np.ndarray | None = None


class FastForest(Predictor):
    """A forest as ``forest_nodes`` lays it out. Threads may share it.

    ``physical``: values of the int16 numbers of each feature, for features that come as numbers; else float32 values.
    Raises ValueError where that cannot be, or where numba was asked for and is not there.
    """

    def __init__(self, model: LandcoverModel, engine: str = "auto", nodes: Nodes | None = None,
                 physical: Sequence[np.ndarray] | None = None) -> None:
        super().__init__(model)
        found = nodes or nodes_of(model.arrays, len(model.classes))
        if physical is not None:
            numbers = of_numbers(found, physical)
            if numbers is None or not numbers.narrow:
                raise ValueError("values that do not rise with their numbers, or trees beyond 16 bits")
            found = numbers
        self.nodes, self.dtype = found, found.threshold.dtype
        walk = None if engine == "numpy" else forest_kernels.walk_of(found)
        if walk is None and engine == "numba":
            raise ValueError("numba is not there")
        self.engine = "numpy" if walk is None else "numba"
        self._walk: Callable[[np.ndarray, int, int], np.ndarray] = walk or forest_walk.walk_of(found)

    def tally(self, features: np.ndarray) -> np.ndarray:
        """Votes and shares of all trees, int64 (n, classes), see ``forest_nodes``."""
        return self._walk(features, 0, self.nodes.trees)

    def probabilities(self, features: np.ndarray) -> np.ndarray:
        """Float32 (n, classes): mean of what the leaves say."""
        return self._shares_of(self.tally(features))

    def votes(self, features: np.ndarray) -> np.ndarray:
        """Float32 (n, classes): share of the trees that vote for each class."""
        return self._votes_of(self.tally(features))

    def columns(self, features: np.ndarray) -> np.ndarray:
        """Int64 (n,): index of the likeliest class; trees that could change nothing are not asked."""
        result = np.empty(len(features), np.int64)
        left, rows, told, first = np.arange(len(features)), features, None, 0
        for share in _STAGES:
            last = round(share * self.nodes.trees)
            if last == first or not left.size:
                continue
            more = self._walk(rows, first, last)
            told = more if told is None else told + more
            first = last
            settled = self._settled(told, self.nodes.trees - last)
            result[left[settled]] = self._columns_of(told[settled])
            going = ~settled
            left, rows, told = left[going], rows[going], told[going]
        return result

    def said(self, features: np.ndarray, confidence: bool, probabilities: bool, votes: bool = False) -> Said:
        """All that is asked, the forest walked once."""
        if not (confidence or probabilities or votes):
            return Said(self.columns(features))
        told = self.tally(features)
        columns = self._columns_of(told)
        won = (told[np.arange(len(told)), columns] >> VOTE_SHIFT) / np.float32(self.nodes.trees)
        return Said(columns, won.astype(np.float32) if confidence else None,
                    self._shares_of(told) if probabilities else None, self._votes_of(told) if votes else None)

    def _shares_of(self, told: np.ndarray) -> np.ndarray:
        sums = told & ((1 << VOTE_SHIFT) - 1)
        return (sums / (float(1 << SHARE_BITS) * self.nodes.trees)).astype(np.float32)

    def _votes_of(self, told: np.ndarray) -> np.ndarray:
        return ((told >> VOTE_SHIFT) / float(self.nodes.trees)).astype(np.float32)

    def _columns_of(self, told: np.ndarray) -> np.ndarray:
        """The first of those whose shares are the greatest, as far as rounded leaves tell them apart."""
        sums = told & ((1 << VOTE_SHIFT) - 1)
        return np.asarray(np.argmax(sums >= sums.max(axis=1, keepdims=True) - self.nodes.trees, axis=1))

    def _settled(self, told: np.ndarray, left: int) -> np.ndarray:
        """True where ``left`` more trees cannot bring another class within reach of the first."""
        if not left:
            return np.ones(len(told), bool)
        sums = told & ((1 << VOTE_SHIFT) - 1)
        if sums.shape[1] == 1:
            return np.ones(len(told), bool)
        highest = np.partition(sums, sums.shape[1] - 2, axis=1)[:, -2:]
        return np.asarray(highest[:, 1] - highest[:, 0] > (left << SHARE_BITS) + 2 * self.nodes.trees)


class Regional:
    """A model of several regions. ``weights`` float32 (regions, n) of the pixels go with their features."""

    def __init__(self, model: LandcoverModel, parts: Sequence[Predictor]) -> None:
        self.model, self.parts = model, parts
        self.values = np.array([entry.value for entry in model.classes], np.int64)
        column = {entry.value: number for number, entry in enumerate(model.classes)}
        self._columns = [np.array([column[entry.value] for entry in region.model.classes]) for region in model.regions]

    def said(self, features: np.ndarray, weights: np.ndarray, confidence: bool, probabilities: bool,
             stop: Callable[[], None] | None = None) -> Said:
        """A region's model is asked only about pixels where it has a weight; see ``regions.blended``."""
        shares = np.zeros((len(features), self.values.size), np.float32)
        votes = np.zeros_like(shares)
        for there, part, weight in zip(self._columns, self.parts, weights):
            rows = np.flatnonzero(weight > 0)
            if not rows.size:
                continue
            one = says(part, features[rows], False, True, votes=confidence, stop=stop)
            shares[np.ix_(rows, there)] += weight[rows, None] * one.probabilities
            if confidence:
                votes[np.ix_(rows, there)] += weight[rows, None] * one.votes
        columns = np.argmax(shares, axis=1)
        return Said(columns, votes[np.arange(len(votes)), columns] if confidence else None,
                    shares if probabilities else None)


def predictor(model: LandcoverModel, engine: str = "auto",
              physical: Sequence[np.ndarray] | None = None) -> Predictor:
    """Of a model without regions. ``physical`` as in ``FastForest``: of forests alone.

    Compiles where numba is there and the code is not yet: not for the thread of a window.
    """
    if model.kind in FORESTS:
        return FastForest(model, engine, physical=physical)
    return predictor_of(model)


def regional(model: LandcoverModel, engine: str = "auto",
             physical: Sequence[np.ndarray] | None = None) -> Regional:
    """Of a model with regions."""
    return Regional(model, [predictor(region.model, engine, physical) for region in model.regions])


def says(one: Predictor, features: np.ndarray, confidence: bool, probabilities: bool, votes: bool = False,
         stop: Callable[[], None] | None = None) -> Said:
    """What a map needs of n pixels. ``stop`` is called between portions and raises where the work is to end.

    The class does not depend on what else is asked. Without trees, confidence is the greatest probability.
    """
    parts = []
    for first in range(0, max(1, len(features)), _PORTION):
        if stop is not None:
            stop()
        rows = features[first:first + _PORTION]
        parts.append(one.said(rows, confidence, probabilities, votes) if isinstance(one, FastForest)
                     else _plain(one, rows, confidence, probabilities, votes))
    return parts[0] if len(parts) == 1 else Said(
        np.concatenate([part.columns for part in parts]), *(_joined([getattr(part, name) for part in parts])
                                                            for name in ("confidence", "probabilities", "votes")))


def _joined(parts: Sequence[np.ndarray | None]) -> np.ndarray | None:
    known = [part for part in parts if part is not None]
    return np.concatenate(known) if known else None


def _plain(one: Predictor, features: np.ndarray, confidence: bool, probabilities: bool, votes: bool) -> Said:
    if not (confidence or probabilities or votes):
        return Said(one.columns(features))
    shares = one.probabilities(features)
    columns = np.argmax(shares, axis=1)
    if shares.shape[1] > 1:
        highest = np.partition(shares, shares.shape[1] - 2, axis=1)[:, -2:]
        near = np.flatnonzero(highest[:, 1] - highest[:, 0] <= _NEAR)
        if near.size:
            columns[near] = one.columns(features[near])
    return Said(columns, shares[np.arange(len(shares)), columns] if confidence else None,
                shares if probabilities else None, shares if votes else None)
