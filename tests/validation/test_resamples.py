"""Scores over repeated splits, and what their differences are worth."""

from __future__ import annotations

import math

import numpy as np
import pytest
from bocage.core.validation import quantiles
from bocage.core.validation.resamples import f1_difference, holm, paired, scores, spread, units_ratio
from bocage.core.validation.sample import clustered, simple


def test_scores_of_a_matrix_by_hand():
    # Rows: map; columns: reference; the third class is predicted and is never there.
    found = scores(np.array([[40, 5, 0], [10, 20, 0], [0, 5, 0]]))
    assert found.overall == pytest.approx(60 / 80)
    assert found.f1[:2] == pytest.approx([2 * 40 / (45 + 50), 2 * 20 / (30 + 30)])
    assert found.users[:2] == pytest.approx([40 / 45, 20 / 30]) and found.producers[:2] == pytest.approx([0.8, 2 / 3])
    assert found.size_ratio[:2] == pytest.approx([45 / 50, 1.0]) and np.isnan(found.f1[2])
    # A class without reference is no zero in the mean.
    assert found.macro_f1 == pytest.approx((80 / 95 + 40 / 60) / 2)
    nothing = scores(np.zeros((2, 2)))
    assert math.isnan(nothing.overall) and math.isnan(nothing.macro_f1)


def test_a_class_never_predicted_has_an_f1_of_zero_and_no_users_accuracy():
    found = scores(np.array([[10, 3], [0, 0]]))
    assert found.f1[1] == 0.0 and found.producers[1] == 0.0 and math.isnan(found.users[1])


def test_dtwsat_resamples_with_the_right_degrees_of_freedom():
    """100 resamples of standard deviation 0.01667, nine units in ten to test (landcover.md, C5): naive .0033, corrected
    .098 with the normal quantile that the reference takes, and 0.0993 with t of 99 degrees."""
    rng = np.random.default_rng(0)
    values = rng.normal(size=100)
    values = 0.97808 + 0.01667 * (values - values.mean()) / values.std(ddof=1)
    found = paired(values, np.zeros(100), units_ratio([10], [90]))
    half = found.interval.high - found.value
    assert found.value == pytest.approx(0.97808)
    assert half == pytest.approx(quantiles.student(0.975, 99) * math.sqrt(0.01 + 9) * 0.01667)
    assert half == pytest.approx(0.0993, abs=5e-5)
    assert 1.959964 * found.standard_error == pytest.approx(0.098, abs=5e-4)
    assert quantiles.student(0.975, 99) * 0.01667 / 10 == pytest.approx(0.0033, abs=5e-5)


def test_five_runs_have_four_degrees_whatever_the_classes():
    gaps = np.array([0.02, 0.03, 0.01, 0.04, 0.02])
    found = paired(gaps + 0.5, np.full(5, 0.5), 3 / 7)
    error = math.sqrt((0.2 + 3 / 7) * gaps.var(ddof=1))
    assert found.standard_error == pytest.approx(error)
    # t of 4 degrees is 2.776 (iota2 took 16, one less than its classes: 2.120, a quarter too narrow).
    assert found.interval.high - found.value == pytest.approx(2.776445 * error, rel=1e-6)
    # A run in which one of the two has no score is no run, and costs a degree.
    fewer = paired(np.append(gaps + 0.5, np.nan), np.full(6, 0.5), 3 / 7)
    assert (fewer.value, fewer.standard_error) == (pytest.approx(found.value), pytest.approx(error))
    one = paired([0.7], [0.6], 3 / 7)
    assert one.value == pytest.approx(0.1) and math.isnan(one.p_value)


