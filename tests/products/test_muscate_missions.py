"""MUSCATE's layout beyond Sentinel-2 L2A, and the native format: VENuS, Landsat, WASP, and their masks."""

from __future__ import annotations

import shutil
import zipfile

import numpy as np
import pytest
from bocage.core.atmosphere import responses
from bocage.core.engine.grid import Grid
from bocage.core.errors import BocageError
from bocage.core.products.carried import carried_flags
from bocage.core.products.flags import (
    CIRRUS,
    CLOUD,
    DEFECTIVE,
    HIDDEN,
    NODATA,
    SATURATED,
    SHADOW,
    SNOW,
    SUN_TOO_LOW,
    TOPOGRAPHIC_SHADOW,
    WATER,
)
from bocage.core.products.layers import read_layer
from bocage.core.products.naming import scene_label
from bocage.core.products.open import open_product
from bocage.core.products.quality import quality_flags
from bocage.core.products.scene import Scene
from bocage.core.products.summary import cloud_percent, footprint_lonlat, quicklook_path
from other_missions import (
    GRID,
    LANDSAT_L2A,
    VENUS_L1C,
    VENUS_L2A,
    landsat_muscate,
    native,
    venus_l1c,
    venus_l2a,
    wasp,
)


def fault(path) -> BocageError:
    with pytest.raises(BocageError) as error:
        open_product(str(path))
    assert "<" not in str(error.value), "the sentence has a hole"
    return error.value


def test_venus_l2a_has_its_bands_scale_and_masks(shared, tmp_path):
    product = open_product(str(venus_l2a(shared, tmp_path)))
    assert (product.family, product.level, product.platform, product.tile) == ("muscate", "L2A", "VENUS", "CAMARGUE")
    assert product.acquired.isoformat() == "2012-01-01T10:51:48+00:00" and product.extras["images"] == "FRE"
    assert [band.name for band in product.bands] == [f"B{number}" for number in range(1, 13)]
    assert {band.name: band.role for band in product.bands if band.role} == {
        "B2": "coastal", "B3": "blue", "B4": "green", "B7": "red", "B8": "red_edge_1", "B9": "red_edge_2",
        "B10": "red_edge_3", "B11": "nir", "B12": "water_vapour"}
    values = Scene(product).read(["red", "B12"], GRID, "nearest")
    assert values[0, 0, 0] == pytest.approx(0.701) and values[1, 0, 0] == pytest.approx(1.201)
    assert np.isnan(values[:, -1]).all() and np.isfinite(values[:, :-1]).all()
    # VENuS' order of CLM: 4 and 8 are shadows, 16 and 32 how a cloud was found; MG2 has 2 cloud, 8 shadow, no snow.
    flags = quality_flags(product, GRID)[0]
    assert flags[:7].tolist() == [0, WATER, CLOUD, SHADOW, SHADOW, TOPOGRAPHIC_SHADOW, HIDDEN]
    assert flags[7] == CIRRUS | SUN_TOO_LOW | SATURATED
    assert not carried_flags(product) & SNOW and carried_flags(product) & SATURATED
    assert read_layer(product, "aot", GRID)[0, 0] == pytest.approx(40 / 200)
    assert read_layer(product, "water_vapour", GRID)[0, 0] == pytest.approx(30 / 10)
    assert cloud_percent(product) == 0.0 and quicklook_path(product).endswith("_QKL_ALL.jpg")
    ring = footprint_lonlat(product)[0][0]
    assert len(ring) == 5 and ring[0] == (4.25248087222, 44.2465509345)


def test_venus_scale_is_the_metadatas(shared, tmp_path):
    root = venus_l2a(shared, tmp_path, quantification=10_000)
    assert Scene(open_product(str(root), images="SRE")).read(["red"], GRID)[0, 0, 0] == pytest.approx(0.07)


def test_the_order_of_clouds_bits_is_that_of_the_mission(shared, tmp_path):
    venus = open_product(str(venus_l2a(shared, tmp_path)))
    landsat = open_product(str(landsat_muscate(shared, tmp_path)))
    assert quality_flags(venus, GRID)[0, 4] & SHADOW and not quality_flags(venus, GRID)[0, 5] & CIRRUS
    flags = quality_flags(landsat, GRID)[0]
    assert not flags[3] & SHADOW and flags[5] & CIRRUS and flags[6] & SHADOW and flags[7] & SHADOW


def test_landsat_of_muscate(shared, tmp_path):
    product = open_product(str(landsat_muscate(shared, tmp_path)))
    assert (product.identifier, product.platform, product.tile) == (LANDSAT_L2A, "LANDSAT8", "31TCH")
    assert [band.role for band in product.bands] == ["coastal", "blue", "green", "red", "nir", "swir1", "swir2"]
    values = Scene(product).read(["red", "swir1"], GRID)
    assert values[:, 0, 0] == pytest.approx([0.4, 0.6])
    # MAJA's template holds 0.005 for 200 and 0.05 for 20.
    assert read_layer(product, "aot", GRID)[0, 0] == pytest.approx(0.2)
    assert read_layer(product, "water_vapour", GRID)[0, 0] == pytest.approx(1.5)


