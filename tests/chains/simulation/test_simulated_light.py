"""Simulated dates: the light that reaches the sensor."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from bocage.core.chains.simulation import SimulationResult, simulate
from bocage.core.chains.simulation.around import surroundings, weights
from bocage.core.chains.simulation.forward import band_forward, reflectance
from bocage.core.chains.simulation.light import horizon, open_sky, relief_light
from bocage.core.chains.simulation.scene import responses
from bocage.core.engine.raster import Raster
from bocage.core.products import open_product
from bocage.core.products.scene import Scene
from small_scene import SILENT, image, read, small


# -- light and air ---------------------------------------------------------------------------------

@pytest.mark.parametrize("band", ["B02", "B8A", "B09", "B10", "B12"])
def test_each_pixel_is_what_the_forward_model_says_of_its_ground(plain: SimulationResult, band: str) -> None:
    product = open_product(plain.product)
    name = "B8A" if band == "B8A" else f"B{int(band[1:])}"
    with Raster(str(Path(plain.truth) / f"SR_{band}.tif")) as raster:
        grid, rho = raster.grid, raster.read().astype(float)
    seen = Scene(product).angles(name, grid)
    middle = grid.shape[0] // 2, grid.shape[1] // 2
    sun, view = (v[:, middle[0], middle[1]] for v in (seen.sun, seen.view))
    sza, vza = (float(np.degrees(np.arccos(v[2]))) for v in (sun, view))
    azimuth = np.degrees(np.arctan2(sun[0], sun[1]) - np.arctan2(view[0], view[1])) % 360
    state = json.loads((Path(plain.truth) / "state.json").read_text(encoding="utf-8"))
    model = band_forward(responses()[band], "continental")
    parts = model.coefficients(sza, vza, float(min(azimuth, 360 - azimuth)), state["altitude_m"] / 1000,
                               state["water_vapour"], state["ozone"]).at(np.array([state["aot"]]))
    expected = reflectance(parts[:, :, None], rho, rho, 1.0, 1.0)
    # The scene lies across two detectors: those pixels that look the way of the middle one. Numbers are whole
    # ten-thousandths; the angles of the product are interpolated between nodes 5 km apart.
    same = np.abs(seen.view - view[:, None, None]).max(axis=0) < 0.003
    assert same.mean() > 0.3
    assert np.abs(image(plain, band) / 10000 - expected)[same].max() < 0.0002


def test_aerosols_and_water_thin_out_upwards_and_drift(tmp_path: Path) -> None:
    result = simulate(replace(small(tmp_path, dem="mountain"), size_m=2400, water_variation=0.1), SILENT)
    air = {name: read(Path(result.truth) / f"{name}.tif") for name in ("AOT", "WATER_VAPOUR")}
    height = read(Path(result.truth) / "DEM.tif").reshape(20, 6, 20, 6).mean(axis=(1, 3)) / 1000
    fall = np.polyfit(height.ravel(), np.log(air["AOT"]).ravel(), 1)[0]
    assert fall == pytest.approx(-0.5, abs=1e-3)
    left = np.log(air["WATER_VAPOUR"]) + height / 2
    assert 0.01 < np.ptp(left) < 0.25
    assert air["AOT"].mean() == pytest.approx(0.15, rel=0.05)


def test_the_share_of_cloudless_light_is_one_on_flat_ground() -> None:
    direct, diffuse, hidden, cosine = relief_light(np.full((60, 60), 100.0, np.float32), 20.0,
                                                   np.array([0.5, -0.5, np.sqrt(0.5)]), SILENT)
    assert (direct == 1).all() and (diffuse == 1).all() and (hidden == 0).all()
    assert cosine == pytest.approx(np.sqrt(0.5))


@pytest.mark.parametrize("degrees, azimuth", [(20, 0), (35, 130), (30, 225)])
def test_a_plane_hides_of_the_sky_what_its_slope_hides(degrees: float, azimuth: float) -> None:
    """(1 + cos s) / 2, whichever way it faces; its horizon uphill is its own slope."""
    slope, facing = np.radians(degrees), np.radians(azimuth)
    x, y = np.meshgrid(np.arange(700) * 20.0, -np.arange(700) * 20.0)
    terrain = (-np.tan(slope) * (x * np.sin(facing) + y * np.cos(facing))).astype(np.float32)
    inside = (slice(340, 360), slice(340, 360))
    uphill = horizon(terrain, 20.0, facing + np.pi)[inside]
    assert uphill == pytest.approx(np.tan(slope), rel=0.01)
    assert open_sky(terrain, 20.0)[inside] == pytest.approx((1 + np.cos(slope)) / 2, abs=0.01)


def test_a_wall_casts_its_shadow_as_far_as_the_sun_says() -> None:
    """200 m high, sun at 45 degrees in the south: 200 m of shadow to the north, of which slopes know nothing."""
    terrain = np.zeros((200, 120), np.float32)
    terrain[100:104] = 200.0
    sun = np.array([0.0, -np.sqrt(0.5), np.sqrt(0.5)])
    direct = relief_light(terrain, 20.0, sun, SILENT)[0][:, 60]
    assert (direct[91:99] == 0).all()
    assert (direct[80:88] == 1).all()
    assert (direct[106:140] == 1).all()


# -- adjacency -------------------------------------------------------------------------------------

def test_ground_that_is_the_same_everywhere_surrounds_itself() -> None:
    assert surroundings(np.full((40, 40), 0.3), 120.0, 0.4) == pytest.approx(0.3, abs=1e-6)


def test_a_small_scene_draws_no_light_nearer_than_it_comes_from() -> None:
    """A bright disk of 1.5 km in the middle of 12 km: its own share of the molecules' light, 0.16, and that of its
    mirror images every 12 km around; cut at the scene's size, the kernel would say 0.25."""
    from bocage.core.atmosphere.environment import cumulative

    offsets = (np.arange(100) - 49.5) * 120.0
    disk = (np.hypot(offsets[:, None], offsets[None, :]) <= 1500).astype(float)
    images = np.array([np.hypot(i, j) * 12.0 for i in range(-4, 5) for j in range(-4, 5) if i or j])
    density = (0.930 * 0.08 * np.exp(-0.08 * images) + 0.070 * 1.10 * np.exp(-1.10 * images)) / (2 * np.pi * images)
    seen = float(cumulative(np.array(1.5), 0.0)) + float(density.sum()) * np.pi * 1.5 ** 2
    expected = seen / float(cumulative(np.array(48.0), 0.0))
    assert surroundings(disk, 120.0, 0.0)[49, 49] == pytest.approx(expected, abs=0.006)


@pytest.mark.parametrize("aerosols", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("radius_m", [480, 1500, 4000])
def test_a_disk_counts_in_its_middle_as_6s_says(aerosols: float, radius_m: float) -> None:
    """F(r) of 6S, against 48 km, where the molecules' own is 0.98."""
    from bocage.core.atmosphere.environment import cumulative

    kernel = weights(120.0, aerosols)
    middle = kernel.shape[0] // 2
    offsets = (np.arange(kernel.shape[0]) - middle) * 120.0
    inside = np.hypot(offsets[:, None], offsets[None, :]) <= radius_m
    expected = float(cumulative(np.array(radius_m / 1000), aerosols) / cumulative(np.array(48.0), aerosols))
    assert kernel[inside].sum() == pytest.approx(expected, abs=0.02)
