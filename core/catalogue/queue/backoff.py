"""How long to wait: doubling with jitter, or what the server asks for."""

from __future__ import annotations

import secrets
import time
from email.utils import parsedate_to_datetime

from .model import Limits

_DICE = secrets.SystemRandom()


def jitter(seconds: float) -> float:
    """Between half and the whole of it: clients that fell together do not come back together."""
    return seconds * (0.5 + 0.5 * _DICE.random())


def backoff(attempts: int, limits: Limits) -> float:
    """Seconds before the next try after ``attempts`` that failed."""
    return jitter(min(limits.backoff_cap_s, limits.backoff_s * 2.0 ** min(30, max(0, attempts - 1))))


def rest(openings: int, limits: Limits) -> float:
    """Seconds that a server is left alone the ``openings``-th time in a row."""
    return jitter(min(limits.breaker_cap_s, limits.breaker_s * 2.0 ** min(30, max(0, openings - 1))))


def retry_after(text: str, cap_s: float, now: float | None = None) -> float | None:
    """Seconds asked for by a Retry-After header (a number or a date), at most ``cap_s``; None where it says nothing."""
    text = text.strip()
    if not text:
        return None
    if text.isdigit():
        return min(cap_s, float(text))
    try:
        moment = parsedate_to_datetime(text).timestamp()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return min(cap_s, max(0.0, moment - (time.time() if now is None else now)))
