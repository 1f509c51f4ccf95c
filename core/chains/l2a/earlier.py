"""Earlier products of a tile that left a composite: all that a series needs to go on."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

from ...errors import BocageError

_NAME = re.compile(r"[A-Z0-9-]+_(\d{8})-(\d{6})-(\d{3})_L2A_T?([A-Z0-9-]+)_C_V\d+-\d+$")


def finished(product: Path) -> bool:
    """Products appear whole, metadata last: one that has them is finished."""
    return (product / f"{product.name}_MTD_ALL.xml").exists()


def composites(folder: Path, tile: str) -> Iterator[tuple[datetime, Path]]:
    """Date and composite of each finished product of ``tile`` in ``folder``, told by names alone."""
    for product in folder.iterdir():
        match = _NAME.match(product.name)
        if match is None or match.group(4) != tile.upper().lstrip("T"):
            continue
        stamp = datetime.strptime("".join(match.groups()[:2]), "%Y%m%d%H%M%S").replace(tzinfo=timezone.utc)
        path = product / "DATA" / f"{product.name}_CMP_ALL.npz"
        if path.exists() and finished(product):
            yield stamp, path


def earlier_composites(folder: Path, tile: str, before: datetime) -> list[tuple[datetime, Path]]:
    """Dates and composites of the products strictly before a date, the newest first."""
    limit = before if before.tzinfo else before.replace(tzinfo=timezone.utc)
    limit = limit.replace(microsecond=0)
    return [(when, path) for when, path in sorted(composites(folder, tile), reverse=True) if when < limit]


def latest_composite(folder: Path, tile: str, before: datetime) -> Path | None:
    """The composite of the last product strictly before a date; None where there is none."""
    return next((path for _, path in earlier_composites(folder, tile, before)), None)


def file_digest(path: Path) -> str:
    """SHA-256 of a file. Raises BocageError where it cannot be read."""
    found = hashlib.sha256()
    try:
        with open(path, "rb") as handle:
            while block := handle.read(1 << 20):
                found.update(block)
    except OSError as error:
        raise BocageError("composite_damaged", file=str(path), fault=error.strerror or str(error)) from error
    return found.hexdigest()
