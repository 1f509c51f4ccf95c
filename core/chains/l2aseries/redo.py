"""Products that are made again from a date on, and what of it is still to do after a stop.

Nothing is taken away beforehand: each former product stays in its place until its successor is whole. A hidden
file names those that wait; while they do, nothing leans on them.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path

from ...engine.outputs import atomic_file, write_text
from ...engine.progress import Progress
from ...engine.vectors import Polygon
from ..l2a.earlier import finished
from ..l2a.outlines import outlines_digest
from .inputs import Dated
from .settings import SeriesSettings

#: Parameters of a run that say where, not how.
PLACES = {"input", "output", "previous", "threads", "painted", "painted_day"}


class Redo:
    """``waiting``: identifiers of products to be made again; ``since``: the day it was asked from, or None."""

    def __init__(self, file: Path, since: date | None, key: str, waiting: set[str]) -> None:
        self.file, self.since, self.key, self.waiting = file, since, key, waiting

    def outdated(self, identifier: str, day: date, dates: list[Dated]) -> bool:
        """A product that nothing may lean on: it waits, or cannot be made again though its day is concerned."""
        if identifier in self.waiting:
            return True
        return (self.since is not None and day >= max(self.since, dates[0].day)
                and identifier not in {one.identifier for one in dates})

    def done(self, identifier: str) -> None:
        """The product was made again."""
        if identifier in self.waiting:
            self.waiting.discard(identifier)
            self.save()

    def close(self) -> None:
        """All were tried."""
        with suppress(OSError):
            self.file.unlink()

    def save(self) -> None:
        """Whole, or as it was."""
        with atomic_file(self.file) as beside:
            write_text(beside, json.dumps({
                "redo_from": self.since.isoformat() if self.since else "", "key": self.key,
                "waiting": sorted(self.waiting)}, indent=1, sort_keys=True))


def begin(settings: SeriesSettings, file: Path, dates: list[Dated], polygons: list[Polygon],
          progress: Progress) -> Redo:
    """What is to be made again: what was asked now, and what an earlier run could not finish.

    The same request (date, outlines, parameters) goes on where it stopped, another one starts over.
    """
    output = Path(settings.l2a.output)
    before = _read(file)
    asked = settings.redo_from
    key = _key(settings, polygons)
    waiting = set(before.waiting) if before else set()
    if asked is not None and (before is None or before.key != key):
        waiting |= {one.identifier for one in dates if one.day >= asked and finished(output / one.identifier)}
    elif before is not None:
        progress.info("series_redo_goes_on", date=str(before.since), count=str(len(waiting)))
        asked, key = before.since, before.key
    if before and before.since and asked:
        asked = min(asked, before.since)
    redo = Redo(file, asked, key, waiting)
    if waiting or asked is not None:
        # Also where nothing waits: what is made from now on is not to be made again after a stop.
        redo.save()
    return redo


def _key(settings: SeriesSettings, polygons: list[Polygon]) -> str:
    """Tells one request from another."""
    plain = {name: value for name, value in asdict(settings.l2a).items() if name not in PLACES}
    day = settings.redo_from.isoformat() if settings.redo_from else ""
    dated = sorted((str(one.day), outlines_digest([one])) for one in polygons)
    return hashlib.sha256(json.dumps([day, plain, dated], sort_keys=True).encode()).hexdigest()


def _read(file: Path) -> Redo | None:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        since = date.fromisoformat(found["redo_from"]) if found["redo_from"] else None
        return Redo(file, since, str(found["key"]), {str(one) for one in found["waiting"]})
    except (OSError, ValueError, KeyError, TypeError):
        return None
