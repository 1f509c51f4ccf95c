"""Accuracies and areas against published worked examples, to the printed digit."""

from __future__ import annotations

import math

import numpy as np
import pytest
from bocage.core.errors import BocageError
from bocage.core.validation import estimators
from bocage.core.validation.quantiles import normal
from bocage.core.validation.sample import clustered, from_matrix, poststratified, simple, stratified

#: Olofsson et al. 2014, table 8: rows map; deforestation, forest gain, stable forest, stable non-forest.
OLOFSSON = np.array([[66, 0, 5, 4], [0, 55, 8, 12], [1, 0, 153, 11], [2, 1, 9, 313]])
OLOFSSON_PIXELS = (200000, 150000, 3200000, 6450000)
FOUR = ("deforestation", "gain", "forest", "non-forest")
PIXEL_HA = 0.09


def units(matrix):
    """Map class and reference of each unit of a matrix."""
    row, column = np.nonzero(matrix)
    times = matrix[row, column].astype(int)
    return np.repeat(row, times), np.repeat(column, times)


def values(estimates):
    return [e.value for e in estimates]


def errors(estimates):
    return [e.standard_error for e in estimates]


def test_olofsson_2014_to_the_printed_digit():
    found = estimators.accuracy(from_matrix(OLOFSSON, FOUR, OLOFSSON_PIXELS))
    assert found.overall.value == pytest.approx(0.946512, abs=1e-6)
    assert found.overall.standard_error == pytest.approx(0.00943042, abs=1e-8)
    assert values(found.users) == pytest.approx([0.88, 0.733333, 0.927273, 0.963077], abs=1e-6)
    assert errors(found.users) == pytest.approx([0.037776, 0.051407, 0.020278, 0.010476], abs=1e-6)
    assert values(found.producers) == pytest.approx([0.748661, 0.847156, 0.934509, 0.961609], abs=1e-6)
    # The paper prints +/- 0.23 for gain (0.254 in fact) and +/- 0.01 for non-forest (0.018 in fact): misprints.
    assert errors(found.producers) == pytest.approx([0.108832, 0.129800, 0.017512, 0.009368], abs=1e-6)
    assert errors(found.area) == pytest.approx([0.003491, 0.002129, 0.008792, 0.009230], abs=1e-6)


def test_olofsson_2014_areas_in_hectares():
    found = estimators.accuracy(from_matrix(OLOFSSON, FOUR, OLOFSSON_PIXELS))
    total = sum(OLOFSSON_PIXELS) * PIXEL_HA
    assert [round(e.value * total) for e in found.area] == [21158, 11686, 285770, 581386]
    assert [round(1.96 * e.standard_error * total) for e in found.area] == [6158, 3756, 15510, 16282]


def test_olofsson_2013():
    counts = np.array([[97, 0, 3], [3, 279, 18], [2, 1, 97]])
    sizes = (22353, 1122543, 610228)
    found = estimators.accuracy(from_matrix(counts, "abc", sizes))
    assert found.area[0].value * sum(sizes) == pytest.approx(45112.4, abs=0.1)
    assert normal(0.975) * found.area[0].standard_error * sum(sizes) == pytest.approx(21072.4, abs=0.1)
    assert (found.overall.value, found.overall.standard_error) == pytest.approx((0.944417, 0.011164), abs=1e-6)
    assert values(found.producers) == pytest.approx([0.480631, 0.994189, 0.896926], abs=1e-6)
    assert errors(found.producers) == pytest.approx([0.114558, 0.005778, 0.021024], abs=1e-6)


def test_acatama_stratified_where_its_own_column_is_wrong():
    counts = np.array([[287, 1, 25], [3, 43, 4], [11, 1, 127]])
    areas = (145078.56, 5703.75, 64029.69)
    found = estimators.accuracy(from_matrix(counts, "abc", areas))
    assert (found.overall.value, found.overall.standard_error) == pytest.approx((0.91445, 0.0128), abs=5e-5)
    assert errors(found.users) == pytest.approx([0.01562, 0.04957, 0.02391], abs=5e-6)
    # AcATaMa divides by the column's total and prints .01056 .09383 .02542; simulation sides with these.
    assert errors(found.producers) == pytest.approx([0.010321, 0.094642, 0.026562], abs=1e-6)
    assert [e.value * sum(areas) for e in found.area] == pytest.approx([138436.63, 5829.38, 70545.99], abs=0.01)
    assert [e.standard_error * sum(areas) for e in found.area] == pytest.approx([2709.38, 712.02, 2711.11], abs=0.01)


