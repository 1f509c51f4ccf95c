"""What a fetched file is called: a name that every system takes and that cannot leave its folder."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from ..model import Asset

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LONGEST = 150
#: A key that is itself a file name.
_NAMED = re.compile(r"\.[a-z][a-z0-9]{1,4}$", re.IGNORECASE)
_SUFFIXES = {"application/zip": ".zip", "application/x-zip-compressed": ".zip", "image/jp2": ".jp2",
             "image/tiff": ".tif", "application/geo+json": ".geojson", "application/json": ".json",
             "image/jpeg": ".jpg", "image/png": ".png", "application/x-tar": ".tar", "application/gzip": ".gz",
             "application/xml": ".xml", "text/xml": ".xml", "application/x-netcdf": ".nc", "text/plain": ".txt",
             "text/html": ".html"}


def safe_name(text: str) -> str:
    """A file name for Windows, macOS and Linux; "file" where nothing is left."""
    name = _FORBIDDEN.sub("_", text).strip().strip(".").strip()
    if len(name) > _LONGEST:
        stem, dot, suffix = name.rpartition(".")
        short = dot and len(suffix) < 12
        name = f"{stem[:_LONGEST - len(suffix) - 1]}.{suffix}" if short else name[:_LONGEST]
    return f"_{name}" if _RESERVED.fullmatch(name) else name or "file"


def url_name(url: str) -> str:
    """Last part of a URL's path, "" where it names no file (``.../Products(1234)/$value``)."""
    name = PurePosixPath(unquote(urlsplit(url).path)).name
    return "" if name.startswith("$") or "." not in name.strip(".") else safe_name(name)


def file_name(asset: Asset, identifier: str = "") -> str:
    """Name of an asset's file: its key where that is one, its address, else product or key with the type's suffix."""
    name = safe_name(asset.key) if _NAMED.search(asset.key) else url_name(asset.href)
    if name:
        return name
    suffix = _SUFFIXES.get(asset.media_type.split(";")[0].strip().lower(), "")
    return safe_name((identifier if suffix == ".zip" and identifier else asset.key or identifier) + suffix)
