"""What the user wants, from a file: STAC items, a table of addresses, a list of them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from ...engine.delimited import cells, said, separator
from ...errors import BocageError
from ..model import REMOTE, Asset, SceneRecord
from ..providers import Provider, providers
from ..stac.items import NoItem, found_item
from .model import host_of
from .names import safe_name, url_name
from .plan import apart

#: A file of items larger than this is none, bytes.
_LARGEST = 512 * 1024 * 1024
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
    base = _own_address(feature)
    try:
        return found_item(feature, _provider(feature, base), base).record
    except NoItem as fault:
        raise BocageError("items_unreadable", file=path, fault=f"item {feature.get('id')}: {fault}") from fault


def _own_address(feature: Mapping[str, Any]) -> str:
    """Address of the item itself, which relative addresses start from."""
    links = feature.get("links")
    for link in links if isinstance(links, list) else []:
        if isinstance(link, dict) and link.get("rel") == "self":
            return str(link.get("href") or "")
    return ""


def _provider(feature: Mapping[str, Any], base: str) -> Provider:
    """Whose item it is, by its own address, else by those of its files: quirks and signatures are the provider's."""
    hosts = [host_of(base), *(host_of(str(asset.get("href") or "")) for asset in feature["assets"].values()
                              if isinstance(asset, dict))]
    for host in filter(None, hosts):
        for one in providers().values():
            if host in (host_of(one.url), *one.signing.get("hosts", ())):
                return one
    return Provider("", "", base)


# -- addresses ------------------------------------------------------------------------------------------


def _addresses(text: str) -> list[SceneRecord]:
    lines = said(text)
    rows = cells(lines, _separator(lines))
    names = [_COLUMNS.get(word.lower(), "") for word in rows[0]] if rows else []
    if "url" in names:
        found = [dict(zip(names, row)) for row in rows[1:]]
    else:
        found = [{"url": next((cell for cell in row if "://" in cell), "")} for row in rows]
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
    return separator(lines[:1]) if re.search(r"[;,\t]", first) else "\t"


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