def test_acatama_simple_and_post_stratified():
    counts = np.array([[325, 0, 15], [0, 17, 0], [7, 1, 135]])
    areas = (145078.56, 5703.75, 64029.69)
    sample = simple(*units(counts), "abc")
    found = estimators.accuracy(sample)
    assert (found.overall.value, found.overall.standard_error) == pytest.approx((0.954, 0.009378), abs=1e-6)
    given = estimators.overall_accuracy(poststratified(sample, areas, conditional=True))
    assert (given.value, given.standard_error) == pytest.approx((0.953529, 0.009476), abs=1e-6)
    after = estimators.accuracy(poststratified(sample, areas))
    assert after.overall.standard_error == pytest.approx(0.009436, abs=1e-6)
    # AcATaMa prints 1161, 438 and 1614 ha; simulation gives 1973, 439 and 2017.
    assert [e.standard_error * sum(areas) for e in after.area] == pytest.approx([1983, 440, 2027], abs=1)


def test_a_finite_population_has_less_uncertainty():
    counts = np.array([[325, 0, 15], [0, 17, 0], [7, 1, 135]])
    population, area = 2386800, 214812.0
    share = 332 / 500
    printed = 4537.136
    found = estimators.area_share(simple(*units(counts), "abc", population), 0)
    # The usual formula has N - 1 below, ours n - 1: they differ by less than one in n.
    assert found.value == share
    assert found.standard_error * area == pytest.approx(printed, rel=1.1 / 500)
    census = estimators.overall_accuracy(simple(*units(counts), "abc", 500))
    assert census.standard_error == 0.0


@pytest.mark.parametrize("counts, overall, kappa", [
    ([[49, 4, 4], [2, 40, 2], [3, 3, 59]], 0.891566, 0.835689),  # documentation of ArcGIS
    (np.array([[50, 78, 41], [20, 52, 31], [27, 72, 98]]).T, 0.426439, 0.154825)])  # iota2, rows are the reference
def test_overall_accuracy_and_kappa_of_others(counts, overall, kappa):
    found = estimators.accuracy(from_matrix(np.array(counts), "abc"))
    assert (found.overall.value, found.kappa) == pytest.approx((overall, kappa), abs=1e-6)


def test_orientation_of_iota2_is_not_ours():
    reference_rows = np.array([[50, 78, 41], [20, 52, 31], [27, 72, 98]])
    found = estimators.accuracy(from_matrix(reference_rows.T, "abc"))
    assert values(found.users) == pytest.approx([0.515464, 0.257426, 0.576471], abs=1e-6)
    assert values(found.producers) == pytest.approx([0.295858, 0.504854, 0.497462], abs=1e-6)


def test_strata_need_not_be_the_map_classes():
    """The same draw, its map edited since: weights stay those of the draw."""
    rng = np.random.default_rng(4)
    stratum = np.repeat([0, 1], [60, 40])
    mapped = np.where(rng.random(100) < 0.1, 1 - stratum, stratum)
    reference = np.where(rng.random(100) < 0.2, 1 - stratum, stratum)
    found = estimators.accuracy(stratified(mapped, reference, "ab", stratum, (9000, 1000)))
    by_hand = 0.9 * (mapped == reference)[stratum == 0].mean() + 0.1 * (mapped == reference)[stratum == 1].mean()
    assert found.overall.value == pytest.approx(by_hand)
    top = 9000 / 60 * ((mapped == 1) & (reference == 1) & (stratum == 0)).sum() \
        + 1000 / 40 * ((mapped == 1) & (reference == 1) & (stratum == 1)).sum()
    below = 9000 / 60 * ((mapped == 1) & (stratum == 0)).sum() + 1000 / 40 * ((mapped == 1) & (stratum == 1)).sum()
    assert found.users[1].value == pytest.approx(top / below)


