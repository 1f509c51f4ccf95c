"""Hectares on the ellipsoid: against closed forms, against the published area of the Earth, against PROJ."""

from __future__ import annotations

import numpy as np
import pytest

from bocage.core.engine import geodesic

A, F = geodesic.SEMI_MAJOR, geodesic.FLATTENING


def zone(latitude: float) -> float:
    """m2 between the equator and a parallel, by plain integration of the ellipsoid's radii: no closed form."""
    phi = np.radians(np.linspace(0.0, latitude, 20001))
    e2 = F * (2 - F)
    strip = A ** 2 * (1 - e2) * np.cos(phi) / (1 - e2 * np.sin(phi) ** 2) ** 2
    return float(2 * np.pi * np.sum((strip[1:] + strip[:-1]) / 2) * (phi[1] - phi[0]))


def test_the_ellipsoid_has_its_published_surface():
    # 510 065 621.724 km2: WGS 84, NIMA TR8350.2, table 3.3 (radius of the sphere of equal area: 6 371 007.1809 m).
    assert np.sqrt(geodesic.AUTHALIC_RADIUS2) == pytest.approx(6371007.1809, abs=1e-4)
    assert 4 * np.pi * geodesic.AUTHALIC_RADIUS2 / 1e6 == pytest.approx(510065621.724, rel=1e-9)


@pytest.mark.parametrize("latitude", [0.5, 30.0, 47.353, 75.0, 89.9])
def test_a_cap_cut_by_a_parallel_has_the_area_of_its_zone(latitude):
    # The parallel is followed by short edges; a great circle under 0.1 degree parts from it by 1e-7.
    ring = [(x, latitude) for x in np.linspace(-180, 180, 3601)] + [(180, 0.0)]
    ring += [(x, 0.0) for x in np.linspace(180, -180, 9)]
    assert abs(geodesic.ring_area(ring)) == pytest.approx(zone(latitude), rel=3e-6)


def test_an_octant_is_an_eighth_whichever_way_it_is_drawn():
    octant = [(10.0, 0.0), (100.0, 0.0), (100.0, 90.0), (10.0, 90.0)]
    eighth = 4 * np.pi * geodesic.AUTHALIC_RADIUS2 / 8
    assert geodesic.ring_area(octant) == pytest.approx(eighth, rel=1e-12)
    assert geodesic.ring_area(octant[::-1]) == pytest.approx(-eighth, rel=1e-12)


def test_a_hole_is_taken_off_and_parts_add_up():
    outer = [(0.0, 47.0), (0.2, 47.0), (0.2, 47.2), (0.0, 47.2), (0.0, 47.0)]
    hole = [(0.05, 47.05), (0.05, 47.15), (0.15, 47.15), (0.15, 47.05), (0.05, 47.05)]
    whole, missing = geodesic.hectares([(outer,)]), geodesic.hectares([(hole,)])
    assert geodesic.hectares([(outer, hole)]) == pytest.approx(whole - missing, rel=1e-12)
    assert geodesic.hectares([(outer,), (hole,)]) == pytest.approx(whole + missing, rel=1e-12)
    assert 0.24 < missing / whole < 0.26


@pytest.mark.parametrize(("size", "allowed"), [(0.001, 1e-7), (0.1, 1e-6), (1.0, 1e-5)])
def test_as_proj_measures(size, allowed):
    geod = pytest.importorskip("pyproj", reason="pyproj comes with QGIS").Geod(ellps="WGS84")
    rng = np.random.default_rng(1)
    for latitude in (-33.0, 0.0, 47.353, 75.0, 88.0):
        angle = np.sort(rng.uniform(0, 2 * np.pi, 9))
        radius = size * rng.uniform(0.5, 1.0, 9)
        x = -1.723 + radius * np.cos(angle) / np.cos(np.radians(latitude))
        y = latitude + radius * np.sin(angle)
        assert geodesic.ring_area(list(zip(x, y))) == pytest.approx(geod.polygon_area_perimeter(x, y)[0], rel=allowed)


def test_short_distances_as_proj_measures():
    geod = pytest.importorskip("pyproj", reason="pyproj comes with QGIS").Geod(ellps="WGS84")
    for latitude in (-60.0, 0.0, 47.353, 80.0):
        for east, north in ((0.001, 0.0), (0.0, 0.001), (0.01, 0.01)):
            one, two = (np.array([3.0]), np.array([latitude])), (np.array([3.0 + east]), np.array([latitude + north]))
            found = geodesic.short_distance(*one, *two)[0]
            assert found == pytest.approx(geod.inv(3.0, latitude, 3.0 + east, latitude + north)[2], rel=2e-6)
