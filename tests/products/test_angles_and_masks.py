"""Angles by detector, footprints, flags and scenes, on the real decimated products."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from bocage.core.engine.grid import Grid
from bocage.core.engine.levels import exact_factor
from bocage.core.engine.raster import RasterWriter
from bocage.core.engine.regrid import regrid
from bocage.core.products import (
    Scene,
    detector_index,
    detector_vectors,
    detectors,
    open_product,
    quality_flags,
    sun_vectors,
)
from bocage.core.errors import BocageError
from bocage.core.products.angles import zenith_azimuth
from bocage.core.products.flags import (
    CIRRUS,
    CLOUD,
    DEFECTIVE,
    NODATA,
    SATURATED,
    SHADOW,
    SNOW,
    TOPOGRAPHIC_SHADOW,
    WATER,
)
from bocage.core.products.model import AngleGrid, Band
from bocage.core.products.muscate.tables import band_role, cloud_bits
from bocage.core.products.scene import reflectance
from sentinel2_files import real_zip


@pytest.fixture(scope="module")
def product(shared):
    return open_product(str(real_zip(shared, "T56JMM")))


@pytest.fixture(scope="module")
def grid(product):
    return Scene(product).grid("red")


def at_nodes(angles: AngleGrid, crs: str) -> Grid:
    """A grid whose pixel centres are the nodes."""
    return Grid(crs, (angles.x0 - angles.step_x / 2, angles.step_x, 0.0, angles.y0 + angles.step_y / 2, 0.0,
                      -angles.step_y), angles.zenith.shape)


def difference(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Between azimuths, degrees."""
    return np.abs((first - second + 180) % 360 - 180)


def test_at_the_nodes_the_interpolation_gives_the_products_angles(product):
    cases = [(product.sun, sun_vectors(product, at_nodes(product.sun, product.crs)))]
    for detector, angles in product.view["B2"].items():
        cases.append((angles, detector_vectors(product, "B2", detector, at_nodes(angles, product.crs))))
    for angles, vectors in cases:
        known = np.isfinite(angles.zenith)
        zenith, azimuth = zenith_azimuth(vectors)
        assert np.abs(zenith - angles.zenith)[known].max() < 0.01
        assert difference(azimuth, angles.azimuth)[known].max() < 0.01
        assert vectors.dtype == np.float32 and np.isfinite(vectors).all()


def test_the_view_azimuth_jumps_at_a_border_and_is_smooth_inside(product, grid):
    numbers = detector_index(product, "B2", grid)
    view = Scene(product).angles("blue", grid).view
    azimuth = zenith_azimuth(view)[1]
    step = difference(azimuth[:, 1:], azimuth[:, :-1])
    same = (numbers[:, 1:] == numbers[:, :-1]) & (numbers[:, 1:] > 0)
    border = (numbers[:, 1:] != numbers[:, :-1]) & (numbers[:, 1:] > 0) & (numbers[:, :-1] > 0)
    assert step[same].max() < 0.1 and step[border].min() > 3
    assert np.isnan(view[0][numbers == 0]).all() and np.isfinite(view[:, numbers > 0]).all()
    np.testing.assert_allclose(np.sum(view[:, numbers > 0] ** 2, axis=0), 1, atol=1e-5)


def test_a_detector_without_most_of_its_nodes_stays_close_to_itself(product, grid):
    angles = product.view["B2"][11]
    inside = detector_index(product, "B2", grid) == 11
    rows, columns = np.nonzero(np.isfinite(angles.zenith))
    for keep, tolerance in ((slice(0, 1), 3.0), (slice(0, 3), 3.0), (slice(0, None, 3), 0.05)):
        zenith = np.full_like(angles.zenith, np.nan)
        zenith[rows[keep], columns[keep]] = angles.zenith[rows[keep], columns[keep]]
        thin = replace(product, view={"B2": {11: replace(angles, zenith=zenith)}})
        error = detector_vectors(thin, "B2", 11, grid) - detector_vectors(product, "B2", 11, grid)
        assert np.degrees(np.linalg.norm(error, axis=0)[inside].max()) < tolerance


class Heard:
    """A progress that remembers its warnings."""

    def __init__(self) -> None:
        self.codes: list[str] = []

    def report(self, fraction: float, text: str = "") -> None:
        """Nothing."""

    def info(self, text: str) -> None:
        """Nothing."""

    def warn(self, code: str, **fields: object) -> None:
        """Remember."""
        self.codes.append(code)

    def cancelled(self) -> bool:
        """Never."""
        return False


def test_without_nodes_the_mean_view_serves_then_the_vertical_and_it_is_said(product, grid):
    heard = Heard()
    bare = replace(product, view={})
    zenith, azimuth = zenith_azimuth(detector_vectors(bare, "B2", 9, grid, heard))
    assert zenith[0, 0] == pytest.approx(8.700, abs=0.01)
    assert azimuth[0, 0] == pytest.approx(286.086, abs=0.01)
    vertical = detector_vectors(replace(bare, mean_view={}), "B2", 9, grid, heard)
    assert (vertical[2] == 1).all() and heard.codes == ["view_angles_missing"] * 2
    assert detectors(bare, "B2") == [] and detectors(product, "B2") == [9, 10, 11, 12]


