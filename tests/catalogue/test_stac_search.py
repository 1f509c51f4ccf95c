"""The search against servers that behave, that misbehave, and that never answer."""

from __future__ import annotations

import gzip
import json
import sys
import time
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from bocage.core.catalogue.model import Query
from bocage.core.catalogue.plain_http import PlainTransport
from bocage.core.catalogue.providers import provider_at, providers
from bocage.core.catalogue.stac import SearchReport, search
from bocage.core.catalogue.stac.api import forget
from bocage.core.errors import BocageError, Cancelled
import hostile
from hostile import serving

TOOLS = Path(__file__).resolve().parents[2] / "tools"
if str(TOOLS) not in sys.path:
    sys.path.insert(0, str(TOOLS))
from proofs import NotReady  # noqa: E402
from proofs.servers import Rustac, stac_items  # noqa: E402

ITEMS = stac_items(1000)
CONFORMANCE = {"none": [], "query": ["https://api.stacspec.org/v1.0.0/item-search#query"],
               "cql2-json": ["https://api.stacspec.org/v1.0.0/item-search#filter",
                             "http://www.opengis.net/spec/cql2/1.0/conf/cql2-json"]}


@pytest.fixture(scope="module")
def rustac(tmp_path_factory):
    try:
        with Rustac(ITEMS, tmp_path_factory.mktemp("rustac")) as server:
            yield provider_at(server.url)
    except NotReady as absent:
        pytest.skip(str(absent))


def run(provider, query: Query | None = None, **options):
    report = options.pop("report", SearchReport())
    query = replace(query or Query(), limit=10_000) if query is None or query.limit == 500 else query
    return list(search(provider, query, PlainTransport(), report=report, **options)), report


def box(west, south, east, north):
    return (((west, south), (east, south), (east, north), (west, north), (west, south)),)


# -- a real server ---------------------------------------------------------------------------------------

@pytest.mark.parametrize("page", (1, 37, 100))
def test_a_real_server_gives_a_thousand_items_exactly_once(rustac, page):
    records, report = run(replace(rustac, page=page))
    assert sorted(record.identifier for record in records) == sorted(item["id"] for item in ITEMS)
    assert report.complete and report.repeated == report.malformed == 0


def test_what_a_real_server_cannot_filter_is_filtered_here(rustac):
    records, report = run(rustac, Query(max_cloud_percent=20, platforms=("S2A",)))
    truth = [item["id"] for item in ITEMS if item["properties"]["eo:cloud_cover"] <= 20
             and item["properties"]["platform"] == "sentinel-2a"]
    assert sorted(record.identifier for record in records) == sorted(truth) and len(truth) > 50
    assert report.plain


def test_a_real_server_is_asked_for_area_and_dates(rustac):
    start, end = datetime(2018, 1, 5, tzinfo=timezone.utc), datetime(2018, 1, 20, 12, tzinfo=timezone.utc)
    for area in ((box(-1.75, 47.3, -1.7, 47.4),), ((((-2.5, 46.2), (-2.2, 46.2), (-2.4, 46.5), (-2.5, 46.2)),),)):
        records, report = run(rustac, Query(area=area, start=start, end=end))
        west, south = min(area[0][0])[0], min(y for _, y in area[0][0])
        east, north = max(area[0][0])[0], max(y for _, y in area[0][0])
        truth = [item["id"] for item in ITEMS if item["bbox"][0] <= east and item["bbox"][2] >= west
                 and item["bbox"][1] <= north and item["bbox"][3] >= south
                 and start.isoformat() <= item["properties"]["datetime"].replace("Z", "+00:00") <= end.isoformat()]
        assert sorted(record.identifier for record in records) == sorted(truth) and truth
        assert report.received < 400


def test_the_limit_ends_the_search_without_more_pages(rustac):
    records, report = run(replace(rustac, page=10), Query(limit=25))
    assert (len(records), report.pages, report.complete) == (25, 3, False)


# -- a small server that does as it is told ----------------------------------------------------------------

