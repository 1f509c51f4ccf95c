"""What fails, lacks, or is stopped on the Land cover page."""

from __future__ import annotations

from types import SimpleNamespace

from dock_window import until
from five_steps import at_rest, choose, states
from qgis.core import QgsApplication


def test_a_failure_is_one_sentence_in_the_page_and_in_the_bar_and_stops_the_rest(page, country, tmp_path):
    choose(page, country, tmp_path)
    page.forms["series"].inputs.set_paths([])
    page.forms["series"].inputs.add([str(tmp_path / "nulle part.tif")])
    page.run_remaining()
    assert at_rest(page)
    assert states(page) == ["failed", "waiting", "ready", "waiting", "waiting"]
    sentence = page.panels["series"].why.text()
    assert "nulle part.tif" in sentence and [sentence in one for one in page.test_iface.sentences()] == [True]
    assert not page.panels["training"].run.isEnabled()
    page.forms["series"].inputs.set_paths([])
    page.forms["series"].inputs.add([country["series"]])
    assert at_rest(page) and states(page)[0] == "ready" and page.panels["series"].why.isHidden()


def test_a_folder_that_cannot_be_written_is_a_sentence(page, country, tmp_path):
    choose(page, country, tmp_path)
    (tmp_path / "fichier").write_text("no folder")
    page.use_folder(str(tmp_path / "fichier" / "dessous"))
    page.run("samples")
    assert at_rest(page) and states(page)[2] == "failed" and "fichier" in page.panels["samples"].why.text()


def test_cancel_leaves_nothing_and_stops_what_was_to_follow(page, country, tmp_path):
    folder = tmp_path / "arrêt"
    choose(page, country, folder)
    page.run_remaining()
    page.refresh()
    assert states(page)[0] == "running" and not page.panels["series"].cancel.isHidden()
    assert not page.forms["series"].isEnabled()
    page.panels["series"].cancel.click()
    assert states(page) == ["ready", "waiting", "ready", "waiting", "waiting"] and not page.runner.queued()
    assert until(lambda: QgsApplication.taskManager().countActiveTasks() == 0, 30)
    assert at_rest(page) and page.flow.faults == {}
    assert not folder.exists() or [path.name for path in folder.glob("*.tif")] == []
    page.run("samples")
    assert at_rest(page) and states(page)[2] == "done"


def test_a_task_stopped_in_the_list_of_tasks_has_stopped_its_step(page, country, tmp_path):
    choose(page, country, tmp_path)
    page.run("series")
    first = page.runner._runs["series"].job
    assert until(lambda: page.runner._runs["series"].job is not first)
    # What QGIS' task manager comes down to.
    page.runner._runs["series"].job.cancel()
    assert at_rest(page) and states(page)[0] == "ready" and page.flow.faults == {}


def test_without_scikit_learn_what_trains_everywhere_is_chosen_and_the_list_says_why(page):
    form = page.forms["training"]
    page._touched = False
    page.flow.set("training", {"classifier": "random_forest"})
    page._scikit_known(False)
    assert page.flow.settings["training"]["classifier"] == "linear_discriminant" == form.classifier.currentData()
    form.classifier.setCurrentIndex(form.classifier.findData("svm"))
    assert "needs scikit-learn" in form.classifier.currentText() and at_rest(page)
    assert "python3-sklearn" in form.words_of.text()
    assert "scikit-learn" in page.panels["training"].why.text() and states(page)[3] == "waiting"
    page._scikit_known(True)
    # What a hand chose stays.
    assert page.flow.settings["training"]["classifier"] == "svm" and "needs" not in form.classifier.currentText()


def test_what_is_missing_in_the_end_is_said_at_the_beginning(page, country, tmp_path):
    choose(page, country, tmp_path)
    assert page.run_all.isEnabled()
    page.flow.set("samples", {"field": ""})
    page.refresh()
    assert not page.run_all.isEnabled() and "field" in page.run_all.toolTip()
    assert "field" in page.panels["samples"].brief.text()


def test_a_task_that_ends_after_its_page_has_gone_speaks_to_nobody(plugin):
    from bocage.ui.landcover.flow import Flow
    from bocage.ui.landcover.runner import Runner
    from qgis.PyQt import sip

    runner, run = Runner(Flow()), SimpleNamespace(step="series", calls=[1], job=None)
    told = []
    runner.progressed.connect(lambda *said: told.append(said))
    runner._runs["series"] = run
    runner._moved(run, 0.5, "half")
    assert told == [("series", 0.5, "half")]
    sip.delete(runner)
    runner._moved(run, 0.6, "later")
    runner._ended(run, None)
    assert len(told) == 1
