"""Splits of reference data: no polygon in two, shares kept, the same seed the same split; faults found and told."""

from __future__ import annotations

import json

import numpy as np
import pytest

from bocage.core.engine.progress import SilentProgress
from bocage.core.errors import BocageError
from bocage.core.landcover.model import ClassEntry
from bocage.core.landcover.samples import Item, SplitSettings, classes_of, split, value_of
from bocage.core.landcover.samples_page import describe, lacking, page, write
from bocage.core.landcover.splits import SPLITS, assign, deal, joined, read_shares
from osgeo import ogr

UTM = "EPSG:32630"


def box(x, y, side=100.0, origin=(600000.0, 5240000.0)):
    x, y = x + origin[0], y + origin[1]
    return (f"POLYGON(({x} {y},{x + side} {y},{x + side} {y + side},{x} {y + side},{x} {y}))")


def wkb(text):
    return bytes(ogr.CreateGeometryFromWkt(text).ExportToWkb())


def items(count=60, classes=3, regions=1, **more):
    return [Item(wkb(box(200.0 * k, 0)), str(k % classes + 1), f"region {k // classes % regions}", **more)
            for k in range(count)]


def run(given, **settings):
    settings.setdefault("crs", UTM)
    return split(given, SplitSettings(source="samples.gpkg", **settings), SilentProgress())


def test_no_polygon_is_ever_in_two_splits_over_a_thousand_random_splits():
    rng = np.random.default_rng(12)
    for seed in range(1000):
        count = int(rng.integers(1, 80))
        groups = joined(count, [tuple(rng.integers(0, count, 2)) for _ in range(int(rng.integers(0, 20)))])
        strata = rng.integers(0, 5, int(groups.max()) + 1)
        shares = rng.dirichlet([2, 1, 1]) * np.array([1, rng.random() > 0.3, 1])
        shares /= shares.sum()
        splits = assign(strata, shares, seed)
        # A split by group: two members of a group can only be in one. And every group is in one of the three.
        of_polygon = splits[groups]
        for group in range(int(groups.max()) + 1):
            assert np.unique(of_polygon[groups == group]).size == 1
        assert set(splits) <= {0, 1, 2} and (shares[1] > 0 or 1 not in splits)
        for stratum in np.unique(strata):
            numbers = np.bincount(splits[strata == stratum], minlength=3)
            size = int(numbers.sum())
            # Less than one group from the share, save where a split is promised one that its share does not give.
            promised = 2.0 * ((shares[shares > 0] * size).min() < 1.0)
            assert (np.abs(numbers - shares * size) < 1.0 + promised).all()
            assert (numbers > 0).sum() == min(size, int((shares > 0).sum()))


def test_whole_splits_share_no_ground_and_keep_every_polygon():
    given = items(24, 3, 2)
    # One overlaps its neighbour by half, and shares its group with a third far away.
    given[5] = Item(wkb(box(200.0 * 4 + 50, 0)), "2", "region 0", "field")
    given[20] = Item(given[20].wkb, "3", "region 0", "field")
    seen = set()
    for seed in range(40):
        found = run(given, seed=seed, shares=(0.5, 0.25, 0.25))
        of = {one.index: one.split for one in found.samples}
        assert len(of) == len(found.samples) == 24
        assert of[4] == of[5] == of[20]
        seen.add(tuple(of[k] for k in range(24)))
    # Splits differ from seed to seed.
    assert len(seen) == 40


@pytest.mark.parametrize("text, shares", [("50;25;25", (0.5, 0.25, 0.25)), ("2 1 1", (0.5, 0.25, 0.25)),
                                          ("70;30", (0.7, 0.0, 0.3)), ("60%;0%;40%", (0.6, 0.0, 0.4)),
                                          ("0,5;0,25;0,25", (0.5, 0.25, 0.25))])
def test_shares_are_read(text, shares):
    assert read_shares(text) == pytest.approx(shares)


@pytest.mark.parametrize("text", ["", "50", "0;50;50", "50;-1;51", "a;b;c", "1;2;3;4", "nan;1;1", "50;25;inf"])
def test_shares_that_are_none(text):
    with pytest.raises(BocageError) as caught:
        read_shares(text)
    assert caught.value.code == "shares_wrong"


def test_small_strata_together_keep_the_shares():
    rng = np.random.default_rng(0)
    numbers = np.zeros(3)
    for _ in range(3000):
        numbers += np.bincount(deal(5, (0.6, 0.2, 0.2), rng), minlength=3)
    assert numbers / numbers.sum() == pytest.approx([0.6, 0.2, 0.2], abs=0.01)
    assert np.bincount(deal(1, (0.5, 0.25, 0.25), rng), minlength=3).tolist() == [1, 0, 0]
    assert np.bincount(deal(2, (0.5, 0.25, 0.25), rng), minlength=3).tolist() == [1, 0, 1]


