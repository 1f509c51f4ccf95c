"""All products under all zones, oldest first, several at once."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, TimeoutError
from itertools import groupby
from threading import Event

from ...engine.jobs import thread_count
from ...engine.outputs import check_writable
from ...engine.progress import Part, Progress, check
from ...engine.zones import Zones
from ...errors import BocageError
from ...products.model import Product
from ..pixels.sources import Refused, open_sources
from .cover import Covers
from .measure import Measured, measured
from .settings import ZonalSettings, quantile_of
from .table import ZonalResult, write_csv

_WAIT_S = 0.2


def run_zonalseries(zones: Zones, settings: ZonalSettings, progress: Progress) -> ZonalResult:
    """Statistics of every product under every zone; products that fail are left out and said.

    Raises BocageError (nothing to read, no zone under any product), or Cancelled; then nothing is left behind.
    """
    progress.report(0.0, "step_metadata")
    for word in settings.statistics:
        quantile_of(word)
    if settings.csv:
        check_writable(os.path.dirname(os.path.abspath(settings.csv)))
    if not settings.indices:
        raise BocageError("indices_none")
    sources, refused = open_sources(settings.input, progress, False, settings.images)
    skipped = list(refused)
    for one in refused:
        progress.warn("product_skipped", file=one.path, fault=str(one.error))
    if not sources:
        if refused:
            raise refused[0].error
        raise BocageError("no_products", file=", ".join(settings.input))
    _say(zones, progress)
    products = sorted((source.product for source in sources), key=lambda one: (one.acquired, one.identifier))
    progress.report(0.05, "step_reading")
    found = _all(products, Covers(zones, settings.weights), settings, skipped, Part(progress, 0.05, 0.9))
    days = tuple(tuple(group) for _, group in groupby(found, key=_day))
    result = ZonalResult(zones.names, settings.statistics, days, tuple(skipped), zones.repaired, zones.refused,
                         settings.tiles == "best")
    if not result.seen():
        if len(skipped) > len(refused):
            raise skipped[-1].error
        raise BocageError("zones_outside", count=len(zones.names), products=len(products))
    if result.seen() < len(zones.names):
        progress.warn("zones_unseen", count=len(zones.names) - result.seen(), total=len(zones.names))
    if settings.csv:
        write_csv(settings.csv, result, Part(progress, 0.9, 1.0))
    progress.report(1.0)
    return result


def _all(products: list[Product], covers: Covers, settings: ZonalSettings, skipped: list[Refused],
         progress: Progress) -> list[Measured]:
    found: list[Measured] = []
    stop = Event()
    pool = ThreadPoolExecutor(thread_count(settings.threads), thread_name_prefix="bocage-zones")
    try:
        jobs = [pool.submit(measured, product, covers, settings, stop.is_set) for product in products]
        for number, (product, job) in enumerate(zip(products, jobs)):
            try:
                one = _waited(job, progress)
                if one is not None:
                    found.append(one)
            except BocageError as error:
                skipped.append(Refused(product.path, error))
                progress.warn("product_skipped", file=product.path, fault=str(error))
            progress.report((number + 1) / len(products))
    finally:
        stop.set()
        pool.shutdown(cancel_futures=True)
    return found


def _waited(job: "Future[Measured | None]", progress: Progress) -> Measured | None:
    while True:
        check(progress)
        try:
            return job.result(_WAIT_S)
        except TimeoutError:
            # Over is the wait, or the work itself failed so: asking again tells.
            if job.done():
                return job.result()


def _day(one: Measured) -> tuple[str, str, str]:
    """Tiles of one overpass: a day, a platform, a level."""
    return f"{one.product.acquired:%Y-%m-%d}", one.product.platform, one.product.level


def _say(zones: Zones, progress: Progress) -> None:
    if zones.repaired:
        progress.info("zones_repaired", count=len(zones.repaired), names=_some(zones.repaired))
    if zones.refused:
        names = [f"{name} ({why})" for name, why in zones.refused]
        progress.warn("zones_refused", count=len(names), names=_some(names))


def _some(names: Sequence[object]) -> str:
    shown = ", ".join(str(name) for name in names[:10])
    return shown + (", ..." if len(names) > 10 else "")
