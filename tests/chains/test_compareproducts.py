"""Two products whose differences are known by construction."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from pathlib import Path

import l1c_scene
import l2a_pair as pairs
import numpy as np
import pytest
from bocage.core.chains.compareproducts import CompareSettings, compare
from bocage.core.chains.compareproducts import tally as tallies
from bocage.core.chains.compareproducts.classes import NAMES, spectral_classes
from bocage.core.chains.compareproducts.statistics import BINS, Differences, Plain
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster, RasterWriter
from bocage.core.errors import BocageError, Cancelled
from bocage.core.products.flags import SNOW, WATER

#: Differences are whole digital numbers of 1e-4, so sums in double precision owe them nothing.
EXACT = 1e-7
BANDS = 10


class Listens(SilentProgress):
    """Keeps the codes of warnings."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def warn(self, code: str, **fields: object) -> None:
        self.said.append(code)


def run(first: str, second: str, **changes: str):
    return compare(CompareSettings(first, second, **changes), SilentProgress())


def band(result, role: str) -> dict:
    return next(one for one in result.report["bands"] if one["role"] == role)


@pytest.fixture(scope="module")
def reference(tmp_path_factory) -> str:
    return pairs.write_muscate(tmp_path_factory.mktemp("référence"), pairs.plain())


@pytest.fixture(scope="module")
def shifted(tmp_path_factory) -> str:
    """0.0030 brighter, plus and minus 0.0040."""
    return pairs.write_muscate(tmp_path_factory.mktemp("shifted"), pairs.plain(30, 40, aot=173, water=900))


@pytest.fixture(scope="module")
def both(shifted, reference, tmp_path_factory):
    folder = tmp_path_factory.mktemp("été 2018")
    return run(shifted, reference, html=str(folder / "r.html"), json=str(folder / "r.json"),
               difference=str(folder / "d.tif")), folder


# -- estimators ------------------------------------------------------------------------------------


def test_estimators_are_those_of_vermote_and_kotchenova_whatever_the_blocks():
    random = np.random.default_rng(5)
    error = random.normal(0.01, 0.02, 5000).astype(np.float32)
    rho = random.uniform(-0.05, 1.4, 5000).astype(np.float32)
    label = random.integers(0, 3, 5000)
    found = Differences(3)
    for part in np.array_split(np.arange(5000), 7):
        found.add(error[part], rho[part], label[part])
    exact = error.astype(float)
    all_of_it = found.overall()
    assert all_of_it.pixels == 5000
    assert all_of_it.accuracy == pytest.approx(exact.mean(), abs=1e-12)
    assert all_of_it.precision == pytest.approx(exact.std(ddof=1), abs=1e-12)
    assert all_of_it.uncertainty == pytest.approx(np.sqrt((exact ** 2).mean()), abs=1e-12)
    assert all_of_it.within == pytest.approx(np.mean(np.abs(error) <= 0.05 * np.abs(rho) + 0.005), abs=1e-9)
    assert found.of_class(1).precision == pytest.approx(exact[label == 1].std(ddof=1), abs=1e-12)
    inside = (rho >= 0.10) & (rho < 0.12)
    assert found.of_bin(5).pixels == np.count_nonzero(inside)
    assert found.of_bin(5).uncertainty == pytest.approx(np.sqrt((exact[inside] ** 2).mean()), abs=1e-12)
    assert sum(found.of_bin(number).pixels for number in range(BINS)) == 5000
    # A step of the histogram.
    assert found.median() == pytest.approx(np.median(exact), abs=0.0001)


def test_estimators_of_nothing_and_of_one_pixel_do_not_invent_figures():
    found = Differences(2)
    assert found.overall().accuracy is None and found.median() is None and found.overall().pixels == 0
    one = np.full(1, 0.25, np.float32)
    found.add(one, one, np.zeros(1, int))
    assert found.overall().uncertainty == pytest.approx(0.25) and found.overall().precision is None
    # Beyond the histogram's last step there is no median to tell.
    assert found.median() is None
    assert Plain().apu().uncertainty is None


