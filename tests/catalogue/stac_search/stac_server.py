"""A STAC server that does as it is told, and how the tests ask it."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bocage.core.catalogue.model import Query
from bocage.core.catalogue.plain_http import PlainTransport
from bocage.core.catalogue.providers import provider_at
from bocage.core.catalogue.stac import SearchReport, search
from bocage.core.catalogue.stac.api import forget
from bocage.core.errors import BocageError

TOOLS = Path(__file__).resolve().parents[3] / "tools"
if str(TOOLS) not in sys.path:
    sys.path.insert(0, str(TOOLS))
from proofs.servers import stac_items  # noqa: E402

ITEMS = stac_items(1000)
CONFORMANCE = {"none": [], "query": ["https://api.stacspec.org/v1.0.0/item-search#query"],
               "cql2-json": ["https://api.stacspec.org/v1.0.0/item-search#filter",
                             "http://www.opengis.net/spec/cql2/1.0/conf/cql2-json"]}


def run(provider, query: Query | None = None, **options):
    report = options.pop("report", SearchReport())
    query = replace(query or Query(), limit=10_000) if query is None or query.limit == 500 else query
    return list(search(provider, query, PlainTransport(), report=report, **options)), report


def box(west, south, east, north):
    return (((west, south), (east, south), (east, north), (west, north), (west, south)),)


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


def sentence(provider, query: Query | None = None, **options) -> tuple[str, str, list[Any]]:
    found: list[Any] = []
    with pytest.raises(BocageError) as caught:
        for record in search(provider, query or Query(), PlainTransport(), **options):
            found.append(record)
    return caught.value.code, str(caught.value), found
