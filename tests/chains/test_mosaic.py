"""bocage:mosaic: whose pixel it is, no seam between tiles nor zones, grids, rules, provenance, refusals, cancel."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import numpy as np
import pytest
from bocage.core.chains.mosaic import MosaicSettings, run_mosaic
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster, RasterWriter, transform_points
from bocage.core.errors import BocageError, Cancelled

sys.path.insert(0, str(Path(__file__).resolve().parent))
from dated_product import CLM_CLOUD, NODATA, product, square  # noqa: E402
from test_stack import Impatient  # noqa: E402

EMPTY = -32768

def run(inputs, folder: Path, progress=None, **changes):
    settings = {"input": tuple(inputs), "output": str(folder / "mosaïque.tif"), "bands": ("red",), "threads": 1,
                **changes}
    return run_mosaic(MosaicSettings(**settings), progress or SilentProgress())


def read(path: str, index: int = 1) -> tuple[np.ndarray, Grid]:
    with Raster(path) as raster:
        return raster.read(index), raster.grid


def field(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Digital numbers of a smooth ground, by coordinates of zone 30: no two places look alike."""
    return 2000 + (x - 720000) * 0.2 + (y - 5320000) * 0.1 + 200 * np.sin(x / 400.0) * np.cos(y / 500.0)


def tile(folder: Path, day: str, corner: tuple[float, float], crs: str, name: str, masks=None) -> str:
    """A tile of 1.2 km whose red is the field, whatever its zone."""
    x, y = np.meshgrid(corner[0] + 10 * (np.arange(120) + 0.5), corner[1] - 10 * (np.arange(120) + 0.5))
    if crs != "EPSG:32630":
        x, y = transform_points(x, y, crs, "EPSG:32630")
    return product(folder, day, {"B4": np.rint(field(x, y)).astype(int)}, masks, corner, crs, name)


@pytest.fixture(scope="module")
def neighbours(tmp_path_factory) -> list[str]:
    """Two tiles of one zone that share 200 m, one date."""
    folder = tmp_path_factory.mktemp("deux tuiles")
    return [tile(folder, "2018-01-17", (720000.0, 5320000.0), "EPSG:32630", "30TXT"),
            tile(folder, "2018-01-17", (721000.0, 5320000.0), "EPSG:32630", "30TYT")]


def truth(grid: Grid) -> np.ndarray:
    x, y = np.meshgrid(grid.x(), grid.y())
    return field(x, y)


def test_tiles_of_one_zone_are_copied_pixel_for_pixel(neighbours, tmp_path):
    result = run(neighbours, tmp_path)
    values, grid = read(result.output)
    assert grid.bounds == (720000.0, 5318800.0, 722200.0, 5320000.0) and grid.dx == 10.0
    assert np.array_equal(values, np.rint(truth(grid)).astype(int))
    assert result.used == 2 and result.nodata_percent == 0.0 and result.clear_percent == 100.0


@pytest.mark.parametrize("name", ["31UCP", "29AAA"])
def test_two_zones_meet_without_a_seam(tmp_path, name):
    """On a smooth ground the error stays that of the numbers, where tiles meet too, whichever of them comes first."""
    west = (720000.0, 5320000.0)
    # A tile of zone 31 that lies over the eastern half of the first.
    x, y = transform_points(np.array([west[0] + 600.0]), np.array([west[1]]), "EPSG:32630", "EPSG:32631")
    east = (round(float(x[0]), -1), round(float(y[0]), -1))
    inputs = [tile(tmp_path, "2018-01-17", west, "EPSG:32630", "30UXU"),
              tile(tmp_path, "2018-01-17", east, "EPSG:32631", name)]
    result = run(inputs, tmp_path, crs="EPSG:32630", type="float32", provenance=str(tmp_path / "p.tif"))
    values, grid = read(result.output)
    origin, _ = read(result.provenance)
    assert set(np.unique(origin)) == {0, 1, 2} and grid.dx == 10.0 and grid.transform[0] % 10 == 0
    assert (origin[60, 20], origin[60, 150]) == ((1, 2) if name == "31UCP" else (2, 1))
    inside = np.isfinite(values)
    # Beside the outer border of both the last pixel is stretched by half its size; elsewhere numbers are rounded to
    # half a unit, and a straight line between pixels of 10 m misses this ground by 0.02.
    core = inside.copy()
    for shift in ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1), (1, -1), (-1, 1)):
        core &= np.roll(inside, shift, (0, 1))
    assert np.abs(values - truth(grid) * 1e-4)[core].max() < 0.6e-4
    # Along every row what is filled is in one piece: no hole between the tiles.
    for row in inside:
        at = np.flatnonzero(row)
        assert at.size == 0 or at[-1] - at[0] + 1 == at.size


def clouded(folder: Path, day: str, red: int, patch: tuple[slice, slice] | None, tile_name: str = "30TWT") -> str:
    masks = {"CLM": square(*patch, CLM_CLOUD), "MG2": square(*patch, 2)} if patch else {}
    return product(folder, day, {"B4": red}, masks, tile=tile_name)