def test_each_class_of_each_region_is_split_alike():
    found = run(items(240, 3, 2), shares=(0.5, 0.25, 0.25))
    for value in (1, 2, 3):
        for region in ("region 0", "region 1"):
            chosen = [one.split for one in found.samples if (one.value, one.region) == (value, region)]
            assert [chosen.count(name) for name in SPLITS] == [20, 10, 10]


def test_many_regions_of_few_polygons_keep_the_shares_of_each_class():
    strata = np.concatenate([np.repeat(np.arange(100), [1, 2] * 50), np.repeat(np.arange(100, 103), 1)])
    classes = np.repeat([1, 2], [150, 3])
    for seed in range(20):
        splits = assign(strata, (0.5, 0.25, 0.25), seed, classes)
        assert np.abs(np.bincount(splits[classes == 1], minlength=3) - [75.0, 37.5, 37.5]).max() <= 2
        # Three polygons in three regions: one for each split; the regions take turns.
        assert sorted(splits[classes == 2]) == [0, 1, 2]
    drawn = np.array([assign(strata, (0.5, 0.25, 0.25), seed, classes)[0] for seed in range(400)])
    assert np.bincount(drawn, minlength=3) / drawn.size == pytest.approx([0.5, 0.25, 0.25], abs=0.08)
    for seed in range(20):
        assert sorted(assign(np.arange(2), (0.1, 0.8, 0.1), seed, np.array([7, 7]))) == [0, 2]
        assert sorted(assign(np.arange(6), (0.9, 0.0, 0.1), seed, np.full(6, 7))) == [0, 0, 0, 0, 0, 2]


def test_the_seed_decides_and_nothing_else():
    given = items()
    assert run(given, seed=3).samples == run(given, seed=3).samples
    assert run(given, seed=3).samples != run(given, seed=4).samples
    assert run(given, seed=3).training_hash != run(given, seed=4).training_hash


def test_a_cap_holds_by_class_and_keeps_the_shares():
    found = run(items(300, 3), cap=40, shares=(0.5, 0.25, 0.25))
    for value in (1, 2, 3):
        chosen = [one.split for one in found.samples if one.value == value]
        assert [chosen.count(name) for name in SPLITS] == [20, 10, 10]
    assert [reason for _, reason in found.refused] == ["beyond_cap"] * 180


def test_erosion_cuts_the_border_by_metres_in_degrees_too():
    degrees = "POLYGON((2 48,2.01 48,2.01 48.01,2 48.01,2 48))"
    tiny = "POLYGON((2.1 48,2.1001 48,2.1001 48.0001,2.1 48.0001,2.1 48))"
    plain = run([Item(wkb(degrees), "1"), Item(wkb(tiny), "2")], crs="EPSG:4326")
    cut = run([Item(wkb(degrees), "1"), Item(wkb(tiny), "2")], crs="EPSG:4326", erosion=20.0)
    # 745.9 m by 1112.0 m at 48 degrees north (WGS 84 arcs), 40 m less each way.
    assert plain.samples[0].hectares == pytest.approx(74.59 * 1.112, rel=0.003)
    assert cut.samples[0].hectares == pytest.approx(70.59 * 1.072, rel=0.003)
    assert cut.refused == ((1, "eroded"),)
    straight = run(items(3), erosion=10.0)
    assert straight.samples[0].hectares == pytest.approx(0.64, rel=0.002)


def test_areas_are_on_the_ellipsoid_and_split_by_class():
    found = run(items(12))
    report = describe(found)
    total = sum(row[name]["hectares"] for row in report["classes"] for name in SPLITS)
    # One hectare of UTM each, at 1.3 degrees off the meridian: 0.9996 and a little, squared.
    assert total == pytest.approx(12.0 * 1.0006, rel=5e-4)
    assert sum(report["all"][name]["polygons"] for name in SPLITS) == 12
    assert len(report["training_hash"]) == 64


def test_faults_of_geometry_are_repaired_or_told():
    bow = "POLYGON((600000 5240000,600100 5240100,600100 5240000,600000 5240100,600000 5240000))"
    given = [*items(6), Item(wkb(bow.replace("600", "610")), "1"), Item(b"", "1"), Item(b"\x01rubbish", "1"),
             Item(wkb("LINESTRING(0 0,1 1)"), "1"), Item(wkb("POLYGON((0 0,1 0,2 0,0 0))"), "1"),
             Item(wkb("POLYGON EMPTY"), "1"), Item(given_nan(), "1"), Item(items(1)[0].wkb, ""),
             Item(wkb(box(9000, 0)), " "), Item(wkb("POINT(610000 5241000)"), "2")]
    found = run(given)
    assert dict(found.refused) == {7: "empty", 8: "empty", 9: "line", 10: "invalid", 11: "empty", 12: "invalid",
                                   13: "no_class", 14: "no_class"}
    mended = next(one for one in found.samples if one.index == 6)
    assert mended.repaired and ogr.CreateGeometryFromWkb(mended.wkb).IsValid()
    assert mended.hectares == pytest.approx(0.5, rel=0.002)
    assert next(one for one in found.samples if one.index == 15).hectares == 0.0


