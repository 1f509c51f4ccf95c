"""Two interpreters: their agreement, and what their disagreement adds."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.validation import estimators
from bocage.core.validation.interpreters import NONE, Labels, adopted, agreement, lenient
from bocage.core.validation.interpreters import under_error as every_under_error
from bocage.core.validation.sample import simple


def nothing(n):
    return np.full(n, NONE)


def overall(sample):
    found = estimators.overall_accuracy(sample)
    return found.value, found.standard_error


def under_error(sample, labels, statistic, **settings):
    """Of one statistic."""
    return every_under_error(sample, labels, [statistic], **settings)[0]


def test_agreement_of_two_people():
    labels = Labels(np.array([0, 0, 1, 1, 2, NONE]), np.array([0, 1, 1, 1, NONE, 2]), nothing(6),
                    np.array([NONE, 0, NONE, NONE, NONE, NONE]))
    found = agreement(labels, 3)
    assert found.units == 4 and found.share == 0.75 and found.unsettled == 0
    assert found.table.tolist() == [[1, 1, 0], [0, 2, 0], [0, 0, 0]]
    assert found.by_class[:2] == pytest.approx([2 / 3, 4 / 5]) and np.isnan(found.by_class[2])
    assert adopted(labels).tolist() == [0, 0, 1, 1, 2, 2]


def test_a_second_choice_counts_only_for_the_map():
    sample = simple([0, 0, 1], [1, 0, 0], "ab")
    assert lenient(sample, np.array([0, 1, NONE])).reference.tolist() == [0, 0, 0]


def test_people_who_agree_add_nothing():
    label = np.repeat([0, 1], 100)
    sample = simple(np.where(np.arange(200) % 10 == 0, 1 - label, label), label, "ab")
    found = under_error(sample, Labels(label, label, nothing(200), nothing(200)), overall, draws=50)
    alone = estimators.overall_accuracy(sample)
    assert (found.value, found.standard_error) == pytest.approx((alone.value, alone.standard_error))
    assert found.labelling == 0.0


def test_people_who_differ_widen_the_error():
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 3, 600)
    mapped = np.where(rng.random(600) < 0.1, (truth + 1) % 3, truth)
    first, second = (np.where(rng.random(600) < 0.1, rng.integers(0, 3, 600), truth) for _ in range(2))
    sample = simple(mapped, first, "abc")
    found = under_error(sample, Labels(first, second, nothing(600), nothing(600)), overall)
    alone = estimators.overall_accuracy(sample)
    assert found.labelling > 0 and found.standard_error > alone.standard_error * 1.02
    assert found.standard_error == pytest.approx(np.hypot(found.sampling, found.labelling), rel=0.01)
    settled = under_error(sample, Labels(first, second, nothing(600), truth), overall)
    assert settled.labelling < 1e-12 and settled.value == pytest.approx((mapped == truth).mean())


def test_units_that_one_person_labelled_take_the_measured_doubt():
    """A third labelled twice: the rest are as doubtful as these."""
    rng = np.random.default_rng(1)
    truth = rng.integers(0, 2, 900)
    first, second = (np.where(rng.random(900) < 0.15, 1 - truth, truth) for _ in range(2))
    second[300:] = NONE
    found = under_error(simple(truth, first, "ab"), Labels(first, second, nothing(900), nothing(900)), overall)
    sure = Labels(first, np.where(second == NONE, NONE, first), nothing(900), nothing(900))
    assert found.labelling > 0.002
    assert under_error(simple(truth, first, "ab"), sure, overall).labelling < 1e-12


def test_several_statistics_see_the_same_draws():
    rng = np.random.default_rng(6)
    first, second = (rng.integers(0, 2, 100) for _ in range(2))
    sample, labels = simple(rng.integers(0, 2, 100), first, "ab"), Labels(first, second, nothing(100), nothing(100))
    one, again = every_under_error(sample, labels, [overall, overall], draws=20)
    assert one == again == under_error(sample, labels, overall, draws=20)
