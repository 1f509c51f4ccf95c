"""Ground under clouds: light that clouds reflect is missing from it, ground like that around it."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.masks.beneath import LEAST_LIGHT, Beneath, beneath, lit

SHAPE = (60, 60)
CLOUD, SHADOW = np.zeros(SHAPE, bool), np.zeros(SHAPE, bool)
CLOUD[20:40, 10:30], SHADOW[20:40, 31:41] = True, True


def shown(ground: float, reflected: float) -> np.ndarray:
    """A cloud that absorbs nothing over a ground of one reflectance."""
    values = np.full(SHAPE, ground)
    values[CLOUD] = reflected + (1 - reflected) ** 2 * ground / (1 - reflected * ground)
    return values


@pytest.mark.parametrize("ground", [0.03, 0.6])
def test_what_a_cloud_reflects_the_ground_lacks(ground: float) -> None:
    """Half of its shadow is seen, and lacks what it lacks; the other half lies under the cloud."""
    nir = np.full(SHAPE, 0.3)
    nir[SHADOW] *= 1 - 0.4
    found = beneath(CLOUD, SHADOW, shown(ground, 0.4), nir)
    assert found.light == pytest.approx(1 - 0.4 + 0.5 * 0.4, abs=0.01)
    unseen = beneath(CLOUD, np.zeros(SHAPE, bool), shown(ground, 0.4), np.full(SHAPE, 0.3))
    assert unseen.light == pytest.approx(0.6, abs=0.01)


def test_ground_is_that_nearest_to_the_cloud_off_its_rim():
    ground = np.where(np.arange(SHAPE[1]) < 20, 0.5, 0.1) * np.ones(SHAPE)
    ground[CLOUD] = 0.9
    ground[19, 10:30] = 0.8
    under = Beneath(CLOUD, SHADOW, 0.7).seen_through(ground)
    assert under[~CLOUD] == pytest.approx(ground[~CLOUD])
    assert under[30, 11] == pytest.approx(0.7 * 0.5, abs=0.01)
    assert under[30, 28] < 0.4 * under[30, 11]
    assert under[21, 15] == pytest.approx(0.7 * 0.5, abs=0.01)
    assert lit(ground, CLOUD, SHADOW)[30, 35] == pytest.approx(0.1)


def test_without_clouds_nothing_changes_and_what_is_unknown_stays_so():
    nothing = np.zeros(SHAPE, bool)
    found = beneath(nothing, SHADOW, np.full(SHAPE, 0.1), np.full(SHAPE, 0.3))
    ground = np.random.default_rng(1).uniform(size=SHAPE)
    assert found.light == 1.0 and found.seen_through(ground) is ground
    everywhere = Beneath(np.ones(SHAPE, bool), nothing)
    assert np.isnan(everywhere.seen_through(ground)).all()
    absent = np.full(SHAPE, np.nan)
    assert beneath(CLOUD, nothing, absent, absent).light == 1.0
    assert beneath(CLOUD, nothing, shown(0.03, 0.95), np.full(SHAPE, 0.3)).light == LEAST_LIGHT


def test_some_cells_of_it():
    some = Beneath(CLOUD, SHADOW, 0.8).at((slice(1, None, 3), slice(1, None, 3)))
    assert np.array_equal(some.cloud, CLOUD[1::3, 1::3]) and np.array_equal(some.shadow, SHADOW[1::3, 1::3])
    assert some.light == 0.8
