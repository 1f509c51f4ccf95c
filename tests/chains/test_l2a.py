"""The main job from a product of known truth to a product read back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import cloud_scene
import l1c_scene as scene
import numpy as np
import pytest
from bocage.core.chains.l2a import L2ASettings, run, state
from bocage.core.chains.l2a.layers import mark_seen
from bocage.core.chains.l2a.scenery import CELL_M, coarse_cells, opened
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster, RasterWriter, transform_points
from bocage.core.errors import Cancelled
from bocage.core.products import open_product

FIXED = L2ASettings("", "", aot_method="fixed", aot=scene.AOT, water_vapour_method="fixed",
                    water_vapour=scene.WATER, ozone=scene.OZONE, altitude_m=scene.ALTITUDE_M, threads=2)
BANDS = ("B2", "B3", "B4", "B5", "B6", "B7", "B8", "B8A", "B11", "B12")


def correct(l1c: str, folder: Path, **changes):
    return run(replace(FIXED, input=l1c, output=str(folder), **changes), SilentProgress())


def numbers(product: str, name: str) -> np.ndarray:
    with Raster(str(next(Path(product).rglob(f"*_{name}.tif")))) as raster:
        return np.array([raster.read(i + 1) for i in range(raster.count)]).squeeze()


@pytest.fixture(scope="module")
def corrected(l1c, tmp_path_factory):
    return correct(l1c, tmp_path_factory.mktemp("out"))


@pytest.mark.parametrize("band", BANDS)
def test_surface_reflectance_comes_back_on_both_sides_of_the_detector_border(corrected, band):
    found = numbers(corrected.product, f"SRE_{band}")
    valid = found > -10000
    error = found / 10000 - scene.surface(band)
    border = scene.BORDER_X - scene.CORNER[0]
    step = 3600 // found.shape[0]
    if band == "B4":
        valid[20, 30] = False
    # One digital number of TOA is 1e-4, several of them at the ground under a low sun.
    for side in (slice(0, int(border // step)), slice(int(border // step), None)):
        assert np.abs(error[:, side][valid[:, side]]).max() < 4e-4
    assert abs(error[valid].mean()) < 5e-5


def test_nodata_stays_nodata_and_saturation_has_its_bit(corrected):
    red = numbers(corrected.product, "SRE_B4")
    assert (red[:6, :12] == -10000).all() and (red == -10000).sum() == 72
    assert (numbers(corrected.product, "EDG_R1")[:6, :12] == 1).all()
    saturated = numbers(corrected.product, "SAT_R1")
    assert saturated[20, 30] == 4 and np.count_nonzero(saturated) == 1


def test_a_cloud_that_saturates_every_band_is_a_cloud(tmp_path):
    made = correct(scene.write(str(tmp_path / "l1c"), blinded=True), tmp_path / "out", masks=True)
    cloud = numbers(made.product, "CLM_R1") & 2 > 0
    assert cloud[96:144, 192:240].all()
    assert cloud.mean() < 0.15
    assert (numbers(made.product, "EDG_R1")[96:144, 192:240] == 0).all()
    assert (numbers(made.product, "SAT_R1")[96:144, 192:240] == 15).all()


def test_an_offset_in_the_encoding_changes_nothing_in_the_product(corrected, l1c_with_offset, tmp_path):
    other = correct(l1c_with_offset, tmp_path)
    for band in BANDS:
        assert np.array_equal(numbers(corrected.product, f"SRE_{band}"), numbers(other.product, f"SRE_{band}")), band


def test_the_product_is_read_back_by_the_projects_own_reader(corrected):
    product = open_product(corrected.product)
    assert (product.level, product.platform, product.tile) == ("L2A", "S2A", "30TWT")
    assert {band.name for band in product.bands} == set(BANDS)
    assert all(band.path for band in product.bands)
    # No elevation was given.
    assert product.extras["not_computed"] == "Topography_Shadow, Hidden_Surface, Sun_Too_Low, Tangent_Sun"


def test_the_product_says_what_made_it(corrected):
    text = Path(corrected.metadata).read_text(encoding="utf-8")
    item = json.loads(next(Path(corrected.product).glob("*_STAC.json")).read_text(encoding="utf-8"))
    from bocage.core.atmosphere.spectral import aerosol_table

    assert aerosol_table("continental").sha256 in text and "v4.0" in text and "not_computed" in text
    assert item["type"] == "Feature" and item["assets"]


def test_rasters_are_tiled_compressed_and_carry_the_state(corrected):
    with Raster(str(next(Path(corrected.product).glob("*_ATB_R2.tif")))) as raster:
        assert raster.count == 2 and raster.block == (512, 512) or raster.grid.shape[0] < 512
        assert np.allclose(raster.read(1), scene.WATER * 1000) and np.allclose(raster.read(2), scene.AOT * 1000)
        assert [raster.description(number)[-6:] for number in (1, 2)] == ["x 1000", "x 1000"]
    assert corrected.aot_mean == pytest.approx(scene.AOT, abs=1e-6)
    assert corrected.cloud_percent == 0.0 and corrected.snow_percent == 0.0


def test_nothing_else_is_left_in_the_output_folder(corrected):
    folder = Path(corrected.product)
    assert [p.name for p in folder.parent.iterdir()] == [folder.name]
    assert not [p for p in folder.rglob("*") if p.suffix in (".raw", ".npy", ".bin")]


def test_water_vapour_and_aot_come_from_the_image(l1c, tmp_path):
    result = correct(l1c, tmp_path, water_vapour_method="image")
    assert result.water_vapour_mean == pytest.approx(scene.WATER, abs=0.05)
    water = numbers(result.product, "ATB_R1")[0] / 1000
    assert np.abs(water - scene.WATER).max() < 0.15


def test_aot_from_dark_vegetation_is_near_the_truth(l1c, tmp_path):
    # The scene's vegetation has 443 over 665 nm at 0.46: the estimate assumes 0.45.
    result = correct(l1c, tmp_path, aot_method="image", water_vapour_method="image")
    assert result.aot_mean == pytest.approx(scene.AOT, abs=0.03)


def test_extent_gives_the_same_pixels_as_the_whole_image(corrected, l1c, tmp_path):
    x, y = scene.CORNER
    part = correct(l1c, tmp_path, extent=(x + 700, y - 2500, x + 2900, y - 1210), extent_crs="EPSG:32630")
    with Raster(str(next(Path(part.product).glob("*_SRE_B2.tif")))) as raster:
        grid, found = raster.grid, raster.read()
    assert grid.bounds == (x + 600, y - 2520, x + 3000, y - 1200)
    row, column = int((y - grid.transform[3]) / 10), int((grid.transform[0] - x) / 10)
    whole = numbers(corrected.product, "SRE_B2")[row:row + found.shape[0], column:column + found.shape[1]]
    assert np.abs(found.astype(int) - whole).max() <= 1


def test_extent_in_degrees_is_understood(l1c, tmp_path):
    part = correct(l1c, tmp_path, extent=(-2.99, 47.83, -2.97, 47.845), extent_crs="EPSG:4326")
    assert numbers(part.product, "SRE_B2").shape < (360, 480)


@pytest.mark.parametrize(("extent", "crs"), [((-180.0, -90.0, 180.0, 90.0), "EPSG:4326"),
                                             ((-2.0e7, -2.0e7, 2.0e7, 2.0e7), "EPSG:3857"),
                                             ((-10.0, 30.0, 40.0, 90.0), "EPSG:4326")])
def test_an_extent_far_larger_than_the_image_is_the_image(l1c, tmp_path, extent, crs):
    """The poles have no place in the image's coordinates."""
    product = open_product(l1c)
    full, _ = opened(product, "B2")
    assert coarse_cells(full, replace(FIXED, extent=extent, extent_crs=crs), product) == full.cells(CELL_M)


