"""Do 95 % intervals hold the truth 95 times in a hundred? Samples of 2,000 maps whose truth is known.

Each map is drawn anew: four classes in patches, two common and two rare, and errors that come in patches too. What is
counted is how often the interval that a report would print holds the value of the whole map. Of simple samples of few
units nothing is drawn: the chance of every outcome is known, and so is that of the interval.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from bocage.core.validation import estimators, intervals
from bocage.core.validation.estimators import Accuracy
from bocage.core.validation.sample import Sample, clustered, simple, stratified

from . import Figure, Result  # noqa: I001 - puts the plugin on the path

NAME = "coverage"
TITLE = "Intervals of accuracies and areas, on maps whose truth is known"
MAPS, SIDE, SEED = 2000, 120, 20261124
CLASSES = ("a", "b", "c", "d")
#: Shares of the classes on the map, and how often each is right.
SHARES, RIGHT = (0.45, 0.30, 0.15, 0.10), (0.93, 0.85, 0.80, 0.70)
#: Half side of patches, pixels.
PATCH, ERROR_PATCH = 4, 1
#: Block of a cluster, pixels; points seen in it.
BLOCK, SEEN = 6, 9


@dataclass
class Tally:
    """How often intervals of each kind held the truth, and how wide they were."""

    held: dict[str, int] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)

    def add(self, kind: str, estimate: estimators.Estimate, truth: float) -> None:
        """One interval; those of which the sample says nothing, or the map has nothing, are not asked."""
        if not np.isfinite(truth) or not np.isfinite(estimate.interval.low):
            return
        self.asked[kind] = self.asked.get(kind, 0) + 1
        self.held[kind] = self.held.get(kind, 0) + (estimate.interval.low <= truth <= estimate.interval.high)

    def share(self, kind: str) -> float:
        """Percent of the intervals that held the truth."""
        return 100.0 * self.held.get(kind, 0) / max(1, self.asked.get(kind, 0))


def patches(rng: np.random.Generator, half: int) -> np.ndarray:
    """Ranks 0..1 of a smooth random field, (row, column)."""
    noise = rng.normal(size=(SIDE + 2 * half, SIDE + 2 * half))
    width = 2 * half + 1
    for axis in (0, 1):
        total = np.cumsum(noise, axis=axis)
        total = np.concatenate([np.zeros_like(np.take(total, [0], axis)), total], axis)
        noise = np.take(total, range(width, total.shape[axis]), axis) - np.take(
            total, range(total.shape[axis] - width), axis)
    order = np.empty(noise.size)
    order[noise.argsort(axis=None)] = np.arange(noise.size)
    return (order / noise.size).reshape(noise.shape)


def landscape(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A map and its truth, (row, column) of class indices."""
    mapped = np.searchsorted(np.cumsum(SHARES), patches(rng, PATCH), side="right").clip(0, 3)
    wrong = patches(rng, ERROR_PATCH) > np.asarray(RIGHT)[mapped]
    other = (mapped + rng.integers(1, 4, mapped.shape)) % 4
    return mapped, np.where(wrong, other, mapped)


Design = Callable[[np.random.Generator, np.ndarray, np.ndarray], Sample]


def draw_simple(size: int) -> Design:
    """``size`` pixels."""
    def draw(rng: np.random.Generator, mapped: np.ndarray, truth: np.ndarray) -> Sample:
        at = rng.choice(mapped.size, size, replace=False)
        return simple(mapped.flat[at], truth.flat[at], CLASSES, mapped.size)
    return draw


def draw_stratified(each: int) -> Design:
    """``each`` pixels of every class of the map."""
    def draw(rng: np.random.Generator, mapped: np.ndarray, truth: np.ndarray) -> Sample:
        at = np.concatenate([rng.choice(np.flatnonzero(mapped == k), each, replace=False) for k in range(4)])
        sizes = np.bincount(mapped.ravel(), minlength=4)
        return stratified(mapped.flat[at], truth.flat[at], CLASSES, mapped.flat[at], sizes)
    return draw


