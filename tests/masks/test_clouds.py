"""Clouds, by one date and by many: what is put above a grassland is found, what happens on it is not."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.masks.clouds_many_dates import correlation, many_dates
from bocage.core.masks.clouds_one_date import edges_of_ground, high_clouds, one_date, without_ground_objects
from bocage.core.masks.detect import CLOUD_BUFFER, detect
from bocage.core.masks.objects import grown
from grassland import (
    CELLS,
    CLOUD,
    FLOOD,
    GRASS,
    PLASTIC,
    SNOW,
    SOIL,
    STUBBLE,
    box,
    ground,
    put,
    scene,
    seen_before,
    texture,
)

NOTHING = np.zeros(CELLS.shape, bool)
STILL, MOVES = 0.4, -0.8


def parallax(where: np.ndarray, value: float) -> np.ndarray:
    """Displacement index: some cells moved, or did not."""
    return np.where(where, np.float32(value), np.float32(STILL))


def test_a_white_cloud_is_found_whole_and_its_buffer_is_told_apart():
    where, clear = box(20, 40, 15, 35), ground(texture())
    put(clear, where, CLOUD)
    found = detect(scene(clear))
    assert np.array_equal(found.mono, where)
    assert np.array_equal(found.extension, grown(where, CLOUD_BUFFER) & ~where) and CLOUD_BUFFER > 0
    assert np.array_equal(found.cloud, grown(where, CLOUD_BUFFER))
    assert not (found.extension & (found.mono | found.multi | found.cirrus)).any()


def test_clear_ground_of_parcels_is_clear_alone_and_after_an_earlier_date():
    clear = ground(texture())
    for history in (None, seen_before(clear)):
        found = detect(scene(clear, composite=history))
        assert not found.cloud.any() and not found.shadow.any() and found.ground.all()


@pytest.mark.parametrize("role", ["coastal", "red", "nir_narrow", "swir1"])
def test_each_rule_of_a_bright_cloud_counts(role):
    """One band out of a cloud's colour, and it is none."""
    wrong = {"coastal": 0.21, "red": 0.14, "nir_narrow": 0.35, "swir1": 0.61}
    clear, where = ground(), box(20, 30, 20, 30)
    put(clear, where, CLOUD)
    assert one_date(scene(clear), NOTHING).bright[where].all()
    put(clear, where, {**CLOUD, role: wrong[role]})
    assert not one_date(scene(clear), NOTHING).bright.any()


@pytest.mark.parametrize(("altitude", "threshold"), [(0.0, 0.007), (1000.0, 0.013), (2000.0, 0.031), (3000.0, 0.061)])
def test_the_cirrus_threshold_rises_with_the_square_of_altitude(altitude, threshold):
    """0.007 + 1.2e-5 z^2 / 2000, with z in metres."""
    terrain, where = np.full(CELLS.shape, altitude), box(10, 30, 10, 30)
    above, _ = high_clouds(scene(ground(), where * (threshold + 0.0005), terrain_m=terrain))
    below, _ = high_clouds(scene(ground(), where * (threshold - 0.0005), terrain_m=terrain))
    assert np.array_equal(above, where) and not below.any()


def test_below_the_sea_cirrus_is_looked_for_as_at_the_sea():
    where = box(10, 30, 10, 30)
    deep = high_clouds(scene(ground(), where * 0.0075, terrain_m=np.full(CELLS.shape, -400.0)))[0]
    assert np.array_equal(deep, where)


def test_snow_that_shines_through_dry_air_is_no_cirrus():
    """At 1.38 um 0.02 of the ground's light comes through: 0.005 of grass, 0.008 of snow, over the threshold."""
    clear, snow, cirrus = ground(), box(10, 30, 10, 30), box(40, 50, 40, 50)
    put(clear, snow, SNOW)
    seen = 0.02 * (clear["nir_narrow"] + clear["swir1"]) / 2 + np.where(cirrus, 0.01, 0.0)
    assert (seen[snow] > 0.0075).all()
    assert np.array_equal(high_clouds(scene(clear, seen))[0], cirrus)


def test_thin_cirrus_is_masked_and_said_to_be_thin():
    cirrus = np.where(box(10, 20, 10, 20), 0.012, np.where(box(30, 40, 30, 40), 0.05, 0.002))
    found = detect(scene(ground(), cirrus))
    assert found.cloud[box(10, 20, 10, 20)].all() and found.thin[box(10, 20, 10, 20)].all()
    assert found.cirrus[box(30, 40, 30, 40)].all() and not found.thin[box(30, 40, 30, 40)].any()


