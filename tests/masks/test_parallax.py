"""What is high moves between bands, what is on the ground does not."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.engine.resample import box_mean
from bocage.core.masks.parallax import RADIUS, displacement_index

SHAPE = (90, 90)


def texture(seed: int) -> np.ndarray:
    """Smooth noise between 0.4 and 0.8, of some pixels' width."""
    noise = np.random.default_rng(seed).random(SHAPE)
    smooth = box_mean(box_mean(noise, 2)[0], 2)[0]
    return (0.4 + 0.4 * (smooth - smooth.min()) / np.ptp(smooth)).astype(np.float32)


def ground() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """B8, B7 and B8A over crops: B8 is nearly B8A, B7 depends on the plant."""
    narrow = texture(1) / 2
    plant = 0.70 + 0.25 * (texture(2) - 0.4) / 0.4
    broad = narrow * (0.96 + 0.003 * np.random.default_rng(4).standard_normal(SHAPE))
    return broad.astype(np.float32), (narrow * plant).astype(np.float32), narrow


def clouds(shift: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A white texture, B8 of which is moved by whole pixels of 20 m."""
    white = texture(3)
    noise = 1 + 0.002 * np.random.default_rng(5).standard_normal(SHAPE)
    return np.roll(white, shift, 0), (white * noise).astype(np.float32), white


def inner(values: np.ndarray) -> np.ndarray:
    """Away from edges, where nothing is rolled in."""
    return values[12:-12, 12:-12]


@pytest.mark.parametrize("shift", [1, 2, 3])
def test_a_moved_texture_is_far_below_zero(shift):
    assert np.median(inner(displacement_index(*clouds(shift)))) < -0.9
    assert inner(displacement_index(*clouds(shift))).max() < 0


def test_the_ground_is_far_above_zero():
    found = inner(displacement_index(*ground()))
    assert np.median(found) > 0.9 and (found < -0.2).mean() < 0.001


def test_a_moved_cloud_over_the_ground_shows_where_it_lies():
    values = [band.copy() for band in ground()]
    for number, moved in enumerate(clouds(2)):
        values[number][30:60, 30:60] = moved[30:60, 30:60]
    found = displacement_index(*values)
    assert np.median(found[36:54, 36:54]) < -0.9
    # The window reaches RADIUS pixels beyond the cloud, no farther.
    outside = np.ones(SHAPE, bool)
    outside[30 - RADIUS - 1:60 + RADIUS + 1, 30 - RADIUS - 1:60 + RADIUS + 1] = False
    assert (found[outside] < -0.2).mean() < 0.001


def test_the_index_is_that_of_the_formula_gaps_left_out():
    bands = [band.astype(np.float64) for band in ground()]
    bands[0][40, 41] = bands[2][20, 20] = np.nan
    found = displacement_index(*[band.astype(np.float32) for band in bands])
    for r, c in ((0, 0), (40, 40), (20, 22), (89, 30), (55, 60)):
        window = (slice(max(0, r - RADIUS), r + RADIUS + 1), slice(max(0, c - RADIUS), c + RADIUS + 1))
        variances = []
        for band in bands[:2]:
            ratio = (band.astype(np.float32) / bands[2].astype(np.float32))[window].astype(float)
            variances.append(np.nanvar(ratio))
        broad, edge = variances
        assert found[r, c] == pytest.approx((edge - broad) / (edge + broad), abs=2e-4)


def test_nothing_but_gaps_gives_none():
    empty = np.full((20, 20), np.nan, np.float32)
    assert np.isnan(displacement_index(empty, empty, empty)).all()