class Stac:
    """A STAC API on the hostile server, whose search is a function of the request's body."""

    def __init__(self, server, classes: str = "none", post: bool = True) -> None:
        self.server, self.bodies = server, []
        links = [{"rel": "self", "href": server.url + "/stac"},
                 {"rel": "search", "href": server.url + "/stac/search", "method": "GET"}]
        if post:
            links.append({"rel": "search", "href": "search", "method": "POST"})
        server.answers["/stac"] = lambda handler: handler.send_json(
            {"type": "Catalog", "stac_version": "1.0.0", "id": "x", "conformsTo": CONFORMANCE[classes], "links": links})
        self.provider = replace(provider_at(server.url + "/stac"), page=10)
        forget()

    def serve(self, answer) -> None:
        def handle(handler) -> None:
            body = json.loads(handler.body) if handler.body else {}
            self.bodies.append(body)
            answer(handler, body)

        self.server.answers["/stac/search"] = handle

    def pages(self, items: list[Any], next_link) -> None:
        """Ten items a page; ``next_link(start)`` is the link to the page that begins there."""
        def answer(handler, body) -> None:
            query = dict(pair.split("=") for pair in handler.path.partition("?")[2].split("&") if "=" in pair)
            start = int(body.get("token") or query.get("token") or 0)
            page = {"type": "FeatureCollection", "features": items[start:start + 10], "links": []}
            if start + 10 < len(items):
                page["links"].append({"rel": "next", **next_link(start + 10)})
            handler.send_json(page)

        self.serve(answer)


@pytest.fixture()
def server():
    with serving() as running:
        yield running


@pytest.mark.parametrize("link", [
    lambda start: {"href": "search", "method": "POST", "body": {"token": start}, "merge": True},
    lambda start: {"href": "search", "method": "POST", "body": {"token": start, "limit": 10, "collections": []}},
    lambda start: {"href": "/stac/search", "body": {"token": start}},
    lambda start: {"href": f"/stac/search?token={start}", "method": "POST"},
    lambda start: {"href": f"/stac/search?token={start}", "method": "GET"},
    lambda start: {"href": f"search?token={start}"}],
    ids=("merge", "body", "body without method", "post by address", "get", "relative"))
def test_every_kind_of_next_link_is_followed(server, link):
    stac = Stac(server)
    stac.pages(ITEMS[:35], link)
    records, report = run(stac.provider)
    assert [record.identifier for record in records] == [item["id"] for item in ITEMS[:35]]
    assert report.pages == 4


def test_merge_keeps_the_question(server):
    stac = Stac(server)
    stac.pages(ITEMS[:25], lambda start: {"href": "search", "method": "POST", "body": {"token": start}, "merge": True})
    run(stac.provider, Query(start=datetime(2018, 1, 1, tzinfo=timezone.utc)))
    assert all(body["datetime"] == "2018-01-01T00:00:00Z/.." for body in stac.bodies) and len(stac.bodies) == 3


def test_pages_by_number_end_with_the_count(server):
    stac = Stac(server)

    def answer(handler, body) -> None:
        start = (body["page"] - 1) * body["limit"]
        handler.send_json({"type": "FeatureCollection", "features": ITEMS[:200][start:start + body["limit"]],
                           "context": {"matched": 200}})

    stac.serve(answer)
    records, report = run(replace(stac.provider, paging="number", page=150, page_limit=80))
    assert report.matched == 200 and report.pages == 3
    assert {body["limit"] for body in stac.bodies} == {80}
    assert [record.identifier for record in records] == [item["id"] for item in ITEMS[:200]]


def test_pages_by_number_may_be_smaller_than_asked_for_and_uncounted(server):
    stac = Stac(server)
    stac.serve(lambda handler, body: handler.send_json({
        "type": "FeatureCollection", "features": ITEMS[:70][30 * (body["page"] - 1):30 * body["page"]]}))
    records, report = run(replace(stac.provider, paging="number", page=80))
    assert len({record.identifier for record in records}) == len(records) == 70 and report.pages == 4


