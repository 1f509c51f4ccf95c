"""Many files, many servers, many processes: what runs promise as a whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from bocage.core.catalogue.queue import DONE, PART, QUEUED, RUNNING, JobStore, Limits, Wanted, run
from bocage.core.catalogue.queue.leases import LeaseLost, Leases
from bocage.core.engine.locks import take
from bocage.core.errors import BocageError, Cancelled
from queue_tools import QUICK, Hostile, PlainTransport, Told, content, fetch, md5


class Counting(PlainTransport):
    """How many answers were open at once, as the client sees it."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.most, self.lock = 0, 0, threading.Lock()
        self.times: list[float] = []

    def count(self, change: int) -> None:
        with self.lock:
            self.now += change
            self.most = max(self.most, self.now)

    def open(self, request, cancelled=lambda: False):
        self.times.append(time.monotonic())
        response = super().open(request, cancelled)
        self.count(1)
        close, closed = response.close, []

        def once() -> None:
            if not closed:
                closed.append(True)
                self.count(-1)
            close()

        response.close = once
        return response


def test_twenty_files_from_a_hostile_server_all_arrive_and_none_is_twice(store, place):
    names = [f"s{number:02d}.bin" for number in range(20)]
    wire = Counting()
    with Hostile(seed=7, fixed=lambda name: True, sizes=lambda name: 40_000) as server:
        store.add(Wanted(server.url(name), str(place / name), checksum=md5(content(name, 0, 40_000)))
                  for name in names)
        report = run(store, wire, Told(), limits=replace(QUICK, attempts=40, parallel=8, per_host=8))
        assert wire.most <= 8
    assert report.count(DONE) == 20, [str(job.error) for job in report.jobs if job.error]
    assert {path.name: path.read_bytes() for path in place.iterdir()} == {
        name: content(name, 0, 40_000) for name in names}


def test_one_server_that_hangs_does_not_keep_the_others_waiting(store, place):
    """It holds both of the transfers at once from the start, and none of them has ended when the others are there."""
    limits = replace(QUICK, parallel=2, per_host=2, quiet_s=0.1, inactivity_s=30, deadline_s=30)
    progress = Told()
    with Hostile({f"h{n}.bin": ["hang"] for n in range(6)}) as hung, Hostile() as good:
        store.add(Wanted(hung.url(f"h{n}.bin"), str(place / f"h{n}.bin"), priority=9) for n in range(6))
        ids = store.add(Wanted(good.url(f"g{n}.bin"), str(place / f"g{n}.bin")) for n in range(12))

        def watch(snapshot) -> None:
            if snapshot.done == 12:
                progress.patience = 0.0

        with pytest.raises(Cancelled):
            run(store, PlainTransport(), progress, limits=limits, watch=watch)
        assert len(hung.requests) == 2
    assert all(job.state == DONE for job in store.jobs(ids))
    assert {job.state for job in store.jobs()[:6]} == {QUEUED}


def test_a_server_that_stays_down_is_left_for_the_next_run_with_its_tries_unspent(store, place):
    limits = replace(QUICK, breaker=2, openings=2, attempts=20)
    with Hostile({"b.bin": ["busy"], "c.bin": ["busy"]}) as down, Hostile() as good:
        store.add([Wanted(down.url(name), str(place / name)) for name in ("b.bin", "c.bin")])
        store.add(Wanted(good.url("a.bin"), str(place / "a.bin")))
        progress = Told()
        report = run(store, PlainTransport(), progress, limits=limits)
        assert report.down == (down.url("")[7:].rstrip("/"),) and "download_host_down" in progress.said
        assert [job.state for job in report.jobs] == [QUEUED, QUEUED, DONE]
        assert len(down.requests) <= 6
        down.scripts.clear()
        assert run(store, PlainTransport(), Told(), limits=limits).count(DONE) == 3


def test_a_server_that_was_down_is_tried_with_one_transfer_first(store, place):
    limits = replace(QUICK, breaker=1, breaker_s=0.1, parallel=6, per_host=6)
    names = [f"f{n}.bin" for n in range(6)]
    with Hostile({"f0.bin": ["busy", "ok"]}, chunk_wait_s=0.01) as server:
        store.add(Wanted(server.url(names[0]), str(place / names[0])))
        leases = Leases(store, limits)
        leases.unwell(server.url("")[7:].rstrip("/"))
        store.add(Wanted(server.url(name), str(place / name)) for name in names[1:])
        leases = Leases(store, limits)
        assert leases.claim() is not None and leases.claim() is None
        leases.alive(server.url("")[7:].rstrip("/"))
        assert leases.claim() is not None


def test_retry_after_rests_the_whole_server(store, place):
    with Hostile({"a.bin": ["busy_later", "ok"]}) as server:
        server.retry_after = "1"
        wire = Counting()
        store.add(Wanted(server.url(name), str(place / name)) for name in ("a.bin", "b.bin"))
        report = run(store, wire, Told(), limits=replace(QUICK, retry_after_cap_s=10, per_host=1))
        assert {name for name, *_ in server.requests[1:]} == {"a.bin", "b.bin"}
    assert report.count(DONE) == 2 and 0.99 <= wire.times[1] - wire.times[0] < 3.0


