"""What scikit-learn trained is told as arrays that decide alike, for values at thresholds too; and what is refused."""

from __future__ import annotations

import importlib
import sys
import threading

import numpy as np
import pytest

from bocage.core.errors import BocageError, Cancelled
from bocage.core.engine.progress import SilentProgress
from bocage.core.landcover import scikit, training
from bocage.core.landcover.classifiers import predictor_of
from bocage.core.landcover.flat_trees import rounded_down
from bocage.core.landcover.model import ALWAYS, CLASSIFIERS, ClassEntry, Feature
from bocage.core.landcover.model_file import load_model, save_model
from landcover_models import clouds

QUICK = {"random_forest": {"trees": 12}, "extra_trees": {"trees": 12},
         "gradient_boosting": {"rounds": 22, "threads": 1}}


def sklearn(module):
    return pytest.importorskip(f"sklearn.{module}", reason="scikit-learn is absent: nothing to compare with")


def theirs(kind, x, y, weights=None):
    """The estimator that scikit-learn fits with the settings of ours."""
    ensemble = sklearn("ensemble")
    if kind == "gradient_boosting":
        found = ensemble.HistGradientBoostingClassifier(max_iter=22, early_stopping=False, random_state=5)
    else:
        name = {"random_forest": "RandomForestClassifier", "extra_trees": "ExtraTreesClassifier"}[kind]
        found = getattr(ensemble, name)(12, max_depth=25, random_state=5)
    # OpenMP that waits for a busy core takes seconds.
    with pytest.importorskip("threadpoolctl").threadpool_limits(1):
        return found.fit(x, y, sample_weight=weights)


def with_values_at_thresholds(model, x):
    """Pixels that lie exactly on thresholds, and one float32 to either side."""
    arrays = model.arrays
    inner = np.flatnonzero(arrays["feature"] >= 0)[:600]
    rows = np.repeat(x[:1], 3 * inner.size, axis=0)
    rows += np.random.default_rng(1).normal(size=rows.shape).astype(np.float32)
    column, value = arrays["feature"][inner], arrays["threshold"][inner]
    for step, towards in enumerate((None, -np.inf, np.inf)):
        moved = value if towards is None else np.nextafter(value, np.float32(towards))
        rows[step * inner.size + np.arange(inner.size), column] = moved
    return np.concatenate([x, rows])


@pytest.mark.parametrize("classes", [2, 5])
@pytest.mark.parametrize("kind", sorted(QUICK))
def test_a_saved_ensemble_says_what_scikit_learn_says(kind, classes, tmp_path):
    x, y = clouds(500, classes)
    # Reflectances as int16 too: whole numbers fall on thresholds often.
    x = np.concatenate([x, np.round(x[:, :2] * 3)], axis=1).astype(np.float32)
    path = str(tmp_path / "modèle d'été.bocagemodel")
    save_model(training.train(x, y * 10 + 11, kind, QUICK[kind], seed=5), path)
    ours = load_model(path)
    library = theirs(kind, x, y)
    others = clouds(2000, classes, seed=9)[0][:, [*range(7), 0, 1]]
    pixels = with_values_at_thresholds(ours, np.concatenate([x, others]))
    predictor = predictor_of(ours)
    assert np.abs(predictor.probabilities(pixels) - library.predict_proba(pixels)).max() < 1e-6
    assert (predictor.classes(pixels) == library.predict(pixels) * 10 + 11).all()
    assert [entry.value for entry in ours.classes] == [11 + 10 * index for index in range(classes)]


def test_trees_grown_a_few_at_a_time_are_those_grown_at_once():
    x, y = clouds(300)
    library = sklearn("ensemble").RandomForestClassifier(23, max_depth=25, random_state=4).fit(x, y)
    ours = training.train(x, y, "random_forest", {"trees": 23}, seed=4)
    assert ours.arrays["tree_start"].size == 24
    assert np.abs(predictor_of(ours).probabilities(x) - library.predict_proba(x)).max() < 1e-6


def test_thresholds_are_rounded_down_never_up():
    threshold = np.array([0.1, -0.1, 1 / 3, 0.5, 1e-300])
    found = rounded_down(threshold)
    assert found.dtype == np.float32 and (found.astype(float) <= threshold).all()
    # The next float32 is above.
    assert (np.nextafter(found, np.float32(np.inf)).astype(float) > threshold).all()
    assert np.isfinite(rounded_down(np.array([1e300, -1e300, np.inf]))).all()


