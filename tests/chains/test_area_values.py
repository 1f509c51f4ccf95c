"""Mean spectrum and clear share of an area: known pixels in, weighted by the share of each inside."""

from __future__ import annotations

import math
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from bocage.core.chains.area_clear import clear_by_date
from bocage.core.chains.area_pixels import blocks, outline_in, pixels_wanted
from bocage.core.chains.area_spectrum import area_spectrum
from bocage.core.chains.point_series import point_series
from bocage.core.engine.areas import Area, area_of
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import transform_points
from bocage.core.errors import BocageError, Cancelled

sys.path.insert(0, str(Path(__file__).resolve().parent))
from dated_product import CLM_CLOUD, CLM_SHADOW, CORNER, NODATA, product, square  # noqa: E402

class Heard(SilentProgress):
    def __init__(self) -> None:
        self.codes: list[str] = []

    def warn(self, code, **fields):
        self.codes.append(code)


RAMP = 1000 + np.arange(120)[:, None] * 10 + np.arange(120)[None, :]


def rectangle(rows: tuple[float, float], columns: tuple[float, float], hole: tuple | None = None) -> Area:
    """In pixels of 10 m from the corner of the products."""
    def ring(rows, columns):
        x = [CORNER[0] + 10 * c for c in (columns[0], columns[1], columns[1], columns[0], columns[0])]
        y = [CORNER[1] - 10 * r for r in (rows[0], rows[0], rows[1], rows[1], rows[0])]
        return "(" + ",".join(f"{a!r} {b!r}" for a, b in zip(x, y)) + ")"

    rings = [ring(rows, columns)] + ([ring(*hole)] if hole else [])
    return area_of("parcelle", f"POLYGON({','.join(rings)})", "EPSG:32630", "essai")


def shares(low: float, high: float, count: int = 120) -> np.ndarray:
    """Of each pixel of a line, how much lies between two places."""
    start = np.arange(count)
    return np.clip(np.minimum(start + 1, high) - np.maximum(start, low), 0, 1)


def weighted(values: np.ndarray, weights: np.ndarray) -> tuple[float, float]:
    mean = float((values * weights).sum() / weights.sum())
    return mean, math.sqrt(float((weights * (values - mean) ** 2).sum() / weights.sum()))


@pytest.fixture(scope="module")
def dates(tmp_path_factory) -> list[str]:
    """Clear; half under a cloud and its shadow; a quarter without data."""
    folder = tmp_path_factory.mktemp("l'hiver 2018")
    cloud = square(slice(20, 40), slice(20, 40), CLM_CLOUD)
    cloud[40:60, 20:40] = CLM_SHADOW
    hole = RAMP.copy()
    hole[20:40, 20:40] = NODATA
    edge = square(slice(20, 40), slice(20, 40), 1)
    return [product(folder, "2018-01-17", {"B8": RAMP, "B4": 500, "B8A": 4000}),
            product(folder, "2018-02-02", {"B8": RAMP, "B4": 500}, {"CLM": cloud}),
            product(folder, "2018-03-05", {"B8": hole, "B4": 500}, {"EDG": edge})]


def bands(path: str, area: Area) -> dict:
    found, = area_spectrum(path, [area], SilentProgress())
    return {one.role: one for one in found.bands}


@pytest.mark.parametrize(("rows", "columns"), [((20, 60), (20, 60)), ((20.5, 33.2), (10.7, 50.1)),
                                               ((31.2, 31.7), (47, 47.5))])
def test_means_and_spreads_are_weighted_by_the_share_of_each_pixel(dates, rows, columns):
    found = bands(dates[0], rectangle(rows, columns))
    weights = shares(*rows)[:, None] * shares(*columns)[None, :]
    mean, std = weighted(RAMP * 1e-4, weights)
    assert found["nir"].mean == pytest.approx(mean, abs=1e-7)
    assert found["nir"].std == pytest.approx(std, abs=2e-7)
    assert found["nir"].pixels == pytest.approx(weights.sum(), rel=1e-5)
    assert found["red"].mean == pytest.approx(0.05, abs=1e-7) and found["red"].std == pytest.approx(0.0, abs=1e-7)
    assert found["nir_narrow"].mean == pytest.approx(0.4, abs=1e-7) and found["nir_narrow"].resolution_m == 20
    assert found["nir"].clear_share == 1.0 and found["nir"].covered_share == pytest.approx(1.0, abs=1e-5)


def test_bands_come_by_wavelength_with_their_centres(dates):
    found, = area_spectrum(dates[0], [rectangle((20, 60), (20, 60))], SilentProgress())
    assert [one.wavelength_nm for one in found.bands] == sorted(one.wavelength_nm for one in found.bands)
    centres = {one.band: one.wavelength_nm for one in found.bands}
    assert centres["B4"] == pytest.approx(665, abs=3) and centres["B12"] == pytest.approx(2200, abs=10)


def test_a_hole_in_the_area_is_left_out(dates):
    found = bands(dates[0], rectangle((20, 60), (20, 60), ((30, 50), (30, 50))))
    weights = shares(20, 60)[:, None] * shares(20, 60)[None, :]
    weights[30:50, 30:50] = 0
    assert found["nir"].mean == pytest.approx(weighted(RAMP * 1e-4, weights)[0], abs=2e-6)
    assert found["nir"].pixels == pytest.approx(1200, rel=1e-3)


