"""What the user wants, from a file: STAC items, a table of addresses, a list of them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from ...errors import BocageError
from ..model import REMOTE, Asset, SceneRecord
from .names import safe_name, url_name
from .plan import apart

#: A file of items larger than this is none, bytes.
_LARGEST = 512 * 1024 * 1024
_MD5 = re.compile(r"md5\W{1,3}([0-9a-f]{32})\b", re.IGNORECASE)
_LEVEL = re.compile(r"(?<![a-z0-9])(l[123][abc])(?![a-z0-9])", re.IGNORECASE)
_SENTINEL = re.compile(r"^sentinel-?2([a-d])$", re.IGNORECASE)
#: Names of columns in tables of addresses.
_COLUMNS = {"url": "url", "href": "url", "link": "url", "name": "name", "file": "name", "size": "size",
            "bytes": "size", "checksum": "checksum", "md5": "checksum", "item": "item", "identifier": "item",
            "id": "item", "asset": "asset", "key": "asset"}


def read_items(path: str) -> list[SceneRecord]:
    """Scenes of a file: STAC Item, ItemCollection or list of items; CSV with a column url; one address a line.

    An address that stands alone becomes a scene of one asset. Raises BocageError.
    """
    text = _text(path)
    if text.lstrip()[:1] in ("{", "["):
        records = [_record(path, feature) for feature in _features(path, text)]
    else:
        records = _addresses(text)
    if not records:
        raise BocageError("items_empty", file=path)
    return records


def _text(path: str) -> str:
    try:
        if Path(path).stat().st_size > _LARGEST:
            raise BocageError("items_unreadable", file=path, fault="too large")
        return Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BocageError("items_unreadable", file=path, fault=str(error)) from error


# -- STAC -----------------------------------------------------------------------------------------------


def _features(path: str, text: str) -> list[Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BocageError("items_unreadable", file=path, fault=str(error)) from error
    if isinstance(data, dict):
        data = data.get("features", [data] if "assets" in data else None)
    if not isinstance(data, list):
        raise BocageError("items_unreadable", file=path, fault="neither a STAC item nor a collection of items")
    return data


def _record(path: str, feature: Any) -> SceneRecord:
    if not isinstance(feature, dict) or not isinstance(feature.get("assets"), dict):
        raise BocageError("items_unreadable", file=path, fault="an item has no assets")
    said = feature.get("properties")
    told: Mapping[str, Any] = said if isinstance(said, dict) else {}
    # GEODES calls its products by a number, and names them here.
    identifier = str(told.get("identifier") or feature.get("id") or "item")
    base = _own_address(feature)
    collection = str(feature.get("collection") or "")
    cloud = told.get("eo:cloud_cover")
    assets = tuple(_asset(key, asset, base) for key, asset in feature["assets"].items() if isinstance(asset, dict))
    return SceneRecord(
        identifier=identifier, source=str(told.get("bocage:source") or collection),
        platform=_SENTINEL.sub(r"S2\1", str(told.get("platform") or "")).upper(),
        level=_level(told, collection, identifier),
        tile=str(told.get("grid:code") or "").rpartition("-")[2].lstrip("T"), acquired=_moment(told), footprint=(),
        cloud_percent=float(cloud) if isinstance(cloud, (int, float)) else None, collection=collection, state=REMOTE,
        assets=assets)


def _own_address(feature: Mapping[str, Any]) -> str:
    """Address of the item itself, which relative addresses start from."""
    links = feature.get("links")
    for link in links if isinstance(links, list) else []:
        if isinstance(link, dict) and link.get("rel") == "self":
            return str(link.get("href") or "")
    return ""


def _asset(key: str, asset: Mapping[str, Any], base: str) -> Asset:
    href = str(asset.get("href") or "")
    if not href.startswith(("http://", "https://")):
        others = asset.get("alternate")
        web = [str(one.get("href")) for one in (others.values() if isinstance(others, dict) else ())
               if isinstance(one, dict) and str(one.get("href")).startswith(("https://", "http://"))]
        href = web[0] if web else urljoin(base, href) if "://" not in href else href
    size, roles = asset.get("file:size"), asset.get("roles")
    return Asset(key, href, str(asset.get("type") or ""), str(asset.get("title") or ""),
                 tuple(str(role) for role in roles) if isinstance(roles, list) else (),
                 size if isinstance(size, int) and size >= 0 else None, _checksum(asset))


def _checksum(asset: Mapping[str, Any]) -> str:
    hashed = asset.get("file:checksum") or asset.get("checksum:multihash")
    if isinstance(hashed, str) and hashed:
        return f"multihash:{hashed}"
    found = _MD5.search(str(asset.get("description") or ""))
    return f"md5:{found[1].lower()}" if found else ""


def _level(told: Mapping[str, Any], *words: str) -> str:
    found = _LEVEL.search(str(told.get("processing:level") or "")) or next(
        (match for word in words if (match := _LEVEL.search(word.replace("MSIL", "L").replace("_", "-")))), None)
    return found[1].upper() if found else ""


def _moment(told: Mapping[str, Any]) -> datetime:
    text = str(told.get("datetime") or told.get("start_datetime") or "")
    try:
        moment = datetime.fromisoformat(re.sub(r"\.\d+", "", text).replace("Z", "+00:00"))
    except ValueError:
        moment = datetime.fromtimestamp(0, timezone.utc)
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


# -- addresses ------------------------------------------------------------------------------------------


def _addresses(text: str) -> list[SceneRecord]:
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=_separator(lines)))
    names = [_COLUMNS.get(word.strip().lower(), "") for word in rows[0]] if rows else []
    if "url" in names:
        found = [dict(zip(names, (cell.strip() for cell in row))) for row in rows[1:]]
    else:
        found = [{"url": next((cell.strip() for cell in row if "://" in cell), "")} for row in rows]
    found = [row for row in found if "://" in row.get("url", "")]
    for row in found:
        if row.get("name"):
            row["asset"] = ""
        row["name"] = safe_name(row.get("name") or url_name(row["url"]) or row.get("item") or "file")
    return _scenes(found)


def _separator(lines: list[str]) -> str:
    """What the first line is divided by; a list of addresses by nothing, so that their commas stay."""
    first = lines[0] if lines else ""
    if first.startswith(("http://", "https://")) and not re.search(r"[;,\t]", first.partition("?")[0]):
        return "\t"
    return max(("\t", ";", ","), key=first.count)


def _scenes(rows: list[dict[str, str]]) -> list[SceneRecord]:
    """Rows with the same item are one scene; those without are each their own."""
    alike = Counter(row["name"].lower() for row in rows if not row.get("item"))
    records: dict[str, SceneRecord] = {}
    for row in rows:
        name = row["name"]
        if not row.get("item") and alike[name.lower()] > 1:
            name = apart(name, row["url"])
        item = row.get("item") or name
        size = row.get("size", "")
        asset = Asset(row.get("asset") or name, row["url"], title=name, size=int(size) if size.isdigit() else None,
                      checksum=row.get("checksum", ""))
        known = records.get(item)
        if known is None:
            records[item] = SceneRecord(item, "", "", "", "", datetime.fromtimestamp(0, timezone.utc), (),
                                        state=REMOTE, assets=(asset,))
        elif asset.href not in {one.href for one in known.assets}:
            records[item] = replace(known, assets=(*known.assets, asset))
    return list(records.values())
