"""The block runner: order, failure, cancel, plain plans."""

from __future__ import annotations

import json
import threading
import time

import pytest
from bocage.core.engine.jobs import Job, ThreadExecutor, plan_json, side_by_side, thread_count
from bocage.core.engine.progress import Part, SilentProgress
from bocage.core.errors import BocageError, Cancelled


class Watcher(SilentProgress):
    def __init__(self, stop_after: float = 2.0) -> None:
        self.seen: list[float] = []
        self.stop_after = stop_after
        self.threads: set[int] = set()

    def report(self, fraction, step=""):
        self.seen.append(fraction)
        self.threads.add(threading.get_ident())

    def cancelled(self):
        return bool(self.seen) and self.seen[-1] >= self.stop_after


def test_jobs_run_after_what_they_need_and_give_their_results():
    order = []

    def work(ticket, name):
        order.append(name)
        return name.upper()

    jobs = [Job("masks", "work", {"name": "masks"}, ("a", "b"), 9.0), Job("a", "work", {"name": "a"}),
            Job("b", "work", {"name": "b"}, ("a",))]
    assert ThreadExecutor({"work": work}, 3).run(jobs, SilentProgress()) == {"a": "A", "b": "B", "masks": "MASKS"}
    assert order == ["a", "b", "masks"]


def test_the_first_failure_stops_the_others_and_is_raised():
    def bad(ticket):
        raise BocageError("extent_empty")

    def long(ticket):
        for step in range(1000):
            time.sleep(0.01)
            ticket.done(step / 1000)

    started = time.monotonic()
    with pytest.raises(BocageError, match="empty"):
        ThreadExecutor({"bad": bad, "long": long}, 2).run(
            [Job("long", "long", cost=5), Job("bad", "bad")], SilentProgress())
    assert time.monotonic() - started < 5


def test_cancel_stops_running_jobs_and_progress_comes_from_one_thread():
    stopped = threading.Event()

    def long(ticket):
        try:
            for step in range(2000):
                time.sleep(0.005)
                ticket.done(step / 2000)
        except Cancelled:
            stopped.set()
            raise

    watcher = Watcher(0.05)
    with pytest.raises(Cancelled):
        ThreadExecutor({"long": long}, 2).run([Job("x", "long"), Job("y", "long")], watcher)
    assert stopped.is_set() and watcher.threads == {threading.get_ident()}


def test_a_plan_is_plain_data():
    jobs = [Job("a", "f", {"work": "/x", "band": "B2"}, cost=2.0)]
    assert json.loads(plan_json(jobs))[0]["arguments"] == {"work": "/x", "band": "B2"}
    with pytest.raises(TypeError):
        plan_json([Job("a", "f", {"array": object()})])


def test_progress_of_a_part_is_scaled():
    watcher = Watcher()
    Part(watcher, 0.2, 0.6).report(0.5)
    assert watcher.seen == [pytest.approx(0.4)]


def test_threads_are_at_most_eight_unless_asked():
    assert 1 <= thread_count(0) <= 8 and thread_count(12) == 12


@pytest.mark.parametrize("jobs", [
    [Job("masks", "work", after=("band",))], [Job("a", "work", after=("b",)), Job("b", "work", after=("a",))],
    [Job("a", "work"), Job("a", "work")]], ids=["absent", "circle", "twice"])
def test_a_plan_that_could_never_end_is_refused_rather_than_waited_for(jobs):
    with pytest.raises(ValueError):
        ThreadExecutor({"work": lambda ticket: None}, 2).run(jobs, SilentProgress())


def test_side_by_side_keeps_the_order_and_tells_how_far_it_is() -> None:
    shares = []

    class Heard(SilentProgress):
        def report(self, fraction: float, step: str = "") -> None:
            shares.append(fraction)

    assert side_by_side(lambda k: (time.sleep(0.01 * (3 - k)), 10 * k)[1], [0, 1, 2], 2, Heard()) == [0, 10, 20]
    assert shares == pytest.approx([1 / 3, 2 / 3, 1.0])


def test_side_by_side_stops_between_items_and_begins_no_more() -> None:
    begun = []

    class Stops(SilentProgress):
        def cancelled(self) -> bool:
            return len(begun) >= 2

    def one(number: int) -> int:
        begun.append(number)
        time.sleep(0.02)
        return number

    with pytest.raises(Cancelled):
        side_by_side(one, list(range(40)), 1, Stops())
    assert len(begun) < 10


def test_side_by_side_raises_what_an_item_raises() -> None:
    with pytest.raises(ZeroDivisionError):
        side_by_side(lambda k: 1 // k, [1, 0, 2], 2, SilentProgress())
