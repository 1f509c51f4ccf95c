"""The series of a point: values known, flags, why a date has none, several sensors, cancel."""

from __future__ import annotations

import math
import sys
from datetime import timezone
from pathlib import Path

import numpy as np
import pytest
from bocage.core.chains.point_series import EMPTY, OUTSIDE, UNREADABLE, point_series
from bocage.core.engine.raster import transform_points
from bocage.core.errors import BocageError, Cancelled

sys.path.insert(0, str(Path(__file__).resolve().parent))
from dated_product import CLM_CLOUD, CORNER, MG2_SNOW, NODATA, product, square  # noqa: E402

#: Pixel of 10 m looked at: row, column.
ROW, COLUMN = 31, 47


def lonlat(row: float, column: float, crs: str = "EPSG:32630") -> tuple[float, float]:
    x, y = transform_points(np.array([CORNER[0] + 10 * (column + 0.5)]), np.array([CORNER[1] - 10 * (row + 0.5)]),
                            crs, "EPSG:4326")
    return float(x[0]), float(y[0])


@pytest.fixture(scope="module")
def dates(tmp_path_factory) -> list[str]:
    """Three dates: a ramp, the same under a cloud, the same with a hole."""
    folder = tmp_path_factory.mktemp("série d'été")
    ramp = 1000 + np.arange(120)[:, None] * 10 + np.arange(120)[None, :]
    hole = ramp.copy()
    hole[ROW, COLUMN] = NODATA
    cloudy = {"CLM": square(slice(25, 40), slice(40, 60), CLM_CLOUD), "MG2": square(slice(25, 40), slice(40, 60), 2)}
    return [product(folder, "2018-03-05", {"B8": hole, "B4": 500}),
            product(folder, "2018-01-17", {"B8": ramp, "B4": 500, "B8A": 4000}),
            product(folder, "2018-02-02", {"B8": ramp, "B4": 500}, cloudy)]


def test_values_come_oldest_first_with_their_flags_and_the_reason_of_a_hole(dates):
    found = point_series(dates, *lonlat(ROW, COLUMN), ["B8", "red", "NDVI", "nir_narrow"])
    assert [f"{one.acquired:%Y-%m-%d}" for one in found] == ["2018-01-17", "2018-02-02", "2018-03-05"]
    assert all(one.acquired.tzinfo == timezone.utc and one.platform == "S2A" and one.level == "L2A" for one in found)
    nir = (1000 + 10 * ROW + COLUMN) * 1e-4
    assert found[0].values == pytest.approx((nir, 0.05, (nir - 0.05) / (nir + 0.05), 0.4), abs=1e-6)
    assert found[0].reason == "" and found[0].flag_names == ()
    assert found[1].flag_names == ("cloud",) and found[1].values[0] == pytest.approx(nir, abs=1e-6)
    # The hole is in one band alone: the others are told.
    assert math.isnan(found[2].values[0]) and found[2].values[1] == pytest.approx(0.05)
    assert "nodata" in found[2].flag_names


def test_a_hole_in_all_that_was_asked_for_is_a_reason(dates):
    found = point_series(dates[:1], *lonlat(ROW, COLUMN), ["nir", "NDVI"])
    assert found[0].reason == EMPTY and all(math.isnan(value) for value in found[0].values)


def test_three_by_three_is_the_mean_of_what_is_there(dates):
    found = point_series(dates, *lonlat(ROW, COLUMN), ["nir"], window=3)
    nir = (1000 + 10 * ROW + COLUMN) * 1e-4
    # The ramp is odd around the centre: without it the mean of eight is the same.
    assert [one.values[0] for one in found] == pytest.approx([nir, nir, nir], abs=1e-6)


def test_the_pixel_is_the_one_that_holds_the_point(dates):
    for row, column in ((ROW - 0.49, COLUMN - 0.49), (ROW + 0.49, COLUMN + 0.49)):
        found = point_series(dates[1:2], *lonlat(row, column), ["nir"])
        assert found[0].values[0] == pytest.approx((1000 + 10 * ROW + COLUMN) * 1e-4, abs=1e-6)


def test_outside_and_unreadable_products_say_so_and_do_not_stop_the_others(dates, tmp_path):
    (tmp_path / "no product.SAFE").mkdir()
    found = point_series([*dates, str(tmp_path / "no product.SAFE"), str(tmp_path / "nowhere")], -1.5, 47.5, ["nir"])
    assert [one.reason for one in found] == [OUTSIDE] * 3 + [UNREADABLE] * 2
    assert all(one.error is None for one in found[:3])
    assert all(one.error is not None and "\n" not in str(one.error) and one.path in str(one.error)
               for one in found[3:])


def test_a_band_that_a_sensor_lacks_is_a_reason_too(dates):
    found = point_series(dates[:1], *lonlat(5, 5), ["cirrus"])
    assert found[0].reason == UNREADABLE and found[0].error.code == "band_absent"


def test_each_product_is_told_as_it_comes_and_a_cancel_is_heard(dates):
    class Impatient:
        def __init__(self) -> None:
            self.shares: list[float] = []

        def report(self, fraction, step=""):
            self.shares.append(fraction)

        def info(self, code, **fields):
            raise AssertionError(code)

        warn = info

        def cancelled(self):
            return len(self.shares) == 1

    told, progress = [], Impatient()
    with pytest.raises(Cancelled):
        point_series(dates, *lonlat(5, 5), ["nir"], progress=progress, each=told.append)
    assert len(told) == 1 and progress.shares == [pytest.approx(1 / 3)]


def test_snow_is_told(tmp_path):
    path = product(tmp_path, "2018-01-17", {}, {"MG2": square(slice(0, 9), slice(0, 9), MG2_SNOW)})
    assert point_series([path], *lonlat(4, 4), ["red"])[0].flag_names == ("snow",)


def test_no_place_on_earth_is_refused():
    with pytest.raises(BocageError, match="no place"):
        point_series([], 0.0, 91.0, ["red"])


def test_real_products_of_two_layouts_at_one_point_each(shared):
    found = point_series([str(path) for path in sorted((shared / "data" / "s2_l1c_safe").glob("*.zip"))],
                         151.2, -27.9, ["B1"])
    assert len(found) == 3 and {one.reason for one in found} <= {"", OUTSIDE, EMPTY, UNREADABLE}
    assert all(one.reason != UNREADABLE or one.error is not None for one in found)
