"""Who can be asked for scenes: the providers that ship as data, and any other by its address."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from ..errors import BocageError
from .model import Query

_DATA = Path(__file__).resolve().parents[1] / "data" / "providers.json"
#: Items a page where nobody says more: every server seen so far gives as many.
PAGE = 100


@dataclass(frozen=True)
class Collection:
    """One collection of a provider, as far as Bocage knows it beforehand."""

    id: str
    level: str = ""
    platforms: tuple[str, ...] = ()
    #: False for those asked only when the query names them: they hold the same scenes once more, or others' needs.
    asked: bool = True


@dataclass(frozen=True)
class Provider:
    """A STAC API and its quirks. Whatever is empty is asked from the server or left to the standard."""

    key: str
    title: str
    #: Landing page.
    url: str
    #: Address of the search, "" where the landing page tells it.
    search: str = ""
    #: "POST" or "GET", "" where the landing page tells it.
    method: str = ""
    collections: tuple[Collection, ...] = ()
    #: Items asked for a page, and the most that the server gives.
    page: int = PAGE
    page_limit: int = 1000
    #: "link": the next page is a link; "number": a page number, from 1.
    paging: str = "link"
    #: "auto" as /conformance says, "query", "cql2-json" or "none".
    filter: str = "auto"
    #: "" for the standard datetime, else the properties that hold start and end, asked by ``query``.
    dates: tuple[str, ...] = ()
    #: key, field, descending; empty: as /conformance says.
    sort: Mapping[str, str] = field(default_factory=dict)
    #: property, operator ("eq" by default), prefix; empty: tiles are chosen here.
    tile: Mapping[str, str] = field(default_factory=dict)
    #: Property that holds the product's name, "" where it is the item's id.
    identifier: str = ""
    #: Property that holds the acquisition, "" for the standard datetime.
    acquired: str = ""
    #: What a quicklook's address needs at its end.
    quicklook_suffix: str = ""
    #: Keys of the assets that are the whole product.
    product_assets: tuple[str, ...] = ()
    #: Transfers at once that the provider allows.
    connections: int = 4
    #: How addresses of files are signed, see ``core.catalogue.signing``.
    signing: Mapping[str, Any] = field(default_factory=dict)
    #: Authentication configuration that the API itself wants, "" for none: servers of the user's own.
    auth: str = ""
    #: Where an account is opened, "" where none is needed.
    account: str = ""
    #: Where these facts come from.
    source: str = ""

    def collection(self, identifier: str) -> Collection:
        """What is known of a collection."""
        return next((one for one in self.collections if one.id == identifier), Collection(identifier))

    def chosen(self, query: Query) -> tuple[str, ...] | None:
        """Collections to ask for a query; () for all of the server, None where none of them can answer."""
        if query.collections:
            return query.collections
        if not self.collections:
            return ()
        found = tuple(one.id for one in self.collections if _may_answer(one, query))
        return found or None


def _may_answer(collection: Collection, query: Query) -> bool:
    """A collection that is not asked by itself is where the query wants what no other has."""
    if query.levels and collection.level and collection.level not in query.levels:
        return False
    if query.platforms and collection.platforms and not set(query.platforms) & set(collection.platforms):
        return False
    return collection.asked or (bool(query.platforms) and not any(name.startswith("S2") for name in query.platforms)) \
        or (bool(query.levels) and collection.level == "L2B")


@lru_cache(maxsize=1)
def providers() -> Mapping[str, Provider]:
    """The providers that ship, by key, in the order of the page."""
    data = json.loads(_DATA.read_text(encoding="utf-8"))
    return MappingProxyType({key: _provider(key, facts) for key, facts in data.items()})


def _provider(key: str, facts: Mapping[str, Any]) -> Provider:
    facts = dict(facts)
    collections = tuple(Collection(one["id"], one.get("level", ""), tuple(one.get("platforms", ())),
                                   one.get("asked", True)) for one in facts.pop("collections", ()))
    for name in ("dates", "product_assets"):
        facts[name] = tuple(facts.get(name, ()))
    return Provider(key=key, collections=collections, **facts)


#: Names of hosts, in any alphabet, and their numbers; an address has no blank.
_HOST, _BLANK = re.compile(r"[\w:.-]+"), re.compile(r"\s")


def provider_at(url: str, title: str = "", key: str = "") -> Provider:
    """Any STAC API by the address of its landing page. Raises BocageError for what is no address.

    A shipped provider's own address gives that provider.
    """
    text = url.strip()
    if "://" not in text:
        text = "https://" + text
    text = text.rstrip("/")
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        raise BocageError("stac_address", url=url.strip()) from None
    if parts.scheme not in ("http", "https") or parts.username or not _HOST.fullmatch(host) or _BLANK.search(text):
        raise BocageError("stac_address", url=url.strip())
    known = next((one for one in providers().values() if one.url == text), None)
    if known is not None:
        return known
    if text.endswith("/search"):
        text = text[:-len("/search")]
    mark = hashlib.sha256(text.encode()).hexdigest()[:6]
    name = "".join(letter if letter.isalnum() else "_" for letter in host)
    return Provider(key or f"{name}_{mark}", title or host, text)
