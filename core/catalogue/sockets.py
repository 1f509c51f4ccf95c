"""Sockets that never wait without looking: name, connection, TLS, bytes, each within its deadlines.

Everything is non-blocking; between two looks at the clock and at the user's cancel at most ``LOOK_S`` passes,
even while the other side says nothing.
"""

from __future__ import annotations

import errno
import io
import math
import os
import queue
import selectors
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from functools import partial
from typing import Any, Callable

from ..errors import Cancelled
from .transport import TransportFault

#: Seconds between two looks.
LOOK_S = 0.1


class Watch:
    """The clock of one request: total and inactivity deadlines, and the user's cancel."""

    def __init__(self, url: str, inactivity_s: float, total_s: float, cancelled: Callable[[], bool]) -> None:
        self.url, self.inactivity_s, self.total_s, self._cancelled = url, inactivity_s, total_s, cancelled
        self._end = time.monotonic() + total_s
        self._quiet_since = time.monotonic()

    def heard(self) -> None:
        """Something came or went: the inactivity clock starts again."""
        self._quiet_since = time.monotonic()

    def look(self) -> None:
        """Raises Cancelled or TransportFault where it is time to give up."""
        if self._cancelled():
            raise Cancelled
        now = time.monotonic()
        if now >= self._end:
            raise TransportFault("deadline", self.url, f"{self.total_s:g} s")
        if now - self._quiet_since >= self.inactivity_s:
            raise TransportFault("timeout", self.url, f"{self.inactivity_s:g} s")

    def pauses(self) -> Iterator[float]:
        """Seconds to wait until the next look, for ever: ``look`` ends it."""
        while True:
            self.look()
            now = time.monotonic()
            left = min(self._end - now, self.inactivity_s - (now - self._quiet_since), LOOK_S)
            yield max(0.001, left)


def wait(sock: socket.socket, event: int, watch: Watch, patience_s: float = math.inf) -> bool:
    """Until ``sock`` is ready for ``event`` (selectors.EVENT_READ or EVENT_WRITE); False once patience ends."""
    end = time.monotonic() + patience_s
    # select() alone knows no descriptor over 1023, and QGIS may hold that many files.
    with selectors.DefaultSelector() as selector:
        selector.register(sock, event)
        for pause in watch.pauses():
            if selector.select(pause):
                return True
            if time.monotonic() >= end:
                return False
    return False


def resolve(host: str, port: int, watch: Watch) -> list[Any]:
    """Addresses of a host. The system's resolver cannot be interrupted: it works in a thread that is left alone."""
    answers: queue.Queue[Any] = queue.Queue()

    def ask() -> None:
        try:
            answers.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as fault:
            answers.put(fault)

    threading.Thread(target=ask, name="bocage-resolver", daemon=True).start()
    for pause in watch.pauses():
        try:
            found = answers.get(timeout=pause)
        except queue.Empty:
            continue
        if isinstance(found, Exception):
            raise TransportFault("name", watch.url, str(found))
        watch.heard()
        return list(found)
    return []


def connect(host: str, port: int, watch: Watch) -> socket.socket:
    """A connected non-blocking socket, from the first address that answers."""
    addresses = resolve(host, port, watch)
    fault = "no address"
    for family, kind, protocol, _, address in addresses:
        try:
            sock = socket.socket(family, kind, protocol)
        except OSError as error:
            fault = error.strerror or str(error)
            continue
        try:
            # A host with several addresses of which the first is dead leaves time for the others.
            _connect(sock, address, watch, watch.inactivity_s / len(addresses))
        except OSError as error:
            fault = error.strerror or str(error)
            sock.close()
            continue
        except BaseException:
            sock.close()
            raise
        watch.heard()
        return sock
    raise TransportFault("refused", watch.url, fault)


def _connect(sock: socket.socket, address: Any, watch: Watch, patience_s: float) -> None:
    sock.setblocking(False)
    try:
        sock.connect(address)
    except BlockingIOError:
        if not wait(sock, selectors.EVENT_WRITE, watch, patience_s):
            raise OSError(errno.ETIMEDOUT, "no answer") from None
    code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if code:
        raise OSError(code, os.strerror(code))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def secure(sock: socket.socket, host: str, context: ssl.SSLContext, watch: Watch) -> ssl.SSLSocket:
    """TLS over a connected socket, certificate and name checked."""
    try:
        wrapped = context.wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False)
        _until_done(wrapped, wrapped.do_handshake, selectors.EVENT_READ, watch)
    except ssl.SSLCertVerificationError as error:
        raise TransportFault("tls", watch.url, error.verify_message) from error
    except (OSError, ValueError) as error:
        raise TransportFault("tls", watch.url, getattr(error, "reason", "") or str(error)) from error
    return wrapped


def _until_done(sock: socket.socket, action: Callable[[], Any], event: int, watch: Watch) -> Any:
    """Calls ``action`` again and again, waiting for ``event`` in between, or for what TLS says it waits for."""
    while True:
        try:
            done = action()
        except ssl.SSLWantReadError:
            wait(sock, selectors.EVENT_READ, watch)
        except ssl.SSLWantWriteError:
            wait(sock, selectors.EVENT_WRITE, watch)
        except BlockingIOError:
            wait(sock, event, watch)
        else:
            watch.heard()
            return done


class _Incoming(io.RawIOBase):
    """The bytes that come, as a raw file."""

    def __init__(self, wire: Wire) -> None:
        super().__init__()
        self._wire = wire

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """As much as is there, waiting for the first byte."""
        return self._wire.receive_into(buffer)


class Wire:
    """What http.client takes for a socket."""

    def __init__(self, sock: socket.socket, watch: Watch) -> None:
        self.sock, self._watch = sock, watch

    def sendall(self, data: Any, flags: int = 0) -> None:
        """All of ``data``."""
        view = memoryview(data).cast("B")
        while view:
            sent = _until_done(self.sock, partial(self.sock.send, view), selectors.EVENT_WRITE, self._watch)
            view = view[sent:]

    def receive_into(self, buffer: Any) -> int:
        """Bytes received, 0 at the end."""
        self._watch.look()
        return int(_until_done(self.sock, partial(self.sock.recv_into, buffer), selectors.EVENT_READ, self._watch))

    def makefile(self, mode: str = "rb", *_: Any) -> io.BufferedReader:
        """The bytes that come, buffered."""
        return io.BufferedReader(_Incoming(self), 65536)

    def close(self) -> None:
        """What http.client calls once it has the head of an answer that ends with the connection: too early."""

    def end(self) -> None:
        """Gives the connection back, without waiting."""
        self.sock.close()
