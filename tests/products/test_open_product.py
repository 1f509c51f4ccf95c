"""open_product: folders, zips, metadata files, old names, the open bucket, and what is broken."""

from __future__ import annotations

import shutil
import zipfile

import numpy as np
import pytest
from bocage.core.engine.raster import Raster
from bocage.core.errors import BocageError
from bocage.core.products.open import open_product
from sentinel2_files import old_names, real_zip, unpacked


def fault(path, **options) -> BocageError:
    with pytest.raises(BocageError) as error:
        open_product(str(path), **options)
    assert "<" not in str(error.value), "the sentence has a hole"
    return error.value


def test_a_complete_zip_is_read_in_place(shared):
    product = open_product(str(real_zip(shared, "T56JMM")))
    assert product.family == "sentinel2_safe"
    assert all(band.path.startswith("/vsizip/") for band in product.bands)
    with Raster(product.role("red").path) as red, Raster(product.role("cirrus").path) as cirrus:
        assert red.grid.shape == (439, 439) and red.grid.dx == pytest.approx(250.114, abs=1e-3)
        assert cirrus.grid.shape == (73, 73) and red.grid.crs == product.crs == "EPSG:32756"
    assert len(product.mask_files["detector_footprint"]) == 13 and list(product.mask_files["cloud"]) == [""]


def test_a_zip_with_granule_at_its_root_and_one_band(shared):
    product = open_product(str(real_zip(shared, "T31TDH")))
    assert [band.name for band in product.bands if band.path] == ["B1"] and len(product.bands) == 13
    assert product.extras["missing_bands"].startswith("B2,B3") and product.auxiliary is None


def test_the_open_buckets_layout(shared):
    product = open_product(str(real_zip(shared, "T55JGF")))
    assert (product.family, product.platform, product.baseline, product.relative_orbit) == (
        "sentinel2_aws", "S2B", "02.06", 73)
    assert all(band.path and band.offset == 0 and band.response is None for band in product.bands)
    assert product.identifier == "S2B_MSIL1C_20180617T001109_N0206_R073_T55JGF_20180617T013729"


def test_the_open_buckets_layout_after_offsets_is_refused(shared, tmp_path):
    root = unpacked(shared, "T55JGF", tmp_path)
    path = root / "metadata.xml"
    path.write_text(path.read_text().replace("_N02.06<", "_N04.00<"))
    assert fault(root).code == "offset_unknown"


def test_forecasts_come_in_the_words_of_the_atmosphere(shared):
    for tile in ("T56JMM", "T55JGF"):
        auxiliary = open_product(str(real_zip(shared, tile))).auxiliary
        assert auxiliary.ozone_cm_atm.shape == (9, 9) and 0.25 < auxiliary.ozone_cm_atm.mean() < 0.36
        assert 0.5 < auxiliary.water_vapour_g_cm2.mean() < 2
        assert 1010 < auxiliary.sea_level_pressure_hpa.mean() < 1030
        assert auxiliary.aot550 is None and (np.abs(auxiliary.longitude) <= 180).all()


def test_folder_parent_and_metadata_file_give_the_same_product(shared, tmp_path):
    root = unpacked(shared, "T56JMM", tmp_path)
    tile = next(root.glob("GRANULE/*/MTD_TL.xml"))
    products = [open_product(str(path)) for path in (root, tmp_path, root / "MTD_MSIL1C.xml", tile,
                                                     root / "manifest.safe")]
    assert len({product.identifier for product in products}) == 1
    assert len({product.role("red").path for product in products}) == 1


def test_an_unreadable_forecast_is_no_error(shared, tmp_path):
    root = unpacked(shared, "T56JMM", tmp_path)
    next(root.glob("GRANULE/*/AUX_DATA/AUX_ECMWFT")).write_bytes(b"GRIB nonsense")
    assert open_product(str(root)).auxiliary is None


def test_a_band_absent_on_disk_has_no_path(shared, tmp_path):
    root = unpacked(shared, "T56JMM", tmp_path)
    next(root.glob("GRANULE/*/IMG_DATA/*_B04.jp2")).unlink()
    product = open_product(str(root))
    assert product.role("red").path is None and product.extras["missing_bands"] == "B4"


