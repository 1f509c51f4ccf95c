"""The differences of two runs, split by split, on the very same samples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ...engine.progress import Progress, check
from ...errors import BocageError
from ...validation.comparison import LEAST_RUNS, TRUSTED_RUNS, Difference, accuracy_difference, unjudged
from ...validation.resamples import Scores, f1_difference, holm, paired, scores, spread, units_ratio
from ...validation.sample import Sample, clustered, simple
from ..benchmark.describe import plain
from ..benchmark.settings import BLOCK, POLYGON
from .saved import SavedRun

#: Tests: of several runs; of one run with polygons or blocks as units; none.
RESAMPLED, POLYGONS, BLOCKS, UNTESTED = "resampled", "polygons", "blocks", "none"


def shared_runs(first: SavedRun, second: SavedRun) -> dict[str, list[tuple[int, int]]]:
    """Numbers of the runs that are the same parting of the same samples, by split. Raises BocageError for none."""
    if first.report["samples"]["hash"] != second.report["samples"]["hash"]:
        raise BocageError("runs_samples_differ", file=first.path, other=second.path)
    found: dict[str, list[tuple[int, int]]] = {}
    for split in dict.fromkeys(one["split"] for one in first.report["splits"]):
        here, there = first.runs(split), second.runs(split)
        pairs = [(number, there[text]) for text, number in here.items() if text in there
                 and (split, number) in first.tallies and (split, there[text]) in second.tallies]
        if pairs:
            found[split] = pairs
    if not found:
        raise BocageError("runs_splits_differ", file=first.path, other=second.path)
    return found


def compared(first: SavedRun, second: SavedRun, split: str, pairs: Sequence[tuple[int, int]], level: float,
             progress: Progress) -> dict[str, Any]:
    """Scores of both over the shared runs, and their differences with the test that fits."""
    weight, here, there = first.weight, [], []
    moves = np.zeros(3, np.int64)
    for one, other in pairs:
        check(progress)
        rows = first.tallies[split, one], second.tallies[split, other]
        _check_same(*rows, first, second)
        here.append(scores(_matrix(rows[0], weight)))
        there.append(scores(_matrix(rows[1], weight)))
        moves += _moves(*rows)
    test, found = _tested(first, second, split, pairs, here, there, level)
    by_class = []
    for k, (name, gap, p_value) in enumerate(zip(first.classes, found[2],
                                                 holm([one.p_value for one in found[2]]))):
        row: dict[str, Any] = {"class": name, "difference": {
            **plain(gap), "p_holm": p_value, "beyond_chance": _beyond(p_value, level)}}
        for key in ("f1", "users", "producers", "size_ratio"):
            row[key] = [spread([getattr(one, key)[k] for one in side]).mean for side in (here, there)]
        by_class.append(row)
    result: dict[str, Any] = {"split": split, "runs": len(pairs), "test": test, "by_class": by_class,
                              "polygons_better": int(moves[0]), "polygons_worse": int(moves[1]),
                              "polygons_same": int(moves[2])}
    for key, gap in (("overall_accuracy", found[0]), ("macro_f1", found[1])):
        name = "overall" if key == "overall_accuracy" else key
        result[key] = {"values": [spread([getattr(one, name) for one in side]).mean for side in (here, there)],
                       **plain(gap), "beyond_chance": _beyond(gap.p_value, level)}
    if test == RESAMPLED:
        result.update(_factor(first, split, pairs))
        result["few"] = len(pairs) < TRUSTED_RUNS
    return result


def _tested(first: SavedRun, second: SavedRun, split: str, pairs: Sequence[tuple[int, int]], here: Sequence[Scores],
            there: Sequence[Scores], level: float) -> tuple[str, tuple[Difference, Difference, list[Difference]]]:
    """The test that fits, and what it says of overall accuracy, mean F1, and the F1 of each class.

    Of one run the units are what was drawn whole, polygons or blocks; pixels of one polygon on both sides are no
    units of anything, and are not tested.
    """
    if len(pairs) >= LEAST_RUNS:
        return RESAMPLED, _resampled(first, split, pairs, here, there, level)
    if len(pairs) == 1 and split == POLYGON:
        return POLYGONS, _by_units(first, second, split, pairs[0], None, level)
    block = first.block if first.block is not None else second.block
    if len(pairs) == 1 and split == BLOCK and block is not None:
        return BLOCKS, _by_units(first, second, split, pairs[0], block, level)

    def gap(name: str) -> Difference:
        return unjudged(float(np.mean([getattr(one, name) - getattr(other, name)
                                       for one, other in zip(here, there)])))

    classes = np.array([one.f1 - other.f1 for one, other in zip(here, there)])
    return UNTESTED, (gap("overall"), gap("macro_f1"),
                      [unjudged(spread(classes[:, k]).mean) for k in range(len(first.classes))])


def _beyond(p_value: float, level: float) -> bool | None:
    return p_value < 1.0 - level if np.isfinite(p_value) else None


def _matrix(rows: np.ndarray, weight: np.ndarray) -> np.ndarray:
    side = weight.size
    table = np.bincount(rows[:, 2] * side + rows[:, 1], rows[:, 3], side * side).reshape(side, side)
    return np.asarray(table * weight)


def _units(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Group, class and prediction of each sample, by group and class."""
    order = np.lexsort((rows[:, 2], rows[:, 1], rows[:, 0]))
    whole = np.repeat(rows[order], rows[order, 3], axis=0)
    return whole[:, 0], whole[:, 1], whole[:, 2]


