"""QGIS' feedback as core's Progress."""

from __future__ import annotations

import threading
from collections import deque
from typing import Any, Callable

from .language import say


class QgisProgress:
    """Forwards progress, lines, warnings and cancel between core and a QgsProcessingFeedback.

    Belongs to the thread that made it. What another thread says waits until this one speaks, since
    a feedback moves widgets; ``cancelled`` may be asked from anywhere.
    """

    def __init__(self, feedback: Any) -> None:
        self._feedback = feedback
        self._owner = threading.get_ident()
        self._waiting: deque[Callable[[], None]] = deque()
        self._step = ""

    def report(self, fraction: float, step: str = "") -> None:
        """Share done, 0 to 1, and optionally the code of what happens now; ignored from another thread."""
        if threading.get_ident() != self._owner:
            return
        self._flush()
        self._feedback.setProgress(100.0 * min(1.0, max(0.0, fraction)))
        if step and step != self._step:
            self._step = step
            self._feedback.setProgressText(say(step))

    def info(self, code: str, **fields: Any) -> None:
        """One line for the log in the user's language."""
        text = say(code, **fields)
        self._speak(lambda: self._feedback.pushInfo(text))

    def warn(self, code: str, **fields: Any) -> None:
        """A warning in the user's language."""
        text = say(code, **fields)
        self._speak(lambda: self._feedback.pushWarning(text))

    def debug(self, text: str) -> None:
        """Details for the log, such as a traceback."""
        self._speak(lambda: self._feedback.pushDebugInfo(text))

    def cancelled(self) -> bool:
        """True once the user has asked to stop."""
        return bool(self._feedback.isCanceled())

    def finish(self) -> None:
        """Say what still waits."""
        self._flush()

    def _speak(self, words: Callable[[], None]) -> None:
        self._waiting.append(words)
        if threading.get_ident() == self._owner:
            self._flush()

    def _flush(self) -> None:
        while self._waiting:
            self._waiting.popleft()()
