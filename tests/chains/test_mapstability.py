"""Maps of successive years: changes, excursions, implausible changes and persistence against brute force."""

from __future__ import annotations

import json
import os
import re
from html import unescape

import numpy as np
import pytest
from bocage.core.chains.comparemaps import tally
from bocage.core.chains.mapstability import MapStabilitySettings, map_stability
from bocage.core.chains.mapstability.settings import in_order
from bocage.core.engine.class_raster import pixel_area_m2
from bocage.core.engine.grid import Grid
from bocage.core.engine.progress import SilentProgress
from bocage.core.engine.raster import Raster, RasterWriter
from bocage.core.errors import BocageError, Cancelled
from bocage.core.landcover.nomenclature import nomenclature
from bocage.core.validation import stability, transitions
from maps_by_hand import by_hand, ground_ha

UTM = Grid("EPSG:32631", (600000.0, 10.0, 0.0, 4840000.0, 0.0, -10.0), (30, 40))


def write(path, values, grid=UTM, dtype="uint8"):
    with RasterWriter(str(path), Grid(grid.crs, grid.transform, values.shape), dtype, nodata=0) as writer:
        writer.write(values.astype(dtype))
        writer.close()
    return str(path)


def read(path):
    with Raster(str(path)) as raster:
        return raster.read()


def series(years=5, seed=0, classes=5):
    """Maps that mostly stay: 0 is no data."""
    rng = np.random.default_rng(seed)
    first = rng.integers(1, classes + 1, UTM.shape)
    found = [np.where(rng.random(UTM.shape) < 0.3, rng.integers(0, classes + 1, UTM.shape), first)
             for _ in range(years)]
    return found


@pytest.mark.parametrize("seed,rotating,implausible", [(0, (), ()), (1, (1, 2), ((3, 4), (1, 5))),
                                                       (2, (1, 2, 3), ((4, 1), (4, 2), (2, 1)))])