def draw_other_strata(each: int) -> Design:
    """Four quarters of the map as strata: nothing to do with the classes."""
    def draw(rng: np.random.Generator, mapped: np.ndarray, truth: np.ndarray) -> Sample:
        row, column = np.indices(mapped.shape)
        quarter = 2 * (row >= SIDE // 3) + (column >= SIDE // 3)
        at = np.concatenate([rng.choice(np.flatnonzero(quarter == k), each, replace=False) for k in range(4)])
        return stratified(mapped.flat[at], truth.flat[at], CLASSES, quarter.flat[at], np.bincount(quarter.ravel()))
    return draw


def draw_systematic(step: int) -> Design:
    """A grid of pixels from a random corner, taken for a simple sample."""
    def draw(rng: np.random.Generator, mapped: np.ndarray, truth: np.ndarray) -> Sample:
        row, column = rng.integers(0, step, 2)
        return simple(mapped[row::step, column::step].ravel(), truth[row::step, column::step].ravel(), CLASSES,
                      mapped.size)
    return draw


def draw_clusters(groups: int) -> Design:
    """Pixels of ``groups`` blocks."""
    def draw(rng: np.random.Generator, mapped: np.ndarray, truth: np.ndarray) -> Sample:
        across = SIDE // BLOCK
        picked = rng.choice(across * across, groups, replace=False)
        inside = np.stack([rng.choice(BLOCK * BLOCK, SEEN, replace=False) for _ in picked])
        row = (picked // across * BLOCK)[:, None] + inside // BLOCK
        column = (picked % across * BLOCK)[:, None] + inside % BLOCK
        sample = simple(mapped[row, column].ravel(), truth[row, column].ravel(), CLASSES)
        return clustered(sample, np.repeat(np.arange(groups), SEEN))
    return draw


#: Name -> design, and the least coverage asked, None where it is only told.
DESIGNS: dict[str, tuple[Design, float | None, float | None]] = {
    "simple, 400 units": (draw_simple(400), 93.0, 97.0),
    "stratified by class, 50 a stratum": (draw_stratified(50), 93.0, 97.0),
    "strata unlike the classes, 100 a stratum": (draw_other_strata(100), 93.0, 97.0),
    "30 clusters of 9": (draw_clusters(30), 93.0, 97.0),
    "60 clusters of 9": (draw_clusters(60), 93.0, 97.0),
    "systematic, 400 units, taken for simple": (draw_systematic(6), 93.0, None),
    "stratified by class, 15 a stratum": (draw_stratified(15), None, None),
    "stratified by class, 25 a stratum": (draw_stratified(25), None, None),
    "simple, 60 units": (draw_simple(60), None, None),
    "12 clusters of 9": (draw_clusters(12), None, None),
    "20 clusters of 9": (draw_clusters(20), None, None),
}
#: Units of simple samples of which every outcome is weighed, and proportions of which it is.
FEW_UNITS, PROPORTIONS = (5, 10, 20, 30, 50, 100), np.arange(1, 400) / 400


def chances(units: int) -> np.ndarray:
    """Chance of each number of successes (proportions, units + 1): the binomial, by logarithms."""
    number = np.arange(units + 1)
    ways = np.array([math.lgamma(units + 1) - math.lgamma(k + 1) - math.lgamma(units - k + 1) for k in number])
    p = PROPORTIONS[:, None]
    return np.asarray(np.exp(ways + number * np.log(p) + (units - number) * np.log1p(-p)))


def exact() -> list[Figure]:
    """Least and mean chance, over the proportions, that an interval of a few units holds the truth."""
    figures = []
    for units in FEW_UNITS:
        chance = chances(units)
        for name, made in (("exact", intervals.clopper_pearson), ("printed by a report", printed)):
            bounds = [made(float(k), float(units), 0.95) for k in range(units + 1)]
            low, high = (np.array([getattr(one, side) for one in bounds]) for side in ("low", "high"))
            held = (chance * ((low <= PROPORTIONS[:, None]) & (PROPORTIONS[:, None] <= high))).sum(1)
            # Exact intervals hold whatever the proportion; Wilson's, that follow where units suffice, on the mean.
            least, mean = (95.0, 95.0) if name == "exact" else (93.0, 94.0)
            figures += [Figure(f"{units} units, interval {name}: least coverage over proportions",
                               100.0 * float(held.min()), "%", least, "at least"),
                        Figure(f"{units} units, interval {name}: mean coverage", 100.0 * float(held.mean()), "%", mean,
                               "at least")]
    return figures


def printed(successes: float, units: float, level: float) -> intervals.Interval:
    """Of overall accuracy, as a report prints it: exact where units or errors are few, Wilson's elsewhere."""
    right = int(successes)
    reference = np.where(np.arange(int(units)) < right, 0, 1)
    return estimators.overall_accuracy(simple(np.zeros(int(units), np.int64), reference, CLASSES), level).interval


def truths(mapped: np.ndarray, truth: np.ndarray) -> Accuracy:
    """The values of the whole map: a census."""
    return estimators.accuracy(simple(mapped.ravel(), truth.ravel(), CLASSES, mapped.size))


def tally(found: Accuracy, true: Accuracy, into: Tally) -> None:
    """Every interval of a report."""
    into.add("overall accuracy", found.overall, true.overall.value)
    for kind, mine, real in (("user's accuracy", found.users, true.users), ("producer's accuracy", found.producers,
                             true.producers), ("F1", found.f1, true.f1), ("area", found.area, true.area)):
        for one, other in zip(mine, real):
            into.add(kind, one, other.value)


def prove(work: Path) -> Result:
    """Draw, estimate, count."""
    rng = np.random.default_rng(SEED)
    counts = {name: Tally() for name in DESIGNS}
    for _ in range(MAPS):
        mapped, truth = landscape(rng)
        true = truths(mapped, truth)
        for name, (design, _, _) in DESIGNS.items():
            tally(estimators.accuracy(design(rng, mapped, truth)), true, counts[name])
    figures = exact()
    for name, (_, least, most) in DESIGNS.items():
        for kind in counts[name].asked:
            share = counts[name].share(kind)
            figures.append(Figure(f"{name}: {kind}", share, "%", least, "at least"))
            if most is not None:
                figures.append(Figure(f"{name}: {kind}, no wider than needed", share, "%", most))
    return Result(figures, {
        "maps": f"{MAPS} of {SIDE} x {SIDE} pixels, seed {SEED}; classes {SHARES}, right {RIGHT}",
        "intervals": "those of core/validation/intervals.py, proportion(), 95 %"})
