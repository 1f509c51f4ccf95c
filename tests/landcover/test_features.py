"""Rasters as a stack of features, and the pixels under polygons: the right ones, each once, at a bounded cost."""

from __future__ import annotations

import numpy as np
import pytest

from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import RasterWriter
from bocage.core.errors import BocageError
from bocage.core.landcover import extract as extracting
from bocage.core.landcover.extract import Draw, extract
from bocage.core.landcover.features import FeatureStack
from bocage.core.landcover.model import ClassEntry, Feature, LandcoverModel, Region
from bocage.core.landcover.regions import BLEND, RegionWeights, blended
from osgeo import gdal, ogr

UTM = "EPSG:32630"
GRID = Grid(UTM, (600000.0, 10.0, 0.0, 5240000.0, 0.0, -10.0), (60, 80))


def raster(path, pixels, grid=GRID, dtype="float32", nodata=None, names=(), scaling=None):
    pixels = np.atleast_3d(np.asarray(pixels).T).T
    with RasterWriter(str(path), grid, dtype, len(pixels), nodata, names) as writer:
        for number, band in enumerate(pixels):
            if scaling:
                writer.set_scaling(number + 1, *scaling)
            writer.write(band.astype(dtype), number + 1)
        writer.close()
    return str(path)


@pytest.fixture()
def places(tmp_path):
    """A raster whose two bands are the row and the column of each pixel."""
    row, column = np.mgrid[:60, :80]
    return raster(tmp_path / "lignes et colonnes.tif", np.stack([row, column]), names=("row", "column"))


def box(row, column, rows, columns):
    x, y = 600000 + 10.0 * column, 5240000 - 10.0 * row
    text = f"POLYGON(({x} {y},{x + 10 * columns} {y},{x + 10 * columns} {y - 10 * rows},{x} {y - 10 * rows},{x} {y}))"
    return bytes(ogr.CreateGeometryFromWkt(text).ExportToWkb())


def taken(path, geometries, classes=None, crs=UTM, **draw):
    labels = np.arange(len(geometries)) if classes is None else np.asarray(classes)
    with FeatureStack([path] if isinstance(path, str) else path) as stack:
        return extract(stack, geometries, crs, labels, Draw(**{"per_class": 0, **draw}), SilentProgress(), "s.gpkg")


def test_each_pixel_whose_centre_is_inside_is_taken_with_its_own_values(places):
    found = taken(places, [box(2, 3, 4, 5), box(30, 40, 3, 2), box(10.6, 10.6, 1.2, 1.2)])
    assert np.bincount(found.polygon).tolist() == [20, 6, 1]
    assert (found.features == np.stack([found.row, found.column], 1)).all()
    first = found.polygon == 0
    assert set(zip(found.row[first], found.column[first])) == {(r, c) for r in range(2, 6) for c in range(3, 8)}
    # Its corner is at 10.6: the centre of pixel 11 alone lies inside.
    assert (found.row[found.polygon == 2].tolist(), found.column[found.polygon == 2].tolist()) == ([11], [11])
    assert found.available == {0: 20, 1: 6, 2: 1} and found.incomplete == 0


def test_a_fraction_asks_for_that_part_of_the_pixel(places):
    polygon = [box(10.3, 10.0, 2.4, 1.0)]
    # Rows 10 to 12 are covered by 0.7, 1 and 0.7.
    assert [taken(places, polygon, fraction=part).row.tolist() for part in (0.69, 0.71, 1.0)] == \
        [[10, 11, 12], [11], [11]]
    assert taken(places, polygon).row.tolist() == [10, 11, 12]


def test_a_pixel_of_two_polygons_is_taken_once_for_the_first(places):
    found = taken(places, [box(2, 2, 4, 4), box(4, 4, 4, 4)])
    assert np.bincount(found.polygon).tolist() == [16, 12]
    assert np.unique(found.row * 80 + found.column).size == 28


