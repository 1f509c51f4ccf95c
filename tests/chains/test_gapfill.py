"""Gap filling of products and rasters: known truth, masks, grids, blocks, what is written and what is refused."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from bocage.core.chains.gapfill import GapfillSettings, filling, job, run_gapfill
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster, RasterWriter
from bocage.core.errors import BocageError, Cancelled
from bocage.core.series.dated import open_series
from bocage.core.series.whittaker import Whittaker

sys.path.insert(0, str(Path(__file__).resolve().parent))
from dated_product import CLM_CLOUD, product, square  # noqa: E402

SHAPE = (45, 60)
GRID = Grid("EPSG:32630", (500000.0, 10.0, 0.0, 5300000.0, 0.0, -10.0), SHAPE)
FIRST = date(2018, 1, 1)
DAYS = [FIRST + timedelta(days=day) for day in (0, 9, 21, 30, 44, 61)]


class Heard(SilentProgress):
    """Remembers what is said."""

    def __init__(self, stop_at: float = 2.0) -> None:
        self.said: list[tuple[str, dict]] = []
        self.stop_at, self.share = stop_at, 0.0

    def report(self, fraction, step=""):
        self.share = fraction

    def info(self, code, **fields):
        self.said.append((code, fields))

    warn = info

    def cancelled(self):
        return self.share >= self.stop_at


def write(path: Path, layers, names, dtype="int16", nodata=None, scale=1.0, grid=GRID) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    with RasterWriter(str(path), grid, dtype, len(layers), nodata, names) as writer:
        for number, layer in enumerate(layers, start=1):
            writer.write(np.broadcast_to(layer, grid.shape).astype(dtype), number)
            if scale != 1.0:
                writer.set_scaling(number, scale)
        writer.close()
    return str(path)


@pytest.fixture(scope="module")
def series(tmp_path_factory):
    """Two bands of six dates at random, 40 % masked: numbers (band, date, rows, columns), clear, paths, masks."""
    folder = tmp_path_factory.mktemp("série d'été")
    rng = np.random.default_rng(8)
    numbers = rng.integers(-2000, 9000, (2, len(DAYS), *SHAPE)).astype(np.int16)
    clear = rng.random((len(DAYS), *SHAPE)) > 0.4
    clear[:, 0, 0] = False
    paths, masks = [], []
    for number, day in enumerate(DAYS):
        paths.append(write(folder / f"image {day}.tif", numbers[:, number], ["red", "NDVI"], scale=1e-4))
        # 255 hides as 1 does.
        mask = np.where(clear[number], 0, np.where(rng.random(SHAPE) > 0.5, 1, 255))
        masks.append(write(folder / f"masque {day}.tif", [mask], [""], "uint8"))
    return numbers, clear, paths, masks


def read(path: str) -> tuple[np.ndarray, list[str], list[tuple[float, float]]]:
    with Raster(path) as raster:
        bands = range(1, raster.count + 1)
        return (np.stack([raster.read(band) for band in bands]), [raster.description(band) for band in bands],
                [raster.scaling(band) for band in bands])


def expected(numbers, clear, targets):
    """Pixel by pixel with numpy's interpolation, NaN where never clear: (target, band, rows, columns)."""
    days, wanted = [day.toordinal() for day in DAYS], [day.toordinal() for day in targets]
    found = np.full((len(targets), len(numbers), *SHAPE), np.nan)
    for row, column in np.ndindex(*SHAPE):
        seen = clear[:, row, column]
        if seen.any():
            for band in range(len(numbers)):
                found[:, band, row, column] = np.interp(wanted, np.array(days)[seen], numbers[band, seen, row, column])
    return found


