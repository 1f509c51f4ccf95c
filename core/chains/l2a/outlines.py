"""Clouds outlined by hand: which polygons are of a date, and what tells them from others."""

from __future__ import annotations

import hashlib
from datetime import date

import numpy as np

from ...engine.vectors import Polygon, read_polygons
from ..settings import L2ASettings

#: Coordinates that differ by less are the same outline, metres: another PROJ moves them by less.
_STEP_M = 0.1


def of_day(polygons: list[Polygon], day: date, undated: str = "") -> list[Polygon]:
    """Polygons of a day. Those without a date are of the day ``undated`` (year-month-day), of any where it is ""."""
    return [one for one in polygons if one.day == day or (one.day is None and undated in ("", day.isoformat()))]


def outlines_digest(polygons: list[Polygon]) -> str:
    """The same for the same outlines, whatever the file and the order they stand in; "" for none."""
    if not polygons:
        return ""
    shapes = sorted(b"|".join(np.rint(ring / _STEP_M).astype(np.int64).tobytes() for ring in one.rings)
                    for one in polygons)
    return hashlib.sha256(b"#".join(shapes)).hexdigest()


def outlined(settings: L2ASettings, crs: str, day: date) -> str:
    """Digest of the outlines that a run of that day obeys; "" for none."""
    if not settings.painted:
        return ""
    return outlines_digest(of_day(read_polygons(settings.painted, crs), day, settings.painted_day))