def _totals(rows: np.ndarray) -> Mapping[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = {}
    for group, reference, _, count in rows.tolist():
        found[group, reference] = found.get((group, reference), 0) + count
    return found


def _check_same(one: np.ndarray, other: np.ndarray, first: SavedRun, second: SavedRun) -> None:
    """Hashes agree, and so must what was tested."""
    if _totals(one) != _totals(other):
        raise BocageError("run_damaged", file=second.path, fault=f"other samples than {first.path}")


def _moves(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Groups that the first gets more right, less right, and as right."""
    groups = np.unique(one[:, 0])
    right = [np.bincount(np.searchsorted(groups, rows[:, 0]), rows[:, 3] * (rows[:, 1] == rows[:, 2]), groups.size)
             for rows in (one, other)]
    gap = right[0] - right[1]
    return np.array([(gap > 0).sum(), (gap < 0).sum(), (gap == 0).sum()])


def _factor(first: SavedRun, split: str, pairs: Sequence[tuple[int, int]]) -> dict[str, Any]:
    share = _share(first, split, pairs)
    return {"test_over_train": share, "variance_factor": 1.0 / len(pairs) + share,
            "degrees_of_freedom": len(pairs) - 1}


def _share(first: SavedRun, split: str, pairs: Sequence[tuple[int, int]]) -> float:
    runs = {run["run"]: run for one in first.report["splits"] if one["split"] == split for run in one["runs"]}
    return units_ratio([runs[one]["train_units"] for one, _ in pairs], [runs[one]["test_units"] for one, _ in pairs])


def _resampled(first: SavedRun, split: str, pairs: Sequence[tuple[int, int]], here: Sequence[Scores],
               there: Sequence[Scores], level: float) -> tuple[Difference, Difference, list[Difference]]:
    """Of several runs: the corrected test of Nadeau and Bengio, k - 1 degrees."""
    share = _share(first, split, pairs)
    return (paired([one.overall for one in here], [one.overall for one in there], share, level),
            paired([one.macro_f1 for one in here], [one.macro_f1 for one in there], share, level),
            [paired([one.f1[k] for one in here], [one.f1[k] for one in there], share, level)
             for k in range(len(first.classes))])


def _by_units(first: SavedRun, second: SavedRun, split: str, pair: tuple[int, int], block: np.ndarray | None,
              level: float) -> tuple[Difference, Difference, list[Difference]]:
    """Of one run: differences of ratios whose units are the polygons that test, or where ``block`` (polygons,) is
    given the blocks: polygons of one place are right and wrong together. The mean F1 has no test of its own.

    Predictions are paired inside a polygon and class in any order: sums by polygon, which are all that the variance
    looks at, do not change.
    """
    group, reference, mapped = _units(first.tallies[split, pair[0]])
    other = _units(second.tallies[split, pair[1]])[2]
    whole = simple(mapped, reference, first.classes)
    sample = clustered(Sample(whole.classes, mapped, reference, whole.stratum, first.weight[reference], whole.count,
                              whole.fraction), group if block is None else block[group])
    gaps = [f1_difference(sample, other, k, level) for k in range(len(first.classes))]
    seen = np.unique(reference)
    mean = float(np.mean([gaps[k].value for k in seen]))
    return (accuracy_difference(sample, other, level), unjudged(mean),
            [gap if k in seen else unjudged(np.nan) for k, gap in enumerate(gaps)])