def test_classes_follow_their_documented_rules():
    spectra = {  # dense crop, dry soil, clear lake, snow, greenhouse, burnt ground, stubble, nothing read
        "blue": [0.03, 0.09, 0.05, 0.80, 0.30, 0.03, 0.06, np.nan],
        "green": [0.06, 0.11, 0.04, 0.80, 0.30, 0.04, 0.09, np.nan],
        "red": [0.04, 0.15, 0.02, 0.78, 0.30, 0.05, 0.12, np.nan],
        "nir": [0.35, 0.20, 0.01, 0.75, 0.32, 0.07, 0.23, np.nan],
        "swir1": [0.17, 0.28, 0.00, 0.10, 0.31, 0.09, 0.25, np.nan]}
    arrays = {role: np.array(values, np.float32)[None] for role, values in spectra.items()}
    flags = np.zeros((1, 8), np.uint16)
    names = [NAMES[number] for number in spectral_classes(arrays, flags)[0]]
    assert names == ["vegetation", "bare_soil", "water", "snow", "bright", "dark", "mixed", "unknown"]
    # A mask drawn on cells does not turn a crop into a lake, nor a field into snow.
    names = [NAMES[number] for number in spectral_classes(arrays, flags | np.uint16(WATER | SNOW))[0]]
    assert names[:4] == ["vegetation", "bare_soil", "water", "snow"]
    # Turbid water and no band at 1.6 um: the mask decides.
    turbid = {"green": np.full((1, 1), 0.08, np.float32), "nir": np.full((1, 1), 0.09, np.float32),
              "red": np.full((1, 1), 0.09, np.float32), "blue": np.full((1, 1), 0.05, np.float32)}
    assert NAMES[spectral_classes(turbid, np.full((1, 1), WATER, np.uint16))[0, 0]] == "water"
    assert NAMES[spectral_classes(turbid, np.zeros((1, 1), np.uint16))[0, 0]] == "dark"


# -- from product to figures -----------------------------------------------------------------------


def test_accuracy_precision_and_uncertainty_come_out_as_built(both):
    result, _ = both
    assert len(result.report["bands"]) == BANDS
    for one in result.report["bands"]:
        count = one["pixels"]
        assert count == (14400 if one["grid"]["transform"][1] == 10 else 3600)
        assert one["accuracy"] == pytest.approx(0.0030, abs=EXACT), one["role"]
        assert one["precision"] == pytest.approx(0.0040 * np.sqrt(count / (count - 1)), abs=EXACT)
        assert one["uncertainty"] == pytest.approx(0.0050, abs=EXACT)
    # 0.0070 is beyond 0.05 rho + 0.005 over water alone (half of the pixels there).
    assert band(result, "nir")["within"] == pytest.approx(1 - 0.25 / 2, abs=1e-9)


def test_figures_come_by_class_and_by_reflectance(both):
    result, _ = both
    red = band(result, "red")
    assert set(result.report["classes"]["names"]) == set(NAMES[1:])
    for name in ("vegetation", "bare_soil", "water", "snow"):
        assert red["classes"][name]["pixels"] == 3600, name
        assert red["classes"][name]["accuracy"] == pytest.approx(0.0030, abs=EXACT)
    assert red["classes"]["vegetation"]["mean_reference"] == pytest.approx(0.04, abs=1e-6)
    assert red["classes"]["bright"] == {"pixels": 0, "accuracy": None, "precision": None, "uncertainty": None,
                                        "mean_reference": None, "within": None}
    found = {one["from"]: one for one in red["bins"]}
    assert sum(one["pixels"] for one in red["bins"]) == 14400
    assert found[0.14]["pixels"] == 3600
    assert found[0.14]["specification"] == pytest.approx(0.05 * 0.15 + 0.005, abs=1e-6)


def test_exchanging_the_products_changes_the_sign_alone(both, shifted, reference):
    back = run(reference, shifted)
    for one in both[0].report["bands"]:
        other = band(back, one["role"])
        assert other["accuracy"] == pytest.approx(-one["accuracy"], abs=EXACT)
        assert other["precision"] == pytest.approx(one["precision"], abs=EXACT)


