"""Cloud over an area: from a product's own masks, by kilometre, true to known clouds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from bocage.core.catalogue.index import Index, scan_folders
from bocage.core.catalogue.index.cells import cell_grid, placement, weights
from bocage.core.catalogue.index.clear import FULL, NOTHING, ClearGrid, shares
from bocage.core.catalogue.index.clear_pass import write_grid
from bocage.core.catalogue.model import Query
from bocage.core.engine.geodesic import hectares
from bocage.core.engine.grid import Grid
from bocage.core.engine.raster import Raster, RasterWriter, transform_points
from bocage.core.products.flags import CIRRUS, CLOUD, NODATA, SHADOW, SNOW
from index_scenes import box, scene

TILE = Grid("EPSG:32630", (499980.0, 10.0, 0.0, 5300040.0, 0.0, -10.0), (10980, 10980))


def square(grid, column, row, columns, rows):
    """Footprint of a window of pixels: corners alone."""
    x0, dx, _, y0, _, dy = grid.transform
    corners = [(column, row), (column + columns, row), (column + columns, row + rows), (column, row + rows)]
    x, y = np.array([x0 + c * dx for c, _ in corners]), np.array([y0 + r * dy for _, r in corners])
    longitude, latitude = transform_points(x, y, grid.crs, "EPSG:4326")
    ring = tuple(zip(longitude.tolist(), latitude.tolist()))
    return (((*ring, ring[0]),),)


def test_a_cell_tells_the_clear_share_of_its_pixels_with_data():
    flags = np.zeros((20, 30), np.uint16)
    flags[:10, :5] = CLOUD
    flags[:5, 10:20] = NODATA
    flags[5:10, 10:12] = SHADOW
    flags[10:15, :10] = CIRRUS | SNOW
    flags[10:20, 10:20] = NODATA
    flags[10:, 20:] = SNOW
    # Half cloud; 40 of 50 clear; clear; half cirrus; nothing; snow is clear.
    assert shares(flags).tolist() == [[FULL // 2, FULL * 4 // 5, FULL], [FULL // 2, NOTHING, FULL]]


@pytest.mark.parametrize("grid", [
    TILE, Grid("EPSG:32601", (300000.0, 10.0, 0.0, 2000040.0, 0.0, -10.0), (10980, 10980)),
    Grid("EPSG:32760", (699960.0, 20.0, 0.0, 7000000.0, 0.0, -20.0), (5490, 5490)),
    Grid("EPSG:2154", (300000.0, 30.0, 0.0, 6700000.0, 0.0, -30.0), (7000, 7000)),
    Grid("EPSG:4326", (-2.0, 0.0001, 0.0, 48.0, 0.0, -0.0001), (10000, 10000))])
def test_positions_fall_where_a_projection_puts_them(grid):
    cells = cell_grid(grid)
    place = placement(cells)
    rng = np.random.default_rng(0)
    rows, columns = cells.shape
    column, row = rng.uniform(0, columns, 200), rng.uniform(0, rows, 200)
    x0, dx, _, y0, _, dy = cells.transform
    longitude, latitude = transform_points(x0 + column * dx, y0 + row * dy, grid.crs, "EPSG:4326")
    longitude = place.centre[0] + (longitude - place.centre[0] + 180) % 360 - 180
    found = place.place(longitude, latitude)
    # Fifty metres would not matter among cells of a kilometre.
    assert np.abs(np.array(found) - [column, row]).max() < 0.02


@pytest.mark.parametrize("window", [(2000, 3000, 1650, 1650), (2000, 3000, 3, 3), (0, 0, 10980, 10980),
                                    (5000, 100, 4000, 250)])
def test_cells_weigh_what_the_area_takes_of_them(window):
    area = square(TILE, *window)
    found = weights(placement(cell_grid(TILE)), area)
    cells = 109800.0 / 110
    taken = found.shares.sum() * cells ** 2 / 1e4
    if window[2] > 10:
        assert taken == pytest.approx(hectares(area), rel=0.03)
    assert found.columns.start == window[0] * 10 // cells and found.rows.start == window[1] * 10 // cells


def test_an_area_elsewhere_has_no_cell_and_one_beyond_the_antimeridian_has():
    assert weights(placement(cell_grid(TILE)), box(10, 47, 11, 48)) is None
    across = cell_grid(Grid("EPSG:32601", (130000.0, 10.0, 0.0, 2000040.0, 0.0, -10.0), (10980, 10980)))
    place = placement(across)
    both = (*box(179.9, 17.5, 180, 17.7), *box(-180, 17.5, -179.9, 17.7))
    one = weights(place, both[:1])
    assert weights(place, both).shares.sum() == pytest.approx(2 * one.shares.sum(), rel=0.05)


@pytest.fixture()
def product(tmp_path, monkeypatch):
    """An L2A product of 12 km whose western half is cloud, but for its nodata in the north."""
    from pathlib import Path

    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "products"))
    import muscate_product

    grids = {"R1": Grid("EPSG:32630", (499980.0, 20.0, 0.0, 5300040.0, 0.0, -20.0), (600, 600)),
             "R2": Grid("EPSG:32630", (499980.0, 40.0, 0.0, 5300040.0, 0.0, -40.0), (300, 300))}
    statistics = replace(muscate_product.description().statistics, cloud_percent=42.0)
    described = muscate_product.description(grids=grids, statistics=statistics)
    folder = tmp_path / "produits" / described.identifier
    muscate_product.write_product(folder, described)
    for key, path in described.paths.items():
        kind, _, name = key.partition("_")
        if kind in ("CLM", "EDG") and name in grids:
            with Raster(str(folder / path)) as raster:
                grid = raster.grid
            values = np.zeros(grid.shape, np.uint8)
            if kind == "CLM":
                values[:, :grid.shape[1] // 2] = 3
            else:
                values[:grid.shape[0] // 4] = 1
            with RasterWriter(str(folder / path), grid, "uint8") as writer:
                writer.write(values)
                writer.close()
    return folder, grids["R1"]


def test_cloud_over_an_area_is_that_of_the_masks(product, tmp_path):
    folder, grid = product
    index = tmp_path / "index.gpkg"
    assert scan_folders(index, [str(folder.parent)], clear=True).grids == 1
    wanted = {"west": ((50, 200, 200, 350), 100.0), "east": ((350, 200, 200, 350), 0.0),
              "both": ((200, 200, 200, 350), 50.0), "third": ((225, 200, 225, 350), 100 / 3),
              "north": ((0, 0, 600, 140), None)}
    with Index(index) as opened:
        for name, (window, cloud) in wanted.items():
            (hit,) = opened.search(Query(square(grid, *window)))
            if cloud is None:
                # No data there: the masks tell nothing, the producer's figure stands in.
                assert (hit.area_cloud_percent, hit.cloud_source) == (None, "producer's percentage"), name
            else:
                assert hit.area_cloud_percent == pytest.approx(cloud, abs=3), name
                assert hit.cloud_source.startswith("CLM")
        assert len(opened.search(Query(square(grid, *wanted["east"][0]), max_cloud_percent=5))) == 1
        assert opened.search(Query(square(grid, *wanted["west"][0]), max_cloud_percent=95)) == []


def test_bounds_refuse_nothing_that_is_clear_enough(tmp_path):
    """Under any limit the scenes are those of a look at every cell."""
    rng = np.random.default_rng(5)
    cells = cell_grid(TILE)
    place = placement(cells)
    grids = []
    for number in range(60):
        values = np.rint(FULL * np.clip(rng.normal(rng.uniform(-0.5, 1.5), 0.4, (11, 11)), 0, 1)).astype(np.uint8)
        values = np.kron(values, np.ones((10, 10), np.uint8))
        values[rng.uniform(0, 1, values.shape) < 0.1] = FULL // 3
        if number % 5 == 0:
            values[:, :rng.integers(1, 110)] = NOTHING
        grids.append(ClearGrid(cells, place, "SCL", values))
    with Index(tmp_path / "index.gpkg") as index:
        index.put(scene(f"s{k}", square(TILE, 0, 0, 10980, 10980), cloud=None) for k in range(60))
        with index.store.writing() as connection:
            for number, grid in enumerate(grids):
                write_grid(connection, number + 1, grid)
        for window in ((0, 0, 10980, 10980), (1234, 2345, 3000, 2000), (300, 9000, 150, 150)):
            area = square(TILE, *window)
            every = {hit.scene.identifier: hit.area_cloud_percent for hit in index.search(Query(area))}
            taken = weights(place, area)
            for number, grid in enumerate(grids):
                values = grid.values[taken.rows, taken.columns]
                weight = taken.shares * (values != NOTHING)
                wanted = None if weight.sum() == 0 else 100 * (1 - (weight * values).sum() / FULL / weight.sum())
                assert every[f"s{number}"] == (None if wanted is None else pytest.approx(wanted, abs=1e-3))
            for limit in (0.0, 5.0, 20.0, 50.0, 90.0):
                found = {hit.scene.identifier: hit.area_cloud_percent
                         for hit in index.search(Query(area, max_cloud_percent=limit))}
                assert found == {name: cloud for name, cloud in every.items() if cloud is not None and cloud <= limit}


def test_a_grid_damaged_in_the_index_is_no_sky_at_all(product, tmp_path):
    folder, grid = product
    index = tmp_path / "index.gpkg"
    scan_folders(index, [str(folder.parent)], clear=True)
    with Index(index) as opened:
        whole = opened.store.connection.execute("SELECT data FROM clear_share").fetchone()[0]
        for broken in (b"", b"noise", whole[:9]):
            opened.store.connection.execute("UPDATE clear_share SET data = ?", (broken,))
            (hit,) = opened.search(Query(square(grid, 50, 200, 200, 200)))
            assert (hit.area_cloud_percent, hit.cloud_source) == (None, "producer's percentage")


def test_masks_that_cannot_be_read_are_not_clear_sky(product, tmp_path):
    folder, grid = product
    for path in folder.rglob("*CLM*.tif"):
        path.write_bytes(path.read_bytes()[:400])
    index = tmp_path / "index.gpkg"
    report = scan_folders(index, [str(folder.parent)], clear=True)
    assert (report.found, report.grids) == (1, 0)
    with Index(index) as opened:
        (hit,) = opened.search(Query(square(grid, 50, 200, 200, 200)))
        assert hit.area_cloud_percent is None and hit.cloud_source == "producer's percentage"
        assert hit.scene.cloud_percent == 42


def test_grids_are_made_once_and_again_where_the_product_changed(product, tmp_path):
    folder, _ = product
    index = tmp_path / "index.gpkg"
    assert [scan_folders(index, [str(folder.parent)], clear=True).grids for _ in range(2)] == [1, 0]
    (metadata,) = folder.glob("*_MTD_ALL.xml")
    metadata.write_text(metadata.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert scan_folders(index, [str(folder.parent)], clear=True).grids == 1


def test_real_scene_classification_agrees_with_its_producer(shared, tmp_path):
    index = tmp_path / "index.gpkg"
    assert scan_folders(index, [str(shared / "data/s2_l2a_cog_29RKH")], clear=True).grids == 1
    with Index(index) as opened:
        everything = opened.search(Query())[0].scene
        (hit,) = opened.search(Query(everything.footprint))
    # Of the whole tile, cirrus and shadows beside clouds.
    assert hit.cloud_source == "SCL" and hit.area_cloud_percent == pytest.approx(everything.cloud_percent, abs=1.0)
