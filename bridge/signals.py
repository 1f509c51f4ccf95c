"""Runs without a window: a night's job that is told to end stops as one that is cancelled, and answers 1.

qgis_process hears Ctrl-C (SIGINT) by itself. What schedulers, service managers and a lost connection send kills it
where it stands, with half-made files around; and work that was cancelled counts for it as done, so that the next
command of a script would start.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from qgis.core import QgsApplication

#: SIGTERM: shutdown, systemd, Slurm, ``timeout``. SIGHUP: the connection is lost; Windows has none.
_TOLD_TO_END = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


def without_window() -> bool:
    """True in qgis_process."""
    return bool(QgsApplication.platform() == "qgis_process")


@contextmanager
def ended_by_signals(feedback: Any) -> Iterator[None]:
    """What tells qgis_process to end cancels the work instead. Signals that are ignored (nohup) stay so.

    Python lets no other thread than the first one listen.
    """
    held: list[signal.Signals] = []
    if without_window() and threading.current_thread() is threading.main_thread():
        for one in _TOLD_TO_END:
            if signal.getsignal(one) is signal.SIG_DFL:
                signal.signal(one, lambda *_: feedback.cancel())
                held.append(one)
    try:
        yield
    finally:
        for one in held:
            signal.signal(one, signal.SIG_DFL)
