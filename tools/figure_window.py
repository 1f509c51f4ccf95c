"""Run inside QGIS by tools/figure_window.sh: bocage:scenefigure as a button of the window runs it, watched.

A timer of the main thread ticks while the figure is made. The user's project holds a layer, a CRS and no change
before, and the same after. BOCAGE_FINDINGS then holds what was seen, as JSON.
"""

import json
import os
import sys
import time
import traceback
from pathlib import Path

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QTimer
from qgis.utils import iface

FINDINGS, FIGURE = Path(os.environ["BOCAGE_FINDINGS"]), os.environ["BOCAGE_FIGURE"]
TICK_MS, IDLE_S, PATIENCE_S = 10, 3.0, 200.0
#: Figures one after the other: what goes wrong once in a while is to be seen.
ROUNDS = 10


class Watch:
    """Ticks at rest, then while the figure is made."""

    def __init__(self):
        self.idle, self.busy, self.last = [], [], time.monotonic()
        self.task = self.started = None
        self.results, self.seconds, self.prepared_ms, self.logs = [], [], [], []
        self.timer = QTimer()
        self.timer.timeout.connect(self.tick)
        self.timer.start(TICK_MS)
        self.begun = time.monotonic()

    def tick(self):
        now = time.monotonic()
        (self.idle if self.started is None else self.busy).append(1000 * (now - self.last))
        self.last = now
        if self.started is None and now - self.begun > IDLE_S:
            self.start()
        elif self.started and (len(self.results) == ROUNDS or now - self.started > PATIENCE_S):
            self.timer.stop()
            self.end()

    def start(self):
        self.before = state() if self.started is None else self.before
        self.started = time.monotonic()
        self.context, self.feedback = QgsProcessingContext(), QgsProcessingFeedback()
        self.context.setProject(QgsProject.instance())
        algorithm = QgsApplication.processingRegistry().createAlgorithmById("bocage:scenefigure")
        self.task = QgsProcessingAlgRunnerTask(
            algorithm, {"INPUT": os.environ["BOCAGE_PRODUCT"], "AOI": os.environ["BOCAGE_AREA"], "DPI": 150,
                        "LOCATOR": True, "TITLE": "Notre-Dame-des-Landes", "LANGUAGE": "en", "OUTPUT": FIGURE},
            self.context, self.feedback)
        self.prepared_ms.append(1000 * (time.monotonic() - self.started))
        self.task.executed.connect(self.finished)
        QgsApplication.taskManager().addTask(self.task)

    def finished(self, successful, results):
        self.results.append(bool(successful))
        self.seconds.append(round(time.monotonic() - self.started, 2))
        if not successful:
            self.logs.append(self.feedback.textLog())
        if len(self.results) < ROUNDS:
            QTimer.singleShot(50, self.start)

    def end(self):
        found = {"qgis": Qgis.QGIS_VERSION, "asked": ROUNDS, "made": sum(self.results), "seconds": self.seconds,
                 "logs": self.logs, "prepared_ms": [round(value, 1) for value in self.prepared_ms],
                 "ticks": len(self.busy),
                 "idle_longest_ms": round(max(self.idle[5:]), 1), "busy_longest_ms": round(max(self.busy), 1),
                 "busy_median_ms": round(sorted(self.busy)[len(self.busy) // 2], 1),
                 "project_untouched": state() == self.before,
                 "window_visible": iface.mainWindow().isVisible()}
        FINDINGS.parent.mkdir(parents=True, exist_ok=True)
        FINDINGS.write_text(json.dumps(found, indent=1), encoding="utf-8")
        os._exit(0)


def state():
    """What a user would see of it having been touched."""
    project = QgsProject.instance()
    return (sorted(project.mapLayers()), project.crs().authid(), project.isDirty(),
            [layout.name() for layout in project.layoutManager().layouts()], project.ellipsoid())


def run():
    project = QgsProject.instance()
    project.addMapLayer(QgsVectorLayer("Point?crs=EPSG:4326", "mine", "memory"))
    project.setCrs(QgsCoordinateReferenceSystem("EPSG:2154"))
    project.setDirty(False)
    run.alive = Watch()


def told(kind, fault, trace):
    """A fault of this script ends it, instead of a window that waits for nobody."""
    traceback.print_exception(kind, fault, trace)
    os._exit(1)


sys.excepthook = told
QTimer.singleShot(5000, run)
