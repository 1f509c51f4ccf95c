"""The search: page after page until the last, the limit, the deadline, or a server that turns in circles."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Callable
from urllib.parse import urlsplit

from ...errors import BocageError, Cancelled
from ..model import Query, SceneRecord
from ..providers import Provider
from ..transport import Transport
from .api import Api, api_of, status_error
from .ask import Ask, first_asks, next_ask, number_matched
from .items import NoItem, found_item
from .sieve import Sieve
from .wire import StatusFault, Wire

LOG = logging.getLogger("bocage")
#: Pages in a row that bring nothing, although the server says that there are more.
_EMPTY_PAGES = 5


@dataclass
class SearchReport:
    """How a search went; filled while it goes."""

    #: Scenes in all as the server counts them, before what is chosen here; None where it does not.
    matched: int | None = None
    pages: int = 0
    requests: int = 0
    #: Items received, scenes given out.
    received: int = 0
    found: int = 0
    #: Left out: seen before, not what was asked for, no items at all.
    repeated: int = 0
    refused: int = 0
    malformed: int = 0
    #: Where choosing was done here alone, because the server cannot or refused to.
    plain: bool = False
    #: False where the server sorts as it likes: at a limit, the newest may be missing.
    newest_first: bool = True
    #: True once everything has been seen.
    complete: bool = False


def _never() -> bool:
    return False


def search(provider: Provider, query: Query, transport: Transport, deadline_s: float = 60.0,
           cancelled: Callable[[], bool] = _never, report: SearchReport | None = None,
           auth: str = "") -> Iterator[SceneRecord]:
    """Scenes as they come, each once, at most ``query.limit``.

    Raises BocageError in one sentence and Cancelled; what was given out before stays good. The deadline counts from
    the first record asked for and holds for the whole search. ``auth`` is an authentication configuration for the
    API itself (most need none; the provider's by default), sent to the provider's host alone.
    """
    report = report if report is not None else SearchReport()
    collections = provider.chosen(query)
    if collections is None or query.limit <= 0:
        report.complete = True
        return
    wire = Wire(transport, urlsplit(provider.url).hostname or provider.url, deadline_s, cancelled,
                auth or provider.auth)
    try:
        api = api_of(provider, wire)
        report.newest_first = bool(api.sort)
        yield from _Search(provider, api, query, collections, wire, report).run()
    finally:
        report.requests = wire.requests


class _Search:
    def __init__(self, provider: Provider, api: Api, query: Query, collections: tuple[str, ...], wire: Wire,
                 report: SearchReport) -> None:
        self.provider, self.api, self.query, self.collections = provider, api, query, collections
        self.wire, self.report = wire, report
        self.sieve = Sieve(query)
        self.ids: set[tuple[str, str]] = set()
        self.limit = max(1, min(provider.page, provider.page_limit))
        self.report.plain = api.filter == "none"

    def run(self) -> Iterator[SceneRecord]:
        asks = first_asks(self.provider, self.api, self.query, self.collections, self.limit)
        for number in range(len(asks)):
            for record in self._pages(asks, number):
                yield record
                if self.report.found >= self.query.limit:
                    return
        self.report.complete = True

    def _pages(self, asks: list[Ask], number: int) -> Iterator[SceneRecord]:
        """One area: its first page, and all that follow."""
        page, ask = self._first(asks, number)
        seen, empty, received = {ask.mark()}, 0, 0
        while True:
            items = self._items(page)
            received += len(items)
            new = 0
            for record, is_new in self._records(items, ask.url):
                new += is_new
                if record is not None:
                    self.report.found += 1
                    self.wire.found = self.report.found
                    yield record
            further = next_ask(self.provider, ask, page, received)
            if further is None or self._all_seen(asks):
                return
            empty = 0 if new else empty + 1
            if further.mark() in seen or (items and not new) or empty >= _EMPTY_PAGES:
                raise BocageError("stac_loop", host=self.wire.host, pages=self.report.pages, found=self.report.found)
            ask = further
            seen.add(ask.mark())
            page = self._page(ask)

    def _all_seen(self, asks: list[Ask]) -> bool:
        """A server that counts and has given all: some go on with a link to nowhere."""
        return len(asks) == 1 and self.report.matched is not None and 0 < self.report.matched <= len(self.ids)

    def _first(self, asks: list[Ask], number: int) -> tuple[Mapping[str, Any], Ask]:
        """The first page; where the server refuses what its conformance promised, asked again without."""
        try:
            return self._page(asks[number]), asks[number]
        except StatusFault as fault:
            bare = first_asks(self.provider, self.api, self.query, self.collections, self.limit, plain=True)
            if fault.status not in (400, 422, 501) or bare[number].mark() == asks[number].mark():
                raise status_error(fault, self.provider.url) from fault
            LOG.warning("%s refused the filters (%s): chosen here", self.wire.host, fault)
            self.report.plain, self.report.newest_first = True, False
            asks[:] = bare
        try:
            return self._page(asks[number]), asks[number]
        except StatusFault as fault:
            raise status_error(fault, self.provider.url) from fault

    def _page(self, ask: Ask) -> Mapping[str, Any]:
        try:
            page = self.wire.post(ask.url, ask.body, ask.headers) if ask.method == "POST" \
                else self.wire.get(ask.url, ask.headers)
        except StatusFault as fault:
            if not self.report.pages:
                raise
            raise status_error(fault, self.provider.url) from fault
        self.report.pages += 1
        matched = number_matched(page)
        self.report.matched = matched if matched is not None else self.report.matched
        return page

    def _items(self, page: Mapping[str, Any]) -> list[Any]:
        items = page.get("features")
        if not isinstance(items, list):
            raise BocageError("stac_not_stac", host=self.wire.host, url=self.provider.url)
        return items

    def _records(self, items: list[Any], base: str) -> Iterator[tuple[SceneRecord | None, bool]]:
        """Each item: its record where it is wanted, and whether it was seen for the first time."""
        for item in items:
            if self.wire.cancelled():
                raise Cancelled
            self.report.received += 1
            mark = (str(item.get("collection")), str(item.get("id"))) if isinstance(item, Mapping) else ("", "")
            if isinstance(item, Mapping) and mark in self.ids:
                self.report.repeated += 1
                yield None, False
                continue
            try:
                found = found_item(item, self.provider, base)
            except NoItem as fault:
                LOG.debug("%s: an item left out, %s", self.wire.host, fault)
                self.report.malformed += 1
                self.ids.add((*mark[:1], mark[1] or f"malformed {self.report.malformed}"))
                yield None, True
                continue
            self.ids.add(mark)
            wanted = self.sieve.keeps(found)
            self.report.refused += not wanted
            yield (found.record if wanted else None), True
