"""Simulated dates: the light that reaches the sensor, clouds and shadows where geometry puts them, whole files."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from bocage.core.chains.simulation import SimulationResult, SimulationSettings, job, simulate, sky, surface
from bocage.core.chains.simulation.air import water_above
from bocage.core.chains.simulation.around import surroundings, weights
from bocage.core.chains.simulation.forward import band_forward, reflectance
from bocage.core.chains.simulation.ground import Ground
from bocage.core.chains.simulation.light import cloud_light, horizon, open_sky, relief_light
from bocage.core.chains.simulation.scene import responses
from bocage.core.chains.simulation.surface import CRS, UPPER_LEFT
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster, RasterWriter
from bocage.core.errors import BocageError, Cancelled
from bocage.core.products import open_product
from bocage.core.products.scene import Scene
from osgeo import gdal

DATE = datetime(2018, 5, 17, 11, 6, 31)
SILENT = SilentProgress()


def small(folder: Path, **other: object) -> SimulationSettings:
    """A scene of 1200 m without clouds, noise or adjacency, with even air: what a formula can be asked for."""
    asked = {"size_m": 1200, "clouds": "none", "cover": 0.0, "noise": False, "adjacency": False, "aot_variation": 0.0,
             "water_variation": 0.0, **other}
    return SimulationSettings(str(folder), **{"date": DATE, **asked})  # type: ignore[arg-type]


def read(path: Path | str) -> np.ndarray:
    with Raster(str(path)) as raster:
        return raster.read().astype(float)


def image(result: SimulationResult, band: str) -> np.ndarray:
    return read(next(Path(result.product).glob(f"GRANULE/*/IMG_DATA/*_{band}.jp2")))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> SimulationResult:
    return simulate(small(tmp_path_factory.mktemp("plain")), SILENT)


@pytest.fixture(scope="module")
def cloudy(tmp_path_factory: pytest.TempPathFactory) -> SimulationResult:
    folder = tmp_path_factory.mktemp("été nuageux")
    return simulate(SimulationSettings(str(folder), DATE, size_m=3600, clouds="mixed", cover=0.4,
                                       events=("harvest", "flood", "snowfall")), SILENT)


def test_the_product_says_that_no_satellite_saw_it(plain: SimulationResult) -> None:
    from bocage.core.products.credits import credit, simulated

    product = open_product(plain.product)
    assert simulated(product) and "Copernicus" not in credit(product)


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


# -- clouds ----------------------------------------------------------------------------------------

def test_a_cloud_is_seen_and_casts_its_shadow_where_geometry_puts_them(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One round cloud of 300 m, 1500 m up: its shadow lies away from the sun by h tan(sza), what is seen of it
    away from the satellite by h tan(vza)."""
    height, place = 1500.0, (UPPER_LEFT[0] + 1500.0, UPPER_LEFT[1] - 1300.0)

    def one(*_: object) -> list[sky.Layer]:
        x, y = np.meshgrid(np.arange(400) * 20.0 - 4000, 4000 - np.arange(400) * 20.0)
        depth = np.where(np.hypot(x, y) < 150, 25.0, 0.0).astype(np.float32)
        return [sky.Layer(depth, place[0] - 4000 - 10, place[1] + 4000 + 10, height, False)]

    monkeypatch.setattr(sky, "make_layers", one)
    result = simulate(replace(small(tmp_path, cover=0.1), clouds="cumulus", size_m=2400), SILENT)
    state = json.loads((Path(result.truth) / "state.json").read_text(encoding="utf-8"))
    sza, saa = np.radians(state["sun_zenith"]), np.radians(state["sun_azimuth"])
    assert _centre(1 - read(Path(result.truth) / "CLOUD_LIGHT.tif")) == pytest.approx(
        (place[0] - height * np.tan(sza) * np.sin(saa), place[1] - height * np.tan(sza) * np.cos(saa)), abs=15)
    product = open_product(result.product)
    grid = Grid(CRS, (*(UPPER_LEFT[0], 20.0, 0.0), UPPER_LEFT[1], 0.0, -20.0), (120, 120))
    view = Scene(product).angles("B4", grid).view[:, 60, 60]
    run = height * np.array([view[0], view[1]]) / view[2]
    assert _centre(read(Path(result.truth) / "CLOUD_DEPTH.tif")) == pytest.approx(
        (place[0] - run[0], place[1] - run[1]), abs=15)
    # Parallax: B8 sees it elsewhere than B8A does, by what their lines of sight differ.
    other = Scene(product).angles("B8A", grid).view[:, 60, 60]
    nir, narrow = (np.clip(image(result, band) - 6500, 0, None) for band in ("B08", "B8A"))
    between = np.array(_centre(narrow)) - np.array(_centre(nir, 10.0))
    seen = Scene(product).angles("B8", grid).view[:, 60, 60]
    assert between == pytest.approx(height * (seen[:2] / seen[2] - other[:2] / other[2]), abs=8)


