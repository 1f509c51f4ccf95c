"""The search against servers that behave: a real one, and a small one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

import pytest

from bocage.core.catalogue.model import Query
from bocage.core.catalogue.plain_http import PlainTransport
from bocage.core.catalogue.stac import search
from stac_server import ITEMS, Stac, box, run, sentence


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