def test_no_spread_is_no_certainty():
    same = paired([0.7] * 10, [0.6] * 10, 3 / 7)
    assert same.value == pytest.approx(0.1)
    assert all(map(math.isnan, (same.standard_error, same.p_value, same.interval.low, same.interval.high)))
    # One number ten times, by ten roundings.
    rounded = paired([0.1 * 3 + k * 1e-17 for k in range(10)], [0.3 - (k % 2) * 5e-17 - 0.05 for k in range(10)], 3 / 7)
    assert rounded.value == pytest.approx(0.05) and math.isnan(rounded.p_value)
    # The same answers in every run: no difference, and no interval of no width.
    nothing = paired([0.7] * 10, [0.7] * 10, 3 / 7)
    assert (nothing.value, nothing.p_value) == (0.0, 1.0) and math.isnan(nothing.interval.low)
    assert math.isnan(paired([0.9, 0.91], [0.6, 0.62], 3 / 7).p_value)
    assert paired([0.9, 0.91, 0.9], [0.6, 0.62, 0.61], 3 / 7).p_value < 0.05


@pytest.mark.parametrize("polygons, right", [(30, 0.8), (30, 0.95), (60, 0.8)])
@pytest.mark.parametrize("runs", [2, 3, 5])
def test_few_runs_of_scores_of_few_units_raise_no_false_alarms(polygons, right, runs):
    """Two classifiers as good as each other, right or wrong polygon by polygon: 14 % of two runs had one number."""
    rng = np.random.default_rng(5)
    tested, sets, alarms = int(0.3 * polygons), 1000, 0
    for _ in range(sets):
        gap = np.subtract(*(rng.random((2, polygons)) < right).astype(int))
        drawn = [gap[rng.permutation(polygons)[:tested]].sum() / tested for _ in range(runs)]
        alarms += paired(drawn, np.zeros(runs), tested / (polygons - tested)).p_value < 0.05
    # 5 %, and three deviations of a thousand sets.
    assert alarms / sets < 0.05 + 3 * math.sqrt(0.05 * 0.95 / sets)


def test_k_folds_test_one_unit_for_k_less_one_that_train():
    assert units_ratio([90] * 10, [10] * 10) == pytest.approx(1 / 9)


def test_holm_by_hand():
    # Holm 1979: sorted .005 .01 .03 .04 times 4 3 2 1, never falling.
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    found = holm([0.02, math.nan, 0.9])
    assert found[0] == pytest.approx(0.04) and math.isnan(found[1]) and found[2] == pytest.approx(0.9)


def test_a_spread_leaves_out_what_is_not_known():
    found = spread([0.5, math.nan, 0.7])
    assert (found.mean, found.low, found.high, found.runs) == (pytest.approx(0.6), 0.5, 0.7, 2)
    assert found.deviation == pytest.approx(0.1414, abs=1e-4)
    assert spread([math.nan]).runs == 0 and math.isnan(spread([0.3]).deviation)


def two_maps(rng, groups=60, size=8):
    """Two maps that err together polygon by polygon, the second more often."""
    group = np.repeat(np.arange(groups), size)
    reference = np.repeat(rng.integers(0, 3, groups), size)
    hard = np.repeat(rng.random(groups), size)
    wrong = rng.random((2, group.size)) < np.stack([0.3 * hard, 0.15 + 0.5 * hard])
    return group, reference, *((reference + wrong_) % 3 for wrong_ in wrong.astype(int))


def test_the_difference_of_two_f1_has_the_error_that_new_polygons_show():
    rng = np.random.default_rng(4)
    values, errors = [], []
    for _ in range(300):
        group, reference, first, second = two_maps(rng)
        found = f1_difference(clustered(simple(first, reference, "abc"), group), second, 1)
        values.append(found.value)
        errors.append(found.standard_error)
    # The formula's mean error beside the spread of the differences themselves: 300 draws know it to 4 %.
    assert np.mean(errors) == pytest.approx(np.std(values, ddof=1), rel=0.12)
    assert np.mean(values) > 0.1


def test_the_difference_of_two_f1_of_one_map_is_nothing():
    group, reference, first, _ = two_maps(np.random.default_rng(1))
    sample = clustered(simple(first, reference, "abc"), group)
    same = f1_difference(sample, first, 0)
    assert (same.value, same.standard_error, same.p_value) == (0.0, 0.0, 1.0)
    absent = f1_difference(simple([0, 0], [0, 0], "ab"), np.array([0, 0]), 1)
    assert math.isnan(absent.value) and math.isnan(absent.p_value)
