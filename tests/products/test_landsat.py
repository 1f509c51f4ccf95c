"""Landsat as USGS ships it: radiometry of each level, masks of each collection, packed or not, whole or damaged."""

from __future__ import annotations

import numpy as np
import pytest
from bocage.core.errors import BocageError
from bocage.core.products.flags import CIRRUS, CLOUD, DEFECTIVE, HIDDEN, NODATA, SATURATED, SHADOW, SNOW, WATER
from bocage.core.products.open import open_product
from bocage.core.products.quality import quality_flags
from bocage.core.products.scene import Scene
from bocage.core.products.summary import cloud_percent, footprint_lonlat, quicklook_path
from landsat_files import C1_L1, C1_TM, C2_L1, C2_L2, GRID, as_array, image, landsat, tarred


def fault(path) -> BocageError:
    with pytest.raises(BocageError) as error:
        open_product(str(path))
    assert "<" not in str(error.value), "the sentence has a hole"
    return error.value


@pytest.mark.parametrize("form", ["txt", "xml", "both"])
def test_surface_reflectance_of_collection_2(tmp_path, form):
    root = landsat(tmp_path, C2_L2, form)
    (root / f"{C2_L2}_thumb_small.jpeg").write_bytes(b"jpeg")
    product = open_product(str(root))
    assert (product.identifier, product.family, product.level, product.platform, product.tile) == (
        C2_L2, "landsat_usgs", "L2A", "LANDSAT8", "047027")
    assert product.acquired.isoformat() == "2020-12-04T19:02:11.194486+00:00" and product.baseline == "LPGS_15.4.0"
    assert product.mean_sun == pytest.approx((60.0, 164.91405951)) and product.crs == "EPSG:32610"
    assert [band.role for band in product.bands] == ["coastal", "blue", "green", "red", "nir", "swir1", "swir2"]
    # Scale and offset of the Level-2 group, not those of the Level-1 behind it; 0 is fill, 65535 saturated.
    values = Scene(product).read(["red"], GRID, "nearest")[0, 0]
    assert np.isnan(values[[0, 7]]).all()
    np.testing.assert_allclose(values[1:7], as_array(1, 8000, 10000, 20000, 30000, 40000) * 2.75e-5 - 0.2, atol=1e-6)
    assert quality_flags(product, GRID)[0].tolist() == [
        NODATA, CLOUD, CIRRUS, CLOUD, SHADOW, SNOW, 0, WATER | HIDDEN]
    assert cloud_percent(product) == 1.55 and quicklook_path(product).endswith("_thumb_small.jpeg")
    assert footprint_lonlat(product)[0][0][:3] == (
        (-124.98066, 48.50387), (-121.78809, 48.51453), (-121.8365, 46.36356))


def test_level_1_is_divided_by_the_sine_of_the_suns_elevation(tmp_path):
    product = open_product(str(landsat(tmp_path, C2_L1)))
    assert (product.level, product.platform, product.extras["processing_level"]) == ("L1", "LANDSAT9", "L1TP")
    # The panchromatic band has no role, the thermal one is no reflectance.
    assert [band.name for band in product.bands] == [f"B{number}" for number in range(1, 10)]
    assert product.role("cirrus").name == "B9" and product.band("B8").role == ""
    values = Scene(product).read(["red"], GRID, "nearest")[0, 0]
    # The sun stands at 30 degrees: half.
    np.testing.assert_allclose(values[2:7], (as_array(8000, 10000, 20000, 30000, 40000) * 2e-5 - 0.1) / 0.5, atol=2e-6)
    assert np.isnan(values[[0, 7]]).all()
    assert Scene(product).mask(GRID)[0, 7] & SATURATED and Scene(product).mask(GRID)[0, 0] & NODATA


