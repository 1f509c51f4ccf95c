"""Safe outputs: a product or a file appears whole under its name, or not at all.

Work goes to a hidden neighbour of the target, on the same disk, and takes the target's name last.
A full disk becomes one sentence (``disk_full``), wherever it is noticed.
"""

from __future__ import annotations

import errno
import logging
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Union

from ..errors import BocageError
from .processes import process_alive
from .sidecars import remove_former, remove_whole, sidecars

LOG = logging.getLogger("bocage")
PathLike = Union[str, "os.PathLike[str]"]

#: Leftovers of dead runs younger than this are left alone: another machine may write to a shared disk.
STALE_SECONDS = 24 * 3600
#: Waits between attempts to rename what an antivirus or a viewer holds open (Windows), seconds.
RENAME_WAITS = (0.1, 0.3, 1.0, 2.0)
#: ``.<name>.part-<pid>``, with a number where the name was taken, or the extension of a file.
_WORK_NAME = re.compile(r"\.(.+)\.part-\d+(?:-\d+)?(\.[^.]+)?")
#: Under this, a failed write without another reason is put down to the full disk, bytes.
NEARLY_FULL = 64 * 1024
_FULL_DISK = ("no space left", "disk full", "disk is full", "not enough space", "quota exceeded",
              "free disk space available", "enospc", "edquot")
_OTHER_CAUSES = ("permission denied", "read-only", "access is denied", "not permitted", "no such file",
                 "is a directory", "being used by another process", "file name too long")
_FULL_ERRNOS = tuple(getattr(errno, name) for name in ("ENOSPC", "EDQUOT") if hasattr(errno, name))
#: Windows: ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL.
_FULL_WINERRORS = (39, 112)


def human_bytes(count: float) -> str:
    """``1.4 GB``: decimal units, three significant digits."""
    size = float(max(0.0, count))
    for unit in ("B", "kB", "MB", "GB"):
        if size < 999.5:
            return f"{size:.3g} {unit}"
        size /= 1000.0
    return f"{size:.3g} TB" if size < 999.5 else f"{size:.0f} TB"


def rename(source: Path, target: Path) -> None:
    """Give ``source`` the name ``target``, replacing what bore it; waits for viewers and antivirus on Windows."""
    _rename(source, target)


def existing_parent(folder: PathLike) -> Path:
    """``folder`` itself, or the nearest of its parents that exists."""
    path = Path(os.path.abspath(folder))
    while not os.path.lexists(path) and path.parent != path:
        path = path.parent
    return path


def free_bytes(folder: PathLike) -> int:
    """Bytes this user may still write on the disk of ``folder`` (which need not exist yet)."""
    try:
        return int(shutil.disk_usage(existing_parent(folder)).free)
    except OSError as error:
        raise BocageError("folder_not_writable", folder=str(folder), fault=_reason(error)) from error


def check_writable(folder: PathLike) -> None:
    """Raise BocageError where no file can be made in ``folder`` (or where it would be created).

    A real file is made and removed: access bits lie on network disks and on Windows.
    """
    parent = existing_parent(folder)
    if not parent.is_dir():
        raise BocageError("folder_not_writable", folder=str(folder), fault=f"{parent} is a file")
    try:
        handle, name = tempfile.mkstemp(prefix=".bocage-", dir=parent)
        os.close(handle)
        os.unlink(name)
    except OSError as error:
        if _disk_full(error):
            raise translate_write_fault(str(folder), error) from error
        raise BocageError("folder_not_writable", folder=str(folder), fault=_reason(error)) from error


def check_space(folder: PathLike, needed_bytes: int) -> None:
    """Raise BocageError("disk_full") where the disk of ``folder`` has less than ``needed_bytes`` left."""
    free = free_bytes(folder)
    if free < needed_bytes:
        raise BocageError("disk_full", folder=str(folder), needed=human_bytes(needed_bytes),
                          free=human_bytes(free))


def check_apart(outputs: Iterable[PathLike], inputs: Iterable[PathLike] = ()) -> None:
    """Raise BocageError where a file to write is read too, or is to be written twice; "" is no file."""
    read = {_place(path) for path in inputs if str(path)}
    written: set[str] = set()
    for path in outputs:
        if not str(path):
            continue
        if _place(path) in read:
            raise BocageError("output_is_input", file=str(path))
        if _place(path) in written:
            raise BocageError("classify_same_file", file=str(path))
        written.add(_place(path))


def _place(path: PathLike) -> str:
    return os.path.normcase(os.path.realpath(path))


