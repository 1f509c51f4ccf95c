"""Labels by key go to the file, and the next unit comes."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

from label_rounds import No, copy_of, digit, press, start, stored, until, written
from qgis.PyQt.QtCore import QEvent, Qt
from qgis.PyQt.QtGui import QKeyEvent
from qgis.PyQt.QtWidgets import QApplication


def test_classes_by_key_go_to_the_file_and_the_next_unit_comes(page, drawn, land, tmp_path):
    path = copy_of(drawn, tmp_path)
    form = start(page, path, land)
    assert [button.key for button in form.classes.buttons] == ["1", "2", "3"]
    first = form.round.unit
    press(form, Qt.Key.Key_PageDown)
    digit(form, 0)
    digit(form, 3)
    assert form.round.unit is first and form.round.label.alt_class == "Crops"
    begin = time.thread_time()
    digit(form, 2)
    taken = time.thread_time() - begin
    assert form.round.unit is not first and form.round.labelled == 1
    written(form)
    rows = stored(path, "ref_class", "alt_class", "confidence", "labeller")
    assert rows[int(first.name)] == ("Water", "Crops", "medium", "Anne")
    assert sum(bool(row[0]) for row in rows.values()) == 1
    # A slot of ours: at most 50 ms of the main thread.
    assert taken < 0.05
    # AZERTY without Shift (X11's code of the key 1), and letters that no class bears.
    second = form.round.unit
    QApplication.sendEvent(form, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Ampersand, No, 10, 0, 0, "&"))
    press(form, Qt.Key.Key_Z, "z")
    written(form)
    assert stored(path, "ref_class")[int(second.name)] == ("Forest",)
    assert form.progress.bar.value() == 2 and "2 of 12" in form.progress.bar.text()


def test_arrows_move_delete_takes_back_and_a_note_stays_with_its_unit(page, drawn, land, tmp_path):
    path = copy_of(drawn, tmp_path)
    form = start(page, path, land)
    order = [unit.key for unit in form.round.units]
    digit(form, 1)
    assert form.round.unit.key == order[1]
    press(form, Qt.Key.Key_Left)
    assert form.round.unit.key == order[0] and form.classes.buttons[0].isChecked()
    press(form, Qt.Key.Key_Delete)
    assert not form.round.label.given and not form.classes.buttons[0].isChecked()
    form.line.note.setText("lisière")
    form.line.note.editingFinished.emit()
    press(form, Qt.Key.Key_End)
    assert form.round.unit.key == order[-1] and form.line.note.text() == ""
    press(form, Qt.Key.Key_Return)
    assert form.round.unit.key == order[0] and form.line.note.text() == "lisière"
    written(form)
    name = int(form.round.unit.name)
    assert stored(path, "ref_class", "comment")[name] == ("", "lisière")


def test_a_round_that_was_killed_goes_on_where_it_was(plugin, page, drawn, land, tmp_path):
    path = copy_of(drawn, tmp_path)
    # A process of its own that labels three units, then dies without a word, as in a crash.
    code = textwrap.dedent("""
        import os, sys
        sys.path[:0] = [{build!r}, {tests!r}]
        from qgis.core import QgsApplication
        app = QgsApplication([], True); app.initQgis()
        import bocage; bocage.classFactory(None)
        from dock_window import Iface, until
        from bocage.bridge.label_store import read_sample
        from bocage.core.engine.progress import SilentProgress
        from bocage.core.landcover.model import ClassEntry
        from bocage.ui.validation.form import LabelForm
        from qgis.core import QgsProject, QgsVectorLayer
        layer = QgsVectorLayer({path!r}, "s", "ogr"); QgsProject.instance().addMapLayer(layer)
        form = LabelForm(Iface().mapCanvas())
        sample = read_sample(layer.source(), "s", ["first"], SilentProgress())
        form.start(sample, "first", 1, "Anne", [ClassEntry(1, "Forest")], layer, None)
        for _ in range(3):
            form.choose("Forest")
        until(lambda: form.keeper.waiting == 0)
        print(form.keeper.waiting, form.round.unit.key, flush=True)
        os.kill(os.getpid(), 9)
    """).format(build=str(Path(__import__("bocage").__path__[0]).parent), tests=str(Path(__file__).parents[1]),
                path=path)
    died = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False,
                          env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
    assert died.returncode == -9, died.stderr
    waiting, key = map(int, died.stdout.split())
    assert waiting == 0
    form = start(page, path, land)
    assert form.round.labelled == 3 and form.round.unit.key == key and form.round.at == 3


def test_class_keys_work_on_the_map_and_arrows_stay_its_own(page, drawn, land, tmp_path):
    form = start(page, copy_of(drawn, tmp_path), land)
    first = form.round.unit
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_2, No, "2")
    QApplication.sendEvent(page.canvas, event)
    assert form.round.unit is not first and form.round.labels[first.key].ref_class == "Water"
    place = form.round.at
    QApplication.sendEvent(page.canvas, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Right, No, ""))
    assert form.round.at == place
    # Not while another page is looked at.
    page.hide()
    QApplication.sendEvent(page.canvas, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_2, No, "2"))
    assert form.round.at == place and form.view.outline._bands[0].asGeometry().isEmpty()


def test_a_round_taken_up_at_once_finds_its_last_label(page, drawn, land, tmp_path):
    form = start(page, copy_of(drawn, tmp_path), land)
    for number in (1, 2, 3):
        digit(form, number)
    page.labels.stop()
    page.labels.label()
    assert until(lambda: page.form.round is not None) and page.form.round.labelled == 3
