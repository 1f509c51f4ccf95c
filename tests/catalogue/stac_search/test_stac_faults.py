"""The search against servers that misbehave, and that never answer."""

from __future__ import annotations

import gzip
import json
import time

import pytest

from bocage.core.catalogue.model import Query
from bocage.core.catalogue.plain_http import PlainTransport
from bocage.core.catalogue.providers import provider_at
from bocage.core.catalogue.stac import search
from bocage.core.errors import Cancelled
import hostile
from stac_server import ITEMS, Stac, run, sentence


@pytest.mark.parametrize("further", [
    lambda count: {"href": "search", "method": "POST", "body": {"token": "again"}},
    lambda count: {"href": "search", "method": "POST", "body": {"token": count}}], ids=("same link", "same items"))
def test_a_server_that_turns_in_circles_is_left_and_what_was_found_is_kept(server, further):
    stac = Stac(server)
    stac.serve(lambda handler, body: handler.send_json({
        "type": "FeatureCollection", "features": ITEMS[:10],
        "links": [{"rel": "next", **further(len(stac.bodies))}]}))
    code, text, found = sentence(stac.provider)
    assert code == "stac_loop" and "10 scenes" in text and "127.0.0.1" in text
    assert len(found) == 10 and len(stac.bodies) == 2


def test_empty_pages_without_end_are_left(server):
    stac = Stac(server)
    stac.serve(lambda handler, body: handler.send_json({
        "type": "FeatureCollection", "features": [],
        "links": [{"rel": "next", "href": "search", "method": "POST", "body": {"token": len(stac.bodies)}}]}))
    assert sentence(stac.provider)[0] == "stac_loop" and len(stac.bodies) < 10


def test_a_link_to_nowhere_after_all_was_given_is_no_fault(server):
    stac = Stac(server)
    stac.serve(lambda handler, body: handler.send_json({
        "type": "FeatureCollection", "features": ITEMS[:10], "numberMatched": 10,
        "links": [{"rel": "next", "href": "search", "method": "POST", "body": {"token": 1}}]}))
    records, report = run(stac.provider)
    assert len(records) == 10 and report.complete and len(stac.bodies) == 1


def test_a_server_that_hangs_is_given_up_at_the_deadline(server):
    stac = Stac(server)
    server.answers["/stac/search"] = lambda handler: handler.sleep(30)
    start = time.monotonic()
    code, text, _ = sentence(stac.provider, deadline_s=0.8)
    assert code == "stac_hung" and "0.8 s" in text
    assert 0.7 < time.monotonic() - start < 1.3


def test_a_server_that_hangs_on_its_second_page_keeps_the_first(server):
    stac = Stac(server)

    def answer(handler, body) -> None:
        if "token" in body:
            handler.sleep(30)
        handler.send_json({"type": "FeatureCollection", "features": ITEMS[:10], "links": [
            {"rel": "next", "href": "search", "method": "POST", "body": {"token": 1}}]})

    stac.serve(answer)
    code, text, found = sentence(stac.provider, deadline_s=0.8)
    assert code == "stac_late" and "10 scenes" in text and len(found) == 10


def test_a_trickle_is_given_up_at_the_deadline(server):
    stac = Stac(server)
    server.answers["/stac/search"] = hostile._trickle
    start = time.monotonic()
    assert sentence(stac.provider, deadline_s=0.8)[0] == "stac_hung"
    assert time.monotonic() - start < 1.3


def test_cancel_is_heard_while_the_server_hangs(server):
    stac = Stac(server)
    server.answers["/stac/search"] = lambda handler: handler.sleep(30)
    until = time.monotonic() + 0.4
    with pytest.raises(Cancelled):
        list(search(stac.provider, Query(), PlainTransport(), cancelled=lambda: time.monotonic() > until))
    assert time.monotonic() < until + 0.4


