"""One job in one thread: a try, and what it means for the job, for its server and for the run."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from ...engine.outputs import human_bytes, translate_write_fault
from ...errors import BocageError, Cancelled
from ..transport import Transport, TransportFault
from .faults import Busy, End, Refused, Retry
from .fetch import Pulse, Steps, Try
from .leases import LeaseLost, Leases
from .model import DONE, FAILED, PARKED, QUEUED, Job
from .verify import ContentFault

LOG = logging.getLogger("bocage")
#: A wrong content is seldom a matter of chance: it weighs as so many tries.
_CONTENT_WEIGHT = 2
#: Wait where another process turns out to be at work, seconds.
_BUSY_S = 5.0


@dataclass(frozen=True)
class Event:
    """How a try ended, for the log. ``state`` DONE or an end; QUEUED where it is tried again or given back."""

    job: Job
    state: str
    error: BocageError | None = None
    received: int = 0
    #: True where nothing more can be written at all.
    disk_full: bool = False


class Credentials:
    """Renews credentials once for all the transfers that were refused together."""

    def __init__(self, steps: Steps) -> None:
        self._steps, self._lock = steps, threading.Lock()
        self._renewed: dict[tuple[str, str], float] = {}

    def renew(self, job: Job, asked_at: float) -> bool:
        """True where another try makes sense. ``asked_at``: when the refused try began, monotonic seconds."""
        with self._lock:
            key = (job.host, job.auth)
            if self._renewed.get(key, 0.0) > asked_at:
                return True
            renewed = self._steps.refresh(job)
            if renewed:
                self._renewed[key] = time.monotonic()
            return renewed


class Worker:
    """Runs one job; ``start`` it, and its Event comes to ``tell``."""

    def __init__(self, job: Job, leases: Leases, transport: Transport, steps: Steps, credentials: Credentials,
                 stop: threading.Event, tell: Callable[[Worker, Event], None]) -> None:
        self.job, self.leases, self.transport, self.steps = job, leases, transport, steps
        self.credentials, self.stop, self._tell = credentials, stop, tell
        self.pulse = Pulse(job, position=job.bytes)
        self.thread = threading.Thread(target=self._work, name=f"bocage-fetch-{job.id}", daemon=True)

    def start(self) -> None:
        """In a thread of its own."""
        self.thread.start()

    def quiet_for(self) -> float:
        """Seconds since anything came on."""
        return time.monotonic() - self.pulse.heard

    def _look(self) -> None:
        if self.stop.is_set():
            raise Cancelled

    def _work(self) -> None:
        try:
            event = self._settled()
        except LeaseLost:
            event = Event(self.job, QUEUED)
        except BocageError as error:
            # The queue's own file failed: the lease ends by itself.
            event = Event(self.job, QUEUED, error, disk_full=True)
        except Exception as error:  # noqa: BLE001 - the edge of one thread: the others go on
            LOG.warning("transfer of %s stopped", self.job.destination, exc_info=True)
            with suppress(Exception):
                self.leases.give_back(self.job)
            event = Event(self.job, QUEUED, BocageError("internal", fault=f"{type(error).__name__}: {error}"))
        self._tell(self, replace(event, received=self.pulse.received))

    def _settled(self) -> Event:
        job, leases = self.job, self.leases
        began = time.monotonic()
        attempt = Try(job, leases, self.transport, self.steps, self.pulse, self.stop.is_set, self._look)
        try:
            attempt.run()
            return Event(leases.store.job(job.id) or job, DONE)
        except Cancelled:
            leases.give_back(job)
            return Event(job, QUEUED)
        except Busy:
            leases.later(job, BocageError("download_busy", file=job.path.name), job.attempts, _BUSY_S)
            return Event(job, QUEUED)
        except Retry as fault:
            return self._again(attempt, fault)
        except TransportFault as fault:
            return self._again(attempt, self._wire(attempt, fault))
        except ContentFault as fault:
            attempt.discard()
            if fault.as_announced:
                return self._end(FAILED, fault.error)
            return self._again(attempt, Retry(fault.error), _CONTENT_WEIGHT)
        except Refused as fault:
            if not job.refreshed and self.credentials.renew(job, began):
                leases.refreshed(job)
                leases.later(job, fault.error, job.attempts, 0.0)
                return Event(job, QUEUED, fault.error)
            return self._end(PARKED, fault.error)
        except End as end:
            return self._end(end.state, end.error)
        except BocageError as error:
            return self._disk(error)
        except OSError as error:
            return self._disk(translate_write_fault(job.destination, error))
        except LeaseLost:
            raise
        except Exception as error:  # noqa: BLE001 - the edge of one file: the others go on
            LOG.warning("transfer of %s failed", job.destination, exc_info=True)
            return self._end(FAILED, BocageError("internal", fault=f"{type(error).__name__}: {error}"))

    def _wire(self, attempt: Try, fault: TransportFault) -> Retry:
        """A server is unwell where it brought nothing at all; a transfer cut on its way is the way's fault."""
        job = attempt.job
        if fault.kind in ("cut", "timeout", "deadline") and self.pulse.received:
            size = human_bytes(job.expected) if job.expected else "?"
            return Retry(BocageError("download_cut", file=job.path.name, host=job.host, size=size,
                                     got=human_bytes(job.bytes)))
        text = f"{fault.kind}: {fault.detail}" if fault.detail else fault.kind
        return Retry(BocageError("download_wire", file=job.path.name, host=job.host, fault=text), unwell=True)

    def _again(self, attempt: Try, fault: Retry, weight: int = 1) -> Event:
        job, leases = self.job, self.leases
        if fault.unwell:
            leases.unwell(job.host)
        if fault.wait_s is not None:
            leases.pause(job.host, fault.wait_s)
        attempts = (0 if attempt.progressed() else job.attempts) + weight
        if attempts >= leases.limits.attempts:
            return self._end(FAILED, fault.error, attempts)
        leases.later(job, fault.error, attempts, fault.wait_s)
        return Event(job, QUEUED, fault.error)

    def _end(self, state: str, error: BocageError, attempts: int | None = None) -> Event:
        self.leases.end(self.job, state, error, self.job.attempts if attempts is None else attempts)
        if state != FAILED and state != PARKED:
            # Gone: what there is of it is of no use.
            with suppress(OSError):
                self.job.part.unlink()
        return Event(self.job, state, error)

    def _disk(self, error: BocageError) -> Event:
        """A full disk stops the run and keeps the part; a place that cannot be written is this file's own fault."""
        if error.code.startswith("jobs_"):
            raise error
        if error.code != "disk_full":
            return self._end(FAILED, error)
        self.leases.give_back(self.job)
        return Event(self.job, QUEUED, error, disk_full=True)