def test_no_more_transfers_at_once_than_a_server_allows(store, place):
    names = [f"f{n}.bin" for n in range(8)]
    with Hostile(chunk_wait_s=0.005) as server:
        limits = replace(QUICK, parallel=8, hosts={server.url("")[7:].rstrip("/"): 2})
        wire = Counting()
        store.add(Wanted(server.url(name), str(place / name)) for name in names)
        assert run(store, wire, Told(), limits=limits).count(DONE) == 8
        assert wire.most == 2


def test_cancel_keeps_the_part_and_the_next_run_goes_on_from_it(store, place):
    with Hostile(chunk_wait_s=0.05, sizes=lambda name: 400_000) as server:
        store.add(Wanted(server.url("a.bin"), str(place / "a.bin"), 400_000))
        progress, began = Told(0.3), time.monotonic()
        with pytest.raises(Cancelled):
            run(store, PlainTransport(), progress, limits=replace(QUICK, checkpoint_s=0.05))
        assert time.monotonic() - began < 5
        job, = store.jobs()
        assert job.state == PART and job.bytes == (place / "a.bin.part").stat().st_size > 0 and not job.owner
        progress = Told()
        assert run(store, PlainTransport(), progress, limits=QUICK).count(DONE) == 1
        assert server.requests[-1][2] == f"bytes={job.bytes}-"
    assert (place / "a.bin").read_bytes() == content("a.bin", 0, 400_000)
    assert progress.fractions == sorted(progress.fractions) and progress.fractions[-1] == 1.0


def test_the_deadline_of_the_run_ends_it_and_keeps_the_parts(store, place):
    with Hostile(chunk_wait_s=0.05, sizes=lambda name: 400_000) as server:
        began = time.monotonic()
        report = fetch(store, server, place, "a.bin", "b.bin", limits=replace(QUICK, deadline_s=0.5))
    assert report.out_of_time and time.monotonic() - began < 3 and {job.state for job in report.jobs} == {PART}


def test_a_disk_that_is_too_small_is_refused_before_anything_with_the_figures(store, place):
    with Hostile() as server, pytest.raises(BocageError) as caught:
        fetch(store, server, place, "a.bin", size=10 ** 15)
    assert caught.value.code == "download_space" and "1e+03 TB" in str(caught.value) or "1000 TB" in str(caught.value)
    assert server.requests == [] and not list(place.iterdir()) and store.jobs()[0].state == QUEUED


def test_a_disk_that_fills_half_way_stops_with_one_sentence_and_keeps_the_part(store, tiny_disk):
    with Hostile({"a.bin": ["unannounced"]}, sizes=lambda name: 3_000_000) as server:
        with pytest.raises(BocageError) as caught:
            fetch(store, server, tiny_disk, "a.bin")
        assert caught.value.code == "disk_full" and str(tiny_disk) in str(caught.value)
        job, = store.jobs()
        assert job.state == PART, (job, list(tiny_disk.iterdir()), len(server.requests), str(caught.value))
        assert (tiny_disk / "a.bin.part").stat().st_size == job.bytes > 500_000
        assert not job.error_code and not (tiny_disk / "a.bin").exists()


def test_nothing_is_begun_once_the_disk_is_full(store, tiny_disk):
    """Neither the file itself once more, which would empty its part, nor another."""
    with Hostile({"a.bin": ["unannounced"]}, sizes=lambda name: 3_000_000) as server:
        store.add(Wanted(server.url(name), str(tiny_disk / name)) for name in ("a.bin", "b.bin", "c.bin"))
        with pytest.raises(BocageError):
            run(store, PlainTransport(), Told(), limits=replace(QUICK, parallel=1))
        assert len(server.requests) == 1 and (tiny_disk / "a.bin.part").stat().st_size > 500_000


def test_room_is_looked_at_again_once_the_server_tells_the_size(store, tiny_disk):
    with Hostile(sizes=lambda name: 3_000_000) as server, pytest.raises(BocageError) as caught:
        fetch(store, server, tiny_disk, "a.bin")
    assert caught.value.code == "disk_full" and not list(tiny_disk.iterdir())


RUNNER = """
import sys
sys.path[:0] = [{build!r}, {tests!r}]
from dataclasses import replace
from bocage.core.catalogue.queue import JobStore, Limits, run
from bocage.core.engine.progress import SilentProgress
from bocage.core.catalogue.plain_http import PlainTransport
limits = Limits(backoff_s=0.02, backoff_cap_s=0.1, inactivity_s=2, checkpoint_s=0.05, reserve_bytes=0, attempts=50)
print("running", flush=True)
with JobStore({path!r}) as store:
    report = run(store, PlainTransport(), SilentProgress(), limits=limits)
print(report.count("done"), flush=True)
"""


