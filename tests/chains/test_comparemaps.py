"""A map against a raster or polygons: agreement, zones, edges, areas and rasters, against brute force."""

from __future__ import annotations

import json
import os
import re
from html import unescape

import numpy as np
import pytest
from bocage.core.chains.comparemaps import CompareMapsSettings, PolygonSource, compare_maps, difference_map
from bocage.core.chains.comparemaps import picture, tally
from bocage.core.engine.class_raster import pixel_area_m2
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster, RasterWriter, open_vector, transform_points
from bocage.core.engine.zones import zones_of
from bocage.core.errors import BocageError, Cancelled
from bocage.core.landcover.nomenclature import nomenclature
from bocage.core.landcover.polygons import mover
from bocage.core.validation import agreement
from bocage.core.validation.agreement import near_edge
from bocage.core.validation.crosswalk import Correspondence, Crosswalk, read_crosswalk, shipped
from maps_by_hand import ground_ha
from osgeo import ogr

UTM = Grid("EPSG:32631", (600000.0, 10.0, 0.0, 4840000.0, 0.0, -10.0), (60, 80))


def write(path, values, grid=UTM, dtype="uint8", nodata=0):
    with RasterWriter(str(path), Grid(grid.crs, grid.transform, values.shape), dtype, nodata=nodata) as writer:
        writer.write(values.astype(dtype))
        writer.close()
    return str(path)


def read(path):
    with Raster(str(path)) as raster:
        return raster.read()