def test_a_product_compared_with_itself_differs_nowhere(reference):
    result = run(reference, reference)
    assert all(one["uncertainty"] == 0 and one["within"] == 1 for one in result.report["bands"])


def test_aerosols_and_water_vapour_are_compared_where_both_carry_them(both):
    found = both[0].report["atmosphere"]
    assert found["aot"]["accuracy"] == pytest.approx(0.050, abs=1e-6)
    assert found["aot"]["mean_reference"] == pytest.approx(0.123, abs=1e-6)
    assert found["water_vapour"]["accuracy"] == pytest.approx(-0.200, abs=1e-6)
    assert found["water_vapour"]["unit"] == "g/cm2"


def test_masked_pixels_of_either_product_stay_out(reference, tmp_path):
    cloud, shadow = np.zeros((120, 120), np.uint8), np.zeros((120, 120), np.uint8)
    cloud[10:20, 10:30], shadow[80:90, 80:100] = 2, 32
    damaged = pairs.plain(30, masks={"CLM": cloud | shadow, "MG2": np.zeros((120, 120), np.uint8)})
    for values in damaged.numbers.values():
        step = 120 // values.shape[0]
        values[(cloud | shadow)[::step, ::step] > 0] += 2000
    first = pairs.write_muscate(tmp_path / "a", damaged)
    result = run(first, reference)
    for one in result.report["bands"]:
        assert one["accuracy"] == pytest.approx(0.0030, abs=EXACT) and one["precision"] == pytest.approx(0, abs=EXACT)
    assert band(result, "red")["pixels"] == 14400 - 400 and band(result, "swir1")["pixels"] == 3600 - 100
    assert result.report["pixels"]["clear"] == 3500
    # The other way round too; and without the mask the same pixels would show.
    assert band(run(reference, first), "red")["pixels"] == 14000
    bare = pairs.write_muscate(tmp_path / "b", replace(damaged, masks={}))
    assert band(run(bare, reference), "red")["precision"] > 0.02


