"""Interpolation, tables and responses."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from bocage.core.atmosphere import available_models, responses, spectral
from bocage.core.atmosphere.interpolation import cosine_weights, polynomial_weights, spline_weights
from bocage.core.atmosphere.ozone import climatology_cm_atm
from bocage.core.atmosphere.pressure import standard_altitude, standard_pressure, surface_pressure
from bocage.core.errors import BocageError


def test_spline_goes_through_its_nodes_and_reproduces_a_cubic():
    nodes = np.array([0.0, 0.05, 0.15, 0.3, 0.5, 0.8, 1.2, 1.8])
    query = np.linspace(-0.05, 1.85, 39)

    def cubic(x):
        return 1 - 2 * x + 0.7 * x**2 - 0.1 * x**3

    assert np.allclose(spline_weights(nodes, nodes), np.eye(8), atol=1e-12)
    assert np.allclose(spline_weights(nodes, query) @ cubic(nodes), cubic(query), atol=1e-10)


def test_spline_equals_scipys_on_a_curve():
    scipy = pytest.importorskip("scipy.interpolate")
    nodes, query = np.array([0, 5, 10, 15, 25, 35, 45, 52, 58, 64, 70, 75.0]), np.linspace(0, 75, 51)
    values = 1 / np.cos(np.radians(nodes))
    expected = scipy.CubicSpline(nodes, values, bc_type="not-a-knot")(query)
    assert np.allclose(spline_weights(nodes, query) @ values, expected, atol=1e-10)


def test_three_nodes_make_a_parabola_and_five_azimuths_a_cosine_series():
    assert polynomial_weights(np.array([0, 6, 12.0]), np.array([3.0])) @ np.array([0, 36, 144.0]) == pytest.approx(9)
    azimuth = np.array([0, 45, 90, 135, 180.0])
    values = 2 + np.cos(np.radians(azimuth)) - 0.3 * np.cos(2 * np.radians(azimuth))
    expected = 2 + np.cos(np.radians(70)) - 0.3 * np.cos(2 * np.radians(70))
    assert cosine_weights(azimuth, np.array([70.0])) @ values == pytest.approx(expected, abs=1e-12)


def test_continental_aerosol_is_shipped_and_the_tables_are_whole():
    assert "continental" in available_models()
    assert len(spectral.aerosol_table("continental").sha256) == 64
    assert spectral.gas_table().description["profile"] == "US62"


def test_tables_are_small_and_hold_no_objects():
    for path in spectral.DATA.glob("*.npz"):
        assert path.stat().st_size < 4_000_000
        with np.load(path, allow_pickle=False) as archive:
            assert all(archive[name].dtype.kind in "fu" for name in archive.files)


@pytest.mark.parametrize("damage", ["cut", "changed", "absent"])
def test_a_damaged_table_is_refused_in_one_sentence(tmp_path, damage):
    copy = tmp_path / "aerosol_continental.npz"
    if damage == "cut":
        copy.write_bytes((spectral.DATA / copy.name).read_bytes()[:5000])
    elif damage == "changed":
        with np.load(spectral.DATA / copy.name) as archive:
            arrays = {name: archive[name].copy() for name in archive.files}
        arrays["path"][0, 0, 0, 0, 0, 0] += 0.001
        np.savez_compressed(copy, **arrays)
    with pytest.raises(BocageError) as caught:
        spectral.load(copy)
    assert caught.value.code == "table_damaged" and str(copy) in str(caught.value)


def test_an_aerosol_model_without_a_table_is_refused():
    with pytest.raises(BocageError, match="martian"):
        spectral.aerosol_table("martian")


def test_revised_s2a_response_moves_blue_by_four_nanometres():
    old, new = responses.load("S2A", "ESA 2015"), responses.load("S2A", "v3.0")
    shifts = [new[b].central_nm() - old[b].central_nm() for b in ("B1", "B2", "B8")]
    assert shifts == pytest.approx([-1.24, -4.1, -2.32], abs=0.05)


@pytest.mark.parametrize("platform, version, name", [
    ("S2A", "ESA 2015", "S2A_2015_preDec2017_ESAxlsx"), ("S2A", "v3.0", "S2A_v3.0_pyrsr"),
    ("S2A", "v4.0", "S2A_v4.0_acolite"), ("S2B", "v4.0", "S2B_v4.0_acolite"),
    ("S2C", "v4.0", "S2C_v4.0_acolite"), ("VENUS", "2018", "VENUS_rep6S_acolite")])
def test_shipped_responses_equal_the_published_ones(shared, platform, version, name):
    published: dict[str, list[tuple[float, float]]] = {}
    with (shared / "srf" / f"{name}.csv").open() as handle:
        for row in csv.DictReader(handle):
            published.setdefault(row["band"], []).append((float(row["wavelength_nm"]), float(row["response"])))
    for band, response in responses.load(platform, version).items():
        values = np.array(published[band])
        mean = float((values[:, 0] * values[:, 1]).sum() / values[:, 1].sum())
        assert response.central_nm() == pytest.approx(mean, abs=0.05), band


def test_latest_is_the_newest_version_and_unknown_ones_are_named():
    assert responses.load("S2A")["B2"].version == "v4.0"
    with pytest.raises(BocageError, match="ESA 2015"):
        responses.load("S2A", "v9")
    with pytest.raises(BocageError, match="S2D"):
        responses.load("S2D")


def test_pressure_and_altitude_are_inverse_below_and_above_sea_level():
    altitude = np.array([-0.4, 0.0, 0.3, 1.0, 2.7, 4.0, 6.5])
    assert np.allclose(standard_altitude(standard_pressure(altitude)), altitude, atol=1e-9)
    assert float(surface_pressure(np.array(1.0), 1030.0)) == pytest.approx(898.6 * 1030 / 1013)


def test_ozone_climatology_follows_latitude_and_season():
    spring, autumn = climatology_cm_atm(47.35, -1.72, 90), climatology_cm_atm(47.35, -1.72, 280)
    assert 0.33 < spring < 0.42 and 0.25 < autumn < 0.34
    assert climatology_cm_atm(0.0, 20.0, 90) == pytest.approx(0.235)