def test_get_asks_by_address_with_boxes(server):
    stac = Stac(server, post=False)
    stac.pages(ITEMS[:5], None)
    records, _ = run(stac.provider, Query(area=(box(-3, 46, 2, 48),), collections=("sentinel-2-l2a",)))
    assert len(records) == 5
    path = next(path for method, path, _, _ in server.seen if "search" in path)
    assert "bbox=-3%2C46%2C2%2C48" in path and "collections=sentinel-2-l2a" in path


def test_an_area_on_both_sides_of_the_antimeridian_is_asked_for_twice_and_given_once(server):
    stac = Stac(server)
    stac.serve(lambda handler, body: handler.send_json({"type": "FeatureCollection", "features": [
        {**ITEMS[0], "bbox": [179, -10, -179, 10], "geometry": None}]}))
    area = (box(179.5, -1, 180, 1), box(-180, -1, -179.5, 1))
    records, report = run(stac.provider, Query(area=area))
    assert [body["bbox"] for body in stac.bodies] == [[179.5, -1, 180, 1], [-180, -1, -179.5, 1]]
    assert (len(records), report.repeated) == (1, 1)


@pytest.mark.parametrize(("classes", "key"), [("none", None), ("query", "query"), ("cql2-json", "filter")])
def test_filters_are_sent_only_where_conformance_allows_and_choose_the_same(server, classes, key):
    stac = Stac(server, classes)
    stac.pages(ITEMS[:40], lambda start: {"href": "search", "method": "POST", "body": {"token": start}, "merge": True})
    records, report = run(stac.provider, Query(max_cloud_percent=30))
    truth = [item["id"] for item in ITEMS[:40] if item["properties"]["eo:cloud_cover"] <= 30]
    # This server ignores what it promised: it is chosen here all the same.
    assert [record.identifier for record in records] == truth
    assert report.plain == (key is None)
    assert ("query" in stac.bodies[0], "filter" in stac.bodies[0]) == (key == "query", key == "filter")
    if key == "filter":
        assert stac.bodies[0]["filter"] == {"op": "<=", "args": [{"property": "eo:cloud_cover"}, 30]}
    if key == "query":
        assert stac.bodies[0]["query"] == {"eo:cloud_cover": {"lte": 30}}


def test_a_server_that_refuses_its_own_filters_is_asked_without(server):
    stac = Stac(server, "query")
    stac.serve(lambda handler, body: handler.send_json({"description": "no query here"}, 400) if "query" in body
               else handler.send_json({"type": "FeatureCollection", "features": ITEMS[:10]}))
    records, report = run(stac.provider, Query(max_cloud_percent=30))
    assert len(records) == sum(item["properties"]["eo:cloud_cover"] <= 30 for item in ITEMS[:10])
    assert report.plain


def test_malformed_items_are_counted_and_cost_no_other(server):
    stac = Stac(server)
    stac.serve(lambda handler, body: handler.send_json({"type": "FeatureCollection", "features": [
        ITEMS[0], 7, None, {"id": "x"}, {**ITEMS[1], "properties": {"datetime": "soon"}}, ITEMS[2]]}))
    records, report = run(stac.provider)
    assert [record.identifier for record in records] == [ITEMS[0]["id"], ITEMS[2]["id"]]
    assert report.malformed == 4


def test_a_composite_of_all_sentinel_2_is_of_each_of_them(server):
    stac, name = Stac(server), "SENTINEL2X_20190415-000000-000_L3A_T31UFR_C_V1-1"
    stac.serve(lambda handler, body: handler.send_json({"type": "FeatureCollection", "features": [
        {"id": name, "geometry": None, "properties": {"datetime": "2019-04-15T00:00:00Z"}}]}))
    assert len(run(stac.provider, Query(platforms=("S2A",), levels=("L3A",)))[0]) == 1
    assert not run(stac.provider, Query(platforms=("VENUS",)))[0]