def test_points_and_other_coordinate_systems(places):
    point = ogr.CreateGeometryFromWkt("MULTIPOINT((600405 5239701))")
    point.Transform(ogr.osr.CoordinateTransformation(_reference(32630), _reference(4326)))
    found = taken(places, [bytes(point.ExportToWkb())], crs="EPSG:4326")
    assert (found.row.tolist(), found.column.tolist()) == ([29], [40])
    degrees = ogr.CreateGeometryFromWkb(box(20, 20, 6, 6))
    degrees.Transform(ogr.osr.CoordinateTransformation(_reference(32630), _reference(4326)))
    assert taken(places, [bytes(degrees.ExportToWkb())], crs="EPSG:4326").row.size == 36


def test_every_point_of_a_group_takes_its_pixel(places):
    group = ogr.CreateGeometryFromWkt("MULTIPOINT((600405 5239701),(600406 5239702),(600015 5239985),(0 0))")
    one = ogr.CreateGeometryFromWkt("POINT Z(600405 5239701 7)")
    alone = ogr.CreateGeometryFromWkt("POINT(600125 5239985)")
    found = taken(places, [bytes(geometry.ExportToIsoWkb()) for geometry in (group, one, alone)], classes=[5, 5, 6])
    # In order of row and column; two points of one pixel, of whatever feature, are one sample of the first.
    assert list(zip(found.row.tolist(), found.column.tolist(), found.polygon.tolist())) == [
        (1, 1, 0), (1, 12, 2), (29, 40, 0)]
    assert dict(found.available) == {5: 2, 6: 1}


def _reference(code):
    found = ogr.osr.SpatialReference()
    found.ImportFromEPSG(code)
    found.SetAxisMappingStrategy(ogr.osr.OAMS_TRADITIONAL_GIS_ORDER)
    return found


def test_caps_draw_by_pixel_and_the_blocks_change_nothing(places, monkeypatch):
    geometries = [box(0, 0, 30, 40), box(30, 0, 10, 10), box(0, 45, 20, 20), box(40, 40, 3, 3)]
    capped = taken(places, geometries, [1, 1, 2, 3], per_class=200, seed=4)
    assert np.bincount(np.array([1, 1, 2, 3])[capped.polygon]).tolist() == [0, 200, 200, 9]
    # 1200 pixels and 100 of one class: drawn by pixel, not by polygon.
    assert 5 <= (capped.polygon == 1).sum() <= 30
    each = taken(places, geometries, [1, 1, 2, 3], per_polygon=50, seed=4)
    assert np.bincount(each.polygon).tolist() == [50, 50, 50, 9]
    again = taken(places, geometries, [1, 1, 2, 3], per_class=200, seed=4)
    assert (again.row == capped.row).all() and (again.column == capped.column).all()
    assert (taken(places, geometries, [1, 1, 2, 3], per_class=200, seed=5).row != capped.row).any()
    whole = taken(places, geometries)
    monkeypatch.setattr(extracting, "BLOCK", 7)
    small = taken(places, geometries)
    assert (small.row == whole.row).all() and (small.features == whole.features).all()
    capped = taken(places, geometries, [1, 1, 2, 3], per_class=200, seed=4)
    assert np.bincount(np.array([1, 1, 2, 3])[capped.polygon]).tolist() == [0, 200, 200, 9]


def test_trimming_on_the_way_keeps_the_smallest_keys(monkeypatch):
    keeper = extracting._Keeper(np.array([0, 1]), Draw(per_class=50), 10**6)
    whole = extracting._Keeper(np.array([0, 1]), Draw(per_class=50), 10**6)
    for part in range(40):
        place = np.arange(100) + 100 * part
        for one in (keeper, whole):
            one.add(place, place % 2, np.random.default_rng(part))
        keeper._trim()
    assert (keeper.kept()[0] == whole.kept()[0]).all() and keeper.kept()[0].size == 100


