"""Dates of a series: found in names and metadata, and the regular calendar to which gaps are filled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone

from ..errors import BocageError

#: Dates of the longest calendar: daily for eleven years.
LONGEST = 4000
_TIME = r"(?:[T_ -]?([01]\d|2[0-3])[:h]?([0-5]\d)(?:[:m]?([0-5]\d))?)?"
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])" + _TIME + r"(?!\d)")
#: Without a time of day, where digits that are none follow after a sign ("20180117-105441-665").
_BARE = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
#: Year and day of the year: A2018017.
_ORDINAL = re.compile(r"(?<!\d)((?:19|20)\d\d)(00[1-9]|0[1-9]\d|[12]\d\d|3[0-5]\d|36[0-6])(?!\d)")


def moment_in(text: str) -> tuple[datetime, str] | None:
    """The first date written in ``text`` (UTC) and the text without it; None where there is none.

    2018-01-17, 20180117, 2018_01_17, 2018.01.17, each with or without a time of day; 2018017 (day of the year).
    """
    for pattern in (_DAY, _BARE, _ORDINAL):
        for match in pattern.finditer(text):
            found = _moment(match)
            if found is not None:
                return found, text[:match.start()] + text[match.end():]
    return None


def _moment(match: re.Match[str]) -> datetime | None:
    parts = match.groups()
    try:
        if len(parts) == 2:
            return datetime(int(parts[0]), 1, 1, tzinfo=timezone.utc) + timedelta(days=int(parts[1]) - 1)
        hour, minute, second = [int(part or 0) for part in parts[4:7]] if len(parts) > 4 else (0, 0, 0)
        return datetime(int(parts[0]), int(parts[2]), int(parts[3]), hour, minute, second, tzinfo=timezone.utc)
    except ValueError:
        # The 31st of a month that has none.
        return None


def day_of(text: str) -> date | None:
    """The day that a text gives, None for an empty one. Raises BocageError ``date_unreadable``."""
    if not text.strip():
        return None
    found = moment_in(text)
    if found is None:
        raise BocageError("date_unreadable", value=text)
    return found[0].date()


def calendar(days: Sequence[date], start: date | None, end: date | None, step: int) -> tuple[date, ...]:
    """Dates from ``start`` to ``end`` every ``step`` days; the first and last of ``days`` where they are not given.

    ``step`` 0: the days of the series themselves that lie between. Raises BocageError: nothing between, too long.
    """
    first, last = start or min(days), end or max(days)
    if last < first:
        raise BocageError("calendar_backwards", start=first.isoformat(), end=last.isoformat())
    if step == 0:
        inside = tuple(sorted({day for day in days if first <= day <= last}))
        if not inside:
            raise BocageError("calendar_empty", start=first.isoformat(), end=last.isoformat(),
                              first=min(days).isoformat(), last=max(days).isoformat())
        return inside
    count = (last - first).days // step + 1
    if count > LONGEST:
        raise BocageError("calendar_too_long", count=count, most=LONGEST)
    return tuple(first + timedelta(days=step * number) for number in range(count))


__all__ = ["LONGEST", "calendar", "day_of", "moment_in"]
