"""Ground under clouds: light that clouds reflect is missing from it, ground like that around it."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.masks.beneath import LEAST_LIGHT, Beneath, Casting, beneath, high_clouds, lit, mean_light

SHAPE = (60, 60)
NOTHING, NO_SHARE = np.zeros(SHAPE, bool), np.zeros(SHAPE, np.float32)
CLOUD, SHADOW = np.zeros(SHAPE, bool), np.zeros(SHAPE, bool)
CLOUD[20:40, 10:30], SHADOW[20:40, 31:41] = True, True


def shown(ground: float | np.ndarray, reflected: float) -> np.ndarray:
    """A cloud that absorbs nothing over a ground of one reflectance."""
    values = np.full(SHAPE, ground) if np.isscalar(ground) else np.array(ground)
    values[CLOUD] = reflected + (1 - reflected) ** 2 * values[CLOUD] / (1 - reflected * values[CLOUD])
    return values


def under(light: float, bare: np.ndarray = ~(CLOUD | SHADOW)) -> Beneath:
    """Clouds of one light over ground without snow."""
    return Beneath(CLOUD, bare, NOTHING, np.full(SHAPE, light, np.float32), NO_SHARE)


def bands(**given: np.ndarray) -> dict[str, np.ndarray]:
    """Reflectance by role."""
    return {role: given.get(role, np.full(SHAPE, 0.1)) for role in ("blue", "red", "nir_narrow", "swir2")}


def light(blue: np.ndarray, nir: np.ndarray, shadow: np.ndarray = NOTHING, snow: np.ndarray = NOTHING,
          share: np.ndarray = NO_SHARE) -> float:
    """Of the cloud alone."""
    return mean_light(Casting(CLOUD, CLOUD, shadow, snow, share), bands(blue=blue, nir_narrow=nir))


@pytest.mark.parametrize("ground", [0.03, 0.6])
def test_what_a_cloud_reflects_the_ground_lacks(ground: float) -> None:
    """Half of its shadow is seen, and lacks what it lacks; the other half lies under the cloud."""
    nir = np.full(SHAPE, 0.3)
    nir[SHADOW] *= 1 - 0.4
    assert light(shown(ground, 0.4), nir, SHADOW) == pytest.approx(1 - 0.4 + 0.5 * 0.4, abs=0.01)
    assert light(shown(ground, 0.4), np.full(SHAPE, 0.3)) == pytest.approx(0.6, abs=0.01)


def test_cirrus_takes_no_light_from_what_lies_under_it():
    """Its shadow falls far away; a low cloud of the same date keeps its own light."""
    high = CLOUD.copy()
    high[:, :20] = False
    clear = bands(blue=shown(0.03, 0.4), nir_narrow=np.full(SHAPE, 0.3))
    found = beneath(CLOUD, NOTHING, NOTHING, high, clear)
    assert (found.light[high] == 1).all()
    assert found.light[CLOUD & ~high] == pytest.approx(0.6, abs=0.01)


@pytest.mark.parametrize("reflected", [0.2, 0.6])
def test_snow_that_shows_through_a_cloud_is_not_taken_for_cloud(reflected: float) -> None:
    snow = np.broadcast_to(np.arange(SHAPE[1]) < 15, SHAPE)
    ground = np.where(snow, 0.7, 0.03)
    blue, nir = shown(ground, reflected), np.full(SHAPE, 0.3)
    told = light(blue, nir, snow=snow & ~CLOUD, share=(snow & CLOUD).astype(np.float32))
    assert told == pytest.approx(1 - reflected, abs=0.01)
    assert light(blue, nir, snow=snow & ~CLOUD) < 1 - reflected - 0.03


def test_a_cloud_is_high_where_a_fair_share_of_it_is_seen_by_the_cirrus_band_alone():
    cloud, cirrus, low = CLOUD | SHADOW, NOTHING.copy(), NOTHING.copy()
    cloud[:, 30] = False
    cirrus[22:40, 10:30], low[35:40, 10:30] = True, True
    cirrus[22:30, 31:41], low[24:40, 31:41] = True, True
    high = high_clouds(cloud, cirrus, low)
    assert high[CLOUD].all() and not high[~CLOUD].any()
    assert not high_clouds(cloud, NOTHING, low).any()


def test_what_clouds_brighten_or_darken_beside_them_is_not_put_under_them():
    ground = np.full(SHAPE, 0.1)
    ground[CLOUD], ground[19, 9:31], ground[SHADOW] = 0.9, 0.8, 0.02
    clear = bands(blue=ground, nir_narrow=np.full(SHAPE, 0.3))
    found = beneath(CLOUD, SHADOW, NOTHING, CLOUD, clear).seen_through(ground)
    assert found[CLOUD] == pytest.approx(0.1)


def test_under_clouds_lies_the_nearest_ground_that_is_lit_in_the_light_that_is_left():
    ground = np.where(np.arange(SHAPE[1]) < 20, 0.5, 0.1) * np.ones(SHAPE)
    ground[CLOUD], ground[SHADOW] = 0.9, 0.02
    found = under(0.7).seen_through(ground)
    assert found[~CLOUD] == pytest.approx(ground[~CLOUD])
    assert found[30, 11] == pytest.approx(0.7 * 0.5, abs=0.01)
    assert found[30, 28] == pytest.approx(0.7 * 0.1, abs=0.01)
    dark = under(0.7, NOTHING).seen_through(ground)
    assert dark[30, 28] == pytest.approx(0.7 * 0.08, abs=0.02), "where no ground is lit, what is seen must do"


def test_under_clouds_snow_lies_where_its_share_is_told():
    """Of the bands the masks saw, and of any other: snow is what it is where it is seen."""
    snow = NOTHING.copy()
    snow[:, 45:] = True
    share = np.where(CLOUD & (np.arange(SHAPE[0]) < 30)[:, None], 0.5, 0.0).astype(np.float32)
    ground = np.where(snow, 0.8, 0.1)
    ground[CLOUD] = np.nan
    found = Beneath(CLOUD, ~(CLOUD | snow), snow, np.ones(SHAPE, np.float32), share).seen_through(ground)
    assert found[25, 20] == pytest.approx(0.45) and found[35, 20] == pytest.approx(0.1)


def test_sunlit_ground_is_told_off_the_rim_of_clouds_and_shadows():
    ground = np.full(SHAPE, 0.1)
    ground[CLOUD], ground[SHADOW] = 0.9, 0.05
    ground[19, 10:30] = 0.8
    assert lit(ground, CLOUD, SHADOW)[21, 15] == pytest.approx(0.1)
    assert lit(ground, CLOUD, SHADOW)[30, 35] == pytest.approx(0.1)


def test_without_clouds_nothing_changes_and_what_is_unknown_stays_so():
    found = beneath(NOTHING, SHADOW, NOTHING, NOTHING, bands(nir_narrow=np.full(SHAPE, 0.3)))
    ground = np.random.default_rng(1).uniform(size=SHAPE)
    assert (found.light == 1).all() and found.seen_through(ground) is ground
    everywhere = beneath(np.ones(SHAPE, bool), NOTHING, NOTHING, NOTHING, bands())
    assert np.isnan(everywhere.seen_through(ground)).all()
    absent = np.full(SHAPE, np.nan)
    assert light(absent, absent) == 1.0
    assert light(shown(0.03, 0.95), np.full(SHAPE, 0.3)) == LEAST_LIGHT


def test_some_cells_of_it():
    light = np.random.default_rng(2).uniform(size=SHAPE).astype(np.float32)
    some = Beneath(CLOUD, ~CLOUD, SHADOW, light, light).at((slice(1, None, 3), slice(1, None, 3)))
    assert np.array_equal(some.cloud, CLOUD[1::3, 1::3]) and np.array_equal(some.snow, SHADOW[1::3, 1::3])
    assert np.array_equal(some.light, light[1::3, 1::3]) and np.array_equal(some.bare, ~some.cloud)
