"""Run inside QGIS by tools/series_dialog.sh: bocage:l2aseries from its dialog, watched, cancelled by its button.

Simulated dates are corrected in the background while a timer of the main thread ticks; past half of the work the
window is pictured and Cancel is clicked. BOCAGE_FINDINGS then holds what was seen, as JSON.
"""

import json
import os
import sys
import time
import traceback
from datetime import datetime, timedelta
from pathlib import Path

from qgis.core import Qgis
from qgis.PyQt.QtCore import QPoint, QTimer
from qgis.PyQt.QtWidgets import QApplication, QProgressBar, QPushButton
from qgis.utils import iface

BUILD, PICTURE = Path(os.environ["BOCAGE_BUILD"]), os.environ["BOCAGE_PICTURE"]
FINDINGS = Path(os.environ["BOCAGE_FINDINGS"])
#: Short, since the picture shows it.
FOLDER = Path(os.environ["BOCAGE_SERIES"])
#: Dates of the series; percent at which Cancel is clicked: one date at least is finished, one not.
DATES, CANCEL_AT, SIZE_M = 4, 55, 2400
TICK_MS, PATIENCE_S = 50, 600


def simulated():
    """L1C dates five days apart, made once."""
    from bocage.core.chains.simulation import SimulationSettings, simulate
    from bocage.core.engine.progress import SilentProgress

    folder = FOLDER / "l1c"
    if not (folder / "whole").exists():
        for number in range(DATES):
            simulate(SimulationSettings(
                output=str(folder), date=datetime(2018, 5, 2, 11, 6, 31) + timedelta(days=5 * number),
                clouds="cumulus" if number % 2 else "none", cover=0.2, seed=number, size_m=SIZE_M), SilentProgress())
        (folder / "whole").touch()
    return folder


class Watch:
    """Ticks of the main thread, the dialog's bar, and what was done about it."""

    def __init__(self, dialog):
        self.dialog, self.started = dialog, time.monotonic()
        self.ticks, self.percents, self.result = [time.monotonic()], [], None
        self.clicked_at = None
        self.bar = dialog.findChild(QProgressBar)
        dialog.algorithmFinished.connect(self.finished)
        self.timer = QTimer()
        self.timer.timeout.connect(self.tick)
        self.timer.start(TICK_MS)

    def tick(self):
        self.ticks.append(time.monotonic())
        if self.result is None:
            self.percents.append(self.bar.value())
        if self.clicked_at is None and self.percents[-1] >= CANCEL_AT:
            self.clicked_at = self.percents[-1]
            # A picture takes longer than a tick: it is no pause of the window's own.
            shoot(self.dialog)
            self.ticks.append(time.monotonic())
            self.pictured = len(self.ticks) - 1
            self.clicked = time.monotonic()
            button(self.dialog, "Cancel").click()
        if self.result is not None or time.monotonic() - self.started > PATIENCE_S:
            self.timer.stop()
            QTimer.singleShot(1000, self.end)

    def finished(self, successful, results):
        self.result = {"successful": bool(successful), "results": sorted(results),
                       "seconds_after_cancel": round(time.monotonic() - self.clicked, 2) if self.clicked_at else None}

    def end(self):
        """Write what was seen and leave."""
        output = FOLDER / "out"
        gaps = [1000 * (b - a) for number, (a, b) in enumerate(zip(self.ticks, self.ticks[1:]), 1)
                if number != getattr(self, "pictured", None)]
        found = {
            "qgis": Qgis.QGIS_VERSION, "window_visible_at_the_end": iface.mainWindow().isVisible(),
            "finished": self.result, "cancel_clicked_at_percent": self.clicked_at,
            "ticks": len(gaps), "longest_pause_ms": round(max(gaps)),
            "median_pause_ms": round(sorted(gaps)[len(gaps) // 2]),
            "different_percents_shown": len(set(self.percents)),
            "steps_back": sum(b < a for a, b in zip(self.percents, self.percents[1:]) if self.clicked_at is None or b),
            "products": sorted(p.name for p in output.iterdir() if (p / f"{p.name}_MTD_ALL.xml").exists()),
            "hidden": sorted(p.name for p in output.glob(".*")),
            "report": json.loads(next(output.glob("series_report_*.json")).read_text(encoding="utf-8"))["outcome"],
            "dates": DATES}
        FINDINGS.write_text(json.dumps(found, indent=1), encoding="utf-8")
        QApplication.instance().quit()
        os._exit(0)


def shoot(dialog):
    """The whole screen: the window, and the dialog over it at work."""
    dialog.repaint()
    QApplication.instance().primaryScreen().grabWindow(0).save(PICTURE)


def run():
    """Open the dialog as the toolbox does, and click Run."""
    import processing

    sys.path.insert(0, str(BUILD))
    given = {"INPUT": str(simulated()), "OUTPUT": str(FOLDER / "out"), "ALTITUDE": 40, "THREADS": 1}
    dialog = processing.createAlgorithmDialog("bocage:l2aseries", given)
    iface.mainWindow().move(0, 0)
    iface.mainWindow().resize(1400, 860)
    dialog.resize(1000, 620)
    dialog.show()
    dialog.move(QPoint(200, 140))
    watch = Watch(dialog)
    run.alive = watch
    button(dialog, "Run").click()


def button(dialog, text):
    """By what it says: the accessors are not the same in every QGIS."""
    return next(one for one in dialog.findChildren(QPushButton) if one.text().replace("&", "") == text)


def told(kind, fault, trace):
    """A fault of this script ends it, instead of a window that waits for nobody."""
    traceback.print_exception(kind, fault, trace)
    os._exit(1)


sys.excepthook = told
QTimer.singleShot(4000, run)