def translate_write_fault(path: PathLike, fault: str | OSError) -> BocageError:
    """The error of a write to ``path`` that failed: ``disk_full`` or ``output_not_writable``.

    ``fault`` is GDAL's text or the system's error. A short write names no reason: the free space does.
    """
    text = _reason(fault) if isinstance(fault, OSError) else fault
    lowered = text.lower()
    full = _disk_full(fault) if isinstance(fault, OSError) else False
    full = full or any(words in lowered for words in _FULL_DISK)
    shown, folder = _shown(path)
    try:
        free = free_bytes(folder)
    except BocageError:
        free = 0 if full else NEARLY_FULL
    if not full and free < NEARLY_FULL:
        full = not any(words in lowered for words in _OTHER_CAUSES)
    if full:
        return BocageError("disk_full", folder=folder, needed=f"> {human_bytes(free)}",
                           free=human_bytes(free), file=shown)
    return BocageError("output_not_writable", file=shown, fault=text or "write error")


def write_bytes(path: PathLike, content: bytes) -> None:
    """Write a whole small file and force it to the disk. Raises BocageError."""
    try:
        with open(path, "wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
    except OSError as error:
        raise translate_write_fault(path, error) from error


def write_text(path: PathLike, text: str) -> None:
    """``write_bytes`` in UTF-8, lines ended by a line feed on every system."""
    write_bytes(path, text.encode("utf-8"))


def sync_file(path: PathLike) -> None:
    """Force one file to the disk. Raises BocageError where the disk is full."""
    try:
        with open(path, "rb+") as handle:
            os.fsync(handle.fileno())
    except OSError as error:
        raise translate_write_fault(path, error) from error


def sync_folder(folder: PathLike) -> None:
    """Force a folder's entries to the disk, where the system can (not Windows)."""
    if os.name == "nt":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class ProductFolder:
    """A product's folder in the making.

    ``with ProductFolder(target) as folder:`` write under ``folder.path``, then ``folder.commit()``.
    Leaving without commit removes everything and leaves an existing product as it was.
    """

    def __init__(self, target: PathLike) -> None:
        self.target = Path(os.path.abspath(target))
        self.path = self.target.with_name(_part_name(self.target.name))
        self._committed = False
        #: Folders that only this product needed, deepest first.
        self._made = _absent_parents(self.target)

    def __enter__(self) -> ProductFolder:
        _recover(self.target)
        check_writable(self.target.parent)
        if os.name == "nt":
            check_replaceable(self.target)
        number = 1
        while True:
            try:
                self.path.mkdir(parents=True)
                return self
            except FileExistsError:
                # Same target twice in one process, or a leftover of a dead run that had our number.
                number += 1
                self.path = self.target.with_name(f"{_part_name(self.target.name)}-{number}")
            except OSError as error:
                raise translate_write_fault(self.path, error) from error

    def __exit__(self, *_: object) -> None:
        if not self._committed:
            _remove(self.path)
            _remove_empty(self._made)

    def commit(self) -> None:
        """Force all to the disk, then give it the target's name; an older product is replaced whole."""
        for parent, _, files in os.walk(self.path):
            for name in files:
                sync_file(os.path.join(parent, name))
            sync_folder(parent)
        _replace_folder(self.path, self.target)
        self._committed = True
        sync_folder(self.target.parent)


def check_replaceable(target: PathLike) -> None:
    """Raise BocageError where an existing product cannot be moved aside: better now than after an hour.

    Windows refuses while any file inside is open elsewhere; it is asked by moving the folder and back.
    """
    path = Path(os.path.abspath(target))
    if os.path.lexists(path):
        aside = path.with_name(f".{path.name}.old-{os.getpid()}")
        _rename(path, aside, shown=path)
        _rename(aside, path)


@contextmanager
def atomic_file(path: PathLike) -> Iterator[str]:
    """A path to write to, with the target's extension; it takes the target's name on a clean exit.

    On an exception it is removed with its sidecars (``.aux.xml``, ``.ovr``, ``.msk``) and an existing
    target stays. Folders that are not there are made, and go with it.
    """
    target = Path(os.path.abspath(path))
    work = target.with_name(f".{target.stem}.part-{os.getpid()}{target.suffix}")
    made, former = _absent_parents(target), sidecars(target)
    try:
        _make_folder(target.parent)
        yield str(work)
        sync_file(work)
        _rename(work, target)
        # Statistics and overviews of the former file would be shown as those of this one.
        remove_former(target, former)
        sync_folder(target.parent)
    finally:
        remove_whole(work)
        _remove_empty(made)


def replace_text(path: PathLike, text: str) -> None:
    """A file of text that appears whole; a former one of its name stays until then. Raises BocageError."""
    with atomic_file(path) as part:
        write_text(part, text)


def _shown(path: PathLike) -> tuple[str, str]:
    """The path as the analyst knows it, without work names, and the folder that holds the output."""
    absolute = Path(os.path.abspath(path))
    parts = [_WORK_NAME.sub(r"\1\2", part) for part in absolute.parts]
    hidden = [index for index, part in enumerate(absolute.parts) if _WORK_NAME.fullmatch(part)]
    depth = hidden[0] if hidden else len(parts) - 1
    return str(Path(*parts)), str(Path(*parts[:max(depth, 1)]))


def _absent_parents(path: Path) -> list[Path]:
    """Parents that do not exist yet, deepest first."""
    return [parent for parent in path.parents if not os.path.lexists(parent)]


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise translate_write_fault(folder, error) from error


def _remove_empty(folders: Iterable[Path]) -> None:
    """Those that hold something stay: somebody uses them by now."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


def _part_name(name: str) -> str:
    return f".{name}.part-{os.getpid()}"


def _reason(error: OSError) -> str:
    return error.strerror or str(error)


def _disk_full(error: OSError) -> bool:
    return error.errno in _FULL_ERRNOS or getattr(error, "winerror", None) in _FULL_WINERRORS


def _rename(source: Path, target: Path, shown: Path | None = None) -> None:
    """``os.replace`` that waits a little for a file held open (Windows refuses to rename it).

    ``shown`` is the path that the analyst knows, where it is not ``target``.
    """
    waits = RENAME_WAITS if os.name == "nt" else ()
    for wait in (*waits, None):
        try:
            os.replace(source, target)
            return
        except OSError as error:
            if wait is None or not isinstance(error, PermissionError):
                raise translate_write_fault(shown or target, error) from error
            time.sleep(wait)


def _replace_folder(source: Path, target: Path) -> None:
    """Rename ``source`` to ``target``; a former target is moved aside first, and back on failure."""
    if not os.path.lexists(target):
        _rename(source, target)
        return
    aside = target.with_name(f".{target.name}.old-{os.getpid()}")
    _remove(aside)
    _rename(target, aside, shown=target)
    try:
        _rename(source, target)
    except BaseException:
        _rename(aside, target)
        raise
    _remove(aside)


def _remove(path: Path) -> None:
    """Remove a folder or a file; what resists is logged, and swept by a later run."""
    for wait in (*(RENAME_WAITS if os.name == "nt" else ()), None):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink()
        if not os.path.lexists(path):
            return
        if wait is None:
            LOG.warning("could not remove %s", path)
        else:
            time.sleep(wait)


def _recover(target: Path) -> None:
    """Clear what dead runs left beside ``target``: put back a product moved aside, drop stale parts."""
    pattern = re.compile(re.escape(f".{target.name}.") + r"(part|old)-(\d+)(-\d+)?")
    try:
        names = os.listdir(target.parent)
    except OSError:
        return
    for name in names:
        match = pattern.fullmatch(name)
        if match is None or process_alive(int(match.group(2))):
            continue
        leftover = target.with_name(name)
        if match.group(1) == "old" and not os.path.lexists(target):
            # The run died between the two renames: this is the only copy.
            _rename(leftover, target)
        elif time.time() - _newest(leftover) > STALE_SECONDS:
            _remove(leftover)


def sweep(folder: PathLike, process: int) -> None:
    """Clear what a process known to be dead left in ``folder``, whatever its age.

    What it was making goes; what it had moved aside comes back where nothing took its place.
    """
    pattern = re.compile(rf"\.(.+)\.(part|old)-{process}(-\d+)?(\.[^.]+)?")
    for path in sorted(Path(folder).iterdir()):
        match = pattern.fullmatch(path.name)
        if match is None:
            continue
        target = path.with_name(match.group(1))
        if match.group(2) == "old" and not os.path.lexists(target):
            _rename(path, target)
        else:
            _remove(path)


def _newest(path: Path) -> float:
    """Latest modification in a folder, seconds since 1970; now where it cannot be told."""
    try:
        newest = path.stat().st_mtime
        for parent, _, files in os.walk(path):
            for name in files:
                newest = max(newest, os.stat(os.path.join(parent, name)).st_mtime)
        return newest
    except OSError:
        return time.time()
