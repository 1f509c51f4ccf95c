"""Polygons against the patches of a flood fill; nothing lost, nothing twice, whatever the strips."""

from __future__ import annotations

import numpy as np
import pytest
import regularise_by_hand as hand
from bocage.core.engine.class_raster import pixel_area_m2
from bocage.core.engine.geodesic import polygon_area
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import RasterWriter, transform_points
from bocage.core.errors import BocageError, Cancelled
from bocage.core.landcover import code_source
from bocage.core.landcover.outlines import polygons_of_wkb
from bocage.core.landcover.vectorise import VectoriseSettings, vectorise
from osgeo import gdal, ogr

NONE = hand.NONE
UTM = (600000.0, 10.0, 0.0, 5240000.0, 0.0, -10.0)


def write(path, values, dtype="uint8", nodata=0, crs="EPSG:32630", transform=UTM):
    with RasterWriter(str(path), Grid(crs, transform, values.shape), dtype, nodata=nodata) as writer:
        writer.write(np.where(values == NONE, 0, values).astype(dtype))
        writer.close()
    return str(path)


def patchy(seed):
    rng = np.random.default_rng(seed)
    shape = tuple(rng.integers(2, 24, 2))
    codes = rng.integers(1, rng.integers(3, 5), shape).astype(np.int32)
    if seed % 3 == 0:
        coarse = rng.integers(1, 4, (shape[0] // 3 + 1, shape[1] // 3 + 1))
        codes = np.kron(coarse, np.ones((3, 3), int))[:shape[0], :shape[1]].astype(np.int32)
    codes[rng.random(shape) < rng.choice([0.0, 0.2])] = NONE
    return rng, codes


def geometry(one):
    return ogr.CreateGeometryFromWkb(one.wkb)


def burnt(shape, wkb):
    """Pixels whose centre lies in a polygon."""
    source = ogr.GetDriverByName("Memory").CreateDataSource("") if gdal.GetDriverByName("Memory") else \
        gdal.GetDriverByName("MEM").Create("", 0, 0, 0, gdal.GDT_Unknown)
    layer = source.CreateLayer("one", None, ogr.wkbUnknown)
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetGeometry(ogr.CreateGeometryFromWkb(wkb))
    layer.CreateFeature(feature)
    target = gdal.GetDriverByName("MEM").Create("", shape[1], shape[0], 1, gdal.GDT_Byte)
    target.SetGeoTransform(UTM)
    gdal.RasterizeLayer(target, [1], layer)
    return {tuple(place) for place in np.argwhere(target.ReadAsArray()).tolist()}


@pytest.mark.parametrize("seed", range(18))
def test_polygons_are_the_patches_however_strips_cut_them(seed, tmp_path, monkeypatch):
    rng, codes = patchy(seed)
    monkeypatch.setattr(code_source, "STRIP_ROWS", int(rng.integers(1, 8)))
    confidence = rng.integers(1, 101, codes.shape) * (rng.random(codes.shape) < 0.8)
    validity = rng.integers(0, 30, codes.shape)
    raw = rng.integers(0, 5, codes.shape)
    paths = {"input": write(tmp_path / "carte é.tif", codes), "confidence": write(tmp_path / "c.tif", confidence),
             "validity": write(tmp_path / "v.tif", validity, nodata=None), "shares": write(tmp_path / "r.tif", raw)}
    found = list(vectorise(VectoriseSettings(**paths), SilentProgress()))
    patches = {frozenset(pixels): code for _, code, pixels in hand.patches(codes)}
    assert len(found) == len(patches)
    for one in found:
        shape = geometry(one)
        assert shape.IsValid() and shape.GetArea() == pytest.approx(100.0 * one.pixels)
        pixels = frozenset(burnt(codes.shape, one.wkb))
        assert patches.pop(pixels) == one.code and one.pixels == len(pixels)
        where = tuple(np.array(sorted(pixels)).T)
        assert one.area_ha == pytest.approx(len(pixels) * pixel_area_m2(Grid("EPSG:32630", UTM, codes.shape)) / 1e4,
                                            rel=1e-6)
        known = confidence[where][confidence[where] > 0]
        if known.size:
            assert one.confidence == pytest.approx((known.mean(), known.std()), abs=1e-6)
        else:
            assert one.confidence is None
        assert one.validity == pytest.approx((validity[where].mean(), validity[where].std()), abs=1e-6)
        classes = raw[where]
        assert one.shares == {int(k): pytest.approx(100 * (classes == k).mean()) for k in np.unique(classes) if k}
    assert patches == {}


@pytest.mark.parametrize("seed", range(18))
def test_smooth_neighbours_share_their_line_without_gap_or_overlap(seed, tmp_path, monkeypatch):
    rng, codes = patchy(seed)
    if seed % 2:
        codes[codes == NONE] = 1
    monkeypatch.setattr(code_source, "STRIP_ROWS", int(rng.integers(1, 8)))
    path = write(tmp_path / "m.tif", codes)
    found = list(vectorise(VectoriseSettings(path, simplify="smooth"), SilentProgress()))
    monkeypatch.setattr(code_source, "STRIP_ROWS", 512)
    whole = list(vectorise(VectoriseSettings(path, simplify="smooth"), SilentProgress()))
    areas = [np.array(sorted((one.code, geometry(one).GetArea()) for one in some)) for some in (found, whole)]
    assert np.allclose(*areas)
    shapes = [geometry(one) for one in found]
    assert all(shape.IsValid() for shape in shapes)
    for k, one in enumerate(shapes):
        for other in shapes[k + 1:]:
            assert one.Intersection(other).GetArea() == pytest.approx(0.0, abs=1e-6)
    every = ogr.Geometry(ogr.wkbMultiPolygon)
    for shape in shapes:
        for part in shape:
            every.AddGeometry(part)
    total = sum(shape.GetArea() for shape in shapes)
    union = every.UnionCascaded()
    assert union.GetArea() == pytest.approx(total, rel=1e-9)
    pixels = list(vectorise(VectoriseSettings(path), SilentProgress()))
    assert len(pixels) == len(found)
    for shape, one in zip(shapes, found):
        assert one.area_ha == pytest.approx(shape.GetArea() / 100.0 * pixel_area_m2(
            Grid("EPSG:32630", UTM, codes.shape)) / 1e4, rel=1e-6)
    if (codes != NONE).all():
        # Together they are the rectangle of the map, to its corners.
        assert total == pytest.approx(100.0 * codes.size, rel=1e-9)
        assert union.GetArea() == pytest.approx(100.0 * codes.size, rel=1e-9)


def test_a_slope_becomes_a_line(tmp_path):
    rows, columns = np.indices((40, 40))
    path = write(tmp_path / "m.tif", np.where(rows > columns, 2, 1))
    lower = next(one for one in vectorise(VectoriseSettings(path, simplify="smooth"), SilentProgress())
                 if one.code == 2)
    (rings,) = polygons_of_wkb(lower.wkb)
    # A triangle, with the steps that are left where the line meets the frame.
    assert len(rings) == 1 and len(rings[0]) <= 7


def test_areas_in_mercator_are_those_of_each_polygon(tmp_path):
    # Pixels of 1 km from 57 to 61 degrees north: a quarter smaller at the top than at the bottom.
    values = np.kron(np.arange(12).reshape(4, 3) % 3 + 1, np.ones((250, 20), int))
    path = write(tmp_path / "m.tif", values, crs="EPSG:3857", transform=(2e5, 1e3, 0.0, 8.8e6, 0.0, -1e3))
    for one in vectorise(VectoriseSettings(path), SilentProgress()):
        rings = []
        for ring in polygons_of_wkb(one.wkb)[0]:
            share = np.linspace(0, 1, 500, endpoint=False)[None, :, None]
            points = (ring[:-1, None] + share * (ring[1:] - ring[:-1])[:, None]).reshape(-1, 2)
            rings.append(list(zip(*transform_points(points[:, 0], points[:, 1], "EPSG:3857", "EPSG:4326"))))
        assert one.area_ha == pytest.approx(polygon_area(rings) / 1e4, rel=2e-5)


def test_areas_in_degrees_are_those_of_the_ellipsoid(tmp_path):
    transform = (-1.7, 1e-3, 0.0, 47.4, 0.0, -1e-3)
    values = np.ones((60, 50), int)
    values[10:50, 5:40] = 2
    path = write(tmp_path / "m.tif", values, crs="EPSG:4326", transform=transform)
    for one in vectorise(VectoriseSettings(path), SilentProgress()):
        rings = [[tuple(p) for p in ring] for ring in polygons_of_wkb(one.wkb)[0]]
        # Parallels are no great circles: 5 cm apart over these 4 km.
        assert one.area_ha == pytest.approx(polygon_area(rings) / 1e4, rel=1e-5)
    utm = write(tmp_path / "u.tif", values)
    for one in vectorise(VectoriseSettings(utm), SilentProgress()):
        rings = []
        for ring in polygons_of_wkb(one.wkb)[0]:
            x, y = transform_points(ring[:, 0], ring[:, 1], "EPSG:32630", "EPSG:4326")
            rings.append(list(zip(x, y)))
        assert one.area_ha == pytest.approx(polygon_area(rings) / 1e4, rel=1e-6)


def test_the_minimum_unit_is_that_of_regularise(tmp_path):
    rng, codes = patchy(3)
    expected = hand.merge(codes, 6)
    found = list(vectorise(VectoriseSettings(write(tmp_path / "m.tif", codes), minimum=6, folder=str(tmp_path)),
                           SilentProgress()))
    assert sorted((one.code, one.pixels) for one in found) == sorted(
        (code, len(pixels)) for _, code, pixels in hand.patches(expected))
    assert [p.name for p in tmp_path.iterdir()] == ["m.tif"]


def test_refused_and_stopped(tmp_path):
    values = np.ones((6, 6), int)
    path, other = write(tmp_path / "m.tif", values), write(tmp_path / "o.tif", values[:5])
    for settings in (VectoriseSettings(path, confidence=other), VectoriseSettings(path, shares=other)):
        with pytest.raises(BocageError) as fault:
            list(vectorise(settings, SilentProgress()))
        assert fault.value.code == "maps_not_aligned"

    class Stopped(SilentProgress):
        def cancelled(self):
            return True

    with pytest.raises(Cancelled):
        list(vectorise(VectoriseSettings(path), Stopped()))
