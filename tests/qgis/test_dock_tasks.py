"""Work in the background: where its results come, when they no longer come, what does not wait for what."""

from __future__ import annotations

import gc
import sys
import threading
import time
import weakref
from pathlib import Path

import pytest
from dock_window import until
from qgis.core import QgsApplication
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject


@pytest.fixture()
def tasks(plugin):
    from bocage.ui import tasks

    yield tasks
    tasks.cancel_all()


def test_a_result_comes_in_the_main_thread_and_what_was_found_before_it_in_order(tasks):
    came = []

    def work(job):
        for number in range(5):
            job.give(number)
        return "end"

    tasks.run_in_background(work, lambda result: came.append((result, threading.current_thread())),
                            found=lambda item: came.append((item, threading.current_thread())))
    assert until(lambda: len(came) == 6)
    assert [what for what, _ in came] == [0, 1, 2, 3, 4, "end"]
    assert {thread for _, thread in came} == {threading.main_thread()}


def test_an_error_is_one_sentence_of_the_catalogue_of_messages(tasks):
    from bocage.core.errors import BocageError

    faults = []

    def refuse(_job):
        raise BocageError("path_absent", file="/nowhere/é.zip")

    tasks.run_in_background(refuse, None, faults.append)
    assert until(lambda: faults) and "/nowhere/é.zip" in faults[0].sentence and "path_absent" in faults[0].details


def test_an_unexpected_error_keeps_its_traceback_for_the_details(tasks):
    faults = []
    tasks.run_in_background(lambda _job: 1 / 0, None, faults.append)
    assert until(lambda: faults)
    assert faults[0].sentence == "ZeroDivisionError: division by zero" and "Traceback" in faults[0].details


def test_work_that_never_ends_is_given_up_at_its_deadline_and_told_to_stop(tasks):
    faults, done, stopped = [], [], threading.Event()

    def hang(job):
        while not job.cancelled():
            time.sleep(0.01)
        stopped.set()

    started = time.monotonic()
    tasks.run_in_background(hang, done.append, faults.append, title="The search", deadline_s=0.2)
    assert until(lambda: faults) and 0.15 < time.monotonic() - started < 1.5
    assert "The search" in faults[0].sentence and "0.2" in faults[0].sentence
    assert stopped.wait(2) and not until(lambda: done, 0.1)


def test_hung_work_keeps_no_other_work_waiting(tasks):
    free, hung, done = threading.Event(), [], []
    for _ in range(8):
        tasks.run_in_background(lambda _job: free.wait(60), hung.append)
    tasks.run_in_background(lambda _job: 7, done.append)
    # By what came before what, not by a clock: the eight are at it until they are told.
    assert until(lambda: done) and not hung
    free.set()
    assert until(lambda: len(hung) == 8)


def test_nothing_comes_to_a_widget_that_is_gone_nor_after_a_cancel(tasks):
    owner, came, go = QObject(), [], threading.Event()
    tasks.run_in_background(lambda _job: go.wait(5), came.append, came.append, owner=owner)
    other = tasks.run_in_background(lambda _job: go.wait(5), came.append, came.append)
    sip.delete(owner)
    other.cancel()
    go.set()
    assert not until(lambda: came, 0.3)
    assert other.over


def test_an_algorithm_gives_its_outputs_and_lands_in_the_history(tasks, tmp_path, monkeypatch):
    written, results = [], []
    original = tasks._write_history
    monkeypatch.setattr(tasks, "_write_history", lambda algorithm, given, context: written.append(
        (algorithm.id(), algorithm.asPythonCommand(given, context))) or original(algorithm, given, context))
    index = str(tmp_path / "index.gpkg")
    tasks.run_algorithm("bocage:index", {"INPUT": str(tmp_path), "INDEX": index}, results.append)
    assert until(lambda: results, 60)
    assert results[0]["COUNT"] == 0 and Path(index).exists()
    assert written[0][0] == "bocage:index" and str(tmp_path) in written[0][1]


def test_parameters_that_cannot_be_are_told_before_anything_runs(tasks, tmp_path):
    faults = []
    tasks.run_algorithm("bocage:simulatel1c", {"OUTPUT": str(tmp_path), "SIZE": 1300}, None, faults.append)
    assert until(lambda: faults, 10) and "120" in faults[0].sentence and list(tmp_path.iterdir()) == []


def test_an_algorithm_that_fails_says_its_own_sentence(tasks, tmp_path):
    faults = []
    tasks.run_algorithm("bocage:simulatel1c", {"OUTPUT": str(tmp_path), "SIZE": 1200, "DATE": "2018-05-17T23:30"},
                        None, faults.append)
    assert until(lambda: faults, 30) and "zenith" in faults[0].sentence


def test_an_algorithm_that_is_not_there_is_a_sentence(tasks):
    faults = []
    tasks.run_algorithm("bocage:nowhere", {}, None, faults.append)
    assert until(lambda: faults) and "bocage:nowhere" in faults[0].sentence


def test_a_cancelled_algorithm_calls_nobody_and_leaves_nothing(tasks, tmp_path, monkeypatch):
    """Cancelled while its work folder is there, which the work waits for: however slow the window is to say so."""
    from bocage.core.chains.simulation import job as simulation

    original, under_way = simulation.make_scene, []

    def held(settings, place, work, progress):
        under_way.append(list(tmp_path.iterdir()))
        for _ in range(6000):
            if progress.cancelled():
                break
            time.sleep(0.01)
        return original(settings, place, work, progress)

    monkeypatch.setattr(simulation, "make_scene", held)
    came, ended = [], []
    job = tasks.run_algorithm("bocage:simulatel1c", {"OUTPUT": str(tmp_path), "SIZE": 1200, "CLOUDS": "none"},
                              came.append, came.append)
    job.ended.connect(lambda: ended.append(True))
    assert until(lambda: under_way, 60) and under_way[0] and not ended
    job.cancel()
    assert ended
    assert until(lambda: QgsApplication.taskManager().countActiveTasks() == 0, 60)
    assert came == [] and list(tmp_path.iterdir()) == []


def test_threads_hand_over_more_often_while_something_works_and_as_before_after(tasks):
    before, seen, done = sys.getswitchinterval(), [], []
    for _ in range(3):
        tasks.run_in_background(lambda _job: (time.sleep(0.05), seen.append(sys.getswitchinterval())), done.append)
    assert until(lambda: len(done) == 3) and max(seen) == pytest.approx(0.0001, rel=0.01)
    assert until(lambda: sys.getswitchinterval() == before, 2)


def test_a_job_dies_in_the_main_thread_whoever_lets_it_go_last(tasks):
    go, ended, died = threading.Event(), [], []
    job = tasks.run_in_background(lambda _job: go.wait(5), ended.append)
    weakref.finalize(job, lambda: died.append(threading.current_thread()))
    job.cancel()
    del job
    go.set()
    until(lambda: False, 0.1)
    gc.collect()
    assert until(lambda: gc.collect() is not None and died, 5) and died == [threading.main_thread()]
