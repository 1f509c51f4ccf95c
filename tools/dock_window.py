"""Run inside QGIS by tools/dock_window.sh: every ``STEPS`` of tools/dock_steps_*.py in the order of their names.

A page adds a file of that name with its own generators; see tools/dock_drive.py. BOCAGE_FINDINGS then holds what was
seen, as JSON.
"""

import importlib
import json
import os
import sys
import traceback
from pathlib import Path

from qgis.core import Qgis, QgsProject
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QApplication
from qgis.utils import iface, plugins, unloadPlugin

sys.path.insert(0, os.environ["BOCAGE_TOOLS"])
from dock_drive import Drive  # noqa: E402

FINDINGS = Path(os.environ["BOCAGE_FINDINGS"])


def steps():
    """Of every file, or of those that BOCAGE_STEPS names."""
    wanted = os.environ.get("BOCAGE_STEPS", "").split()
    for path in sorted(Path(os.environ["BOCAGE_TOOLS"]).glob("dock_steps_*.py")):
        for step in importlib.import_module(path.stem).STEPS:
            if not wanted or step.__name__ in wanted:
                yield step


def run():
    """Drive, then write."""
    window = iface.mainWindow()
    window.move(0, 0)
    window.resize(1680, 1000)
    drive = Drive(iface)
    run.alive = drive
    if os.environ.get("BOCAGE_WATCH"):
        drive.watch()

    def end(fault):
        if fault is not None:
            traceback.print_exception(type(fault), fault, fault.__traceback__)
            drive.shoot(os.environ["BOCAGE_PICTURE"] + ".fault.png")
        drive.at("unload", "told")
        visible = window.isVisible()
        unloaded = unloadPlugin("bocage") if "bocage" in plugins else None
        QTimer.singleShot(800, lambda: write(fault, visible, unloaded))

    def write(fault, visible, unloaded):
        # QGIS keeps the empty menu of a plugin for itself.
        left = [type(child).__name__ for child in window.children() if child.objectName().startswith("Bocage")
                and type(child).__name__ != "QMenu"]
        found = {"qgis": Qgis.QGIS_VERSION, "fault": f"{type(fault).__name__}: {fault}" if fault else "",
                 "window_alive": visible, "unloaded": bool(unloaded), "left_behind": left,
                 "load": os.getloadavg()[0], "steps": drive.summary(), **drive.found}
        FINDINGS.write_text(json.dumps(found, indent=1, ensure_ascii=False, default=str), encoding="utf-8")
        QgsProject.instance().setDirty(False)
        os._exit(0)

    drive.run(list(steps()), end)


def told(kind, fault, trace):
    """A fault of this script or of a slot ends it, instead of a window that waits for nobody."""
    traceback.print_exception(kind, fault, trace)
    QApplication.instance().primaryScreen().grabWindow(0).save(os.environ["BOCAGE_PICTURE"] + ".fault.png")
    os._exit(1)


sys.excepthook = told
QTimer.singleShot(4000, run)
