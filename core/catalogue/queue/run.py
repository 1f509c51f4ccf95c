"""The run: lends jobs to threads, watches them, and speaks for all. The only place that waits, and it always looks.

A transfer that has been silent for a while no longer counts among those at once, so a server that hangs keeps its own
files waiting and nobody else's.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress

from ...engine.outputs import human_bytes
from ...engine.progress import Progress, Rising
from ...errors import BocageError, Cancelled
from ..transport import Transport
from .fetch import Steps
from .leases import LeaseLost, Leases
from .model import DONE, GONE, PARKED, QUEUED, Limits, RunReport, Snapshot
from .space import check_room
from .store import JobStore
from .worker import Credentials, Event, Worker

LOG = logging.getLogger("bocage")
#: Seconds between two looks at cancel and deadline, two reports, two lines on how it goes, two looks for the dead.
_LOOK_S, _REPORT_S, _LINE_S, _DEAD_S = 0.05, 0.3, 15.0, 5.0
#: Seconds over which the rate is told, and seconds that threads get to stop.
_RATE_S, _STOP_S = 10.0, 15.0
_SUMS = """
SELECT state, count(*) AS count, sum(bytes) AS bytes, sum(coalesce(size, announced, 0)) AS expected,
  sum(coalesce(size, announced) IS NULL) AS unknown FROM jobs JOIN temp.mine ON temp.mine.id = jobs.id GROUP BY state
