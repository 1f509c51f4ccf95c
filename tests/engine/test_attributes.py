"""Attributes changed in vector files: all or none, nothing lost where the file resists."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading

import pytest
from osgeo import gdal, ogr, osr

from bocage.core.engine.raster.attributes import add_text_fields, change_attributes
from bocage.core.errors import BocageError


def points(path: str, driver: str = "GPKG") -> str:
    """Three points with a number and a word."""
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(32630)
    dataset = gdal.GetDriverByName(driver).Create(path, 0, 0, 0, gdal.GDT_Unknown)
    layer = dataset.CreateLayer("points", reference, ogr.wkbPoint)
    layer.CreateField(ogr.FieldDefn("id", ogr.OFTInteger))
    layer.CreateField(ogr.FieldDefn("Word", ogr.OFTString))
    for number in range(3):
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetField("id", number)
        feature.SetField("Word", "before")
        feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POINT ({600000 + number} 5240000)"))
        layer.CreateFeature(feature)
    return path


def words(path: str, name: str) -> dict[int, str | None]:
    dataset = gdal.OpenEx(path, gdal.OF_VECTOR)
    return {feature.GetFID(): feature.GetField(name) for feature in dataset.GetLayer(0)}


@pytest.mark.parametrize(("driver", "name"), [("GPKG", "à noter.gpkg"), ("ESRI Shapefile", "à noter.shp")])
def test_fields_come_and_values_change_and_the_rest_stays(tmp_path, driver, name):
    path = points(str(tmp_path / name), driver)
    first, second, third = words(path, "Word")
    add_text_fields(path, "", ["word", "note"])
    dataset = gdal.OpenEx(path, gdal.OF_VECTOR)
    definition = dataset.GetLayer(0).GetLayerDefn()
    assert [definition.GetFieldDefn(k).GetName() for k in range(definition.GetFieldCount())] == ["id", "Word", "note"]
    del definition, dataset
    change_attributes(path, "", {second: {"note": "forêt", "word": None}})
    assert words(path, "note") == {first: None, second: "forêt", third: None}
    assert words(path, "Word") == {first: "before", second: None, third: "before"}
    assert list(words(path, "id").values()) == [0, 1, 2]


def test_all_or_none(tmp_path):
    path = points(str(tmp_path / "a.gpkg"))
    with pytest.raises(BocageError) as caught:
        change_attributes(path, "points", {1: {"word": "after"}, 99: {"word": "after"}})
    assert caught.value.code == "vector_not_written"
    with pytest.raises(BocageError) as caught:
        change_attributes(path, "points", {1: {"word": "after"}, 2: {"nowhere": "after"}})
    assert caught.value.code == "field_missing"
    assert set(words(path, "Word").values()) == {"before"}


@pytest.mark.parametrize("name", ["points.shp", "points.geojson"])
def test_all_or_none_without_transactions(tmp_path, name):
    path = points(str(tmp_path / name), "ESRI Shapefile" if name.endswith("shp") else "GeoJSON")
    first = min(words(path, "Word"))
    for bad in ({first: {"Word": "after"}, 99: {"Word": "after"}}, {first: {"Word": "after"}, first + 1: {"No": "x"}}):
        with pytest.raises(BocageError):
            change_attributes(path, "", bad)
        assert set(words(path, "Word").values()) == {"before"}


def test_what_cannot_be_changed_is_one_sentence(tmp_path):
    path = points(str(tmp_path / "a.gpkg"))
    for given in ((str(tmp_path / "absent.gpkg"), ""), (path, "another layer")):
        with pytest.raises(BocageError) as caught:
            change_attributes(*given, {1: {"word": "after"}})
        assert caught.value.code == "vector_not_written" and caught.value.fields["file"] == given[0]


def test_a_lock_is_waited_for_then_told_and_nothing_is_changed(tmp_path):
    path = points(str(tmp_path / "a.gpkg"))
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    faults: list[str] = []

    def change() -> None:
        try:
            change_attributes(path, "", {1: {"word": "after"}})
        except BocageError as fault:
            faults.append(fault.code)

    writing = threading.Thread(target=change)
    writing.start()
    writing.join(20)
    other.execute("ROLLBACK")
    other.close()
    assert faults == ["vector_not_written"] and set(words(path, "Word").values()) == {"before"}
    change()
    assert words(path, "Word")[1] == "after"


def test_a_full_disk_is_told_and_the_file_stays_whole(tiny_disk, tmp_path):
    path = str(tiny_disk / "a.gpkg")
    shutil.copy(points(str(tmp_path / "a.gpkg")), path)
    (tiny_disk / "filler").write_bytes(os.urandom(shutil.disk_usage(tiny_disk).free))
    with pytest.raises(BocageError) as caught:
        change_attributes(path, "", {1: {"word": "x" * 200_000}})
    assert caught.value.code == "vector_not_written"
    (tiny_disk / "filler").unlink()
    assert set(words(path, "Word").values()) == {"before"}
