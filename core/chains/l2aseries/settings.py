"""What a series is asked for, and what it gives back. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..settings import L2ASettings

MODES = ("nominal", "backward")
#: Dates that a backward start reads before the first one (MAJA's own default).
BACKWARD_DATES = 8


@dataclass(frozen=True)
class SeriesSettings:
    """``l2a`` carries the parameters of every date; its input, output and previous are set date by date."""

    input: str
    l2a: L2ASettings
    start: date | None = None
    end: date | None = None
    mode: str = "nominal"
    backward_dates: int = BACKWARD_DATES
    #: Products from this date on are set aside and made again (a missed cloud was outlined).
    redo_from: date | None = None


@dataclass(frozen=True)
class Skipped:
    """An input that gave no product, and the sentence that says why."""

    file: str
    reason: str


@dataclass(frozen=True)
class SeriesResult:
    """Products made now, products that were there already, inputs skipped, and the report's path."""

    made: tuple[str, ...]
    kept: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    report: str
