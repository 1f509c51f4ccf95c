"""One classifier, trained on some samples and asked about others: what it said, how long it took, what it held."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...engine.progress import Part, Progress, check
from ...engine.resident import PeakMemory
from ...landcover.predict import predictor
from ...landcover.training import train
from .samples import SampleTable

#: Samples between two looks at the button that stops.
_PORTION = 16_384


@dataclass(frozen=True)
class Trial:
    """What one classifier said in one run. Tallies: arrays (t,), one row a group, class and prediction."""

    split: str
    run: int
    classifier: str
    unit: np.ndarray
    reference: np.ndarray
    predicted: np.ndarray
    count: np.ndarray
    train_seconds: float
    predict_seconds: float
    #: Samples predicted.
    predicted_samples: int
    #: Rise of the process's memory, bytes; None where the system does not tell.
    memory: int | None

    def matrix(self, weight: np.ndarray) -> np.ndarray:
        """What samples stand for (map, reference), with the weight of each class of the reference."""
        side = weight.size
        table = np.bincount(self.predicted * side + self.reference, self.count, side * side).reshape(side, side)
        return np.asarray(table * weight)


def trial(table: SampleTable, learns: np.ndarray, tested: np.ndarray, split: str, run: int, classifier: str,
          settings: Mapping[str, Any], seed: int, class_weight: str, progress: Progress) -> Trial:
    """Trains on samples where ``learns`` (n,) and predicts those where ``tested``. Raises BocageError, Cancelled."""
    check(progress)
    values = np.array([entry.value for entry in table.classes], np.int64)
    with PeakMemory() as memory:
        start = time.perf_counter()
        model = train(table.features[learns], values[table.label[learns]], classifier, settings, seed, table.classes,
                      class_weight=class_weight, groups=table.group[learns], progress=Part(progress, 0.0, 0.8))
        trained = time.perf_counter()
        says = predictor(model)
        # What is loaded once, and compiled once, is not what a pixel takes.
        rows = np.flatnonzero(tested)
        says.classes(table.features[rows[:1]])
        ready = time.perf_counter()
        parts = []
        for first in range(0, rows.size, _PORTION):
            check(progress)
            parts.append(says.classes(table.features[rows[first:first + _PORTION]]))
        done = time.perf_counter()
    predicted = np.searchsorted(values, np.concatenate(parts))
    side = values.size
    key = (table.group[rows] * side + table.label[rows]) * side + predicted
    kept, count = np.unique(key, return_counts=True)
    progress.report(1.0)
    return Trial(split, run, classifier, kept // (side * side), kept // side % side, kept % side, count,
                 trained - start, done - ready, int(rows.size), memory.rise)
