"""How long work speaks: progress, warnings, cancel. Called by the coordinating thread alone."""

from __future__ import annotations

import logging
from threading import Event
from typing import Any, Protocol

from ..errors import Cancelled
from ..messages import sentence

LOG = logging.getLogger("bocage")


class Progress(Protocol):
    """What a chain needs of whoever watches it."""

    def report(self, fraction: float, step: str = "") -> None:
        """Share done, 0 to 1, and optionally the message code of what happens now."""

    def info(self, code: str, **fields: Any) -> None:
        """One line for the log, by its message code."""

    def warn(self, code: str, **fields: Any) -> None:
        """A warning by its message code."""

    def cancelled(self) -> bool:
        """True once the user has asked to stop."""
        ...


class SilentProgress:
    """Nobody watches: warnings and lines go to ``logging``."""

    def report(self, fraction: float, step: str = "") -> None:
        """Nothing to show."""

    def info(self, code: str, **fields: Any) -> None:
        """To the log, in English."""
        LOG.info(sentence(code, "en", **fields))

    def warn(self, code: str, **fields: Any) -> None:
        """To the log, in English."""
        LOG.warning(sentence(code, "en", **fields))

    def cancelled(self) -> bool:
        """Never."""
        return False


class Part:
    """The share ``[start, stop]`` of another progress, seen as 0 to 1."""

    def __init__(self, parent: Progress, start: float, stop: float) -> None:
        self.parent, self.start, self.stop = parent, start, stop

    def report(self, fraction: float, step: str = "") -> None:
        """Forwarded, scaled."""
        share = min(1.0, max(0.0, fraction))
        self.parent.report(self.start + share * (self.stop - self.start), step)

    def info(self, code: str, **fields: Any) -> None:
        """Forwarded."""
        self.parent.info(code, **fields)

    def warn(self, code: str, **fields: Any) -> None:
        """Forwarded."""
        self.parent.warn(code, **fields)

    def cancelled(self) -> bool:
        """Forwarded."""
        return self.parent.cancelled()


class Rising(Part):
    """The same progress, which never goes back: work tried a second time shows no earlier share."""

    def __init__(self, parent: Progress) -> None:
        super().__init__(parent, 0.0, 1.0)
        self.reached = 0.0

    def report(self, fraction: float, step: str = "") -> None:
        """Forwarded, at least what was reached."""
        self.reached = max(self.reached, fraction)
        super().report(self.reached, step)


class Stopping(Part):
    """The same progress, which tells the threads at work of a cancel: they ask ``told``, which anybody may."""

    def __init__(self, parent: Progress, start: float, stop: float, told: Event) -> None:
        super().__init__(parent, start, stop)
        self._told = told

    def cancelled(self) -> bool:
        """Forwarded, and remembered."""
        if super().cancelled():
            self._told.set()
        return self._told.is_set()


def check(progress: Progress) -> None:
    """Raise Cancelled once the user has asked to stop."""
    if progress.cancelled():
        raise Cancelled
