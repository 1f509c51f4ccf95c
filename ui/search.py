"""What a page asks, of the index or of a server, and why it got nothing. For a thread: no widget here."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any, Optional

from ..core.catalogue.model import LOCAL, Hit, Query, SceneRecord

#: Seconds: a search of the index that takes longer is given up; so is one of a server.
INDEX_DEADLINE_S, SERVER_DEADLINE_S = 5.0, 60.0


@dataclass(frozen=True)
class Relaxed:
    """What the list would hold without one of the conditions: its name, and how many scenes."""

    condition: str
    scenes: int


@dataclass
class Answer:
    """What was found, how long it took, and where it is nothing, why."""

    hits: list[Hit] = field(default_factory=list)
    milliseconds: float = 0.0
    #: Scenes in the whole index, None where nobody counted.
    indexed: Optional[int] = None
    relaxed: list[Relaxed] = field(default_factory=list)


def open_index(path: str) -> Any:
    """The index, opened late: the page lives without it."""
    return import_module("..core.catalogue.index", __package__).Index(path)


def search_index(path: str, query: Query, cancelled: Callable[[], bool] = lambda: False,
                 open_one: Optional[Callable[[str], Any]] = None) -> Answer:
    """Scenes of this computer; where there are none, which condition is in the way."""
    with (open_one or open_index)(path) as index:
        # Scenes of servers that were downloaded stand in the index too.
        query = replace(query, sources=(LOCAL,))
        started = time.perf_counter()
        hits = index.search(query, cancelled)
        answer = Answer(list(hits), 1000.0 * (time.perf_counter() - started))
        if not answer.hits:
            answer.indexed = int(index.count(LOCAL))
            if answer.indexed:
                answer.relaxed = _relax(lambda wider: index.search(wider, cancelled), query)
    return answer


def relaxations(query: Query) -> list[tuple[str, Query]]:
    """The query without each of its conditions: cloud first, since it is the one most often in the way."""
    ways = [("cloud", query.max_cloud_percent is not None, {"max_cloud_percent": None}),
            ("level", bool(query.levels), {"levels": ()}), ("sensor", bool(query.platforms), {"platforms": ()}),
            ("dates", query.start is not None or query.end is not None, {"start": None, "end": None}),
            ("area", bool(query.area), {"area": ()})]
    return [(name, replace(query, **change)) for name, present, change in ways if present]


def _relax(search: Callable[[Query], list[Hit]], query: Query) -> list[Relaxed]:
    found = []
    for name, wider in relaxations(query):
        count = len(search(wider))
        if count:
            found.append(Relaxed(name, count))
    return found


def search_server(provider: Any, query: Query, transport: Any, job: Any,
                  search: Optional[Callable[..., Any]] = None) -> Answer:
    """Scenes of a server, handed to ``job`` as its pages come."""
    find = search or import_module("..core.catalogue.stac", __package__).search
    started = time.perf_counter()
    hits: list[Hit] = []
    batch: list[Hit] = []
    given = started
    try:
        for scene in find(provider, query, transport, deadline_s=SERVER_DEADLINE_S, cancelled=job.cancelled):
            batch.append(hit_of(scene))
            if time.perf_counter() - given > 0.25:
                job.give(batch)
                hits, batch, given = hits + batch, [], time.perf_counter()
            if len(hits) + len(batch) >= query.limit:
                break
    finally:
        # What came before a fault is good.
        if batch:
            job.give(batch)
    return Answer(hits + batch, 1000.0 * (time.perf_counter() - started))


def hit_of(scene: SceneRecord) -> Hit:
    """What a server tells: the cloud of the whole product."""
    return Hit(scene, cloud_source="producer's percentage" if scene.cloud_percent is not None else "")


def providers() -> dict[str, Any]:
    """Servers by key, those that ship first, then those that the analyst added."""
    return dict(import_module("..bridge.providers", __package__).known())


def as_now(provider: Any, key: str) -> Any:
    """The provider with the account that may have been chosen since the list of servers was made."""
    now = providers().get(key)
    return now if now is not None and now.url == getattr(provider, "url", "") else provider


def provider_title(key: str, provider: Any) -> str:
    """Its name for the analyst."""
    return str(getattr(provider, "title", "") or getattr(provider, "name", "") or key)