@pytest.mark.parametrize(("extent", "west", "east"), [
    ((-180.0, 180.0), -0.1, 0.1), ((179.9, 180.02), -0.1, 0.02), ((179.9, 180.0), -0.1, 0.0),
    ((-180.0, -179.98), 0.0, 0.02), ((179.99, 180.01), -0.01, 0.01), ((-179.98, -179.9), 0.02, 0.1)])
def test_an_extent_in_degrees_is_understood_across_the_antimeridian(l1c, extent, west, east):
    """Cells of 120 m near the equator, where a degree is 111.3 km, that the antimeridian cuts at 47.5."""
    x, y = (float(v[0]) for v in transform_points(np.array([180.0]), np.array([-0.2]), "EPSG:4326", "EPSG:32760"))
    full = Grid("EPSG:32760", (x - 5700.0, 120.0, 0.0, y + 6000.0, 0.0, -120.0), (100, 100))
    asked = replace(FIXED, extent=(extent[0], -1.0, extent[1], 0.5), extent_crs="EPSG:4326")
    found = coarse_cells(full, asked, open_product(l1c))
    columns = [round((edge - full.bounds[0]) / 120) for edge in (found.bounds[0], found.bounds[2])]
    expected = [np.clip(47.5 + degrees * 111_320 / 120, 0, 100) for degrees in (west, east)]
    assert columns == pytest.approx(expected, abs=1.1) and found.shape[0] == 100


