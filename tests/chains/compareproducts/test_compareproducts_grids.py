"""Products of other pixels, extents and producers, and rasters of classes elsewhere, compared where they meet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import l1c_scene
import l2a_pair as pairs
import numpy as np
import pytest
from bocage.core.chains.compareproducts import CompareSettings
from bocage.core.chains.compareproducts import tally as tallies
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster, RasterWriter
from compared import EXACT, band, refused, run


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
