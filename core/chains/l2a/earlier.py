"""The newest earlier product of a tile that left a composite: all that a series needs to go on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

_NAME = re.compile(r"[A-Z0-9-]+_(\d{8})-(\d{6})-(\d{3})_L2A_T?([A-Z0-9-]+)_C_V\d+-\d+$")


def composites(folder: Path, tile: str) -> Iterator[tuple[datetime, Path]]:
    """Date and composite of each finished product of ``tile`` in ``folder``, told by names alone."""
    for product in folder.iterdir():
        match = _NAME.match(product.name)
        if match is None or match.group(4) != tile.upper().lstrip("T"):
            continue
        stamp = datetime.strptime("".join(match.groups()[:2]), "%Y%m%d%H%M%S").replace(tzinfo=timezone.utc)
        path = product / "DATA" / f"{product.name}_CMP_ALL.npz"
        if path.exists() and (product / f"{product.name}_MTD_ALL.xml").exists():
            yield stamp, path


def latest_composite(folder: Path, tile: str, before: datetime) -> Path | None:
    """The composite of the last product strictly before a date; None where there is none."""
    limit = before if before.tzinfo else before.replace(tzinfo=timezone.utc)
    limit = limit.replace(microsecond=0)
    found = [(when, path) for when, path in composites(folder, tile) if when < limit]
    return max(found)[1] if found else None
