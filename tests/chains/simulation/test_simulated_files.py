"""Simulated dates: whole products and their truth, or nothing; what is refused."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from bocage.core.chains.simulation import SimulationResult, job, simulate, surface
from bocage.core.chains.simulation.ground import Ground
from bocage.core.chains.simulation.surface import CRS, UPPER_LEFT
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import RasterWriter
from bocage.core.errors import BocageError, Cancelled
from bocage.core.products import open_product
from osgeo import gdal
from small_scene import DATE, SILENT, image, read, small


def test_the_product_says_that_no_satellite_saw_it(plain: SimulationResult) -> None:
    from bocage.core.products.credits import credit, simulated

    product = open_product(plain.product)
    assert simulated(product) and "Copernicus" not in credit(product)


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


def test_the_metadata_say_the_share_under_clouds(plain: SimulationResult, cloudy: SimulationResult) -> None:
    """Of the truth's pixels, those of an optical depth of 0.1 at least: both files of metadata."""
    share = 100 * float((read(Path(cloudy.truth) / "CLOUD_DEPTH.tif") >= 0.1).mean())
    assert 5 < share < 95
    for result, expected in ((cloudy, share), (plain, 0.0)):
        said = [float(re.search(pattern, path.read_text(encoding="utf-8"))[1])  # type: ignore[index]
                for path, pattern in (
                    (Path(result.product) / "MTD_MSIL1C.xml", r"<Cloud_Coverage_Assessment>([^<]+)<"),
                    (next(Path(result.product).glob("GRANULE/*/MTD_TL.xml")),
                     r"<CLOUDY_PIXEL_PERCENTAGE>([^<]+)<"))]
        assert said == pytest.approx([expected, expected], abs=1e-4)
    assert float(open_product(cloudy.product).extras["cloud_percent"]) == pytest.approx(share, abs=1e-4)


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
