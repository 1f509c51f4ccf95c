"""Intervals, quantiles, disagreement, tests, calibration: worked examples of others, and brute force."""

from __future__ import annotations

import math

import numpy as np
import pytest
from bocage.core.validation import applicability, bootstrap, calibration, comparison, estimators, intervals, quantiles
from bocage.core.validation.assisted import assisted_area
from bocage.core.validation.disagreement import disagreement
from bocage.core.validation.sample import clustered, from_matrix, simple


def test_sixty_six_of_seventy_five():
    wilson = intervals.wilson(66 / 75, 75, 0.95)
    exact = intervals.clopper_pearson(66, 75, 0.95)
    assert (wilson.low, wilson.high) == pytest.approx((0.787404, 0.935566), abs=1e-6)
    assert (exact.low, exact.high) == pytest.approx((0.784387, 0.943634), abs=1e-6)


def test_no_error_seen_is_not_no_error():
    found = estimators.overall_accuracy(simple(np.zeros(20, int), np.zeros(20, int), "ab"))
    assert found.value == 1.0 and found.standard_error == 0.0
    # Rule of the exact interval: (1 - 0.95)/2 = low ** 20.
    assert found.interval.low == pytest.approx(0.025 ** (1 / 20), abs=1e-9)
    assert found.interval.high == 1.0


@pytest.mark.parametrize("probability, degrees, expected", [
    (0.975, 4, 2.7764451052), (0.975, 16, 2.1199052992), (0.95, 1, 6.3137515147), (0.9, 120, 1.2886462337)])
def test_quantiles_of_student(probability, degrees, expected):
    """Tables of Student's t."""
    assert quantiles.student(probability, degrees) == pytest.approx(expected, abs=1e-9)
    assert quantiles.student_tails(expected, degrees) == pytest.approx(2 * (1 - probability), abs=1e-10)


def test_quantiles_against_scipy_where_it_is():
    stats = pytest.importorskip("scipy.stats")
    for p in (0.001, 0.025, 0.3, 0.5, 0.9, 0.999):
        for a, b in ((0.5, 0.5), (1, 30), (66, 10), (2.5, 700), (5000, 4000)):
            assert quantiles.beta(p, a, b) == pytest.approx(stats.beta.ppf(p, a, b), rel=1e-8)
        assert quantiles.student(p, 7) == pytest.approx(stats.t.ppf(p, 7), abs=1e-9)
    assert quantiles.chi_square_tail(17.356) == pytest.approx(stats.chi2.sf(17.356, 1), rel=1e-10)


def test_differ_of_pontius():
    matrix = np.array([[3, 1, 2], [2, 3, 0], [1, 3, 1]])
    found = disagreement(matrix)
    assert (found.total, found.quantity, found.allocation, found.exchange, found.shift) == (9, 2, 7, 4, 3)
    assert list(found.class_quantity) == [0, 2, 2]
    weighed = disagreement(matrix / matrix.sum(1, keepdims=True) * np.array([[2000], [4000], [6000]]))
    assert weighed.total == pytest.approx(7400)
    assert weighed.quantity == pytest.approx(4133.33, abs=0.01)
    assert weighed.allocation == pytest.approx(3266.67, abs=0.01)
    assert weighed.exchange == pytest.approx(2000)
    assert weighed.shift == pytest.approx(1266.67, abs=0.01)


def test_mcnemar_as_r_prints_it():
    found = comparison.mcnemar(150, 86)
    assert (found.chi_square, found.p_value) == pytest.approx((17.356, 3.099e-5), rel=1e-3)
    assert (found.chi_square_corrected, found.p_value_corrected) == pytest.approx((16.818, 4.115e-5), rel=1e-3)
    assert found.p_value_exact == pytest.approx(3.716e-5, rel=1e-3)
    small = comparison.mcnemar(9, 3)
    assert (small.chi_square_corrected, small.p_value_corrected) == pytest.approx((2.0833, 0.1489), abs=5e-5)
    assert small.p_value_exact == pytest.approx(0.145996, abs=1e-6)
    assert comparison.mcnemar(0, 0).p_value == 1.0
    assert comparison.mcnemar(5, 5).p_value_exact == 1.0


