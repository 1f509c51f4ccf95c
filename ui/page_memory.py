"""What a project keeps of a page: plain JSON under one entry, written with the project, read with it."""

from __future__ import annotations

import json
from typing import Any, Callable

from qgis.core import QgsProject

SCOPE = "Bocage"


class PageMemory:
    """``state`` gives what to keep; ``restore`` gets it back, {} where the project holds nothing."""

    def __init__(self, entry: str, state: Callable[[], dict[str, Any]],
                 restore: Callable[[dict[str, Any]], None]) -> None:
        self._entry, self._state, self._restore = entry, state, restore
        QgsProject.instance().readProject.connect(self.read)
        QgsProject.instance().writeProject.connect(self.write)

    def write(self, *_: Any) -> None:
        """While the project is being written: nothing becomes unsaved by it."""
        QgsProject.instance().writeEntry(SCOPE, self._entry, json.dumps(self._state()))

    def read(self, *_: Any) -> None:
        """A project of another version, or edited by hand, gives what can be read of it."""
        text, _found = QgsProject.instance().readEntry(SCOPE, self._entry, "")
        try:
            state = json.loads(text) if text else {}
            self._restore(state if isinstance(state, dict) else {})
        except (ValueError, TypeError, AttributeError, IndexError, KeyError):
            return

    def leave(self) -> None:
        """Unhooks from the project."""
        QgsProject.instance().readProject.disconnect(self.read)
        QgsProject.instance().writeProject.disconnect(self.write)