@pytest.mark.parametrize("threads", [1, 2])
def test_a_masked_series_is_what_numpy_interpolates_in_blocks_of_any_size(series, tmp_path, monkeypatch, threads):
    numbers, clear, paths, masks = series
    monkeypatch.setattr(job, "block_shape", lambda size, shape, asked: ((16, 25), asked))
    monkeypatch.setattr(filling, "_VALUES", 600)
    out, valid, away = (str(tmp_path / f"{name} é.tif") for name in ("filled", "valid", "away"))
    heard = Heard()
    result = run_gapfill(GapfillSettings(tuple(paths), out, ("red", "NDVI"), start="2017-12-28", end="2018-03-10",
                                         step=7, masks=tuple(masks), validity=valid, distance=away, threads=threads),
                         heard)
    targets = [date(2017, 12, 28) + timedelta(days=7 * step) for step in range(11)]
    stack, names, scales = read(out)
    assert names == [f"{day} {name}" for day in targets for name in ("red", "NDVI")] == list(result.bands)
    assert set(scales) == {(1e-4, 0.0)} and stack.dtype == np.int16
    truth = expected(numbers, clear, targets).reshape(22, *SHAPE)
    assert (stack[:, 0, 0] == -32768).all() and np.isnan(truth[:, 0, 0]).all()
    known = ~np.isnan(truth)
    assert known.sum() > 0.99 * known.size and np.array_equal(stack != -32768, known)
    assert np.abs(stack[known] - truth[known]).max() <= 0.5001
    counted, _, _ = read(valid)
    assert np.array_equal(counted[0], clear.sum(axis=0))
    days, far = np.array([day.toordinal() for day in DAYS]), read(away)[0]
    gap = np.where(clear[None], np.abs(np.array([day.toordinal() for day in targets])[:, None] - days)[..., None, None],
                   65535).min(axis=1)
    assert np.array_equal(far, gap)
    assert (tmp_path / "filled é.qml").exists() and (tmp_path / "valid é.qml").exists()
    said = dict(heard.said)
    assert {"gapfill_size", "gapfill_extrapolated", "gapfill_empty"} <= set(said)
    first, last = clear.argmax(axis=0), len(DAYS) - 1 - clear[::-1].argmax(axis=0)
    wanted = np.array([day.toordinal() for day in targets])[:, None, None]
    beyond = ((wanted < days[first]) | (wanted > days[last])) & clear.any(axis=0)
    assert result.extrapolated_percent == pytest.approx(100 * beyond.mean()) and beyond.any()
    assert result.images == 6 and result.skipped == 0
    assert result.nodata_percent == pytest.approx(100 * (~clear.any(axis=0)).mean())
    assert result.clear_mean == pytest.approx(clear.sum() / (SHAPE[0] * SHAPE[1]))


def test_floats_stay_between_their_neighbours_and_dates_of_the_series_are_kept(series, tmp_path):
    numbers, clear, paths, masks = series
    out = str(tmp_path / "f.tif")
    run_gapfill(GapfillSettings(tuple(paths), out, ("NDVI",), step=0, masks=tuple(masks), type="float32", threads=1),
                Heard())
    stack, names, _ = read(out)
    assert names == [f"{day} NDVI" for day in DAYS] and stack.dtype == np.float32
    assert np.isnan(stack[:, 0, 0]).all()
    assert np.abs(stack - numbers[1] * 1e-4)[clear].max() < 1e-7


def test_what_lies_between_the_steps_of_scaled_bytes_is_kept(tmp_path):
    """NDVI as bytes of 0.02: half way between two dates and two steps lies no step."""
    paths = [write(tmp_path / f"NDVI {day}.tif", [number], ["NDVI"], "uint8", 255, 0.02)
             for day, number in ((FIRST, 10), (FIRST + timedelta(days=20), 11))]
    out = str(tmp_path / "f.tif")
    run_gapfill(GapfillSettings(tuple(paths), out, ("NDVI",), step=10, threads=1), Heard())
    stack, _, scaling = read(out)
    assert stack.dtype == np.int16
    values = stack[:, 5, 5] * np.array([scale for scale, _ in scaling])
    assert values == pytest.approx([0.2, 0.21, 0.22], abs=1e-5)
    # Numbers without a scale are counted as they are.
    plain = [write(tmp_path / "plain" / f"NDVI {day}.tif", [number], ["NDVI"], "uint8", 255)
             for day, number in ((FIRST, 10), (FIRST + timedelta(days=20), 14))]
    run_gapfill(GapfillSettings(tuple(plain), out, ("NDVI",), step=10, threads=1), Heard())
    stack, _, scaling = read(out)
    assert stack[:, 5, 5].tolist() == [10, 12, 14] and scaling[0][0] == 1.0