def test_a_difference_of_two_maps_has_the_variance_of_its_design():
    rng = np.random.default_rng(1)
    reference = rng.integers(0, 3, 400)
    first = np.where(rng.random(400) < 0.8, reference, 0)
    second = np.where(rng.random(400) < 0.7, reference, 1)
    found = comparison.accuracy_difference(simple(first, reference, "abc"), second)
    gap = (first == reference).astype(float) - (second == reference)
    assert found.value == pytest.approx(gap.mean())
    assert found.standard_error == pytest.approx(gap.std(ddof=1) / 20)
    same = comparison.accuracy_difference(simple(first, reference, "abc"), first)
    assert (same.value, same.standard_error, same.p_value) == (0.0, 0.0, 1.0)


def test_random_splits_of_one_sample_are_not_many_experiments():
    """100 resamples of standard deviation 0.01667, nine in ten units to test: 0.098, not 0.0033."""
    rng = np.random.default_rng(0)
    values = rng.normal(size=100)
    values = 0.97808 + 0.01667 * (values - values.mean()) / values.std(ddof=1)
    found = comparison.corrected_resampled_t(values, train_units=10, test_units=90)
    assert 1.96 * found.standard_error == pytest.approx(0.098, abs=5e-4)
    naive = quantiles.student(0.975, 99) * 0.01667 / 10
    assert naive == pytest.approx(0.0033, abs=5e-5)
    assert math.isnan(comparison.corrected_resampled_t(np.array([0.1]), 1, 1).standard_error)


def test_a_difference_without_an_error_is_not_judged():
    reference, first, second = np.zeros(12, int), np.zeros(12, int), np.ones(12, int)
    # One polygon: no error is known; twelve units all alike: none is seen.
    for sample in (clustered(simple(first, reference, "ab"), np.zeros(12, int)), simple(first, reference, "ab")):
        found = comparison.accuracy_difference(sample, second)
        assert found.value == 1.0 and math.isnan(found.p_value) and math.isnan(found.interval.low)


def test_polygons_of_one_place_are_no_units_of_their_own():
    """Classifiers each better in some places and equal over all: 28 % false alarms by polygons, 5 % by blocks."""
    rng = np.random.default_rng(2)
    sets, seen = 300, np.zeros(2)
    block, polygon = np.repeat(np.arange(6), 60), np.repeat(np.arange(36), 10)
    for _ in range(sets):
        right = np.clip(0.75 + 0.12 * rng.normal(size=(2, 6)), 0.05, 0.98)
        label = rng.integers(0, 2, 360)
        first, second = (np.where(rng.random(360) < right[k][block], label, 1 - label) for k in (0, 1))
        for place, units in enumerate((polygon, block)):
            sample = clustered(simple(first, label, "ab"), units)
            seen[place] += comparison.accuracy_difference(sample, second).p_value < 0.05
    assert seen[1] / sets < 0.05 + 3 * math.sqrt(0.05 * 0.95 / sets) < 0.15 < seen[0] / sets


def test_resampling_polygons_agrees_with_the_formula():
    rng = np.random.default_rng(3)
    polygon = np.repeat(np.arange(60), 20)
    skill = rng.beta(4, 2, 60)
    reference = np.where(rng.random(1200) < skill[polygon], 0, 1)
    sample = clustered(simple(np.zeros(1200, int), reference, "ab"), polygon)
    formula = estimators.overall_accuracy(sample).standard_error
    drawn, interval = bootstrap.bootstrap(sample, lambda s: estimators.overall_accuracy(s).value, 300)
    assert drawn == pytest.approx(formula, rel=0.1)
    assert interval.low < (reference == 0).mean() < interval.high
    few = clustered(simple([0] * 9, [0] * 9, "ab"), range(9))
    assert math.isnan(bootstrap.bootstrap(few, lambda s: 1.0)[0])