def two(seed=0, shape=(60, 80)):
    rng = np.random.default_rng(seed)
    one = np.kron(rng.integers(0, 5, (shape[0] // 5, shape[1] // 5)), np.ones((5, 5), int))
    return one, np.where(rng.random(shape) < 0.3, rng.integers(0, 5, shape), one)


class Stopped(SilentProgress):
    def cancelled(self):
        return True


def test_the_difference_of_two_maps_is_that_of_brute_force(tmp_path):
    one, other = two()
    first, second = write(tmp_path / "carte é.tif", one), write(tmp_path / "autre.tif", other, dtype="int16")
    found = difference_map(first, second, str(tmp_path / "d.tif"), SilentProgress())
    states = read(tmp_path / "d.tif")
    for row, column in np.ndindex(*one.shape):
        a, b = one[row, column], other[row, column]
        expected = (agreement.NOTHING if not a and not b else agreement.MAP_ONLY if not b else
                    agreement.SOURCE_ONLY if not a else agreement.AGREE if a == b else agreement.DIFFER)
        assert states[row, column] == expected
    assert found.agreement == pytest.approx((states == 1).sum() / ((states == 1) | (states == 2)).sum(), rel=1e-6)
    assert found.pixels["map_only"] == (states == 4).sum()
    assert "differ" in (tmp_path / "d.qml").read_text(encoding="utf-8")
    assert difference_map(first, second, "", SilentProgress()) == found


def test_a_stopped_or_refused_difference_leaves_nothing(tmp_path):
    one, other = two()
    first = write(tmp_path / "a.tif", one)
    with pytest.raises(Cancelled):
        difference_map(first, write(tmp_path / "b.tif", other), str(tmp_path / "d.tif"), Stopped())
    with pytest.raises(BocageError, match="same pixels"):
        difference_map(first, write(tmp_path / "c.tif", other[:50]), str(tmp_path / "d.tif"), SilentProgress())
    with pytest.raises(BocageError, match="no place"):
        difference_map(first, write(tmp_path / "e.tif", np.zeros_like(one)), str(tmp_path / "d.tif"),
                       SilentProgress())
    with pytest.raises(BocageError, match="is the input too"):
        difference_map(first, str(tmp_path / "b.tif"), first, SilentProgress())
    assert sorted(os.listdir(tmp_path)) == ["a.tif", "b.tif", "c.tif", "e.tif"]


def words_of(page):
    """A page without its pictures."""
    return re.sub(r'src="[^"]*"', "", page).lower()


def box(left, top, right, bottom):
    geometry = ogr.CreateGeometryFromWkt(
        f"POLYGON(({left} {top},{right} {top},{right} {bottom},{left} {bottom},{left} {top}))")
    return bytes(geometry.ExportToWkb())


def run(path, tmp_path, **given):
    return compare_maps(CompareMapsSettings(path, **given), SilentProgress())


def table(*rows):
    values = frozenset(value for _, main, also in rows for value in (*main, *also))
    return Crosswalk(tuple(Correspondence(code, main, also, code, code) for code, main, also in rows), values)


def test_classes_zones_edges_and_areas_are_those_of_brute_force(tmp_path):
    rng = np.random.default_rng(5)
    one = np.kron(rng.integers(0, 4, (12, 16)), np.ones((5, 5), int))
    other = np.kron(rng.integers(0, 4, (6, 8)), np.ones((10, 10), int)) * 10
    path, source = write(tmp_path / "carte.tif", one), write(tmp_path / "s.tif", other)
    walk = table(("10", (1,), (2,)), ("20", (2,), ()), ("30", (), ()))
    zones = zones_of([("nord", box(600000, 4840000, 600800, 4839700)), ("coin", box(600101, 4839900, 600306, 4839401))],
                     UTM.crs, "zones")
    found = run(path, tmp_path, raster=source, table=walk, zones=zones, edge_m=20.0,
                output=str(tmp_path / "o.tif"), pairs=str(tmp_path / "p.tif"), json=str(tmp_path / "r.json"),
                html=str(tmp_path / "r.html"), matrix=str(tmp_path / "m.csv"), zones_csv=str(tmp_path / "z.csv"))
    report, ha = found.report, pixel_area_m2(UTM) / 1e4

    def state(a, b):
        if not a or not b:
            return 0 if not a and not b else 4 if a else 5
        if b == 30 or a == 3:
            return 3
        return 1 if a in {10: (1, 2), 20: (2,)}[b] else 2

    states = np.array([[state(a, b) for a, b in zip(*rows)] for rows in zip(one.tolist(), other.tolist())])
    assert np.array_equal(read(tmp_path / "o.tif"), states)
    agree, compared = (states == 1).sum(), ((states == 1) | (states == 2)).sum()
    assert report["agreement"] == pytest.approx(agree / compared, rel=1e-6)
    assert report["compared_ha"] == pytest.approx(compared * ha, rel=1e-5)
    called = ((one == 1) & (other == 10)) | ((one == 2) & (other == 20))
    assert report["main"] == pytest.approx(called.sum() / compared, rel=1e-6)
    edge = near_edge(other, 2)
    assert report["inside"]["agreement"] == pytest.approx((states == 1)[~edge].sum() / (
        (states == 1) | (states == 2))[~edge].sum(), rel=1e-6)
    rows = {row["code"]: row for row in report["by_source_class"]}
    assert rows["30"]["agreement"] is None and not rows["30"]["matched"]
    assert rows["20"]["agreement"] == pytest.approx(((one == 2) & (other == 20)).sum() / (
        (other == 20) & np.isin(one, (1, 2))).sum(), rel=1e-6)
    north, corner = report["zones"]
    y, x = UTM.y()[:, None] + 0 * one, UTM.x()[None, :] + 0 * one
    for zone, inside in ((north, y > 4839700), (corner, (x > 600101) & (x < 600306) & (y < 4839900) & (y > 4839401))):
        part = states[inside]
        assert zone["pixels"] == inside.sum()
        assert zone["agreement"] == pytest.approx((part == 1).sum() / ((part == 1) | (part == 2)).sum(), rel=1e-5)
        assert zone["hectares"]["unmatched"] == pytest.approx((part == 3).sum() * ha, rel=1e-4)
    matrix = report["matrix"]
    place = matrix["map_values"].index(2), matrix["source_codes"].index("10")
    assert matrix["pixels"][place[0]][place[1]] == ((one == 2) & (other == 10)).sum()
    assert sum(map(sum, matrix["pixels"])) == one.size
    pairs = read(tmp_path / "p.tif")
    assert len(np.unique(pairs[pairs > 0])) == len({(a, b) for a, b in zip(one.ravel(), other.ravel()) if a and b})
    assert (pairs == 0).sum() == ((one == 0) | (other == 0)).sum()
    number = pairs[(one == 3) & (other == 20)][0]
    assert "3 / 20" in (tmp_path / "p.qml").read_text(encoding="utf-8").split(f'value="{number}"')[1].split(">")[0]
    assert found.numbers["AGREEMENT_PERCENT"] == pytest.approx(100 * agree / compared, rel=1e-6)
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8")) == json.loads(json.dumps(report))
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "data:image/png;base64," in page and "agreement, not accuracy" in page
    assert "nan" not in words_of(page) and "rows: map; columns: source" in page
    lines = (tmp_path / "m.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# rows: map") and lines[1].split(",")[0] == "map" and lines[1].endswith("nothing")
    assert (tmp_path / "z.csv").read_text(encoding="utf-8").splitlines()[1].startswith("nord,")


@pytest.mark.parametrize("crs,centre,pixel,fine", [
    ("EPSG:4326", (1.2, 43.6), 0.0003, False), ("EPSG:3857", (133000.0, 5405000.0), 37.0, False),
    ("EPSG:3035", (3600000.0, 2300000.0), 25.0, False), ("EPSG:32631", (600003.0, 4839997.0), 3.0, True),
    ("EPSG:2154", (0.0, 0.0), 2.5, True)])
def test_a_source_on_other_pixels_gives_each_pixel_what_lies_under_its_centre(tmp_path, crs, centre, pixel, fine):
    rng = np.random.default_rng(7)
    if crs != "EPSG:32631":
        x, y = transform_points(np.array([600400.0]), np.array([4839700.0]), UTM.crs, crs)
        centre = float(x[0]), float(y[0])
    count = int(900 / pixel) if fine else 30
    where = Grid(crs, (centre[0] - (count // 2) * pixel if crs != "EPSG:32631" else centre[0], pixel, 0.0,
                       centre[1] + (count // 2) * pixel if crs != "EPSG:32631" else centre[1], 0.0, -pixel),
                 (count, count))
    other = rng.integers(0, 5, (count, count))
    one = rng.integers(1, 5, (60, 80))
    run(write(tmp_path / "carte.tif", one), tmp_path, raster=write(tmp_path / "s.tif", other, where), edge_m=0.0,
        output=str(tmp_path / "o.tif"))
    x, y = transform_points(*np.meshgrid(UTM.x(), UTM.y()), UTM.crs, crs)
    column = np.floor((x - where.transform[0]) / pixel).astype(int)
    row = np.floor((where.transform[3] - y) / pixel).astype(int)
    inside = (row >= 0) & (row < count) & (column >= 0) & (column < count)
    under = np.where(inside, other[row.clip(0, count - 1), column.clip(0, count - 1)], 0)
    expected = np.where(under == 0, 4, np.where(under == one, 1, 2))
    # A centre within a fiftieth of a pixel of a border may fall on either side.
    assert (read(tmp_path / "o.tif") != expected).mean() < 0.02
    assert inside.any()


def test_polygons_are_burnt_by_the_centre_and_judged_by_their_commonest_class(tmp_path):
    one = np.ones((60, 80), int)
    one[:, 40:] = 2
    one[5, 5] = 2
    path = write(tmp_path / "carte.tif", one)
    shapes = [("A", box(600003, 4839996, 600298, 4839604)), ("B", box(600304, 4839996, 600606, 4839604)),
              ("", box(600600, 4839300, 600700, 4839200)), ("A", b""), ("C", box(0, 10, 10, 0))]
    walk = table(("A", (1,), ()), ("B", (2,), ()))
    found = run(path, tmp_path, polygons=PolygonSource(shapes, UTM.crs, "couche"), table=walk,
                output=str(tmp_path / "o.tif")).report
    states = read(tmp_path / "o.tif")
    # Centres: columns 0 to 29 and rows 0 to 39 in A, columns 30 to 59 in B (its half on each class of the map).
    assert states[:40, :30].tolist() == np.where(one[:40, :30] == 1, 1, 2).tolist()
    assert (states[:40, 30:60] == np.where(one[:40, 30:60] == 2, 1, 2)).all() and (states[40:] == 4).all()
    assert found["polygons"] == {"polygons": 2, "with_pixels": 2, "agree": 2, "differ": 0, "agreement": 1.0,
                                 "covered": 0, "overlap_pixels": 0, "overlap_ha": 0.0}
    assert not any(one["kind"] == "warning_overlap" for one in found["warnings"])
    assert found["left_out"] == {"without_code": 1, "refused": 1, "repaired": 0} and found["how"] == "centre"
    # The same polygons in longitude and latitude.
    moved = mover(UTM.crs, "EPSG:4326")
    turned = [(code, bytes(moved(ogr.CreateGeometryFromWkb(wkb)).ExportToWkb())) for code, wkb in shapes[:2]]
    run(path, tmp_path, polygons=PolygonSource(turned, "EPSG:4326", "couche"), table=walk,
        output=str(tmp_path / "q.tif"))
    assert np.array_equal(read(tmp_path / "q.tif"), states)


@pytest.mark.parametrize("rows", [512, 7])
def test_polygons_that_others_cover_are_told(tmp_path, monkeypatch, rows):
    monkeypatch.setattr(tally, "ROWS", rows)
    path = write(tmp_path / "carte.tif", np.ones((60, 80), int))
    left, top = 600000, 4840000
    shapes = [box(left, top, left + 100, top - 100), box(left, top, left + 100, top - 200),
              box(left, top, left + 200, top - 300),
              # Half of it shows; no centre lies in the next; then two twins, of which one shows, and one apart.
              box(left + 100, top - 200, left + 300, top - 300), box(left + 11, top - 11, left + 14, top - 14),
              box(left + 400, top, left + 500, top - 100), box(left + 400, top, left + 500, top - 100),
              box(left + 600, top, left + 700, top - 100)]
    # The first two lie under the third; it is drawn before the fourth, which takes a hundred of its pixels.
    for language, words in (("en", "several polygons"), ("fr", "plusieurs polygones")):
        found = run(path, tmp_path, polygons=PolygonSource([("1", shape) for shape in shapes], UTM.crs, "couche"),
                    edge_m=10.0, html=str(tmp_path / "r.html"), language=language).report
        # 20 x 10 of the first two, 10 x 10 that the third and the fourth share, 10 x 10 further on.
        assert found["polygons"]["covered"] == 3 and found["polygons"]["overlap_pixels"] == 400
        assert found["polygons"]["overlap_ha"] == pytest.approx(4.0, rel=1e-3)
        assert found["polygons"]["polygons"] == 8 and found["polygons"]["with_pixels"] == 4
        page = unescape((tmp_path / "r.html").read_text(encoding="utf-8"))
        assert words in page and "400 pixels" in page


def test_numbers_are_the_same_class_however_they_are_written(tmp_path):
    one = np.where(np.arange(80) < 40, 1, 7) * np.ones((60, 1), int)
    shapes = [("01", box(600000, 4840000, 600400, 4839400)), ("07", box(600400, 4840000, 600600, 4839400)),
              ("7.0", box(600600, 4840000, 600700, 4839400)), ("7", box(600700, 4840000, 600800, 4839400))]
    found = run(write(tmp_path / "carte.tif", one), tmp_path, polygons=PolygonSource(shapes, UTM.crs, "couche")).report
    assert found["agreement"] == 1.0 and [row["code"] for row in found["by_source_class"]] == ["1", "7"]
    # In a table codes are texts: 07 is not 7.
    with pytest.raises(BocageError, match="source's codes"):
        run(str(tmp_path / "carte.tif"), tmp_path, polygons=PolygonSource(shapes[1:2], UTM.crs, "couche"),
            table=table(("7", (7,), ())))


@pytest.mark.parametrize("crs,transform,shape", [
    ("EPSG:32631", UTM.transform, (40, 60)), ("EPSG:3857", (133000.0, 140.0, 0.0, 5405000.0, 0.0, -140.0), (600, 530)),
    ("EPSG:4326", (1.2, 0.001, 0.0, 43.6, 0.0, -0.001), (530, 600)),
    ("EPSG:4326", (1.2, 0.05, 0.0, 70.0, 0.0, -0.05), (500, 20))])
def test_hectares_of_north_and_of_south_are_those_of_the_ellipsoid(tmp_path, crs, transform, shape):
    where, half = Grid(crs, transform, shape), shape[0] // 2
    one = np.ones(shape, int)
    one[half:] = 2
    path = write(tmp_path / "a.tif", one, where)
    zones = zones_of([("all", box(transform[0], transform[3], *where.bounds[2:0:-1]))], crs, "zones")
    report = run(path, tmp_path, raster=path, zones=zones).report
    north, south = ground_ha(where, 0, half), ground_ha(where, half, shape[0])
    assert {row["value"]: row["hectares"] for row in report["by_map_class"]} == {
        1: pytest.approx(north, rel=1e-5), 2: pytest.approx(south, rel=1e-5)}
    assert report["compared_ha"] == pytest.approx(north + south, rel=1e-5) and report["agreement"] == 1.0
    assert report["zones"][0]["compared_ha"] == pytest.approx(north + south, rel=1e-5)
    # North alone is shared: hectares of the difference of two maps.
    other = write(tmp_path / "b.tif", np.where(one == 1, 1, 3), where)
    found = difference_map(path, other, "", SilentProgress()).hectares
    assert found["agree"] == pytest.approx(north, rel=1e-5) and found["differ"] == pytest.approx(south, rel=1e-5)


def test_what_cannot_be_compared_is_one_sentence_and_leaves_nothing(tmp_path):
    one, other = two()
    path = write(tmp_path / "a.tif", one)
    rice = shipped("rpg", "oso_23")
    cases = [("float", {"raster": write(tmp_path / "f.tif", other + 0.5, dtype="float32")}, "no map of classes"),
             ("far", {"raster": write(tmp_path / "far.tif", other, Grid(UTM.crs, (0.0, 10.0, 0.0, 0.0, 0.0, -10.0),
                                                                        other.shape))}, "no place"),
             ("codes", {"raster": write(tmp_path / "c.tif", other + 100)}, "no code in common"),
             ("table", {"raster": write(tmp_path / "t.tif", other + 100), "table": rice}, "source's codes"),
             ("none", {}, "one source"),
             ("crs", {"raster": write(tmp_path / "n.tif", other, Grid("", UTM.transform, other.shape))},
              "no coordinate reference system"),
             ("nulls", {"polygons": PolygonSource([("", box(600000, 4840000, 600800, 4839400))], UTM.crs, "couche")},
              "couche")]
    before = sorted(os.listdir(tmp_path))
    for _, given, words in cases:
        with pytest.raises(BocageError, match=words):
            run(path, tmp_path, output=str(tmp_path / "o.tif"), html=str(tmp_path / "o.html"), **given)
    empty = write(tmp_path / "vide.tif", np.zeros_like(one))
    with pytest.raises(BocageError, match="holds no class"):
        run(empty, tmp_path, raster=path)
    with pytest.raises(BocageError, match="nomenclature of the map"):
        run(write(tmp_path / "u.tif", one + 100, nodata=100), tmp_path, raster=path, table=rice)
    with pytest.raises(Cancelled):
        compare_maps(CompareMapsSettings(path, path, output=str(tmp_path / "o.tif")), Stopped())
    assert sorted(set(os.listdir(tmp_path)) - {"vide.tif", "u.tif"}) == before


def test_corine_as_rasters_hold_it_against_a_map_of_france_in_french(tmp_path):
    one = np.full((60, 80), 16)
    one[:, 60:] = 23
    grid_codes = np.full((6, 8), 23)  # 311
    grid_codes[:, 4:6] = 24           # 312
    grid_codes[:, 6:] = 41            # 512
    grid_codes[0] = 48                # no data
    grid_codes[1] = 35                # 411, which has no counterpart
    coarse = Grid(UTM.crs, (600000.0, 100.0, 0.0, 4840000.0, 0.0, -100.0), (6, 8))
    found = run(write(tmp_path / "oso.tif", one), tmp_path, raster=write(tmp_path / "clc.tif", grid_codes, coarse),
                table=shipped("corine", "oso_23"), classes=nomenclature("oso_23"), language="fr",
                html=str(tmp_path / "r.html"), output=str(tmp_path / "o.tif"))
    report = found.report
    assert report["agreement"] == pytest.approx(0.75, rel=1e-4) and report["minimum_ha"] == 25 and report["learnt"]
    assert report["states"]["unmatched"]["pixels"] == 800 and report["states"]["map_only"]["pixels"] == 800
    assert report["edge_m"] == 100 and report["inside"]["agreement"] is not None
    names = [row["name"] for row in report["by_source_class"]]
    assert "311 Forêts de feuillus" in names and report["pairs"][0]["source"] == "312 Forêts de conifères"
    ratios = {tuple(row["source_classes"]): row["ratio"] for row in report["area_ratios"]}
    assert ratios[("311 Forêts de feuillus",)] == pytest.approx(1.5 * 5 / 4, rel=1e-3)
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "accord, non d'exactitude" in unescape(page) and "25 ha" in page
    assert "sans correspondance" in (tmp_path / "o.qml").read_text(encoding="utf-8")


def test_the_picture_shows_one_pixel_of_many_whatever_the_blocks(monkeypatch):
    monkeypatch.setattr(picture, "LONGEST", 20)
    values = np.arange(61 * 47).reshape(61, 47) % 251
    found = picture.Picture(values.shape)
    assert found.step == 4
    for row in range(0, 61, 9):
        for column in range(0, 47, 13):
            window = row, column, min(9, 61 - row), min(13, 47 - column)
            found.put(window, found.cut(window, values[row:row + 9, column:column + 13]))
    assert np.array_equal(found.pixels, values[::4, ::4])


def test_blocks_change_nothing(tmp_path, monkeypatch):
    other, one = two(3)
    path, source = write(tmp_path / "a.tif", one), write(tmp_path / "b.tif", other)
    zones = zones_of([("z", box(600055, 4839950, 600705, 4839411))], UTM.crs, "zones")
    shapes = [(str(k % 4 + 1), box(600000 + 90 * k, 4839990 - 20 * k, 600140 + 90 * k, 4839500 - 20 * k))
              for k in range(8)]
    found = []
    for name, rows, columns in (("whole", 512, 4096), ("cut", 7, 11)):
        monkeypatch.setattr(tally, "ROWS", rows)
        monkeypatch.setattr(tally, "COLUMNS", columns)
        for kind, given in (("r", {"raster": source}), ("p", {"polygons": PolygonSource(shapes, UTM.crs, "p")})):
            report = run(path, tmp_path, zones=zones, edge_m=20.0, output=str(tmp_path / f"{name}{kind}.tif"),
                         pairs=str(tmp_path / f"{name}{kind}_pairs.tif"), **given).report
            found.append((report, read(tmp_path / f"{name}{kind}.tif")))
    for whole, cut in ((found[0], found[2]), (found[1], found[3])):
        assert np.array_equal(whole[1], cut[1])
        for key in ("agreement", "compared_ha"):
            assert whole[0][key] == pytest.approx(cut[0][key], rel=1e-5)
        assert whole[0]["inside"]["agreement"] == pytest.approx(cut[0]["inside"]["agreement"], rel=1e-5)
        assert whole[0]["zones"][0]["pixels"] == cut[0]["zones"][0]["pixels"]
        assert whole[0]["matrix"]["pixels"] == cut[0]["matrix"]["pixels"]
        assert (whole[0]["polygons"] is None) == (cut[0]["polygons"] is None)
        if whole[0]["polygons"] is not None:
            assert whole[0]["polygons"] == pytest.approx(cut[0]["polygons"], rel=1e-6)


def test_real_polygons_agree_with_the_raster_that_others_made_of_them(shared, tmp_path):
    folder = shared / "data" / "s2_l1c_slovenia_5dates"
    dataset = open_vector(str(folder / "SLOVENIA_LULC_88polygons.gpkg"))
    items = [(str(feature.GetField("RABA_ID")), bytes(feature.GetGeometryRef().ExportToWkb()))
             for feature in dataset.GetLayer(0)]
    # Land use of the Slovenian ministry to the classes of eo-learn, which has none for trees on farmland.
    own = tmp_path / "raba.csv"
    own.write_text("1100;1;;cultivated\n1300;3\n1410;4\n1500;4\n1600\n2000;2\n3000;8\n", encoding="utf-8")
    found = run(str(folder / "SLOVENIA_LULC.tif"), tmp_path, table=read_crosswalk(str(own)),
                polygons=PolygonSource(items, "EPSG:32633", "parcels")).report
    states = {name: one["pixels"] for name, one in found["states"].items()}
    assert found["agreement"] == 1.0 and found["polygons"]["differ"] == 0 and found["polygons"]["polygons"] == 88
    assert states["agree"] + states["unmatched"] == 10100 and 0 < states["unmatched"] < 200
    assert found["compared_ha"] + found["states"]["unmatched"]["hectares"] == pytest.approx(101.0, rel=1e-3)
    assert {one["kind"] for one in found["warnings"]} == {"warning_unmatched", "warning_zero"}
