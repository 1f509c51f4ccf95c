"""Outlines from whatever people have: zipped, bow-tied, with holes, over the antimeridian; or one sentence why not."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest
from bocage.core.engine import geodesic
from bocage.core.engine.areas import Area, area_of, geojson_of, read_areas, wkt_of
from bocage.core.engine.raster import transform_points
from bocage.core.errors import BocageError, Cancelled
from osgeo import ogr, osr

#: A square kilometre in UTM 30 near Notre-Dame-des-Landes: 99.98 ha on the ellipsoid would be 100 / k^2.
SQUARE = ((595000.0, 5245000.0), (596000.0, 5245000.0), (596000.0, 5246000.0), (595000.0, 5246000.0))


def wkt(*rings) -> str:
    parts = (",".join(f"{float(x)!r} {float(y)!r}" for x, y in [*ring, ring[0]]) for ring in rings)
    return "POLYGON(" + ",".join(f"({part})" for part in parts) + ")"


def write(path: Path, driver: str, shapes: list[tuple[str, str]], crs: str | None = "EPSG:32630",
          kind: int = ogr.wkbUnknown, field: str = "nom") -> str:
    """A vector file of (name, WKT)."""
    reference = None
    if crs:
        reference = osr.SpatialReference()
        reference.SetFromUserInput(crs)
        reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    dataset = ogr.GetDriverByName(driver).CreateDataSource(str(path))
    layer = dataset.CreateLayer("zones", reference, kind)
    layer.CreateField(ogr.FieldDefn(field, ogr.OFTString))
    for name, text in shapes:
        feature = ogr.Feature(layer.GetLayerDefn())
        if text:
            feature.SetGeometry(ogr.CreateGeometryFromWkt(text))
        feature.SetField(field, name)
        layer.CreateFeature(feature)
    del layer, dataset
    return str(path)


def geojson(path: Path, geometry: dict, **properties: str) -> str:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": properties, "geometry": geometry}]}), encoding="utf-8")
    return str(path)


def zipped(archive: Path, folder: Path, inside: str = "") -> str:
    with zipfile.ZipFile(archive, "w") as content:
        for path in sorted(folder.iterdir()):
            content.write(path, inside + path.name)
    return str(archive)


def refused(source: str, code: str, **options: str) -> str:
    with pytest.raises(BocageError) as caught:
        read_areas(source, **options)
    assert caught.value.code == code, str(caught.value)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def square_is_right(area: Area) -> None:
    # UTM's scale factor at this place, k = 0.9996 (1 + E'^2/2R^2), E' = 95.5 km: the ground is 100 / k^2 ha.
    k = 0.9996 * (1 + (95500 / 6379000) ** 2 / 2)
    assert area.hectares == pytest.approx(100 / k ** 2, rel=3e-6)
    x, y = transform_points(*np.array(SQUARE).T, "EPSG:32630", "EPSG:4326")
    np.testing.assert_allclose(sorted(area.footprint[0][0][:-1]), sorted(zip(x, y)), atol=1e-7)


@pytest.mark.parametrize(("driver", "name"), [("GPKG", "zône à part.gpkg"), ("ESRI Shapefile", "zone a.shp"),
                                              ("GML", "z.gml"), ("MapInfo File", "z.tab"), ("FlatGeobuf", "z.fgb")])
def test_a_polygon_of_any_format_comes_in_degrees_with_its_hectares(tmp_path, driver, name):
    found, = read_areas(write(tmp_path / name, driver, [("La Rolandière", wkt(SQUARE))], kind=ogr.wkbPolygon))
    square_is_right(found)
    assert found.name == "La Rolandière" and found.source.endswith(name) and not found.repaired


@pytest.mark.parametrize("driver", ["KML", "LIBKML"])
def test_google_earth_files_and_their_archives(tmp_path, driver):
    x, y = transform_points(*np.array(SQUARE).T, "EPSG:32630", "EPSG:4326")
    folder = tmp_path / "k"
    folder.mkdir()
    path = write(folder / "doc.kml", driver, [("ZAD", wkt(list(zip(x, y))))], "EPSG:4326", field="Name")
    square_is_right(read_areas(path)[0])
    archived, = read_areas(zipped(tmp_path / "zad nddl.kmz", folder))
    square_is_right(archived)
    assert archived.name == "ZAD"


@pytest.mark.parametrize("inside", ["", "ZAD 44/périmètre/"])
def test_a_zipped_shapefile_however_deep(tmp_path, inside):
    folder = tmp_path / "shp"
    folder.mkdir()
    write(folder / "zad_44.shp", "ESRI Shapefile", [("ZAD", wkt(SQUARE))], kind=ogr.wkbPolygon)
    found, = read_areas(zipped(tmp_path / "téléchargement (1).zip", folder, inside))
    square_is_right(found)
    # A download has no extension, or another: the content tells.
    os.rename(tmp_path / "téléchargement (1).zip", tmp_path / "2018.part")
    square_is_right(read_areas(str(tmp_path / "2018.part"))[0])


def test_an_archive_of_several_files_asks_which(tmp_path):
    folder = tmp_path / "shp"
    folder.mkdir()
    for name in ("zad", "communes"):
        write(folder / f"{name}.shp", "ESRI Shapefile", [(name, wkt(SQUARE))], kind=ogr.wkbPolygon)
    archive = zipped(tmp_path / "a.zip", folder)
    assert "zad" in refused(archive, "area_archive_several")
    assert [area.name for area in read_areas(archive, layer="zad")] == ["zad"]


def test_one_area_in_several_formats_with_a_note_beside_is_one(tmp_path):
    folder = tmp_path / "shp"
    folder.mkdir()
    write(folder / "zad.shp", "ESRI Shapefile", [("ZAD", wkt(SQUARE))], kind=ogr.wkbPolygon)
    write(folder / "zad.gml", "GML", [("ZAD", wkt(SQUARE))])
    (folder / "metadata.json").write_text('{"producer": "DDTM 44"}', encoding="utf-8")
    (folder / ".DS_Store").write_bytes(b"x")
    found, = read_areas(zipped(tmp_path / "a.zip", folder))
    square_is_right(found)
    assert found.source.endswith("zad.shp")
    os.unlink(folder / "zad.prj")
    found, = read_areas(zipped(tmp_path / "b.zip", folder))
    square_is_right(found)
    assert found.source.endswith("zad.gml")


def test_a_shapefile_without_its_prj_is_one_sentence_unless_the_system_is_told(tmp_path):
    folder = tmp_path / "shp"
    folder.mkdir()
    path = write(folder / "zad.shp", "ESRI Shapefile", [("ZAD", wkt(SQUARE))], kind=ogr.wkbPolygon)
    os.unlink(folder / "zad.prj")
    assert ".prj" in refused(path, "area_without_prj")
    refused(zipped(tmp_path / "zad.zip", folder), "area_without_prj")
    square_is_right(read_areas(path, crs="EPSG:32630")[0])
    refused(write(tmp_path / "none.gpkg", "GPKG", [("a", wkt(SQUARE))], crs=None), "vector_without_crs")


def test_holes_and_parts_are_kept(tmp_path):
    hole = tuple((x + 300 if x == 595000 else x - 300, y + 300 if y == 5245000 else y - 300) for x, y in SQUARE)
    other = tuple((x + 5000, y) for x, y in SQUARE)
    parts = "MULTIPOLYGON(" + wkt(SQUARE, hole)[7:] + "," + wkt(other)[7:] + ")"
    found, = read_areas(write(tmp_path / "a.gpkg", "GPKG", [("a", parts)]))
    assert sorted(len(polygon) for polygon in found.footprint) == [1, 2]
    assert found.hectares == pytest.approx(geodesic.hectares(found.footprint), rel=1e-12)
    assert found.hectares == pytest.approx(2 * 100.06 - 16.0, abs=0.1)


def test_curves_heights_and_collections_are_read(tmp_path):
    circle = "CURVEPOLYGON(CIRCULARSTRING(595000 5245000,595500 5245500,596000 5245000,595500 5244500,595000 5245000))"
    solid = "POLYGON Z((595000 5245000 9,596000 5245000 9,596000 5246000 9,595000 5245000 9))"
    mixed = f"GEOMETRYCOLLECTION(POINT(0 0),{wkt(SQUARE)})"
    found = read_areas(write(tmp_path / "a.gpkg", "GPKG", [("c", circle), ("z", solid), ("g", mixed)]))
    assert found[0].hectares == pytest.approx(np.pi * 25, rel=2e-3)
    assert found[1].hectares == pytest.approx(50.03, abs=0.02) and len(found[1].footprint[0][0][0]) == 2
    square_is_right(found[2])


def test_a_bow_tie_is_repaired_and_said(tmp_path):
    tie = ((595000.0, 5245000.0), (596000.0, 5246000.0), (596000.0, 5245000.0), (595000.0, 5246000.0))
    found, = read_areas(write(tmp_path / "a.gpkg", "GPKG", [("a", wkt(tie))]))
    # Two triangles of 25 ha; unrepaired, their signed areas cancel.
    assert len(found.footprint) == 2 and found.hectares == pytest.approx(50.03, abs=0.02)
    assert "intersection" in found.repaired.lower()


def test_what_has_no_surface_is_refused_with_its_reason(tmp_path):
    flat = "POLYGON((1 47,3 47,2 47,1 47))"
    assert "Feature a" in refused(write(tmp_path / "a.gpkg", "GPKG", [("a", flat)], "EPSG:4326"),
                                  "area_geometry_refused")
    lost = "POLYGON((1 2,1 95,3 2,1 2))"
    refused(write(tmp_path / "b.geojson", "GeoJSON", [("b", lost)], "EPSG:4326"), "area_not_on_earth")


@pytest.mark.parametrize("ring", [
    [[179, -17], [-179, -17], [-179, -16], [179, -16], [179, -17]],
    [[179, -17], [181, -17], [181, -16], [179, -16], [179, -17]],
    [[-181, -17], [-179, -17], [-179, -16], [-181, -16], [-181, -17]]])
def test_fiji_is_split_at_the_antimeridian_whichever_way_it_is_written(tmp_path, ring):
    found, = read_areas(geojson(tmp_path / "fiji.geojson", {"type": "Polygon", "coordinates": [ring]}, name="Fiji"))
    spans = sorted((min(x for x, _ in polygon[0]), max(x for x, _ in polygon[0])) for polygon in found.footprint)
    assert spans == [(-180.0, -179.0), (179.0, 180.0)]
    plain, = read_areas(geojson(tmp_path / "b.geojson", {"type": "Polygon", "coordinates": [
        [[x % 360 - 100, y] for x, y in ring]]}))
    assert found.hectares == pytest.approx(plain.hectares, rel=1e-9)
    # At 16.5 S a degree of longitude is 106.75 km, one of latitude 110.65 km.
    assert found.hectares == pytest.approx(2 * 106.75 * 110.65 * 100, rel=2e-3)


def test_a_projected_area_over_the_antimeridian_is_split_with_its_hole(tmp_path):
    # UTM 1, central meridian 177 W: 180 lies 320 km to the west of it, at 17 S.
    ring = ((170000.0, 8110000.0), (190000.0, 8110000.0), (190000.0, 8130000.0), (170000.0, 8130000.0))
    hole = ((179000.0, 8119000.0), (182000.0, 8119000.0), (182000.0, 8121000.0), (179000.0, 8121000.0))
    found, = read_areas(write(tmp_path / "a.gpkg", "GPKG", [("a", wkt(ring, hole))], "EPSG:32701"))
    assert all(abs(x) <= 180 for polygon in found.footprint for ring in polygon for x, _ in ring)
    assert {x > 0 for polygon in found.footprint for x, _ in polygon[0]} == {True, False}
    assert found.hectares == pytest.approx(40000 - 600, rel=2e-3)


def test_the_whole_earth_keeps_its_surface_and_a_ring_round_a_pole_is_refused(tmp_path):
    world = [[-180, -90], [180, -90], [180, 90], [-180, 90], [-180, -90]]
    found, = read_areas(geojson(tmp_path / "w.geojson", {"type": "Polygon", "coordinates": [world]}))
    assert found.hectares == pytest.approx(51006562172.4, rel=1e-9)
    round_pole = [[0, 80], [120, 80], [-120, 80], [0, 80]]
    refused(geojson(tmp_path / "p.geojson", {"type": "Polygon", "coordinates": [round_pole]}), "area_over_pole")


def test_names_filters_and_layers(tmp_path):
    path = write(tmp_path / "communes.gpkg", "GPKG", [(name, wkt(SQUARE)) for name in ("Vigneux", "Fay", "")])
    assert [area.name for area in read_areas(path)] == ["Vigneux", "Fay", "communes 3"]
    assert [area.name for area in read_areas(path, where="nom = 'Fay'")] == ["Fay"]
    assert [area.name for area in read_areas(path, name_field="NOM", layer="zones")][:2] == ["Vigneux", "Fay"]
    refused(path, "area_filter_empty", where="nom = 'Nantes'")
    refused(path, "area_filter_unreadable", where="nom ===")
    assert "nom" in refused(path, "area_field_unknown", name_field="code")
    assert "zones" in refused(path, "area_layer_unknown", layer="parcelles")


def test_a_name_of_the_language_wanted_comes_first(tmp_path):
    path = geojson(tmp_path / "a.geojson", {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]},
                   name="Fields", nom="Champs")
    assert [read_areas(path, language=one)[0].name for one in ("en", "fr")] == ["Fields", "Champs"]


def test_points_lines_and_nothing_are_refused_with_advice(tmp_path):
    points = write(tmp_path / "p.gpkg", "GPKG", [("a", "POINT(595000 5245000)")])
    assert "Buffer" in refused(points, "area_points")
    lines = write(tmp_path / "l.gpkg", "GPKG", [("a", "LINESTRING(595000 5245000,596000 5245000)")])
    assert "Lines to polygons" in refused(lines, "area_lines")
    refused(write(tmp_path / "e.gpkg", "GPKG", []), "area_empty")
    refused(write(tmp_path / "n.gpkg", "GPKG", [("a", "")]), "area_empty")
    (tmp_path / "t.gpx").write_text('<?xml version="1.0"?><gpx version="1.1" creator="a" xmlns="http://www.topografix'
                                    '.com/GPX/1/1"><trk><trkseg><trkpt lat="47" lon="-1.7"/><trkpt lat="47.1" lon='
                                    '"-1.7"/></trkseg></trk></gpx>', encoding="utf-8")
    refused(str(tmp_path / "t.gpx"), "area_lines")


def test_what_cannot_be_opened_is_one_sentence(tmp_path, monkeypatch):
    refused("https://example.org/zad.zip", "area_is_url")
    refused(str(tmp_path / "absent.shp"), "path_absent")
    (tmp_path / "a.geojson").write_text("<html>no</html>", encoding="utf-8")
    refused(str(tmp_path / "a.geojson"), "vector_unreadable")
    (tmp_path / "cut.zip").write_bytes(b"PK\x03\x04 cut")
    refused(str(tmp_path / "cut.zip"), "archive_damaged")
    with zipfile.ZipFile(tmp_path / "none.zip", "w") as content:
        content.writestr("lisez-moi.txt", "rien")
    assert ".shp" in refused(str(tmp_path / "none.zip"), "area_archive_empty")
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as content:
        content.writestr("a.geojson", bytes(4_000_000))
    monkeypatch.setattr("bocage.core.engine.area_files.LARGEST", 3_000_000)
    assert "4 MB" in refused(str(tmp_path / "bomb.zip"), "area_too_large")


def test_cancel_stops_between_two_features(tmp_path):
    class Stop:
        asked = 0

        def cancelled(self):
            self.asked += 1
            return self.asked > 3

    path = write(tmp_path / "a.gpkg", "GPKG", [(str(k), wkt(SQUARE)) for k in range(50)])
    stop = Stop()
    with pytest.raises(Cancelled):
        read_areas(path, progress=stop)
    assert stop.asked == 4


def test_a_feature_chosen_on_the_map(tmp_path):
    square_is_right(area_of("parcelle", wkt(SQUARE), "EPSG:32630", "canvas"))
    with pytest.raises(BocageError) as caught:
        area_of("a", "LINESTRING(0 0,1 1)", "EPSG:4326", "canvas")
    assert caught.value.code == "area_lines"


def test_an_area_written_as_geojson_is_read_back_the_same(tmp_path):
    hole = tuple((x + 300 if x == 595000 else x - 300, y + 300 if y == 5245000 else y - 300) for x, y in SQUARE)
    area, = read_areas(write(tmp_path / "a.gpkg", "GPKG", [("à l'est", wkt(SQUARE, hole))]))
    path = tmp_path / "b.geojson"
    path.write_text(geojson_of(area), encoding="utf-8")
    again, = read_areas(str(path))
    assert again.name == area.name and again.hectares == pytest.approx(area.hectares, rel=1e-9)
    assert [len(rings) for rings in again.footprint] == [2]
    outer, inner = json.loads(geojson_of(area))["features"][0]["geometry"]["coordinates"][0]
    assert geodesic.ring_area(outer) > 0 > geodesic.ring_area(inner)
    drawn = ogr.CreateGeometryFromWkt(wkt_of(area.footprint))
    assert drawn.IsValid() and drawn.GetGeometryRef(0).GetGeometryCount() == 2