def check_l1c(product):
    assert (product.level, product.extras["images"]) == ("L1C", "REF") and product.role("red").name == "B7"
    assert Scene(product).read(["red"], GRID)[0, 0, 0] == pytest.approx(0.7)
    flags = quality_flags(product, GRID)[0]
    assert flags.tolist() == [0, CLOUD, CLOUD, 0, 0, 0, DEFECTIVE, SATURATED]
    assert carried_flags(product) == CLOUD | DEFECTIVE | SATURATED


def test_venus_l1c_reads_zipped_masks_in_place(shared, tmp_path):
    root = venus_l1c(shared, tmp_path / "un dossier é")
    product = open_product(str(root))
    assert all(layer.path.startswith("/vsizip/") for layer in product.masks) and len(product.masks) == 3
    check_l1c(product)
    # The same in the archive that Theia sends: an archive in an archive.
    target = tmp_path / f"{VENUS_L1C}.zip"
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(root.rglob("*")):
            archive.write(path, path.relative_to(root.parent).as_posix())
    check_l1c(open_product(str(target)))


@pytest.mark.parametrize("code", ["CLD", "PIX"])
def test_a_damaged_zipped_mask_is_named_and_clouds_without_any_are_no_clear_ground(shared, tmp_path, code):
    root = venus_l1c(shared, tmp_path)
    mask = next((root / "MASKS").glob(f"{VENUS_L1C}_{code}_*.zip"))
    mask.write_bytes(mask.read_bytes()[:60])
    product = open_product(str(root))
    assert product.extras["damaged_masks"] == mask.name and len(product.masks) == 2
    if code == "PIX":
        assert quality_flags(product, GRID).any()
        return
    with pytest.raises(BocageError, match=mask.name):
        quality_flags(product, GRID)


def test_venus_without_a_band_or_with_cut_metadata(shared, tmp_path):
    root = venus_l2a(shared, tmp_path)
    (root / f"{VENUS_L2A}_FRE_B7.tif").unlink()
    product = open_product(str(root))
    assert product.extras["missing_bands"] == "B7" and product.role("red").path is None
    with pytest.raises(BocageError) as error:
        Scene(product).read(["red"], GRID)
    assert error.value.code == "band_absent"
    metadata = root / f"{VENUS_L2A}_MTD_ALL.xml"
    text = metadata.read_text("utf-8")
    metadata.write_text(text[:len(text) // 2], "utf-8")
    assert fault(root).code == "xml_malformed"
    metadata.write_text(text.replace("<PLATFORM>VENUS", "<PLATFORM>"), "utf-8")
    assert fault(root).fields["field"] == "PLATFORM"


def test_wasp_status_is_values_not_bits(shared, tmp_path):
    product = open_product(str(wasp(shared, tmp_path)))
    assert (product.level, product.platform, product.extras["images"], product.tile) == ("L3A", "S2", "FRC", "31UFR")
    assert [band.role for band in product.bands] == ["red", "swir1"]
    values = Scene(product).read(["red"], GRID, "nearest")[0, 0]
    assert np.isnan(values[0]) and values[1:] == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7])
    # Value 3 (water) would be cloud and snow if it were bits.
    assert quality_flags(product, GRID)[0].tolist() == [NODATA, CLOUD, SNOW, WATER, 0, SHADOW, SATURATED, 0]
    assert set(product.mask_files) == {"dates", "weights", "status"} and len(product.masks) == 1


def test_native_venus_l2(shared, tmp_path):
    header = native(shared, tmp_path, "VE_VM01_VSC_L2VALD_ISRAW906_20180317", "L2")
    product = open_product(str(header))
    assert (product.family, product.level, product.platform, product.tile) == (
        "maja_native", "L2A", "VENUS", "ISRAW906")
    assert product.acquired.isoformat() == "2013-06-26T10:38:11+00:00"
    assert product.mean_sun == (25.35412688, 134.62294485)
    assert len(product.bands) == 12 and product.role("red").index == 7 and product.crs == "EPSG:32631"
    assert Scene(product).read(["red", "nir"], GRID)[:, 0, 0] == pytest.approx([0.7, 1.1])
    # CLD: 4 and 8 shadows; MSK: 1 water, 2 hidden, 4 shadow of the relief, 8 and 16 the sun, 32 snow.
    flags = quality_flags(product, GRID)[0]
    assert flags.tolist() == [SATURATED, WATER, CLOUD | HIDDEN, SHADOW | TOPOGRAPHIC_SHADOW | DEFECTIVE,
                              SHADOW | SUN_TOO_LOW, SUN_TOO_LOW, SNOW, CIRRUS | NODATA]
    assert cloud_percent(product) == 5.0 and footprint_lonlat(product)[0][0][0] == (0.38468, 44.0979)
    # Its folder, and the folder of data, are the same product.
    for path in (tmp_path, tmp_path / "VE_VM01_VSC_L2VALD_ISRAW906_20180317.DBL.DIR"):
        assert open_product(str(path)).identifier == product.identifier
    assert open_product(str(header), images="SRE").extras["images"] == "SRE"