def test_a_provider_of_the_users_own_is_asked_with_its_configuration(server):
    stac = Stac(server)
    server.answers["/stac/search"] = lambda handler: handler.send_json({"features": []}) \
        if handler.headers.get("X-Key") == "abc1234" else handler.send_json({}, 401)
    assert sentence(stac.provider)[0] == "stac_rights"
    signed = PlainTransport(sign_in=lambda auth: {"X-Key": auth})
    assert list(search(replace(stac.provider, auth="abc1234"), Query(), signed)) == []


def test_a_refusal_drops_the_filters_and_keeps_the_dates(server):
    stac = Stac(server, "query")
    stac.serve(lambda handler, body: handler.send_json({}, 400) if "query" in body
               else handler.send_json({"features": ITEMS[:50]}))
    start = datetime(2018, 1, 2, tzinfo=timezone.utc)
    records, _ = run(replace(stac.provider, dates=("start_datetime", "end_datetime")), Query(start=start))
    assert stac.bodies[1]["datetime"] == "2018-01-02T00:00:00Z/.."
    assert len(records) == 26


# -- servers that misbehave -------------------------------------------------------------------------------

def sentence(provider, query: Query | None = None, **options) -> tuple[str, str, list[Any]]:
    found: list[Any] = []
    with pytest.raises(BocageError) as caught:
        for record in search(provider, query or Query(), PlainTransport(), **options):
            found.append(record)
    return caught.value.code, str(caught.value), found


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


# -- providers ----------------------------------------------------------------------------------------------

def test_the_shipped_providers_are_complete():
    assert list(providers()) == ["cdse", "geodes", "theia", "earth_search", "planetary_computer"]
    for provider in providers().values():
        assert provider.url.startswith("https://") and provider.source and provider.title
        assert provider.page <= provider.page_limit
        assert set(provider.signing) >= {"kind", "hosts"} or not provider.signing


def test_geodes_is_asked_in_its_own_words(server):
    geodes = replace(providers()["geodes"], url=server.url, search=server.url + "/stac/search")
    stac = Stac(server)
    stac.serve(lambda handler, body: handler.send_json({"features": [], "context": {"matched": 0}}))
    run(geodes, Query(start=datetime(2018, 1, 1, tzinfo=timezone.utc), end=datetime(2018, 2, 1, tzinfo=timezone.utc),
                      levels=("L2A",), tiles=("30TWT",), max_cloud_percent=40, area=(box(-2, 47, -1, 48),)))
    assert stac.bodies == [{
        "limit": 80, "page": 1, "collections": ["THEIA_REFLECTANCE_SENTINEL2_L2A"], "bbox": [-2, 47, -1, 48],
        "query": {"eo:cloud_cover": {"lte": 40}, "grid:code": {"contains": "T30TWT"},
                  "end_datetime": {"gte": "2018-01-01T00:00:00Z"}, "start_datetime": {"lte": "2018-02-01T00:00:00Z"}},
        "sortBy": [{"field": "start_datetime", "direction": "dsc"}]}]


def test_collections_that_cannot_answer_are_not_asked():
    cdse, earth = providers()["cdse"], providers()["earth_search"]
    assert cdse.chosen(Query()) == ("sentinel-2-l1c", "sentinel-2-l2a")
    assert cdse.chosen(Query(levels=("L2A",))) == ("sentinel-2-l2a",)
    assert cdse.chosen(Query(levels=("L3A",))) is None
    assert cdse.chosen(Query(platforms=("VENUS",))) is None
    assert "landsat-c2-l2" in earth.chosen(Query(platforms=("LANDSAT8",)))
    assert "landsat-c2-l2" not in earth.chosen(Query())
    assert list(search(cdse, Query(levels=("L3A",)), PlainTransport())) == []


@pytest.mark.parametrize("url", ("", "ftp://example.org", "file:///etc", "https://", "https://me:secret@example.org"))
def test_what_is_no_address_is_refused(url):
    with pytest.raises(BocageError):
        provider_at(url)


def test_an_address_is_understood_however_it_is_typed():
    assert provider_at(" stac.dataspace.copernicus.eu/v1/ ") is providers()["cdse"]
    assert provider_at("https://x.org/api/search").url == "https://x.org/api"
    assert provider_at("https://x.org/a").key != provider_at("https://x.org/b").key
