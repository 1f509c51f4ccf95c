"""What scikit-learn trains, where it is: forests, boosting, support vectors. Threads only, never processes.

It is looked for when it is needed, and what it made leaves as plain arrays: predicting never needs it.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np

from ..engine.progress import Progress, check
from ..errors import BocageError
from .classifiers.base import spread_of, unit_weights
from .classifiers.svm import SupportVectors, fitted_slope
from .flat_trees import boosting_arrays, forest_arrays
from .model import ALWAYS, ClassEntry, LandcoverModel

#: Trees, and rounds, between two looks at the button that stops; starting again costs boosting a little.
_STEP, _ROUNDS = 10, 20
_FOLDS = 3


def available() -> bool:
    """True where scikit-learn can be imported."""
    try:
        importlib.import_module("sklearn.ensemble")
    except Exception:
        # A scikit-learn of another numpy raises whatever it likes.
        return False
    return True


def version() -> str:
    """Of scikit-learn, "" without it."""
    try:
        return str(importlib.import_module("sklearn").__version__)
    except Exception:
        return ""


def module(name: str, classifier: str) -> Any:
    """``sklearn.<name>``. Raises BocageError("scikit_learn_missing") with what else trains, and how to add it."""
    try:
        return importlib.import_module(f"sklearn.{name}")
    except Exception:
        if sys.platform.startswith("win"):
            how = BocageError("scikit_learn_windows")
        elif sys.platform == "darwin":
            how = BocageError("scikit_learn_mac")
        else:
            how = BocageError("scikit_learn_linux")
        raise BocageError("scikit_learn_missing", classifier=classifier, always=", ".join(ALWAYS), how=how) from None


def fit(kind: str, features: np.ndarray, labels: np.ndarray, classes: int, settings: Mapping[str, Any], seed: int,
        weights: np.ndarray | None, groups: np.ndarray | None, progress: Progress) -> dict[str, np.ndarray]:
    """Arrays of a model file. features float32 (n, f), labels 0..classes-1 (n,), groups (n,) that belong together.

    Raises BocageError where scikit-learn is absent, or keeps its trees in a way that this code does not know.
    """
    try:
        with _in_threads():
            return _fitted(kind, features, labels, classes, settings, seed, weights, groups, progress)
    except (AttributeError, KeyError, IndexError):
        raise BocageError("scikit_learn_unknown", version=version(), classifier=kind) from None


def _fitted(kind: str, features: np.ndarray, labels: np.ndarray, classes: int, settings: Mapping[str, Any], seed: int,
            weights: np.ndarray | None, groups: np.ndarray | None, progress: Progress) -> dict[str, np.ndarray]:
    if kind == "gradient_boosting":
        return _boosting(features, labels, settings, seed, weights, progress)
    if kind == "svm":
        return _svm(features, labels, classes, settings, seed, weights, groups, progress)
    return _forest(kind, features, labels, settings, seed, weights, progress)


@contextmanager
def _in_threads() -> Iterator[None]:
    """joblib inside starts threads, which share memory, and no process: whatever backend this QGIS was told."""
    try:
        backend = importlib.import_module("joblib").parallel_backend
    except ImportError:
        # It comes with scikit-learn, whose absence is told where it is asked for.
        yield
        return
    with backend("threading"):
        yield


@contextmanager
def module_threads(count: int) -> Iterator[None]:
    """So many threads of OpenMP inside: those of boosting."""
    try:
        limits = importlib.import_module("threadpoolctl").threadpool_limits
    except ImportError:
        yield
        return
    with limits(count, "openmp"):
        yield


def _threads(settings: Mapping[str, Any]) -> int:
    return int(settings.get("threads") or 0) or max(1, os.cpu_count() or 1)


def _forest(kind: str, features: np.ndarray, labels: np.ndarray, settings: Mapping[str, Any], seed: int,
            weights: np.ndarray | None, progress: Progress) -> dict[str, np.ndarray]:
    ensemble = module("ensemble", kind)
    name = "RandomForestClassifier" if kind == "random_forest" else "ExtraTreesClassifier"
    total = int(settings["trees"])
    share = settings["features_per_split"]
    forest = getattr(ensemble, name)(
        n_estimators=1, max_depth=int(settings["depth"]) or None, max_features=int(share) if share else "sqrt",
        min_samples_leaf=int(settings["leaf_samples"]), random_state=seed, n_jobs=_threads(settings),
        warm_start=True)
    done = 0
    while done < total:
        check(progress)
        # Trees grown a few at a time are those grown at once.
        done = min(done + _STEP, total)
        forest.set_params(n_estimators=done)
        forest.fit(features, labels, sample_weight=weights)
        progress.report(done / total)
    arrays = forest_arrays([estimator.tree_ for estimator in forest.estimators_])
    _check(kind, arrays, features, forest, progress)
    return arrays


def _boosting(features: np.ndarray, labels: np.ndarray, settings: Mapping[str, Any], seed: int,
              weights: np.ndarray | None, progress: Progress) -> dict[str, np.ndarray]:
    ensemble = module("ensemble", "gradient_boosting")
    total = int(settings["rounds"])
    found = ensemble.HistGradientBoostingClassifier(
        max_iter=1, learning_rate=float(settings["rate"]), max_leaf_nodes=int(settings["leaves"]),
        max_depth=int(settings["depth"]) or None, min_samples_leaf=int(settings["leaf_samples"]),
        l2_regularization=float(settings["penalty"]), early_stopping=False, random_state=seed, warm_start=True)
    # With weights, each start bins every feature by weighted quantiles again, which takes longer than all rounds.
    step = _ROUNDS if weights is None else total
    done = 0
    with module_threads(_threads(settings)):
        while done < total:
            check(progress)
            done = min(done + step, total)
            found.set_params(max_iter=done)
            found.fit(features, labels, sample_weight=weights)
            progress.report(done / total)
    rounds = [[tree.nodes for tree in trees] for trees in found._predictors]
    arrays = boosting_arrays(rounds, np.asarray(found._baseline_prediction))
    _check("gradient_boosting", arrays, features, found, progress)
    return arrays


def _check(kind: str, arrays: Mapping[str, np.ndarray], features: np.ndarray, theirs: Any,
           progress: Progress) -> None:
    """The arrays say what scikit-learn says, or a version of it is one that this code does not know."""
    from .classifiers import predictor_of

    rows = features[::max(1, len(features) // 256)][:256]
    classes = tuple(ClassEntry(index, str(index)) for index in range(len(theirs.classes_)))
    ours = predictor_of(LandcoverModel(kind, classes, (), arrays)).probabilities(rows)
    if np.abs(ours - theirs.predict_proba(rows)).max() > 1e-5:
        raise BocageError("scikit_learn_unknown", version=version(), classifier=kind)


def _svm(features: np.ndarray, labels: np.ndarray, classes: int, settings: Mapping[str, Any], seed: int,
         weights: np.ndarray | None, groups: np.ndarray | None, progress: Progress) -> dict[str, np.ndarray]:
    support = module("svm", "svm")
    rows = _thinned(labels, int(settings["most_samples"]), seed)
    features, labels = features[rows], labels[rows]
    weights = None if weights is None else weights[rows]
    centre, spread = spread_of(features, unit_weights(labels, weights))
    scaled = (features.astype(np.float64) - centre) / spread
    gamma = float(settings["gamma"]) or 1.0 / features.shape[1]

    def fitted(chosen: np.ndarray) -> dict[str, np.ndarray]:
        check(progress)
        theirs = support.SVC(C=float(settings["cost"]), gamma=gamma, cache_size=400, random_state=seed)
        theirs.fit(scaled[chosen], labels[chosen], None if weights is None else weights[chosen])
        # Of two classes scikit-learn turns the signs of libsvm.
        sign = -1.0 if classes == 2 else 1.0
        return {"centre": centre, "spread": spread, "support": np.asarray(theirs.support_vectors_, np.float64),
                "start": np.cumsum([0, *theirs.n_support_]).astype(np.int32),
                "dual": sign * np.asarray(theirs.dual_coef_, np.float64),
                "intercept": sign * np.asarray(theirs.intercept_, np.float64), "gamma": np.array([gamma]),
                "slope": np.array([1.0])}

    arrays = fitted(np.arange(labels.size))
    progress.report(0.5)
    arrays["slope"] = np.array([_slope(fitted, features, labels, classes, None if groups is None else groups[rows],
                                       seed)])
    progress.report(1.0)
    return arrays


def _slope(fitted: Any, features: np.ndarray, labels: np.ndarray, classes: int, groups: np.ndarray | None,
           seed: int) -> float:
    """Of samples that training did not see: groups go whole into one fold."""
    rng = np.random.default_rng(seed)
    places = np.unique(np.arange(labels.size) if groups is None else groups, return_inverse=True)[1].ravel()
    fold = rng.permutation(np.arange(int(places.max()) + 1) % _FOLDS)[places]
    decisions, truth = [], []
    names = tuple(ClassEntry(index, str(index)) for index in range(classes))
    for number in range(_FOLDS):
        inside = fold != number
        if np.unique(labels[inside]).size < classes or inside.all():
            continue
        model = LandcoverModel("svm", names, (), fitted(np.flatnonzero(inside)))
        predictor = SupportVectors(model)
        for rows in np.array_split(np.flatnonzero(~inside), 1 + int((~inside).sum()) // 512):
            decisions.append(predictor.decisions(features[rows]))
            truth.append(labels[rows])
    if not decisions:
        return 1.0
    return fitted_slope(np.concatenate(decisions), np.concatenate(truth), classes)


def _thinned(labels: np.ndarray, most: int, seed: int) -> np.ndarray:
    """Rows kept, ascending: at most ``most``, each class in its share and with two at least."""
    if labels.size <= most:
        return np.arange(labels.size)
    rng = np.random.default_rng(seed)
    kept = []
    for label in np.unique(labels):
        rows = np.flatnonzero(labels == label)
        kept.append(rng.permutation(rows)[:max(2, round(most * rows.size / labels.size))])
    return np.sort(np.concatenate(kept))