def test_the_filled_stack_is_a_series_itself(series, tmp_path):
    _, _, paths, masks = series
    out = str(tmp_path / "pile.tif")
    run_gapfill(GapfillSettings(tuple(paths), out, ("red", "NDVI"), step=20, masks=tuple(masks), threads=1), Heard())
    again = open_series([out])
    assert again.names() == ("red", "NDVI") and len(again.days) == 4
    assert again.images[0].product.bands[0].role == "red"


def test_whittaker_finds_a_smooth_truth_that_clouds_and_noise_hide(tmp_path):
    rng = np.random.default_rng(9)
    days = [FIRST + timedelta(days=int(day)) for day in np.arange(0, 360, 12)]
    wanted = [day.toordinal() for day in days]
    truth = np.array([0.5 + 0.3 * np.sin(2 * np.pi * (day - FIRST).days / 365) for day in days])
    grid = Grid(GRID.crs, GRID.transform, (40, 40))
    clear = rng.random((len(days), 40, 40)) > 0.4
    values = truth[:, None, None] + rng.normal(0, 0.05, clear.shape)
    values[~clear] = 0.05
    stack = write(tmp_path / "ndvi.tif", values, [str(day) for day in days], "float32", grid=grid)
    mask = write(tmp_path / "clm.tif", ~clear, [str(day) for day in days], "uint8", grid=grid)
    errors = {}
    for method in ("linear", "whittaker"):
        result = run_gapfill(GapfillSettings((stack,), str(tmp_path / f"{method}.tif"), ("NDVI",), step=0,
                                             masks=(mask,), method=method, threads=1), Heard())
        errors[method] = float(np.sqrt(np.mean((read(result.output)[0] * 1e-4 - truth[:, None, None]) ** 2)))
    numbers, weights = values.reshape(len(days), -1), clear.reshape(len(days), -1).astype(float)
    best = min(float(np.sqrt(np.mean((Whittaker(weights, wanted, wanted, 10.0 ** power).smooth(numbers)
                                      - truth[:, None]) ** 2))) for power in range(2, 7))
    assert errors["whittaker"] < 1.1 * best < 0.05 and errors["whittaker"] < 0.75 * errors["linear"]
    assert result.lam > 0


def test_pixels_of_fewer_than_three_clear_dates_are_filled_linearly_by_whittaker_too(tmp_path):
    grid = Grid(GRID.crs, GRID.transform, (1, 3))
    values = np.array([[[100, 10, 5]], [[200, 20, 5]], [[400, 30, 5]], [[800, 40, 5]]])
    clear = np.array([[[1, 0, 0]], [[1, 1, 0]], [[1, 0, 0]], [[1, 1, 0]]], bool)
    names = [f"2018-01-{day:02d} x" for day in (1, 2, 3, 4)]
    stack, mask = (write(tmp_path / f"{name}.tif", layers, names, grid=grid)
                   for name, layers in (("v", values), ("m", ~clear)))
    out = str(tmp_path / "o.tif")
    run_gapfill(GapfillSettings((stack,), out, step=1, masks=(mask,), method="whittaker", lam=1e-3, threads=1), Heard())
    found = read(out)[0]
    assert found[:, 0, 1].tolist() == [20, 20, 30, 40] and (found[:, 0, 2] == -32768).all()
    assert np.abs(found[:, 0, 0] - [100, 200, 400, 800]).max() <= 1