def test_429_is_waited_out_as_long_as_the_server_asks(server):
    stac = Stac(server)
    stac.serve(lambda handler, body: handler.send_json({}, 429, Retry_After="1") if len(stac.bodies) == 1
               else handler.send_json({"type": "FeatureCollection", "features": ITEMS[:1]}))
    start = time.monotonic()
    records, report = run(stac.provider)
    assert len(records) == 1 and 0.9 < time.monotonic() - start < 2.5


def test_429_that_asks_for_more_than_the_deadline_is_said_at_once(server):
    stac = Stac(server)
    stac.serve(lambda handler, body: handler.send_json({}, 503, Retry_After="120"))
    start = time.monotonic()
    code, text, _ = sentence(stac.provider, deadline_s=5)
    assert code == "stac_busy" and "503" in text and time.monotonic() - start < 1


def test_a_cut_answer_is_asked_for_again(server):
    stac = Stac(server)
    stac.serve(lambda handler, body: handler.send(200, b'{"features": [', length=5000) or setattr(
        handler, "close_connection", True) if len(stac.bodies) == 1
        else handler.send_json({"type": "FeatureCollection", "features": ITEMS[:1]}))
    assert len(run(stac.provider)[0]) == 1


def test_packed_answers_are_unpacked(server):
    stac = Stac(server)
    packed = gzip.compress(json.dumps({"type": "FeatureCollection", "features": ITEMS[:3]}).encode())
    stac.serve(lambda handler, body: handler.send(200, packed, "application/json", Content_Encoding="gzip"))
    assert len(run(stac.provider)[0]) == 3


@pytest.mark.parametrize(("answer", "code"), [
    (lambda handler, body: handler.send(200, b"<html>Sign in</html>", "text/html"), "stac_html"),
    (lambda handler, body: handler.send(200, b'{"features": [', "application/json"), "stac_json"),
    (lambda handler, body: handler.send(200, b"\xff\xfe\x00", "application/json"), "stac_json"),
    (lambda handler, body: handler.send(200, b"[" * 100_000, "application/json"), "stac_json"),
    (lambda handler, body: handler.send_json([1, 2]), "stac_not_stac"),
    (lambda handler, body: handler.send_json({"value": []}), "stac_not_stac"),
    (lambda handler, body: handler.send_json({"detail": "out of memory"}, 500), "stac_status"),
    (lambda handler, body: handler.send_json({"detail": "key"}, 401), "stac_rights"),
    (lambda handler, body: handler.send_json({"detail": "no such collection"}, 400), "stac_question"),
    (lambda handler, body: handler.send(404), "stac_absent")])
def test_every_other_fault_is_one_sentence_with_its_host(server, answer, code):
    stac = Stac(server)
    stac.serve(answer)
    found, text, _ = sentence(stac.provider, deadline_s=5)
    assert found == code and "127.0.0.1" in text and "\n" not in text and len(text) < 300


def test_what_the_server_says_of_its_refusal_is_told_short(server):
    stac = Stac(server)
    stac.serve(lambda handler, body: handler.send_json({"detail": "the area\n is too big " + "x" * 5000}, 400))
    assert "the area is too big" in sentence(stac.provider)[1]


def test_nobody_there_a_page_without_search_and_files_alone_are_told_apart(server):
    assert sentence(provider_at("http://127.0.0.1:9"), deadline_s=5)[0] == "stac_refused"
    assert sentence(provider_at("http://no-such-host.invalid"), deadline_s=10)[0] == "stac_name"
    assert sentence(provider_at(server.url.replace("http:", "https:")), deadline_s=5)[0] == "stac_tls"
    assert sentence(provider_at(server.url + "/html"))[0] == "stac_html"
    server.answers["/static"] = lambda handler: handler.send_json({"type": "Catalog", "links": [], "id": "x"})
    server.answers["/other"] = lambda handler: handler.send_json({"hello": "world"})
    assert sentence(provider_at(server.url + "/static"))[0] == "stac_static"
    assert sentence(provider_at(server.url + "/other"))[0] == "stac_not_stac"
