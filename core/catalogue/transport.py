"""The wire, as core sees it: who searches or fetches is handed a transport and never opens a socket.

``core.catalogue.plain_http`` is one of the standard library, for workers and tests; ``bridge.network`` another that
goes through QGIS' proxies, certificates and passwords.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Callable, Protocol


@dataclass(frozen=True)
class Request:
    """One HTTP request."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    #: Seconds without a byte after which the wire is given up.
    inactivity_s: float = 30.0
    #: Seconds for the whole answer, body included; a trickle defeats a read timeout alone.
    total_s: float = 60.0
    #: Identifier of a QGIS authentication configuration, "" for none.
    auth: str = ""


class Response(Protocol):
    """An answer whose body has not been read yet. ``status`` is the server's, 4xx and 5xx included."""

    status: int
    #: Names in lower case.
    headers: Mapping[str, str]

    def chunks(self, size: int = 65536) -> Iterator[bytes]:
        """The body piece by piece. Raises TransportFault where it stops before its announced length."""

    def close(self) -> None:
        """Gives the connection back."""


class Transport(Protocol):
    """Sends requests; may be called from several threads."""

    def open(self, request: Request, cancelled: Callable[[], bool] = ...) -> Response:
        """Sends and waits for the head of the answer.

        Raises TransportFault (no answer, deadline, TLS, name unknown) and Cancelled.
        """


class TransportFault(Exception):
    """The wire failed: ``kind`` is "timeout", "deadline", "refused", "proxy", "name", "tls", "cut" or "other"."""

    def __init__(self, kind: str, url: str, detail: str = "") -> None:
        # A signature may stand in the query: it is not for logs.
        super().__init__(f"{kind}: {url.partition('?')[0]} {detail}".strip())
        self.kind, self.url, self.detail = kind, url, detail
