"""Scene-wide terms against the exact interpolation, and the inversions against known truth."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.atmosphere import aerosol, water_vapour
from bocage.core.atmosphere.correction import State, band_atmosphere
from bocage.core.atmosphere.maps import SceneTerms, geometry, knot_grid
from bocage.core.atmosphere.responses import load
from bocage.core.engine.grid import Grid

CELLS = Grid("EPSG:32630", (500000.0, 120.0, 0.0, 5300000.0, 0.0, -120.0), (80, 90))


def _vectors(zenith, azimuth):
    z, a = np.radians(zenith), np.radians(azimuth)
    return np.stack([np.sin(z) * np.sin(a), np.sin(z) * np.cos(a), np.cos(z)]).astype(np.float32)


def _angles():
    knots = knot_grid(CELLS)
    y, x = np.mgrid[0:1:knots.shape[0] * 1j, 0:1:knots.shape[1] * 1j]
    return geometry(knots, _vectors(66 + 0.1 * y, 160 + 0.2 * x), _vectors(4 + 1.2 * x, 100 + 3 * y))


def _maps():
    y, x = np.mgrid[0:1:CELLS.shape[0] * 1j, 0:1:CELLS.shape[1] * 1j]
    return {"aot": (0.1 + 0.4 * x).astype(np.float32), "altitude": (1.6 * y).astype(np.float32),
            "water": (0.8 + 1.5 * y * x).astype(np.float32), "ozone": np.full(CELLS.shape, 0.33, np.float32)}


def _scene(band):
    maps = _maps()
    return SceneTerms(band_atmosphere(load("S2A")[band]), _angles(), CELLS, maps["ozone"]), maps


@pytest.mark.parametrize("band", ["B2", "B4"])
def test_scene_terms_equal_exact_interpolation_within_two_ten_thousandths(band):
    scene, maps = _scene(band)
    part = scene.scattering(maps["aot"], maps["altitude"])
    terms = scene.terms(part, maps["altitude"], maps["water"])
    angles, toa = _angles(), np.full(CELLS.shape, 0.16, np.float32)
    surface = terms.surface(toa)
    knots = angles.grid
    for row, column in ((0, 0), (13, 77), (40, 45), (79, 3), (79, 89)):
        fy = (knots.y()[0] - CELLS.y()[row]) / knots.dy
        fx = (CELLS.x()[column] - knots.x()[0]) / knots.dx
        place = [_at(v, fy, fx) for v in (angles.sza, angles.vza, angles.raa)]
        exact = scene.atmosphere.terms(State(*[np.array([float(v)]) for v in (
            *place, maps["aot"][row, column], maps["water"][row, column], 0.33, maps["altitude"][row, column])]))
        assert surface[row, column] == pytest.approx(float(exact.surface(np.array([0.16]))[0]), abs=2e-4)


def _at(values, row, column):
    r, c = min(int(row), values.shape[0] - 2), min(int(column), values.shape[1] - 2)
    u, v = row - r, column - c
    return ((1 - u) * ((1 - v) * values[r, c] + v * values[r, c + 1])
            + u * ((1 - v) * values[r + 1, c] + v * values[r + 1, c + 1]))


def test_a_uniform_state_needs_no_special_case():
    scene, maps = _scene("B3")
    flat = np.zeros(CELLS.shape, np.float32)
    part = scene.scattering(flat + np.float32(0.2), flat)
    assert np.isfinite(part.transmittance).all() and part.albedo.std() < 1e-6


def test_water_vapour_is_found_again_over_sloped_spectra():
    scene, maps = _scene("B9")
    rng = np.random.default_rng(3)
    near = rng.uniform(0.15, 0.5, CELLS.shape).astype(np.float32)
    far = near * rng.uniform(0.6, 1.3, CELLS.shape).astype(np.float32)
    surface = water_vapour.continuum(near, far, 0.107)
    part = scene.scattering(maps["aot"], maps["altitude"])
    terms = scene.terms(part, maps["altitude"], maps["water"])
    toa = (surface / (1 - terms.albedo * surface) + terms.path) / terms.gain
    lookup = scene.water_lookup(part, maps["altitude"])
    found = water_vapour.invert(toa.astype(np.float32), surface, part, lookup)
    assert np.nanmax(np.abs(found - maps["water"])) < 0.02


def test_water_vapour_is_masked_over_dark_cells_and_filled():
    water = np.full((20, 20), 1.5, np.float32)
    usable = np.ones((20, 20), bool)
    usable[5:9, 5:9] = False
    water[5:9, 5:9] = 7.0
    filled, interpolated = water_vapour.clean(water, usable, 2.0)
    assert np.allclose(filled, 1.5) and interpolated.sum() == 16
    nothing, all_filled = water_vapour.clean(water, np.zeros((20, 20), bool), 2.0)
    assert np.all(nothing == 2.0) and all_filled.all()


def test_crossing_finds_the_optical_thickness_and_never_below_zero():
    truth = np.array([0.02, 0.13, 0.5, 1.2])
    trials = np.asarray(aerosol.TRIALS)
    residuals = truth[None, :] - trials[:, None]
    assert aerosol.crossing(residuals) == pytest.approx(truth, abs=1e-9)
    assert aerosol.crossing(np.full((len(trials), 1), -1.0))[0] == 0.0
    assert np.isnan(aerosol.crossing(np.full((len(trials), 1), 1.0))[0])


def test_windows_average_robustly_and_too_few_cells_say_nothing():
    rng = np.random.default_rng(0)
    rows, columns = rng.integers(0, 100, 3000), rng.integers(0, 100, 3000)
    aot = 0.2 + rng.normal(0, 0.05, 3000)
    aot[:300] = 1.5
    found = aerosol.windowed(aot, (rows, columns), (100, 100), 25)
    assert found is not None and abs(found.aot.mean() - 0.2) < 0.03 and found.targets == 3000
    assert aerosol.windowed(aot[:10], (rows[:10], columns[:10]), (100, 100), 25) is None
