"""Training: features and classes of samples to a model, whatever the classifier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .. import __version__
from ..engine.progress import Progress, SilentProgress
from ..errors import BocageError
from . import scikit
from .classifiers import TRAINERS
from .classifiers.base import TooFew
from .model import CLASSIFIERS, ClassEntry, Feature, LandcoverModel
from .model_checks import check_arrays
from .nomenclature import of_values

#: Settings of each classifier and what they are unless told otherwise. 0 for "as many as it takes" or "by itself".
SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "random_forest": {"trees": 100, "depth": 25, "features_per_split": 0, "leaf_samples": 1, "threads": 0},
    "extra_trees": {"trees": 100, "depth": 25, "features_per_split": 0, "leaf_samples": 1, "threads": 0},
    "gradient_boosting": {"rounds": 100, "rate": 0.1, "leaves": 31, "depth": 0, "leaf_samples": 20, "penalty": 0.0,
                          "threads": 0},
    "svm": {"cost": 10.0, "gamma": 0.0, "most_samples": 10_000},
    "linear_discriminant": {"unbiased": False},
    "quadratic_discriminant": {"regularisation": 0.0, "unbiased": False},
    "nearest_mean": {"standardise": True},
    "k_nearest": {"neighbours": 5, "votes": "uniform", "standardise": True},
}
#: Smallest and largest of settings that are whole numbers, and of those that are any.
WHOLE: Mapping[str, tuple[int, int]] = {
    "trees": (1, 20_000), "depth": (0, 1000), "features_per_split": (0, 32_767), "leaf_samples": (1, 100_000),
    "threads": (0, 256), "rounds": (1, 5000), "leaves": (2, 10_000), "most_samples": (2, 10_000_000),
    "neighbours": (1, 1000)}
NUMBERS: Mapping[str, tuple[float, float]] = {
    "rate": (0.001, 1.0), "penalty": (0.0, 1e6), "cost": (1e-6, 1e6), "gamma": (0.0, 1e6),
    "regularisation": (0.0, 1.0)}
#: Words of the others; those that are not here are true or false.
WORDS: Mapping[str, tuple[str, ...]] = {"votes": ("uniform", "distance")}
#: Words of CLASS_WEIGHT.
CLASS_WEIGHTS = ("none", "balanced")


def settings_of(classifier: str, settings: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """All settings of a classifier. Raises BocageError for a classifier or a setting that there is not, and for a
    value that no training can take.
    """
    if classifier not in CLASSIFIERS:
        raise BocageError("classifier_unknown", classifier=classifier, known=", ".join(CLASSIFIERS))
    known = SETTINGS[classifier]
    for name in settings or {}:
        if name not in known:
            raise BocageError("classifier_setting", classifier=classifier, setting=name, known=", ".join(known))
    told = {name: _setting(classifier, name, value) for name, value in (settings or {}).items()}
    return {**known, **told}


def _setting(classifier: str, name: str, value: Any) -> Any:
    """A setting as its kind: true is no number, and 50.0 trees are 50."""
    if name in WHOLE or name in NUMBERS:
        low, high = WHOLE[name] if name in WHOLE else NUMBERS[name]
        number = isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)
        # NaN is between nothing.
        if not number or not low <= value <= high or name in WHOLE and value != int(value):
            raise BocageError("setting_whole" if name in WHOLE else "setting_number", classifier=classifier,
                              setting=name, value=value, low=f"{low:.12g}", high=f"{high:.12g}")
        return int(value) if name in WHOLE else float(value)
    words = WORDS.get(name, (True, False))
    if not any(value is word or isinstance(value, str) and value == word for word in words):
        raise BocageError("setting_word", classifier=classifier, setting=name, value=value,
                          known=", ".join(str(word).lower() for word in words))
    return value


def train(features: np.ndarray, labels: np.ndarray, classifier: str = "random_forest",
          settings: Mapping[str, Any] | None = None, seed: int = 0, classes: Sequence[ClassEntry] = (),
          names: Sequence[Feature] = (), weights: np.ndarray | None = None, class_weight: str = "none",
          groups: np.ndarray | None = None, training: Mapping[str, Any] | None = None,
          progress: Progress | None = None) -> LandcoverModel:
    """A model of the classes that the samples have.

    features (n, f) as they will be predicted, labels (n,) numbers on the map, ``classes`` their names and colours,
    ``names`` the features. ``weights`` (n,) of samples; ``class_weight`` balanced gives all classes the same sum.
    ``groups`` (n,): samples of one polygon, which no fold inside a training parts. ``training``: what else is to be
    told of the samples. Samples with a feature that is no number are left out, and counted. Raises BocageError.
    """
    chosen = settings_of(classifier, settings)
    watch = progress or SilentProgress()
    table, numbers, kept = _sound(features, labels)
    values, columns = np.unique(numbers, return_inverse=True)
    columns = columns.ravel()
    if values.size < 2:
        raise BocageError("training_one_class", count=int(values.size))
    weight = _weights(columns, None if weights is None else np.asarray(weights, float)[kept], class_weight)
    places = None if groups is None else np.asarray(groups)[kept]
    try:
        arrays = _arrays(classifier, table, columns, values.size, chosen, seed, weight, places, watch)
    except TooFew as fault:
        raise BocageError("training_covariance", class_name=_entry(int(values[fault.column]), classes).name,
                          count=fault.count, features=table.shape[1]) from None
    check_arrays(classifier, arrays, table.shape[1], int(values.size))
    told = {"seed": int(seed), "class_weight": class_weight, "samples": int(kept.sum()),
            "left_out": int((~kept).sum()), "counts": _counts(numbers), "versions": versions(), **(training or {})}
    table_of = (*classes, *of_values([int(value) for value in values]))
    return LandcoverModel(classifier, tuple(_entry(int(value), table_of) for value in values),
                          _features(names, table.shape[1]), arrays, chosen, told)


def versions() -> dict[str, str]:
    """Of what trains."""
    return {"bocage": __version__, "numpy": np.__version__, "scikit_learn": scikit.version()}


def _arrays(classifier: str, table: np.ndarray, columns: np.ndarray, classes: int, settings: Mapping[str, Any],
            seed: int, weight: np.ndarray | None, groups: np.ndarray | None,
            progress: Progress) -> dict[str, np.ndarray]:
    if classifier in TRAINERS:
        return TRAINERS[classifier](table, columns, classes, settings, weight)
    return scikit.fit(classifier, table, columns, classes, settings, seed, weight, groups, progress)


def _sound(features: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Float32 features and int64 labels of the samples that are whole, and which those are."""
    table, numbers = np.asarray(features, np.float32), np.asarray(labels)
    if table.ndim != 2 or numbers.shape != (len(table),):
        raise BocageError("training_lengths", rows=len(table), labels=numbers.size)
    kept = np.isfinite(table).all(axis=1)
    if not kept.any():
        raise BocageError("training_no_sample", count=len(table))
    return np.ascontiguousarray(table[kept]), numbers[kept].astype(np.int64), kept