def test_old_names_are_read(shared, tmp_path):
    product = open_product(str(old_names(shared, tmp_path)))
    assert product.tile == "56JMM" and all(band.path for band in product.bands)
    assert len(product.mask_files["detector_footprint"]) == 13 and product.auxiliary is not None


def test_one_granule_of_several_is_chosen_by_name(shared, tmp_path):
    root = old_names(shared, tmp_path, twice=True)
    error = fault(root)
    assert error.code == "granule_ambiguous" and "56JMM, 56JNN" in str(error)
    for name in ("56JNN", "T56JNN"):
        product = open_product(str(root), granule=name)
        assert product.tile == "56JNN" and "T56JNN" in product.role("red").path
    assert product.identifier == "S2A_OPER_MSI_L1C_TL_EPAE_20180629T012042_A015757_T56JNN_N02.06"
    assert fault(root, granule="31TCJ").code == "granule_unknown"
    # What the sentence advises.
    assert "GRANULE" in str(error)
    (own,) = root.glob("GRANULE/*T56JNN*/S2A_OPER_MTD_L1C_TL_*.xml")
    assert open_product(str(own)).tile == "56JNN"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.98])
def test_a_cut_zip_is_one_sentence(shared, tmp_path, share):
    data = real_zip(shared, "T31TDH").read_bytes()
    cut = tmp_path / "cut.zip"
    cut.write_bytes(data[:int(len(data) * share)])
    error = fault(cut)
    assert error.code == "archive_damaged" and "cut.zip" in str(error)


def test_a_zip_whose_member_overruns_is_refused(shared, tmp_path):
    path = tmp_path / "overrun.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("MTD_MSIL1C.xml", b"<a/>" * 10)
    data = bytearray(path.read_bytes())
    entry = data.index(b"PK\x01\x02")
    data[entry + 20:entry + 24] = (10**6).to_bytes(4, "little")
    path.write_bytes(bytes(data))
    assert fault(path).code == "archive_damaged"


def test_malformed_theia_metadata_are_one_sentence(shared):
    files = sorted((shared / "data/theia_muscate_pixels/T38K_S2").rglob("*_MTD_ALL.xml"))
    assert files
    for file in files:
        assert fault(file.parent).code == "xml_malformed" and fault(file).code == "xml_malformed"


def test_what_is_no_product_is_said_plainly(tmp_path):
    assert fault(tmp_path / "nowhere").code == "path_absent"
    empty = tmp_path / "empty"
    empty.mkdir()
    assert fault(empty).code == "folder_empty"
    (empty / "readme.txt").write_text("nothing")
    (empty / "other.xml").write_text("<Other/>")
    assert fault(empty).code == "not_a_product" and fault(empty / "readme.txt").code == "not_a_product"
    (empty / "broken.zip").write_bytes(b"not a zip")
    assert fault(empty / "broken.zip").code == "archive_damaged"


def test_a_safe_without_its_metadata_says_so(shared, tmp_path):
    root = unpacked(shared, "T31TDH", tmp_path)
    (root / "MTD_MSIL1C.xml").unlink()
    assert fault(root).code == "metadata_absent"


def test_a_folder_of_two_products_asks_which(shared, tmp_path):
    source = shared / "formats/s2_l1c_safe/S2A_MSIL1C_20200717T221941_R029_T01LAC_20200717T234135.SAFE"
    for name in ("a.SAFE", "b.SAFE"):
        shutil.copytree(source, tmp_path / name)
    assert fault(tmp_path).code == "several_products"


def test_an_accented_folder_with_spaces_is_read(shared, tmp_path):
    folder = tmp_path / "données été 2018"
    folder.mkdir()
    shutil.copy(real_zip(shared, "T31TDH"), folder / "ma scène.zip")
    product = open_product(str(folder / "ma scène.zip"))
    with Raster(product.role("coastal").path) as coastal:
        assert coastal.grid.shape == (1830, 1830)


