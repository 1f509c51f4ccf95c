"""What should be there and is not: catalogues lose products, and downloads fail; neither goes unnoticed."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from ...engine.outputs import atomic_file, write_text
from ..model import SceneRecord
from .model import DONE, Job

#: Days after which a satellite passes again over the same place on the same orbit.
PERIODS = {"S2": 10, "LANDSAT8": 16, "LANDSAT9": 16, "VENUS": 2}
#: Two names of one acquisition (another baseline) differ in time by less than this.
_SAME = timedelta(minutes=20)
_SUFFIXES = (".SAFE", ".ZIP", ".TAR", ".SEN3")
#: Where the expectation comes from.
QUERY, CALENDAR = "query", "calendar"
PRESENT, MISSING = "present", "missing"


@dataclass(frozen=True)
class Expected:
    """One product that should exist."""

    #: "" where only the calendar expects it.
    identifier: str
    platform: str
    level: str
    tile: str
    acquired: datetime
    source: str = ""
    why: str = QUERY


@dataclass(frozen=True)
class Line:
    """How it stands with one of them."""

    expected: Expected
    #: PRESENT, MISSING, or the state of its job.
    state: str
    #: Where it is, or what is wrong with its job.
    detail: str = ""


def expected_of(records: Iterable[SceneRecord]) -> list[Expected]:
    """What a query found."""
    return [Expected(one.identifier, one.platform, one.level, one.tile, one.acquired, one.source) for one in records]


def calendar(seen: Iterable[SceneRecord], start: datetime, end: datetime) -> list[Expected]:
    """Passes between two dates (UTC, included) after the revisit of each platform, tile, orbit and level seen.

    A pass is not yet an acquisition: manoeuvres and night leave gaps. So a line of the calendar is a question to ask
    of the provider, not a proof.
    """
    groups: dict[tuple[str, str, int | None, str], list[SceneRecord]] = {}
    for one in seen:
        groups.setdefault((one.platform, one.tile, one.relative_orbit, one.level), []).append(one)
    found: list[Expected] = []
    for (platform, tile, _, level), records in groups.items():
        period = _period(platform)
        if period:
            found += [Expected("", platform, level, tile, when, records[0].source, CALENDAR)
                      for when in _passes(records, period, start, end)]
    return sorted(found, key=lambda one: one.acquired)


def reconcile(expected: Iterable[Expected], present: Iterable[SceneRecord], jobs: Iterable[Job] = ()) -> list[Line]:
    """Expected minus present, oldest first; what the queue knows of a product that is not present is said."""
    there = list(present)
    names = {_plain(one.identifier): one for one in there}
    by_place: dict[tuple[str, str, str], list[SceneRecord]] = {}
    for one in there:
        by_place.setdefault((one.platform, one.level, one.tile), []).append(one)
    queued: dict[str, list[Job]] = {}
    for job in jobs:
        queued.setdefault(_plain(job.item or job.path.stem), []).append(job)
    return [_line(one, names, by_place, queued) for one in sorted(expected, key=lambda one: one.acquired)]


def missing(lines: Iterable[Line]) -> list[Line]:
    """Those that are not there."""
    return [one for one in lines if one.state not in (PRESENT, DONE)]


def write_csv(lines: Iterable[Line], path: str) -> None:
    """The list as a table, whole or not at all. Raises BocageError."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["state", "identifier", "platform", "level", "tile", "acquired", "source", "expected_by", "detail"])
    for one in lines:
        wanted = one.expected
        table.writerow([one.state, wanted.identifier, wanted.platform, wanted.level, wanted.tile,
                        wanted.acquired.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"), wanted.source,
                        wanted.why, one.detail])
    with atomic_file(path) as work:
        write_text(work, text.getvalue())


def _line(one: Expected, names: dict[str, SceneRecord], by_place: dict[tuple[str, str, str], list[SceneRecord]],
          queued: dict[str, list[Job]]) -> Line:
    found = names.get(_plain(one.identifier)) if one.identifier else None
    if found is None:
        near = by_place.get((one.platform, one.level, one.tile), [])
        found = next((record for record in near if _alike(one, record)), None)
    if found is not None:
        return Line(one, PRESENT, found.path)
    for job in sorted(queued.get(_plain(one.identifier), []), key=lambda job: job.state == DONE):
        return Line(one, job.state, job.destination if job.state == DONE else str(job.error or ""))
    return Line(one, MISSING)


def _alike(one: Expected, record: SceneRecord) -> bool:
    if one.why == CALENDAR:
        return abs(one.acquired - record.acquired) < timedelta(hours=12)
    return abs(one.acquired - record.acquired) < _SAME


def _plain(identifier: str) -> str:
    name = identifier.upper()
    for suffix in _SUFFIXES:
        name = name.removesuffix(suffix)
    return name


def _period(platform: str) -> int:
    return next((days for name, days in PERIODS.items() if platform.upper().startswith(name)), 0)


def _passes(records: list[SceneRecord], period: int, start: datetime, end: datetime) -> list[datetime]:
    """Moments with the phase of most records."""
    phase, _ = Counter(one.acquired.date().toordinal() % period for one in records).most_common(1)[0]
    seed = next(one.acquired for one in records if one.acquired.date().toordinal() % period == phase)
    first = seed + timedelta(days=period) * -((seed - start) // timedelta(days=period))
    found = []
    while first <= end:
        if first >= start:
            found.append(first)
        first += timedelta(days=period)
    return found