def test_footprints_follow_the_polygons_and_thin_windows_agree(product, grid):
    whole = detector_index(product, "B2", grid)
    strip = grid.window(100, 0, 7, grid.shape[1])
    assert set(np.unique(whole)) == {0, 9, 10, 11, 12}
    assert (detector_index(product, "B2", strip) == whole[100:107]).all()


def test_without_footprints_the_angle_grids_draw_nearly_the_same(product, grid):
    whole = detector_index(product, "B2", grid)
    guess = detector_index(replace(product, mask_files={}), "B2", grid)
    assert (guess == whole)[whole > 0].mean() > 0.9 and (guess > 0).all()


def test_no_pixel_with_data_lies_outside_the_footprints(product, grid):
    seen = np.isfinite(Scene(product).read(["blue"], grid, "nearest")[0])
    assert (detector_index(product, "B2", grid)[seen] > 0).mean() > 0.97


def test_opaque_clouds_come_from_the_polygons(shared):
    cloudy = open_product(str(real_zip(shared, "T55JGF")))
    flags = quality_flags(cloudy, Scene(cloudy).grid("red"))
    assert flags.dtype == np.uint16
    # The product says 41.2 % of the tile's pixels with data; 82.7 % of the tile has data.
    assert 0.3 < ((flags & CLOUD) > 0).mean() < 0.5
    # Its MSK_NODATA holds crosstalk polygons alone.
    assert not (flags & NODATA).any() and not (flags & (CIRRUS | SATURATED)).any()


def test_a_scene_reads_reflectance_by_role_on_any_grid(product, grid):
    scene = Scene(product)
    native = scene.read(["blue", "nir"], grid, "nearest")
    assert native.shape == (2, 439, 439) and native.dtype == np.float32
    assert 0.02 < np.nanmean(native[0]) < 0.2 < np.nanpercentile(native[1], 90) < 0.6
    coarse = grid.cells(1000.0)
    average = scene.read(["blue"], coarse, "average")[0]
    assert np.nanmean(average) == pytest.approx(np.nanmean(native[0]), abs=0.003)
    window = grid.window(50, 60, 40, 30)
    np.testing.assert_array_equal(scene.read(["blue"], window, "nearest")[0], native[0, 50:90, 60:90])
    fine = scene.read(["coastal"], grid, "bilinear")[0]
    assert fine.shape == grid.shape and np.nanmean(fine) == pytest.approx(0.114, abs=0.01)


def test_a_coarse_read_from_a_wavelet_level_lies_where_the_pixels_do(shared):
    # The real full tile at 60 m, read at 240 m from the 120 m level. A level put half a pixel off gives
    # an rms of 0.017 against the mean of the pixels on this cloudy scene.
    scene = Scene(open_product(str(real_zip(shared, "T31TDH"))))
    native = scene.grid("coastal")
    coarse = native.window(0, 0, 1828, 928).cells(240.0)
    mean = regrid(scene.read(["coastal"], native, "nearest")[0], native, coarse, "average")
    error = scene.read(["coastal"], coarse, "average")[0] - mean
    assert np.isfinite(error).mean() > 0.5
    assert abs(np.nanmean(error)) < 0.0005 and np.nanstd(error) < 0.008


def test_only_levels_that_divide_the_raster_are_used():
    assert [exact_factor((10980, 10980), wanted) for wanted in (0.5, 1, 3.9, 4, 8, 12)] == [1, 1, 2, 4, 4, 4]
    assert exact_factor((439, 439), 8) == 1 and exact_factor((1830, 1830), 8) == 2


def test_the_mask_of_a_scene_marks_pixels_without_data(product, grid):
    scene = Scene(product)
    empty = (scene.mask(grid, ["blue"]) & NODATA) > 0
    np.testing.assert_array_equal(empty, np.isnan(scene.read(["blue"], grid, "nearest")[0]))


def test_saturated_and_empty_pixels_are_nan_and_offsets_apply():
    band = Band("B2", "blue", None, 1, 10.0, 1e-4, -1000.0, 0, 65535)
    values = reflectance(band, np.array([[0, 1000, 65535, 3000]], dtype=np.uint16))
    assert values.dtype == np.float32
    np.testing.assert_allclose(values, [[np.nan, 0.0, np.nan, 0.2]], atol=1e-6)


def test_cloud_bits_depend_on_mission_and_producer():
    assert cloud_bits("SENTINEL2A", "MUSCATE")[32] == SHADOW
    assert cloud_bits("VENUS", "MUSCATE")[4] == SHADOW
    assert 4 not in cloud_bits("SENTINEL2B", "Bocage") and band_role("VENUS", "B7") == "red"
    assert band_role("LANDSAT8-OLITIRS-XS", "B5") == "nir" and band_role("VENUS", "B5") == ""


