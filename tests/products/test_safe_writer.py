"""A simulated L1C product is read back as it was described, by the project's reader and by GDAL's."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from bocage.core.engine.grid import Grid
from bocage.core.engine.raster import Raster
from bocage.core.errors import BocageError
from bocage.core.products import open_product
from bocage.core.products.model import AngleGrid, Auxiliary, SpectralResponse
from bocage.core.products.safe.footprints import detector_numbers
from bocage.core.products.safe.l1c_description import JP2_LAYOUT, RESOLUTION_M
from bocage.core.products.safe.writer import L1CBand, L1CDescription, write_l1c
from osgeo import gdal

CORNER, SIZE_M = (499980.0, 5300040.0), (3600, 4800)
WEST = [(499000.0, 5300500.0), (502380.0, 5300500.0), (502380.0, 5296000.0), (499000.0, 5296000.0)]
EAST = [(502380.0, 5300500.0), (506000.0, 5300500.0), (506000.0, 5296000.0), (502380.0, 5296000.0)]


def angles(zenith: float, azimuth: float, hole: bool = False) -> AngleGrid:
    rows, columns = np.mgrid[0:23, 0:23]
    zeniths, azimuths = zenith + 0.013 * columns + 0.04 * rows, azimuth + 0.06 * columns - 0.02 * rows
    if hole:
        zeniths[:, 5:] = azimuths[:, 5:] = np.nan
    return AngleGrid(zeniths, azimuths, *CORNER, 5000.0, 5000.0)


def response(name: str) -> SpectralResponse:
    axis = np.arange(400.0, 421.0) + 40 * list(RESOLUTION_M).index(name)
    values = np.exp(-((axis - axis.mean()) / 6) ** 2)
    return SpectralResponse(name, tuple(axis), tuple(values), "test", "test")


def described(baseline: str = "02.06", **changes: object) -> L1CDescription:
    random = np.random.default_rng(3)
    bands = {}
    for name, resolution in RESOLUTION_M.items():
        shape = (SIZE_M[0] // resolution, SIZE_M[1] // resolution)
        dn = random.integers(1, 12000, shape, dtype=np.uint16)
        dn[0, :3], dn[1, 1] = 0, 65535
        bands[name] = L1CBand(dn, response(name), 100.0 + list(RESOLUTION_M).index(name))
    view = {name: {8: angles(4.0, 268.0, hole=True), 9: angles(4.1, 300.0)} for name in RESOLUTION_M}
    product = L1CDescription(
        platform="S2A", sensing=datetime(2018, 1, 17, 11, 6, 31), tile="30TWT", relative_orbit=137,
        absolute_orbit=13433, crs="EPSG:32630", upper_left=CORNER, size_m=SIZE_M, sun=angles(69.8, 162.4),
        view=view, footprints={name: {8: WEST, 9: EAST} for name in RESOLUTION_M}, bands=bands,
        generated=datetime(2018, 1, 17, 13, 0, 0), baseline=baseline, distance_correction=1.0335)
    return replace(product, **changes)  # type: ignore[arg-type]


@pytest.fixture(scope="module", params=["02.06", "05.09"])
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory,
            ) -> tuple[L1CDescription, str]:
    offsets = dict.fromkeys(range(13), -1000) if request.param >= "04.00" else {}
    product = described(request.param, offsets=offsets)
    return product, write_l1c(product, str(tmp_path_factory.mktemp("café et crème")))


def code(name: str) -> str:
    return name if name == "B8A" else f"B{int(name[1:]):02d}"


def test_digital_numbers_come_back_identical_in_every_band(written: tuple[L1CDescription, str]) -> None:
    described_product, path = written
    for band in open_product(path).bands:
        assert band.path is not None
        with Raster(band.path) as raster:
            assert np.array_equal(raster.read(), described_product.bands[code(band.name)].pixels), band.name
            assert raster.grid == described_product.grid(RESOLUTION_M[code(band.name)])


def test_offset_is_the_one_described_and_absent_before_baseline_four(
        written: tuple[L1CDescription, str]) -> None:
    described_product, path = written
    expected = -1000.0 if described_product.offsets else 0.0
    bands = open_product(path).bands
    assert len(bands) == 13
    for band in bands:
        assert (band.offset, band.scale, band.nodata, band.saturated) == (expected, 1e-4, 0, 65535)


def test_angles_come_back_within_a_hundredth_of_a_degree(written: tuple[L1CDescription, str]) -> None:
    described_product, path = written
    product = open_product(path)
    assert product.sun is not None
    np.testing.assert_allclose(product.sun.zenith, described_product.sun.zenith, atol=0.01)
    np.testing.assert_allclose(product.sun.azimuth, described_product.sun.azimuth, atol=0.01)
    for band, detectors in product.view.items():
        for detector, grid in detectors.items():
            expected = described_product.view[code(band)][detector]
            np.testing.assert_allclose(grid.zenith, expected.zenith, atol=0.01)
            np.testing.assert_allclose(grid.azimuth, expected.azimuth, atol=0.01)
            assert (grid.x0, grid.y0, grid.step_x) == (*CORNER, 5000.0)


def test_mean_sun_is_that_of_the_product_not_of_the_whole_angle_grid(
        written: tuple[L1CDescription, str]) -> None:
    mean = open_product(written[1]).mean_sun
    assert mean is not None
    assert mean[0] == pytest.approx(69.8 + (0.013 + 0.04) / 2, abs=0.01)


def test_identity_and_response_come_back(written: tuple[L1CDescription, str]) -> None:
    described_product, path = written
    product = open_product(path)
    assert (product.platform, product.tile, product.relative_orbit) == ("S2A", "30TWT", 137)
    assert (product.level, product.baseline) == ("L1C", described_product.baseline)
    for band in product.bands:
        own = described_product.bands[code(band.name)]
        assert band.response is not None
        assert band.response.central_nm() == pytest.approx(own.response.central_nm(), abs=0.01)
        assert band.solar_irradiance == own.solar_irradiance


def test_detectors_come_back_where_their_footprints_lie(written: tuple[L1CDescription, str]) -> None:
    from bocage.core.products.footprints import detector_index

    described_product, path = written
    grid = described_product.grid(20)
    numbers = detector_index(open_product(path), "B5", grid)
    assert np.array_equal(numbers, np.where(grid.x() < 502380.0, 8, 9)[None, :].repeat(grid.shape[0], axis=0))


def test_gdal_opens_the_product_and_sees_the_same_pixels(written: tuple[L1CDescription, str]) -> None:
    described_product, path = written
    name = f"SENTINEL2_L1C:{path}/MTD_MSIL1C.xml:10m:EPSG_32630"
    dataset = gdal.Open(name)
    assert dataset is not None
    assert (dataset.RasterYSize, dataset.RasterXSize) == (SIZE_M[0] // 10, SIZE_M[1] // 10)
    assert dataset.GetGeoTransform() == described_product.grid(10).transform
    red = dataset.GetRasterBand(1).ReadAsArray()
    assert np.array_equal(red, described_product.bands["B04"].pixels)


def test_the_product_says_that_it_is_simulated(written: tuple[L1CDescription, str]) -> None:
    folder = Path(written[1])
    tile = next(folder.glob("GRANULE/*/MTD_TL.xml"))
    for file in (folder / "MTD_MSIL1C.xml", tile, folder / "manifest.safe"):
        assert "SIMULATED" in file.read_text(encoding="utf-8")


def test_jpeg_2000_files_have_the_tiles_of_real_ones(tmp_path: Path) -> None:
    large = np.zeros((12000 // 60, 12000 // 60), dtype=np.uint16)
    product = described(size_m=(12000, 12000), bands={"B01": L1CBand(large, response("B01"), 1.0)})
    path = next(Path(write_l1c(product, str(tmp_path))).glob("GRANULE/*/IMG_DATA/*_B01.jp2"))
    with Raster(str(path)) as raster:
        assert raster.block == (JP2_LAYOUT[60][0],) * 2


def test_strips_and_arrays_write_the_same_file(tmp_path: Path) -> None:
    whole = described()
    asked = []

    def strips(row: int, rows: int) -> np.ndarray:
        asked.append(rows)
        return np.asarray(whole.bands["B04"].pixels)[row:row + rows]

    only = {"B04": L1CBand(strips, response("B04"), 1.0)}
    safe = Path(write_l1c(replace(whole, bands=only), str(tmp_path)))
    path = next(safe.glob("GRANULE/*/IMG_DATA/*_B04.jp2"))
    with Raster(str(path)) as raster:
        assert np.array_equal(raster.read(), whole.bands["B04"].pixels)
    assert sum(asked) == SIZE_M[0] // 10


def test_resuming_writes_a_cut_band_again_and_keeps_the_whole_ones(tmp_path: Path) -> None:
    product = described()
    safe = Path(write_l1c(product, str(tmp_path)))
    cut, kept = (next(safe.glob(f"GRANULE/*/IMG_DATA/*_{name}.jp2")) for name in ("B05", "B06"))
    content, before = cut.read_bytes(), kept.stat().st_mtime_ns
    cut.write_bytes(content[:len(content) // 2])
    write_l1c(product, str(tmp_path), resume=True)
    assert cut.read_bytes() == content
    assert kept.stat().st_mtime_ns == before


def test_ozone_water_and_pressure_come_back_from_the_auxiliary_file(tmp_path: Path) -> None:
    longitude, latitude = np.array([-3.0, -2.5, -2.0]), np.array([48.0, 47.5])
    ozone = np.array([[0.30, 0.31, 0.32], [0.33, 0.34, 0.35]])
    own = Auxiliary(longitude, latitude, ozone, ozone * 4, 980.0 + 100 * ozone)
    auxiliary = open_product(write_l1c(described(auxiliary=own), str(tmp_path))).auxiliary
    assert auxiliary is not None
    assert auxiliary.ozone_cm_atm is not None and auxiliary.water_vapour_g_cm2 is not None
    assert auxiliary.sea_level_pressure_hpa is not None
    np.testing.assert_allclose(auxiliary.longitude, longitude, atol=0.001)
    np.testing.assert_allclose(auxiliary.latitude, latitude, atol=0.001)
    # GDAL's unit conversions and 16-bit packing.
    np.testing.assert_allclose(auxiliary.ozone_cm_atm, ozone, rtol=2e-4)
    np.testing.assert_allclose(auxiliary.water_vapour_g_cm2, ozone * 4, rtol=1e-4)
    np.testing.assert_allclose(auxiliary.sea_level_pressure_hpa, 980.0 + 100 * ozone, atol=0.01)


@pytest.mark.parametrize("changes", [
    {"size_m": (3600, 4810)}, {"bands": {}}, {"size_m": (7200, 4800)},
    {"auxiliary": Auxiliary(np.arange(2.0), np.arange(2.0))}])
def test_a_description_that_does_not_hold_together_is_refused(
        tmp_path: Path, changes: dict[str, object]) -> None:
    with pytest.raises(BocageError) as error:
        write_l1c(described(**changes), str(tmp_path))
    assert error.value.code == "simulation_invalid"
    assert "simulated product" in str(error.value)


def test_a_ring_is_filled_by_pixel_centres() -> None:
    grid = Grid("EPSG:32630", (0.0, 10.0, 0.0, 100.0, 0.0, -10.0), (10, 10))
    triangle = [(0.0, 0.0), (100.0, 0.0), (0.0, 100.0)]
    numbers = detector_numbers({5: triangle}, grid)
    x, y = np.meshgrid(grid.x(), grid.y())
    assert np.array_equal(numbers[x + y < 99], np.full((x + y < 99).sum(), 5))
    assert not numbers[x + y > 101].any()
