"""The file of an area from an address: small, in bounded time, looked at before it is kept.

A page of a data set of data.gouv.fr serves as well as the address of a file: its catalogue tells where the file is.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from ..catalogue.transport import Request, Response, Transport, TransportFault
from ..engine.outputs import atomic_file, human_bytes, write_bytes
from ..engine.progress import Progress, check
from ..errors import BocageError

#: Bytes; seconds for one answer, body included; seconds without a byte.
LARGEST, TOTAL_S, INACTIVITY_S = 50_000_000, 120.0, 30.0
#: Formats of data.gouv.fr's resources that hold areas, the surest first: degrees and one file before the others.
FORMATS = ("geojson", "gpkg", "kml", "kmz", "shp", "zip", "json", "gml")
_DATA_SET = re.compile(r"https?://(?:www\.)?data\.gouv\.fr/(?:[a-z]{2}/)?datasets/(?!r/)([^/?#]+)/?"
                       r"(?:.*?resource-([0-9a-f-]{36}))?")
_API = "https://www.data.gouv.fr/api/1/datasets/{slug}/"
_EXTENSIONS = (".zip", ".kmz", ".geojson", ".json", ".kml", ".gpkg", ".gml", ".fgb")


def fetch_area(url: str, folder: str, transport: Transport, progress: Progress, most: int = LARGEST,
               total_s: float = TOTAL_S) -> str:
    """Path in ``folder`` of what ``url`` gives, with the extension of what it is.

    Raises BocageError (no answer, refused, too large, a web page, a data set without areas) or Cancelled.
    """
    address = url.strip()
    if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).hostname:
        raise BocageError("area_address", url=address)
    data_set = _DATA_SET.match(address)
    if data_set is not None:
        address = _resource(data_set[1], data_set[2] or "", transport, progress, total_s)
    content, name = _get(address, transport, progress, most, total_s)
    stem = re.sub(r"[^\w .()-]+", "_", PurePosixPath(name).stem).strip(" .")[:80] or "area"
    target = Path(folder) / (stem + _extension(content, name, address))
    os.makedirs(folder, exist_ok=True)
    with atomic_file(target) as beside:
        write_bytes(beside, content)
    return str(target)


def _resource(slug: str, wanted: str, transport: Transport, progress: Progress, total_s: float) -> str:
    """Address of the best file of a data set, or of the one that its page shows."""
    content, _ = _get(_API.format(slug=slug), transport, progress, LARGEST, total_s)
    try:
        resources = json.loads(content)["resources"]
        found = [(_rank(one), str(one.get("latest") or one["url"])) for one in resources
                 if (one.get("id") == wanted if wanted else _rank(one) < len(FORMATS))]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BocageError("area_data_set", slug=slug, formats=", ".join(FORMATS)) from error
    if not found:
        raise BocageError("area_data_set", slug=slug, formats=", ".join(FORMATS))
    return min(found, key=lambda one: one[0])[1]


def _rank(resource: dict[str, Any]) -> int:
    kind = str(resource.get("format") or "").lower().strip(" .")
    ending = PurePosixPath(urlsplit(str(resource.get("url") or "")).path).suffix.lower().strip(".")
    ranks = [FORMATS.index(word) for word in (kind, ending) if word in FORMATS]
    return min(ranks, default=len(FORMATS))


def _get(url: str, transport: Transport, progress: Progress, most: int, total_s: float) -> tuple[bytes, str]:
    """The body, at most ``most`` bytes, and the name of the file."""
    request = Request(url, inactivity_s=INACTIVITY_S, total_s=total_s)
    try:
        answer = transport.open(request, progress.cancelled)
        try:
            if answer.status != 200:
                raise BocageError("area_refused", url=url, status=answer.status)
            return _body(answer, url, progress, most), _name(answer, url)
        finally:
            answer.close()
    except TransportFault as fault:
        raise BocageError("area_unreachable", url=url, fault=fault.detail or fault.kind) from fault


def _body(answer: Response, url: str, progress: Progress, most: int) -> bytes:
    announced = answer.headers.get("content-length", "")
    size = int(announced) if announced.isdigit() else 0
    content = bytearray()
    if size <= most:
        for chunk in answer.chunks():
            check(progress)
            content += chunk
            if len(content) > most:
                break
            progress.report(len(content) / max(size, len(content), 1))
    if max(size, len(content)) > most:
        raise BocageError("area_too_large", file=url, size=human_bytes(max(size, len(content))),
                          most=human_bytes(most))
    return bytes(content)


def _name(answer: Response, url: str) -> str:
    said = re.search(r"filename\*?=(?:UTF-8'')?\"?([^\";]+)", answer.headers.get("content-disposition", ""), re.I)
    # Never a path: a name from outside stays in its folder.
    text = unquote(said[1]) if said else unquote(urlsplit(getattr(answer, "url", url)).path)
    return PurePosixPath(text.replace("\\", "/")).name or "area"


def _extension(content: bytes, name: str, url: str) -> str:
    """By what the file holds; its name decides between those alike."""
    said = PurePosixPath(name).suffix.lower()
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    lower = head[:2048].lower()
    if head.startswith(b"PK"):
        return ".kmz" if said == ".kmz" else ".zip"
    if head.startswith(b"SQLite format 3"):
        return ".gpkg"
    if head.startswith((b"{", b"[")):
        return ".geojson"
    if lower.startswith((b"<!doctype html", b"<html")) or b"<html" in lower:
        raise BocageError("area_page", url=url)
    if b"<kml" in lower:
        return ".kml"
    if head.startswith(b"<"):
        return ".gml"
    if not content or said not in _EXTENSIONS:
        raise BocageError("area_unknown", url=url)
    return said