"""


def run(store: JobStore, transport: Transport, progress: Progress, ids: Sequence[int] | None = None,
        limits: Limits | None = None, steps: Steps | None = None,
        watch: Callable[[Snapshot], None] | None = None) -> RunReport:
    """Fetches the jobs ``ids`` (all of the queue by default) until each has ended or nothing can be done for now.

    Several runs may share a queue, also from several processes. Raises BocageError where the disk has no room
    (before anything is fetched, or on the way: parts stay), and Cancelled; whatever ends it, the next run goes on.
    ``watch`` hears how it stands some times a second, in the calling thread.
    """
    with JobStore(store.path) as own:
        return _Run(own, transport, progress, ids, limits or Limits(), steps or Steps(), watch).run()


class _Run:
    def __init__(self, store: JobStore, transport: Transport, progress: Progress, ids: Sequence[int] | None,
                 limits: Limits, steps: Steps, watch: Callable[[Snapshot], None] | None) -> None:
        self.store, self.transport, self.progress, self.ids = store, transport, Rising(progress), ids
        self.limits, self.steps, self.watch = limits, steps, watch
        self.leases = Leases(store, limits, ids)
        self.credentials, self.stop = Credentials(steps), threading.Event()
        self.events: queue.Queue[tuple[Worker, Event]] = queue.Queue()
        self.workers: set[Worker] = set()
        self.began = time.monotonic()
        self.received = 0
        self.fault: BocageError | None = None
        self.marks: deque[tuple[float, int]] = deque()
        self.due = dict.fromkeys(("heartbeat", "report", "line", "dead"), 0.0)
        self.told_down: set[str] = set()
        self.pause = _LOOK_S

    def run(self) -> RunReport:
        """To the end, whatever it is; nothing of this run is left lent."""
        out_of_time = False
        self.progress.report(0.0, "step_downloading")
        self.leases.free_the_dead()
        check_room(self.store.jobs(self.ids), self.limits)
        self.due["line"] = time.monotonic() + _LINE_S
        try:
            while True:
                self._hear(self.pause)
                if self.progress.cancelled():
                    raise Cancelled
                out_of_time = self._late()
                # Nothing is begun that would be stopped at once.
                if self.fault is not None or out_of_time:
                    break
                self._regularly()
                if not self._lend() and not self.workers and not self._awaited():
                    break
        finally:
            self._halt()
        if self.fault is not None:
            raise self.fault
        snapshot = self._report()
        if out_of_time and snapshot.waiting:
            self.progress.warn("download_out_of_time", count=snapshot.waiting)
        return RunReport(tuple(self.store.jobs(self.ids)), self.received, time.monotonic() - self.began,
                         out_of_time and snapshot.waiting > 0, tuple(sorted(self.told_down)))

    # -- lending -----------------------------------------------------------------------------------

    def _lend(self) -> bool:
        """Starts what may start now; True where anything did."""
        started = False
        while len(self.workers) < self.limits.threads and self._moving() < self.limits.parallel:
            job = self.leases.claim()
            if job is None:
                return started
            worker = Worker(job, self.leases, self.transport, self.steps, self.credentials, self.stop,
                            lambda who, event: self.events.put((who, event)))
            self.workers.add(worker)
            worker.start()
            started = True
        return started

    def _moving(self) -> int:
        return sum(worker.quiet_for() < self.limits.quiet_s for worker in self.workers)

    def _awaited(self) -> bool:
        """True while a job of this run may still come on: lent to another process, or due once a server has rested."""
        end = None if self.limits.deadline_s is None else time.time() + self._left()
        awaited, began = False, time.monotonic()
        for one in self.leases.pending():
            if one.lent:
                awaited = True
            elif one.openings >= self.limits.openings:
                self._tell_down(one.host)
            elif end is None or one.due < end:
                awaited = True
        # A long queue is not looked through all the time.
        self.pause = max(_LOOK_S, 5 * (time.monotonic() - began))
        return awaited

    def _tell_down(self, host: str) -> None:
        if host not in self.told_down:
            self.told_down.add(host)
            self.progress.warn("download_host_down", host=host)

    def _left(self) -> float:
        return (self.limits.deadline_s or 0.0) - (time.monotonic() - self.began)

    def _late(self) -> bool:
        return self.limits.deadline_s is not None and self._left() <= 0.0

    # -- watching ----------------------------------------------------------------------------------

    def _hear(self, wait_s: float) -> None:
        """What threads have to tell, the first of it within ``wait_s``."""
        with suppress(queue.Empty):
            self._settle(*self.events.get(timeout=wait_s))
        self._hear_rest()

    def _hear_rest(self) -> None:
        with suppress(queue.Empty):
            while True:
                self._settle(*self.events.get_nowait())

    def _settle(self, worker: Worker, event: Event) -> None:
        self.workers.discard(worker)
        self.received += event.received
        name, error = event.job.path.name, event.error
        if event.disk_full:
            self.fault = self.fault or error
        elif event.state == DONE:
            code = "download_fetched" if event.job.fetched else "download_found"
            self.progress.info(code, file=name, size=human_bytes(event.job.bytes), checked=event.job.checked or "-")
        elif event.state == QUEUED and error is not None:
            self.progress.info("download_again", reason=error)
        elif error is not None:
            code = {PARKED: "download_parked", GONE: "download_lost"}.get(event.state, "download_failed")
            self.progress.warn(code, file=name, reason=error)

    def _regularly(self) -> None:
        now = time.monotonic()
        if now >= self.due["heartbeat"]:
            self.due["heartbeat"] = now + self.limits.lease_s / 4
            self.leases.heartbeat([worker.job.id for worker in self.workers])
        if now >= self.due["dead"]:
            self.due["dead"] = now + min(_DEAD_S, self.limits.lease_s / 4)
            self.leases.free_the_dead()
        if now >= self.due["report"]:
            snapshot = self._report()
            # A long queue is not counted all the time.
            self.due["report"] = now + max(_REPORT_S, 20 * (time.monotonic() - now))
            if now >= self.due["line"]:
                self.due["line"] = now + _LINE_S
                self.progress.info("download_progress", done=snapshot.done, total=snapshot.total,
                                   bytes=human_bytes(snapshot.bytes), rate=human_bytes(snapshot.rate),
                                   left=_duration(snapshot.left_s))

    def _report(self) -> Snapshot:
        snapshot = self._snapshot()
        self.progress.report(snapshot.fraction)
        if self.watch is not None:
            self.watch(snapshot)
        return snapshot

    def _snapshot(self) -> Snapshot:
        sums = {str(row["state"]): row for row in self.store.read(_SUMS)}
        counts = {state: int(row["count"]) for state, row in sums.items()}
        live = sum(max(0, worker.pulse.position - worker.job.bytes) for worker in self.workers)
        # What a finished file holds is what it was expected to hold.
        there = live + sum(int(row["bytes"]) for state, row in sums.items() if state in ("done", "part", "running",
                                                                                         "verify"))
        wanted = [row for state, row in sums.items() if state not in ("failed", "parked", "gone")]
        expected = None if any(row["unknown"] for row in wanted) else sum(int(row["expected"]) for row in wanted)
        rate = self._rate()
        left = (expected - there) / rate if expected and rate > 0 else None
        return Snapshot(sum(counts.values()), counts.get("done", 0), counts.get("failed", 0),
                        counts.get("parked", 0), counts.get("gone", 0), there, expected, rate,
                        None if left is None else max(0.0, left), self.leases.resting())

    def _rate(self) -> float:
        now = time.monotonic()
        total = self.received + sum(worker.pulse.received for worker in self.workers)
        self.marks.append((now, total))
        while len(self.marks) > 2 and now - self.marks[0][0] > _RATE_S:
            self.marks.popleft()
        (first, before), span = self.marks[0], now - self.marks[0][0]
        return max(0.0, (total - before) / span) if span > 0 and first < now else 0.0

    # -- the end -----------------------------------------------------------------------------------

    def _halt(self) -> None:
        """Threads stop within a moment, their parts kept; what does not stop loses its lease by itself."""
        self.stop.set()
        end = time.monotonic() + _STOP_S
        for worker in list(self.workers):
            worker.thread.join(max(0.0, end - time.monotonic()))
        self._hear_rest()
        for worker in self.workers:
            LOG.warning("the transfer of %s does not stop", worker.job.destination)
            with suppress(LeaseLost, BocageError):
                self.leases.give_back(worker.job)


def _duration(seconds: float | None) -> str:
    if seconds is None:
        return "?"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min {rest:02d} s"
