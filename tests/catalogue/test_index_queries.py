"""The index answers as a look at every footprint would, only sooner."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from bocage.core.catalogue.index import Index, trees
from bocage.core.catalogue.model import LOCAL, Asset, Query
from bocage.core.errors import BocageError, Cancelled
from index_scenes import DAY, box, expected, random_ring, random_scenes, scene, split

SECOND = timedelta(seconds=1)


@pytest.fixture()
def index(tmp_path):
    with Index(tmp_path / "mon index été.gpkg") as opened:
        yield opened


def names(hits):
    return [hit.scene.identifier for hit in hits]


def test_a_record_comes_back_as_it_went_in(index):
    given = scene("S2A_X", assets=(Asset("B04", "https://a/b?c=1", "image/jp2", "red", ("data", "cog"), 12, "md5:ab"),
                                   Asset("thumbnail", "https://a/t.jpg")),
                  relative_orbit=94, baseline="05.09", collection="sentinel-2-l1c", quicklook="https://a/t.jpg",
                  extras={"grid": "é", "n": "1"}, footprint=(*box(-2, 47, -1, 48), *box(-5, 40, -4, 41)))
    hole = replace(given, identifier="hole", assets=(), footprint=((box(0, 0, 3, 3)[0][0], box(1, 1, 2, 2)[0][0]),))
    assert index.put([given, hole]) == (2, 0)
    assert index.scene("S2A_X", "cdse") == given and index.scene("hole", "cdse") == hole
    assert index.scene("S2A_X") is None and index.scene("unheard of", "cdse") is None
    assert index.search(Query(area=box(-1.6, 47.2, -1.4, 47.4)))[0].scene == replace(given, assets=())


@pytest.mark.parametrize("way", ["put", "load", "both"])
def test_queries_find_what_a_look_at_each_footprint_finds(index, way):
    rng = np.random.default_rng(1)
    scenes = random_scenes(rng, 400)
    if way == "put":
        index.put(scenes)
    elif way == "load":
        assert index.load(iter(scenes)) == 400
    else:
        index.load(scenes[:200])
        index.put(scenes[200:250])
        assert index.load(scenes) == 150
    asked = 0
    for number in range(30):
        west, south = float(rng.uniform(175, 184)), float(rng.uniform(8, 12))
        shape = box(west, south, west + 2, south + 0.7) if number % 2 else ((random_ring(rng, west, south),),)
        area = split(shape) if max(x for ring in shape[0] for x, _ in ring) > 180 else shape
        start = DAY + timedelta(days=float(rng.uniform(0, 400)))
        query = Query(area, start if number % 3 else None, start + timedelta(days=200) if number % 3 == 1 else None,
                      60.0 if number % 4 == 0 else None, ("S2B",) if number % 5 == 0 else (),
                      limit=500 - 450 * (number % 2))
        wanted = expected(scenes, query)
        asked += len(wanted)
        assert names(index.search(query)) == wanted, f"query {number}"
    assert asked > 300
    assert names(index.search(Query(limit=300))) == expected(scenes, Query(limit=300))


def test_covered_is_the_share_of_the_area_on_the_sphere(index):
    index.put([scene("west half", box(-3, 46, -1.5, 49)), scene("north", box(-3, 47.5, 0, 49)),
               scene("all", box(-4, 45, 0, 50)), scene("inside", box(-1.75, 47.25, -1.5, 47.5)),
               scene("hole", ((box(-4, 45, 0, 50)[0][0], box(-1.5, 47, -1, 48)[0][0]),))])
    # Between two latitudes a surface goes with the difference of their sines.
    sine = {y: np.sin(np.radians(y)) for y in (47, 47.25, 47.5, 48)}
    north = (sine[48] - sine[47.5]) / (sine[48] - sine[47])
    inside = 0.25 * (sine[47.5] - sine[47.25]) / (sine[48] - sine[47])
    wanted = {"west half": 0.5, "north": north, "all": 1.0, "inside": inside, "hole": 0.5}
    rectangle = box(-2, 47, -1, 48)
    other = ((rectangle[0][0][:1] + ((-1.5, 47.0),) + rectangle[0][0][1:],),)
    for area in (rectangle, other):
        found = {hit.scene.identifier: hit.covered for hit in index.search(Query(area))}
        assert found == pytest.approx(wanted, abs=1e-6)
    assert index.search(Query())[0].covered is None


def test_an_outline_of_thousands_of_corners_is_measured_to_a_thousandth(index):
    angles = np.linspace(0, 2 * np.pi, 6001)[:-1]
    ring = [(-1.5 + 0.4 * np.cos(a), 47.5 + 0.3 * np.sin(a)) for a in angles]
    index.put([scene("half", box(-2, 47, -1.5, 48)), scene("corner only", box(-2, 47.75, -1.75, 48))])
    found = {hit.scene.identifier: hit.covered for hit in index.search(Query((((*ring, ring[0]),),)))}
    # The corner of the second lies inside the ellipse's box and outside the ellipse.
    assert found == {"half": pytest.approx(0.5, abs=1e-3)}


def test_neighbours_that_share_an_edge_are_no_hit(index):
    index.put([scene("east", box(-1, 47, 0, 48)), scene("here", box(-2, 47, -1, 48))])
    assert names(index.search(Query(box(-2, 47, -1, 48)))) == ["here"]
    assert names(index.search(Query(((((-2, 47), (-1, 47), (-1, 48), (-1.7, 48), (-2, 47)),),)))) == ["here"]


def test_the_first_and_the_last_millisecond_of_a_span_are_in(index):
    index.put([scene("a", when=DAY), scene("b", when=DAY + timedelta(milliseconds=1)), scene("c", when=DAY + SECOND)])
    assert names(index.search(Query(start=DAY, end=DAY))) == ["a"]
    assert names(index.search(Query(start=DAY + timedelta(milliseconds=1)))) == ["c", "b"]
    assert index.search(Query(start=DAY, end=DAY - SECOND)) == []


def test_times_far_from_2000_and_of_other_zones(index):
    from datetime import datetime, timezone

    old = datetime(1986, 2, 22, 12, 0, tzinfo=timezone(timedelta(hours=2)))
    index.put([scene("spot", when=old), scene("later", when=datetime(2060, 1, 1, tzinfo=timezone.utc))])
    assert names(index.search(Query(area=box(-2, 47, -1, 48)))) == ["later", "spot"]
    assert index.scene("spot", "cdse").acquired == old
    assert names(index.search(Query(area=box(-2, 47, -1, 48), end=old))) == ["spot"]


def test_cloud_that_nobody_tells_is_not_under_a_limit(index):
    index.put([scene("told", cloud=20.0), scene("cloudy", cloud=20.1), scene("untold", cloud=None)])
    assert names(index.search(Query(max_cloud_percent=20))) == ["told"]
    assert len(index.search(Query(max_cloud_percent=100))) == 3
    hits = {hit.scene.identifier: hit.cloud_source for hit in index.search(Query())}
    assert hits == {"told": "producer's percentage", "cloudy": "producer's percentage", "untold": ""}


def test_tiles_levels_collections(index):
    index.put([scene("a"), scene("b", tile="31TCJ", footprint=box(1, 43, 2, 44), level="L2A", collection="c2"),
               scene("c", tile="01KAB", footprint=(*box(179, 0, 180, 1), *box(-180, 0, -179, 1))),
               scene("nowhere", tile="31TCJ", footprint=())])
    assert names(index.search(Query(tiles=("31TCJ",)))) == ["b", "nowhere"]
    assert names(index.search(Query(tiles=("01KAB", "30TWT")))) == ["a", "c"]
    assert index.search(Query(tiles=("unknown",))) == []
    assert names(index.search(Query(levels=("L2A",)))) == names(index.search(Query(collections=("c2",)))) == ["b"]
    # Without a footprint nothing says that it lies in an area.
    assert names(index.search(Query(area=box(0, 40, 3, 50), tiles=("31TCJ",)))) == ["b"]


def test_the_same_source_and_identifier_are_one_record(index):
    assert index.put([scene("a"), scene("a", cloud=30.0), scene("a", source="geodes")]) == (2, 1)
    assert index.count() == 2 and index.count("cdse") == 1 and index.scene("a", "cdse").cloud_percent == 30.0
    assert index.put([scene("a", cloud=30.0)]) == (0, 0)
    index.put([scene("a", cloud=30.0, footprint=box(10, 10, 11, 11))])
    assert names(index.search(Query(box(10.2, 10.2, 10.4, 10.4)))) == ["a"]
    assert [hit.scene.source for hit in index.search(Query(box(-1.9, 47.1, -1.8, 47.2)))] == ["geodes"]
    assert index.forget("a", "cdse") and not index.forget("a", "cdse") and index.count() == 1


def test_what_is_here_hides_its_twin_on_a_server_which_stays_known(index):
    index.put([scene("a"), scene("b")])
    index.put([scene("a", source=LOCAL, state="present", path="/disk/a.SAFE")])
    connection = index.store.connection
    connection.execute("INSERT INTO places VALUES ('/disk/a.SAFE', '', 3, '', '')")
    assert index.count(LOCAL) == 1
    # Whoever asks for one source gets all of it.
    assert names(index.search(Query(sources=("cdse",)))) == ["a", "b"]
    assert names(index.search(Query(sources=(LOCAL,), limit=1))) == ["a"]
    assert [(hit.scene.identifier, hit.scene.source) for hit in index.search(Query())] == [("a", LOCAL), ("b", "cdse")]
    assert [twin.source for twin in index.twins("a")] == [LOCAL, "cdse"]
    connection.execute("UPDATE products SET state = 'missing' WHERE fid = 3")
    assert sorted(hit.scene.source for hit in index.search(Query())) == ["cdse", "cdse", LOCAL]
    assert index.forget_missing() == 1 and connection.execute("SELECT count(*) FROM places").fetchone()[0] == 0


@pytest.mark.parametrize("area", [((((0, 0), (1, 1)),),), ((((190, 0), (191, 0), (191, 1), (190, 0)),),), (((),),)])
def test_an_area_that_is_none_is_refused_in_one_sentence(index, area):
    index.put([scene("a")])
    with pytest.raises(BocageError) as fault:
        index.search(Query(area))
    assert fault.value.code == "index_area"


def test_a_query_gives_up_at_its_deadline_and_stops_when_asked(index, monkeypatch):
    monkeypatch.setattr("bocage.core.catalogue.index.store._STEPS", 10)
    index.load(scene(f"s{k}", when=DAY + k * SECOND) for k in range(3000))
    index.deadline_s = 0.0
    with pytest.raises(BocageError) as fault:
        index.search(Query(area=box(-1.6, 47.2, -1.4, 47.4)))
    assert fault.value.code == "index_deadline"
    index.deadline_s = 60.0
    with pytest.raises(Cancelled):
        index.search(Query(area=box(-1.6, 47.2, -1.4, 47.4)), stop=lambda: True)
    assert len(index.search(Query(area=box(-1.6, 47.2, -1.4, 47.4)))) == 500


@pytest.mark.parametrize("count", [0, 1, 51, 52, 51 * 51 + 1])
def test_packed_trees_are_sound_and_stay_so(index, count):
    rng = np.random.default_rng(count)
    index.load(scene(f"s{k}", box(x, y, x + 1, y + 1), DAY + k * SECOND)
               for k, (x, y) in enumerate(rng.uniform(-80, 80, (count, 2)).tolist()))

    def sound():
        return index.store.connection.execute(
            "SELECT rtreecheck('scene_tree'), rtreecheck('rtree_products_geom')").fetchone() == ("ok", "ok")

    assert sound() and len(index.search(Query(area=box(-180, -90, 180, 90), limit=10_000))) == count
    index.put(scene(f"more {k}", box(k / 10, 0, k / 10 + 1, 1)) for k in range(120))
    for k in range(0, count, 3):
        index.store.connection.execute("DELETE FROM products WHERE fid = ?", (k + 1,))
    assert sound()
    left = count + 120 - len(range(0, count, 3))
    assert len(index.search(Query(area=box(-180, -90, 180, 90), limit=10_000))) == left


def test_a_sqlite_that_guards_its_tables_is_filled_the_slow_way(index, monkeypatch):
    import sqlite3

    def guarded(*_):
        raise sqlite3.OperationalError("table scene_tree_node may not be modified")

    monkeypatch.setattr(trees, "pack", guarded)
    scenes = random_scenes(np.random.default_rng(2), 100)
    index.load(scenes)
    query = Query(box(177, 9, 179.5, 11))
    assert names(index.search(query)) == expected(scenes, query) != []


def test_bounds_are_rounded_outwards():
    rng = np.random.default_rng(0)
    bounds = np.sort(rng.uniform(-180, 180, (500, 2)), axis=1)
    rounded = trees.outward(bounds).astype(float)
    assert (rounded[:, 0] <= bounds[:, 0]).all() and (rounded[:, 1] >= bounds[:, 1]).all()
    assert np.abs(rounded - bounds).max() < 2e-5
