"""bocage:applymask: the right pixels and no other, discs of the buffer, counts, masks from elsewhere, refusals."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from bocage.core.chains.applymask import MaskSettings, run_applymask
from bocage.core.chains.pixels.masking import widened
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster, RasterWriter, transform_points
from bocage.core.errors import BocageError, Cancelled

sys.path.insert(0, str(Path(__file__).resolve().parent))
from dated_product import CLM_CLOUD, CORNER, NODATA, product, square  # noqa: E402
from test_stack import Impatient  # noqa: E402

CLOUD = (slice(40, 60), slice(30, 50))
SNOW = (slice(80, 90), slice(0, 20))
GRID = Grid("EPSG:32630", (CORNER[0], 10.0, 0.0, CORNER[1], 0.0, -10.0), (120, 120))
EMPTY = -32768


def flagged(*patches) -> np.ndarray:
    found = np.zeros((120, 120), bool)
    for patch in patches:
        found[patch] = True
    return found


@pytest.fixture(scope="module")
def source(tmp_path_factory) -> str:
    masks = {"CLM": square(*CLOUD, CLM_CLOUD), "MG2": square(*CLOUD, 2) | square(*SNOW, 4)}
    red = np.full((120, 120), 500)
    red[0, :] = NODATA
    return product(tmp_path_factory.mktemp("à masquer"), "2018-01-17", {"B4": red, "B3": 700}, masks)


def run(source: str, folder: Path, progress=None, **changes):
    settings = {"input": source, "output": str(folder / "masqué.tif"), "bands": ("B4", "B3"), "threads": 1, **changes}
    return run_applymask(MaskSettings(**settings), progress or SilentProgress())


def numbers(path: str, index: int = 1) -> np.ndarray:
    with Raster(path) as raster:
        return raster.read(index)


def write(path: Path, values: np.ndarray, dtype: str = "uint8", grid: Grid = GRID, **options) -> str:
    with RasterWriter(str(path), grid, dtype, **options) as writer:
        writer.write(values.astype(dtype))
        writer.close()
    return str(path)


def test_chosen_flags_become_no_data_and_are_counted(source, tmp_path):
    result = run(source, tmp_path, flags=("cloud", "snow"))
    gone = flagged(CLOUD, SNOW)
    assert np.array_equal(numbers(result.output, 2) == EMPTY, gone)
    assert result.counts == {"cloud": 400, "snow": 200} and result.masked == 600
    assert result.pixels == 120 * 120 and result.percent == pytest.approx(100 * 600 / 14400)
    assert (numbers(result.output, 2)[~gone] == 700).all()


def test_a_flag_that_is_not_chosen_hides_nothing(source, tmp_path):
    result = run(source, tmp_path, flags=("shadow", "water"))
    assert result.masked == 0 and result.counts == {"shadow": 0, "water": 0}
    assert not (numbers(result.output, 2) == EMPTY).any()


def test_no_data_of_one_band_is_no_data_of_all_where_asked(source, tmp_path):
    assert not (numbers(run(source, tmp_path, flags=("cloud",)).output, 2)[0] == EMPTY).any()
    result = run(source, tmp_path, flags=("nodata",))
    assert (numbers(result.output, 2)[0] == EMPTY).all() and result.counts == {"nodata": 120}


def test_the_buffer_is_a_disc_in_metres(source, tmp_path):
    result = run(source, tmp_path, flags=("cloud",), buffer=45.0)
    rows, columns = np.nonzero(flagged(CLOUD))
    at = np.indices((120, 120))
    truth = np.zeros((120, 120), bool)
    for row, column in zip(rows, columns):
        truth |= (at[0] - row) ** 2 + (at[1] - column) ** 2 <= 4.5 ** 2
    assert np.array_equal(numbers(result.output, 2) == EMPTY, truth)
    assert result.counts == {"cloud": 400} and result.masked == int(truth.sum())


def test_the_buffer_crosses_blocks(source, tmp_path, monkeypatch):
    from bocage.core.chains.pixels import filling, targets

    whole = numbers(run(source, tmp_path, flags=("cloud",), buffer=75.0).output)
    monkeypatch.setattr(filling, "blocks", lambda grid, size: targets.blocks(grid, (13, 32)))
    cut = run(source, tmp_path, output=str(tmp_path / "b.tif"), flags=("cloud",), buffer=75.0, threads=2)
    assert np.array_equal(numbers(cut.output), whole)


def test_no_data_has_no_buffer(source, tmp_path):
    result = run(source, tmp_path, flags=("cloud", "nodata"), buffer=30.0)
    gone = numbers(result.output, 2) == EMPTY
    assert gone[0].all() and not gone[1:30].any() and not gone[:, -1][1:].any()


@pytest.mark.parametrize(("radius", "ratio"), [(0.0, 1.0), (1.0, 1.0), (1.5, 1.0), (7.2, 1.0), (3.0, 2.0), (5.0, 0.7),
                                               (60.0, 1.0)])
def test_widened_is_what_distances_say(radius, ratio):
    rng = np.random.default_rng(4)
    mask = rng.uniform(size=(31, 23)) < 0.01
    mask[5, 6] = True
    rows, columns = np.indices(mask.shape)
    truth = np.zeros(mask.shape, bool)
    for row, column in zip(*np.nonzero(mask)):
        truth |= ((rows - row) * ratio) ** 2 + (columns - column) ** 2 <= radius ** 2 + 1e-9
    assert np.array_equal(widened(mask, radius, ratio), truth)


def test_inverted_keeps_what_is_flagged(source, tmp_path):
    result = run(source, tmp_path, flags=("snow",), invert=True)
    assert np.array_equal(numbers(result.output, 2) != EMPTY, flagged(SNOW))


def test_a_raster_keeps_its_type_and_the_mask_of_a_product_serves(source, tmp_path):
    classes = write(tmp_path / "classes.tif", np.full((120, 120), 7), nodata=0, descriptions=["classes"])
    result = run(classes, tmp_path, mask=source, flags=("cloud",))
    with Raster(result.output) as raster:
        assert raster.dtype == "Byte" and raster.nodata == 0 and raster.description(1) == "classes"
        assert np.array_equal(raster.read(1) == 0, flagged(CLOUD)) and set(np.unique(raster.read(1))) == {0, 7}


def test_a_raster_whose_every_value_may_be_meant_is_widened(source, tmp_path):
    picture = write(tmp_path / "picture.tif", np.full((120, 120), 255))
    result = run(picture, tmp_path, mask=source, flags=("cloud",))
    with Raster(result.output) as raster:
        assert raster.dtype == "Int16" and np.array_equal(raster.read(1) == 255, ~flagged(CLOUD))


def test_a_band_inside_a_product_finds_the_masks_of_its_product(source, tmp_path):
    band = next(Path(source).glob("*_SRE_B3.tif"))
    result = run(str(band), tmp_path, flags=("cloud",))
    assert np.array_equal(numbers(result.output) == NODATA, flagged(CLOUD))


def test_masks_by_bocage_are_read_by_their_bits_and_other_rasters_by_what_is_not_zero(source, tmp_path):
    values = np.zeros((120, 120), np.uint8)
    values[5:9, 5:9] = 1 | 32
    with RasterWriter(str(tmp_path / "clm.tif"), GRID, "uint8", 1, 255) as writer:
        writer.set_metadata({"MASK": "CLM"}, 1)
        writer.write(values)
        writer.close()
    result = run(source, tmp_path, mask=str(tmp_path / "clm.tif"), flags=("shadow",))
    assert result.counts == {"shadow": 16} and result.masked == 16
    assert run(source, tmp_path, mask=str(tmp_path / "clm.tif"), flags=("cloud",)).masked == 0
    other = write(tmp_path / "other.tif", values)
    assert run(source, tmp_path, mask=other, flags=("cloud",)).masked == 16


def test_a_mask_in_another_zone_falls_where_it_lies(source, tmp_path):
    x, y = transform_points(np.array([CORNER[0] + 600.0]), np.array([CORNER[1] - 600.0]), "EPSG:32630", "EPSG:32631")
    corner = (float(x[0]) - 1000, float(y[0]) + 1000)
    elsewhere = Grid("EPSG:32631", (corner[0], 5.0, 0.0, corner[1], 0.0, -5.0), (400, 400))
    east, north = np.meshgrid(elsewhere.x(), elsewhere.y())
    back = transform_points(east, north, "EPSG:32631", "EPSG:32630")
    inside = (np.abs(back[0] - CORNER[0] - 400) < 150) & (np.abs(back[1] - CORNER[1] + 500) < 150)
    result = run(source, tmp_path, mask=write(tmp_path / "m.tif", inside, grid=elsewhere), flags=("cloud",))
    gone = numbers(result.output, 2) == EMPTY
    truth = flagged((slice(35, 65), slice(25, 55)))
    # Half a pixel of 5 m: the border may fall on either side of a centre.
    assert np.count_nonzero(gone ^ truth) <= 4 * 30 and gone[37:63, 27:53].all() and not gone[:33].any()


@pytest.mark.parametrize(("changes", "words"), [
    ({"flags": ()}, "FLAGS"), ({"input": "/nowhere.tif"}, "/nowhere.tif"), ({"bands": ("cirrus",)}, "cirrus"),
    ({"mask": "/nowhere/else"}, "/nowhere/else")])
def test_what_cannot_be_is_refused_and_nothing_is_written(source, tmp_path, changes, words):
    with pytest.raises(BocageError) as caught:
        run(source, tmp_path, **changes)
    assert words in str(caught.value) and list(tmp_path.iterdir()) == []


def test_a_raster_without_product_and_a_mask_elsewhere_are_refused(source, tmp_path):
    alone = write(tmp_path / "alone.tif", np.ones((120, 120)))
    elsewhere = Grid("EPSG:32630", (9e5, 10.0, 0.0, 4e6, 0.0, -10.0), (9, 9))
    far = write(tmp_path / "far.tif", np.ones((9, 9)), grid=elsewhere)
    with pytest.raises(BocageError, match="MASK"):
        run(alone, tmp_path)
    with pytest.raises(BocageError, match="does not cover"):
        run(source, tmp_path, mask=far)
    assert {path.name for path in tmp_path.iterdir()} == {"alone.tif", "far.tif"}


def test_cancel_leaves_nothing(source, tmp_path):
    with pytest.raises(Cancelled):
        run(source, tmp_path, Impatient(0.5))
    assert list(tmp_path.iterdir()) == []
