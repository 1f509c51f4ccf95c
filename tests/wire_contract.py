"""What every transport must hold, against the hostile server; collected by the tests of each transport."""

from __future__ import annotations

import json
import socket
import threading
import time

import pytest

from bocage.core.catalogue.transport import Request, TransportFault
from bocage.core.errors import Cancelled
from hostile import Server


def read(transport, url: str, **options) -> bytes:
    return b"".join(transport.open(Request(url, **options)).chunks())


def fault(transport, url: str, **options) -> TransportFault:
    with pytest.raises(TransportFault) as caught:
        read(transport, url, **options)
    return caught.value


class WireContract:
    """Give it fixtures ``transport`` and ``server``."""

    def test_a_body_comes_whole_in_chunks_with_status_and_headers(self, transport, server: Server):
        response = transport.open(Request(server.url + "/big/300000"))
        assert response.status == 200
        assert response.headers["content-length"] == "300000"
        chunks = list(response.chunks(10_000))
        assert sum(map(len, chunks)) == 300_000
        assert max(map(len, chunks)) <= 10_000

    def test_an_answer_that_announces_its_end_comes_whole(self, transport, server: Server):
        server.answers["/last"] = lambda handler: handler.send(200, b"x" * 3_000_000, Connection="close")
        assert len(read(transport, server.url + "/last")) == 3_000_000

    def test_posts_what_it_is_given(self, transport, server: Server):
        answer = json.loads(read(transport, server.url + "/echo", method="POST", body=b'{"a": "\xc3\xa9"}',
                                 headers={"Content-Type": "application/json", "X-API-Key": "k"}))
        assert answer["method"] == "POST" and answer["body"] == '{"a": "é"}'
        assert answer["headers"]["content-type"] == "application/json"
        assert answer["headers"]["x-api-key"] == "k"

    def test_statuses_are_answers_not_faults(self, transport, server: Server):
        for status in (400, 401, 404, 429, 500, 503):
            response = transport.open(Request(f"{server.url}/status/{status}"))
            assert response.status == status
            assert b"".join(response.chunks()) == b"told so"

    def test_head_has_a_length_and_no_body(self, transport, server: Server):
        response = transport.open(Request(server.url + "/big/5000", method="HEAD"))
        assert response.headers["content-length"] == "5000"
        assert b"".join(response.chunks()) == b""

    def test_a_silent_server_is_given_up_at_the_inactivity_deadline(self, transport, server: Server):
        start = time.monotonic()
        assert fault(transport, server.url + "/silent", inactivity_s=0.5).kind == "timeout"
        assert 0.4 < time.monotonic() - start < 1.0

    def test_a_body_that_stops_is_given_up_at_the_inactivity_deadline(self, transport, server: Server):
        start = time.monotonic()
        assert fault(transport, server.url + "/stall", inactivity_s=0.5).kind == "timeout"
        assert 0.4 < time.monotonic() - start < 1.0

    def test_a_trickle_is_given_up_at_the_total_deadline(self, transport, server: Server):
        start = time.monotonic()
        assert fault(transport, server.url + "/trickle", inactivity_s=5, total_s=0.8).kind == "deadline"
        assert 0.7 < time.monotonic() - start < 1.3

    def test_cancel_is_heard_while_the_server_is_silent(self, transport, server: Server):
        asked = time.monotonic() + 0.3
        with pytest.raises(Cancelled):
            transport.open(Request(server.url + "/silent"), lambda: time.monotonic() > asked)
        assert time.monotonic() - asked < 0.3

    def test_cancel_is_heard_while_the_body_has_stopped(self, transport, server: Server):
        asked = time.monotonic() + 0.3
        response = transport.open(Request(server.url + "/stall"), lambda: time.monotonic() > asked)
        with pytest.raises(Cancelled):
            list(response.chunks())
        assert time.monotonic() - asked < 0.3

    def test_a_body_shorter_than_announced_is_cut(self, transport, server: Server):
        assert fault(transport, server.url + "/cut").kind == "cut"

    def test_chunked_bodies_come_whole_or_are_cut(self, transport, server: Server):
        assert read(transport, server.url + "/chunked/whole") == b"hello" * 3
        assert fault(transport, server.url + "/chunked/cut").kind == "cut"

    def test_a_server_that_hangs_up_is_a_cut(self, transport, server: Server):
        assert fault(transport, server.url + "/vanish").kind == "cut"

    def test_nobody_listens_is_refused(self, transport):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        assert fault(transport, f"http://127.0.0.1:{port}/").kind == "refused"

    def test_a_name_that_does_not_exist_is_said_so(self, transport):
        assert fault(transport, "http://no-such-host.invalid/", inactivity_s=10).kind == "name"

    def test_plain_http_where_tls_is_expected_is_tls(self, transport, server: Server):
        assert fault(transport, server.url.replace("http:", "https:") + "/echo", inactivity_s=5).kind == "tls"

    @pytest.mark.parametrize("url", ("file:///etc/passwd", "ftp://127.0.0.1/x", "s3://eodata/x", "nonsense"))
    def test_other_schemes_are_refused(self, transport, url):
        assert fault(transport, url).kind == "other"

    def test_redirections_are_followed_and_a_post_stays_one_but_for_303(self, transport, server: Server):
        for status, method in ((301, "POST"), (302, "POST"), (303, "GET"), (307, "POST"), (308, "POST")):
            answer = json.loads(read(transport, f"{server.url}/to/{status}?/echo/x", method="POST", body=b"b"))
            assert answer["method"] == method
            assert answer["body"] == ("b" if method == "POST" else "")

    def test_a_loop_of_redirections_ends(self, transport, server: Server):
        assert "redirections" in fault(transport, server.url + "/to/302?/to/302?/to/302").detail \
            or len(server.seen) < 12
        server.answers["/loop"] = lambda handler: handler.send(302, b"", Location="/loop")
        assert "redirections" in fault(transport, server.url + "/loop").detail

    def test_passwords_do_not_follow_to_another_host(self, transport, server: Server):
        elsewhere = server.url.replace("127.0.0.1", "localhost") + "/echo"
        secret = {"Authorization": "Bearer t", "X-API-Key": "k", "X-Plain": "p"}
        answer = json.loads(read(transport, f"{server.url}/to/302?{elsewhere}", headers=secret))
        assert answer["headers"]["x-plain"] == "p"
        assert "authorization" not in answer["headers"] and "x-api-key" not in answer["headers"]
        answer = json.loads(read(transport, f"{server.url}/to/302?/echo", headers=secret))
        assert answer["headers"]["authorization"] == "Bearer t"

    def test_a_reader_that_waits_makes_the_server_wait(self, transport, server: Server):
        # Memory is bounded: what is not read is not fetched, but for the buffers of Qt and of the system.
        response = transport.open(Request(server.url + "/big/100000000"))
        next(response.chunks())
        time.sleep(0.5)
        assert server.sent < 30_000_000
        response.close()
        response.close()

    def test_serves_several_threads(self, transport, server: Server):
        results: list[int] = []

        def fetch() -> None:
            results.append(len(read(transport, server.url + "/big/2000000")))

        threads = [threading.Thread(target=fetch) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert results == [2_000_000] * 4