def test_a_dem_in_another_crs_is_reprojected(l1c, tmp_path):
    dem = tmp_path / "relief é.tif"
    with RasterWriter(str(dem), Grid("EPSG:4326", (-3.2, 0.001, 0, 48.0, 0, -0.001), (400, 400)), "float32") as writer:
        writer.write(np.full((400, 400), 100.0, np.float32))
        writer.close()
    flat = correct(l1c, tmp_path / "a")
    seen = correct(l1c, tmp_path / "b", dem=str(dem), altitude_m=None)
    difference = numbers(flat.product, "SRE_B2").astype(int) - numbers(seen.product, "SRE_B2")
    assert np.abs(difference).max() <= 1


def test_more_threads_give_the_same_bytes(corrected, l1c, tmp_path):
    single = correct(l1c, tmp_path, threads=1)
    for band in ("B2", "B12"):
        assert np.array_equal(numbers(corrected.product, f"SRE_{band}"), numbers(single.product, f"SRE_{band}"))


class Stops(SilentProgress):
    """A user who cancels once a share is done."""

    def __init__(self, share: float) -> None:
        self.share, self.seen = share, 0.0

    def report(self, fraction: float, text: str = "") -> None:
        self.seen = max(self.seen, fraction)

    def cancelled(self) -> bool:
        return self.seen >= self.share


@pytest.mark.parametrize("share", [0.0, 0.1, 0.45, 0.97])
def test_cancel_leaves_nothing(l1c, tmp_path, share):
    settings = replace(FIXED, input=l1c, output=str(tmp_path), aot_method="image", water_vapour_method="image")
    with pytest.raises(Cancelled):
        run(settings, Stops(share))
    assert list(tmp_path.iterdir()) == []


def test_a_second_run_replaces_the_product_whole(l1c, tmp_path):
    first = correct(l1c, tmp_path)
    second = correct(l1c, tmp_path, aot=0.3)
    assert first.product == second.product
    assert numbers(second.product, "ATB_R1")[1].mean() == pytest.approx(300, abs=1)


def test_mean_air_is_that_of_the_cells_that_were_seen(tmp_path, monkeypatch):
    """AOT from 0 in the west to 0.5 in the east, of which the last quarter lies outside the swath."""
    first = state._start

    def rising(scenery, name, *rest):
        found = first(scenery, name, *rest)
        return np.tile(np.linspace(0.0, 0.5, found.shape[1], dtype=np.float32),
                       (found.shape[0], 1)) if name == "aot" else found

    monkeypatch.setattr(state, "_start", rising)
    rows, columns = cloud_scene.CELLS.shape
    seen = columns * 3 // 4
    l1c = cloud_scene.write(str(tmp_path / "l1c"), nodata=(0, rows, seen, columns))
    made = correct(l1c, tmp_path / "out")
    expected = float(np.linspace(0.0, 0.5, columns)[:seen].mean())
    assert made.aot_mean == pytest.approx(expected, abs=1e-4) and expected < 0.19
    stac = json.loads(next(Path(made.product).glob("*_STAC.json")).read_text(encoding="utf-8"))
    assert stac["properties"]["bocage:aot_mean"] == pytest.approx(expected, abs=1e-4)
    # The whole of the image, where all was seen.
    whole = correct(cloud_scene.write(str(tmp_path / "whole")), tmp_path / "out")
    assert whole.aot_mean == pytest.approx(0.25, abs=1e-4)


def test_a_cell_is_seen_where_one_of_its_pixels_is():
    """Cells of four pixels, a strip that begins inside a cell and ends inside another."""
    cells = Grid("EPSG:32630", (0.0, 40.0, 0.0, 120.0, 0.0, -40.0), (3, 3))
    pixels = Grid("EPSG:32630", (20.0, 10.0, 0.0, 100.0, 0.0, -10.0), (6, 8))
    shown = np.zeros(pixels.shape, bool)
    shown[1, 1], shown[5, 7] = True, True
    seen = np.zeros(cells.shape, bool)
    seen[2, 0] = True
    mark_seen(seen, shown, cells, pixels)
    expected = np.zeros(cells.shape, bool)
    expected[2, 0] = expected[0, 0] = expected[1, 2] = True
    assert np.array_equal(seen, expected)