def test_the_map_helps_to_estimate_an_area():
    rng = np.random.default_rng(5)
    truth = rng.random(20_000) < 0.1
    mapped = np.where(rng.random(20_000) < 0.03, ~truth, truth)
    draws, alone = [], []
    for _ in range(300):
        at = rng.choice(20_000, 400, replace=False)
        sample = simple(mapped[at].astype(int), truth[at].astype(int), "ab")
        draws.append(assisted_area(sample, 1, mapped.mean()))
        alone.append(estimators.area_share(sample, 1).value)
    shares = np.array([one.share for one in draws])
    assert shares.mean() == pytest.approx(truth.mean(), abs=0.002)
    assert np.mean([one.standard_error for one in draws]) == pytest.approx(shares.std(), rel=0.1)
    assert np.mean([one.gain for one in draws]) == pytest.approx(np.std(alone) / shares.std(), rel=0.15)


def test_brier_of_scikit_learns_manual():
    assert calibration.brier(np.array([0.1, 0.9, 0.8, 0.3]), np.array([0, 1, 1, 0])) == pytest.approx(0.0375)
    both = np.array([[0.9, 0.1], [0.1, 0.9], [0.2, 0.8], [0.7, 0.3]])
    assert calibration.brier(both, np.array([0, 1, 1, 0])) == pytest.approx(0.075)


def test_reliability_of_an_overconfident_map():
    rng = np.random.default_rng(7)
    confidence = rng.uniform(0.5, 1.0, 100_000)
    right = rng.random(100_000) < confidence - 0.1
    found = calibration.reliability(confidence, right)
    assert found.expected_error == pytest.approx(0.1, abs=0.01)
    assert found.weight.sum() == pytest.approx(1.0)
    assert np.all(found.right < found.confidence)


def test_what_is_unlike_the_training_samples_is_outside():
    rng = np.random.default_rng(8)
    training = rng.normal(size=(200, 3)) * (1, 10, 100)
    domain = applicability.applicability(training)
    distance = np.sqrt((((training[:, None] - training[None]) / training.std(0, ddof=1)) ** 2).sum(-1))
    assert domain.mean_distance == pytest.approx(distance.sum() / 200 / 199, rel=1e-9)
    new = np.array([[0, 0, 0], [30, 0, 0], [np.nan, 0, 0]], float)
    nearest = np.sqrt((((new[1] - training) / training.std(0, ddof=1)) ** 2).sum(-1)).min()
    found = domain.dissimilarity(new)
    assert found[1] == pytest.approx(nearest / domain.mean_distance)
    assert list(domain.inside(new)) == [True, False, False] and np.isnan(found[2])


def test_the_threshold_is_the_one_that_cast_publishes():
    """HannaMeyer/CAST, tests/testthat/test-aoa.R: dissimilarities of 30 samples, and the threshold made of them."""
    published = [0.09043580, 0.14046341, 0.16584582, 0.57617177, 0.26840303, 0.14353894, 0.19768329, 0.24022059,
                 0.06832037, 0.29150668, 0.18471625, 0.57617177, 0.12344463, 0.09043580, 0.14353894, 0.26896008,
                 0.22713731, 0.24022059, 0.20388725, 0.06832037, 0.23604264, 0.20388725, 0.91513568, 0.09558666,
                 0.14046341, 0.16214832, 0.37107762, 0.16214832, 0.18471625, 0.12344463]
    assert round(applicability.threshold_of(np.array(published)), 5) == 0.38986
    # Without samples far from the others it is the largest of them.
    assert applicability.threshold_of(np.array([0.1, 0.2, 0.3, 0.4])) == 0.4


def test_samples_of_one_polygon_do_not_vouch_for_each_other():
    rng = np.random.default_rng(8)
    centres = rng.normal(size=(20, 2)) * 10
    polygon = np.repeat(np.arange(20), 10)
    features = centres[polygon] + rng.normal(size=(200, 2)) * 0.01
    assert applicability.applicability(features, fold=polygon).threshold > \
        20 * applicability.applicability(features).threshold


def test_frequencies_and_units_say_the_same():
    counts = np.array([[30, 4], [6, 60]])
    row, column = np.nonzero(counts)
    times = counts[row, column]
    one = estimators.accuracy(from_matrix(counts, "ab"))
    other = estimators.accuracy(simple(np.repeat(row, times), np.repeat(column, times), "ab"))
    for first, second in ((one.overall, other.overall), *zip(one.users, other.users)):
        assert (first.value, first.standard_error, first.units, first.interval.low) == pytest.approx(
            (second.value, second.standard_error, second.units, second.interval.low), rel=1e-12)