def test_pixels_without_data_stay_out_of_everything(reference, tmp_path):
    holed = pairs.plain(30)
    for values in holed.numbers.values():
        values[:values.shape[0] // 4] = -10000
    result = run(pairs.write_muscate(tmp_path, holed), reference)
    assert band(result, "red")["pixels"] == 14400 * 3 // 4
    assert band(result, "red")["accuracy"] == pytest.approx(0.0030, abs=EXACT)
    assert result.report["pixels"]["common"] == 2700
    assert result.report["masks"]["water"]["both"] + result.report["masks"]["water"]["neither"] == 2700


def test_masks_are_compared_in_both_directions(tmp_path):
    clouds = [np.zeros((120, 120), np.uint8) for _ in range(2)]
    clouds[0][:40, :20], clouds[1][:20, :20] = 2, 2
    clouds[1][100:120, 100:120] = 2
    paths = [pairs.write_muscate(tmp_path / str(number), pairs.plain(masks={"CLM": mask, "MG2": mask}))
             for number, mask in enumerate(clouds)]
    found = run(*paths).report["masks"]["cloud"]
    # On 20 m pixels: INPUT 200, REFERENCE 200, of which 100 together.
    assert (found["both"], found["input_only"], found["reference_only"], found["neither"]) == (100, 100, 100, 3300)
    assert found["agreement"] == pytest.approx(3400 / 3600) and found["confirmed"] == 0.5 and found["found"] == 0.5
    smaller = run(paths[1], paths[0]).report["masks"]["cloud"]
    assert (smaller["input_only"], smaller["reference_only"]) == (100, 100)


def test_a_mask_that_was_not_computed_is_not_called_clear(reference, tmp_path):
    absent = ("CLM", "MG2.cloud", "MG2.snow", "MG2.cloud_shadow")
    first = pairs.write_muscate(tmp_path, pairs.plain(not_computed=absent))
    result = run(first, reference)
    assert result.report["masks"]["cloud"] == {"compared": False, "not_computed_by": ["input"]}
    assert result.report["masks"]["snow"]["compared"] is False and result.report["masks"]["water"]["compared"] is True
    assert "CLOUD_AGREEMENT" not in result.numbers and "WATER_AGREEMENT" in result.numbers


def test_other_resolutions_are_compared_on_the_coarser_grid_by_the_mean(tmp_path, reference):
    coarse = pairs.plain()
    numbers = {name: values if values.shape == (60, 60) else values.reshape(60, 2, 60, 2).mean((1, 3)).astype(int)
               for name, values in coarse.numbers.items()}
    second = pairs.write_muscate(tmp_path / "20 m", replace(coarse, numbers=numbers,
                                                            grids={"R1": pairs.grid(20), "R2": pairs.grid(20)}))
    cloud = np.zeros((120, 120), np.uint8)
    cloud[30, 30] = 2
    first = pairs.write_muscate(tmp_path / "10 m", pairs.plain(30, 40, masks={"CLM": cloud}))
    result = run(first, second)
    red = band(result, "red")
    # Plus and minus 0.004 by turns cancel in a 20 m pixel; one cloudy pixel of 10 m takes its 20 m pixel out.
    assert red["grid"]["transform"][1] == 20 and red["native_resolution"] == {"input": 10.0, "reference": 20.0}
    assert red["accuracy"] == pytest.approx(0.0030, abs=1e-6) and red["precision"] == pytest.approx(0, abs=1e-6)
    assert red["pixels"] == 3599
    # A quarter of the pixel is cloud: not enough to call it one.
    assert result.report["masks"]["cloud"]["input_only"] == 0


def test_other_extents_are_compared_where_they_meet(tmp_path, reference):
    whole = pairs.plain(30)
    numbers = {name: values[: values.shape[0] // 2, values.shape[1] // 4:] for name, values in whole.numbers.items()}
    left, top = pairs.CORNER[0] + 300, pairs.CORNER[1]
    grids = {group: Grid("EPSG:32630", (left, step, 0.0, top, 0.0, -step), (int(600 / step), int(900 / step)))
             for group, step in (("R1", 10.0), ("R2", 20.0))}
    part = pairs.write_muscate(tmp_path, replace(whole, numbers=numbers, grids=grids))
    for result in (run(part, reference), run(reference, part)):
        red = band(result, "red")
        assert red["grid"]["shape"] == [60, 90] and red["pixels"] == 5400
        assert abs(red["accuracy"]) == pytest.approx(0.0030, abs=EXACT)
        assert red["precision"] == pytest.approx(0, abs=EXACT)


@pytest.mark.parametrize("factor", [2, 3])
def test_nested_grids_are_read_as_any_others_are(factor):
    """The short cut of nested grids and the general way give the same pixels and flags."""
    from bocage.core.chains.compareproducts import reading
    from bocage.core.engine.regrid import regrid

    fine, grid = pairs.grid(10), pairs.grid(10 * factor).window(3, 5, 20, 30)
    inner = reading.nested(fine, grid)
    assert inner is not None and inner.bounds == grid.bounds
    random = np.random.default_rng(4)
    values = random.uniform(0, 1, fine.shape).astype(np.float32)
    values[random.uniform(size=fine.shape) < 0.4] = np.nan
    row, column = 3 * factor, 5 * factor
    part = values[row:row + 20 * factor, column:column + 30 * factor]
    np.testing.assert_allclose(reading._mean(part, factor), regrid(values, fine, grid, "average"), atol=1e-6)
    # A grid half a pixel away does not nest, nor one that reaches beyond.
    x0, dx, _, y0, _, dy = grid.transform
    assert reading.nested(fine, Grid(grid.crs, (x0 + 5, dx, 0.0, y0, 0.0, dy), grid.shape)) is None
    assert reading.nested(fine, pairs.grid(10 * factor).window(-1, 0, 10, 10)) is None


def test_flags_of_nested_grids_are_those_of_any_others(reference, tmp_path, monkeypatch):
    from bocage.core.chains.compareproducts import reading
    from bocage.core.chains.compareproducts.pair import open_pair

    masks = np.random.default_rng(6).choice([0, 2, 32, 130], (120, 120)).astype(np.uint8)
    first = pairs.write_muscate(tmp_path, pairs.plain(masks={"CLM": masks}))
    side = open_pair(CompareSettings(first, reference), SilentProgress()).input
    short = reading.read_flags(side, pairs.grid(20), tallies._FLAGS)
    monkeypatch.setattr(reading, "nested", lambda source, target: None)
    for ours, general in zip(short, reading.read_flags(side, pairs.grid(20), tallies._FLAGS)):
        np.testing.assert_array_equal(ours, general)
    assert len(np.unique(short[0])) > 4


def test_blocks_of_few_rows_give_the_same_figures(both, shifted, reference, monkeypatch, tmp_path):
    monkeypatch.setattr(tallies, "ROWS", 7)
    again = run(shifted, reference, difference=str(tmp_path / "d.tif"))
    for one in both[0].report["bands"]:
        other = band(again, one["role"])
        assert other["histogram"] == one["histogram"] and other["pixels"] == one["pixels"]
        assert other["precision"] == pytest.approx(one["precision"], abs=1e-12)
    with Raster(str(both[1] / "d.tif")) as whole, Raster(str(tmp_path / "d.tif")) as parts:
        np.testing.assert_array_equal(whole.read(3), parts.read(3))


# -- another producer ------------------------------------------------------------------------------


def test_a_sen2cor_product_compares_by_role_with_its_offset_and_its_classification(tmp_path, reference):
    numbers = pairs.plain(-20).numbers
    scl = np.full((60, 60), 4)
    scl[30:, :30], scl[30:, 30:] = 6, 11
    scl[:10, :10], scl[50:, :5], scl[:5, 50:] = 9, 3, 0
    found = run(pairs.write_sen2cor(tmp_path, numbers, scl, aot=90, water=1500), reference)
    assert band(found, "nir_narrow")["names"] == {"input": "B8A", "reference": "B8A"}
    for role in ("blue", "red", "nir_narrow", "swir2"):
        assert band(found, role)["accuracy"] == pytest.approx(-0.0020, abs=EXACT), role
        assert band(found, role)["precision"] == pytest.approx(0, abs=EXACT)
    # 100 cloudy and 50 shadowed pixels; 50 without data are not even common.
    assert found.report["pixels"] == {"common": 3550, "clear": 3400, "clear_percent": pytest.approx(340000 / 3550)}
    assert found.report["masks"]["cloud"]["input_only"] == 100
    assert found.report["masks"]["snow"]["input_only"] == 900
    assert found.report["atmosphere"]["aot"]["accuracy"] == pytest.approx(0.090 - 0.123, abs=1e-6)
    assert found.report["atmosphere"]["water_vapour"]["accuracy"] == pytest.approx(0.4, abs=1e-6)
    assert found.report["input"]["producer"] == "Sen2Cor" and found.report["reference"]["images"] == "SRE"


# -- refusals --------------------------------------------------------------------------------------


def refused(first: str, second: str, **changes: str) -> BocageError:
    with pytest.raises(BocageError) as caught:
        run(first, second, **changes)
    assert str(caught.value).count("\n") == 0 and str(caught.value).endswith(".")
    return caught.value


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


# -- classes of a raster ---------------------------------------------------------------------------


def write_classes(path: Path, grid: Grid, values: np.ndarray) -> str:
    with RasterWriter(str(path), grid, str(values.dtype)) as writer:
        writer.write(values)
        writer.close()
    return str(path)


def test_classes_of_a_raster_in_another_coordinate_system_are_taken(shifted, reference, tmp_path):
    # The scene's middle column in longitude: 11 to the west of it, 12 to the east, none in the far north.
    grid = Grid("EPSG:4326", (-3.01, 0.0001, 0.0, 47.87, 0.0, -0.0001), (400, 400))
    values = np.where(grid.x() < -2.992, 11, 12)[None, :].repeat(400, 0).astype(np.uint8)
    result = run(shifted, reference, classes=write_classes(tmp_path / "classes.tif", grid, values))
    red = band(result, "red")
    assert result.report["classes"]["names"] == ["11", "12"] and set(red["classes"]) == {"11", "12"}
    assert sum(one["pixels"] for one in red["classes"].values()) == 14400
    assert red["classes"]["11"]["pixels"] / 14400 == pytest.approx(0.5, abs=0.05)
    assert red["classes"]["12"]["accuracy"] == pytest.approx(0.0030, abs=EXACT)


def test_a_raster_of_measurements_or_elsewhere_is_refused(shifted, reference, tmp_path):
    half = write_classes(tmp_path / "half.tif", pairs.grid(20), np.full((60, 60), 1.5, np.float32))
    assert refused(shifted, reference, classes=half).code == "classes_unfit"
    many = write_classes(tmp_path / "many.tif", pairs.grid(20), np.arange(3600, dtype=np.uint16).reshape(60, 60))
    assert refused(shifted, reference, classes=many).code == "classes_unfit"
    away = write_classes(tmp_path / "away.tif", pairs.grid(20, (0.0, 0.0)), np.ones((60, 60), np.uint8))
    assert refused(shifted, reference, classes=away).code == "classes_outside"


# -- outputs ---------------------------------------------------------------------------------------


def test_the_map_holds_the_differences_by_role_and_nothing_where_masked(both, tmp_path, reference):
    _, folder = both
    with Raster(str(folder / "d.tif")) as raster:
        assert raster.count == BANDS and raster.grid.dx == 20 and np.isnan(raster.nodata)
        assert raster.metadata()["REFERENCE"].startswith("SENTINEL2A_")
        swir = raster.read(9)
        assert np.allclose(swir, 0.0030 + 0.0040 * pairs.checkers((60, 60)), atol=1e-6)
        # Bands of 10 m are averaged on the map: plus and minus cancel.
        assert np.allclose(raster.read(1), 0.0030, atol=1e-6)
    assert "<rasterrenderer" in (folder / "d.qml").read_text(encoding="utf-8")
    cloud = np.zeros((120, 120), np.uint8)
    cloud[:20, :20] = 2
    first = pairs.write_muscate(tmp_path, pairs.plain(30, masks={"CLM": cloud}))
    run(first, reference, difference=str(tmp_path / "m.tif"))
    with Raster(str(tmp_path / "m.tif")) as raster:
        assert np.isnan(raster.read(4)[:10, :10]).all() and np.isfinite(raster.read(4)).sum() == 3500


def test_the_json_holds_everything_and_no_nan(both):
    result, folder = both

    def no_constant(text: str) -> None:
        raise AssertionError(text)

    read = json.loads((folder / "r.json").read_text(encoding="utf-8"), parse_constant=no_constant)
    assert read == json.loads(json.dumps(result.report))
    assert read["software"]["Bocage"] and read["input"]["identifier"] and read["definitions"]["precision"]
    assert read["parameters"]["classes"] == "" and read["bands"][0]["histogram"]["counts"]


def test_the_report_is_one_file_that_says_what_it_shows(both, shifted, reference, tmp_path):
    result, folder = both
    page = (folder / "r.html").read_text(encoding="utf-8")
    assert set(re.findall(r'(?:src|href)="(.{10})', page)) == {"data:image"} and "<script" not in page
    assert page.count("data:image/svg+xml") == 3 and page.count("data:image/png") == 1
    for word in ("Vermote", "0.05 ρ + 0.005", "surface reflectance", result.report["software"]["GDAL"],
                 result.report["input"]["identifier"], "+0.0030", "bare soil", "Of INPUT&#x27;s, flagged by REFERENCE"):
        assert word in page, word
    run(shifted, reference, html=str(tmp_path / "fr.html"), language="fr")
    french = (tmp_path / "fr.html").read_text(encoding="utf-8")
    assert 'lang="fr"' in french and "réflectance de surface" in french and "+0,0030" in french and "sol nu" in french


def test_both_languages_of_the_report_have_the_same_words_and_fields():
    from bocage.core.chains.compareproducts.words import words

    english, french = words("en"), words("fr")
    assert set(english) == set(french) and all(french.values())
    assert {key for key in english if set(re.findall(r"{\w+}", english[key])) != set(
        re.findall(r"{\w+}", french[key]))} == set()


def test_without_matplotlib_the_report_says_so_and_keeps_its_tables(shifted, reference, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    for name in [name for name in sys.modules if name.startswith("matplotlib.")
                 or name.endswith("compareproducts.figures")]:
        monkeypatch.delitem(sys.modules, name)
    import bocage.core.chains.compareproducts as room

    monkeypatch.delattr(room, "figures", raising=False)
    listens = Listens()
    compare(CompareSettings(shifted, reference, html=str(tmp_path / "r.html")), listens)
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert listens.said == ["figures_absent"] and "matplotlib is not installed" in page
    assert "<img" not in page and "+0.0030" in page


def test_settings_that_differ_are_named(tmp_path):
    paths = [pairs.write_muscate(tmp_path / version, pairs.plain(parameters=json.dumps(
        {"input": version, "aot": 0.15, "spectral_response": version}))) for version in ("ESA 2015", "latest")]
    result = run(*paths)
    assert result.report["settings_that_differ"] == {"spectral_response": ["ESA 2015", "latest"]}


class Stops(SilentProgress):
    """A user who cancels once a share is done."""

    def __init__(self, share: float) -> None:
        self.share, self.seen = share, 0.0

    def report(self, fraction: float, step: str = "") -> None:
        assert fraction >= self.seen - 1e-9, "progress goes back"
        self.seen = max(self.seen, fraction)

    def cancelled(self) -> bool:
        return self.seen >= self.share


@pytest.mark.parametrize("share", [0.0, 0.3, 0.7, 0.92])
def test_cancel_leaves_nothing(shifted, reference, tmp_path, share):
    settings = CompareSettings(shifted, reference, html=str(tmp_path / "r.html"), json=str(tmp_path / "r.json"),
                               difference=str(tmp_path / "d.tif"))
    with pytest.raises(Cancelled):
        compare(settings, Stops(share))
    assert list(tmp_path.iterdir()) == []


def test_two_settings_through_the_whole_chain_differ_as_their_metadata_say(l1c, tmp_path):
    """The same L1C with AOT 0.12 and 0.22: more aerosol taken off, darker blue; AOT differs by 0.1."""
    from bocage.core.chains.l2a import L2ASettings
    from bocage.core.chains.l2a import run as correct

    made = [correct(L2ASettings(l1c, str(tmp_path / str(aot)), aot_method="fixed", aot=aot, water_vapour_method="fixed",
                                water_vapour=l1c_scene.WATER, ozone=l1c_scene.OZONE, altitude_m=l1c_scene.ALTITUDE_M,
                                masks=False, threads=1), SilentProgress()).product for aot in (0.22, 0.12)]
    result = run(*made)
    assert result.report["settings_that_differ"] == {"aot": [0.22, 0.12]}
    assert result.numbers["AOT_ACCURACY"] == pytest.approx(0.1, abs=1e-6)
    blue = [[], []]
    for number, product in enumerate(made):
        with Raster(str(next(Path(product).glob("*_SRE_B2.tif")))) as raster:
            blue[number] = raster.read() / 10000
    known = (blue[0] > -1) & (blue[1] > -1)
    assert band(result, "blue")["pixels"] == known.sum() - 1  # B4 saturates at one pixel
    assert result.numbers["ACCURACY_BLUE"] < -0.005
    assert result.numbers["ACCURACY_BLUE"] == pytest.approx((blue[0] - blue[1])[known].mean(), abs=1e-6)
