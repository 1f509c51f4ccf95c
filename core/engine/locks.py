"""One process at a time in a folder: a lock that the system lets go of when its holder dies, however it dies."""

from __future__ import annotations

import json
import os
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from ..errors import BocageError
from .outputs import translate_write_fault

#: Byte that is locked on Windows, far beyond the text: a locked byte cannot be read by others there.
_FAR = 1 << 62


class FolderLock:
    """``with FolderLock(file) as lock:``; BocageError("folder_busy") where another process holds it.

    ``lock.dead`` is the number of the process of this machine that held it last and died without a word, or None.
    Where the disk knows no locks (some network shares) nothing is locked.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.dead: int | None = None
        self._handle: IO[str] | None = None

    def __enter__(self) -> FolderLock:
        try:
            self._handle = self._locked()
            holder = _holder(self._handle)
            if holder.get("machine") == socket.gethostname() and isinstance(holder.get("process"), int):
                self.dead = holder["process"]
            self._handle.seek(0)
            self._handle.truncate()
            json.dump({"process": os.getpid(), "machine": socket.gethostname()}, self._handle)
            self._handle.flush()
        except OSError as error:
            with suppress(OSError):
                self.__exit__()
            raise translate_write_fault(self.path, error) from error
        return self

    def __exit__(self, *_: object) -> None:
        if self._handle is None:
            return
        if sys.platform == "win32":
            self._handle.close()
            with suppress(OSError):
                self.path.unlink()
        else:
            # Removed while it is held: nobody can take a file that is about to go.
            with suppress(OSError):
                self.path.unlink()
            self._handle.close()
        self._handle = None

    def _locked(self) -> IO[str]:
        while True:
            handle = open(self.path, "a+", encoding="utf-8")  # noqa: SIM115 - kept open as long as the lock is held
            if not take(handle):
                holder = _holder(handle)
                handle.close()
                raise BocageError("folder_busy", folder=str(self.path.parent), process=holder.get("process", "?"),
                                  machine=holder.get("machine", "?"))
            try:
                if os.path.samestat(os.fstat(handle.fileno()), os.stat(self.path)):
                    return handle
            except FileNotFoundError:
                pass
            # The holder removed the file between our opening and our lock: this one is nobody's.
            handle.close()


def _holder(handle: IO[str]) -> dict[str, Any]:
    try:
        handle.seek(0)
        found = json.loads(handle.read())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def take(handle: IO[Any]) -> bool:
    """Locks an open file until it is closed; False where another process holds it."""
    if sys.platform == "win32":
        import ctypes
        import msvcrt

        # Not msvcrt.locking: it knows no place beyond 2 GB, and a product may hold that one.
        system = ctypes.c_void_p(msvcrt.get_osfhandle(handle.fileno()))
        return bool(ctypes.windll.kernel32.LockFile(system, _FAR & 0xFFFFFFFF, _FAR >> 32, 1, 0))
    import fcntl

    try:
        fcntl.flock(handle.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        # A disk without locks: the work goes on without.
        return True
    return True
