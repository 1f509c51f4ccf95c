"""The block runner: named jobs with JSON arguments, run by an executor that reports and obeys cancel.

A plan is data (function name, arguments, what must come before), so that another executor can run
it elsewhere. Each job opens and closes its own files: no dataset crosses threads.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from ..errors import Cancelled
from .progress import Progress, check

Item = TypeVar("Item")
Value = TypeVar("Value")
MOST_THREADS = 8


@dataclass(frozen=True)
class Job:
    """One step of a plan. ``cost`` in any unit, the same for all: it orders work and scales progress."""

    name: str
    function: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    after: tuple[str, ...] = ()
    cost: float = 1.0


class Ticket:
    """What a running job tells its executor: the share done; and hears: whether to stop."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop, self.share = stop, 0.0

    def done(self, share: float) -> None:
        """Set the share done, 0 to 1. Raises Cancelled where the run is being stopped."""
        self.share = min(1.0, share)
        if self._stop.is_set():
            raise Cancelled


Function = Callable[..., Any]


def plan_json(jobs: Sequence[Job]) -> str:
    """The plan as text; raises TypeError where an argument is not plain data."""
    return json.dumps([{"name": j.name, "function": j.function, "arguments": dict(j.arguments),
                        "after": list(j.after), "cost": j.cost} for j in jobs])


def thread_count(asked: int) -> int:
    """Threads to use: what was asked, or the machine's cores, at most 8."""
    return asked if asked > 0 else max(1, min(MOST_THREADS, os.cpu_count() or 1))


class ThreadExecutor:
    """Runs a plan with threads of this process, longest jobs first."""

    def __init__(self, functions: Mapping[str, Function], threads: int = 0) -> None:
        self.functions, self.threads = functions, thread_count(threads)

    def run(self, jobs: Sequence[Job], progress: Progress) -> dict[str, Any]:
        """Results by job name. The first failure stops the others and is raised here.

        Raises ValueError where a plan could never end.
        """
        plan_json(jobs)
        _check_order(jobs)
        run = _Run(self.functions, jobs)
        workers = [threading.Thread(target=run.work, name=f"bocage-{i}", daemon=True)
                   for i in range(min(self.threads, len(jobs)))]
        for worker in workers:
            worker.start()
        try:
            run.watch(progress)
        finally:
            run.stop.set()
            run.wake()
            for worker in workers:
                worker.join()
        if run.failure is not None:
            raise run.failure
        return run.results


def side_by_side(function: Callable[[Item], Value], items: Sequence[Item], threads: int,
                 progress: Progress) -> list[Value]:
    """``function`` of each item, in the order of the items, by so many threads; for parts that take a second or so.

    Progress is told, and a cancel heard, between items: those not begun are dropped.
    """
    results: list[Value] = []
    pool = ThreadPoolExecutor(max(1, threads))
    try:
        for future in [pool.submit(function, item) for item in items]:
            check(progress)
            results.append(future.result())
            progress.report(len(results) / len(items))
    finally:
        pool.shutdown(cancel_futures=True)
    return results


def _check_order(jobs: Sequence[Job]) -> None:
    """Raise ValueError where a job waits for itself or for one that is not in the plan: it would wait for ever."""
    waiting, done = {job.name: set(job.after) for job in jobs}, set[str]()
    if len(waiting) < len(jobs):
        raise ValueError("two jobs of one plan have the same name")
    while waiting:
        ready = [name for name, after in waiting.items() if after <= done]
        if not ready:
            raise ValueError(f"jobs that can never start: {', '.join(sorted(waiting))}")
        for name in ready:
            del waiting[name]
        done.update(ready)


class _Run:
    def __init__(self, functions: Mapping[str, Function], jobs: Sequence[Job]) -> None:
        self.functions, self.stop = functions, threading.Event()
        self.waiting = sorted(jobs, key=lambda job: -job.cost)
        self.total = sum(job.cost for job in jobs) or 1.0
        self.tickets: dict[str, tuple[Ticket, float]] = {}
        self.results: dict[str, Any] = {}
        self.failure: BaseException | None = None
        self.changed = threading.Condition()
        self.left = len(jobs)

    def wake(self) -> None:
        with self.changed:
            self.changed.notify_all()

    def take(self) -> Job | None:
        """The next job that may start; None when all are taken or the run stops."""
        with self.changed:
            while not self.stop.is_set() and self.waiting:
                for job in self.waiting:
                    if all(name in self.results for name in job.after):
                        self.waiting.remove(job)
                        self.tickets[job.name] = (Ticket(self.stop), job.cost)
                        return job
                self.changed.wait()
            return None

    def work(self) -> None:
        while (job := self.take()) is not None:
            ticket = self.tickets[job.name][0]
            try:
                result = self.functions[job.function](ticket, **job.arguments)
            except BaseException as error:  # noqa: BLE001 - carried to the coordinating thread
                with self.changed:
                    if self.failure is None and not isinstance(error, Cancelled):
                        self.failure = error
                    self.stop.set()
                    self.changed.notify_all()
                return
            ticket.share = 1.0
            with self.changed:
                self.results[job.name] = result
                self.left -= 1
                self.changed.notify_all()

    def watch(self, progress: Progress) -> None:
        """In the coordinating thread: report, and pass a cancel on."""
        while True:
            with self.changed:
                if self.left == 0 or self.stop.is_set():
                    break
                self.changed.wait(0.2)
                tickets = list(self.tickets.values())
            progress.report(sum(ticket.share * cost for ticket, cost in tickets) / self.total)
            if progress.cancelled():
                self.stop.set()
                raise Cancelled
        if self.failure is None and self.left:
            raise Cancelled
