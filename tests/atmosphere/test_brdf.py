"""Kernels of bidirectional reflectance against their definitions' known values, and the factor between directions."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.atmosphere.brdf import COEFFICIENTS, factor, li_sparse, ross_thick


def angles(*degrees: float) -> list[np.ndarray]:
    return [np.array(np.radians(value)) for value in degrees]


def test_both_kernels_vanish_with_sun_and_view_at_the_zenith() -> None:
    """By construction (Wanner et al. 1995): the isotropic coefficient is the reflectance seen from there."""
    assert float(ross_thick(*angles(0, 0, 0))) == pytest.approx(0.0, abs=1e-12)
    assert float(li_sparse(*angles(0, 0, 0))) == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("zenith", [15.0, 30.0, 60.0])
def test_ross_thick_at_the_hot_spot_has_its_closed_form(zenith: float) -> None:
    """Phase angle 0: (pi / 2) / (2 cos z) - pi / 4."""
    assert float(ross_thick(*angles(zenith, zenith, 0))) == pytest.approx(
        np.pi / 4 / np.cos(np.radians(zenith)) - np.pi / 4, abs=1e-9)


@pytest.mark.parametrize("zenith", [15.0, 30.0, 60.0])
def test_li_sparse_at_the_hot_spot_has_its_closed_form(zenith: float) -> None:
    """The overlap is whole: O = sec z, so K = sec z - 2 sec z + sec^2 z = sec^2 z - sec z (h/b = 2, b/r = 1)."""
    secant = 1 / np.cos(np.radians(zenith))
    assert float(li_sparse(*angles(zenith, zenith, 0))) == pytest.approx(secant ** 2 - secant, abs=1e-9)


def test_li_sparse_without_overlap_has_its_closed_form() -> None:
    """Sun 60 degrees, view 60 degrees opposite: no overlap, K = -(sec s + sec v) + (1 + cos xi) sec s sec v / 2."""
    expected = -4.0 + 0.5 * (1 + np.cos(np.radians(120))) * 4.0
    assert float(li_sparse(*angles(60, 60, 180))) == pytest.approx(expected, abs=1e-9)


def test_kernels_are_reciprocal_and_even_in_azimuth() -> None:
    random = np.random.default_rng(8)
    sun, view, azimuth = random.uniform(0, 1.2, 50), random.uniform(0, 1.2, 50), random.uniform(0, np.pi, 50)
    for kernel in (ross_thick, li_sparse):
        assert kernel(sun, view, azimuth) == pytest.approx(kernel(view, sun, azimuth), abs=1e-12)
        assert kernel(sun, view, azimuth) == pytest.approx(kernel(sun, view, -azimuth), abs=1e-12)


def test_backscatter_is_brighter_than_forward_scatter_in_every_band() -> None:
    seen, wanted = (np.array([45.0, 10.0, raa])[:, None, None] for raa in (180.0, 0.0))
    for role in COEFFICIENTS:
        assert factor(role, seen, wanted)[0, 0] > 1.02


def test_the_factor_there_and_back_is_one_and_nothing_where_directions_are_unknown() -> None:
    seen = np.array([[[45.0, np.nan]], [[8.0, 8.0]], [[20.0, 20.0]]])
    wanted = np.array([[[45.0, 45.0]], [[3.0, 3.0]], [[150.0, 150.0]]])
    there, back = factor("red", seen, wanted), factor("red", wanted, seen)
    assert there[0, 0] * back[0, 0] == pytest.approx(1.0, abs=1e-6)
    assert there[0, 0] != pytest.approx(1.0, abs=1e-3) and there[0, 1] == 1.0


def test_red_and_near_infrared_have_the_published_coefficients() -> None:
    """Roy et al. 2016, table 5."""
    assert COEFFICIENTS["red"] == (0.1690, 0.0574, 0.0227)
    assert COEFFICIENTS["nir"] == (0.3093, 0.1535, 0.0330)