def _centre(weight: np.ndarray, step: float = 20.0) -> tuple[float, float]:
    rows, columns = np.indices(weight.shape)
    return (UPPER_LEFT[0] + float((columns * weight).sum() / weight.sum() + 0.5) * step,
            UPPER_LEFT[1] - float((rows * weight).sum() / weight.sum() + 0.5) * step)


def test_the_shadow_on_a_hill_lies_nearer_to_its_cloud() -> None:
    grid = Grid(CRS, (0.0, 20.0, 0.0, 4000.0, 0.0, -20.0), (200, 200))
    depth = np.zeros((200, 200), np.float32)
    depth[95:105, 95:105] = 20
    layers = [sky.Layer(depth, 0.0, 4000.0, 1000.0, False)]
    sun = np.array([0.0, -np.sqrt(0.5), np.sqrt(0.5)])
    dark = [1 - cloud_light(layers, grid, sun, np.full((200, 200), height))[:, 100] for height in (0.0, 400.0)]
    rows = [float(np.average(np.arange(200), weights=part)) for part in dark]
    assert rows[0] == pytest.approx(99.5 - 50, abs=0.5)
    assert rows[1] == pytest.approx(99.5 - 30, abs=0.5)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_cumulus_come_small_too_and_fill_what_is_asked(seed: int) -> None:
    layer, = sky.make_layers("cumulus", 0.25, 12_000, (0.0, 0.0), seed)
    cloudy = layer.depth > 0.5
    assert cloudy.mean() == pytest.approx(0.25, abs=0.08)
    # Runs of cloud along rows: some clouds are under 300 m wide.
    edges = np.diff(np.pad(cloudy, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    runs = (np.argwhere(edges < 0)[:, 1] - np.argwhere(edges > 0)[:, 1]) * sky.STEP_M
    assert (runs < 300).mean() > 0.2 and runs.max() > 600


def test_mixed_clouds_stand_at_three_heights() -> None:
    layers = sky.make_layers("mixed", 0.4, 6000, (0.0, 0.0), 4)
    heights = sorted(layer.height_m for layer in layers)
    assert heights[0] < 2500 and 2500 < heights[1] < 6000 and heights[2] > 8000
    assert [layer.ice for layer in sorted(layers, key=lambda one: one.height_m)] == [False, False, True]


@pytest.mark.parametrize("height, low, high", [(0.7, 0.0, 0.006), (2.0, 0.003, 0.04), (9.5, 0.3, 0.8)])
def test_low_clouds_are_dark_in_the_cirrus_band_and_high_ones_bright(height: float, low: float, high: float) -> None:
    """TOA reflectance of a cloud of 0.7 at 1.38 micrometres, with 2 g/cm2 of water above the ground: MAJA's
    threshold of high clouds is 0.007."""
    left = band_forward(responses()["B10"], "continental").gas_above(2.5, height, water_above(2.0, height), 0.32)
    assert low <= 0.7 * left <= high


def test_snow_flood_and_harvest_are_on_the_ground_and_in_the_truth(cloudy: SimulationResult) -> None:
    events, green = read(Path(cloudy.truth) / "EVENTS.tif"), read(Path(cloudy.truth) / "SR_B05.tif")
    swir = read(Path(cloudy.truth) / "SR_B11.tif")
    assert {1.0, 4.0, 5.0} <= set(np.unique(events))
    assert green[events == 5].mean() > 0.5 and swir[events == 5].mean() < 0.15
    assert swir[events == 4].mean() < 0.08
    assert 0.05 < (read(Path(cloudy.truth) / "CLOUD_DEPTH.tif") > 0.5).mean() < 0.9


# -- orbits, noise, seeds --------------------------------------------------------------------------

def test_noise_is_that_of_the_sensor_and_two_orbits_look_from_either_side(
        plain: SimulationResult, tmp_path: Path) -> None:
    noisy, other = (simulate(small(tmp_path / name, **given), SILENT) for name, given in (
        ("noisy", {"noise": True}), ("other", {"orbit": 1})))
    relative = image(noisy, "B8A") / image(plain, "B8A") - 1
    assert relative.std() == pytest.approx(1 / 150, rel=0.1)
    first, second = (open_product(one.product) for one in (plain, other))
    assert first.relative_orbit != second.relative_orbit
    azimuths = [one.mean_view["B4"][1] for one in (first, second)]
    assert abs((azimuths[0] - azimuths[1] + 180) % 360 - 180) > 120


def test_the_same_settings_give_the_same_pixels_and_the_seeds_are_apart(tmp_path: Path) -> None:
    first, again, other = (simulate(small(tmp_path / name, noise=True, **given), SILENT) for name, given in (
        ("a", {}), ("b", {}), ("c", {"seed": 2})))
    assert np.array_equal(image(first, "B04"), image(again, "B04"))
    assert np.array_equal(read(Path(first.truth) / "SR_B04.tif"), read(Path(other.truth) / "SR_B04.tif"))
    assert not np.array_equal(image(first, "B04"), image(other, "B04"))


# -- the product -----------------------------------------------------------------------------------

def test_gdal_opens_the_product_as_it_opens_the_agencys(cloudy: SimulationResult) -> None:
    """One subdataset a resolution and one of natural colours: size, CRS, place, bands and their wavelengths."""
    if gdal.GetDriverByName("SENTINEL2") is None:
        pytest.skip("this GDAL has no SENTINEL2 driver")
    container = gdal.OpenEx(str(Path(cloudy.product) / "MTD_MSIL1C.xml"), gdal.OF_RASTER)
    assert container.GetDriver().ShortName == "SENTINEL2"
    names = [name for name, _ in container.GetSubDatasets()]
    assert [name.split(":")[-2] for name in names] == ["10m", "20m", "60m", "TCI"]
    for name, size, bands in zip(names, (360, 180, 60, 360), (4, 6, 3, 3)):
        part = gdal.Open(name)
        assert (part.RasterXSize, part.RasterYSize, part.RasterCount) == (size, size, bands)
        assert part.GetSpatialRef().GetAuthorityCode(None) == CRS.split(":")[1]
        assert part.GetGeoTransform()[0] == UPPER_LEFT[0] and part.GetGeoTransform()[3] == UPPER_LEFT[1]
        assert part.GetRasterBand(1).ReadAsArray().mean() > 0
        if ":TCI:" not in name:
            assert part.GetRasterBand(1).GetMetadataItem("BANDNAME").startswith("B")
    red = image(cloudy, "B04")
    assert np.abs(gdal.Open(names[3]).GetRasterBand(1).ReadAsArray() - np.clip(red * 255 / 3558, 1, 255)).max() <= 1


def test_our_reader_finds_what_was_simulated(cloudy: SimulationResult) -> None:
    product = open_product(cloudy.product)
    state = json.loads((Path(cloudy.truth) / "state.json").read_text(encoding="utf-8"))
    assert (product.level, product.platform, product.tile, product.crs) == ("L1C", "S2A", "30TWT", CRS)
    assert product.acquired.replace(tzinfo=None) == DATE and len(product.bands) == 13
    assert product.mean_sun is not None and product.mean_sun[0] == pytest.approx(state["sun_zenith"], abs=0.5)
    assert state["product"] == Path(cloudy.product).name
    assert product.auxiliary is not None and product.auxiliary.water_vapour_g_cm2 is not None
    assert float(product.auxiliary.water_vapour_g_cm2.mean()) == pytest.approx(2.0, abs=0.01)
    assert product.auxiliary.longitude.min() < -1.8 < product.auxiliary.longitude.max()


# -- whole or nothing ------------------------------------------------------------------------------

class Stopped(SilentProgress):
    """Cancels at the n-th question."""

    def __init__(self, after: int) -> None:
        self.after, self.asked = after, 0

    def cancelled(self) -> bool:
        self.asked += 1
        return self.asked > self.after


@pytest.mark.parametrize("after", [0, 5, 25])
def test_a_cancelled_simulation_leaves_nothing(tmp_path: Path, after: int) -> None:
    with pytest.raises(Cancelled):
        simulate(small(tmp_path / "out"), Stopped(after))
    assert os.listdir(tmp_path) == []


def test_a_failure_half_way_keeps_what_stood_there(
        plain: SimulationResult, monkeypatch: pytest.MonkeyPatch) -> None:
    before = image(plain, "B04"), read(Path(plain.truth) / "SR_B04.tif")

    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(job, "write_l1c", full)
    with pytest.raises(BocageError) as fault:
        simulate(small(Path(plain.product).parent, ground_seed=9), SILENT)
    assert fault.value.code == "disk_full"
    assert sorted(os.listdir(Path(plain.product).parent)) == sorted([Path(plain.product).name, Path(plain.truth).name])
    assert np.array_equal(before[0], image(plain, "B04"))
    assert np.array_equal(before[1], read(Path(plain.truth) / "SR_B04.tif"))


def test_two_scenes_of_one_day_keep_their_own_truth(tmp_path: Path) -> None:
    morning, noon, again = (simulate(small(tmp_path, date=datetime(2018, 5, 17, hour), ground_seed=seed), SILENT)
                            for hour, seed in ((10, 1), (12, 2), (10, 3)))
    assert Path(morning.truth).name == "TRUTH_20180517" and again.truth == morning.truth != noon.truth
    for result, seed in ((noon, 2), (again, 3)):
        state = json.loads((Path(result.truth) / "state.json").read_text(encoding="utf-8"))
        assert state["ground_seed"] == seed and state["product"] == Path(result.product).name


# -- refusals --------------------------------------------------------------------------------------

@pytest.mark.parametrize("given, code", [
    ({"surface": "nowhere.SAFE"}, "path_absent"), ({"size_m": 1300}, "simulation_size"),
    ({"size_m": 960}, "simulation_size"), ({"size_m": 120_000}, "simulation_size"),
    ({"date": datetime(2018, 5, 17, 2)}, "simulation_sun_low"), ({"clouds": "fog"}, "parameter_unknown"),
    ({"events": ("fire",)}, "parameter_unknown"), ({"aerosol_model": "smoke"}, "aerosol_model_missing"),
    ({"aot": 1.7, "aot_variation": 0.4}, "parameter_out_of_range"), ({"water_vapour": 9.0}, "parameter_out_of_range"),
    ({"orbit": 2}, "parameter_out_of_range"), ({"dem": "nowhere.tif"}, "raster_unreadable")])
def test_what_cannot_be_simulated_is_refused_before_anything_is_written(
        tmp_path: Path, given: dict[str, object], code: str) -> None:
    with pytest.raises(BocageError) as refusal:
        simulate(small(tmp_path / "out", **given), SILENT)
    assert refusal.value.code == code and "{" not in str(refusal.value)
    assert os.listdir(tmp_path) == []


def test_an_l1c_product_is_no_ground(plain: SimulationResult, tmp_path: Path) -> None:
    with pytest.raises(BocageError) as refusal:
        simulate(small(tmp_path, surface=plain.product), SILENT)
    assert refusal.value.code == "not_l2a"


def test_a_dem_must_cover_the_scene(tmp_path: Path) -> None:
    elevation = tmp_path / "dem.tif"
    grid = Grid(CRS, (UPPER_LEFT[0], 30.0, 0.0, UPPER_LEFT[1] - 300, 0.0, -30.0), (60, 60))
    with RasterWriter(str(elevation), grid, "float32") as writer:
        writer.write(np.full(grid.shape, 500.0, np.float32))
        writer.close()
    with pytest.raises(BocageError) as refusal:
        simulate(small(tmp_path / "out", dem=str(elevation)), SILENT)
    assert refusal.value.code == "simulation_dem_outside" and "588960" in str(refusal.value)


def test_a_scene_too_large_for_the_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "available_bytes", lambda: 200_000_000)
    with pytest.raises(BocageError) as refusal:
        simulate(small(tmp_path / "out"), SILENT)
    assert refusal.value.code == "simulation_memory" and os.listdir(tmp_path) == []


def test_a_wide_scene_is_drawn_square_by_square_and_spooled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing larger than a square is ever drawn; what is spooled goes with the work folder."""
    monkeypatch.setattr(surface, "BLOCK_M", 1200)
    monkeypatch.setattr(surface, "IN_MEMORY", 0)
    drawn = []
    original = surface.make_ground

    def watched(size_m: int, *rest: object) -> Ground:
        drawn.append(size_m)
        return original(size_m, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(surface, "make_ground", watched)
    result = simulate(replace(small(tmp_path), size_m=2040), SILENT)
    assert sorted(drawn) == [840, 1200, 1200, 1200]
    assert sorted(os.listdir(tmp_path)) == sorted([Path(result.product).name, Path(result.truth).name])
    whole = read(Path(result.truth) / "SR_B04.tif")
    first = original(1200, DATE, small(tmp_path).ground_seed).reflectance["B04"]
    # Its own ground but for the bidirectional factor, which is smooth.
    assert np.corrcoef(whole[:120, :120].ravel(), first.ravel())[0, 1] > 0.999
    assert image(result, "B02").shape == (204, 204) and (image(result, "B02") > 1).all()


# -- an L2A product as ground ----------------------------------------------------------------------

def test_an_l2a_product_serves_as_ground(plain: SimulationResult, tmp_path: Path) -> None:
    from bocage.core.chains.l2a import L2ASettings, run

    corrected = run(L2ASettings(plain.product, str(tmp_path / "l2a"), altitude_m=40.0, masks=False, threads=1,
                                aot_method="fixed", water_vapour_method="fixed"), SILENT)
    result = simulate(small(tmp_path / "l1c", surface=corrected.product), SILENT)
    product, original = open_product(result.product), open_product(plain.product)
    assert (product.tile, product.crs) == (original.tile, original.crs)
    ground = read(next(Path(corrected.product).glob("*_SRE_B4.tif"))) / 10000
    shape = read(Path(result.truth) / "SR_B04.tif") / ground
    assert shape.mean() == pytest.approx(1.0, abs=0.15) and shape.std() < 0.01
    # The same ground under the same sky comes back the same but for the bidirectional factor, put on twice.
    assert np.corrcoef(image(result, "B04").ravel(), image(plain, "B04").ravel())[0, 1] > 0.999
