"""The last lines of Bocage's log, kept in memory for whoever reports a fault."""

from __future__ import annotations

import logging
from collections import deque

LOGGER = "bocage"
#: Lines kept, and letters of one: a traceback fits.
MOST, LONGEST = 60, 4000


class _Journal(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: deque[str] = deque(maxlen=MOST)
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%H:%M:%S"))

    def emit(self, record: logging.LogRecord) -> None:
        """Never raises: a log that fails must not stop the work."""
        try:
            self.lines.append(self.format(record)[-LONGEST:])
        except (TypeError, ValueError):
            self.handleError(record)


_journal: _Journal | None = None
_level: int | None = None


def keep() -> None:
    """From now on; once is enough."""
    global _journal, _level
    if _journal is None:
        logger = logging.getLogger(LOGGER)
        _journal, _level = _Journal(), logger.level
        logger.addHandler(_journal)
        if logger.getEffectiveLevel() > logging.INFO:
            logger.setLevel(logging.INFO)


def forget() -> None:
    """No more; the logger is as it was."""
    global _journal
    if _journal is not None:
        logger = logging.getLogger(LOGGER)
        logger.removeHandler(_journal)
        logger.setLevel(_level or logging.NOTSET)
        _journal = None


def last(count: int = 20) -> list[str]:
    """The latest lines, oldest first."""
    return list(_journal.lines)[-count:] if _journal is not None else []
