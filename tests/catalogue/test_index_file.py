"""The file: a GeoPackage that others read and change, that is never half written, and that says what is wrong."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import bocage
import pytest
from bocage.core.catalogue.index import Index, schema
from bocage.core.catalogue.model import Query
from bocage.core.errors import BocageError
from index_scenes import DAY, box, scene
from osgeo import ogr

HERE = Path(__file__).parent
SPLIT = (*box(179, 0, 180, 1), *box(-180, 0, -179, 1))


@pytest.fixture()
def path(tmp_path):
    return tmp_path / "mon index été.gpkg"


def fault(path) -> BocageError:
    with pytest.raises(BocageError) as error:
        Index(path)
    text = str(error.value)
    assert "<" not in text and "\n" not in text and str(path) in text
    return error.value


def test_a_geopackage_as_the_standard_wants_it(path):
    with Index(path) as index:
        index.put([scene("a"), scene("b", SPLIT), scene("nowhere", ())])
        connection = index.store.connection
        assert connection.execute("PRAGMA application_id").fetchone()[0] == int.from_bytes(b"GPKG", "big")
        assert connection.execute("PRAGMA user_version").fetchone()[0] == 10300
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        systems = connection.execute("SELECT srs_id FROM gpkg_spatial_ref_sys ORDER BY 1").fetchall()
        assert systems == [(-1,), (0,), (4326,)]
        assert connection.execute("SELECT table_name, data_type FROM gpkg_contents ORDER BY 1").fetchall() == [
            ("failures", "attributes"), ("folders", "attributes"), ("layer_styles", "attributes"),
            ("products", "features")]
        assert connection.execute("SELECT * FROM gpkg_geometry_columns").fetchall() == [
            ("products", "geom", "MULTIPOLYGON", 4326, 0, 0)]
        header = connection.execute("SELECT substr(geom, 1, 8) FROM products WHERE identifier = 'a'").fetchone()[0]
        assert header == b"GP\x00\x01" + (4326).to_bytes(4, "little")
        acquired = connection.execute("SELECT acquired FROM products").fetchone()[0]
        assert acquired == "2018-01-17T11:03:45.460Z"


def test_ogr_reads_it_and_its_changes_keep_both_trees(path):
    with Index(path) as index:
        index.load([scene("a"), scene("b", SPLIT), scene("c", box(10, 10, 11, 11)), scene("nowhere", ())])
    dataset = ogr.Open(str(path), 1)
    layer = dataset.GetLayerByName("products")
    assert layer.GetFeatureCount() == 4 and layer.GetGeomType() == ogr.wkbMultiPolygon
    assert layer.TestCapability(ogr.OLCFastSpatialFilter)
    layer.SetSpatialFilterRect(179.2, 0.2, 179.4, 0.4)
    assert [feature.GetField("identifier") for feature in layer] == ["b"]
    layer.SetSpatialFilter(None)
    # QGIS' user removes one, and moves another: theirs is the standard tree, ours forgets what went.
    layer.DeleteFeature(1)
    moved = layer.GetFeature(3)
    moved.SetGeometry(ogr.CreateGeometryFromWkt("MULTIPOLYGON (((20 20, 21 20, 21 21, 20 21, 20 20)))"))
    layer.SetFeature(moved)
    layer = dataset = None
    with Index(path) as index:
        assert index.count() == 3 and index.search(Query(box(-1.9, 47.1, -1.8, 47.2))) == []
        sound = index.store.connection.execute("SELECT rtreecheck('scene_tree'), rtreecheck('rtree_products_geom')")
        assert sound.fetchone() == ("ok", "ok")
        # Ours still looks where the scene was, and finds that it is there no more.
        assert index.search(Query(box(10.2, 10.2, 10.4, 10.4))) == []


def test_a_newer_file_is_refused_and_left_alone(path):
    with Index(path) as index:
        index.store.connection.execute("UPDATE bocage_index SET value = '7' WHERE name = 'schema'")
    before = path.read_bytes()
    error = fault(path)
    assert error.code == "index_newer" and "7" in str(error) and path.read_bytes() == before


def test_an_older_file_is_brought_up_to_date_all_or_nothing(path, monkeypatch):
    with Index(path) as index:
        index.put([scene("a")])
    monkeypatch.setattr(schema, "VERSION", 4)
    monkeypatch.setitem(schema.UPGRADES, 3, ("ALTER TABLE products ADD COLUMN sun REAL", "SELECT nonsense"))
    assert fault(path).code == "index_unusable"
    monkeypatch.setitem(schema.UPGRADES, 3, ("ALTER TABLE products ADD COLUMN sun REAL",))
    with Index(path) as index:
        assert index.store.version() == 4 and index.scene("a", "cdse") is not None
        assert "sun" in [row[1] for row in index.store.connection.execute("PRAGMA table_info(products)")]


def test_a_file_of_version_1_is_brought_up_to_date(path):
    with Index(path) as index:
        index.put([scene("a")])
        connection = index.store.connection
        connection.execute("DROP TABLE clear_share")
        connection.execute("DROP INDEX products_local")
        connection.execute("CREATE TABLE clear_share (product INTEGER PRIMARY KEY, cells INTEGER NOT NULL, "
                           "source TEXT NOT NULL, cloud_percent REAL, data BLOB NOT NULL)")
        connection.execute("INSERT INTO clear_share VALUES (1, 1, 'SCL', 3.0, x'00')")
        connection.execute("UPDATE products SET clear_source = 'SCL'")
        connection.execute("UPDATE bocage_index SET value = '1' WHERE name = 'schema'")
    with Index(path) as index:
        assert index.store.version() == schema.VERSION
        (hit,) = index.search(Query(box(-1.9, 47.1, -1.8, 47.2), max_cloud_percent=20))
        assert hit.cloud_source == "producer's percentage"
        assert index.store.connection.execute("SELECT count(*) FROM clear_share").fetchone()[0] == 0
        assert index.store.connection.execute("SELECT clear_source FROM products").fetchone()[0] is None


def test_a_geopackage_of_somebody_else_is_not_touched(path):
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE roads (id INTEGER)")
    other.close()
    before = path.read_bytes()
    assert fault(path).code == "index_foreign" and path.read_bytes() == before


@pytest.mark.parametrize("how", ["noise", "cut", "holed"])
def test_a_damaged_file_is_one_sentence_with_what_to_do(path, how):
    with Index(path) as index:
        index.load(scene(f"s{k}", when=DAY + k * timedelta(hours=1)) for k in range(2000))
    data = bytearray(path.read_bytes())
    if how == "noise":
        data[:100] = os.urandom(100)
    elif how == "cut":
        del data[len(data) // 2:]
    else:
        data[len(data) // 8:] = bytes(len(data) - len(data) // 8)
    path.write_bytes(data)
    with pytest.raises(BocageError) as error, Index(path) as index:
        for _ in range(2):
            index.search(Query(box(-1.9, 47.1, -1.8, 47.2)))
            index.count()
            index.put([scene("more")])
    assert error.value.code == "index_damaged" and "\n" not in str(error.value) and "again" in str(error.value)


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(BocageError) as error:
        Index(tmp_path / "nowhere" / "index.gpkg")
    assert error.value.code == "path_absent"


def test_readers_are_served_while_another_writes_and_writers_wait_no_longer_than_they_say(path, monkeypatch):
    monkeypatch.setattr("bocage.core.catalogue.index.store.BUSY_S", 0.2)
    with Index(path) as index:
        index.put([scene("a")])
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        other.execute("INSERT INTO bocage_index VALUES ('x', 'y')")
        try:
            with Index(path) as second:
                start = time.monotonic()
                assert len(second.search(Query())) == len(index.search(Query())) == 1
                assert time.monotonic() - start < 0.2
                with pytest.raises(BocageError) as error:
                    second.put([scene("b")])
                assert error.value.code == "index_busy" and time.monotonic() - start < 3
        finally:
            other.execute("ROLLBACK")
            other.close()
        assert index.put([scene("b")]) == (1, 0)


def test_a_file_that_qgis_put_back_to_another_mode_serves_readers_again(path):
    with Index(path) as index:
        index.put([scene("a")])
    with sqlite3.connect(path) as other:
        assert other.execute("PRAGMA journal_mode = DELETE").fetchone()[0] == "delete"
    other.close()
    with Index(path) as index:
        assert index.store.connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert index.store.connection.execute("PRAGMA busy_timeout").fetchone()[0] == 10_000


def test_threads_that_write_at_once_lose_nothing(path):
    with Index(path) as index:
        index.put([])
    faults = []

    def work(number):
        try:
            with Index(path) as mine:
                for k in range(8):
                    mine.put([scene(f"{number} {k} {n}", when=DAY + timedelta(hours=k)) for n in range(10)])
                    mine.search(Query(box(-1.9, 47.1, -1.8, 47.2)))
        except BocageError as error:
            faults.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with Index(path) as index:
        assert faults == [] and index.count() == 320


KILLED = """
import sys
sys.path[:0] = [{build!r}, {here!r}]
from bocage.core.catalogue.index import Index
from index_scenes import DAY, scene
from datetime import timedelta
with Index({path!r}) as index:
    index.put([scene("first")])
    def slowly():
        for k in range(10**9):
            if k == {count}:
                print("now", flush=True)
            yield scene("s%d" % k, when=DAY + timedelta(seconds=k))
    index.{way}(slowly())
"""


@pytest.mark.parametrize(("way", "count"), [("load", 21_000), ("put", 600)])
def test_killed_while_it_writes_it_holds_whole_transactions(path, way, count):
    build = str(Path(bocage.__path__[0]).parent)
    code = KILLED.format(build=build, here=str(HERE), path=str(path), way=way, count=count)
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "now\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    with Index(path) as index:
        kept = index.count()
        assert kept == 1 if way == "load" else kept > 1 and kept % 500 == 1
        assert len(index.search(Query(box(-1.9, 47.1, -1.8, 47.2), limit=10**6))) == kept
        check = "SELECT rtreecheck('scene_tree'), rtreecheck('rtree_products_geom')"
        assert index.store.connection.execute(check).fetchone() == ("ok", "ok")
        assert index.put([scene("after")]) == (1, 0)
