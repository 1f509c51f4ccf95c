"""Classifiers of numpy against scikit-learn with the same settings, and against what can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from bocage.core.landcover.classifiers import TRAINERS, predictor_of
from bocage.core.landcover.classifiers.base import TooFew

from landcover_models import clouds, model_of, small_forest

TIGHT = 1e-6


def trained(kind, x, y, classes, settings=None, weights=None):
    arrays = TRAINERS[kind](x, y, classes, settings or {}, weights)
    return predictor_of(model_of(kind, arrays, classes, x.shape[1], settings))


def sklearn(module):
    return pytest.importorskip(f"sklearn.{module}", reason="scikit-learn is absent: nothing to compare with")


def unbiased(kind):
    """True where this scikit-learn divides squares by degrees of freedom; newer ones divide by n."""
    module = sklearn("discriminant_analysis")
    if kind == "quadratic":
        found = module.QuadraticDiscriminantAnalysis(store_covariance=True)
        return found.fit([[0.0], [2.0], [10.0], [12.0]], [0, 0, 1, 1]).covariance_[0][0, 0] > 1.5
    # Means 1 and 11, squares that sum to 4: the log-odds at 5 are 10 for a variance of 1, 5 for a variance of 2.
    odds = module.LinearDiscriminantAnalysis().fit([[0.0], [2.0], [10.0], [12.0]], [0, 0, 1, 1])
    return abs(odds.decision_function([[5.0]])[0]) < 7.5


@pytest.mark.parametrize("classes", [2, 4])
@pytest.mark.parametrize("copied", [False, True], ids=["free", "copied"])
def test_linear_posteriors_are_scikit_learns(classes, copied):
    x, y = clouds(classes=classes)
    if copied:
        # A feature that copies another, one that never varies, and units of reflectance beside units of degrees.
        x = np.concatenate([x, x[:, :1], np.full((len(x), 1), 3.0, np.float32), x[:, 1:2] * 1e-4], axis=1)
    other, _ = clouds(500, classes, seed=9)
    other = np.concatenate([other, other[:, :1], np.full((500, 1), 3.0, np.float32), other[:, 1:2] * 1e-4], 1) \
        if copied else other
    theirs = sklearn("discriminant_analysis").LinearDiscriminantAnalysis().fit(x.astype(float), y)
    ours = trained("linear_discriminant", x, y, classes, {"unbiased": unbiased("linear")})
    assert np.abs(ours.probabilities(other) - theirs.predict_proba(other.astype(float))).max() < TIGHT
    assert (ours.columns(other) == theirs.predict(other.astype(float))).all()


@pytest.mark.parametrize("regularisation", [0.0, 0.1])
def test_quadratic_posteriors_are_scikit_learns(regularisation):
    x, y = clouds()
    other, _ = clouds(500, seed=9)
    module = sklearn("discriminant_analysis")
    # Regularised, they depend on units: ours are deviations.
    spread = x.astype(float).std(0) if regularisation else np.ones(7)
    theirs = module.QuadraticDiscriminantAnalysis(reg_param=regularisation).fit(x / spread, y)
    other = other.astype(float)
    settings = {"regularisation": regularisation, "unbiased": unbiased("quadratic")}
    ours = trained("quadratic_discriminant", x, y, 4, settings)
    assert np.abs(ours.probabilities(other) - theirs.predict_proba(other / spread)).max() < TIGHT
    assert (ours.columns(other) == theirs.predict(other / spread)).all()


def test_units_do_not_matter_to_the_quadratic_discriminant():
    # Reflectances vary by less than a hundredth: variances of 1e-4, which are no reason to refuse.
    x, y = clouds()
    small = trained("quadratic_discriminant", x * np.float32(1e-3), y, 4).probabilities(x * np.float32(1e-3))
    assert np.abs(small - trained("quadratic_discriminant", x, y, 4).probabilities(x)).max() < 1e-4
    copied = np.concatenate([x, x[:, :1]], axis=1)
    with pytest.raises(TooFew):
        trained("quadratic_discriminant", copied, y, 4)


@pytest.mark.parametrize("votes", ["uniform", "distance"])
@pytest.mark.parametrize("k", [1, 4, 9])
def test_neighbours_posteriors_are_scikit_learns(votes, k):
    x, y = clouds(300)
    other = np.concatenate([clouds(200, seed=9)[0], x[:20]])
    theirs = sklearn("neighbors").KNeighborsClassifier(k, weights=votes).fit(x, y)
    ours = trained("k_nearest", x, y, 4, {"neighbours": k, "votes": votes, "standardise": False})
    assert np.abs(ours.probabilities(other) - theirs.predict_proba(other)).max() < TIGHT
    # Four votes tie often: the first class wins, there as here.
    assert (ours.columns(other) == theirs.predict(other)).all()


def test_standardised_neighbours_are_those_of_scaled_features():
    x, y = clouds(300)
    x[:, 0] *= 1000
    other, _ = clouds(200, seed=9)
    other[:, 0] *= 1000
    scaler = sklearn("preprocessing").StandardScaler().fit(x.astype(float))
    theirs = sklearn("neighbors").KNeighborsClassifier(5).fit(scaler.transform(x), y)
    ours = trained("k_nearest", x, y, 4, {"neighbours": 5})
    assert np.abs(ours.probabilities(other) - theirs.predict_proba(scaler.transform(other))).max() < TIGHT


def test_nearest_mean_is_scikit_learns_on_features_in_deviations():
    x, y = clouds()
    other, _ = clouds(500, seed=9)
    module = sklearn("neighbors")
    spread = np.sqrt(sum(((x[y == c] - x[y == c].mean(0)) ** 2).sum(0) for c in range(4)) / (len(x) - 4))
    theirs = module.NearestCentroid().fit(x / spread, y)
    assert (trained("nearest_mean", x, y, 4).columns(other) == theirs.predict(other / spread)).all()
    plain = module.NearestCentroid().fit(x, y)
    assert (trained("nearest_mean", x, y, 4, {"standardise": False}).columns(other) == plain.predict(other)).all()


def test_nearest_mean_gives_the_posteriors_of_its_normal_law():
    x = np.array([[0.0], [2.0], [10.0], [12.0]], np.float32)
    y = np.array([0, 0, 1, 1])
    # Means 1 and 11, variance inside classes 4 / 2 = 2: at 5, exp(-16/4) against exp(-36/4).
    found = trained("nearest_mean", x, y, 2).probabilities(np.array([[5.0]], np.float32))[0]
    assert found[0] == pytest.approx(1.0 / (1.0 + np.exp(-5.0)), abs=1e-6)


@pytest.mark.parametrize("kind", sorted(TRAINERS))
def test_blocks_change_nothing_and_rows_sum_to_one(kind, monkeypatch):
    x, y = clouds(400)
    other, _ = clouds(1000, seed=9)
    ours = trained(kind, x, y, 4, {"neighbours": 5})
    whole = ours.probabilities(other)
    monkeypatch.setattr("bocage.core.landcover.classifiers.base.BLOCK_BYTES", 8 * ours.width * 37)
    assert len(ours._blocks(1000)) == 28
    assert np.abs(ours.probabilities(other) - whole).max() < TIGHT
    assert whole.dtype == np.float32 and np.abs(whole.sum(1) - 1).max() < TIGHT
    assert ((whole >= 0) & (whole <= 1)).all()


@pytest.mark.parametrize("kind", ["linear_discriminant", "quadratic_discriminant", "nearest_mean"])
def test_a_weight_of_two_is_a_sample_told_twice(kind):
    x, y = clouds(200)
    weights = np.where(np.arange(200) < 70, 2.0, 1.0)
    twice = np.concatenate([np.arange(200), np.arange(70)])
    other, _ = clouds(300, seed=9)
    one = trained(kind, x, y, 4, None, weights).probabilities(other)
    two = trained(kind, x[twice], y[twice], 4).probabilities(other)
    # What is divided by n - classes differs by the rows that were added, and by nothing else.
    assert np.abs(one - two).max() < 0.02
    assert np.abs(one - trained(kind, x, y, 4).probabilities(other)).max() > 0.02


def test_a_class_of_few_samples_has_no_covariance():
    x, y = clouds(200)
    y[:] = np.where(np.arange(200) < 5, 1, 0)
    with pytest.raises(TooFew) as caught:
        TRAINERS["quadratic_discriminant"](x, y, 2, {}, None)
    assert (caught.value.column, caught.value.count) == (1, 5)
    assert trained("quadratic_discriminant", x, y, 2, {"regularisation": 0.2}).probabilities(x).shape == (200, 2)


def test_a_forest_walked_by_hand():
    model = small_forest()
    # At a threshold one goes left; the second tree says half and half everywhere.
    pixels = np.array([[0.5, 9], [0.6, 0.25], [0.6, 0.26]], np.float32)
    found = predictor_of(model).probabilities(pixels)
    assert found.tolist() == [[0.75, 0.25], [0.375, 0.625], [0.25, 0.75]]
    assert predictor_of(model).classes(pixels).tolist() == [11, 21, 21]
