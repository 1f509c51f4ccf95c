"""A layout that is filled and exported in a thread of the background, so that the window does not wait.

Qt keeps a list of all graphics scenes that is the main thread's alone: a layout enters it when it is made and leaves
it when it is deleted. So the main thread makes it, empty; the worker takes it, fills it, exports it, empties it, and
hands it back; the main thread deletes it.
"""

from __future__ import annotations

from typing import Any

from qgis.core import QgsCoordinateTransformContext, QgsPrintLayout, QgsProject
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QCoreApplication, QThread


class Stage:
    """An empty project and its layout. Made in the main thread."""

    def __init__(self, transforms: QgsCoordinateTransformContext) -> None:
        self.project = QgsProject()
        self.project.setTransformContext(transforms)
        self.layout = QgsPrintLayout(self.project)
        for thing in (self.project, self.layout):
            # Of no thread yet: whoever enters takes them.
            thing.moveToThread(None)

    def __enter__(self) -> "Stage":
        for thing in (self.project, self.layout):
            thing.moveToThread(QThread.currentThread())
        return self

    def __exit__(self, *_: object) -> None:
        self.layout.clear()
        self.project.clear()
        _hand_back(self.layout)
        _hand_back(self.project)


def _hand_back(thing: Any) -> None:
    """To the main thread, which deletes it when it next has time."""
    main = QCoreApplication.instance().thread()
    if QThread.currentThread() == main:
        return
    thing.moveToThread(main)
    sip.transferto(thing, None)
    thing.deleteLater()