def test_clouds_and_their_shadows_are_left_out_and_told(dates):
    found = bands(dates[1], rectangle((20, 60), (20, 60)))
    weights = shares(20, 60)[:, None] * shares(40, 60)[None, :]
    assert found["nir"].mean == pytest.approx(weighted(RAMP * 1e-4, weights)[0], abs=2e-6)
    assert found["nir"].clear_share == pytest.approx(0.5, abs=1e-3)
    assert found["nir"].covered_share == pytest.approx(1.0, abs=1e-3)


def test_nothing_clear_is_nothing_and_outside_is_one_sentence(dates):
    hidden = bands(dates[1], rectangle((22, 38), (22, 38)))["nir"]
    assert math.isnan(hidden.mean) and math.isnan(hidden.std) and hidden.pixels == 0 and hidden.clear_share == 0
    with pytest.raises(BocageError) as caught:
        area_spectrum(dates[0], [rectangle((500, 510), (20, 30))], SilentProgress())
    assert caught.value.code == "area_outside_product" and "parcelle" in str(caught.value)


def test_part_of_an_area_outside_the_image_is_told(dates):
    found = bands(dates[0], rectangle((20, 60), (100, 140)))
    assert found["nir"].covered_share == pytest.approx(0.5, abs=1e-3) and found["nir"].clear_share == 1.0


def test_the_clear_share_by_date_comes_from_the_masks_oldest_first(dates, tmp_path):
    (tmp_path / "cassé").mkdir()
    found = clear_by_date([dates[2], str(tmp_path / "cassé"), dates[1], dates[0]], rectangle((20, 60), (20, 60)),
                          SilentProgress())
    assert [f"{one.acquired:%m-%d}" if one.acquired else "" for one in found] == ["01-17", "02-02", "03-05", ""]
    clear, cloudy, cut, broken = found
    assert clear.clear == 1.0 and clear.covered == pytest.approx(1.0, abs=1e-3)
    assert cloudy.clear == pytest.approx(0.5, abs=1e-3) and cloudy.covered == pytest.approx(1.0, abs=1e-3)
    kinds = dict(cloudy.shares)
    assert kinds["cloud"] == pytest.approx(0.25, abs=1e-3) and kinds["shadow"] == pytest.approx(0.25, abs=1e-3)
    assert cut.covered == pytest.approx(0.75, abs=1e-3) and cut.clear == 1.0
    assert broken.error is not None and math.isnan(broken.clear)
    outside, = clear_by_date([dates[0]], rectangle((500, 510), (20, 30)), SilentProgress())
    assert outside.covered == 0.0 and math.isnan(outside.clear)


def test_bands_whose_masks_were_left_behind_are_read_and_nobody_tells_their_clouds(dates, tmp_path):
    folder = tmp_path / Path(dates[1]).name
    shutil.copytree(dates[1], folder)
    for path in folder.glob("MASKS/*_[CM][LG][M2]_*.tif"):
        path.unlink()
    found, = clear_by_date([str(folder)], rectangle((20, 60), (20, 60)), SilentProgress())
    assert found.error is None and math.isnan(found.clear) and found.covered == pytest.approx(1.0, abs=1e-3)
    heard = Heard()
    area_spectrum(str(folder), [rectangle((20, 60), (20, 60))], heard)
    assert "area_no_cloud_mask" in heard.codes
    longitude, latitude = transform_points(np.array([CORNER[0] + 305.0]), np.array([CORNER[1] - 305.0]), "EPSG:32630",
                                           "EPSG:4326")
    value, = point_series([str(folder)], float(longitude[0]), float(latitude[0]), ["nir"])
    assert value.error is None and value.values[0] == pytest.approx(RAMP[30, 30] * 1e-4)


def test_blocks_hold_the_surface_whatever_their_size(dates, monkeypatch):
    area = rectangle((3.3, 97.8), (5.1, 88.4))
    grid = Grid("EPSG:32630", (CORNER[0], 10.0, 0.0, CORNER[1], 0.0, -10.0), (120, 120))
    outline = outline_in(area, grid.crs)
    wanted = (97.8 - 3.3) * (88.4 - 5.1)
    assert pixels_wanted(outline, grid) == pytest.approx(wanted, rel=1e-6)
    for most in (500, 4_000, 2_000_000):
        monkeypatch.setattr("bocage.core.chains.area_pixels._AT_ONCE", most)
        parts = list(blocks(outline, grid))
        assert sum(float(share.sum()) for _, share in parts) == pytest.approx(wanted, rel=1e-5)
        assert all(share.size <= max(most, 84) for _, share in parts)
    assert len(parts) == 1


def test_cancel_stops(dates):
    class Stop(SilentProgress):
        def cancelled(self) -> bool:
            return True

    for work in (lambda: area_spectrum(dates[0], [rectangle((20, 60), (20, 60))], Stop()),
                 lambda: clear_by_date(dates, rectangle((20, 60), (20, 60)), Stop())):
        with pytest.raises(Cancelled):
            work()