def other_process(store) -> subprocess.Popen:
    import bocage

    code = RUNNER.format(build=str(Path(bocage.__path__[0]).parent), tests=str(Path(__file__).parent),
                         path=store.path)
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is sent on POSIX systems only")
def test_the_jobs_of_a_killed_process_are_free_at_once_and_resumed(store, place):
    with Hostile(chunk_wait_s=0.02, sizes=lambda name: 800_000) as server:
        store.add(Wanted(server.url(name), str(place / name), 800_000) for name in ("a.bin", "b.bin"))
        first = other_process(store)
        end = time.monotonic() + 20
        while time.monotonic() < end and sum(job.bytes > 100_000 for job in store.jobs()) < 2:
            time.sleep(0.02)
        first.send_signal(signal.SIGKILL)
        first.communicate()
        assert {job.state for job in store.jobs()} == {RUNNING} and len(list(place.glob("*.part"))) == 2
        server.chunk_wait_s = 0.0
        began = time.monotonic()
        assert run(store, PlainTransport(), Told(), limits=QUICK).count(DONE) == 2
        # The leases would have lasted a minute.
        assert time.monotonic() - began < 5
        assert all(asked[2] for asked in server.requests[-2:])
    assert {path.name: path.read_bytes() for path in place.iterdir()} == {
        name: content(name, 0, 800_000) for name in ("a.bin", "b.bin")}


def test_two_processes_share_the_work_and_neither_takes_what_the_other_has(store, place):
    names = [f"f{n:02d}.bin" for n in range(24)]
    with Hostile(chunk_wait_s=0.003) as server:
        store.add(Wanted(server.url(name), str(place / name)) for name in names)
        other = other_process(store)
        report = run(store, PlainTransport(), Told(), limits=replace(QUICK, lease_s=60))
        said = other.communicate(timeout=30)[0]
        assert sorted(name for name, *_ in server.requests) == names
    assert report.count(DONE) == 24 and said.split() == ["running", "24"]


def test_a_file_named_just_before_the_process_died_is_recognised_without_being_fetched_again(store, place):
    with Hostile() as server:
        fetch(store, server, place, "a.bin")
        with store.transaction() as connection:
            connection.execute("UPDATE jobs SET state = 'verify', owner = 'gone|1|x', lease_until = 0")
        job, = run(store, PlainTransport(), Told(), limits=QUICK).jobs
        assert job.state == DONE and job.fetched and len(server.requests) == 1


def test_a_part_verified_when_the_process_died_is_not_fetched_again(store, place):
    with Hostile() as server:
        fetch(store, server, place, "a.bin")
        (place / "a.bin").rename(place / "a.bin.part")
        with store.transaction() as connection:
            connection.execute("UPDATE jobs SET state = 'verify', owner = 'gone|1|x', lease_until = 0, digest = ''")
        job, = run(store, PlainTransport(), Told(), limits=QUICK).jobs
        assert job.state == DONE and len(server.requests) == 1 and (place / "a.bin").exists()


def test_who_has_lost_a_lease_changes_nothing_any_more(store, place):
    store.add(Wanted("http://x/a", str(place / "a")))
    slow = Leases(store, replace(QUICK, lease_s=-1))
    job = slow.claim()
    with JobStore(store.path) as other:
        quick = Leases(other, QUICK)
        quick.free_the_dead()
        again = quick.claim()
        assert again is not None and again.id == job.id
    for change in (lambda: slow.reached(job, 5), lambda: slow.verified(job, "d", ""), lambda: slow.give_back(job)):
        with pytest.raises(LeaseLost):
            change()
    assert store.jobs()[0].owner == quick.owner and store.jobs()[0].bytes == 0


def test_a_part_that_another_writes_to_is_left_to_it(store, place):
    with Hostile() as server, open(place / "a.bin.part", "ab") as held:
        assert take(held)
        store.add(Wanted(server.url("a.bin"), str(place / "a.bin")))
        report = run(store, PlainTransport(), Told(), limits=replace(QUICK, deadline_s=0.5))
        assert report.jobs[0].state == QUEUED and report.jobs[0].error_code == "download_busy"
        assert (place / "a.bin.part").stat().st_size == 0 and not (place / "a.bin").exists()


def test_transactions_are_short_while_transfers_are_long(store, place):
    """A writer that comes from outside during transfers of a second never waits for them."""
    waits = []
    stop = threading.Event()

    def knock() -> None:
        with JobStore(store.path) as other:
            while not stop.is_set():
                began = time.monotonic()
                with other.transaction():
                    waits.append(time.monotonic() - began)
                time.sleep(0.01)

    with Hostile(chunk_wait_s=0.15) as server:
        thread = threading.Thread(target=knock)
        thread.start()
        fetch(store, server, place, "a.bin", "b.bin", limits=replace(QUICK, checkpoint_s=0.05))
        stop.set()
        thread.join()
    assert len(waits) > 20 and max(waits) < 0.5


def test_by_default_a_run_keeps_to_what_cdse_allows():
    assert Limits().per_host == 4