@pytest.fixture(scope="module")
def dates(tmp_path_factory) -> list[str]:
    """January: a small cloud; February: a large one; March: cloudy everywhere but for a corner."""
    folder = tmp_path_factory.mktemp("trois dates é")
    late = np.full((120, 120), CLM_CLOUD, np.uint8)
    late[:30, :30] = 0
    return [clouded(folder, "2018-01-17", 1000, (slice(0, 20), slice(0, 20))),
            clouded(folder, "2018-02-17", 2000, (slice(10, 70), slice(10, 70))),
            product(folder, "2018-03-17", {"B4": 3000}, {"CLM": late, "MG2": (late > 0) * np.uint8(2)})]


def test_the_clearest_date_gives_what_it_has_clear_and_the_next_the_rest(dates, tmp_path):
    result = run(dates, tmp_path, provenance=str(tmp_path / "d'où.tif"))
    values, _ = read(result.output)
    expected = np.full((120, 120), 1000)
    expected[:20, :20] = 2000
    # Under both clouds the third date is clear.
    expected[10:20, 10:20] = 3000
    assert np.array_equal(values, expected)
    origin, _ = read(result.provenance)
    assert np.array_equal(origin, expected // 1000)
    with open(result.table, encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    assert [row["acquired"][:10] for row in rows] == ["2018-01-17", "2018-02-17", "2018-03-17"]
    assert [int(row["pixels"]) for row in rows] == [14400 - 400, 300, 100]
    assert float(rows[0]["clear_percent"]) == pytest.approx(100 * (1 - 400 / 14400), abs=0.1)
    assert "2018-02-17 S2A 30TWT L2A" in Path(result.provenance).with_suffix(".qml").read_text(encoding="utf-8")
    with Raster(result.output) as raster:
        assert json.loads(raster.metadata()["PARAMETERS"])["rule"] == "clearest"


def test_the_nearest_date_comes_first_where_asked(dates, tmp_path):
    values, _ = read(run(dates, tmp_path, rule="nearest", date="2018-02-20").output)
    expected = np.full((120, 120), 2000)
    # February's cloud: March is 25 days away, January 34.
    expected[10:70, 10:70] = 1000
    expected[10:30, 10:30] = 3000
    assert np.array_equal(values, expected)


@pytest.mark.parametrize("rule", ["mean", "median"])
def test_all_clear_dates_are_combined_where_asked(dates, tmp_path, rule):
    result = run(dates, tmp_path, rule=rule, type="float32", provenance=str(tmp_path / "n.tif"))
    values, _ = read(result.output)
    clear = np.ones((3, 120, 120), bool)
    clear[0, :20, :20] = clear[1, 10:70, 10:70] = False
    clear[2] = False
    clear[2, :30, :30] = True
    numbers = np.where(clear, np.array([0.1, 0.2, 0.3])[:, None, None], np.nan)
    expected = getattr(np, f"nan{rule}")(numbers, axis=0)
    assert np.abs(values - expected).max() < 1e-6
    assert np.array_equal(read(result.provenance)[0], clear.sum(axis=0)) and result.table == ""


def test_where_nothing_is_clear_there_is_nothing_unless_asked(dates, tmp_path):
    values, _ = read(run(dates[1:2], tmp_path).output)
    assert np.array_equal(values == EMPTY, square(slice(10, 70), slice(10, 70), 1) > 0)
    result = run(dates[1:2], tmp_path, fill=True)
    assert (read(result.output)[0] == 2000).all() and result.clear_percent == pytest.approx(100 * (1 - 0.25))


def test_the_grid_of_another_raster_is_taken_to_the_pixel(neighbours, tmp_path):
    other = Grid("EPSG:3857", (0.0, 1.0, 0.0, 0.0, 0.0, -1.0), (1, 1))
    x, y = transform_points(np.array([721000.0]), np.array([5319500.0]), "EPSG:32630", "EPSG:3857")
    other = Grid("EPSG:3857", (float(x[0]) - 300, 13.0, 0.0, float(y[0]) + 300, 0.0, -13.0), (40, 50))
    with RasterWriter(str(tmp_path / "grille.tif"), other, "uint8") as writer:
        writer.write(np.ones((40, 50), np.uint8))
        writer.close()
    values, grid = read(run(neighbours, tmp_path, grid=str(tmp_path / "grille.tif"), type="float32").output)
    assert grid.transform == other.transform and grid.shape == other.shape
    east, north = transform_points(*np.meshgrid(grid.x(), grid.y()), "EPSG:3857", "EPSG:32630")
    assert np.abs(values - field(east, north) * 1e-4).max() < 0.6e-4


def test_an_area_cuts_and_its_outside_is_no_data(neighbours, tmp_path):
    area = tmp_path / "zone d'étude.geojson"
    ring = [[720500, 5319500], [721700, 5319500], [721700, 5319100], [720500, 5319100], [720500, 5319500]]
    lonlat = [list(map(float, np.ravel(transform_points(np.array([a]), np.array([b]), "EPSG:32630", "EPSG:4326"))))
              for a, b in ring]
    area.write_text(json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [lonlat]}}]}))
    result = run(neighbours, tmp_path, aoi=str(area))
    values, grid = read(result.output)
    # The corners come back from degrees to a fraction of a millimetre: at most one row of pixels around is empty.
    west = round((720500 - grid.transform[0]) / 10)
    north = round((grid.transform[3] - 5319500) / 10)
    inside = np.zeros(grid.shape, bool)
    inside[north:north + 40, west:west + 120] = True
    assert np.array_equal(values != EMPTY, inside) and result.nodata_percent == 0.0
    assert west in (0, 1) and north in (0, 1)