def test_the_complete_theia_metadata(shared):
    product = open_product(str(shared / "formats/theia_muscate_l2a"))
    assert (product.family, product.platform, product.tile) == ("muscate", "S2A", "31UDS")
    assert product.crs == "EPSG:32631"
    red = product.role("red")
    assert (red.scale, red.offset, red.nodata, red.path) == (1e-4, 0.0, -10000, None)
    assert product.band("B2").response.version == "ESA 2015" and product.extras["aot_quantification"] == "200"
    assert product.extras["quality:CloudPercent"] == "54" and product.extras["images"] == "FRE"
    assert sorted(product.view["B2"]) == [1, 2, 3, 4, 5] and product.sun.zenith.shape == (23, 23)
    assert open_product(str(shared / "formats/theia_muscate_l2a"), images="SRE").extras["images"] == "SRE"


def test_each_band_of_an_l2a_has_its_native_resolution(shared, tmp_path):
    name = "S2A_MSIL2A_20230821T221941_N0509_R029_T01KAB_20230822T021825.SAFE"
    root = tmp_path / name
    shutil.copytree(shared / "formats/s2_l2a_safe" / name, root)
    granule = next((root / "GRANULE").iterdir())
    layers = {10: ("B02", "B03", "B04", "B08", "AOT", "WVP", "TCI"),
              20: ("B01", "B02", "B03", "B04", "B05", "B06", "B07", "B8A", "B11", "B12", "SCL", "AOT"),
              60: ("B01", "B02", "B03", "B04", "B05", "B06", "B07", "B8A", "B09", "B11", "SCL")}
    for size, codes in layers.items():
        folder = granule / "IMG_DATA" / f"R{size}m"
        folder.mkdir(parents=True)
        for code in codes:
            (folder / f"T01KAB_20230821T221941_{code}_{size}m.jp2").write_bytes(b"")
    (granule / "QI_DATA").mkdir()
    for mask in ("MSK_DETFOO_B8A", "MSK_QUALIT_B01", "MSK_CLASSI_B00", "MSK_CLDPRB_20m", "MSK_CLDPRB_60m"):
        (granule / "QI_DATA" / f"{mask}.jp2").write_bytes(b"")
    product = open_product(str(root))
    assert {band.name: band.resolution_m for band in product.bands} == {
        "B1": 60, "B2": 10, "B3": 10, "B4": 10, "B5": 20, "B6": 20, "B7": 20, "B8": 10, "B8A": 20, "B9": 60,
        "B11": 20, "B12": 20}
    assert product.role("red").path.endswith("_B04_10m.jp2") and product.role("cirrus") is None
    masks = product.mask_files
    assert masks["scene_classification"][""].endswith("SCL_20m.jp2")
    assert masks["aot"][""].endswith("AOT_10m.jp2")
    assert masks["cloud_probability"][""].endswith("CLDPRB_20m.jp2")
    assert list(masks["detector_footprint"]) == ["B8A"] and list(masks["quality"]) == ["B1"]
    assert list(masks["classification"]) == [""]


def test_a_zip_under_another_suffix_is_read(shared, tmp_path):
    path = tmp_path / "product.download"
    shutil.copy(real_zip(shared, "T31TDH"), path)
    with Raster(open_product(str(path)).role("coastal").path) as coastal:
        assert coastal.read(window=(900, 900, 8, 8)).mean() > 0


def test_cams_forecasts_give_the_aerosol_optical_depth():
    from bocage.core.products.safe.auxiliary import _fields

    total = {"GRIB_ELEMENT": "unknown", "GRIB_UNIT": "[-]",
             "GRIB_COMMENT": "var207 of table 210 of center ECMWF [-]"}
    dust = {**total, "GRIB_COMMENT": "var209 of table 210 of center ECMWF [-]"}
    found = _fields([(dust, np.full((2, 2), 0.9)), (total, np.full((2, 2), 0.2))])
    assert set(found) == {"aot550", "dust"} and (found["aot550"] == 0.2).all()
