"""The window's turn: while Python works in the background, threads hand over sooner than usual.

Painting asks Python many times, and each question may wait for a whole turn of the thread at work, 5 ms by default: a
list that takes 6 ms to paint took 80 ms beside a thread that never rests, 19 ms with turns of a tenth of a
millisecond. It costs the work nothing while the window rests. What was set before comes back once nothing works.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

#: Seconds of a turn while something works.
TURN_S = 0.0001
_lock = threading.Lock()
_state = {"working": 0, "before": 0.0}


def begin() -> None:
    """One more works."""
    with _lock:
        _state["working"] += 1
        if _state["working"] == 1:
            _state["before"] = sys.getswitchinterval()
            sys.setswitchinterval(min(TURN_S, _state["before"]))


def end() -> None:
    """One less; the last one gives back what was."""
    with _lock:
        _state["working"] -= 1
        if _state["working"] == 0:
            sys.setswitchinterval(_state["before"])


@contextmanager
def working() -> Iterator[None]:
    """While this lasts."""
    begin()
    try:
        yield
    finally:
        end()
