"""One try at one file: ask, resume only what is surely the same version, write, verify, name."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import IO, Any
from urllib.parse import urlsplit

from ...engine.checksums import Checksum, digests, parse_checksum
from ...engine.locks import take
from ...engine.outputs import free_bytes, human_bytes, rename, sync_folder
from ...errors import BocageError
from ..transport import Request, Response, Transport
from . import answers
from .backoff import retry_after
from .faults import Busy, End, Refused, Retry
from .leases import Leases
from .model import FAILED, GONE, PARKED, Job, Limits
from .verify import ContentFault, OpenTest, matches, opens, verify

_CHUNK = 1 << 18
_MIB = 1 << 20
_PASSWORD = ("sign_password", "sign_refused", "sign_unknown", "sign_locked")
#: Answers that a later try may turn out better.
_PASSING = (408, 425, 429, 500, 502, 503, 504)


def _as_it_is(job: Job) -> tuple[str, Mapping[str, str]]:
    return job.url, {}


def _ask_again(job: Job) -> bool:
    return True


@dataclass(frozen=True)
class Steps:
    """What others do for the queue."""

    #: Address and headers to fetch a job by: signing goes here. May raise BocageError.
    address: Callable[[Job], tuple[str, Mapping[str, str]]] = _as_it_is
    #: Renews the credentials after a 401 or 403; False where that makes no sense.
    refresh: Callable[[Job], bool] = _ask_again
    open_test: OpenTest = opens


@dataclass
class Pulse:
    """What a transfer shows of itself to the coordinating thread."""

    job: Job
    #: Seconds of the monotonic clock at which something last came on.
    heard: float = field(default_factory=time.monotonic)
    #: Bytes received by this try; bytes in the part.
    received: int = 0
    position: int = 0


class Try:
    """One try. Raises Retry, End, Refused, Busy, LeaseLost, Cancelled, or BocageError for the disk."""

    def __init__(self, job: Job, leases: Leases, transport: Transport, steps: Steps, pulse: Pulse,
                 stopped: Callable[[], bool], look: Callable[[], None]) -> None:
        self.job, self.leases, self.transport, self.steps = job, leases, transport, steps
        self.limits: Limits = leases.limits
        self.pulse, self.stopped, self._look = pulse, stopped, look

    def look(self) -> None:
        """Something comes on; raises Cancelled where it is time to stop."""
        self._look()
        self.pulse.heard = time.monotonic()

    def run(self) -> bool:
        """True once the file bears its name; False where it was there already."""
        self.look()
        if os.path.lexists(self.job.path):
            return self._occupied()
        self.job.path.parent.mkdir(parents=True, exist_ok=True)
        if self._whole_part():
            self._finish()
            return True
        offset = self._offset()
        for start in ((offset, 0) if offset else (0,)):
            response = self._ask(start)
            try:
                whole = self._receive(response, start)
            finally:
                response.close()
            if whole:
                break
        self._finish()
        return True

    # -- what is there already ---------------------------------------------------------------------

    def _occupied(self) -> bool:
        """The place is taken: by this very file, or by one that is not the queue's."""
        job = self.job
        if job.digest and matches(job.path, job.bytes, Checksum("sha2-256", job.digest), self.look):
            # A process died between naming the file and saying so.
            self.leases.done(job, job.bytes, job.digest, job.checked, fetched=True)
            return True
        wanted = parse_checksum(job.checksum)
        size = job.size if job.size is not None or wanted else self._announced()
        if (size is not None or wanted) and matches(job.path, size, wanted, self.look):
            digest = digests(job.path, ("sha2-256",), self.look)["sha2-256"]
            checked = " ".join(filter(None, ("size" if size is not None else "", wanted.algorithm if wanted else "")))
            self.leases.done(job, job.path.stat().st_size, digest, checked, fetched=False)
            return False
        raise End(FAILED, BocageError("download_taken", file=job.destination))

    def _announced(self) -> int | None:
        """Bytes as the server says, without fetching any."""
        response = self.transport.open(replace(self._request({}), method="HEAD"), self.stopped)
        response.close()
        return answers.total_bytes(200, response.headers) if response.status == 200 else None

    def _whole_part(self) -> bool:
        """True where all bytes came before, and only their verification was missed."""
        job = self.job
        if not job.expected or job.bytes != job.expected:
            return False
        return os.path.exists(job.part) and job.part.stat().st_size == job.bytes

    def _resumable(self) -> bool:
        return bool(self.job.etag or self.job.last_modified)

    def _offset(self) -> int:
        """Bytes that need not be asked for again."""
        if not self._resumable():
            return 0
        try:
            return min(self.job.bytes, self.job.part.stat().st_size)
        except OSError:
            return 0

    # -- asking ------------------------------------------------------------------------------------

    def _request(self, headers: Mapping[str, str]) -> Request:
        try:
            address, own = self.steps.address(self.job)
        except BocageError as error:
            # No password, or a wrong one: the user's turn; a service that does not answer: another time.
            raise (End(PARKED, error) if error.code in _PASSWORD else Retry(error)) from error
        scheme = urlsplit(address).scheme
        if scheme not in ("http", "https"):
            raise End(FAILED, BocageError("download_scheme", file=self.job.path.name, scheme=scheme))
        # What is signed needs no password beside its token.
        auth = "" if own or address != self.job.url else self.job.auth
        return Request(address, headers={**own, "Accept-Encoding": "identity", **headers}, auth=auth,
                       inactivity_s=self.limits.inactivity_s,
                       total_s=max(self.limits.total_s, (self.job.expected or 0) / self.limits.slowest))

    def _ask(self, offset: int) -> Response:
        """An answer that brings bytes, or 416."""
        headers = {}
        if offset:
            headers = {"Range": f"bytes={offset}-", "If-Range": self.job.etag or self.job.last_modified}
        response = self.transport.open(self._request(headers), self.stopped)
        self.look()
        try:
            self._judge(response)
        except BaseException:
            response.close()
            raise
        return response

    def _judge(self, response: Response) -> None:
        job, status = self.job, response.status
        told = {"file": job.path.name, "host": job.host, "status": status}
        if status < 500:
            self.leases.alive(job.host)
        if status in (401, 403):
            raise Refused(BocageError("download_refused", **told))
        if status in (404, 410):
            raise End(GONE, BocageError("download_gone", **told))
        if status in _PASSING:
            wait = retry_after(response.headers.get("retry-after", ""), self.limits.retry_after_cap_s)
            raise Retry(BocageError("download_status", **told), unwell=wait is None and status != 429, wait_s=wait)
        if status not in (200, 206, 416):
            raise Retry(BocageError("download_status", **told))
        if status != 416 and answers.is_web_page(response.headers, job.path.name):
            raise Refused(BocageError("download_web_page", file=job.path.name, host=job.host))

    # -- receiving ---------------------------------------------------------------------------------

    def _receive(self, response: Response, offset: int) -> bool:
        """Writes the body to the part; False where it must be asked for from its start."""
        total = answers.total_bytes(response.status, response.headers)
        if response.status in (206, 416) and not offset:
            # Nobody asked for a part.
            raise Retry(BocageError("download_status", file=self.job.path.name, host=self.job.host,
                                    status=response.status))
        if response.status == 416:
            # All was there already where no length had been announced.
            return total == offset
        if response.status == 206:
            if answers.first_byte(response.headers) != offset or not answers.same_version(
                    response.headers, self.job.etag, self.job.last_modified):
                return False
        else:
            offset = 0
        self._check_length(total, offset)
        with open(self.job.part, "ab", buffering=0) as handle:
            self._hold(handle)
            if offset and os.fstat(handle.fileno()).st_size < offset:
                return False
            self._begin(handle, response, offset, total)
            self._copy(handle, response, offset, total)
        return True

    def _hold(self, handle: IO[bytes]) -> None:
        """Nobody else writes to the part, and it still is the part. Raises Busy."""
        if not take(handle):
            raise Busy
        if not os.path.exists(self.job.part) or not os.path.samestat(os.fstat(handle.fileno()),
                                                                     os.stat(self.job.part)):
            raise Busy

    def _check_length(self, total: int | None, offset: int) -> None:
        """What is announced is what is wanted, and there is room for it."""
        job = self.job
        if total is None:
            return
        if job.size is not None and total != job.size:
            raise ContentFault(BocageError("download_size", file=job.path.name, host=job.host, got=total,
                                           size=job.size))
        free = free_bytes(job.path.parent)
        if free < total - offset:
            raise BocageError("disk_full", folder=str(job.path.parent), needed=human_bytes(total - offset),
                              free=human_bytes(free))

    def _begin(self, handle: IO[bytes], response: Response, offset: int, total: int | None) -> None:
        """The part cut to what is surely of this version, before its validators are kept."""
        handle.truncate(offset)
        if not offset:
            os.fsync(handle.fileno())
            self.leases.start(self.job, *answers.validators(response.headers), total)
            self.job = replace(self.job, bytes=0, announced=total)

    def _copy(self, handle: IO[bytes], response: Response, offset: int, total: int | None) -> None:
        expected = self.job.size if self.job.size is not None else total
        position, kept = offset, time.monotonic()
        self.pulse.position = position
        try:
            for piece in response.chunks(_CHUNK):
                self.look()
                position += _write(handle, piece)
                self.pulse.received += len(piece)
                self.pulse.position = position
                if expected is not None and position > expected:
                    raise ContentFault(BocageError("download_size", file=self.job.path.name, host=self.job.host,
                                                   got=f"> {expected}", size=expected))
                if time.monotonic() - kept >= self.limits.checkpoint_s:
                    self._keep(handle, position)
                    kept = time.monotonic()
        finally:
            self._keep(handle, os.fstat(handle.fileno()).st_size)
        if expected is not None and position < expected:
            raise Retry(BocageError("download_cut", file=self.job.path.name, host=self.job.host,
                                    got=human_bytes(position), size=human_bytes(expected)))

    def _keep(self, handle: IO[bytes], position: int) -> None:
        os.fsync(handle.fileno())
        self.leases.reached(self.job, position)
        self.job = replace(self.job, bytes=position)

    def progressed(self) -> bool:
        """True where this try brought the file further than any before, by enough that tries may go on for long."""
        step = max(_MIB, (self.job.expected or 0) // 20)
        return self.job.bytes >= self.job.best + step

    # -- the end -----------------------------------------------------------------------------------

    def _finish(self) -> None:
        """Verifies the part and gives it its name."""
        job = self.job
        with open(job.part, "rb+", buffering=0) as handle:
            self._hold(handle)
            size = os.fstat(handle.fileno()).st_size
            self.leases.verifying(job, size)
            digest, checked = verify(job.part, job, self.steps.open_test, self.look)
            os.fsync(handle.fileno())
            if os.path.lexists(job.path):
                raise End(FAILED, BocageError("download_taken", file=job.destination))
            self.leases.verified(job, digest, checked)
            if os.name != "nt":
                # Renamed while it is held: nobody else can write to it any more.
                rename(job.part, job.path)
        if os.name == "nt":
            rename(job.part, job.path)
        sync_folder(job.path.parent)
        self.leases.done(job, size, digest, checked, fetched=True)

    def discard(self) -> None:
        """What came is worth nothing: the part goes, and the next try starts from nothing."""
        self.leases.start(self.job, "", "", None)
        with suppress(OSError):
            self.job.part.unlink()


def _write(handle: IO[bytes], piece: bytes) -> int:
    """All of a piece: an unbuffered file may take less at once."""
    view: Any = memoryview(piece)
    while view:
        view = view[handle.write(view):]
    return len(piece)
