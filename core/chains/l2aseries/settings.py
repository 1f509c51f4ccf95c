"""What a series is asked for, and what it gives back. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ...errors import BocageError
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
    #: Products from this date on are made again (a missed cloud was outlined); each former one stays until then.
    redo_from: date | None = None
    #: Tile of the series, "30TWT"; "" is that of most products of the folder.
    tile: str = ""


@dataclass(frozen=True)
class Skipped:
    """An input that gave no product, and the error that says why."""

    file: str
    error: BocageError

    @property
    def reason(self) -> str:
        """In English."""
        return str(self.error)


@dataclass(frozen=True)
class SeriesResult:
    """Products made now, products that were there already, inputs skipped, and the report's path."""

    made: tuple[str, ...]
    kept: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    report: str
    #: The last product of the series in order of date.
    latest: str
