"""The text that is copied for support."""

from __future__ import annotations

import logging
import os
import time
from datetime import datetime, timezone
from pathlib import Path

import pytest
from qgis.core import Qgis, QgsSettings

from bocage import core


@pytest.fixture()
def place(qgis_app, tmp_path, monkeypatch):
    from bocage.bridge import settings

    monkeypatch.setattr(settings, "index_path", lambda: str(tmp_path / "index.gpkg"))
    monkeypatch.setattr(settings, "jobs_path", lambda: str(tmp_path / "jobs.sqlite"))
    return tmp_path


def told() -> str:
    from bocage.bridge import diagnostics

    return diagnostics.text()


def test_versions_and_what_is_installed_are_told(place):
    found = told()
    for word in (f"Bocage {core.__version__}", f"QGIS {Qgis.QGIS_VERSION}", "Qt ", "Python 3.", "GDAL ", "numpy ",
                 "matplotlib: ", "scipy: ", "JP2OpenJPEG", "locale: ", "free)"):
        assert word in found, word
    assert "not told" not in found


def test_what_is_absent_is_told_and_not_made(place):
    found = told()
    assert "index.gpkg: absent" in found and "jobs.sqlite: absent" in found
    assert list(place.iterdir()) == []


def test_scenes_and_jobs_are_counted(place):
    from bocage.core.catalogue.index import Index
    from bocage.core.catalogue.model import SceneRecord
    from bocage.core.catalogue.queue import JobStore, Wanted

    square = ((-1.8, 47.3), (-1.6, 47.3), (-1.6, 47.4), (-1.8, 47.3))
    with Index(str(place / "index.gpkg")) as index:
        index.put([SceneRecord(f"S{number}", "cdse", "S2A", "L1C", "30TWT", datetime(2018, 1, 17, tzinfo=timezone.utc),
                               ((square,),)) for number in range(3)])
    with JobStore(str(place / "jobs.sqlite")) as store:
        store.add([Wanted(url=f"https://example.org/{number}", destination=str(place / f"{number}.zip"))
                   for number in range(2)])
    found = told()
    assert "3 scenes, 0 products" in found and "2 queued" in found, found


def test_a_broken_index_is_a_line_and_the_rest_is_told(place):
    (place / "index.gpkg").write_bytes(b"not a data base" * 100)
    found = told()
    assert "not told: " in found and "== Downloads" in found and f"QGIS {Qgis.QGIS_VERSION}" in found


def test_no_secret_and_no_name_is_copied(place, monkeypatch):
    from bocage.bridge import journal

    monkeypatch.setattr("bocage.core.engine.privacy._user", lambda: "jane")
    monkeypatch.setattr("pathlib.Path.home", lambda: Path(os.path.realpath(place)).parent)
    QgsSettings().setValue("bocage/theia_password", "hunter2")
    QgsSettings().setValue("bocage/limit", 20)
    journal.keep()
    try:
        logging.getLogger("bocage").warning("GET https://jane:hunter2@server.org/media/jane/a?token=hunter2")
        found = told()
    finally:
        journal.forget()
        QgsSettings().remove("bocage/theia_password")
        QgsSettings().remove("bocage/limit")
    assert "hunter2" not in found and "/jane/" not in found and str(place) not in found
    assert "limit: 20" in found and "theia_password: " in found and "<user>" in found


def test_the_journal_holds_the_last_lines_and_leaves_no_trace(qgis_app):
    from bocage.bridge import journal

    logger = logging.getLogger("bocage")
    handlers, level = list(logger.handlers), logger.level
    journal.keep()
    journal.keep()
    for number in range(100):
        logger.info("line %d", number)
    assert len(journal.last(1000)) == journal.MOST and journal.last()[-1].endswith("line 99")
    journal.forget()
    assert logger.handlers == handlers and logger.level == level and journal.last() == []


def test_it_takes_less_than_a_second(place):
    started = time.perf_counter()
    told()
    assert time.perf_counter() - started < 1.0


def test_what_an_algorithm_refused_is_among_the_last_lines(plugin, place):
    from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingException, QgsProcessingFeedback

    from bocage.bridge import journal

    journal.keep()
    try:
        algorithm = QgsApplication.processingRegistry().createAlgorithmById("bocage:scenefigure")
        with pytest.raises(QgsProcessingException):
            algorithm.run({"INPUT": str(place), "OUTPUT": str(place / "a.png")}, QgsProcessingContext(),
                          QgsProcessingFeedback(), {}, False)
        assert "scenefigure: " in told()
    finally:
        journal.forget()
