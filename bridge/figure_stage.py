"""A layout that lives in a thread of the background, so that the window does not wait while a figure is drawn.

All of it (project, layers, layout) is made, used and deleted in that thread. One thing is the main thread's alone: Qt's
list of all graphics scenes, which a layout enters when it is made and leaves when it is deleted, and which the main
thread walks when a font or a palette changes. For these two moments, of some milliseconds, the main thread waits.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from qgis.core import QgsCoordinateTransformContext, QgsPrintLayout, QgsProject
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QThread, pyqtSignal

#: Seconds that the worker waits for the main thread to stop: longer, and it is busy with other things than scenes (it
#: may wait for this very worker). Seconds that the main thread waits at most.
_PATIENCE_S, _LONGEST_S = 2.0, 1.0


class _Crossing(QObject):
    """Stops the main thread while another touches what is its own. Made in the main thread."""

    asked = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        self.asked.connect(self._wait)

    @contextmanager
    def held(self) -> Iterator[None]:
        """The main thread waits for the time of the block."""
        if QThread.currentThread() == self.thread():
            yield
            return
        arrived, over = threading.Event(), threading.Event()
        self.asked.emit((arrived, over))
        arrived.wait(_PATIENCE_S)
        try:
            yield
        finally:
            over.set()

    def _wait(self, events: tuple[threading.Event, threading.Event]) -> None:
        arrived, over = events
        arrived.set()
        over.wait(_LONGEST_S)


class Stage:
    """An empty project and its layout, from ``with`` to its end. The object itself is made in the main thread."""

    project: QgsProject
    layout: QgsPrintLayout

    def __init__(self, transforms: QgsCoordinateTransformContext) -> None:
        self._transforms = QgsCoordinateTransformContext(transforms)
        self._crossing = _Crossing()

    def __enter__(self) -> "Stage":
        self.project = QgsProject()
        self.project.setTransformContext(self._transforms)
        with self._crossing.held():
            self.layout = QgsPrintLayout(self.project)
        return self

    def __exit__(self, *_: object) -> None:
        # Items first: maps hold layers of the project.
        self.layout.clear()
        with self._crossing.held():
            sip.delete(self.layout)
        self.project.clear()
        sip.delete(self.project)
        # In its own thread, whichever lets go of it last.
        sip.transferto(self._crossing, None)
        self._crossing.deleteLater()
