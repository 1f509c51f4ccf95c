"""Files that lie beside a raster and speak of it: statistics, overviews, masks."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

_ENDINGS = (".aux.xml", ".ovr", ".msk")
#: What tells one file from another that took its name.
Stamp = tuple[int, int, int]


def sidecars(path: Path) -> dict[Path, Stamp]:
    """Those that a file has, and how each is known again."""
    found: dict[Path, Stamp] = {}
    for beside in (path.with_name(path.name + ending) for ending in _ENDINGS):
        with suppress(OSError):
            seen = beside.stat()
            found[beside] = (seen.st_ino, seen.st_size, seen.st_mtime_ns)
    return found


def remove_former(path: Path, former: dict[Path, Stamp]) -> None:
    """Remove those of a file that was replaced; what took their names since is of the new one, and stays."""
    now = sidecars(path)
    for beside, stamp in former.items():
        if now.get(beside) == stamp:
            with suppress(OSError):
                beside.unlink()


def remove_whole(path: Path) -> None:
    """Remove a file, if it is there, and what lies beside it."""
    for one in (path, *sidecars(path)):
        with suppress(OSError):
            one.unlink()
