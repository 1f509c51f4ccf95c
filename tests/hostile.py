"""A real server on loopback that misbehaves on request: silent, slow, cut, redirected, refused."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any, Callable

#: What a handler may be: given the request handler, it answers.
Answer = Callable[["_Handler"], None]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    body = b""

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(length) if length else b""
        path = self.path.split("?")[0]
        self.server.seen.append((self.command, self.path, dict(self.headers), self.body))
        answer = self.server.answers.get(path) or _BUILT_IN.get("/" + path.split("/")[1])
        if answer is None:
            self.send(404, b"nothing here")
            return
        try:
            answer(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    do_POST = do_HEAD = do_GET

    def send(self, status: int, body: bytes = b"", kind: str = "text/plain", length: int | None = None,
             **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def send_json(self, what: Any, status: int = 200, **headers: str) -> None:
        self.send(status, json.dumps(what).encode(), "application/geo+json", **headers)

    def sleep(self, seconds: float) -> None:
        """Sleeps, but not longer than the server lives."""
        self.server.ending.wait(seconds)

    def log_message(self, *_: Any) -> None:
        """Nothing on the terminal."""


def _silent(handler: _Handler) -> None:
    handler.sleep(60)
    handler.close_connection = True


def _trickle(handler: _Handler) -> None:
    handler.send(200, b"", length=10_000)
    for _ in range(600):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        handler.sleep(0.05)
        if handler.server.ending.is_set():
            break
    handler.close_connection = True


def _stall(handler: _Handler) -> None:
    handler.send(200, b"x" * 1000, length=10_000)
    handler.sleep(60)
    handler.close_connection = True


def _cut(handler: _Handler) -> None:
    handler.send(200, b"x" * 400_000, length=1_000_000)
    handler.close_connection = True


def _chunked(handler: _Handler) -> None:
    """/chunked/whole or /chunked/cut"""
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    for _ in range(3):
        handler.wfile.write(b"5\r\nhello\r\n")
    if handler.path.endswith("cut"):
        handler.wfile.write(b"5\r\nhe")
    else:
        handler.wfile.write(b"0\r\n\r\n")
    handler.close_connection = True


def _big(handler: _Handler) -> None:
    """/big/<bytes>"""
    left = int(handler.path.split("/")[2])
    handler.send(200, b"", length=left)
    while left:
        piece = min(left, 1 << 16)
        handler.wfile.write(b"b" * piece)
        left -= piece
        handler.server.sent += piece


def _echo(handler: _Handler) -> None:
    handler.send_json({"method": handler.command, "path": handler.path, "body": handler.body.decode(),
                       "headers": {name.lower(): value for name, value in handler.headers.items()}})


def _to(handler: _Handler) -> None:
    """/to/<status>?<location>"""
    status = int(handler.path.split("/")[2].split("?")[0])
    handler.send(status, b"", Location=handler.path.split("?", 1)[1])


def _status(handler: _Handler) -> None:
    """/status/<code>"""
    handler.send(int(handler.path.split("/")[2]), b"told so")


def _vanish(handler: _Handler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


_BUILT_IN: dict[str, Answer] = {
    "/silent": _silent, "/trickle": _trickle, "/stall": _stall, "/cut": _cut, "/chunked": _chunked, "/big": _big,
    "/echo": _echo, "/to": _to, "/status": _status,
    "/html": lambda handler: handler.send(200, b"<!DOCTYPE html><html>Sign in</html>", "text/html"),
    "/badjson": lambda handler: handler.send(200, b'{"type": "FeatureColl', "application/json"),
    "/vanish": _vanish}


class Server(ThreadingHTTPServer):
    """``answers``: path -> what answers it; ``seen``: (method, path, headers, body) of each request."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: dict[str, Answer] = {}
        self.seen: list[tuple[str, str, dict[str, str], bytes]] = []
        self.ending = threading.Event()
        self.sent = 0

    def server_bind(self) -> None:
        """Without asking the name server who 127.0.0.1 is."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "localhost", self.server_address[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, *_: Any) -> None:
        """A client that gives up is what is tested."""


@contextmanager
def serving() -> Iterator[Server]:
    """The server, ended with its silences at the end."""
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.ending.set()
        server.shutdown()
        server.server_close()
        thread.join()


def seconds(work: Callable[[], Any]) -> float:
    """Wall clock of ``work``."""
    start = time.monotonic()
    work()
    return time.monotonic() - start
