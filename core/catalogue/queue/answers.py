"""What an answer's head says: which version, which bytes of it, how many in all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

_RANGE = re.compile(r"bytes\s+(?:(\d+)-(\d+)|\*)/(\d+|\*)", re.IGNORECASE)
#: A date with a resolution of one second names a version only once it is older than the answer by this, seconds.
_SETTLED_S = 60.0
#: Suffixes of files that are never a web page.
_BINARY = (".zip", ".tif", ".tiff", ".jp2", ".j2k", ".tar", ".gz", ".tgz", ".bz2", ".nc", ".h5", ".hdf", ".jpg",
           ".jpeg", ".png", ".xml", ".json", ".safe")


def validators(headers: Mapping[str, str]) -> tuple[str, str]:
    """Strong ETag and usable Last-Modified, "" for each that is absent (RFC 9110, 8.8 and 13.1.5)."""
    etag = headers.get("etag", "").strip()
    if not etag.startswith('"'):
        etag = ""
    modified = headers.get("last-modified", "").strip()
    try:
        age = (parsedate_to_datetime(headers.get("date", "")) - parsedate_to_datetime(modified)).total_seconds()
    except (TypeError, ValueError, IndexError):
        return etag, ""
    return etag, modified if age >= _SETTLED_S else ""


def total_bytes(status: int, headers: Mapping[str, str]) -> int | None:
    """Bytes of the whole file as announced, None where the head does not tell."""
    if status in (206, 416):
        found = _RANGE.fullmatch(headers.get("content-range", "").strip())
        return int(found.group(3)) if found and found.group(3) != "*" else None
    if headers.get("content-encoding", "identity").strip().lower() != "identity" or "transfer-encoding" in headers:
        return None
    said = headers.get("content-length", "").strip()
    return int(said) if said.isdigit() else None


def first_byte(headers: Mapping[str, str]) -> int | None:
    """Where a partial answer begins, None where it does not say."""
    found = _RANGE.fullmatch(headers.get("content-range", "").strip())
    return int(found.group(1)) if found and found.group(1) else None


def same_version(headers: Mapping[str, str], etag: str, modified: str) -> bool:
    """False where a partial answer names another version than the part's; what it leaves out, If-Range has asked."""
    said = headers.get("etag", "").strip()
    if etag and said:
        return said == etag
    said = headers.get("last-modified", "").strip()
    return not (modified and said) or said == modified


def is_web_page(headers: Mapping[str, str], name: str) -> bool:
    """True where a web page comes in place of a file: a form to sign in, mostly."""
    kind = headers.get("content-type", "").split(";")[0].strip().lower()
    return kind in ("text/html", "application/xhtml+xml") and name.lower().endswith(_BINARY)