def test_a_product_without_a_cirrus_band_has_no_cirrus():
    clear = ground()
    assert not detect(scene(clear, toa={})).cirrus.any()


@pytest.mark.parametrize("side", [1, 2, 6])
def test_a_bright_roof_that_does_not_move_is_no_cloud(side):
    where, clear = box(30, 30 + side, 30, 30 + side), ground(texture())
    put(clear, where, PLASTIC)
    history = seen_before(ground(texture()))
    assert not detect(scene(clear, composite=history, parallax=parallax(where, STILL))).cloud.any()
    moving = detect(scene(clear, composite=history, parallax=parallax(where, MOVES)))
    assert moving.cloud[where].all()


def test_without_parallax_a_bright_roof_stays_a_cloud():
    """A product that lacks a band cannot tell them apart, and the doubt goes to the cloud."""
    where = box(30, 33, 30, 33)
    assert np.array_equal(without_ground_objects(where, None), where)


def test_a_sheet_of_cloud_too_smooth_to_show_a_displacement_stays():
    where = box(10, 40, 10, 40)
    assert np.array_equal(without_ground_objects(where, parallax(where, STILL)), where)


def test_a_sharp_edge_that_does_not_move_lies_on_the_ground():
    where, clear = box(20, 40, 20, 40), ground()
    put(clear, where, SNOW)
    edge = grown(where) & ~box(21, 39, 21, 39)
    assert np.array_equal(edges_of_ground(scene(clear, parallax=parallax(where, STILL))), edge)
    assert not edges_of_ground(scene(clear, parallax=parallax(edge, MOVES))).any()
    assert not edges_of_ground(scene(clear)).any()


@pytest.mark.parametrize("share", [0.24, 0.3])
def test_a_veil_too_thin_for_one_date_is_found_against_the_earlier_ground(share):
    before, where = ground(texture()), box(20, 40, 20, 40)
    clear = {role: values.copy() for role, values in before.items()}
    put(clear, where, CLOUD, share)
    assert not detect(scene(clear)).cloud.any()
    found = detect(scene(clear, composite=seen_before(before)))
    assert found.multi[where].all() and not found.multi[~grown(where, 1)].any()


@pytest.mark.parametrize("spectrum", [STUBBLE, SOIL, FLOOD, SNOW], ids=["harvest", "ploughing", "flood", "snowfall"])
def test_what_happens_on_the_ground_is_no_cloud(spectrum):
    before = ground(texture())
    clear, where = {role: values.copy() for role, values in before.items()}, box(20, 40, 20, 40)
    put(clear, where, spectrum)
    still = parallax(where, STILL)
    assert not detect(scene(clear, composite=seen_before(before), parallax=still)).cloud.any()


def test_an_older_reference_asks_for_a_larger_change():
    """0.018 (1 + lag / 45): 0.02 after 5 days, 0.06 at most."""
    clear = ground()
    clear["coastal"], clear["blue"] = clear["coastal"] + 0.03, clear["blue"] + 0.03
    clear["green"], clear["red"] = clear["green"] + 0.028, clear["red"] + 0.022
    clear["nir_narrow"] = clear["nir_narrow"] + 0.01
    clear["swir1"] = clear["swir1"] + 0.01
    found = {days: many_dates(scene(clear, composite=seen_before(ground(), days)), NOTHING).detected.mean()
             for days in (1, 30)}
    assert found == {1: 1.0, 30: 0.0}


def test_a_reference_older_than_ninety_days_is_none():
    clear = ground()
    put(clear, box(20, 40, 20, 40), CLOUD, 0.2)
    assert many_dates(scene(clear, composite=seen_before(ground(), 60)), NOTHING).detected.any()
    assert not many_dates(scene(clear, composite=seen_before(ground(), 91)), NOTHING).detected.any()


def test_ground_recognised_by_its_texture_under_more_haze_is_clear():
    """Aerosols lift blue everywhere by 0.03: parcels are still the same. Where they vanish, it is a cloud."""
    before = ground(texture())
    clear = {role: values.copy() for role, values in before.items()}
    for role, lift in (("coastal", 0.035), ("blue", 0.03), ("green", 0.02), ("red", 0.012)):
        clear[role] = clear[role] + np.float32(lift)
    assert not many_dates(scene(clear, composite=seen_before(before)), NOTHING).detected.any()
    where = box(20, 40, 20, 40)
    for role in clear:
        clear[role][where] = GRASS[role] + 0.2 * (CLOUD[role] - GRASS[role])
    found = many_dates(scene(clear, composite=seen_before(before)), NOTHING).detected
    assert found[box(24, 36, 24, 36)].all() and not found[~grown(where, 4)].any()


