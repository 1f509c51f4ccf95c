"""A file server on loopback that does all that servers do to downloads.

    python tools/proofs/hostile_files.py --port 8990 --seed 1

What it does to each request is a list of words by file, or drawn with a seed; what it serves is computed from the
file's name and version, so that whoever knows these knows every byte.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import random
import re
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from email.utils import formatdate
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

#: What may happen, and how often where it is drawn.
WEIGHTS = {"ok": 30, "truncate": 20, "stall": 6, "ignore_range": 8, "busy": 6, "busy_later": 4, "limit": 4, "change": 6,
           "more": 4, "less": 4, "wrong_range": 4, "wrong_bytes": 4}
CHUNK = 16384


@lru_cache(maxsize=256)
def content(name: str, version: int = 0, size: int = 100_000) -> bytes:
    """Bytes of a file: for a .zip an archive of them, whatever ``size`` says of it."""
    source = random.Random(f"{name} {version}")
    data = source.randbytes(size)
    if not name.endswith(".zip"):
        return data
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("données/pixels.bin"), data)
    return buffer.getvalue()


def etag_of(data: bytes, stamp: int = 0) -> str:
    return f'"{hashlib.sha256(data).hexdigest()[:16]}-{stamp}"'


class Hostile:
    """``with Hostile() as server:`` then ``server.url(name)``. ``sizes`` by name, else 100 kB."""

    def __init__(self, scripts: dict[str, Iterable[str]] | None = None, seed: int | None = None, port: int = 0,
                 sizes: Callable[[str], int] = lambda name: 100_000, chunk_wait_s: float = 0.0,
                 fixed: Callable[[str], bool] = lambda name: False) -> None:
        self.scripts = {name: list(words) for name, words in (scripts or {}).items()}
        self.random = random.Random(seed) if seed is not None else None
        self.sizes, self.chunk_wait_s, self.fixed = sizes, chunk_wait_s, fixed
        self.lock = threading.Lock()
        self.versions: Counter[str] = Counter()
        self.stamps: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self.done: Counter[str] = Counter()
        self.requests: list[tuple[str, str, str, str]] = []
        self.if_ranges: list[str] = []
        self.at_once, self.most_at_once = 0, 0
        self.retry_after = "1"
        self.stopping = threading.Event()
        handler = type("Handler", (_Handler,), {"hostile": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]

    def __enter__(self) -> Hostile:
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self.server.shutdown()
        self.server.server_close()

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.port}/{name}"

    def data(self, name: str) -> bytes:
        """What the file holds now."""
        return content(name, self.versions[name], self.sizes(name))

    def word(self, name: str) -> str:
        """What is done to the next request; the last word of a list stays."""
        with self.lock:
            self.asked[name] += 1
            script = self.scripts.get(name)
            if script:
                word = script.pop(0) if len(script) > 1 else script[0]
            elif self.random is not None:
                word = self.random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
            else:
                word = "ok"
            if word == "change":
                # Bytes of a fixed file stay, its ETag alone changes: checksums told before hold.
                (self.stamps if self.fixed(name) else self.versions)[name] += 1
                word = "ok"
            return word


class _Handler(BaseHTTPRequestHandler):
    hostile: Hostile
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def do_HEAD(self) -> None:
        data = self.hostile.data(self.name)
        self._head(200, len(data), data)

    @property
    def name(self) -> str:
        return urlsplit(self.path).path.lstrip("/")

    def do_GET(self) -> None:
        hostile = self.hostile
        self.close_connection = True
        word = hostile.word(self.name)
        with hostile.lock:
            hostile.requests.append((self.name, word, self.headers.get("Range", ""),
                                     self.headers.get("Authorization", "")))
            hostile.if_ranges.append(self.headers.get("If-Range", ""))
            hostile.at_once += 1
            hostile.most_at_once = max(hostile.most_at_once, hostile.at_once)
        try:
            getattr(self, f"_{word}", self._status_word(word))(hostile.data(self.name))
        except (BrokenPipeError, ConnectionResetError):
            pass
        finally:
            with hostile.lock:
                hostile.at_once -= 1

    # -- words -------------------------------------------------------------------------------------

    def _ok(self, data: bytes) -> None:
        start = self._start(data)
        if start and start >= len(data):
            self._head(416, 0, data, {"Content-Range": f"bytes */{len(data)}"})
        elif start:
            self._head(206, len(data) - start, data,
                       {"Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}"})
            self._send(data[start:])
        else:
            self._head(200, len(data), data)
            self._send(data)
        self.hostile.done[self.name] += 1

    def _ignore_range(self, data: bytes) -> None:
        self._head(200, len(data), data)
        self._send(data)

    def _truncate(self, data: bytes) -> None:
        self._partly(data, 0.6)

    def _stall(self, data: bytes) -> None:
        self._partly(data, 0.3)
        self.hostile.stopping.wait(20)

    def _partly(self, data: bytes, share: float) -> None:
        start = self._start(data)
        rest = data[start:]
        self._head(206 if start else 200, len(rest), data,
                   {"Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}"} if start else {})
        self._send(rest[:int(share * len(rest))])
        self.wfile.flush()

    def _trickle(self, data: bytes) -> None:
        self._head(200, len(data), data)
        for byte in data:
            if self.hostile.stopping.wait(0.05):
                return
            self.wfile.write(bytes([byte]))

    def _hang(self, data: bytes) -> None:
        self.hostile.stopping.wait(60)

    def _busy(self, data: bytes) -> None:
        self._head(503, 0, b"")

    def _busy_later(self, data: bytes) -> None:
        self._head(503, 0, b"", {"Retry-After": self.hostile.retry_after})

    def _limit(self, data: bytes) -> None:
        self._head(429, 0, b"", {"Retry-After": self.hostile.retry_after})

    def _more(self, data: bytes) -> None:
        """Announces more than there is."""
        self._head(200, len(data) + 1000, data)
        self._send(data)

    def _less(self, data: bytes) -> None:
        """Announces less than there is, and sends that."""
        self._head(200, len(data) - 1000, data)
        self._send(data[:-1000])

    def _endless(self, data: bytes) -> None:
        """Announces nothing, and sends more than there is."""
        self.send_response(200)
        self.end_headers()
        self._send(data + data)

    def _unannounced(self, data: bytes) -> None:
        """Announces nothing, and sends what there is."""
        self.send_response(200)
        self.end_headers()
        self._send(data)

    def _wrong_bytes(self, data: bytes) -> None:
        self._head(200, len(data), data)
        self._send(data[:500] + bytes([data[500] ^ 1]) + data[501:])

    def _wrong_range(self, data: bytes) -> None:
        """A partial answer that begins elsewhere than asked."""
        start = self._start(data)
        if not start:
            self._ok(data)
            return
        start = max(0, start - 7)
        self._head(206, len(data) - start, data, {"Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}"})
        self._send(data[start:])

    def _shifted_range(self, data: bytes) -> None:
        """As many bytes as asked for, but not those."""
        start = self._start(data)
        if not start:
            self._ok(data)
            return
        self._head(206, len(data) - start, data, {"Content-Range": f"bytes {start - 7}-{len(data) - 8}/{len(data)}"})
        self._send(data[start - 7:-7])

    def _other_version(self, data: bytes) -> None:
        """A partial answer of another version than the one asked for, said by its ETag alone."""
        start = self._start(data)
        other = content(self.name, 99, self.hostile.sizes(self.name))
        self._head(206 if start else 200, len(other) - start, other,
                   {"Content-Range": f"bytes {start}-{len(other) - 1}/{len(other)}"} if start else {})
        self._send(other[start:])

    def _no_validator(self, data: bytes) -> None:
        start = self._start(data, blind=True)
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.send_header("Content-Length", str(len(data) - start))
        self.end_headers()
        self._send(data[start:int(0.9 * len(data))])

    def _page(self, data: bytes) -> None:
        page = b"<html><body>Sign in</body></html>"
        self._head(200, len(page), b"", {"Content-Type": "text/html; charset=utf-8"})
        self._send(page)

    def _token(self, data: bytes) -> None:
        """401 without the right header: a token, or the name and password me and fresh."""
        if self.headers.get("Authorization") in ("Bearer fresh", "Basic bWU6ZnJlc2g="):
            self._ok(data)
        else:
            self._head(401, 0, b"")

    def _status_word(self, word: str) -> Callable[[bytes], None]:
        return lambda data: self._head(int(word), 0, b"")

    # -- how ---------------------------------------------------------------------------------------

    def _start(self, data: bytes, blind: bool = False) -> int:
        """First byte asked for, 0 where If-Range names another version."""
        found = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        same = self.headers.get("If-Range") in (self._etag(data), None)
        return int(found.group(1)) if found and (same or blind) else 0

    def _etag(self, data: bytes) -> str:
        return etag_of(data, self.hostile.stamps[self.name])

    def _head(self, status: int, length: int, data: bytes, more: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(length))
        if data:
            self.send_header("ETag", self._etag(data))
            self.send_header("Last-Modified", formatdate(time.time() - 86400, usegmt=True))
        for key, value in (more or {}).items():
            self.send_header(key, value)
        self.send_header("Connection", "close")
        self.end_headers()

    def _send(self, data: bytes) -> None:
        for start in range(0, len(data), CHUNK):
            self.wfile.write(data[start:start + CHUNK])
            if self.hostile.chunk_wait_s and self.hostile.stopping.wait(self.hostile.chunk_wait_s):
                return


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with Hostile(seed=options.seed, port=options.port, fixed=lambda name: not name.startswith("changing")) as server:
        print(server.port, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
