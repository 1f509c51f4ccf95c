"""A file that is locked, refuses labels, or is there already: nothing is lost."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import pytest
from bocage.core.validation.labelling import FIRST
from label_rounds import copy_of, digit, map_layer, start, stored, until, written
from qgis.core import QgsApplication


def test_a_label_that_cannot_be_written_is_told_and_kept_until_it_can(page, drawn, land, tmp_path, monkeypatch):
    from bocage.core.errors import BocageError
    from bocage.ui.validation import keeper

    path = copy_of(drawn, tmp_path)
    form = start(page, path, land)
    real = keeper.write_labels

    def locked(*_given):
        raise BocageError("vector_not_written", file="à étiqueter", fault="database is locked")

    monkeypatch.setattr(keeper, "write_labels", locked)
    unit = form.round.unit
    digit(form, 1)
    assert until(lambda: not form.progress.again.isHidden())
    assert any("database is locked" in text for text in page.iface.sentences()) and form.keeper.waiting == 1
    monkeypatch.setattr(keeper, "write_labels", real)
    form.progress.again.click()
    written(form)
    assert stored(path, "ref_class")[int(unit.name)] == ("Forest",) and form.progress.again.isHidden()
    # A lock goes as it came: tried again without a hand.
    monkeypatch.setattr(keeper, "AGAIN_MS", 50)
    monkeypatch.setattr(keeper, "write_labels", locked)
    digit(form, 2)
    assert until(lambda: not form.progress.again.isHidden())
    monkeypatch.setattr(keeper, "write_labels", real)
    written(form)
    assert sum(bool(row[0]) for row in stored(path, "ref_class").values()) == 2


def test_a_file_that_another_program_locks_holds_nobody_up(page, drawn, land, tmp_path):
    path = copy_of(drawn, tmp_path)
    form = start(page, path, land)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        begin = time.perf_counter()
        digit(form, 1)
        held = time.perf_counter() - begin
        assert until(lambda: not form.progress.again.isHidden(), 15)
        assert form.keeper.waiting == 1
    finally:
        other.execute("ROLLBACK")
        other.close()
    form.progress.again.click()
    written(form)
    assert sum(bool(row[0]) for row in stored(path, "ref_class").values()) == 1
    # Of a wait for the lock, nothing: the key came back long before the write gave up.
    assert held < 1.0


def test_leaving_writes_what_still_waits(page, drawn, land, tmp_path):
    path = copy_of(drawn, tmp_path)
    form = start(page, path, land)
    for number in (1, 2, 3):
        digit(form, number)
    # No event was processed: nothing has come back from the thread yet.
    page.leave()
    page.leave = lambda: None
    assert sorted(row[0] for row in stored(path, "ref_class").values() if row[0]) == ["Crops", "Forest", "Water"]


def test_a_file_that_is_there_is_never_drawn_over(page, drawn, land, tmp_path):
    path = copy_of(drawn, tmp_path)
    before = Path(path).read_bytes()
    page.map.setLayer(map_layer(land))
    page.design.output.set_path(path)
    page.draw()
    assert until(lambda: page.design.output.path() != path)
    assert page.design.output.path().endswith("à étiqueter_2.gpkg") and Path(path).read_bytes() == before


def test_the_sample_goes_beside_its_map_until_somebody_says_otherwise(page, land, tmp_path):
    other = tmp_path / "autre carte.tif"
    other.write_bytes(Path(land).read_bytes())
    page.map.setLayer(map_layer(land))
    assert page.design.output.path() == str(Path(land).with_name("carte_sample.gpkg"))
    page.map.setLayer(map_layer(str(other)))
    assert page.design.output.path() == str(tmp_path / "autre carte_sample.gpkg")
    page.design.output.set_path(str(tmp_path / "le mien.gpkg"))
    page.map.setLayer(map_layer(land))
    assert page.design.output.path() == str(tmp_path / "le mien.gpkg")


def test_a_format_that_drops_empty_fields_is_refused_before_anybody_labels(plugin, tmp_path):
    from bocage.bridge.label_store import read_sample
    from bocage.core.engine.progress import SilentProgress
    from bocage.core.errors import BocageError

    path = tmp_path / "points.geojson"
    path.write_text('{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":1},"geometry":'
                    '{"type":"Point","coordinates":[1.0,45.0]}}]}', encoding="utf-8")
    with pytest.raises(BocageError) as caught:
        read_sample(str(path), "points", (FIRST,), SilentProgress())
    assert caught.value.code == "sample_fields_lost"


def test_labels_that_their_file_refuses_to_the_last_are_saved_beside(plugin, drawn, tmp_path, monkeypatch):
    from bocage.core.errors import BocageError
    from bocage.core.validation.labelling import Label
    from bocage.ui.validation import keeper as keepers

    def refused(*_):
        raise BocageError("vector_not_written", file="sample", fault="locked")

    said = []
    QgsApplication.messageLog().messageReceived.connect(lambda text, tag, level: said.append((text, tag)))
    monkeypatch.setattr(keepers, "write_labels", refused)
    keeper = keepers.LabelKeeper(str(tmp_path / "points.gpkg"), FIRST)
    keeper._waiting = {4: Label("Water", labeller="Anne")}
    keeper.close(wait=True)
    aside = next(iter(tmp_path.glob("points_labels_*.csv")))
    assert "Water" in aside.read_text(encoding="utf-8") and keeper.waiting == 0
    assert until(lambda: any(str(aside) in text and tag == "Bocage" for text, tag in said))
