"""Forests predicted fast say what the plain one says, whoever walks them, of floats and of numbers."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from landcover_models import clouds, entries, model_of, names, small_forest

from bocage.core.landcover import forest_kernels
from bocage.core.landcover.classifiers import predictor_of
from bocage.core.landcover.features import physical
from bocage.core.landcover.forest_nodes import nodes_of, of_numbers
from bocage.core.landcover.model import Feature, LandcoverModel
from bocage.core.landcover.predict import FastForest, predictor, says

ENGINES = ["numpy", pytest.param("numba", marks=pytest.mark.skipif(
    forest_kernels.numba() is None, reason="numba is not installed"))]


def grown(seed: int = 1, trees: int = 30, levels: int = 9, features: int = 6, classes: int = 5, low: float = -2.0,
          high: float = 2.0, mixed: float = 0.4) -> LandcoverModel:
    """A forest of random forks; some of its leaves are of several classes, one of its trees is a leaf alone."""
    rng = np.random.default_rng(seed)
    parts: dict[str, list] = {name: [] for name in ("left", "right", "feature", "threshold", "leaf")}
    start, values = [0], []

    def grow(nodes: list, level: int) -> int:
        place = len(nodes)
        nodes.append(None)
        if level and (rng.random() < 0.85 or level == levels):
            asked, threshold = int(rng.integers(features)), np.float32(np.round(rng.uniform(low, high), 1))
            left = grow(nodes, level - 1)
            nodes[place] = (left, grow(nodes, level - 1), asked, threshold, -1)
        else:
            row = np.zeros(classes)
            if rng.random() < mixed:
                row[:] = rng.integers(0, 4, classes) + (np.arange(classes) == 0)
            else:
                row[rng.integers(classes)] = 1
            values.append(row / row.sum())
            nodes[place] = (-1, -1, -1, np.float32(0), len(values) - 1)
        return place

    for number in range(trees):
        nodes: list = []
        grow(nodes, levels if number else 0)
        for name, column in zip(parts, zip(*nodes)):
            parts[name] += column
        start.append(start[-1] + len(nodes))
    arrays = {"tree_start": np.array(start, np.int32), "left": np.array(parts["left"], np.int32),
              "right": np.array(parts["right"], np.int32), "feature": np.array(parts["feature"], np.int16),
              "threshold": np.array(parts["threshold"], np.float32), "leaf": np.array(parts["leaf"], np.int32),
              "values": np.array(values, np.float32)}
    return model_of("random_forest", arrays, classes, features)


def pixels(count: int = 3001, features: int = 6, seed: int = 5) -> np.ndarray:
    """Many of them lie on thresholds."""
    rng = np.random.default_rng(seed)
    rows = rng.uniform(-3, 3, (count, features)).astype(np.float32)
    rows[::2] = np.round(rows[::2], 1)
    return rows


@pytest.mark.parametrize("engine", ENGINES)
def test_a_forest_says_what_the_plain_walk_says(engine):
    model, rows = grown(), pixels()
    plain, fast = predictor_of(model), FastForest(model, engine)
    assert fast.engine == engine
    expected = plain.probabilities(rows)
    assert np.abs(fast.probabilities(rows) - expected).max() < 1e-6
    # Where the plain one knows two classes apart by more than rounding, the class is the same.
    highest = np.sort(expected, axis=1)
    clear = highest[:, -1] - highest[:, -2] > 1e-6
    assert clear.mean() > 0.9
    assert (fast.classes(rows)[clear] == plain.classes(rows)[clear]).all()


@pytest.mark.parametrize("engine", ENGINES)
def test_equal_shares_go_to_the_first_class(engine):
    model = small_forest()
    rows = np.array([[0.5, 0], [0.6, 0.25], [0.6, 0.3]], np.float32)
    fast = FastForest(model, engine)
    # (1 + 0.5) / 2; (0.25 + 0.5) / 2; (0 + 0.5) / 2 by hand.
    assert np.allclose(fast.probabilities(rows)[:, 0], [0.75, 0.375, 0.25])
    # The leaf alone votes for the first of its equal classes.
    assert np.allclose(says(fast, rows, True, False).confidence, [1.0, 0.5, 0.5])
    assert fast.classes(rows).tolist() == [11, 21, 21]


@pytest.mark.parametrize("engine", ENGINES)
def test_numbers_say_what_their_physical_values_say(engine):
    model = grown(low=-0.3, high=1.2)
    rng = np.random.default_rng(2)
    scales = [(1e-4, 0.0, "int16"), (1e-4, -0.1, "uint16"), (0.004, 0.0, "uint8"), (0.01, -1.0, "int16"),
              (1e-3, 0.0, "int16"), (1.0, 0.0, "int16")]
    numbers, tables = [], []
    for scale, offset, kind in scales:
        limits = np.iinfo(kind)
        raw = np.concatenate([rng.integers(limits.min, limits.max + 1, 1000),
                              np.rint((np.round(rng.uniform(-0.4, 1.3, 1000), 1) - offset) / scale)])
        numbers.append(np.clip(raw, limits.min, limits.max).astype(kind))
        first = np.arange(65536) - (0 if kind == "uint16" else 32768)
        tables.append(physical(first.astype("uint16" if kind == "uint16" else "int16"), Feature("", scale, offset)))
    floats = np.stack([physical(raw, Feature("", scale, offset)) for raw, (scale, offset, _) in zip(numbers, scales)],
                      axis=1)
    whole = np.stack([(raw.astype(np.int32) - (32768 if raw.dtype == np.uint16 else 0)).astype(np.int16)
                      for raw in numbers], axis=1)
    fast = FastForest(model, engine, physical=tables)
    assert fast.dtype == np.int16
    assert (fast.tally(whole) == FastForest(model, engine).tally(floats)).all()


def test_values_that_do_not_rise_are_no_numbers():
    nodes = nodes_of(grown().arrays, 5)
    rising = np.arange(-32768, 32768).astype(np.float32)
    assert of_numbers(nodes, [rising] * 6) is not None
    assert of_numbers(nodes, [rising] * 5 + [-rising]) is None
    with pytest.raises(ValueError, match="rise"):
        FastForest(grown(), "numpy", physical=[rising] * 5 + [-rising])


@pytest.mark.parametrize("engine", ENGINES)
def test_the_class_does_not_depend_on_what_else_is_asked(engine):
    fast, rows = FastForest(grown(trees=41), engine), pixels()
    alone = says(fast, rows, False, False)
    assert alone.confidence is None and alone.probabilities is None
    whole = says(fast, rows, True, True)
    assert (alone.columns == whole.columns).all()
    assert np.allclose(whole.probabilities.sum(axis=1), 1.0, atol=1e-5)


@pytest.mark.parametrize("engine", ENGINES)
def test_early_stopping_asks_fewer_trees_and_changes_no_class(engine):
    # 80 trees that ask the same and 20 that say anything: most pixels are settled before the last tree.
    stump = {"left": [1, -1, -1], "right": [2, -1, -1], "feature": [0, -1, -1], "threshold": [0.0, 0, 0],
             "leaf": [-1, 0, 1]}
    odd = grown(trees=21, classes=2, mixed=0.0, levels=3).arrays
    arrays = {name: np.concatenate([np.tile(np.array(stump[name], odd[name].dtype), 80), odd[name] + (
        np.where(odd[name] >= 0, 2, 0).astype(np.int32) if name == "leaf" else odd[name].dtype.type(0))])
        for name in stump}
    arrays["tree_start"] = np.concatenate([np.arange(80) * 3, odd["tree_start"] + 240]).astype(np.int32)
    arrays["values"] = np.concatenate([np.eye(2, dtype=np.float32), odd["values"]])
    fast, asked = FastForest(model_of("random_forest", arrays, 2, 6), engine), []
    walk = fast._walk
    fast._walk = lambda rows, first, last: (asked.append(len(rows) * (last - first)), walk(rows, first, last))[1]
    found = fast.columns(pixels())
    assert sum(asked) < 0.8 * 3001 * fast.nodes.trees
    assert (found == fast._columns_of(fast.tally(pixels()))).all()
    assert 0.1 < found.mean() < 0.9


@pytest.mark.parametrize("engine", ENGINES)
def test_threads_share_a_forest(engine):
    fast, rows = FastForest(grown(), engine), pixels(20_000)
    expected, found = fast.tally(rows), [None] * 4
    threads = [threading.Thread(target=lambda k=k: found.__setitem__(k, fast.tally(rows[k::4]))) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all((found[k] == expected[k::4]).all() for k in range(4))


def test_both_engines_say_the_same_to_the_last_digit():
    if forest_kernels.numba() is None:
        pytest.skip("numba is not installed")
    model, rows = grown(seed=8), pixels()
    assert (FastForest(model, "numba").tally(rows) == FastForest(model, "numpy").tally(rows)).all()


def test_without_numba_numpy_does_the_work(monkeypatch):
    monkeypatch.setattr(forest_kernels, "numba", lambda: None)
    monkeypatch.setattr(forest_kernels, "_compiled", {})
    assert FastForest(grown()).engine == "numpy"
    with pytest.raises(ValueError, match="numba"):
        FastForest(grown(), "numba")


def test_a_numba_that_cannot_compile_is_no_reason_to_stop(monkeypatch):
    monkeypatch.setattr(forest_kernels, "numba", lambda: object())
    monkeypatch.setattr(forest_kernels, "_compiled", {})
    assert FastForest(grown()).engine == "numpy"


@pytest.mark.parametrize("engine", ENGINES)
def test_no_pixel_is_no_fault(engine):
    fast = FastForest(grown(), engine)
    assert fast.probabilities(np.zeros((0, 6), np.float32)).shape == (0, 5)
    assert says(fast, np.zeros((0, 6), np.float32), True, True).columns.size == 0
    assert fast.columns(np.zeros((0, 6), np.float32)).size == 0


@pytest.mark.parametrize("kind", ["random_forest", "extra_trees"])
def test_a_forest_of_scikit_learn_is_predicted_as_it_does(kind):
    ensemble = pytest.importorskip("sklearn.ensemble", reason="scikit-learn is not installed")
    from bocage.core.landcover.flat_trees import forest_arrays

    features, labels = clouds(1500, 4, 7)
    made = ensemble.RandomForestClassifier if kind == "random_forest" else ensemble.ExtraTreesClassifier
    theirs = made(40, max_depth=8, random_state=1).fit(features[:700], labels[:700])
    model = LandcoverModel(kind, entries(4), names(7), forest_arrays([one.tree_ for one in theirs.estimators_]))
    fast = predictor(model)
    assert np.abs(fast.probabilities(features) - theirs.predict_proba(features)).max() < 1e-6
    assert (fast.classes(features) == fast.values[theirs.predict(features)]).all()


def test_other_classifiers_give_their_greatest_probability():
    rng = np.random.default_rng(1)
    arrays = {"means": rng.normal(size=(3, 4)), "spread": np.ones(4), "constant": np.zeros(3)}
    plain = predictor(model_of("nearest_mean", arrays, 3, 4))
    rows = rng.normal(size=(200, 4)).astype(np.float32)
    found = says(plain, rows, True, True)
    assert np.allclose(found.confidence, found.probabilities.max(axis=1))
    assert (plain.values[found.columns] == plain.classes(rows)).all()
    assert (says(plain, rows, False, False).columns == found.columns).all()


def test_stopping_is_heard_between_portions():
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        says(FastForest(grown(), "numpy"), pixels(), True, False, stop=stop)
