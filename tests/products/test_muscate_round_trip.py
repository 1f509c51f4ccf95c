"""What the writer writes, the reader of the same family reads back."""

from __future__ import annotations

import shutil
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import pytest
from muscate_product import GRIDS, ROLES, description, pixels, write_product

from bocage.core.engine.grid import Grid
from bocage.core.engine.outputs import ProductFolder
from bocage.core.engine.raster import Raster
from bocage.core.errors import BocageError
from bocage.core.products import open_product, quality_flags
from bocage.core.products.flags import SATURATED
from bocage.core.products.muscate.writer import (
    SENTINEL2_GROUPS,
    L2ADescription,
    L2AStatistics,
    product_identifier,
    write_metadata,
)

pytest.importorskip("bocage.core.products.muscate.reader")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A product in a folder with spaces and accents."""
    target = tmp_path_factory.mktemp("aller retour é") / description().identifier
    with ProductFolder(target) as folder:
        write_product(folder.path, description())
        folder.commit()
    return target


def test_a_written_product_is_opened_with_its_identity(written: Path) -> None:
    product, source = open_product(str(written)), description().source
    assert (product.family, product.level, product.identifier) == ("muscate", "L2A", description().identifier)
    assert (product.mission, product.platform, product.tile) == ("SENTINEL2A", "S2A", "30TWT")
    assert product.acquired == source.acquired and product.relative_orbit == source.relative_orbit
    assert product.crs == "EPSG:32630" and product.baseline == "1.0"


def test_pixels_come_back_with_their_scale_and_nodata(written: Path) -> None:
    product = open_product(str(written))
    assert {band.name: band.role for band in product.bands} == ROLES
    for band in product.bands:
        with Raster(str(band.path)) as raster:
            np.testing.assert_array_equal(raster.read(band.index), pixels(description(), band.name))
            assert raster.nodata == band.nodata == -10000
            assert raster.grid.dx == band.resolution_m
        assert (band.scale, band.offset) == (pytest.approx(1e-4, abs=1e-15), 0.0)


@pytest.mark.parametrize(("gone", "told"), [
    ("*_R1.tif", True), ("*_CLM_R?.tif", True), ("*_[CM][LG][M2]_R?.tif", False)])
def test_masks_that_are_gone_are_not_clear_ground(written: Path, tmp_path: Path, gone: str, told: bool) -> None:
    """Bands downloaded without their masks: whoever asks for clouds is answered by an error, not by none."""
    folder = tmp_path / written.name
    shutil.copytree(written, folder)
    for path in folder.glob(f"MASKS/{gone}"):
        path.unlink()
    product = open_product(str(folder))
    quality_flags(product, GRIDS["R1"], wanted=SATURATED)
    if told:
        quality_flags(product, GRIDS["R1"])
        return
    with pytest.raises(BocageError, match=r"\(CLM, MG2\)") as refused:
        quality_flags(product, GRIDS["R1"])
    assert refused.value.code == "cloud_masks_gone"


def test_angles_come_back_on_the_same_nodes(written: Path) -> None:
    product, source = open_product(str(written)), description().source
    assert product.mean_sun == source.mean_sun and product.mean_view["B2"] == source.mean_view["B2"]
    for theirs, ours in ((product.sun, source.sun), (product.view["B8A"][3], source.view["B8A"][3])):
        assert theirs is not None and ours is not None
        np.testing.assert_allclose(theirs.zenith, ours.zenith, atol=1e-6)
        np.testing.assert_allclose(theirs.azimuth, ours.azimuth, atol=1e-6)
        assert (theirs.x0, theirs.y0, theirs.step_x) == (ours.x0, ours.y0, ours.step_x)


def test_the_response_used_comes_back_value_by_value(written: Path) -> None:
    response = open_product(str(written)).band("B11").response
    used = description().responses["B11"]
    assert response is not None
    assert (response.wavelength_nm, response.response) == (used.wavelength_nm, used.response)


def test_the_atmosphere_and_the_masks_are_found(written: Path) -> None:
    product = open_product(str(written))
    assert float(product.extras["aot_quantification"]) == 1000 and product.extras["aot_nodata"] == "0"
    assert product.extras["band:aot:R1"] == "2"
    with Raster(product.mask_files["aot"]["R1"]) as raster:
        assert raster.grid == GRIDS["R1"]
        assert raster.read(2)[5, 5] / 1000 == pytest.approx(0.123)
    with Raster(product.mask_files["water_vapour"]["R2"]) as raster:
        assert raster.read(1)[5, 5] / 1000 == pytest.approx(1.1)
    assert product.extras["bit:saturated:B8A"] == "4"
    assert set(product.mask_files["cloud_detail"]) == {"R1", "R2"}
    assert product.extras["quality:CloudPercent"] == "NaN"


def test_angles_and_responses_of_a_real_l1c_go_through_the_metadata(shared: Path, tmp_path: Path) -> None:
    """Every node of every detector within 1e-6 degree; every response value for value."""
    archive = next((shared / "data" / "s2_l1c_safe").glob("*T31TDH*.zip"), None)
    if archive is None:
        pytest.skip("no real L1C product in the shared folder")
    source = open_product(str(archive))
    grids = {"R1": Grid(source.crs, (399960.0, 10.0, 0.0, 4800000.0, 0.0, -10.0), (10980, 10980)),
             "R2": Grid(source.crs, (399960.0, 20.0, 0.0, 4800000.0, 0.0, -20.0), (5490, 5490))}
    described = L2ADescription(
        source, product_identifier(source), grids, SENTINEL2_GROUPS, datetime.now(timezone.utc),
        L2AStatistics(0.1, 1.2), responses={b.name: b.response for b in source.bands if b.response})
    product = open_product(write_metadata(tmp_path, described))
    for band in described.bands:
        assert set(product.view[band]) == set(source.view[band])
        for detector, angles in source.view[band].items():
            np.testing.assert_allclose(product.view[band][detector].zenith, angles.zenith, atol=1e-6)
            np.testing.assert_allclose(product.view[band][detector].azimuth, angles.azimuth, atol=1e-6)
        ours, theirs = product.band(band).response, source.band(band).response
        assert ours is not None and theirs is not None
        assert (ours.wavelength_nm, ours.response) == (theirs.wavelength_nm, theirs.response)