def test_changes_and_histories_are_those_of_brute_force(tmp_path, monkeypatch, seed, rotating, implausible):
    maps = series(seed=seed)
    paths = [write(tmp_path / f"carte é {2018 + k}.tif", one, dtype="int16" if k == 2 else "uint8")
             for k, one in enumerate(maps)]
    # (2, 1) is both in rotation and implausible: what takes turns in a field is no change.
    implausible = frozenset(implausible)
    monkeypatch.setattr(tally, "ROWS", 7)
    monkeypatch.setattr(tally, "COLUMNS", 11)
    found = map_stability(MapStabilitySettings(
        paths, [str(2018 + k) for k in range(5)], rotating=rotating, implausible=implausible, implausible_from="own",
        output=str(tmp_path / "n.tif"), history=str(tmp_path / "h.tif"), html=str(tmp_path / "r.html"),
        json=str(tmp_path / "r.json"), transitions=str(tmp_path / "t.csv")), SilentProgress())
    changes, history, excursions, changed, wrong = by_hand(maps, rotating, implausible)
    assert np.array_equal(read(tmp_path / "n.tif"), changes) and np.array_equal(read(tmp_path / "h.tif"), history)
    report, ha = found.report, pixel_area_m2(UTM) / 1e4
    for step, before, after, number, bad in zip(report["steps"], maps, maps[1:], changed, wrong):
        both = int(((before > 0) & (after > 0)).sum())
        assert step["compared_ha"] == pytest.approx(both * ha, rel=1e-5)
        assert step["changed"] == pytest.approx(number / both, rel=1e-5)
        assert step["implausible_ha"] == pytest.approx(bad * ha, rel=1e-5, abs=1e-9)
        assert step["differs"] == pytest.approx(((before != after) & (before > 0) & (after > 0)).sum() / both, rel=1e-5)
        assert step["quantity"] + step["exchange"] + step["shift"] == pytest.approx(step["differs"])
        cell = report["values"].index(2), report["values"].index(3)
        assert step["matrix_ha"][cell[0]][cell[1]] == pytest.approx(((before == 2) & (after == 3)).sum() * ha, rel=1e-4)
    assert report["excursions"]["hectares"] == pytest.approx(sum(excursions.values()) * ha, rel=1e-5)
    widest = report["excursions"]["widest"][0]
    assert widest["hectares"] == pytest.approx(max(excursions.values()) * ha, rel=1e-4)
    assert found.numbers["IMPLAUSIBLE_HA"] == pytest.approx(sum(wrong) * ha, rel=1e-5, abs=1e-9)
    for row in report["by_class"]:
        before = np.concatenate([one.ravel() for one in maps[:-1]])
        after = np.concatenate([one.ravel() for one in maps[1:]])
        mine = (before == row["value"]) & (after > 0)
        assert row["persistence"] == pytest.approx((after[mine] == row["value"]).mean(), rel=1e-5)
        stack = np.stack(maps)
        whole = (stack > 0).all(0) & (stack[0] == row["value"])
        assert row["always"] == pytest.approx((stack[:, whole] == row["value"]).all(0).mean(), rel=1e-5)
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8")) == json.loads(json.dumps(report))
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "nan" not in re.sub(r'src="[^"]*"', "", page).lower()
    assert "is not a change on the ground" in page and "rows: 2018" in page
    lines = (tmp_path / "t.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "before,after,class_before,class_after,hectares" and lines[1].startswith("2018,2019,")
    assert "excursion" in (tmp_path / "h.qml").read_text(encoding="utf-8")


def test_maps_of_france_have_rotations_and_a_list_of_ours(tmp_path):
    rotating, implausible = transitions.shipped_transitions("oso_23")
    assert rotating == set(range(5, 13)) and (1, 10) in implausible and (16, 17) in implausible
    assert (10, 1) not in implausible and (2, 20) not in implausible
    old = transitions.shipped_transitions("oso_17")
    assert old[0] == {11, 12} and (41, 11) in old[1] and (211, 31) in old[1] and not any(a == b for a, b in old[1])
    one, two, three = (np.full(UTM.shape, value) for value in (6, 10, 6))
    two[:5] = 2
    one[10], two[10], three[10] = 2, 13, 2
    found = map_stability(MapStabilitySettings(
        [write(tmp_path / f"{k}.tif", values) for k, values in enumerate((one, two, three))], ["2019", "2020", "2021"],
        classes=nomenclature("oso_23"), rotating=rotating, implausible=implausible, implausible_from="shipped",
        html=str(tmp_path / "r.html"), language="fr"), SilentProgress())
    report = found.report
    # Five rows of crops that are houses for a year, back to crops, which is implausible; one row of houses in grass.
    assert report["history"]["rotation"]["pixels"] == 24 * 40
    assert report["history"]["implausible"]["pixels"] == 6 * 40
    assert report["steps"][0]["changed"] == pytest.approx(6 / 30, rel=1e-4)
    assert report["excursions"]["share_of_changes"] == pytest.approx(1.0)
    assert report["net"]["changed"] == 0
    assert report["steps"][1]["implausible"] == pytest.approx(5 / 30, rel=1e-4)
    page = unescape((tmp_path / "r.html").read_text(encoding="utf-8"))
    assert "Céréales à pailles" in page and "liste de Bocage" in page


@pytest.mark.parametrize("crs,transform", [("EPSG:3857", (133000.0, 1400.0, 0.0, 5405000.0, 0.0, -1400.0)),
                                           ("EPSG:4326", (1.2, 0.01, 0.0, 53.6, 0.0, -0.01)),
                                           ("EPSG:32631", UTM.transform)])
def test_hectares_of_north_and_of_south_are_those_of_the_ellipsoid(tmp_path, crs, transform):
    where = Grid(crs, transform, (300, 40))
    maps = [np.ones(where.shape, int) for _ in range(3)]
    # The south is another class for a year.
    maps[1][200:] = 2
    paths = [write(tmp_path / f"{k}.tif", values, where) for k, values in enumerate(maps)]
    report = map_stability(MapStabilitySettings(paths, ["1", "2", "3"]), SilentProgress()).report
    north, south = ground_ha(where, 0, 200), ground_ha(where, 200, 300)
    for step in report["steps"]:
        assert step["compared_ha"] == pytest.approx(north + south, rel=1e-5)
        assert step["changed_ha"] == pytest.approx(south, rel=1e-5)
    assert report["history"]["stable"]["hectares"] == pytest.approx(north, rel=1e-5)
    assert report["history"]["excursion"]["hectares"] == pytest.approx(south, rel=1e-5)
    assert report["excursions"]["hectares"] == pytest.approx(south, rel=1e-5)
    assert report["by_class"][0]["always"] == pytest.approx(north / (north + south), rel=1e-5)


def test_years_come_from_names_or_from_the_order():
    assert in_order(["b_2021.tif", "a_2019.tif"]) == (["a_2019.tif", "b_2021.tif"], ["2019", "2021"])
    assert in_order(["OSO_20190101_RASTER_V1.tif", "x.tif"])[1] == ["1", "2"]
    assert in_order(["x.tif", "y.tif"], ["2020", "2018"]) == (["y.tif", "x.tif"], ["2018", "2020"])
    assert in_order(["OCS_2018_2018.tif", "OCS_2019.tif"])[1] == ["2018", "2019"]
    for years, words in ((["2018"], "1 years for 2 maps"), (["2018", "2018"], "given twice")):
        with pytest.raises(BocageError, match=words):
            in_order(["x.tif", "y.tif"], years)


def test_a_table_of_implausible_changes(tmp_path):
    path = tmp_path / "t é.csv"
    path.write_text("avant;après\n1 2;3 4 1\n7;8\n", encoding="utf-8")
    assert transitions.read_transitions(str(path)) == {(1, 3), (1, 4), (2, 3), (2, 4), (2, 1), (7, 8)}
    for text, words in (("a;b\n1;x\n", "cannot be used"), ("a;b\n", "no line"), ("1;1\n", "no line")):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(BocageError, match=words):
            transitions.read_transitions(str(path))


def test_kinds_keep_what_is_unknown_apart():
    kinds = stability.kind_table([4, 9, 2], rotating=(4, 9), implausible=((2, 4), (4, 9)))
    assert kinds.tolist() == [[0, 0, 0, 0], [0, 1, 2, 3], [0, 2, 1, 3], [0, 4, 3, 1]]


def test_what_cannot_be_followed_is_one_sentence_and_leaves_nothing(tmp_path):
    maps = series(3)
    paths = [write(tmp_path / f"{k}.tif", one) for k, one in enumerate(maps)]
    short = write(tmp_path / "short.tif", maps[0][:20])
    fractions = write(tmp_path / "f.tif", maps[0] + 0.5, dtype="float32")
    empty = write(tmp_path / "e.tif", np.zeros(UTM.shape))
    before = sorted(os.listdir(tmp_path))

    class Stopped(SilentProgress):
        def cancelled(self):
            return True

    for given, words in (([paths[0]], "two maps"), ([paths[0], short], "same pixels"),
                         ([paths[0], fractions], "no map of classes"), ([paths[0], empty], "two successive years")):
        with pytest.raises(BocageError, match=words):
            map_stability(MapStabilitySettings(given, [str(k) for k in range(len(given))],
                                               output=str(tmp_path / "o.tif"), html=str(tmp_path / "o.html")),
                          SilentProgress())
    with pytest.raises(Cancelled):
        map_stability(MapStabilitySettings(paths, ["1", "2", "3"], history=str(tmp_path / "o.tif")), Stopped())
    assert sorted(os.listdir(tmp_path)) == before
    one = write(tmp_path / "u.tif", np.ones(UTM.shape))
    report = map_stability(MapStabilitySettings([one, one], ["1", "2"], html=str(tmp_path / "r.html")),
                           SilentProgress()).report
    assert report["changed"] == 0
    assert [found["kind"] for found in report["findings"]] == ["finding_changed_once", "finding_one_class"]
