"""Dates of rasters from a text table.

``file,date``: one line a raster, by its name with or without folder and suffix. ``file,band,date``: bands of one
raster. ``date`` alone: in the order of the rasters, or of the bands of the only one. Commas, semicolons or tabs; a
first line without a date is a title.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ..engine.delimited import cells
from ..errors import BocageError
from .calendar import moment_in

_LARGEST = 5_000_000


@dataclass(frozen=True)
class DateTable:
    """What a table tells."""

    path: str
    #: Name of a file in lower case ("" where none is given) and band (0 for the whole) -> moment, in their order.
    rows: tuple[tuple[str, int, datetime], ...]

    def of(self, raster: str, rank: int, alone: bool) -> dict[int, datetime]:
        """Dates of one raster by band, 0 for the whole file. ``rank``: images that the rasters before it gave;
        ``alone``: there is no other raster.

        Raises BocageError where the table has none.
        """
        named = {Path(raster).name.lower(), Path(raster).stem.lower(), raster.lower()}
        found = {band: moment for name, band, moment in self.rows if name in named or (not name and band)}
        if not found and all(not name and not band for name, band, _ in self.rows):
            left = [moment for _, _, moment in self.rows[rank:]]
            if alone and len(left) > 1:
                found = dict(enumerate(left, start=1))
            elif left:
                found = {0: left[0]}
        if not found:
            raise BocageError("dates_lack", file=raster, table=self.path)
        return found


def read_dates(path: str) -> DateTable:
    """The table at ``path``. Raises BocageError: unreadable, or a line without a date."""
    try:
        if Path(path).stat().st_size > _LARGEST:
            raise BocageError("dates_unreadable", file=path, fault="too large for a table of dates")
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BocageError("dates_unreadable", file=path, fault=str(error)) from None
    rows: list[tuple[str, int, datetime]] = []
    for number, fields in enumerate(cells(text.splitlines()), start=1):
        filled = [cell for cell in fields if cell]
        if not filled:
            continue
        found = moment_in(filled[-1])
        if found is None:
            if number == 1:
                continue
            raise BocageError("dates_unreadable", file=path, fault=f"line {number} ends with no date")
        rows.append(_row(filled[:-1], found[0]))
    if not rows:
        raise BocageError("dates_unreadable", file=path, fault="no line holds a date")
    return DateTable(path, tuple(rows))


def _row(before: list[str], moment: datetime) -> tuple[str, int, datetime]:
    band = int(before[-1]) if before and before[-1].isdigit() else 0
    name = before[0] if before and not (band and len(before) == 1) else ""
    return Path(name).name.lower() if name else "", band, moment


__all__ = ["DateTable", "read_dates"]
