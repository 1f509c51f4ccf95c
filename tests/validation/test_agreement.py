"""Tables of two maps, states, edges and groups against brute force; tables of correspondence."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from bocage.core.engine.class_raster import mean_areas_m2, pixel_area_m2
from bocage.core.engine.grid import Grid
from bocage.core.errors import BocageError
from bocage.core.validation import agreement, codes, crosswalk, grouped

DATA = Path(crosswalk.__file__).resolve().parents[1] / "data"


def grid(shape, crs="EPSG:32630", pixel=10.0):
    return Grid(crs, (600000.0, pixel, 0.0, 5240000.0, 0.0, -pixel), shape)


@pytest.mark.parametrize("dtype,offset", [("uint8", 0), ("int16", -300), ("uint16", 60000), ("int64", 10 ** 9),
                                          ("int32", -5)])
def test_codes_are_the_same_classes_whatever_their_numbers(dtype, offset):
    rng = np.random.default_rng(3)
    coder = codes.Coder("x")
    for _ in range(5):
        values = (rng.integers(0, 9, (7, 11)) * (3 if dtype != "int64" else 10 ** 6) + offset).astype(dtype)
        known = rng.random(values.shape) < 0.8
        found = coder.code(values, known)
        assert (found == 0).tolist() == (~known).tolist()
        assert np.array(coder.values)[found[known].astype(int) - 1].tolist() == values[known].astype(int).tolist()
    assert coder.code(values, np.zeros(values.shape, bool)).max() == 0


def test_too_many_classes_are_no_map():
    coder = codes.Coder("mesures.tif")
    values = np.arange(5000).reshape(50, 100)
    with pytest.raises(BocageError, match="mesures.tif"):
        coder.code(values, np.ones(values.shape, bool))


@pytest.mark.parametrize("seed,reach", [(0, 1), (1, 2), (2, 3), (3, 5), (4, 8), (5, 30)])
def test_edges_reach_as_far_as_asked(seed, reach):
    rng = np.random.default_rng(seed)
    values = np.kron(rng.integers(0, 3, (4, 5)), np.ones((9, 7), int))
    rows, columns = values.shape
    beside = {(row, column) for row, column in np.ndindex(rows, columns)
              for r, c in ((row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1))
              if 0 <= r < rows and 0 <= c < columns and values[r, c] != values[row, column]}
    found = agreement.near_edge(values, reach)
    for row, column in np.ndindex(rows, columns):
        expected = any(max(abs(r - row), abs(c - column)) < reach for r, c in beside)
        assert found[row, column] == expected
    assert not agreement.near_edge(values, 0).any()


def test_the_cross_table_is_that_of_brute_force_with_its_areas():
    rng = np.random.default_rng(1)
    maps, sources = rng.integers(0, 4, (30, 40)).astype(np.uint16), rng.integers(0, 3, (30, 40)).astype(np.uint16)
    edge = rng.random(maps.shape) < 0.3
    cross = agreement.Cross()
    for start in range(0, 30, 7):
        rows = slice(start, start + 7)
        strip = grid((30, 40)).window(start, 0, min(7, 30 - start), 40)
        cross.add(maps[rows], sources[rows], edge[rows], strip, (4, 3))
    for where, m, s in np.ndindex(2, 4, 3):
        expected = int(((maps == m) & (sources == s) & (edge == bool(where))).sum())
        assert cross.pixels[where, m, s] == expected
        assert cross.area_m2[where, m, s] == pytest.approx(expected * pixel_area_m2(grid((30, 40))), rel=1e-6)


@pytest.mark.parametrize("crs,transform", [
    ("EPSG:32631", (600000.0, 10.0, 0.0, 5240000.0, 0.0, -10.0)), ("EPSG:4326", (1.0, 0.02, 0.0, 60.0, 0.0, -0.02)),
    ("EPSG:2154", (600000.0, 300.0, 0.0, 7000000.0, 0.0, -300.0))])
def test_each_code_has_the_area_of_its_own_pixels_however_it_is_counted(monkeypatch, crs, transform):
    where = Grid(crs, transform, (530, 700))
    rng = np.random.default_rng(4)
    # Codes that lie in the north, in the south, in the west and in the east.
    chosen = rng.random(where.shape) * 0.2 + np.linspace(0, 0.8, 530)[:, None]
    found = (chosen * 10).astype(np.int32) * 2 + (np.arange(700) > 350)
    areas = agreement.square_areas(where)
    pixels, area = agreement.counted(found, areas, 20)
    exact = np.array([[mean_areas_m2([where.window(row, column, 1, 50)])[0] for column in range(0, 700, 50)]
                      for row in range(0, 530, 10)]).repeat(10, 0).repeat(50, 1)
    assert pixels.tolist() == np.bincount(found.ravel(), minlength=20).tolist()
    # A row in ten is measured here, 50 columns together.
    truth = np.bincount(found.ravel(), exact.ravel(), 20)
    assert area == pytest.approx(truth, rel=3e-3 if crs == "EPSG:4326" else 2e-4)
    monkeypatch.setattr(agreement, "_MOST_CELLS", 3)
    assert agreement.counted(found, areas, 20)[1] == pytest.approx(area, rel=1e-12)
    row, column = np.indices(where.shape)
    assert np.bincount(found.ravel(), agreement.areas_at(areas, row.ravel(), column.ravel()), 20) == pytest.approx(
        area, rel=1e-9)


def test_rows_beyond_a_pole_are_of_no_ground():
    areas = agreement.square_areas(Grid("EPSG:4326", (-180.0, 1.0, 0.0, 90.5, 0.0, -1.0), (181, 360)))
    assert areas.shape == (181, 1) and areas[0] == areas[-1] == 0 and (areas[1:-1] > 0).all()
    assert areas.sum() * 360 == pytest.approx(510.0656e12, rel=1e-4)


def test_states_keep_apart_what_differs_what_has_no_counterpart_and_what_is_empty():
    states = agreement.state_table(np.array([[True, False, True], [False, False, False]]), np.array([True, False]),
                                   np.array([True, True, False]))
    assert states.tolist() == [[agreement.NOTHING, *[agreement.SOURCE_ONLY] * 3],
                               [agreement.MAP_ONLY, agreement.AGREE, agreement.DIFFER, agreement.UNMATCHED],
                               [agreement.MAP_ONLY, *[agreement.UNMATCHED] * 3]]
    found = agreement.shares(np.full((3, 4), 2), np.full((3, 4), 5e3), states)
    assert found.pixels["unmatched"] == 8 and found.hectares["agree"] == 0.5 and found.agreement == 0.5
    assert agreement.shares(np.zeros((3, 4)), np.zeros((3, 4)), states).agreement is None


def test_groups_are_those_of_brute_force():
    rng = np.random.default_rng(2)
    tally, truth, areas = grouped.Grouped(), {}, {}
    for _ in range(6):
        group, maps, sources = (rng.integers(0, high, 500) for high in (10 ** 7, 5, 4))
        group = np.where(rng.random(500) < 0.7, group % 9, group)
        area = rng.random(500)
        tally.add(group, maps, sources, area)
        for key, size in zip(zip(group.tolist(), maps.tolist(), sources.tolist()), area.tolist()):
            truth[key] = truth.get(key, 0) + 1
            areas[key] = areas.get(key, 0.0) + size
    who, pixels, area = tally.table()
    assert dict(zip(map(tuple, who.tolist()), pixels.tolist())) == truth
    assert area.tolist() == pytest.approx([areas[tuple(key)] for key in who.tolist()])
    best = grouped.dominant(tally.table())
    counts = {}
    for (group, maps, _), number in truth.items():
        counts.setdefault(group, {}).setdefault(maps, 0)
        counts[group][maps] += number
    assert all(counts[group][best[group]] == max(counts[group].values()) for group in counts)


def test_shipped_tables_know_every_class_of_their_source_and_only_classes_of_the_map():
    values = {name: {row["value"] for row in rows} for name, rows in
              json.loads((DATA / "nomenclatures.json").read_text(encoding="utf-8")).items()}
    for name, count in (("corine", 44), ("rpg", 28), ("bdforet", 32), ("urbanatlas", 29)):
        for nomenclature in crosswalk.MAPS:
            table = crosswalk.shipped(name, nomenclature)
            assert len(table.rows) == count == len({row.code for row in table.rows})
            assert table.map_values == values[nomenclature]
            for row in table.rows:
                assert row.admits <= values[nomenclature] and not set(row.main) & set(row.also)
                assert row.name and row.name_fr
    corine = {row.code: row for row in crosswalk.shipped("corine", "oso_23").rows}
    assert corine["311"].main == (16,) and corine["411"].admits == frozenset() and 13 in corine["211"].admits
    old = {row.code: row for row in crosswalk.shipped("corine", "oso_17").rows}
    assert old["211"].main == (11, 12) and old["231"].admits == {211, 34}


def test_corine_at_coarser_levels_admits_more_and_keeps_wetlands_apart():
    table = crosswalk.shipped("corine", "oso_23", 1)
    assert [row.code for row in table.rows] == ["1", "2", "3", "4", "5"]
    rows = {row.code: row for row in table.rows}
    assert set(rows["1"].main) == {1, 2, 3, 4} and rows["4"].admits == frozenset() and rows["5"].main == (23,)
    # As a raster holds it, as a vector does; what says nothing says nothing.
    assert table.code_of("24", raster=True) == "3" and table.code_of("312") == "3"
    assert table.code_of("48", raster=True) == "" and table.code_of("999") == "" and table.code_of("") == ""
    assert crosswalk.shipped("corine", "oso_23").code_of("1", raster=True) == "111"
    assert [row.code for row in crosswalk.shipped("corine", "oso_23", 2).rows][:4] == ["11", "12", "13", "14"]


def test_a_table_of_ones_own(tmp_path):
    path = tmp_path / "table é.csv"
    path.write_text("code;carte;aussi;nom\nBLE;6;;Blé\nFF1*;16;17;Feuillus\nFF1-10;14\nGEL;;;Jachère\n;1 2\n",
                    encoding="utf-8")
    table = crosswalk.read_crosswalk(str(path))
    assert table.map_values == {6, 16, 17, 14, 1, 2}
    rows = table.rows_of(["FF1-09", "FF1-10", "BLE", "GEL", "MAIS"])
    assert [row.code if row else None for row in rows] == ["FF1*", "FF1-10", "BLE", "GEL", None]
    found = crosswalk.matched(table, [6, 1, 9], ["BLE", "GEL", "MAIS"])
    assert found.admits.tolist() == [[True, False, False], [False] * 3, [False] * 3]
    assert found.known_map.tolist() == [True, True, False] and found.known_source.tolist() == [True, False, False]
    for text, code in (("A;x\nB;y\n", "crosswalk_row"), ("A;1\nA;2\n", "crosswalk_twice"), ("A;\n", "crosswalk_empty"),
                       ("", "crosswalk_empty")):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(BocageError) as error:
            crosswalk.read_crosswalk(str(path))
        assert error.value.code == code
    with pytest.raises(BocageError, match="cannot be read"):
        crosswalk.read_crosswalk(str(tmp_path / "absent.csv"))


def test_areas_are_compared_between_classes_that_mean_the_same():
    table = crosswalk.shipped("corine", "oso_23")
    found = crosswalk.groups(table, [16, 17, 6, 10, 14], ["311", "312", "313", "211", "222", "223"])
    assert found == [([0], [0]), ([1], [1]), ([2, 3], [3]), ([4], [4, 5])]
    assert crosswalk.groups(None, [1, 2], ["2", "3"]) == [([1], [0])]


def test_a_table_for_other_classes_is_told():
    table = crosswalk.shipped("rpg", "oso_23")
    with pytest.raises(BocageError, match="nomenclature of the map"):
        crosswalk.check_matched(table, [101, 102], ["1"])
    with pytest.raises(BocageError, match="source's codes"):
        crosswalk.check_matched(table, [6], ["BTH"])
    with pytest.raises(BocageError, match="no code in common"):
        crosswalk.check_matched(None, [6], ["7"])