def test_correlation_is_pearsons_in_squares_of_seven():
    random = np.random.default_rng(5)
    first, second = random.random((2, 20, 20)).astype(np.float32)
    first[3, 3] = np.nan
    found = correlation(first, second)
    for row, column in ((10, 10), (4, 4), (0, 0), (19, 7)):
        part = np.s_[max(0, row - 3):row + 4, max(0, column - 3):column + 4]
        both = np.isfinite(first[part])
        expected = np.corrcoef(first[part][both], second[part][both])[0, 1]
        assert found[row, column] == pytest.approx(expected, abs=1e-5)


def test_correlation_says_nothing_of_few_cells_or_of_flat_ones():
    flat = np.ones((20, 20), np.float32)
    assert (correlation(flat, texture()[:20, :20]) == -1).all()
    gaps = np.full((20, 20), np.nan, np.float32)
    gaps[5:8, 5:9] = texture()[5:8, 5:9]
    assert (correlation(gaps, texture()[:20, :20]) == -1).all()


def test_over_water_a_light_at_two_micrometres_is_a_cloud():
    lake = dict.fromkeys(GRASS, 0.02)
    before, clear = ground(), ground()
    for values in (before, clear):
        put(values, box(10, 50, 10, 50), {**lake, "nir_narrow": 0.01, "swir1": 0.004, "swir2": 0.003})
    where = box(25, 35, 25, 35)
    put(clear, where, dict.fromkeys(GRASS, 0.10))
    assert one_date(scene(clear, composite=seen_before(before)), NOTHING).bright[where].all()
    clear["swir2"][where] = 0.035
    assert not one_date(scene(clear, composite=seen_before(before)), NOTHING).bright.any()


def test_an_outlined_cloud_is_a_cloud_and_leaves_the_composite_alone():
    painted = box(20, 30, 20, 30)
    found = detect(scene(ground(texture()), painted=painted))
    assert found.cloud[painted].all() and not found.ground[painted].any()
    assert not found.cloud[~grown(painted, CLOUD_BUFFER)].any()


def test_where_there_is_no_data_nothing_is_said():
    clear, where = ground(), box(0, 60, 0, 20)
    put(clear, box(10, 30, 10, 40), CLOUD)
    clear["blue"][where] = np.nan
    found = detect(scene(clear, np.where(where, 0.3, 0.002)))
    for name in ("mono", "multi", "cirrus", "extension", "cloud", "shadow", "snow", "water", "ground"):
        assert not getattr(found, name)[where].any(), name


@pytest.mark.parametrize("share", [0.2, 0.4])
def test_cells_that_snow_covers_in_part_are_no_clouds_even_beside_one(share):
    """A cloud next to it moves, so that displacement does not tell."""
    before = ground(texture())
    clear = {role: values.copy() for role, values in before.items()}
    rim = box(18, 20, 20, 40)
    put(clear, box(20, 40, 20, 40), SNOW)
    put(clear, rim, SNOW, share)
    found = detect(scene(clear, composite=seen_before(before), parallax=np.full(CELLS.shape, MOVES, np.float32)))
    assert not found.cloud[rim].any()


def test_a_cloud_beside_snow_is_a_cloud():
    before = ground(texture())
    clear = {role: values.copy() for role, values in before.items()}
    cloud = box(14, 20, 20, 40)
    put(clear, box(20, 40, 20, 40), SNOW)
    put(clear, cloud, CLOUD, 0.5)
    found = detect(scene(clear, composite=seen_before(before), parallax=np.full(CELLS.shape, MOVES, np.float32)))
    assert found.cloud[cloud].all()


def test_snow_is_not_enclosed_by_its_own_rim():
    """Cells that snow covers in part pass for bright clouds until their edges are seen not to move."""
    before = ground(texture())
    clear = {role: values.copy() for role, values in before.items()}
    snow = box(20, 26, 20, 26)
    rim = grown(snow) & ~snow
    put(clear, snow, SNOW)
    put(clear, rim, SNOW, 0.45)
    one = scene(clear, composite=seen_before(before), parallax=parallax(snow, STILL))
    assert one_date(one, snow).bright[rim].mean() > 0.9
    found = detect(one)
    assert found.snow[snow].all() and not found.cloud.any()
