"""What a server says it can do: where its search is, by which method, which extensions."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from ...errors import BocageError
from ..providers import Provider
from .wire import StatusFault, Wire

#: Seconds for which what a server said of itself is believed.
_FRESH_S = 3600.0
_known: dict[str, tuple[float, Api]] = {}
_lock = threading.Lock()


@dataclass(frozen=True)
class Api:
    """How a provider is asked."""

    search: str
    #: "POST" or "GET".
    method: str
    #: "query", "cql2-json" or "none".
    filter: str
    #: key, field, descending; empty where the server sorts as it likes.
    sort: Mapping[str, str] = field(default_factory=dict)


def api_of(provider: Provider, wire: Wire) -> Api:
    """From the provider's data, else from its landing page and /conformance. Raises BocageError."""
    if provider.search and provider.method and provider.filter != "auto":
        return Api(provider.search, provider.method, provider.filter, provider.sort)
    with _lock:
        known = _known.get(provider.url)
    if known and time.monotonic() - known[0] < _FRESH_S:
        return known[1]
    api = _ask(provider, wire)
    with _lock:
        _known[provider.url] = (time.monotonic(), api)
    return api


def forget(url: str = "") -> None:
    """Ask that server, or all of them, again next time."""
    with _lock:
        for key in [url] if url else list(_known):
            _known.pop(key, None)


def _ask(provider: Provider, wire: Wire) -> Api:
    try:
        landing = wire.get(provider.url)
    except StatusFault as fault:
        raise status_error(fault, provider.url) from fault
    links = links_of(landing)
    searches = [link for link in links if link.get("rel") == "search"]
    if not searches and not provider.search:
        code = "stac_static" if landing.get("type") == "Catalog" else "stac_not_stac"
        raise BocageError(code, host=wire.host, url=provider.url)
    classes = _conformance(landing, links, provider, wire)
    # Links are relative to a landing page that ends with a slash, whether or not the user wrote it.
    base = provider.url.rstrip("/") + "/"
    methods = {str(link.get("method") or "GET").upper(): same_scheme(urljoin(base, link["href"]), provider.url)
               for link in searches}
    method = provider.method or ("POST" if "POST" in methods else "GET")
    search = provider.search or methods.get(method) or next(iter(methods.values()))
    chosen = provider.filter if provider.filter != "auto" else _filter(classes) if method == "POST" else "none"
    sort = provider.sort or ({"key": "sortby", "field": "properties.datetime", "descending": "desc"}
                             if _has(classes, "item-search", "#sort") and method == "POST" else {})
    return Api(search, method, chosen, sort)


def _conformance(landing: Mapping[str, Any], links: Iterable[Mapping[str, Any]], provider: Provider,
                 wire: Wire) -> list[str]:
    """The classes that the server declares; [] where it declares none, so that it is asked nothing but the core."""
    declared = landing.get("conformsTo")
    if not isinstance(declared, list):
        link = next((one for one in links if one.get("rel") in (
            "conformance", "http://www.opengis.net/def/rel/ogc/1.0/conformance")), None)
        base = provider.url.rstrip("/") + "/"
        try:
            declared = wire.get(same_scheme(urljoin(base, link["href"]) if link else base + "conformance",
                                            provider.url)).get("conformsTo")
        except StatusFault:
            declared = []
    return [str(one) for one in declared] if isinstance(declared, list) else []


def _filter(classes: list[str]) -> str:
    if _has(classes, "item-search", "#query"):
        return "query"
    if _has(classes, "item-search", "#filter") and any("cql2" in one and one.endswith("cql2-json") for one in classes):
        return "cql2-json"
    return "none"


def _has(classes: list[str], room: str, ending: str) -> bool:
    return any(room in one and one.endswith(ending) for one in classes)


def links_of(page: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The links of a page that are links."""
    links = page.get("links")
    if not isinstance(links, list):
        return []
    return [link for link in links if isinstance(link, Mapping) and isinstance(link.get("href"), str)]


def same_scheme(url: str, home: str) -> str:
    """A server behind a proxy may write http for itself: on the same host the provider's own scheme holds."""
    one, two = urlsplit(url), urlsplit(home)
    if one.scheme == "http" and two.scheme == "https" and one.hostname == two.hostname:
        return one._replace(scheme="https", netloc=two.netloc).geturl()
    return url


def status_error(fault: StatusFault, url: str) -> BocageError:
    """What a refusal means, in one sentence."""
    told = {"host": fault.host, "status": fault.status, "fault": fault.said}
    if fault.status in (401, 403, 407):
        return BocageError("stac_rights", **told)
    if fault.status in (404, 410):
        return BocageError("stac_absent", url=url, **told)
    if fault.status < 500:
        return BocageError("stac_question", **told)
    return BocageError("stac_status", **told)