def test_extent_and_resolution_make_aligned_pixels(neighbours, tmp_path):
    result = run(neighbours, tmp_path, resolution=30.0, extent=(720101.0, 5319101.0, 721899.0, 5319899.0),
                 extent_crs="EPSG:32630", type="float32")
    values, grid = read(result.output)
    assert grid.dx == 30.0 and grid.transform[0] % 30 == 0 and grid.transform[3] % 30 == 0
    assert grid.bounds[0] <= 720101.0 < grid.bounds[0] + 30
    x, y = np.meshgrid(grid.x(), grid.y())
    means = sum(field(x + i, y + j) for i in (-10, 0, 10) for j in (-10, 0, 10)) / 9
    assert np.abs(values - means * 1e-4).max() < 0.5e-4


def test_rasters_keep_type_nodata_and_numbers(tmp_path):
    paths = []
    for number, left in enumerate((0.0, 60.0)):
        grid = Grid("EPSG:2154", (left, 10.0, 0.0, 100.0, 0.0, -10.0), (10, 10))
        values = np.full((10, 10), 5 + number, np.uint8)
        values[2] = 0
        with RasterWriter(str(tmp_path / f"{number}.tif"), grid, "uint8", nodata=0) as writer:
            writer.write(values)
            writer.close()
        paths.append(str(tmp_path / f"{number}.tif"))
    result = run(paths, tmp_path, bands=())
    with Raster(result.output) as raster:
        assert raster.dtype == "Byte" and raster.nodata == 0 and raster.grid.shape == (10, 16)
        values = raster.read(1)
    assert (values[2] == 0).all() and (values[3, :10] == 5).all() and (values[3, 10:] == 6).all()


def test_blocks_and_threads_change_nothing(dates, tmp_path, monkeypatch):
    from bocage.core.chains.mosaic import job

    whole, _ = read(run(dates, tmp_path, resolution=15.0, type="float32").output)
    monkeypatch.setattr(job, "_block", lambda layers, first: (32, 16))
    cut, _ = read(run(dates, tmp_path, resolution=15.0, type="float32", threads=2,
                      output=str(tmp_path / "b.tif")).output)
    assert np.allclose(cut, whole, rtol=0, atol=2e-7, equal_nan=True)


@pytest.mark.parametrize(("changes", "words"), [
    ({"rule": "nearest"}, "DATE"), ({"date": "yesterday"}, "yesterday"), ({"bands": ("cirrus",)}, "cirrus"),
    ({"extent": (0.0, 0.0, 10.0, 10.0), "extent_crs": "EPSG:32630"}, "cover"),
    ({"input": ("/nowhere/at all",)}, "/nowhere/at all"), ({"grid": "/nowhere.tif"}, "/nowhere.tif"),
    ({"crs": "EPSG:999999"}, "EPSG:999999"), ({"aoi": "/nowhere.shp"}, "/nowhere.shp")])
def test_what_cannot_be_is_refused_and_nothing_is_written(dates, tmp_path, changes, words):
    with pytest.raises(BocageError) as caught:
        run(**{"inputs": changes.pop("input", dates), "folder": tmp_path, **changes})
    assert words in str(caught.value) and "\n" not in str(caught.value) and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("most", [0.0, 0.5])
def test_cancel_leaves_nothing(dates, tmp_path, most):
    with pytest.raises(Cancelled):
        run(dates, tmp_path, Impatient(most), provenance=str(tmp_path / "p.tif"))
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_product_in_a_folder_is_left_out_and_said(dates, tmp_path):
    class Hearing(SilentProgress):
        said: list = []

        def warn(self, code, **fields):
            self.said.append(fields["file"])

    folder = Path(dates[0]).parent
    (folder / "broken.SAFE").mkdir(exist_ok=True)
    heard = Hearing()
    try:
        result = run([str(folder)], tmp_path, heard)
    finally:
        (folder / "broken.SAFE").rmdir()
    assert result.used == 3 and len(heard.said) == 1 and "broken.SAFE" in heard.said[0]


def test_holes_inside_a_product_are_filled_by_the_next(tmp_path):
    red = np.full((120, 120), 1000)
    red[50:60, 50:60] = NODATA
    inputs = [product(tmp_path, "2018-01-17", {"B4": red}), clouded(tmp_path, "2018-02-17", 2000, None)]
    values, _ = read(run(inputs, tmp_path, date="2018-01-17", rule="nearest").output)
    assert (values[50:60, 50:60] == 2000).all() and np.count_nonzero(values == 2000) == 100
