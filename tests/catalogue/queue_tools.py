"""What the tests of the queue share: short waits, a progress that keeps what it hears, the hostile server."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from bocage.core.catalogue.plain_http import PlainTransport
from bocage.core.catalogue.queue import Limits, Wanted, run
from bocage.core.engine.progress import SilentProgress

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
from proofs.hostile_files import Hostile, content, etag_of  # noqa: E402

__all__ = ["QUICK", "Hostile", "PlainTransport", "Told", "content", "etag_of", "fetch", "md5"]

QUICK = Limits(backoff_s=0.005, backoff_cap_s=0.05, breaker_s=0.02, breaker_cap_s=0.1, inactivity_s=0.4, total_s=20,
               lease_s=5, retry_after_cap_s=0.3, reserve_bytes=0, openings=20)


class Told(SilentProgress):
    """Keeps what was said, and how far it went."""

    def __init__(self, patience: float = 2.0) -> None:
        self.said: list[str] = []
        self.fractions: list[float] = []
        self.patience = patience

    def report(self, fraction: float, step: str = "") -> None:
        self.fractions.append(fraction)

    def info(self, code: str, **fields) -> None:
        self.said.append(code)

    warn = info

    def cancelled(self) -> bool:
        return bool(self.fractions) and self.fractions[-1] >= self.patience


def fetch(store, server, folder, *names, limits=QUICK, progress=None, steps=None, **told):
    store.add(Wanted(server.url(name), str(folder / name), **told) for name in names)
    return run(store, PlainTransport(), progress or Told(), limits=limits, steps=steps)


def md5(data: bytes) -> str:
    return "md5:" + hashlib.md5(data).hexdigest()