def test_images_of_one_day_share_it(tmp_path):
    left, right = np.full(SHAPE, 1000), np.full(SHAPE, 3000)
    left[:, 40:], right[:, :20] = -9, -9
    paths = [write(tmp_path / f"{name}.tif", [layer], ["NDVI"], nodata=-9)
             for name, layer in (("a_20180101T100000", left), ("b_20180101T100700", right))]
    result = run_gapfill(GapfillSettings(tuple(paths), str(tmp_path / "o.tif"), validity=str(tmp_path / "v.tif"),
                                         threads=1), Heard())
    found = read(result.output)[0][0]
    assert (found[:, :20] == 1000).all() and (found[:, 20:40] == 2000).all() and (found[:, 40:] == 3000).all()
    assert (read(str(tmp_path / "v.tif"))[0] == 1).all()


@pytest.fixture(scope="module")
def products(tmp_path_factory) -> list[str]:
    """Three L2A products, a cloud over the second."""
    folder = tmp_path_factory.mktemp("produits")
    cloud = {"CLM": square(slice(10, 50), slice(20, 60), CLM_CLOUD), "MG2": square(slice(10, 50), slice(20, 60), 2)}
    rows, columns = np.indices((120, 120))
    return [product(folder, "2018-01-17", {"B4": 400 + rows, "B8": 2000 + columns, "B11": 1500}),
            product(folder, "2018-02-06", {"B4": 8000, "B8": 8000, "B11": 8000}, cloud),
            product(folder, "2018-02-26", {"B4": 800 + rows, "B8": 4000 + columns, "B11": 2500})]


def test_products_are_read_by_role_masked_by_their_flags_and_coarse_bands_brought_to_the_grid(products, tmp_path):
    folder = str(Path(products[0]).parent)
    result = run_gapfill(GapfillSettings((folder,), str(tmp_path / "o.tif"), ("red", "nir", "swir1"), ("NDVI",),
                                         step=20, threads=1), Heard())
    stack, names, _ = read(result.output)
    assert names[4:8] == ["2018-02-06 red", "2018-02-06 nir", "2018-02-06 swir1", "2018-02-06 NDVI"]
    rows, columns = np.indices((120, 120))
    inside = (slice(10, 50), slice(20, 60))
    assert np.array_equal(stack[0], 400 + rows) and (stack[2] == 1500).all()
    assert np.array_equal(stack[4][inside], (600 + rows)[inside])
    assert np.array_equal(stack[5][inside], (3000 + columns)[inside]) and (stack[6][inside] == 2000).all()
    index = [(nir - red) / (nir + red) for red, nir in ((400 + rows, 2000 + columns), (800 + rows, 4000 + columns))]
    assert np.abs(stack[7][inside] * 1e-4 - (index[0] + index[1])[inside] / 2).max() < 2e-4
    outside = np.ones((120, 120), bool)
    outside[8:52, 18:62] = False
    assert (stack[4][outside] == 8000).all()
    with Raster(result.output) as raster:
        assert raster.metadata(6)["ROLE"] == "nir" and raster.metadata()["METHOD"] == "linear"


def test_without_names_all_that_is_shared_is_filled_by_role(products, tmp_path):
    result = run_gapfill(GapfillSettings(tuple(products), str(tmp_path / "o.tif"), step=0, resolution=40.0, threads=1),
                         Heard())
    assert {name.split(" ")[1] for name in result.bands} == {
        "blue", "green", "red", "red_edge_1", "red_edge_2", "red_edge_3", "nir", "nir_narrow", "swir1", "swir2"}
    with Raster(result.output) as raster:
        assert raster.grid.shape == (30, 30)


def test_images_that_cannot_serve_are_left_out_and_said(series, products, tmp_path):
    _, _, paths, _ = series
    heard = Heard()
    far = write(tmp_path / "loin 20180105.tif", [1, 2], ["red", "NDVI"],
                grid=Grid(GRID.crs, (900000.0, 10.0, 0.0, 5300000.0, 0.0, -10.0), SHAPE))
    other = write(tmp_path / "autre 20180106.tif", [1], ["pluie"])
    undated = write(tmp_path / "sans.tif", [1], ["NDVI"])
    result = run_gapfill(GapfillSettings((*paths, far, other, undated), str(tmp_path / "o.tif"), ("NDVI",), threads=1),
                         heard)
    assert result.skipped == 3 and result.images == 6
    assert [code for code, _ in heard.said].count("product_skipped") == 2
    assert ("image_outside", {"file": far}) in heard.said


