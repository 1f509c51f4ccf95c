"""Questions and answers in JSON: one deadline for all of them, patience where the server asks for it, one sentence
where it fails."""

from __future__ import annotations

import json
import re
import secrets
import time
import zlib
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any, Callable
from urllib.parse import urlsplit

from ...errors import BocageError, Cancelled
from ..transport import Request, Response, Transport, TransportFault
from .gently import loads

#: Bytes that one answer may have: a page of 1,000 items is about 15 MB.
LARGEST = 128 << 20
#: Answers after which the same question may have a better one.
PASSING = (429, 502, 503, 504)
#: Tries of one question.
TRIES = 5
_FIRST_WAIT_S, _LONGEST_WAIT_S, _LOOK_S = 0.5, 16.0, 0.1
_DICE = secrets.SystemRandom()
_FAULTS = {"refused": "stac_refused", "proxy": "stac_proxy", "name": "stac_name", "tls": "stac_tls",
           "cut": "stac_cut", "other": "stac_wire"}


class StatusFault(Exception):
    """The server answered, but not what was asked: its status and what it said of it."""

    def __init__(self, status: int, said: str, host: str) -> None:
        super().__init__(f"HTTP {status} {said}")
        self.status, self.said, self.host = status, said, host


class Wire:
    """Asks one server, within one deadline."""

    def __init__(self, transport: Transport, host: str, deadline_s: float, cancelled: Callable[[], bool],
                 auth: str = "") -> None:
        self.transport, self.host, self.deadline_s, self.cancelled = transport, host, deadline_s, cancelled
        self.auth = auth
        self.requests = 0
        self.found = 0
        self._end = time.monotonic() + deadline_s

    @property
    def left_s(self) -> float:
        """Seconds until the deadline."""
        return self._end - time.monotonic()

    def late(self) -> BocageError:
        """The sentence of the deadline."""
        if self.found:
            return BocageError("stac_late", host=self.host, seconds=f"{self.deadline_s:g}", found=self.found)
        return BocageError("stac_hung", host=self.host, seconds=f"{self.deadline_s:g}")

    def look(self) -> None:
        """Raises Cancelled, or BocageError at the deadline."""
        if self.cancelled():
            raise Cancelled
        if self.left_s <= 0:
            raise self.late()

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """The object at an address."""
        return self._ask(url, "GET", b"", headers or {})

    def post(self, url: str, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """The object that answers an object."""
        kinds = {"Content-Type": "application/json", **(headers or {})}
        return self._ask(url, "POST", json.dumps(body).encode(), kinds)

    def _ask(self, url: str, method: str, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
        """Again and again while that makes sense. Raises StatusFault for what the server refuses."""
        for attempt in range(1, TRIES + 1):
            self.look()
            self.requests += 1
            request = Request(url, method, {"Accept": "application/geo+json, application/json", **headers}, body,
                              inactivity_s=max(0.1, self.left_s), total_s=max(0.1, self.left_s),
                              auth=self.auth if urlsplit(url).hostname == self.host else "")
            try:
                response = self.transport.open(request, self.cancelled)
                try:
                    status, content = response.status, _body(response, self.host)
                finally:
                    response.close()
            except TransportFault as fault:
                if fault.kind in ("timeout", "deadline") and self.left_s < 0.5:
                    raise self.late() from fault
                if fault.kind not in ("cut", "timeout") or attempt == TRIES:
                    raise self._sentence(fault) from fault
                self._rest(attempt, None, BocageError("stac_cut", host=self.host, fault=fault.detail))
                continue
            if status in PASSING and attempt < TRIES:
                self._rest(attempt, retry_after(response.headers.get("retry-after", "")), self._busy(status))
                continue
            if status in PASSING:
                raise self._busy(status)
            if not 200 <= status < 300:
                raise StatusFault(status, _said(content), self.host)
            return self._object(response, content)
        raise self.late()

    def _busy(self, status: int) -> BocageError:
        return BocageError("stac_busy", host=self.host, status=status)

    def _rest(self, attempt: int, asked_s: float | None, fault: BocageError) -> None:
        """Waits before another try; raises ``fault`` where the deadline comes first."""
        wait_s = asked_s
        if wait_s is None:
            wait_s = min(_LONGEST_WAIT_S, _FIRST_WAIT_S * 2 ** (attempt - 1)) * (0.5 + 0.5 * _DICE.random())
        if wait_s >= self.left_s:
            raise fault
        until = time.monotonic() + wait_s
        while time.monotonic() < until:
            self.look()
            time.sleep(min(_LOOK_S, max(0.0, until - time.monotonic())))

    def _sentence(self, fault: TransportFault) -> BocageError:
        if fault.kind in ("timeout", "deadline"):
            return BocageError("stac_hung", host=self.host, seconds=f"{self.deadline_s - max(0.0, self.left_s):.0f}")
        return BocageError(_FAULTS.get(fault.kind, "stac_wire"), host=self.host, fault=fault.detail or fault.kind)

    def _object(self, response: Response, content: bytes) -> dict[str, Any]:
        start = content[:200].lstrip().lower()
        if "html" in response.headers.get("content-type", "").lower() or start.startswith((b"<!doctype", b"<html")):
            raise BocageError("stac_html", host=self.host)
        try:
            found = loads(content)
        except (ValueError, RecursionError) as fault:
            raise BocageError("stac_json", host=self.host, fault=str(fault)) from fault
        if not isinstance(found, dict):
            raise BocageError("stac_not_stac", host=self.host, url=f"https://{self.host}")
        return found


def _body(response: Response, host: str) -> bytes:
    """All of it, unpacked where the server packed it although nobody asked."""
    pieces, size = [], 0
    for piece in response.chunks():
        size += len(piece)
        if size > LARGEST:
            raise BocageError("stac_too_big", host=host, most=LARGEST >> 20)
        pieces.append(piece)
    content = b"".join(pieces)
    if response.headers.get("content-encoding", "").strip().lower() != "gzip":
        return content
    unpacker = zlib.decompressobj(31)
    try:
        content = unpacker.decompress(content, LARGEST)
    except zlib.error as fault:
        raise BocageError("stac_json", host=host, fault=str(fault)) from fault
    if unpacker.unconsumed_tail:
        raise BocageError("stac_too_big", host=host, most=LARGEST >> 20)
    return content


def retry_after(text: str) -> float | None:
    """Seconds that a Retry-After header asks for, None where it says nothing."""
    text = text.strip()
    if text.isdigit():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def _said(content: bytes) -> str:
    """What the server says of its refusal, on one short line."""
    text = content[:4000].decode("utf-8", "replace")
    try:
        found = json.loads(content[:100_000])
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict):
        told = next((found[key] for key in ("description", "detail", "message", "title", "error", "code")
                     if found.get(key)), "")
        text = told if isinstance(told, str) else json.dumps(told)
    elif text.lstrip().startswith("<"):
        text = re.sub(r"<[^>]*>", " ", text)
    text = " ".join(text.split())
    return text[:160] + "..." if len(text) > 160 else text or "no word"
