"""bocage:stack: numbers known by hand, grids, flags, types, what the file says of itself, refusals, cancel."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from bocage.core.chains.stack import StackSettings, run_stack
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster
from bocage.core.errors import BocageError, Cancelled

sys.path.insert(0, str(Path(__file__).resolve().parent))
from dated_product import CLM_CLOUD, CORNER, NODATA, product, square  # noqa: E402

ROWS, COLUMNS = np.indices((120, 120))
RAMP = 1000 + 10 * ROWS + COLUMNS
COARSE = 2000 + 20 * ROWS[:60, :60]


@pytest.fixture(scope="module")
def source(tmp_path_factory) -> str:
    red = RAMP.copy()
    red[3, 4] = NODATA
    masks = {"CLM": square(slice(40, 60), slice(40, 60), CLM_CLOUD), "MG2": square(slice(40, 60), slice(40, 60), 2)}
    return product(tmp_path_factory.mktemp("une pile d'été"), "2018-01-17", {"B4": red, "B8": 3000, "B8A": COARSE},
                   masks)


def run(source: str, folder: Path, progress=None, **changes):
    settings = StackSettings(**{"input": source, "output": str(folder / "pile é.tif"), "threads": 1, **changes})
    return run_stack(settings, progress or SilentProgress())


def test_bands_keep_their_numbers_where_pixels_coincide(source, tmp_path):
    result = run(source, tmp_path, bands=("B4", "nir", "NDVI"))
    with Raster(result.output) as raster:
        red, index = raster.read(1), raster.read(3)
        assert raster.grid.transform == (CORNER[0], 10.0, 0.0, CORNER[1], 0.0, -10.0)
        assert raster.grid.shape == (120, 120)
        assert red[3, 4] == raster.nodata == -32768 and raster.scaling(1) == (pytest.approx(1e-4), 0.0)
        assert [raster.description(i) for i in (1, 2, 3)] == ["B4 (red)", "B8 (nir)", "NDVI"]
    inside = RAMP.copy()
    inside[3, 4] = -32768
    assert np.array_equal(red, inside)
    expected = (3000.0 - RAMP) / (3000.0 + RAMP)
    expected[3, 4] = np.nan
    assert index[3, 4] == -32768
    assert np.nanmax(np.abs(np.where(index == -32768, np.nan, index * 1e-4) - expected)) <= 0.51e-4
    assert result.nodata_percent == 0.0 and result.bands[2] == "NDVI"


def test_floats_keep_reflectance_and_a_coarser_grid_takes_means_by_area(source, tmp_path):
    result = run(source, tmp_path, bands=("B4", "B8A"), resolution=20.0, type="float32")
    with Raster(result.output) as raster:
        red, narrow = raster.read(1), raster.read(2)
        assert raster.dtype == "Float32" and np.isnan(raster.nodata) and raster.grid.shape == (60, 60)
    means = RAMP.reshape(60, 2, 60, 2).mean(axis=(1, 3)) * 1e-4
    # The hole is in pixel (1, 2): its three neighbours make the mean.
    means[1, 2] = (RAMP[2, 4] + RAMP[2, 5] + RAMP[3, 5]) / 3 * 1e-4
    assert np.abs(red - means).max() < 1e-6 and np.abs(narrow - COARSE * 1e-4).max() < 1e-6


def test_a_finer_grid_is_interpolated_and_flat_ramps_stay_ramps(source, tmp_path):
    result = run(source, tmp_path, bands=("B8A",), resolution=10.0, type="float32", resampling="bilinear")
    with Raster(result.output) as raster:
        values = raster.read(1)
    truth = (2000 + 20 * ((ROWS + 0.5) / 2 - 0.5)) * 1e-4
    assert np.abs(values[1:-1] - truth[1:-1]).max() < 1e-6


def test_flags_become_no_data_and_nothing_else(source, tmp_path):
    result = run(source, tmp_path, bands=("B8",), flags=("cloud", "shadow"))
    with Raster(result.output) as raster:
        values = raster.read(1)
    expected = np.full((120, 120), 3000)
    expected[40:60, 40:60] = -32768
    assert np.array_equal(values, expected)
    assert result.nodata_percent == pytest.approx(100 * 400 / 14400)


def test_extent_in_another_system_gives_the_pixels_that_it_touches(source, tmp_path):
    extent = (CORNER[0] + 105, CORNER[1] - 395, CORNER[0] + 295, CORNER[1] - 205)
    result = run(source, tmp_path, bands=("B4",), extent=extent, extent_crs="EPSG:32630")
    with Raster(result.output) as raster:
        assert raster.grid.bounds == (CORNER[0] + 100, CORNER[1] - 400, CORNER[0] + 300, CORNER[1] - 200)
        assert np.array_equal(raster.read(1), RAMP[20:40, 10:30])


def test_blocks_leave_no_trace(source, tmp_path, monkeypatch):
    from bocage.core.chains.pixels import filling, targets

    settings = {"bands": ("B4", "B8A", "EVI"), "resolution": 15.0, "type": "float32"}
    whole = run(source, tmp_path, **settings)
    with Raster(whole.output) as raster:
        expected = [raster.read(i) for i in (1, 2, 3)]
    monkeypatch.setattr(filling, "blocks", lambda grid, size: targets.blocks(grid, (17, 23)))
    cut = run(source, tmp_path, threads=2, output=str(tmp_path / "b.tif"), **settings)
    with Raster(cut.output) as raster:
        for index, values in enumerate(expected, start=1):
            assert np.allclose(raster.read(index), values, rtol=0, atol=2e-7, equal_nan=True)


def test_the_file_says_what_made_it_and_qgis_what_it_looks_like(source, tmp_path):
    result = run(source, tmp_path, bands=("B4", "B3", "B2", "aot"), flags=("cloud",))
    with Raster(result.output) as raster:
        items, band = raster.metadata(), raster.metadata(1)
        assert raster.scaling(4)[0] == pytest.approx(1e-3)
        aot = raster.read(4)
    assert items["ACQUIRED"].startswith("2018-01-17T11:03:51") and items["SOFTWARE"].startswith("Bocage")
    assert json.loads(items["PARAMETERS"])["flags"] == ["cloud"] and items["LEVEL"] == "L2A"
    assert band["ROLE"] == "red" and float(band["wavelength"]) == pytest.approx(665, abs=3)
    assert aot[0, 0] == 123
    look = Path(result.output).with_suffix(".qml").read_text(encoding="utf-8")
    assert 'redBand="1"' in look and "multibandcolor" in look and 'maxValue' in look


def test_all_bands_by_default(source, tmp_path):
    assert len(run(source, tmp_path).bands) == 10


@pytest.mark.parametrize(("changes", "words"), [
    ({"bands": ("cirrus",)}, "cirrus"), ({"bands": ("nonsense / nir",)}, "nonsense"),
    ({"extent": (0.0, 0.0, 1.0, 1.0), "extent_crs": "EPSG:32630"}, "extent"),
    ({"extent": (5.0, 0.0, 5.0, 1.0)}, "empty"), ({"input": "/nowhere/at all"}, "/nowhere/at all"),
    ({"resolution": 1e-4}, "resolution")])
def test_what_cannot_be_is_refused_in_one_sentence_and_nothing_is_written(source, tmp_path, changes, words):
    with pytest.raises(BocageError) as caught:
        run(source, tmp_path, **{"bands": ("B4",), **changes})
    assert words in str(caught.value) and "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_an_output_that_is_no_geotiff_is_refused(source, tmp_path):
    with pytest.raises(BocageError, match="GeoTIFF"):
        run(source, tmp_path, output=str(tmp_path / "a.jp2"))


class Impatient(SilentProgress):
    """Stops at a share of the work."""

    def __init__(self, most: float) -> None:
        self.most, self.told = most, 0.0

    def report(self, fraction: float, step: str = "") -> None:
        self.told = fraction

    def cancelled(self) -> bool:
        return self.told >= self.most


@pytest.mark.parametrize("most", [0.0, 0.9])
def test_cancel_leaves_nothing(source, tmp_path, most):
    with pytest.raises(Cancelled):
        run(source, tmp_path, Impatient(most))
    assert list(tmp_path.iterdir()) == []


def test_an_index_beyond_what_whole_numbers_hold_is_said(source, tmp_path):
    class Hearing(SilentProgress):
        said: list = []

        def warn(self, code, **fields):
            self.said.append((code, fields["count"]))

    heard = Hearing()
    result = run(source, tmp_path, heard, bands=("nir / (red - red + 0.01)",))
    with Raster(result.output) as raster:
        assert raster.read(1)[0, 0] == 32767
    # Where red has no value, the formula has none.
    assert heard.said == [("values_clipped", 120 * 120 - 1)]


def test_a_real_landsat_or_sentinel_product(shared, tmp_path):
    path = next((shared / "data" / "s2_l1c_safe").glob("*T56JMM*.zip"))
    result = run(str(path), tmp_path, bands=("blue", "green", "red", "NDVI"))
    with Raster(result.output) as raster:
        values = raster.read(3)
    assert 0.0 < np.mean(values[values != -32768]) * 1e-4 < 0.5


def test_blocks_are_halved_where_many_bands_and_threads_would_hold_too_much():
    from bocage.core.chains.pixels.filling import MOST_BYTES, bounded

    assert bounded((1024, 2048), 10, 2) == (1024, 2048)
    for count, lanes in ((13, 8), (40, 8), (3, 1)):
        rows, columns = bounded((1024, 2048), count, lanes)
        assert rows * columns * 4 * count * (lanes + 2) <= MOST_BYTES and rows % 512 == 0 and columns % 512 == 0


def test_a_fault_in_one_thread_ends_all_and_is_the_one_that_is_said():
    from bocage.core.chains.pixels.lanes import in_lanes

    class State:
        closed = 0

        def close(self):
            State.closed += 1

    def work(state, item):
        if item == 5:
            raise TimeoutError("of the work itself")
        return item * item

    taken = []
    with pytest.raises(TimeoutError, match="of the work itself"):
        in_lanes(list(range(40)), State, work, lambda item, value: taken.append((item, value)), 3, SilentProgress())
    assert taken == [(item, item * item) for item in range(5)] and State.closed == 3
