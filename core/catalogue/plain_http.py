"""A transport of the standard library: for workers, for tests, for whoever runs core without QGIS.

Certificates are checked; a proxy is what the caller gives, never the environment's; the body comes in chunks and is
counted against its announced length.
"""

from __future__ import annotations

import base64
import http.client
import ssl
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Callable
from urllib.parse import quote, unquote, urlsplit

from .. import __version__
from .redirects import ask, scheme_of
from .sockets import Watch, Wire, connect, secure
from .transport import Request, Response, TransportFault

AGENT = f"Bocage/{__version__}"
#: What a URL may hold as it stands: the rest (spaces, accents) is escaped.
_AS_WRITTEN = "/%:?&=+,;@!$'()*~[]-._|"


def _never() -> bool:
    return False


class PlainTransport:
    """Sends each request over a connection of its own. May be used from several threads.

    ``proxy``: an http address, with name and password before its @ where it wants them, or "". ``certificates``: a
    file of trusted authorities instead of the system's. ``sign_in``: the headers of an authentication configuration
    by its identifier (``Request.auth``).
    """

    def __init__(self, proxy: str = "", certificates: str = "",
                 sign_in: Callable[[str], Mapping[str, str]] | None = None) -> None:
        self._proxy, self._sign_in = proxy, sign_in
        self._certificates = certificates

    @cached_property
    def _context(self) -> ssl.SSLContext:
        """Made where it is needed: the system's authorities take a while to read."""
        return ssl.create_default_context(cafile=self._certificates or None)

    def open(self, request: Request, cancelled: Callable[[], bool] = _never) -> Response:
        """Sends, follows redirections, and waits for the head of the answer."""
        watch = Watch(request.url, request.inactivity_s, request.total_s, cancelled)
        return ask(request, lambda asked: self._send(asked, watch))

    def _send(self, request: Request, watch: Watch) -> PlainResponse:
        watch.url = request.url
        parts = urlsplit(request.url)
        secured = scheme_of(request.url) == "https"
        port = parts.port or (443 if secured else 80)
        headers = {"User-Agent": AGENT, "Accept-Encoding": "identity", "Connection": "close", **request.headers}
        if request.auth:
            if self._sign_in is None:
                raise TransportFault("other", request.url, "authentication configurations need QGIS")
            headers.update(self._sign_in(request.auth))
        target = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_AS_WRITTEN)
        wire = None
        try:
            if self._proxy and not secured:
                target = f"http://{parts.netloc.rpartition('@')[2]}{target}"
                headers.update(_proxy_password(self._proxy))
            wire = self._wire(parts.hostname or "", port, secured, watch)
            connection = http.client.HTTPConnection(parts.hostname or "", port)
            connection.sock = wire  # type: ignore[assignment]  # http.client needs sendall and makefile alone
            connection.putrequest(request.method, target, skip_host="Host" in headers, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name, value)
            if request.body or request.method == "POST":
                connection.putheader("Content-Length", str(len(request.body)))
            connection.endheaders(request.body or None)
            answer = connection.getresponse()
        except (http.client.HTTPException, OSError, ValueError) as fault:
            if wire is not None:
                wire.end()
            raise _fault(request.url, fault) from fault
        except BaseException:
            if wire is not None:
                wire.end()
            raise
        return PlainResponse(answer, wire, request, watch)

    def _wire(self, host: str, port: int, secured: bool, watch: Watch) -> Wire:
        if not self._proxy:
            sock = connect(host, port, watch)
        else:
            sock = _through(self._proxy, host, port, secured, watch)
        if not secured:
            return Wire(sock, watch)
        try:
            return Wire(secure(sock, host, self._context, watch), watch)
        except BaseException:
            sock.close()
            raise


def _through(proxy: str, host: str, port: int, secured: bool, watch: Watch) -> Any:
    """A socket to the proxy, with a tunnel to ``host`` where TLS is to follow."""
    parts = urlsplit(proxy)
    try:
        sock = connect(parts.hostname or "", parts.port or 3128, watch)
    except TransportFault as fault:
        raise TransportFault("proxy", watch.url, f"{parts.hostname}: {fault.detail}") from fault
    if not secured:
        return sock
    try:
        wire = Wire(sock, watch)
        if ":" in host:
            host = f"[{host}]"
        lines = [f"CONNECT {host}:{port} HTTP/1.1", f"Host: {host}:{port}", f"User-Agent: {AGENT}",
                 *(f"{name}: {value}" for name, value in _proxy_password(proxy).items())]
        wire.sendall("\r\n".join([*lines, "", ""]).encode("latin-1"))
        head = http.client.HTTPResponse(wire, method="CONNECT")  # type: ignore[arg-type]
        head.begin()
        if head.status != 200:
            raise TransportFault("proxy", watch.url, f"{parts.hostname}: {head.status} {head.reason}")
    except (http.client.HTTPException, OSError) as error:
        sock.close()
        raise TransportFault("proxy", watch.url, f"{parts.hostname}: {error}") from error
    except BaseException:
        sock.close()
        raise
    return sock


def _proxy_password(proxy: str) -> dict[str, str]:
    parts = urlsplit(proxy)
    if not parts.username:
        return {}
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return {"Proxy-Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}


def _fault(url: str, fault: Exception) -> TransportFault:
    if isinstance(fault, (http.client.RemoteDisconnected, http.client.IncompleteRead, ConnectionError)):
        return TransportFault("cut", url, "the connection was closed")
    if isinstance(fault, ssl.SSLError):
        return TransportFault("tls", url, fault.reason or str(fault))
    return TransportFault("other", url, str(fault) or type(fault).__name__)


class PlainResponse:
    """An answer whose body has not been read yet."""

    def __init__(self, answer: http.client.HTTPResponse, wire: Wire, request: Request, watch: Watch) -> None:
        self._answer, self._wire, self._watch = answer, wire, watch
        self.status = answer.status
        self.url = request.url
        self.headers: Mapping[str, str] = _lower(answer)
        self._length = self._announced(request.method)

    def _announced(self, method: str) -> int | None:
        """Bytes that the body must have, None where nobody says."""
        if method == "HEAD" or self.status in (204, 304) or self.status < 200:
            return 0
        said = self.headers.get("content-length", "")
        return int(said) if said.isdigit() and "transfer-encoding" not in self.headers else None

    def chunks(self, size: int = 65536) -> Iterator[bytes]:
        """The body as it comes, at most ``size`` bytes at a time."""
        got = 0
        try:
            while self._length is None or got < self._length:
                self._watch.look()
                wanted = size if self._length is None else min(size, self._length - got)
                try:
                    piece = self._answer.read1(wanted)
                except (http.client.HTTPException, OSError, ValueError) as fault:
                    raise TransportFault("cut", self.url, f"{got} bytes came, then {fault}") from fault
                if not piece:
                    break
                got += len(piece)
                yield piece
        finally:
            self.close()
        if self._length is not None and got < self._length:
            raise TransportFault("cut", self.url, f"{got} of {self._length} bytes")

    def close(self) -> None:
        """Gives the connection back."""
        self._answer.close()
        self._wire.end()


def _lower(answer: http.client.HTTPResponse) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, value in answer.getheaders():
        key = name.lower()
        headers[key] = f"{headers[key]}, {value}" if key in headers else value
    return headers
