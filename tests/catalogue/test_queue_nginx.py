"""The queue against a real server: nginx on loopback."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest
from bocage.core.catalogue.queue import DONE, FAILED, PART, Wanted, run
from bocage.core.errors import Cancelled
from queue_tools import QUICK, PlainTransport, Told, content, md5
from proofs.servers import Nginx, nginx_program

pytestmark = pytest.mark.skipif(nginx_program() is None, reason="nginx is absent: run tools/setup.sh")
DATA = content("big.bin", 0, 900_000)


@pytest.fixture(scope="module")
def nginx(tmp_path_factory):
    files = tmp_path_factory.mktemp("files")
    (files / "big.bin").write_bytes(DATA)
    (files / "a.zip").write_bytes(content("a.zip"))
    with Nginx(files, tmp_path_factory.mktemp("nginx"), rate="400k") as server:
        yield server


class Stopping(PlainTransport):
    """Keeps the ranges asked for, and what came of them."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, int]] = []

    def open(self, request, cancelled=lambda: False):
        response = super().open(request, cancelled)
        self.asked.append((request.headers.get("Range", ""), response.status))
        return response


def stopped_half_way(store, place, url, **told):
    """A download cancelled once a third has come."""
    store.add(Wanted(url, str(place / "big.bin"), len(DATA), md5(DATA), **told))
    with pytest.raises(Cancelled):
        run(store, PlainTransport(), Told(0.33), limits=replace(QUICK, checkpoint_s=0.1))
    job, = store.jobs()
    assert job.state == PART and 0 < job.bytes < len(DATA)
    return job


def test_a_slow_transfer_is_stopped_and_only_the_rest_is_fetched(nginx, store, place):
    job = stopped_half_way(store, place, nginx.url("slow", "big.bin"))
    store.add(Wanted(nginx.url("plain", "big.bin"), str(place / "big.bin"), len(DATA), md5(DATA)))
    wire = Stopping()
    assert run(store, wire, Told(), limits=QUICK).count(DONE) == 1
    assert wire.asked == [(f"bytes={job.bytes}-", 206)] and (place / "big.bin").read_bytes() == DATA


def test_a_server_that_takes_no_ranges_starts_again_and_sews_nothing_together(nginx, store, place):
    job = stopped_half_way(store, place, nginx.url("slow", "big.bin"))
    store.add(Wanted(nginx.url("norange", "big.bin"), str(place / "big.bin"), len(DATA), md5(DATA)))
    wire = Stopping()
    assert run(store, wire, Told(), limits=QUICK).count(DONE) == 1
    assert wire.asked == [(f"bytes={job.bytes}-", 200)] and (place / "big.bin").read_bytes() == DATA


def test_a_file_replaced_on_the_server_is_fetched_whole(nginx, store, place):
    stopped_half_way(store, place, nginx.url("slow", "big.bin"))
    other = content("big.bin", 1, 900_000)
    (nginx.files / "big.bin").write_bytes(other)
    try:
        store.add(Wanted(nginx.url("plain", "big.bin"), str(place / "big.bin"), len(other), md5(other)))
        assert run(store, PlainTransport(), Told(), limits=QUICK).count(DONE) == 1
    finally:
        (nginx.files / "big.bin").write_bytes(DATA)
    assert (place / "big.bin").read_bytes() == other


def test_it_answers_503_and_the_others_are_served(nginx, store, place):
    store.add(Wanted(nginx.url("busy", "x.zip"), str(place / "x.zip")))
    store.add(Wanted(nginx.url("plain", "a.zip"), str(place / "a.zip")))
    busy, good = run(store, PlainTransport(), Told(), limits=replace(QUICK, attempts=3, breaker=9)).jobs
    assert (busy.state, busy.error_code) == (FAILED, "download_status") and "503" in str(busy.error)
    assert good.state == DONE and good.checked == "size zip"


def test_six_slow_transfers_are_at_most_four_at_once(nginx, store, place):
    store.add(Wanted(nginx.url("slow", "a.zip"), str(place / f"{n}.zip")) for n in range(6))
    most, stop = [0], threading.Event()

    def count() -> None:
        while not stop.is_set():
            most[0] = max(most[0], store.counts().get("running", 0))
            time.sleep(0.01)

    thread = threading.Thread(target=count)
    thread.start()
    report = run(store, PlainTransport(), Told(), limits=replace(QUICK, parallel=6))
    stop.set()
    thread.join()
    assert report.count(DONE) == 6 and most[0] == 4