def test_nodata_scale_and_signed_bytes(tmp_path):
    values = np.arange(4800).reshape(60, 80) % 200
    short = raster(tmp_path / "a.tif", values, dtype="int16", nodata=7, scaling=(0.001, -0.1), names=("B4",))
    path = str(tmp_path / "embedding.tif")
    options = ["PIXELTYPE=SIGNEDBYTE"] if int(gdal.VersionInfo()) < 3070000 else []
    kind = gdal.GDT_Byte if options else gdal.GDT_Int8
    dataset = gdal.GetDriverByName("GTiff").Create(path, 80, 60, 1, kind, options)
    dataset.SetGeoTransform(GRID.transform)
    dataset.SetProjection(_reference(32630).ExportToWkt())
    dataset.GetRasterBand(1).WriteArray((values - 100).astype(np.int8))
    dataset.GetRasterBand(1).SetNoDataValue(-100)
    dataset = None
    with FeatureStack([short, path]) as stack:
        found = stack.read((0, 0, 60, 80))
        assert [feature.name for feature in stack.features] == ["B4", "2: band 1"]
        assert stack.features[0] == Feature("B4", 0.001, -0.1, 7.0)
    assert np.isnan(found[0][values == 7]).all() and np.isnan(found[0]).sum() == (values == 7).sum()
    assert np.allclose(found[0][values != 7], values[values != 7] * 0.001 - 0.1, atol=1e-6)
    assert np.isnan(found[1][values == 0]).all() and (found[1][values != 0] == values[values != 0] - 100).all()
    # Pixels without one of the two are left out, and counted.
    samples = taken([short, path], [box(0, 0, 1, 20)])
    assert samples.row.size == 18 and samples.incomplete == 2


def test_rasters_on_other_grids_come_to_the_grid_of_the_first(tmp_path, places):
    # A plane is what bilinear resampling keeps: 20 m, shifted by half a pixel, and in another CRS.
    coarse = Grid(UTM, (599955.0, 20.0, 0.0, 5240045.0, 0.0, -20.0), (40, 50))
    x, y = np.meshgrid(coarse.x(), coarse.y())
    plane = raster(tmp_path / "plan.tif", (x - 600000) / 100 + (5240000 - y) / 50, coarse)
    geographic = Grid("EPSG:4326", (-1.69, 0.0001, 0.0, 47.32, 0.0, -0.0001), (300, 300))
    lon, _ = np.meshgrid(geographic.x(), geographic.y())
    degrees = raster(tmp_path / "degrés.tif", lon, geographic, dtype="float64")
    with FeatureStack([places, plane, degrees]) as stack:
        assert stack.grid == GRID and len(stack.layers) == 4
        found = stack.read((5, 6, 40, 50))
        part = stack.read((15, 16, 10, 10), [2])
    x, y = np.meshgrid(GRID.x()[6:56], GRID.y()[5:45])
    assert np.abs(found[2] - ((x - 600000) / 100 + (5240000 - y) / 50)).max() < 1e-3
    assert (part[0] == found[2][10:20, 10:20]).all()
    change = ogr.osr.CoordinateTransformation(_reference(32630), _reference(4326))
    wanted = np.array([change.TransformPoint(a, b)[0] for a, b in zip(x.ravel(), y.ravel())]).reshape(x.shape)
    assert np.abs(found[3] - wanted).max() < 3e-6


def test_beyond_a_raster_there_is_nothing(tmp_path, places):
    small = raster(tmp_path / "petit.tif", np.ones((20, 20)),
                   Grid(UTM, (600100.0, 10.0, 0.0, 5239900.0, 0.0, -10.0), (20, 20)))
    with FeatureStack([places, small]) as stack:
        found = stack.read((0, 0, 60, 80))[2]
    assert (np.isfinite(found) == np.pad(np.ones((20, 20), bool), ((10, 30), (10, 50)))).all()
    assert (found[10:30, 10:30] == 1).all()


def test_names_of_features_do_not_depend_on_names_of_files(tmp_path):
    values = np.zeros((3, 60, 80))
    one = raster(tmp_path / "a.tif", values, names=("B2", "B3", ""))
    two = raster(tmp_path / "b.tif", values, names=("B2", "NDVI", ""))
    with FeatureStack([one, two]) as stack:
        assert [feature.name for feature in stack.features] == \
            ["1: B2", "B3", "1: band 3", "2: B2", "NDVI", "2: band 3"]


def test_what_cannot_be_read_is_told(tmp_path, places):
    bare = Grid("", GRID.transform, (60, 80))
    for paths, code in (([], "features_none"), ([raster(tmp_path / "x.tif", np.zeros((60, 80)), bare)],
                                                "raster_without_crs"), ([__file__], "raster_unreadable")):
        with pytest.raises(BocageError) as caught:
            FeatureStack(paths)
        assert caught.value.code == code
    with pytest.raises(BocageError) as caught:
        taken(places, [box(500, 500, 4, 4)])
    assert caught.value.code == "samples_outside"
    hole = raster(tmp_path / "hole.tif", np.full((60, 80), np.nan))
    with pytest.raises(BocageError) as caught:
        taken([places, hole], [box(2, 3, 4, 5)])
    assert caught.value.code == "training_no_sample"