def mask_file(path, grid: Grid, *bands: np.ndarray) -> str:
    """A small 8-bit mask on disk."""
    writer = RasterWriter(str(path), grid, "uint8", len(bands))
    for index, values in enumerate(bands, 1):
        writer.write(values.astype(np.uint8), index)
    writer.close()
    return str(path)


SMALL = Grid("EPSG:32756", (399960.0, 60.0, 0.0, 6700000.0, 0.0, -60.0), (4, 12))


def test_raster_footprints_hold_detector_numbers(product, tmp_path):
    numbers = np.repeat([[9, 10, 10, 11, 0, 0]], 4, axis=0).repeat(2, axis=1)
    path = mask_file(tmp_path / "MSK_DETFOO_B02.tif", SMALL, numbers)
    new = replace(product, mask_files={"detector_footprint": {"B2": path}})
    np.testing.assert_array_equal(detector_index(new, "B2", SMALL), numbers)
    fine = Grid(SMALL.crs, (399960.0, 10.0, 0.0, 6699990.0, 0.0, -10.0), (3, 80))
    found = detector_index(new, "B2", fine)
    assert found.shape == (3, 80) and (found[:, :12] == 9).all() and (found[:, 48:] == 0).all()


def test_raster_masks_of_late_baselines_become_flags(product, tmp_path):
    zero = np.zeros(SMALL.shape)
    bands = [zero.copy() for _ in range(8)]
    for index in range(8):
        bands[index][0, index] = 1
    classes = [zero.copy() for _ in range(3)]
    for index in range(3):
        classes[index][1, index] = 1
    masks = {"quality": {"B2": mask_file(tmp_path / "q.tif", SMALL, *bands)},
             "classification": {"": mask_file(tmp_path / "c.tif", SMALL, *classes)}}
    flags = quality_flags(replace(product, mask_files=masks), SMALL)
    assert flags[0, :8].tolist() == [0, 0, DEFECTIVE, DEFECTIVE, DEFECTIVE, NODATA, 0, SATURATED]
    assert flags[1, :3].tolist() == [CLOUD, CIRRUS, SNOW] and not flags[2:].any()


def test_the_scene_classification_becomes_flags(product, tmp_path):
    scl = np.repeat([np.arange(12)], 4, axis=0)
    path = mask_file(tmp_path / "scl.tif", SMALL, scl)
    flags = quality_flags(replace(product, mask_files={"scene_classification": {"": path}}), SMALL)
    assert flags[0].tolist() == [NODATA, SATURATED | DEFECTIVE, TOPOGRAPHIC_SHADOW, SHADOW, 0, 0, WATER, 0,
                                 CLOUD, CLOUD, CIRRUS, SNOW]


def test_muscate_bits_follow_the_metadata(product, tmp_path):
    values = np.repeat([[0, 1, 2, 4, 8, 16, 32, 64, 128, 0, 0, 0]], 4, axis=0)
    path = mask_file(tmp_path / "mg2.tif", SMALL, values)
    clouds = mask_file(tmp_path / "clm.tif", SMALL, np.roll(values, 3, axis=1))
    theia = replace(product, family="muscate", mission="SENTINEL2A",
                    mask_files={"water": {"R1": path}, "snow": {"R1": path, "R2": "absent"},
                                "cloud_detail": {"R1": clouds}},
                    extras={"bit:water:R1": "1", "bit:snow:R1": "3", "producer": "MUSCATE"})
    flags = quality_flags(theia, SMALL)[0]
    assert flags[1] == WATER and flags[3] == SNOW and flags[5] == CLOUD and flags[9] == SHADOW
    assert flags[8] == CIRRUS and flags[11] == CIRRUS and flags[0] == 0


def test_a_mask_that_cannot_be_read_is_no_clear_ground(product, tmp_path):
    broken = tmp_path / "MSK_CLOUDS_B00.gml"
    broken.write_text("<eop:Mask")
    with pytest.raises(BocageError, match="MSK_CLOUDS_B00.gml"):
        quality_flags(replace(product, mask_files={"cloud": {"": str(broken)}}), SMALL)
    cut = mask_file(tmp_path / "clm.tif", SMALL, np.zeros(SMALL.shape))
    Path(cut).write_bytes(Path(cut).read_bytes()[:200])
    theia = replace(product, family="muscate", mission="SENTINEL2A", mask_files={"cloud_detail": {"R1": cut}})
    with pytest.raises(BocageError, match="clm.tif"):
        quality_flags(theia, SMALL)
    assert not quality_flags(theia, SMALL, wanted=NODATA).any()
    again = replace(product, mask_files={"detector_footprint": {"B2": str(broken)}})
    assert detector_index(again, "B2", SMALL).any()
