"""What the arrays of a model must be before anything walks them: a wrong one would loop, or read where nothing is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

Arrays = Mapping[str, np.ndarray]
#: Type and number of dimensions of each array, by kind of model.
_TREES = {"tree_start": ("int32", 1), "left": ("int32", 1), "right": ("int32", 1), "feature": ("int16", 1),
          "threshold": ("float32", 1), "leaf": ("int32", 1)}
_FOREST = {**_TREES, "values": ("float32", 2)}
ARRAYS: Mapping[str, Mapping[str, tuple[str, int]]] = {
    "random_forest": _FOREST,
    "extra_trees": _FOREST,
    "gradient_boosting": {**_TREES, "values": ("float64", 2), "tree_class": ("int16", 1), "baseline": ("float64", 1)},
    "svm": {"centre": ("float64", 1), "spread": ("float64", 1), "support": ("float64", 2), "start": ("int32", 1),
            "dual": ("float64", 2), "intercept": ("float64", 1), "gamma": ("float64", 1), "slope": ("float64", 1)},
    "linear_discriminant": {"centre": ("float64", 1), "coefficients": ("float64", 2), "intercept": ("float64", 1)},
    "quadratic_discriminant": {"means": ("float64", 2), "whitening": ("float64", 3), "constant": ("float64", 1)},
    "nearest_mean": {"means": ("float64", 2), "spread": ("float64", 1), "constant": ("float64", 1)},
    "k_nearest": {"centre": ("float64", 1), "spread": ("float64", 1), "samples": ("float32", 2),
                  "label": ("int16", 1), "weight": ("float32", 1), "neighbours": ("int32", 1)},
}
#: Levels of a tree, and trees: beyond, a prediction would not end in a day.
MOST_LEVELS, MOST_TREES = 1000, 20_000


class WrongArray(ValueError):
    """What is wrong, in a few words."""


def check_arrays(kind: str, arrays: Arrays, features: int, classes: int) -> None:
    """Raise WrongArray where a model of that kind, of so many features and classes, cannot be these arrays."""
    wanted = ARRAYS[kind]
    if set(arrays) != set(wanted):
        odd = sorted(set(arrays) ^ set(wanted))
        raise WrongArray(f"arrays missing or too many: {', '.join(odd)[:200]}")
    for name, (dtype, dimensions) in wanted.items():
        if arrays[name].dtype != np.dtype(dtype) or arrays[name].ndim != dimensions:
            raise WrongArray(f"{name} is {arrays[name].dtype} of {arrays[name].ndim} dimensions")
        if arrays[name].dtype.kind == "f" and not np.isfinite(arrays[name]).all():
            raise WrongArray(f"{name} holds what is no number")
    _CHECKS[kind](arrays, features, classes)


def _shape(arrays: Arrays, name: str, *shape: int) -> None:
    if arrays[name].shape != shape:
        raise WrongArray(f"{name} has the shape {arrays[name].shape} instead of {shape}")


def _positive(arrays: Arrays, *names: str) -> None:
    for name in names:
        if not (arrays[name] > 0).all():
            raise WrongArray(f"{name} is not above 0")


def _inside(arrays: Arrays, name: str, count: int) -> None:
    if arrays[name].size and (arrays[name].min() < 0 or arrays[name].max() >= count):
        raise WrongArray(f"{name} points to what is not there")


def _check_trees(arrays: Arrays, features: int) -> np.ndarray:
    """Every tree is one: children after their parent, each node reached once from the root. True where leaves are."""
    start, left, right = arrays["tree_start"].astype(np.int64), arrays["left"], arrays["right"]
    nodes = left.size
    for name in ("right", "feature", "threshold", "leaf"):
        _shape(arrays, name, nodes)
    if not 2 <= start.size <= MOST_TREES + 1 or start[0] != 0 or start[-1] != nodes or (np.diff(start) < 1).any():
        raise WrongArray("tree_start does not cut the nodes into trees")
    size = np.diff(start)
    first = np.repeat(start[:-1], size)
    own = np.arange(nodes) - first
    leaves = left == -1
    if ((right == -1) != leaves).any() or ((arrays["feature"] == -1) != leaves).any() or (
            (arrays["leaf"] >= 0) != leaves).any() or (arrays["leaf"] < -1).any():
        raise WrongArray("a node is neither a leaf nor a fork")
    inner = ~leaves
    for child in (left, right):
        if (child[inner] <= own[inner]).any() or (child[inner] >= np.repeat(size, size)[inner]).any():
            raise WrongArray("a child is out of its tree or before its parent")
    parents = np.bincount(np.concatenate([left[inner] + first[inner], right[inner] + first[inner]]), minlength=nodes)
    parents[start[:-1]] += 1
    if (parents != 1).any():
        raise WrongArray("a node has no parent, or two")
    if inner.any() and (arrays["feature"][inner].min() < 0 or arrays["feature"][inner].max() >= features):
        raise WrongArray("a node asks for a feature that is not there")
    _check_levels(start[:-1], left, right, first)
    return leaves


def _check_levels(roots: np.ndarray, left: np.ndarray, right: np.ndarray, first: np.ndarray) -> None:
    level = roots
    for _ in range(MOST_LEVELS):
        level = level[left[level] >= 0]
        if level.size == 0:
            return
        level = np.concatenate([left[level] + first[level], right[level] + first[level]])
    raise WrongArray(f"a tree has more than {MOST_LEVELS} levels")


def _check_forest(arrays: Arrays, features: int, classes: int) -> None:
    leaves = _check_trees(arrays, features)
    values = arrays["values"]
    _shape(arrays, "values", values.shape[0], classes)
    if arrays["leaf"][leaves].max() >= values.shape[0]:
        raise WrongArray("a leaf points to a row that is not there")
    # A row is summed in float64: what was float64 shares, rounded, sums to 1 within 1e-6 by class.
    if (values < 0).any() or (np.abs(values.sum(axis=1, dtype=np.float64) - 1.0) > 1e-4).any():
        raise WrongArray("shares of a leaf do not sum to 1")


def _check_boosting(arrays: Arrays, features: int, classes: int) -> None:
    leaves = _check_trees(arrays, features)
    _shape(arrays, "values", arrays["values"].shape[0], 1)
    if arrays["leaf"][leaves].max() >= arrays["values"].shape[0]:
        raise WrongArray("a leaf points to a row that is not there")
    _shape(arrays, "tree_class", arrays["tree_start"].size - 1)
    _inside(arrays, "tree_class", classes)
    _shape(arrays, "baseline", classes)


def _check_svm(arrays: Arrays, features: int, classes: int) -> None:
    support = arrays["support"].shape[0]
    _shape(arrays, "centre", features)
    _shape(arrays, "spread", features)
    _shape(arrays, "support", support, features)
    _shape(arrays, "start", classes + 1)
    _shape(arrays, "dual", max(1, classes - 1), support)
    _shape(arrays, "intercept", classes * (classes - 1) // 2)
    _shape(arrays, "gamma", 1)
    _shape(arrays, "slope", 1)
    _positive(arrays, "spread", "gamma", "slope")
    start = arrays["start"]
    if start[0] != 0 or start[-1] != support or (np.diff(start) < 0).any():
        raise WrongArray("start does not cut the support vectors into classes")


def _check_linear(arrays: Arrays, features: int, classes: int) -> None:
    _shape(arrays, "centre", features)
    _shape(arrays, "coefficients", classes, features)
    _shape(arrays, "intercept", classes)


def _check_quadratic(arrays: Arrays, features: int, classes: int) -> None:
    _shape(arrays, "means", classes, features)
    _shape(arrays, "whitening", classes, features, features)
    _shape(arrays, "constant", classes)


def _check_means(arrays: Arrays, features: int, classes: int) -> None:
    _shape(arrays, "means", classes, features)
    _shape(arrays, "spread", features)
    _shape(arrays, "constant", classes)
    _positive(arrays, "spread")


def _check_nearest(arrays: Arrays, features: int, classes: int) -> None:
    rows = arrays["samples"].shape[0]
    _shape(arrays, "centre", features)
    _shape(arrays, "spread", features)
    _shape(arrays, "samples", rows, features)
    _shape(arrays, "label", rows)
    _shape(arrays, "weight", rows)
    _shape(arrays, "neighbours", 1)
    _positive(arrays, "spread", "weight")
    _inside(arrays, "label", classes)
    if not 1 <= int(arrays["neighbours"][0]) <= rows:
        raise WrongArray("it asks for more neighbours than it has samples")


_CHECKS: Mapping[str, Callable[[Arrays, int, int], None]] = {
    "random_forest": _check_forest, "extra_trees": _check_forest, "gradient_boosting": _check_boosting,
    "svm": _check_svm, "linear_discriminant": _check_linear, "quadratic_discriminant": _check_quadratic,
    "nearest_mean": _check_means, "k_nearest": _check_nearest}