def given_nan():
    ring = ogr.Geometry(ogr.wkbLinearRing)
    for x, y in ((0, 0), (1, 0), (float("nan"), 1), (0, 0)):
        ring.AddPoint_2D(x, y)
    polygon = ogr.Geometry(ogr.wkbPolygon)
    polygon.AddGeometry(ring)
    return bytes(polygon.ExportToWkb())


def test_what_is_drawn_twice_is_found():
    given = items(12)
    given += [Item(given[0].wkb, "1"), Item(given[1].wkb, "3"), Item(wkb(box(200.0 * 2 + 100, 0, 60)), "1")]
    found = run(given)
    assert dict(found.refused) == {12: "duplicate", 1: "contradiction", 13: "contradiction"}
    # Sides of the third box lie along one of the first series.
    assert found.touches == 1 and found.overlaps == 0


def test_a_chain_of_overlaps_is_one_group():
    chain = [Item(wkb(box(60.0 * k, 5000)), "1") for k in range(30)]
    found = run([*items(30), *chain])
    assert len({one.split for one in found.samples if one.index >= 30}) == 1
    assert found.overlaps == 29


def test_a_table_of_classes_names_and_refuses():
    table = (ClassEntry(11, "Crop", "Culture", (1, 2, 3)), ClassEntry(51, "Water", "Eau"))
    labels = ["11", "crop", "Culture", "11.0", "eau", "51", "12", "forest"]
    assert [value_of(label, table) for label in labels] == [11, 11, 11, 11, 51, 51, None, None]
    given = [Item(wkb(box(200.0 * k, 0)), label) for k, label in enumerate(labels)]
    found = run(given, classes=table)
    assert dict(found.refused) == {6: "class_unknown", 7: "class_unknown"}
    assert [entry.value for entry in classes_of(["7", "3", "7", ""])] == [3, 7]
    assert [(entry.value, entry.name) for entry in classes_of(["oak", "ash", "oak"])] == [(1, "ash"), (2, "oak")]


@pytest.mark.parametrize("labels", [("-1", "0", "1"), ("2", "3", "forest"), ("1_1", "1_2", "11"), ("10", "2", "2e1")])
def test_labels_that_are_no_plain_numbers_are_classes_by_their_names(labels):
    # Numbered from 1 in the order of names: a label that looks like one of these numbers is not that class.
    given = [Item(wkb(box(200.0 * k, 0)), labels[k % 3]) for k in range(30)]
    found = run(given)
    names = {entry.value: entry.name for entry in found.classes}
    assert sorted(names.values()) == sorted(labels) and not found.refused
    assert all(names[one.value] == given[one.index].label for one in found.samples)


def test_what_programs_write_for_nothing_is_no_class():
    given = [Item(wkb(box(200.0 * k, 0)), label) for k, label in enumerate(["1", "2", "nan", "NULL", "1.0", "inf"])]
    found = run(given)
    assert dict(found.refused) == {2: "no_class", 3: "no_class"}
    assert [entry.name for entry in found.classes] == ["1", "1.0", "2", "inf"]


def test_another_crs_comes_out_where_it_is_asked_for():
    found = run(items(6), target_crs="EPSG:2154")
    assert found.crs == "EPSG:2154"
    x, _, y, _ = ogr.CreateGeometryFromWkb(found.samples[0].wkb).GetEnvelope()
    assert 340_000 < x < 355_000 and 6_690_000 < y < 6_710_000
    # Five degrees beyond the pole there is no place.
    far = "POLYGON((2 95,3 95,3 96,2 95))"
    found = run([Item(wkb("POLYGON((2 48,3 48,3 49,2 48))"), "1"), Item(wkb(far), "1")], crs="EPSG:4326",
                target_crs="EPSG:2154")
    assert found.refused == ((1, "no_place"),)


def test_the_page_says_what_is_lacking_in_both_languages(tmp_path):
    found = run([*items(12), Item(wkb(box(9000, 0)), "7"), Item(b"", "1")], classes=(
        ClassEntry(1, "a <b>"), ClassEntry(2, "b"), ClassEntry(3, "c"), ClassEntry(7, "rare", "rare")))
    report = describe(found)
    assert lacking(report) == {"rare": ["validation", "test"]}
    write(report, str(tmp_path / "p.html"), str(tmp_path / "p.json"), "fr_FR")
    text = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert "a &lt;b&gt;" in text and "Aucun polygone en : validation, test" in text and "aucune géométrie" in text
    assert "No polygon in: validation, test" in page(report, "en")
    assert json.loads((tmp_path / "p.json").read_text(encoding="utf-8"))["left_out"] == {"empty": 1}


@pytest.mark.parametrize("given, code", [([], "samples_none"), ([Item(b"", "1")], "samples_none_left"),
                                         ([Item(b"", ""), Item(b"1", "")], "samples_none_left")])
def test_nothing_left_is_said(given, code):
    with pytest.raises(BocageError) as caught:
        run(given)
    assert caught.value.code == code and "samples.gpkg" in str(caught.value)
