"""What cannot be compared is refused, what may mislead is said."""

from __future__ import annotations

import re
from pathlib import Path

import l2a_pair as pairs
import numpy as np
import pytest
from bocage.core.chains.compareproducts import CompareSettings, compare
from bocage.core.engine.raster import Raster, RasterWriter
from compared import EXACT, Listens, band, refused, run


def test_an_l1c_product_is_refused_on_either_side(l1c, reference):
    assert refused(l1c, reference).code == "not_l2a" and refused(reference, l1c).code == "not_l2a"
    assert Path(l1c).name in str(refused(l1c, reference))


@pytest.mark.parametrize(("source", "code", "word"), [
    ({"tile": "30TXT"}, "compare_tiles", "30TXT"),
    ({"acquired": pairs.moment("2018-01-20T11:03:51")}, "compare_days", "2018-01-20")])
def test_another_tile_or_day_is_refused(reference, tmp_path, source, code, word):
    error = refused(pairs.write_muscate(tmp_path, pairs.plain(source=source)), reference)
    assert error.code == code and word in str(error)


def test_another_coordinate_system_is_refused(reference, tmp_path):
    grids = {"R1": pairs.grid(10, crs="EPSG:32631"), "R2": pairs.grid(20, crs="EPSG:32631")}
    error = refused(pairs.write_muscate(tmp_path, pairs.plain(grids=grids)), reference)
    assert error.code == "compare_crs" and "EPSG:32631" in str(error) and "EPSG:32630" in str(error)


def test_products_that_do_not_meet_are_refused(reference, tmp_path):
    away = (pairs.CORNER[0] + 3000, pairs.CORNER[1])
    grids = {"R1": pairs.grid(10, away), "R2": pairs.grid(20, away)}
    assert refused(pairs.write_muscate(tmp_path, pairs.plain(grids=grids)), reference).code == "compare_apart"


def test_products_without_a_band_in_common_are_refused(reference, tmp_path):
    path = pairs.write_muscate(tmp_path, pairs.plain())
    for file in Path(path).glob("*_SRE_*.tif"):
        file.unlink()
    assert refused(path, reference).code == "compare_no_band"


def test_what_is_no_product_or_cannot_be_written_is_refused(reference, tmp_path):
    assert refused(str(tmp_path / "nowhere"), reference).code == "path_absent"
    (tmp_path / "a file").write_text("in the way")
    assert refused(reference, reference, html=str(tmp_path / "a file" / "r.html")).code == "folder_not_writable"
    assert refused(reference, reference, images="XRE").code == "parameter_unknown"


def test_images_that_a_product_lacks_are_refused_by_their_kind(reference):
    error = refused(reference, reference, images="FRE")
    assert error.code == "images_absent" and "FRE" in str(error)


def with_slopes(product: str, alone: bool = False) -> str:
    """Adds FRE images, 0.0100 brighter than SRE, to a product; ``alone`` takes SRE out of its metadata."""
    metadata = next(Path(product).glob("*_MTD_ALL.xml"))
    text = metadata.read_text(encoding="utf-8")
    blocks = re.findall(r"<Image>.*?</Image>", text, re.DOTALL)
    block = next(found for found in blocks if "Surface_Reflectance" in found)
    flat = block.replace("Surface_Reflectance", "Flat_Reflectance").replace("_SRE_", "_FRE_")
    metadata.write_text(text.replace(block, flat if alone else block + flat), encoding="utf-8")
    for file in Path(product).glob("*_SRE_*.tif"):
        with Raster(str(file)) as raster:
            grid, values = raster.grid, raster.read()
        with RasterWriter(str(file).replace("_SRE_", "_FRE_"), grid, "int16", nodata=-10000) as writer:
            writer.write((values + 100).astype(np.int16))
            writer.close()
    return product


def test_the_same_kind_of_reflectance_is_compared_where_both_have_it(reference, tmp_path):
    flat = with_slopes(pairs.write_muscate(tmp_path / "both kinds", pairs.plain()))
    scl = np.full((60, 60), 4)
    sen2cor = pairs.write_sen2cor(tmp_path, pairs.plain().numbers, scl)
    for second, images, kind, expected in ((reference, "auto", "SRE", 0.0), (reference, "SRE", "SRE", 0.0),
                                           (flat, "auto", "FRE", 0.0), (sen2cor, "auto", "FRE", 0.0100),
                                           (sen2cor, "SRE", "SRE", 0.0)):
        result = run(flat, second, images=images)
        assert result.report["input"]["images"] == kind, (second, images)
        assert band(result, "red")["accuracy"] == pytest.approx(expected, abs=EXACT), (second, images)
    # A product of FRE alone against one of SRE alone: compared, and said.
    only = with_slopes(pairs.write_muscate(tmp_path / "flat alone", pairs.plain()), alone=True)
    listens = Listens()
    result = compare(CompareSettings(only, reference), listens)
    assert listens.said == ["compare_images"] and band(result, "red")["accuracy"] == pytest.approx(0.0100, abs=EXACT)


def test_another_satellite_or_hour_is_said_and_compared(reference, tmp_path):
    other = pairs.plain(30, source={"platform": "S2B", "mission": "SENTINEL2B",
                                    "acquired": pairs.moment("2018-01-17T11:43:51")})
    listens = Listens()
    result = compare(CompareSettings(pairs.write_muscate(tmp_path, other), reference), listens)
    assert {"compare_sensors", "compare_times"} <= set(listens.said)
    assert band(result, "red")["accuracy"] == pytest.approx(0.0030, abs=EXACT)


def test_no_clear_pixel_is_said_and_masks_are_still_compared(reference, tmp_path):
    cloudy = pairs.plain(30, masks={"CLM": np.full((120, 120), 2, np.uint8)})
    listens = Listens()
    target = tmp_path / "r.html"
    result = compare(CompareSettings(pairs.write_muscate(tmp_path, cloudy), reference, html=str(target)), listens)
    assert listens.said == ["compare_nothing_clear"]
    assert result.report["masks"]["cloud"]["input_only"] == 3600 and result.numbers["CLEAR_PERCENT"] == 0
    assert "UNCERTAINTY_RED" not in result.numbers and "No pixel is clear" in target.read_text(encoding="utf-8")
