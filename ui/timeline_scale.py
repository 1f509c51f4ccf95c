"""The axis of time: what instant stands at what pixel, and where the ticks go. No widget here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

DAY_S = 86400.0
#: What a tick may step over: months, then days.
_MONTHS, _DAYS = (1200, 600, 240, 120, 60, 24, 12, 6, 3, 1), (14, 7, 2, 1)
#: No closer look than this, none wider than that.
LEAST_S, MOST_S = 2 * DAY_S, 150 * 365 * DAY_S
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


@dataclass(frozen=True)
class Scale:
    """Seconds since 1970 UTC from ``start`` to ``end`` over ``width`` pixels that begin at ``left``."""

    start: float
    end: float
    left: float
    width: float

    def x(self, moment: float) -> float:
        """Pixel of an instant."""
        return self.left + self.width * (moment - self.start) / (self.end - self.start)

    def moment(self, x: float) -> float:
        """Instant of a pixel."""
        return self.start + (self.end - self.start) * (x - self.left) / max(1.0, self.width)

    def zoomed(self, factor: float, around: float) -> "Scale":
        """``factor`` times the span, the instant ``around`` staying where it is."""
        span = min(MOST_S, max(LEAST_S, (self.end - self.start) * factor))
        share = (around - self.start) / (self.end - self.start)
        start = around - share * span
        return Scale(start, start + span, self.left, self.width)

    def moved(self, seconds: float) -> "Scale":
        """The same span, later by ``seconds``; not out of the century."""
        seconds = min(max(seconds, -MOST_S - self.start), MOST_S - self.start)
        return Scale(self.start + seconds, self.end + seconds, self.left, self.width)

    def ticks(self, room: float) -> list[tuple[float, str]]:
        """Instants and their labels, each with at least ``room`` pixels."""
        widest = room * (self.end - self.start) / max(1.0, self.width)
        return [(moment, label) for moment, label in _ticks(self.start, self.end, widest)
                if self.start <= moment <= self.end]


def around(moments: list[float], left: float, width: float) -> Scale:
    """A scale that shows every instant (in order), with a little air; the last 30 days where there are none."""
    if not moments:
        now = datetime.now(timezone.utc).timestamp()
        return Scale(now - 30 * DAY_S, now, left, width)
    first, last = moments[0], moments[-1]
    air = max(0.02 * (last - first), 2 * DAY_S)
    return Scale(first - air, last + air, left, width)


def _ticks(start: float, end: float, step_s: float) -> Iterator[tuple[float, str]]:
    """At least ``step_s`` seconds apart."""
    days = next((n for n in reversed(_DAYS) if n * DAY_S >= step_s), None)
    first = (_EPOCH + timedelta(seconds=start)).replace(hour=0, minute=0, second=0, microsecond=0)
    if days is not None:
        # From the first of the month on, so that labels stay where they are while one moves along the axis.
        day = first.replace(day=1)
        while day.timestamp() <= end:
            yield day.timestamp(), f"{day:%Y-%m}" if day.day == 1 else f"{day:%m-%d}"
            following = day + timedelta(days=days)
            day = following if following.month == day.month and _room(following, days) else _next_month(day, 1)
        return
    months = next((n for n in reversed(_MONTHS) if 28 * n * DAY_S >= step_s), _MONTHS[0])
    number = first.year * 12 + first.month - 1
    month = _month(number - number % months)
    while month.timestamp() <= end:
        yield month.timestamp(), f"{month:%Y}" if months >= 12 else f"{month:%Y-%m}"
        month = _next_month(month, months)


def _room(day: datetime, step: int) -> bool:
    """Whether the first of the next month is not too close."""
    return (_next_month(day, 1) - day).days >= step


def _month(number: int) -> datetime:
    return datetime(max(1, number // 12), number % 12 + 1, 1, tzinfo=timezone.utc)


def _next_month(day: datetime, months: int) -> datetime:
    return _month(day.year * 12 + day.month - 1 + months)
