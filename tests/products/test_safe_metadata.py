"""Sentinel-2 metadata: real files of every baseline at hand."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from bocage.core.engine.xml import parse
from bocage.core.errors import BocageError
from bocage.core.products.open import open_product
from bocage.core.products.safe.metadata import read_metadata
from sentinel2_files import real_zip

L1C = "S2A_N0206_T31TDH_20180101_MTD_MSIL1C.xml"


def metadata(path, change=None):
    data = path.read_bytes()
    return read_metadata(parse(change(data) if change else data, path.name), path.name)


def folders(shared):
    return [path for kind in ("s2_l1c_safe", "s2_l2a_safe")
            for path in sorted((shared / "formats" / kind).iterdir()) if path.is_dir()]


def test_every_real_safe_is_read(shared):
    for folder in folders(shared):
        product = open_product(str(folder))
        assert product.level == ("L1C" if "l1c" in str(folder.parent) else "L2A")
        assert product.platform in ("S2A", "S2B") and product.crs.startswith("EPSG:32")
        assert len(product.bands) == (13 if product.level == "L1C" else 12)
        assert product.tile in folder.name and product.sun is not None and product.view["B2"]
        assert product.acquired.tzinfo is timezone.utc and product.relative_orbit in range(1, 144)
        assert all(band.path is None for band in product.bands)


def test_the_offset_of_s2c_is_minus_1000_on_every_band(shared):
    found = metadata(shared / "formats/s2_l1c_safe/S2C_MTD_MSIL1C_N05xx.xml")
    assert found.platform == "S2C" and set(found.offsets.values()) == {-1000.0} and len(found.offsets) == 13
    assert "99.04" in found.extras["warning"]


@pytest.mark.parametrize(("name", "offset"), [
    ("S2B_MSIL2A_20191228T210519_N0212_R071_T01CCV_20201003T104658.SAFE", 0.0),
    ("S2B_MSIL2A_20220413T150759_N0400_R025_T33XWJ_20220414T082126.SAFE", -1000.0),
    ("S2A_MSIL2A_20230821T221941_N0509_R029_T01KAB_20230822T021825.SAFE", -1000.0)])
def test_l2a_offsets_follow_the_tag(shared, name, offset):
    product = open_product(str(shared / "formats/s2_l2a_safe" / name))
    assert {band.offset for band in product.bands} == {offset}
    assert {band.scale for band in product.bands} == {1e-4}


def test_special_values_and_irradiances_come_from_the_file(shared):
    found = metadata(shared / "formats/s2_l1c_safe" / L1C)
    assert (found.nodata, found.saturated, found.quantification) == (0, 65535, 10000.0)
    assert found.irradiances["B2"] == 1941.63 and found.irradiances["B8"] == 1036.39
    assert len(found.responses) == 13


def test_revised_s2a_response_moves_blue_by_four_nanometres(shared):
    old = open_product(str(real_zip(shared, "T31TDH")))
    new = open_product(str(real_zip(shared, "T56JMM")))
    for name, shift in (("B1", -1.2), ("B2", -4.1), ("B8", -2.3)):
        moved = new.band(name).response.central_nm() - old.band(name).response.central_nm()
        assert moved == pytest.approx(shift, abs=0.1)
    assert old.band("B2").response.version == "ESA 2015" and new.band("B2").response.version == "v3.0"


def test_responses_are_named_by_content(shared):
    versions = {open_product(str(folder)).band("B2").response.version for folder in folders(shared)}
    assert versions == {"v3.0", "v4.0"}
    assert metadata(shared / "formats/s2_l1c_safe/S2C_MTD_MSIL1C_N05xx.xml").responses["B2"].version == "v4.0"


def test_an_unheard_of_response_is_the_products_own(shared):
    found = metadata(shared / "formats/s2_l1c_safe" / L1C, lambda data: data.replace(
        b'<MIN unit="nm">440</MIN>', b'<MIN unit="nm">443</MIN>').replace(
        b'<CENTRAL unit="nm">496.6</CENTRAL>', b'<CENTRAL unit="nm">499.6</CENTRAL>'))
    assert found.responses["B2"].version == "product"


def test_central_wavelengths_agree_with_the_files_own(shared):
    for product in (open_product(str(real_zip(shared, tile))) for tile in ("T31TDH", "T56JMM")):
        for name, nm in (("B3", 560.0), ("B4", 664.6), ("B8A", 864.8), ("B12", 2202.4)):
            assert product.band(name).response.central_nm() == pytest.approx(nm, abs=0.25)


@pytest.mark.parametrize("baseline", [b"05.20", b"04.00", b"next", b"06.01"])
def test_a_baseline_that_should_tell_its_offset_and_does_not_is_refused(shared, baseline):
    with pytest.raises(BocageError) as error:
        metadata(shared / "formats/s2_l1c_safe" / L1C,
                 lambda data: data.replace(b"BASELINE>02.06", b"BASELINE>" + baseline))
    assert error.value.code == "offset_unknown" and baseline.decode() in str(error.value)


def test_a_missing_quantification_is_one_sentence(shared):
    with pytest.raises(BocageError) as error:
        metadata(shared / "formats/s2_l1c_safe" / L1C,
                 lambda data: data.replace(b"QUANTIFICATION_VALUE", b"Q"))
    assert error.value.code == "metadata_incomplete" and "QUANTIFICATION_VALUE" in str(error.value)


def test_the_sensing_time_is_the_tiles(shared):
    product = open_product(str(real_zip(shared, "T31TDH")))
    assert product.acquired == datetime(2018, 1, 1, 10, 54, 35, 457000, tzinfo=timezone.utc)
    assert (product.relative_orbit, product.baseline, product.tile) == (51, "02.06", "31TDH")


@pytest.mark.parametrize("value", [b"inf", b"nan", b"", b"1e999", b"-1"])
def test_absurd_numbers_never_become_physics(shared, value):
    def change(data: bytes) -> bytes:
        return data.replace(b'<MAX unit="nm">457</MAX>', b'<MAX unit="nm">' + value + b"</MAX>")

    response = metadata(shared / "formats/s2_l1c_safe" / L1C, change).responses["B1"]
    assert response.wavelength_nm[0] == 430.0 and len(response.wavelength_nm) == 28
    with pytest.raises(BocageError):
        metadata(shared / "formats/s2_l1c_safe" / L1C, lambda data: data.replace(
            b'<QUANTIFICATION_VALUE unit="none">10000', b'<QUANTIFICATION_VALUE unit="none">' + value))


def test_the_responses_of_old_products_that_list_too_few_values_keep_their_centre(shared):
    # B8 of S2A lists 138 values for 149 nanometres; read from MIN its mean would be 824.1 nm.
    found = metadata(shared / "formats/s2_l1c_safe" / L1C).responses["B8"]
    assert found.central_nm() == pytest.approx(835.1, abs=0.05) and found.wavelength_nm[-1] == 908.0
