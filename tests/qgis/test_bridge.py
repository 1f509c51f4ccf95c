"""Language, feedback and the look of results."""

from __future__ import annotations

import re
import threading
from datetime import datetime, timezone
from pathlib import Path

import pytest
from qgis.core import QgsProcessingContext, QgsProcessingException, QgsProcessingFeedback, QgsRasterLayer
from qgis.PyQt.QtCore import QCoreApplication, QTranslator

ROOT = Path(__file__).resolve().parents[2]


class Listener(QgsProcessingFeedback):
    def __init__(self):
        super().__init__()
        self.said = []

    def pushInfo(self, text):
        self.said.append(("info", text, threading.get_ident()))

    def pushWarning(self, text):
        self.said.append(("warning", text, threading.get_ident()))

    def pushDebugInfo(self, text):
        self.said.append(("debug", text, threading.get_ident()))


def test_progress_is_forwarded_and_cancel_is_heard(plugin):
    from bocage.bridge.feedback import QgisProgress

    listener = Listener()
    progress = QgisProgress(listener)
    progress.report(0.25)
    assert listener.progress() == pytest.approx(25.0)
    assert not progress.cancelled()
    listener.cancel()
    assert progress.cancelled()


def test_warnings_come_in_the_users_language(plugin, monkeypatch):
    from bocage.bridge import language
    from bocage.bridge.feedback import QgisProgress

    listener = Listener()
    monkeypatch.setattr(language.QgsApplication, "locale", staticmethod(lambda: "fr_FR"))
    QgisProgress(listener).warn("path_absent", file="a.SAFE")
    assert listener.said[0][:2] == ("warning", language.sentence("path_absent", "fr", file="a.SAFE"))


def test_another_thread_never_touches_the_feedback(plugin):
    from bocage.bridge.feedback import QgisProgress

    listener = Listener()
    progress = QgisProgress(listener)
    other = threading.Thread(target=lambda: (progress.info("from afar"), progress.report(0.9)))
    other.start()
    other.join()
    assert listener.said == [] and listener.progress() == 0
    progress.report(0.1)
    assert listener.said == [("info", "from afar", threading.get_ident())]


def test_the_french_translation_loads_and_covers_every_text(plugin):
    from bocage.bridge.language import CONTEXT, translation_file

    path = translation_file("fr")
    assert path is not None, "make translations has not been run"
    translator = QTranslator()
    assert translator.load(str(path))
    assert translator.translate(CONTEXT, "Atmospheric correction") == "Correction atmosphérique"
    source = (ROOT / "resources" / "translations" / "bocage_fr.ts").read_text(encoding="utf-8")
    assert "unfinished" not in source
    assert not re.search(r"<translation>\s*</translation>|<translation ?/>", source)


def test_an_algorithm_speaks_french_once_the_translator_is_installed(plugin, l2a):
    from bocage.bridge.language import translation_file

    translator = QTranslator()
    translator.load(str(translation_file("fr")))
    QCoreApplication.installTranslator(translator)
    try:
        fresh = l2a.create()
        assert fresh.group() == "Correction atmosphérique"
        assert "Produit L1C" in [definition.description() for definition in fresh.parameterDefinitions()]
    finally:
        QCoreApplication.removeTranslator(translator)


def test_an_unexpected_fault_is_one_sentence_and_its_traceback_goes_to_the_log(plugin):
    from bocage.processing.base import BocageAlgorithm

    class Broken(BocageAlgorithm):
        NAME = "broken"

        def execute(self, parameters, context, progress):
            raise ZeroDivisionError("by\nzero")

    listener = Listener()
    with pytest.raises(QgsProcessingException) as caught:
        Broken().processAlgorithm({}, QgsProcessingContext(), listener)
    assert "ZeroDivisionError" in str(caught.value) and "\n" not in str(caught.value)
    assert any(kind == "debug" and "Traceback" in text for kind, text, _ in listener.said)


def test_cancelled_work_returns_nothing(plugin):
    from bocage.core.errors import Cancelled
    from bocage.processing.base import BocageAlgorithm

    class Stopped(BocageAlgorithm):
        NAME = "stopped"

        def execute(self, parameters, context, progress):
            raise Cancelled

    assert Stopped().processAlgorithm({}, QgsProcessingContext(), Listener()) == {}


def test_cancelled_work_is_an_error_without_a_window_and_signals_cancel_it(plugin, monkeypatch):
    import os
    import signal

    from bocage.bridge import signals
    from bocage.core.errors import Cancelled
    from bocage.processing import base

    class Night(base.BocageAlgorithm):
        NAME = "night"

        def execute(self, parameters, context, progress):
            os.kill(os.getpid(), signal.SIGTERM)
            if progress.cancelled():
                raise Cancelled
            return {"DONE": True}

    # As nohup does: what is ignored stays so.
    ignored = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        for module in (signals, base):
            monkeypatch.setattr(module, "without_window", lambda: True)
        with pytest.raises(QgsProcessingException) as caught:
            Night().processAlgorithm({}, QgsProcessingContext(), Listener())
        assert "bocage:night" in str(caught.value)
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, ignored)


def test_a_loaded_scene_gets_its_name_and_its_day(plugin, tmp_path):
    import numpy as np
    from bocage.bridge.layers import SceneLook
    from bocage.core.engine.grid import Grid
    from bocage.core.engine.raster import RasterWriter
    from bocage.core.products.naming import scene_label

    path = str(tmp_path / "scène.tif")
    grid = Grid("EPSG:32630", (500000.0, 10.0, 0.0, 5300000.0, 0.0, -10.0), (4, 4))
    writer = RasterWriter(path, grid, "int16", 3)
    writer.write(np.ones((4, 4), dtype=np.int16))
    writer.close()
    name, day = scene_label("/data/SENTINEL2A_20180117-110345-460_L2A_T30TWT_C_V1-0")
    assert (name, day) == ("2018-01-17 S2A T30TWT L2A", datetime(2018, 1, 17, tzinfo=timezone.utc))
    layer = QgsRasterLayer(path, "x")
    SceneLook(name, day).postProcessLayer(layer, QgsProcessingContext(), QgsProcessingFeedback())
    assert layer.name() == name
    period = layer.temporalProperties().fixedTemporalRange()
    assert period.begin().toString("yyyy-MM-dd HH:mm") == "2018-01-17 00:00"
    assert period.end().toString("yyyy-MM-dd HH:mm") == "2018-01-18 00:00" and not period.includeEnd()
