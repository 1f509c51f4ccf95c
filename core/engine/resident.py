"""How much memory this process holds, and the most that it held while something ran."""

from __future__ import annotations

import os
import sys
import threading

#: Seconds between two looks.
_STEP = 0.01


def resident_bytes() -> int | None:
    """Bytes of this process that are in memory; None where the system does not tell."""
    try:
        if sys.platform == "win32":
            return _windows()
        with open("/proc/self/statm", encoding="ascii") as handle:
            return int(handle.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError, AttributeError):
        return None


def _windows() -> int | None:
    import ctypes

    class Counters(ctypes.Structure):
        """PROCESS_MEMORY_COUNTERS."""

        _fields_ = [("size", ctypes.c_ulong), ("faults", ctypes.c_ulong),
                    *((name, ctypes.c_size_t) for name in ("peak", "working", "peak_paged", "paged", "peak_other",
                                                           "other", "file", "peak_file"))]

    counters = Counters()
    counters.size = ctypes.sizeof(Counters)
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined]
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    asked = kernel.K32GetProcessMemoryInfo
    asked.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulong]
    return int(counters.working) if asked(kernel.GetCurrentProcess(), ctypes.byref(counters), counters.size) else None


class PeakMemory:
    """Within ``with``: the rise of this process's memory above what it held at the start, looked at all the time.

    ``rise`` afterwards, bytes; None where the system does not tell. Memory that was given back to nobody and is used
    again does not show: of several runs the greatest rise is the one to believe.
    """

    def __init__(self) -> None:
        self.rise: int | None = None
        self._stop = threading.Event()
        self._start = 0

    def __enter__(self) -> "PeakMemory":
        start = resident_bytes()
        if start is not None:
            self._start, self.rise = start, 0
            self._watcher = threading.Thread(target=self._watch, name="bocage-memory", daemon=True)
            self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.rise is not None:
            self._stop.set()
            self._watcher.join()
            self._look()

    def _look(self) -> None:
        now = resident_bytes()
        if now is not None:
            self.rise = max(self.rise or 0, now - self._start)

    def _watch(self) -> None:
        while not self._stop.wait(_STEP):
            self._look()