def test_native_venus_in_the_zip_that_theia_sent(shared, tmp_path):
    name = "VE_VM01_VSC_L2VALD_ISRAW906_20180317"
    header = native(shared, tmp_path, name, "L2")
    target = tmp_path / "VENUS_20180317-083526-000_L2A_ISRAW906_D_V1-0.zip"
    with zipfile.ZipFile(target, "w") as archive:
        archive.write(header, f"{target.stem}/{header.name}")
        for path in sorted((tmp_path / f"{name}.DBL.DIR").iterdir()):
            archive.write(path, f"{target.stem}/{name}.DBL.DIR/{path.name}")
    product = open_product(str(target))
    assert product.identifier == name and Scene(product).read(["red"], GRID)[0, 0, 0] == pytest.approx(0.7)
    assert quality_flags(product, GRID)[0, 3] == SHADOW | TOPOGRAPHIC_SHADOW | DEFECTIVE


def test_responses_of_venus_and_landsat_are_those_that_the_plugin_ships(shared, tmp_path):
    for make in (venus_l2a, landsat_muscate):
        product = open_product(str(make(shared, tmp_path)))
        found = responses.select(product, "latest")
        assert {band.name for band in product.bands if band.role} <= set(found)
    assert found["B5"].central_nm() == pytest.approx(864.7, abs=2)


def test_native_venus_l1_carries_its_masks_in_the_image(shared, tmp_path):
    product = open_product(str(native(shared, tmp_path, "VE_VM01_VSC_L1VALD_ISRAEL03_20190204", "L1")))
    assert (product.level, len(product.bands)) == ("L1C", 12)
    assert Scene(product).read(["red"], GRID)[0, 0, 0] == pytest.approx(0.7)
    assert quality_flags(product, GRID)[0].tolist() == [0, SATURATED, DEFECTIVE, 0, 0, 0, 0, 0]


def test_native_landsat_and_two_headers_in_a_folder(shared, tmp_path):
    header = native(shared, tmp_path, "L8_TEST_L8C_L2VALD_198030_20130626", "L2", mission="LANDSAT_8")
    product = open_product(str(header))
    assert (product.platform, product.tile, len(product.bands)) == ("LANDSAT8", "198030", 7)
    assert product.role("swir1").name == "B6" and quality_flags(product, GRID)[0, 2] & CLOUD
    native(shared, tmp_path, "VE_VM01_VSC_L2VALD_ISRAW906_20180317", "L2")
    assert fault(tmp_path).code == "several_products"
    assert open_product(str(header)).platform == "LANDSAT8"


def test_native_damaged(shared, tmp_path):
    header = native(shared, tmp_path, "VE_VM01_VSC_L2VALD_ISRAW906_20180317", "L2")
    text = header.read_text("utf-8")
    header.write_text(text[:3000], "utf-8")
    assert fault(header).code == "xml_malformed"
    header.write_text(text.replace("UTC=2013-06-26T10:38:11</Acq", "yesterday</Acq"), "utf-8")
    assert fault(header).fields["field"] == "Acquisition_Date_Time"
    header.write_text(text, "utf-8")
    shutil.rmtree(header.with_suffix(".DBL.DIR"))
    assert fault(header).code == "images_absent"


def test_scene_reads_another_grid_too(shared, tmp_path):
    product = open_product(str(venus_l2a(shared, tmp_path)))
    coarse = Grid(GRID.crs, (600000.0, 20.0, 0.0, 4900020.0, 0.0, -20.0), (1, 4))
    assert Scene(product).read(["red"], coarse, "average")[0, 0] == pytest.approx(0.701)


@pytest.mark.parametrize(("name", "label"), [
    (VENUS_L1C, "2023-01-16 VENUS VILAINE L1C"), (LANDSAT_L2A, "2017-05-04 LANDSAT8 T31TCH L2A"),
    ("SENTINEL2A_20180117-105421-457_L2A_T30TWT_C_V1-0", "2018-01-17 S2A T30TWT L2A")])
def test_what_scenes_are_called_on_the_map(name, label):
    assert scene_label(f"/data/{name}")[0] == label
