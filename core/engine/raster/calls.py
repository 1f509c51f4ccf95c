"""GDAL's calls, whether they return None or raise, 3.6 to 3.13. Nothing process-wide is changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from osgeo import gdal

#: libtiff, on a tile or a strip that lies beyond the end of its file.
_SHORT = re.compile(r"got (\d+) bytes, expected (\d+)")


@contextmanager
def gdal_messages() -> Iterator[list[str]]:
    """Collect what GDAL says in this thread instead of printing it."""
    messages: list[str] = []

    def handler(level: int, _number: int, text: str) -> None:
        if level >= gdal.CE_Warning:
            messages.append(text)

    gdal.PushErrorHandler(handler)
    try:
        yield messages
    finally:
        gdal.PopErrorHandler()


@contextmanager
def http_limits(seconds: float) -> Iterator[None]:
    """What this thread reads by ``/vsicurl/`` gives up: no answer, or a trickle, for ``seconds``; no folder is listed.

    Other threads, QGIS' own that draw maps among them, keep GDAL's habit of waiting for ever.
    """
    text = str(max(1, int(seconds)))
    wanted = {"GDAL_HTTP_TIMEOUT": text, "GDAL_HTTP_CONNECTTIMEOUT": text, "GDAL_HTTP_LOW_SPEED_TIME": text,
              "GDAL_HTTP_LOW_SPEED_LIMIT": "1000", "GDAL_HTTP_MAX_RETRY": "1", "GDAL_HTTP_RETRY_DELAY": "1",
              "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR"}
    before = {key: gdal.GetThreadLocalConfigOption(key, None) for key in wanted}
    for key, value in wanted.items():
        gdal.SetThreadLocalConfigOption(key, value)
    try:
        yield
    finally:
        for key, kept in before.items():
            gdal.SetThreadLocalConfigOption(key, kept)


def gdal_call(function: Any, *arguments: Any, **options: Any) -> tuple[Any, str]:
    """Result of a GDAL call, or None with what went wrong: whichever way GDAL reports it."""
    with gdal_messages() as messages:
        try:
            result = function(*arguments, **options)
        except RuntimeError as error:
            return None, "; ".join(dict.fromkeys([*messages, str(error)]))
    return result, "; ".join(messages)


def in_words(fault: str) -> str:
    """A fault of reading pixels for an analyst: what libtiff says of a file that ends too soon is for nobody."""
    found = _SHORT.search(fault)
    return f"cut short: {found.group(1)} bytes of a tile where {found.group(2)} are wanted" if found else fault


def fatal(fault: str) -> bool:
    """Decoders that return zeros for lost data only warn."""
    text = fault.lower()
    return any(word in text for word in ("truncat", "corrupt", "tile part", "stream too short", "not enough",
                                         "premature", "failed", "cannot", "error"))