def test_variance_of_a_ratio_over_strata_is_stehmans():
    """Equation 28 written out by hand, strata unlike the classes."""
    rng = np.random.default_rng(9)
    stratum = np.repeat([0, 1, 2], 30)
    mapped, reference = rng.integers(0, 2, 90), rng.integers(0, 2, 90)
    sizes = np.array([400, 900, 5000])
    found = estimators.producers_accuracy(stratified(mapped, reference, "ab", stratum, sizes), 1)
    y, x = ((mapped == 1) & (reference == 1)).astype(float), (reference == 1).astype(float)
    total = sum(sizes[h] * x[stratum == h].mean() for h in range(3))
    r = sum(sizes[h] * y[stratum == h].mean() for h in range(3)) / total
    variance = 0.0
    for h in range(3):
        yh, xh = y[stratum == h], x[stratum == h]
        square = yh.var(ddof=1) + r ** 2 * xh.var(ddof=1) - 2 * r * np.cov(xh, yh)[0, 1]
        variance += sizes[h] ** 2 * (1 - 30 / sizes[h]) * square / 30
    assert (found.value, found.standard_error) == pytest.approx((r, np.sqrt(variance) / total), rel=1e-12)


def test_polygons_are_the_units_where_pixels_share_them():
    """Pixels of a polygon alike: the standard error is that of the polygons, whatever the pixels."""
    rng = np.random.default_rng(2)
    right = rng.random(50) < 0.7
    size = rng.integers(5, 200, 50)
    polygon = np.repeat(np.arange(50), size)
    sample = simple(np.zeros(polygon.size, int), np.where(right[polygon], 0, 1), "ab")
    alone = estimators.overall_accuracy(sample)
    found = estimators.overall_accuracy(clustered(sample, polygon))
    total = np.bincount(polygon, right[polygon])
    by_hand = np.sqrt(((total - found.value * size) ** 2).sum() / 49 / 50) / size.mean()
    assert found.value == alone.value
    assert found.standard_error == pytest.approx(by_hand, rel=1e-9)
    assert found.standard_error > 5 * alone.standard_error
    assert found.degrees == 49


def test_f1_is_the_harmonic_mean():
    found = estimators.accuracy(from_matrix(OLOFSSON, FOUR, OLOFSSON_PIXELS))
    for k in range(4):
        user, producer = found.users[k].value, found.producers[k].value
        assert found.f1[k].value == pytest.approx(2 * user * producer / (user + producer), rel=1e-12)


def test_a_class_that_one_side_never_names_is_nan_and_says_so():
    found = estimators.accuracy(from_matrix(np.array([[10, 2, 0], [0, 8, 0], [0, 0, 0]]), "abc"))
    assert np.isnan(found.users[2].value) and found.users[2].units == 0
    assert found.users[2].interval.method == "none"
    assert found.area[2].value == 0.0 and found.area[2].interval.high > 0.0


@pytest.mark.parametrize("make, code", [
    (lambda: simple([0, 1], [0], "ab"), "sample_lengths_differ"),
    (lambda: simple([], [], "ab"), "sample_empty"),
    (lambda: simple([0, 2], [0, 1], "ab"), "sample_class_unknown"),
    (lambda: simple([0, -1], [0, 1], "ab"), "sample_class_unknown"),
    (lambda: simple([0, 1], [0, 1], "ab", 1), "sample_larger_than_stratum"),
    (lambda: stratified([0, 1], [0, 1], "ab", [0, 0], (5, 5)), "stratum_without_units"),
    (lambda: stratified([0, 1], [0, 1], "ab", [0, 2], (5, 5)), "stratum_without_size"),
    (lambda: stratified([0, 1], [0, 1], "ab", [0, 1], (5, float("nan"))), "stratum_size_wrong"),
    (lambda: stratified([0, 0, 1], [0, 0, 1], "ab", [0, 0, 1], (1, 5)), "sample_larger_than_stratum"),
    (lambda: from_matrix(np.ones((2, 3)), "ab"), "matrix_not_square"),
    (lambda: from_matrix(np.array([[1, -1], [0, 1]]), "ab"), "matrix_not_counts"),
    (lambda: from_matrix(np.zeros((2, 2)), "ab"), "matrix_not_counts")])
