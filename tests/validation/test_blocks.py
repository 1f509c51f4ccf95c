"""Places put together by where they lie."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.validation.blocks import compact, metres, squares


def test_degrees_become_metres_of_their_middle():
    flat = metres(np.array([1.0, 2.0]), np.array([45.0, 45.0]))
    # A degree of longitude at 45 degrees is 78.8 km on the ellipsoid, 78.6 on the sphere.
    assert flat[1, 0] - flat[0, 0] == pytest.approx(78_847, rel=0.01) and flat[0, 1] == flat[1, 1]
    across = metres(np.array([179.5, -179.5]), np.array([0.0, 0.0]))
    assert across[1, 0] - across[0, 0] == pytest.approx(111_195, rel=1e-3)


def test_squares_hold_what_lies_in_them():
    places = np.array([[0.0, 0.0], [99.0, 99.0], [101.0, 0.0], [101.0, 350.0]])
    assert squares(places, 100.0).tolist() == [0, 0, 1, 2]


def test_compact_blocks_find_groups_that_lie_apart():
    rng = np.random.default_rng(2)
    centres = np.array([[0, 0], [50, 0], [0, 50], [50, 50]], float) * 1000
    true = rng.integers(0, 4, 400)
    places = centres[true] + rng.normal(size=(400, 2)) * 1000
    found = compact(places, 4, np.ones(400), 1)
    assert len({(a, b) for a, b in zip(true, found)}) == 4
    assert (found == compact(places, 4, np.ones(400), 1)).all()
    # More blocks than places: a place is a block.
    assert sorted(compact(places[:3], 10, np.ones(3), 1).tolist()) == [0, 1, 2]
    assert compact(np.zeros((5, 2)), 10, np.ones(5), 1).tolist() == [0] * 5
