"""Dates found in names, descriptions, metadata and tables; the calendar; masks beside; what is refused, and why."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from bocage.core.chains.pixels import sources
from bocage.core.engine.grid import Grid
from bocage.core.engine.raster import RasterWriter
from bocage.core.errors import BocageError
from bocage.core.series.blocks import CubeSize, block_shape, budget
from bocage.core.series.calendar import calendar, day_of, moment_in
from bocage.core.series.dated import RASTER, open_series
from bocage.core.series.names import name_in_file, split_label

GRID = Grid("EPSG:32630", (500000.0, 10.0, 0.0, 5300000.0, 0.0, -10.0), (4, 5))


def raster(path: Path, names=("",), dtype="int16", items=None, scale=1.0, value=7) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    with RasterWriter(str(path), GRID, dtype, len(names), None, list(names)) as writer:
        writer.set_metadata(items or {})
        for number in range(len(names)):
            writer.write(np.full(GRID.shape, value + number, dtype), number + 1)
            if scale != 1.0:
                writer.set_scaling(number + 1, scale)
        writer.close()
    return str(path)


@pytest.mark.parametrize(("text", "day", "rest"), [
    ("SENTINEL2A_20180117-110351-665_L2A_T30TWT_C_V1-0", date(2018, 1, 17), None),
    ("S2A_MSIL2A_20170101T104417_N0204", date(2017, 1, 1), "S2A_MSIL2A__N0204"),
    ("2015-07-11T10:00:08", date(2015, 7, 11), ""), ("2018-01-17 NDVI", date(2018, 1, 17), " NDVI"),
    ("ndvi_2018_02_03", date(2018, 2, 3), "ndvi_"), ("2018.12.31", date(2018, 12, 31), ""),
    ("MOD13Q1.A2018017.h18v04", date(2018, 1, 17), None), ("LC08_L1TP_013032_20180131", date(2018, 1, 31), None)])
def test_dates_are_found_in_text(text, day, rest):
    found = moment_in(text)
    assert found is not None and found[0].date() == day and found[0].utcoffset().total_seconds() == 0
    if rest is not None:
        assert found[1] == rest


@pytest.mark.parametrize("text", ["", "T30TWT", "20181332", "20180230", "tile_123456789", "2018-1-1", "1234"])
def test_what_is_no_date_gives_none(text):
    assert moment_in(text) is None


def test_the_time_of_day_is_kept():
    found = moment_in("S2A_20150711T100008_x")
    assert found is not None and found[0].isoformat() == "2015-07-11T10:00:08+00:00"


def test_calendars():
    days = [date(2018, 1, 5), date(2018, 3, 1)]
    assert calendar(days, None, None, 20) == (date(2018, 1, 5), date(2018, 1, 25), date(2018, 2, 14))
    regular = calendar(days, date(2018, 1, 1), date(2018, 12, 31), 10)
    assert len(regular) == 37 and regular[-1] == date(2018, 12, 27)
    assert calendar(days, None, None, 0) == tuple(days)
    assert day_of(" ") is None and day_of("2018-01-17") == date(2018, 1, 17)
    for code, arguments in (("calendar_backwards", (date(2018, 2, 1), date(2018, 1, 1), 5)),
                            ("calendar_empty", (date(2019, 1, 1), date(2019, 2, 1), 0)),
                            ("calendar_too_long", (date(1990, 1, 1), date(2018, 1, 1), 1))):
        with pytest.raises(BocageError) as fault:
            calendar(days, *arguments)
        assert fault.value.code == code
    with pytest.raises(BocageError, match="no date"):
        day_of("spring")


def test_names_of_bands():
    assert split_label("B4 (red)") == ("B4", "red") and split_label("nir") == ("nir", "nir")
    assert split_label("B8A") == ("B8A", "nir_narrow") and split_label("NDVI") == ("NDVI", "")
    assert name_in_file("/x/SLOVENIA_NDVI_68dates.tif") == "NDVI" and name_in_file("S2_20180117_B04.tif") == "B04"
    assert name_in_file("moisson_20180117.tif") == "moisson"


def test_a_raster_is_of_the_family_that_readers_of_pixels_know():
    assert RASTER == sources.RASTER


def test_bands_with_dates_make_a_series_and_files_of_one_moment_one_image(tmp_path):
    stack = raster(tmp_path / "été" / "pile.tif", ["2018-02-01 red", "2018-02-01 nir", "2018-01-01 red",
                                                   "2018-01-01 nir"], scale=1e-4)
    series = open_series([stack])
    assert [str(day) for day in series.days] == ["2018-01-01", "2018-02-01"] and series.names() == ("red", "nir")
    assert [band.index for band in series.images[0].product.bands] == [3, 4]
    assert series.images[0].product.bands[0].scale == pytest.approx(1e-4)
    paths = [raster(tmp_path / f"S2_2018{month}05_{band}.tif") for month in ("03", "04") for band in ("B04", "B08")]
    series = open_series(paths)
    assert len(series.images) == 2 and series.names() == ("red", "nir")
    assert [Path(band.path).name for band in series.images[1].product.bands] == ["S2_20180405_B04.tif",
                                                                               "S2_20180405_B08.tif"]


def test_a_date_of_the_metadata_is_surer_than_that_of_the_name_and_a_table_than_both(tmp_path):
    path = raster(tmp_path / "a_20180101.tif", items={"ACQUIRED": "2018-02-02T10:00:00"})
    assert str(open_series([path]).days[0]) == "2018-02-02"
    table = tmp_path / "dates.csv"
    table.write_text("file;date\na_20180101;2018-03-03\n", encoding="utf-8")
    assert str(open_series([path], dates=str(table)).days[0]) == "2018-03-03"


def test_tables_date_the_bands_of_one_file_or_rasters_in_their_order(tmp_path):
    stack, table = raster(tmp_path / "pile.tif", ["", "", ""]), tmp_path / "dates.txt"
    table.write_text("2018-01-01\n2018-02-01\n2018-03-01\n", encoding="utf-8")
    series = open_series([stack], dates=str(table), name="NDVI")
    assert [str(day) for day in series.days] == ["2018-01-01", "2018-02-01", "2018-03-01"]
    assert series.names() == ("NDVI",)
    paths = [raster(tmp_path / f"{letter}.tif") for letter in "abc"]
    assert [str(day) for day in open_series(paths, dates=str(table), name="x").days][1] == "2018-02-01"


def test_masks_follow_their_dates_else_their_order(tmp_path):
    paths = [raster(tmp_path / f"n_2018010{day}.tif") for day in (1, 2, 3)]
    masks = [raster(tmp_path / f"m_2018010{day}.tif", dtype="uint8") for day in (3, 1, 2)]
    series = open_series(paths, masks)
    assert [Path(image.mask.path).name for image in series.images] == ["m_20180101.tif", "m_20180102.tif",
                                                                      "m_20180103.tif"]
    plain = raster(tmp_path / "masks.tif", ["", "", ""], "uint8")
    assert [image.mask.index for image in open_series(paths, [plain]).images] == [1, 2, 3]
    with pytest.raises(BocageError) as fault:
        open_series(paths, [raster(tmp_path / "two.tif", ["", ""], "uint8")])
    assert fault.value.code == "masks_unmatched"
    with pytest.raises(BocageError) as fault:
        open_series(paths, masks[:2])
    assert fault.value.code == "masks_absent_dates" and "2018-01-02" in str(fault.value)


def test_masks_without_dates_go_with_images_as_both_are_given(tmp_path):
    paths = [raster(tmp_path / f"n_2018010{day}.tif") for day in (3, 1, 2)]
    masks = [raster(tmp_path / f"{letter}.tif", dtype="uint8") for letter in "cab"]
    series = open_series(paths, masks)
    assert [(image.day.day, Path(image.mask.path).stem) for image in series.images] == [(1, "a"), (2, "b"), (3, "c")]


def test_several_masks_of_one_day_serve_its_images_and_no_other(tmp_path):
    paths = [raster(tmp_path / name) for name in ("x_20180101.tif", "y_20180101.tif", "x_20180105.tif")]
    names = ("m_20180105.tif", "mx_20180101.tif", "my_20180101.tif")
    masks = [raster(tmp_path / name, dtype="uint8") for name in names]
    images = open_series(paths, masks, name="NDVI").images
    found = {Path(image.product.path).stem: Path(image.mask.path).stem for image in images}
    assert found == {"x_20180101": "mx_20180101", "y_20180101": "my_20180101", "x_20180105": "m_20180105"}
    for two, odd, code in ((masks[1:], "m_20180109.tif", "masks_absent_dates"),
                           (masks[:2], "mz_20180105.tif", "masks_unmatched")):
        with pytest.raises(BocageError) as fault:
            open_series(paths, [*two, raster(tmp_path / odd, dtype="uint8")], name="NDVI")
        assert fault.value.code == code


def test_the_scale_written_as_metadata_is_read(tmp_path):
    path = raster(tmp_path / "a_20180101.tif", items={"scale": "0.0001"})
    assert open_series([path]).images[0].product.bands[0].scale == pytest.approx(1e-4)


@pytest.mark.parametrize(("content", "code"), [
    ("a_x,2018-01-01\nb\n", "dates_unreadable"), ("", "dates_unreadable"), ("other,2018-01-01\n", "dates_lack")])
def test_tables_that_do_not_tell_are_refused(tmp_path, content, code):
    table = tmp_path / "dates.csv"
    table.write_text(content, encoding="utf-8")
    with pytest.raises(BocageError) as fault:
        open_series([raster(tmp_path / "a.tif")], dates=str(table))
    assert fault.value.code == code


def test_a_damaged_product_among_good_images_is_one_date_less(tmp_path):
    name = "SENTINEL2A_20180117-110351-665_L2A_T30TWT_C_V1-0"
    (tmp_path / name).mkdir()
    (tmp_path / name / f"{name}_MTD_ALL.xml").write_text("", encoding="utf-8")
    series = open_series([raster(tmp_path / "n_20180101.tif"), str(tmp_path / name)])
    assert len(series.images) == 1 and [one.path for one in series.refused] == [str(tmp_path / name)]
    assert name in str(series.refused[0].error)
    with pytest.raises(BocageError, match="MTD_ALL.xml is damaged"):
        open_series([str(tmp_path / name)])


def test_what_has_no_date_or_is_not_there_is_refused(tmp_path):
    for paths, code in (([raster(tmp_path / "a.tif")], "raster_undated"), ([str(tmp_path / "none.tif")], "path_absent"),
                        ([], "series_undated")):
        with pytest.raises(BocageError) as fault:
            open_series(paths)
        assert fault.value.code == code, paths
    series = open_series([raster(tmp_path / "a_20180101.tif"), str(tmp_path / "a.tif")])
    assert len(series.images) == 1 and series.refused[0].error.code == "raster_undated"


def test_real_ndvi_of_slovenia(shared):
    folder = shared / "data" / "s2_l1c_slovenia_5dates"
    series = open_series([str(folder / "SLOVENIA_NDVI_68dates.tif")], [str(folder / "SLOVENIA_CLM_68dates.tif")])
    assert len(series.images) == 68 and len(series.days) == 67 and series.names() == ("NDVI",)
    assert [image.mask.index for image in series.images] == list(range(1, 69))
    assert [len(series.of(day)) for day in series.days].count(2) == 1


def test_blocks_fit_the_memory_and_are_whole_tiles_where_they_can():
    size = CubeSize(360, 370, 2)
    (rows, columns), threads = block_shape(size, (2745, 2745), 2)
    assert rows * columns * size.bytes_per_pixel * threads <= max(budget(), 64 * 512 * size.bytes_per_pixel)
    assert columns % 512 == 0 and threads in (1, 2)
    (rows, columns), _ = block_shape(CubeSize(6, 6, 2), (300, 300), 1)
    assert rows >= 300 and columns >= 300