def _weights(columns: np.ndarray, weights: np.ndarray | None, class_weight: str) -> np.ndarray | None:
    if class_weight not in CLASS_WEIGHTS:
        raise BocageError("class_weight_unknown", value=class_weight, known=", ".join(CLASS_WEIGHTS))
    if weights is not None and not ((weights > 0) & np.isfinite(weights)).all():
        raise BocageError("weights_wrong")
    if class_weight == "none":
        return weights
    base = np.ones(columns.size) if weights is None else weights
    total = np.bincount(columns, base)
    return np.asarray(base * base.sum() / (total.size * total[columns]))


def _counts(numbers: np.ndarray) -> dict[str, int]:
    values, counts = np.unique(numbers, return_counts=True)
    return {str(int(value)): int(count) for value, count in zip(values, counts)}


def _entry(value: int, classes: Sequence[ClassEntry]) -> ClassEntry:
    """The class of that number, the first that bears it."""
    for entry in classes:
        if entry.value == value:
            return entry
    return of_values([value])[0]


def _features(names: Sequence[Feature], count: int) -> tuple[Feature, ...]:
    if names and len(names) != count:
        raise BocageError("training_names", names=len(names), features=count)
    return tuple(names) or tuple(Feature(f"feature {index + 1}") for index in range(count))
