"""The question as a server takes it: bodies, boxes split at the antimeridian, dates, filters, the next page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from ..model import Footprint, Polygon, Query
from ..providers import Provider
from .api import Api, links_of, same_scheme

#: Positions of an area that is sent as it is; a larger one goes as its box, and is compared here.
MOST_POSITIONS = 400
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Ask:
    """One request of a search."""

    url: str
    method: str
    body: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def mark(self) -> str:
        """Equal for equal requests."""
        return f"{self.method} {self.url} {json.dumps(self.body, sort_keys=True)}"


def first_asks(provider: Provider, api: Api, query: Query, collections: tuple[str, ...], limit: int,
               plain: bool = False) -> list[Ask]:
    """One request for each area to ask for. ``plain``: nothing but the core of the standard."""
    asked: dict[str, Any] = {"limit": limit}
    if collections:
        asked["collections"] = list(collections)
    if (plain or not provider.dates) and (query.start or query.end):
        asked["datetime"] = f"{_moment(query.start)}/{_moment(query.end)}"
    if not plain:
        _filters(asked, provider, api, query)
        if api.sort:
            asked[api.sort["key"]] = [{"field": api.sort["field"], "direction": api.sort["descending"]}]
    if provider.paging == "number":
        asked["page"] = 1
    areas = _areas(query.area, api.method == "POST")
    if api.method == "POST":
        return [Ask(api.search, "POST", {**asked, **area}) for area in areas]
    return [Ask(with_parameters(api.search, {**asked, **area}), "GET") for area in areas]


def _moment(moment: datetime | None) -> str:
    """UTC with whole milliseconds where there are any; ".." for an open end."""
    if moment is None:
        return ".."
    utc = moment.astimezone(timezone.utc)
    return utc.strftime("%Y-%m-%dT%H:%M:%S") + (f".{utc.microsecond // 1000:03d}Z" if utc.microsecond else "Z")


def _filters(asked: dict[str, Any], provider: Provider, api: Api, query: Query) -> None:
    """What the server may choose by itself; it is all chosen again here."""
    tests: list[tuple[str, str, Any]] = []
    if query.max_cloud_percent is not None and query.max_cloud_percent < 100:
        tests.append(("eo:cloud_cover", "lte", query.max_cloud_percent))
    if query.tiles and provider.tile:
        names = [provider.tile.get("prefix", "") + tile for tile in query.tiles]
        operator = provider.tile.get("operator", "eq")
        if len(names) == 1:
            tests.append((provider.tile["property"], operator, names[0]))
        elif operator == "eq":
            tests.append((provider.tile["property"], "in", names))
    if len(provider.dates) == 2:
        # An item spans a time: it ends after the start asked for, and starts before the end.
        if query.start:
            tests.append((provider.dates[1], "gte", _moment(query.start)))
        if query.end:
            tests.append((provider.dates[0], "lte", _moment(query.end)))
    if not tests or api.filter == "none":
        return
    if api.filter == "query":
        chosen: dict[str, dict[str, Any]] = {}
        for name, operator, value in tests:
            chosen.setdefault(name, {})[operator] = value
        asked["query"] = chosen
    else:
        words = {"lte": "<=", "gte": ">=", "eq": "=", "in": "in"}
        parts = [{"op": words[operator], "args": [{"property": name}, value]} for name, operator, value in tests
                 if operator in words]
        asked["filter-lang"] = "cql2-json"
        asked["filter"] = parts[0] if len(parts) == 1 else {"op": "and", "args": parts}


# -- where -------------------------------------------------------------------------------------------

def _areas(area: Footprint, shapes: bool) -> list[dict[str, Any]]:
    """The area as a shape, or as its boxes, none of which crosses the antimeridian; [{}] for everywhere."""
    if not area:
        return [{}]
    positions = sum(len(ring) for polygon in area for ring in polygon)
    if shapes and positions <= MOST_POSITIONS and not all(map(_is_box, area)):
        return [{"intersects": _geometry(area)}]
    return [{"bbox": list(box)} for box in boxes(area)]


def _is_box(polygon: Polygon) -> bool:
    """True for four corners along the axes, however many positions its sides have."""
    west, south, east, north = bounds((polygon,))
    return len(polygon) == 1 and all(x in (west, east) or y in (south, north) for x, y in polygon[0]) \
        and {(west, south), (west, north), (east, south), (east, north)} <= set(polygon[0])


def _geometry(area: Footprint) -> dict[str, Any]:
    polygons = [[[list(position) for position in ring] for ring in polygon] for polygon in area]
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def boxes(area: Footprint) -> list[Box]:
    """The box of an area; two where it lies on both sides of the antimeridian."""
    west, _, east, _ = bounds(area)
    if west <= -180.0 and east >= 180.0 and len(area) > 1:
        left = tuple(polygon for polygon in area if bounds((polygon,))[0] + bounds((polygon,))[2] < 0.0)
        right = tuple(polygon for polygon in area if polygon not in left)
        if left and right:
            return [bounds(right), bounds(left)]
    return [bounds(area)]


def bounds(area: Footprint) -> Box:
    """West, south, east, north of the outer rings."""
    positions = [position for polygon in area for position in polygon[0]]
    return (min(x for x, _ in positions), min(y for _, y in positions),
            max(x for x, _ in positions), max(y for _, y in positions))


# -- the next page -----------------------------------------------------------------------------------

def next_ask(provider: Provider, last: Ask, page: Mapping[str, Any], received: int) -> Ask | None:
    """The request for the next page, None after the last one. ``received``: items of this question so far."""
    if provider.paging == "number":
        matched = number_matched(page)
        # A server may give less than it is asked for: items count, not pages.
        if not page.get("features") or (matched is not None and received >= matched):
            return None
        return Ask(last.url, last.method, {**last.body, "page": int(last.body.get("page", 1)) + 1}, last.headers)
    link = next((one for one in links_of(page) if one.get("rel") == "next"), None)
    if link is None:
        return None
    url = same_scheme(urljoin(last.url, link["href"]), provider.url)
    headers = link.get("headers")
    kept = {str(name): str(value) for name, value in headers.items()} if isinstance(headers, Mapping) else {}
    # A link without a method after a POST whose body it repeats is one that forgot to say so.
    body = link.get("body")
    method = str(link.get("method") or ("POST" if isinstance(body, Mapping) else "GET")).upper()
    if method != "POST":
        return Ask(url, "GET", {}, kept)
    given = dict(body) if isinstance(body, Mapping) else {}
    if link.get("merge") is True:
        given = {**last.body, **given}
    elif not given:
        # The token stands in the address: the question itself stays.
        given = dict(last.body)
    return Ask(url, "POST", given, kept)


def number_matched(page: Mapping[str, Any]) -> int | None:
    """Items in all as the server counts them, None where it does not."""
    context = page.get("context")
    for value in (page.get("numberMatched"), context.get("matched") if isinstance(context, Mapping) else None,
                  page.get("search:metadata", {}).get("matched")
                  if isinstance(page.get("search:metadata"), Mapping) else None):
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
    return None


def with_parameters(url: str, asked: Mapping[str, Any]) -> str:
    """An address with a question in it: lists by commas, shapes as JSON."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    for name, value in asked.items():
        if isinstance(value, (list, tuple)) and value and isinstance(value[0], Mapping):
            value = ",".join(("-" if one["direction"].startswith("d") else "") + one["field"] for one in value)
        elif isinstance(value, (list, tuple)):
            value = ",".join(map(str, value))
        elif isinstance(value, Mapping):
            value = json.dumps(value)
        pairs.append((name, str(value)))
    return urlunsplit(parts._replace(query=urlencode(pairs)))