def test_what_cannot_be_a_sample_is_refused(make, code):
    with pytest.raises(BocageError) as refusal:
        make()
    assert refusal.value.code == code


def test_a_rare_class_without_omissions_seen_is_not_certain_beside_large_strata():
    """All of 45 units of a rare class found, none among 452 of the strata around it, 36 times larger."""
    counts = np.array([[288, 0, 25], [3, 43, 4], [11, 0, 128]])
    areas = (145078.56, 5703.75, 64029.69)
    found = estimators.producers_accuracy(from_matrix(counts, "abc", areas), 1)
    assert found.value == 1.0 and found.standard_error == 0.0
    # The map from which such samples come has 0.8415 of it right: 0.92 and more would be the interval of 43 units.
    assert found.interval.low < 0.75 and found.interval.high == 1.0
    alone = estimators.producers_accuracy(simple(*units(counts), "abc"), 1)
    assert alone.interval.low == pytest.approx(0.025 ** (1 / 43), abs=1e-9)
    # User's accuracy looks at one stratum: its units are a simple sample of it.
    one = estimators.users_accuracy(from_matrix(np.array([[40, 0], [9, 60]]), "ab", (10, 1000)), 0)
    assert one.interval.low == pytest.approx(0.025 ** (1 / 40), abs=1e-9)


def test_strata_without_errors_have_the_interval_of_their_weight():
    """Two strata without an error: one seen by five units of which it has most counts as five, not as 505."""
    counts = np.array([[5, 0], [0, 500]])
    found = estimators.overall_accuracy(from_matrix(counts, "ab", (9_900, 100)))
    assert found.value == 1.0 and found.interval.low < 0.025 ** (1 / 6)
    even = estimators.overall_accuracy(from_matrix(np.array([[250, 0], [0, 250]]), "ab", (5000, 5000)))
    assert even.interval.low == pytest.approx(0.025 ** (1 / 500), abs=2e-4)


@pytest.mark.parametrize("polygons", [3, 6])
def test_a_class_of_few_polygons_has_intervals_that_hold(polygons):
    """Other polygons, of other classes, tell nothing of how these scatter: 52 and 74 % of intervals held when they
    counted for the degrees of freedom, and pixels for units where no polygon erred."""
    rng = np.random.default_rng(polygons)
    held = 0
    for _ in range(200):
        accuracy = rng.beta(3.0 * 0.9, 3.0 * 0.1, polygons)
        right = rng.random((polygons, 40)) < accuracy[:, None]
        reference = np.repeat([0, 1], [right.size, 300])
        mapped = np.concatenate([np.where(right.ravel(), 0, 1), np.ones(300, int)])
        group = np.concatenate([np.repeat(np.arange(polygons), 40), 100 + np.repeat(np.arange(60), 5)])
        found = estimators.producers_accuracy(clustered(simple(mapped, reference, "ab"), group), 0)
        held += found.interval.low <= 0.9 <= found.interval.high
    # 95 asked for, and the standard error of polygons of one size is a little small.
    assert held / 200 > 0.87


def test_polygons_all_right_are_so_many_units_and_one_alone_tells_no_error():
    reference, group = np.repeat([0, 1], 300), np.repeat(np.arange(6), 100)
    found = estimators.users_accuracy(clustered(simple(reference, reference, "ab"), group), 0)
    # Three polygons without an error: 0.025 ** (1 / 3), not that of 300 pixels (0.988).
    assert (found.value, found.standard_error, found.units, found.degrees) == (1.0, 0.0, 300, 2)
    assert found.interval.low == pytest.approx(0.025 ** (1 / 3)) and found.interval.high == 1.0
    mapped = np.where(np.arange(600) % 10 == 0, 1 - reference, reference)
    found = estimators.producers_accuracy(clustered(simple(mapped, reference, "ab"), np.minimum(group, 3)), 1)
    assert found.value == pytest.approx(0.9) and math.isnan(found.standard_error) and math.isnan(found.interval.low)
    # Points drawn one by one are units of their own.
    found = estimators.users_accuracy(simple(reference, reference, "ab"), 0)
    assert found.interval.low == pytest.approx(0.025 ** (1 / 300))
