"""Outlines drawn by hand: read in any coordinate system, of one date or of none, damaged ones refused."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from bocage.core.engine.raster import transform_points
from bocage.core.engine.vectors import read_polygons, with_layer
from bocage.core.errors import BocageError
from osgeo import ogr, osr

CRS = "EPSG:32630"
SQUARE = ((500000.0, 5299000.0), (500600.0, 5299000.0), (500600.0, 5298400.0), (500000.0, 5298400.0))


def write(path: Path, driver: str, geometries: list[str], days: list[object] | None = None,
          field: int = ogr.OFTString, crs: str | None = CRS, name: str = "Date") -> str:
    """A vector file of WKT geometries, and their dates."""
    reference = None
    if crs:
        reference = osr.SpatialReference()
        reference.SetFromUserInput(crs)
        reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    dataset = ogr.GetDriverByName(driver).CreateDataSource(str(path))
    layer = dataset.CreateLayer("clouds", reference, ogr.wkbUnknown)
    layer.CreateField(ogr.FieldDefn("note", ogr.OFTString))
    if days is not None:
        layer.CreateField(ogr.FieldDefn(name, field))
    for number, text in enumerate(geometries):
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometry(ogr.CreateGeometryFromWkt(text))
        if days is not None and days[number] is not None:
            feature.SetField(name, days[number])
        layer.CreateFeature(feature)
    del layer, dataset
    return str(path)


def wkt(ring=SQUARE) -> str:
    points = [*ring, ring[0]]
    return "POLYGON((" + ",".join(f"{x} {y}" for x, y in points) + "))"


@pytest.mark.parametrize(("driver", "suffix"), [("GPKG", "gpkg"), ("GeoJSON", "geojson")])
def test_a_polygon_comes_back_in_the_system_asked_for(tmp_path, driver, suffix):
    x, y = transform_points(*np.array(SQUARE).T, CRS, "EPSG:4326")
    path = write(tmp_path / f"nuages oubliés.{suffix}", driver, [wkt(tuple(zip(x, y)))], crs="EPSG:4326")
    found, = read_polygons(path, CRS)
    assert found.day is None and len(found.rings) == 1
    np.testing.assert_allclose(found.rings[0][:4], SQUARE, atol=0.05)


def test_holes_several_parts_and_curves_are_polygons_lines_are_not(tmp_path):
    hole = "POLYGON((0 0,9 0,9 9,0 9,0 0),(2 2,4 2,4 4,2 4,2 2))"
    several = "MULTIPOLYGON(((20 0,21 0,21 1,20 0)),((30 0,31 0,31 1,30 0)))"
    circle = "CURVEPOLYGON(CIRCULARSTRING(40 0,42 2,44 0,42 -2,40 0))"
    path = write(tmp_path / "a.gpkg", "GPKG", [hole, several, circle, "LINESTRING(0 0,5 5)"])
    found = read_polygons(path, CRS)
    assert [len(one.rings) for one in found] == [2, 1, 1, 1]
    radius = np.hypot(*(found[3].rings[0] - (42, 0)).T)
    assert len(radius) > 20 and np.allclose(radius, 2, atol=1e-6)


@pytest.mark.parametrize(("field", "value"), [
    (ogr.OFTString, "2018-05-17"), (ogr.OFTString, "2018-05-17T11:06:31Z"), (ogr.OFTDate, "2018/05/17"),
    (ogr.OFTDateTime, "2018/05/17 11:06:31")])
@pytest.mark.parametrize("name", ["date", "DATE"])
def test_a_date_is_read_as_text_or_as_a_date(tmp_path, field, value, name):
    path = write(tmp_path / "a.gpkg", "GPKG", [wkt(), wkt()], [value, None], field, name=name)
    assert [one.day for one in read_polygons(path, CRS)] == [date(2018, 5, 17), None]


def test_one_layer_of_a_file_may_be_meant(tmp_path):
    path = write(tmp_path / "a.gpkg", "GPKG", [wkt()])
    assert with_layer(path) == path
    dataset = ogr.Open(path, 1)
    dataset.CopyLayer(dataset.GetLayer(0), "fields")
    del dataset
    assert len(read_polygons(path, CRS)) == 2
    assert with_layer(path) == f"{path}|layername=clouds" and with_layer(path, "fields").endswith("|layername=fields")
    assert len(read_polygons(with_layer(path), CRS)) == len(read_polygons(with_layer(path, "fields"), CRS)) == 1
    refused(with_layer(path, "absent"), "vector_without_polygons")


def refused(path: str, code: str) -> str:
    with pytest.raises(BocageError) as caught:
        read_polygons(path, CRS)
    assert caught.value.code == code, str(caught.value)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_what_cannot_be_read_is_one_sentence(tmp_path):
    assert "absent.gpkg" in refused(str(tmp_path / "absent.gpkg"), "vector_unreadable")
    (tmp_path / "text.gpkg").write_text("no vector")
    refused(str(tmp_path / "text.gpkg"), "vector_unreadable")
    refused(write(tmp_path / "none.gpkg", "GPKG", [wkt()], crs=None), "vector_without_crs")
    refused(write(tmp_path / "lines.gpkg", "GPKG", ["LINESTRING(0 0,5 5)"]), "vector_without_polygons")
    assert "yesterday" in refused(write(tmp_path / "day.gpkg", "GPKG", [wkt()], ["yesterday"]), "date_unreadable")


def test_a_file_cut_in_the_middle_is_one_sentence(tmp_path):
    path = write(tmp_path / "a.geojson", "GeoJSON", [wkt()])
    whole = Path(path).read_text(encoding="utf-8")
    assert json.loads(whole)["features"]
    Path(path).write_text(whole[:len(whole) // 2], encoding="utf-8")
    with pytest.raises(BocageError) as caught:
        read_polygons(path, CRS)
    assert caught.value.code in ("vector_unreadable", "vector_without_polygons")
