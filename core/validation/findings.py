"""What a reader must know that the overall accuracy hides: the trap of one metric, read from the matrix itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .estimators import kappa
from .sample import Sample

#: A class is wrongly sized where the map has it so many times too large or too small.
SIZED = 1.5
#: A class that holds so much of the sample carries the overall accuracy.
DOMINANT = 0.20
#: A class fails below this F1.
FAILED = 0.5


@dataclass(frozen=True)
class Finding:
    """One problem: ``kind`` names its sentence, ``fields`` fill it, ``weight`` ranks it."""

    kind: str
    weight: float
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Figures:
    """Of shares (map, reference): what one metric hides. Arrays go by class, NaN where nothing is there."""

    overall: float
    kappa: float
    users: np.ndarray
    producers: np.ndarray
    f1: np.ndarray
    #: Mapped over true area.
    area_ratio: np.ndarray
    #: Share of each class in the reference.
    share: np.ndarray
    #: Overall accuracy of what neither the map nor the reference calls this class.
    overall_without: np.ndarray

    @property
    def macro_f1(self) -> float:
        """Mean F1 of the classes that are there."""
        return float(np.nanmean(self.f1))


def figures(proportions: np.ndarray) -> Figures:
    """From shares or counts (map, reference)."""
    table = np.asarray(proportions, float) / np.sum(proportions)
    mapped, true, right = table.sum(1), table.sum(0), np.diag(table)
    with np.errstate(invalid="ignore", divide="ignore"):
        users, producers = right / mapped, right / true
        f1 = 2 * right / (mapped + true)
        area_ratio = mapped / true
        without = (right.sum() - right) / (1 - true - mapped + right)
    return Figures(float(right.sum()), kappa(table), users, producers, f1, area_ratio, true, without)


def findings(sample: Sample, most: int = 3) -> list[Finding]:
    """The largest problems first: classes that fail or are wrongly sized, a pair confused, a class that carries."""
    table = sample.proportions()
    found = figures(table)
    result = []
    for k, name in enumerate(sample.classes):
        if np.isfinite(found.f1[k]) and found.share[k] > 0 and found.f1[k] < FAILED:
            taken = np.where(np.arange(len(table)) == k, 0.0, table[:, k])
            result.append(Finding("class_fails", 1.0 + (FAILED - float(found.f1[k])) / FAILED, {
                "class": name, "f1": float(found.f1[k]), "users": float(found.users[k]),
                "producers": float(found.producers[k]), "area_ratio": float(found.area_ratio[k]),
                "taken_for": sample.classes[int(taken.argmax())]}))
        elif np.isfinite(found.area_ratio[k]) and found.area_ratio[k] > 0:
            off = max(found.area_ratio[k], 1 / found.area_ratio[k])
            if off > SIZED:
                result.append(Finding("class_sized", float(np.log(off)), {
                    "class": name, "area_ratio": float(found.area_ratio[k])}))
    carrier = int(found.share.argmax())
    gain = found.overall - float(found.overall_without[carrier])
    if found.share[carrier] > DOMINANT and gain > 0.01:
        result.append(Finding("class_carries", 1.0 + 10 * gain, {
            "class": sample.classes[carrier], "share": float(found.share[carrier]), "overall": found.overall,
            "overall_without": float(found.overall_without[carrier])}))
    result += _confusions(sample, table)
    return sorted(result, key=lambda finding: -finding.weight)[:most]


def _confusions(sample: Sample, table: np.ndarray) -> list[Finding]:
    """The pair of classes behind most of the error."""
    both = table + table.T
    np.fill_diagonal(both, 0.0)
    wrong = both.sum() / 2
    if wrong <= 0:
        return []
    one, other = np.unravel_index(int(both.argmax()), both.shape)
    share = float(both[one, other] / wrong)
    return [Finding("pair_confused", share, {"class": sample.classes[int(one)], "other": sample.classes[int(other)],
                                             "share_of_errors": share})]
