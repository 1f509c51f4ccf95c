"""Shadows lie where geometry says that a cloud of that height throws them, and where the ground darkened."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.masks.detect import SHADOW_BUFFER, detect
from bocage.core.masks.objects import grown
from bocage.core.masks.shadows import light_left, shadows
from grassland import CELLS, CLOUD, FLOOD, GRASS, SNOW, box, dim, ground, put, scene, seen_before, texture, towards

NOTHING = np.zeros(CELLS.shape, bool)


def moved(where: np.ndarray, north_m: float, east_m: float) -> np.ndarray:
    """A mask moved over the ground, without what leaves the image."""
    rows, columns = np.nonzero(where)
    rows, columns = np.rint(rows - north_m / 120).astype(int), np.rint(columns + east_m / 120).astype(int)
    inside = (rows >= 0) & (rows < where.shape[0]) & (columns >= 0) & (columns < where.shape[1])
    result = np.zeros(where.shape, bool)
    result[rows[inside], columns[inside]] = True
    return result


def shares(found: np.ndarray, true: np.ndarray) -> tuple[float, float]:
    """Recall and precision."""
    both = np.count_nonzero(found & true)
    return both / np.count_nonzero(true), both / max(1, np.count_nonzero(found))


def under(cloud: np.ndarray, shade: np.ndarray, left: float = 0.5, **changes: object):
    """A date with a cloud and its shadow over parcels, seen clear five days before."""
    before = ground(texture())
    clear = {role: values.copy() for role, values in before.items()}
    dim(clear, shade, left)
    put(clear, cloud, CLOUD)
    return scene(clear, **{"composite": seen_before(before), **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("height", [700.0, 1500.0, 3000.0, 5000.0])
@pytest.mark.parametrize(("sun", "view"), [((45.0, 180.0), (0.0, 0.0)), ((35.0, 150.0), (8.0, 100.0)),
                                           ((40.0, 200.0), (10.0, 280.0))])
def test_a_cloud_of_known_height_throws_its_shadow_where_geometry_says(height, sun, view):
    """A cloud seen at p stands at p + h tan(vza) towards the satellite, and shades h tan(sza) away from the sun."""
    cloud = box(38, 46, 26, 36)
    (sza, saa), (vza, vaa) = np.radians(sun), np.radians(view)
    north = height * (np.tan(vza) * np.cos(vaa) - np.tan(sza) * np.cos(saa))
    east = height * (np.tan(vza) * np.sin(vaa) - np.tan(sza) * np.sin(saa))
    shade = moved(cloud, north, east)
    one = under(cloud, shade, sun=towards(*sun), view=towards(*view))
    found = shadows(one, cloud, NOTHING, NOTHING)
    recall, precision = shares(found.inside, shade & ~cloud)
    assert recall >= 0.95 and precision >= 0.95
    assert np.abs(found.heights_m - height).min() <= 200.0


def test_two_clouds_at_two_heights_each_find_theirs():
    low, high = box(46, 52, 6, 14), box(46, 52, 34, 44)
    shade = moved(low, 600.0, 0.0) | moved(high, 4000.0, 0.0)
    found = shadows(under(low | high, shade), low | high, NOTHING, NOTHING)
    recall, precision = shares(found.inside, shade & ~(low | high))
    assert recall >= 0.95 and precision >= 0.95
    assert [np.abs(found.heights_m - height).min() <= 200.0 for height in (600.0, 4000.0)] == [True, True]


def test_what_no_cloud_can_shade_is_no_shadow():
    """The same darkness on the sunny side of the cloud."""
    cloud = box(25, 33, 25, 35)
    wrong = moved(cloud, -1500.0, 0.0)
    found = shadows(under(cloud, wrong), cloud, NOTHING, NOTHING)
    assert not found.inside[wrong & ~grown(cloud)].any() and not found.outside.any()


def test_a_flood_behind_a_cloud_is_not_its_shadow():
    """It darkens the infrared alone."""
    cloud, before = box(40, 48, 25, 35), ground(texture())
    shade, wet = moved(cloud, 1500.0, 0.0), box(4, 14, 25, 35)
    clear = {role: values.copy() for role, values in before.items()}
    dim(clear, shade, 0.5)
    put(clear, wet, FLOOD)
    put(clear, cloud, CLOUD)
    found = shadows(scene(clear, composite=seen_before(before)), cloud, NOTHING, NOTHING)
    assert found.inside[shade].mean() >= 0.95 and found.inside[wet].mean() <= 0.02


@pytest.mark.parametrize("season", [0.85, 1.2])
def test_a_change_of_the_whole_scene_is_no_shadow_and_hides_none(season):
    """Growth, haze or another orbit: everything is darker or brighter than it was."""
    cloud = box(38, 46, 26, 36)
    shade = moved(cloud, 1500.0, 0.0)
    before = ground(texture())
    clear = {role: values * np.float32(season) for role, values in before.items()}
    dim(clear, shade, 0.6)
    put(clear, cloud, CLOUD)
    found = shadows(scene(clear, composite=seen_before(before)), cloud, NOTHING, NOTHING)
    recall, precision = shares(found.inside, shade)
    assert recall >= 0.95 and precision >= 0.95


@pytest.mark.parametrize("left", [0.4, 0.6, 0.8])
def test_light_left_is_measured_against_the_earlier_ground(left):
    shade = box(10, 30, 10, 30)
    one = under(NOTHING, shade, left)
    found = light_left(one, NOTHING, NOTHING)
    assert np.allclose(found.left[shade], left, atol=0.02) and np.allclose(found.left[~shade], 1.0, atol=0.02)
    assert found.seen.all() and found.alike.all()


def test_a_shadow_on_fresh_snow_is_found_against_the_snow_around():
    cloud, before = box(38, 46, 26, 36), ground(texture())
    shade = moved(cloud, 1500.0, 0.0)
    clear = ground()
    put(clear, ~NOTHING, SNOW)
    for values in clear.values():
        values *= texture(0.03, 2)
    dim(clear, shade, 0.6)
    put(clear, cloud, CLOUD)
    found = shadows(scene(clear, composite=seen_before(before)), cloud, NOTHING, ~cloud)
    recall, precision = shares(found.inside, shade)
    assert recall >= 0.95 and precision >= 0.95


def test_without_an_earlier_date_a_dark_shadow_is_found_against_its_surroundings():
    cloud = box(38, 46, 26, 36)
    shade = moved(cloud, 1500.0, 0.0)
    found = shadows(under(cloud, shade, 0.4, composite=None), cloud, NOTHING, NOTHING)
    recall, precision = shares(found.inside, shade)
    assert recall >= 0.9 and precision >= 0.9


def test_a_cloud_beyond_the_edge_throws_its_shadow_into_the_image():
    """The sun is in the south: darkness at the southern edge may come from outside, in the middle it cannot."""
    shade = box(50, 60, 20, 32)
    found = shadows(under(NOTHING, shade), NOTHING, NOTHING, NOTHING)
    assert found.outside[shade].all() and not found.outside[~shade].any() and not found.inside.any()
    middle = box(20, 30, 20, 32)
    found = shadows(under(NOTHING, middle), NOTHING, NOTHING, NOTHING)
    assert not found.outside.any() and not found.inside.any()


def test_darkness_at_the_edge_away_from_the_sun_is_not_a_shadow_from_outside():
    found = shadows(under(NOTHING, box(0, 8, 20, 32)), NOTHING, NOTHING, NOTHING)
    assert not found.outside.any()


def test_water_too_dark_to_tell_is_shaded_where_its_cloud_says():
    cloud = box(38, 46, 26, 36)
    shade = moved(cloud, 1500.0, 0.0)
    lake = shade & box(0, 60, 26, 30)
    before = ground(texture())
    put(before, lake, {**dict.fromkeys(GRASS, 0.02), "nir_narrow": 0.01, "swir1": 0.004})
    clear = {role: values.copy() for role, values in before.items()}
    dim(clear, shade, 0.5)
    put(clear, cloud, CLOUD)
    found = shadows(scene(clear, composite=seen_before(before)), cloud, NOTHING, NOTHING)
    assert found.inside[lake].mean() >= 0.95


def test_the_buffer_of_shadows_is_told_apart_and_a_shadow_shows_in_the_buffer_of_a_cloud():
    cloud = box(38, 46, 26, 36)
    shade = moved(cloud, 480.0, 0.0)  # it begins right behind the cloud
    found = detect(under(cloud, shade))
    seen = shade & ~cloud
    assert found.shadow_inside[seen].mean() >= 0.95
    assert (found.extension & found.shadow_inside)[box(37, 38, 26, 36)].all()
    assert not (found.shadow_buffer & (found.shadow | found.cloud)).any()
    assert np.array_equal(found.shadow_buffer, grown(found.shadow, SHADOW_BUFFER) & ~found.shadow & ~found.cloud)
    assert not found.ground[found.shadow | found.shadow_buffer | found.cloud].any()


def test_heights_of_an_image_without_clouds_are_none():
    found = shadows(under(NOTHING, NOTHING), NOTHING, NOTHING, NOTHING)
    assert found.heights_m.size == 0 and not found.inside.any() and not found.outside.any()
