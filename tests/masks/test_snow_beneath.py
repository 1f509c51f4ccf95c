"""Snow under clouds: clouds of a known reflectance over a ground of which it is known where snow lies."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.masks.beneath import beneath
from bocage.core.masks.snow_beneath import FEWEST_SNOW, SHARES, Seen, snow_share, snowless

SHAPE = (120, 120)
SNOW = {"blue": 0.68, "red": 0.69, "nir_narrow": 0.66, "swir2": 0.06}
BARE = {"blue": 0.05, "red": 0.08, "nir_narrow": 0.26, "swir2": 0.14}
CLOUD = np.zeros(SHAPE, bool)
CLOUD[20:100, 40:110] = True
NOTHING = np.zeros(SHAPE, bool)


def patches(cover: float, seed: int = 1) -> np.ndarray:
    """Snow in patches of eight cells."""
    coarse = np.random.default_rng(seed).uniform(size=(SHAPE[0] // 8, SHAPE[1] // 8)) < cover
    return np.kron(coarse, np.ones((8, 8))).astype(bool)


def scene(snow: np.ndarray, reflected: float, drops: float = 0.25, seed: int = 3) -> dict[str, np.ndarray]:
    """Ground whose fields scatter, then a cloud; ``drops``: what it absorbs in swir2."""
    random = np.random.default_rng(seed)
    field = random.lognormal(0, 0.25, SHAPE)
    result = {}
    for role in SNOW:
        ground = np.where(snow, SNOW[role], BARE[role] * field) + random.normal(0, 0.005, SHAPE)
        cloud = reflected * (1 - drops * reflected) if role == "swir2" else reflected
        over = cloud + (1 - cloud) ** 2 * ground / (1 - cloud * ground)
        result[role] = np.where(CLOUD, over, ground).astype(np.float32)
    return result


def found(snow: np.ndarray, clear: dict[str, np.ndarray]) -> np.ndarray:
    """Share under the cloud."""
    return snow_share(Seen(CLOUD, ~(CLOUD | snow), snow & ~CLOUD, ~CLOUD), clear)


@pytest.mark.parametrize("reflected", [0.05, 0.15, 0.3])
@pytest.mark.parametrize("drops", [0.1, 0.25, 0.4])
def test_snow_is_seen_through_thin_clouds(reflected: float, drops: float) -> None:
    """Nine in ten cells are told, whatever drops or ice absorb."""
    snow = patches(0.3)
    share = found(snow, scene(snow, reflected, drops))
    assert ((share > 0.5) == snow)[CLOUD].mean() > 0.9
    assert share[CLOUD].mean() == pytest.approx(snow[CLOUD].mean(), abs=0.06)
    assert (share[~CLOUD] == 0).all()


def test_the_share_under_clouds_is_not_that_around_them():
    """Snow that shows through thin clouds is called snow: under what is called cloud there is less."""
    snow = patches(0.4)
    snow[CLOUD] &= patches(0.2, seed=5)[CLOUD]
    share = found(snow, scene(snow, 0.2))
    assert snow[~CLOUD].mean() > 0.35 > 0.15 > snow[CLOUD].mean()
    assert share[CLOUD].mean() == pytest.approx(snow[CLOUD].mean(), abs=0.04)


def test_under_thick_clouds_there_is_what_is_seen_around():
    snow = patches(0.3)
    share = found(snow, scene(snow, 0.85, drops=0.3))
    assert share[CLOUD].mean() == pytest.approx(snow[~CLOUD].mean(), abs=0.2)
    assert 0 < share[CLOUD].min() and share[CLOUD].max() < 1


def test_clouds_over_bare_ground_are_not_taken_for_snow():
    snow = patches(0.3)
    snow[CLOUD] = False
    for reflected in (0.1, 0.3, 0.5):
        assert found(snow, scene(snow, reflected))[CLOUD].mean() < 0.06


def test_ground_that_snow_covers_in_part_is_not_bare():
    blue = np.full(SHAPE, 0.05)
    snow = patches(0.3)
    blue[snow] = 0.68
    blue[:, 0], snow[:, 0] = 0.3, False
    bare = ~snow
    assert not snowless(blue, bare, snow)[:, 0].any() and snowless(blue, bare, snow)[bare].sum() == bare[:, 1:].sum()
    assert not snowless(blue, NOTHING, snow).any()


def test_beneath_asks_for_snow_where_enough_is_seen():
    snow = patches(0.3)
    clear = scene(snow, 0.2)
    share = beneath(CLOUD, NOTHING, snow, NOTHING, clear).share
    assert share[CLOUD].mean() == pytest.approx(snow[CLOUD].mean(), abs=0.05)
    few = NOTHING.copy()
    few.flat[:FEWEST_SNOW - 1] = True
    assert not beneath(CLOUD, NOTHING, few, NOTHING, clear).share.any()


def test_what_is_absent_tells_nothing():
    snow = patches(0.3)
    clear = scene(snow, 0.2)
    clear["swir2"][50:60, 50:60] = np.nan
    share = found(snow, clear)
    assert (share[50:60, 50:60] == 0).all() and share[CLOUD].mean() > 0.1
    assert not snow_share(Seen(NOTHING, ~snow, snow, ~NOTHING), clear).any()
    assert SHARES[0] == 0 and SHARES[-1] == 1