@pytest.mark.parametrize("classes", [2, 4])
def test_support_vectors_decide_as_scikit_learn(classes):
    x, y = clouds(700, classes)
    x, y, other = x[:300], y[:300], x[300:]
    ours = training.train(x, y, "svm", seed=1, groups=np.arange(300) // 5)
    scaler = sklearn("preprocessing").StandardScaler().fit(x.astype(float))
    assert np.allclose(ours.arrays["centre"], scaler.mean_) and np.allclose(ours.arrays["spread"], scaler.scale_)

    def scaled(rows):
        # To the last digit as ours: libsvm stops at a tolerance, by a path of its own for each rounding.
        return (rows.astype(float) - ours.arrays["centre"]) / ours.arrays["spread"]

    library = sklearn("svm").SVC(C=10.0, gamma=1.0 / 7, decision_function_shape="ovo").fit(scaled(x), y)
    found = predictor_of(ours).decisions(other)
    wanted = library.decision_function(scaled(other))
    # Of two classes theirs is above 0 for the second.
    wanted = -wanted[:, None] if classes == 2 else wanted
    assert np.abs(found - wanted).max() < 1e-6
    assert (predictor_of(ours).classes(other) == library.predict(scaled(other))).mean() > 0.97
    assert 0.01 < ours.arrays["slope"][0] < 100


def test_probabilities_of_support_vectors_are_worth_something():
    sklearn("svm")
    x, y = clouds(600, 3, spread=1.6)
    other, truth = x[300:], y[300:]
    ours = training.train(x[:300], y[:300], "svm", seed=1)
    shares = predictor_of(ours).probabilities(other)
    right = shares.argmax(1) == truth
    assert shares.max(1)[right].mean() > shares.max(1)[~right].mean() + 0.05
    # What it is sure of by p is right about p of the time.
    assert abs(shares.max(1).mean() - right.mean()) < 0.08


def test_support_vectors_of_many_samples_are_thinned_by_class():
    kept = scikit._thinned(np.repeat([0, 1, 2], [10_000, 500, 3]), 1000, 3)
    assert np.bincount(np.repeat([0, 1, 2], [10_000, 500, 3])[kept]).tolist() == [952, 48, 2]


@pytest.mark.parametrize("kind", CLASSIFIERS)
def test_every_classifier_learns_and_the_same_seed_gives_the_same_file(kind, tmp_path):
    if kind not in ALWAYS:
        sklearn("ensemble")
    x, y = clouds(300, 3)
    names = [Feature(f"2018-0{i + 1}-01 NDVI", 0.0001, 0.0, -10000.0) for i in range(7)]
    table = [ClassEntry(1, "crop", "culture", (1, 2, 3)), ClassEntry(2, "grass"),
             ClassEntry(0, "water", "eau", (4, 5, 6))]
    files = []
    for number in range(2):
        model = training.train(x, y, kind, QUICK.get(kind), 7, table, names, class_weight="balanced")
        path = tmp_path / f"{number}.bocagemodel"
        save_model(model, str(path))
        files.append(path.read_bytes())
    assert files[0] == files[1]
    back = load_model(str(path))
    assert back.classes == (table[2], table[0], table[1]) and back.features == tuple(names)
    assert back.training["counts"] == {str(k): int((y == k).sum()) for k in range(3)}
    assert (predictor_of(back).classes(x) == y).mean() > 0.7
    assert back.settings == training.settings_of(kind, QUICK.get(kind))


def test_balanced_weights_help_the_rare_class():
    x, y = clouds(600, 2, spread=2.5)
    rare = np.concatenate([np.flatnonzero(y == 0)[:20], np.flatnonzero(y == 1)])
    plain = training.train(x[rare], y[rare], "linear_discriminant")
    even = training.train(x[rare], y[rare], "linear_discriminant", class_weight="balanced")
    counts = [(predictor_of(model).classes(x) == 0).sum() for model in (plain, even)]
    assert counts[1] > counts[0] + 20


def test_samples_without_a_feature_are_left_out_and_counted():
    x, y = clouds(100, 2)
    x[:7, 2] = np.nan
    model = training.train(x, y, "nearest_mean")
    assert (model.training["samples"], model.training["left_out"]) == (93, 7)


@pytest.mark.parametrize("change, code", [
    ({"labels": np.zeros(100, int)}, "training_one_class"),
    ({"labels": np.zeros(99, int)}, "training_lengths"),
    ({"features": np.full((100, 7), np.nan)}, "training_no_sample"),
    ({"classifier": "maximum_likelihood"}, "classifier_unknown"),
    ({"settings": {"leaves": 3}}, "classifier_setting"),
    ({"classifier": "k_nearest", "settings": {"neighbours": float("nan")}}, "setting_whole"),
    ({"classifier": "k_nearest", "settings": {"neighbours": 0}}, "setting_whole"),
    ({"classifier": "k_nearest", "settings": {"neighbours": 2.5}}, "setting_whole"),
    ({"classifier": "k_nearest", "settings": {"neighbours": True}}, "setting_whole"),
    ({"classifier": "k_nearest", "settings": {"neighbours": "many"}}, "setting_whole"),
    ({"classifier": "k_nearest", "settings": {"votes": "nonsense"}}, "setting_word"),
    ({"classifier": "k_nearest", "settings": {"votes": True}}, "setting_word"),
    ({"settings": {"standardise": 1}}, "setting_word"),
    ({"classifier": "random_forest", "settings": {"trees": -3}}, "setting_whole"),
    ({"classifier": "random_forest", "settings": {"trees": float("inf")}}, "setting_whole"),
    ({"classifier": "svm", "settings": {"cost": float("nan")}}, "setting_number"),
    ({"classifier": "svm", "settings": {"cost": 0}}, "setting_number"),
    ({"classifier": "svm", "settings": {"gamma": "auto"}}, "setting_number"),
    ({"class_weight": "some"}, "class_weight_unknown"),
    ({"weights": np.zeros(100)}, "weights_wrong"),
    ({"names": [Feature("a")]}, "training_names"),
    ({"classifier": "k_nearest", "settings": {"neighbours": 101}}, "training_neighbours"),
    ({"labels": np.arange(100) // 98, "classifier": "quadratic_discriminant"}, "training_covariance"),
    ({"features": np.ones((100, 7)), "classifier": "linear_discriminant"}, "training_flat"),
])
def test_what_cannot_be_trained_is_refused_in_a_sentence(change, code):
    x, y = clouds(100, 2)
    given = {"features": x, "labels": y, "classifier": "nearest_mean", **change}
    with pytest.raises(BocageError) as caught:
        training.train(**given)
    assert caught.value.code == code
    assert str(caught.value).endswith(".")


def test_every_setting_has_its_kind_and_its_default_is_of_it():
    for kind, known in training.SETTINGS.items():
        assert training.settings_of(kind, known) == known
        for name, value in known.items():
            assert (name in training.WHOLE) + (name in training.NUMBERS) + (name in training.WORDS) \
                == (not isinstance(value, bool)), name
    told = training.settings_of("random_forest", {"trees": 50.0, "depth": np.int64(3)})
    assert (told["trees"], told["depth"]) == (50, 3) and type(told["trees"]) is int


def test_without_scikit_learn_numpy_trains_and_the_others_say_what_is_missing(monkeypatch, tmp_path):
    kept = importlib.import_module

    def none(name, *arguments):
        if name.split(".")[0] == "sklearn":
            raise ImportError(name)
        return kept(name, *arguments)

    monkeypatch.setattr(scikit.importlib, "import_module", none)
    x, y = clouds(100, 2)
    assert not scikit.available() and scikit.version() == ""
    for kind in CLASSIFIERS:
        if kind in ALWAYS:
            assert training.train(x, y, kind, {"regularisation": 0.1} if kind[0] == "q" else None).kind == kind
            continue
        with pytest.raises(BocageError) as caught:
            training.train(x, y, kind)
        assert caught.value.code == "scikit_learn_missing"
        assert kind in str(caught.value) and "linear_discriminant" in str(caught.value)
        assert "sklearn" in str(caught.value) or "scikit-learn" in str(caught.value)


def test_prediction_of_every_kind_imports_no_scikit_learn():
    """By the source: no predictor, no model file names it."""
    from pathlib import Path

    room = Path(training.__file__).parent
    for path in [*room.glob("classifiers/*.py"), *room.glob("model*.py"), room / "flat_trees.py"]:
        lines = path.read_text(encoding="utf-8").splitlines()
        assert not [line for line in lines if "import" in line and "sklearn" in line], path


def test_training_stops_when_asked_and_starts_no_process():
    sklearn("ensemble")

    class Stop(SilentProgress):
        seen = 0

        def report(self, fraction, step=""):
            self.seen += 1
            self.threads = {thread.name for thread in threading.enumerate()}

        def cancelled(self):
            return self.seen >= 2

    x, y = clouds(300)
    watch = Stop()
    with pytest.raises(Cancelled):
        training.train(x, y, "random_forest", {"trees": 500, "threads": 2}, progress=watch)
    assert watch.seen == 2
    executor = sys.modules.get("joblib.externals.loky.reusable_executor")
    assert executor is None or executor._executor is None


def test_scikit_learn_starts_no_process_whatever_backend_is_active(monkeypatch):
    from bocage.core.landcover import scikit

    joblib, seen = pytest.importorskip("joblib"), []

    def fitted(*_):
        seen.append(type(joblib.parallel.get_active_backend()[0]).__name__)
        return {}

    monkeypatch.setattr(scikit, "_fitted", fitted)
    with joblib.parallel_backend("multiprocessing"):
        scikit.fit("random_forest", np.zeros((2, 1), np.float32), np.array([0, 1]), 2, {}, 1, None, None,
                   SilentProgress())
    assert seen == ["ThreadingBackend"]