def test_collection_1_and_its_confidences(tmp_path):
    product = open_product(str(landsat(tmp_path, C1_L1)))
    assert (product.identifier, product.level, product.tile) == (C1_L1, "L1", "013032")
    assert quality_flags(product, GRID)[0].tolist() == [NODATA, HIDDEN, CLOUD, 0, SHADOW, SNOW, CIRRUS, 0]
    older = open_product(str(landsat(tmp_path, C1_TM)))
    assert older.platform == "LANDSAT5" and [band.role for band in older.bands] == [
        "blue", "green", "red", "nir", "swir1", "swir2"]
    # The same bits, another instrument: bit 1 is a dropped pixel, and there is no cirrus.
    assert quality_flags(older, GRID)[0].tolist() == [NODATA, DEFECTIVE, CLOUD, 0, SHADOW, SNOW, 0, 0]


def test_surface_reflectance_on_demand_of_collection_1(tmp_path):
    root = landsat(tmp_path, C1_L1)
    for path in root.glob("*.TIF"):
        path.unlink()
    for number in range(1, 8):
        image(root / f"{C1_L1}_sr_band{number}.tif", [[-9999, 0, 1000, 2000, 3000, 4000, 5000, 20_000]], "int16", GRID)
    image(root / f"{C1_L1}_pixel_qa.tif", [[1, 2, 4, 8, 16, 32, 768, 1024]], "uint16", GRID)
    product = open_product(str(root))
    assert product.level == "L2A" and len(product.bands) == 7
    values = Scene(product).read(["red"], GRID, "nearest")[0, 0]
    assert np.isnan(values[[0, 7]]).all() and values[1:7] == pytest.approx([0, 0.1, 0.2, 0.3, 0.4, 0.5])
    assert quality_flags(product, GRID)[0].tolist() == [NODATA, 0, WATER, SHADOW, SNOW, CLOUD, CIRRUS, HIDDEN]


def test_usgs_tar_is_read_in_place(tmp_path):
    target = tarred(landsat(tmp_path / "un dossier é", C2_L2, "both"))
    product = open_product(str(target))
    assert product.identifier == C2_L2 and all(band.path.startswith("/vsitar/") for band in product.bands)
    assert Scene(product).read(["red"], GRID, "nearest")[0, 0, 3] == pytest.approx(0.075)
    assert quality_flags(product, GRID)[0, 3] == CLOUD
    whole = target.read_bytes()
    target.write_bytes(whole[:len(whole) // 2])
    assert fault(target).code == "archive_damaged"
    target.write_bytes(b"no tar at all")
    assert fault(target).code == "archive_damaged"


def test_bands_without_their_mtl(tmp_path):
    root = landsat(tmp_path, C2_L1)
    (root / f"{C2_L1}_MTL.txt").unlink()
    error = fault(root)
    assert error.code == "mtl_absent" and error.fields["identifier"] == C2_L1


def test_damaged_metadata(tmp_path):
    root = landsat(tmp_path, C2_L1)
    path = root / f"{C2_L1}_MTL.txt"
    text = path.read_text("utf-8")
    path.write_text(text[:len(text) // 2], "utf-8")
    assert fault(root).code == "mtl_damaged"
    path.write_text("", "utf-8")
    assert fault(root).code == "mtl_damaged"
    for field, value in (("SUN_ELEVATION", "-3.2"), ("DATE_ACQUIRED", '"soon"'), ("UTM_ZONE", "99")):
        lines = [f"    {field} = {value}" if line.strip().startswith(f"{field} ") else line
                 for line in text.splitlines()]
        path.write_text("\n".join(lines), "utf-8")
        assert fault(root).code == "metadata_incomplete"
    (root / f"{C2_L1}_B4.TIF").unlink()
    path.write_text(text, "utf-8")
    product = open_product(str(root))
    assert product.extras["missing_bands"] == "B4" and product.role("red").path is None


def test_two_products_in_a_folder_and_one_chosen(tmp_path):
    for identifier in (C2_L1, C2_L2):
        for path in landsat(tmp_path / "apart", identifier).iterdir():
            path.rename(tmp_path / path.name)
    (tmp_path / "apart").rename(tmp_path.parent / "elsewhere")
    assert fault(tmp_path).code == "several_products"
    assert open_product(str(tmp_path / f"{C2_L2}_MTL.txt")).identifier == C2_L2
