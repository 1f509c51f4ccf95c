"""What the buttons do, on real products: layers, flips, files of items, one sentence for what cannot be."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from dock_window import Iface, hits, scene, until
from qgis.core import QgsProject
from qgis.PyQt.QtWidgets import QPushButton

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "chains"))
import dated_product  # noqa: E402

from bocage.core.catalogue.model import MISSING, REMOTE, Asset, Hit  # noqa: E402


@pytest.fixture(scope="module")
def local(plugin, tmp_path_factory):
    """Two dates on disk, as hits."""
    from bocage.bridge.scenes import record_of
    from bocage.core.products import open_product

    folder = tmp_path_factory.mktemp("sur le disque")
    rng = np.random.default_rng(4)
    found = []
    for day in ("2018-01-17", "2018-02-11"):
        values = {band: rng.integers(50, 3000, (120, 120) if band in ("B2", "B3", "B4", "B8") else (60, 60))
                  for band in ("B2", "B3", "B4", "B5", "B6", "B7", "B8", "B8A", "B11", "B12")}
        path = dated_product.product(folder, day, values, {})
        found.append(Hit(record_of(open_product(path)), 0.0, 1.0, "CLM"))
    return found


@pytest.fixture()
def actions(plugin):
    from bocage.ui.scene_actions import SceneActions

    QgsProject.instance().clear()
    iface = Iface()
    made = SceneActions(iface, iface.window)
    yield made
    from bocage.ui.tasks import cancel_all

    cancel_all()
    QgsProject.instance().clear()


def visible():
    return [node.name() for node in QgsProject.instance().layerTreeRoot().findLayers() if node.isVisible()]


def layers():
    return QgsProject.instance().mapLayers()


def test_an_earlier_scene_and_its_masks_are_seen_once_added_and_masks_follow_the_date(actions, local):
    from bocage.bridge.scenes import scene_layers
    from bocage.ui.flip import flip_to

    def seen(kind):
        root = QgsProject.instance().layerTreeRoot()
        return [f"{one.acquired:%Y-%m-%d}" for one in scene_layers(QgsProject.instance().mapLayers().values(), kind)
                if root.findLayer(one.layer_id).isVisible()]

    early, late = sorted(local, key=lambda hit: hit.scene.acquired)
    actions.add([late])
    assert until(lambda: len(QgsProject.instance().mapLayers()) == 1, 20)
    actions.add([early])
    assert until(lambda: len(QgsProject.instance().mapLayers()) == 2, 20)
    assert seen("scene") == ["2018-01-17"]
    flip_to(late.scene)
    actions.add_masks([early])
    assert until(lambda: seen("masks") == ["2018-01-17"], 20) and seen("scene") == []
    flip_to(early.scene)
    assert (seen("scene"), seen("masks")) == (["2018-01-17"], ["2018-01-17"])
    flip_to(late.scene)
    assert (seen("scene"), seen("masks")) == (["2018-02-11"], [])
    flip_to(early.scene)
    assert (seen("scene"), seen("masks")) == (["2018-01-17"], ["2018-01-17"])


def test_scenes_come_on_the_map_once_each_and_are_flipped(actions, local):
    from bocage.ui.flip import flip_to

    actions.add(local)
    assert until(lambda: len(layers()) == 2, 20)
    actions.add(local)
    assert not until(lambda: len(layers()) > 2, 0.4)
    assert flip_to(local[0].scene) and [name[:10] for name in visible()] == ["2018-01-17"]
    assert flip_to(local[1].scene) and [name[:10] for name in visible()] == ["2018-02-11"]
    assert not flip_to(scene(7))
    assert [name[:10] for name in visible()] == ["2018-02-11"]


def test_a_broken_product_is_told_and_the_others_come(actions, local):
    broken = Hit(replace(local[0].scene, identifier="gone", path="/nowhere/gone.SAFE"))
    actions.add([broken, *local])
    assert until(lambda: len(layers()) == 2 and actions.iface.sentences(), 20)
    assert "/nowhere/gone.SAFE" in actions.iface.sentences()[0]


def test_what_cannot_be_is_one_sentence(actions, local):
    missing = Hit(replace(local[0].scene, state=MISSING))
    for call in (lambda: actions.add([missing]), lambda: actions.add([]), lambda: actions.outline(None),
                 lambda: actions.correct(local, "/tmp"), lambda: actions.download(local, "/tmp"),
                 lambda: actions.figure([missing], None, "/tmp/x.png")):
        before = len(actions.iface.sentences())
        call()
        assert len(actions.iface.sentences()) == before + 1
    assert all(text.endswith(".") for text in actions.iface.sentences())
    assert layers() == {}


def test_scenes_are_corrected_one_after_another(actions, local, monkeypatch, tmp_path):
    """Each takes all threads and some gigabytes: ten at once would take the machine."""
    from bocage.ui import scene_actions
    from bocage.ui.tasks import Fault, Job

    ran = []

    def run(identifier, given, done, failed, title, owner):
        ran.append((identifier, given.get("INPUT"), done, failed))
        return Job(title)

    monkeypatch.setattr(scene_actions, "run_algorithm", run)
    monkeypatch.setattr(actions, "index_folders", lambda folders: None)
    levels = [Hit(replace(local[0].scene, level="L1C", path=f"/data/{number}.SAFE")) for number in range(3)]
    actions.correct(levels, str(tmp_path))
    assert [one[1] for one in ran] == ["/data/0.SAFE"]
    ran[0][2]({})
    assert [one[1] for one in ran] == ["/data/0.SAFE", "/data/1.SAFE"]
    ran[1][3](Fault("cut short."))
    assert [one[1] for one in ran][2:] == ["/data/2.SAFE"] and actions.iface.sentences() == ["cut short."]
    ran[2][2]({})
    assert len(ran) == 3


def test_a_download_goes_through_the_algorithm_and_its_folder_is_indexed(actions, monkeypatch, tmp_path):
    from bocage.bridge import settings
    from bocage.core.catalogue.index import Index
    from bocage.core.catalogue.model import Query
    from bocage.ui import scene_actions
    from bocage.ui.search import search_index
    from bocage.ui.tasks import Job

    ran = []

    def run(identifier, given, done, failed, title, owner):
        ran.append((identifier, given, done))
        return Job(title)

    monkeypatch.setattr(scene_actions, "run_algorithm", run)
    monkeypatch.setattr(settings, "home", lambda: tmp_path)
    online = Hit(scene(0, source="cdse", state=REMOTE, assets=(Asset("product", "https://server/a.zip"),)))
    actions.download([online], str(tmp_path / "ici"))
    assert until(lambda: ran, 20), actions.iface.sentences()
    identifier, given, done = ran[0]
    assert identifier == "bocage:download" and given["ITEMS"] == online.scene.identifier
    with Index(str(tmp_path / "index.gpkg")) as index:
        kept = index.scene(online.scene.identifier, "cdse")
    assert kept.assets == online.scene.assets
    # What was found on a server is not on this computer.
    assert search_index(str(tmp_path / "index.gpkg"), Query()).hits == []
    done({"DONE": 1, "FAILED": 0, "PARKED": 2, "GONE": 0, "WAITING": 0})
    assert "1 files are there, 2 are not" in actions.iface.sentences()[0]
    assert ran[1][0] == "bocage:index" and ran[1][1]["INPUT"] == str(tmp_path / "ici")
    # The list first, the masks in a second pass.
    ran[1][2]({"COUNT": 3, "ADDED": 1, "FAILED": 0, "FOUND": 3})
    assert ran[2][1].get("CLEAR_GRID") is True


def test_a_real_folder_is_indexed_and_what_failed_is_listed(actions, local, monkeypatch, tmp_path):
    from qgis.PyQt.QtWidgets import QDialog, QPlainTextEdit

    from bocage.bridge import settings
    from bocage.core.catalogue.model import Query
    from bocage.ui.search import search_index

    monkeypatch.setattr(settings, "home", lambda: tmp_path)
    folder = Path(local[0].scene.path).parent
    (folder / "S2A_MSIL1C_20180117T110631_N0206_R137_T30TWT_20180117T140631.SAFE").mkdir()
    (folder / "S2A_MSIL1C_20180117T110631_N0206_R137_T30TWT_20180117T140631.SAFE" / "MTD_MSIL1C.xml").write_text("<cut")
    # The algorithm asks the settings by their own name.
    monkeypatch.setattr("bocage.processing.index.index_path", lambda: str(tmp_path / "index.gpkg"))
    outdated = []
    actions.index_outdated.connect(lambda: outdated.append(True))
    actions.index_folders([str(folder)])
    assert until(lambda: len(outdated) >= 2, 30)
    box = local[0].scene.footprint or ()
    answer = search_index(str(tmp_path / "index.gpkg"), Query(area=box))
    assert {hit.scene.identifier for hit in answer.hits} >= {hit.scene.identifier for hit in local}
    assert any("could not be read" in text for text in actions.iface.sentences())
    # It stays until it is closed: whoever looks away for ten seconds still learns of it.
    told = next(one for one in actions.iface.bar.items() if "could not be read" in one.text())
    assert told.duration() == 0 and told.findChildren(QPushButton)[0].text() == "Details"
    actions.show_failures()
    assert until(lambda: actions.iface.window.findChildren(QDialog), 20), actions.iface.sentences()
    text = actions.iface.window.findChildren(QDialog)[0].findChild(QPlainTextEdit).toPlainText()
    assert "MTD_MSIL1C" in text


def test_hits_of_every_kind_are_described(plugin):
    from bocage.ui.scene_model import describe

    assert describe(hits(7)[6]).endswith("cloud unknown")
