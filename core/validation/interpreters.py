"""A reference that errs too: two interpreters a unit, second choices, and what their disagreement adds to the figures.

"Being sure that the correct class is known is not so easy neither" (CESBIO 2018). Where two people label the same
units, what they disagree on measures how far the reference can be trusted; accuracies and areas are computed again
over labels drawn as they could have been, and the spread joins the standard error (multiple imputation: Rubin 1987,
Multiple Imputation for Nonresponse in Surveys, section 3.1).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from .sample import Sample

#: No label.
NONE = -1
DRAWS = 200


@dataclass(frozen=True)
class Labels:
    """Class index by unit (n,), NONE where there is none: both interpreters, their second choices, what was settled."""

    first: np.ndarray
    second: np.ndarray
    alternate: np.ndarray
    settled: np.ndarray


@dataclass(frozen=True)
class Agreement:
    """Of units that both labelled."""

    units: int
    share: float
    #: Counts (first, second).
    table: np.ndarray
    #: By class, 2 both / (first + second), NaN where neither names it.
    by_class: np.ndarray
    #: Units on which they differ and that nobody settled.
    unsettled: int


@dataclass(frozen=True)
class Widened:
    """An estimate under the labelling error: its mean over draws, and the standard error with it."""

    value: float
    standard_error: float
    #: Of the sampling alone, of the labels alone.
    sampling: float
    labelling: float


def agreement(labels: Labels, classes: int) -> Agreement:
    """How far two interpreters agree."""
    both = (labels.first != NONE) & (labels.second != NONE)
    one, two = labels.first[both], labels.second[both]
    table = np.bincount(one * classes + two, minlength=classes * classes).reshape(classes, classes)
    total = table.sum(0) + table.sum(1)
    with np.errstate(invalid="ignore"):
        by_class = np.where(total > 0, 2 * np.diag(table) / np.maximum(total, 1), np.nan)
    same = float((one == two).mean()) if one.size else math.nan
    return Agreement(int(both.sum()), same, table, by_class,
                     int((both & (labels.first != labels.second) & (labels.settled == NONE)).sum()))


def adopted(labels: Labels) -> np.ndarray:
    """The label of each unit: settled, else the first interpreter's, else the second's, (n,)."""
    chosen = np.where(labels.first != NONE, labels.first, labels.second)
    return np.where(labels.settled != NONE, labels.settled, chosen)


def lenient(sample: Sample, alternate: np.ndarray) -> Sample:
    """The sample whose reference is the second choice where that is what the map says: the upper side of doubt."""
    right = (alternate == sample.map_class) & (alternate != NONE)
    return replace(sample, reference=np.where(right, alternate, sample.reference))


def under_error(sample: Sample, labels: Labels, statistics: Sequence[Callable[[Sample], tuple[float, float]]],
                seed: int = 0, draws: int = DRAWS) -> list[Widened]:
    """Value and standard error of each of the ``statistics`` over labels that could have been, the same for all.

    Where both labelled and nobody settled, either label, at even odds; where one did, the label that the other would
    have given, as often as they differ on that class where both labelled. labels: of the units of ``sample``.
    """
    classes = len(sample.classes)
    rng = np.random.default_rng(seed)
    chances = _other_label(agreement(labels, classes).table)
    open_ = (labels.first != NONE) & (labels.second != NONE) & (labels.settled == NONE)
    alone = ((labels.first == NONE) ^ (labels.second == NONE)) & (labels.settled == NONE)
    base = adopted(labels)
    values, errors = np.empty((draws, len(statistics))), np.empty((draws, len(statistics)))
    for draw in range(draws):
        label = base.copy()
        pick = rng.random(label.size) < 0.5
        label[open_] = np.where(pick[open_], labels.first[open_], labels.second[open_])
        # Half of what would be changed: neither interpreter is the truth.
        moved = alone & (rng.random(label.size) < 0.5)
        cut = rng.random(label.size)
        label[moved] = (np.cumsum(chances[label[moved]], 1) < cut[moved][:, None]).sum(1).clip(0, classes - 1)
        drawn = replace(sample, reference=label)
        for number, statistic in enumerate(statistics):
            values[draw, number], errors[draw, number] = statistic(drawn)
    return [_widened(values[:, number], errors[:, number]) for number in range(len(statistics))]


def _widened(values: np.ndarray, errors: np.ndarray) -> Widened:
    """Within draws and between them, as one variance (Rubin 1987, equation 3.1.5)."""
    good = np.isfinite(values) & np.isfinite(errors)
    if not good.any():
        return Widened(math.nan, math.nan, math.nan, math.nan)
    within = float((errors[good] ** 2).mean())
    between = float(values[good].var(ddof=1)) if good.sum() > 1 else 0.0
    total = within + (1 + 1 / good.sum()) * between
    return Widened(float(values[good].mean()), math.sqrt(total), math.sqrt(within), math.sqrt(between))


def _other_label(table: np.ndarray) -> np.ndarray:
    """Chance (class, class) that the other interpreter says so, the two taken alike; itself where never seen twice."""
    both = (table + table.T).astype(float)
    total = both.sum(1, keepdims=True)
    return np.where(total > 0, both / np.maximum(total, 1.0), np.eye(len(table)))