def test_samples_that_would_not_fit_are_refused_before_they_are_read(places, monkeypatch):
    monkeypatch.setattr(extracting, "MOST_BYTES", 100)
    with pytest.raises(BocageError) as caught:
        taken(places, [box(2, 3, 4, 5)])
    assert caught.value.code == "samples_too_large"


# -- regions ---------------------------------------------------------------------------------------------------


def ring(row, column, rows, columns):
    polygon = ogr.CreateGeometryFromWkb(box(row, column, rows, columns))
    return np.array(polygon.GetGeometryRef(0).GetPoints())[:, :2]


def whole(blend, *rings):
    arrays = {"means": np.array([[0.0], [1.0]]), "spread": np.array([1.0]), "constant": np.zeros(2)}
    tables = ((ClassEntry(1, "a"), ClassEntry(2, "b")), (ClassEntry(2, "b"), ClassEntry(3, "c")))
    parts = [LandcoverModel("nearest_mean", table, (Feature("x"),), arrays) for table in tables]
    return LandcoverModel("nearest_mean", tuple(ClassEntry(k, str(k)) for k in (1, 2, 3)), (Feature("x"),), {},
                          {BLEND: blend}, regions=tuple(Region(str(k), UTM, (one,), parts[k])
                                                        for k, one in enumerate(rings)))


def test_weights_grow_by_the_distance_to_the_border_and_sum_to_one():
    model = whole(100.0, ring(0, 0, 60, 40), ring(0, 40, 60, 40))
    weights = RegionWeights(model, UTM).on(GRID)
    middle = weights[:, 30]
    assert np.abs(middle.sum(0) - 1).max() < 1e-6
    # 10 pixels to either side of column 40: from 1 to 0, in steps of a sixteenth.
    wanted = np.clip(0.5 + (40 - np.arange(80) - 0.5) / 20, 0, 1)
    assert np.abs(middle[0, 12:68] - wanted[12:68]).max() <= 1 / 16 + 1e-6
    assert middle[0, 20] == 1.0 and middle[1, 60] == 1.0
    hard = RegionWeights(whole(0.0, ring(0, 0, 60, 40), ring(0, 40, 60, 40)), UTM).on(GRID)
    assert (hard[0] == (np.arange(80) < 40)).all() and (hard[1] == (np.arange(80) >= 40)).all()
    # A block is a part of the whole.
    assert (RegionWeights(model, UTM).on(GRID.window(20, 30, 10, 20)) == weights[:, 20:30, 30:50]).all()


def test_holes_stay_holes_and_beyond_all_regions_nothing_weighs():
    outline = whole(0.0, ring(0, 0, 40, 40)).regions[0]
    model = whole(0.0, ring(0, 0, 40, 40))
    holed = Region("0", UTM, (outline.rings[0], ring(10, 10, 5, 5)[::-1]), model.regions[0].model)
    weights = RegionWeights(LandcoverModel("nearest_mean", model.classes, model.features, {}, {BLEND: 0.0},
                                           regions=(holed,)), UTM).on(GRID)
    assert weights.sum() == 40 * 40 - 25 and weights[0, 12, 12] == 0


def test_blended_probabilities_join_classes_by_their_numbers():
    from bocage.core.landcover.classifiers import predictor_of

    model = whole(0.0, ring(0, 0, 60, 40), ring(0, 40, 60, 40))
    predictors = [predictor_of(region.model) for region in model.regions]
    weights = np.array([[1, 0.5, 0, 0], [0, 0.5, 1, 0]], np.float32)
    found = blended(model, predictors, weights, np.zeros((4, 1), np.float32))
    share = 1 / (1 + np.exp(-0.5))
    wanted = [[share, 1 - share, 0], [share / 2, 0.5, (1 - share) / 2], [0, share, 1 - share], [0, 0, 0]]
    assert np.abs(found - wanted).max() < 1e-6