@pytest.mark.parametrize(("change", "code"), [
    ({"output": "o.png"}, "output_not_geotiff"), ({"start": "spring"}, "date_unreadable"),
    ({"start": "2018-03-01", "end": "2018-01-01"}, "calendar_backwards"),
    ({"start": "2020-01-01", "end": "2020-02-01"}, "calendar_empty"), ({"bands": ("B99",)}, "formula_unknown_name"),
    ({"indices": ("nir +",)}, "formula_malformed"), ({"method": "cubic"}, "parameter_unknown"),
    ({"lam": -1.0, "method": "whittaker"}, "parameter_out_of_range"), ({"input": ("absent.tif",)}, "path_absent"),
    ({"extent": (0.0, 0.0, 1.0, 1.0), "extent_crs": "EPSG:32630"}, "extent_outside")])
def test_what_cannot_be_done_is_refused_and_leaves_nothing(series, tmp_path, change, code):
    settings = {"input": tuple(series[2]), "output": str(tmp_path / "o.tif"), "bands": ("NDVI",), "threads": 1}
    settings.update(change)
    if "output" in change:
        settings["output"] = str(tmp_path / change["output"])
    with pytest.raises(BocageError) as fault:
        run_gapfill(GapfillSettings(**settings), Heard())
    assert fault.value.code == code and str(fault.value)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_too_small_is_said_before_anything_is_written(series, tiny_disk):
    with pytest.raises(BocageError) as fault:
        run_gapfill(GapfillSettings(tuple(series[2]), str(tiny_disk / "o.tif"), ("NDVI",), step=1, threads=1), Heard())
    assert fault.value.code == "disk_full" and list(tiny_disk.iterdir()) == []


def test_a_cancel_leaves_nothing(series, tmp_path, monkeypatch):
    monkeypatch.setattr(job, "block_shape", lambda size, shape, asked: ((16, 25), 1))
    with pytest.raises(Cancelled):
        run_gapfill(GapfillSettings(tuple(series[2]), str(tmp_path / "o.tif"), ("NDVI",), threads=1), Heard(0.3))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("dtype", "scale", "values", "bands", "indices", "kept"), [
    # Floats without a scale reach where they will.
    ("float32", 1.0, (500.25, 40000.5), ("red",), (), "float32"),
    # A formula of plain numbers too.
    ("int16", 1.0, (500, 3000), (), ("nir - red",), "float32"),
    # Plain integers keep their numbers, scaled ones their scale.
    ("int16", 1.0, (500, 3000), ("red",), (), "int16"),
    ("int16", 1e-4, (500, 3000), (), ("nir - red",), "int16"),
    ("float32", 1e-4, (500, 3000), ("red",), (), "int16")])
def test_the_type_follows_how_far_the_numbers_reach(tmp_path, dtype, scale, values, bands, indices, kept):
    names = [f"2018-01-{day:02d} {name}" for day in (1, 11) for name in ("red", "nir")]
    stack = write(tmp_path / "a.tif", [values[0], values[1], values[1], values[0]], names, dtype, scale=scale)
    heard = Heard()
    result = run_gapfill(GapfillSettings((stack,), str(tmp_path / "o.tif"), bands, indices, step=0, type="auto",
                                         threads=1), heard)
    with Raster(result.output) as raster:
        found = [raster.read(band)[3, 3] * (raster.scaling(band)[0] or 1.0) for band in (1, 2)]
        assert raster.dtype.lower() == kept
    wanted = values if bands else (values[1] - values[0], values[0] - values[1])
    assert found == pytest.approx([one * scale for one in wanted], abs=1e-6)
    assert not any(code == "values_clipped" for code, _ in heard.said)
