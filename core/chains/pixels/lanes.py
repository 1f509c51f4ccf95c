"""Blocks computed by several threads and handed back in order, in the coordinating thread, memory bounded.

Each lane is one thread with its own open files: no dataset crosses threads.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, TimeoutError
from typing import Generic, Protocol, TypeVar

from ...engine.progress import Progress, check


class Closing(Protocol):
    """Whatever a lane keeps open."""

    def close(self) -> None:
        """Release it."""
        ...


State = TypeVar("State", bound=Closing)
Item = TypeVar("Item")
Value = TypeVar("Value")
_WAIT_S = 0.2


class _Lane(Generic[State]):
    def __init__(self, opened: Callable[[], State], number: int) -> None:
        self._opened, self._state = opened, deque[State](maxlen=1)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=f"bocage-lane-{number}")

    def submit(self, work: Callable[[State, Item], Value], item: Item) -> "Future[Value]":
        return self._pool.submit(self._run, work, item)

    def _run(self, work: Callable[[State, Item], Value], item: Item) -> Value:
        if not self._state:
            self._state.append(self._opened())
        return work(self._state[0], item)

    def close(self) -> None:
        self._pool.submit(lambda: [state.close() for state in self._state])
        self._pool.shutdown()


def outcome(future: Future[Value], progress: Progress) -> Value:
    """What it comes to, its fault raised; a cancel is heard meanwhile. Raises Cancelled."""
    while True:
        check(progress)
        try:
            return future.result(_WAIT_S)
        except TimeoutError:
            # Over is the wait, or the work itself failed so: asking again tells.
            if future.done():
                return future.result()


def in_order(items: Sequence[Item], start: Callable[[int, Item], "Future[Value]"], take: Callable[[Item, Value], None],
             ahead: int, progress: Progress) -> None:
    """``take(item, value)`` of each item, in order, of what ``start(number, item)`` sets going elsewhere.

    ``ahead`` are under way or wait at most. A fault stops all and is raised here, so is Cancelled: those that are
    being computed end first.
    """
    waiting: deque[tuple[Item, Future[Value]]] = deque()
    done = 0

    def next_one() -> None:
        nonlocal done
        item, future = waiting[0]
        value = outcome(future, progress)
        waiting.popleft()
        take(item, value)
        done += 1
        progress.report(done / len(items))

    try:
        for number, item in enumerate(items):
            check(progress)
            if len(waiting) >= ahead:
                next_one()
            waiting.append((item, start(number, item)))
        while waiting:
            next_one()
    finally:
        for _, future in waiting:
            future.cancel()
        for _, future in waiting:
            if not future.cancelled():
                future.exception()


def in_lanes(items: Sequence[Item], opened: Callable[[], State], work: Callable[[State, Item], Value],
             take: Callable[[Item, Value], None], threads: int, progress: Progress) -> None:
    """``take(item, work(state, item))`` of each item, in order; ``work`` in a lane's thread, ``take`` in this one.

    One result a lane waits at most, and one besides. A fault stops all and is raised here, so is Cancelled.
    """
    lanes = [_Lane(opened, number) for number in range(max(1, min(threads, len(items))))]

    def start(number: int, item: Item) -> "Future[Value]":
        return lanes[number % len(lanes)].submit(work, item)

    try:
        in_order(items, start, take, len(lanes) + 1, progress)
    finally:
        for lane in lanes:
            lane.close()
