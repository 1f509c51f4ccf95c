"""A transport in a few lines of http.client, for tests of the queue."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

from bocage.core.catalogue.transport import Request, TransportFault
from bocage.core.errors import Cancelled


class SmallTransport:
    def open(self, request: Request, cancelled=lambda: False) -> SmallResponse:
        parts = urlsplit(request.url)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=request.inactivity_s)
        try:
            connection.request(request.method, parts.path, request.body or None, dict(request.headers))
            return SmallResponse(connection.getresponse(), request, cancelled)
        except TimeoutError as fault:
            raise TransportFault("timeout", request.url) from fault
        except (OSError, http.client.HTTPException) as fault:
            raise TransportFault("refused", request.url, str(fault)) from fault


class SmallResponse:
    def __init__(self, answer: http.client.HTTPResponse, request: Request, cancelled) -> None:
        self.answer, self.request, self.cancelled = answer, request, cancelled
        self.status, self.end = answer.status, time.monotonic() + request.total_s
        self.headers = {name.lower(): value for name, value in answer.getheaders()}

    def chunks(self, size: int = 65536) -> Iterator[bytes]:
        got, length = 0, self.headers.get("content-length")
        while True:
            if self.cancelled():
                raise Cancelled
            if time.monotonic() > self.end:
                raise TransportFault("deadline", self.request.url)
            try:
                piece = self.answer.read1(size)
            except TimeoutError as fault:
                raise TransportFault("timeout", self.request.url) from fault
            except (OSError, http.client.HTTPException) as fault:
                raise TransportFault("cut", self.request.url, str(fault)) from fault
            if not piece:
                break
            got += len(piece)
            yield piece
        if length is not None and got < int(length):
            raise TransportFault("cut", self.request.url, f"{got} of {length}")

    def close(self) -> None:
        self.answer.close()
