"""Work for the main thread in small pieces: one a turn of the event loop, so that the window answers in between."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any, Optional

from qgis.PyQt.QtCore import QObject

from .parts import once

#: Between two pieces, milliseconds: what the window has to do comes first.
PAUSE_MS = 10


class Turns(QObject):
    """Results of a thread may come in a burst, once the window was busy: their pieces do not."""

    def __init__(self, call: Callable[[Any], None], parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._call = call
        self._waiting: deque[Any] = deque()
        self._timer = once(self, self._next)

    def add(self, item: Any) -> None:
        """One more piece, after those that wait."""
        self._waiting.append(item)
        if not self._timer.isActive():
            self._timer.start(0 if len(self._waiting) == 1 else PAUSE_MS)

    def clear(self) -> None:
        """Nothing of it is wanted any more."""
        self._waiting.clear()
        self._timer.stop()

    def _next(self) -> None:
        if not self._waiting:
            return
        item = self._waiting.popleft()
        if self._waiting:
            self._timer.start(PAUSE_MS)
        self._call(item)
