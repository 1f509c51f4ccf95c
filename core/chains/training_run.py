"""What a training said of the polygons kept apart, group by group: the form in which ``compareruns`` reads any run."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import __version__
from ..engine.html import now
from ..landcover.extract import PixelSamples
from ..landcover.model import ClassEntry, LandcoverModel
from ..landcover.samples import SplitSample
from ..landcover.splits import SPLITS
from ..landcover.training import versions
from .benchmark.describe import FORMAT, KIND
from .benchmark.settings import POLYGON
from .benchmark.tallies import written

if TYPE_CHECKING:
    from .landcover_training import TrainingSettings

#: Classes by number on the map that a model gives to some of the pixels, by their rows.
Says = Callable[[LandcoverModel, np.ndarray], np.ndarray]


def saved_form(settings: "TrainingSettings", chosen: Mapping[str, Any], classes: Sequence[ClassEntry],
               pixels: PixelSamples, inside: np.ndarray, runs: Sequence[tuple[Sequence[SplitSample], LandcoverModel]],
               says: Says) -> dict[str, Any] | None:
    """The runs of a training as those of a benchmark of one classifier; None where no polygon is kept apart.

    ``inside`` (n,): False for pixels in no region, of which nothing is said.
    """
    samples = runs[0][0]
    value = np.array([one.value for one in samples])[pixels.polygon]
    group = np.array([one.group for one in samples])[pixels.polygon]
    here = np.unique(value)
    label = np.searchsorted(here, value)
    groups, number = np.unique(group, return_inverse=True)
    number = number.ravel()
    names = {entry.value: entry for entry in reversed(classes)}
    drawn = np.bincount(label, minlength=here.size)
    stands = np.array([pixels.available[int(one)] for one in here]) / drawn
    told, trials = [], []
    for place, (split, model) in enumerate(runs):
        side = np.where(inside, np.array([one.split for one in split])[pixels.polygon], "")
        rows = np.flatnonzero(side == SPLITS[1])
        if not rows.size or here.size < 2:
            return None
        predicted = np.searchsorted(here, says(model, rows))
        trials.append({"split": POLYGON, "run": place, "classifier": settings.classifier,
                       "tally": _tally(number[rows], label[rows], predicted, here.size)})
        told.append({"run": place, "train_units": int(np.unique(number[side == SPLITS[0]]).size),
                     "test_units": int(np.unique(number[rows]).size),
                     "hash": hashlib.sha256(np.packbits(side == SPLITS[1]).tobytes()).hexdigest()})
    digest = _digest([names[int(one)].name for one in here], (label, number, pixels.row, pixels.column))
    return {
        "kind": KIND, "format": FORMAT, "origin": "training", "bocage": __version__, "created": now(),
        "versions": versions(), "classifiers": [settings.classifier], "best": {"classifier": settings.classifier},
        "samples": {"samples": int(label.size), "polygons": int(groups.size), "hash": digest,
                    "features": [feature.name for feature in runs[0][1].features],
                    "rasters": [Path(path).name for path in settings.rasters],
                    "classes": [{"value": int(one), "name": names[int(one)].name, "name_fr": names[int(one)].name_fr,
                                 "stands_for": float(stands[k])} for k, one in enumerate(here)]},
        "settings": {"classifiers": {settings.classifier: dict(chosen)}, "class_weight": settings.class_weight,
                     "resampling": settings.resampling},
        "splits": [{"split": POLYGON, "runs": told}], "trials": trials}


def _tally(polygon: np.ndarray, label: np.ndarray, predicted: np.ndarray, classes: int) -> str:
    """How many pixels of each polygon and class (n,) were said to be of which class."""
    kept, count = np.unique((polygon * classes + label) * classes + predicted, return_counts=True)
    return written(kept // (classes * classes), kept // classes % classes, kept % classes, count)


def _digest(names: Sequence[str], columns: Sequence[np.ndarray]) -> str:
    """SHA-256 of the names of classes, then of the samples' whole numbers."""
    digest = hashlib.sha256(" ".join(names).encode())
    for numbers in columns:
        digest.update(np.asarray(numbers, "<i8").tobytes())
    return digest.hexdigest()
